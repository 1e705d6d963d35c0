# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks in the background."""

from __future__ import annotations

from integration.conftest import Fleet
from integration.playbooks import JUMP_HOST, Ansible, values_task

TASK = {**values_task({"P30": "new"}), "name": "set"}


def test_polled(every_ansible: Ansible, door: str, fleet: Fleet) -> None:
    """One that changes, one that has nothing to do, one that fails."""
    phones = {"changes": fleet.phone(), "same": fleet.phone(), "fails": fleet.phone("wp820")}
    phones["same"].set(values={"30": "new", "64": "CET"})
    hosts = {name: fleet.host(phone, other="P51502" if name == "fails" else "P64") for name, phone in phones.items()}

    run = every_ansible.run(
        hosts, [{**values_task({"P30": "new", "{{ other }}": "CET"}), "async": 30, "poll": 1}], "-vvv", "--diff", door=door
    )  # fmt: skip

    assert run.changed("changes", "same") == [True, False]
    assert run.data("changes")["diff"]["after"] == 'P30: "new"\nP64: "CET"\n'
    assert run.failure("fails")["error"]["kind"] == "unsupported"
    assert phones["changes"].values()["30"] == "new"
    assert len(phones["changes"].requests("login")) == 1


def test_fetched_later(every_ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()
    start = {**TASK, "async": 30, "poll": 0, "register": "job"}
    fetch = {
        "name": "fetch",
        "ansible.builtin.async_status": {"jid": "{{ job.ansible_job_id }}"},
        "delegate_to": "localhost" if door == "in_process" else JUMP_HOST,
        "register": "outcome",
        "until": "outcome is finished",
        "retries": 60,
        "delay": 0.3,
    }
    if door == "shipped":
        start["delegate_to"] = JUMP_HOST

    run = every_ansible.run(fleet.hosts(lobby=phone), [start, fetch])

    fetched = run.of("lobby", "fetch")[-1]
    assert (fetched.status, fetched.data["changed"]) == ("ok", True)
    assert fetched.data["changes"] == [{"pvalue": "P30", "before": "pool.ntp.org", "after": "new"}]
    assert phone.values()["30"] == "new"


def test_unreachable_in_the_background(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()

    run = ansible.run(
        {"lobby": fleet.host(phone, ansible_password="wrong password+1")}, [{**TASK, "async": 30, "poll": 1}], "-vvv", door=door
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
        fleet.hosts(lobby=phone), [{**values_task({"P34": secret}), "async": 30, "poll": 1}], door=door, secrets=[secret]
    )

    assert run.changed("lobby") == [True]
    assert phone.values()["34"] == secret
    written = {file.name for file in ansible.folder.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()}
    assert written == {"playbook.yml"}
