# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The severities of findings, and the score of a fleet. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import collections
import typing as t
from collections.abc import Collection, Iterable

SEVERITIES: dict[str, int] = {"critical": 40, "high": 20, "medium": 8, "low": 3, "info": 0}
"""The severities, the worst first, and the points that a phone loses by a finding of each."""

BEST = 100
"""The score of a phone without findings."""


class Weighed(t.Protocol):
    """A finding, so far as it counts for the score."""

    @property
    def severity(self) -> str:
        """Return one of :data:`SEVERITIES`."""

    @property
    def phones(self) -> Collection[str]:
        """Return the names of the phones that have it."""

    @property
    def waived(self) -> t.Any:
        """Return what is true where somebody has accepted it."""


def score(findings: Iterable[Weighed], audited: Collection[str]) -> int | None:
    """Return the score of a fleet, from 0 to 100: the mean of its phones, rounded down. None where no phone was looked at.

    ``audited``: the names of the phones that were looked at. A phone begins with 100, and loses points by each finding that is
    not waived, down to 0.
    """
    lost: collections.Counter[str] = collections.Counter()
    for finding in findings:
        if not finding.waived:
            lost.update(dict.fromkeys(finding.phones, SEVERITIES[finding.severity]))
    if not audited:
        return None
    return sum(max(0, BEST - lost[name]) for name in audited) // len(audited)


def at_least(severity: str, least: str) -> bool:
    """Return whether a severity is ``least`` or worse."""
    order = list(SEVERITIES)
    return order.index(severity) <= order.index(least)
