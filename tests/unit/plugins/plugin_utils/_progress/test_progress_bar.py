# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The picture of the tasks at work."""

from __future__ import annotations

import io
import re

import pytest

from ansible_collections.voip.grandstream.plugins.plugin_utils._progress import progress_bar
from ansible_collections.voip.grandstream.plugins.plugin_utils._progress.model import Progress

pytestmark = pytest.mark.skipif(not progress_bar.HAS_RICH, reason="the library rich is not installed here")


def picture(progress: Progress, columns: int = 80, lines: int = 24, now: float = 60.0) -> list[str]:
    """Its lines, without colours."""
    painted = progress_bar.Painter(io.StringIO())(list(progress.tasks.values()), now, columns, lines)
    return re.sub(r"\x1b\[[\d;]*m", "", painted).split("\n") if painted else []


def working(*names: str, total: int | None = 4, name: str = "Set what differs") -> Progress:
    """A task with one host that is done, and the named ones at work for longer and longer."""
    progress = Progress()
    progress.play(["done", *names], concurrent=True)
    progress.task("1", name, "", total, 0.0)
    progress.start("1", "done", 0.0)
    progress.result("1", "done", "changed", 1.0)
    for second, host in enumerate(names):
        progress.start("1", host, float(second))
    return progress


def test_slow_ones_are_named() -> None:
    first, counts, slow = picture(working("lobby", "kitchen", "attic"))
    assert re.fullmatch(r"Set what differs [━╸╺ ]+ 1/4 1:00", first)
    assert counts.rstrip() == "  ok 0  changed 1"
    assert slow.rstrip() == "  slow: lobby (1:00), kitchen (59 s), attic (58 s)"


def test_of_many_three_are_named() -> None:
    *dummy, slow = picture(working(*(f"phone{number}" for number in range(11)), total=40))
    assert slow.rstrip() == "  slow: phone0 (1:00), phone1 (59 s), phone2 (58 s) and 8 more"
    assert picture(working("lobby", "kitchen"), now=2.5)[-1].rstrip() == "  slow: lobby (2.5 s)", "the other has only begun"
    assert len(picture(working("lobby"), now=1.5)) == 2


def test_without_colours() -> None:
    """As the variable NO_COLOR asks; the bar is there."""
    tasks = list(working("lobby", total=2).tasks.values())
    painted = progress_bar.Painter(io.StringIO(), colours=False)(tasks, 60.0, 80, 24)
    assert "\x1b" not in painted
    assert "━" in painted


def test_terminal_that_only_knows_ascii() -> None:
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert progress_bar.Painter(terminal)(list(working("lobby").tasks.values()), 60.0, 80, 24).isascii()


def test_unknown_number_has_no_bar() -> None:
    first, *dummy = picture(working("lobby", total=None))
    assert re.fullmatch(r"Set what differs +1 1:00", first)


@pytest.mark.parametrize("columns", [40, 41, 80, 200])
def test_no_line_reaches_the_last_column(columns: int) -> None:
    name = "A task with a name that is much longer than it should be"
    lines = picture(working("lobby" * 20, "ü📞[red]" * 9, total=3, name=name), columns)
    assert all(len(line) < columns for line in lines)
    assert len(lines) == 3


def test_little_room_and_many_tasks() -> None:
    progress = working("lobby", total=2)
    for number in range(2, 9):
        progress.task(str(number), f"Task {number}", "", 4, 0.0)
    assert len(picture(progress, lines=24)) == 7, "four tasks, how many more, counts, and who is slow"
    assert len(picture(progress, lines=5)) == 2


def test_names_are_no_markup() -> None:
    first, dummy, slow = picture(working("[bold]lobby[/bold]", name="[red]Set[/red] :smile:", total=2))
    assert first.startswith("[red]Set[/red] :smile: ")
    assert "[bold]lobby[/bold]" in slow


def test_nothing_at_work() -> None:
    assert picture(Progress()) == []
