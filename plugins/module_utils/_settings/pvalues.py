# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""P values: what is desired, the pure plan, and how it is carried out. For every resource that writes values."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import Any, Iterable, Iterator, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import option
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    InputError,
    NotKeptError,
    UnsupportedError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.from_pvalues import is_secret
from ansible_collections.voip.grandstream.plugins.module_utils._text import visible

WRITE_SECRETS_SPEC: dict[str, Any] = {
    "type": "str",
    "default": "when_needed",
    "choices": ["when_needed", "always", "never"],
    "no_log": False,
}
"""Argument spec of the option ``write_secrets``."""

MODEL_SPEC: dict[str, Any] = option("model", type="str", choices=list(catalogue.MODELS))
"""Argument spec of the option ``model``."""

_NUMBER_IN_TEXT = re.compile(r"\bP([0-9]+)\b")

_SWITCHES = ("account_active", "sip_registration")
"""Settings of an account that keep it from registering when they are off."""


class DesiredValues(NamedTuple):
    """What a task asks for.

    ``values``: text by bare number, in the task's order. ``write_secrets``: ``when_needed``, ``always`` or ``never``.
    ``verify``: whether to read back. ``by_account``: whether a SIP password is written when another value of its own account
    changes, rather than any value of the task, and left alone where its account is switched off. ``names``: how the user calls
    a number, where that is not ``P`` and the number.
    """

    values: dict[str, str]
    write_secrets: str = "when_needed"
    verify: bool = True
    by_account: bool = False
    names: Mapping[str, str] = {}

    def name(self, number: str) -> str:
        """How the user calls a bare number."""
        return self.names.get(number, "P" + number)

    @property
    def readable(self) -> dict[str, str]:
        """The values that can be compared."""
        return {number: value for number, value in self.values.items() if number not in catalogue.write_only_numbers()}

    @property
    def secrets(self) -> dict[str, str]:
        """The write-only values that the task may have to write."""
        if self.write_secrets == "never":
            return {}
        return {number: value for number, value in self.values.items() if number in catalogue.write_only_numbers()}

    @property
    def switches(self) -> list[str]:
        """The numbers that tell whether the accounts of the secrets are switched on."""
        if not self.by_account:
            return []
        accounts = dict.fromkeys(catalogue.account_of(number) for number in self.secrets)
        return [number for account in accounts if account for number in switches_of(account)]


class ValueChange(NamedTuple):
    """One value to write. ``before`` is None for a write-only value."""

    number: str
    before: str | None
    after: str


def plan(current: Mapping[str, str], desired: DesiredValues, registered: frozenset[int]) -> list[ValueChange]:
    """From what the phone holds to the changes that make it hold what is desired. Pure.

    ``current``: text by bare number, at least of the readable values. ``registered``: the accounts that are registered; it
    matters only where :func:`needs_accounts` says so.
    """
    differing = _differing(current, desired)
    unproved = set(_unproved(current, desired))
    changes = []
    for number, value in desired.values.items():
        if number in differing:
            changes.append(ValueChange(number, current[number], value))
        elif number in desired.secrets and (number not in unproved or _is_wanted(number, current, desired, registered)):
            changes.append(ValueChange(number, None, value))
    return changes


def needs_accounts(current: Mapping[str, str], desired: DesiredValues) -> bool:
    """Whether it matters for :func:`plan` which accounts are registered: a secret has no other reason to be written."""
    return any(not _is_switched_off(number, current, desired) for number in _unproved(current, desired))


def _differing(current: Mapping[str, str], desired: DesiredValues) -> set[str]:
    return {number for number, value in desired.readable.items() if current[number] != value}


def _unproved(current: Mapping[str, str], desired: DesiredValues) -> list[str]:
    """The secrets about which nothing but a registered account can decide."""
    if desired.write_secrets != "when_needed":
        return []
    differing = _differing(current, desired)
    if not desired.by_account:
        return [] if differing else list(desired.secrets)
    touched = {catalogue.account_of(number) for number in differing}
    return [number for number in desired.secrets if catalogue.account_of(number) not in touched]


def _is_wanted(number: str, current: Mapping[str, str], desired: DesiredValues, registered: frozenset[int]) -> bool:
    """Whether an unproved secret is to be written: its account should be registered, and is not."""
    return catalogue.account_of(number) not in registered and not _is_switched_off(number, current, desired)


def _is_switched_off(number: str, current: Mapping[str, str], desired: DesiredValues) -> bool:
    account = catalogue.account_of(number)
    if not desired.by_account or account is None:
        return False
    return any(desired.values.get(switch, current.get(switch)) == "0" for switch in switches_of(account))


def switches_of(account: int) -> list[str]:
    """The numbers that keep an account from registering when they hold ``0``."""
    settings = [catalogue.by_name(name) for name in _SWITCHES]
    return [setting.numbers_of(account)[0] for setting in settings if setting]


def read(phone: Phone, desired: DesiredValues) -> dict[str, str]:
    """What the phone holds of what the task names. Raises :class:`UnsupportedError` for what it does not know."""
    to_write = dict(desired.readable, **desired.secrets)
    with _naming(desired):
        phone.check_lengths(to_write)
    names = list(dict.fromkeys([*to_write, *desired.switches]))
    current = phone.read_values(names) if names else {}
    unknown = [number for number in to_write if number not in current]
    if unknown:
        raise UnsupportedError(
            f"the phone does not know {', '.join(names_of(unknown, desired))}; nothing was written. Remove it "
            "for this model and firmware",
            pvalues=["P" + number for number in unknown],
        )
    return current


def write(phone: Phone, changes: Sequence[ValueChange], desired: DesiredValues) -> None:
    """Write the changes and look whether they were kept; all but the phone's own passwords, which end the session."""
    values = {change.number: change.after for change in changes if change.number not in catalogue.login_passwords()}
    if values:
        with _naming(desired):
            phone.write_values(values, unreadable=catalogue.write_only_numbers())
    if desired.verify:
        verify(phone, values, desired)


def write_login_passwords(phone: Phone, changes: Sequence[ValueChange]) -> None:
    """Write the phone's own passwords, after everything else."""
    passwords = {change.number: change.after for change in changes if change.number in catalogue.login_passwords()}
    if passwords:
        phone.write_login_passwords(passwords)


@contextmanager
def _naming(desired: DesiredValues) -> Iterator[None]:
    """Add the user's names to the P numbers in a sentence of our own."""
    try:
        yield
    except (AmbiguousWriteError, InputError) as error:
        error.message = _NUMBER_IN_TEXT.sub(lambda match: _with_name(match.group(1), desired), error.message)
        raise


def _with_name(number: str, desired: DesiredValues) -> str:
    return f"{desired.names[number]} (P{number})" if number in desired.names else f"P{number}"


def verify(phone: Phone, written: Mapping[str, str], desired: DesiredValues) -> None:
    """Read back what can be read. Raises :class:`NotKeptError` with the values that did not stick."""
    readable = {number: value for number, value in written.items() if number not in catalogue.write_only_numbers()}
    kept = phone.read_values(list(readable)) if readable else {}
    lost = [number for number, value in readable.items() if kept.get(number) != value]
    if lost:
        told = "; ".join(_lost(name, numbers, kept, desired) for name, numbers in names_of(lost, desired).items())
        raise NotKeptError(
            f"the phone accepted these values and did not keep them: {told}. They may be read-only, out of range or unsupported "
            "on this model and firmware: give values that it keeps, or remove them",
            pvalues=["P" + number for number in lost],
        )


def names_of(numbers: Iterable[str], desired: DesiredValues) -> dict[str, list[str]]:
    """The numbers by the user's names for them: an address has up to four."""
    found: dict[str, list[str]] = {}
    for number in numbers:
        found.setdefault(desired.name(number), []).append(number)
    return found


def is_named(name: str) -> bool:
    """Whether the user called a value by a name, such as ``settings.ntp_server``, and not by its number (``settings.P30``)."""
    return catalogue.bare_number(name.rpartition(".")[2]) is None


def _lost(name: str, numbers: Sequence[str], kept: Mapping[str, str], desired: DesiredValues) -> str:
    """What became of a value that did not stick; of an address as a whole, even if only some octets were written."""
    place = catalogue.by_number(numbers[0])
    whole = place.setting.numbers if place and place.octet and is_named(name) else numbers
    written = ".".join(desired.values[number] for number in whole if number in desired.values)
    reads = [kept.get(number, None if number in numbers else desired.values.get(number)) for number in whole]
    read_text = None if None in reads else ".".join(str(text) for text in reads)
    return f"{name} was written as {shown(numbers[0], written, MASK)} and reads {shown(numbers[0], read_text, MASK)}"


def secret_problems(desired: DesiredValues) -> list[str]:
    """What cannot be compared and is proved by nothing is written only on demand."""
    if desired.write_secrets == "always":
        return []
    problems = [
        f"{desired.name(number)} is the {role} password of the phone. gs_password sets it and proves it by a login; to write it "
        "unproved in every run, set write_secrets: always"
        for number, role in catalogue.login_passwords().items()
        if number in desired.values
    ]
    problems += [
        f"{desired.name(number)} cannot be read back, so whether it must be written is not known. To write it in every run, set "
        "write_secrets: always"
        for number in sorted(catalogue.unproved_secrets())
        if number in desired.values and desired.write_secrets != "never"
    ]
    return problems


def warnings(changes: Sequence[ValueChange], desired: DesiredValues) -> list[str]:
    """What the user should know of these changes."""
    return [
        f"{desired.name(change.number)}, the {catalogue.login_passwords()[change.number]} password of the phone, is written "
        "without a proof. gs_password does that with one"
        for change in changes
        if change.number in catalogue.login_passwords()
    ]


def reboots(changes: Sequence[ValueChange], desired: DesiredValues) -> dict[str, Any]:
    """What a result says about the changes that take effect only after a reboot."""
    names = dict.fromkeys(desired.name(change.number) for change in changes if catalogue.needs_reboot(change.number))
    return {"reboot_required": bool(names), "reboot_settings": list(names)}


def setting_name(number: str) -> str | None:
    """The name that the catalogue has for a bare number: ``ntp_server``, ``accounts.1.sip_server``, or None."""
    place = catalogue.by_number(number)
    path = place.path if place else None
    return path[len("settings.") :] if path and path.startswith("settings.") else path


def shown(number: str, value: Any, secret: str) -> str:
    """A value for the user's eyes: quoted, so that spaces show, or the words that stand for a secret."""
    if is_secret(number, value):
        return secret
    return "nothing" if value is None else visible(json.dumps(value, ensure_ascii=False))


def lines(entries: Iterable[tuple[str, str]]) -> str:
    """The text of a diff, from names and what is shown of them."""
    return "".join(f"{name}: {text}\n" for name, text in entries)
