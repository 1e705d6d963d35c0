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
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    DesiredBook,
    checked_group,
    checked_own_group,
)
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource


def prepare(params: Mapping[str, Any], dummy: Secrets) -> DesiredBook:
    """Return :class:`DesiredBook` from the task's options. Raise :class:`InputError` with every problem that they have."""
    present = params["state"] == "present"
    problems: list[str] = []
    stays = params["new_name"] is None and present
    name = (checked_group if stays else checked_own_group)(params["name"], "name", problems)
    new_name = None
    if params["new_name"] is not None:
        new_name = checked_own_group(params["new_name"], "new_name", problems)
        problems += [] if present else ["new_name: it cannot be used with state: absent. Remove one of the two options"]
    if problems:
        raise InputError("; ".join(problems), problems=problems)
    return DesiredBook(groups=[name], present=present, new_name=new_name if new_name != name else None)


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
