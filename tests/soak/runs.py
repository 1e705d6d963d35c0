# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of the collection's playbooks on the soak's repository: each is watched, and looked over when it has ended."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from integration.helpers.playbooks import launched
from soak.watch import Memory, MemoryWatch, told
from support.environments import Environment
from support.tools import end, workers

#: Seconds for a run, and for each of its phones. One that needs more hangs.
_PATIENCE, _PATIENCE_OF_A_PHONE = 240, 6
#: Seconds from a Ctrl-C to the next one, where the play does not end.
_UNTIL_PRESSED_AGAIN = 120
#: Outputs of so many runs are kept.
_KEPT = 12
#: Megabytes, and a share, that a later run of a playbook may need more than its first one.
_MORE_MEGABYTES, _MORE = 25, 1.25
_RECAP = re.compile(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.MULTILINE)


class SoakError(Exception):
    """Something that must never be was so; the text says what, in which run, and where to look."""


@dataclass(frozen=True)
class Run:
    """A run that has ended: its exit status, the output, and by the recap which phones changed and which are in trouble."""

    rc: int
    output: str
    changed: list[str]
    bad: list[str]


class Runner:
    """Runs playbooks. All that they write, but for the repository itself, is in `folder`, and holds none of the `secrets`."""

    def __init__(
        self,
        controller: Environment,
        collections: Path,
        folder: Path,
        repository: Path,
        secrets: Callable[[], Sequence[str]],
        say: Callable[[str], None],
    ) -> None:
        self._bin = controller.bin
        self.folder = folder
        self._repository = repository
        self._secrets = secrets
        self._say = say
        self.number = 0
        self._measured: dict[str, list[Memory]] = {}
        self._environment = {
            "PATH": f"{controller.bin}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(folder / "home"),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
            "ANSIBLE_HOME": str(folder / "home" / "ansible"),
            "ANSIBLE_LOCAL_TEMP": str(folder / "temporary"),
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_CALLBACKS_ENABLED": "voip.grandstream.report",
            "ANSIBLE_LOG_PATH": str(folder / "ansible.log"),
            "ANSIBLE_FORKS": "20",
            "ANSIBLE_NOCOLOR": "true",
            "GS_LEDGER": str(folder / "ledger"),
            **{f"GS_REPORT_{form.upper()}": str(folder / f"report.{form}") for form in ("html", "json", "junit", "markdown")},
        }
        (folder / "home").mkdir(parents=True)
        (folder / "ansible.cfg").touch()
        self._phones = 0

    def run(self, playbook: str, *arguments: str, phones: int, interrupt_after: float | None = None) -> Run:
        """Run a playbook of the collection, with Ctrl-C after so many seconds if told so. Raises SoakError."""
        self.number += 1
        self._phones = phones
        command = [
            *(str(self._bin / "ansible-playbook"), "-i", str(self._repository / "inventory.yml")),
            *(f"voip.grandstream.{playbook}", "--diff", *arguments),
        ]
        (self.folder / "ansible.log").unlink(missing_ok=True)
        begun = time.monotonic()
        process = launched(command, self.folder, self._environment)
        with MemoryWatch(process.pid) as watch:
            output = self._output(process, interrupt_after)
        file = self.folder / f"run-{self.number:04}-{playbook}.txt"
        file.write_text(output, encoding="utf-8")
        (self.folder / f"run-{self.number - _KEPT:04}-{playbook}.txt").unlink(missing_ok=True)
        recap = _RECAP.findall(output)
        run = Run(
            process.returncode,
            output,
            [name for name, changed, _unreachable, _failed in recap if int(changed)],
            [name for name, _changed, unreachable, failed in recap if int(unreachable) + int(failed)],
        )
        memory = watch.peak
        shown = " ".join([playbook, *(argument for argument in arguments if argument.startswith("-"))])
        self._say(
            f"{self.number:4} {shown:32} {'Ctrl-C ' if interrupt_after else ''}{time.monotonic() - begun:5.1f} s, "
            f"exit {run.rc}, {len(run.changed)} changed, {len(run.bad)} in trouble, {memory.main} + {memory.worker} MB"
        )
        problems = self._problems(run, interrupt_after is not None) + self._memory_problems(playbook, memory)
        if problems:
            raise SoakError("\n".join([f"Run {self.number} of {playbook}, output in {file}:", *problems[:30]]))
        return run

    def memory(self) -> list[str]:
        """Return a sentence on the memory of each playbook's first and last run."""
        return [
            f"{playbook}: {first.main} + {first.worker} MB at first, {last.main} + {last.worker} MB in the end"
            for playbook, (first, *_between, last) in self._measured.items()
        ]

    def _output(self, process: subprocess.Popen[str], interrupt_after: float | None) -> str:
        left = []
        # Python loses a Ctrl-C that comes in the moment after a fork, and ansible-core then waits for workers that have ended:
        # who sits there presses again.
        presses = [] if interrupt_after is None else [interrupt_after, _UNTIL_PRESSED_AGAIN]
        try:
            for patience in presses:
                try:
                    output, errors = process.communicate(timeout=patience)
                    return output + errors
                except subprocess.TimeoutExpired:
                    left += workers(process)
                    os.killpg(process.pid, signal.SIGINT)
            output, errors = process.communicate(timeout=_PATIENCE + _PATIENCE_OF_A_PHONE * self._phones)
            return output + errors
        except subprocess.TimeoutExpired as error:
            raise SoakError(f"Run {self.number} hangs: {process.args!r}") from error
        finally:
            left += workers(process)
            if process.poll() is None:
                process.kill()
                process.communicate()
            end(left)

    def _problems(self, run: Run, interrupted: bool) -> list[str]:
        found = told(self._written(run), self._secrets())
        if "Traceback (most recent call last)" in run.output and not interrupted:
            found.append("a traceback was shown")
        left = sorted((self.folder / "temporary").glob("*"))
        if interrupted:
            # One that was told twice to end leaves its folder.
            for path in left:
                shutil.rmtree(path)
            return found
        return [*found, *(f"left behind: {path}" for path in left)]

    def _written(self, run: Run) -> list[Path]:
        """Return the files that this run may have written."""
        newest = self.folder / f"run-{self.number:04}*"
        patterns = (newest.name, "ansible.log", "report.*", "ledger*", "snapshots/**/*.yml", "home/**/*")
        return [path for pattern in patterns for path in self.folder.glob(pattern) if path.is_file()]

    def _memory_problems(self, playbook: str, memory: Memory) -> list[str]:
        measured = self._measured.setdefault(playbook, [memory])
        measured.append(memory)
        first = measured[0]
        pairs = (("ansible-playbook", first.main, memory.main), ("its largest worker", first.worker, memory.worker))
        return [
            f"{what} needs {now} MB, and {before} MB in the first run of {playbook}"
            for what, before, now in pairs
            if now > before * _MORE + _MORE_MEGABYTES
        ]
