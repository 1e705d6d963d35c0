# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The progress callback in real runs: piped, and in a terminal.

The library rich comes from the environment of the tests: it and what it needs are plain Python and run on every controller.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.playbooks import Ansible, Data, dump, values_task
from integration.helpers.terminal import Terminal, playbook_in_terminal, with_rich
from support.environments import Environment, ansible_environment

PROGRESS = {"ANSIBLE_STDOUT_CALLBACK": "voip.grandstream.progress"}
BAR = re.compile("[━╸╺]")
DURATION = re.compile(r"\b(\d+\.\d|\d+) s\b|\b\d+:\d\d\b")


def mixed(fleet: Fleet) -> dict[str, Data]:
    """One phone of each kind: to be changed, in line, failing, locked out, switched off."""
    change, fine, broken, stranger, gone = (fleet.phone() for dummy in range(5))
    fine.set(values={"30": "new"})
    broken.fault("status_500", "api-values.get", times=None)
    gone.fault("refuse", times=None)
    return {
        "change": fleet.host(change),
        "fine": fleet.host(fine),
        "broken": fleet.host(broken, gs_retries=0),
        "stranger": fleet.host(stranger, ansible_password="a-wrong-password"),
        "gone": fleet.host(gone, gs_retries=0),
    }


def shape(output: str) -> list[str]:
    """What does not change from run to run: no durations, no messages, hosts in their order, no slow ones."""
    lines = [DURATION.sub("N", line) for line in output.split("SLOWEST", maxsplit=1)[0].splitlines()]
    lines = [line[:24].rstrip() if re.match(r"  (failed|unreachable)  +\D", line) else line for line in lines]
    first, last = (lines.index(line) for line in ("TASK [set]", next(line for line in lines if line.startswith("TASK [set] "))))
    return [*lines[: first + 1], *sorted(lines[first + 1 : last]), *lines[last:]]


def test_quiet_in_a_pipe(every_ansible: Ansible, fleet: Fleet) -> None:
    """A line for each task, what happened to whom, and the table. The run looks for warnings, tracebacks and secrets."""
    hosts = mixed(fleet)
    tasks = [
        {**values_task({"P30": "new"}), "name": "set"},
        {"name": "look", "voip.grandstream.gs_info": {"gather_subset": ["identity"]}},
    ]

    run = every_ansible.run(hosts, tasks, env=PROGRESS)

    assert run.rc == 4, "two were unreachable"
    assert run.stderr == ""
    assert "\x1b" not in run.stdout
    assert shape(run.stdout)[:12] == [
        "",
        "PLAY [phones] 5 hosts",
        "TASK [set]",
        "  changed      change    ntp_server (P30): pool.ntp.org -> new",
        "  failed       broken",
        "  unreachable  gone",
        "  unreachable  stranger",
        "TASK [set] 5 hosts in N: 1 ok, 1 changed, 1 failed, 2 unreachable",
        "TASK [look] 2 hosts in N: 2 ok",
        "",
        "SUMMARY",
        "  ok                1",
    ]
    for name, status in {"broken": "failed", "gone": "unreachable", "stranger": "unreachable"}.items():
        message = run.failure(name, "set", status=status)["msg"]
        assert f"  {status:<11}  {name:<8}  {message}\n" in run.stdout, "the whole message, on one line"
        assert f"    {name:<8}  {status:<11}  {message.split(': ', 1)[1]}\n" in run.stdout, "and again at the end"


def test_exit_status_and_verbose_results_are_those_of_the_default(ansible: Ansible, fleet: Fleet) -> None:
    """The default output is there, line by line, and then the table."""
    hosts = fleet.hosts(lobby=fleet.phone())
    tasks: list[Data] = [
        {"name": "say", "ansible.builtin.debug": {"msg": "hello"}},
        {"name": "loop", "ansible.builtin.set_fact": {"x": "{{ item }}"}, "loop": [1, 2]},
        {"name": "hide", "ansible.builtin.debug": {"msg": "secret-words"}, "no_log": True},
        {**values_task({"P30": "new"}), "name": "set"},
        {"name": "fail", "ansible.builtin.fail": {"msg": "it broke"}},
    ]

    default = ansible.run(hosts, tasks, "-vvv", "--check", "--diff")
    run = ansible.run(hosts, tasks, "-vvv", "--check", "--diff", env=PROGRESS, secrets=["secret-words"])

    assert run.rc == default.rc == 2
    # The header of -vvv names the callback, and says what else it found.
    shown, expected = (text[text.index("\nPLAY [") :] for text in (run.stdout, default.stdout))
    assert shown.startswith(expected)
    assert run.stderr == default.stderr
    assert shown.removeprefix(expected).lstrip().startswith("SUMMARY\n  failed            1\n")


def test_reader_who_has_read_enough(ansible: Ansible, fleet: Fleet) -> None:
    """As in `ansible-playbook … | head`."""
    started = ansible.start(fleet.hosts(lobby=fleet.phone()), [values_task({"P30": "new"})], env=PROGRESS)
    assert started.process.stdout is not None
    started.process.stdout.close()

    run = started.finish()

    assert (run.rc, run.stderr) == (0, "")


def everything() -> tuple[list[Data], Data]:
    """Tasks of all kinds, and the play's keywords."""
    odd = "inventory_hostname in ['phone1', 'phone3']"
    tasks: list[Data] = [
        {**values_task({"P30": "new"}), "name": "set", "notify": "handle", "diff": True},
        {"name": "once", "ansible.builtin.debug": {"msg": "hello {{ inventory_hostname }}"}, "run_once": True},
        {
            "block": [{"name": "break", "ansible.builtin.fail": {"msg": "it broke"}, "when": odd}],
            "rescue": [{"name": "mend", "ansible.builtin.set_fact": {"mended": True}}],
        },
        {"name": "ignored", "ansible.builtin.fail": {"msg": "never mind"}, "ignore_errors": True, "when": odd},
        {"name": "include", "ansible.builtin.include_tasks": "included.yml", "when": odd},
        {
            "name": "loop",
            "ansible.builtin.assert": {"that": "item ~ inventory_hostname != '2phone2'", "success_msg": "{{ item }}"},
            "loop": ["1", "2", "secret-item"],
            "changed_when": "item == '1'",
            "no_log": True,
            "delegate_to": "localhost",
        },
    ]
    return tasks, {"handlers": [{"name": "handle", "ansible.builtin.assert": {"that": True}}], "serial": 2}


def test_everything_that_a_play_can_do(released_ansible: Ansible, fleet: Fleet) -> None:
    """Batches, handlers, blocks, includes, loops, ignored failures, differences, debug and no_log, each with the right counts."""
    hosts = {f"phone{number}": fleet.host(fleet.phone()) for number in (1, 2, 3)}
    tasks, play = everything()
    dump(released_ansible.folder / "included.yml", [{"name": "included", "ansible.builtin.assert": {"that": True}}])

    run = released_ansible.run(hosts, tasks, play=play, env=PROGRESS, secrets=["secret-item"])

    assert run.rc == 2
    lines = [DURATION.sub("N", line) for line in run.stdout.splitlines()]
    assert [line for line in lines if line.startswith(("PLAY", "TASK", "HANDLER")) and " in " in line] == [
        "TASK [set] 2 hosts in N: 2 changed",
        "TASK [once] 1 host in N: 1 ok",
        "TASK [break] 2 hosts in N: 1 skipped, 1 rescued",
        "TASK [mend] 1 host in N: 1 ok",
        "TASK [ignored] 2 hosts in N: 1 skipped, 1 ignored",
        "TASK [include] 2 hosts in N: 1 ok, 1 skipped",
        "TASK [included] 1 host in N: 1 ok",
        "TASK [loop] 2 hosts in N: 1 changed, 1 failed",
        "HANDLER [handle] 1 host in N: 1 ok",
        "TASK [set] 1 host in N: 1 changed",
        "TASK [once] 1 host in N: 1 ok",
        "TASK [break] 1 host in N: 1 rescued",
        "TASK [mend] 1 host in N: 1 ok",
        "TASK [ignored] 1 host in N: 1 ignored",
        "TASK [include] 1 host in N: 1 ok",
        "TASK [included] 1 host in N: 1 ok",
        "TASK [loop] 1 host in N: 1 changed",
        "HANDLER [handle] 1 host in N: 1 ok",
    ]
    assert [line for line in lines if line.startswith("PLAY")] == ["PLAY [phones] 2 hosts", "PLAY [phones] 1 host"]
    for line in (
        "  changed      phone1",
        '+ntp_server (P30): "new"',
        "  ok           phone1  hello phone1",
        "  rescued      phone1  it broke",
        "  ignored      phone1  never mind",
        "  changed      phone1 -> localhost  (item=no_log)",
        "  failed       phone2 -> localhost  (item=no_log) (no_log)",
        "    phone2  failed       (item=no_log) (no_log)",
    ):
        assert line in lines, f"{line}\n{run.stdout}"


def test_warnings_deprecations_and_free_hosts(released_ansible: Ansible, fleet: Fleet) -> None:
    """Several tasks at work, and what the results of hosts that are well have to say beside."""
    hosts = {f"phone{number}": fleet.host(fleet.phone()) for number in (1, 2, 3)}
    noise = {"warnings": ["mind the gap"], "deprecations": [{"msg": "an old habit", "version": "9.9"}]}
    action = released_ansible.folder / "action_plugins" / "noisy.py"
    action.parent.mkdir()
    action.write_text(
        "from ansible.plugins.action import ActionBase\n"
        "class ActionModule(ActionBase):\n"
        "    def run(self, tmp=None, task_vars=None):\n"
        f"        return {{**super().run(tmp, task_vars), **{noise!r}}}\n",
        encoding="utf-8",
    )
    tasks = [
        {"name": "noise", "noisy": {}},
        {"name": "fail", "ansible.builtin.fail": {"msg": "hm"}, "when": "'2' in inventory_hostname"},
    ]
    tasks += [{"name": "last", "ansible.builtin.assert": {"that": True}}]

    expected = ["mind the gap", "an old habit", "Deprecation warnings can be disabled by setting"]
    run = released_ansible.run(hosts, tasks, play={"strategy": "free"}, env=PROGRESS, warnings=expected)

    assert run.rc == 2
    ends = [DURATION.sub("N", line) for line in run.stdout.splitlines() if line.startswith("TASK") and " in " in line]
    assert ends == [
        "TASK [noise] 3 hosts in N: 3 ok",
        "TASK [fail] 3 hosts in N: 1 failed, 2 skipped",
        "TASK [last] 2 hosts in N: 2 ok",
    ]


@pytest.fixture
def rich(tmp_path: Path) -> dict[str, str]:
    """The environment of a controller that has the library rich."""
    return with_rich(tmp_path / "rich")


@contextlib.contextmanager
def in_terminal(
    ansible: Ansible, hosts: Mapping[str, Data], play: Data, env: Mapping[str, str], columns: int = 80
) -> Iterator[Terminal]:
    """A play in a pseudo-terminal."""
    playbook = dump(ansible.folder / "playbook.yml", [{"hosts": "all", "gather_facts": False, **play}])
    inventory = dump(ansible.folder / "inventory.yml", {"all": {"hosts": dict(hosts)}})
    with playbook_in_terminal(ansible, ["-i", str(inventory), str(playbook)], {**PROGRESS, **env}, columns) as terminal:
        yield terminal
        assert PASSWORD not in terminal.raw


@pytest.mark.parametrize(("core", "columns"), [("oldest", 80), ("newest", 40)])
def test_bar_in_a_terminal(
    make_ansible: Callable[[Environment], Ansible], fleet: Fleet, rich: dict[str, str], core: str, columns: int
) -> None:
    """It is there while the task is, with what happened above, and nothing of it is left."""
    ansible = make_ansible(ansible_environment(core))
    slow, fast = fleet.phone(), fleet.phone()
    slow.fault("slow", "api-values.get", seconds=3)
    task = {**values_task({"P30": "new"}), "name": "Set what differs"}

    with in_terminal(ansible, fleet.hosts(fast=fast, slow=slow), {"tasks": [task]}, rich, columns) as terminal:
        assert terminal.wait_for(lambda: "slow: slow (" in terminal.screen), terminal.screen
        *above, drawn, counts, slowest = terminal.screen.splitlines()
        assert terminal.finish() == 0

    assert "  changed      fast" in "\n".join(above)
    assert re.fullmatch(r"Set what \S+ [━╸╺]+ 1/2 0:0\d", drawn), drawn
    assert "changed 1" in counts
    assert max(len(line) for line in (drawn, counts, slowest)) < columns
    assert not BAR.search(terminal.screen), terminal.screen
    assert "TASK [Set what differs] 2 hosts in" in terminal.screen
    assert "SUMMARY\n  changed           2\n" in terminal.screen
    assert "\x1b[?25l" not in terminal.raw, "the cursor was hidden"


def test_interrupted_in_a_terminal(released_ansible: Ansible, fleet: Fleet, rich: dict[str, str]) -> None:
    """Ctrl-C ends it with ansible-core's status for that, and leaves a clean terminal."""
    phone = fleet.phone()
    phone.fault("hang", "login", times=None)
    hosts = {"lobby": fleet.host(phone, gs_timeout=60)}
    play = {"tasks": [{**values_task({"P30": "new"}), "name": "Set"}]}
    with in_terminal(released_ansible, hosts, play, rich) as terminal:
        assert terminal.wait_for(lambda: "slow: lobby" in terminal.screen and phone.requests("login")), terminal.screen
        terminal.type("\x03")
        assert terminal.finish() == 99
        assert not BAR.search(terminal.screen), terminal.screen
        assert "slow:" not in terminal.screen
        assert "\x1b[?25l" not in terminal.raw, "the cursor was hidden"


@pytest.mark.parametrize("controller", ["oldest", "next"], indirect=True)
def test_prompts_in_a_terminal(every_ansible: Ansible, fleet: Fleet, rich: dict[str, str]) -> None:
    """They have the terminal for themselves."""
    play: Data = {
        "vars_prompt": [{"name": "who", "prompt": "Who are you", "private": False}],
        "tasks": [
            {"name": "Ask", "ansible.builtin.pause": {"prompt": "Go on?"}, "register": "answer"},
            {"name": "Say", "ansible.builtin.debug": {"msg": "{{ who }} said {{ answer.user_input }}"}},
        ],
    }
    with in_terminal(every_ansible, fleet.hosts(lobby=fleet.phone()), play, rich) as terminal:
        assert terminal.wait_for(lambda: "Who are you: " in terminal.screen), terminal.screen
        terminal.type("Jack\r")
        assert terminal.wait_for(lambda: "Go on?" in terminal.screen), terminal.screen
        terminal.wait_for(lambda: not BAR.search(terminal.screen), 5)
        terminal.wait_for(lambda: BAR.search(terminal.screen), 0.8)
        assert not BAR.search(terminal.screen), terminal.screen
        terminal.type("yes\r")
        assert terminal.finish() == 0
    assert "  ok           lobby  Jack said yes" in terminal.screen


@pytest.mark.parametrize("reason", ["no rich", "narrow", "dumb"])
def test_plain_lines_in_a_terminal(ansible: Ansible, fleet: Fleet, rich: dict[str, str], reason: str) -> None:
    """Without a word about it."""
    env = {"no rich": {}, "narrow": rich, "dumb": {**rich, "TERM": "dumb"}}[reason]
    play = {"tasks": [{**values_task({"P30": "new"}), "name": "Set"}]}
    with in_terminal(ansible, fleet.hosts(lobby=fleet.phone()), play, env, 20 if reason == "narrow" else 80) as terminal:
        assert terminal.finish() == 0
    assert not BAR.search(terminal.raw)
    assert re.search(r"^  changed      lobby  ntp_server \(P30\): pool.ntp.org -> new$", terminal.screen, re.MULTILINE)
    assert "rich" not in terminal.raw
    assert not re.search(r"\x1b\[[\d;]*[A-KJ]", terminal.raw)
