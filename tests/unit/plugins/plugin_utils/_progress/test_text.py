# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The words of the progress callback: safe on any terminal, short, and as wide as they may be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._progress import text
from ansible_collections.voip.grandstream.plugins.plugin_utils._progress.model import Progress, RunningTask

#: What clears the screen, sets its title, turns colours and the direction of writing, and begins a line of its own.
HOSTILE = "a\x1b[2J\x1b]0;t\x07\x9b31m\u202e\u2028\r\n\tTASK [forged]\x7f\ud800\x00"


@given(st.text())
def test_nothing_in_a_line_can_act(raw: str) -> None:
    for line in text.visible_lines(raw):
        assert line == visible(line), ascii(line)


def test_hostile_text_everywhere() -> None:
    result = {"msg": HOSTILE, "stderr": HOSTILE, "changes": [{"name": HOSTILE, "before": HOSTILE, "after": HOSTILE}]}
    lines = [*text.reason(result), text.changes(result), *text.visible_data({"before": HOSTILE})["before"].split("\n")]
    assert all(line.isprintable() for line in lines), lines
    shown = "a\\x1b[2J\\x1b]0;t\\x07\\x9b31m\\u202e\\u2028\\r\\n\\tTASK [forged]\\x7f\\ud800\\x00"
    assert text.changes({"changes": [{"name": "x", "before": "1", "after": HOSTILE}]}).startswith("x: 1 -> a\\x1b[2J\\x1b]0;t")
    assert text.item_label({"item": HOSTILE}) == f"(item={shown})"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0.0 s"), (3.21, "3.2 s"), (12.3, "12 s"), (59.4, "59 s"), (59.6, "1:00"), (3599, "59:59"), (7325, "2:02:05")],
)
def test_duration(seconds: float, words: str) -> None:
    assert text.duration(seconds) == words


def test_block_on_one_line_where_it_fits() -> None:
    assert text.block("changed", "lobby", ["ntp: a -> b"]) == "  changed      lobby  ntp: a -> b"
    assert text.block("changed", "lobby", ["ntp: a -> b"], 20) == "  changed      lobby\n    ntp: a -> b"
    assert text.block("changed", "lobby  ", [""]) == "  changed      lobby"
    assert text.block("failed", "lobby", ["one", "two"]) == "  failed       lobby\n    one\n    two"


@given(st.lists(st.text("ab ", min_size=1)), st.integers(20, 100))
def test_block_is_not_wider_than_the_terminal(lines: list[str], width: int) -> None:
    first, *others = text.block("failed", "lobby", lines, width).split("\n")
    assert len(first) <= width or not others
    assert all(len(line) <= width and line.startswith("    ") for line in others), "no line can pass for one of a task"


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ({"changes": [{"pvalue": "P30", "setting": "ntp_server", "before": "", "after": "b"}]}, "ntp_server (P30): (empty) -> b"),
        ({"changes": [{"pvalue": "P9", "setting": None, "before": "1", "after": "2"}]}, "static_ip.1 (P9): 1 -> 2"),
        (
            {"changes": [{"kind": "setting", "action": "edit", "name": "accounts.1.name", "before": "a", "after": "b"}]},
            "accounts.1.name: a -> b",
        ),
        (
            {"changes": [{"kind": "contact", "action": "add", "name": "Jack Brown", "before": None, "after": {}}]},
            "add contact Jack Brown",
        ),
        ({"changes": [{"kind": "contact", "action": "edit", "name": "J", "before": {}, "after": {}}]}, "edit contact J"),
        ({"changes": [{"operation": "dial", "number": "8819", "line": 1}]}, "dial 8819"),
        ({"changes": [{"operation": "reboot"}]}, "reboot"),
        (
            {"changes": [{"password": "admin", "before": "(former secret)", "after": "(new secret)"}]},
            "password of admin: (former secret) -> (new secret)",
        ),
        ({"changes": [{"name": "a", "before": "x" * 99, "after": 1}]}, f"a: {'x' * 59}… -> 1"),
        (
            {"changes": [{"name": str(number), "before": 0, "after": 1} for number in range(5)]},
            "0: 0 -> 1; 1: 0 -> 1; 2: 0 -> 1; 2 more",
        ),
        ({"changes": []}, ""),
        ({"censored": "hidden"}, ""),
        ({}, ""),
    ],
)
def test_changes(result: dict[str, Any], words: str) -> None:
    assert text.changes(result) == words


def test_reason() -> None:
    assert text.reason({"msg": "a\nb\n"}) == ["a", "b"]
    assert text.reason({}) == ["No message; -v shows the result"]
    assert text.reason({"attempts": 3, "failed_when_result": True}) == ["failed_when is true"]
    assert text.reason({"attempts": 3, "failed": True}) == ["until is still not true"]
    assert text.reason({"censored": "hidden", "msg": "secret"}) == ["(no_log)"]
    assert text.reason({"msg": "non-zero return code", "stderr": "\nbad\n\n", "stdout": ""}) == [
        "non-zero return code",
        "stderr: bad",
    ]
    assert text.reason({"msg": "as it says: bad", "stderr": "bad"}) == ["as it says: bad"]
    long = text.reason({"msg": "\n".join("abc" * 10)})
    assert (len(long), long[-1]) == (21, "(10 more lines; -v shows all)")


def test_task_lines() -> None:
    task = RunningTask("Set", "TASK [Set]", 5, 100.0)
    assert text.task_meanwhile(task, 130.0) == "TASK [Set] 0 of 5 hosts after 30 s"
    progress = Progress()
    progress.tasks["1"] = task
    progress.start("1", "lobby\x1b", 101.0)
    for second in (101.0, 102.0):
        progress.retry("1", "lobby\x1b", second)
    for number in range(3):
        progress.item("1", f"phone{number}", 120.0)
    progress.result("1", "phone0", "ok", 131.0)
    assert text.task_meanwhile(task, 131.0) == (
        "TASK [Set] 1 of 5 hosts after 31 s: 1 ok; "
        "slow: lobby\\x1b (30 s, attempt 3), phone1 (11 s, item 2), phone2 (11 s, item 2)"
    )
    assert text.slow(task, 121.9) == "slow: lobby\\x1b (21 s, attempt 3)"
    task.total = None
    assert text.task_meanwhile(task, 131.0).startswith("TASK [Set] 1 host after 31 s")
    assert text.task_end(task) == "TASK [Set] 1 host in 31 s: 1 ok"


def finished() -> Progress:
    """Two tasks, in the first of which two hosts dropped out."""
    progress = Progress()
    progress.play(["a", "b", "lobby", "kitchen"], concurrent=False)
    progress.task("1", "Set what differs", "", 4, 0.0)
    for second, (host, status) in enumerate([("a", "ok"), ("lobby", "failed"), ("kitchen", "unreachable"), ("b", "changed")], 1):
        progress.start("1", host, 0.0)
        progress.result("1", host, status, float(second), "192.0.2.7 port 443: login: refused")
    progress.task("2", "Look", "", 2, 4.0)
    progress.result("2", "a", "ok", 4.1)
    progress.close()
    return progress


STATUSES = {"a": "ok", "b": "changed", "lobby": "failed", "kitchen": "unreachable"}


def test_summary() -> None:
    lines = [line for dummy, line in text.summary(finished(), STATUSES, 75.0)]
    assert lines == [
        "SUMMARY",
        "  ok                1",
        "  changed           1",
        "  failed            1",
        "  unreachable       1",
        "  hosts             4  in 1:15",
        "",
        "FAILED AND UNREACHABLE",
        "  Set what differs",
        "    kitchen  unreachable  login: refused",
        "    lobby    failed       login: refused",
        "",
        "SLOWEST TASKS",
        "    4.0 s  Set what differs",
        "",
        "SLOWEST HOSTS",
        "    4.0 s  b",
        "    3.0 s  kitchen",
        "    2.0 s  lobby",
        "    1.0 s  a",
    ]


@pytest.mark.parametrize("width", [20, 40, 79])
def test_summary_is_not_wider_than_the_terminal(width: int) -> None:
    progress = finished()
    progress.failures = {host: failure._replace(reason="x" * 200) for host, failure in progress.failures.items()}
    counts = {"ok", "changed", "failed", "unreachable", "hosts"}
    lines = [
        line
        for dummy, line in text.summary(progress, STATUSES, 75.0, width)
        if line.split()[:1] and line.split()[0] not in counts
    ]
    assert max(len(line) for line in lines) <= max(width, len("FAILED AND UNREACHABLE"))


def test_summary_of_a_fleet_that_is_gone() -> None:
    progress = Progress()
    names = [f"phone{number:05}" for number in range(20_000)]
    progress.play(names, concurrent=False)
    progress.task("1", "Set", "", len(names), 0.0)
    for name in names:
        progress.result("1", name, "unreachable", 0.1, "gone")

    lines = [line for dummy, line in text.summary(progress, dict.fromkeys(names, "unreachable"), 1.0)]

    assert len(lines) < 120
    assert lines[-1] == "    and 19900 more, which are above"


@pytest.mark.parametrize(
    ("tallies", "status"),
    [
        ({"ok": 3, "changed": 1, "failures": 1, "unreachable": 1}, "unreachable"),
        ({"ok": 3, "changed": 1, "failures": 1}, "failed"),
        ({"ok": 3, "changed": 1}, "changed"),
        ({"ok": 3, "changed": 0, "skipped": 9}, "ok"),
        ({"ok": 0, "skipped": 9}, "skipped"),
    ],
)
def test_host_status(tallies: dict[str, int], status: str) -> None:
    assert text.host_status(tallies) == status
