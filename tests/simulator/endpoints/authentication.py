# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in by token: `loginrealm` and `login` (guide, "Web Authentication Guide")."""

from __future__ import annotations

from ..phone import Phone
from . import Call, Reply, endpoint, error, success


@endpoint("loginrealm", needs_session=False)
def loginrealm(phone: Phone, _call: Call) -> Reply:
    """A random number for one login. The guide says only "Random number: String"; its form is a quirk."""
    random = phone.new_random()
    match phone.firmware.random_reply:
        case "json_string":
            return Reply(random)
        case "json_object":
            return success(phone, random)
        case "key_value":
            return _lines("Success", random)
        case _:
            return Reply(random, content_type="text/plain")


@endpoint("login", needs_session=False)
def login(phone: Phone, call: Call) -> Reply:
    """Check `Username` and `Secret`, and set the session's cookies. The guide does not show the reply."""
    user = call.parameter("Username")
    outcome = phone.login(user, call.parameter("Secret"))
    cookies = phone.open_session(user) if outcome == "right" else {}
    if phone.firmware.login_reply == "key_value":
        reply = _lines("Success", "Authentication accepted") if cookies else _lines("Error", outcome)
    else:
        reply = success(phone, "") if cookies else error(phone, outcome)
    return Reply(reply.content, content_type=reply.content_type, cookies=cookies)


def _lines(response: str, message: str) -> Reply:
    """A reply in `Key=Value` lines (FIELD-NOTES, "Authentication")."""
    return Reply(f"Response={response}\r\nMessage={message}\r\n", content_type="text/plain")
