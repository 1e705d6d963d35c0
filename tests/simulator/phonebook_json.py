# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phonebook in JSON, as the control interface shows it and takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from .errors import InputError
from .phonebook import FIXED_GROUPS, Contact, Phonebook

_NUMBERS = ("id", "group_id")
_FIELDS = tuple(item.name for item in fields(Contact))
_KEYS = ("id", *_FIELDS)


def contacts_as_json(book: Phonebook) -> list[dict[str, Any]]:
    """Return the contacts by id in rising order."""
    # Not by `asdict`: it takes five times as long, which tests with thousands of contacts feel.
    return [
        {"id": contact_id, **{name: getattr(contact, name) for name in _FIELDS}}
        for contact_id, contact in sorted(book.contacts.items(), key=lambda item: item[0])
    ]


def groups_as_json(book: Phonebook) -> dict[int, str]:
    """Return the names of all groups by id in rising order."""
    return dict(sorted(book.groups.items()))


def checked_contacts(document: object) -> list[tuple[int | None, Contact]]:
    """Contacts with their ids (None: any) from decoded JSON. Raises `InputError` with a sentence."""
    if not isinstance(document, list):
        raise InputError("'contacts' is a list of objects.")
    contacts = [_contact(row) for row in document]
    ids = [contact_id for contact_id, _contact in contacts if contact_id is not None]
    if len(ids) != len(set(ids)):
        raise InputError("'contacts' gives an id to two contacts.")
    return contacts


def _contact(row: object) -> tuple[int | None, Contact]:
    """Return one contact and its id. Raises `InputError` with a sentence."""
    if not isinstance(row, dict):
        raise InputError(f"A contact is an object; got {row!r}.")
    for key, value in row.items():
        if key not in _KEYS:
            raise InputError(f"Unknown field {key!r} of a contact; known: {', '.join(_KEYS)}.")
        if key in _NUMBERS and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            raise InputError(f"The {key} of a contact is a whole number from 0; got {value!r}.")
        if key not in _NUMBERS and not isinstance(value, str):
            raise InputError(f"The {key} of a contact is a string; got {value!r}.")
    return row.get("id"), Contact(**{key: value for key, value in row.items() if key != "id"})


def checked_groups(document: object) -> Mapping[int, str]:
    """Group names by id from decoded JSON. Raises `InputError` with a sentence."""
    if not isinstance(document, dict) or not all(key.isascii() and key.isdigit() for key in document):
        raise InputError("'groups' is an object of names by group id, such as '1'.")
    groups = {int(key): name for key, name in document.items()}
    for group_id, name in groups.items():
        if not isinstance(name, str):
            raise InputError(f"The name of group {group_id} is a string; got {name!r}.")
        if name != FIXED_GROUPS.get(group_id, name):
            raise InputError(f"Group {group_id} is always {FIXED_GROUPS[group_id]!r}.")
    return groups
