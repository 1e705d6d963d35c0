# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection: other code must not import it.

"""Reading a phone: only the requests that the wanted subsets need."""

from __future__ import annotations

from typing import Any, Mapping

from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._resources._book import group_names
from ansible_collections.voip.grandstream.plugins.module_utils._resources._book_changes import contact_as_options
from ansible_collections.voip.grandstream.plugins.module_utils._task import Outcome, Resource

SUBSETS = ("contacts", "groups")


def prepare(params: Mapping[str, Any], dummy: Secrets) -> frozenset[str]:
    """The wanted subsets."""
    wanted = frozenset(params["gather_subset"])
    return frozenset(SUBSETS) if "all" in wanted else wanted


def run(phone: Phone, wanted: frozenset[str], dummy: bool) -> Outcome:
    """Read the wanted subsets, in the form in which the writing modules take them. Raises :class:`PhoneError`."""
    found: dict[str, Any] = {}
    groups = phone.groups() if wanted else []
    if "groups" in wanted:
        found["groups"] = [{"id": group.id, "name": group.name} for group in groups]
    if "contacts" in wanted:
        names = group_names(groups)
        found["contacts"] = [contact_as_options(contact, names) for contact in phone.contacts()]
    return Outcome(changes=None, found=found)


RESOURCE = Resource(
    argument_spec={
        "gather_subset": {"type": "list", "elements": "str", "default": ["all"], "choices": ["all", *SUBSETS]},
    },
    prepare=prepare,
    run=run,
)
