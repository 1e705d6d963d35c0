# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Contact groups: `api-add_group`, `api-get_groups`, `api-edit_delete_group`."""

from __future__ import annotations

from ..phone import Phone
from ..phonebook import FIXED_GROUPS
from . import Call, Reply, endpoint, found, number, phonebook_error, shown_id, shown_name, success, success_word


@endpoint("api-get_groups")
def get_groups(phone: Phone, call: Call) -> Reply:
    """Return all groups, or the one with the id given. The guide's table calls the parameter `Id`, its text `id`: both work."""
    wanted = call.parameter("id") or call.parameter("Id")
    groups = {
        group_id: shown_name(phone, name)
        for group_id, name in sorted(phone.book.groups.items())
        if not wanted or number(wanted) == group_id
    }
    if phone.firmware.groups_reply == "data":
        return Reply({"Response": success_word(phone).title(), "Data": _data_rows(phone, groups)})
    return found(phone, [{"groupID": shown_id(phone, group_id), "groupName": name} for group_id, name in groups.items()])


def _data_rows(phone: Phone, groups: dict[int, str]) -> list[dict[str, str | int]]:
    """Return the rows of the quirk `groups_reply`: of a group, or of each of its members; a group without members has a row
    too."""
    members: dict[int, list[int]] = {group_id: [] for group_id in groups}
    for contact_id, contact in phone.book.sorted_contacts(phone.firmware):
        if contact.group_id in members:
            members[contact.group_id].append(contact_id)
    shown = slice(1 if phone.firmware.group_rows == "group" else None)
    return [
        {"Id": shown_id(phone, group_id), "Name": name, "ContactId": shown_id(phone, contact_id)}
        for group_id, name in groups.items()
        for contact_id in members[group_id][shown] or [0]
    ]


@endpoint("api-add_group", writes=True)
def add_group(phone: Phone, call: Call) -> Reply:
    """Add a group called `name`."""
    name = phone.shortened_name(call.parameter("name"))
    if not name.strip() and phone.firmware.blank_group_name == "junk":
        name = phone.shortened_name(phone.memory())
    if not name.strip():
        return phonebook_error(phone, "no name")
    if _taken(phone, name):
        return phonebook_error(phone, "name taken")
    phone.book.add_group(name)
    return success(phone, "")


@endpoint("api-edit_delete_group", writes=True)
def edit_delete_group(phone: Phone, call: Call) -> Reply:
    """Rename the group `id` to `name`, or delete it when the name is blank: left out, empty or nothing but spaces."""
    if not call.parameter("id"):
        return phonebook_error(phone, "no such group", no_id=True)
    group_id, name = number(call.parameter("id")), phone.shortened_name(call.parameter("name"))
    if group_id not in phone.book.groups:
        return phonebook_error(phone, "no such group")
    if group_id in FIXED_GROUPS:
        return phonebook_error(phone, "fixed group")
    if not name.strip():
        phone.book.delete_group(group_id, with_members=phone.firmware.deleted_group_members == "delete")
    elif _taken(phone, name, but=group_id):
        return phonebook_error(phone, "name taken")
    else:
        phone.book.groups[group_id] = name
    return success(phone, "")


def _taken(phone: Phone, name: str, but: int | None = None) -> bool:
    """Return whether this firmware refuses the name because another group has it."""
    if phone.firmware.duplicate_groups == "allow":
        return False
    return any(name == taken for group_id, taken in phone.book.groups.items() if group_id != but)
