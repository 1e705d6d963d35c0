# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_call: calls are made, answered and ended once; what is done already is not done again."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import pytest

from integration.conftest import Fleet
from integration.helpers.faults_matrix import FINE, End
from integration.helpers.lifecycle import (
    CALL,
    CALLING,
    DIAL,
    FAILED,
    HELD,
    IDLE,
    IN_CALL,
    LINES,
    LOGIN,
    OPERATE,
    RINGING,
    Case,
    asked,
    begin,
    problems_with,
    run_each,
    sent,
    take,
    wrong_input,
)
from integration.helpers.playbooks import Ansible, Data, Result
from simulator.client import SimulatedPhone

NUMBER = "4711"
REGISTERED: Data = {"registered": {"1": True, "2": True}}
_NAMES = {IDLE: "idle", RINGING: "ringing", CALLING: "calling", IN_CALL: "in_call", HELD: "hold", FAILED: "failed"}


def test_life_of_a_call(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """What is done already is not done again."""
    phone = fleet.phone()
    phone.set(**REGISTERED, quirks={"answer_seconds": 0.4})
    steps: dict[str, Data] = {
        "dial": {"operation": "dial", "number": NUMBER, "wait_for": "in_call", "wait_timeout": 20},
        "dial again": {"operation": "dial", "number": f" {NUMBER} "},
        "hold": {"operation": "hold"},
        "hold again": {"operation": "hold", "line": 1},
        "end": {"operation": "end", "line": "{{ call.line.line }}", "wait_for": "idle"},
    }
    tasks: list[Data] = [{"name": name, CALL: options} for name, options in steps.items()]
    tasks[0]["register"] = "call"

    run = ansible.run(fleet.hosts(lobby=phone), tasks, "--diff", door=door)

    assert [result.data["changed"] for result in run.results] == [True, False, True, False, True], run.output
    assert run.results[0].data["line"] == {
        "line": 1, "state": 4, "state_name": "in_call", "account": "1", "name": "", "number": NUMBER, "active": True,
    }  # fmt: skip
    assert [result.data["line"]["state_name"] for result in run.results[1:]] == ["in_call", "hold", "hold", "idle"]
    assert len(run.results[4].data["lines"]) == len(phone.lines())
    assert run.results[0].data["diff"]["after"] == f"dial {NUMBER}\n"
    assert sent(phone, DIAL) == [[["phonenumber", NUMBER], ["account", "0"]]]
    assert sent(phone, OPERATE) == [[["cmd", "holdcall"], ["line", "1"]], [["cmd", "endcall"], ["line", "1"]]]
    assert {line["state"] for line in phone.lines().values()} == {IDLE}


@dataclass(frozen=True, kw_only=True)
class Call(Case):
    """`sent`: what the phone is asked to do, in short. `states`: those of its first lines in the end."""

    sent: list[str] = field(default_factory=list)
    states: list[int] = field(default_factory=list)
    checked: End | None = None


def _call(operation: str, held: list[int], done: list[str], states: list[int], **more: Any) -> Call:
    """An operation on lines in these states."""
    lines = {str(number): {"state": state, "number": f"10{number}"} for number, state in enumerate(held, 1) if state != IDLE}
    options = {"operation": operation, **more.pop("options", {})}
    return Call(options=options, start={**REGISTERED, "lines": lines}, sent=done, states=states, **more)


def _dial(done: list[str], states: list[int], start: Data | None = None, **more: Any) -> Call:
    options = {"operation": "dial", "number": NUMBER, **more.pop("options", {})}
    return Call(options=options, start={**REGISTERED, **(start or {})}, sent=done, states=states, **more)


def _wait(state: str, held: int, **more: Any) -> Call:
    lines = {"2": {"state": held, "number": "1"}} if held else {}
    return Call(options={"wait_for": state, "wait_timeout": 1}, start={**REGISTERED, "lines": lines}, changed=False, **more)


def _refused(says: str, **options: Any) -> Call:
    return Call(options=options, end=wrong_input(says))


def _conflict(says: str) -> End:
    return End("failed", "conflict", says)


def _another_call(says: str) -> End:
    return End("failed", "busy", f"the phone is in another call: {says}.*set force: true")


_FORCE = {"force": True}
_FIRST = [f"dial {NUMBER} 0"]
_BUSY: Data = {"wait_for": "in_call", "wait_timeout": 60}
_FAILED = End("failed", "wait", "the call to 4711 failed.*account is registered")
_LATE = End("failed", "wait", "the lines were not in_call within 1 s")
CALLS = {
    "dial": _dial(_FIRST, [CALLING], {"far_end": "silent"}),
    "dial by account 2": _dial([f"dial {NUMBER} 1"], [CALLING], {"far_end": "silent"}, options={"account": 2}),
    "dial as second call": _dial(_FIRST, [HELD, IN_CALL], {"lines": {"1": {"state": IN_CALL, "number": "1"}}},
                                 options={"wait_for": "in_call"}),
    "dial while it rings there": _dial(
        [], [CALLING], {"lines": {"1": {"state": CALLING, "number": NUMBER}}}, changed=False
    ),
    "dial while it rings here": _dial(
        _FIRST, [RINGING, CALLING], {"far_end": "silent", "lines": {"1": {"state": RINGING, "number": NUMBER}}}
    ),
    # There is no sense in waiting for the end of these.
    "not registered": _dial(_FIRST, [], {"registered": {"1": False}}, end=_FAILED, options=_BUSY, checked=FINE),
    "engaged": _dial(_FIRST, [], {"far_end": "busy"}, end=_FAILED, options=_BUSY, checked=FINE),
    "engaged, as expected": _dial(_FIRST, [], {"far_end": "busy"}, options={"wait_for": "failed"}),
    "nobody answers": _dial(
        _FIRST, [CALLING], {"far_end": "silent"}, end=_LATE, options={**_BUSY, "wait_timeout": 1}, checked=FINE
    ),
    "all lines taken": _dial(
        _FIRST, [HELD] * 6, {"lines": {str(number): {"state": HELD, "number": "1"} for number in range(1, 7)}},
        end=End("failed", "api", "no idle line", DIAL), checked=FINE,
    ),
    "accept": _call("accept", [RINGING], ["acceptcall 1"], [IN_CALL]),
    "accept the second": _call("accept", [HELD, RINGING], ["acceptcall 2"], [HELD, IN_CALL]),
    "accept in a call": _call("accept", [IN_CALL], [], [IN_CALL], changed=False),
    "accept nothing": _call("accept", [], [], [IDLE], end=_conflict("no call to accept")),
    "accept what is dialled": _call("accept", [CALLING], [], [CALLING], end=_conflict("line 1 is calling")),
    "reject": _call("reject", [IN_CALL, RINGING], ["rejectcall 2"], [IN_CALL, IDLE]),
    "reject nothing": _call("reject", [IN_CALL], [], [IN_CALL], changed=False),
    "hold": _call("hold", [RINGING, IN_CALL], ["holdcall 2"], [RINGING, HELD]),
    # Some firmware does not look at the line.
    "hold beside a call": _call("hold", [HELD, IN_CALL], [], [HELD, IN_CALL], end=_another_call("line 1 is hold.* hold,")),
    "hold by force": _call("hold", [HELD, IN_CALL], ["holdcall 2"], [HELD, HELD], options=_FORCE),
    "hold nothing": _call("hold", [RINGING], [], [RINGING], end=_conflict("no call to hold")),
    "end all": _call("end", [HELD, IN_CALL], ["endcall 1", "endcall 2"], [IDLE, IDLE]),
    "end what rings": _call("end", [RINGING], ["rejectcall 1"], [IDLE]),
    "end what failed": _call("end", [FAILED], ["endcall 1"], [IDLE]),
    "end one": _call("end", [RINGING, IN_CALL], ["endcall 2"], [RINGING, IDLE], options={"line": 2}),
    "end one beside a call": _call(
        "end", [HELD, IN_CALL], [], [HELD, IN_CALL], options={"line": 2}, end=_another_call("line 1 is hold.* end,")
    ),
    "end one by force": _call("end", [HELD, IN_CALL], ["endcall 2"], [HELD, IDLE], options={"line": 2, **_FORCE}),
    "end nothing": _call("end", [], [], [IDLE], changed=False),
    "no such line": _call("end", [], [], [IDLE], options={"line": 9}, end=_conflict("no line 9")),
    "wait for idle": _wait("idle", IDLE),
    "wait for a ring": _wait("ringing", RINGING),
    "wait in vain": _wait("in_call", RINGING, end=_LATE, checked=FINE),
    "nothing to do": _refused("operation"),
    "no number": _refused("number", operation="dial", number=" "),
    "a number for nothing": _refused("number", operation="end", number="1"),
    "account 0": _refused("account: 0 is out of range", operation="dial", number="1", account=0),
    "force for nothing": _refused("force", operation="accept", force=True),
    "line 0": _refused("line: 0 is out of range", operation="end", line=0),
}  # fmt: skip


def test_calls(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """Each case in check mode, which only looks, and in earnest."""
    ours = take(fleet, CALLS)
    targets = {name: (ours[name], case) for name, case in CALLS.items()}

    asking = {name: target for name, target in targets.items() if not target[1].is_refused_at_once}
    run = run_each(ansible, fleet, CALL, asking, "--check")

    for name in asking:
        with subtests.test(name, run="check"):
            found = _in_check_mode(CALLS[name], run.one(name), ours[name])
            assert not found, "\n".join(found)

    begin(ours, CALLS)
    before = time.monotonic()
    run = run_each(ansible, fleet, CALL, targets)

    for name, case in CALLS.items():
        with subtests.test(name, run="earnest"):
            found = _in_earnest(case, run.one(name), ours[name])
            assert not found, "\n".join(found)
    assert time.monotonic() - before < _BUSY["wait_timeout"], "who waits for a call that failed waits for nothing"
    ringing = run.data("wait for a ring")["line"]
    assert (ringing["line"], ringing["state_name"]) == (2, "ringing")
    assert run.data("engaged, as expected")["line"]["number"] == NUMBER


def _in_check_mode(case: Call, result: Result, phone: SimulatedPhone) -> list[str]:
    problems = [f"it was sent {sent(phone)}"] if sent(phone) else []
    end = case.checked or case.end
    if end != FINE:
        return problems + problems_with(case, result, phone)
    if (result.status, result.data["changed"]) != ("ok", case.changed):
        problems.append(f"{result.status}, changed={result.data['changed']}: {result.data.get('msg')}")
    if asked(phone) != [*LOGIN, LINES]:
        problems.append(f"it was asked {asked(phone)}")
    return problems


def _in_earnest(case: Call, result: Result, phone: SimulatedPhone) -> list[str]:
    problems = problems_with(case, result, phone)
    if case.is_refused_at_once:
        return problems
    told = [" ".join(("dial" if "phonenumber" in dict(pairs) else "", *dict(pairs).values())).strip() for pairs in sent(phone)]
    if told != case.sent:
        problems.append(f"it was sent {told}, not {case.sent}")
    states = [line["state"] for line in phone.lines().values()][: len(case.states)]
    if states != case.states:
        problems.append(f"the lines are {states}, not {case.states}")
    if asked(phone)[:3] != [*LOGIN, LINES]:
        problems.append(f"it was asked {asked(phone)}")
    if case.end == FINE and [line["state_name"] for line in result.data["lines"]][: len(states)] != [
        _NAMES[state] for state in states
    ]:
        problems.append(f"the result says {result.data['lines']}")
    if case.end == FINE and len(result.data["changes"]) != len(case.sent):
        problems.append(f"changes={result.data['changes']}")
    return problems
