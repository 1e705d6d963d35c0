# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as one page in HTML. It needs no network, and can be read without its script."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import typing as t
from pathlib import Path
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from ansible_collections.voip.grandstream.plugins.module_utils._text import natural, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Finding
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.audit import by_phone
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.chart import chart
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.history import History
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import (
    STATUSES,
    VERDICTS,
    ChangeRecord,
    PhoneRecord,
    Report,
    RunRecord,
    TaskRecord,
    Topic,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.page_audit import (
    audit_view,
    in_short,
    of_phone,
    rank,
    worst,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.since import since
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import REACH, counted, cut, duration, sides

_HERE = Path(__file__).parent
"""The folder with the template, the style and the script of the page."""

_TOPICS = 10
_LONGEST_MESSAGE = 4000
_UNFOLDED = 40
"""Phones in line are folded where there are more than this."""

_FEW, _MANY = 120, 600
"""Numbers of phones that have larger or smaller tiles."""

_MODES = {"check": "check mode, nothing was changed", "run": "changes were made", "mixed": "some tasks in check mode"}
_HEADS = {"drifted": ("Now", "Would be"), "failed": ("Before", "Tried"), "unreachable": ("Before", "Tried")}
_KINDS = {
    "input": "wrong options",
    "transport": "no answer",
    "auth": "credentials refused",
    "locked": "account locked",
    "api": "refused by the phone",
    "reply": "odd answer",
    "ambiguous_write": "answer lost",
    "unsupported": "unknown value",
    "not_kept": "value not kept",
    "not_registered": "account not registered",
    "conflict": "does not fit the phone",
    "identity": "is another phone",
    "reach": "not allowed",
    "reach_waits": "waits for another phone",
    "not_back": "did not come back",
    "busy": "busy",
    "wait": "took too long",
}
"""The modules' kinds of errors, in words."""

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#2b5f9e"/>'
    '<path d="M4 8.5l3 3 5-7" fill="none" stroke="#fff" stroke-width="2"/></svg>'
)

View = dict[str, t.Any]
Places = dict[str, int]
"""Where names stand in the lists to choose from."""


def page(report: Report, history: t.Sequence[t.Mapping[str, t.Any]] | None = None, drift: History | None = None) -> str:
    """Return the report as an HTML document.

    ``history``: the runs, the oldest first; None for a page without them. ``drift``: what they found on each phone; None
    likewise.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    return environment.get_template("page.html.j2").render(
        # These are the collection's own files, and hold nothing that would end their element.
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        **_view(report, history),
        since=since(drift),
    )


def _view(report: Report, history: t.Sequence[t.Mapping[str, t.Any]] | None) -> View:
    """Return what the template shows: visible texts, and numbers that are ready to be shown."""
    counts = report.counts()
    groups = sorted({group for phone in report.phones for group in phone.groups}, key=natural)
    models = sorted({phone.model for phone in report.phones if phone.model})
    words = {**VERDICTS, "in_line": "Looked at"} if report.is_audit else VERDICTS
    found = by_phone(report.audit) if report.audit else {}
    ranked = sorted(report.phones, key=lambda phone: (list(VERDICTS).index(phone.verdict), rank(found.get(phone.name, []))))
    of_groups, of_models = ({name: place for place, name in enumerate(names)} for names in (groups, models))
    phones = [
        _phone(phone, number, of_groups, of_models, found.get(phone.name, [])) for number, phone in enumerate(ranked, start=1)
    ]
    for phone in phones:
        phone["words"] = words[phone["verdict"]].lower()
    topics = report.topics()
    return {
        "icon": f"data:image/svg+xml,{quote(_ICON)}",
        "kind": "Security audit" if report.is_audit else "Drift report",
        "headline": report.headline(),
        "playbook": visible(report.playbook),
        "mode": _MODES[report.mode],
        "started": report.started.isoformat(timespec="seconds"),
        "when": moment(report.started),
        "took": duration(report.seconds),
        "notes": report.notes(),
        "runs": [_run(run) for run in report.merged.runs] if report.merged else [],
        "verdicts": [
            {"key": key, "words": word, "count": counts[key], "shown": f"{counts[key]:,}"} for key, word in words.items()
        ],
        "groups": [visible(group) for group in groups],
        "models": [visible(model) for model in models],
        "phones": phones,
        "size": "few" if len(phones) <= _FEW else "many" if len(phones) > _MANY else "",
        "topics": [_topic(topic, max(other.phones for other in topics)) for topic in topics[:_TOPICS]],
        "more_topics": max(len(topics) - _TOPICS, 0),
        "audit": audit_view(report.audit, report.playbook, history),
        # An audit looks for other things than drift.
        "chart": None if report.is_audit else chart(report, history),
        "kinds": [_kind(key, words[key], phones) for key in VERDICTS if counts[key]],
    }


def _policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy: a browser loads nothing, and heeds only this style and this script."""
    return "; ".join(
        [
            "default-src 'none'",
            "img-src data:",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def moment(when: dt.datetime) -> str:
    """Return a time for people. The words are not those of strftime, which depend on the controller's language."""
    return f"{_DAYS[when.weekday()]} {when:%Y-%m-%d %H:%M}"


def _kind(key: str, words: str, phones: list[View]) -> View:
    """Return the phones of one verdict, which these words tell."""
    these = [phone for phone in phones if phone["verdict"] == key]
    return {
        "key": key,
        "words": words,
        "count": f"{len(these):,}",
        "phones": these,
        "folded": key == "in_line" and len(these) > _UNFOLDED,
    }


def _run(run: RunRecord) -> View:
    return {
        "report": cut(visible(run.report)),
        "playbook": cut(visible(run.playbook)),
        "when": moment(run.started),
        "took": duration((run.finished - run.started).total_seconds()),
        "phones": f"{run.phones:,}",
    }


def _topic(topic: Topic, most: int) -> View:
    return {
        "name": visible(topic.shown_name),
        "risk": REACH if topic.reach else "",
        "find": topic.kind if topic.kind in ("contact", "group") else visible(topic.shown_name),
        "phones": f"{topic.phones:,}",
        "width": f"{100 * topic.phones / most:.1f}",
        "pair": topic.kind in ("setting", "other"),
        "often": "" if topic.alike == topic.phones else f"{topic.alike:,} times ",
        "before": cut(topic.before, 80),
        "after": cut(topic.after, 80),
    }


def _phone(phone: PhoneRecord, number: int, groups: Places, models: Places, findings: list[Finding]) -> View:
    changes = phone.changes
    handled = [task.handled for task in phone.tasks if task.handled]
    says = [_in_short(task) for task in phone.tasks if not task.handled]
    says += [counted(len(changes), "difference")] if changes else []
    says += [in_short(findings)]
    says += [f"{counted(len(handled), 'failure')} {' and '.join(sorted(set(handled)))}"] if handled else []
    return {
        "number": number,
        "name": visible(phone.name),
        "verdict": phone.verdict,
        "address": visible(phone.address or ""),
        "model": visible(phone.model or "").upper(),
        "model_index": models[phone.model] if phone.model else "",
        "groups": " ".join(str(groups[group]) for group in phone.groups),
        "says": visible(", ".join(dict.fromkeys(filter(None, says)))),
        "facts": visible(", ".join(filter(None, [phone.address, phone.model, *phone.groups]))),
        "findings": of_phone(findings),
        "severity": worst(findings),
        "tasks": [_task(task) for task in phone.tasks],
    }


def _in_short(task: TaskRecord) -> str:
    """Return in a few words why it is not in line."""
    if task.status in ("failed", "unreachable"):
        return _KINDS.get(task.error_kind or "", task.error_kind or "")
    return cut(visible(task.message), 60) if task.status in ("skipped", "pending") else ""


def _task(task: TaskRecord) -> View:
    facts = [
        STATUSES[task.status],
        f"failure {task.handled}" if task.handled else "",
        task.module.rpartition(".")[2],
        counted(task.items, "item") if task.items is not None else "",
        duration(task.duration),
    ]
    return {
        "task": visible(task.task),
        "facts": " · ".join(filter(None, facts)),
        "message": cut(task.shown_message, _LONGEST_MESSAGE),
        "bad": task.status in ("failed", "unreachable") and not task.handled,
        "kind": visible(task.error_kind or ""),
        "rows": [_row(change) for change in task.changes],
        "heads": _HEADS.get(task.status, ("Before", "After")),
    }


def _row(change: ChangeRecord) -> View:
    before, after = sides(change.before, change.after)
    extra = [] if change.action in ("edit", "") or change.kind == "operation" else [change.action]
    extra += [pvalue for pvalue in change.pvalues if pvalue not in change.shown_name]
    extra = [REACH, *extra] if change.reach else extra
    kind = {"contact": "contact", "group": "group"}.get(change.kind, "")
    return {
        "name": cut(visible(change.shown_name)),
        "detail": visible(", ".join(filter(None, [kind, *extra]))),
        "pair": change.kind != "operation",
        "before": before,
        "after": after,
    }
