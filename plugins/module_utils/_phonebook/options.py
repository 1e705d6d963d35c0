# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the phonebook's modules, turned into what is desired. Bad input fails here, before any request."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.plan import (
    FIELDS,
    FIXED_GROUPS,
    DesiredBook,
    Entry,
    squeezed,
)
from ansible_collections.voip.grandstream.plugins.module_utils._text import text_problem

CONTACT_SPEC: dict[str, dict[str, Any]] = {name: {"type": "str"} for name in ("first_name", "last_name", *FIELDS, "group")}
CONTACT_SPEC["id"] = {"type": "int"}
"""Argument spec of one contact."""

MATCH_FIELDS = ("name", "group", *FIELDS, "id")
"""What contacts can be told apart by."""


def entry(options: Mapping[str, Any], path: str = "") -> Entry:
    """Return a contact from its options. Raise :class:`InputError`, with ``path`` in front of what is wrong."""
    for name in ("first_name", "last_name", *FIELDS, "group"):
        check_text(options.get(name), f"{path}{name}")
    found = Entry(
        first_name=_squeezed(options.get("first_name")),
        last_name=_squeezed(options.get("last_name")),
        fields={field: options[field] for field in FIELDS if options.get(field) is not None},
        group=_squeezed(options.get("group")),
        id=options.get("id"),
    )
    if found.name == "" and not any(found.fields.values()):
        raise InputError(f"{path.rstrip('.') or 'contact'}: a contact without a name needs a number or an email")
    return found


def check_text(value: Any, path: str) -> None:
    """Raise :class:`InputError` for a text that cannot be written: see :func:`text_problem`."""
    problem = text_problem(str(value or ""))
    if problem:
        raise InputError(f"{path}: {problem}")


def group_name(name: str, path: str) -> str:
    """Return a group's name with single spaces between its words. Raise :class:`InputError` for a blank one."""
    check_text(name, path)
    if not squeezed(name):
        raise InputError(f"{path}: a group's name cannot be blank")
    return squeezed(name)


def own_group_name(name: str, path: str) -> str:
    """Return the name as :func:`group_name`. Raise :class:`InputError` for groups that every phone has: they stay."""
    stripped = group_name(name, path)
    if stripped in FIXED_GROUPS.values():
        raise InputError(f"{path}: every phone has the group {stripped!r}. It cannot be created, renamed or deleted")
    return stripped


def duplicates(desired: DesiredBook) -> list[str]:
    """Return where the task's own list names a contact twice, or not well enough to be told from others."""
    problems = []
    keys = []
    for number, listed in enumerate(desired.contacts or ()):
        parts = {**listed.fields, "name": listed.name, "group": listed.group or "default", "id": listed.id}
        if "id" in desired.match_by and listed.id is None:
            problems.append(f"contacts[{number}]: match_by has id, and this contact has none. Add its id, or change match_by")
        if "name" in desired.match_by and listed.name is None:
            problems.append(f"contacts[{number}]: a contact needs a first_name or a last_name")
        keys.append(tuple(str(parts.get(part, "")) for part in desired.match_by))
    return problems + [
        f"contacts: {' '.join(repr(part) for part in key)} is listed twice. Where names repeat on purpose, set match_by to what "
        "tells the contacts apart, such as [name, work]"
        for key in _twice(keys)
    ]


def _twice(items: Any) -> list[Any]:
    seen: set[Any] = set()
    twice = []
    for item in items:
        if item in seen and item not in twice:
            twice.append(item)
        seen.add(item)
    return twice


def _squeezed(part: str | None) -> str | None:
    return None if part is None else squeezed(part)
