# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every firmware that concerns passwords, reboots, calls and clocks: what a task does there, and that it does nothing when it is
run again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers import quirks
from integration.helpers.faults_lifecycle import ANSWER, CALLED, NEW, NUMBER, PROVISION, REBOOT, ROTATION, Task
from integration.helpers.faults_matrix import FINE, End
from integration.helpers.lifecycle import (
    CALL,
    CHANGE,
    CHANGE_PASSWORD,
    DAY,
    DIAL,
    HELD,
    IDLE,
    IN_CALL,
    INFO,
    QUICK,
    SYSOP,
    Case,
    asked,
    problems_with,
    run_each,
)
from integration.helpers.playbooks import Ansible, Data, Result
from integration.test_secrets import account
from simulator.client import SimulatedPhone, Simulator

#: The first phone of the fleet. It has no task: a phone moves there.
SPARE = "127.0.10.1"
FACTORY_PASSWORD = "admin"


def _with(task: Task, begin: Data | None = None, **options: Any) -> Task:
    return task._replace(options={**task.options, **options}, begin={**task.begin, **(begin or {})})


def _line_is(*states: int) -> Any:
    return lambda state: state["lines"]["1"]["state"] in states


YOUNG = _with(REBOOT, min_uptime="7d", wait_timeout=30)
RESET = _with(REBOOT, operation="factory_reset", force=True, wait_timeout=30)._replace(
    holds=lambda state: bool(state["values"]["2"] == FACTORY_PASSWORD)
)
WAITED_FOR = _with(CALLED, {"far_end": "answers"}, wait_for="in_call")._replace(holds=_line_is(IN_CALL))
OVER = _with(CALLED, {"registered": {"1": False}}, wait_for="idle")._replace(holds=_line_is(IDLE))
HOLD = _with(ANSWER, {"lines": {"1": {"state": IN_CALL, "number": NUMBER}}}, operation="hold")._replace(holds=_line_is(HELD))
ACCOUNT: Data = {"registered": {"1": None}, "values": account(1, "secret-1001")}


@dataclass(frozen=True)
class Row:
    """A firmware and a task. `first` and `again`: how many requests the runs take; None where that is a matter of time, and
    a task that is not run again because it would do the same."""

    quirks: Mapping[str, Any]
    task: Task
    first: int | None = None
    again: int | None = None
    end: End = FINE
    variables: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in {**self.quirks, **self.variables}.items()) or "no quirk"
        return f"{self.task.options.get('operation', 'password')}: {told}"


def _rotation(firmware: Data, first: int | None = 7, again: int | None = 2, **more: Any) -> Row:
    return Row(firmware, ROTATION, first, again, **more)


def _no(words: str) -> End:
    """The phone refuses to dial, and says so."""
    return End("failed", "api", words, DIAL)


_UNAUTHORIZED = ("success_body", "http_401", "http_403", "html_login")
TASKS = (
    _rotation({}),
    _rotation({"password_change_sessions": "keep"}),
    # The next run knows the separator.
    _rotation({"separator": "."}, 9, 2),
    _rotation({"login_reply": "key_value", "response_case": "title", "keep_alive": False}),
    # It says no, and has done it: a login with each password tells.
    _rotation({"change_password": "in_turn"}, 9),
    # It breaks down over two parameters, and is asked with four when it is back.
    _rotation({"crash_password_pair": True, "crash_seconds": 0.5, "secrets_told": True}, None, None),
    _rotation({"origin": "required"}, variables={"gs_request_method": "post"}),
    _rotation({"password_minimum": 30}, 7, 7, end=End("failed", "api", "wrong", CHANGE)),
    _rotation({"password_kept": False}, 9, 9, end=End("failed", "not_kept", "kept its former one")),
    _rotation({"password_limit": 6}, 9, None, end=End("failed", "ambiguous_write", "neither", "login")),
    _rotation({"refuse_writes": True}, 14, 14, end=End("failed", "ambiguous_write", "HTTP 500", CHANGE)),
    Row({}, YOUNG, None, 3),
    Row({"uptime_form": "full"}, YOUNG, None, 3),
    Row({"uptime_form": "seconds", "time_envelope": True}, YOUNG, None, 3),
    Row({"response_case": "title", "keep_alive": False}, YOUNG, None, 3),
    Row({"shutdown_seconds": 1.2, "boot_seconds": 1.2}, YOUNG, None, 3),
    Row({"ring_seconds": 0.5}, _with(YOUNG, {"ring": {"number": "1"}}, when_busy="wait"), None, 3),
    # Whether it went down shows in the session that it does not know any more.
    *(Row({"unauthorized": choice}, RESET) for choice in _UNAUTHORIZED),
    Row({"reset_address": SPARE}, RESET),
    Row({"provision_reboots": True}, PROVISION),
    Row({"provision_upgrades": True}, PROVISION),
    *(Row({"numbers_as": choice}, WAITED_FOR, None, 3) for choice in ("printed", "integer", "string")),
    Row({"answer_seconds": 0}, WAITED_FOR, 5, 3),
    Row({"failed_seconds": 0.5}, OVER),
    Row({"registration_seconds": 0}, _with(WAITED_FOR, ACCOUNT), None, 3),
    Row({"registration_seconds": 600}, _with(WAITED_FOR, ACCOUNT), end=End("failed", "wait", "account is registered")),
    Row({"hold_toggles": True}, HOLD, 5, 3),
    Row({"hold_toggles": False}, HOLD, 5, 3),
    # The vendor's own web server.
    Row({"operation_reply": "unquoted", "uptime_form": "full_spaced", "time_format": "12h_from_0"}, YOUNG, None, 3),
    Row({"operation_reply": "unquoted"}, PROVISION),
    Row({"reset_reply": "line"}, RESET),
    Row({"operation_line": "current"}, HOLD, 5, 3),
    Row({"crash_call_without_number": True, "crash_unknown_command": True}, WAITED_FOR, None, 3),
    Row({"click_to_dial": "by_value"}, _with(WAITED_FOR, {"values": {"1561": "1"}}), None, 3),
    Row({"click_to_dial": "by_value"}, CALLED, end=_no("click-to-dial is off")),
    Row({"call_without_account": "refused"}, _with(CALLED, {"registered": {"1": False}}), end=_no("no account")),
    Row({"keypad_locked": True}, CALLED, end=_no("keypad locked")),
    Row({"remote_control": "switched_off"}, CALLED, end=_no("remote control is off")),
    Row({"remote_control": "asks"}, _with(WAITED_FOR, wait_timeout=2), end=End("failed", "wait", "in_call within 2 s")),
)  # fmt: skip


@pytest.mark.parametrize("module", [CHANGE_PASSWORD, SYSOP, CALL])
def test_every_firmware(ansible: Ansible, subtests: pytest.Subtests, module: str) -> None:
    rows = {f"phone{number}": row for number, row in enumerate(row for row in TASKS if row.task.module == module)}
    with Simulator(len(rows) + 1, password=PASSWORD) as simulator:
        fleet = Fleet(simulator)
        spare, *addresses = simulator.addresses
        assert spare == SPARE
        ours = {name: simulator.phone(address) for name, address in zip(rows, addresses, strict=True)}
        cases = {name: _case(row, simulator.port) for name, row in rows.items()}
        for name, row in rows.items():
            ours[name].set(quirks={**QUICK, **row.quirks})
            ours[name].set(**{key: value for key, value in row.task.begin.items() if key != "quirks"})

        def run(names: Iterable[str], *, first: bool) -> None:
            targets = {name: (ours[name], cases[name]) for name in names}
            done = run_each(ansible, fleet, module, targets, secrets=[NEW])
            for name in targets:
                with subtests.test(str(rows[name]), run="first" if first else "second"):
                    found = _problems(rows[name], cases[name], done.one(name), ours[name], first)
                    assert not found, "\n".join(found)

        run(rows, first=True)
        simulator.all_phones().clear_requests()
        run([name for name, row in rows.items() if row.again is not None], first=False)


def _case(row: Row, port: int) -> Case:
    places: Data = {"port": port, "host": row.quirks.get("reset_address")}
    reset = {"after_reset": {name: value for name, value in places.items() if value}} if row.task is RESET else {}
    return Case(options={**row.task.options, **reset}, variables=dict(row.variables), end=row.end)


def _problems(row: Row, case: Case, result: Result, phone: SimulatedPhone, first: bool) -> list[str]:
    """What is wrong with a run on a phone of that firmware."""
    requests, writes = len(phone.requests()), len(phone.requests(row.task.endpoint))
    state, fine = phone.state(), row.end == FINE
    if fine and not first:
        found = [] if (result.status, result.data["changed"]) == ("ok", False) else [f"{result.status}: {result.data}"]
    else:
        found = problems_with(case, result, phone)
    expected = row.first if first else row.again
    if expected is not None and requests != expected:
        found.append(f"{requests} requests, not {expected}: {asked(phone)}")
    if fine and writes != int(first) + int(first and "crash_password_pair" in row.quirks):
        found.append(f"{writes} writes")
    if fine and row.quirks.get("reset_address") != SPARE and not row.task.holds(state):
        found.append("it has not done what was asked")
    if state["strikes"] != (2 if "password_limit" in row.quirks else 0):
        found.append(f"{state['strikes']} strikes")
    return found


@dataclass(frozen=True)
class Clock:
    """A firmware's way to tell the time of 2016-08-30, 23:30, after some uptime, and what gs_info makes of it."""

    quirks: Mapping[str, Any]
    date: str | None
    date_text: str
    time_text: str
    uptime_text: str
    uptime: int = 21 * DAY + 3600


_UPTIME = "21 days, 1 hour, 0 minutes, "
CLOCKS = (
    Clock({}, "2016-08-30", "Tue 08/30/2016", "11:30PM", _UPTIME),
    Clock({"date_format": "iso", "time_format": "24h"}, "2016-08-30", "2016-08-30", "23:30", _UPTIME),
    Clock({"date_format": "european"}, "2016-08-30", "Tue 30/08/2016", "11:30PM", _UPTIME),
    Clock({"date_format": "european_bare"}, "2016-08-30", "30/08/2016", "11:30PM", _UPTIME),
    Clock({"uptime_form": "seconds", "time_envelope": True}, "2016-08-30", "Tue 08/30/2016", "11:30PM", "18180"),
    Clock({"uptime_form": "full"}, "2016-08-30", "Tue 08/30/2016", "11:30PM", "0 days, 0 hours, 1 minute, ", 60),
    Clock({}, "2016-08-30", "Tue 08/30/2016", "11:30PM", "", 5),
    Clock(
        {"uptime_form": "full_spaced", "time_format": "12h_from_0"},
        "2016-08-30",
        "Tue 08/30/2016",
        "11:30PM",
        _UPTIME,
        21 * DAY + 3600,
    ),
)
#: Firmware of which the list of accounts is not what the guide prints; and whether account 1 is proved on it.
_ACTIVE: Data = {"reg_means": "active", "status_word": "by_registration"}
ACCOUNTS: tuple[tuple[Data, dict[str, str], list[int], list[int]], ...] = (
    (
        {"unset_account_texts": "null_word", "crash_registered_filter": True, "account_rows": 6},
        account(1, "secret-1001"),
        [1],
        [],
    ),
    ({"account_row_bytes": 300}, account(1, "secret-1001"), [1], []),
    (_ACTIVE, account(1, "secret-1001"), [1], []),
    (_ACTIVE, account(1, "wrong"), [], [1]),
    (_ACTIVE, {**account(1, "wrong"), "47": ""}, [], []),
)
#: What is told certainly is told; a date that could be two is not.
TWO_DATES = Clock({"date_format": "european_bare"}, None, "03/04/2016", "11:30PM", _UPTIME)
#: The firmwares that are tried here; test_quirks.py looks whether any is left out.
_TRIED = (*(row.quirks for row in TASKS), *(row.quirks for row in CLOCKS), *(row[0] for row in ACCOUNTS))
ROWS = tuple(quirks.Row(each, 0, 0) for each in _TRIED)


def test_accounts(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    rows = {f"phone{number}": row for number, row in enumerate(ACCOUNTS)}
    ours = {name: fleet.phone("wp820") for name in rows}
    for name, (firmware, values, _proved, _contradicted) in rows.items():
        ours[name].set(quirks=firmware, values=values)
        ours[name].clear_requests()

    run = ansible.run(fleet.hosts(**ours), [{INFO: {"gather_subset": ["accounts", "status"]}}])

    for name, (firmware, values, proved, contradicted) in rows.items():
        with subtests.test(str(firmware), password=values["34"], server=values["47"]):
            told = run.data(name)
            assert (told["registrations"]["proved"], told["registrations"]["contradicted"]) == (proved, contradicted)
            assert [row["id"] for row in told["accounts"] if row["registered"]] == proved
            assert asked(ours[name]) == ["loginrealm", "login", "api-get_phone_status", "api-get_accounts"]


def test_clocks(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    rows = {f"phone{number}": row for number, row in enumerate((*CLOCKS, TWO_DATES))}
    ours = {name: fleet.phone(("gxv3370", "gxv3350")[number % 2]) for number, name in enumerate(rows)}
    for name, row in rows.items():
        day = "2016-04-03" if row is TWO_DATES else "2016-08-30"
        ours[name].set(quirks=row.quirks, clock=f"{day}T23:30:00", uptime=row.uptime)

    run = ansible.run(fleet.hosts(**ours), [{INFO: {"gather_subset": ["time"]}}])

    for name, row in rows.items():
        with subtests.test(str(row.quirks), uptime=row.uptime):
            told = run.data(name)["time"]
            assert (told["date"], told["date_text"]) == (row.date, row.date_text)
            assert (told["time"], told["time_text"]) in {("23:30", row.time_text), ("23:31", row.time_text.replace("30", "31"))}
            assert row.uptime <= told["uptime"] < row.uptime + 100
            assert told["uptime_text"].startswith(row.uptime_text)
            assert asked(ours[name]) == ["loginrealm", "login", "api-get_time"]
