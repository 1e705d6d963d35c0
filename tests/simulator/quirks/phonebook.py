# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Quirks of the phonebook."""

from __future__ import annotations

from dataclasses import dataclass

from .declare import quirk


@dataclass(frozen=True)
class PhonebookQuirks:
    """What goes for contacts, groups, and the phonebook as a file."""

    contact_ids: str = quirk("string", "ids of contacts and groups in JSON", "string", "integer")
    contact_order: str = quirk("id", "what contacts are sorted by", "id", "name")
    contact_decodings: int = quirk(1, "how many times the texts of a contact are URL-decoded", vendor=2)
    name_joint: str = quirk(
        "single_space",
        "the whole name of a contact: what is not blank of first and last name joined by a space, or both as they are",
        "single_space",
        "as_sent",
    )
    name_length: int = quirk(0, "characters of a first name, last name or group name that are kept; 0 for all")
    name_shown: str = quirk(
        "as_kept", "names of contacts and groups in replies: as they are kept, or in capitals", "as_kept", "capitals"
    )
    both_names: str = quirk(
        "optional",
        "required: a contact is refused unless firstname and lastname are sent, blank ones too",
        "optional",
        "required",
        vendor="required",
    )
    partial_edit: str = quirk("blank", "fields that an edit of a contact leaves out: blank afterwards, or kept", "blank", "keep")
    phonebook_limit: int = quirk(0, "more contacts than these are refused; 0 for no limit")
    phonebook_errors: str = quirk(
        "as_others",
        'the form of the phonebook\'s errors; res_msg: {"res":"error", "msg":"…"}',
        "as_others",
        "res_msg",
        vendor="res_msg",
    )
    crash_long_contact_id: bool = quirk(False, "true: a contact id of 30 digits crashes the web server", vendor=True)
    unknown_group: str = quirk(
        "refuse", "a contact for a group that there is not: refused, or saved in group 0", "refuse", "default"
    )
    groups_reply: str = quirk(
        "msg",
        "api-get_groups: 'res' and 'msg' with groupID and groupName, or 'Response' and 'Data' with Id, Name and ContactId",
        "msg",
        "data",
        vendor="data",
    )
    group_rows: str = quirk(
        "group",
        "with groups_reply=data: a row for each group, or one for each of its members",
        "group",
        "member",
        vendor="member",
    )
    blank_group_name: str = quirk(
        "refused", "api-add_group without a name: refused, or a group whose name was in memory", "refused", "junk", vendor="junk"
    )
    duplicate_groups: str = quirk("allow", "two groups of one name", "allow", "refuse")
    deleted_group_members: str = quirk(
        "default", "the contacts of a group that is deleted: moved to group 0, or deleted with it", "default", "delete"
    )
    download_reply: str = quirk(
        "xml",
        'phonebook_download: the file, or {"res":"success"} and the file at /phonebook/phonebook.xml for a session',
        "xml",
        "json",
        vendor="json",
    )
