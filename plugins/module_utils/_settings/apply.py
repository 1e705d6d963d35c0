# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carry out a plan of P values, whatever the firmware does to the values on the way."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import Any, Iterator, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import HeldValues
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    FileOnlyError,
    InputError,
    UnsupportedError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._settings import (
    catalogue,
    firmware,
    from_pvalues,
    identity,
    keys,
    plan,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import DesiredValues, ValueChange, names_of
from ansible_collections.voip.grandstream.plugins.module_utils._settings.writing import (
    Written,
    bring,
    foreseen,
    with_whole_keys,
)

PERHAPS = "kept; in force perhaps only after a reboot"
"""What is said of changed values on firmware that applies them in a step of its own (seen on the vendor's own server)."""

_HOW_SURE = ("unproved", "in_force", "registrations")
"""The fields of a result that tell how sure its changes are."""

_ADMIN_PASSWORD = next(number for number, role in catalogue.login_passwords().items() if role == "admin")

_NUMBER_IN_TEXT = re.compile(r"\bP([0-9]+)\b")

_VERSION = catalogue.READ_ONLY["system_version"]


def read(phone: Phone, desired: DesiredValues) -> HeldValues:
    """Return what the phone holds of what the task names.

    Raise :class:`IdentityError` where it shows that this is another phone of the inventory, and :class:`UnsupportedError` for
    what the phone does not know.
    """
    to_write = dict(desired.readable, **desired.secrets)
    with _naming(desired):
        phone.check_lengths(to_write)
    # Which firmware it is may be needed to say why a value is not known, and rides along.
    more = [_VERSION] if any(firmware.has_dates(number, desired.model) for number in to_write) else []
    # A phone always has an admin password: whether it tells that shows whether it tells secrets.
    witness = [_ADMIN_PASSWORD] if desired.secrets and phone.traits.tells_secrets is None else []
    along = [*desired.switches, *desired.lamp_switches, *desired.address_types, *more, *witness]
    names = list(dict.fromkeys([*to_write, *along]))
    # Where nothing else is read, the phonebook alone may have to be written: see identity.check.
    names = list(dict.fromkeys([*names, *identity.riding_along(phone)])) if names else []
    current = phone.read_values(names) if names else HeldValues()
    if phone.firmware:
        phone.traits.learn(tells_version=True)
    if names:
        identity.judge(phone, current, desired.values, desired.model)
    unknown = [number for number in to_write if number not in current and number not in current.broken]
    if unknown:
        raise UnsupportedError(
            f"{_why_unknown(unknown, informed(desired, current))}; nothing was written. Remove it for this model and firmware",
            pvalues=["P" + number for number in unknown],
        )
    if plan.tells_secrets(current):
        phone.traits.learn(tells_secrets=True)
    elif witness:
        phone.traits.learn(tells_secrets=False)
    return current


def informed(desired: DesiredValues, current: Mapping[str, str]) -> DesiredValues:
    """Return the same with what the phone itself told, where it was asked."""
    kinds = [current[number] for number in desired.address_types if number in current]
    return desired._replace(firmware=current.get(_VERSION) or desired.firmware, address_type=kinds[0] if kinds else None)


def _why_unknown(numbers: Sequence[str], desired: DesiredValues) -> str:
    """Return a sentence on numbers that the phone does not know, with the reason for those where it is published."""
    names = names_of(numbers, desired)
    reasons = firmware.reasons(names, desired.model, desired.firmware)
    told = [f"{name} {reason}" for name, reason in reasons.items()]
    others = [name for name in names if name not in reasons]
    return "; ".join([*told, *([f"the phone does not know {', '.join(others)}"] if others else [])])


def write(phone: Phone, changes: Sequence[ValueChange], desired: DesiredValues) -> Written:
    """Write the changes and look whether they were kept; all but the phone's own passwords, which end the session.

    Raise :class:`NotKeptError` with the values that did not stick.
    """
    texts = {change.number: change.after for change in changes if change.number not in catalogue.login_passwords()}
    former = {change.number: change.before for change in changes}
    with _naming(desired):
        return bring(phone, texts, former, desired)


def write_login_passwords(phone: Phone, changes: Sequence[ValueChange]) -> Written:
    """Write the phone's own passwords, after everything else. Nothing proves them here."""
    passwords = {change.number: change.after for change in changes if change.number in catalogue.login_passwords()}
    left_out = foreseen(phone, passwords)
    passwords = {number: text for number, text in passwords.items() if number not in left_out}
    if passwords:
        phone.write_login_passwords(passwords)
    return Written(left_out, list(passwords))


def check(written: Written, desired: DesiredValues, outcome: Outcome) -> None:
    """Raise :class:`FileOnlyError` where the firmware could not take everything.

    ``outcome``: of what was written. The failure tells how sure that is, as a success does.
    """
    if written.file_only:
        raise FileOnlyError(
            f"the phone's firmware cannot take these values over its API: {told_file_only(written.file_only, desired)}. "
            "All others were written",
            pvalues=["P" + number for number in written.file_only],
            found={name: outcome.found[name] for name in _HOW_SURE if name in outcome.found},
        )


def told_file_only(reasons: Mapping[str, str], desired: DesiredValues) -> str:
    """Return the values that only a provisioning file can carry, by the user's names, and why."""
    return "; ".join(f"{name} ({_why(name, numbers, reasons, desired)})" for name, numbers in names_of(reasons, desired).items())


def _why(name: str, numbers: Sequence[str], reasons: Mapping[str, str], desired: DesiredValues) -> str:
    """Return why a value, or a field of a key, is left out."""
    reason = reasons[numbers[0]]
    if plan.key_of(name) is None or not desired.model:
        return reason
    field = from_pvalues.label(numbers[0], desired.model).rpartition(".")[2]
    reason = re.sub(r"^it\b", f"its {field}", reason)
    is_cleared = keys.shown_entry(plan.key_of(name) or 0, desired.values, desired.model) == {"mode": keys.NONE}
    return f"cleared by provisioning file only: {reason}" if is_cleared else reason


def expected(phone: Phone, changes: Sequence[ValueChange], desired: DesiredValues, outcome: Outcome) -> Outcome:
    """Return the outcome of a plan with what can be said before the write: of check mode, it is all."""
    texts = {change.number: change.after for change in changes}
    left_out = with_whole_keys(foreseen(phone, texts), texts, desired)
    is_told = bool(phone.traits.tells_secrets)
    blind = [number for number in texts if number in catalogue.write_only_numbers() and number not in left_out and not is_told]
    outcome = outcome._replace(found={**outcome.found, **_found(phone, changes, Written(left_out, blind), desired)})
    if not left_out:
        return outcome
    warning = f"the phone's firmware cannot take these values over its API: {told_file_only(left_out, desired)}"
    return outcome._replace(warnings=[*outcome.warnings, f"{warning}. {FileOnlyError.advice}"])


def told(phone: Phone, changes: Sequence[ValueChange], desired: DesiredValues, written: Written, outcome: Outcome) -> Outcome:
    """Return the outcome with what is known of how sure the changes are.

    It gets the field ``unproved`` where nothing has shown that the phone holds these secrets, and ``in_force``, which is
    :data:`PERHAPS`, where the phone has shown that its firmware may apply values later.
    """
    found = {name: value for name, value in outcome.found.items() if name not in ("unproved", "in_force")}
    found.update(_found(phone, changes, written, desired))
    sentences = list(outcome.warnings)
    if "in_force" in found:
        sentences.append(f"{PERHAPS}: this firmware applies values in a step of its own, which its API does not offer")
    return outcome._replace(found=found, warnings=sentences)


def _found(phone: Phone, changes: Sequence[ValueChange], written: Written, desired: DesiredValues) -> dict[str, Any]:
    found: dict[str, Any] = {"unproved": list(names_of(written.unproved, desired))} if written.unproved else {}
    is_changed = any(change.number not in written.file_only for change in changes)
    return {**found, "in_force": PERHAPS} if is_changed and phone.traits.needs_apply else found


@contextmanager
def _naming(desired: DesiredValues) -> Iterator[None]:
    """Add the user's names to the P numbers in a sentence of our own."""
    try:
        yield
    except (AmbiguousWriteError, InputError) as error:
        error.reword(lambda message: _NUMBER_IN_TEXT.sub(lambda match: _with_name(match.group(1), desired), message))
        raise


def _with_name(number: str, desired: DesiredValues) -> str:
    return f"{desired.names[number]} (P{number})" if number in desired.names else f"P{number}"
