# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phonebook as the XML file of `phonebook_download` (FIELD-NOTES, "Phonebook")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from .firmware import Firmware
from .phonebook import Contact, Phonebook

# What XML 1.0 cannot hold in any spelling.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def phonebook_xml(book: Phonebook, firmware: Firmware) -> str:
    """Return the file's text. Numbers and addresses that are blank are left out, names are not."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<AddressBook>", "<version>1</version>"]
    for group_id, name in sorted(book.groups.items()):
        lines += ["<pbgroup>", _leaf("id", group_id), _leaf("name", name), _leaf("ringtones", ""), "</pbgroup>"]
    for contact_id, contact in book.sorted_contacts(firmware):
        lines += ["<Contact>", *_contact_lines(contact_id, contact), "</Contact>"]
    return "\n".join([*lines, "</AddressBook>", ""])


def _contact_lines(contact_id: int, contact: Contact) -> Iterator[str]:
    """Yield what is between a contact's tags."""
    yield _leaf("id", contact_id)
    yield _leaf("FirstName", contact.first_name)
    yield _leaf("LastName", contact.last_name)
    yield _leaf("Primary", 0)
    yield _leaf("Frequent", 0)
    yield _leaf("Ringtone", "")
    numbers = {"Work": contact.work, "Home": contact.home, "Mobile": contact.mobile, "Fax": contact.fax}
    for kind, number in numbers.items():
        if number:
            yield f'<Phone type="{kind}">'
            yield _leaf("phonenumber", number)
            yield _leaf("accountindex", 1)
            yield "</Phone>"
    if contact.email:
        yield f'<Mail type="Work">{_text(contact.email)}</Mail>'
    yield _leaf("Group", contact.group_id)


def _leaf(name: str, content: str | int) -> str:
    """Return an element with text."""
    return f"<{name}>{_text(str(content))}</{name}>"


def _text(text: str) -> str:
    """Text as XML writes it; a bare carriage return would be read as a line feed."""
    return escape(_IMPOSSIBLE.sub("", text), {"\r": "&#13;"})
