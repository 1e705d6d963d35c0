# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running other programs in tests: with a known environment, and nothing left running."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from support.venvs import BUILD, ROOT

#: Where this Python's own console scripts are: `.venv/bin`.
BIN = Path(sys.executable).parent


def environment(bin_dir: Path = BIN, **extra: str) -> dict[str, str]:
    """Return an environment for Ansible's programs in `bin_dir` that neither reads nor writes the user's own files and
    settings."""
    home = BUILD / "home"
    home.mkdir(parents=True, exist_ok=True)
    config = BUILD / "ansible.cfg"
    config.touch()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "GS_", "PYTEST_", "PYTHON"))}
    return {
        **kept,
        "PATH": f"{bin_dir}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "ANSIBLE_CONFIG": str(config),
        "ANSIBLE_HOME": str(home / ".ansible"),
        "ANSIBLE_NOCOLOR": "1",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
        **extra,
    }


def run(
    command: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end; stdout holds both of its output streams. An interrupted test ends its children too."""
    arguments = [str(argument) for argument in command]
    with subprocess.Popen(
        arguments,
        cwd=cwd,
        env=environment() if env is None else env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            output = process.communicate()[0]
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(arguments, process.returncode, output)


def workers(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return the processes that `process` has started, and theirs: ansible-core's workers leave its group, so its signals miss
    them."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(process.pid).children(recursive=True)
    return []


def living_in(folder: Path, sparing: str) -> list[psutil.Process]:
    """Return the processes that have the folder in their arguments or environment or work in it, but for those with `sparing`
    in an argument."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            arguments = process.cmdline()
            known = any(str(folder) in text for text in (*arguments, *process.environ().values(), process.cwd()))
            if known and not any(sparing in argument for argument in arguments):
                found.append(process)
    return found


def end(processes: Sequence[psutil.Process]) -> None:
    """Kill those that do not end by themselves within a second."""
    for process in psutil.wait_procs(processes, timeout=1)[1]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def check(command: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """Run `command`, which must succeed, and return its output. Raises AssertionError with that output."""
    __tracebackhide__ = True  # pytest: the output says it all
    result = run(command, cwd=cwd, env=env)
    if result.returncode:
        raise AssertionError(f"{Path(result.args[0]).name} ended with {result.returncode}:\n{result.stdout}")
    return result.stdout
