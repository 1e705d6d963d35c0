# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phone's own passwords: proved by a login, changed only with care for the lockout, and proved again."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ADMIN_NAMES, DEFAULT_USERNAME, is_unicode
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    AuthenticationError,
    InputError,
    LockedError,
    NotKeptError,
    PhoneError,
    RefusedError,
    UnansweredLoginError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource

AGAIN = "Run the task again when the phone answers: it tries the new password first, and then the old ones"
NEITHER = (
    "It may have shortened the new one, or changed some of its characters: try that by hand, and choose passwords of plain "
    "letters and digits. If nothing helps, reset the phone to its factory state"
)


class DesiredPassword(NamedTuple):
    """What a task asks for. ``username``: who has the password. ``old``: what it may be now, in the order to try."""

    role: str
    username: str
    new: str
    old: Sequence[str]


def prepare(params: Mapping[str, Any], dummy: Secrets) -> DesiredPassword:
    """From the task's options to :class:`DesiredPassword`. Raises :class:`InputError`."""
    role, new = params["role"], params["new_password"]
    username = _username(role, params["username"])
    old = params["old_passwords"]
    problems = ["new_password: it is empty"] if not new.strip() else []
    if old is None:
        # The connection's password is a candidate only where it is this user's.
        old = [params["password"]] if params["password"] and username == params["username"] else []
        problems += [] if old else [f"old_passwords: name the passwords that {username!r} may have now"]
    problems += [f"new_password: {problem}" for problem in _problems(new)]
    problems += [f"old_passwords: number {index} {problem}" for index, text in enumerate(old, 1) for problem in _problems(text)]
    if problems:
        raise InputError("; ".join(problems))
    return DesiredPassword(role, username, new, [text for text in dict.fromkeys(old) if text and text != new])


def _username(role: str, connection: str) -> str:
    """Who logs in: the connection's name where it has this role's password."""
    if role == "admin":
        return connection if connection in ADMIN_NAMES else DEFAULT_USERNAME
    return "user"


def _problems(text: str) -> list[str]:
    if not is_unicode(text):
        return ["holds a character that is not Unicode"]
    if any(character < " " or character == "\x7f" for character in text):
        return ["holds a control character (a line break at the end of a file, perhaps)"]
    return []


def plan(phone: Phone, desired: DesiredPassword) -> Plan:
    """Log in with the new password, or else with an old one. Raises :class:`PhoneError`.

    The login with an old one clears the phone's count of wrong passwords, in check mode too, and proves that a run would work.
    """
    for old in desired.old:
        phone.check_password_length(desired.role, old, desired.new)
    found = _log_in(phone, desired)
    return Plan(_outcome(desired, changed=found != desired.new), work=found)


def apply(phone: Phone, desired: DesiredPassword, plan: Plan) -> Outcome:
    """Change the password and prove it by a login. Raises :class:`PhoneError`."""
    found: str = plan.work
    if not _change(phone, desired, found):
        _prove(phone, desired, found)
    return plan.outcome


def _change(phone: Phone, desired: DesiredPassword, old: str) -> bool:
    """Tell the phone. True where the new password is proved already, because the answer was lost and a login settled it."""
    lost = _send(phone, desired, old)
    if lost is None:
        return False
    if _settle(phone, desired, old, lost) == desired.new:
        return True
    lost = _send(phone, desired, old)
    if lost is None:
        return False
    if _settle(phone, desired, old, lost) == desired.new:
        return True
    lost.add("It was sent twice, and the phone still has its former password")
    lost.advise("Run the task again, and reboot the phone if this stays")
    raise lost


def _log_in(phone: Phone, desired: DesiredPassword) -> str:
    """Which of the task's passwords the phone has. Raises :class:`PhoneError`."""
    try:
        return phone.log_in(desired.username, [desired.new, *desired.old])
    except AuthenticationError as error:
        if not desired.old:
            error.advise("Name the passwords that it may have now in old_passwords: no other than the new one was left to try")
        raise


def _send(phone: Phone, desired: DesiredPassword, old: str) -> AmbiguousWriteError | None:
    """Send the change once. Gives the error where its answer is lost, for the caller to settle."""
    try:
        phone.change_password(desired.role, old, desired.new)
    except RefusedError as error:
        error.advise(
            f"The {desired.role} password stays as it was. Try another one: the phone's rules may want more, or other, characters"
        )
        raise
    except AmbiguousWriteError as error:
        return error
    except AuthenticationError as error:
        # The session was dead, and the old password does not open a new one: the change itself may have ended it.
        return AmbiguousWriteError(error)
    return None


def _settle(phone: Phone, desired: DesiredPassword, old: str, ambiguous: AmbiguousWriteError) -> str:
    """Which password the phone has after a lost answer. Raises ``ambiguous``, with advice, where that cannot be told."""
    try:
        return phone.log_in(desired.username, [desired.new, old])
    except PhoneError as error:
        ambiguous.unsettled(error, "the phone took the new password", _advice(error))
        raise ambiguous from None


def _prove(phone: Phone, desired: DesiredPassword, old: str) -> None:
    try:
        found = phone.log_in(desired.username, [desired.new, old])
    except PhoneError as error:
        neither = ", and takes neither the new one nor the old one" if _is_refusal(error) else ""
        error.add(f"The phone had accepted a new {desired.role} password before{neither}")
        error.advise(_advice(error))
        raise
    if found != desired.new:
        raise NotKeptError(
            f"the phone accepted a new {desired.role} password and kept its former one. Try another one: its rules may want "
            "more, or other, characters"
        )


def _advice(error: PhoneError) -> str:
    """What to do when the phone could not be asked which password it has, or takes none."""
    if isinstance(error, LockedError):
        return error.advice
    return NEITHER if _is_refusal(error) else AGAIN


def _is_refusal(error: PhoneError) -> bool:
    return isinstance(error, AuthenticationError) and not isinstance(error, UnansweredLoginError)


def _outcome(desired: DesiredPassword, changed: bool) -> Outcome:
    changes = _changes(desired) if changed else []
    before = "".join(f"{change['password']} password: {change['before']}\n" for change in changes)
    after = "".join(f"{change['password']} password: {change['after']}\n" for change in changes)
    return Outcome(changes=changes, before=before, after=after)


def _changes(desired: DesiredPassword) -> list[dict[str, Any]]:
    return [{"password": desired.role, "before": "(former secret)", "after": "(new secret)"}]


RESOURCE = Resource(
    argument_spec={
        "role": {"type": "str", "default": "admin", "choices": ["admin", "user"]},
        "new_password": {"type": "str", "required": True, "no_log": True},
        "old_passwords": {"type": "list", "elements": "str", "no_log": True},
    },
    prepare=prepare,
    plan=plan,
    apply=apply,
    needs_password=lambda dummy: False,
)
