# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls: bad input, the pure plan, and the dialogue with a phone whose answers may be lost."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Line
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    BusyError,
    ConflictError,
    InputError,
    PhoneError,
    TransportError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._resources.call import (
    RESOURCE,
    DesiredCall,
    Step,
    prepare,
    steps_of,
)
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.dialogue import GARBLED, HANGS, REFUSED, RESET, Answer, login, options, reply, scripted
from unit.dialogue import Step as Request
from unit.operations import CALLING, FAILED, HOLD, IDLE, IN_CALL, RINGING, STATES, get_lines, make_call, operate, row

run = partial(carry_out, RESOURCE)

NUMBER = "8819"
OPERATIONS = ("accept", "reject", "hold", "end")
UNKNOWN = 7


def line(number: int, state: int, far_end: str = "") -> Line:
    return Line(number, state, "", "", far_end, active=False)


def wants(operation: str | None, **changes: Any) -> DesiredCall:
    number = NUMBER if operation == "dial" else ""
    return DesiredCall(operation, number, 1, None, None, 30.0)._replace(**changes)


def given_options(**changes: Any) -> dict[str, Any]:
    defaults = {"operation": None, "number": None, "account": 1, "line": None, "wait_for": None, "wait_timeout": 30.0}
    return {**options(), **defaults, "force": False, **changes}


def act(what: DesiredCall, *steps: Request | list[Request], check_mode: bool = False, **settings: Any) -> Outcome:
    with scripted(login(), *steps, **settings) as script:
        return run(script.phone, what, check_mode)


def failure(kind: type[PhoneError], what: DesiredCall, *steps: Request | list[Request], **settings: Any) -> PhoneError:
    with pytest.raises(kind) as caught:
        act(what, *steps, **settings)
    return caught.value


def test_input() -> None:
    dial = given_options(operation="dial", number=" 8819 ", account=2, wait_for="in_call", wait_timeout=20.0)
    assert prepare(dial, Secrets()) == DesiredCall("dial", NUMBER, 2, None, "in_call", 20.0)
    assert prepare(given_options(wait_for="idle"), Secrets()) == DesiredCall(None, "", 1, None, "idle", 30.0)
    assert prepare(given_options(operation="end", line=3), Secrets()) == DesiredCall("end", "", 1, 3, None, 30.0)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({}, ["operation: ", "wait_for"]),
        ({"operation": "dial"}, ["number: "]),
        ({"operation": "dial", "number": "  "}, ["number: "]),
        ({"operation": "end", "number": NUMBER}, ["number: "]),
        ({"operation": "dial", "number": NUMBER, "line": 1}, ["line: "]),
        ({"operation": "dial", "number": "88\n19"}, ["number: "]),
        ({"operation": "dial", "number": "\ud800"}, ["number: "]),
        ({"operation": "dial", "number": NUMBER, "account": 0}, ["account: 0 ", "1 to 16"]),
        ({"operation": "dial", "number": NUMBER, "account": 17}, ["account: 17 "]),
        ({"operation": "end", "line": 0}, ["line: 0 "]),
        ({"operation": "accept", "force": True}, ["force: it can be used with operation: hold or end only"]),
        ({"wait_for": "idle", "wait_timeout": -1.0}, ["wait_timeout: -1 "]),
        ({"wait_for": "idle", "wait_timeout": float("nan")}, ["wait_timeout: "]),
        ({"account": 0, "line": 0, "wait_timeout": 1e9}, ["operation: ", "account: ", "line: ", "wait_timeout: "]),
    ],
)
def test_problems_are_told_at_once_by_option(changes: dict[str, Any], named: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        prepare(given_options(**changes), Secrets())
    assert not [name for name in named if name not in caught.value.text]


@pytest.mark.parametrize(
    ("operation", "lines", "steps"),
    [
        ("accept", [line(1, IDLE), line(2, RINGING), line(3, RINGING)], [2]),
        ("accept", [line(1, IDLE), line(2, IN_CALL)], []),
        ("accept", [line(1, IN_CALL), line(2, RINGING)], [2]),
        ("reject", [line(1, RINGING), line(2, IN_CALL), line(3, RINGING)], [1, 3]),
        ("reject", [line(1, IDLE)], []),
        ("reject", [], []),
        ("hold", [line(1, RINGING), line(2, IN_CALL), line(3, FAILED)], [2]),
        ("hold", [line(1, HOLD), line(2, IDLE)], []),
        ("end", [line(number, state) for number, state in enumerate(STATES, 1)], [2, 3, 4, 5, 6]),
        ("end", [line(1, IDLE), line(2, IDLE)], []),
        ("end", [], []),
    ],
)
def test_plan_of_what_is_there(operation: str, lines: list[Line], steps: list[int]) -> None:
    assert steps_of(lines, wants(operation)) == [Step(operation, next(item for item in lines if item.line == at)) for at in steps]


@pytest.mark.parametrize("state", [RINGING, CALLING, IN_CALL, HOLD, FAILED, UNKNOWN])
def test_end_ends_whatever_is_not_idle(state: int) -> None:
    assert steps_of([line(1, state)], wants("end")) == [Step("end", line(1, state))]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_plan_for_one_line_leaves_the_others_alone(operation: str) -> None:
    lines = [line(1, RINGING), line(2, RINGING), line(3, IN_CALL), line(4, IN_CALL)]
    at = 4 if operation == "hold" else 2
    force = operation in ("hold", "end")
    assert steps_of(lines, wants(operation, line=at)._replace(force=force)) == [Step(operation, lines[at - 1])]


@pytest.mark.parametrize("other", [CALLING, IN_CALL, HOLD, UNKNOWN])
@pytest.mark.parametrize(("operation", "at", "state"), [("hold", 2, IN_CALL), ("hold", None, IN_CALL), ("end", 2, HOLD)])
def test_call_on_another_line_is_not_put_in_danger(operation: str, at: int | None, state: int, other: int) -> None:
    """Some firmware ignores the line of `endcall` and `holdcall`."""
    lines = [line(1, other), line(2, state)]
    if operation == "hold" and at is None and other == IN_CALL:
        lines.reverse()
    with pytest.raises(BusyError, match=r"line [12] is .*force: true") as caught:
        steps_of(lines, wants(operation, line=at))
    assert len(caught.value.details["lines"]) == 1


def test_call_that_rings_is_rejected_whatever_other_lines_do() -> None:
    lines = [line(1, IN_CALL), line(2, RINGING)]
    assert steps_of(lines, wants("end", line=2)) == [Step("end", lines[1])]


def test_forced_end_on_firmware_that_ignores_the_line_is_told() -> None:
    """It ended the call of line 1, which was the active one."""
    desired = wants("end", line=2)._replace(force=True)
    before, after = get_lines(IN_CALL, HOLD), get_lines(IDLE, HOLD)
    error = failure(ConflictError, desired, before, operate("endcall", 2), [after] * 4)
    assert "does not look at the line" in error.text
    assert [change["line"] for change in error.changes] == [2]
    assert act(desired, before, operate("endcall", 2), get_lines(IN_CALL, IDLE)).changes


@pytest.mark.parametrize("status", [201, 302, 400, 404])
@pytest.mark.parametrize("operation", ["dial", "end"])
def test_status_that_the_guide_does_not_print_is_settled_by_looking(operation: str, status: int) -> None:
    desired = wants(operation)
    sent = make_call(NUMBER, 0, (status, "")) if operation == "dial" else operate("endcall", 1, (status, ""))
    free, taken = get_lines(IDLE), get_lines(row(1, CALLING, number=NUMBER))
    before, after = (free, taken) if operation == "dial" else (taken, free)
    assert act(desired, before, sent, after, after).changes
    error = failure(AmbiguousWriteError, desired, before, sent, before)
    assert f"HTTP {status}" in error.text
    assert "The lines do not show that the phone carried it out" in error.text
    assert error.changes, "it is not known that nothing was done"


@pytest.mark.parametrize(
    ("operation", "lines"),
    [
        ("accept", [line(1, IDLE)]),
        ("accept", [line(1, CALLING)]),
        ("accept", []),
        ("hold", [line(1, IDLE)]),
        ("hold", [line(1, RINGING)]),
        ("hold", []),
    ],
)
def test_nothing_to_do_it_to(operation: str, lines: list[Line]) -> None:
    with pytest.raises(ConflictError, match=f"no call to {operation}"):
        steps_of(lines, wants(operation))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_line_that_the_phone_has_not(operation: str) -> None:
    with pytest.raises(ConflictError, match=r"no line 9; it lists 1, 2"):
        steps_of([line(1, RINGING), line(2, IN_CALL)], wants(operation, line=9))


@pytest.mark.parametrize(
    ("state", "number", "dials"),
    [
        (IDLE, "", True),
        (CALLING, NUMBER, False),
        (IN_CALL, f" {NUMBER} ", False),
        (HOLD, NUMBER, False),
        (FAILED, NUMBER, True),
        (RINGING, NUMBER, True),
        (IN_CALL, "1" + NUMBER, True),
    ],
)
def test_dial_is_done_once(state: int, number: str, dials: bool) -> None:
    assert steps_of([line(1, IDLE), line(2, state, number)], wants("dial")) == [Step("dial", None)] * dials


LINES = st.lists(st.sampled_from([*STATES, UNKNOWN]), max_size=4).map(
    lambda states: [line(number, state) for number, state in enumerate(states, 1)]
)


@given(lines=LINES, operation=st.sampled_from(OPERATIONS), at=st.none() | st.integers(1, 4))
def test_plan_never_touches_an_idle_or_another_line(lines: list[Line], operation: str, at: int | None) -> None:
    try:
        steps = steps_of(lines, wants(operation, line=at))
    except (BusyError, ConflictError):
        return
    touched = [step.line for step in steps if step.line]
    assert len(touched) == len(steps)
    assert len(steps) <= 1 or operation in ("end", "reject")
    assert not [item for item in touched if item.state == IDLE or at not in (None, item.line)]


@given(lines=LINES)
def test_plan_of_nothing_is_nothing(lines: list[Line]) -> None:
    assert steps_of(lines, wants(None)) == []


TALKS = row(1, IN_CALL, number=NUMBER)
RINGS = row(1, RINGING, number=NUMBER)

#: An operation, the lines before and after it, and its request.
DOINGS: dict[str, tuple[Request, Request, str]] = {
    "accept": (get_lines(RINGS, IDLE), get_lines(TALKS, IDLE), "acceptcall"),
    "reject": (get_lines(RINGS, IDLE), get_lines(IDLE, IDLE), "rejectcall"),
    "hold": (get_lines(TALKS, IDLE), get_lines(row(1, HOLD, number=NUMBER), IDLE), "holdcall"),
    "end": (get_lines(TALKS, IDLE), get_lines(IDLE, IDLE), "endcall"),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operation(operation: str) -> None:
    before, after, command = DOINGS[operation]
    outcome = act(wants(operation), before, operate(command, 1), after)
    assert outcome.changes == [{"operation": operation, "number": "", "line": 1}]
    assert outcome.after == f"{operation} line 1\n"
    assert outcome.found["line"]["line"] == 1
    assert [item["line"] for item in outcome.found["lines"]] == [1, 2]


def test_dial() -> None:
    outcome = act(
        wants("dial", account=2), get_lines(IDLE, IDLE), make_call(NUMBER, 1), get_lines(IDLE, row(2, CALLING, number=NUMBER))
    )
    assert outcome.changes == [{"operation": "dial", "number": NUMBER, "line": None}]
    assert (outcome.after, outcome.before) == (f"dial {NUMBER}\n", "")
    assert (outcome.found["line"]["line"], outcome.found["line"]["state_name"]) == (2, "calling")


def test_dialled_number_may_come_back_in_another_form() -> None:
    outcome = act(
        wants("dial"), get_lines(TALKS | {"number": "1"}, IDLE), make_call(NUMBER), get_lines(TALKS | {"number": "1"}, CALLING)
    )
    assert outcome.found["line"]["line"] == 2


def test_ringing_line_is_rejected_rather_than_ended() -> None:
    lines = get_lines(RINGS, TALKS | {"line": 2})
    outcome = act(wants("end"), lines, operate("rejectcall", 1), operate("endcall", 2), get_lines(IDLE, IDLE))
    assert [change["operation"] for change in outcome.changes or []] == ["end", "end"]


@pytest.mark.parametrize(
    ("operation", "lines"), [("end", [IDLE]), ("reject", [IN_CALL]), ("hold", [HOLD]), ("accept", [IN_CALL])]
)
def test_nothing_to_do_is_ok(operation: str, lines: list[int]) -> None:
    assert act(wants(operation), get_lines(*lines)).changes == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_check_mode_sends_nothing_and_waits_for_nothing(operation: str) -> None:
    before, after, command = DOINGS[operation]
    checked = act(wants(operation, wait_for="failed"), before, check_mode=True)
    done = act(wants(operation), before, operate(command, 1), after)
    assert (checked.changes, checked.before, checked.after) == (done.changes, done.before, done.after)


def test_check_mode_of_a_call() -> None:
    assert act(wants("dial", wait_for="in_call"), get_lines(IDLE), check_mode=True).changes
    with pytest.raises(ConflictError):
        act(wants("accept"), get_lines(IDLE), check_mode=True)


@pytest.mark.parametrize("fault", GARBLED)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_lost_answer_of_what_was_done(operation: str, fault: str) -> None:
    before, after, command = DOINGS[operation]
    assert act(wants(operation), before, operate(command, 1, GARBLED[fault]), after, after, retries=9).changes


@pytest.mark.parametrize("fault", GARBLED)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_lost_answer_of_what_was_not_done_is_not_sent_again(operation: str, fault: str) -> None:
    before, dummy, command = DOINGS[operation]
    error = failure(AmbiguousWriteError, wants(operation), before, operate(command, 1, GARBLED[fault]), before, retries=9)
    assert "do not show that the phone carried it out" in error.text
    assert "Run the task again" in error.text
    assert error.changes == [{"operation": operation, "number": "", "line": 1}]


@pytest.mark.parametrize("operation", ["accept", "hold"])
@pytest.mark.parametrize("after", [(IDLE, IDLE), ()], ids=["idle", "gone"])
def test_lost_answer_and_a_call_that_is_over(operation: str, after: tuple[int, ...]) -> None:
    """The other side gave up: that is neither accepted nor on hold."""
    before, dummy, command = DOINGS[operation]
    failure(AmbiguousWriteError, wants(operation), before, operate(command, 1, RESET), get_lines(*after))


@pytest.mark.parametrize(
    "after", [row(2, CALLING, number=NUMBER), row(2, FAILED, number=NUMBER), row(2, CALLING, number="+498819")]
)
def test_lost_answer_of_a_call_that_was_placed(after: dict[str, Any]) -> None:
    placed = get_lines(IDLE, after)
    assert act(wants("dial"), get_lines(IDLE, IDLE), make_call(NUMBER, answer=HANGS), placed, placed).changes


def test_locked_keypad_is_no_locked_account() -> None:
    error = failure(ApiError, wants("dial"), get_lines(IDLE), make_call(NUMBER, answer=reply("keypad locked", "error")))
    assert "P1561" in error.text
    assert (error.kind, error.unreachable, error.changes) == ("api", False, [])
    assert "keypad locked" in error.text


def test_lost_call_is_not_placed_again() -> None:
    idle = get_lines(IDLE, IDLE)
    error = failure(AmbiguousWriteError, wants("dial"), idle, make_call(NUMBER, answer=HANGS), idle, retries=9)
    assert "do not show" in error.text
    assert error.changes == [{"operation": "dial", "number": NUMBER, "line": None}]


@pytest.mark.parametrize("look", [HANGS, (404, "")], ids=str)
def test_lost_answer_that_cannot_be_settled_says_so(look: Answer) -> None:
    steps = [get_lines(IDLE), make_call(NUMBER, answer=RESET), get_lines(answer=look)]
    error = failure(AmbiguousWriteError, wants("dial"), steps, retries=0)
    assert "not known" in error.text
    assert "Run the task again" in error.text
    assert not error.unreachable
    assert error.changes


@pytest.mark.parametrize("answer", [reply("false"), reply("no such line", "error")], ids=str)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_command_that_is_not_handled_changed_nothing(operation: str, answer: str) -> None:
    before, dummy, command = DOINGS[operation]
    looks_again = [before] * (operation in ("end", "reject"))
    error = failure(ApiError, wants(operation), before, operate(command, 1, answer), looks_again)
    assert error.changes == []
    assert error.advice


@pytest.mark.parametrize(("operation", "answer"), [("end", reply("false")), ("reject", reply("no such line", "error"))])
def test_call_that_ended_by_itself_is_no_change(operation: str, answer: str) -> None:
    """The other side was faster than our command; ending what is over is no error."""
    before, after, command = DOINGS[operation]
    outcome = act(wants(operation), before, operate(command, 1, answer), after, after)
    assert outcome.changes == []


def test_call_without_an_idle_line() -> None:
    error = failure(ApiError, wants("dial"), get_lines(IN_CALL), make_call(NUMBER, answer=reply("no idle line", "error")))
    assert "no idle line" in error.text
    assert error.changes == []


def test_number_that_no_url_takes_fails_before_any_request() -> None:
    with scripted(max_url_length=256) as script, pytest.raises(InputError, match="max_url_length"):
        run(script.phone, wants("dial", number="8" * 250), check_mode=False)


def test_request_that_never_left() -> None:
    assert act(wants("end"), get_lines(TALKS), operate("endcall", 1, REFUSED), operate("endcall", 1), get_lines(IDLE)).changes
    error = failure(TransportError, wants("end"), get_lines(TALKS), operate("endcall", 1, REFUSED), retries=0)
    assert (error.changes, error.unreachable) == ([], True)
