# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The right phone, nothing cut off, no call ended: on fleets of both kinds."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from integration.conftest import PASSWORD, Fleet, Way
from integration.helpers.journeys import Repository
from integration.helpers.playbooks import Ansible, Data, Run

TASK = "Bring the phone to its desired state"
ONE_READ = ["loginrealm", "login", "api-values.get"]
HELD = {"30": "ntp.example.net", "47": "pbx.example.net"}
STATE: dict[str, Any] = {
    "ansible_password": PASSWORD,
    "gs_settings": {"ntp_server": HELD["30"]},
    "gs_accounts": {1: {"sip_user_id": "{{ extension }}", "sip_server": HELD["47"]}},
}


def extension(number: int) -> str:
    return str(2001 + number)


def set_up(ansible: Ansible, fleet: Fleet) -> Repository:
    """Six phones in line, but: the first two have exchanged their addresses, two are to get a VLAN, and one is in a call.

    Phone04, one of the two, behaves as the vendor's own web server.
    """
    repository = Repository(ansible, fleet, 6)
    inventory = yaml.safe_load(repository.path("inventory.yml").read_text(encoding="utf-8"))
    hosts = {name: host for group in inventory["phones"]["children"].values() for name, host in group["hosts"].items()}
    for number, name in enumerate(repository.phones):
        hosts[name]["extension"] = extension(number)
    first, second = hosts["phone00"], hosts["phone01"]
    first["ansible_host"], second["ansible_host"] = second["ansible_host"], first["ansible_host"]
    vlan = {"gs_settings": {"vlan_id": 20}}
    repository.write(
        {
            "inventory.yml": inventory,
            "group_vars/phones.yml": STATE,
            **{f"host_vars/{name}.yml": vlan for name in ("phone02", "phone04")},
        }
    )
    for number, phone in enumerate(repository.phones.values()):
        phone.set(profile="vendor" if number == 4 else "guide", values={**HELD, "35": extension(number)})
    repository.phones["phone05"].set(values={"47": "old.example.net"}, state="busy")
    return repository


def kinds(run: Run) -> dict[str, str]:
    """Of the phones on which the baseline's task failed, why."""
    return {
        result.host: result.data["error"]["kind"]
        for result in run.results
        if result.status == "failed" and "error" in result.data
    }


@pytest.mark.long
def test_a_fleet_is_changed_with_care(ansible: Ansible, fleet: Fleet) -> None:
    repository = set_up(ansible, fleet)
    phones = repository.phones

    planned = repository.run("plan", warnings=("settings.vlan_id can cut phones off",))
    assert kinds(planned) == {"phone00": "identity", "phone01": "identity"}
    assert "answers as phone01 (sip_user_id 2002). Nothing was written" in planned.failure("phone00", TASK)["msg"]
    assert [row["name"] for row in planned.data("phone02", TASK)["changes"]] == ["settings.vlan_id"]
    assert '"settings that can cut the phone off would change: phone02, phone04"' in planned.stdout
    assert planned.data("phone05", TASK)["changed"] is True, "a call hides no drift"
    assert [repository.requests(name) for name in phones] == [ONE_READ] * 6

    refused = repository.run("enforce")
    assert kinds(refused) == {"phone00": "identity", "phone01": "identity", "phone02": "reach", "phone04": "reach"}
    assert "settings.vlan_id can cut the phone off" in refused.failure("phone02", TASK)["msg"]
    assert refused.one("phone05", TASK).data["waiting_settings"] == ["accounts.1.sip_server"]
    assert "in a call, left for the next run: phone05" in refused.stdout
    # A phone in line costs what it did; only the one in a call is asked for its lines.
    assert [repository.requests(name) for name in phones] == [*[ONE_READ] * 5, [*ONE_READ, "api-get_line_status"]]

    # The batch of one site: whichever of the two gets its VLAN first is lost, and the other one does not get it.
    risky = ["phone02", "phone04"]
    for name in risky:
        phones[name].fault("refuse", endpoint="api-get_phone_status", seconds=10)
    more = {"gs_allow_reach": True, "gs_check_identity": False, "gs_baseline_confirm_registration": 0}
    options = json.dumps({**more, "gs_baseline_reach_timeout": 3, "gs_serial": 3})
    lost = repository.run("enforce", "-e", options)
    assert (lost.rc, sorted(kinds(lost)), sorted(kinds(lost).values())) == (2, risky, ["not_back", "reach_waits"])
    first = next(name for name, kind in kinds(lost).items() if kind == "not_back")
    assert f"{first}: not found again after a change that can cut a phone off. The run ends here" in lost.stdout
    assert sorted(phones[name].values()["51"] for name in risky) == ["0", "20"]
    assert phones["phone01"].values()["35"] == extension(0), "phones are exchanged on purpose"
    assert [repository.requests(name) for name in ("phone00", "phone03", "phone05")] == [[], [], []]

    for name in risky:
        phones[name].clear_faults()
        phones[name].wait_until_up()
    phones["phone05"].set(state="available")
    done = repository.run("enforce", "-e", json.dumps(more))
    assert (done.rc, kinds(done)) == (0, {})
    assert [phones[name].values()["51"] for name in risky] == ["20", "20"]
    assert (phones["phone00"].values()["35"], phones["phone05"].values()["47"]) == (extension(1), HELD["47"])
    (other,) = set(risky) - {first}
    reached = done.data(other, TASK)["reached"]
    assert (reached["moved"], reached["in_force"]) == (False, True)
    assert repository.requests(other)[-4:] == ["api-get_phone_status", "loginrealm", "login", "api-values.get"]


def test_another_phone_is_refused_at_every_door(way: Way, fleet: Fleet) -> None:
    """Whatever the task writes. Who names the address itself, or says so, gets through."""
    lobby, kitchen = fleet.phone(), fleet.phone()
    lobby.set(values={"35": "1001"})
    hosts = {
        # The address of the one leads to the other.
        "kitchen": fleet.host(lobby, gs_accounts={1: {"sip_user_id": "1002"}}),
        "lobby": fleet.host(kitchen, gs_accounts={1: {"sip_user_id": "{{ extension }}"}}, extension="1001"),
    }
    tasks: list[Data] = [
        {"voip.grandstream.gs_config": {"accounts": {1: {"display_name": "Kitchen"}}}},
        {"voip.grandstream.gs_contact": {"first_name": "Jack", "work": "8819"}},
        {"voip.grandstream.gs_password": {"new_password": "N3w-passw0rd", "old_passwords": [PASSWORD]}},
    ]
    tasks = [{**task, "when": "inventory_hostname == 'kitchen'", "ignore_errors": True} for task in tasks]
    named: Data = {"voip.grandstream.gs_pvalue": {"values": {"P3": "Named"}, "host": lobby.address}}
    said: Data = {"voip.grandstream.gs_pvalue": {"values": {"P3": "Said"}, "check_identity": False}}
    tasks += [{**task, "when": "inventory_hostname == 'kitchen'"} for task in (named, said)]
    run = way.ansible.run(hosts, tasks, door=way.door, secrets=[PASSWORD, "N3w-passw0rd"])
    failed = [result for result in run.of("kitchen") if result.status == "ignored"]
    assert [result.data["error"]["answers_as"] for result in failed] == ["lobby"] * 3
    assert all("answers as lobby (sip_user_id 1001)" in result.data["msg"] for result in failed)
    assert [result.data["changed"] for result in run.of("kitchen") if result.status == "ok"] == [True, True]
    held = lobby.values()
    assert (held["2"], held["3"], lobby.contacts()) == (PASSWORD, "Said", [])
    assert [request["endpoint"] for request in lobby.requests() if "post" in request["endpoint"]] == ["api-values.post"] * 2


@pytest.mark.long
def test_phones_that_move_are_found_again(ansible: Ansible, box_fleet: Fleet) -> None:
    """From HTTP to HTTPS: at once on a phone as the guide describes it, with the reboot on one like the vendor's own server."""
    repository = Repository(ansible, box_fleet, 4)
    https_port = box_fleet.simulator.https_port
    reach = {"ansible_port": box_fleet.simulator.port, "gs_use_ssl": False}
    inventory = yaml.safe_load(repository.path("inventory.yml").read_text(encoding="utf-8"))
    for group in inventory["phones"]["children"].values():
        for host in group["hosts"].values():
            host.update(reach)
    state = {"ansible_password": PASSWORD, "gs_settings": {"web_access_method": "https", "web_port": https_port}}
    repository.write({"inventory.yml": inventory, "group_vars/phones.yml": state})
    for name, phone in repository.phones.items():
        phone.set(
            values=HELD, quirks={"boot_seconds": 0.3, "shutdown_seconds": 0.1} if name in repository.of_profile("vendor") else {}
        )

    options = ("-e", '{"gs_allow_reach": true, "gs_baseline_reboot": true, "gs_baseline_reach_timeout": 10}')
    run = repository.run("enforce", *options, warnings=("is at", "moves to"))
    assert (run.rc, kinds(run)) == (0, {})
    places = {name: run.data(name, TASK)["reached"] for name in repository.phones}
    assert [places[name]["moved"] for name in repository.of_profile("guide")] == [True, True]
    assert [places[name]["in_force"] for name in repository.of_profile("vendor")] == [False, False]
    assert [phone.state()["url"] for phone in repository.phones.values()] == [
        f"https://{phone.address}:{https_port}" for phone in repository.phones.values()
    ]
    # The one that went first was back before the other was told to reboot.
    rebooted = [result.host for result in run.results if "Reboot" in result.task and result.status == "ok"]
    assert sorted(rebooted) == repository.of_profile("vendor")

    for group in inventory["phones"]["children"].values():
        for host in group["hosts"].values():
            host.update(ansible_port=https_port, gs_use_ssl=True)
    repository.write({"inventory.yml": inventory})
    again = repository.run("enforce")
    assert (again.rc, [bool(again.data(name, TASK)["changed"]) for name in repository.phones]) == (0, [False] * 4)


@pytest.mark.long
def test_reboot_that_loses_a_phone_ends_the_run(ansible: Ansible, box_fleet: Fleet) -> None:
    """The other phone has the change too, and is not rebooted into it."""
    repository = Repository(ansible, box_fleet, 4)
    inventory = yaml.safe_load(repository.path("inventory.yml").read_text(encoding="utf-8"))
    for group in inventory["phones"]["children"].values():
        for host in group["hosts"].values():
            host.update(ansible_port=box_fleet.simulator.port, gs_use_ssl=False)
    state = {
        "ansible_password": PASSWORD,
        "gs_settings": {"web_access_method": "https", "web_port": box_fleet.simulator.https_port},
    }
    repository.write({"inventory.yml": inventory, "group_vars/phones.yml": state})
    risky = repository.of_profile("vendor")
    for name in risky:
        # Of the task, of its proof, of the reboot; the fourth is at the new place.
        repository.phones[name].fault("locked", endpoint="login", skip=3)
        repository.phones[name].set(quirks={"boot_seconds": 0.3, "shutdown_seconds": 0.1})

    options = (
        "--limit",
        ",".join(risky),
        "-e",
        '{"gs_allow_reach": true, "gs_baseline_reboot": true, "gs_baseline_reach_timeout": 10}',
    )
    run = repository.run("enforce", *options, warnings=("moves to",))
    lost = next(result.host for result in run.results if "Reboot one phone first" in result.task and result.status != "skipped")
    assert f"{lost}: not found again after the reboot" in run.stdout
    (other,) = set(risky) - {lost}
    assert repository.phones[other].requests("api-sys_operation") == []
    assert repository.phones[other].values()["900"] == "1"
    assert repository.phones[other].state()["url"].startswith("http://")
