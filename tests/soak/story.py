# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the fleet lives through: provisioned once, and then cycles of drift, a new directory, new passwords, each with faults."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from simulator.client import Simulator
from soak.fleet import FACTORY_PASSWORD, MODELS, Fleet
from soak.runs import Run, Runner, SoakError
from soak.trouble import Strike, strikes
from support.environments import Environment

#: Runs without faults after which all must be as git says.
_REPAIRS = 3
_SHARE_WITH_FAULTS = 0.25
_SHARE_THAT_DRIFTS = 0.1
#: rotate_passwords: all phones at once, and no end when many are in trouble.
_ALL_AT_ONCE = ("-e", json.dumps({"gs_serial": ["100%"], "gs_rotation_max_failures": 9999}))


class Story:
    """The life of one fleet; `seed` decides all that happens to it. Each step raises SoakError where something went wrong."""

    def __init__(self, runner: Runner, fleet: Fleet, simulator: Simulator, random: Random) -> None:
        self._runner = runner
        self._fleet = fleet
        self._simulator = simulator
        self._random = random
        self._strikes: list[Strike] = []

    def begin(self) -> None:
        """From the factory to accepted, while things go wrong."""
        self._fleet.write()
        self._with_faults("provision")
        self._settle("provision")
        self._quiet("enforce")

    def cycle(self) -> Iterator[str]:
        """Yield one night and day after the other, step by step; gives the name of each step when it is done."""
        yield from (step.__name__.strip("_") for step in self._steps() if step() is None)

    def _steps(self) -> tuple[Callable[[], None], ...]:
        return (self._drift, self._new_directory, self._nightly_check, self._new_passwords, self._snapshot)

    # --- steps

    def _drift(self) -> None:
        """Somebody changes phones by hand, and git changes too; a plan writes nothing, and finds what enforce repairs."""
        drifted = self._fleet.drift(_SHARE_THAT_DRIFTS)
        before = self._writes()
        planned = self._run("plan")
        self._must(planned.changed == drifted, f"plan finds {planned.changed}, and {drifted} have drifted")
        self._must(self._writes() == before, "plan has written")
        self._fleet.change_settings()
        self._fleet.write()
        self._with_faults("enforce", may_be_interrupted=True)
        self._settle("enforce")
        self._quiet("enforce")

    def _new_directory(self) -> None:
        """People come and go."""
        self._fleet.change_directory()
        self._fleet.write()
        self._with_faults("phonebook", may_be_interrupted=True)
        self._settle("phonebook")

    def _nightly_check(self) -> None:
        """Look whether the rotation would work, with a password that no phone has yet, as a pipeline does each night."""
        self._fleet.renew_passwords()
        self._fleet.write()
        before = self._writes()
        self._run("rotate_passwords", *_ALL_AT_ONCE, "--check")
        self._must(self._writes() == before, "a check has written")

    def _new_passwords(self) -> None:
        """Run the rotation that was checked."""
        self._with_faults("rotate_passwords", *_ALL_AT_ONCE, may_be_interrupted=True)
        self._settle("rotate_passwords", *_ALL_AT_ONCE)
        self._quiet("enforce")

    def _snapshot(self) -> None:
        """Write what phones hold into files, the same ones again when nothing has changed."""
        where = ("-e", json.dumps({"gs_snapshot_dir": str(self._runner.folder / "snapshots"), "gs_snapshot_phonebook": True}))
        self._run("snapshot", *where)
        again = self._run("snapshot", *where)
        self._must(not again.changed, f"a second snapshot differs on {again.changed}")

    # --- runs

    def _run(self, playbook: str, *arguments: str, interrupt_after: float | None = None) -> Run:
        run = self._runner.run(
            playbook, *arguments, *self._verbosity(), phones=len(self._fleet.names), interrupt_after=interrupt_after
        )
        problems = self._fleet.problems_always()
        self._must(not problems, "\n".join(problems[:30]))
        return run

    def _with_faults(self, playbook: str, *arguments: str, may_be_interrupted: bool = False) -> None:
        """Run while faults strike, perhaps until somebody presses Ctrl-C. How it ends is not important: what phones hold is."""
        self._strikes = strikes(self._random, self._fleet.names, _SHARE_WITH_FAULTS)
        for strike in self._strikes:
            strike.arm(self._fleet.phones[strike.phone].simulated, self._fleet.timeout)
        interrupted = may_be_interrupted and self._random.random() < 0.3
        seconds = self._random.uniform(1.5, 2 + len(self._fleet.names) / 10) if interrupted else None
        self._run(playbook, *arguments, interrupt_after=seconds)
        self._fleet.be_well()

    def _settle(self, playbook: str, *arguments: str) -> None:
        """Run without faults until all phones are as git says; it must not take many runs."""
        for _attempt in range(_REPAIRS):
            if not self._run(playbook, *arguments).rc:
                break
        problems = self._fleet.problems_in_line()
        self._must(not problems, "\n".join(problems[:30]))

    def _quiet(self, playbook: str) -> None:
        """Run where all is as git says: nothing is written."""
        before = self._writes()
        run = self._run(playbook)
        self._must(not run.rc and not run.changed, f"{playbook} ended with {run.rc} and changed {run.changed} that were in line")
        self._must(self._writes() == before, f"{playbook} has written to phones that were in line")

    def _writes(self) -> int:
        return int(self._simulator.requests_summary()["writes"])

    def _verbosity(self) -> tuple[str, ...]:
        return self._random.choice(((), ("-vvv",)))

    def _must(self, holds: bool, otherwise: str) -> None:
        if not holds:
            faults = "\n".join(map(str, self._strikes)) or "none"
            raise SoakError(f"After run {self._runner.number}: {otherwise}\nThe last faults were:\n{faults}")


def tell(
    controller: Environment,
    collections: Path,
    folder: Path,
    *,
    phones: int,
    minutes: float,
    cycles: int,
    timeout: float,
    seed: int,
    say: Callable[[str], None],
) -> None:
    """Let a fleet live in the folder, for so many minutes and at least so many cycles. Raises SoakError, which names the seed."""
    end = time.monotonic() + minutes * 60
    random = Random(seed)
    with Simulator(phones, models=MODELS, password=FACTORY_PASSWORD) as simulator:
        fleet = Fleet(simulator, folder / "repository", random, timeout)
        runner = Runner(controller, collections, folder / "runs", fleet.folder, lambda: fleet.secrets, say)
        story = Story(runner, fleet, simulator, random)
        try:
            story.begin()
            done = 0
            while done < cycles or time.monotonic() < end:
                for _step in story.cycle():
                    if done >= cycles and time.monotonic() >= end:
                        break
                done += 1
        except SoakError as error:
            raise SoakError(f"seed {seed}, {phones} phones. {error}") from error
        said = simulator.output()
        if said.count("\n") > 1:
            raise SoakError(f"seed {seed}: the simulator complained: {said}")
        requests = simulator.requests_summary()
    say(f"{done} cycles, each with new passwords. No phone was locked, no contact lost or doubled, no secret told.")
    say(f"{requests['total']} requests, {requests['writes']} of them writes; at most {fleet.most_strikes} strikes on a phone.")
    for sentence in runner.memory():
        say(sentence)
