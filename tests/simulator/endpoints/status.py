# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the phone is doing: `api-get_accounts` and `api-get_phone_status` (guide, "Get Account/Phone Status")."""

from __future__ import annotations

from typing import Any

from ..factory import Account
from ..phone import Phone
from . import Call, Reply, UnauthorizedError, endpoint, success


@endpoint("api-get_accounts")
def get_accounts(phone: Phone, call: Call) -> Reply:
    """The account rows, numbered from 1; `registered` set to `1` or `true` leaves only the registered ones."""
    only_registered = call.parameter("registered") in ("1", "true")
    only_active = phone.firmware.accounts_listed == "active"
    return success(
        phone,
        [
            _row(phone, account)
            for account in phone.model.accounts
            if (not only_registered or phone.is_registered(account)) and (not only_active or phone.values[account.active] == "1")
        ],
    )


def _row(phone: Phone, account: Account) -> dict[str, Any]:
    """The guide's account status object."""
    as_strings = phone.firmware.numbers_as == "string"
    registered = int(phone.is_registered(account))
    return {
        "id": str(account.id) if as_strings else account.id,
        "sip_server": phone.values[account.server],
        "sip_id": phone.values[account.user_id],
        "name": phone.values[account.name],
        "reg": str(registered) if as_strings else registered,
    }


@endpoint("api-get_phone_status", needs_session=False)
def get_phone_status(phone: Phone, call: Call) -> Reply:
    """`available`, `ringing` or `busy` for anyone, and `unauthorized` for who comes with an expired session."""
    if call.dead_session:
        raise UnauthorizedError(misc="0")
    return success(phone, phone.line_state, misc="0")
