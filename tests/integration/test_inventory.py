# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How phones stand in inventories, and from where a task reaches them."""

from __future__ import annotations

from typing import Any

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.playbooks import JUMP_HOST, MODULE, Ansible, values_task

TASK = values_task({"P30": "new"})
WEBAPI = "voip.grandstream.webapi"
#: A host that is not a phone, with an address and credentials that must never be used for one.
SERVER = {
    "ansible_connection": "local",
    "ansible_host": "192.0.2.9",
    "ansible_user": "root",
    "ansible_password": "server-password",
}


def explicit(fleet: Fleet, host: str) -> dict[str, Any]:
    """The connection options of a phone, in the task."""
    return {"host": host, "port": fleet.simulator.port, "password": PASSWORD, "use_ssl": False}


def test_variables_of_a_group(every_ansible: Ansible, door: str, fleet: Fleet) -> None:
    """An address as the host's name, and everything else said once."""
    phone = fleet.phone()

    run = every_ansible.run({phone.address: {}}, [TASK], door=door, group=fleet.host(phone, ansible_host=None))

    assert run.changed(phone.address) == [True]


def test_variables_of_a_play(every_ansible: Ansible, fleet: Fleet) -> None:
    """Only in process: they would make the jump host a phone, too."""
    phone = fleet.phone()

    run = every_ansible.run({"lobby": {}}, [TASK], play={"vars": fleet.host(phone)}, secrets=[PASSWORD])

    assert run.changed("lobby") == [True]


def test_connection_as_a_keyword(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()
    variables = fleet.host(phone, ansible_connection=None)

    run = ansible.run({"lobby": variables}, [TASK], play={"connection": WEBAPI})

    assert run.changed("lobby") == [True]


def test_template_as_password(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """Variables that refer to others, as vaulted ones do."""
    phone = fleet.phone()
    variables = fleet.host(phone, ansible_password="{{ passwords[inventory_hostname] }}", passwords={"lobby": PASSWORD})

    assert ansible.run({"lobby": variables}, [TASK], door=door, secrets=[PASSWORD]).changed("lobby") == [True]


def test_delegated_to_the_phone(every_ansible: Ansible, fleet: Fleet) -> None:
    """From a server's play to its phone: the phone's variables count, the server's do not."""
    phone = fleet.phone()
    hosts = {"server": SERVER, "lobby": fleet.host(phone)}

    run = every_ansible.run(hosts, [{**TASK, "delegate_to": "lobby"}], play={"hosts": "server"})

    assert run.changed("server") == [True]
    assert phone.values()["30"] == "new"


@pytest.mark.parametrize("delegate_to", ["localhost", JUMP_HOST])
def test_phone_that_is_not_in_the_inventory(every_ansible: Ansible, fleet: Fleet, delegate_to: str) -> None:
    phone = fleet.phone()
    task = {**values_task({"P30": "new"}, **explicit(fleet, phone.address)), "delegate_to": delegate_to}

    run = every_ansible.run({"server": SERVER}, [task], secrets=[PASSWORD])

    assert run.changed("server") == [True]
    assert phone.values()["30"] == "new"


@pytest.mark.parametrize("name", ["local", JUMP_HOST])
def test_management_host(every_ansible: Ansible, fleet: Fleet, name: str) -> None:
    """A host in `hosts:` that is no phone, with the phone in the task; its gs_ variables count."""
    phone = fleet.phone()
    options = {**explicit(fleet, phone.address), "use_ssl": None}
    task = values_task({"P30": "new"}, **{option: value for option, value in options.items() if value is not None})
    every_ansible.jump_host["gs_use_ssl"] = False

    run = every_ansible.run({"local": {**SERVER, "gs_use_ssl": False}}, [task], play={"hosts": name}, secrets=[PASSWORD])

    assert run.changed(name) == [True]
    assert phone.values()["30"] == "new"


def test_jump_host_lends_nothing_to_the_phone(every_ansible: Ansible, fleet: Fleet) -> None:
    """What the phone's variables leave out is the default, never what they are for the jump host."""
    named, without_user = fleet.phone(), fleet.phone()
    port = fleet.simulator.port
    hosts = {named.address: fleet.host(named, ansible_host=None), "lobby": fleet.host(without_user)}
    tasks = [{**TASK, "name": "set"}, {**values_task({"P30": "new"}, retries=0), "name": "again"}]

    run = every_ansible.run(hosts, tasks, "-vvv", door="shipped")

    for phone, name in ((named, named.address), (without_user, "lobby")):
        used = run.data(name, "set")["invocation"]["module_args"]
        assert (used["host"], used["port"], used["username"]) == (phone.address, port, "gmiadmin")
        assert [dict(request["parameters"])["Username"] for request in phone.requests("login")] == ["gmiadmin"] * 2
        assert run.data(name, "again")["changed"] is False
    run = every_ansible.run({"lobby": fleet.host(named, ansible_port=None)}, [TASK], door="shipped")
    assert run.failure("lobby", status="unreachable")["error"]["port"] == 80, "not the jump host's 2222"
    run = every_ansible.run({"lobby": fleet.host(named, ansible_password=None)}, [TASK], door="shipped")
    assert run.failure("lobby")["msg"].startswith("missing required arguments: password")


def test_loops(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """Over phones from one host, and over values on one phone."""
    one, two = fleet.phone(), fleet.phone()
    hosts = {**fleet.hosts(one=one, two=two), "server": SERVER}
    over_phones = {**TASK, "delegate_to": "{{ item }}", "loop": ["one", "two"], "run_once": True}
    over_values = {
        MODULE: {"values": "{{ {item.key: item.value} }}"},
        "loop": [{"key": "P30", "value": "a"}, {"key": 64, "value": "b"}],
    }
    if door == "in_process":
        run = ansible.run(hosts, [over_phones], play={"hosts": "server"})
        assert [item["changed"] for item in run.data("server")["results"]] == [True, True]
        assert (one.values()["30"], two.values()["30"]) == ("new", "new")

    run = ansible.run(fleet.hosts(one=one), [over_values], door=door)

    assert [len(item["changes"]) for item in run.data("one")["results"]] == [1, 1]
    assert (one.values()["30"], one.values()["64"]) == ("a", "b")
