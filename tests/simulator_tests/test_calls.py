# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lines and calls: the guide's "Get Line Status", "Make Call" and "Phone/Call Operations"."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from simulator.client import ControlError, SimulatedPhone, Simulator
from simulator_tests.guest import Guest

IDLE, RINGING, CALLING, IN_CALL, HELD, FAILED = 0, 2, 3, 4, 5, 8
DONE = {"response": "success", "body": ""}
# Seconds that are over before a test looks again, and that are not.
SOON, NEVER = 0.05, 60


@pytest.fixture
def caller(admin: Guest, phone: SimulatedPhone) -> Guest:
    """Logged in at a phone whose accounts 1 and 2 are registered, and whose dialled calls nobody answers."""
    quirks = {"answer_seconds": SOON, "failed_seconds": NEVER}
    phone.set(registered={"1": True, "2": True}, far_end="silent", quirks=quirks)
    return admin


def states(phone: SimulatedPhone) -> list[int]:
    """The states of the lines, without the idle ones at the end."""
    text = [line["state"] for _number, line in sorted(phone.lines().items())]
    while text and text[-1] == IDLE:
        text.pop()
    return text


def comes(wanted: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether something becomes true, waiting for it so long at most."""
    deadline = time.monotonic() + seconds
    while not wanted() and time.monotonic() < deadline:
        time.sleep(0.01)
    return wanted()


def call(guest: Guest, number: str = "4001", account: str = "0") -> Any:
    """The answer to a call."""
    return guest.get("api-make_call", {"phonenumber": number, "account": account}).json


def operate(guest: Guest, command: str, line: int = 0, name: str = "line") -> Any:
    """What an operation answers in its body."""
    answer = guest.get("api-phone_operation", {"cmd": command, name: str(line)}).json
    assert answer["response"] == "success"
    return answer["body"]


# --- Get Line Status


def test_idle_lines(admin: Guest) -> None:
    answer = admin.get("api-get_line_status").json
    idle = {"state": "0", "acct": "", "name": "", "number": "", "active": 0}
    assert answer == {"response": "success", "body": [{"line": number, **idle} for number in range(1, 7)]}
    for parameters in ({"line": "0"}, {"line": ""}):
        assert admin.get("api-get_line_status", parameters).json == answer


def test_one_line(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(lines={"2": {"state": IN_CALL, "number": "4001", "name": "Ann Lee", "account": "1"}})
    row = {"line": 2, "state": "4", "acct": "1", "name": "Ann Lee", "number": "4001", "active": 1}
    assert admin.get("api-get_line_status", {"line": "2"}).json["body"] == [row]
    for line in ("7", "-1", "x"):
        assert admin.get("api-get_line_status", {"line": line}).json == {"response": "success", "body": []}


@pytest.mark.parametrize(("form", "shown"), [("printed", (1, "0", 0)), ("integer", (1, 0, 0)), ("string", ("1", "0", "0"))])
def test_forms_of_numbers(admin: Guest, phone: SimulatedPhone, form: str, shown: tuple[object, ...]) -> None:
    phone.set(quirks={"numbers_as": form})
    (row,) = admin.get("api-get_line_status", {"line": "1"}).json["body"]
    assert (row["line"], row["state"], row["active"]) == shown


def test_wp820_has_two_lines(fleet: Simulator, phone: SimulatedPhone) -> None:
    assert len(phone.lines()) == 6
    with Guest(fleet.base_url(fleet.addresses[3])) as guest:
        assert [row["line"] for row in guest.login().get("api-get_line_status").json["body"]] == [1, 2]


def test_guides_example_of_lines(admin: Guest, phone: SimulatedPhone) -> None:
    shown = {1: RINGING, 2: CALLING, 3: CALLING, 4: FAILED}
    phone.set(lines={str(number): {"state": state, "active": False} for number, state in shown.items()})
    rows = admin.get("api-get_line_status").json["body"]
    assert [(row["line"], row["state"], row["active"]) for row in rows[:4]] == [(n, str(s), 0) for n, s in shown.items()]


def test_strangers(guest: Guest) -> None:
    for endpoint in ("api-get_line_status", "api-make_call", "api-phone_operation"):
        assert guest.get(endpoint).json["body"] == "unauthorized"


# --- Make Call


def test_call_is_answered(caller: Guest, phone: SimulatedPhone) -> None:
    phone.set(far_end="answers")
    assert call(caller, "4001", "1") == DONE
    assert phone.lines()[1]["state"] in (CALLING, IN_CALL)
    assert comes(lambda: states(phone) == [IN_CALL])
    assert phone.lines()[1] == {"state": IN_CALL, "number": "4001", "name": "", "account": "2", "active": True}
    assert caller.get("api-get_phone_status").json["body"] == "busy"


def test_far_end_is_silent(caller: Guest, phone: SimulatedPhone) -> None:
    assert call(caller) == DONE
    time.sleep(2 * SOON)
    assert states(phone) == [CALLING]
    assert phone.lines()[1]["active"]


def test_far_end_is_busy(caller: Guest, phone: SimulatedPhone) -> None:
    phone.set(far_end="busy")
    call(caller)
    assert comes(lambda: states(phone) == [FAILED])
    assert phone.lines()[1]["number"] == "4001"
    phone.set(reset=True, quirks={"answer_seconds": 0, "failed_seconds": SOON}, registered={"1": True}, far_end="busy")
    call(caller.login())
    assert comes(lambda: states(phone) == [])


@pytest.mark.parametrize("account", ["2", "15", "16", "x", "-1"])
def test_account_that_is_not_registered(caller: Guest, phone: SimulatedPhone, account: str) -> None:
    phone.set(lines={"1": {"state": IN_CALL}})
    assert call(caller, account=account) == DONE
    assert states(phone) == [IN_CALL, FAILED]


def test_failed_call_ends(caller: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"failed_seconds": SOON})
    call(caller, account="9")
    assert comes(lambda: states(phone) == [])
    assert phone.lines()[1]["number"] == ""


def test_second_call_holds_the_first(caller: Guest, phone: SimulatedPhone) -> None:
    phone.set(lines={"1": {"state": IN_CALL}})
    call(caller)
    assert states(phone) == [HELD, CALLING]
    assert [line["active"] for line in phone.lines().values()][:2] == [False, True]


def test_calls_that_cannot_be(caller: Guest, phone: SimulatedPhone) -> None:
    assert caller.get("api-make_call").json == {"response": "error", "body": "no number"}
    phone.set(lines={str(number): {"state": HELD} for number in range(1, 7)})
    assert call(caller) == {"response": "error", "body": "no idle line"}
    assert states(phone) == [HELD] * 6


def test_account_is_the_first_unless_given(caller: Guest, phone: SimulatedPhone) -> None:
    assert caller.get("api-make_call", {"phonenumber": "4001"}).json == DONE
    assert (phone.lines()[1]["state"], phone.lines()[1]["account"]) == (CALLING, "1")


# --- Phone/Call Operations


@pytest.mark.parametrize(
    ("command", "before", "after"),
    [
        ("endcall", CALLING, IDLE),
        ("endcall", IN_CALL, IDLE),
        ("endcall", HELD, IDLE),
        ("endcall", FAILED, IDLE),
        ("holdcall", IN_CALL, HELD),
        ("holdcall", HELD, IN_CALL),
        ("acceptcall", RINGING, IN_CALL),
        ("rejectcall", RINGING, IDLE),
    ],
)
@pytest.mark.parametrize(("line", "name"), [(3, "line"), (3, "Line"), (0, "line")])
def test_handled(admin: Guest, phone: SimulatedPhone, command: str, before: int, after: int, line: int, name: str) -> None:
    phone.set(lines={"3": {"state": before, "number": "4001"}})
    assert operate(admin, command, line, name) == "true"
    assert phone.lines()[3]["state"] == after
    assert phone.lines()[3]["number"] == ("4001" if after else "")


@pytest.mark.parametrize(
    ("command", "state"),
    [
        ("endcall", IDLE),
        ("endcall", RINGING),
        ("holdcall", IDLE),
        ("holdcall", RINGING),
        ("holdcall", CALLING),
        ("holdcall", FAILED),
        ("acceptcall", IDLE),
        ("acceptcall", HELD),
        ("rejectcall", IN_CALL),
    ],
)
def test_nothing_to_do_it_to(admin: Guest, phone: SimulatedPhone, command: str, state: int) -> None:
    phone.set(lines={"1": {"state": state}})
    for line in (0, 1, 2, 7, 99999):
        assert operate(admin, command, line) == "false"
    assert phone.lines()[1]["state"] == state


def test_wrong_operations(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(lines={"1": {"state": IN_CALL}, "5": {"state": IN_CALL}})
    for parameters, body in (
        ({"cmd": "sing", "line": "1"}, "unknown cmd"),
        ({"line": "1"}, "unknown cmd"),
        ({"cmd": "endcall"}, "no line"),
    ):
        assert admin.get("api-phone_operation", parameters).json == {"response": "error", "body": body}
    assert operate(admin, "endcall", -1) == "false"
    assert states(phone) == [IN_CALL, IDLE, IDLE, IDLE, IN_CALL]


def test_current_line(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(lines={"1": {"state": HELD}, "2": {"state": FAILED}, "3": {"state": IN_CALL}, "4": {"state": RINGING}})
    operate(admin, "acceptcall")
    assert states(phone) == [HELD, FAILED, HELD, IN_CALL]
    operate(admin, "endcall")
    assert states(phone) == [HELD, FAILED, HELD]
    operate(admin, "holdcall")
    assert states(phone) == [IN_CALL, FAILED, HELD]
    operate(admin, "holdcall", 3)
    assert states(phone) == [HELD, FAILED, IN_CALL]
    operate(admin, "holdcall")
    assert states(phone) == [HELD, FAILED, HELD]
    assert [operate(admin, "endcall") for _number in range(4)] == ["true", "true", "true", "false"]


def test_hold_that_does_not_toggle(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"hold_toggles": False}, lines={"1": {"state": IN_CALL}})
    assert [operate(admin, "holdcall") for _number in range(2)] == ["true", "false"]
    assert states(phone) == [HELD]


def test_call_that_is_ended_does_not_come_back(caller: Guest, phone: SimulatedPhone) -> None:
    phone.set(far_end="answers")
    call(caller)
    assert operate(caller, "endcall") == "true"
    time.sleep(2 * SOON)
    assert states(phone) == []


# --- what the operator does


def test_ringing(caller: Guest, phone: SimulatedPhone) -> None:
    phone.set(lines={"1": {"state": HELD}})
    phone.ring("4711", "Ann Lee", account=2)
    assert phone.lines()[2] == {"state": RINGING, "number": "4711", "name": "Ann Lee", "account": "2", "active": False}
    assert caller.get("api-get_phone_status").json["body"] == "ringing"
    operate(caller, "acceptcall")
    assert states(phone) == [HELD, IN_CALL]
    assert phone.lines()[2]["name"] == "Ann Lee"
    phone.set(ring={"number": "4712"})
    assert (phone.lines()[3]["state"], phone.lines()[3]["account"]) == (RINGING, "1")


def test_ringing_ends(phone: SimulatedPhone) -> None:
    phone.set(quirks={"ring_seconds": SOON})
    phone.ring("4711")
    assert comes(lambda: states(phone) == [])
    phone.set(lines={str(number): {"state": HELD} for number in range(1, 7)})
    phone.ring("4711")
    assert states(phone) == [HELD] * 6


def test_state_sets_the_first_line(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(lines={"2": {"state": RINGING}}, far_end="busy")
    for state, shown in (("busy", [IN_CALL]), ("ringing", [RINGING]), ("available", [])):
        phone.set(state=state)
        assert (states(phone), phone.state()["state"], phone.state()["far_end"]) == (shown, state, "busy")
        assert admin.get("api-get_phone_status").json["body"] == state


def test_power_ends_calls(phone: SimulatedPhone) -> None:
    phone.set(lines={"2": {"state": HELD}})
    phone.set(off=True)
    assert states(phone) == []


def test_lines_that_a_model_has_not(fleet: Simulator, phone: SimulatedPhone) -> None:
    with pytest.raises(ControlError, match=r"^127\.0\.10\.4, a wp820, has lines 1 to 2; got 3\.$"):
        fleet.all_phones().set(lines={"1": {"state": HELD}, "3": {"state": HELD}})
    assert states(phone) == []
