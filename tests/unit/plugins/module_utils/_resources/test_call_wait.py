# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for the state of a line, and what is said when it does not come."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._errors import PhoneError, TransportError, WaitError
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._resources.call import RESOURCE, DesiredCall
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.dialogue import REFUSED, Scripted, Step, login, scripted
from unit.operations import CALLING, FAILED, HOLD, IDLE, IN_CALL, RINGING, get_lines, make_call, operate, row

run = partial(carry_out, RESOURCE)

NUMBER = "8819"
CALLS = row(2, CALLING, number=NUMBER)
TALKS = row(2, IN_CALL, number=NUMBER)
FAILS = row(2, FAILED, number=NUMBER)
DIAL = [get_lines(IDLE, IDLE), make_call(NUMBER)]


def wants(operation: str | None, wait_for: str, line: int | None = None, wait_timeout: float = 30.0) -> DesiredCall:
    return DesiredCall(operation, NUMBER if operation == "dial" else "", 1, line, wait_for, wait_timeout)


def act(what: DesiredCall, *steps: Step | list[Step]) -> tuple[Outcome, Scripted]:
    with scripted(login(), *steps) as script:
        return run(script.phone, what, check_mode=False), script


def failure(kind: type[PhoneError], what: DesiredCall, *steps: Step | list[Step]) -> PhoneError:
    with pytest.raises(kind) as caught:
        act(what, *steps)
    return caught.value


def test_state_that_is_there_already_needs_one_look() -> None:
    outcome, script = act(wants(None, "in_call"), get_lines(IDLE, TALKS))
    assert outcome.found["line"]["line"] == 2
    assert outcome.changes == []
    assert script.pauses == []


def test_call_is_followed_until_it_is_answered() -> None:
    looks = [get_lines(IDLE, CALLS), get_lines(IDLE, CALLS), get_lines(IDLE, TALKS)]
    outcome, dummy = act(wants("dial", "in_call"), DIAL, looks)
    assert (outcome.found["line"]["line"], outcome.found["line"]["state_name"]) == (2, "in_call")
    assert outcome.changes == [{"operation": "dial", "number": NUMBER, "line": None}]


def test_call_is_followed_until_it_is_over() -> None:
    looks = [get_lines(IDLE, CALLS), get_lines(IDLE, TALKS), get_lines(IDLE, IDLE)]
    outcome, dummy = act(wants("dial", "idle"), DIAL, looks)
    assert outcome.found["line"] is None


def test_call_that_failed_is_not_waited_for() -> None:
    error = failure(
        WaitError, wants("dial", "in_call", wait_timeout=3600.0), DIAL, get_lines(IDLE, CALLS), get_lines(IDLE, FAILS)
    )
    assert f"the call to {NUMBER} failed" in error.text
    assert "line 2 is failed" in error.text
    assert "registered" in error.text
    assert not error.unreachable
    assert error.changes == [{"operation": "dial", "number": NUMBER, "line": None}]


@pytest.mark.parametrize("wait_for", ["failed", "idle"])
def test_failure_may_be_what_is_waited_for(wait_for: str) -> None:
    looks = [get_lines(IDLE, CALLS), get_lines(IDLE, FAILS), *[get_lines(IDLE, IDLE)] * (wait_for == "idle")]
    act(wants("dial", wait_for), DIAL, looks)


@pytest.mark.parametrize("state", [FAILED, RINGING])
def test_line_from_before_is_not_the_new_call(state: int) -> None:
    """Line 1 failed to call that number before, or rings from there; the new call is on line 2."""
    old = row(1, state, number=NUMBER)
    looks = [get_lines(old, CALLS), get_lines(old, TALKS)]
    outcome, dummy = act(wants("dial", "in_call"), get_lines(old, IDLE), make_call(NUMBER), looks)
    assert outcome.found["line"]["line"] == 2


@pytest.mark.parametrize("before", [[], [row(2, FAILED, number=NUMBER)], [row(2, FAILED, number="1")]], ids=str)
def test_new_call_is_found_wherever_it_is(before: list[dict[str, Any]]) -> None:
    """The phone lists only lines in use, or takes the line of a call that failed."""
    looks = [get_lines(CALLS), get_lines(TALKS)]
    outcome, dummy = act(wants("dial", "in_call"), get_lines(*before), make_call(NUMBER), looks)
    assert outcome.found["line"]["line"] == 2


def test_call_that_is_not_listed_yet_is_not_over() -> None:
    looks = [get_lines(IDLE, IDLE), get_lines(IDLE, CALLS), get_lines(IDLE, TALKS), get_lines(IDLE, IDLE)]
    act(wants("dial", "idle"), DIAL, looks)


def test_call_that_never_shows_was_short() -> None:
    act(wants("dial", "idle"), DIAL, [get_lines(IDLE, IDLE)] * 3)


@pytest.mark.parametrize("wait_timeout", [0.0, 2.5])
def test_state_that_does_not_come(wait_timeout: float) -> None:
    looks = [get_lines(IDLE, CALLS)] * (1 if wait_timeout == 0 else 3)
    error = failure(WaitError, wants("dial", "in_call", wait_timeout=wait_timeout), DIAL, looks)
    assert f"the lines were not in_call within {wait_timeout:g} s" in error.text
    assert "line 2 is calling" in error.text
    assert "wait_timeout" in error.text
    assert [line["state_name"] for line in error.details["lines"]] == ["idle", "calling"]
    assert error.changes


def test_line_of_the_task_is_the_one_that_counts() -> None:
    """Another line in the wanted state is not it."""
    before = get_lines(row(1, RINGING), TALKS)
    looks = [get_lines(row(1, RINGING), TALKS), get_lines(IN_CALL, HOLD)]
    outcome, dummy = act(wants("accept", "in_call"), before, operate("acceptcall", 1), looks)
    assert outcome.found["line"]["line"] == 1


def test_named_line_is_the_one_that_counts() -> None:
    outcome, dummy = act(wants(None, "idle", line=2), get_lines(IDLE, TALKS), get_lines(IDLE, IDLE))
    assert outcome.found["line"]["line"] == 2


def test_line_that_is_no_longer_listed_is_idle() -> None:
    outcome, dummy = act(wants("end", "idle"), get_lines(TALKS | {"line": 1}), operate("endcall", 1), get_lines())
    assert outcome.found["line"] is None


@pytest.mark.parametrize(("operation", "command"), [("end", "endcall"), ("reject", "rejectcall")])
def test_end_of_all_waits_for_all(operation: str, command: str) -> None:
    state = IN_CALL if operation == "end" else RINGING
    looks = [get_lines(IDLE, state), get_lines(IDLE, IDLE)]
    steps = [get_lines(state, state), operate(command, 1), operate(command, 2)]
    outcome, dummy = act(wants(operation, "idle"), steps, looks)
    assert [line["state_name"] for line in outcome.found["lines"]] == ["idle", "idle"]


def test_idle_phone_is_one_without_any_call() -> None:
    looks = [get_lines(IDLE, IN_CALL), get_lines(HOLD, IDLE), get_lines(IDLE, 7), get_lines(IDLE, IDLE)]
    act(wants(None, "idle"), looks)
    act(wants(None, "idle"), get_lines())


@pytest.mark.parametrize("lines", [[], [IDLE]])
def test_wait_tells_what_is_there(lines: list[Any]) -> None:
    error = failure(WaitError, wants(None, "ringing", wait_timeout=0.0), get_lines(*lines))
    assert ("lists no lines" in error.text) == (not lines)
    assert error.changes == []


def test_phone_that_goes_away_while_it_is_waited_for() -> None:
    steps = [*DIAL, get_lines(IDLE, CALLS), *[get_lines(answer=REFUSED)] * 3]
    error = failure(TransportError, wants("dial", "in_call"), steps)
    assert (error.kind, error.unreachable) == ("ambiguous_write", False)
    assert error.changes == [{"operation": "dial", "number": NUMBER, "line": None}]
