# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Groups and contacts as a whole."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Callable, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.apply import apply_book, plan_book
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.options import (
    CONTACT_SPEC,
    MATCH_FIELDS,
    duplicates,
    entry,
    group_name,
    own_group_name,
)
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.plan import DesiredBook
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource


def prepare(params: Mapping[str, Any], dummy: Secrets) -> DesiredBook:
    """Return what the task's options ask for. Raise :class:`InputError` with every problem that they have."""
    if params["groups"] is None and params["contacts"] is None:
        raise InputError("one of the following is required: groups, contacts")
    problems: list[str] = []
    present = params["state"] == "present"
    named = group_name if present else own_group_name
    groups = _checked(
        params["groups"], lambda index, group: (named(group["name"], f"groups[{index}].name"), group["id"]), problems
    )
    desired = DesiredBook(
        groups=None if groups is None else list(dict.fromkeys(name for name, dummy in groups)),
        contacts=_checked(params["contacts"], lambda index, contact: entry(contact, f"contacts[{index}]."), problems),
        present=present,
        purge=params["purge"],
        purge_groups=_checked(params["purge_groups"], lambda index, name: group_name(name, f"purge_groups[{index}]"), problems),
        match_by=tuple(params["match_by"]),
    )
    problems += [f"groups: {name!r} is listed twice" for name in _twins(groups or ())]
    problems += _purge_problems(params, desired)
    problems += [] if problems else duplicates(desired)
    if problems:
        raise InputError("; ".join(problems), problems=problems)
    return desired


def _checked(items: Sequence[Any] | None, check: Callable[[int, Any], Any], problems: list[str]) -> list[Any] | None:
    """Return what ``check`` makes of each item by its index; what it raises is added to the problems."""
    if items is None:
        return None
    found = []
    for index, item in enumerate(items):
        try:
            found.append(check(index, item))
        except InputError as error:  # noqa: PERF203 - to tell all problems at once
            problems.append(error.message)
    return found


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
    """Refuse an empty list with ``purge``: more often a lookup went wrong than somebody wants to lose everything."""
    problems = []
    if desired.purge and not desired.present:
        problems.append("purge: it can be used with state: present only")
    if desired.purge_groups is not None and not desired.purge:
        problems.append("purge_groups: it needs purge: true")
    if not desired.present and desired.groups and "group" in desired.match_by:
        problems.append("match_by: group cannot be used where the same task deletes groups. Delete the contacts in a task before")
    if not desired.match_by:
        problems.append("match_by: it cannot be empty")
    if desired.purge and not params["allow_empty"]:
        problems += [
            f"{name}: it is empty, and purge would remove all. If that is meant, set allow_empty: true"
            for name in ("groups", "contacts")
            if params[name] is not None and not params[name]
        ]
    return problems


RESOURCE = Resource(
    argument_spec={
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
    },
    prepare=prepare,
    plan=plan_book,
    apply=apply_book,
)
