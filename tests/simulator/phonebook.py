# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phonebook of one phone: contacts in groups (guide, "Get Contact" to "Edit/delete Contact Group")."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from .firmware import Firmware

DEFAULT_GROUP = 0
# Which groups every phone has, by the guide's example reply to api-get_groups; nobody can rename or delete them.
FIXED_GROUPS: Mapping[int, str] = {DEFAULT_GROUP: "default", 100: "blacklist"}


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact. A contact without any name is one too: only its number shows."""

    first_name: str = ""
    last_name: str = ""
    group_id: int = DEFAULT_GROUP
    work: str = ""
    home: str = ""
    mobile: str = ""
    fax: str = ""
    email: str = ""

    def name(self, firmware: Firmware) -> str:
        """Return the whole name, as api-get_contacts shows it and searches it."""
        if firmware.name_joint == "as_sent":
            return f"{self.first_name} {self.last_name}"
        return " ".join(part for part in (self.first_name, self.last_name) if part)


@dataclass(slots=True)
class Phonebook:
    """Contacts and groups by id. An id is never given twice, not even when its contact or group is gone."""

    contacts: dict[int, Contact] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=lambda: dict(FIXED_GROUPS))
    next_contact: int = 0
    next_group: int = 1

    def insert(self, contact: Contact) -> int:
        """Add a contact; gives its id."""
        contact_id = self.next_contact
        self.contacts[contact_id] = contact
        self.next_contact += 1
        return contact_id

    def add_group(self, name: str) -> int:
        """Add a group; gives its id."""
        group_id = next(number for number in itertools.count(self.next_group) if number not in FIXED_GROUPS)
        self.groups[group_id] = name
        self.next_group = group_id + 1
        return group_id

    def delete_group(self, group_id: int, *, with_members: bool) -> None:
        """Delete a group; its contacts go with it or into the default group."""
        del self.groups[group_id]
        for contact_id, contact in list(self.contacts.items()):
            if contact.group_id == group_id:
                if with_members:
                    del self.contacts[contact_id]
                else:
                    self.contacts[contact_id] = replace(contact, group_id=DEFAULT_GROUP)

    def sorted_contacts(self, firmware: Firmware) -> list[tuple[int, Contact]]:
        """Return the contacts with their ids, in the order in which the firmware lists them."""
        if firmware.contact_order == "name":
            return sorted(self.contacts.items(), key=lambda item: (item[1].name(firmware).casefold(), item[0]))
        return sorted(self.contacts.items(), key=lambda item: item[0])

    # --- for the operator, who may store anything

    def replace_contacts(self, contacts: Iterable[tuple[int | None, Contact]]) -> None:
        """Put other contacts in the place of all; those without an id get the lowest that are free, in order."""
        given = list(contacts)
        taken = {contact_id for contact_id, _contact in given}
        free = (number for number in itertools.count() if number not in taken)
        self.contacts = {next(free) if contact_id is None else contact_id: contact for contact_id, contact in given}
        self.next_contact = max(self.contacts, default=-1) + 1

    def replace_groups(self, groups: Mapping[int, str]) -> None:
        """Put other groups in the place of all but the fixed ones. Contacts keep their group ids, known or not."""
        self.groups = {**FIXED_GROUPS, **groups}
        self.next_group = max((number for number in self.groups if number not in FIXED_GROUPS), default=0) + 1
