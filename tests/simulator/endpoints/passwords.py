# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Login passwords: `api-change_password` (guide, "Change Password")."""

from __future__ import annotations

from ..phone import ADMIN_PASSWORD, USER_PASSWORD, Phone
from . import Call, Reply, endpoint, success

# By P number: the parameter with the old password.
_OLD = {ADMIN_PASSWORD: "oldadmin", USER_PASSWORD: "olduser"}


@endpoint("api-change_password", writes=True)
def change_password(phone: Phone, call: Call) -> Reply:
    """Change one password or both; that it was not done shows in `status` only (FIELD-NOTES, "Status, calls, operations")."""
    role = call.session.role if call.session else ""
    given = {number: (call.parameter(old), call.parameter(f"P{number}")) for number, old in _OLD.items()}
    changes = {number: pair for number, pair in given.items() if any(pair)}
    right = bool(changes) and all(map(all, changes.values())) and phone.change_passwords(changes, role)
    return success(phone, {"status": "right" if right else "wrong"})
