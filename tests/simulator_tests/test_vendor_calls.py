# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls as on the vendor's own web server, and as on newer firmware."""

from __future__ import annotations

import pytest

from simulator.client import SimulatedPhone
from simulator_tests.guest import LOST, Guest

DIAL = {"phonenumber": "4711", "account": "0"}
DONE = {"response": "success", "body": ""}


@pytest.mark.parametrize(
    ("quirk", "endpoint", "query"),
    [
        ("crash_call_without_number", "api-make_call", "account=0"),
        ("crash_call_without_number", "api-make_call", "phonenumber=&account=0"),
        ("crash_unknown_command", "api-phone_operation", "cmd=dance&line=1"),
        ("crash_unknown_command", "api-phone_operation", "line=1"),
    ],
)
def test_crashes(admin: Guest, phone: SimulatedPhone, quirk: str, endpoint: str, query: str) -> None:
    assert admin.ask(endpoint, query).json["response"] == "error"
    phone.set(quirks={quirk: True, "crash_seconds": 0.1})
    with pytest.raises(LOST):
        admin.ask(endpoint, query)
    assert phone.requests()[-1]["outcome"] == "crashed"


@pytest.mark.parametrize(
    ("quirks", "values", "words"),
    [
        ({"click_to_dial": "by_value"}, {"1561": ""}, "click-to-dial is off"),
        ({"click_to_dial": "by_value"}, {"1561": "0"}, "click-to-dial is off"),
        ({"click_to_dial": "by_value"}, {"1561": "1"}, None),
        ({"keypad_locked": True}, {}, "keypad locked"),
        ({"remote_control": "switched_off"}, {}, "remote control is off"),
        ({}, {}, None),
    ],
)
def test_calls_that_are_refused(
    admin: Guest, phone: SimulatedPhone, quirks: dict[str, object], values: dict[str, str], words: str | None
) -> None:
    phone.set(quirks=quirks, values=values, registered={"1": True})
    answer = admin.get("api-make_call", DIAL).json
    assert answer == ({"response": "error", "body": words} if words else DONE)
    assert (phone.lines()[1]["number"] == "4711") == (words is None)
    misc = admin.get("api-get_phone_status").json["misc"]
    assert misc == ("1" if values.get("1561") == "1" else "0")


def test_no_usable_account(admin: Guest, phone: SimulatedPhone) -> None:
    assert admin.get("api-make_call", DIAL).json == DONE
    assert phone.lines()[1]["state"] == 8
    phone.set(quirks={"call_without_account": "refused"})
    for account in ("0", "99"):
        assert admin.get("api-make_call", {**DIAL, "account": account}).json == {"response": "error", "body": "no account"}
    assert phone.lines()[2]["state"] == 0


@pytest.mark.parametrize(("command", "state"), [("endcall", 0), ("holdcall", 5)])
def test_the_line_is_ignored(admin: Guest, phone: SimulatedPhone, command: str, state: int) -> None:
    """The call that is talked on is hit, whatever line was meant."""
    talking = {"state": 4, "active": True, "number": "1"}
    phone.set(lines={"1": talking, "2": {"state": 5, "number": "2"}})
    phone.set(quirks={"operation_line": "current"})
    admin.get("api-phone_operation", {"cmd": command, "line": "2"})
    assert (phone.lines()[1]["state"], phone.lines()[2]["state"]) == (state, 5)
    phone.set(quirks={"operation_line": "as_given"}, lines={"1": talking, "2": {"state": 4, "number": "2"}})
    admin.get("api-phone_operation", {"cmd": command, "line": "2"})
    assert (phone.lines()[1]["state"], phone.lines()[2]["state"]) == (4, state)


def test_other_commands_know_their_line(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"operation_line": "current"}, lines={"1": {"state": 2}, "2": {"state": 2}})
    admin.get("api-phone_operation", {"cmd": "rejectcall", "line": "2"})
    assert (phone.lines()[1]["state"], phone.lines()[2]["state"]) == (2, 0)


def test_a_call_that_waits_for_a_finger(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"remote_control": "asks"}, registered={"1": True}, lines={"2": {"state": 2}})
    assert admin.get("api-make_call", DIAL).json == DONE
    assert admin.get("api-phone_operation", {"cmd": "rejectcall", "line": "2"}).json["body"] == "true"
    assert (phone.lines()[1]["state"], phone.lines()[2]["state"]) == (0, 2)
    phone.set(quirks={"remote_control": "switched_off"})
    assert admin.get("api-phone_operation", {"cmd": "rejectcall", "line": "2"}).json["response"] == "error"
    assert phone.lines()[2]["state"] == 2
