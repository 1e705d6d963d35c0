# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of README.md: which ansible-core and Python are supported, and which of them the tests run on."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest
import yaml

from support.environments import BETWEEN, MATRIX, UnavailableError, ansible_environment
from support.tools import check
from support.venvs import ROOT

ENVIRONMENTS = {**MATRIX, **BETWEEN}


class Row(NamedTuple):
    """A line of the table: the series of ansible-core, its first and last Python, and what is tested."""

    core: str
    first: str
    last: str
    tested: str
    python: str


def _table() -> list[Row]:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    return [
        Row(*cells) for cells in re.findall(r"^\| (2\.\d+) \| (\S+) to (\S+) \| (\S+) on Python (\S+) \|", page, re.MULTILINE)
    ]


def _newest_core(name: str) -> str:
    """The version in an environment's requirements; that of the newest Python is the last."""
    text = (ROOT / "tests" / f"requirements-{name}.txt").read_text(encoding="utf-8")
    return re.findall(r"^ansible-core == (\S+)", text, re.MULTILINE)[-1]


def _loaded(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_table_is_what_the_tests_run_on() -> None:
    ours = {(_newest_core(name), pythons[0]) for name, pythons in ENVIRONMENTS.items()}
    assert {(row.tested, row.python) for row in _table()} == ours
    assert [row for row in _table() if not row.tested.startswith(f"{row.core}.")] == []


def test_first_row_is_the_oldest_that_installs() -> None:
    assert _loaded("meta/runtime.yml")["requires_ansible"] == f">={_table()[0].tested}"


def test_public_ci_runs_on_the_same() -> None:
    matrix = _loaded(".github/workflows/tests.yml")["jobs"]["ansible-test"]["strategy"]["matrix"]
    assert matrix["core"] == [*(row.core for row in _table()), "devel"]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_pythons_are_those_of_that_core(name: str) -> None:
    """As ansible-core itself says it. The newest core of a machine with an old Python is an older one."""
    try:
        environment = ansible_environment(name)
    except UnavailableError as error:
        pytest.skip(str(error))
    place = "from ansible_test._util.target.common.constants import CONTROLLER_PYTHON_VERSIONS as pythons"
    said = check([environment.python, "-c", f"{place}; print(pythons[0], pythons[-1])"]).split()
    assert [[row.first, row.last] for row in _table() if environment.core.startswith(f"{row.core}.")] == [said]
