# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The last lines of a terminal: a picture that stays below while everyone else goes on writing above it.

ansible-core writes to C(sys.stdout) and C(sys.stderr) from several places and threads. While the picture is shown, both are
replaced by streams that remove the picture, write the text, and show the picture again, in one write. So the code that writes
needs no change. The cursor is never hidden, so that a process that is killed leaves the terminal usable.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
import typing as t

NARROW = 40
"""Columns below which there is no room for a picture."""


class Ticker:
    """A thread that calls a function again and again until it is stopped. It holds the lock during each call.

    ansible-core forks its workers while it holds its display's lock: with that lock, no fork happens during a call.
    """

    def __init__(self, lock: t.ContextManager[t.Any], interval: float, action: t.Callable[[], None]) -> None:
        self._lock = lock
        self._interval = interval
        self._action = action
        self._stopped: threading.Event | None = None

    def start(self) -> None:
        """Start, unless it has started."""
        if self._stopped is None:
            self._stopped = threading.Event()
            threading.Thread(target=self._run, args=(self._stopped,), name="progress", daemon=True).start()

    def stop(self) -> None:
        """Stop. The caller holds the lock, so the action neither runs now nor later."""
        if self._stopped is not None:
            self._stopped.set()
            self._stopped = None

    def _run(self, stopped: threading.Event) -> None:
        while not stopped.wait(self._interval):
            # A thread's traceback would go to the terminal.
            with self._lock, contextlib.suppress(OSError):
                if not stopped.is_set():
                    self._action()


class Screen:
    """A terminal with a picture on its last lines. All methods are called with the lock held."""

    def __init__(self, lock: t.ContextManager[t.Any], paint: t.Callable[[int, int], str], interval: float = 0.2) -> None:
        """Take C(paint), which returns the picture for a number of columns and lines. It is called every C(interval) seconds."""
        self._lock = lock
        self._paint = paint
        self._ticker = Ticker(lock, interval, self._refresh)
        self._process = os.getpid()
        self._terminal = sys.stdout
        self._streams: tuple[t.TextIO, t.TextIO] | None = None
        self._picture = ""
        self._lines = 0
        self._unfinished = False
        self._waiting = False

    def start(self) -> None:
        """Show the picture from now on, also after a :meth:`give_way`."""
        self._waiting = False
        if self._streams is None:
            self._terminal = sys.stdout
            self._streams = (sys.stdout, sys.stderr)
            sys.stdout = t.cast("t.TextIO", _Stream(self, sys.stdout, self._lock))
            if sys.stderr.isatty():
                sys.stderr = t.cast("t.TextIO", _Stream(self, sys.stderr, self._lock))
            atexit.register(self._leave)
            self._ticker.start()

    def stop(self) -> None:
        """Take the picture away, and leave the terminal as it was."""
        self._ticker.stop()
        self._put("", self._erasing())
        self._picture = ""
        if self._streams is not None:
            sys.stdout, sys.stderr = self._streams
            self._streams = None
            atexit.unregister(self._leave)

    def give_way(self) -> None:
        """Show no picture until the next :meth:`start`: somebody takes the terminal for a prompt."""
        if not self._waiting and os.getpid() == self._process:
            self._waiting = True
            self._put("", self._erasing())

    def write(self, stream: t.TextIO, text: str) -> int:
        """Write a text above the picture."""
        if os.getpid() != self._process:
            return stream.write(text)
        erasing = self._erasing()
        self._unfinished = not text.endswith("\n") if text else self._unfinished
        if stream is self._terminal:
            self._put(f"{erasing}{text}", self._picture_below())
        else:
            self._put("", erasing)
            stream.write(text)
            stream.flush()
            self._put("", self._picture_below())
        return len(text)

    def _refresh(self) -> None:
        """Paint anew. Where that fails, as on a terminal that went away, there is no picture any more, and the run goes on."""
        try:
            columns, lines = os.get_terminal_size(self._terminal.fileno())
            picture = self._paint(columns, lines) if columns >= NARROW else ""
        except Exception:  # noqa: BLE001 - whatever goes wrong with a picture must not cost the run a traceback
            self._ticker.stop()
            picture = ""
        if picture != self._picture:
            erasing = self._erasing()
            self._picture = picture
            self._put(erasing, self._picture_below())

    def _picture_below(self) -> str:
        """Return the picture, or an empty text where it cannot be shown now. Note how many lines are to be erased later."""
        if not self._picture or self._unfinished or self._waiting:
            return ""
        self._lines = self._picture.count("\n") + 1
        return self._picture

    def _erasing(self) -> str:
        """Return the control sequence that takes the picture away."""
        up = f"\x1b[{self._lines - 1}A" if self._lines > 1 else ""
        erasing = f"\r{up}\x1b[J" if self._lines else ""
        self._lines = 0
        return erasing

    def _put(self, before: str, after: str) -> None:
        if before or after:
            with contextlib.suppress(OSError, ValueError):
                self._terminal.write(before + after)
                self._terminal.flush()

    def _leave(self) -> None:
        """Take the picture away at the end of the process, also after Ctrl-C."""
        with self._lock:
            self.stop()


class _Stream:
    """A stream of the process that removes the picture while it writes."""

    def __init__(self, screen: Screen, stream: t.TextIO, lock: t.ContextManager[t.Any]) -> None:
        self._screen = screen
        self._stream = stream
        self._lock = lock

    def write(self, text: str) -> int:
        """Write above the picture."""
        with self._lock:
            return self._screen.write(self._stream, text)

    def writelines(self, lines: t.Iterable[str]) -> None:
        """Write above the picture."""
        self.write("".join(lines))

    def fileno(self) -> int:
        """Take the picture away first: whoever asks for this will write past this stream."""
        self._give_way()
        return self._stream.fileno()

    @property
    def buffer(self) -> t.BinaryIO:
        """Take the picture away first: whoever asks for this will write past this stream."""
        self._give_way()
        return self._stream.buffer

    def _give_way(self) -> None:
        with self._lock:
            self._screen.give_way()

    def __getattr__(self, name: str) -> t.Any:
        return getattr(self._stream, name)
