# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The last lines of a terminal, and others who write above them."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from ansible_collections.voip.grandstream.plugins.plugin_utils._progress import core
from ansible_collections.voip.grandstream.plugins.plugin_utils._progress.screen import Screen, Ticker

ERASE_TWO = "\r\x1b[1A\x1b[J"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.raw = io.BytesIO()
        self.everything = ""

    @property
    def buffer(self) -> io.BytesIO:
        """Of a stream of the process."""
        return self.raw

    def isatty(self) -> bool:
        """It is one."""
        return True

    def fileno(self) -> int:
        """Only its number is needed."""
        return 1

    def taken(self) -> str:
        """What was written since the last call."""
        written = self.getvalue()
        self.seek(0)
        self.truncate()
        self.everything += written
        return written


class Stage:
    """A screen whose picture is `picture`, on a terminal of `columns`."""

    def __init__(self) -> None:
        self.picture = "bar\ncounts"
        self.columns = 80
        self.terminal = Terminal()
        self.errors = Terminal()
        self.screen = Screen(threading.RLock(), lambda columns, lines: self.picture, interval=3600)

    def refresh(self) -> str:
        """Let it paint; gives what was written for it."""
        self.screen._refresh()
        return self.terminal.taken()


@contextlib.contextmanager
def on_stage() -> Iterator[Stage]:
    """A stage while its picture is shown. No fixture: pytest exchanges the streams of the process after these."""
    stage = Stage()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", stage.terminal)
        patch.setattr(sys, "stderr", stage.errors)
        patch.setattr(os, "get_terminal_size", lambda dummy: os.terminal_size((stage.columns, 24)))
        stage.screen.start()
        stage.refresh()
        yield stage
        stage.screen.stop()
        assert (sys.stdout, sys.stderr) == (stage.terminal, stage.errors)
        assert "\x1b[?25" not in stage.terminal.everything, "the cursor is never hidden"


def test_text_goes_above_the_picture() -> None:
    with on_stage() as stage:
        assert stage.refresh() == "", "the same again need not be written"

        print("changed: lobby")

        assert stage.terminal.taken() == f"{ERASE_TWO}changed: lobby\nbar\ncounts", "print writes twice"
        stage.picture = "bar"
        assert stage.refresh() == f"{ERASE_TWO}bar"
        sys.stdout.writelines(["a\n", "b\n"])
        assert stage.terminal.taken() == "\r\x1b[Ja\nb\nbar"
        stage.screen.stop()
        assert stage.terminal.taken() == "\r\x1b[J"


def test_errors_go_to_their_own_stream() -> None:
    with on_stage() as stage:
        sys.stderr.write("[WARNING]: careful\n")
        assert stage.errors.taken() == "[WARNING]: careful\n"
        assert stage.terminal.taken() == f"{ERASE_TWO}bar\ncounts"


def test_errors_that_go_elsewhere_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with on_stage() as stage:
        stage.screen.stop()
        stage.terminal.taken()
        elsewhere = io.StringIO()
        monkeypatch.setattr(sys, "stderr", elsewhere)
        stage.screen.start()
        assert sys.stderr is elsewhere
        stage.screen.stop()
        monkeypatch.setattr(sys, "stderr", stage.errors)


def test_line_that_is_not_finished_is_not_painted_over() -> None:
    with on_stage() as stage:
        sys.stdout.write("Perform task: Set (N)o/(y)es: ")
        assert stage.terminal.taken() == f"{ERASE_TWO}Perform task: Set (N)o/(y)es: "
        stage.picture = "another"
        assert stage.refresh() == ""
        sys.stdout.write("\n")
        assert stage.terminal.taken() == "\nanother"


@pytest.mark.parametrize("raw_access", ["buffer", "fileno"])
def test_prompt_has_the_terminal_for_itself(raw_access: str) -> None:
    """Ansible-core's prompt takes the stream's buffer, and Python's its number."""
    with on_stage() as stage:
        assert getattr(sys.stdout, raw_access)
        if raw_access == "fileno":
            assert sys.stdout.fileno() == 1
        assert stage.terminal.taken() == ERASE_TWO
        assert stage.refresh() == ""
        sys.stdout.write("text\n")
        assert stage.terminal.taken() == "text\n"

        stage.screen.start()
        stage.picture = "again"
        assert stage.refresh() == "again"


def test_terminal_that_becomes_too_narrow() -> None:
    with on_stage() as stage:
        stage.columns = 20
        assert stage.refresh() == ERASE_TWO
        stage.columns = 0
        assert stage.refresh() == ""
        stage.columns = 40
        assert stage.refresh() == "bar\ncounts"


def test_picture_that_cannot_be_painted_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with on_stage() as stage:
        monkeypatch.setattr(stage.screen, "_paint", lambda columns, lines: 1 / 0)
        assert stage.refresh() == ERASE_TWO
        sys.stdout.write("text\n")
        assert stage.terminal.taken() == "text\n"


def test_workers_have_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """A forked process has inherited the streams."""
    with on_stage() as stage:
        monkeypatch.setattr(os, "getpid", lambda: -1)
        sys.stdout.write("text\n")
        assert sys.stdout.buffer
        assert stage.terminal.taken() == "text\n"
        monkeypatch.undo()
        monkeypatch.setattr(sys, "stdout", stage.screen._streams[0] if stage.screen._streams else None)


def test_ticker_whose_stream_is_gone() -> None:
    """A traceback of its thread would go to the terminal. Pytest makes one an error."""
    ticked = threading.Event()

    def action() -> None:
        ticked.set()
        raise BrokenPipeError

    ticker = Ticker(threading.RLock(), 0.001, action)
    ticker.start()
    assert ticked.wait(10)
    ticker.stop()


def test_ticker_holds_the_lock_and_stops() -> None:
    lock = threading.RLock()
    free: list[bool] = []

    def other_thread() -> None:
        free.append(lock.acquire(blocking=False))

    def action() -> None:
        other = threading.Thread(target=other_thread)
        other.start()
        other.join()

    ticker = Ticker(lock, 0.001, action)
    ticker.start()
    ticker.start()
    deadline = time.monotonic() + 10
    while len(free) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    with lock:
        ticker.stop()
        ticked = len(free)
    time.sleep(0.01)
    assert free == [False] * ticked


@pytest.mark.parametrize(
    ("environment", "columns", "pictures"),
    [
        ({"TERM": "xterm"}, 80, True),
        ({"TERM": "xterm"}, 40, True),
        ({"TERM": "xterm"}, 39, False),
        ({"TERM": "xterm"}, 0, False),
        ({"TERM": "xterm"}, None, False),
        ({"TERM": "dumb"}, 80, False),
        ({}, 80, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, 80, True),
        ({"TERM": "xterm", "CI": "true"}, 80, False),
        ({"TERM": "xterm", "CI": ""}, 80, True),
        ({"TERM": "xterm", "AWX_ISOLATED_DATA_DIR": "/runner"}, 80, False),
    ],
)
def test_who_gets_pictures(
    environment: dict[str, str], columns: int | None, pictures: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TERM", *core.PLAIN):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(core, "columns", lambda: columns)
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert core.has_pictures() is pictures
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert not core.has_pictures()


def test_width_that_nobody_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stdout__", io.StringIO())
    assert core.columns() is None
    monkeypatch.setattr(sys, "__stdout__", Terminal())
    monkeypatch.setattr(os, "get_terminal_size", lambda dummy: os.terminal_size((0, 0)))
    assert core.columns() is None
