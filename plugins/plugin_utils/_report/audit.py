# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit of a fleet in a report: from its document and back, merged, and its score over time. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import collections
import typing as t
from collections.abc import Collection, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import (
    ALL_RULES,
    Audit,
    Finding,
    Unknown,
    ordered,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.rules import SHARED_PASSWORD
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.score import SEVERITIES
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import counted, plain

MODULE = "voip.grandstream.gs_audit"
"""Looks at all phones of a play in one task."""

RUNS = 60
"""Runs of which the score is drawn."""

COMPARED_APART = "each run has compared the passwords of its own phones only"
"""What is not known of a report of several audits."""


def audit_of(said: Mapping[str, t.Any], audited: Collection[str]) -> Audit:
    """Return the audit in its document. ``audited``: the phones that were looked at, perhaps not the last time."""
    found = plain(said)
    unknown = [Unknown(**row) for row in found["unknown"]]
    lost = {name for row in unknown if row.id == ALL_RULES for name in row.phones}
    findings = [Finding(**finding) for finding in found["findings"]]
    return Audit(findings, unknown, [str(name) for name in audited if name not in lost])


def summary_of(audit: Audit) -> dict[str, t.Any]:
    """Return what the history keeps of an audit: the score, and how many findings of each severity are open."""
    return {"score": audit.score, "findings": open_findings(audit)}


def open_findings(audit: Audit) -> dict[str, int]:
    """Return how many findings of each severity are not waived, the worst first."""
    counts = collections.Counter(finding.severity for finding in audit.findings if not finding.waived)
    return {severity: counts[severity] for severity in SEVERITIES}


def exposed_phones(audit: Audit) -> set[str]:
    """Return the phones that have a finding which is not waived."""
    return {name for finding in audit.findings if not finding.waived for name in finding.phones}


def headline(audit: Audit) -> str:
    """Return the audit in one sentence without its full stop."""
    if audit.score is None:
        return "No phone could be looked at"
    worst = [f"{count:,} {severity}" for severity, count in open_findings(audit).items() if count]
    exposed = len(exposed_phones(audit))
    told = f"{', '.join(worst)} on {exposed:,} of {counted(len(audit.audited), 'phone')}" if worst else "no open finding"
    return f"Score {audit.score} of 100, {told}"


def merged_audits(audits: Sequence[Audit]) -> Audit | None:
    """Return one audit of several, in the order in which they were made; None where there is none.

    A phone of several of them has what the last one found. The same finding of several runs becomes one, but for phones with the
    same password: runs hash passwords with keys of their own, so that two groups of two runs cannot be compared.
    """
    last = {name: number for number, audit in enumerate(audits) for name in _of(audit)}
    findings: dict[tuple[t.Any, ...], Finding] = {}
    unknown: dict[tuple[str, str], Unknown] = {}
    for number, audit in enumerate(audits):
        for place, finding in enumerate(audit.findings):
            apart = (number, place) if finding.id == SHARED_PASSWORD.id else None
            key = (*finding._replace(phones=[], waived=None), str(finding.waived), apart)
            _add(findings, (str(key),), finding, [name for name in finding.phones if last[name] == number])
        for row in audit.unknown:
            _add(unknown, (row.id, row.reason), row, [name for name in row.phones if last[name] == number])
    if not audits:
        return None
    audited = sorted({name for number, audit in enumerate(audits) for name in audit.audited if last[name] == number})
    rows = [row for row in unknown.values() if row.reason != COMPARED_APART]
    if audited and (len(audits) > 1 or len(rows) < len(unknown)):
        rows.append(Unknown(SHARED_PASSWORD.id, audited, COMPARED_APART))
    return Audit(ordered(findings.values()), rows, audited)


def _of(audit: Audit) -> set[str]:
    """Return the names of all phones of an audit."""
    rows: list[Finding | Unknown] = [*audit.findings, *audit.unknown]
    return {*audit.audited, *(name for row in rows for name in row.phones)}


def _add(rows: dict[t.Any, t.Any], key: t.Any, row: Finding | Unknown, names: list[str]) -> None:
    if names:
        known = rows.get(key)
        rows[key] = row._replace(phones=names) if known is None else known._replace(phones=[*known.phones, *names])


def by_phone(audit: Audit) -> dict[str, list[Finding]]:
    """Return the findings of each phone that has any, as they stand in the audit."""
    found: dict[str, list[Finding]] = collections.defaultdict(list)
    for finding in audit.findings:
        for name in finding.phones:
            found[name].append(finding)
    return dict(found)


def waived_told(finding: Finding) -> str:
    """Return in a visible sentence who has accepted a finding, and until when; empty where nobody has."""
    if not finding.waived:
        return ""
    return f"waived until {visible(finding.waived['until'])}: {visible(finding.waived['reason'])}"


def scores(playbook: str, history: Sequence[Mapping[str, t.Any]] | None) -> list[tuple[str, int, str]]:
    """Return the former scores of a playbook, the oldest first: when, the score, and what it stood for."""
    found = []
    for run in history or ():
        kept = run.get("audit")
        if run["playbook"] != playbook or not isinstance(kept, Mapping):
            continue
        score, counts = kept.get("score"), kept.get("findings")
        if isinstance(score, int) and not isinstance(score, bool) and 0 <= score <= 100:
            told = [
                f"{counts[severity]:,} {severity}"
                for severity in SEVERITIES
                if isinstance(counts, Mapping) and isinstance(counts.get(severity), int) and counts[severity]
            ]
            found.append((visible(str(run["started"])[:16].replace("T", " ")), score, ", ".join(told) or "nothing open"))
    return found[-RUNS:]
