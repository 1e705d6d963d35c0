# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Quirks of logging in, of sessions and of the lock."""

from __future__ import annotations

from dataclasses import dataclass

from .declare import quirk


@dataclass(frozen=True)
class LoginQuirks:
    """What goes for `loginrealm` and `login`, and for the session that they begin."""

    separator: str = quirk(
        ":", "between user, random and password in the login digest; the 2021 guide prints '.'", ":", ".", "both"
    )
    digest_sha256: bool = quirk(False, "true: login with t=sha takes a SHA-256 digest in the place of MD5", vendor=True)
    login_names: str = quirk(
        "all", "who can log in; gmiadmin: other names are told 'Invalid Username'", "all", "gmiadmin", vendor="gmiadmin"
    )
    login_reply: str = quirk(
        "json",
        "form of the reply to login: JSON, lines, or more lines (Needchange, Ver, InSleep, LockType)",
        "json",
        "key_value",
        "more_lines",
        vendor="more_lines",
    )
    wrong_password: str = quirk(
        "told",
        "the reply to a login with a wrong password: a word such as 'wrong4', or HTTP 200 without a body",
        "told",
        "empty",
        vendor="empty",
    )
    random_reply: str = quirk(
        "text",
        "form of the reply to loginrealm: bare text, a JSON string, the random as 'body' of a JSON object, or lines",
        "text",
        "json_string",
        "json_object",
        "key_value",
    )
    random_sign: str = quirk(
        "positive",
        "negative: each random begins with '-' (on the vendor's server many do)",
        "positive",
        "negative",
        vendor="negative",
    )
    randoms: str = quirk(
        "many",
        "random numbers that are good at a time; one: a new one replaces the one before, and any login uses it up",
        "many",
        "one",
        vendor="one",
    )
    cookie_names: str = quirk(
        "session-identity+session-role", "names of the cookies that login sets, joined by '+'; all must come back"
    )
    cookie_form: str = quirk(
        "named",
        "gmicookie: the four cookies of the vendor's server in the place of cookie_names; the quotes must come back",
        "named",
        "gmicookie",
        vendor="gmicookie",
    )
    sessions: str = quirk("many", "one: a login ends the session before", "many", "one", vendor="one")
    session_seconds: float = quirk(60.0, "a session dies after so many seconds of silence", vendor=900.0)
    lockout_attempts: int = quirk(5, "consecutive failed logins that lock the phone")
    lockout_seconds: float = quirk(300.0, "how long a locked phone stays locked")
    crash_login_without_name: bool = quirk(False, "true: a login without a name crashes the web server", vendor=True)
    crash_post_login: bool = quirk(False, "true: a login by POST crashes the web server", vendor=True)
