# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The findings of an audit as SARIF 2.1.0, for code scanning: one result for each finding and phone."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import datetime as dt
import hashlib
import json
import typing as t
from urllib.parse import quote

from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Finding
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.audit import waived_told
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import Report
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import counted, cut

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

MOST_RESULTS = 5000
"""Code scanning refuses or hides more. The worst come first."""

_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}

_CVSS = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0", "info": "0.0"}
"""By severity, a number in the middle of what CVSS calls so: code scanning sorts by it."""


def sarif(report: Report) -> str:
    """Return the findings of a report as SARIF. What was left out, and phones that could not be looked at, are notifications."""
    findings = report.audit.findings if report.audit else []
    pairs = [(finding, name) for finding in findings for name in finding.phones]
    by_id = {finding.id: finding for finding in reversed(findings)}
    rules = {rule: place for place, rule in enumerate(dict.fromkeys(finding.id for finding in findings))}
    run = {
        "tool": {
            "driver": {
                "name": "voip.grandstream.audit",
                "informationUri": "https://github.com/voip-grandstream/ansible-collection",
                "rules": [_rule(by_id[rule]) for rule in rules],
            }
        },
        "invocations": [
            {
                "executionSuccessful": report.audit is not None and report.audit.score is not None,
                "startTimeUtc": _utc(report.started),
                "endTimeUtc": _utc(report.finished),
                "toolExecutionNotifications": _notifications(report, len(pairs)),
            }
        ],
        "results": [_result(finding, name, rules[finding.id]) for finding, name in pairs[:MOST_RESULTS]],
        "columnKind": "unicodeCodePoints",
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _rule(finding: Finding) -> dict[str, t.Any]:
    return {
        "id": visible(finding.id),
        "shortDescription": {"text": cut(visible(finding.title))},
        "help": {"text": f"{cut(visible(finding.remedy))}."},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"security-severity": _CVSS[finding.severity], "tags": ["security", "voip"]},
    }


def _result(finding: Finding, name: str, rule: int) -> dict[str, t.Any]:
    shown = visible(name)
    text = f"{shown}: {cut(visible(finding.title))}: {cut(visible(finding.evidence))}. {cut(visible(finding.remedy))}."
    # Viewers make a link of "[words](target)", and what phones say must not lead anywhere.
    text = text.replace("](", "] (")
    waived = waived_told(finding)
    return {
        "ruleId": visible(finding.id),
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": f"host_vars/{quote(shown, safe='')}.yml"},
                    "region": {"startLine": 1},
                },
                "logicalLocations": [{"name": shown, "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"finding/v1": hashlib.sha256(f"{finding.id}\n{shown}".encode()).hexdigest()},
        **({"suppressions": [{"kind": "external", "status": "accepted", "justification": cut(waived)}]} if waived else {}),
    }


def _notifications(report: Report, results: int) -> list[dict[str, t.Any]]:
    texts = []
    if report.audit is None:
        texts.append("The run had no audit")
    if results > MOST_RESULTS:
        texts.append(f"Left out: {counted(results - MOST_RESULTS, 'result')}. The other forms of the report have them all")
    for unknown in report.audit.unknown if report.audit else ():
        names = ", ".join(visible(name) for name in unknown.phones[:20])
        texts.append(
            f"Not known ({visible(unknown.id)}) of {counted(len(unknown.phones), 'phone')}: {names}: {visible(unknown.reason)}"
        )
    return [{"level": "warning", "message": {"text": cut(text, 1000)}} for text in texts]
