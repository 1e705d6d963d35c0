# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Firmware quirks: the ways in which phones differ where the guide is silent, or from what it prints.

Each field of `Firmware` is one quirk, with its default, its choices and the sentence that `--quirk help` prints.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from .errors import InputError


def _quirk(default: Any, explanation: str, *choices: str, at_start: bool = False) -> Any:
    """A dataclass field with what `--quirk help` and the checks need to know; `at_start`: one value for the fleet."""
    metadata = {"help": explanation, "choices": choices, "at_start": at_start}
    return field(default=default, metadata=metadata)  # pylint: disable=invalid-field-call  # for the dataclass below


@dataclass(frozen=True, slots=True)
class Firmware:
    """The quirks of one phone. Durations are seconds, lengths are bytes or characters as their text says."""

    separator: str = _quirk(
        ":", "between user, random and password in the login digest; the 2021 guide prints '.'", ":", ".", "both"
    )
    login_reply: str = _quirk("json", "form of the reply to login", "json", "key_value")
    random_reply: str = _quirk(
        "text",
        "form of the reply to loginrealm: bare text, a JSON string, the random as 'body' of a JSON object, or lines",
        "text",
        "json_string",
        "json_object",
        "key_value",
    )
    cookie_names: str = _quirk(
        "session-identity+session-role", "names of the cookies that login sets, joined by '+'; all must come back"
    )
    session_seconds: float = _quirk(60.0, "a session dies after so many seconds of silence")
    lockout_attempts: int = _quirk(5, "consecutive failed logins that lock the phone")
    lockout_seconds: float = _quirk(300.0, "how long a locked phone stays locked")
    unauthorized: str = _quirk(
        "error_body",
        "the reply to a request that needs a session and has none",
        "error_body",
        "success_body",
        "http_401",
        "http_403",
        "html_login",
    )
    dead_session_values: str = _quirk(
        "unauthorized",
        "api-values.get with the cookie of a dead session: refused, or answered like a stranger",
        "unauthorized",
        "limited",
    )
    origin: str = _quirk(
        "optional",
        "required: HTTP 403 unless Origin and Referer are sent and name the phone",
        "optional",
        "required",
    )
    unknown_values: str = _quirk("omit", "an unknown value is left out of a reply, or read as ''", "omit", "empty")
    unauthenticated_values: str = _quirk("omit", "what a stranger may not read is left out, or read as ''", "omit", "empty")
    numbers_as: str = _quirk(
        "printed",
        "numbers in the rows of accounts and lines in JSON; printed: integers, but a line's state, as the guide's examples",
        "printed",
        "integer",
        "string",
    )
    accounts_listed: str = _quirk("all", "which accounts api-get_accounts lists", "all", "active")
    registration_seconds: float = _quirk(0.0, "after its values changed or the phone booted, an account registers so late")
    methods: str = _quirk("both", "get_only: HTTP 405 for POST", "both", "get_only")
    max_url_length: int = _quirk(8192, "bytes of a whole URL; HTTP 414 for longer ones; 0 for no limit")
    keep_alive: bool = _quirk(True, "false: the phone closes the connection after each reply")
    content_type: str = _quirk(
        "application/json", "what JSON replies call themselves", "application/json", "text/html", "text/plain"
    )
    response_case: str = _quirk("lower", "'response': 'success' or 'Success'", "lower", "title")
    read_only: str = _quirk("", "more P numbers, joined by '+' or ',', that are accepted and not kept")
    trims_values: bool = _quirk(False, "true: leading and trailing spaces are lost when a value is stored")
    value_limit: int = _quirk(0, "characters of a value that are kept; 0 for all")
    contact_ids: str = _quirk("string", "ids of contacts and groups in JSON", "string", "integer")
    contact_order: str = _quirk("id", "what contacts are sorted by", "id", "name")
    name_joint: str = _quirk(
        "single_space",
        "the whole name of a contact: what is not blank of first and last name joined by a space, or both as they are",
        "single_space",
        "as_sent",
    )
    name_length: int = _quirk(0, "characters of a first name, last name or group name that are kept; 0 for all")
    partial_edit: str = _quirk("blank", "fields that an edit of a contact leaves out: blank afterwards, or kept", "blank", "keep")
    phonebook_limit: int = _quirk(0, "more contacts than these are refused; 0 for no limit")
    unknown_group: str = _quirk(
        "refuse", "a contact for a group that there is not: refused, or saved in group 0", "refuse", "default"
    )
    duplicate_groups: str = _quirk("allow", "two groups of one name", "allow", "refuse")
    deleted_group_members: str = _quirk(
        "default", "the contacts of a group that is deleted: moved to group 0, or deleted with it", "default", "delete"
    )
    password_change_sessions: str = _quirk("end", "all sessions after a new login password: dead, or alive", "end", "keep")
    password_limit: int = _quirk(0, "characters of a new login password that are kept; 0 for all; the reply is right")
    password_minimum: int = _quirk(0, "a shorter new login password is not kept: api-change_password answers 'wrong'")
    password_kept: bool = _quirk(True, "false: a new login password is answered with 'right', and the old one stays")
    shutdown_seconds: float = _quirk(0.3, "between the reply to api-sys_operation and going down; so long all goes on as before")
    boot_seconds: float = _quirk(1.0, "how long a phone that api-sys_operation restarts resets and refuses connections")
    reset_address: str = _quirk("", "after RESET the phone of the fleet at this address comes up, and this one stays away")
    provision_reboots: bool = _quirk(False, "true: PROV also reboots the phone")
    provision_upgrades: bool = _quirk(False, "true: PROV also looks for firmware, as every boot does")
    date_format: str = _quirk(
        "us",
        "the date of api-get_time: Tue 08/30/2016, 2016-08-30, Tue 30/08/2016 or 30/08/2016",
        "us",
        "iso",
        "european",
        "european_bare",
    )
    time_format: str = _quirk("12h", "the time of api-get_time: ' 11:30PM' or ' 23:30'", "12h", "24h")
    uptime_form: str = _quirk(
        "guide",
        "the uptime of api-get_time: without parts that are zero in front, with all parts, or a JSON number of seconds",
        "guide",
        "full",
        "seconds",
    )
    time_envelope: bool = _quirk(False, "true: api-get_time has its three keys inside 'response' and 'body'")
    answer_seconds: float = _quirk(0.2, "until the far end of a dialled call answers, or is busy")
    failed_seconds: float = _quirk(2.0, "until a line whose call failed is idle again")
    ring_seconds: float = _quirk(60.0, "until a call that nobody takes stops ringing")
    hold_toggles: bool = _quirk(True, "holdcall on a held line resumes its call; false: it answers 'false'")
    refuse_writes: bool = _quirk(False, "true: HTTP 500 for every request that writes: the proof of check mode")
    tls_ciphers: str = _quirk(
        "modern",
        "old: TLS 1.2 with RSA key exchange, SHA-1 and a 1024-bit key, which a default Python client refuses",
        "modern",
        "old",
        at_start=True,
    )

    def __post_init__(self) -> None:
        if not all(re.fullmatch(r"[\w-]+", name, re.ASCII) for name in self.cookies):
            raise InputError(f"Quirk 'cookie_names' is names joined by '+'; got {self.cookie_names!r}.")

    @property
    def cookies(self) -> tuple[str, ...]:
        """The names of the session's cookies; the first one carries its secret."""
        return tuple(self.cookie_names.split("+"))

    @property
    def read_only_numbers(self) -> frozenset[str]:
        """The bare numbers of the quirk `read_only`."""
        numbers = self.read_only.replace("+", ",").split(",")
        return frozenset(number.strip().removeprefix("P") for number in numbers if number.strip())

    def changed(self, changes: Mapping[str, Any], *, at_start: bool = False) -> Firmware:
        """This firmware with some quirks changed; values may be typed (JSON) or text (command line).

        Raises `InputError` with a sentence for an unknown quirk or value, and without `at_start` for a quirk
        that cannot change while the fleet runs.
        """
        return replace(self, **{name: _checked(name, value, at_start) for name, value in changes.items()})

    def as_dict(self) -> dict[str, Any]:
        """Every quirk's value by its name."""
        return {quirk.name: getattr(self, quirk.name) for quirk in fields(self)}


def quirk_help() -> str:
    """The text of `--quirk help`: every quirk, its default, its choices and what it does."""
    lines = []
    for quirk in fields(Firmware):
        choices = " | ".join(quirk.metadata["choices"]) or type(quirk.default).__name__.replace("str", "text")
        lines += [f"{quirk.name}={_as_text(quirk.default)}   ({choices})", f"    {quirk.metadata['help']}"]
    return "\n".join(lines)


def _as_text(value: object) -> str:
    """A quirk's value as the command line writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _checked(name: str, value: Any, at_start: bool) -> Any:
    """One quirk's value in its own type, or `InputError`."""
    quirk = next((quirk for quirk in fields(Firmware) if quirk.name == name), None)
    if quirk is None:
        raise InputError(f"Unknown quirk {name!r}; known: {', '.join(known.name for known in fields(Firmware))}.")
    if quirk.metadata["at_start"] and not at_start:
        raise InputError(f"Quirk {name!r} can only be set when the simulator starts.")
    choices: tuple[str, ...] = quirk.metadata["choices"]
    if choices and value not in choices:
        raise InputError(f"Quirk {name!r} is one of {', '.join(choices)}; got {value!r}.")
    return _typed(name, value, type(quirk.default))


def _typed(name: str, value: Any, wanted: type) -> Any:
    """A value of the wanted type, from itself or from its text."""
    if wanted is str and isinstance(value, str):
        return value
    if wanted is bool and (isinstance(value, bool) or value in ("true", "false")):
        return value in (True, "true")
    if wanted in (int, float) and isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            number = wanted(value)
        except (ValueError, OverflowError):
            number = -1
        if 0 <= number < math.inf:
            return number
    kinds = {str: "text", bool: "true or false", int: "a whole number from 0", float: "a number from 0"}
    raise InputError(f"Quirk {name!r} is {kinds[wanted]}; got {value!r}.")
