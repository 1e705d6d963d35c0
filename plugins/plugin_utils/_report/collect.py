# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the results of tasks to records of phones. It knows the keys of results, and nothing of Ansible's classes."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import collections
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._settings.rows import setting_title
from ansible_collections.voip.grandstream.plugins.module_utils._text import natural, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Audit
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.audit import MODULE as AUDIT
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.audit import audit_of
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import (
    STATUSES,
    AccountsRecord,
    ChangeRecord,
    PhoneRecord,
    Status,
    TaskRecord,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import plain

OURS = "voip.grandstream.gs_"
"""The beginning of the resolved action of each of this collection's modules."""

SURVEY = f"{OURS}survey"
"""Looks at all phones of a play in one task, which Ansible counts as one of the play's first host."""

_ENFORCES = f"{OURS}config"
"""Does what a survey looks for."""

_READS = f"{OURS}info"
"""Tells the firmware and the accounts of a phone."""

CENSORED = "What it did is hidden by no_log."

PENDING = "It was still running in the background when the play ended."

_FILE_ONLY = f"{OURS}phonebook_download"
"""Its change is of a file on the controller, so it says nothing about the phone."""

Result = t.Mapping[str, t.Any]
Event = t.Literal["ok", "failed", "unreachable", "skipped"]
"""How a task ended, in Ansible's words."""


class Ran(t.NamedTuple):
    """A task, or one item of its loop, that ended on a host.

    ``uuid`` is the task's, of Ansible; ``now`` is in seconds, of any clock.
    """

    host: str
    uuid: str
    action: str
    play: str
    task: str
    check_mode: bool
    event: Event
    ignored: bool
    result: Result
    now: float


class End(t.NamedTuple):
    """The end of a task or an item."""

    event: Event
    result: Result


class _Waiting(t.NamedTuple):
    """A job in the background: the record of its task, how the task's jobs have ended so far, and the position of this one."""

    record: TaskRecord
    ends: list[End]
    position: int
    is_loop: bool


class Collector:
    """The results of a run: it takes them in the order in which they come, and returns the phones at the end.

    ``facts``: returns the record of a host of that name, without tasks. It is called once for each phone.
    """

    def __init__(self, facts: t.Callable[[str], PhoneRecord]) -> None:
        self.audit: Audit | None = None
        """What the last audit of the run has found."""
        self._facts = facts
        self._phones: dict[str, PhoneRecord] = {}
        self._started: dict[tuple[str, str], float] = {}
        self._items: dict[tuple[str, str], list[End]] = {}
        self._pending: dict[tuple[str, str], _Waiting] = {}
        # Also the failures of other tasks, as None: Ansible counts them all.
        self._failures: dict[str, list[TaskRecord | None]] = collections.defaultdict(list)
        self._unreachable: dict[str, list[TaskRecord | None]] = collections.defaultdict(list)

    def start(self, host: str, uuid: str, now: float) -> None:
        """Note that a task begins on a host."""
        self._started[host, uuid] = now

    def item(self, ran: Ran) -> None:
        """Note that an item of a loop has ended on a host. At the end of a loop, newer ansible-core tells less of its items."""
        self._items.setdefault((ran.host, ran.uuid), []).append(End(ran.event, ran.result))

    def end(self, ran: Ran) -> None:
        """Note that a task has ended on a host, or a survey or an audit on all phones."""
        if ran.action in (SURVEY, AUDIT) and ran.event == "ok" and "phones" in ran.result:
            names = ran.result["hosts"]["in_line" if ran.action == SURVEY else "audited"]
            self._survey(ran, names)
            if ran.action == AUDIT:
                self.audit = audit_of(ran.result["audit"], names)
            return
        started = self._started.pop((ran.host, ran.uuid), ran.now)
        items = self._items.pop((ran.host, ran.uuid), [])
        ours = ran.action.startswith(OURS)
        record = self._own(ran, items, ran.now - started) if ours else self._background(ran, items)
        if ran.event == "failed" and not ran.ignored:
            self._failures[ran.host].append(record)
        elif ran.event == "failed" and record:
            record.handled = "ignored"
        elif ran.event == "unreachable":
            self._unreachable[ran.host].append(record)

    def phones(self, failures: t.Mapping[str, int], unreachable: t.Mapping[str, int]) -> list[PhoneRecord]:
        """Return the phones by name. ``failures``, ``unreachable``: how often each host failed for good, as Ansible counts.

        A host that failed for good runs no further task, so of its failures the last are those that counted.
        """
        for host, records in self._failures.items():
            _handle(records, failures.get(host, 0), "rescued")
        for host, records in self._unreachable.items():
            _handle(records, unreachable.get(host, 0), "ignored")
        return sorted(self._phones.values(), key=lambda phone: natural(phone.name))

    def _own(self, ran: Ran, items: list[End], seconds: float) -> TaskRecord:
        record = TaskRecord(
            play=plain(ran.play),
            task=plain(ran.task),
            module=ran.action,
            check_mode=ran.check_mode,
            duration=round(max(seconds, 0.0), 3),
        )
        _read(record, End(ran.event, ran.result), items)
        if record.status == "pending":
            self._expect(ran, record, items)
        phone = self._phone(ran.host)
        if ran.action == _ENFORCES and record.status != "not_run":
            # It looked itself, and says what came of what the survey had found.
            phone.tasks = [task for task in phone.tasks if task.module != SURVEY]
        phone.tasks.append(record)
        for end in items or [End(ran.event, ran.result)]:
            if ran.action == _READS and end.event == "ok":
                _note_what_was_read(phone, end.result)
        return record

    def _survey(self, ran: Ran, names: t.Iterable[str]) -> None:
        """Note what a survey found on each phone, as if each had been a host of the task. It changes none.

        ``names``: of the phones on which there is nothing to tell. Ansible does not count the others as failures of hosts.
        """
        found = {**{name: {} for name in names}, **ran.result["phones"]}
        for name, result in found.items():
            event: Event = "unreachable" if result.get("unreachable") else "failed" if result.get("failed") else "ok"
            record = TaskRecord(plain(ran.play), plain(ran.task), ran.action, check_mode=True)
            record.duration = round(max(float(result.get("seconds", 0)), 0.0), 3)
            _read_one(record, End(event, result))
            self._phone(str(name)).tasks.append(record)

    def _phone(self, host: str) -> PhoneRecord:
        """Return the record of a phone, which is made when it is wanted first."""
        phone = self._phones.get(host)
        if phone is None:
            phone = self._phones[host] = self._facts(host)
        return phone

    def _background(self, ran: Ran, items: list[End]) -> TaskRecord | None:
        """Return the record of a task in the background, with its end in it, if this is the C(async_status) that tells it."""
        found = None
        for end in items or [End(ran.event, ran.result)]:
            key = (ran.host, str(end.result.get("ansible_job_id", "")))
            if key in self._pending and end.result.get("finished"):
                waiting = self._pending.pop(key)
                found = waiting.record
                waiting.ends[waiting.position] = end
                if waiting.is_loop:
                    _read(found, End("ok", {}), waiting.ends)
                else:
                    _read(found, end, [])
        return found

    def _expect(self, ran: Ran, record: TaskRecord, items: list[End]) -> None:
        """Note the jobs whose end is still to come. Of a loop, each item has its own."""
        ends = items or [End(ran.event, ran.result)]
        for position, end in enumerate(ends):
            if "ansible_job_id" in end.result:
                self._pending[ran.host, str(end.result["ansible_job_id"])] = _Waiting(record, ends, position, bool(items))


def _handle(records: list[TaskRecord | None], for_good: int, how: t.Literal["ignored", "rescued"]) -> None:
    """Mark all but the last ``for_good`` failures."""
    for record in records[: max(len(records) - for_good, 0)]:
        if record:
            record.handled = how


def _read(record: TaskRecord, end: End, items: list[End]) -> None:
    """Write into a task's record how it ended."""
    if not items:
        _read_one(record, end)
        return
    parts = []
    for index, item in enumerate(items, start=1):
        part = TaskRecord(record.play, record.task, record.module, record.check_mode)
        _read_one(part, item)
        # By number: the item itself may hold a secret.
        part.message = part.message and f"Item {index}: {part.message}"
        parts.append(part)
    _join(record, parts)
    if end.event in ("failed", "unreachable"):
        record.status = end.event


def _note_what_was_read(phone: PhoneRecord, result: Result) -> None:
    """Write into a phone's record the firmware and the accounts that a task has read."""
    identity, accounts, seen = (result.get(name) for name in ("identity", "accounts", "registrations"))
    if isinstance(identity, t.Mapping) and identity.get("firmware_version"):
        phone.firmware = plain(str(identity["firmware_version"]))
    # Without the list, nobody knows which accounts are not registered.
    if isinstance(accounts, (list, tuple)) and isinstance(seen, t.Mapping):
        proved, listed = (set(seen.get(name, ())) for name in ("proved", "not_proved"))
        used = {row["id"] for row in accounts if row.get("sip_user_id")}
        phone.accounts = AccountsRecord(len(proved), len(listed - proved), len(used - proved - listed))


def _read_one(record: TaskRecord, end: End) -> None:
    """Write into a task's record how it ended, by a result without items."""
    event, result = end
    record.message = ""
    record.hidden = "censored" in result
    record.changes = [change(row) for row in _rows(result)]
    error = result.get("error")
    if event in ("failed", "unreachable"):
        record.message = CENSORED if record.hidden else plain(str(result.get("msg", "")))
        record.error_kind = plain(error.get("kind")) if isinstance(error, t.Mapping) else None
    elif event == "skipped":
        record.message = plain(str(result.get("skip_reason", "")))
    elif record.hidden:
        record.message = CENSORED
    record.status = _status(record, event, result)
    if record.status == "pending":
        record.message = PENDING


def _status(record: TaskRecord, event: Event, result: Result) -> Status:
    if event in ("failed", "unreachable"):
        return event
    if event == "skipped":
        # Only a module that looked at the phone tells its lines.
        return "skipped" if "lines" in result else "not_run"
    if result.get("ansible_job_id") and not result.get("finished", 1):
        return "pending"
    if not result.get("changed") or record.module == _FILE_ONLY:
        return "ok"
    return "drifted" if record.check_mode else "changed"


def _join(record: TaskRecord, parts: list[TaskRecord]) -> None:
    """Write all items of a loop into one record."""
    record.items = len(parts)
    record.status = min((part.status for part in parts), key=list(STATUSES).index)
    record.changes = [row for part in parts for row in part.changes]
    # One line an item: what a phone says must not look like the line of another item.
    record.message = "\n".join(visible(part.message) for part in parts if part.message and part.status != "not_run")
    record.error_kind = next((part.error_kind for part in parts if part.error_kind), None)
    record.hidden = any(part.hidden for part in parts)


def _rows(result: Result) -> list[Result]:
    rows = result.get("changes")
    return [row for row in rows if isinstance(row, t.Mapping)] if isinstance(rows, (list, tuple)) else []


def change(row: Result) -> ChangeRecord:
    """Return the record of one row of any module's ``changes``."""
    kind, name, action = _named(row)
    pvalues = [row["pvalue"]] if "pvalue" in row else row.get("pvalues")
    return ChangeRecord(
        kind=kind,
        name=plain(str(name)),
        action=plain(str(action)),
        pvalues=[plain(str(pvalue)) for pvalue in pvalues] if isinstance(pvalues, (list, tuple)) else [],
        before=plain(row.get("before")),
        after=plain(row.get("after")),
        reach=row.get("reach") is True,
        title=plain(setting_title(row)),
    )


def _named(row: Result) -> tuple[str, t.Any, t.Any]:
    """Return kind, name and action of a row. Each module has its own keys for them."""
    if row.get("kind") in ("setting", "contact", "group"):
        return str(row["kind"]), row.get("name", ""), row.get("action", "edit")
    if "pvalue" in row:
        return "setting", row.get("setting") or row["pvalue"], "edit"
    if "password" in row:
        return "password", f"password of {row['password']}", "edit"
    if "operation" in row:
        return "operation", f"{row['operation']} {row.get('number') or ''}".strip(), row["operation"]
    return "other", row.get("name", "change"), row.get("action", "edit")
