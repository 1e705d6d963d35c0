# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Login passwords: `api-change_password` (guide, "Change Password")."""

from __future__ import annotations

from ..phone import ADMIN_PASSWORD, USER_PASSWORD, Phone
from . import Call, CrashError, Reply, endpoint, error, success

# By P number: the parameter with the old password, and whose it is.
_OLD = {ADMIN_PASSWORD: "oldadmin", USER_PASSWORD: "olduser"}
_OWNERS = {ADMIN_PASSWORD: "admin", USER_PASSWORD: "user"}


@endpoint("api-change_password", writes=True)
def change_password(phone: Phone, call: Call) -> Reply:
    """Change one password or both; that it was not done shows in `status` only (FIELD-NOTES, "Status, calls, operations")."""
    names = {name for name, _value in call.parameters}
    if phone.firmware.crash_password_pair and not names.issuperset({"P2", "P196", *_OLD.values()}):
        raise CrashError
    given = {number: (call.parameter(old), call.parameter(f"P{number}")) for number, old in _OLD.items()}
    changes = {number: pair for number, pair in given.items() if any(pair)}
    if phone.firmware.change_password == "in_turn":
        return _in_turn(phone, call.role, changes)
    right = bool(changes) and all(map(all, changes.values())) and phone.change_passwords(changes, call.role)
    return success(phone, {"status": "right" if right else "wrong"})


def _in_turn(phone: Phone, role: str, changes: dict[str, tuple[str, str]]) -> Reply:
    """Change the admin's password, then the user's. Whose pair is wrong is told, and what was changed before stays changed.

    After a change of the admin's the user's pair is looked at even when it is blank.
    """
    if not changes:
        return Reply()
    for number in (ADMIN_PASSWORD, USER_PASSWORD):
        blank = number not in changes
        if blank and number == ADMIN_PASSWORD:
            continue
        if blank or not phone.change_passwords({number: changes[number]}, role):
            return error(phone, f"{_OWNERS[number]}'s password doesn't match")
    return success(phone, {"status": "right"})
