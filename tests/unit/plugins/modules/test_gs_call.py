# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_call` as a shipped module, on a clock that does not make the tests wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from unit.dialogue import HANGS, HOST, FakeClock, dialogue, login
from unit.operations import CALLING, IDLE, IN_CALL, RINGING, fake_clock, get_lines, make_call, operate, row

__all__ = ["fake_clock"]

Run = Callable[..., dict[str, Any]]
NUMBER = "8819"
CALLS = get_lines(row(1, CALLING, number=NUMBER))
TALKS = get_lines(row(1, IN_CALL, number=NUMBER))


@pytest.fixture
def run(run_shipped: Run, fake_clock: FakeClock) -> Run:
    return lambda **given: run_shipped("gs_call", **given)


def test_acceptance_test(run: Run) -> None:
    """The examples: call, and end that call."""
    with dialogue(login(), get_lines(IDLE), make_call(NUMBER), CALLS, CALLS, TALKS):
        called = run(operation="dial", number=8819, account=1, wait_for="in_call", wait_timeout=20, _ansible_diff=True)
    assert (called["rc"], called["changed"]) == (0, True)
    assert (called["line"]["line"], called["line"]["state_name"]) == (1, "in_call")
    assert called["diff"]["after"] == f"dial {NUMBER}\n"
    with dialogue(login(), TALKS, operate("endcall", 1), get_lines(IDLE)):
        ended = run(operation="end", line=called["line"]["line"], wait_for="idle")
    assert (ended["rc"], ended["changed"], ended["line"]["state_name"]) == (0, True, "idle")
    with dialogue(login(), get_lines(IDLE)):
        assert run(operation="end", line=1, wait_for="idle")["changed"] is False


def test_second_dial_changes_nothing(run: Run) -> None:
    with dialogue(login(), TALKS):
        assert run(operation="dial", number=NUMBER)["changes"] == []


def test_wait_only(run: Run) -> None:
    with dialogue(login(), TALKS, TALKS, get_lines(IDLE)):
        result = run(wait_for="idle", wait_timeout=600)
    assert (result["rc"], result["changed"], result["lines"][0]["state_name"]) == (0, False, "idle")


def test_wait_in_vain(run: Run, fake_clock: FakeClock) -> None:
    with dialogue(login(), TALKS):
        result = run(wait_for="idle", wait_timeout=0)
    assert (result["rc"], result["changed"], result["error"]["kind"]) == (1, False, "wait")
    assert result["error"]["lines"][0]["number"] == NUMBER
    assert "line 1 is in_call" in result["msg"]


def test_check_mode(run: Run) -> None:
    with dialogue(login(), get_lines(RINGING)):
        result = run(operation="accept", wait_for="in_call", _ansible_check_mode=True)
    assert result["changes"] == [{"operation": "accept", "number": "", "line": 1}]


def test_nothing_to_accept(run: Run) -> None:
    with dialogue(login(), get_lines(IDLE)):
        result = run(operation="accept")
    assert (result["rc"], result["error"]["kind"]) == (1, "conflict")
    assert result["msg"].startswith(f"{HOST} port 443: there is no call to accept: line 1 is idle")


def test_lost_call_is_told_as_a_change_that_may_be(run: Run) -> None:
    with dialogue(login(), get_lines(IDLE), make_call(NUMBER, answer=HANGS), get_lines(IDLE)):
        result = run(operation="dial", number=NUMBER, retries=9)
    assert (result["changed"], result["error"]["kind"]) == (True, "ambiguous_write")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "wait_for"),
        ({"operation": "dial"}, "number"),
        ({"operation": "redial"}, "operation"),
        ({"operation": "end", "line": 0}, "line"),
        ({"wait_for": "busy"}, "wait_for"),
        ({"operation": "dial", "number": NUMBER, "account": 17}, "account"),
    ],
)
def test_bad_option_fails_before_any_request(run: Run, given: dict[str, Any], said: str) -> None:
    with dialogue():
        result = run(**given)
    assert (result["rc"], result["failed"]) == (1, True)
    assert said in result["msg"]
