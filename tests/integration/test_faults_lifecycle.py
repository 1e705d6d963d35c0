# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every fault in rotations, reboots and calls: a phone for each, and one playbook for all of a module.

Where a task failed it is run once more when the fault is gone. After each run every phone tells what it holds and what it saw.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import pytest

from integration.helpers.faults_fleet import PATIENCE, Matrix, fleet_of, numbered
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
from integration.helpers.playbooks import Ansible, Data, Result
from simulator.client import SimulatedPhone

#: Failed logins that lock a phone.
_LOCKOUT = 5


@pytest.mark.long
@pytest.mark.parametrize("module", [CHANGE_PASSWORD, SYSOP, CALL])
def test_fault_matrix(ansible: Ansible, subtests: pytest.Subtests, module: str) -> None:
    strikes = numbered(trials(module))
    with fleet_of(strikes) as (fleet, phones):
        for name, trial in strikes.items():
            phones[name].set(**trial.stage.task.begin)
        targets = {name: Target(phone) for name, phone in phones.items()}
        _Operations(ansible, fleet, targets, strikes, group=PATIENCE, secrets=[NEW]).check_all(subtests)


class Target(NamedTuple):
    """A phone whose task is that of its fault's stage."""

    phone: SimulatedPhone


class _Operations(Matrix[Trial, Target]):
    """The matrix of a module that changes a phone's life."""

    #: What the phones were when the last run ended; they live on.
    states: Mapping[str, Data]

    def run(self, names: Collection[str]) -> dict[str, Result]:
        """As of every matrix."""
        self.fleet.simulator.all_phones().clear_requests()
        (module,) = {self.strikes[name].stage.task.module for name in names}
        targets = {name: (self.targets[name].phone, self.strikes[name].case) for name in names}
        run = run_each(self.ansible, self.fleet, module, targets, **self.options)
        self.states = {name: self.targets[name].phone.state() for name in names}
        return {name: run.one(name) for name in names}

    def holds(self, name: str) -> bool:
        """Whether the phone had done it when the run ended."""
        return self.strikes[name].stage.task.holds(self.states[name])

    def during(self, name: str, result: Result, held: bool) -> list[str]:
        """How the task ended, what was sent, and how close the phone is to its lockout."""
        trial, phone, state = self.strikes[name], self.targets[name].phone, self.states[name]
        expected, task, end = trial.expected, trial.stage.task, trial.end
        problems = problems_with(trial.case, result, phone) if end == FINE or end.endpoint else _problems_with_end(trial, result)
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

    def again(self, name: str, held: bool) -> None:
        """Let it begin anew where it has to be done again; a reboot always is."""
        phone, task = self.targets[name].phone, self.strikes[name].stage.task
        if task.module == SYSOP:
            phone.wait_until_up()
        phone.set(**(task.begin if task.module == SYSOP or not held else {}) | {"strikes": 0, "locked_for": 0})

    def afterwards(self, name: str, result: Result, held: bool) -> list[str]:
        """It does what is left to do. A reboot is always asked for."""
        trial, phone = self.strikes[name], self.targets[name].phone
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


def _problems_with_end(trial: Trial, result: Result) -> list[str]:
    """As `problems_with`, where it depends on the moment at which request it shows."""
    end, error = trial.end, result.data.get("error", {})
    if (result.status, error.get("kind")) != (end.status, end.kind):
        return [f"ended {result.status} {error.get('kind')}, not {end.status} {end.kind}: {result.data.get('msg')}"]
    endpoints = ("", trial.stage.endpoint, trial.stage.task.endpoint)
    return [] if error.get("endpoint", "") in endpoints else [f"at {error['endpoint']}: {result.data['msg']}"]


def test_the_matrix_is_whole() -> None:
    """The endpoints that change or watch a phone's life; test_faults_phonebook.py looks whether any is left out."""
    assert {stage.endpoint for stage in STAGES} == {"login", CHANGE, OPERATION, TIME, LINES, DIAL, OPERATE}
    tried = {trial.stage.name for module in (CHANGE_PASSWORD, SYSOP, CALL) for trial in trials(module)}
    assert tried == {stage.name for stage in STAGES}
