# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The unit tests on the oldest libraries that we promise to work with."""

from __future__ import annotations

import sys
import sysconfig

import pytest

from support.environments import ansible_environment
from support.tools import check, environment
from support.venvs import ROOT

HERE = "tests/unit/plugins/module_utils"
#: These use no library, and their laws take longest.
PURE = ("_resources", "_settings", *(f"_phonebook/test_{name}.py" for name in ("changes", "csv_file", "model", "options")))
PURE_TOO = f"{HERE}/_phonebook/test_plan_*.py"


@pytest.mark.long
@pytest.mark.timeout(600)
def test_unit_tests_pass_on_the_oldest_libraries() -> None:
    oldest = ansible_environment("oldest")
    if oldest.python_version != sysconfig.get_python_version():
        pytest.skip(
            f"the oldest environment is of Python {oldest.python_version}, the tests' of another: their libraries do not mix"
        )
    libraries = next(oldest.bin.parent.glob("lib/python3*/site-packages"))
    plugins = ["-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=look"]
    assert not [place for place in PURE if not (ROOT / HERE / place).exists()]
    left_out = [f"--ignore-glob={PURE_TOO}", *(f"--ignore={HERE}/{place}" for place in PURE)]
    check(
        [sys.executable, "-m", "pytest", "-q", *plugins, "tests/unit", *left_out],
        cwd=ROOT,
        env=environment(PYTHONPATH=str(libraries)),
    )
