# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as Markdown for a comment of a merge request: short, and nothing in it that a phone could turn into markup."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import itertools
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Finding
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.audit import waived_told
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import (
    STATUSES,
    VERDICTS,
    ChangeRecord,
    PhoneRecord,
    Report,
    TaskRecord,
    Topic,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import REACH, counted, cut, duration, sides

LONGEST = 60_000
"""Characters: forges refuse comments that are somewhat longer."""

_TOPICS = 10
_FINDINGS = 40
_FEW_NAMES = 5
_ROWS = 30
_VALUE = 120
_NOTE = 1000
_RESERVE = 200
"""Characters for the sentence that says what was left out."""
_MODES = {
    "check": "Check mode: nothing was changed.",
    "run": "Changes were made.",
    "mixed": "Some tasks ran in check mode.",
}
_HARMLESS = set(" -./")
"""Besides letters and digits; everything else could mean something to some Markdown."""


def markdown(report: Report, longest: int = LONGEST) -> str:
    """Return the report as a comment of at most ``longest`` characters. It says what was left out."""
    notes = "\n\n".join(code(note, _NOTE) for note in report.notes())
    head = "\n\n".join(filter(None, [_head(report), notes, _counts(report)]))
    for section in (_findings, _topics):
        # Half of the room each, for all that phones may say: an encoded character takes up to nine.
        head = "\n\n".join(filter(None, [head, section(report, max(longest - _RESERVE - len(head), 0) // 2)]))
    told = [phone for phone in report.phones if phone.verdict not in ("in_line", "skipped")]
    told.sort(key=lambda phone: list(VERDICTS).index(phone.verdict))
    blocks: list[str] = []
    length = len(head)
    for phone in told:
        block = _phone(phone)
        if length + len(block) + _RESERVE <= longest:
            blocks.append(block)
            length += len(block) + 2
    left = len(told) - len(blocks)
    last = (
        f"Left out to keep this short: {counted(left, 'more phone')}. The other forms of the report have them all."
        if left
        else ""
    )
    return "\n\n".join(filter(None, [head, *blocks, last])) + "\n"


def code(text: str, longest: int = _VALUE) -> str:
    """Return any text as literal text: encoded, and inside of an HTML element where forges look for neither names nor links."""
    encoded = "".join(char if char.isalnum() or char in _HARMLESS else f"&#{ord(char)};" for char in cut(visible(text), longest))
    return f"<code>{encoded.replace('www.', 'www&#46;').replace('WWW.', 'WWW&#46;')}</code>"


def _head(report: Report) -> str:
    when = report.started.strftime("%Y-%m-%d %H:%M %z")
    facts = f"{code(report.playbook)}, {when}, {duration(report.seconds)}. {_MODES[report.mode]}"
    return f"## {report.headline()}\n\n{facts}"


def _counts(report: Report) -> str:
    rows = [[words, f"{count:,}"] for words, count in zip(VERDICTS.values(), report.counts().values(), strict=True) if count]
    return _table(["Verdict", "Phones"], rows, "-|-:")


def _findings(report: Report, room: int) -> str:
    """Return what an audit found, and what it could not know, in so many characters."""
    if not report.audit:
        return ""
    found, unknown = report.audit.findings, report.audit.unknown
    rows = [[_severity(f), code(f.id), f"{len(f.phones):,}", _some(f.phones), code(f.evidence)] for f in found[:_FINDINGS]]
    rows = _fitting(rows, room // 2)
    parts = [_table(["Severity", "Finding", "Phones", "Such as", "Evidence"], rows, "-|-|-:|-|-")] if rows else []
    parts += _more(len(found) - len(rows))
    remedies: dict[str, str] = {}
    for finding in found[: len(rows)]:
        if not finding.waived:
            remedies.setdefault(finding.id, finding.remedy)
    lines = _fitting([[f"- {code(name)} {code(remedy, _NOTE)}"] for name, remedy in remedies.items()], room // 5)
    parts += ["\n".join(line for (line,) in lines)] if lines else []
    gaps = [[code(row.id), f"{len(row.phones):,}", _some(row.phones), code(row.reason, _NOTE)] for row in unknown[:_FINDINGS]]
    gaps = _fitting(gaps, room // 5)
    table = [_table(["What", "Phones", "Such as", "Why"], gaps, "-|-:|-|-")] if gaps else []
    parts += ["Not known:", *table, *_more(len(unknown) - len(gaps))] if unknown else []
    return "\n\n".join(["### What is open to attack", *(parts or ["Nothing was found."])])


def _fitting(rows: list[list[str]], room: int) -> list[list[str]]:
    """Return the first rows of a table, as many as so many characters hold."""
    ends = itertools.accumulate(sum(map(len, row)) + 3 * len(row) + 2 for row in rows)
    return [row for row, end in zip(rows, ends, strict=True) if end <= room]


def _more(number: int) -> list[str]:
    """Return a sentence on rows that were left out, where there are any."""
    return [f"and {number:,} more"] if number > 0 else []


def _severity(finding: Finding) -> str:
    return f"{finding.severity}, {code(waived_told(finding), _NOTE)}" if finding.waived else finding.severity


def _some(names: t.Sequence[str]) -> str:
    return code(", ".join(names[:_FEW_NAMES]))


def _topics(report: Report, room: int) -> str:
    """Return what differs most, in so many characters."""
    topics = report.topics()
    if not topics:
        return ""
    rows = [[_named(topic), f"{topic.phones:,}", code(topic.before), code(topic.after)] for topic in topics[:_TOPICS]]
    rows = _fitting(rows, room * 4 // 5)
    table = [_table(["Setting", "Phones", "Mostly before", "After"], rows, "-|-:|-|-")] if rows else []
    return "\n\n".join(["### What differs most", *table, *_more(len(topics) - len(rows))])


def _named(row: Topic | ChangeRecord) -> str:
    """Return the name of what differs, with a word of warning where it needs one."""
    name = code(row.shown_name)
    return f"{name} **{REACH}**" if row.reach else name


def _phone(phone: PhoneRecord) -> str:
    """Return what people must know of one phone, folded up."""
    facts = ", ".join(filter(None, [VERDICTS[phone.verdict].lower(), _number(phone.changes)]))
    parts = [_task(task) for task in phone.tasks if task.status not in ("ok", "not_run")]
    return "\n\n".join([f"<details><summary>{code(phone.name)} {facts}</summary>", *parts, "</details>"])


def _task(task: TaskRecord) -> str:
    how = f", {task.handled}" if task.handled else ""
    parts = [f"{code(task.task)}: {STATUSES[task.status]}{how}"]
    if task.message:
        parts.append(code(task.shown_message.replace("\n", " "), 600))
    if task.changes:
        parts.append(_table(["What", "Before", "After"], [_row(change) for change in task.changes[:_ROWS]], "-|-|-"))
    if len(task.changes) > _ROWS:
        parts.append(f"and {len(task.changes) - _ROWS:,} more")
    return "\n\n".join(parts)


def _row(change: ChangeRecord) -> list[str]:
    if change.kind == "operation":
        return [code(change.name), "", ""]
    before, after = sides(change.before, change.after)
    return [_named(change), code(before), code(after)]


def _number(changes: t.Sequence[ChangeRecord]) -> str:
    return counted(len(changes), "difference") if changes else ""


def _table(heads: list[str], rows: list[list[str]], rule: str) -> str:
    lines = [" | ".join(heads), rule, *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" if line != rule else f"|{rule}|" for line in lines)
