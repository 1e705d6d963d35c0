# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in by token: `loginrealm` and `login` (guide, "Web Authentication Guide")."""

from __future__ import annotations

from dataclasses import replace

from ..phone import VENDOR_USER, Phone
from . import Call, CrashError, Reply, endpoint, error, success


@endpoint("loginrealm", needs_session=False)
def loginrealm(phone: Phone, _call: Call) -> Reply:
    """Return a random number for one login. The guide says only "Random number: String"; its form is a quirk."""
    random = phone.new_random()
    match phone.firmware.random_reply:
        case "json_string":
            return Reply(random)
        case "json_object":
            return success(phone, random)
        case "key_value":
            return _lines(Response="Success", Message=random)
        case _:
            return Reply(text=random, content_type="text/plain")


@endpoint("login", needs_session=False)
def login(phone: Phone, call: Call) -> Reply:
    """Check `Username` and `Secret`, and set the session's cookies. The guide does not show the reply."""
    user, firmware = call.parameter("Username"), phone.firmware
    if not user and firmware.crash_login_without_name:
        raise CrashError
    if firmware.login_names == "gmiadmin" and user != VENDOR_USER:
        phone.randoms.clear()
        return _refusal(phone, "Invalid Username")
    was_locked = bool(phone.locked_for())
    sha256 = firmware.digest_sha256 and call.parameter("t") == "sha"
    outcome = phone.login(user, call.parameter("Secret"), "sha256" if sha256 else "md5")
    if outcome != "right":
        if firmware.wrong_password == "empty" and not was_locked:
            return Reply(content_type="text/plain")
        return _refusal(phone, outcome)
    cookies = phone.open_session(user)
    match firmware.login_reply:
        case "key_value":
            reply = _lines(Response="Success", Message="Authentication accepted")
        case "more_lines":
            about = {"Needchange": "1", "Ver": phone.values["68"], "InSleep": "0"}
            reply = _lines(Response="Success", Message="Authentication accepted", **about)
        case _:
            reply = success(phone, "")
    return replace(reply, set_cookies=cookies)


def _refusal(phone: Phone, words: str) -> Reply:
    """Return the reply to a login that failed, in the form of this firmware."""
    match phone.firmware.login_reply:
        case "key_value":
            return _lines(Response="Error", Message=words)
        case "more_lines" if words == "locked":
            return _lines(Response="Error", Message="Locked", LockType="1")
        case "more_lines":
            return _lines(Response="Error", Message=words)
        case _:
            return error(phone, words)


def _lines(**lines: str) -> Reply:
    """Return a reply in `Key=Value` lines (FIELD-NOTES, "Authentication")."""
    return Reply(text="".join(f"{key}={value}\r\n" for key, value in lines.items()), content_type="text/plain")
