# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fleets to report on, and texts that would like to be more than text."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from ansible_collections.voip.grandstream.plugins.plugin_utils._report.collect import change
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.history import History, Look, Run
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.looks import line_of, run_of
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import PhoneRecord, Report, TaskRecord, summary
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import plain

HOSTILE = (
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x=\'y',
    "{{ 7 * 7 }}{% raw %}",
    "a|b\n\n# heading `code` [link](javascript:alert(1)) @all #1 !2 https://evil.example www.evil.example",
    "</code></details><b>bold</b>",
    "]]> &lt; &amp; <!-- -->",
    "nul\x00bell\x07esc\x1b[31mred del\x7f c1\x9b",
    "half \ud800 and \udfff",
    "turned \u202e around\u2066 \u2028 lines\u2029",
    "\ufffe\uffff",
)
STARTED = dt.datetime(2026, 11, 23, 7, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
ROWS: list[dict[str, Any]] = [
    {"kind": "setting", "action": "edit", "name": "settings.ntp_server", "pvalues": ["P30"], "before": "old", "after": "ntp"},
    {"pvalue": "P47", "setting": "accounts.1.sip_server", "before": "sip.example.net", "after": "pbx.example.net"},
    {"pvalue": "P9999", "setting": None, "before": "", "after": "1"},
    {
        "kind": "contact",
        "action": "edit",
        "name": "Jack Brown",
        "id": 3,
        "before": {"name": "Jack Brown", "group": "default"},
        "after": {"name": "Jack Brown", "group": "Sales"},
    },
    {"kind": "contact", "action": "add", "name": "Anna", "id": None, "before": None, "after": {"name": "Anna", "work": "88"}},
    {"kind": "group", "action": "delete", "name": "Old", "id": 4, "before": {"name": "Old"}, "after": None},
    {"password": "admin", "before": "(former secret)", "after": "(new secret)"},
    {"operation": "reboot"},
]


def task(status: Any = "ok", *rows: dict[str, Any], **fields: Any) -> TaskRecord:
    """A task with that status and those changes."""
    usual: dict[str, Any] = {"play": "fleet", "task": "set", "module": "voip.grandstream.gs_config", "check_mode": False}
    return TaskRecord(**{**usual, "status": status, "changes": [change(row) for row in rows], "duration": 0.25, **fields})


def phone(name: str, *tasks: TaskRecord, groups: tuple[str, ...] = ("phones",), model: str | None = "gxv3370") -> PhoneRecord:
    """A phone with those tasks."""
    return PhoneRecord(name, list(groups), model, "192.0.2.10", list(tasks))


def report(*phones: PhoneRecord, playbook: str = "site.yml") -> Report:
    """A run of 72 seconds."""
    return Report(playbook, STARTED, STARTED + dt.timedelta(seconds=72), list(phones))


def hostile_report() -> Report:
    """Every text of it is one of HOSTILE."""
    phones = []
    for index, text in enumerate(HOSTILE):
        row = {"name": text, "pvalues": [text], "before": text, "after": {text: text}, "action": text}
        rows = [{"kind": kind, **row} for kind in ("setting", "contact")]
        fields = dict.fromkeys(("play", "task", "message", "error_kind"), plain(text))
        tasks = [task("failed", *rows, **fields), task("drifted", {"operation": text, "number": text}, *rows, **fields)]
        clean = plain(text)
        phones.append(PhoneRecord(f"{clean}{index}", [clean], clean, clean, tasks))
    return report(*phones, playbook=HOSTILE[0])


def fleet(number: int, *, rows: int = 3, share: float = 0.1, seed: int = 1, check_mode: bool = True) -> Report:
    """That many phones of which a ``share`` differs in up to ``rows`` settings; a few fail, are gone, or are busy."""
    chance = random.Random(seed)
    phones = []
    for index in range(number):
        site = chance.choice(("berlin", "hamburg", "lyon", "oslo", "porto"))
        groups = tuple(sorted((site, "phones", f"floor_{index % 6}")))
        model = chance.choice(("gxv3350", "gxv3370", "gxv3380", "wp820"))
        name = f"{site}-{index:04d}"
        found = _task_of(name, chance, rows, share, check_mode=check_mode)
        phones.append(
            PhoneRecord(name, list(groups), model, f"10.{20 + index // 250}.{index // 50 % 5}.{index % 250 + 1}", [found])
        )
    return report(*phones)


def history(current: Report, number: int) -> list[dict[str, Any]]:
    """So many runs, a day apart, of which the last is this one."""
    chance = random.Random(2)
    runs = []
    for index in range(number):
        run = summary(current)
        run["started"] = (current.started - dt.timedelta(days=number - 1 - index)).isoformat(timespec="seconds")
        if index < number - 1:
            drifted = max(2, int(chance.gauss(9 + 7 * (index % 11 == 4) - index * 0.1, 2)))
            away = chance.randrange(4)
            run["counts"] = {"failed": chance.randrange(2), "unreachable": away, "drifted": drifted, "in_line": 150 - drifted}
        runs.append(run)
    return runs


def drifts(current: Report, number: int) -> History:
    """What so many runs found, a day apart, of which the last is this one: some phones come back, and one does so every time."""
    chance = random.Random(3)
    names = [phone.name for phone in current.phones]
    settings = [str(row["name"]) for row in _DRIFT if row["kind"] == "setting"]
    found = History()
    for index in range(number - 1):
        drifted = {name: chance.sample(names, min(len(names), place)) for place, name in enumerate(settings)}
        drifted[settings[0]] = names[:1]
        look = Look("voip.grandstream.baseline", names, *({}, drifted) if index % 2 else (drifted, {}))
        found.add(Run(current.started - dt.timedelta(days=number - 1 - index), [look]))
    line = line_of(current)
    if line:
        found.add(run_of(line.encode()))
    return found


def _task_of(name: str, chance: random.Random, rows: int, share: float, *, check_mode: bool) -> TaskRecord:
    fields: dict[str, Any] = {"task": "Settings, accounts and phonebook", "check_mode": check_mode, "duration": 0.2}
    at = chance.random()
    if at < share:
        changes = [_DRIFT[index % len(_DRIFT)] for index in _some(chance, rows)]
        return task("drifted" if check_mode else "changed", *changes, **fields)
    if at < share + 0.01:
        text = (
            f"{name}: loginrealm: the connection was refused. Check that the phone is switched on and that its address is right."
        )
        return task("unreachable", message=text, error_kind="transport", **fields)
    if at < share + 0.015:
        text = f"{name}: the phone did not keep settings.ntp_server. Look at the phone's own web interface for the reason."
        return task("failed", ROWS[0], message=text, error_kind="not_kept", **fields)
    if at < share + 0.02:
        return task("skipped", message="line 1 is in_call", **fields)
    return task("ok", **fields)


def _some(chance: random.Random, rows: int) -> range | list[int]:
    """Places of _DRIFT: a few by chance, or where many are wanted, all of them."""
    return range(rows) if rows > 5 else sorted(chance.sample(range(len(_DRIFT)), chance.choice(range(1, rows + 1))))


_DRIFT: list[dict[str, Any]] = [
    {
        "kind": "setting",
        "name": "settings.ntp_server",
        "pvalues": ["P30"],
        "before": "time.rogue.example",
        "after": "ntp.example.net",
    },
    {
        "kind": "setting",
        "name": "settings.timezone",
        "pvalues": ["P64"],
        "before": "auto",
        "after": "CET-1CEST,M3.5.0,M10.5.0/3",
    },
    {"kind": "setting", "name": "settings.web_access_method", "pvalues": ["P900"], "before": "http", "after": "https"},
    {
        "kind": "contact",
        "name": "Jack Brown",
        "before": {"name": "Jack Brown", "group": "default"},
        "after": {"name": "Jack Brown", "group": "Sales"},
    },
    {"kind": "setting", "name": "settings.display_language", "pvalues": ["P1362"], "before": "de_DE", "after": "en"},
    {
        "kind": "setting",
        "name": "accounts.1.sip_server",
        "pvalues": ["P47"],
        "before": "sip-old.example",
        "after": "pbx.example.net",
    },
]
