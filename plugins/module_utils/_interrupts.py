# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ctrl-C and the like as an exception, so that what was begun can be undone before the process ends."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager, suppress
from typing import Any, Iterator

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _Stderr:
    """The error output of the process that the user started. ``number``: its file descriptor in this process."""

    number = 2

    def keep(self) -> None:
        """Open the output once more, in a process that has just been forked. Do nothing where it is open already."""
        if self.number == 2:
            with suppress(OSError):
                self.number = os.dup(2)


_STDERR = _Stderr()

# ansible-core forks a process for each task and closes its outputs before the plugin runs there. Between the two is the only
# moment at which such a process can keep the output: ansible-core imports the plugin, and with it this file, before it forks.
os.register_at_fork(after_in_child=_STDERR.keep)


class Interrupted(BaseException):
    """Somebody wants the process to end. Not an :class:`Exception`: nothing may take it for a failure and go on."""


class Signals:
    """The signals that came so far. While ``wait`` is true, they wait until the block of :func:`as_exception` is left."""

    def __init__(self) -> None:
        self.wait = False
        self.came: list[int] = []

    def note(self, number: int, dummy: Any) -> None:
        """Take note of a signal; raise :class:`Interrupted` for the first, unless it has to wait."""
        self.came.append(number)
        if len(self.came) == 1 and not self.wait:
            raise Interrupted


@contextmanager
def as_exception() -> Iterator[Signals]:
    """Raise :class:`Interrupted` for the first signal that would end the process; later ones wait until the block is left.

    After the block the signal does what it would have done.
    """
    signals = Signals()
    if threading.current_thread() is not threading.main_thread():
        yield signals
        return
    # What is ignored, as under nohup, goes on being ignored.
    ending = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    former = {number: signal.signal(number, signals.note) for number in ending}
    try:
        yield signals
    finally:
        for number, handler in former.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if signals.came:
            os.kill(os.getpid(), signals.came[0])


def tell(text: str) -> None:
    """Write a line to where the user of an interrupted run looks, if that is still there."""
    with suppress(OSError):
        os.write(_STDERR.number, f"\n{text}\n".encode("utf-8", errors="replace"))
