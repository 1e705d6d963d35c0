# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers of a phone as plain Python types: one row of each listing, and its clock."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
from typing import Any, Mapping, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._api.clock import iso_date, iso_time, seconds
from ansible_collections.voip.grandstream.plugins.module_utils._text import yes_or_no

LINE_STATES = {0: "idle", 2: "ringing", 3: "calling", 4: "in_call", 5: "hold", 8: "failed"}
"""Guide, "Get Line Status"."""


class Account(NamedTuple):
    """One row of "Get Account Status": the account's number from 1, and whether it is registered.

    On some firmware ``registered`` tells only that the account is active: see :mod:`registrations`.
    """

    id: int
    registered: bool
    name: str = ""
    sip_server: str = ""
    sip_user_id: str = ""


class Line(NamedTuple):
    """One row of "Get Line Status". ``account`` is the phone's own word for it; ``name`` and ``number`` are the far end's."""

    line: int
    state: int
    account: str
    name: str
    number: str
    active: bool

    @property
    def state_name(self) -> str:
        """Return the guide's word for the state, or ``unknown``."""
        return LINE_STATES.get(self.state, "unknown")


class Clock(NamedTuple):
    """The answer of "Get System Time": ISO 8601 and seconds where the texts can be understood, and the texts."""

    date: str | None
    time: str | None
    uptime: int | None
    date_text: str
    time_text: str
    uptime_text: str


class Status(NamedTuple):
    """The answer of "Get Phone Status"."""

    state: str
    click_to_dial: bool


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


def account(row: Mapping[str, Any]) -> Account:
    """Return a row of a checked reply. Whatever the phone says, an account without a server is not registered."""
    name, sip_server, sip_user_id = (_unset_as_empty(row.get(key)) for key in ("name", "sip_server", "sip_id"))
    has_server = bool(sip_server) or "sip_server" not in row
    return Account(int(row["id"]), yes_or_no(row["reg"]) is True and has_server, name, sip_server, sip_user_id)


def _unset_as_empty(value: Any) -> str:
    """Return a text of an account. Some firmware prints one that is not set as C prints no text."""
    return "" if value == "(null)" else text(value)


def line(row: Mapping[str, Any]) -> Line:
    """Return the line in a row of a checked reply (guide, "Get Line Status")."""
    account_name, name, number = (text(row.get(key)) for key in ("acct", "name", "number"))
    return Line(int(row["line"]), int(row["state"]), account_name, name, number, yes_or_no(row.get("active")) is True)


def clock(row: Mapping[str, Any]) -> Clock:
    """Return the clock in a checked reply (guide, "Get System Time")."""
    date_text, time_text, uptime_text = (text(row[key]).strip() for key in ("date", "time", "uptime"))
    return Clock(
        iso_date(date_text),
        iso_time(time_text),
        seconds(uptime_text),
        date_text,
        time_text,
        uptime_text,
    )


def status(reply: Mapping[str, Any]) -> Status:
    """Return the status in a checked reply (guide, "Get Phone Status"). ``misc``: "1 = Click to dial is currently enabled"."""
    return Status(str(reply["body"]).strip().lower(), str(reply.get("misc", "")).strip() == "1")


def contact(row: Mapping[str, Any]) -> Contact:
    """Return the contact in a row of a checked reply (guide, "Get Contact")."""
    return Contact(
        int(row["contactID"]),
        text(row["contactName"]),
        int(row.get("groupID") or 0),
        *(text(row.get(field)) for field in ("work", "home", "mobile", "fax", "email")),
    )


def group(row: Mapping[str, Any]) -> Group:
    """Return the group in a row of a checked reply (guide, "Get Contact Group", which spells the id in two ways)."""
    return Group(int(row.get("groupID", row.get("goupID"))), text(row["groupName"]))


def text(value: Any) -> str:
    """Return a value as text: phones send some numbers as JSON numbers."""
    if isinstance(value, bool):
        return "1" if value else "0"
    # Half a character, where a phone cut a text in the middle of one, could not be sent back.
    found = "" if value is None else str(value)
    return found if found.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", found)
