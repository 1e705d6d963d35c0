# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the phone is doing: `api-get_accounts`, `api-get_line_status`, `api-get_phone_status` (guide, "Get … Status")."""

from __future__ import annotations

import json
from typing import Any

from ..calls import Line
from ..factory import Account
from ..phone import Phone
from . import Call, CrashError, Reply, UnauthorizedError, endpoint, number, success, success_word

# How a text that is not set is printed with the quirk `unset_account_texts`.
_NULL = "(null)"


@endpoint("api-get_accounts")
def get_accounts(phone: Phone, call: Call) -> Reply:
    """Return the account rows, numbered from 1; `registered` set to `1` or `true` leaves only the registered ones."""
    firmware, only_registered = phone.firmware, call.parameter("registered") in ("1", "true")
    rows = _account_rows(phone)
    if only_registered and firmware.crash_registered_filter and any(_NULL in row.values() for row in rows):
        raise CrashError
    if only_registered:
        rows = [row for row in rows if row["reg"]]
    if firmware.numbers_as == "string":
        rows = [{key: str(value) for key, value in row.items()} for row in rows]
    if not firmware.account_row_bytes:
        return success(phone, rows)
    texts = [json.dumps(row, ensure_ascii=False).encode()[: firmware.account_row_bytes].decode("utf-8", "ignore") for row in rows]
    return Reply(text=f'{{"response":"{success_word(phone)}","body":[{",".join(texts)}]}}')


def _account_rows(phone: Phone) -> list[dict[str, Any]]:
    """Return the guide's account status objects, numbers as integers."""
    accounts = phone.model.accounts
    if phone.firmware.accounts_listed == "active":
        accounts = tuple(account for account in accounts if phone.values[account.active] == "1")
    rows = [_account_row(phone, account) for account in accounts]
    if wanted := phone.firmware.account_rows:
        more = range(len(accounts) + 1, wanted + 1)
        rows = rows[:wanted] + [
            dict.fromkeys(("id", "sip_server", "sip_id", "name"), _text(phone, "")) | {"id": known, "reg": 0} for known in more
        ]
    return rows


def _account_row(phone: Phone, account: Account) -> dict[str, Any]:
    """Return the guide's account status object."""
    only_active = phone.firmware.reg_means == "active"
    registered = phone.values[account.active] == "1" if only_active else phone.is_registered(account)
    return {
        "id": account.id,
        "sip_server": _text(phone, phone.values[account.server]),
        "sip_id": _text(phone, phone.values[account.user_id]),
        "name": _text(phone, phone.values[account.name]),
        "reg": int(registered),
    }


def _text(phone: Phone, text: str) -> str:
    """Return a text of an account as this firmware writes it."""
    return text or (_NULL if phone.firmware.unset_account_texts == "null_word" else "")


@endpoint("api-get_line_status", lists=True)
def get_line_status(phone: Phone, call: Call) -> Reply:
    """Return the lines, numbered from 1: all of them, or with `line` from 1 the one of that number."""
    wanted = number(call.parameter("line") or "0")
    rows = enumerate(phone.calls.lines(), start=1)
    return success(phone, [_line_row(phone, known, line) for known, line in rows if wanted in (0, known)])


def _line_row(phone: Phone, line_number: int, line: Line) -> dict[str, Any]:
    """Return the guide's line status object; its example has the state as a string and the other two as integers."""
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


@endpoint("api-get_phone_status", needs_session=False, lists=True)
def get_phone_status(phone: Phone, call: Call) -> Reply:
    """`available`, `ringing` or `busy` for anyone, and `unauthorized` for who comes with an expired session."""
    misc = str(int(phone.firmware.click_to_dial == "by_value" and phone.click_to_dial()))
    if call.dead_session:
        raise UnauthorizedError(misc=misc)
    return success(phone, phone.status_word(), misc=misc)
