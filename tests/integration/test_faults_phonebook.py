# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every fault at every request of the phonebook's tasks, and connections that die at each write of a long run.

Where a task failed it is run once more when the fault is gone. After each run every phone tells what it holds and what it saw.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest

from integration.conftest import Fleet
from integration.helpers import faults_lifecycle, faults_matrix
from integration.helpers.books import (
    ADD_GROUP,
    DELETE,
    EDIT_GROUP,
    PHONEBOOK,
    SAVE,
    contacts,
    named,
    own_groups,
    phones,
    run_each,
    written,
)
from integration.helpers.faults_fleet import Matrix, numbered, problems_with_end
from integration.helpers.faults_matrix import FINE, chosen
from integration.helpers.faults_phonebook import STAGES, WRITE_ROWS, Case, Target, cases, prepared_fleet, run_on
from integration.helpers.playbooks import Ansible, Data, Result
from simulator.client import SimulatedPhone
from support.endpoints import ENDPOINTS


@pytest.mark.long
@pytest.mark.parametrize("always", [True, False], ids=["always", "once"])
def test_fault_matrix(ansible: Ansible, subtests: pytest.Subtests, always: bool) -> None:
    _check_all(ansible, subtests, cases(always))


#: One for each way in which a task deals with a fault; the engine behind both doors is the same.
_SHIPPED = {
    "reset at contacts, always",
    "hang at new contact, always",
    "reset at new group, once",
    "reset_after at new contact, always",
    "dead_session at new group, once",
    "status_500 at removal of all, always",
}


def test_faults_through_the_shipped_door(ansible: Ansible, subtests: pytest.Subtests) -> None:
    _check_all(ansible, subtests, chosen((*cases(always=True), *cases(always=False)), _SHIPPED), door="shipped")


def _check_all(ansible: Ansible, subtests: pytest.Subtests, faults: Iterable[Case], **options: Any) -> None:
    strikes = numbered(faults)
    tasks = {name: (case.stage.task, case.row.variables) for name, case in strikes.items()}
    with prepared_fleet(ansible.folder, tasks) as (fleet, targets):
        _Phonebooks(ansible, fleet, targets, strikes, **options).check_all(subtests)


class _Phonebooks(Matrix[Case, Target]):
    """The matrix of gs_phonebook and gs_phonebook_download."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        #: How many writes the phones have carried out before the second run.
        self.done: dict[str, int] = {}

    def run(self, names: Collection[str]) -> dict[str, Result]:
        """As of every matrix."""
        results = run_on(self.ansible, self.fleet, {name: self.targets[name] for name in names}, **self.options)
        found = {result.host: result for result in results}
        assert found.keys() == set(names)
        return found

    def holds(self, name: str) -> bool:
        """Whether all is as the task wants it."""
        return self.targets[name].holds()

    def during(self, name: str, result: Result, held: bool) -> list[str]:
        """How the task ended, what was written, and what it says of that."""
        case, target = self.strikes[name], self.targets[name]
        seen, right = target.writes(), case.writes
        problems = problems_with_end(result, case.end, target.phone, case.end.endpoint or case.stage.endpoint)
        # Of a session that dies after a request, the next one hears: that can be a write, which is refused and sent again.
        if seen.sent != right.sent and case.row.name != "dead_session_after":
            problems.append(f"{seen.sent} writes were sent, not {right.sent}")
        if seen.done != right.done:
            problems.append(f"{seen.done} writes were carried out, not {right.done}")
        # What is read in the end changes nothing any more.
        if held != (case.end == FINE or (case.stage.before > 0 and right.done == len(case.stage.task.writes))):
            problems.append(f"{held=}")
        if case.end == FINE and not result.data.get("changed"):
            problems.append("a task that went well must have changed something")
        # What a lost write has changed is not certain.
        if case.end != FINE and case.end.kind != "ambiguous_write" and result.data.get("changed") != bool(seen.done):
            problems.append(f"a task that failed says changed={result.data.get('changed')}, after {seen.done} writes")
        if strikes := target.phone.state()["strikes"]:
            problems.append(f"{strikes} strikes, with the right password")
        return problems

    def again(self, name: str, held: bool) -> None:
        """Remember what was done."""
        super().again(name, held)
        self.done[name] = self.targets[name].writes().done

    def afterwards(self, name: str, result: Result, held: bool) -> list[str]:
        """It sends the writes that are left, and no more."""
        seen, left = self.targets[name].writes(), len(self.strikes[name].stage.task.writes) - self.done[name]
        if result.status != "ok":
            return [f"ended {result.status}: {result.data.get('msg')}"]
        problems = []
        if result.data["changed"] == held:
            problems.append(f"changed={result.data['changed']}, but {held=} before")
        if seen != (left, left):
            problems.append(f"{seen}, but {left} were left to do")
        if not self.holds(name):
            problems.append("the phone does not hold the book in the end")
        return problems


def test_the_matrices_are_whole() -> None:
    """Every endpoint that the collection uses, and every fault where something is added."""
    tried = {stage.endpoint for stage in (*faults_matrix.STAGES, *STAGES, *faults_lifecycle.STAGES)}
    assert tried == set(ENDPOINTS)
    for always in (True, False):
        assert {case.stage.name for case in cases(always)} == {stage.name for stage in STAGES}
    assert {case.row.name for case in cases(always=True) if case.stage.adds} == {row.name for row in faults_matrix.ROWS}
    assert {case.row.name for case in cases(always=False) if case.stage.adds} >= {row.name for row in WRITE_ROWS}


GROUPS = [{"name": f"Group {number}"} for number in range(4)]
PEOPLE: list[Data] = [
    {"first_name": "Person", "last_name": str(number), "work": str(number), "group": f"Group {number % 4}"}
    for number in range(100)
]
BOOK = {"groups": GROUPS, "contacts": PEOPLE}


def _resets(phone: SimulatedPhone, endpoint: str, *attempts: int) -> None:
    """Lose these requests for the endpoint, counted from 0, before the phone hears them."""
    for earlier, attempt in enumerate(sorted(attempts)):
        # A fault that hits a request keeps it from the others.
        phone.fault("reset", endpoint, skip=attempt - earlier)


def test_connection_dies_at_every_write(ansible: Ansible, fleet: Fleet) -> None:
    """Of a run that adds 4 groups and 100 contacts: none is doubled, none is missing, none is sent again."""
    names = ("answers lost", "answers late", "answers short", "answers 404")
    ours = phones(fleet, names)
    for endpoint in (SAVE, ADD_GROUP):
        ours["answers lost"].fault("reset_after", endpoint, times=None)
        ours["answers short"].fault("short", endpoint, times=None)
        ours["answers 404"].fault("as_404", endpoint, times=None)
    ours["answers late"].fault("late", ADD_GROUP, times=2, seconds=1)
    ours["answers late"].fault("late", SAVE, skip=50, times=3, seconds=1)

    targets = {name: (phone, BOOK) for name, phone in ours.items()}
    first = run_each(ansible, fleet, PHONEBOOK, targets, group={"gs_timeout": 10})

    sent = {name: (len(written(phone, SAVE)), len(written(phone, ADD_GROUP))) for name, phone in ours.items()}
    assert first.changed(*ours) == [True] * len(ours)
    assert set(sent.values()) == {(100, 4)}
    right = {f"Person {number}": {"work": str(number), "group": f"Group {number % 4}"} for number in range(100)}
    for phone in ours.values():
        assert named(phone) == right
        assert own_groups(phone) == [group["name"] for group in GROUPS]
    assert not any(run_each(ansible, fleet, PHONEBOOK, targets).changed(*ours))


def test_connection_dies_at_every_removal(ansible: Ansible, fleet: Fleet) -> None:
    """The same for edits and removals."""
    ours = phones(fleet, ["answers lost", "requests lost"])
    for phone in ours.values():
        phone.set(groups={number: f"Group {number}" for number in range(1, 5)}, quirks={"deleted_group_members": "delete"})
        phone.set(contacts=[{"first_name": "Person", "last_name": str(number), "group_id": number % 5} for number in range(60)])
    for endpoint, count in ((DELETE, 20), (SAVE, 40), (EDIT_GROUP, 4)):
        ours["answers lost"].fault("reset_after", endpoint, times=None)
        _resets(ours["requests lost"], endpoint, *range(0, 2 * count, 2))
    wanted = {
        "groups": [],
        "contacts": [
            {"first_name": "Person", "last_name": str(number), "work": "1", "group": ""} for number in range(60) if number % 3
        ],
        "purge": True,
        "allow_empty": True,
    }

    targets = {name: (phone, wanted) for name, phone in ours.items()}
    run = run_each(ansible, fleet, PHONEBOOK, targets)

    assert run.changed(*ours) == [True, True]
    for name, factor in (("answers lost", 1), ("requests lost", 2)):
        assert [len(written(ours[name], endpoint)) for endpoint in (DELETE, SAVE, EDIT_GROUP)] == [
            20 * factor,
            40 * factor,
            4 * factor,
        ]
        assert own_groups(ours[name]) == []
        assert contacts(ours[name]) == [
            {"id": number, "group_id": 0, "first_name": "Person", "last_name": str(number), "work": "1"}
            for number in range(60)
            if number % 3
        ]


def test_phone_is_gone_after_a_lost_write(ansible: Ansible, fleet: Fleet) -> None:
    """It is not known what became of it: the task says so, and run again it settles it. No contact is doubled."""
    ours = phones(fleet, ["before", "after"])
    for name, kind in (("before", "reboot"), ("after", "reboot_after")):
        ours[name].fault(kind, SAVE, skip=50, seconds=600)
    targets = {name: (phone, BOOK) for name, phone in ours.items()}

    first = run_each(ansible, fleet, PHONEBOOK, targets, group={"gs_retries": 0})

    for name, phone in ours.items():
        failure = first.failure(name)
        assert (failure["error"]["kind"], failure["error"]["endpoint"]) == ("ambiguous_write", SAVE)
        assert failure["changed"]
        assert len(failure["changes"]) == 104
        assert "not known" in failure["msg"]
        assert "Run the task again" in " ".join(failure["msg"].split())
        phone.clear_faults()
        for power in (True, False):
            phone.set(off=power)  # ends the long boot
    assert [len(phone.contacts()) for phone in ours.values()] == [50, 51]

    second = run_each(ansible, fleet, PHONEBOOK, targets)

    assert [len(second.data(name)["changes"]) for name in ours] == [50, 49]
    assert [len(named(phone)) for phone in ours.values()] == [100, 100]
    assert not any(run_each(ansible, fleet, PHONEBOOK, targets).changed(*ours))
