# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as JUnit XML: one test case a phone and task, so that pipelines show fleets as they show tests."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import collections
import xml.etree.ElementTree as ET

from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Finding
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.audit import by_phone, waived_told
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import STATUSES, ChangeRecord, Report, TaskRecord
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import REACH, sides

_FLAWS = {"failed": "failure", "drifted": "failure", "unreachable": "error"}
_UNTRIED = ("skipped", "pending", "not_run")


def junit(report: Report) -> str:
    """Return the report as JUnit XML."""
    suite = ET.Element("testsuite", name=visible(report.playbook), timestamp=report.started.isoformat(timespec="seconds"))
    totals: collections.Counter[str] = collections.Counter()
    findings = by_phone(report.audit) if report.audit else {}
    for phone in report.phones:
        names: collections.Counter[str] = collections.Counter()
        for task in phone.tasks:
            name = visible(f"{task.play}: {task.task}" if task.play else task.task)
            names[name] += 1
            shown = name if names[name] == 1 else f"{name} ({names[name]})"
            case = ET.SubElement(suite, "testcase", classname=visible(phone.name), name=shown, time=f"{task.duration:.3f}")
            totals[_verdict(case, task)] += 1
        for finding in findings.get(phone.name, ()):
            case = ET.SubElement(suite, "testcase", classname=visible(phone.name), name=_name(finding), time="0.000")
            totals[_found(case, finding)] += 1
    for missing in report.merged.missing if report.merged else []:
        case = ET.SubElement(suite, "testcase", classname=visible(missing), name="not looked at", time="0.000")
        ET.SubElement(case, "error", type="missing", message="This phone was not looked at by any run.")
        totals["error"] += 1
    if report.notes():
        ET.SubElement(suite, "system-out").text = "\n".join(report.notes())
    counts = {
        "tests": str(totals.total()),
        "failures": str(totals["failure"]),
        "errors": str(totals["error"]),
        "skipped": str(totals["skipped"]),
        "time": f"{report.seconds:.3f}",
    }
    suite.attrib.update(counts)
    suites = ET.Element("testsuites", {"name": "voip.grandstream", **counts})
    suites.append(suite)
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _verdict(case: ET.Element, task: TaskRecord) -> str:
    """Add to a test case how it ended. Return the name of the element, or an empty text where it passed."""
    text = "\n".join(filter(None, [task.shown_message, *(line(change) for change in task.changes)]))
    if task.status in _UNTRIED:
        ET.SubElement(case, "skipped", message=task.shown_message or STATUSES[task.status])
        return "skipped"
    if task.status in _FLAWS and not task.handled:
        flaw = _FLAWS[task.status]
        message = f"{len(task.changes)} would change" if task.status == "drifted" else task.shown_message
        ET.SubElement(case, flaw, type=visible(task.error_kind or task.status), message=message).text = text
        return flaw
    if task.handled:
        text = f"This {STATUSES[task.status]} task was {task.handled}.\n{text}"
    if text:
        ET.SubElement(case, "system-out").text = text
    return ""


def _name(finding: Finding) -> str:
    return f"audit: {visible(finding.id)}: {visible(finding.title)}"


def _found(case: ET.Element, finding: Finding) -> str:
    """Add a finding of an audit to its test case: a failure, or skipped where it is waived. Return the name of the element."""
    evidence = visible(finding.evidence)
    if finding.waived:
        ET.SubElement(case, "skipped", message=waived_told(finding))
        return "skipped"
    ET.SubElement(case, "failure", type=finding.severity, message=evidence).text = f"{evidence}\n{visible(finding.remedy)}."
    return "failure"


def line(change: ChangeRecord) -> str:
    """Return a change in one line of plain text."""
    if change.kind == "operation":
        return visible(change.shown_name)
    before, after = sides(change.before, change.after)
    return f"{visible(change.shown_name)}: {before} -> {after}" + (f" ({REACH})" if change.reach else "")
