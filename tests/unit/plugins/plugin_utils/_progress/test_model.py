# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the progress callback knows: counts, durations, and when a task is over."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.plugin_utils._progress.model import KEPT, STATUSES, Progress


def started(*hosts: str, concurrent: bool = False) -> Progress:
    """A play on these hosts, at its first task."""
    progress = Progress()
    progress.play(hosts, concurrent=concurrent)
    progress.task("1", "First", "TASK [First]", len(hosts), 100.0)
    return progress


def test_task_counts_each_host_once() -> None:
    progress = started("a", "b", "c", "d")
    for second, (host, status) in enumerate([("a", "ok"), ("b", "changed"), ("c", "skipped")]):
        progress.start("1", host, 100.0)
        assert progress.result("1", host, status, 101.0 + second) == []

    task = progress.tasks["1"]
    assert (task.done, task.expected, list(task.working)) == (3, 4, [])
    assert {status: number for status, number in task.counts.items() if number} == {"ok": 1, "changed": 1, "skipped": 1}
    assert progress.slowest_hosts() == [("c", 3.0), ("b", 2.0), ("a", 1.0)]


def test_next_task_ends_the_one_before_at_its_last_result() -> None:
    """Waiting for a prompt in between is not the task's time."""
    progress = started("a")
    progress.start("1", "a", 101.0)
    progress.result("1", "a", "ok", 104.0)

    (over,) = progress.task("2", "Second", "TASK [Second]", 1, 500.0)

    assert (over.name, over.seconds) == ("First", 4.0)
    assert progress.slowest_tasks() == [("First", 4.0)]
    assert progress.task("2", "Second", "TASK [Second]", 1, 501.0) == [], "it is at work already"


def test_hosts_that_do_not_wait_for_each_other() -> None:
    """Several tasks are at work; each ends with its last host, also where a host drops out before it."""
    progress = started("a", "b", "c", concurrent=True)
    progress.task("2", "Second", "TASK [Second]", progress.hosts, 101.0)
    assert progress.result("1", "a", "ok", 101.0) == []
    assert progress.result("2", "a", "ok", 102.0) == []
    progress.start("1", "b", 102.0)
    assert progress.result("1", "b", "failed", 103.0, "broken") == []
    assert progress.tasks["2"].expected == 2

    assert [task.name for task in progress.result("1", "c", "ok", 104.0)] == ["First"]
    assert [task.name for task in progress.result("2", "c", "ok", 105.0)] == ["Second"]
    assert progress.tasks == {}
    assert progress.failures["b"] == ("failed", "First", "broken")


def test_hosts_that_dropped_out_take_no_part_in_later_plays_and_batches() -> None:
    progress = started("a", "b", "c")
    progress.result("1", "a", "failed", 101.0)
    progress.result("1", "b", "unreachable", 101.0)
    progress.result("1", "c", "ignored", 101.0)
    assert progress.hosts == 1
    assert progress.remaining({"a", "c", "x"}) == 1

    assert progress.play(["a", "b", "c", "d"], concurrent=False) == 2


def test_more_hosts_than_expected_are_no_overrun() -> None:
    progress = Progress()
    progress.play([], concurrent=False)
    progress.task("1", "First", "", 0, 0.0)
    progress.start("1", "a", 0.0)
    progress.start("1", "b", 0.0)
    assert progress.tasks["1"].expected == 2


def test_unknown_number_of_hosts() -> None:
    progress = Progress()
    progress.play(["a", "b"], concurrent=True)
    progress.task("1", "Mend", "", None, 0.0)
    assert progress.result("1", "a", "ok", 1.0) == [], "there may be more"
    assert progress.tasks["1"].expected is None


def test_include_that_fails_after_it_was_ok() -> None:
    progress = started("a", "b")
    for host in "ab":
        progress.start("1", host, 100.0)
        progress.result("1", host, "ok", 101.0)

    progress.result("1", "a", "failed", 102.0, "no such file")

    counts = progress.tasks["1"].counts
    assert (counts["ok"], counts["failed"]) == (1, 1)


def test_items_and_attempts_of_a_host_at_work() -> None:
    progress = started("a")
    progress.retry("1", "a", 101.0)
    progress.item("1", "a", 101.0)
    assert progress.tasks["1"].working["a"].attempts == 0, "each item has its own"
    progress.item("1", "a", 102.0, "(item=2) broken")
    progress.item("1", "a", 102.0, "(item=3) broken, too")
    progress.retry("1", "a", 103.0)
    progress.retry("1", "a", 103.0)
    work = progress.tasks["1"].working["a"]
    assert (work.since, work.items, work.attempts) == (101.0, 3, 2)

    progress.result("1", "a", "failed", 104.0, "One or more items failed")

    assert progress.failures["a"].reason == "(item=2) broken", "the first item says more than the loop"


def test_result_of_a_task_that_is_over_is_not_lost() -> None:
    progress = started("a")
    progress.close()
    progress.result("1", "a", "failed", 105.0, "late")
    assert progress.failures["a"].reason == "late"


def test_task_without_results_is_not_told() -> None:
    assert started("a").close() == []


def test_only_the_slowest_are_kept() -> None:
    progress = Progress()
    progress.play(["a"], concurrent=False)
    for number in range(30):
        progress.task(str(number), f"task {number}", "", 1, 0.0)
        progress.result(str(number), "a", "ok", float((number * 7) % 30))
    progress.close()

    assert [seconds for dummy, seconds in progress.slowest_tasks()] == [29.0, 28.0, 27.0, 26.0, 25.0]
    assert len(progress.slowest_tasks()) == KEPT


@given(st.lists(st.tuples(st.sampled_from("123"), st.sampled_from("abcdef"), st.sampled_from(STATUSES)), max_size=40))
def test_every_result_is_counted(results: list[tuple[str, str, str]]) -> None:
    """Whatever comes in whatever order: what is told of tasks that are over and at work is what came in."""
    progress = Progress()
    progress.play("abcdef", concurrent=True)
    told = []
    for now, (key, host, status) in enumerate(results):
        progress.task(key, key, "", progress.hosts, float(now))
        progress.start(key, host, float(now))
        told += progress.result(key, host, status, float(now))
    told += progress.close()

    assert sum(task.done for task in told) == len(results)
    assert all(task.seconds >= 0 for task in told)
    assert progress.hosts == 6 - len({host for dummy, host, status in results if status in ("failed", "unreachable")})
