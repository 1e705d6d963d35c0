# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keywords of tasks and plays that users put on any task."""

from __future__ import annotations

from typing import Any

import pytest

from integration.conftest import Fleet, Way
from integration.helpers.playbooks import Ansible, values_task

TASK = values_task({"P30": "new"})


def test_strategy_serial_and_run_once(ansible: Ansible, fleet: Fleet) -> None:
    phones = {f"phone{index}": fleet.phone() for index in range(4)}
    hosts = {name: fleet.host(phone) for name, phone in phones.items()}

    free = ansible.run(hosts, [values_task({"P30": "free"})], play={"strategy": "free"})
    serial = ansible.run(hosts, [values_task({"P30": "serial"})], play={"serial": 2})
    once = ansible.run(hosts, [{**values_task({"P30": "once"}), "run_once": True}])

    assert free.changed(*hosts) == [True] * 4
    assert serial.changed(*hosts) == [True] * 4
    assert once.changed("phone0") == [True]
    assert [phone.values()["30"] for phone in phones.values()] == ["once"] + ["serial"] * 3


def test_become_does_no_harm(ansible: Ansible, fleet: Fleet) -> None:
    run = ansible.run(fleet.hosts(lobby=fleet.phone()), [{**TASK, "become": True, "become_user": "nobody"}], "--become")

    assert run.changed("lobby") == [True]


def test_no_log(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()

    run = ansible.run(
        fleet.hosts(lobby=phone), [{**values_task({"P30": "not-for-your-eyes"}), "no_log": True}], "-vvv", "--diff", door=door,
        secrets=["not-for-your-eyes"],
    )  # fmt: skip

    assert phone.values()["30"] == "not-for-your-eyes"
    assert "censored" in run.data("lobby")


def test_task_timeout(way: Way, fleet: Fleet) -> None:
    phone = fleet.phone()
    phone.fault("hang", times=None)

    run = way.ansible.run(fleet.hosts(lobby=phone), [{**TASK, "timeout": 2}], door=way.door)

    assert run.failure("lobby")["timedout"]["period"] == 2
    assert run.rc == 2


def test_ignore_unreachable(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()
    phone.set(off=True)
    tasks = [
        {**TASK, "name": "first", "ignore_unreachable": True, "register": "result"},
        {**TASK, "name": "second", "when": "result is not unreachable"},
    ]

    run = ansible.run({"lobby": fleet.host(phone, gs_retries=0)}, tasks)

    assert "the connection was refused" in run.failure("lobby", "first", status="unreachable")["msg"]
    assert run.one("lobby", "second").status == "skipped"
    assert (run.rc, run.recap["lobby"]["unreachable"]) == (0, 0)


def test_until(way: Way, fleet: Fleet) -> None:
    """The user's own retries, where the module's are switched off."""
    phone = fleet.phone()
    phone.fault("status_500", "api-values.get")
    task = {
        **values_task({"P30": "new"}, retries=0),
        "register": "result",
        "until": "result is succeeded",
        "retries": 2,
        "delay": 0,
    }

    run = way.ansible.run(fleet.hosts(lobby=phone), [task], door=way.door)

    (retry, done) = run.of("lobby")
    assert (retry.status, done.status, done.data["attempts"]) == ("retry", "ok", 2)
    assert "HTTP 500" in retry.data["msg"]
    assert len(phone.requests("login")) == 2


def test_block_and_rescue(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone("wp820")
    delegate = {"delegate_to": "jumphost"} if door == "shipped" else {}
    block: dict[str, Any] = {
        "block": [{**values_task({"P51502": "a"}), "name": "first"}],
        "rescue": [
            {
                **values_task({"P64": "{{ ansible_failed_result.error.kind }} {{ ansible_failed_result.error.pvalues[0] }}"}),
                "name": "second",
                "when": "ansible_failed_result.error.endpoint is not defined",
            }
        ],
        **delegate,
    }

    run = ansible.run(fleet.hosts(lobby=phone), [block])

    assert run.data("lobby", "second")["changed"] is True
    assert (run.rc, run.recap["lobby"]["rescued"]) == (0, 1)
    assert phone.values()["64"] == "unsupported P51502"


@pytest.mark.parametrize("keyword", ["gather_facts", "command"])
def test_what_a_phone_cannot_do(ansible: Ansible, fleet: Fleet, keyword: str) -> None:
    phone = fleet.phone()
    play = {"gather_facts": True} if keyword == "gather_facts" else {}
    tasks = [] if play else [{"ansible.builtin.command": {"cmd": "true"}}]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, play=play)

    assert "A phone runs no commands: only the modules of voip.grandstream work on a host" in run.output
    assert "Set gather_facts: false, and delegate other tasks with delegate_to: localhost" in run.output
    assert run.rc != 0
    assert phone.requests() == []
