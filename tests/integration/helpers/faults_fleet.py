# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One playbook on many phones, each with its own trouble, and what each phone can tell about it afterwards."""

from __future__ import annotations

import contextlib
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.faults_matrix import FINE, SIP_PASSWORD, START_VALUES, End, S
from integration.helpers.playbooks import MODULE, Ansible, Data, Result, Run, forget_refusals
from simulator.client import SimulatedPhone, Simulator
from simulator.faults import FAULT_KINDS

#: A message says what to do by an imperative, a question, or the option to change.
_ADVICE = re.compile(
    r"(?:[.:,?] |, or |, and )(?:check|log in|lower|raise|reboot|remove|run|set|try)\b|\?|\boption \w+", re.IGNORECASE
)
#: Of the tasks. Most requests are answered at once; a machine that is busy with other tests needs more.
PATIENCE = {"gs_timeout": 2, "gs_retries": 2}
FORKS = "70"


class Target(NamedTuple):
    """A phone, the values (by `P` number) that the task on it asks for, and its variables of the inventory."""

    phone: SimulatedPhone
    values: Mapping[str, str]
    variables: Mapping[str, Any]

    def holds(self) -> bool:
        """Whether the phone has all that is asked for."""
        held = self.phone.values()
        return all(held[name.removeprefix("P")] == value for name, value in self.values.items())


class Writes(NamedTuple):
    """The writes of one run as the phone saw them: how many came, and how many of them it carried out."""

    sent: int
    done: int


@contextlib.contextmanager
def fleet_of(names: Collection[str]) -> Iterator[tuple[Fleet, dict[str, SimulatedPhone]]]:
    """A fleet with a phone for each name. Its simulator must not complain."""
    with Simulator(len(names), password=PASSWORD) as simulator:
        phones = {name: simulator.phone(address) for name, address in zip(names, simulator.addresses, strict=True)}
        try:
            yield Fleet(simulator), phones
        finally:
            output = simulator.output()
        assert output.count("\n") == 1, output


class HasPhone(Protocol):
    """A phone with a task."""

    @property
    def phone(self) -> SimulatedPhone:
        """The phone itself."""


W = TypeVar("W", bound=HasPhone)


class Matrix(ABC, Generic[S, W]):
    """A task that is tried on a phone for each of many faults, in one playbook; where it failed once more without the fault.

    `targets` and `strikes`: by the names of the phones in the inventory. `options`: of each run.
    """

    def __init__(
        self, ansible: Ansible, fleet: Fleet, targets: Mapping[str, W], strikes: Mapping[str, S], **options: Any
    ) -> None:
        self.ansible = ansible
        self.fleet = fleet
        self.targets = targets
        self.strikes = strikes
        self.options = options

    @abstractmethod
    def run(self, names: Collection[str]) -> Mapping[str, Result]:
        """Run the task on the phones of these names; what they saw before is forgotten."""

    @abstractmethod
    def holds(self, name: str) -> bool:
        """Whether the phone has what the task asks for."""

    @abstractmethod
    def during(self, name: str, result: Result, held: bool) -> list[str]:
        """What is wrong with the task that met the fault; `held`: whether the phone has what it asks for."""

    def again(self, name: str, held: bool) -> None:
        """Make the phone ready for the second run, when the fault is gone."""
        self.targets[name].phone.set(locked_for=0)

    @abstractmethod
    def afterwards(self, name: str, result: Result, held: bool) -> list[str]:
        """What is wrong with the task when the fault is gone: it must do what is left to do, and no more. `held`: as before
        the second run."""

    def check_all(self, subtests: pytest.Subtests) -> None:
        """Let the faults strike, and look at everything in between."""
        for name, strike in self.strikes.items():
            self.targets[name].phone.fault(**strike.fault)
        faulty = self.run(self.strikes)
        held = {name: self.holds(name) for name in self.strikes}
        for name, strike in self.strikes.items():
            with subtests.test(str(strike), during="the fault"):
                problems = self.during(name, faulty[name], held[name])
                assert not problems, "\n".join(problems)

        self.fleet.simulator.all_phones().clear_faults()
        failed = {name: strike for name, strike in self.strikes.items() if strike.end != FINE}
        for name in failed:
            self.again(name, held[name])
        forget_refusals(self.ansible)
        again = self.run(failed)
        for name, strike in failed.items():
            with subtests.test(str(strike), after="the fault"):
                problems = self.afterwards(name, again[name], held[name])
                assert not problems, "\n".join(problems)


def numbered(strikes: Iterable[S]) -> dict[str, S]:
    """The faults by the names of their phones."""
    return {f"phone{number}": strike for number, strike in enumerate(strikes)}


def prepare(fleet: Fleet) -> None:
    """Give every phone the values to begin with, and a PBX that knows account 1."""
    fleet.simulator.all_phones().set(values=START_VALUES, pbx={"1": SIP_PASSWORD})


@contextlib.contextmanager
def prepared_fleet(tasks: Mapping[str, tuple[Mapping[str, str], Mapping[str, Any]]]) -> Iterator[tuple[Fleet, dict[str, Target]]]:
    """A fleet with a prepared phone for each of many tasks: values and variables by the name of the phone in the inventory."""
    with fleet_of(tasks) as (fleet, phones):
        prepare(fleet)
        yield fleet, {name: Target(phones[name], values, variables) for name, (values, variables) in tasks.items()}


def run_on(ansible: Ansible, fleet: Fleet, targets: Mapping[str, Target], tolerated: Sequence[str] = (), **options: Any) -> Run:
    """Run one task on every phone by its inventory name, with `-vvv`. What the phones saw before is forgotten."""
    fleet.simulator.all_phones().clear_requests()
    hosts = {name: _host(fleet, target) for name, target in targets.items()}
    run = ansible.run(
        hosts,
        [{MODULE: {"values": "{{ wanted }}"}}],
        "-vvv",
        group=PATIENCE,
        env={"ANSIBLE_FORKS": FORKS},
        secrets=[SIP_PASSWORD],
        # Among the long values are those of servers that a phone is configured from.
        tolerated=["can cut the phone off", *tolerated],
        **options,
    )
    assert {result.host for result in run.results} == set(hosts), run.output
    return run


def _host(fleet: Fleet, target: Target) -> Data:
    return {**fleet.host(target.phone), "wanted": dict(target.values), **target.variables}


def writes(phone: SimulatedPhone) -> Writes:
    """How often the phone was written to since the run began."""
    records = phone.requests("api-values.post")
    return counted(records)


def counted(records: Sequence[Mapping[str, Any]]) -> Writes:
    """Count requests that write."""
    return Writes(len(records), sum(map(carried_out, records)))


def carried_out(record: Mapping[str, Any]) -> bool:
    """Whether the phone did what a request asked; it need not have told."""
    processed = record["outcome"] == "answered" or FAULT_KINDS[record["outcome"]].processed
    is_told = record["status"] in (200, None) or record["outcome"].startswith("as_")
    return bool(processed and record["authenticated"] and is_told)


def logins(phone: SimulatedPhone) -> int:
    """How often a login was tried since the run began."""
    return len(phone.requests("login"))


def problems_with_end(result: Result, end: End, phone: SimulatedPhone, endpoint: str) -> list[str]:
    """What is wrong with the way in which a task ended; `endpoint` is where it must have failed, empty
    where no single request did."""
    message, error = result.data.get("msg", ""), result.data.get("error", {})
    if (result.status, error.get("kind", "")) != (end.status, end.kind):
        return [f"ended {result.status} {error.get('kind', '')}, not {end.status} {end.kind}: {message}"]
    if end.status == "ok":
        return []
    port = str(error.get("port"))
    missing = [part for part in (phone.address, port, endpoint) if part not in message]
    found = [f"{part!r} is not in the message: {message}" for part in missing]
    if (error.get("host"), error.get("endpoint", "")) != (phone.address, endpoint):
        found.append(f"error names {error.get('host')} and {error.get('endpoint')}, not {phone.address} and {endpoint}")
    if not re.search(end.says, message):
        found.append(f"the message does not say {end.says!r}: {message}")
    if not _ADVICE.search(message):
        found.append(f"the message does not say what to do: {message}")
    return found
