# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fault matrix of gs_password, gs_sysop and gs_call: where in their tasks the faults of `faults_matrix` strike, and what
must be.

A lost answer is settled by looking: at which password the phone takes, at its uptime, at its lines. Only a password, whose
former one is proved by a login then, is sent again; a reboot and a call are asked for once. A phone that shows that it has
not done it is reachable: the task fails.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from integration.conftest import PASSWORD
from integration.helpers.faults_matrix import FINE, LOCKED, NO_SESSION, ROWS, End, Row, Strike, nonsense
from integration.helpers.lifecycle import (
    CALL,
    CALLING,
    CHANGE,
    CHANGE_PASSWORD,
    DAY,
    DIAL,
    IDLE,
    IN_CALL,
    LINES,
    OPERATE,
    OPERATION,
    QUICK,
    RINGING,
    SYSOP,
    TIME,
    Case,
)
from simulator.faults import FAULT_KINDS

NEW = "Neu!8 schöner&%+:'\"#{"
NUMBER = "4711"


class Task(NamedTuple):
    """What is asked of a phone: `begin` is set before each run, `endpoint` is where it writes, `holds` tells from a phone's
    state whether that is done."""

    module: str
    options: dict[str, Any]
    begin: dict[str, Any]
    endpoint: str
    holds: Callable[[dict[str, Any]], bool]


def _has_line(*states: int) -> Callable[[dict[str, Any]], bool]:
    return lambda state: any(line["number"] == NUMBER and line["state"] in states for line in state["lines"].values())


ROTATION = Task(
    CHANGE_PASSWORD,
    {"new_password": NEW, "old_passwords": [PASSWORD]},
    {"strikes": 0, "locked_for": 0},
    CHANGE,
    lambda state: bool(state["values"]["2"] == NEW),
)
REBOOT = Task(
    SYSOP,
    {"operation": "reboot", "wait_timeout": 4},
    {"quirks": QUICK, "uptime": 8 * DAY, "locked_for": 0},
    OPERATION,
    lambda state: bool(state["uptime"] < DAY),
)
UNWATCHED = REBOOT._replace(options={"operation": "reboot", "wait": False})
PROVISION = Task(
    SYSOP,
    {"operation": "provision", "wait_timeout": 4},
    {"provisioning": {"30": "provisioned.example.net"}},
    OPERATION,
    lambda state: bool(state["values"]["30"] == "provisioned.example.net"),
)
CALLED = Task(
    CALL,
    {"operation": "dial", "number": NUMBER},
    {"registered": {"1": True}, "far_end": "silent", "lines": {"1": {"state": IDLE}}},
    DIAL,
    _has_line(CALLING),
)
ANSWER = Task(
    CALL,
    {"operation": "accept"},
    {"lines": {"1": {"state": RINGING, "number": NUMBER}}},
    OPERATE,
    _has_line(IN_CALL),
)


class Stage(NamedTuple):
    """A place in a task: the request of `endpoint` after `skip` others. `done`: whether the task has written before."""

    name: str
    task: Task
    endpoint: str
    skip: int = 0
    done: bool = False


STAGES = (
    Stage("first login", ROTATION, "login"),
    Stage("change", ROTATION, CHANGE),
    Stage("proof", ROTATION, "login", skip=2, done=True),
    Stage("uptime", REBOOT, TIME),
    Stage("reboot", REBOOT, OPERATION),
    Stage("uptime again", REBOOT, TIME, skip=1, done=True),
    Stage("reboot not waited for", UNWATCHED, OPERATION),
    Stage("provisioning", PROVISION, OPERATION),
    Stage("lines", CALLED, LINES),
    Stage("call", CALLED, DIAL),
    Stage("lines again", CALLED, LINES, skip=1, done=True),
    Stage("answer", ANSWER, OPERATE),
)


@dataclass(frozen=True)
class Expected:
    """How a task ends, how often it sends its write, and whether the phone has done it then."""

    end: End
    sent: int
    held: bool


_DONE, _DONE_AGAIN = Expected(FINE, 1, True), Expected(FINE, 2, True)


def _at_login(row: Row, stage: Stage, always: bool) -> Expected:
    """A login is tried again, and counts as one that failed. What was written before stays written."""
    sent, held = int(stage.done), stage.done
    if row.name == "locked":
        return Expected(LOCKED, sent, held)
    if row.name == "dead_session_after" and always and not held:
        return Expected(dataclasses.replace(NO_SESSION, endpoint=CHANGE), 2, False)
    # No session is needed there.
    if not always or row.name in ("dead_session", "dead_session_after") or row.read == FINE:
        return _DONE
    end = {"html": nonsense("web page"), "truncated": nonsense("not JSON")}.get(row.name, row.read)
    return Expected(dataclasses.replace(end, endpoint="login"), sent, held)


def _at_read(row: Row, stage: Stage, always: bool) -> Expected:
    if stage.task is REBOOT and row.name == "locked":
        return Expected(LOCKED, 1, True)
    if row.name == "dead_session_after":
        return _DONE_AGAIN if stage.name in ("uptime", "lines") else _DONE
    if not always or row.read == FINE:
        return _DONE
    if stage.name == "uptime again":
        return Expected(End("failed", "wait", "was not back within 4 s"), 1, True)
    return Expected(row.read, int(stage.done), stage.done)


def _at_change(row: Row, always: bool) -> Expected:
    if row.name == "locked":
        return Expected(LOCKED, 1, True)
    if not always:
        return Expected(FINE, row.writes, True)
    if row.write.kind == "ambiguous_write":
        return Expected(dataclasses.replace(row.write, status="failed"), row.writes, False)
    return Expected(row.write, row.writes, row.write == FINE)


def _at_operation(row: Row, stage: Stage, always: bool) -> Expected:
    """Whatever it is, it is sent again only when the phone itself refused it for want of a session."""
    if row.name == "dead_session":
        return Expected(NO_SESSION, 2, False) if always else _DONE_AGAIN
    if row.name in ("slow", "too slow", "dead_session_after"):
        return _DONE
    if row.name == "locked":
        return Expected(LOCKED, 1, True) if stage.task is REBOOT else _DONE
    return _at_lost_operation(row, stage)


def _at_lost_operation(row: Row, stage: Stage) -> Expected:
    carried_out = FAULT_KINDS[row.kind or row.name].processed
    end = End("failed", "ambiguous_write", row.write.says)
    if stage.task is PROVISION:
        return Expected(End("failed", "ambiguous_write", "does no harm twice"), 1, carried_out)
    if stage.task in (REBOOT, UNWATCHED):
        # How the phone came to reboot makes no difference.
        carried_out = carried_out or row.name == "reboot"
        end = End("failed", "wait", "was lost") if stage.task is REBOOT else end
    elif row.name in ("reboot", "reboot_after"):
        # The call is gone with the reboot, so that nothing shows that it was ever made.
        carried_out, end = False, End("failed", "ambiguous_write", "broke")
    return _DONE if carried_out else Expected(end, 1, False)


#: At every stage: a fault for each way to deal with one. Where something is written and where a login counts, all but those
#: of which one shows the others.
_LOST = frozenset(("reset", "reset_after"))
_TELLING = frozenset(("reset", "dead_session"))
_OF_WRITES = _LOST | {"status_500", "wrong_shape", "dead_session", "dead_session_after", "locked", "reboot", "reboot_after"}
_TRIED = {
    # Of a wrong password: what is not answered counts, too. `faults_matrix` has the rest.
    "first login": frozenset(("reset_after", "wrong_shape", "locked", "dead_session_after")),
    "change": frozenset(row.name for row in ROWS) - {"slow", "huge"},
    "proof": _LOST | {"status_500", "locked", "reboot"},
    "uptime": _TELLING | {"status_500", "locked", "dead_session_after"},
    "reboot": _OF_WRITES | {"hang", "hang_after", "html"},
    "reboot not waited for": _LOST,
    "provisioning": _LOST,
    "lines": _TELLING | {"status_500", "dead_session_after"},
    "call": _OF_WRITES | {"hang", "hang_after", "html"},
    "answer": _LOST | {"status_500", "dead_session", "reboot", "reboot_after"},
}
#: Once is enough to show that what was lost is asked for again, or was refused and is sent again.
_ONCE = frozenset(("reset", "status_500", "dead_session"))


@dataclass(frozen=True)
class Trial(Strike[Stage]):
    """A fault of a rotation, a reboot or a call."""

    @property
    def end(self) -> End:
        """How the task must end."""
        return self.expected.end

    @property
    def expected(self) -> Expected:
        """What must be. A task that may have written has failed, and is not unreachable."""
        expected = self._expected
        if expected.end.status == "unreachable" and expected.sent:
            return dataclasses.replace(expected, end=dataclasses.replace(expected.end, status="failed", kind="ambiguous_write"))
        return expected

    @property
    def _expected(self) -> Expected:
        stage = self.stage
        if stage.endpoint == "login":
            return _at_login(self.row, stage, self.always)
        if stage.endpoint in (TIME, LINES):
            return _at_read(self.row, stage, self.always)
        return _at_change(self.row, self.always) if stage.task is ROTATION else _at_operation(self.row, stage, self.always)

    @property
    def case(self) -> Case:
        """The task."""
        task = self.stage.task
        return Case(options=task.options, start=task.begin, variables=self.row.variables, end=self.end)


def trials(module: str) -> Iterator[Trial]:
    """The matrix of a module. A single fault is left out where it ends as one that stays: nothing is sent again there."""
    for stage in STAGES:
        for row in ROWS:
            if stage.task.module == module and row.name in _TRIED.get(stage.name, _TELLING):
                always, once = Trial(row, stage, True), Trial(row, stage, False)
                yield always
                if row.name in _ONCE and once.expected != always.expected:
                    yield once
