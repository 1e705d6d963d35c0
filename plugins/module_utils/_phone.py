# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection: other code must not import it.

"""A phone: one method an endpoint, plain Python types out."""

from __future__ import annotations

import re
from typing import Any, Callable, Collection, Iterable, Mapping, NamedTuple, Sequence
from urllib.parse import quote

from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    InputError,
    PhoneError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._guide import (
    ADD_GROUP,
    DELETE_ALL_CONTACTS,
    DELETE_CONTACT,
    EDIT_GROUP,
    GET_ACCOUNTS,
    GET_CONTACTS,
    GET_GROUPS,
    GET_PHONE_STATUS,
    IDENTITY_VALUES,
    PHONEBOOK_DOWNLOAD,
    SAVE_CONTACT,
    VALUES_GET,
    VALUES_POST,
    Endpoint,
)
from ansible_collections.voip.grandstream.plugins.module_utils._http import Parameters, encode
from ansible_collections.voip.grandstream.plugins.module_utils._session import Session


class Account(NamedTuple):
    """One row of "Get Account Status": the account's number from 1, and whether it is registered."""

    id: int
    registered: bool


class Contact(NamedTuple):
    """One row of "Get Contact". ``name`` is first and last name with a space between them; numbers are text."""

    id: int
    name: str
    group_id: int
    work: str
    home: str
    mobile: str
    fax: str
    email: str


class Group(NamedTuple):
    """One row of "Get Contact Group"."""

    id: int
    name: str


class ContactRecord(NamedTuple):
    """A whole contact as "Save/Edit Contact" takes it: what an edit leaves out can come back blank."""

    first_name: str
    last_name: str
    group_id: int
    work: str
    home: str
    mobile: str
    fax: str
    email: str


class Phone:
    """The endpoints of one phone, on one session. Every method raises :class:`PhoneError`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.has_written = False
        """Whether a write was sent that the phone carried out, or may have."""

    def read_values(self, names: Sequence[str]) -> dict[str, str]:
        """Guide, "Return Values Request".

        ``names``: bare numbers (``30``) or names (``vendor_name``). Gives those that the phone knows, as text. Asks as often
        as ``max_url_length`` makes necessary, usually once.
        """
        values: dict[str, str] = {}
        for part in self._parts(VALUES_GET, _read_sizes(names), len(encode(_get_parameters([])))):
            values.update(self._read_part(part))
        return values

    def write_values(self, values: Mapping[str, str], unreadable: Collection[str] = ()) -> None:
        """Guide, "Post Values Request".

        ``values``: text by bare number. ``unreadable``: the numbers among them that read as empty whatever they hold. Writes
        as often as ``max_url_length`` makes necessary, usually once. A write whose answer is lost is settled by reading: what
        the phone does not hold is written again, once.
        """
        for part in self._parts(VALUES_POST, _write_sizes(values)):
            self._write_part({number: values[number] for number in part}, unreadable)

    def write_login_passwords(self, values: Mapping[str, str]) -> None:
        """Guide, "Post Values Request", for P2 and P196, which end the session.

        A lost answer is not settled: that would take a login, and with which password is just what is not known.
        """
        ambiguous = self._post(values)
        if ambiguous is not None:
            ambiguous.advice = (
                "Whether the phone took the new password is not known. Log in by hand with the new one first, then the old"
            )
            raise ambiguous

    def check_lengths(self, values: Mapping[str, str]) -> None:
        """Raise :class:`InputError` for the values of which one alone makes a longer URL than ``max_url_length``."""
        room = self._session.room(VALUES_POST) + 1  # no `&` before the first
        too_long = [f"P{number} ({size} bytes)" for number, size in _write_sizes(values).items() if size > room]
        if too_long:
            raise InputError(
                f"the URL to write {', '.join(too_long)} would be longer than max_url_length "
                f"({self._session.settings.max_url_length} bytes). Set request_method: post, or raise max_url_length if the "
                "firmware takes it"
            )

    def accounts(self) -> list[Account]:
        """Guide, "Get Account Status": the accounts that the phone lists."""
        rows = self._session.call(GET_ACCOUNTS)["body"]
        return [Account(int(row["id"]), row["reg"] in (True, 1, "1", "true")) for row in rows]

    def contacts(self) -> list[Contact]:
        """Guide, "Get Contact": all contacts. (The guide's search by name would find parts of names.)"""
        rows = self._session.call(GET_CONTACTS)["msg"] or []
        return [
            Contact(
                int(row["contactID"]),
                _text(row["contactName"]),
                int(row.get("groupID") or 0),
                *(_text(row.get(field)) for field in ("work", "home", "mobile", "fax", "email")),
            )
            for row in rows
        ]

    def groups(self) -> list[Group]:
        """Guide, "Get Contact Group": all groups."""
        rows = self._session.call(GET_GROUPS)["msg"] or []
        return [Group(int(row.get("groupID", row.get("goupID"))), _text(row["groupName"])) for row in rows]

    def save_contact(self, record: ContactRecord, contact_id: int | None) -> None:
        """Guide, "Save/Edit Contact": change the contact of that id, or with None add one.

        A lost answer is :class:`AmbiguousWriteError`: the caller looks whether the contact is there.
        """
        self._write(SAVE_CONTACT, _contact_parameters(record, contact_id))

    def check_contact_length(self, record: ContactRecord) -> None:
        """Raise :class:`InputError` where saving this contact would take a longer URL than ``max_url_length``."""
        name = " ".join((record.first_name, record.last_name)).strip()
        self._check_length(SAVE_CONTACT, _contact_parameters(record, 99999), f"the contact {name!r}")

    def check_group_length(self, name: str) -> None:
        """Raise :class:`InputError` where saving this group would take a longer URL than ``max_url_length``."""
        self._check_length(EDIT_GROUP, [("id", "99999"), ("name", name)], f"the group {name!r}")

    def _check_length(self, endpoint: Endpoint, parameters: Parameters, what: str) -> None:
        if len(encode(parameters)) > self._session.room(endpoint):
            raise InputError(
                f"the URL to save {what} would be longer than max_url_length ({self._session.settings.max_url_length} bytes). "
                "Shorten it, set request_method: post, or raise max_url_length if the firmware takes it"
            )

    def delete_contact(self, contact_id: int) -> None:
        """Guide, "Delete Contact"."""
        self._write(DELETE_CONTACT, [("id", str(contact_id))])

    def delete_all_contacts(self) -> None:
        """Guide, "Delete All Contacts"."""
        self._write(DELETE_ALL_CONTACTS, ())

    def add_group(self, name: str) -> None:
        """Guide, "Add Contact Group"."""
        self._write(ADD_GROUP, [("name", name)])

    def rename_group(self, group_id: int, name: str) -> None:
        """Guide, "Edit/delete Contact Group". Raises :class:`InputError` for a blank name, which would delete the group."""
        if not name.strip():
            raise InputError("a group cannot have a blank name")
        self._write(EDIT_GROUP, [("id", str(group_id)), ("name", name)])

    def delete_group(self, group_id: int) -> None:
        """Guide, "Edit/delete Contact Group": "Leaving the name blank will delete the group"."""
        self._write(EDIT_GROUP, [("id", str(group_id)), ("name", "")])

    def download_phonebook(self, check: Callable[[bytes], None]) -> bytes:
        """Guide, "Phonebook Download": the phonebook as XML.

        ``check`` raises :class:`ReplyError` for a file that is none, so that it is asked for again.
        """
        return self._session.download(PHONEBOOK_DOWNLOAD, check)

    def knows_session(self) -> bool:
        """Guide, "Get Phone Status": whether the phone still knows our session. It answers without a login, too."""
        try:
            body = self._session.call(GET_PHONE_STATUS)["body"]
        except ApiError:
            return False
        return str(body).strip().lower() != "unauthorized"

    def _read_part(self, names: Sequence[str]) -> dict[str, str]:
        values = self._request_values(names)
        if _could_be_without_session(names, values) and not self.knows_session():
            self._session.forget()
            values = self._request_values(names)
        return values

    def _request_values(self, names: Sequence[str]) -> dict[str, str]:
        body = self._session.call(VALUES_GET, _get_parameters(names))["body"]
        return {_bare(name): _text(value) for name, value in body.items()}

    def _write_part(self, values: Mapping[str, str], unreadable: Collection[str]) -> None:
        ambiguous = self._post(values)
        if ambiguous is None:
            return
        missing = self._not_held(values, unreadable, ambiguous)
        if not missing:
            return
        ambiguous = self._post(missing)
        if ambiguous is None:
            return
        missing = self._not_held(missing, unreadable, ambiguous)
        if missing:
            visible = ["P" + number for number in missing if number not in unreadable]
            ambiguous.message += ". It was sent twice, and " + (
                f"reading back does not show {', '.join(visible)}"
                if visible
                else "whether the phone took it cannot be read, because a password reads as empty"
            )
            ambiguous.advice = "Run the task again, and reboot the phone if this stays"
            raise ambiguous

    def _post(self, values: Mapping[str, str]) -> AmbiguousWriteError | None:
        """Send one write. Gives the error where its answer is lost, for the caller to settle."""
        try:
            self._write(VALUES_POST, _post_parameters(values))
        except AmbiguousWriteError as error:
            return error
        return None

    def _write(self, endpoint: Endpoint, parameters: Parameters) -> None:
        try:
            self._session.call(endpoint, parameters)
        except AmbiguousWriteError:
            self.has_written = True
            raise
        self.has_written = True

    def _not_held(self, values: Mapping[str, str], unreadable: Collection[str], ambiguous: AmbiguousWriteError) -> dict[str, str]:
        """What of an ambiguous write the phone does not hold. Raises ``ambiguous``, with advice, where it cannot be read."""
        readable = [number for number in values if number not in unreadable]
        if not readable:
            return dict(values)
        try:
            held = self.read_values(readable)
        except PhoneError as error:
            ambiguous.unreachable = error.unreachable
            ambiguous.advice = (
                f"Whether the phone carried it out is not known, because reading it back failed too ({error.message}). Run "
                "the task again when the phone answers: it looks first what the phone holds"
            )
            raise ambiguous from None
        missing = [number for number in readable if held.get(number) != values[number]]
        # A request is carried out as a whole: where its readable values are held, the secrets that went with them are too.
        return {number: values[number] for number in values if missing and (number in missing or number in unreadable)}

    def _parts(self, endpoint: Endpoint, sizes: Mapping[str, int], fixed: int = 0) -> list[list[str]]:
        """The names in as few requests as ``max_url_length`` allows, in their order.

        ``sizes``: the bytes that each name adds to the URL, with the separator before it. ``fixed``: the bytes that stand in
        front of all.
        """
        # The first has no separator before it.
        room = self._session.room(endpoint) - fixed + 1
        parts: list[list[str]] = []
        left = 0
        for name, size in sizes.items():
            if not parts or size > left:
                parts.append([])
                left = room
            parts[-1].append(name)
            left -= size
        return parts


def _get_parameters(names: Sequence[str]) -> Parameters:
    """Guide, "Return Values Request": bare numbers and names, with ``:`` between them."""
    return (("request", ":".join(names)),)


def _post_parameters(values: Mapping[str, str]) -> Parameters:
    """Guide, "Post Values Request": "name must start with P"."""
    return [("P" + number, value) for number, value in values.items()]


def _read_sizes(names: Sequence[str]) -> dict[str, int]:
    """The bytes that reading each value adds to a URL, the ``:`` before it included."""
    return {name: 1 + len(quote(name)) for name in names}


def _contact_parameters(record: ContactRecord, contact_id: int | None) -> Parameters:
    """Guide, "Save/Edit Contact". ``newphone1`` to ``newphone4`` are work, home, mobile and fax."""
    parameters = [] if contact_id is None else [("id", str(contact_id))]
    return [
        *parameters,
        ("firstname", record.first_name),
        ("lastname", record.last_name),
        ("group", str(record.group_id)),
        ("newphone1", record.work),
        ("newphone2", record.home),
        ("newphone3", record.mobile),
        ("newphone4", record.fax),
        ("email", record.email),
    ]


def _write_sizes(values: Mapping[str, str]) -> dict[str, int]:
    """The bytes that writing each value adds to a URL, the ``&`` before it included."""
    return {number: 1 + len(encode(_post_parameters({number: value}))) for number, value in values.items()}


def _could_be_without_session(names: Iterable[str], values: Mapping[str, str]) -> bool:
    """Whether a reply looks like the limited one that a phone gives without a session.

    Such a reply is a success with everything left out or empty but the identity, so that a session which died unnoticed
    would make every value look unset. One value that only a session shows proves that there was one.
    """
    asked = [name for name in names if name not in IDENTITY_VALUES]
    return bool(asked) and not any(values.get(name) for name in asked)


def _bare(name: str) -> str:
    """``30`` for ``P30``: a phone may answer with either."""
    return name[1:] if name[:1] in ("P", "p") and name[1:].isdigit() else name


def _text(value: Any) -> str:
    """A value as text: phones send some numbers as JSON numbers."""
    if isinstance(value, bool):
        return "1" if value else "0"
    # Half a character, where a phone cut a text in the middle of one, could not be sent back.
    return "" if value is None else re.sub("[\ud800-\udfff]", "\ufffd", str(value))
