# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection: other code must not import it.

"""Groups and contacts as a whole."""

from __future__ import annotations

from typing import Any, Callable, Mapping

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._resources._book import Desired
from ansible_collections.voip.grandstream.plugins.module_utils._resources._book_apply import converge
from ansible_collections.voip.grandstream.plugins.module_utils._resources._book_options import (
    CONTACT_SPEC,
    MATCH_FIELDS,
    check_duplicates,
    entry,
    group_name,
    own_group_name,
)
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource


def prepare(params: Mapping[str, Any], dummy: Secrets) -> Desired:
    """From the task's options to :class:`Desired`. Raises :class:`InputError`."""
    if params["groups"] is None and params["contacts"] is None:
        raise InputError("one of the following is required: groups, contacts")
    present = params["state"] == "present"
    named = group_name if present else own_group_name
    desired = Desired(
        groups=_group_names(params["groups"], named),
        contacts=_mapped(params["contacts"], lambda number, contact: entry(contact, f"contacts[{number}].")),
        present=present,
        purge=params["purge"],
        purge_groups=_mapped(params["purge_groups"], lambda number, name: group_name(name, f"purge_groups[{number}]")),
        match_by=tuple(params["match_by"]),
    )
    _check_purge(params, desired)
    check_duplicates(desired)
    return desired


def _mapped(items: Any, function: Any) -> Any:
    return None if items is None else [function(number, item) for number, item in enumerate(items)]


def _group_names(groups: Any, named: Callable[[str, str], str]) -> list[str] | None:
    """The names. Two of one name are a mistake, unless they have ids of their own: then a phone was read that has two."""
    if groups is None:
        return None
    ids: dict[str, set[int | None]] = {}
    for number, group in enumerate(groups):
        name = named(group["name"], f"groups[{number}].name")
        others = ids.setdefault(name, set())
        if others and (group["id"] in others or None in (group["id"], *others)):
            raise InputError(f"groups: {name!r} is listed twice")
        others.add(group["id"])
    return list(ids)


def _check_purge(params: Mapping[str, Any], desired: Desired) -> None:
    """An empty list with ``purge`` is more often a lookup that went wrong than the wish to lose everything."""
    if desired.purge and not desired.present:
        raise InputError("purge: it removes what is not listed, so it goes with state: present only")
    if desired.purge_groups is not None and not desired.purge:
        raise InputError("purge_groups: it limits purge, so it needs purge: true")
    if not desired.present and desired.groups and "group" in desired.match_by:
        raise InputError("match_by: with state: absent, contacts cannot be told apart by groups that go at the same time")
    if not desired.match_by:
        raise InputError("match_by: it cannot be empty")
    if desired.purge and not params["allow_empty"]:
        for name in ("groups", "contacts"):
            if params[name] is not None and not params[name]:
                raise InputError(f"{name}: it is empty, and purge would remove all. If that is meant, set allow_empty: true")


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
    run=converge,
)
