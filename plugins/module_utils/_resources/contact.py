# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One contact: there, or not there."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.apply import apply_book, plan_book
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import DesiredBook, checked_contact
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.options import CONTACT_SPEC
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource


def prepare(params: Mapping[str, Any], dummy: Secrets) -> DesiredBook:
    """Return :class:`DesiredBook` from the task's options. Raise :class:`InputError` with every problem that they have."""
    problems: list[str] = []
    contact = checked_contact({key: params[key] for key in CONTACT_SPEC}, "", problems)
    if problems:
        raise InputError("; ".join(problems), problems=problems)
    if contact.id is None and not contact.name:
        raise InputError("one of the following is required: first_name, last_name, id")
    if contact.id is not None and (contact.first_name is None) != (contact.last_name is None):
        raise InputError(
            "with an id, give first_name and last_name, or neither. The phone tells only the whole name, so which part of it "
            "would stay is not known"
        )
    return DesiredBook(
        contacts=[contact],
        present=params["state"] == "present",
        match_by=("name",) if contact.id is None else ("id",),
    )


RESOURCE = Resource(
    argument_spec=dict(CONTACT_SPEC, state={"type": "str", "default": "present", "choices": ["present", "absent"]}),
    prepare=prepare,
    plan=plan_book,
    apply=apply_book,
)
