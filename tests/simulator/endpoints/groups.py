# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Contact groups: `api-add_group`, `api-get_groups`, `api-edit_delete_group`."""

from __future__ import annotations

from ..phone import Phone
from ..phonebook import FIXED_GROUPS
from . import Call, Reply, endpoint, error, found, number, success


@endpoint("api-get_groups")
def get_groups(phone: Phone, call: Call) -> Reply:
    """All groups, or the one with the id given. The guide's table calls the parameter `Id`, its text `id`: both work."""
    wanted = call.parameter("id") or call.parameter("Id")
    as_strings = phone.firmware.contact_ids == "string"
    return found(
        phone,
        [
            {"groupID": str(group_id) if as_strings else group_id, "groupName": name}
            for group_id, name in sorted(phone.book.groups.items())
            if not wanted or number(wanted) == group_id
        ],
    )


@endpoint("api-add_group", writes=True)
def add_group(phone: Phone, call: Call) -> Reply:
    """Add a group called `name`."""
    name = phone.shortened_name(call.parameter("name"))
    if not name.strip():
        return error(phone, "no name")
    if _taken(phone, name):
        return error(phone, "name taken")
    phone.book.add_group(name)
    return success(phone, "")


@endpoint("api-edit_delete_group", writes=True)
def edit_delete_group(phone: Phone, call: Call) -> Reply:
    """Rename the group `id` to `name`, or delete it when the name is blank: left out, empty or nothing but spaces."""
    group_id, name = number(call.parameter("id")), phone.shortened_name(call.parameter("name"))
    if group_id not in phone.book.groups:
        return error(phone, "no such group")
    if group_id in FIXED_GROUPS:
        return error(phone, "fixed group")
    if not name.strip():
        phone.book.delete_group(group_id, with_members=phone.firmware.deleted_group_members == "delete")
    elif _taken(phone, name, but=group_id):
        return error(phone, "name taken")
    else:
        phone.book.groups[group_id] = name
    return success(phone, "")


def _taken(phone: Phone, name: str, but: int | None = None) -> bool:
    """Whether this firmware refuses the name because another group has it."""
    if phone.firmware.duplicate_groups == "allow":
        return False
    return any(name == taken for group_id, taken in phone.book.groups.items() if group_id != but)
