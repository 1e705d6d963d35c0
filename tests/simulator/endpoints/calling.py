# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls: `api-make_call` and `api-phone_operation` (guide, "Make Call" and "Phone/Call Operations")."""

from __future__ import annotations

from ..calls import COMMANDS
from ..phone import Phone
from . import Call, Reply, endpoint, error, number, success


@endpoint("api-make_call", writes=True)
def make_call(phone: Phone, call: Call) -> Reply:
    """Dial `phonenumber` by `account`, counted from 0 (FIELD-NOTES, "Status, calls, operations"); 0 when not given."""
    phone_number, account = call.parameter("phonenumber"), number(call.parameter("account") or "0")
    if not phone_number:
        return error(phone, "no number")
    registered = phone.registrations.can_call(account, phone.firmware)
    if not phone.calls.dial(phone_number, str(account + 1), phone.firmware, registered=registered):
        return error(phone, "no idle line")
    return success(phone, "")


@endpoint("api-phone_operation", writes=True)
def phone_operation(phone: Phone, call: Call) -> Reply:
    """Do `cmd` to a line, 0 for the current one. The guide's table calls the parameter `Line`, its example `line`."""
    command, line = call.parameter("cmd"), call.parameter("line") or call.parameter("Line")
    if command not in COMMANDS:
        return error(phone, "unknown cmd")
    if not line:
        return error(phone, "no line")
    handled = phone.calls.operate(command, number(line), phone.firmware)
    return success(phone, "true" if handled else "false")
