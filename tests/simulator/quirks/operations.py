# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Quirks of operations and calls."""

from __future__ import annotations

from dataclasses import dataclass

from .declare import quirk


@dataclass(frozen=True)
class OperationQuirks:
    """What goes for `api-sys_operation`, and for going down and coming up."""

    operation_reply: str = quirk(
        "guide",
        "api-sys_operation for REBOOT and PROV: the guide's reply, or the request's word with only its closing quote",
        "guide",
        "unquoted",
        vendor="unquoted",
    )
    reset_reply: str = quirk(
        "json", "api-sys_operation for RESET: as the other replies, or the line Response=Success", "json", "line", vendor="line"
    )
    shutdown_seconds: float = quirk(0.3, "between the reply to api-sys_operation and going down; so long all goes on as before")
    boot_seconds: float = quirk(1.0, "how long a phone that api-sys_operation restarts resets and refuses connections")
    reset_address: str = quirk("", "after RESET the phone of the fleet at this address comes up, and this one stays away")
    provision_reboots: bool = quirk(False, "true: PROV also reboots the phone")
    provision_upgrades: bool = quirk(False, "true: PROV also looks for firmware, as every boot does")
    config_digest: str = quirk("md5", "what an encrypted configuration file's key is made with", "md5", "sha256")


@dataclass(frozen=True)
class CallQuirks:
    """What goes for `api-make_call` and `api-phone_operation`."""

    answer_seconds: float = quirk(0.2, "until the far end of a dialled call answers, or is busy")
    failed_seconds: float = quirk(2.0, "until a line whose call failed is idle again")
    ring_seconds: float = quirk(60.0, "until a call that nobody takes stops ringing")
    hold_toggles: bool = quirk(True, "holdcall on a held line resumes its call; false: it answers 'false'")
    operation_line: str = quirk(
        "as_given",
        "endcall and holdcall: for the line that is given, or always for the current one",
        "as_given",
        "current",
        vendor="current",
    )
    click_to_dial: str = quirk(
        "ignored",
        "by_value: api-make_call is refused unless click-to-dial (P1561) is 1",
        "ignored",
        "by_value",
        vendor="by_value",
    )
    call_without_account: str = quirk(
        "fails",
        "a call by an account that is not registered: fails on its line, or is refused",
        "fails",
        "refused",
        vendor="refused",
    )
    keypad_locked: bool = quirk(False, "true: api-make_call is refused because the keypad is locked")
    crash_call_without_number: bool = quirk(False, "true: api-make_call without a number crashes the web server", vendor=True)
    crash_unknown_command: bool = quirk(
        False, "true: api-phone_operation with a command that there is not crashes the web server", vendor=True
    )
    remote_control: str = quirk(
        "free",
        "newer firmware: switched_off refuses calls and operations of lines (P32050, or an address that P32052 does not list);"
        " asks waits for a person to confirm them on the screen (P32051), which nobody does",
        "free",
        "switched_off",
        "asks",
    )
