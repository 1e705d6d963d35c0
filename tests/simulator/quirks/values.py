# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Quirks of reading and writing values, and of login passwords."""

from __future__ import annotations

from dataclasses import dataclass

from .declare import quirk


@dataclass(frozen=True)
class ReadingQuirks:
    """What goes for `api-values.get`."""

    dead_session_values: str = quirk(
        "unauthorized",
        "api-values.get with the cookie of a dead session: refused, or answered like a stranger",
        "unauthorized",
        "limited",
    )
    unknown_values: str = quirk("omit", "an unknown value is left out of a reply, or read as ''", "omit", "empty", vendor="empty")
    unauthenticated_values: str = quirk(
        "omit",
        "what a stranger may not read is left out, or read as '', or a stranger is refused whatever they ask",
        "omit",
        "empty",
        "refuse",
        vendor="refuse",
    )
    repeated_names: str = quirk("once", "a name that is asked twice comes once, or twice", "once", "twice", vendor="twice")
    values_escaped: bool = quirk(
        True, "false: values stand in the reply as they are, so that a quote or a backslash spoils its JSON", vendor=False
    )
    secrets_told: bool = quirk(False, "true: passwords (P2, P196, P34 …) are told in clear to a session", vendor=True)
    garbled_names: int = quirk(
        0, "more names than these in one api-values.get overwrite the first values of the reply; 0 for no limit", vendor=100
    )
    crash_names: int = quirk(0, "so many names in one api-values.get crash the web server; 0 for never", vendor=140)


@dataclass(frozen=True)
class WritingQuirks:
    """What goes for `api-values.post`."""

    values_decoded: bool = quirk(True, "false: values are stored as sent, %2F as three characters", vendor=False)
    wrong_names: str = quirk(
        "ignored",
        "parameters that are no P value (30=1, p30=7): ignored, or the whole request is refused with 'wrong format'",
        "ignored",
        "refused",
        vendor="refused",
    )
    empty_value: str = quirk(
        "empty",
        "what an empty value stores: nothing, another value that was in memory (the admin's password), or 27 KB of them",
        "empty",
        "junk",
        "junk_27k",
        vendor="junk",
    )
    sent_limit: int = quirk(
        0, "a name or value of more bytes as sent: the whole request is refused as oversized; 0 for no limit", vendor=99
    )
    parameter_limit: int = quirk(0, "parameters after so many are dropped, with a success; 0 for no limit", vendor=298)
    values_in_force: str = quirk(
        "at_once",
        "when a value that was kept is in force: at once, or after PROV or a boot",
        "at_once",
        "after_boot",
        vendor="after_boot",
    )
    read_only: str = quirk("", "more P numbers, joined by '+' or ',', that are accepted and not kept")
    trims_values: bool = quirk(False, "true: leading and trailing spaces are lost when a value is stored")
    value_limit: int = quirk(0, "characters of a value that are kept; 0 for all")


@dataclass(frozen=True)
class PasswordQuirks:
    """What goes for `api-change_password`, and for P2 and P196 by other ways."""

    change_password: str = quirk(
        "together",
        "both pairs are checked and then changed; in_turn: the admin's, then the user's, with a word for the first that is wrong",
        "together",
        "in_turn",
        vendor="in_turn",
    )
    crash_password_pair: bool = quirk(
        False, "true: api-change_password without all of its four parameters crashes the web server", vendor=True
    )
    password_change_sessions: str = quirk("end", "all sessions after a new login password: dead, or alive", "end", "keep")
    password_limit: int = quirk(0, "characters of a new login password that are kept; 0 for all; the reply is right")
    password_minimum: int = quirk(0, "a shorter new login password is not kept: api-change_password answers 'wrong'")
    password_kept: bool = quirk(True, "false: a new login password is answered with 'right', and the old one stays")
