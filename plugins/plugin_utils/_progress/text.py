# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The words of the progress callback: pure functions from results and counts to text that is safe on any terminal."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
import textwrap
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._settings.rows import setting_title
from ansible_collections.voip.grandstream.plugins.module_utils._text import natural, shortened, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._progress.model import (
    STATUSES,
    HostFailure,
    HostWork,
    Progress,
    RunningTask,
)

SHOWN_CHANGES = 3
"""Changes of a host that are shown. The number of further ones is, too."""

SHOWN_LINES = 20
"""Lines of a failure that are shown."""

SHOWN_FAILURES = 100
"""Hosts that the table at the end shows with their reason."""

SLOW = 2.0
"""Seconds after which a host at work is slow."""

SHOWN_SLOW = 3
"""Slow hosts that are named. The number of further ones is shown, too."""

_LONG = 60
# How messages of this collection begin. In the table, the host's name says as much.
_PLACE = re.compile(r"^\S+ port \d+: ")


def visible_lines(text: object) -> list[str]:
    """Return the lines of a text, each visible, without empty ones at its beginning and end."""
    return [visible(line.rstrip()) for line in str(text).strip("\n").expandtabs(4).split("\n")]


def visible_data(value: t.Any) -> t.Any:
    """Return the same data with visible texts. Line ends stay."""
    if isinstance(value, t.Mapping):
        return {key: visible_data(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [visible_data(item) for item in value]
    if isinstance(value, str):
        return "\n".join(visible(line) for line in value.replace("\t", "    ").split("\n"))
    return value


def duration(seconds: float) -> str:
    """Return seconds as people say them, such as C(1.2 s)."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 59.5 else clock(round(seconds))


def clock(seconds: int) -> str:
    """Return whole seconds as a clock shows them, such as C(1:05)."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def item_label(result: t.Mapping[str, t.Any]) -> str:
    """Return which item of a loop a result is of."""
    hidden = result.get("_ansible_no_log") or result.get("censored")
    return f"(item={'no_log' if hidden else visible(str(result.get('_ansible_item_label', result.get('item'))))})"


def hosts(number: int) -> str:
    """Return a number of hosts in words."""
    return f"{number} host" if number == 1 else f"{number} hosts"


def counted(counts: t.Mapping[str, int]) -> str:
    """Return the counts that are not zero, in words."""
    return ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts.get(status))


def block(status: str, host: str, lines: t.Sequence[str], width: int | None = None) -> str:
    """Return what happened to a host, for below its task's line: on one line where it fits into the width, else on several."""
    head = f"  {status:<11}  {host}"
    told = [line for line in lines if line]
    if not told:
        return head.rstrip()
    single = f"{head}  {told[0]}"
    if len(told) == 1 and (width is None or len(single) <= width):
        return single
    if width is not None:
        told = [part for line in told for part in textwrap.wrap(line, width - 4) or [""]]
    return "\n".join([head.rstrip(), *(f"    {line}" for line in told)])


def wrapped(line: str, width: int | None) -> str:
    """Return a line of a play or task, broken between words where it is longer than the width."""
    return line if width is None or len(line) <= width else "\n".join(textwrap.wrap(line, width, subsequent_indent="  "))


def reason(result: t.Mapping[str, t.Any]) -> list[str]:
    """Return the lines that say why a task failed on a host, by its result."""
    if result.get("censored"):
        return ["(no_log)"]
    lines = visible_lines(result.get("msg") or result.get("reason") or _silent(result))
    for name in ("stderr", "module_stderr", "stdout", "module_stdout"):
        text = result.get(name)
        if isinstance(text, str) and text.strip() and text.strip() not in str(result.get("msg", "")):
            lines += [f"{name}: {line}" for line in visible_lines(text) if line]
    more = len(lines) - SHOWN_LINES
    return [*lines[:SHOWN_LINES], f"({more} more lines; -v shows all)"] if more > 0 else lines


def changes(result: t.Mapping[str, t.Any]) -> str:
    """Return in short what a module of this collection changed on a host."""
    listed = result.get("changes", [])
    told = [_change(change) for change in listed[:SHOWN_CHANGES]]
    more = len(listed) - len(told)
    return "; ".join(told + ([f"{more} more"] if more else []))


def task_end(task: RunningTask) -> str:
    """Return the line of a task that is over."""
    return f"{task.head} {hosts(task.done)} in {duration(task.seconds)}: {counted(task.counts)}"


def task_meanwhile(task: RunningTask, now: float) -> str:
    """Return the line of a task that takes long."""
    done = f"{task.done} of {hosts(task.expected)}" if task.expected is not None else hosts(task.done)
    notes = [part for part in (counted(task.counts), slow(task, now)) if part]
    return f"{task.head} {done} after {duration(now - task.begun)}{': ' if notes else ''}{'; '.join(notes)}"


def slow(task: RunningTask, now: float) -> str:
    """Return the hosts that have been at a task for long, those that began first in front."""
    told = [f"{visible(host)} {_work(work, now)}" for host, work in task.working.items() if now - work.since >= SLOW]
    more = len(told) - SHOWN_SLOW
    return f"slow: {', '.join(told[:SHOWN_SLOW])}{f' and {more} more' if more > 0 else ''}" if told else ""


def summary(progress: Progress, statuses: t.Mapping[str, str], seconds: float, width: int | None = None) -> list[tuple[str, str]]:
    """Return the table at the end, as pairs of the status whose colour a line has and the line."""
    numbers = {status: sum(1 for value in statuses.values() if value == status) for status in STATUSES}
    lines = [("", "SUMMARY")]
    lines += [(status, f"  {status:<11}  {number:>6}") for status, number in numbers.items() if number]
    lines.append(("", f"  {'hosts':<11}  {len(statuses):>6}  in {duration(seconds)}"))
    lines += _failures(progress.failures, width)
    for title, slowest in (("SLOWEST TASKS", progress.slowest_tasks()), ("SLOWEST HOSTS", progress.slowest_hosts())):
        listed = [(name, took) for name, took in slowest if took >= 1]
        if len(slowest) > 1 and listed:
            lines += [("", ""), ("", title)]
            lines += [("", _fitting(f"  {duration(took):>7}  {visible(name)}", width)) for name, took in listed]
    return lines


def host_status(tallies: t.Mapping[str, int]) -> str:
    """Return the status of a host, by how often its tasks ended in which way (as ansible-core counts them)."""
    for status, name in (("unreachable", "unreachable"), ("failed", "failures"), ("changed", "changed"), ("ok", "ok")):
        if tallies.get(name):
            return status
    return "skipped"


def _failures(failures: t.Mapping[str, HostFailure], width: int | None) -> t.Iterator[tuple[str, str]]:
    """Yield the part of the table with the hosts that left the run, by the task in which they did."""
    if not failures:
        return
    yield from (("", ""), ("", "FAILED AND UNREACHABLE"))
    tasks = {failure.task: position for position, failure in reversed(list(enumerate(failures.values())))}
    listed = sorted(failures.items(), key=lambda entry: (tasks[entry[1].task], natural(entry[0])))[:SHOWN_FAILURES]
    longest = min(max(len(visible(host)) for host, dummy in listed), 24)
    task = None
    for host, failure in listed:
        if failure.task != task:
            task = failure.task
            yield "", _fitting(f"  {task}", width)
        words = _PLACE.sub("", failure.reason)
        yield failure.status, _fitting(f"    {visible(host):<{longest}}  {failure.status:<11}  {words}", width)
    if len(failures) > len(listed):
        yield "", f"    and {len(failures) - len(listed)} more, which are above"


def _silent(result: t.Mapping[str, t.Any]) -> str:
    """Return what is wrong with a result that has no message."""
    if result.get("failed_when_result"):
        return "failed_when is true"
    return "until is still not true" if "attempts" in result else "No message; -v shows the result"


def _work(work: HostWork, now: float) -> str:
    notes = [duration(now - work.since)]
    notes += [f"{name} {number + 1}" for name, number in (("item", work.items), ("attempt", work.attempts)) if number]
    return f"({', '.join(notes)})"


def _change(change: t.Mapping[str, t.Any]) -> str:
    """Return one entry of the C(changes) that the modules of this collection return, in words."""
    name: t.Any = setting_title(change)
    name = name or next((change[key] for key in ("setting", "name", "pvalue", "operation") if change.get(key)), None)
    name = name or f"password of {change.get('password')}"
    before, after = change.get("before"), change.get("after")
    if change.get("action", "edit") != "edit" or any(isinstance(value, (dict, list)) for value in (before, after)):
        return visible(" ".join(str(word) for word in (change.get("action"), change.get("kind"), name) if word))
    if "after" not in change:
        return visible(" ".join(str(word) for word in (name, change.get("number")) if word))
    return f"{visible(str(name))}: {_value(before)} -> {_value(after)}"


def _value(value: t.Any) -> str:
    return shortened(visible(str(value)), _LONG) if value not in ("", None) else "(empty)"


def _fitting(line: str, width: int | None) -> str:
    """Return the line, shortened to the width."""
    return line if width is None or len(line) <= width else f"{line[: max(width - 3, 0)]}..."
