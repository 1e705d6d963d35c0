# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection: other code must not import it.

"""P values: bring those that a task names to what it says, and leave every other alone."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any, Iterable, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils import _pvalues
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    InputError,
    NotKeptError,
    PhoneError,
    UnsupportedError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._task import Outcome, Resource

_NUMBER = re.compile(r"[Pp]?([1-9][0-9]{0,5})")

FORMER_SECRET = "(former secret)"
NEW_SECRET = "(new secret)"


class Desired(NamedTuple):
    """What a task asks for.

    ``values``: text by bare number, in the task's order. ``write_secrets``: ``when_needed``, ``always`` or ``never``.
    ``verify``: whether to read back.
    """

    values: dict[str, str]
    write_secrets: str
    verify: bool

    @property
    def readable(self) -> dict[str, str]:
        """The values that can be compared."""
        return {number: value for number, value in self.values.items() if number not in _pvalues.WRITE_ONLY}

    @property
    def secrets(self) -> dict[str, str]:
        """The write-only values that the task may have to write."""
        if self.write_secrets == "never":
            return {}
        return {number: value for number, value in self.values.items() if number in _pvalues.WRITE_ONLY}


class Change(NamedTuple):
    """One value to write. ``before`` is None for a write-only value."""

    number: str
    before: str | None
    after: str


def plan(current: Mapping[str, str], desired: Desired, registered: frozenset[int]) -> list[Change]:
    """From what the phone holds to the changes that make it hold what is desired. Pure.

    ``current``: text by bare number, at least of the readable values. ``registered``: the accounts that are registered; it
    matters only where nothing else changes (see :func:`needs_accounts`).
    """
    differing = {number for number, value in desired.readable.items() if current[number] != value}
    write_all_secrets = desired.write_secrets == "always" or bool(differing)
    changes = []
    for number, value in desired.values.items():
        if number in differing:
            changes.append(Change(number, current[number], value))
        elif number in desired.secrets and (write_all_secrets or _account(number) not in registered):
            changes.append(Change(number, None, value))
    return changes


def needs_accounts(current: Mapping[str, str], desired: Desired) -> bool:
    """Whether it matters for :func:`plan` which accounts are registered: secrets are named, and nothing else changes."""
    if not desired.secrets or desired.write_secrets != "when_needed":
        return False
    return all(current[number] == value for number, value in desired.readable.items())


def prepare(params: Mapping[str, Any], secrets: Secrets) -> Desired:
    """From the task's options to :class:`Desired`. Raises :class:`InputError` with every problem that the options have."""
    values: dict[str, str] = {}
    spelled: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in params["values"].items():
        number = _number(key)
        if number is None:
            problems.append(f"{key!r} is not a P value. Write P30, or 30")
            continue
        if number in _pvalues.SECRET:
            secrets.add(value)
        if number in spelled:
            problems.append(f"P{number} is given twice, as {spelled[number]!r} and as {key!r}")
            continue
        spelled[number] = key
        try:
            values[number] = text_of(value)
        except ValueError as error:
            problems.append(f"P{number}: {error}")
    problems += _secret_problems(values, params["write_secrets"])
    if problems:
        raise InputError("values: " + "; ".join(problems))
    return Desired(values, params["write_secrets"], params["verify"])


def text_of(value: Any) -> str:
    """A value as the phone keeps it. Raises :class:`ValueError` with a sentence for what has no such form."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("the text holds a character that is not Unicode") from None
        return value
    if value is None:
        raise ValueError("null is not a value. Write '' for an empty one, or leave the line out")
    kinds = (
        (Mapping, "a dictionary"),
        ((list, tuple), "a list"),
        (float, "a number with a fraction"),
        (date, "a date"),
    )
    name = next((name for kind, name in kinds if isinstance(value, kind)), f"a {type(value).__name__}")
    raise ValueError(f"{name} is not a value. Write it as text, in quotes")


def run(phone: Phone, desired: Desired, check_mode: bool) -> Outcome:
    """Read, plan, write, read back. Raises :class:`PhoneError`."""
    to_write = dict(desired.readable, **desired.secrets)
    phone.check_lengths(to_write)
    current = phone.read_values(list(to_write)) if to_write else {}
    unknown = [number for number in to_write if number not in current]
    if unknown:
        raise UnsupportedError(
            f"the phone does not know {_names(unknown)}; nothing was written. Remove it from values for this model and firmware",
            pvalues=["P" + number for number in unknown],
        )
    registered: frozenset[int] = frozenset()
    if needs_accounts(current, desired):
        registered = frozenset(account.id for account in phone.accounts() if account.registered)
    changes = plan(current, desired, registered)
    if changes and not check_mode:
        _apply(phone, changes, desired.verify)
    return Outcome(
        changes=[_shown_change(change) for change in changes],
        before=_lines((change.number, _shown(change.number, change.before, FORMER_SECRET)) for change in changes),
        after=_lines((change.number, _shown(change.number, change.after, NEW_SECRET)) for change in changes),
        warnings=_warnings(changes),
    )


def _apply(phone: Phone, changes: Sequence[Change], verify: bool) -> None:
    """Write the changes, look whether they were kept, and write the phone's own passwords last, for they end the session."""
    values = {change.number: change.after for change in changes if change.number not in _pvalues.LOGIN_PASSWORDS}
    passwords = {change.number: change.after for change in changes if change.number in _pvalues.LOGIN_PASSWORDS}
    try:
        if values:
            phone.write_values(values, unreadable=_pvalues.WRITE_ONLY)
        if verify:
            _verify(phone, {number: value for number, value in values.items() if number not in _pvalues.WRITE_ONLY})
        if passwords:
            phone.write_login_passwords(passwords)
    except PhoneError as error:
        if phone.has_written:
            error.changes = [_shown_change(change) for change in changes]
        raise


def _verify(phone: Phone, written: Mapping[str, str]) -> None:
    kept = phone.read_values(list(written)) if written else {}
    lost = [number for number, value in written.items() if kept.get(number) != value]
    if lost:
        told = "; ".join(
            f"P{number} was written as {_shown(number, written[number], MASK)} and reads {_shown(number, kept.get(number), MASK)}"
            for number in lost
        )
        raise NotKeptError(
            f"the phone accepted these values and did not keep them: {told}. They may be read-only, out of range or unsupported "
            "on this model and firmware: give values that it keeps, or remove them",
            pvalues=["P" + number for number in lost],
        )


def _number(key: Any) -> str | None:
    """The bare number for ``P30``, ``p30``, ``30`` and 30; None for anything else."""
    match = _NUMBER.fullmatch(str(key))
    return match.group(1) if match else None


def _account(number: str) -> int | None:
    """The account (from 1) whose SIP password the value is."""
    return _pvalues.SIP_PASSWORDS.index(number) + 1 if number in _pvalues.SIP_PASSWORDS else None


def _secret_problems(values: Mapping[str, str], write_secrets: str) -> list[str]:
    """What cannot be compared and is proved by nothing is written only on demand."""
    if write_secrets == "always":
        return []
    problems = [
        f"P{number} is the {role} password of the phone. gs_password sets it and proves it by a login; to write it unproved "
        "in every run, set write_secrets: always"
        for number, role in _pvalues.LOGIN_PASSWORDS.items()
        if number in values
    ]
    problems += [
        f"P{number} cannot be read back, so whether it must be written is not known. To write it in every run, set "
        "write_secrets: always"
        for number in sorted(_pvalues.CERTIFICATES)
        if number in values and write_secrets != "never"
    ]
    return problems


def _warnings(changes: Sequence[Change]) -> list[str]:
    return [
        f"P{change.number}, the {_pvalues.LOGIN_PASSWORDS[change.number]} password of the phone, is written without a proof. "
        "gs_password does that with one"
        for change in changes
        if change.number in _pvalues.LOGIN_PASSWORDS
    ]


def _shown(number: str, value: str | None, secret: str) -> str:
    """A value for the user's eyes: quoted, so that spaces show, or the words that stand for a secret."""
    if number in _pvalues.SECRET:
        return secret
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def _shown_change(change: Change) -> dict[str, Any]:
    secret = change.number in _pvalues.SECRET
    return {
        "pvalue": "P" + change.number,
        "before": FORMER_SECRET if secret else change.before,
        "after": NEW_SECRET if secret else change.after,
    }


def _lines(entries: Iterable[tuple[str, str]]) -> str:
    return "".join(f"P{number}: {text}\n" for number, text in entries)


def _names(numbers: Sequence[str]) -> str:
    return ", ".join("P" + number for number in numbers)


def _shown_parameters(params: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` with the secret ones masked by their number, whatever their length."""
    values = params.get("values")
    if not isinstance(values, Mapping):
        return {}
    return {"values": {key: MASK if _number(key) in _pvalues.SECRET else value for key, value in values.items()}}


RESOURCE = Resource(
    argument_spec={
        "values": {"type": "dict", "required": True},
        "verify": {"type": "bool", "default": True},
        "write_secrets": {
            "type": "str",
            "default": "when_needed",
            "choices": ["when_needed", "always", "never"],
            "no_log": False,
        },
    },
    prepare=prepare,
    run=run,
    shown=_shown_parameters,
)
