# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""P values: what is desired, the plan, and how both are shown. Pure; `apply` carries it out."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
from typing import Any, Iterable, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import option
from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import HeldValues, holds
from ansible_collections.voip.grandstream.plugins.module_utils._masking import FORMER_SECRET
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, codec, keys
from ansible_collections.voip.grandstream.plugins.module_utils._settings.from_pvalues import is_secret
from ansible_collections.voip.grandstream.plugins.module_utils._text import MASK, shortened, visible

WRITE_SECRETS_SPEC: dict[str, Any] = {
    "type": "str",
    "default": "when_needed",
    "choices": ["when_needed", "always", "never"],
    "no_log": False,
}
"""Argument spec of the option ``write_secrets``."""

MODEL_SPEC: dict[str, Any] = option("model", type="str", choices=list(catalogue.MODELS))
"""Argument spec of the option ``model``."""

FIRMWARE_SPEC: dict[str, Any] = option("firmware", type="str")
"""Argument spec of the option ``firmware``."""

UNREADABLE = "cannot be read"
"""What stands for a value that breaks the phone's answer."""

TOO_LONG = "(not shown, because no setting is that long)"
"""What stands for what a phone held, where that is longer than :data:`LONGEST_HELD`."""

LONGEST_HELD = 16384
"""Characters that may be of use to somebody who wants them back. The longest settings are certificates, of a quarter of that."""

LONGEST_QUOTED = 100
"""Characters of a value in a message. A phone can hold anything, and other values inside."""

_REGISTERING = ("account_active", "sip_registration")
"""Settings of an account that keep it from registering when they are off."""


class DesiredValues(NamedTuple):
    """The values that a task asks for.

    ``values``: text by bare number, in the task's order. ``write_secrets``: ``when_needed``, ``always`` or ``never``.
    ``verify``: whether to read back. ``by_account``: whether a SIP password is written when another value of its own account
    changes, rather than any value of the task, and left alone where its account is switched off. ``names``: how the user calls
    a number, where that is not ``P`` and the number. ``model``, ``firmware``: of the phone, None if not known. ``lamps``: the
    accounts of busy lamp fields by key, which are dark where the account is not active. ``address_type``: how the phone gets its
    IPv4 address, in its own text, where the task does not say it.
    """

    values: dict[str, str]
    write_secrets: str = "when_needed"
    verify: bool = True
    by_account: bool = False
    names: Mapping[str, str] = {}
    model: str | None = None
    firmware: str | None = None
    lamps: Mapping[int, int] = {}
    address_type: str | None = None

    def name(self, number: str) -> str:
        """Return how the user calls a bare number."""
        return self.names.get(number, "P" + number)

    @property
    def readable(self) -> dict[str, str]:
        """Return the values that can be compared."""
        hidden = catalogue.write_only_numbers()
        return {number: value for number, value in self.values.items() if number not in hidden}

    @property
    def secrets(self) -> dict[str, str]:
        """Return the write-only values that the task may have to write."""
        if self.write_secrets == "never":
            return {}
        hidden = catalogue.write_only_numbers()
        return {number: value for number, value in self.values.items() if number in hidden}

    @property
    def switches(self) -> list[str]:
        """Return the numbers that tell whether the accounts of the secrets are switched on."""
        if not self.by_account:
            return []
        accounts = dict.fromkeys(catalogue.account_of(number, self.model) for number in self.secrets)
        return [number for account in accounts if account for number in switches_of(account)]

    @property
    def lamp_switches(self) -> list[str]:
        """Return the numbers that tell whether the accounts of busy lamp fields are active, where the task does not say it."""
        numbers = dict.fromkeys(switches_of(account)[0] for account in self.lamps.values())
        return [number for number in numbers if number not in self.values]

    @property
    def address_types(self) -> list[str]:
        """Return the number that tells how the phone gets its address, where the task gives it a static one without saying so."""
        static, kind = (catalogue.by_name(name) for name in ("static_ip", "ipv4_address_type"))
        if static is None or kind is None or not self.by_account or kind.numbers[0] in self.values:
            return []
        return list(kind.numbers) if set(static.numbers) & self.values.keys() else []


class ValueChange(NamedTuple):
    """One value to write. ``before`` is None where the phone does not tell it, or its answer cannot be read."""

    number: str
    before: str | None
    after: str


def tells_secrets(held: HeldValues) -> bool:
    """Return whether what a phone holds shows that it tells the values that the guide calls write-only.

    Stars are no secret: they stand for one. A value that breaks the phone's answer was told, too.
    """
    return any(held.get(number, "").strip("*") or number in held.broken for number in catalogue.write_only_numbers())


def plan(
    current: Mapping[str, str], desired: DesiredValues, registered: frozenset[int], is_told: bool = False
) -> list[ValueChange]:
    """Return the changes that make a phone with these values hold what is desired. Pure.

    ``current``: text by bare number, at least of the readable values; one that breaks the phone's answer counts as different.
    ``registered``: the accounts that are registered; it matters only where :func:`needs_accounts` says so. ``is_told``: whether
    the phone tells secrets; they are compared then as all others are.
    """
    differing = _differing(current, desired, is_told)
    unproved = set(_unproved(current, desired, is_told))
    # They may have to be written although nothing shows that they differ.
    blind = desired.secrets if desired.write_secrets == "always" or not is_told else {}
    changes = []
    for number, value in desired.values.items():
        if number in differing:
            changes.append(ValueChange(number, _before(number, current, is_told), value))
        elif number in blind and (number not in unproved or _is_wanted(number, current, desired, registered)):
            changes.append(ValueChange(number, None, value))
    return changes


def needs_accounts(current: Mapping[str, str], desired: DesiredValues, is_told: bool = False) -> bool:
    """Return whether it matters for :func:`plan` which accounts are registered: a secret has no other reason to be written."""
    return any(not _is_switched_off(number, current, desired) for number in _unproved(current, desired, is_told))


def _differing(current: Mapping[str, str], desired: DesiredValues, is_told: bool) -> set[str]:
    comparable = {**desired.readable, **desired.secrets} if is_told else desired.readable
    return {number for number, value in comparable.items() if not holds(current, number, value)}


def _before(number: str, current: Mapping[str, str], is_told: bool) -> str | None:
    """Return the text that the phone holds, also where it has to be picked out of a broken answer."""
    if number in catalogue.write_only_numbers() and not is_told:
        return None
    return current.get(number, current.also.get(number) if isinstance(current, HeldValues) else None)


def _unproved(current: Mapping[str, str], desired: DesiredValues, is_told: bool) -> list[str]:
    """Return the secrets about which nothing but a registered account can decide."""
    if desired.write_secrets != "when_needed" or is_told:
        return []
    differing = _differing(current, desired, is_told)
    if not desired.by_account:
        return [] if differing else list(desired.secrets)
    touched = {catalogue.account_of(number, desired.model) for number in differing}
    return [number for number in desired.secrets if catalogue.account_of(number, desired.model) not in touched]


def _is_wanted(number: str, current: Mapping[str, str], desired: DesiredValues, registered: frozenset[int]) -> bool:
    """Return whether an unproved secret is to be written: its account should be registered, and is not."""
    return catalogue.account_of(number, desired.model) not in registered and not _is_switched_off(number, current, desired)


def _is_switched_off(number: str, current: Mapping[str, str], desired: DesiredValues) -> bool:
    account = catalogue.account_of(number, desired.model)
    if not desired.by_account or account is None:
        return False
    return any(desired.values.get(switch, current.get(switch)) == "0" for switch in switches_of(account))


def switches_of(account: int) -> list[str]:
    """Return the numbers that keep an account from registering when they hold ``0``."""
    settings = [catalogue.by_name(name) for name in _REGISTERING]
    return [setting.numbers_of(account)[0] for setting in settings if setting]


def names_of(numbers: Iterable[str], desired: DesiredValues) -> dict[str, list[str]]:
    """Return the numbers by the user's names for them: an address has up to four."""
    found: dict[str, list[str]] = {}
    for number in numbers:
        found.setdefault(desired.name(number), []).append(number)
    return found


def is_named(name: str) -> bool:
    """Return whether the user called a value by a name, such as ``settings.ntp_server``, and not by its P number."""
    return catalogue.bare_number(name.rpartition(".")[2]) is None or key_of(name) is not None


def key_of(name: str) -> int | None:
    """Return the number of the programmable key that the user calls ``keys.`` and the number; None for any other name."""
    part, dummy, key = name.partition(".")
    return keys.key_number(key) if part == "keys" else None


def secret_problems(desired: DesiredValues) -> list[str]:
    """Return a problem for each secret that cannot be compared or proved: it is written only on demand.

    An empty password of the phone itself is never written: some firmware stores something else then, which nobody knows.
    """
    if desired.write_secrets == "always":
        return [
            f"{desired.name(number)} is the {role} password of the phone, and it is empty. Set one with gs_password"
            for number, role in catalogue.login_passwords().items()
            if desired.values.get(number) == ""
        ]
    problems = [
        f"{desired.name(number)} is the {role} password of the phone. gs_password sets it and proves it by a login; to write it "
        "unproved in every run, set write_secrets: always"
        for number, role in catalogue.login_passwords().items()
        if number in desired.values
    ]
    problems += [
        f"{desired.name(number)} cannot be read back, so whether it must be written is not known. To write it in every run, set "
        "write_secrets: always"
        for number in sorted(catalogue.unproved_secrets(), key=int)
        if number in desired.values and desired.write_secrets != "never"
    ]
    return problems


def warnings(changes: Sequence[ValueChange], desired: DesiredValues) -> list[str]:
    """Return what the user should know of these changes."""
    return [
        f"{desired.name(change.number)}, the {catalogue.login_passwords()[change.number]} password of the phone, is written "
        "without a proof. gs_password does that with one"
        for change in changes
        if change.number in catalogue.login_passwords()
    ] + odd_zones({change.number: change.after for change in changes}, desired)


def odd_zones(values: Mapping[str, str], desired: DesiredValues) -> list[str]:
    """Warn of time zones that may be none. ``values``: texts to be written, by bare number.

    No more than a warning: a phone may know a zone that is newer than ours, and keeps any text.
    """
    setting = catalogue.by_name("timezone")
    doubts = {number: codec.zone_doubt(values[number]) for number in (setting.numbers if setting else ()) if number in values}
    return [f"{desired.name(number)}: {doubt}" for number, doubt in doubts.items() if doubt]


def dark_lamps(current: Mapping[str, str], desired: DesiredValues) -> list[str]:
    """Warn of busy lamp fields that show nothing, because their account will not be active. ``current``: text by bare number."""
    return [
        f"keys.{key}: account {account} is not active, so that this busy lamp field shows nothing. Set accounts.{account}."
        "account_active, or give the key another account"
        for key, account in desired.lamps.items()
        for switch in switches_of(account)[:1]
        if desired.values.get(switch, current.get(switch)) == "0"
    ]


def reboots(changes: Sequence[ValueChange], desired: DesiredValues) -> dict[str, Any]:
    """Return what a result says about the changes that take effect only after a reboot."""
    names = dict.fromkeys(
        desired.name(change.number)
        for change in changes
        if catalogue.needs_reboot(change.number, desired.model) or keys.needs_reboot(change.number, desired.model)
    )
    return {"reboot_required": bool(names), "reboot_settings": list(names)}


def setting_name(number: str, model: str | None = None) -> str | None:
    """Return the name that the catalogue has for a bare number: ``ntp_server``, ``accounts.1.sip_server``, or None."""
    place = catalogue.by_number(number, model)
    return _short(place.path) if place else None


def title(name: str, numbers: Sequence[str], model: str | None) -> str:
    """Return how diffs and reports name a setting, whether the user wrote its name or its P number.

    That is ``ntp_server (P30)``, ``accounts.1.sip_server (P47)`` and ``static_ip (P9, P10)``; ``keys.3`` for a key; and only the
    P number of what has no name, or not the same one on all models where the model is not known. ``name``: as the user calls it.
    ``numbers``: bare.
    """
    if key_of(name) is not None:
        return name
    told = ", ".join(f"P{number}" for number in numbers)
    if is_named(name):
        return f"{_short(name)} ({told})"
    place = catalogue.by_number(numbers[0], model)
    if place is None or not catalogue.is_certain(place, numbers[0], model):
        return told
    return f"{_short(place.path)} ({told})"


def _short(path: str) -> str:
    return path[len("settings.") :] if path.startswith("settings.") else path


def shown(number: str, value: Any, secret: str) -> str:
    """Return a value for the user's eyes: quoted, so that spaces show, or the words that stand for a secret."""
    if is_secret(number, value):
        return secret
    return "nothing" if value is None else visible(json.dumps(value, ensure_ascii=False))


def shown_before(change: ValueChange) -> str:
    """Return what a diff shows of the text that the phone holds."""
    if change.before is None and change.number not in catalogue.secret_numbers():
        return UNREADABLE
    said = shown(change.number, change.before, FORMER_SECRET)
    return said if said == FORMER_SECRET or bounded(change.before) == change.before else TOO_LONG


def bounded(value: Any) -> Any:
    """Return what a phone held for a result: texts that are too long for any setting are left out, also those of a key."""
    if isinstance(value, Mapping):
        return {name: bounded(text) for name, text in value.items()}
    return TOO_LONG if isinstance(value, str) and len(value) > LONGEST_HELD else value


def quoted(number: str, value: Any) -> str:
    """Return a value in a sentence: as :func:`shown`, and never endless."""
    return shortened(visible(shown(number, value, MASK)), LONGEST_QUOTED)


def lines(entries: Iterable[tuple[str, str]]) -> str:
    """Return the text of a diff, from names and what is shown of them."""
    return "".join(f"{name}: {text}\n" for name, text in entries)
