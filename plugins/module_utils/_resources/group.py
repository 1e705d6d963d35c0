# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One contact group: there, not there, or under another name."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.apply import apply_book, plan_book
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.options import group_name, own_group_name
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.plan import DesiredBook
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource


def prepare(params: Mapping[str, Any], dummy: Secrets) -> DesiredBook:
    """Return what the task's options ask for. Raise :class:`InputError`."""
    present = params["state"] == "present"
    new_name = params["new_name"]
    if new_name is None and present:
        return DesiredBook(groups=[group_name(params["name"], "name")])
    name = own_group_name(params["name"], "name")
    if new_name is None:
        return DesiredBook(groups=[name], present=False)
    if not present:
        raise InputError("new_name: it cannot be used with state: absent")
    new_name = own_group_name(new_name, "new_name")
    return DesiredBook(groups=[name], new_name=new_name if new_name != name else None)


RESOURCE = Resource(
    argument_spec={
        "name": {"type": "str", "required": True},
        "new_name": {"type": "str"},
        "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    },
    prepare=prepare,
    plan=plan_book,
    apply=apply_book,
)
