# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: report
type: aggregate
short_description: Write what a run did or would do to the phones as a page, JSON, JUnit XML, Markdown, numbers or SARIF
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Collects what the modules of this collection did, or in check mode would do, over a whole run, and writes it at the end in
    each form that has a path.
  - Every phone gets one verdict, the worst of its tasks. C(failed), C(unreachable), C(drifted) (check mode, and something would
    change), C(changed), C(skipped) (busy, or left out by the play) or C(in_line).
  - The phones of a survey (M(voip.grandstream.gs_survey)) or an audit (M(voip.grandstream.gs_audit)) are reported as if each had
    been a host of its task. Where
    M(voip.grandstream.gs_config) then works on a phone, its result stands in place of what the survey found.
  - A failure that the play ignored or rescued is shown as such, and decides the verdict only of a phone on which nothing else
    was done.
  - Secrets are not in the reports. They show neither the options of tasks nor the items of loops, and of a task with C(no_log)
    only how it ended.
  - The last line of a run names the files. A file that cannot be written is a warning, and the run ends as it would without.
  - Of a run that was interrupted (Ctrl-C), only O(json) is written, with the phones whose results were known by then.
  - No file is touched by a run without a task of this collection.
  - Only the user who runs Ansible can read a new file (mode C(0600)). Where a report replaces a file of the same user, the file's
    group and the group's permissions stay. To let a web server read a page, give the first one to the web server's group, as in
    C(chgrp www-data fleet.html && chmod g+r fleet.html).
  - A symbolic link in the place of a report or of the history is replaced by a file, and never followed. Folders may be links.
requirements:
  - enabled in the configuration, C(callbacks_enabled = voip.grandstream.report)
options:
  html:
    description:
      - Path of the page. It is one file that needs no network, for a browser, a printer, or an archive.
    type: path
    env:
      - name: GS_REPORT_HTML
    ini:
      - section: callback_grandstream_report
        key: html
  json:
    description:
      - Path of the JSON document. The collection has its JSON Schema in C(docs/schema/report.schema.json).
    type: path
    env:
      - name: GS_REPORT_JSON
    ini:
      - section: callback_grandstream_report
        key: json
  junit:
    description:
      - Path of the JUnit XML, with one test case a phone and task.
      - A task that failed, or in check mode would change something, is a failure, an unreachable phone is an error. A task that
        was left out, or found the phone busy, is skipped.
      - Each finding of an audit is one more test case of its phone, and a failure. One that is waived is skipped.
    type: path
    env:
      - name: GS_REPORT_JUNIT
    ini:
      - section: callback_grandstream_report
        key: junit
  markdown:
    description:
      - Path of the Markdown, for a comment of a merge request. It is never longer than 60,000 characters.
    type: path
    env:
      - name: GS_REPORT_MARKDOWN
    ini:
      - section: callback_grandstream_report
        key: markdown
  openmetrics:
    description:
      - Path of numbers for a monitoring system, in the text format of OpenMetrics. The textfile collector of node_exporter reads
        them, if the name ends in C(.prom). The guide on monitoring names all metrics.
    type: path
    env:
      - name: GS_REPORT_OPENMETRICS
    ini:
      - section: callback_grandstream_report
        key: openmetrics
  sarif:
    description:
      - Path of the SARIF 2.1.0, for code scanning. It has the findings of M(voip.grandstream.gs_audit), one result for each
        finding and phone, and no result in a run without an audit.
      - The place of a result is C(host_vars/NAME.yml), because the remedy of a finding is a line there or in C(group_vars). The
        file need not exist.
    type: path
    env:
      - name: GS_REPORT_SARIF
    ini:
      - section: callback_grandstream_report
        key: sarif
  history:
    description:
      - Path of a folder in which runs are remembered. C(runs.jsonl) has one line of JSON for each run, and the page shows how the
        runs of its playbook went. C(drift.jsonl) has one line for each run that compared phones with what git says, and the page
        shows since when settings have differed, and how often they came back. The filter P(voip.grandstream.drift_history#filter)
        reads it.
    type: path
    env:
      - name: GS_REPORT_HISTORY
    ini:
      - section: callback_grandstream_report
        key: history
  history_limit:
    description:
      - How many runs O(history) keeps. The oldest are dropped. C(drift.jsonl) is also kept to 128 MiB.
    type: int
    default: 400
    env:
      - name: GS_REPORT_HISTORY_LIMIT
    ini:
      - section: callback_grandstream_report
        key: history_limit
"""

EXAMPLES = r"""
# ansible.cfg. Paths are relative to this file.
# [defaults]
# callbacks_enabled = voip.grandstream.report
#
# [callback_grandstream_report]
# html = reports/fleet.html
# history = reports

# A pipeline that looks for drift, and changes nothing:
# GS_REPORT_JUNIT=drift.xml GS_REPORT_MARKDOWN=drift.md ansible-playbook site.yml --check
"""

import atexit
import datetime as dt
import functools
import os
import time
import typing as t
from pathlib import Path

from ansible.plugins.callback import CallbackBase
from ansible.template import Templar

from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import model_of
from ansible_collections.voip.grandstream.plugins.module_utils._text import natural
from ansible_collections.voip.grandstream.plugins.plugin_utils._report import files
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.collect import Collector, Event, Ran
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.forms import FORMS, form_text
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.history import History
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.looks import line_of
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import PhoneRecord, Report, summary
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import plain

NAME = "voip.grandstream.report"

MANY = 1_000_000
"""More failures than a host has in a run."""


class CallbackModule(CallbackBase):
    """The callback plugin. It hands results to the collector, and at the end writes its records as files."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = NAME
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *arguments: t.Any, **options: t.Any) -> None:
        super().__init__(*arguments, **options)
        self._collector = Collector(self._facts)
        self._playbooks: list[str] = []
        self._begun = dt.datetime.now().astimezone()
        self._play: t.Any = None
        self._hosts: dict[str, t.Any] = {}
        self._process = os.getpid()
        self._is_over = True

    def v2_playbook_on_start(self, playbook: t.Any) -> None:
        """Note the playbook. One command may run several."""
        if not self._playbooks:
            atexit.register(self.at_exit)
        self._is_over = False
        self._playbooks.append(Path(playbook._file_name or "").name)  # noqa: SLF001 - it has no other name

    def v2_playbook_on_play_start(self, play: t.Any) -> None:
        """Note the play of the tasks to come."""
        self._play = play

    def v2_runner_on_start(self, host: t.Any, task: t.Any) -> None:
        """Note when a task begins on a host."""
        self._collector.start(host.get_name(), task._uuid, time.monotonic())  # noqa: SLF001 - it has no other name

    def v2_runner_on_ok(self, result: t.Any) -> None:
        """Note a task that went well."""
        self._end("ok", result)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        """Note a task that failed."""
        self._end("failed", result, ignored=bool(ignore_errors))

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        """Note a task on a phone that did not answer, or refused the credentials."""
        self._end("unreachable", result)

    def v2_runner_on_skipped(self, result: t.Any) -> None:
        """Note a task that was left out, or left a busy phone alone."""
        self._end("skipped", result)

    def v2_runner_item_on_ok(self, result: t.Any) -> None:
        """Note an item of a loop that went well."""
        self._collector.item(self._ran("ok", result))

    def v2_runner_item_on_failed(self, result: t.Any) -> None:
        """Note an item of a loop that failed, also where the phone did not answer."""
        self._collector.item(self._ran("unreachable" if result.is_unreachable() else "failed", result))

    def v2_runner_item_on_skipped(self, result: t.Any) -> None:
        """Note an item of a loop that was left out, or left a busy phone alone."""
        self._collector.item(self._ran("skipped", result))

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        """Write the report: the run is over."""
        self._is_over = True
        paths = {form: Path(path) for form in FORMS if (path := self._path(form))}
        if not paths and not self._path("history"):
            options = f"{', '.join(FORMS)} or history"
            self._display.display(
                f"{NAME}: nothing to write. Set one of its options {options}, such as GS_REPORT_HTML=report.html"
            )
            return
        counts = {host: stats.summarize(host) for host in stats.processed}
        phones = self._collector.phones(
            {host: count["failures"] for host, count in counts.items()},
            {host: count["unreachable"] for host, count in counts.items()},
        )
        if not phones:
            self._display.display(f"{NAME}: nothing written; the run had no task on a phone")
            return
        playbook = plain(", ".join(self._playbooks)) or "ad hoc"
        report = Report(playbook, self._begun, dt.datetime.now().astimezone(), phones, audit=self._collector.audit)
        history, drift = self._remember(report), self._remember_drift(report)
        texts = {form: functools.partial(form_text, form, report, history, drift) for form in paths}
        written = [str(path) for form, path in paths.items() if self._write(path, texts[form])]
        remembered = {files.RUNS: history, files.DRIFT: drift}
        written += [str(Path(self._path("history") or "") / name) for name, kept in remembered.items() if kept is not None]
        if written:
            self._display.display(f"{NAME}: wrote {', '.join(written)}")

    def at_exit(self) -> None:
        """Write of a run that was interrupted what playbook undo needs: which phones it changed. Ansible tells no end of it.

        Nothing else is written: a page, numbers and a history would show the rest of the phones as not there.
        """
        path = self._path("json")
        if self._is_over or not path or os.getpid() != self._process:
            return
        # How often a host failed for good is not known: each failure counts.
        often = dict.fromkeys(self._hosts, MANY)
        phones = self._collector.phones(often, often)
        report = Report(plain(", ".join(self._playbooks)), self._begun, dt.datetime.now().astimezone(), phones)
        if phones and self._write(Path(path), lambda: form_text("json", report, None, None)):
            self._display.display(f"{NAME}: the run was interrupted. Wrote what was known by then: {path}")

    def _end(self, event: Event, result: t.Any, ignored: bool = False) -> None:
        self._collector.end(self._ran(event, result, ignored))

    def _ran(self, event: Event, result: t.Any, ignored: bool = False) -> Ran:
        """Return a result in the form that the collector takes."""
        host, task = _part(result, "host"), _part(result, "task")
        self._hosts[host.get_name()] = host
        return Ran(
            host=host.get_name(),
            uuid=task._uuid,  # noqa: SLF001 - it has no other name
            action=str(task.resolved_action or task.action),
            play=self._play.get_name() if self._play else "",
            task=result.task_name,
            check_mode=bool(task.check_mode),
            event=event,
            ignored=ignored,
            result=_part(result, "result"),
            now=time.monotonic(),
        )

    def _facts(self, name: str) -> PhoneRecord:
        """Return what the inventory knows of a host."""
        host = self._hosts.get(name)
        if host is None:
            # Of a survey, which has one result for all. Every host knows the group of all hosts.
            everyone = next(group for known in self._hosts.values() for group in known.get_groups() if group.get_name() == "all")
            self._hosts.update({known.get_name(): known for known in everyone.get_hosts()})
            host = self._hosts[name]
        groups = sorted({group.get_name() for group in host.get_groups()} - {"all", "ungrouped"}, key=natural)
        # Not the variables of the play and the host together: Ansible would list all hosts of the play for each host.
        variables = {**self._play.get_vars(), **self._play.get_variable_manager().get_vars(host=host)}
        model, address, site = (self._text_of(variables, variable) for variable in ("gs_model", "ansible_host", "gs_site"))
        known = model_of(model) or model
        return PhoneRecord(plain(name), [plain(group) for group in groups], known, address or plain(name), site=site)

    def _text_of(self, variables: dict[str, t.Any], name: str) -> str | None:
        """Return one of a host's variables as text; None where there is none, or its template cannot be rendered."""
        try:
            value = Templar(loader=self._play.get_loader(), variables=variables).template(variables.get(name))
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is only shown
            return None
        return plain(str(value)) if value else None

    def _path(self, option: str) -> str | None:
        """Return a path that the user set, None where there is none: Ansible makes the current folder of a variable of the
        environment that a pipeline left empty."""
        is_empty = os.environ.get(f"GS_REPORT_{option.upper()}", option).strip() == ""
        path: str | None = None if is_empty else self.get_option(option)
        return path or None

    def _remember(self, report: Report) -> list[dict[str, t.Any]] | None:
        """Add the run to the history. Return all runs, or None where there is no history."""
        folder = self._path("history")
        if not folder:
            return None
        try:
            return files.remember(Path(folder), summary(report), int(self.get_option("history_limit")))
        except Exception as error:  # noqa: BLE001 - a report must not end a run
            self._warn(f"the history in {folder}", error)
            return None

    def _remember_drift(self, report: Report) -> History | None:
        """Add what the run found on phones to the history. Return all of it, or None where there is none, or nothing to add."""
        folder = self._path("history")
        try:
            line = line_of(report) if folder else None
            if folder is None or line is None:
                return None
            drift, problems = files.remember_drift(Path(folder), line, int(self.get_option("history_limit")))
        except Exception as error:  # noqa: BLE001 - a report must not end a run
            self._warn(f"the history in {folder}", error)
            return None
        for problem in problems:
            self._display.warning(f"{NAME}: {problem}")
        return drift

    def _write(self, path: Path, text: t.Callable[[], str]) -> bool:
        """Write one form of the report. Return whether that worked."""
        try:
            files.write(path, text())
        except Exception as error:  # noqa: BLE001 - a report must not end a run
            self._warn(str(path), error)
            return False
        return True

    def _warn(self, what: str, error: Exception) -> None:
        if isinstance(error, OSError):
            reason = error.strerror or str(error)
        else:
            reason = f"this is a bug in voip.grandstream, please report it: {type(error).__name__}: {error}"
        self._display.warning(f"{NAME} could not write {what}: {reason}")


def _part(result: t.Any, name: str) -> t.Any:
    """Return the ``host``, ``task`` or ``result`` of a result. Before ansible-core 2.19 their names begin with an underscore."""
    return getattr(result, name) if hasattr(result, name) else getattr(result, f"_{name}")
