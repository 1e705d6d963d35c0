# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls: `api-make_call` and `api-phone_operation` (guide, "Make Call" and "Phone/Call Operations")."""

from __future__ import annotations

from ..calls import COMMANDS, CURRENT_LINE
from ..phone import Phone
from . import Call, CrashError, Reply, endpoint, error, number, success


@endpoint("api-make_call", writes=True)
def make_call(phone: Phone, call: Call) -> Reply:
    """Dial `phonenumber` by `account`, counted from 0 (FIELD-NOTES, "Status, calls, operations"); 0 when not given."""
    phone_number, account = call.parameter("phonenumber"), number(call.parameter("account") or "0")
    firmware = phone.firmware
    if not phone_number and firmware.crash_call_without_number:
        raise CrashError
    registered = phone.registrations.can_call(account, firmware)
    obstacles = {
        "no number": not phone_number,
        "click-to-dial is off": firmware.click_to_dial == "by_value" and not phone.click_to_dial(),
        "keypad locked": firmware.keypad_locked,
        "remote control is off": firmware.remote_control == "switched_off",
        "no account": not registered and firmware.call_without_account == "refused",
    }
    for words, stands in obstacles.items():
        if stands:
            return error(phone, words)
    if firmware.remote_control == "asks":
        return success(phone, "")
    if not phone.calls.dial(phone_number, str(account + 1), firmware, registered=registered):
        return error(phone, "no idle line")
    return success(phone, "")


@endpoint("api-phone_operation", writes=True)
def phone_operation(phone: Phone, call: Call) -> Reply:
    """Do `cmd` to a line, 0 for the current one. The guide's table calls the parameter `Line`, its example `line`."""
    command, line = call.parameter("cmd"), call.parameter("line") or call.parameter("Line")
    firmware = phone.firmware
    if command not in COMMANDS and firmware.crash_unknown_command:
        raise CrashError
    if command not in COMMANDS:
        return error(phone, "unknown cmd")
    if firmware.remote_control == "switched_off":
        return error(phone, "remote control is off")
    if firmware.operation_line == "current" and command in ("endcall", "holdcall"):
        line = str(CURRENT_LINE)
    if not line:
        return error(phone, "no line")
    handled = firmware.remote_control == "asks" or phone.calls.operate(command, number(line), firmware)
    return success(phone, "true" if handled else "false")
