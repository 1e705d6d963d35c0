# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The end of a run says what the machine could not test."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from support.skipped import lines
from support.tools import environment, run


def _skipped(test: str, reason: str) -> pytest.TestReport:
    place = (test.partition("::")[0], 7, f"Skipped: {reason}")
    return pytest.TestReport(test, (place[0], 7, test), {}, "skipped", place, "setup")


def test_one_line_for_each_reason() -> None:
    reports = [
        _skipped("tests/a.py::one", "no browser; install one"),
        _skipped("tests/b.py::one", "no browser; install one"),
        _skipped("tests/a.py::two[x::y]", "no browser; install one"),
        _skipped("tests/a.py::three", "pip failed\nin many lines"),
        _skipped("tests/c.py::one", "x" * 1000),
    ]
    assert list(lines(reports)) == [
        "3 skipped in tests/a.py, tests/b.py: no browser; install one",
        "1 skipped in tests/a.py: pip failed",
        f"1 skipped in tests/c.py: {'x' * 199}…",
    ]


def test_machine_without_a_browser(tmp_path: Path) -> None:
    """The last line stays pytest's own."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/integration/test_report_page.py"]
    result = run(command, env={**environment(), "PATH": str(tmp_path)})
    section, reason, end = [line for line in result.stdout.splitlines() if line][-3:]
    assert (result.returncode, "not tested on this machine" in section) == (0, True), result.stdout
    assert " skipped in tests/integration/test_report_page.py: this machine has no Chromium; install it: apt-get" in reason
    assert " skipped in " in end, "pytest's closing line"
    assert reason.split()[0] in end
