# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of a running playbook: tasks at work, counts and durations. It draws nothing, and knows nothing of Ansible."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import heapq
import typing as t
from dataclasses import dataclass, field

STATUSES = ("ok", "changed", "failed", "unreachable", "skipped", "ignored", "rescued")
"""The ways in which a task can end on a host. Each host counts once for each task."""

KEPT = 5
"""How many of the slowest are remembered."""


@dataclass
class HostWork:
    """A host that is at a task: since when, items of a loop that are done, why the first of them failed, failed attempts."""

    since: float
    items: int = 0
    attempts: int = 0
    reason: str = ""


@dataclass
class RunningTask:
    """A task at work: how many hosts it has (None where that is not known), the counts of those that are done, and the others."""

    name: str
    head: str
    total: int | None
    begun: float
    ended: float = 0.0
    told: float = 0.0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    working: dict[str, HostWork] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """Return how many hosts are done."""
        return sum(self.counts.values())

    @property
    def expected(self) -> int | None:
        """Return how many hosts there will be, at least those that are known."""
        return None if self.total is None else max(self.total, self.done + len(self.working))

    @property
    def seconds(self) -> float:
        """Return the seconds from its start to its last result."""
        return self.ended - self.begun


class HostFailure(t.NamedTuple):
    """A host's reason to leave the run."""

    status: str
    task: str
    reason: str


class Progress:
    """The whole run. Times are seconds of one clock that the caller reads. Nothing here takes longer for a larger fleet."""

    def __init__(self) -> None:
        self.tasks: dict[str, RunningTask] = {}
        self.failures: dict[str, HostFailure] = {}
        self._batch: set[str] = set()
        self._concurrent = False
        self._slow_tasks: list[tuple[float, int, str]] = []
        self._host_seconds: dict[str, float] = {}
        self._closed = 0

    def play(self, hosts: t.Iterable[str], *, concurrent: bool) -> int:
        """Note that a play or a batch of it begins on these hosts. Return how many of them take part.

        With C(concurrent) a host need not wait for the others before it goes on to its next task.
        """
        self._batch = set(hosts) - self.failures.keys()
        self._concurrent = concurrent
        return len(self._batch)

    @property
    def hosts(self) -> int:
        """Return how many hosts of the batch are still in the run."""
        return len(self._batch)

    def remaining(self, hosts: t.Container[str]) -> int:
        """Return how many of these hosts are still in the run."""
        return sum(1 for host in self._batch if host in hosts)

    def task(self, key: str, name: str, head: str, total: int | None, now: float) -> list[RunningTask]:
        """Note that a task begins. Return the tasks that are over because of that."""
        if key in self.tasks:
            return []
        over = [] if self._concurrent else self.close()
        self.tasks[key] = RunningTask(name, head, total, now, ended=now, told=now)
        return over

    def start(self, key: str, host: str, now: float) -> HostWork:
        """Note that a host begins with a task, unless it has begun already. Return its work."""
        return self._known(key, now).working.setdefault(host, HostWork(now))

    def work(self, key: str, host: str) -> HostWork:
        """Return what a host has done of a task that it is at."""
        return self.tasks[key].working.get(host, HostWork(0.0)) if key in self.tasks else HostWork(0.0)

    def item(self, key: str, host: str, now: float, reason: str = "") -> None:
        """Note that a host is done with an item of a loop. ``reason``: why it failed; empty if it did not."""
        work = self.start(key, host, now)
        work.items += 1
        work.attempts = 0
        work.reason = work.reason or reason

    def retry(self, key: str, host: str, now: float) -> None:
        """Note that an attempt of a host did not succeed, and there will be another."""
        self.start(key, host, now).attempts += 1

    def result(self, key: str, host: str, status: str, now: float, reason: str = "") -> list[RunningTask]:
        """Note that a host is done with a task. Return the tasks that are over because of that."""
        task = self._known(key, now)
        work = task.working.pop(host, None)
        if work is not None:
            self._host_seconds[host] = self._host_seconds.get(host, 0.0) + now - work.since
        elif status == "failed" and task.counts["ok"]:
            # An include is ok at first, and failed when its file does not load.
            task.counts["ok"] -= 1
        task.counts[status] += 1
        task.ended = now
        if status in ("failed", "unreachable"):
            told = work.reason if work else ""
            self._drop(key, host, HostFailure(status, task.name, told or reason))
        if not self._concurrent or task.expected is None or task.done < task.expected:
            return []
        return self.close(key)

    def close(self, *keys: str) -> list[RunningTask]:
        """End these tasks, or all. Return those that have had a result."""
        closed = [self.tasks.pop(key) for key in keys or tuple(self.tasks)]
        for task in closed:
            self._closed += 1
            entry = (task.seconds, -self._closed, task.name)
            (heapq.heappush if len(self._slow_tasks) < KEPT else heapq.heappushpop)(self._slow_tasks, entry)
        return [task for task in closed if task.done]

    def slowest_tasks(self) -> list[tuple[str, float]]:
        """Return the tasks that took longest, and their seconds."""
        return [(name, seconds) for seconds, dummy, name in sorted(self._slow_tasks, reverse=True)]

    def slowest_hosts(self) -> list[tuple[str, float]]:
        """Return the hosts whose tasks took longest together, and their seconds."""
        return heapq.nlargest(KEPT, self._host_seconds.items(), key=lambda entry: entry[1])

    def _known(self, key: str, now: float) -> RunningTask:
        """Return the task. One that is over begins anew, so that no result is lost."""
        if key not in self.tasks:
            self.tasks[key] = RunningTask("", "", None, now, ended=now, told=now)
        return self.tasks[key]

    def _drop(self, key: str, host: str, failure: HostFailure) -> None:
        """Note that the host has left the run: the tasks after this one will not see it."""
        self.failures[host] = failure
        self._batch.discard(host)
        later = False
        for other, task in self.tasks.items():
            if later and task.total is not None and host not in task.working:
                task.total -= 1
            later = later or other == key
