# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of the phone's listings as plain types: integers that come as strings, keys that are left out."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api import records
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Account, Clock, Line, Status
from unit.operations import STATES


@pytest.mark.parametrize(
    ("row", "account"),
    [
        ({"id": 1, "sip_server": "pbx.grandstream.com", "sip_id": "699", "name": "John Somebody", "reg": 1},
         Account(1, True, "John Somebody", "pbx.grandstream.com", "699")),
        ({"id": "4", "sip_server": "as.iop1.broadworks.net", "sip_id": 1016, "name": "1016 (BS)", "reg": "0"},
         Account(4, False, "1016 (BS)", "as.iop1.broadworks.net", "1016")),
        ({"id": 1, "reg": 0, "name": None}, Account(1, False)),
    ],
)  # fmt: skip
def test_account(row: dict[str, Any], account: Account) -> None:
    assert records.account(row) == account


@pytest.mark.parametrize("active", [0, "0", False, "", None, "false"])
def test_guides_line_that_is_not_active(active: Any) -> None:
    row = {"line": 1, "state": "2", "acct": "", "name": "", "number": "", "active": active}
    assert records.line(row) == Line(1, 2, "", "", "", False)


@pytest.mark.parametrize("active", [1, "1", True, "true"])
def test_line_that_is_active(active: Any) -> None:
    row = {"line": "2", "state": 4, "acct": 1, "name": "Jack Brown", "number": 8819, "active": active}
    assert records.line(row) == Line(2, 4, "1", "Jack Brown", "8819", True)


def test_line_of_which_only_the_state_is_told() -> None:
    assert records.line({"line": " 3 ", "state": " 0 "}) == Line(3, 0, "", "", "", False)


@pytest.mark.parametrize(("state", "name"), [*STATES.items(), (1, "unknown"), (6, "unknown"), (99, "unknown")])
@pytest.mark.parametrize("kind", [int, str])
def test_line_states_have_the_guides_words(state: int, name: str, kind: type) -> None:
    line = records.line({"line": 1, "state": kind(state)})
    assert (line.state, line.state_name) == (state, name)


def test_guides_clock() -> None:
    row = {"date": "Tue 08/30/2016", "time": " 11:30AM", "uptime": " 21 days, 1 hour, 50 minutes, 23seconds"}
    texts = ("Tue 08/30/2016", "11:30AM", "21 days, 1 hour, 50 minutes, 23seconds")
    assert records.clock(row) == Clock("2016-08-30", "11:30", 1821023, *texts)


@pytest.mark.parametrize("odd", ["", "Di 30. August", None])
def test_clock_that_is_not_understood_still_shows_its_texts(odd: str | None) -> None:
    assert records.clock(dict.fromkeys(("date", "time", "uptime"), odd)) == Clock(None, None, None, *[odd or ""] * 3)


def test_uptime_may_be_a_number() -> None:
    assert records.clock({"date": "", "time": "", "uptime": 90}).uptime == 90


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        ({"body": "available", "misc": "0"}, Status("available", False)),
        ({"body": "busy", "misc": "1"}, Status("busy", True)),
        ({"body": " Ringing ", "misc": 1}, Status("ringing", True)),
        ({"body": "available"}, Status("available", False)),
        ({"body": "available", "misc": None}, Status("available", False)),
        ({"body": "available", "misc": ""}, Status("available", False)),
    ],
)
def test_status(reply: dict[str, Any], status: Status) -> None:
    assert records.status(reply) == status


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (True, "1"), (False, "0"), (7, "7"), ("a\ud800b", "a\ufffdb"), ("🔒", "🔒")]
)
def test_text(value: Any, text: str) -> None:
    assert records.text(value) == text
