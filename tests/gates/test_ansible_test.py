# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`ansible-test units` and `ansible-test integration`, which other collections' contributors know, run here too.

They are another way to start what pytest runs: the units are our own unit tests, and the target is a fleet of simulated phones.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import collection
from support.ansible_test import ansible_test, assert_passed
from support.environments import Environment
from support.venvs import ROOT

UNIT = ROOT / "tests" / "unit"
#: Some of each kind that ansible-test knows: modules, what they import, and what only a controller runs. All take minutes.
SOME = (
    "tests/unit/plugins/modules/test_gs_call.py",
    "tests/unit/plugins/module_utils/test__mac.py",
    "tests/unit/plugins/action/test_gs_survey.py",
)


@pytest.fixture
def own_checkout(tmp_path: Path) -> Path:
    """A copy of the repository for one test: ansible-test leaves files in it that other gates would complain of."""
    return collection.checkout(tmp_path)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_units(own_checkout: Path, newest_controller: Environment) -> None:
    where = ("--venv", "--python", newest_controller.python_version)
    result = ansible_test(newest_controller, own_checkout, "units", *where, *SOME, home="units")
    assert_passed(result)
    assert result.stdout.count(" passed in ") == len(SOME), result.stdout


@pytest.mark.long
@pytest.mark.timeout(600)
def test_integration(own_checkout: Path, newest_controller: Environment) -> None:
    where = ("--venv", "--python", newest_controller.python_version)
    result = ansible_test(newest_controller, own_checkout, "integration", *where, home="integration")
    assert_passed(result)
    assert "4 phones: 4 in line" in result.stdout


@pytest.mark.parametrize("folder", ["modules", "module_utils"])
def test_tests_of_modules_need_no_controller(folder: str) -> None:
    """ansible-test gives them only as much of ansible-core as a managed host has. What needs more is not tested there."""
    seen: set[Path] = set()
    offending = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in (UNIT / "plugins" / folder).rglob("*.py")
        for name in _imported(file, seen)
        if name.startswith("ansible.") and not name.startswith("ansible.module_utils")
    }
    assert offending == set()


def _imported(file: Path, seen: set[Path]) -> Iterator[str]:
    """Yield what a file imports when it is loaded, and what our files that it imports do."""
    if file in seen:
        return
    seen.add(file)
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            yield name
            for root, top in ((ROOT / "tests", "unit."), (ROOT, "ansible_collections.voip.grandstream.")):
                inside = root / f"{name.removeprefix('ansible_collections.voip.grandstream.').replace('.', '/')}.py"
                if name.startswith(top) and inside.is_file():
                    yield from _imported(inside, seen)
