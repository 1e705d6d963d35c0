# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every fault in rotations, reboots and calls: a phone for each, and one playbook for all of a module.

Where a task failed it is run once more when the fault is gone. After each run every phone tells what it holds and what it saw.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.faults_lifecycle import NEW, STAGES, Trial, trials
from integration.helpers.faults_matrix import FINE, LOCKED
from integration.helpers.lifecycle import (
    CALL,
    CHANGE,
    CHANGE_PASSWORD,
    DIAL,
    LINES,
    OPERATE,
    OPERATION,
    SYSOP,
    TIME,
    problems_with,
    run_each,
)
from integration.helpers.playbooks import Ansible, Data, Result, Run
from simulator.client import SimulatedPhone, Simulator

_PATIENCE = {"gs_timeout": 2, "gs_retries": 2}
#: Failed logins that lock a phone.
_LOCKOUT = 5


@pytest.mark.long
@pytest.mark.parametrize("module", [CHANGE_PASSWORD, SYSOP, CALL])
def test_fault_matrix(ansible: Ansible, subtests: pytest.Subtests, module: str) -> None:
    matrix = {f"phone{number}": trial for number, trial in enumerate(trials(module))}
    with Simulator(len(matrix), password=PASSWORD) as simulator:
        fleet = Fleet(simulator)
        ours = {name: simulator.phone(address) for name, address in zip(matrix, simulator.addresses, strict=True)}
        for name, trial in matrix.items():
            ours[name].set(**trial.stage.task.begin)
            ours[name].fault(**trial.fault)

        faulty = _run(ansible, fleet, module, ours, matrix)
        states = {name: phone.state() for name, phone in ours.items()}
        held = {name: trial.stage.task.holds(states[name]) for name, trial in matrix.items()}
        for name, trial in matrix.items():
            with subtests.test(str(trial), during="the fault"):
                found = _during(trial, faulty.one(name), ours[name], states[name])
                assert not found, "\n".join(found)

        simulator.all_phones().clear_faults()
        failed = {name: trial for name, trial in matrix.items() if trial.expected.end != FINE}
        for name, trial in failed.items():
            if module == SYSOP:
                ours[name].wait_until_up()
            again = trial.stage.task.begin if module == SYSOP or not held[name] else {}
            ours[name].set(**again | {"strikes": 0, "locked_for": 0})
            ours[name].clear_requests()
        healthy = _run(ansible, fleet, module, ours, failed)
        for name, trial in failed.items():
            with subtests.test(str(trial), after="the fault"):
                found = _afterwards(trial, healthy.one(name), ours[name], held[name])
                assert not found, "\n".join(found)
        assert simulator.output().count("\n") == 1, simulator.output()


def _run(ansible: Ansible, fleet: Fleet, module: str, ours: Mapping[str, SimulatedPhone], matrix: Mapping[str, Trial]) -> Run:
    patients = {name: (ours[name], trial.case) for name, trial in matrix.items()}
    return run_each(ansible, fleet, module, patients, group=_PATIENCE, secrets=[NEW])


def _during(trial: Trial, result: Result, phone: SimulatedPhone, state: Data) -> list[str]:
    """What is wrong with the task that met the fault."""
    expected, task = trial.expected, trial.stage.task
    case, end, held = trial.case, trial.expected.end, task.holds(state)
    problems = problems_with(case, result, phone) if end == FINE or end.endpoint else _problems_with_end(trial, result)
    if len(phone.requests(task.endpoint)) != expected.sent:
        problems.append(f"it was sent {len(phone.requests(task.endpoint))} times, not {expected.sent} times")
    if held != expected.held:
        problems.append(f"the phone {'has' if held else 'has not'} done it")
    # What a lost write has changed is not certain.
    if end.kind not in ("ambiguous_write", "wait") and result.data.get("changed") != held:
        problems.append(f"changed={result.data.get('changed')}, and {held=}")
    if state["strikes"] >= _LOCKOUT - 1 or bool(state["locked_for"]) != (trial.row.name == "locked"):
        problems.append(f"{state['strikes']} strikes, locked for {state['locked_for']} s")
    if end == LOCKED and len(phone.requests("login")) > (1 if trial.stage.name == "first login" else 3):
        problems.append(f"{len(phone.requests('login'))} logins at a locked phone")
    return problems


def _problems_with_end(trial: Trial, result: Result) -> list[str]:
    """As `problems_with`, where it depends on the moment at which request it shows."""
    end, error = trial.expected.end, result.data.get("error", {})
    if (result.status, error.get("kind")) != (end.status, end.kind):
        return [f"ended {result.status} {error.get('kind')}, not {end.status} {end.kind}: {result.data.get('msg')}"]
    endpoints = ("", trial.stage.endpoint, trial.stage.task.endpoint)
    return [] if error.get("endpoint", "") in endpoints else [f"at {error['endpoint']}: {result.data['msg']}"]


def _afterwards(trial: Trial, result: Result, phone: SimulatedPhone, held: bool) -> list[str]:
    """What is wrong with the same task when the fault is gone: it must do what is left to do. A reboot is always asked for."""
    if result.status != "ok":
        return [f"ended {result.status}: {result.data.get('msg')}"]
    left = not held or trial.stage.task.module == SYSOP
    wrote = len(phone.requests(trial.stage.task.endpoint))
    if trial.stage.task.options.get("wait") is False:
        phone.wait_until_up()
    problems = []
    if (result.data["changed"], wrote) != (left, int(left)):
        problems.append(f"changed={result.data['changed']}, sent {wrote} times, but {held=} before")
    state = phone.state()
    if not trial.stage.task.holds(state):
        problems.append("the phone has not done it in the end")
    if state["strikes"]:
        problems.append(f"{state['strikes']} strikes in the end")
    return problems


def test_the_matrix_is_whole() -> None:
    """The endpoints that change or watch a phone's life; test_faults_phonebook.py looks whether any is left out."""
    assert {stage.endpoint for stage in STAGES} == {"login", CHANGE, OPERATION, TIME, LINES, DIAL, OPERATE}
    tried = {trial.stage.name for module in (CHANGE_PASSWORD, SYSOP, CALL) for trial in trials(module)}
    assert tried == {stage.name for stage in STAGES}
