# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The model of a report: phones, their tasks, and what differs."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._text import natural, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Audit
from ansible_collections.voip.grandstream.plugins.plugin_utils._report import audit as of_audit
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import counted, sides

VERDICTS: dict[str, str] = {
    "failed": "Failed",
    "unreachable": "Unreachable",
    "drifted": "Drifted",
    "changed": "Changed",
    "skipped": "Skipped",
    "in_line": "In line",
}
"""The verdicts of a phone in words, the worst first."""

_VERDICT_OF_STATUS = {
    "failed": "failed",
    "unreachable": "unreachable",
    "drifted": "drifted",
    "changed": "changed",
    "skipped": "skipped",
    "pending": "skipped",
    "ok": "in_line",
}

STATUSES: dict[str, str] = {
    "failed": "failed",
    "unreachable": "unreachable",
    "drifted": "would change",
    "changed": "changed",
    "skipped": "skipped",
    "pending": "still running",
    "ok": "in line",
    "not_run": "left out by the play",
}
"""The statuses of a task on a phone in words, the worst first. ``skipped``: the phone is busy. ``not_run``: by a condition."""

_NAMES = 20
"""How many names a sentence tells."""

Status = t.Literal["failed", "unreachable", "drifted", "changed", "skipped", "pending", "ok", "not_run"]
Handled = t.Literal["ignored", "rescued"]
Mode = t.Literal["check", "run", "mixed"]


@dataclasses.dataclass(frozen=True)
class ChangeRecord:
    """One row of a module's ``changes``. ``kind``: setting, contact, group, password, operation or other. ``reach``: whether it
    can cut the phone off. ``title``: what people call it, where that is not its name."""

    kind: str
    name: str
    action: str
    pvalues: list[str]
    before: t.Any
    after: t.Any
    reach: bool = False
    title: str = ""

    @property
    def shown_name(self) -> str:
        """Return what people call it: ``ntp_server (P30)``, whichever of both the task says."""
        return self.title or self.name

    @property
    def topic(self) -> str:
        """Return what it counts as where the changes of all phones are summed up: all contacts are one topic, and all groups."""
        return {"contact": "contacts of the phonebook", "group": "groups of the phonebook"}.get(self.kind, self.name)


@dataclasses.dataclass
class TaskRecord:
    """One task on one phone, all items of a loop together.

    ``handled``: a failure that the play ignored or rescued. ``hidden``: ``no_log`` keeps the changes secret. ``duration`` is
    seconds. ``items``: how often a loop ran it, None without a loop.
    """

    play: str
    task: str
    module: str
    check_mode: bool
    status: Status = "ok"
    handled: Handled | None = None
    duration: float = 0.0
    changes: list[ChangeRecord] = dataclasses.field(default_factory=list)
    message: str = ""
    error_kind: str | None = None
    hidden: bool = False
    items: int | None = None

    @property
    def shown_message(self) -> str:
        """Return the message as visible text: one line, or of a loop one line for each item that has a message."""
        return "\n".join(visible(line) for line in ([self.message] if self.items is None else self.message.split("\n")))


@dataclasses.dataclass(frozen=True)
class AccountsRecord:
    """How many accounts of a phone are registered.

    ``registered``: two witnesses show it. ``listed``: the phone's list of accounts alone shows it, which some firmware says of
    every active account. ``not_registered``: they have a SIP user id.
    """

    registered: int
    listed: int
    not_registered: int


@dataclasses.dataclass
class PhoneRecord:
    """One host of the inventory, and what the run found.

    ``site``: the inventory's ``gs_site``. ``firmware``, ``accounts``: what a task read last, None where none did.
    """

    name: str
    groups: list[str]
    model: str | None
    address: str | None
    tasks: list[TaskRecord] = dataclasses.field(default_factory=list)
    site: str | None = None
    firmware: str | None = None
    accounts: AccountsRecord | None = None

    @property
    def verdict(self) -> str:
        """Return the worst status of its tasks. A failure that the play handled counts only where there is nothing else."""
        tasks = [task for task in self.tasks if task.status != "not_run"]
        found = {_VERDICT_OF_STATUS[task.status] for task in tasks if not task.handled}
        if not found:
            found = {_VERDICT_OF_STATUS[task.status] for task in tasks} or {"skipped"}
        elif any(task.handled and task.changes and not task.check_mode for task in tasks):
            found.add("changed")
        return min(found, key=list(VERDICTS).index)

    @property
    def changes(self) -> list[ChangeRecord]:
        """Return the changes of all its tasks."""
        return [change for task in self.tasks for change in task.changes]

    def differences(self) -> t.Iterator[tuple[TaskRecord, str]]:
        """Yield each task and topic that has drifted (check mode) or was changed: settings, and all contacts or groups."""
        for task in self.tasks:
            if task.status in ("drifted", "changed"):
                for topic in {change.topic: None for change in task.changes if change.kind in ("setting", "contact", "group")}:
                    yield task, topic


@dataclasses.dataclass(frozen=True)
class Topic:
    """Something that differs, and on how many phones. ``before``, ``after``: the commonest values; ``alike`` phones have them.
    ``reach``: whether it can cut phones off. ``title``: what people call it, where that is not its name."""

    name: str
    kind: str
    phones: int
    before: str
    after: str
    alike: int
    reach: bool = False
    title: str = ""

    @property
    def shown_name(self) -> str:
        """Return what people call it."""
        return self.title or self.name


@dataclasses.dataclass(frozen=True)
class RunRecord:
    """One of the runs that a merged report is of. ``report``: its file. ``phones``: how many it has."""

    report: str
    playbook: str
    started: dt.datetime
    finished: dt.datetime
    phones: int


@dataclasses.dataclass(frozen=True)
class Merged:
    """What a report of several runs says of them.

    ``twice``: the files of the reports that have a phone, of each phone that is in several. ``missing``: the names of phones that
    there should be, and that are in no report.
    """

    runs: list[RunRecord]
    twice: dict[str, list[str]]
    missing: list[str]

    def notes(self) -> list[str]:
        """Return in visible sentences what the runs have in common, and what they left out. Empty where all is well."""
        notes = []
        if self.missing:
            verb = "was" if len(self.missing) == 1 else "were"
            notes.append(f"{counted(len(self.missing), 'phone')} {verb} not looked at by any run: {_names(self.missing)}.")
        if self.twice:
            verb = "is" if len(self.twice) == 1 else "are"
            told = f"{counted(len(self.twice), 'phone')} {verb} in more than one report: {_names(list(self.twice))}."
            reports = dict.fromkeys(report for reports in self.twice.values() for report in reports)
            notes.append(f"{told} The reports: {_names(list(reports))}.")
        return notes


@dataclasses.dataclass(frozen=True)
class Report:
    """One run, or several that were merged. Its times have a time zone. ``audit``: what was found open to attack, where that was
    looked for."""

    playbook: str
    started: dt.datetime
    finished: dt.datetime
    phones: list[PhoneRecord]
    merged: Merged | None = None
    audit: Audit | None = None

    @property
    def seconds(self) -> float:
        """Return the seconds that it took."""
        return (self.finished - self.started).total_seconds()

    @property
    def mode(self) -> Mode:
        """Return whether its tasks ran in check mode."""
        modes = {task.check_mode for phone in self.phones for task in phone.tasks}
        if len(modes) > 1:
            return "mixed"
        return "check" if True in modes else "run"

    def counts(self) -> dict[str, int]:
        """Return how many phones have each verdict, the worst first."""
        found = collections.Counter(phone.verdict for phone in self.phones)
        return {verdict: found[verdict] for verdict in VERDICTS}

    def headline(self) -> str:
        """Return the run in one sentence without its full stop."""
        counts = self.counts()
        total = len(self.phones)
        if self.audit and self.is_audit:
            return self._audit_headline(self.audit, counts)
        missing = len(self.merged.missing) if self.merged else 0
        unseen = [f"{missing:,} {'was' if missing == 1 else 'were'} not looked at"] if missing else []
        of_all = f"of {counted(total, 'phone')}"
        if counts["in_line"] == total:
            all_of_them = "The phone is in line" if total == 1 else f"All {counted(total, 'phone')} are in line"
            return ", ".join([all_of_them, *unseen])
        if counts["drifted"]:
            first = f"{counts['drifted']:,} {of_all} {_have(counts['drifted'])} drifted"
        elif counts["changed"]:
            first = f"{counts['changed']:,} {of_all} {'was' if counts['changed'] == 1 else 'were'} changed"
        else:
            first = f"{counts['in_line']:,} {of_all} {'is' if counts['in_line'] == 1 else 'are'} in line"
        rest = {"failed": "failed", "unreachable": "could not be reached"}
        told = [f"{counts[verdict]:,} {words}" for verdict, words in rest.items() if counts[verdict]]
        return ", ".join([first, *told, *unseen])

    @property
    def is_audit(self) -> bool:
        """Return whether the run has only looked for what is open to attack: then being in line says nothing."""
        modules = {task.module for phone in self.phones for task in phone.tasks}
        return self.audit is not None and modules <= {of_audit.MODULE}

    def _audit_headline(self, audit: Audit, counts: dict[str, int]) -> str:
        lost = counts["failed"] + counts["unreachable"] if audit.audited else 0
        return ", ".join([of_audit.headline(audit), *([f"{lost:,} could not be looked at"] if lost else [])])

    def notes(self) -> list[str]:
        """Return in visible sentences what is said of the runs of a merged report. Empty for a single run."""
        return self.merged.notes() if self.merged else []

    def topics(self) -> list[Topic]:
        """Return what differs: what can cut phones off first, then what differs on the most phones.

        Tasks that failed do not count: they may have done nothing.
        """
        risky = {change.topic for phone in self.phones for change in phone.changes if change.reach}
        titles = {change.topic: change.title for phone in self.phones for change in phone.changes}
        pairs: dict[tuple[str, str], dict[str, tuple[str, str]]] = collections.defaultdict(dict)
        for phone in self.phones:
            for task in phone.tasks:
                if task.status in ("drifted", "changed"):
                    for change in task.changes:
                        pairs[change.topic, change.kind][phone.name] = sides(change.before, change.after)
        found = []
        for (name, kind), by_phone in pairs.items():
            ((before, after), alike), *dummy = collections.Counter(by_phone.values()).most_common(1)
            found.append(Topic(name, kind, len(by_phone), before, after, alike, name in risky, titles[name]))
        return sorted(found, key=lambda topic: (not topic.reach, -topic.phones, natural(topic.name), topic.kind))


def document(report: Report) -> dict[str, t.Any]:
    """Return the report in the form of docs/schema/report.schema.json."""
    return {
        **_head(report),
        "topics": [dataclasses.asdict(topic) for topic in report.topics()],
        "phones": [_phone_document(phone) for phone in report.phones],
        **({"audit": report.audit.document()} if report.audit else {}),
        **({"merged": _merged_document(report.merged)} if report.merged else {}),
    }


def summary(report: Report) -> dict[str, t.Any]:
    """Return the report in the form that the history keeps."""
    return {
        **_head(report),
        "topics": [{"name": topic.name, "phones": topic.phones} for topic in report.topics()[:10]],
        **({"audit": of_audit.summary_of(report.audit)} if report.audit else {}),
    }


def _head(report: Report) -> dict[str, t.Any]:
    return {
        "version": 1,
        "playbook": report.playbook,
        "mode": report.mode,
        "started": report.started.isoformat(timespec="seconds"),
        "finished": report.finished.isoformat(timespec="seconds"),
        "duration": round(report.seconds, 3),
        "counts": report.counts(),
    }


def _phone_document(phone: PhoneRecord) -> dict[str, t.Any]:
    return {
        "name": phone.name,
        "verdict": phone.verdict,
        "groups": phone.groups,
        "model": phone.model,
        "address": phone.address,
        "tasks": [dataclasses.asdict(task) for task in phone.tasks],
        **({"site": phone.site} if phone.site is not None else {}),
        **({"firmware": phone.firmware} if phone.firmware is not None else {}),
        **({"accounts": dataclasses.asdict(phone.accounts)} if phone.accounts else {}),
    }


def _merged_document(merged: Merged) -> dict[str, t.Any]:
    return {
        "runs": [
            {
                "report": run.report,
                "playbook": run.playbook,
                "started": run.started.isoformat(timespec="seconds"),
                "finished": run.finished.isoformat(timespec="seconds"),
                "phones": run.phones,
            }
            for run in merged.runs
        ],
        "twice": [{"name": name, "reports": reports} for name, reports in merged.twice.items()],
        "missing": merged.missing,
    }


def _names(names: list[str]) -> str:
    """Return names for people: the first of them, and how many more there are."""
    shown = ", ".join(visible(name) for name in names[:_NAMES])
    return f"{shown} and {len(names) - _NAMES:,} more" if len(names) > _NAMES else shown


def _have(number: int) -> str:
    return "has" if number == 1 else "have"
