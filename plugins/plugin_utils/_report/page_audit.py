# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page shows of an audit: texts that are visible and bounded, and numbers that are ready to be shown."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Audit, Finding, Unknown
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.score import SEVERITIES
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.audit import open_findings, scores, waived_told
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import counted, cut

_NAMES = 12
"""How many phones a finding names. All of them are among the phones below."""

_COLUMN = 10
_LEAST_COLUMNS = 12

View = dict[str, t.Any]


def audit_view(audit: Audit | None, playbook: str, history: Sequence[Mapping[str, t.Any]] | None) -> View | None:
    """Return what the page shows of an audit; None where there was none."""
    if audit is None:
        return None
    return {
        "score": "?" if audit.score is None else str(audit.score),
        "severities": [{"key": key, "count": f"{count:,}"} for key, count in open_findings(audit).items()],
        "findings": [_finding(finding) for finding in audit.findings],
        "unknown": [_unknown(row) for row in audit.unknown],
        "trend": _trend(playbook, history),
    }


def of_phone(findings: Sequence[Finding]) -> list[View]:
    """Return what the page shows of one phone's findings."""
    return [
        {
            "severity": finding.severity,
            "id": visible(finding.id),
            "evidence": cut(visible(finding.evidence)),
            "waived": cut(waived_told(finding)),
        }
        for finding in findings
    ]


def in_short(findings: Sequence[Finding]) -> str:
    """Return in a few words how many open findings a phone has, and how bad the worst is."""
    number = sum(not finding.waived for finding in findings)
    return f"{counted(number, 'finding')}, {worst(findings)}" if number else ""


def worst(findings: Sequence[Finding]) -> str:
    """Return the worst severity of a phone's open findings; empty where it has none."""
    found = {finding.severity for finding in findings if not finding.waived}
    return next((severity for severity in SEVERITIES if severity in found), "")


def rank(findings: Sequence[Finding]) -> int:
    """Return the place of a phone among others: those with the worst findings come first."""
    return [*SEVERITIES, ""].index(worst(findings))


def _finding(finding: Finding) -> View:
    return {
        "severity": finding.severity,
        "id": visible(finding.id),
        "title": cut(visible(finding.title)),
        "evidence": cut(visible(finding.evidence)),
        "remedy": cut(visible(finding.remedy)),
        "waived": cut(waived_told(finding)),
        **_phones(finding.phones),
    }


def _unknown(row: Unknown) -> View:
    return {"id": "all rules" if row.id == "all" else visible(row.id), "reason": cut(visible(row.reason)), **_phones(row.phones)}


def _phones(names: Sequence[str]) -> View:
    more = len(names) - _NAMES
    shown = ", ".join(visible(name) for name in names[:_NAMES])
    return {"count": f"{len(names):,}", "names": f"{shown} and {more:,} more" if more > 0 else shown}


def _trend(playbook: str, history: Sequence[Mapping[str, t.Any]] | None) -> View | None:
    """Return the columns of the score over time; None where no history is kept. Heights are in hundredths."""
    if history is None:
        return None
    found = scores(playbook, history)
    columns: list[View] = [
        {"x": number * _COLUMN + 1, "y": str(100 - score), "height": str(score), "score": str(score), "when": when, "told": told}
        for number, (when, score, told) in enumerate(found)
    ]
    return {
        "columns": columns,
        "width": _COLUMN * max(len(columns), _LEAST_COLUMNS),
        "first": columns[0]["when"][:10] if columns else "",
        "last": columns[-1]["when"][:10] if columns else "",
    }
