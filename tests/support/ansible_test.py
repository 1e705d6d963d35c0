# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`ansible-test` of a controller, on a copy of the repository."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from support import interpreters
from support.environments import Environment
from support.tools import environment, run
from support.venvs import BUILD, locked

#: What the oldest and the newest core manage: the Pythons that a jump host may have.
TARGET_PYTHONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13")
#: ansible-test fetches pip's installer, even though every Python that can make virtual environments brings pip along.
GET_PIP = "import ensurepip; ensurepip.bootstrap(default_pip=True)\n"


def ansible_test(controller: Environment, checkout: Path, *arguments: str, home: str) -> subprocess.CompletedProcess[str]:
    """Run `ansible-test`. Where it cannot fetch pip's installer, give it the Python's own and run again.

    What runs with the same `home` waits for each other: ansible-test keeps its virtual environments there.
    """
    folder = BUILD / "ansible-test" / home
    pythons = folder / "pythons"
    pythons.mkdir(parents=True, exist_ok=True)
    _link_interpreters(pythons)
    env = environment(controller.bin, HOME=str(folder))
    env["PATH"] = f"{controller.bin}:{pythons}:{env['PATH']}"
    command: list[str | Path] = [controller.bin / "ansible-test", *arguments, "--color", "no"]
    with locked(f"ansible-test-{home}"):
        result = run(command, cwd=checkout, env=env)
        wanted = re.search(r"bootstrap script can be manually downloaded and saved to: (.+)", result.stdout)
        if result.returncode and wanted:
            Path(wanted.group(1)).write_text(GET_PIP, encoding="utf-8")
            result = run(command, cwd=checkout, env=env)
    return result


def _link_interpreters(folder: Path) -> None:
    """ansible-test looks for `python3.9` and so on in PATH, where some are shims of pyenv that do not run."""
    with locked("pythons"):
        for version in TARGET_PYTHONS:
            link = folder / f"python{version}"
            link.unlink(missing_ok=True)
            if (python := interpreters.find(version)) is not None:
                link.symlink_to(python)


def assert_passed(result: subprocess.CompletedProcess[str]) -> None:
    """Fail the test where ansible-test found something."""
    if result.returncode:
        # Not all of it: what pip installs for each of the tests would hide the errors.
        told = [line for line in result.stdout.splitlines() if line.startswith(("ERROR", "FATAL", "E  ", "FAILED"))]
        pytest.fail("\n".join(told or [result.stdout]), pytrace=False)
