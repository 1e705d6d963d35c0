# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Quirks of accounts, status and time."""

from __future__ import annotations

from dataclasses import dataclass

from .declare import quirk


@dataclass(frozen=True)
class StatusQuirks:
    """What goes for `api-get_accounts`, `api-get_line_status`, `api-get_phone_status` and `api-get_time`."""

    numbers_as: str = quirk(
        "printed",
        "numbers in the rows of accounts and lines in JSON; printed: integers, but a line's state, as the guide's examples",
        "printed",
        "integer",
        "string",
    )
    accounts_listed: str = quirk("all", "which accounts api-get_accounts lists", "all", "active")
    account_rows: int = quirk(0, "api-get_accounts lists so many, whether the model has them or not; 0 for all it has", vendor=6)
    account_row_bytes: int = quirk(0, "bytes of a row of api-get_accounts; the rest is cut off; 0 for no limit", vendor=300)
    unset_account_texts: str = quirk(
        "empty", "a text of an account that is not set: '' or '(null)'", "empty", "null_word", vendor="null_word"
    )
    crash_registered_filter: bool = quirk(
        False,
        "true: api-get_accounts?registered=1 crashes the web server when an account has a text that is not set",
        vendor=True,
    )
    reg_means: str = quirk(
        "registered", "the 'reg' of an account: whether it is registered, or only active", "registered", "active", vendor="active"
    )
    status_word: str = quirk(
        "available_always",
        "an idle phone is 'available'; by_registration: only with a registered account, otherwise 'unavailable'",
        "available_always",
        "by_registration",
        vendor="by_registration",
    )
    registration_seconds: float = quirk(0.0, "after its values changed or the phone booted, an account registers so late")
    registration_lives: float = quirk(
        0.0,
        "an account stays registered so long after the PBX's password changed, unless its own values change or the phone boots",
    )
    date_format: str = quirk(
        "us",
        "the date of api-get_time: Tue 08/30/2016, 2016-08-30, Tue 30/08/2016 or 30/08/2016",
        "us",
        "iso",
        "european",
        "european_bare",
    )
    time_format: str = quirk(
        "12h",
        "the time of api-get_time: ' 11:30PM', or ' 23:30', or with midnight as ' 0:07AM' and no leading zeros",
        "12h",
        "24h",
        "12h_from_0",
        vendor="12h_from_0",
    )
    uptime_form: str = quirk(
        "guide",
        "the uptime of api-get_time: without parts that are zero in front, with all parts, with all parts and a space before"
        " 'seconds', or a JSON number of seconds",
        "guide",
        "full",
        "full_spaced",
        "seconds",
        vendor="full_spaced",
    )
    time_envelope: bool = quirk(False, "true: api-get_time has its three keys inside 'response' and 'body'")
