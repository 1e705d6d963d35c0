# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phone's own passwords: proved by a login, changed only with care for the lockout, and proved again."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ADMIN_NAMES, DEFAULT_USERNAME
from ansible_collections.voip.grandstream.plugins.module_utils._api.password_change import (
    PasswordChange,
    carry_out,
    told_passwords,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AuthenticationError,
    ConflictError,
    InputError,
    RefusedError,
    UnknownUserError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource
from ansible_collections.voip.grandstream.plugins.module_utils._text import text_problem


class DesiredPassword(NamedTuple):
    """The password that a task asks for. ``username``: who has it. ``old``: what it may be now, in the order to try. ``admin``:
    name and password of the connection, where they are the admin's and the password is the user's. ``is_new_phone``: whether
    another phone than before has this address."""

    role: str
    username: str
    new: str
    old: Sequence[str]
    admin: tuple[str, str] | None = None
    is_new_phone: bool = False


def prepare(params: Mapping[str, Any], dummy: Secrets) -> DesiredPassword:
    """Return what the task's options ask for. Raise :class:`InputError`."""
    role, new = params["role"], params["new_password"]
    username = _username(role, params["username"])
    old = params["old_passwords"]
    problems = ["new_password: it is empty"] if not new.strip() else []
    if old is None:
        # The connection's password is a candidate only where it is this user's.
        old = [params["password"]] if params["password"] and username == params["username"] else []
        problems += [] if old else [f"old_passwords: name the passwords that {username!r} may have now"]
    told = (("new_password", new), *((f"old_passwords, number {index}", text) for index, text in enumerate(old, 1)))
    problems += [f"{name}: {problem}" for name, text in told for problem in [text_problem(text)] if problem]
    if problems:
        raise InputError("; ".join(problems))
    old = [text for text in dict.fromkeys(old) if text and text != new]
    admin = (params["username"], params["password"]) if params["password"] and params["username"] in ADMIN_NAMES else None
    return DesiredPassword(role, username, new, old, admin if role == "user" else None, params["new_phone"])


def _username(role: str, connection: str) -> str:
    """Return the name to log in with: the connection's, where it has this role's password."""
    if role == "admin":
        return connection if connection in ADMIN_NAMES else DEFAULT_USERNAME
    return "user"


def plan(phone: Phone, desired: DesiredPassword) -> Plan:
    """Log in with the new password, or else with an old one. Raise :class:`PhoneError`.

    The login with an old one clears the phone's count of wrong passwords, in check mode too, and proves that a run would work.
    """
    for old in desired.old:
        phone.check_password_length(desired.role, old, desired.new)
    if desired.is_new_phone:
        phone.forget_former_phone()
    candidates = _candidates(phone, desired)
    return Plan(_outcome(desired, changed=candidates[0].old != desired.new), work=candidates)


def apply(phone: Phone, dummy: DesiredPassword, plan: Plan) -> Outcome:
    """Change the password and prove it. Raise :class:`PhoneError`."""
    return plan.outcome._replace(warnings=tuple(_carry_out(phone, plan.work)))


def _candidates(phone: Phone, desired: DesiredPassword) -> list[PasswordChange]:
    """Return the possible changes: one, where the phone's present password is known. Raise :class:`PhoneError`."""
    try:
        found = phone.log_in(desired.username, [desired.new, *desired.old])
    except UnknownUserError as error:
        if desired.role == "user" and desired.admin is None:
            error.advise(
                "On this firmware the admin changes the user's password: give gmiadmin and its password in ansible_user and "
                "ansible_password"
            )
        if desired.role != "user" or desired.admin is None:
            raise
    except AuthenticationError as error:
        if not desired.old:
            error.advise("Only the new password was tried. Add the passwords that the phone may have now to old_passwords")
        raise
    else:
        return [PasswordChange(desired.role, desired.username, found, desired.new)]
    return _candidates_by_admin(phone, desired, *desired.admin)


def _candidates_by_admin(phone: Phone, desired: DesiredPassword, username: str, password: str) -> list[PasswordChange]:
    """Return the possible changes on firmware where only the admin can log in and may read the user's password."""
    phone.log_in(username, [password])
    held = told_passwords(phone, desired.role)
    known = [text for text in (desired.new, *desired.old) if text in held]
    if held and not known:
        raise ConflictError(
            f"the phone has a {desired.role} password that is neither new_password nor one of old_passwords",
            "Add it to old_passwords",
        )
    if not held and not desired.old:
        raise ConflictError(
            f"the phone does not tell its {desired.role} password",
            "Add the passwords that it may have now to old_passwords",
            told=False,
        )
    return [PasswordChange(desired.role, "", old, desired.new) for old in (known[:1] or desired.old)]


def _carry_out(phone: Phone, candidates: Sequence[PasswordChange]) -> list[str]:
    """Change the password from the candidate that the phone takes. A wrong one costs no login: the admin is logged in."""
    first, *others = candidates
    try:
        return carry_out(phone, first)
    except RefusedError:
        if not others:
            raise
    return _carry_out(phone, others)


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
        "new_phone": {"type": "bool", "default": False},
    },
    prepare=prepare,
    plan=plan,
    apply=apply,
    needs_password=lambda dummy: False,
    # The plain user may not read values.
    checks_identity=lambda desired: desired.role == "admin",
)
