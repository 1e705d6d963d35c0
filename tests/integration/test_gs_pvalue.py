# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_pvalue's main journey on every ansible-core: a baseline, `changed=0`, drift shown and repaired, nothing else touched."""

from __future__ import annotations

from itertools import pairwise

from integration.conftest import Fleet, Way
from integration.helpers.connections import check_one_connection
from integration.helpers.playbooks import Ansible, values_task
from simulator.client import SimulatedPhone
from simulator.factory import Model

READ = ["loginrealm", "login", "api-values.get"]
WRITE = [*READ, "api-values.post", "api-values.get"]


def endpoints(phone: SimulatedPhone) -> list[str]:
    """What the phone was asked, in order, since this was last looked at."""
    asked = [request["endpoint"] for request in phone.requests()]
    check_one_connection(phone.requests())
    phone.clear_requests()
    return asked


def test_first_run_changes_and_second_does_not(every_ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()
    factory = phone.values()
    hosts, tasks = (
        fleet.hosts(lobby=phone),
        [values_task({"P30": "ntp.example.net", 64: "CET-1CEST,M3.5.0,M10.5.0/3", "31": True})],
    )

    first = every_ansible.run(hosts, tasks, door=door)

    assert first.data("lobby")["changes"] == [
        {"pvalue": "P30", "setting": "ntp_server", "before": factory["30"], "after": "ntp.example.net"},
        {"pvalue": "P64", "setting": "timezone", "before": factory["64"], "after": "CET-1CEST,M3.5.0,M10.5.0/3"},
    ]
    assert phone.values() == {**factory, "30": "ntp.example.net", "64": "CET-1CEST,M3.5.0,M10.5.0/3"}
    (write,) = phone.requests("api-values.post")
    assert write["parameters"] == [["P30", "ntp.example.net"], ["P64", "CET-1CEST,M3.5.0,M10.5.0/3"]]
    assert endpoints(phone) == WRITE

    second = every_ansible.run(hosts, tasks, door=door)

    assert second.data("lobby")["changes"] == []
    assert second.recap["lobby"] == {**first.recap["lobby"], "changed": 0}
    assert (first.rc, second.rc) == (0, 0)
    assert endpoints(phone) == READ


def test_whole_baseline(ansible: Ansible, fleet: Fleet) -> None:
    """As many values as a real phone's baseline has: split so that no URL grows too long, and not into more than that takes."""
    phone = fleet.phone("wp820")
    factory = phone.values()
    model = Model.load("wp820", {})
    special = model.read_only | model.write_only | model.ranges.keys()
    numbers = [number for number in factory if number.isdigit() and number not in special][:332]
    baseline = {number: f"{number} of the fleet's baseline" for number in numbers}
    hosts, tasks = fleet.hosts(lobby=phone), [values_task({f"P{number}": value for number, value in baseline.items()})]

    first = ansible.run(hosts, tasks, warnings=["can cut the phone off"])

    assert len(first.data("lobby")["changes"]) == 332
    assert phone.values() == {**factory, **baseline}
    for endpoint in ("api-values.get", "api-values.post"):
        lengths = [request["url_length"] for request in phone.requests(endpoint)]
        assert max(lengths) <= 2000
    writes = [request["url_length"] for request in phone.requests("api-values.post")]
    assert len(writes) > 1
    assert all(one + other > 2000 for one, other in pairwise(writes)), "two requests that could have been one"
    endpoints(phone)

    assert ansible.run(hosts, tasks).changed("lobby") == [False]
    assert set(endpoints(phone)) == set(READ)


def test_check_mode_tells_what_the_run_then_does(way: Way, fleet: Fleet) -> None:
    """On a phone that refuses every write; the diff is exact, and shows no secret."""
    phone = fleet.phone()
    phone.set(values={"P30": 'the "old" one ', "P1359": "readable-old-secret"}, quirks={"refuse_writes": True})
    factory = phone.values()
    wanted = {"P30": "ntp.example.net", "P31": factory["31"], "P34": "sip-secret-1", "P1359": "readable-new-secret", "P64": ""}
    hosts, tasks = fleet.hosts(lobby=phone), [values_task(wanted)]
    secrets = ["sip-secret-1", "readable-old-secret", "readable-new-secret"]
    phone.set(values={"P64": "CET"})

    risk = ["P1359 can cut the phone off"]
    check = way.ansible.run(hosts, tasks, "--check", "--diff", door=way.door, secrets=secrets, warnings=risk)

    assert endpoints(phone) == READ
    assert phone.values() == {**factory, "64": "CET"}
    assert check.data("lobby")["diff"] == {
        "before_header": "lobby",
        "before": 'ntp_server (P30): "the \\"old\\" one "\naccounts.1.sip_auth_password (P34): (former secret)\n'
        'xml_config_password (P1359): (former secret)\ntimezone (P64): "CET"\n',
        "after_header": "lobby",
        "after": 'ntp_server (P30): "ntp.example.net"\naccounts.1.sip_auth_password (P34): (new secret)\n'
        'xml_config_password (P1359): (new secret)\ntimezone (P64): ""\n',
    }
    assert '\n-ntp_server (P30): "the \\"old\\" one "\n' in check.stdout
    assert '\n+ntp_server (P30): "ntp.example.net"\n' in check.stdout
    phone.set(quirks={"refuse_writes": False})

    run = way.ansible.run(hosts, tasks, "--diff", door=way.door, secrets=secrets, warnings=risk)

    assert run.data("lobby")["changes"] == check.data("lobby")["changes"]
    assert run.data("lobby")["diff"] == check.data("lobby")["diff"]
    assert phone.values() == {**factory, "30": "ntp.example.net", "34": "sip-secret-1", "1359": "readable-new-secret", "64": ""}


def test_check_mode_without_a_difference(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()

    run = ansible.run(fleet.hosts(lobby=phone), [values_task({"P30": phone.values()["30"]})], "--check", "--diff")

    assert run.changed("lobby") == [False]
    assert (run.data("lobby")["diff"]["before"], run.data("lobby")["diff"]["after"]) == ("", "")


def test_task_in_check_mode_in_a_run_that_is_not(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()
    tasks = [
        {**values_task({"P30": "a.example"}), "check_mode": True, "diff": True, "name": "look"},
        {**values_task({"P30": "b.example"}), "check_mode": False, "name": "do"},
    ]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, "--check", door=door)

    assert run.data("lobby", "look")["diff"]["after"] == 'ntp_server (P30): "a.example"\n'
    assert "diff" not in run.data("lobby", "do")
    assert phone.values()["30"] == "b.example"


def test_empty_values_ask_the_phone_for_nothing(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()

    assert ansible.run(fleet.hosts(lobby=phone), [values_task({})]).changed("lobby") == [False]
    assert phone.requests() == []
