# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What `PATCH /phones/ADDRESS` can change: each field is checked first, and applied when all of them are good."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .errors import InputError
from .factory import checked_values
from .firmware import Firmware
from .fleet import Fleet
from .phone import Phone
from .phonebook_json import checked_contacts, checked_groups

Apply = Callable[[Fleet, Phone], None]
LINE_STATES = ("available", "ringing", "busy")


def parse_change(document: dict[str, Any]) -> list[Apply]:
    """The steps that bring a phone what the document asks, `reset` first. Raises `InputError` with a sentence."""
    for key in document:
        if key not in _FIELDS:
            raise InputError(f"Unknown field {key!r}; known: {', '.join(_FIELDS)}.")
    return [parse(document[key]) for key, parse in _FIELDS.items() if key in document]


def _reset(value: Any) -> Apply:
    """`reset: true`: as when the simulator started."""
    if value is not True:
        raise InputError("'reset' can only be true.")
    return lambda fleet, phone: fleet.reset(phone)


def _off(value: Any) -> Apply:
    """`off: true/false`."""
    if not isinstance(value, bool):
        raise InputError("'off' is true or false.")
    return lambda fleet, phone: fleet.switch(phone, off=value)


def _values(value: Any) -> Apply:
    """`values`: stored as they are, whether the model knows them or not."""
    values = checked_values(value)

    def apply(_fleet: Fleet, phone: Phone) -> None:
        for key, text in values.items():
            phone.put(key, text)

    return apply


def _quirks(value: Any) -> Apply:
    """`quirks`: those named change, the others stay."""
    if not isinstance(value, dict):
        raise InputError("'quirks' is an object of quirks and values.")
    Firmware().changed(value)  # checks them all

    def apply(_fleet: Fleet, phone: Phone) -> None:
        phone.firmware = phone.firmware.changed(value)

    return apply


def _strikes(value: Any) -> Apply:
    """`strikes`: failed logins in a row."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InputError("'strikes' is a whole number from 0.")

    def apply(_fleet: Fleet, phone: Phone) -> None:
        phone.strikes = value

    return apply


def _locked_for(value: Any) -> Apply:
    """`locked_for`: seconds; 0 unlocks."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise InputError("'locked_for' is a number of seconds from 0.")
    return lambda _fleet, phone: phone.lock(value)


def _sessions(value: Any) -> Apply:
    """`sessions: 0`: all sessions die."""
    if value != 0 or isinstance(value, bool):
        raise InputError("'sessions' can only be set to 0.")
    return lambda _fleet, phone: phone.drop_sessions()


def _registered(value: Any) -> Apply:
    """`registered`: by account id true or false, or null to let the PBX decide again."""
    accounts = _by_account("registered", value)
    if any(item is not None and not isinstance(item, bool) for item in accounts.values()):
        raise InputError("'registered' gives true, false or null for each account.")

    def apply(_fleet: Fleet, phone: Phone) -> None:
        merged = {**phone.registered, **accounts}
        phone.registered = {account: item for account, item in merged.items() if item is not None}

    return apply


def _pbx(value: Any) -> Apply:
    """`pbx`: by account id the password with which the PBX lets it register."""
    accounts = _by_account("pbx", value)
    if not all(isinstance(item, str) for item in accounts.values()):
        raise InputError("'pbx' gives a string for each account.")
    return lambda _fleet, phone: phone.pbx.update(accounts)


def _groups(value: Any) -> Apply:
    """`groups`: all but the two that every phone has."""
    groups = checked_groups(value)
    return lambda _fleet, phone: phone.book.replace_groups(groups)


def _contacts(value: Any) -> Apply:
    """`contacts`: all of them, stored as they are."""
    contacts = checked_contacts(value)
    return lambda _fleet, phone: phone.book.replace_contacts(contacts)


def _state(value: Any) -> Apply:
    """`state`: what api-get_phone_status answers."""
    if value not in LINE_STATES:
        raise InputError(f"'state' is one of {', '.join(LINE_STATES)}.")

    def apply(_fleet: Fleet, phone: Phone) -> None:
        phone.line_state = value

    return apply


def _by_account(name: str, value: Any) -> dict[int, Any]:
    """A JSON object by account id as a dict by number."""
    if not isinstance(value, dict) or not all(key.isascii() and key.isdigit() for key in value):
        raise InputError(f"{name!r} is an object by account id, such as '1'.")
    return {int(key): item for key, item in value.items()}


# In the order in which they are applied: a reset must not undo its neighbours.
_FIELDS: dict[str, Callable[[Any], Apply]] = {
    "reset": _reset,
    "values": _values,
    "quirks": _quirks,
    "strikes": _strikes,
    "locked_for": _locked_for,
    "sessions": _sessions,
    "registered": _registered,
    "pbx": _pbx,
    "groups": _groups,
    "contacts": _contacts,
    "state": _state,
    "off": _off,
}
