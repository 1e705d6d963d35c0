# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How phones stand in inventories, and from where a task reaches them."""

from __future__ import annotations

from typing import Any

from integration.conftest import PASSWORD, Fleet, Way
from integration.helpers.playbooks import JUMP_HOST, MODULE, Ansible, values_task

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


def test_variables_of_a_group(way: Way, fleet: Fleet) -> None:
    """An address as the host's name, and everything else said once."""
    phone = fleet.phone()

    run = way.ansible.run({phone.address: {}}, [TASK], door=way.door, group=fleet.host(phone, ansible_host=None))

    assert run.changed(phone.address) == [True]


def test_variables_of_a_play(released_ansible: Ansible, fleet: Fleet) -> None:
    """Only in process: they would make the jump host a phone, too."""
    phone = fleet.phone()

    run = released_ansible.run({"lobby": {}}, [TASK], play={"vars": fleet.host(phone)}, secrets=[PASSWORD])

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


def test_delegated_to_the_phone(released_ansible: Ansible, fleet: Fleet) -> None:
    """From a server's play to its phone: the phone's variables count, the server's do not."""
    phone = fleet.phone()
    hosts = {"server": SERVER, "lobby": fleet.host(phone)}

    run = released_ansible.run(hosts, [{**TASK, "delegate_to": "lobby"}], play={"hosts": "server"})

    assert run.changed("server") == [True]
    assert phone.values()["30"] == "new"


def test_phone_that_is_not_in_the_inventory(released_ansible: Ansible, fleet: Fleet) -> None:
    phones = {delegate_to: fleet.phone() for delegate_to in ("localhost", JUMP_HOST)}
    tasks = [
        {**values_task({"P30": "new"}, **explicit(fleet, phone.address)), "delegate_to": delegate_to, "name": delegate_to}
        for delegate_to, phone in phones.items()
    ]

    run = released_ansible.run({"server": SERVER}, tasks, secrets=[PASSWORD])

    for delegate_to, phone in phones.items():
        assert run.data("server", delegate_to)["changed"] is True
        assert phone.values()["30"] == "new"


def test_management_host(released_ansible: Ansible, fleet: Fleet) -> None:
    """Hosts in `hosts:` that are no phones, with the phone in the task; their gs_ variables count."""
    phones = {name: fleet.phone() for name in ("local", JUMP_HOST)}
    options = explicit(fleet, "{{ phone_of[inventory_hostname] }}")
    del options["use_ssl"]
    play = {"hosts": ",".join(phones), "vars": {"phone_of": {name: phone.address for name, phone in phones.items()}}}
    released_ansible.jump_host["gs_use_ssl"] = False

    run = released_ansible.run(
        {"local": {**SERVER, "gs_use_ssl": False}}, [values_task({"P30": "new"}, **options)], play=play, secrets=[PASSWORD]
    )

    assert run.changed(*phones) == [True, True]
    assert [phone.values()["30"] for phone in phones.values()] == ["new", "new"]


def test_jump_host_lends_nothing_to_the_phone(released_ansible: Ansible, fleet: Fleet) -> None:
    """What the phone's variables leave out is the default, never what they are for the jump host."""
    named, without_user = fleet.phone(), fleet.phone()
    port = fleet.simulator.port
    hosts = {
        named.address: fleet.host(named, ansible_host=None),
        "lobby": fleet.host(without_user),
        "no_port": fleet.host(fleet.phone(), ansible_port=None),
        "no_password": fleet.host(fleet.phone(), ansible_password=None),
    }
    tasks = [{**TASK, "name": "set"}, {**values_task({"P30": "new"}, retries=0), "name": "again"}]

    run = released_ansible.run(hosts, tasks, "-vvv", door="shipped")

    for phone, name in ((named, named.address), (without_user, "lobby")):
        used = run.data(name, "set")["invocation"]["module_args"]
        assert (used["host"], used["port"], used["username"]) == (phone.address, port, "gmiadmin")
        assert [dict(request["parameters"])["Username"] for request in phone.requests("login")] == ["gmiadmin"] * 2
        assert run.data(name, "again")["changed"] is False
    assert run.failure("no_port", status="unreachable")["error"]["port"] == 80, "not the jump host's 2222"
    assert run.failure("no_password")["msg"].startswith("missing required arguments: password")


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
