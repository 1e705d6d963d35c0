# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One playbook on many phones, each with its own trouble, and what each phone can tell about it afterwards."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from integration.conftest import PASSWORD, Fleet
from integration.helpers.faults_matrix import SIP_PASSWORD, START_VALUES, End
from integration.helpers.playbooks import MODULE, Ansible, Data, Result, Run
from simulator.client import SimulatedPhone, Simulator
from simulator.faults import FAULT_KINDS

#: A message says what to do by an imperative, a question, or the option to change.
_ADVICE = re.compile(
    r"(?:[.:,?] |, or |, and )(?:check|log in|lower|raise|reboot|remove|run|set|try)\b|\?|\boption \w+", re.IGNORECASE
)
#: Of the tasks. Most requests are answered at once; a machine that is busy with other tests needs more.
_PATIENCE = {"gs_timeout": 2, "gs_retries": 2}
_FORKS = "70"


class Patient(NamedTuple):
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


def prepare(fleet: Fleet) -> None:
    """Give every phone the values to begin with, and a PBX that knows account 1."""
    fleet.simulator.all_phones().set(values=START_VALUES, pbx={"1": SIP_PASSWORD})


@contextlib.contextmanager
def clinic(tasks: Mapping[str, tuple[Mapping[str, str], Mapping[str, Any]]]) -> Iterator[tuple[Fleet, dict[str, Patient]]]:
    """A fleet with a prepared phone for each of many tasks: values and variables by the name of the phone in the inventory."""
    with Simulator(len(tasks), password=PASSWORD) as simulator:
        fleet = Fleet(simulator)
        prepare(fleet)
        yield (
            fleet,
            {
                name: Patient(simulator.phone(address), values, variables)
                for address, (name, (values, variables)) in zip(simulator.addresses, tasks.items(), strict=True)
            },
        )
        assert simulator.output().count("\n") == 1, simulator.output()


def treat(ansible: Ansible, fleet: Fleet, patients: Mapping[str, Patient], **options: Any) -> Run:
    """Run one task on every phone by its inventory name, with `-vvv`. What the phones saw before is forgotten."""
    fleet.simulator.all_phones().clear_requests()
    hosts = {name: _host(fleet, patient) for name, patient in patients.items()}
    run = ansible.run(
        hosts,
        [{MODULE: {"values": "{{ wanted }}"}}],
        "-vvv",
        group=_PATIENCE,
        env={"ANSIBLE_FORKS": _FORKS},
        secrets=[SIP_PASSWORD],
        **options,
    )
    assert {result.host for result in run.results} == set(hosts), run.output
    return run


def _host(fleet: Fleet, patient: Patient) -> Data:
    return {**fleet.host(patient.phone), "wanted": dict(patient.values), **patient.variables}


def writes(phone: SimulatedPhone) -> Writes:
    """How often the phone was written to since the run began."""
    records = phone.requests("api-values.post")
    done = [record for record in records if _carried_out(record)]
    return Writes(len(records), len(done))


def _carried_out(record: Mapping[str, Any]) -> bool:
    """Whether the phone did what a request asked; it need not have told."""
    processed = record["outcome"] == "answered" or FAULT_KINDS[record["outcome"]].processed
    return bool(processed and record["authenticated"] and record["status"] in (200, None))


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
