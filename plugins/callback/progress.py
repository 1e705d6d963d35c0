# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: progress
type: stdout
short_description: Progress bars and a summary for fleets
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Where the default output has a line for each host and task, this one has a progress bar for each task. Changes, failures and
    unreachable hosts are told as they come, and at the end a table says what became of the hosts, why some failed, and what took
    long. Hosts on which all is well are only counted.
  - On a terminal, the bars stay on the last lines, with the number of hosts that are done, what came of them, and the slow ones.
    With E(NO_COLOR) there are no colours.
  - Anywhere else the output is plain lines, one for each task at its end, and one every half a minute of a long task. That is so
    in pipes, log files and pipelines (E(CI) is set), in AWX and ansible-runner, with E(TERM) set to V(dumb), on terminals of
    less than 40 columns, and where the library rich is missing.
  - With C(-v) and more, results are shown as the default output shows them, by its own code, and the table follows its recap.
    There is no bar then.
  - It works for all modules and hosts, not only for phones.
notes:
  - The output of M(ansible.builtin.debug) and of other modules that ask to be shown, warnings, deprecations, and with C(--diff)
    differences are shown at every verbosity. That assertions of M(ansible.builtin.assert) hold is only counted.
  - The options O(display_ok_hosts), O(display_skipped_hosts) and O(show_per_host_start) matter with C(-v) only.
  - What was changed is told of the modules of this collection only, of others that something was.
  - Failures whose errors are ignored count as C(ignored), those that lead to a block's C(rescue) section as C(rescued).
  - The number of hosts of a bar is that of the play's present batch, less those that have failed. Whom a C(when) of a block
    or the C(meta) task C(end_host) leaves out is not known before.
requirements:
  - set as C(stdout_callback) in C(ansible.cfg), or by E(ANSIBLE_STDOUT_CALLBACK)
  - rich, on the controller, for the bars (C(python -m pip install rich)); without it the output is plain lines
extends_documentation_fragment:
  - default_callback
  - result_format_callback
seealso:
  - plugin: ansible.builtin.default
    plugin_type: callback
    description: The default output.
"""

import sys
import threading
import time
import typing as t

from ansible import constants
from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback.default import CallbackModule as Default

from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._progress import core, text
from ansible_collections.voip.grandstream.plugins.plugin_utils._progress.model import HostWork, Progress, RunningTask
from ansible_collections.voip.grandstream.plugins.plugin_utils._progress.screen import Screen, Ticker

MEANWHILE = 30.0
"""Seconds after which a plain output says how far a task is."""

ALIGNED = 24
"""Columns of the longest host names that others are aligned with."""

ASSERTIONS = ("assert", "ansible.builtin.assert", "ansible.legacy.assert")


class CallbackModule(Default):
    """The callback plugin. It counts everything, shows what matters, and leaves the rest to the default callback.

    Each event first goes into the model. Then, with C(-v), the default callback shows it; without, this one. The lock is that of
    ansible-core's display where there is one, because the terminal's streams and the forks of the workers are under it.
    """

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "voip.grandstream.progress"

    def __init__(self) -> None:
        super().__init__()
        display_lock = getattr(self._display, "_lock", None)
        self._lock = display_lock or threading.RLock()
        self._progress = Progress()
        self._begun = time.monotonic()
        self._headed = ""
        self._longest = 0
        self._included: dict[str, set[str]] = {}
        self._differing: set[tuple[str, str]] = set()
        self._screen = self._new_screen() if display_lock else None
        self._ticker = Ticker(self._lock, 1.0, self._say_how_far)

    @property
    def _verbose(self) -> bool:
        return bool(self._display.verbosity)

    @property
    def _width(self) -> int | None:
        """Return the width at which lines are wrapped; None where the output is not wrapped."""
        return core.columns() if self._screen else None

    # Playbooks, plays and tasks

    def v2_playbook_on_play_start(self, play: t.Any) -> None:
        with self._lock:
            self._end(self._progress.close())
            hosts = core.batch(play)
            number = self._progress.play(hosts, concurrent=core.is_concurrent(play))
            self._longest = min(max((len(visible(host)) for host in hosts), default=0), ALIGNED)
            if self._verbose:
                super().v2_playbook_on_play_start(play)
            else:
                line = f"PLAY [{visible(play.get_name().strip())}]{self._mark(play)} {text.hosts(number)}"
                self._say(f"\n{text.wrapped(line, self._width)}")

    def v2_playbook_on_vars_prompt(self, *dummy: t.Any, **_options: t.Any) -> None:
        with self._lock:
            self._rest()

    def v2_playbook_on_task_start(self, task: t.Any, is_conditional: bool) -> None:
        with self._lock:
            self._begin(task, "TASK", self._total(task))
            if self._verbose:
                super().v2_playbook_on_task_start(task, is_conditional)

    def v2_playbook_on_handler_task_start(self, task: t.Any) -> None:
        with self._lock:
            self._begin(task, "HANDLER", len(task.notified_hosts))
            if self._verbose:
                super().v2_playbook_on_handler_task_start(task)

    def v2_playbook_on_include(self, included_file: t.Any) -> None:
        with self._lock:
            hosts = {host.name for host in included_file._hosts}  # noqa: SLF001 - as the default callback does
            self._included.setdefault(core.key(included_file._task), set()).update(hosts)  # noqa: SLF001 - as above
            if self._verbose:
                super().v2_playbook_on_include(included_file)

    def v2_playbook_on_no_hosts_remaining(self) -> None:
        with self._lock:
            self._rest()
            super().v2_playbook_on_no_hosts_remaining()

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        with self._lock:
            self._rest()
            if self._verbose:
                super().v2_playbook_on_stats(stats)
            statuses = {host: text.host_status(stats.summarize(host)) for host in stats.processed}
            self._say("")
            for status, line in text.summary(self._progress, statuses, time.monotonic() - self._begun, self._width):
                self._say(line, status)
            if not self._verbose and stats.custom and self.get_option("show_custom_stats"):
                self._say("\nCUSTOM STATS")
                for name, value in sorted(stats.custom.items()):
                    self._say(f"  {visible(str(name))}: {' '.join(text.visible_lines(self._dump_results(value)))}")

    # Hosts

    def v2_runner_on_start(self, host: t.Any, task: t.Any) -> None:
        with self._lock:
            self._progress.start(core.key(task), host.get_name(), time.monotonic())
            if self._verbose:
                super().v2_runner_on_start(host, task)

    def v2_runner_on_ok(self, result: t.Any) -> None:
        with self._lock:
            task, data = core.part(result, "task"), core.part(result, "result")
            status = "changed" if data.get("changed") else "ok"
            if self._verbose:
                super().v2_runner_on_ok(result)
            elif not isinstance(task, TaskInclude):
                self._tell_result(result, status, told_by_items=bool(self._work(result).items))
            self._result(result, status)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        with self._lock:
            status = core.failure(core.part(result, "task"), ignored=ignore_errors)
            reason = text.reason(core.part(result, "result"))[0]
            if self._verbose:
                super().v2_runner_on_failed(result, ignore_errors)
            else:
                self._tell_failure(result, status, told_by_items=bool(self._work(result).reason))
            self._result(result, status, reason)

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        with self._lock:
            status = "ignored" if core.part(result, "task").ignore_unreachable else "unreachable"
            reason = text.reason(core.part(result, "result"))[0]
            if self._verbose:
                super().v2_runner_on_unreachable(result)
            else:
                self._tell_failure(result, status)
            self._result(result, status, reason)

    def v2_runner_on_skipped(self, result: t.Any) -> None:
        with self._lock:
            if self._verbose:
                super().v2_runner_on_skipped(result)
            else:
                self._handle_warnings(core.part(result, "result"))
            self._result(result, "skipped")

    def v2_on_file_diff(self, result: t.Any) -> None:
        with self._lock:
            if self._verbose:
                super().v2_on_file_diff(result)
                return
            task, data = core.part(result, "task"), core.part(result, "result")
            entries = data["results"] if task.loop and "results" in data else [data]
            for entry in entries:
                if entry.get("changed") and (difference := self._get_diff(text.visible_data(entry.get("diff") or []))):
                    self._tell(result, "changed", [text.item_label(entry)] if task.loop else [])
                    self._say(difference)
                    self._differing.add((core.key(task), core.part(result, "host").get_name()))

    # Items of loops, attempts, and tasks in the background

    def v2_runner_item_on_ok(self, result: t.Any) -> None:
        with self._lock:
            self._item(result)
            if self._verbose:
                super().v2_runner_item_on_ok(result)
            elif not isinstance(core.part(result, "task"), TaskInclude):
                data = core.part(result, "result")
                self._tell_result(result, "changed" if data.get("changed") else "ok", label=text.item_label(data))

    def v2_runner_item_on_failed(self, result: t.Any) -> None:
        with self._lock:
            task, data = core.part(result, "task"), core.part(result, "result")
            label = text.item_label(data)
            self._item(result, f"{label} {text.reason(data)[0]}")
            if self._verbose:
                super().v2_runner_item_on_failed(result)
            else:
                self._tell_failure(result, core.failure(task, ignored=task.ignore_errors), label=label)

    def v2_runner_item_on_skipped(self, result: t.Any) -> None:
        with self._lock:
            self._item(result)
            if self._verbose:
                super().v2_runner_item_on_skipped(result)
            else:
                self._handle_warnings(core.part(result, "result"))

    def v2_runner_retry(self, result: t.Any) -> None:
        with self._lock:
            self._progress.retry(*self._names(result), time.monotonic())
            if self._verbose:
                super().v2_runner_retry(result)

    def v2_runner_on_async_poll(self, result: t.Any) -> None:
        if self._verbose:
            super().v2_runner_on_async_poll(result)

    def v2_runner_on_async_ok(self, result: t.Any) -> None:
        if self._verbose:
            super().v2_runner_on_async_ok(result)

    def v2_runner_on_async_failed(self, result: t.Any) -> None:
        if self._verbose:
            super().v2_runner_on_async_failed(result)

    # The model

    def _begin(self, task: t.Any, kind: str, total: int | None) -> None:
        """Note that a task begins, and start the picture, or the lines that stand for it."""
        name = visible(task.get_name().strip())
        head = f"{kind} [{name}]{self._mark(task)}"
        self._end(self._progress.task(core.key(task), name, head, total, time.monotonic()))
        if self._verbose:
            return
        if self._screen:
            self._screen.start()
        else:
            self._ticker.start()

    def _total(self, task: t.Any) -> int | None:
        """Return how many hosts will run the task; None where that cannot be known."""
        if task.run_once is True:
            return 1
        if core.is_in_rescue(task):
            return None
        include = task.get_first_parent_include()
        hosts = self._included.get(core.key(include)) if include else None
        return self._progress.hosts if hosts is None else self._progress.remaining(hosts)

    def _item(self, result: t.Any, reason: str = "") -> None:
        """Note that a host is done with an item of a loop."""
        self._progress.item(*self._names(result), time.monotonic(), reason)

    def _work(self, result: t.Any) -> HostWork:
        """Return what is known of the host's items of a loop."""
        return self._progress.work(*self._names(result))

    def _result(self, result: t.Any, status: str, reason: str = "") -> None:
        """Note that a host is done with a task."""
        key, host = self._names(result)
        self._differing.discard((key, host))
        self._end(self._progress.result(key, host, status, time.monotonic(), reason))
        if self._screen and self._progress.tasks and not self._verbose:
            self._screen.start()

    def _names(self, result: t.Any) -> tuple[str, str]:
        """Return the keys under which the model has the task and the host of a result."""
        return core.key(core.part(result, "task")), core.part(result, "host").get_name()

    # The output

    def _tell_result(self, result: t.Any, status: str, label: str = "", *, told_by_items: bool = False) -> None:
        """Show the changes of a result that went well, and a result that asks to be shown."""
        task, data = core.part(result, "task"), core.part(result, "result")
        # Of other modules nothing is told that the default callback would not tell: it might be a secret.
        changes = text.changes(data) if status == "changed" and core.is_ours(task) else ""
        self._handle_warnings(data)
        if told_by_items:
            return
        if data.get("_ansible_verbose_always") and task.action not in ASSERTIONS:
            self._tell(result, status, [label, *self._shown(task, data)])
        elif status == "changed" and self._names(result) not in self._differing:
            self._tell(result, status, [f"{label} {changes}".strip()])

    def _shown(self, task: t.Any, data: t.Any) -> list[str]:
        """Return the lines of a result that asks to be shown; of C(debug) only its message."""
        hidden = bool(data.get("censored"))
        self._clean_results(data, task.action)
        message = data.get("msg")
        if task.action in constants._ACTION_DEBUG and isinstance(message, str) and not hidden:  # noqa: SLF001 - as core does
            return text.visible_lines(message)
        return text.visible_lines(self._dump_results(data))

    def _tell_failure(self, result: t.Any, status: str, label: str = "", *, told_by_items: bool = False) -> None:
        """Show why a task failed, or why its failure was ignored or rescued."""
        task, data = core.part(result, "task"), core.part(result, "result")
        self._handle_warnings(data)
        if told_by_items:
            return
        lines = text.reason(data)
        lines[0] = f"{label} {lines[0]}".strip()
        if self.get_option("show_task_path_on_failure"):
            lines.append(f"task path: {visible(task.get_path())}")
        self._tell(result, status, lines)

    def _tell(self, result: t.Any, status: str, lines: list[str]) -> None:
        """Show a block about a host below the line of its task."""
        task = core.part(result, "task")
        key = core.key(task)
        if self._headed != key:
            self._headed = key
            known = self._progress.tasks.get(key)
            head = known.head if known else f"TASK [{visible(task.get_name().strip())}]"
            self._say(text.wrapped(head, self._width))
        host = visible(str(self.host_label(result)))
        self._say(text.block(status, f"{host:<{self._longest}}", lines, self._width), status)

    def _end(self, tasks: list[RunningTask]) -> None:
        """Show the lines of tasks that are over."""
        for task in [] if self._verbose else tasks:
            self._say(text.wrapped(text.task_end(task), self._width))
            self._headed = ""

    def _rest(self) -> None:
        """Show the lines of all tasks, and take the picture away: nothing is at work."""
        self._end(self._progress.close())
        self._ticker.stop()
        if self._screen:
            self._screen.stop()

    def _say(self, words: str, status: str = "") -> None:
        stderr = status in ("failed", "unreachable") and self.get_option("display_failed_stderr")
        stream = sys.stderr if stderr else sys.stdout
        try:
            self._display.display(words, color=core.COLOURS.get(status), stderr=stderr)
            # A pipe would otherwise get the lines in blocks, and late.
            stream.flush()
        except BrokenPipeError:
            core.silence(stream)

    def _mark(self, thing: t.Any) -> str:
        """Return the mark of plays and tasks in check mode, or an empty text."""
        return " [CHECK MODE]" if thing.check_mode and self.get_option("check_mode_markers") else ""

    def _say_how_far(self) -> None:
        """Show how far the tasks are that take long. This is called every second where there is no picture."""
        now = time.monotonic()
        for task in self._progress.tasks.values():
            if now - task.told >= MEANWHILE:
                task.told = now
                self._say(text.task_meanwhile(task, now))

    def _new_screen(self) -> Screen | None:
        """Return the terminal; None where the output is none, or one that cannot show pictures."""
        paint = None if self._verbose else core.painter()
        if paint is None:
            return None
        return Screen(self._lock, lambda wide, high: paint(list(self._progress.tasks.values()), time.monotonic(), wide, high))
