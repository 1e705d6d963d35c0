# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Contacts: `api-get_contacts`, `api-save_edit_contact`, `api-delete_contact`, `api-delete_all_contact`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from ..phone import Phone
from ..phonebook import DEFAULT_GROUP, Contact
from . import Call, CrashError, Reply, endpoint, found, number, phonebook_error, shown_id, shown_name, success

# The guide's parameters of "Save/Edit Contact" and what they set; `group` needs more care.
_NAMES = {"firstname": "first_name", "lastname": "last_name"}
_DETAILS = {"newphone1": "work", "newphone2": "home", "newphone3": "mobile", "newphone4": "fax", "email": "email"}
# The length of a contact id at which the quirk `crash_long_contact_id` begins.
_CRASHING_DIGITS = 30


@endpoint("api-get_contacts", lists=True)
def get_contacts(phone: Phone, call: Call) -> Reply:
    """Return the contacts that fit all of `contactid`, `contactname` and `groupid`; a blank one fits every contact."""
    contact_id, group_id = _id(phone, call, "contactid"), call.parameter("groupid")
    keyword = call.parameter("contactname").casefold()
    return found(
        phone,
        [
            _row(phone, known_id, contact)
            for known_id, contact in phone.book.sorted_contacts(phone.firmware)
            if (not contact_id or number(contact_id) == known_id)
            and (not group_id or number(group_id) == contact.group_id)
            and keyword in contact.name(phone.firmware).casefold()
        ],
    )


def _row(phone: Phone, contact_id: int, contact: Contact) -> dict[str, Any]:
    """Return the guide's contact object."""
    return {
        "contactID": shown_id(phone, contact_id),
        "contactName": shown_name(phone, contact.name(phone.firmware)),
        "groupID": shown_id(phone, contact.group_id),
        "work": contact.work,
        "home": contact.home,
        "mobile": contact.mobile,
        "fax": contact.fax,
        "email": contact.email,
    }


@endpoint("api-save_edit_contact", writes=True)
def save_edit_contact(phone: Phone, call: Call) -> Reply:
    """Insert a contact, or with `id` put a whole new record in its place (or what the quirk `partial_edit` says)."""
    book, firmware = phone.book, phone.firmware
    inserting = not _id(phone, call, "id")
    contact_id = number(call.parameter("id"))
    if firmware.both_names == "required" and not {name for name, _value in call.parameters}.issuperset(_NAMES):
        return phonebook_error(phone, "firstname and lastname should not be null")
    if not inserting and contact_id not in book.contacts:
        return phonebook_error(phone, "no such contact")
    if inserting and firmware.phonebook_limit and len(book.contacts) >= firmware.phonebook_limit:
        return phonebook_error(phone, "phonebook full")
    given = _given(phone, call)
    if given.get("group_id", DEFAULT_GROUP) not in book.groups:
        if firmware.unknown_group == "refuse":
            return phonebook_error(phone, "no such group")
        given["group_id"] = DEFAULT_GROUP
    if inserting:
        book.insert(Contact(**given))
    elif firmware.partial_edit == "keep":
        book.contacts[contact_id] = replace(book.contacts[contact_id], **given)
    else:
        book.contacts[contact_id] = Contact(**given)
    return success(phone, "")


def _given(phone: Phone, call: Call) -> dict[str, Any]:
    """Return the fields of a contact that the call names, blank ones too."""
    sent = {name: _decoded(phone, value) for name, value in call.parameters}
    given: dict[str, Any] = {field: sent[name] for name, field in _DETAILS.items() if name in sent}
    given |= {field: phone.shortened_name(sent[name]) for name, field in _NAMES.items() if name in sent}
    if "group" in sent:
        given["group_id"] = number(sent["group"]) if sent["group"] else DEFAULT_GROUP
    return given


def _decoded(phone: Phone, text: str) -> str:
    """Return a text of a contact, which was URL-decoded once, as often decoded as this firmware does it."""
    for _more in range(phone.firmware.contact_decodings - 1):
        text = unquote(text)
    return text


def _id(phone: Phone, call: Call, name: str) -> str:
    """Return the parameter with a contact's id. Raises `CrashError` when it is more than this firmware survives."""
    text = call.parameter(name)
    if phone.firmware.crash_long_contact_id and len(text) >= _CRASHING_DIGITS:
        raise CrashError
    return text


@endpoint("api-delete_contact", writes=True)
def delete_contact(phone: Phone, call: Call) -> Reply:
    """Delete the contact `id`."""
    if not _id(phone, call, "id"):
        return phonebook_error(phone, "no such contact", no_id=True)
    if phone.book.contacts.pop(number(call.parameter("id")), None) is None:
        return phonebook_error(phone, "no such contact")
    return success(phone, "")


@endpoint("api-delete_all_contact", writes=True)
def delete_all_contact(phone: Phone, _call: Call) -> Reply:
    """Delete every contact, and no group."""
    phone.book.contacts.clear()
    return success(phone, "")
