# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks in the background."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from integration.conftest import Fleet, Way
from integration.helpers.playbooks import JUMP_HOST, MODULE, Ansible, values_task

TASK = {**values_task({"P30": "new"}), "name": "set"}
SILENT = {"ANSIBLE_PYTHON_INTERPRETER": "auto_silent"}
"""ansible-core asks for the state of a job with another interpreter than the jump host's. 2.18 and 2.19 warn of it."""


def test_polled(way: Way, fleet: Fleet) -> None:
    """One that changes, one that has nothing to do, one that fails."""
    phones = {"changes": fleet.phone(), "same": fleet.phone(), "fails": fleet.phone("wp820")}
    phones["same"].set(values={"30": "new", "64": "CET"})
    hosts = {
        name: fleet.host(phone, wanted={"P30": "new", "P51502" if name == "fails" else "P64": "CET"})
        for name, phone in phones.items()
    }
    task = {MODULE: {"values": "{{ wanted }}"}, "async": 30, "poll": 1}

    run = way.ansible.run(hosts, [task], "-vvv", "--diff", door=way.door, env=SILENT)

    assert run.changed("changes", "same") == [True, False]
    assert run.data("changes")["diff"]["after"] == 'ntp_server (P30): "new"\ntimezone (P64): "CET"\n'
    assert run.failure("fails")["error"]["kind"] == "unsupported"
    assert phones["changes"].values()["30"] == "new"
    assert len(phones["changes"].requests("login")) == 1


def test_fetched_later(journey: Way, fleet: Fleet) -> None:
    phone = fleet.phone()
    start = {**TASK, "async": 30, "poll": 0, "register": "job"}
    fetch = {
        "name": "fetch",
        "ansible.builtin.async_status": {"jid": "{{ job.ansible_job_id }}"},
        "delegate_to": "localhost" if journey.door == "in_process" else JUMP_HOST,
        "register": "outcome",
        "until": "outcome is finished",
        "retries": 60,
        "delay": 0.3,
    }
    if journey.door == "shipped":
        start["delegate_to"] = JUMP_HOST

    run = journey.ansible.run(fleet.hosts(lobby=phone), [start, fetch])

    fetched = run.of("lobby", "fetch")[-1]
    assert (fetched.status, fetched.data["changed"]) == ("ok", True)
    assert fetched.data["changes"] == [{"pvalue": "P30", "setting": "ntp_server", "before": "pool.ntp.org", "after": "new"}]
    assert phone.values()["30"] == "new"


def test_unreachable_in_the_background(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()

    run = ansible.run(
        {"lobby": fleet.host(phone, ansible_password="wrong password+1")},
        [{**TASK, "async": 30, "poll": 1}],
        "-vvv",
        door=door,
        env=SILENT,
    )

    (result,) = run.of("lobby")
    assert result.status in ("failed", "unreachable")
    assert "refused the credentials" in result.data["msg"]
    assert result.data["error"]["kind"] == "auth"
    assert phone.state()["strikes"] == 2


def test_asking_the_phone_for_a_job(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()

    run = ansible.run(fleet.hosts(lobby=phone), [{"ansible.builtin.async_status": {"jid": "j1.2"}}])

    assert "A phone runs no commands" in run.output
    assert run.rc != 0
    assert phone.requests() == []


def test_secrets_of_a_job(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """No file of the job is left with a secret in it."""
    phone = fleet.phone()
    secret = "sip+secret of a job"

    run = ansible.run(
        fleet.hosts(lobby=phone),
        [{**values_task({"P34": secret}), "async": 30, "poll": 1}],
        door=door,
        secrets=[secret],
        env=SILENT,
    )

    assert run.changed("lobby") == [True]
    assert phone.values()["34"] == secret
    deadline = time.monotonic() + 15
    while (left := _files_with(secret, ansible.folder)) != {"playbook.yml"} and time.monotonic() < deadline:
        # ansible-core's wrapper looks every five seconds whether the module has ended, to remove it.
        time.sleep(0.2)
    assert left == {"playbook.yml"}


def _files_with(text: str, folder: Path) -> set[str]:
    """The names of the files that hold the text."""
    found = set()
    for file in folder.rglob("*"):
        # The wrapper may be removing them.
        with contextlib.suppress(OSError):
            if file.is_file() and text.encode() in file.read_bytes():
                found.add(file.name)
    return found
