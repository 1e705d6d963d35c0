# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`make bench`: milliseconds a phone to find that nothing has changed, beside other ways to do the same.

All ways run in turn, several rounds in one go, so that a noisy machine is noisy for all of them; the medians are compared.
Only the ratios mean something on another machine.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from bench import plays, survey  # noqa: E402 - found through the line above
from simulator.client import Simulator  # noqa: E402
from support.collection import DEV, link_working_tree  # noqa: E402

PHONES = 200
FORKS = 10
ROUNDS = 3
FEW = 20
"""Phones for the ways that take so long that their time is scaled."""
HOSTS = 1000
"""Hosts of the fleet that is checked without its phones."""
LOADS = 15
"""Fresh interpreters that load the catalogue."""

LOADING = """
import re, json, time
import ansible_collections.voip.grandstream.plugins.module_utils
began = time.perf_counter()
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
catalogue.by_name("ntp_server"), catalogue.by_number("30"), catalogue.secret_numbers()
print((time.perf_counter() - began) * 1000)
"""

VALUES = "gs_pvalue, 60 + 2 accounts"
CONFIG = "gs_config, 60 + 2 accounts"
ENFORCE = "playbook enforce, the same"
NOTHING = "debug, empty, many hosts"
VALIDATE = "gs_validate, 60, many hosts"


@dataclass
class Way:
    """One way to do the work: how to start it on the phones ``addresses``, and what it took (seconds).

    ``prepare``: what makes the phones differ before each run. ``writes``: how many writes each phone then needs. ``rounds``: how
    often it is measured.
    """

    name: str
    phones: int
    command: Callable[[list[str]], list[str]]
    prepare: Callable[[], None] = lambda: None
    writes: int = 0
    rounds: int = ROUNDS
    seconds: list[float] = field(default_factory=list)

    @property
    def milliseconds(self) -> float:
        """Median of the rounds, for one phone."""
        return statistics.median(self.seconds) * 1000 / self.phones


def ways(folder: Path, simulator: Simulator) -> list[Way]:
    """Return the ways that are compared, with their files written into ``folder``."""

    def playbook(name: str, play: plays.Play, **variables: object) -> Callable[[list[str]], list[str]]:
        file = folder / f"{name}.yml"
        file.write_text(yaml.safe_dump(play, sort_keys=False, width=10_000), encoding="utf-8")
        return command_of(name, str(file), **variables)

    def command_of(name: str, shown: str, **variables: object) -> Callable[[list[str]], list[str]]:
        def command(addresses: list[str]) -> list[str]:
            inventory = folder / f"{name}-inventory.yml"
            inventory.write_text(plays.inventory(addresses, simulator.port, **variables), encoding="utf-8")
            return [str(Path(sys.executable).with_name("ansible-playbook")), "-i", str(inventory), shown]

        return command

    script = folder / "script.py"
    script.write_text(plays.script(), encoding="utf-8")
    phone = {"ansible_connection": "voip.grandstream.webapi"}
    elsewhere = {
        "ansible_connection": "jumphost",
        "ansible_jumphost_home": str(folder),
        "ansible_python_interpreter": sys.executable,
    }
    declared = {f"gs_{part}": value for part, value in plays.desired_state().items()}
    local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    return [
        Way("bare script, requests", PHONES, lambda addresses: [sys.executable, str(script), str(simulator.port), *addresses]),
        Way("ansible.builtin.debug, empty", PHONES, playbook("debug", plays.debug(), **local)),
        Way("gs_pvalue in-process", PHONES, playbook("in-process", plays.gs_pvalue(), **phone)),
        Way("gs_pvalue shipped", FEW, playbook("shipped", plays.shipped(), **elsewhere)),
        Way("ansible.builtin.uri, 3 tasks", FEW, playbook("uri", plays.uri(), **local)),
        Way("gs_phonebook, 500, in line", FEW, playbook("book", plays.gs_phonebook(), **phone), lambda: fill(simulator, 0)),
        Way(
            "gs_phonebook, 500, 10 differ", FEW, playbook("book", plays.gs_phonebook(), **phone), lambda: fill(simulator, 10), 10
        ),
        Way(VALUES, PHONES, playbook("values", plays.as_many_values(), **phone)),
        Way(CONFIG, PHONES, playbook("config", plays.gs_config(), **phone)),
        Way(ENFORCE, PHONES, command_of("enforce", "voip.grandstream.enforce", **phone, **declared)),
        Way(NOTHING, HOSTS, playbook("nothing", plays.debug(), **local), rounds=1),
        Way(VALIDATE, HOSTS, playbook("validate", plays.gs_validate(), **phone, **plays.SITE), rounds=1),
    ]


def fill(simulator: Simulator, different: int) -> None:
    """Give the phones the directory, with so many contacts that have another number."""
    contacts = [{**contact, "work": "0"} if index < different else contact for index, contact in enumerate(plays.DIRECTORY)]
    for address in simulator.addresses[:FEW]:
        simulator.phone(address).set(contacts=contacts)


def environment(folder: Path) -> dict[str, str]:
    """Return a plain environment, the same for all."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_COLLECTIONS_PATH": str(DEV),
        "ANSIBLE_CONNECTION_PLUGINS": str(ROOT / "tests/integration/plugins/connection"),
        "ANSIBLE_FORKS": str(FORKS),
    }


def measure(way: Way, simulator: Simulator, folder: Path) -> float:
    """Run a way once; give its seconds. Raises SystemExit where it fails: a failure is quick, and would look fast."""
    # Where there are more hosts than phones, no phone is asked for anything.
    command = way.command((simulator.addresses * (way.phones // PHONES + 1))[: way.phones])
    way.prepare()
    started = time.monotonic()
    result = subprocess.run(
        command, env=environment(folder), cwd=folder, capture_output=True, text=True, timeout=600, check=False
    )
    seconds = time.monotonic() - started
    if result.returncode:
        raise SystemExit(f"{way.name} failed:\n{result.stdout}{result.stderr}")
    return seconds


def requests_a_phone(way: Way, simulator: Simulator, folder: Path) -> float:
    """Return how many requests a way sends to each phone."""
    before = simulator.requests_summary()
    measure(way, simulator, folder)
    after = simulator.requests_summary()
    writes = (after["writes"] - before["writes"]) / way.phones
    if writes != way.writes:
        raise SystemExit(f"{way.name} sent {writes} writes a phone instead of {way.writes}")
    return (after["total"] - before["total"]) / way.phones


def report(all_ways: list[Way], requests: dict[str, float]) -> str:
    """Return the table, and the ratios that the collection promises."""
    debug, ours = (
        next(way for way in all_ways if way.name.startswith(name)) for name in ("ansible.builtin.debug", "gs_pvalue in")
    )
    lines = [f"{'':32}{'ms a phone':>12}{'of debug':>12}{'of gs_pvalue':>14}{'requests':>10}"]
    for way in all_ways:
        of_debug, of_ours = way.milliseconds / debug.milliseconds, way.milliseconds / ours.milliseconds
        lines.append(f"{way.name:32}{way.milliseconds:12.1f}{of_debug:11.1f}x{of_ours:13.1f}x{requests[way.name]:10.1f}")
    by_name = {way.name: way for way in all_ways}
    for name, base in ((CONFIG, VALUES), (ENFORCE, CONFIG), (VALIDATE, NOTHING)):
        lines.append(f"{name}: {by_name[name].milliseconds / by_name[base].milliseconds:.2f} times {base}")
    return "\n".join(lines)


def catalogue_milliseconds(folder: Path) -> float:
    """Return what a run spends on loading the catalogue and looking into it first: median of fresh interpreters, files cached."""
    command = [sys.executable, "-c", LOADING]
    env = {**environment(folder), "PYTHONPATH": str(DEV)}
    outputs = [subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout for dummy in range(LOADS)]
    return statistics.median(float(output) for output in outputs)


def main() -> None:
    """Measure, and print the table."""
    link_working_tree()
    values = {f"P{number}": value for number, value in plays.VALUES.items()}
    simulator = Simulator(PHONES, password=plays.PASSWORD, values={**values, **plays.ACCOUNT_VALUES})
    with simulator, tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        all_ways = ways(folder, simulator)
        # Not measured: it fills the caches of all.
        requests = {way.name: requests_a_phone(way, simulator, folder) for way in all_ways}
        loading = catalogue_milliseconds(folder)
        for number in range(ROUNDS):
            for way in [way for way in all_ways if number < way.rounds]:
                print(f"round {number + 1} of {ROUNDS}: {way.name} on {way.phones} phones …", file=sys.stderr, flush=True)
                way.seconds.append(measure(way, simulator, folder))
        costs = {}
        for row in survey.rows(survey.MOST):
            print(f"{row.name} on {row.phones} phones …", file=sys.stderr, flush=True)
            costs[row] = survey.measure(row, folder, environment(folder))
    print(f"{PHONES} simulated phones, {len(plays.VALUES)} values, nothing to change, {FORKS} forks, median of {ROUNDS} rounds")
    print(report(all_ways, requests))
    print(f"large fleets, two accounts a phone, nothing to change, measured once:\n{survey.report(costs)}")
    print(f"loading the catalogue: {loading:.1f} ms a run")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nInterrupted.")
