# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fault matrix of the phonebook: where in its tasks the faults of `faults_matrix` strike, and phones to try it on."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from integration.conftest import Fleet
from integration.helpers.books import (
    ADD_GROUP,
    DELETE,
    DELETE_ALL,
    DOWNLOAD,
    EDIT_GROUP,
    PHONEBOOK,
    SAVE,
    WRITES,
    each,
    named,
    own_groups,
)
from integration.helpers.faults_fleet import FORKS, PATIENCE, Writes, counted, fleet_of
from integration.helpers.faults_matrix import FINE, ROWS, End, Row, Strike, after_write, nonsense
from integration.helpers.playbooks import Ansible, Data, Result
from simulator.client import SimulatedPhone

#: What every phone of the matrix begins with. Its firmware would lose Ann with her group, and what an edit leaves out.
START: Data = {
    "groups": {1: "Old"},
    "contacts": [
        {"first_name": "Ann", "last_name": "Lee", "group_id": 1, "work": "1", "fax": "11"},
        {"first_name": "Bob", "work": "2"},
        {"first_name": "Leaver", "work": "3"},
    ],
    "quirks": {"deleted_group_members": "delete", "partial_edit": "blank"},
}


@dataclass(frozen=True)
class Task:
    """What is asked of a phone: `options` of `module`, the writes that it takes in order, and the book that then is."""

    module: str
    options: Data
    writes: Sequence[str] = ()
    groups: Sequence[str] = ("Old",)
    contacts: Mapping[str, Data] | None = None


_BOB = {"work": "2"}
DIRECTORY = Task(
    PHONEBOOK,
    {
        "groups": [{"name": "New"}],
        "contacts": [
            {"first_name": "Ann", "last_name": "Lee", "home": "4", "group": "New"},
            {"first_name": "Bob"},
            {"first_name": "Zoë", "work": "5"},
        ],
        "purge": True,
    },
    [DELETE, ADD_GROUP, SAVE, SAVE, EDIT_GROUP],
    ["New"],
    {"Ann Lee": {"work": "1", "fax": "11", "home": "4", "group": "New"}, "Bob": _BOB, "Zoë": {"work": "5"}},
)
EMPTY = Task(PHONEBOOK, {"contacts": [], "purge": True, "allow_empty": True}, [DELETE_ALL], contacts={})
FILE = Task(DOWNLOAD, {})


class Stage(NamedTuple):
    """A place in a task: the request of `endpoint` after `skip` others, which comes when `before` writes were done.

    `adds`: what is sent again there may be there twice, so that it is never sent again.
    """

    name: str
    endpoint: str
    task: Task = DIRECTORY
    skip: int = 0
    before: int = 0
    adds: bool = False


STAGES = (
    Stage("contacts", "api-get_contacts"),
    Stage("removal", DELETE),
    Stage("new group", ADD_GROUP, before=1, adds=True),
    Stage("its id", "api-get_groups", skip=1, before=2),
    Stage("edit", SAVE, before=2),
    Stage("new contact", SAVE, skip=1, before=3, adds=True),
    Stage("group's removal", EDIT_GROUP, before=4),
    Stage("contacts again", "api-get_contacts", skip=1, before=5),
    Stage("removal of all", DELETE_ALL, EMPTY),
    Stage("file", DOWNLOAD.rpartition(".gs_")[2], FILE),
)

WRITE_ROWS = (
    *(Row(f"as_{status}", FINE, FINE, 1) for status in (201, 302, 400, 404)),
    Row("late", FINE, FINE, 1, options={"seconds": 1}),
    # The phone is at work for longer than the client waits for its answer.
    Row("slow_work", FINE, FINE, 1, options={"seconds": 3}),
)
"""Faults of writes only: a phone that does what it says it does not, or does it later."""
_LATE = frozenset(("late", "slow_work"))

ALWAYS = {
    ("truncated", "file"): nonsense("not used"),
    ("wrong_shape", "file"): nonsense("XML|shape|not an object"),
}
"""Where a fault that stays ends otherwise than its row says, by row and stage."""


#: Tried wherever something is asked: a fault for each way to deal with one, and each kind of nonsense, because what an answer
#: must look like depends on the endpoint. Of the others `faults_matrix` shows that they are dealt with like one of these.
_TELLING = frozenset(("reset", "reset_after", "status_500", "html", "truncated", "wrong_shape", "empty", "dead_session"))
#: Of these, one for each way to send something again: a read has told that it was lost, or the phone itself that it refused it.
_SENT_AGAIN = frozenset(("reset", "dead_session"))
#: To wait for an answer, or to read too much of one, is the same for all that adds.
_SLOW = frozenset(("slow", "too slow", "hang_after", "huge"))


@dataclass(frozen=True)
class Case(Strike[Stage]):
    """A fault of a task of the phonebook."""

    @property
    def end(self) -> End:
        """How the task must end."""
        usual = self.row.write if self.stage.endpoint in WRITES else self.row.read
        if not self.always and not self._stays_unknown:
            return FINE
        if usual.status == "unreachable" and self.stage.before:
            # The phone may hold what was written before.
            return End("failed", "ambiguous_write", usual.says)
        end = ALWAYS.get((self.row.name, self.stage.name), usual)
        return after_write(end) if self.stage.before else end

    @property
    def _stays_unknown(self) -> bool:
        """Whether something is added, is lost, and may still come: it is not sent again."""
        return self.stage.adds and self.row.write.kind == "ambiguous_write"

    @property
    def writes(self) -> Writes:
        """How many writes must be sent, and how many of them be carried out: none is, twice."""
        again = self.row.writes - 1 if self.stage.endpoint in WRITES and not self._stays_unknown else 0
        if self.end == FINE:
            # What is done later does not stand in the phone's log.
            return Writes(len(self.stage.task.writes) + again, len(self.stage.task.writes) - (self.row.name in _LATE))
        return Writes(self.stage.before + (1 + again if self.stage.endpoint in WRITES else 0), self.stage.before)


def cases(always: bool) -> Iterator[Case]:
    """The matrix of faults that always happen, or of those that happen once."""
    everything = (Case(row, stage, always) for stage in STAGES for row in ROWS)
    of_writes = (Case(row, stage, always=False) for stage in STAGES for row in WRITE_ROWS if _is_tried_at_writes(row, stage))
    return itertools.chain(filter(_is_tried if always else _is_tried_once, everything), () if always else of_writes)


def _is_tried_at_writes(row: Row, stage: Stage) -> bool:
    """What comes later is tried where it could be there twice."""
    return stage.adds or (stage.endpoint in WRITES and row.name not in _LATE)


def _is_tried(case: Case) -> bool:
    if case.stage.adds:
        return case.stage.name == "new contact" or case.row.name not in _SLOW
    return case.row.name in _TELLING


def _is_tried_once(case: Case) -> bool:
    """What is sent again arrives: every fault shows that where something is added, and two show it everywhere else.

    Where a task ends well though the fault always happens, one fault is no more than a part of that.
    """
    always = dataclasses.replace(case, always=True)
    return _is_tried(always) and always.end != FINE and (case.stage.adds or case.row.name in _SENT_AGAIN)


class Target(NamedTuple):
    """A phone, the task for it, its variables of the inventory, and the file of a download."""

    phone: SimulatedPhone
    task: Task
    variables: Mapping[str, Any]
    file: Path

    def holds(self) -> bool:
        """Whether all is as the task wants it. Two contacts of one name are a failure at once."""
        if self.task is FILE:
            return self.file.exists()
        book = named(self.phone)
        right = self.task.contacts
        return own_groups(self.phone) == list(self.task.groups) and (right is None or book == right)

    def writes(self) -> Writes:
        """The writes of one run as the phone saw them."""
        records = [record for record in self.phone.requests() if record["endpoint"] in WRITES]
        return counted(records)


@contextlib.contextmanager
def prepared_fleet(
    folder: Path, tasks: Mapping[str, tuple[Task, Mapping[str, Any]]]
) -> Iterator[tuple[Fleet, dict[str, Target]]]:
    """A fleet with a phone for each of many tasks: the task and variables by the name of the phone in the inventory."""
    with fleet_of(tasks) as (fleet, phones):
        fleet.simulator.all_phones().set(**START)
        files = {name: folder / f"{name}.xml" for name in tasks}
        yield fleet, {name: Target(phones[name], task, variables, files[name]) for name, (task, variables) in tasks.items()}


def run_on(ansible: Ansible, fleet: Fleet, targets: Mapping[str, Target], **options: Any) -> list[Result]:
    """Run each phone's task by its inventory name, with `-vvv`. What the phones saw before is forgotten."""
    fleet.simulator.all_phones().clear_requests()
    file = {DOWNLOAD: {"dest": f"{ansible.folder}/{{{{ inventory_hostname }}}}.xml"}}
    runs = []
    for task, module in ((each(PHONEBOOK), PHONEBOOK), (file, DOWNLOAD)):
        hosts = {
            name: {**fleet.host(target.phone), "wanted": target.task.options, **target.variables}
            for name, target in targets.items()
            if target.task.module == module
        }
        if hosts:
            runs.append(ansible.run(hosts, [task], "-vvv", group=PATIENCE, env={"ANSIBLE_FORKS": FORKS}, **options))
    return [result for run in runs for result in run.results]
