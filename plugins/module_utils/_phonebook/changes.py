# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes of a phonebook for a user's eyes: the list in the result, and the text of the diff."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.likeness import warnings
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import FIELDS, HeldBook, group_names, split_name
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.plan import (
    AddGroup,
    DeleteAllContacts,
    DeleteContact,
    RenameGroup,
    SaveContact,
    Step,
)
from ansible_collections.voip.grandstream.plugins.module_utils._text import squeezed, visible


def describe(book: HeldBook, steps: Sequence[Step]) -> Outcome:
    """Return the outcome of these steps. Each change tells ``kind``, ``action``, ``name``, ``id``, ``before`` and ``after``."""
    names = group_names(book.groups)
    changes = [change for step in steps for change in _changes(step, names)]
    return Outcome(
        changes=changes,
        before="".join(_lines(change, change["before"]) for change in changes),
        after="".join(_lines(change, change["after"]) for change in changes),
        warnings=tuple(warnings(book.shown_as)),
    )


def contact_as_options(contact: Contact, names: dict[int, str]) -> dict[str, Any]:
    """Return a contact as the options of the modules: what is read can be written back."""
    first, last = split_name(contact.name)
    fields = {field: getattr(contact, field) for field in FIELDS}
    return {"id": contact.id, "first_name": first, "last_name": last, "group": names.get(contact.group_id), **fields}


def _changes(step: Step, names: dict[int, str]) -> list[dict[str, Any]]:
    if isinstance(step, SaveContact):
        before = None if step.before is None else _shown(contact_as_options(step.before, names))
        after = _shown({"first_name": step.first_name, "last_name": step.last_name, "group": step.group, **step.fields})
        action, number = ("edit", step.before.id) if step.before else ("add", None)
        return [{"kind": "contact", "action": action, "name": step.name, "id": number, "before": before, "after": after}]
    if isinstance(step, (DeleteContact, DeleteAllContacts)):
        return [
            {
                "kind": "contact",
                "action": "delete",
                "name": squeezed(gone.name),
                "id": gone.id,
                "before": _shown(contact_as_options(gone, names)),
                "after": None,
            }
            for gone in ([step.contact] if isinstance(step, DeleteContact) else step.contacts)
        ]
    if isinstance(step, AddGroup):
        after = {"name": step.name}
        return [{"kind": "group", "action": "add", "name": step.name, "id": None, "before": None, "after": after}]
    what: dict[str, Any] = {"name": step.group.name, "id": step.group.id, "before": {"name": step.group.name}}
    if isinstance(step, RenameGroup):
        return [{"kind": "group", "action": "rename", **what, "after": {"name": step.name}}]
    return [{"kind": "group", "action": "delete", **what, "after": None}]


def _shown(options: dict[str, Any]) -> dict[str, str]:
    """Return the fields that hold something, under the names of the options."""
    parts = dict(options, name=squeezed(f"{options['first_name']} {options['last_name']}"))
    return {key: parts[key] for key in ("name", "group", *FIELDS) if parts[key]}


def _lines(change: dict[str, Any], side: dict[str, str] | None) -> str:
    """Return one side of a change as lines of the diff: of an edit only the fields that differ."""
    if side is None:
        return ""
    if change["kind"] == "group":
        return f"group {visible(side['name'])}\n"
    other = (change["after"] if side is change["before"] else change["before"]) or {}
    lines = [f"contact {visible(change['name'])}"]
    lines += [f"  {key}: {visible(value)}" for key, value in side.items() if other.get(key) != value and key != "name"]
    if other and other.get("name", "") != side.get("name", ""):
        lines.append(f"  name: {visible(side.get('name', ''))}")
    return "\n".join(lines) + "\n"
