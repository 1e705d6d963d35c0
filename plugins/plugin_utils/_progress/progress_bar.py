# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The picture of the tasks at work: bars, counts and the slow ones, drawn by C(rich)."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

try:
    from rich.console import Console, Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text
except ImportError:
    HAS_RICH = False
else:
    HAS_RICH = True

from ansible_collections.voip.grandstream.plugins.plugin_utils._progress.model import STATUSES, RunningTask
from ansible_collections.voip.grandstream.plugins.plugin_utils._progress.text import clock, slow

STYLES = {
    "ok": "green",
    "changed": "yellow",
    "failed": "red",
    "unreachable": "bright_red",
    "skipped": "cyan",
    "ignored": "magenta",
    "rescued": "magenta",
}
"""Colours, as ansible-core has them."""

_TASKS = 4


class Painter:
    """Draws for one terminal, in the colours that it has, or without any."""

    def __init__(self, terminal: t.TextIO, *, colours: bool = True) -> None:
        system: t.Literal["auto"] | None = "auto" if colours else None
        self._console = Console(
            file=terminal, force_terminal=True, color_system=system, markup=False, emoji=False, highlight=False
        )

    def __call__(self, tasks: t.Sequence[RunningTask], now: float, columns: int, lines: int) -> str:
        """Return the picture of these tasks, without a line end at its end. One column stays free, so that nothing wraps."""
        if not tasks:
            return ""
        room = max(min(_TASKS, lines - 4), 1)
        parts: list[t.Any] = [_bars(tasks[:room], now, columns)]
        if len(tasks) > room:
            parts.append(Text(f"  and {len(tasks) - room} more tasks", style="dim"))
        if lines > 6:
            parts += _below(tasks, now)
        with self._console.capture() as capture:
            self._console.print(Group(*parts), width=columns - 1, no_wrap=True, overflow="ellipsis", crop=True)
        return capture.get().rstrip("\n")


def _bars(tasks: t.Sequence[RunningTask], now: float, columns: int) -> t.Any:
    """Return a line for each task: name, bar, hosts, time."""
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(no_wrap=True, overflow="ellipsis", max_width=max(columns // 3, 12))
    grid.add_column(ratio=1)
    grid.add_column(no_wrap=True, justify="right")
    grid.add_column(no_wrap=True, justify="right", style="dim")
    for task in tasks:
        progress: t.Any = Text()
        count = str(task.done)
        if task.expected:
            progress = ProgressBar(task.expected, task.done, complete_style="green", finished_style="green")
            count = f"{task.done}/{task.expected}"
        grid.add_row(Text(task.name), progress, Text(count), Text(clock(int(now - task.begun))))
    return grid


def _below(tasks: t.Sequence[RunningTask], now: float) -> list[t.Any]:
    """Return the counts, and the slow hosts of the first task that has some."""
    told = next(filter(None, (slow(task, now) for task in tasks)), "")
    return [_counts(tasks), *([Text(f"  {told}", style="dim")] if told else [])]


def _counts(tasks: t.Sequence[RunningTask]) -> t.Any:
    """Return how many hosts ended in which way, of all the tasks at work."""
    line = Text("  ")
    for status in STATUSES:
        number = sum(task.counts[status] for task in tasks)
        if number or status == "ok":
            line.append(f"{status} {number}  ", style=STYLES[status] if number else "dim")
    return line
