# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of `make bench` on large fleets: what a survey costs, in time, processor time and memory, beside the playbook plan."""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from bench import plays
from simulator.client import Simulator

MANY = 1000
MOST = 10_000
LATENCY = 100
"""Milliseconds until each answer, as on a slow line."""

PHONE = {"ansible_connection": "voip.grandstream.webapi"}


class Cost(NamedTuple):
    """What a run took. `cpu`: of all its processes. `memory`: the most that they had together at a moment, in MB."""

    phones: int
    seconds: float
    cpu: float
    memory: float

    @property
    def wall_each(self) -> float:
        """Milliseconds for one phone."""
        return self.seconds * 1000 / self.phones

    @property
    def cpu_each(self) -> float:
        """Milliseconds of a processor for one phone."""
        return self.cpu * 1000 / self.phones


@dataclass(frozen=True, eq=False)
class Row:
    """A line of the table: a playbook on phones with this desired state."""

    name: str
    phones: int
    playbook: str
    declared: Mapping[str, Any]
    latency: float = 0.0


def rows(most: int) -> list[Row]:
    """Return what is measured. `most`: phones of the largest fleet."""
    plain = {f"gs_{part}": value for part, value in plays.desired_state().items()}
    return [
        Row("survey, 60 + 2 accounts", MANY, "survey", plain),
        Row("plan, the same", MANY, "plan", plain),
        Row("survey, 6 templated", MANY, "survey", plays.templated_state()),
        Row(f"survey, {LATENCY} ms an answer", MANY, "survey", plain, LATENCY),
        Row("survey, the largest fleet", most, "survey", plain),
    ]


def measure(row: Row, folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a row once. Raise SystemExit where it fails, or where a phone is not in line: that would be another work."""
    values = {f"P{number}": value for number, value in plays.VALUES.items()}
    simulator = Simulator(
        row.phones,
        password=plays.PASSWORD,
        values={**values, **plays.ACCOUNT_VALUES},
        latency=row.latency,
        startup_seconds=300,
    )
    inventory = folder / "survey-inventory.yml"
    with simulator:
        inventory.write_text(plays.inventory(simulator.addresses, simulator.port, **PHONE, **row.declared), encoding="utf-8")
        ansible_playbook = str(Path(sys.executable).with_name("ansible-playbook"))
        command = [ansible_playbook, "-i", str(inventory), f"voip.grandstream.{row.playbook}"]
        cost, output = _run(command, folder, environment, row.phones)
        if simulator.requests_summary()["total"] < 5 * row.phones:
            raise SystemExit(f"{row.name}: not every phone was looked at:\n{output[-3000:]}")
    return cost


def _run(command: list[str], folder: Path, environment: Mapping[str, str], phones: int) -> tuple[Cost, str]:
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), monotonic()
    process = subprocess.Popen(
        command, env=dict(environment), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    most = [0.0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            most.append(memory(process.pid))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    output, dummy = process.communicate(timeout=1800)
    seconds = monotonic() - begun
    done.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{output[-3000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(phones, seconds, cpu, max(most)), output


def memory(root: int) -> float:
    """Return the MB that a process and its descendants have, each page once: what they share counts for one of them."""
    found = 0.0
    for pid in _family(root):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
            found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return found


def _family(root: int) -> list[int]:
    found = [root]
    for pid in found:
        with contextlib.suppress(OSError):
            found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())
    return found


def report(costs: Mapping[Row, Cost]) -> str:
    """Return the table, and the ratios that the collection promises."""
    lines = [f"{'':32}{'phones':>8}{'ms a phone':>12}{'ms of CPU':>12}{'seconds':>10}{'MB':>8}"]
    for row, cost in costs.items():
        lines.append(
            f"{row.name:32}{cost.phones:8}{cost.wall_each:12.1f}{cost.cpu_each:12.1f}{cost.seconds:10.1f}{cost.memory:8.0f}"
        )
    first, plan, dummy, dummy, largest = costs.values()
    lines.append(f"a survey takes {plan.cpu / first.cpu:.1f} times less CPU than plan")
    lines.append(f"a phone of {largest.phones} costs {largest.cpu_each / first.cpu_each:.2f} times one of {first.phones}, in CPU")
    return "\n".join(lines)
