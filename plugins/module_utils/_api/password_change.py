# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changing a password of the phone: whatever it answers, only looking tells which password holds."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
from typing import NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import readings
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    AuthenticationError,
    LockedError,
    NotKeptError,
    PhoneError,
    RefusedError,
    TransportError,
    UnansweredLoginError,
)

RECOVERY_SECONDS = 30.0
"""How long a web server that a request has ended may take to come back."""

NUMBERS = {"admin": "2", "user": "196"}
"""The P values of the passwords (guide, "Change Password")."""

AGAIN = "Run the task again when the phone answers: it tries the new password first, and then the old ones"
NEITHER = (
    "It may have shortened the new one, or changed some of its characters: try that by hand, and choose passwords of plain "
    "letters and digits. If nothing helps, reset the phone to its factory state"
)


class PasswordChange(NamedTuple):
    """A change of the password of a ``role``. ``username``: who logs in with it, or empty where only the admin can log in, who
    then makes the change and reads the password's value."""

    role: str
    username: str
    old: str
    new: str


class _Kind(NamedTuple):
    """A kind of phone, and whether it takes ``api-change_password`` with all four parameters only; None where not known."""

    name: str
    complete: bool | None


def carry_out(phone: Phone, change: PasswordChange) -> list[str]:
    """Change the password and prove it. Return warnings about what could not be proved.

    The guide's table wants two parameters. There is firmware that breaks down over two and takes four only (guide, "Change
    Password", the example): where the connection breaks, the session is gone, and the old password still holds, all four are
    sent, those of the other role blank. What a kind of phone wants is remembered for the run.

    Raise :class:`RefusedError` where the phone refused and has its former password, :class:`NotKeptError` where it accepted and
    has it, and another :class:`PhoneError` where that is not known.
    """
    kind = _kind_of(phone) if phone.firmware or phone.logins.knows_facts() else _Kind("", None)
    if kind.name and kind.complete is None:
        # So that one phone breaks down over it, and not each that is told at the same time.
        with phone.logins.alone(kind.name):
            return _carried_out(phone, change, _learned(phone, kind.name))
    return _carried_out(phone, change, kind)


def told_passwords(phone: Phone, role: str) -> list[str]:
    """Return every text that a role's password may be by its P value: none where the phone does not tell it. Stars stand for one.

    Raise :class:`PhoneError`.
    """
    number = NUMBERS[role]
    return [text for text in readings(phone.read_values([number]), number) if text.strip("*")]


def _carried_out(phone: Phone, change: PasswordChange, kind: _Kind) -> list[str]:
    complete = kind.complete is True
    other = _other_password(phone, change.role) if complete else ""
    lost: AmbiguousWriteError | None = None
    has_written = phone.has_written
    for dummy in range(2):
        answer = _send(phone, change, complete)
        is_broken = isinstance(answer, AmbiguousWriteError) and isinstance(answer.cause, TransportError)
        crashed = is_broken and _has_forgotten_us(phone)
        held = _looked(phone, change, answer, likely_new=complete or not isinstance(answer, ApiError))
        if held or (held is None and answer is None):
            _learn(phone, kind.name, complete)
            return [*_unproved(held, change), *(_other_unchanged(phone, change.role, other) if complete else ())]
        if answer is None:
            raise NotKeptError(
                f"the phone accepted a new {change.role} password and kept its former one. Try another one: its rules may want "
                "more, or other, characters"
            )
        if held is False:
            phone.has_written = has_written
        if not isinstance(answer, AmbiguousWriteError):
            raise _refusal(answer, change, is_proved=held is False)
        lost = answer
        if crashed and not complete:
            complete = True
            other = _other_password(phone, change.role)
    if lost is None:
        raise AssertionError("not reached: a change that is repeated was lost before")
    phone.has_written = True
    lost.add("It was sent twice, and the phone still has its former password")
    lost.advise("Run the task again, and reboot the phone if this stays")
    raise lost


def _send(phone: Phone, change: PasswordChange, complete: bool) -> PhoneError | None:
    """Send the change once. Return what came instead of a yes: the phone's no, or what happened to its answer."""
    try:
        phone.change_password(change.role, change.old, change.new, complete)
    except (AmbiguousWriteError, ApiError) as error:
        return error
    except (AuthenticationError, LockedError) as error:
        # The session was dead, and the old password does not open a new one: the change itself may have ended it.
        return AmbiguousWriteError(error)
    return None


def _has_forgotten_us(phone: Phone) -> bool:
    """Wait until the phone answers again. Whether it does not know the session any more, as after a breakdown."""
    for dummy in phone.attempts(RECOVERY_SECONDS):
        known = phone.is_known()
        if known is not None:
            return not known
    return True


def _looked(phone: Phone, change: PasswordChange, answer: PhoneError | None, likely_new: bool) -> bool | None:
    """Return whether the phone has the new password; None where it does not tell. Raise :class:`PhoneError`.

    ``likely_new``: which one to try first, so that looking costs no refused login if possible.
    """
    try:
        if not change.username:
            held = told_passwords(phone, change.role)
            return change.new in held if held else None
        passwords = [change.new, change.old] if likely_new else [change.old, change.new]
        return phone.log_in(change.username, passwords) == change.new
    except PhoneError as error:
        raise _not_known(phone, change, answer, error) from None


def _not_known(phone: Phone, change: PasswordChange, answer: PhoneError | None, error: PhoneError) -> PhoneError:
    """Return what to say when the phone could not be asked which password it has, or takes none.

    Its password may be another one than before, so that the task has failed, and the phone is not unreachable.
    """
    is_refusal = isinstance(error, AuthenticationError) and not isinstance(error, UnansweredLoginError)
    advice = error.advice if isinstance(error, LockedError) else NEITHER if is_refusal else AGAIN
    phone.has_written = True
    if answer is None:
        neither = ", and takes neither the new one nor the old one" if is_refusal else ""
        error.add(f"The phone had accepted a new {change.role} password before{neither}")
        error.advise(advice)
        return error
    ambiguous = answer if isinstance(answer, AmbiguousWriteError) else AmbiguousWriteError(answer)
    ambiguous.unsettled(error, "the phone took the new password", advice)
    return ambiguous


def _refusal(answer: PhoneError, change: PasswordChange, is_proved: bool) -> PhoneError:
    """Return the phone's no. That the password is the former one is said only where looking proved it."""
    if isinstance(answer, RefusedError):
        stays = f"The {change.role} password stays as it was" if is_proved else "Which password it has is not proved"
        answer.advise(f"{stays}. Try another one: the phone's rules may want more, or other, characters")
    return answer


def _unproved(held: bool | None, change: PasswordChange) -> list[str]:
    if held:
        return []
    warning = (
        f"The phone accepted the new {change.role} password, but that is not proved: nobody can log in with it on this firmware, "
        "and the phone does not tell the value. Try it by hand"
    )
    return [warning]


def _other_password(phone: Phone, role: str) -> str:
    """Return the other role's password, where the phone tells it."""
    return next(iter(told_passwords(phone, "user" if role == "admin" else "admin")), "")


def _other_unchanged(phone: Phone, role: str, before: str) -> list[str]:
    """Return a warning where it is not proved that the other role's password is as before.

    Raise :class:`NotKeptError` where it is another one.
    """
    name = "user" if role == "admin" else "admin"
    try:
        after = _other_password(phone, role) if before else ""
    except PhoneError as error:
        return [f"Whether the {name} password is as before is not known, because reading it failed ({error.message})"]
    if not before:
        warning = (
            f"This firmware takes a new {role} password only in one request with the {name} password, which was left blank. The "
            f"phone does not tell whether the {name} password is as before. Try it by hand"
        )
        return [warning]
    if after == before:
        return []
    raise NotKeptError(
        f"the phone took the new {role} password, but its {name} password is not the same as before",
        f"Set the {name} password again, with role: {name}, or as P{NUMBERS[name]}",
    )


def _kind_of(phone: Phone) -> _Kind:
    """Return the kind of phone (version, hardware, maker), and what the run knows of it. One read."""
    told = phone.read_values(["68", "hw_rev", "vendor_fullname"])
    return _learned(phone, json.dumps([phone.firmware, *sorted(told.items())]))


def _learned(phone: Phone, name: str) -> _Kind:
    if phone.logins.has_fact(f"four {name}"):
        return _Kind(name, True)
    return _Kind(name, False if phone.logins.has_fact(f"two {name}") else None)


def _learn(phone: Phone, name: str, complete: bool) -> None:
    """Note what this kind of phone wants. Look at the kind now if it is not known and there is something to note."""
    if not name and not complete:
        return
    kind = _learned(phone, name) if name else _kind_of(phone)
    if kind.complete is None:
        phone.logins.learn(f"{'four' if complete else 'two'} {kind.name}")
