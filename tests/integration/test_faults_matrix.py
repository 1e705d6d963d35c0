# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every fault at every request of a task, once and for as long as the task tries: a phone for each, of both profiles, and one
playbook for all.

Where a task failed it is run once more when the fault is gone. After each run every phone tells what it holds and what it saw.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest

from integration.helpers.faults_fleet import (
    Matrix,
    Target,
    Writes,
    logins,
    numbered,
    prepared_fleet,
    problems_with_end,
    run_on,
    writes,
)
from integration.helpers.faults_matrix import FINE, LOCKED, ROWS, STAGES_OF, Case, cases, chosen
from integration.helpers.journeys import KEPT, PROFILES
from integration.helpers.playbooks import Ansible, Result
from integration.test_faults_hostile import HOSTILE
from simulator.client import SimulatedPhone
from simulator.faults import FAULT_KINDS

#: Logins that may fail before the phone locks the account. A task must leave some to a person.
_LOCKOUT = 5
#: What the phone does later than it answers: that matters where a write is an addition, so test_faults_phonebook.py has it.
_LATER = {"late", "slow_work"}
#: What looks like a refusal costs attempts.
_LIKE_REFUSALS = {("truncated", "random"), ("empty", "login")}


@pytest.mark.long
@pytest.mark.parametrize("always", [True, False], ids=["always", "once"])
def test_fault_matrix(ansible: Ansible, subtests: pytest.Subtests, always: bool) -> None:
    _check_all(ansible, subtests, (case for profile in PROFILES for case in cases(always, profile)), tolerated=[KEPT])


#: One for each way in which a task deals with a fault; the engine behind both doors is the same.
_SHIPPED = {
    "hang at first read, always",
    "reset at write, always",
    "html at login, always",
    "locked at login, always",
    "reset_after at write, always",
    "reboot at write, once",
    "dead_session at read back, once",
}


def test_faults_through_the_shipped_door(ansible: Ansible, subtests: pytest.Subtests) -> None:
    _check_all(ansible, subtests, chosen((*cases(always=True), *cases(always=False)), _SHIPPED), door="shipped")


def _check_all(ansible: Ansible, subtests: pytest.Subtests, faults: Iterable[Case], **options: Any) -> None:
    strikes = numbered(faults)
    # Each stage reads what it names and no more: which phone it is has tests of its own.
    tasks = {name: (case.stage.values, {"gs_check_identity": False, **case.row.variables}) for name, case in strikes.items()}
    with prepared_fleet(tasks) as (fleet, targets):
        for name, case in strikes.items():
            targets[name].phone.set(profile=case.profile)
        _Values(ansible, fleet, targets, strikes, **options).check_all(subtests)


class _Values(Matrix[Case, Target]):
    """The matrix of gs_pvalue."""

    def run(self, names: Collection[str]) -> dict[str, Result]:
        """As of every matrix."""
        run = run_on(self.ansible, self.fleet, {name: self.targets[name] for name in names}, **self.options)
        return {name: run.one(name) for name in names}

    def holds(self, name: str) -> bool:
        """Whether the phone has all that is asked for."""
        return self.targets[name].holds()

    def during(self, name: str, result: Result, held: bool) -> list[str]:
        """How the task ended, what was written, and what it says of that."""
        case, phone = self.strikes[name], self.targets[name].phone
        problems = problems_with_end(result, case.end, phone, case.end.endpoint or case.stage.endpoint)
        seen = writes(phone)
        if seen.sent != case.writes:
            problems.append(f"the write was sent {seen.sent} times, not {case.writes} times")
        if seen.done != held:
            problems.append(
                f"the write was carried out {seen.done} times, and the phone {'holds' if held else 'lacks'} the values"
            )
        if case.end == FINE and not (held and result.data.get("changed")):
            problems.append(f"a task that went well must have changed the phone: changed={result.data.get('changed')}, {held=}")
        # What a lost write has changed is not certain.
        if case.end != FINE and case.end.kind != "ambiguous_write" and result.data.get("changed") != held:
            problems.append(f"a task that failed says changed={result.data.get('changed')}, and {held=}")
        return problems + _lockout_problems(case, phone)

    def afterwards(self, name: str, result: Result, held: bool) -> list[str]:
        """It writes if and only if the values are not there."""
        seen = writes(self.targets[name].phone)
        if result.status != "ok":
            return [f"ended {result.status}: {result.data.get('msg')}"]
        problems = []
        if result.data["changed"] == held:
            problems.append(f"changed={result.data['changed']}, but {held=} before")
        if seen != Writes(not held, not held):
            problems.append(f"{seen}, but {held=} before")
        if not self.holds(name):
            problems.append("the phone does not hold the values in the end")
        return problems


def _lockout_problems(case: Case, phone: SimulatedPhone) -> list[str]:
    """No login with the right password may bring the phone closer to its lockout, and none may follow when it is locked."""
    problems, state = [], phone.state()
    allowed = 2 if (case.row.name, case.stage.name) in _LIKE_REFUSALS else 0
    if state["strikes"] > allowed:
        problems.append(f"{state['strikes']} strikes of {_LOCKOUT}, with the right password")
    if bool(state["locked_for"]) != (case.row.name == "locked"):
        problems.append(f"the phone is locked for {state['locked_for']} s")
    if case.end == LOCKED and logins(phone) != 1:
        problems.append(f"{logins(phone)} logins at a locked phone")
    return problems


def test_the_matrix_is_whole() -> None:
    """Every fault that the simulator knows, here or in test_faults_hostile.py; test_faults_phonebook.py sees to the endpoints."""
    assert {row.kind or row.name for row in ROWS} == set(FAULT_KINDS) - _LATER - set(HOSTILE)
    for profile, stages in STAGES_OF.items():
        names = [str(case) for case in cases(True, profile)]
        assert len(set(names)) == len(names) >= len(ROWS) * sum(not stage.late for stage in stages)
        assert {case.stage.name for case in cases(False, profile)} == {stage.name for stage in stages}
