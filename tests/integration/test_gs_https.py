# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_https through both doors, on phones of both kinds. The playbook provision has the journey."""

from __future__ import annotations

from integration.conftest import PASSWORD, Fleet, Way
from integration.helpers.playbooks import Ansible, Data

BOOT = {"boot_seconds": 0.3, "shutdown_seconds": 0.1}


def task(fleet: Fleet, *passwords: str) -> Data:
    return {"voip.grandstream.gs_https": {"http_port": fleet.simulator.port, "http_passwords": [*passwords]}}


def test_journey(way: Way, box_fleet: Fleet) -> None:
    """Check mode writes nothing; the run brings all to HTTPS; the run after it asks one thing of each phone."""
    phones = {"guide": box_fleet.phone(), "vendor": box_fleet.phone("wp820")}
    phones["guide"].set(quirks=BOOT)
    phones["vendor"].set(profile="vendor", quirks=BOOT)
    # The connection's password is not needed, and not used.
    hosts = {name: box_fleet.host(phone, ansible_password=None) for name, phone in phones.items()}
    tasks = [task(box_fleet, PASSWORD)]
    options: Data = {"door": way.door, "secrets": [PASSWORD]}

    check = way.ansible.run(hosts, tasks, "--check", "--diff", **options)
    assert check.changed(*phones) == [True, True]
    assert [phone.values()["900"] for phone in phones.values()] == ["0", "0"]

    run = way.ansible.run(hosts, tasks, "--diff", **options)
    assert run.changed(*phones) == [True, True]
    assert [run.data(name)["rebooted"] for name in phones] == [False, True]
    assert run.data("guide")["diff"] == check.data("guide")["diff"]
    assert [phone.state()["url"] for phone in phones.values()] == [
        f"https://{phone.address}:{box_fleet.simulator.https_port}" for phone in phones.values()
    ]

    for phone in phones.values():
        phone.clear_requests()
    assert way.ansible.run(hosts, tasks, **options).changed(*phones) == [False, False]
    assert [[(row["scheme"], row["endpoint"]) for row in phone.requests()] for phone in phones.values()] == [
        [("https", "api-get_phone_status")]
    ] * 2


def test_passwords_are_tried_with_care(ansible: Ansible, box_fleet: Fleet) -> None:
    """A password that a phone refuses over HTTP costs it one attempt, and the right one after it gives them back."""
    phone = box_fleet.phone()
    run = ansible.run({"p": box_fleet.host(phone)}, [task(box_fleet, "wrong-1 +&%", PASSWORD)], secrets=["wrong-1 +&%"])
    assert run.changed("p") == [True]
    assert phone.state()["strikes"] == 0
    assert len(phone.requests("login")) == 3
