# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What `PATCH /phones/ADDRESS` can change: each field is checked first, and applied when all of them are good."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from .calls import FAR_ENDS, IN_CALL, RINGING, Line
from .calls_json import checked_caller, checked_lines
from .errors import InputError
from .factory import checked_values
from .firmware import Firmware
from .fleet import Fleet
from .phone import Phone
from .phonebook_json import checked_contacts, checked_groups
from .upgrades import Breakage
from .zero_touch import ZeroTouch

Apply = Callable[[Fleet, Phone], None]
# What line 1 does for each phone status, when all other lines are idle.
_FIRST_LINES = {"available": Line(), "ringing": Line(state=RINGING), "busy": Line(state=IN_CALL, active=True)}


def parse_change(document: dict[str, Any], phones: Sequence[Phone]) -> list[Apply]:
    """Return the steps that bring those phones what the document asks, `reset` first. Raises `InputError` with a sentence."""
    for key in document:
        if key not in _FIELDS:
            raise InputError(f"Unknown field {key!r}; known: {', '.join(_FIELDS)}.")
    if "lines" in document:
        _check_line_numbers(document["lines"], phones)
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

    def apply(fleet: Fleet, phone: Phone) -> None:
        for key, text in values.items():
            phone.put(key, text)
        fleet.web_changed(phone)

    return apply


def _profile(value: Any) -> Apply:
    """`profile`: all quirks as in a firmware profile."""
    Firmware.profile(value)  # checks it

    def apply(_fleet: Fleet, phone: Phone) -> None:
        phone.firmware = phone.firmware.as_profile(value)

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
    seconds = _checked_seconds("locked_for", value)
    return lambda _fleet, phone: phone.lock(seconds)


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
        merged = {**phone.registrations.forced, **accounts}
        phone.registrations.forced = {account: item for account, item in merged.items() if item is not None}

    return apply


def _pbx(value: Any) -> Apply:
    """`pbx`: by account id the password with which the PBX lets it register."""
    accounts = _by_account("pbx", value)
    if not all(isinstance(item, str) for item in accounts.values()):
        raise InputError("'pbx' gives a string for each account.")
    return lambda _fleet, phone: phone.registrations.set_pbx(accounts, phone.firmware)


def _groups(value: Any) -> Apply:
    """`groups`: all but the two that every phone has."""
    groups = checked_groups(value)
    return lambda _fleet, phone: phone.book.replace_groups(groups)


def _contacts(value: Any) -> Apply:
    """`contacts`: all of them, stored as they are."""
    contacts = checked_contacts(value)
    return lambda _fleet, phone: phone.book.replace_contacts(contacts)


def _state(value: Any) -> Apply:
    """`state`: what api-get_phone_status answers; line 1 gets a call that fits, the others get none."""
    if not isinstance(value, str) or value not in _FIRST_LINES:
        raise InputError(f"'state' is one of {', '.join(_FIRST_LINES)}.")

    def apply(_fleet: Fleet, phone: Phone) -> None:
        phone.calls.end_all()
        phone.calls.put(1, replace(_FIRST_LINES[value]))

    return apply


def _lines(value: Any) -> Apply:
    """`lines`: those named are set, the others stay."""
    lines = checked_lines(value)

    def apply(_fleet: Fleet, phone: Phone) -> None:
        for number, line in lines.items():
            phone.calls.put(number, replace(line))

    return apply


def _check_line_numbers(value: Any, phones: Sequence[Phone]) -> None:
    """Raise `InputError` with a sentence where one of the phones lacks one of the lines."""
    for number in checked_lines(value):
        for phone in phones:
            if not 1 <= number <= phone.model.lines:
                raise InputError(f"{phone.address}, a {phone.model.name}, has lines 1 to {phone.model.lines}; got {number}.")


def _ring(value: Any) -> Apply:
    """`ring`: someone calls."""
    caller = checked_caller(value)
    return lambda _fleet, phone: phone.calls.ring(**caller, firmware=phone.firmware)


def _far_end(value: Any) -> Apply:
    """`far_end`: what happens to dialled calls."""
    if value not in FAR_ENDS:
        raise InputError(f"'far_end' is one of {', '.join(FAR_ENDS)}.")

    def apply(_fleet: Fleet, phone: Phone) -> None:
        phone.calls.far_end = value

    return apply


def _clock(value: Any) -> Apply:
    """`clock`: the phone's local time from now on, or null for this machine's."""
    moment = _moment(value)
    return lambda _fleet, phone: phone.clock.set(moment)


def _uptime(value: Any) -> Apply:
    """`uptime`: seconds since the last boot."""
    seconds = _checked_seconds("uptime", value)
    return lambda _fleet, phone: phone.power.set_uptime(seconds)


def _provisioning(value: Any) -> Apply:
    """`provisioning`: what PROV brings, in the place of what it was."""
    values = checked_values(value)

    def apply(_fleet: Fleet, phone: Phone) -> None:
        phone.provisioning = dict(values)

    return apply


def _zero_touch(value: Any) -> Apply:
    """`zero_touch`: what is around a phone that was not set up; it asks when it boots, and on PROV."""
    around = None if value is None else ZeroTouch.from_fields(value)

    def apply(_fleet: Fleet, phone: Phone) -> None:
        phone.zero_touch = around
        phone.fetches.clear()

    return apply


def _upgrades(value: Any) -> Apply:
    """`upgrades`: the firmware versions that lie on servers by URL, in the place of what they were."""
    if not isinstance(value, dict) or not all(isinstance(version, str) and version for version in value.values()):
        raise InputError("'upgrades' is an object of URLs and versions, such as {'http://fw.example.net/gxv': '1.0.3.60'}.")

    def apply(_fleet: Fleet, phone: Phone) -> None:
        phone.upgrades = dict(value)

    return apply


def _upgrade_breaks(value: Any) -> Apply:
    """`upgrade_breaks`: what the next firmware does to the phone: an object of values, registered and clock, or null."""
    told = {"values": {}, "registered": {}, "clock": None, **value} if isinstance(value, dict) else None
    if value is not None and (told is None or len(told) > 3):
        raise InputError("'upgrade_breaks' is null, or an object of values, registered and clock.")
    broken = Breakage()
    if told is not None:
        registered = _by_account("registered", told["registered"])
        if not all(isinstance(item, bool) for item in registered.values()):
            raise InputError("'registered' gives true or false for each account.")
        broken = Breakage(checked_values(told["values"]), registered, _moment(told["clock"]))

    def apply(_fleet: Fleet, phone: Phone) -> None:
        phone.upgrade_breaks = broken

    return apply


def _checked_seconds(name: str, value: Any) -> float:
    """Return a duration. Raises `InputError` with a sentence."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise InputError(f"{name!r} is a number of seconds from 0.")
    return value


def _moment(value: Any) -> datetime | None:
    """Return a local time, or None for null. Raises `InputError` with a sentence."""
    try:
        moment = None if value is None else datetime.fromisoformat(value)
    except (ValueError, TypeError):
        moment = None
    if value is not None and (moment is None or moment.tzinfo is not None):
        raise InputError("'clock' is a local time such as '2016-08-30T11:30:00', or null.")
    return moment


def _by_account(name: str, value: Any) -> dict[int, Any]:
    """Return a JSON object by account id as a dict by number."""
    if not isinstance(value, dict) or not all(key.isascii() and key.isdigit() for key in value):
        raise InputError(f"{name!r} is an object by account id, such as '1'.")
    return {int(key): item for key, item in value.items()}


# In the order in which they are applied: a reset must not undo its neighbours.
_FIELDS: dict[str, Callable[[Any], Apply]] = {
    "reset": _reset,
    "values": _values,
    "profile": _profile,
    "quirks": _quirks,
    "strikes": _strikes,
    "locked_for": _locked_for,
    "sessions": _sessions,
    "registered": _registered,
    "pbx": _pbx,
    "groups": _groups,
    "contacts": _contacts,
    "clock": _clock,
    "uptime": _uptime,
    "provisioning": _provisioning,
    "zero_touch": _zero_touch,
    "upgrades": _upgrades,
    "upgrade_breaks": _upgrade_breaks,
    "far_end": _far_end,
    "state": _state,
    "lines": _lines,
    "ring": _ring,
    "off": _off,
}
