# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the phone is doing: `api-get_accounts`, `api-get_line_status`, `api-get_phone_status` (guide, "Get … Status")."""

from __future__ import annotations

from typing import Any

from ..calls import Line
from ..factory import Account
from ..phone import Phone
from . import Call, Reply, UnauthorizedError, endpoint, number, success


@endpoint("api-get_accounts")
def get_accounts(phone: Phone, call: Call) -> Reply:
    """The account rows, numbered from 1; `registered` set to `1` or `true` leaves only the registered ones."""
    only_registered = call.parameter("registered") in ("1", "true")
    only_active = phone.firmware.accounts_listed == "active"
    return success(
        phone,
        [
            _account_row(phone, account)
            for account in phone.model.accounts
            if (not only_registered or phone.is_registered(account)) and (not only_active or phone.values[account.active] == "1")
        ],
    )


def _account_row(phone: Phone, account: Account) -> dict[str, Any]:
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


@endpoint("api-get_line_status")
def get_line_status(phone: Phone, call: Call) -> Reply:
    """The lines, numbered from 1: all of them, or with `line` from 1 the one of that number."""
    wanted = number(call.parameter("line") or "0")
    rows = enumerate(phone.calls.lines(), start=1)
    return success(phone, [_line_row(phone, known, line) for known, line in rows if wanted in (0, known)])


def _line_row(phone: Phone, line_number: int, line: Line) -> dict[str, Any]:
    """The guide's line status object; its example has the state as a string and the other two as integers."""
    numbers_as = phone.firmware.numbers_as
    active = int(line.active)
    return {
        "line": str(line_number) if numbers_as == "string" else line_number,
        "state": line.state if numbers_as == "integer" else str(line.state),
        "acct": line.account,
        "name": line.name,
        "number": line.number,
        "active": str(active) if numbers_as == "string" else active,
    }


@endpoint("api-get_phone_status", needs_session=False)
def get_phone_status(phone: Phone, call: Call) -> Reply:
    """`available`, `ringing` or `busy` for anyone, and `unauthorized` for who comes with an expired session."""
    if call.dead_session:
        raise UnauthorizedError(misc="0")
    return success(phone, phone.calls.status(), misc="0")
