# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options for a whole phonebook, which gs_phonebook and gs_config share: their argument spec and their check. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    KEYS,
    MATCH_FIELDS,
    DesiredBook,
    checked_contact,
    checked_group,
    checked_own_group,
    told_apart,
)
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown

CONTACT_SPEC: dict[str, dict[str, Any]] = {**{key: {"type": "str"} for key in KEYS}, "id": {"type": "int"}}
"""Argument spec of one contact."""

BOOK_SPEC: dict[str, dict[str, Any]] = {
    "groups": {
        "type": "list",
        "elements": "dict",
        "options": {"name": {"type": "str", "required": True}, "id": {"type": "int"}},
    },
    "contacts": {"type": "list", "elements": "dict", "options": CONTACT_SPEC},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "purge": {"type": "bool", "default": False},
    "purge_groups": {"type": "list", "elements": "str"},
    "allow_empty": {"type": "bool", "default": False},
    "match_by": {"type": "list", "elements": "str", "default": ["name"], "choices": list(MATCH_FIELDS)},
}
"""Argument spec of a whole phonebook."""


def desired_book(params: Mapping[str, Any]) -> DesiredBook:
    """Return what the options of :data:`BOOK_SPEC` ask for. Raise :class:`InputError` with every problem that they have."""
    if params["groups"] is None and params["contacts"] is None:
        raise InputError("one of the following is required: groups, contacts")
    problems: list[str] = []
    present = params["state"] == "present"
    check_group = checked_group if present else checked_own_group
    named = [
        (check_group(group["name"], f"groups[{index}].name", problems), group["id"])
        for index, group in enumerate(params["groups"] or ())
    ]
    contacts = [
        checked_contact(contact, f"contacts[{index}].", problems) for index, contact in enumerate(params["contacts"] or ())
    ]
    scope = [checked_group(name, f"purge_groups[{index}]", problems) for index, name in enumerate(params["purge_groups"] or ())]
    desired = DesiredBook(
        groups=None if params["groups"] is None else list(dict.fromkeys(name for name, dummy in named)),
        contacts=None if params["contacts"] is None else contacts,
        present=present,
        purge=params["purge"],
        purge_groups=None if params["purge_groups"] is None else scope,
        match_by=tuple(params["match_by"]),
    )
    problems += [f"groups: {shown(name)} is listed twice. Remove one" for name in _twins(named) if name]
    problems += _purge_problems(params, desired)
    problems += [] if problems else told_apart(contacts, desired.match_by)
    if problems:
        raise InputError("; ".join(problems), problems=problems)
    return desired


def _twins(groups: Sequence[tuple[str, int | None]]) -> list[str]:
    """Return the names that are a mistake to list twice. With ids of their own they are not: a phone was read that has two."""
    ids: dict[str, set[int | None]] = {}
    found = []
    for name, group_id in groups:
        others = ids.setdefault(name, set())
        if others and (group_id in others or None in (group_id, *others)):
            found.append(name)
        others.add(group_id)
    return list(dict.fromkeys(found))


def _purge_problems(params: Mapping[str, Any], desired: DesiredBook) -> list[str]:
    """Return what is wrong with ``purge`` and ``match_by``. An empty list is more often a lookup that went wrong than a wish."""
    problems = []
    if desired.purge and not desired.present:
        problems.append("purge: it can be used with state: present only. Remove it")
    if desired.purge_groups is not None and not desired.purge:
        problems.append("purge_groups: it needs purge. Set purge: true, or remove it")
    if not desired.present and desired.groups and "group" in desired.match_by:
        problems.append("match_by: group cannot be used where the same task deletes groups. Take group out of it")
    if not desired.match_by:
        problems.append("match_by: it cannot be empty. Remove it, or name a field")
    if desired.purge and not params["allow_empty"]:
        problems += [
            f"{name}: it is empty, and purge would remove all. If that is meant, set allow_empty: true"
            for name in ("groups", "contacts")
            if params[name] is not None and not params[name]
        ]
    return problems
