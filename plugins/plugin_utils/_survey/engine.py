# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many phones at a time: a process for each core, and in each of them many threads that wait for phones."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
import traceback
import typing as t
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection, wait

if t.TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

Result = dict[str, t.Any]
Look = Callable[[], Result]
"""Talks to one phone, and returns the result of its host. It may run in any thread, and must not use Ansible's templates."""

Begin = Callable[[str], "Look | Result"]
"""From a host's name to what talks to its phone, or to the result where that is known already. It always runs in the same thread
of its process: Ansible's templating is not made for several."""

Note = Callable[[str, Result, float], None]
"""Takes a host's name, its result, and the seconds that its phone took."""

Tick = Callable[[], None]
"""Is called now and then while the processes work."""


class Crew(t.NamedTuple):
    """Who looks at phones. ``workers``: so many processes, or fewer where there are few hosts. ``concurrency``: so many phones at
    a time in each of them, not counting the slow ones."""

    workers: int
    concurrency: int


class _Job(t.NamedTuple):
    """What a process has to do. ``turn``: the place in ``names`` of the next host, which all processes share."""

    names: Sequence[str]
    begin: Begin
    concurrency: int
    turn: t.Any


SLOW_AFTER = 1.0
"""Seconds after which a phone takes nobody's place any more: the others go on as if it were not there."""

SLOW_FACTOR = 5
"""And so many times what the quickest of the last phones took. Where all are slow, it is the controller or the network that has
too much to do, and more phones at a time would end in timeouts."""

LAST_PHONES = 32

MOST_FACTOR = 4
"""So many times the places are taken at most, with the slow phones."""

TICK = 0.5
"""Seconds between two moments at which the caller may tell how far it is."""

FEW = 8
"""Phones that are not worth another process."""


def look_at_all(names: Sequence[str], begin: Begin, crew: Crew, note: Note, tick: Tick = lambda: None) -> None:
    """Look at the phones of all these hosts. ``note`` gets each result, in this process and thread, as they come.

    When this function ends, by whatever exception, no process is left.
    """
    context = multiprocessing.get_context("fork")
    job = _Job(names, begin, crew.concurrency, context.Value("l", 0))
    missing = dict.fromkeys(names)
    at_work: dict[Connection, ForkProcess] = {}
    # What is there already is looked through by no garbage collection of the new processes, and so is not copied for them.
    gc.freeze()
    try:
        for dummy in range(min(crew.workers, -(-len(names) // FEW))):
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(there, [*at_work, here], job), daemon=True)
            process.start()
            there.close()
            at_work[here] = process
        while at_work:
            for ready in wait(list(at_work), TICK):
                connection = t.cast("Connection", ready)
                try:
                    name, result, seconds = t.cast("tuple[str, Result, float]", connection.recv())
                except (EOFError, OSError):
                    _end(at_work.pop(connection), connection)
                    continue
                missing.pop(name, None)
                note(name, result, seconds)
            tick()
    finally:
        for connection, process in at_work.items():
            _end(process, connection)
        gc.unfreeze()
    for name in missing:
        note(name, _lost(), 0.0)


def _end(process: ForkProcess, connection: Connection) -> None:
    """End a process at once: nothing but reads can be under way."""
    connection.close()
    process.kill()
    process.join()


def _lost() -> Result:
    return {
        "failed": True,
        "msg": "The process that looked at this phone ended before it was done. Is there too little memory? Run the task again, "
        "with fewer workers or a lower concurrency",
        "error": {"kind": "lost"},
    }


def _work(connection: Connection, others: Sequence[Connection], job: _Job) -> None:
    """Look at phones until all have their turn, and send their results. Runs in a process of its own, and ends it.

    ``others``: the connections that only the process has that started this one.
    """
    # The terminal sends Ctrl-C to all processes; who started this one ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    for other in others:
        other.close()
    status = 1
    with suppress(Exception):
        _look_at_some(connection, job)
        status = 0
    # Not by the way of the interpreter's end, which belongs to the process that was forked.
    os._exit(status)


def _look_at_some(connection: Connection, job: _Job) -> None:
    most = job.concurrency * MOST_FACTOR
    places = Places(job.concurrency, most)
    one_at_a_time = threading.Lock()

    def look(name: str, work: Look, ticket: int) -> None:
        begun = time.monotonic()
        result = guarded(work)
        seconds = time.monotonic() - begun
        try:
            with one_at_a_time:
                connection.send((name, result, seconds))
        except OSError:
            os._exit(1)  # Nobody is there any more to hear it.
        places.give_back(ticket, has_answered=not result.get("unreachable"))

    with ThreadPoolExecutor(most) as threads:
        while True:
            ticket = places.take()
            with job.turn.get_lock():
                index, job.turn.value = job.turn.value, job.turn.value + 1
            if index >= len(job.names):
                return
            name = job.names[index]
            threads.submit(look, name, begun_or_failed(job.begin, name), ticket)


def begun_or_failed(begin: Begin, name: str) -> Look:
    """Return what is left to do for a host."""
    found: list[Look] = []

    def start() -> Result:
        begun = begin(name)
        if isinstance(begun, dict):
            return begun
        found.append(begun)
        return {}

    result = guarded(start)
    return found[0] if found else lambda: result


def guarded(work: Look) -> Result:
    """Return the result of ``work``, or that of a bug in it: one host must not end the others."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - see above
        return {
            "failed": True,
            "msg": f"This is a bug in voip.grandstream, please report it: {type(error).__name__}",
            "exception": "".join(traceback.format_tb(error.__traceback__)),
        }


class Places:
    """Places for phones that are being looked at: so many of them, and others for the slow ones.

    ``places``: how many. ``most``: with the slow ones. ``clock``: gives the time in seconds.
    """

    def __init__(self, places: int, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._places = places
        self._most = most
        self._clock = clock
        self._changed = threading.Condition()
        self._since: dict[int, float] = {}
        self._tickets = 0
        self._last: deque[float] = deque(maxlen=LAST_PHONES)

    def take(self) -> int:
        """Wait for a place and take it. Return the ticket to give it back with."""
        with self._changed:
            while not self._is_free():
                self._changed.wait(SLOW_AFTER / 4)
            self._tickets += 1
            self._since[self._tickets] = self._clock()
            return self._tickets

    def give_back(self, ticket: int, has_answered: bool = True) -> None:
        """Free a place. ``has_answered``: whether the phone's time says how quick phones are at the moment."""
        with self._changed:
            since = self._since.pop(ticket)
            if has_answered:
                self._last.append(self._clock() - since)
            self._changed.notify()

    def _is_free(self) -> bool:
        if len(self._since) < self._places:
            return True
        if len(self._since) >= self._most:
            return False
        slow = self._clock() - max(SLOW_AFTER, SLOW_FACTOR * min(self._last, default=0.0))
        # In the order of their times.
        quick = len(self._since)
        for since in self._since.values():
            if since > slow:
                break
            quick -= 1
        return quick < self._places
