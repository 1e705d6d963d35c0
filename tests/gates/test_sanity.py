# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`ansible-test sanity`, whole and without an ignore file."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from support import interpreters
from support.environments import Environment, UnavailableError, ansible_environment
from support.tools import environment, run
from support.venvs import BUILD, locked

#: What the oldest and the newest core manage: the Pythons that a jump host may have.
TARGET_PYTHONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13")
#: ansible-test fetches pip's installer, even though every Python that can make virtual environments brings pip along.
GET_PIP = "import ensurepip; ensurepip.bootstrap(default_pip=True)\n"


def _ansible_test(controller: Environment, checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `ansible-test sanity`. Where it cannot fetch pip's installer, give it the Python's own and run again."""
    home = BUILD / "ansible-test" / controller.name
    pythons = home / "pythons"
    pythons.mkdir(parents=True, exist_ok=True)
    _link_interpreters(pythons)
    env = environment(controller.bin, HOME=str(home))
    env["PATH"] = f"{controller.bin}:{pythons}:{env['PATH']}"
    command: list[str | Path] = [controller.bin / "ansible-test", "sanity", "--color", "no", *arguments]
    # One at a time: they share the virtual environments of that home.
    with locked(f"ansible-test-{controller.name}"):
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


def _assert_passed(result: subprocess.CompletedProcess[str]) -> None:
    if result.returncode:
        # Not all of it: what pip installs for each of the tests would hide the errors.
        told = [line for line in result.stdout.splitlines() if line.startswith(("ERROR", "FATAL"))]
        pytest.fail("\n".join(told or [result.stdout]), pytrace=False)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", ["oldest", "newest"])
def test_sanity(name: str, checkout: Path) -> None:
    controller = ansible_environment(name)
    # The tests are no part of what users get, and pylint says nothing else with another core; once is enough for both.
    scope = ["--exclude", "tests/", "--skip-test", "pylint"] if name == "oldest" else []
    _assert_passed(_ansible_test(controller, checkout, "--python", controller.python_version, *scope))


@pytest.mark.long
@pytest.mark.timeout(900)
def test_sanity_of_the_coming_core(checkout: Path) -> None:
    """What the next ansible-core asks of plugins; without pylint, of which that core wants a part from outside of PyPI."""
    try:
        controller = ansible_environment("next")
    except UnavailableError as error:
        pytest.skip(str(error))
    _assert_passed(
        _ansible_test(controller, checkout, "--python", controller.python_version, "--skip-test", "pylint", "plugins/")
    )


@pytest.mark.timeout(900)
@pytest.mark.parametrize("version", TARGET_PYTHONS)
def test_modules_import_on_a_jump_host(version: str, checkout: Path) -> None:
    """Modules and what they import, by each Python that the oldest core manages, without any library."""
    if interpreters.find(version) is None:
        pytest.skip(f"this machine has no Python {version}; install it, for example with pyenv or uv")
    controller = ansible_environment("oldest")
    if version == controller.python_version:
        return  # part of test_sanity[oldest]
    tests = ["--test", "compile", "--test", "import", "plugins/modules/", "plugins/module_utils/"]
    _assert_passed(_ansible_test(controller, checkout, "--python", version, *tests))


def test_no_ignore_files(checkout: Path) -> None:
    ignored = sorted((checkout / "tests" / "sanity").glob("ignore*"))
    assert not ignored, f"mend what these ignore: {ignored}"
