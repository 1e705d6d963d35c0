# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the task tells of an audit: its result, and lines for the terminal. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import collections
import typing as t
from collections.abc import Sequence

from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Audit, Finding
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.score import SEVERITIES
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.findings import listed

MOST_LINES = 60
"""Lines on the terminal. The report has all findings."""

NEVER = "never"
"""The severity of no finding."""


def headline(audit: Audit) -> str:
    """Return the audit in a few words: the score, and how many findings of each severity are not waived. Nothing sounds like a
    good audit where no phone was looked at."""
    if not audit.audited:
        return "No phone could be looked at, so nothing is known of findings"
    counts = collections.Counter(finding.severity for finding in audit.findings if not finding.waived)
    told = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity]) or "none"
    waived = sum(finding.waived is not None for finding in audit.findings)
    return f"Score {audit.score} of 100; findings: {told}{f', {waived} waived' if waived else ''}"


def lines(audit: Audit) -> list[str]:
    """Return a line for each finding, the worst first, and one for each thing that cannot be known."""
    told = [_line(finding) for finding in audit.findings]
    told += [f"unknown: {unknown.id}: {listed(unknown.phones)}: {unknown.reason}" for unknown in audit.unknown]
    more = len(told) - MOST_LINES
    return [*told[:MOST_LINES], *([f"and {more} more, see the report"] if more > 0 else [])]


def failure(audit: Audit, least: str, lost: Sequence[str]) -> str:
    """Return why a pipeline is to fail; empty where it is not. ``lost``: the phones that could not be looked at. Where these are
    all phones, that is a reason also where ``least`` is :data:`NEVER`."""
    if least == NEVER and audit.audited:
        return ""
    failing = audit.failing(least) if least != NEVER else []
    parts = [f"findings of severity {least} or worse: {', '.join(failing)}"] if failing else []
    parts += [f"phones that could not be looked at: {listed(lost)}"] if lost else []
    return "; ".join(parts)


def _line(finding: Finding) -> str:
    waived: dict[str, t.Any] | None = finding.waived
    how = f"waived until {waived['until']} ({waived['reason']}), " if waived else ""
    return f"{how}{finding.severity}: {finding.id}: {listed(finding.phones)}: {finding.evidence}. {finding.remedy}"
