# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The progress callback, fed with ansible-core's events: what it says, what it leaves to the default callback, and its costs."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from ansible.playbook.block import Block
from ansible.plugins.callback.default import CallbackModule as Default
from ansible.plugins.loader import fragment_loader

from ansible_collections.voip.grandstream.plugins.callback import progress
from ansible_collections.voip.grandstream.plugins.plugin_utils._progress import core
from unit import documented

FRAGMENTS = ("default_callback", "result_format_callback")


class Display:
    """Ansible-core's, without a terminal: remembers what was displayed, and on which stream."""

    columns = 79

    def __init__(self, verbosity: int = 0) -> None:
        self.verbosity = verbosity
        self.lines: list[str] = []
        self.errors: list[str] = []

    def display(self, message: str, *, stderr: bool = False, **options: Any) -> None:
        """Remember it."""
        (self.errors if stderr else self.lines).append(message)

    def banner(self, message: str, **options: Any) -> None:
        """Remember it."""
        self.lines.append(f"\n{message} ***")


def as_result(task: Any, name: str, data: Mapping[str, Any]) -> Any:
    """A result as ansible-core 2.18 calls its parts, and as later ones do."""
    parts = {"host": SimpleNamespace(name=name, get_name=lambda: name), "task": task, "result": dict(data)}
    return SimpleNamespace(**parts, **{f"_{key}": part for key, part in parts.items()})


class Feed:
    """A callback and the events of a play for it."""

    def __init__(self, plugin: Any, verbosity: int = 0, **options: Any) -> None:
        self.plugin = plugin
        self.display = plugin._display = Display(verbosity)
        fragments = [documented.options(fragment_loader.get(name).DOCUMENTATION) for name in FRAGMENTS]
        defaults = {name: option.get("default") for fragment in fragments for name, option in fragment.items()}
        plugin._plugin_options = {**defaults, **options}

    def play(self, *hosts: str, strategy: str = "linear", batch: Sequence[str] | None = None) -> None:
        """A play begins."""
        known = {"ansible_play_hosts_all": list(hosts), "ansible_play_batch": list(hosts if batch is None else batch)}
        manager = SimpleNamespace(get_vars=lambda play: known)
        play = {"strategy": strategy, "check_mode": False, "get_name": lambda: "Play", "get_variable_manager": lambda: manager}
        self.plugin.v2_playbook_on_play_start(SimpleNamespace(**play))

    def task(self, name: str = "Set", **keywords: Any) -> Any:
        """A task begins."""
        usual = {
            "_uuid": name,
            "_parent": None,
            "action": "ansible.builtin.command",
            "check_mode": False,
            "delegate_to": None,
            "get_first_parent_include": lambda: None,
            "get_name": lambda: name,
            "get_path": lambda: "play.yml:7",
            "ignore_errors": False,
            "ignore_unreachable": False,
            "loop": None,
            "no_log": False,
            "resolved_action": None,
            "run_once": False,
        }
        task = SimpleNamespace(**{**usual, **keywords})
        self.plugin.v2_playbook_on_task_start(task, is_conditional=False)
        return task

    def result(self, event: str, task: Any, name: str, data: Mapping[str, Any], **options: Any) -> None:
        """A host begins with the task, and is done with it."""
        result = as_result(task, name, data)
        self.plugin.v2_runner_on_start(result.host, task)
        getattr(self.plugin, event)(result, **options)

    def stats(self, custom: Mapping[str, Any] | None = None, /, **tallies: Mapping[str, int]) -> None:
        """The playbook is over."""
        stats = {"processed": dict.fromkeys(tallies, 1), "summarize": lambda host: tallies[host], "custom": custom or {}}
        self.plugin.v2_playbook_on_stats(SimpleNamespace(**stats))

    def taken(self) -> list[str]:
        """What was displayed since the last call, without how long it took."""
        lines, self.display.lines = self.display.lines, []
        return [re.sub(r" in \d+\.\d s", " in N", line) for line in lines]


@pytest.fixture
def feed(request: pytest.FixtureRequest) -> Iterator[Feed]:
    feed = Feed(progress.CallbackModule(), **getattr(request, "param", {}))
    yield feed
    # Not each test comes to the end of its playbook, and a thread that is left would tick through all the tests after it.
    feed.plugin._ticker.stop()


def test_documentation_takes_all_options_from_core() -> None:
    documentation = yaml.safe_load(progress.DOCUMENTATION)
    assert documentation["type"] == "stdout"
    assert documentation["extends_documentation_fragment"] == list(FRAGMENTS)
    assert "options" not in documentation


def test_hosts_on_which_all_is_well_are_only_counted(feed: Feed) -> None:
    feed.play("a", "b", "c")
    task = feed.task()
    feed.result("v2_runner_on_ok", task, "a", {})
    feed.result("v2_runner_on_skipped", task, "b", {})
    feed.result("v2_runner_on_ok", task, "c", {"changed": False, "changes": []})
    feed.task("Next")
    assert feed.taken() == ["\nPLAY [Play] 3 hosts", "TASK [Set] 3 hosts in N: 2 ok, 1 skipped"]


def test_what_happened_to_hosts(feed: Feed) -> None:
    feed.play("a", "lobby\x1b[2J")
    task = feed.task("[red]Set", resolved_action="voip.grandstream.gs_config")
    feed.taken()
    feed.result("v2_runner_on_ok", task, "a", {"changed": True, "changes": [{"name": "ntp", "before": "x", "after": "y"}]})
    feed.result("v2_runner_on_failed", task, "lobby\x1b[2J", {"msg": "it broke"})
    feed.stats(a={"ok": 1, "changed": 1}, **{"lobby\x1b[2J": {"failures": 1}})
    assert feed.taken()[:8] == [
        "TASK [[red]Set]",
        "  changed      a             ntp: x -> y",
        "  failed       lobby\\x1b[2J  it broke",
        "TASK [[red]Set] 2 hosts in N: 1 changed, 1 failed",
        "",
        "SUMMARY",
        "  changed           1",
        "  failed            1",
    ]
    assert feed.display.errors == []


@pytest.mark.parametrize("feed", [{"display_failed_stderr": True, "show_task_path_on_failure": True}], indirect=True)
def test_options_of_the_default_callback(feed: Feed) -> None:
    feed.play("a", "b")
    task = feed.task()
    feed.result("v2_runner_on_failed", task, "a", {"msg": "it broke"})
    feed.result("v2_runner_on_unreachable", task, "b", {"msg": "it is gone"})
    assert feed.display.errors == [
        "  failed       a\n    it broke\n    task path: play.yml:7",
        "  unreachable  b\n    it is gone\n    task path: play.yml:7",
    ]


def test_failures_that_end_nothing(feed: Feed) -> None:
    feed.play("a", "b", "c")
    task = feed.task(ignore_unreachable=True)
    feed.taken()
    feed.result("v2_runner_on_failed", task, "a", {"msg": "it broke"}, ignore_errors=True)
    feed.result("v2_runner_on_unreachable", task, "b", {"msg": "it is gone"})
    task._parent = block = Block()
    block.rescue = [SimpleNamespace(_uuid="Mend")]
    feed.result("v2_runner_on_failed", task, "c", {"msg": "it broke"})

    assert feed.taken()[1:] == ["  ignored      a  it broke", "  ignored      b  it is gone", "  rescued      c  it broke"]
    assert feed.plugin._progress.hosts == 3
    assert core.is_in_rescue(SimpleNamespace(_uuid="Mend", _parent=block))
    assert core.failure(SimpleNamespace(_uuid="Mend", _parent=block), ignored=False) == "failed"
    mend = feed.task("Mend", _parent=block)
    assert feed.plugin._progress.tasks[core.key(mend)].expected is None, "nobody knows who comes"


def test_other_modules_results_are_their_own(feed: Feed) -> None:
    """Nothing is told that the default callback would not tell."""
    feed.play("a")
    secret = {"changed": True, "msg": "a secret", "changes": [{"name": "ntp", "before": "x", "after": "y"}]}
    feed.result("v2_runner_on_ok", feed.task(), "a", secret)
    assert feed.taken()[1:] == ["TASK [Set]", "  changed      a"]


@pytest.mark.parametrize(
    ("hosts", "batch", "words"),
    [
        (["a", "b", "c"], ["c", "b"], "2 hosts"),
        (["localhost"], [], "1 host"),
        ([], ["a", "b"], "0 hosts"),
    ],
    ids=["serial", "localhost of no inventory", "nobody matches"],
)
def test_who_is_in_a_play(feed: Feed, hosts: list[str], batch: list[str], words: str) -> None:
    feed.play(*hosts, batch=batch)
    assert feed.taken() == [f"\nPLAY [Play] {words}"]


def test_reader_who_has_read_enough(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in `| head`: nothing is said of it, and the counts go on."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(feed.display, "display", lambda message, **options: print(message))
        feed.play("a")
        feed.result("v2_runner_on_failed", feed.task(), "a", {"msg": "it broke"})
        feed.stats(a={"failures": 1})
        monkeypatch.undo()
    assert feed.plugin._progress.failures["a"].reason == "it broke"


def test_loops(feed: Feed) -> None:
    feed.play("a")
    task = feed.task(loop=[1, 2, 3])
    feed.taken()
    feed.result("v2_runner_item_on_ok", task, "a", {"changed": True, "item": 1})
    feed.result("v2_runner_item_on_skipped", task, "a", {"item": 2})
    feed.result("v2_runner_item_on_failed", task, "a", {"item": 3, "msg": "it broke"})
    assert feed.plugin._progress.tasks["Set"].working["a"].items == 3
    feed.result("v2_runner_on_failed", task, "a", {"msg": "One or more items failed", "results": []})
    assert feed.taken()[1:] == ["  changed      a  (item=1)", "  failed       a  (item=3) it broke"]
    assert feed.plugin._progress.failures["a"].reason == "(item=3) it broke"


def test_attempts_are_counted(feed: Feed) -> None:
    """By the events: versions of ansible-core differ in what number they tell."""
    feed.play("a")
    task = feed.task()
    for attempts in (2, 3):
        feed.result("v2_runner_retry", task, "a", {"attempts": attempts, "retries": 9})
    assert feed.plugin._progress.tasks["Set"].working["a"].attempts == 2
    assert feed.taken()[1:] == []


def test_items_whose_failures_are_ignored(feed: Feed) -> None:
    feed.play("a")
    task = feed.task(loop=[1, 2], ignore_errors=True)
    feed.taken()
    feed.result("v2_runner_item_on_failed", task, "a", {"item": 1, "msg": "it broke"})
    feed.result("v2_runner_on_failed", task, "a", {"msg": "One or more items failed", "results": []}, ignore_errors=True)
    feed.task("Next")
    assert feed.taken()[1:] == ["  ignored      a  (item=1) it broke", "TASK [Set] 1 host in N: 1 ignored"]


@pytest.mark.parametrize("feed", [{"show_custom_stats": True}], indirect=True)
def test_custom_stats(feed: Feed) -> None:
    feed.play("a")
    feed.stats({"_run": {"phones": 3, "words": "x\x1b[2J"}}, a={"ok": 1})
    assert feed.taken()[-2:] == ["\nCUSTOM STATS", '  _run: {"phones": 3, "words": "x\\u001b[2J"}']


@pytest.mark.parametrize("hidden", [{"censored": "hidden"}, {}], ids=["no_log", "results"])
def test_loops_end_without_a_word(feed: Feed, hidden: Mapping[str, Any]) -> None:
    """With no_log, ansible-core 2.18 leaves out the key `results`."""
    feed.play("a", "b")
    task = feed.task(loop=[1])
    feed.taken()
    data = {"changed": True, **(hidden or {"results": []})}
    feed.result("v2_runner_item_on_ok", task, "a", {"changed": True, "item": 1, **hidden})
    feed.result("v2_runner_on_ok", task, "a", data)
    feed.result("v2_runner_item_on_failed", task, "b", {"item": 1, "msg": "it broke", **hidden})
    feed.result("v2_runner_on_failed", task, "b", data)
    assert [line[:13].strip() for line in feed.taken()[1:]] == ["changed", "failed"]


def test_include_in_a_loop_that_fails(feed: Feed) -> None:
    """Its items were fine, and so was the task, until the file was read."""
    feed.play("a")
    task = feed.task(loop=[1])
    feed.result("v2_runner_item_on_ok", task, "a", {"item": 1})
    feed.result("v2_runner_on_ok", task, "a", {"results": []})
    feed.taken()
    feed.plugin.v2_runner_on_failed(as_result(task, "a", {"results": [], "msg": "no such file"}))
    assert feed.taken() == ["TASK [Set]", "  failed       a  no such file"]


def test_loop_that_has_no_items(feed: Feed) -> None:
    """Its expression failed: that is not told by an item."""
    feed.play("a")
    feed.result("v2_runner_on_failed", feed.task(loop="{{ nothing }}"), "a", {"msg": "'nothing' is undefined"})
    assert feed.taken()[1:] == ["TASK [Set]", "  failed       a  'nothing' is undefined"]


def test_questions_come_when_nothing_is_at_work(feed: Feed) -> None:
    feed.play("a")
    feed.result("v2_runner_on_ok", feed.task(), "a", {})
    feed.taken()
    feed.plugin.v2_playbook_on_vars_prompt("who")
    assert feed.taken() == ["TASK [Set] 1 host in N: 1 ok"]
    assert feed.plugin._progress.tasks == {}


def test_debug_is_shown_and_assertions_are_counted(feed: Feed) -> None:
    feed.play("a")
    shown = {"_ansible_verbose_always": True, "msg": "one\ntwo"}
    feed.result("v2_runner_on_ok", feed.task("Say", action="ansible.builtin.debug"), "a", shown)
    feed.result("v2_runner_on_ok", feed.task("Assert", action="assert"), "a", shown)
    feed.result("v2_runner_on_ok", feed.task("Show", action="debug"), "a", {"_ansible_verbose_always": True, "x": 1})
    assert feed.taken()[1:] == [
        "TASK [Say]",
        "  ok           a\n    one\n    two",
        "TASK [Say] 1 host in N: 1 ok",
        "TASK [Assert] 1 host in N: 1 ok",
        "TASK [Show]",
        '  ok           a\n    {\n        "x": 1\n    }',
    ]


def test_differences_take_the_place_of_changes(feed: Feed) -> None:
    feed.play("a")
    task = feed.task()
    feed.taken()
    data = {"changed": True, "changes": [], "diff": {"before": "x\x1b[2J\n", "after": "y\n"}}
    feed.result("v2_on_file_diff", task, "a", data)
    feed.result("v2_runner_on_ok", task, "a", data)
    head, change, difference = feed.taken()
    assert (head, change) == ("TASK [Set]", "  changed      a")
    assert "-x\\x1b[2J" in difference
    assert "+y" in difference


def test_who_runs_a_task(feed: Feed) -> None:
    feed.play("a", "b", "c")

    def expected(name: str, **keywords: Any) -> int | None:
        key = core.key(feed.task(name, **keywords))
        total: int | None = feed.plugin._progress.tasks[key].expected
        return total

    assert expected("all") == 3
    assert expected("once", run_once=True) == 1
    include = SimpleNamespace(_uuid="include")
    hosts = [SimpleNamespace(name=name) for name in "ab"]
    feed.plugin.v2_playbook_on_include(SimpleNamespace(_hosts=hosts, _task=include))
    assert expected("included", get_first_parent_include=lambda: include) == 2
    feed.result("v2_runner_on_failed", feed.task("break"), "a", {"msg": "it broke"})
    assert expected("all the others") == 2
    assert expected("included again", get_first_parent_include=lambda: include) == 1


@pytest.mark.parametrize("feed", [{"verbosity": 1}], indirect=True)
def test_verbose_is_the_default_output_and_the_table(feed: Feed) -> None:
    default = Feed(Default(), verbosity=1)
    for each in (feed, default):
        each.play("a", "b")
        task = each.task()
        each.result("v2_runner_on_ok", task, "a", {"changed": True, "x": 1})
        each.result("v2_runner_on_failed", task, "b", {"msg": "it broke"}, ignore_errors=True)
        each.result("v2_runner_on_async_poll", task, "b", {})
    assert feed.taken() == default.taken()
    feed.plugin.v2_playbook_on_vars_prompt("name")
    assert feed.taken() == []


def test_long_tasks_tell_how_far_they_are(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    feed.play("a", "b")
    task = feed.task()
    feed.result("v2_runner_on_ok", task, "a", {})
    feed.plugin.v2_runner_on_start(SimpleNamespace(get_name=lambda: "b"), task)
    feed.taken()
    for clock[0] in (1029.0, 1030.0, 1031.0, 1061.0):
        feed.plugin._say_how_far()
    assert feed.taken() == [
        "TASK [Set] 1 of 2 hosts after 30 s: 1 ok; slow: b (30 s)",
        "TASK [Set] 1 of 2 hosts after 1:01: 1 ok; slow: b (1:01)",
    ]


def test_costs_of_twenty_thousand_hosts(feed: Feed) -> None:
    """Every host costs the same, and about what it costs with the default callback."""
    hosts = [f"phone{number}" for number in range(20_000)]

    def seconds(each: Feed, number: int) -> float:
        each.play(*hosts[:number])
        task = each.task(f"Set {number}")
        begun = time.process_time()
        for host in hosts[:number]:
            each.result("v2_runner_on_ok", task, host, {"changed": False})
        return time.process_time() - begun

    def best(make: Callable[[], Feed], number: int) -> float:
        return min(seconds(make(), number) for dummy in range(2))

    def new() -> Feed:
        return Feed(progress.CallbackModule())

    few, many, default = best(new, 2_000), best(new, 20_000), best(lambda: Feed(Default()), 20_000)
    print(f"{many / 20_000 * 1e6:.1f} µs a host, {many / default:.2f} of the default callback")
    assert many < 20 * few
    assert many < 3 * default
