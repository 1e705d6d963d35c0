# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_sysop: it looks before it acts, sends its request once, and takes nothing for granted afterwards."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.faults_matrix import FINE, End
from integration.helpers.lifecycle import (
    CALLING,
    DAY,
    FAILED,
    HELD,
    IN_CALL,
    LINES,
    LOGIN,
    OPERATION,
    QUICK,
    RINGING,
    STATUS,
    SYSOP,
    TIME,
    Case,
    asked,
    begin,
    problems_with,
    run_each,
    sent,
    start_each,
    take,
    wrong_input,
)
from integration.helpers.playbooks import Ansible, Data, Result
from simulator.client import SimulatedPhone

#: What a phone leaves the factory with.
FACTORY_PASSWORD = "admin"
USER_PASSWORD = "user's old &1"
AS_USER: Data = {"ansible_user": "user", "ansible_password": USER_PASSWORD}
BUSY = End("failed", "busy", "the phone is busy: line 1 is")
SKIPPED = End("skipped")
REBOOT: Data = {"operation": "reboot", "wait_timeout": 20}
#: A phone with a history.
LIVED: Data = {
    "values": {"196": USER_PASSWORD, "30": "ntp.example.net"},
    "contacts": [{"first_name": "Ann"}],
    "quirks": QUICK,
    "uptime": 8 * DAY,
}


@dataclass(frozen=True, kw_only=True)
class Operation(Case):
    """`sent`: what the phone is asked to do. `looks`: what it is asked before. `checked`: how check mode ends, if otherwise."""

    sent: str = "REBOOT"
    looks: list[str] = field(default_factory=lambda: [*LOGIN, LINES, TIME])
    checked: End | None = None

    @property
    def reboots(self) -> bool:
        """Whether the phone has rebooted when the task is over."""
        return self.sent == "REBOOT" and self.end == FINE

    @property
    def looks_in_check_mode(self) -> list[str]:
        """What is left of `looks` without the uptime that a reboot is proved against: something, so that a phone that is off
        shows."""
        proved = self.looks[-2:] in ([LINES, TIME], [LINES, LINES])
        return self.looks[:-1] if proved else self.looks


def _reboot(options: Data | None = None, start: Data | None = None, **more: Any) -> Operation:
    begin_with = {**LIVED, **(start or {})}
    return Operation(options={**REBOOT, **(options or {})}, start=begin_with, **more)


def _slow(**quirks: float) -> Data:
    return {"quirks": {**QUICK, **quirks}}


def _busy(state: int = IN_CALL) -> Data:
    return {"lines": {"1": {"state": state, "number": "4711", "account": "1"}}}


def _not_touched(end: End, options: Data, start: Data, **more: Any) -> Operation:
    return _reboot(options, start, end=end, sent="", looks=[*LOGIN, LINES], **more)


def _refused(says: str, **options: Any) -> Operation:
    return _reboot(options, end=wrong_input(says), sent="", looks=[])


def _needs_admin(operation: str, **options: Any) -> Operation:
    looks = [*LOGIN, LINES, *([TIME] if operation == "factory_reset" else [])]
    end = End("failed", "api", r"\badmin\b", OPERATION)
    return _reboot(
        {"operation": operation, **options},
        variables=AS_USER,
        end=end,
        sent={"provision": "PROV", "factory_reset": "RESET"}[operation],
        looks=looks,
        checked=FINE,
    )


_LATE = {"wait_timeout": 2}
_WAITED = End("failed", "wait", "was not back within 2 s")
OPERATIONS = {
    "idle": _reboot(),
    # The first looks meet a phone that still answers as ever.
    "slow to go down": _reboot(start=_slow(shutdown_seconds=1.6)),
    "slow to start": _reboot(start=_slow(boot_seconds=2)),
    "up for a minute": _reboot(start={"uptime": 60}),
    "never goes down": _reboot(_LATE, _slow(shutdown_seconds=600), end=_WAITED, checked=FINE),
    "never comes back": _reboot(_LATE, _slow(boot_seconds=600), end=_WAITED, checked=FINE),
    "not waited for": _reboot({"wait": False}, looks=[*LOGIN, LINES]),
    "as user": _reboot(variables=AS_USER),
    # Younger phones are left alone.
    "too young": _reboot({"min_uptime": "8d 1h"}, changed=False, sent="", looks=[*LOGIN, TIME]),
    "too young, in a call": _reboot({"min_uptime": "9d"}, _busy(), changed=False, sent="", looks=[*LOGIN, TIME]),
    "old enough": _reboot({"min_uptime": "7d"}, looks=[*LOGIN, TIME, LINES, TIME]),
    "old enough, in a call": _reboot({"min_uptime": "7d"}, _busy(), end=BUSY, sent="", looks=[*LOGIN, TIME, LINES]),
    # Busy, or not.
    "ringing": _not_touched(BUSY, {}, _busy(RINGING)),
    "calling": _not_touched(BUSY, {}, _busy(CALLING)),
    "in a call": _not_touched(BUSY, {"when_busy": "fail"}, _busy()),
    "on hold": _not_touched(BUSY, {}, _busy(HELD)),
    "after a failed call": _reboot(start=_busy(FAILED)),
    "skip": _not_touched(SKIPPED, {"when_busy": "skip"}, _busy(), changed=False),
    "skip, idle": _reboot({"when_busy": "skip"}),
    # `_end_call_when_looked_at` ends it.
    "wait": _reboot({"when_busy": "wait", "busy_timeout": 60}, _busy(), looks=[*LOGIN, LINES, LINES]),
    "wait in vain": _not_touched(
        End("failed", "busy", "stayed so for 0 s"), {"when_busy": "wait", "busy_timeout": 0}, _busy(), checked=FINE
    ),
    "force": _reboot({"when_busy": "force"}, _busy(), looks=[*LOGIN, TIME]),
    # The administrator's.
    "user provisions": _needs_admin("provision"),
    "user resets": _needs_admin("factory_reset", force=True),
    # Cannot be meant.
    "reset without force": _refused("force: true", operation="factory_reset"),
    "force without reset": _refused("when_busy: force", force=True),
    "places without reset": _refused("after_reset", after_reset={"port": 80}),
    "uptime of a provisioning": _refused("min_uptime", operation="provision", min_uptime="7d"),
    "no duration": _refused("'soon' is not a duration", min_uptime="soon"),
    "no time": _refused("wait_timeout", wait_timeout=-1),
}  # fmt: skip


def test_operations(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """Each case in check mode, which sends nothing, and in earnest."""
    ours = take(fleet, OPERATIONS)
    targets = {name: (ours[name], case) for name, case in OPERATIONS.items()}

    asking = {name: target for name, target in targets.items() if not target[1].is_refused_at_once}
    run = run_each(ansible, fleet, SYSOP, asking, "--check", secrets=[USER_PASSWORD])

    for name in asking:
        with subtests.test(name, run="check"):
            found = _in_check_mode(OPERATIONS[name], run.one(name), ours[name])
            assert not found, "\n".join(found)

    begin(ours, OPERATIONS)
    started = start_each(ansible, fleet, SYSOP, targets, secrets=[USER_PASSWORD])
    _end_call_when_looked_at(ours["wait"])
    run = started.finish()
    for name, case in OPERATIONS.items():
        with subtests.test(name, run="earnest"):
            found = _in_earnest(case, run.one(name), ours[name])
            assert not found, "\n".join(found)
    assert run.data("slow to go down")["waited"] >= 2
    assert run.data("too young")["uptime"] // DAY == 8
    assert "waited" not in run.data("not waited for")
    skipped = run.one("skip").data
    assert skipped["skip_reason"] == "line 1 is in_call"
    line = {"line": 1, "state": 4, "state_name": "in_call", "account": "1", "name": "", "number": "4711", "active": True}
    assert skipped["lines"] == run.failure("in a call")["error"]["lines"] == [line]


def _end_call_when_looked_at(phone: SimulatedPhone) -> None:
    """The call of a phone that is waited for ends, and nothing has been sent before."""
    deadline = time.monotonic() + 60
    while len(phone.requests(LINES)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert sent(phone) == []
    phone.set(lines={"1": {"state": 0}})


def _in_check_mode(case: Operation, result: Result, phone: SimulatedPhone) -> list[str]:
    """What the run would do is known without a write, and without waiting for anything."""
    problems = [f"it was sent {sent(phone)}"] if sent(phone) else []
    end = case.checked or case.end
    if end != FINE:
        return problems + problems_with(case, result, phone)
    if (result.status, result.data["changed"]) != ("ok", case.changed):
        problems.append(f"{result.status}, changed={result.data['changed']}: {result.data.get('msg')}")
    if asked(phone) != case.looks_in_check_mode:
        problems.append(f"it was asked {asked(phone)}, not {case.looks_in_check_mode}")
    return problems


def _in_earnest(case: Operation, result: Result, phone: SimulatedPhone) -> list[str]:
    problems = problems_with(case, result, phone)
    requests = [[["request", case.sent]]] if case.sent else []
    if sent(phone) != requests:
        problems.append(f"it was sent {sent(phone)}")
    if asked(phone)[: len(case.looks)] != case.looks:
        problems.append(f"it was asked {asked(phone)}, first not {case.looks}")
    if case.reboots and case.options.get("wait") is False:
        phone.wait_until_up()
    uptime = phone.uptime()
    if case.end.kind != "wait" and (uptime < DAY) != (case.reboots or case.start["uptime"] < DAY):
        problems.append(f"it is up for {uptime:g} s")
    if case.reboots:
        problems += _problems_of_reboot(case, result, phone)
    return problems


def _problems_of_reboot(case: Operation, result: Result, phone: SimulatedPhone) -> list[str]:
    """What must hold when a phone went down and came back."""
    shown = {"operation": case.options["operation"]}
    facts = {
        f"uptime of {phone.uptime():g} s": phone.uptime() < 50,
        f"changes={result.data['changes']}": result.data["changes"] == [shown],
        f"diff {result.data['diff']}": result.data["diff"]["after"] == "operation: reboot\n",
        "strikes": phone.state()["strikes"] == 0,
    }
    if case.options.get("wait", True):
        after = asked(phone)[asked(phone).index(OPERATION) + 1 :]
        facts[f"result says uptime {result.data['uptime']}"] = result.data["uptime"] < 10
        # Whether someone answers is asked before a login is tried.
        facts[f"asked {after}"] = after[0] == STATUS and after[-3:] == [*LOGIN, TIME]
    return [problem for problem, is_right in facts.items() if not is_right]


def test_life_of_a_phone(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """A reboot, one that is not needed any more, a provisioning, and back to the factory."""
    phone = fleet.phone()
    phone.set(**{**LIVED, "provisioning": {"30": "provisioned.example.net"}})
    port = fleet.simulator.port
    steps: dict[str, Data] = {
        "reboot": {"operation": "reboot", "min_uptime": "7d"},
        "again": {"operation": "reboot", "min_uptime": "7d"},
        "provision": {"operation": "provision"},
        "reset": {"operation": "factory_reset", "force": True, "after_reset": {"port": port}},
    }
    tasks: list[Data] = [{"name": name, SYSOP: {"wait_timeout": 30, **options}} for name, options in steps.items()]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, "--diff", door=door)

    assert [result.data["changed"] for result in run.results] == [True, False, True, True], run.output
    assert [dict(pairs)["request"] for pairs in sent(phone)] == ["REBOOT", "PROV", "RESET"]
    assert run.data("lobby", "reset")["found"] == {"host": phone.address, "port": port, "username": "gmiadmin"}
    assert "uptime" not in run.data("lobby", "provision")
    assert run.data("lobby", "provision")["waited"] >= 0
    state = phone.state()
    assert (state["values"]["2"], state["strikes"], state["contacts"]) == (FACTORY_PASSWORD, 0, [])
    assert state["values"]["30"] not in ("ntp.example.net", "provisioned.example.net")


def test_provisioning(ansible: Ansible, fleet: Fleet) -> None:
    """It ends when the phone answers, also where the credentials or the firmware changed with it, and spends no strike."""
    new = "provisioned-2 +&"
    provision: Data = {"operation": "provision", "wait_timeout": 20}
    cases = {
        "plain": Case(options=provision, start={"provisioning": {"30": "provisioned.example.net"}}),
        "password": Case(options=provision, start={"provisioning": {"2": new}}),
        "reboots": Case(options=provision, start={"quirks": {**QUICK, "provision_reboots": True}, "provisioning": {"30": "x"}}),
        "not waited for": Case(options={**provision, "wait": False}, start={"provisioning": {"30": "x"}}),
    }
    ours = take(fleet, cases)

    run = run_each(ansible, fleet, SYSOP, {name: (ours[name], case) for name, case in cases.items()}, secrets=[new])

    assert run.changed(*cases) == [True] * 4
    for name, phone in ours.items():
        phone.wait_until_up()
        assert sent(phone) == [[["request", "PROV"]]]
        provisioned = cases[name].start["provisioning"]
        assert {number: phone.values()[number] for number in provisioned} == provisioned
        assert (phone.state()["strikes"], len(phone.requests("login"))) == (0, 1), name
    assert "waited" not in run.data("not waited for")


def test_factory_reset(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """The factory's password is no strike before the phone went down; and where only the waiting fails, it says just that."""
    moved = fleet.phone()
    moved.set(off=True)
    worked = "the factory reset worked: the phone went down for it. Only the waiting failed"
    reset: Data = {"operation": "factory_reset", "force": True, "wait_timeout": 20}
    place: Data = {"port": fleet.simulator.port}
    gone = {"quirks": {**QUICK, "reset_address": "127.0.99.99"}}
    wait = End("failed", "wait", worked)
    cases = {
        "slow": Case(options={**reset, "after_reset": place}, start={**LIVED, **_slow(shutdown_seconds=1.6)}),
        "moved": Case(
            options={**reset, "after_reset": {**place, "host": moved.address}},
            start={**LIVED, "quirks": {**QUICK, "reset_address": moved.address}},
        ),
        "not waited for": Case(options={**reset, "wait": False}, start=LIVED),
        "gone": Case(options={**reset, "wait_timeout": 3, "after_reset": place}, start={**LIVED, **gone}, end=wait),
        "port unknown": Case(options={**reset, "wait_timeout": 3, "after_reset": {"port": 1}}, start=LIVED, end=wait),
        "password unknown": Case(options={**reset, "after_reset": {**place, "password": PASSWORD}}, start=LIVED, end=wait),
    }
    ours = take(fleet, cases)

    run = run_each(ansible, fleet, SYSOP, {name: (ours[name], case) for name, case in cases.items()})

    for name, phone in ours.items():
        with subtests.test(name):
            assert not problems_with(cases[name], run.one(name), phone)
            assert run.one(name).data["changes"] == [{"operation": "factory_reset"}]
            assert sent(phone) == [[["request", "RESET"]]]
            assert phone.state()["strikes"] <= (2 if name == "password unknown" else 0)
            if name not in ("moved", "gone"):
                phone.wait_until_up()
            assert (phone.values()["2"], phone.contacts()) == (FACTORY_PASSWORD, [])
    after = asked(ours["slow"])[asked(ours["slow"]).index(OPERATION) + 1 :]
    assert after.count("login") == 1
    assert after[0] == TIME, "it looks whether the phone is still up, with the session that it has"
    assert run.data("moved")["found"] == {"host": moved.address, "port": fleet.simulator.port, "username": "gmiadmin"}
    assert asked(moved)[-3:] == [*LOGIN, TIME]
    assert "found" not in run.data("not waited for")
