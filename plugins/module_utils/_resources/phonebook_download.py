# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phone's phonebook file, checked before it is trusted. Writing it to disk is the action plugin's work."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import base64
from typing import Any, Mapping

from ansible.module_utils.basic import FILE_COMMON_ARGUMENTS

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, ReplyError
from ansible_collections.voip.grandstream.plugins.module_utils._libraries import require
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.xml_file import parse_phonebook
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource

FILE_OPTIONS = ("dest", "backup", *FILE_COMMON_ARGUMENTS)
"""The options that say where and how the file is written."""


def prepare(params: Mapping[str, Any], dummy: Secrets) -> None:
    """Return nothing: ansible.builtin.copy checks the options of the file."""


def _check(content: bytes) -> None:
    """Raise :class:`ReplyError` for what is no phonebook, or not safe to read."""
    try:
        parse_phonebook(content)
    except InputError as error:
        raise ReplyError(f"the file is not used, because {error.message}") from None


def plan(phone: Phone, dummy: None) -> Plan:
    """Download the file, and return it in Base64. Raise :class:`PhoneError`, also where it is no phonebook."""
    require("defusedxml")
    content = phone.download_phonebook(_check)
    book = parse_phonebook(content)
    found = {
        "content": base64.b64encode(content).decode("ascii"),
        "contact_count": len(book.contacts),
        "group_count": len(book.groups),
    }
    return Plan(Outcome(changes=None, found=found))


RESOURCE = Resource(
    argument_spec={
        "dest": {"type": "path", "required": True},
        "backup": {"type": "bool", "default": False},
        **FILE_COMMON_ARGUMENTS,
    },
    prepare=prepare,
    plan=plan,
)
