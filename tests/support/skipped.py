# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests that were skipped, in a few lines: who reads only the end of a run must not take them for tests that passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

_LONGEST = 200


def lines(reports: Iterable[pytest.TestReport | pytest.CollectReport]) -> Iterator[str]:
    """Yield a line for each reason to skip tests, in order of the reports: how many tests, in which files, and why.

    The reason of a skip says what is missing and how to get it. Of a long one the beginning is shown.
    """
    found: dict[str, Counter[str]] = {}
    for report in reports:
        found.setdefault(_reason(report), Counter())[report.nodeid.partition("::")[0]] += 1
    for reason, files in found.items():
        yield f"{files.total()} skipped in {', '.join(files)}: {reason}"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return the first line of why a test was skipped."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    line = text.removeprefix("Skipped: ").partition("\n")[0]
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
