# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_https through both doors, on phones of both kinds. The playbook provision has the journey."""

from __future__ import annotations

from integration.conftest import MODELS, PASSWORD, Fleet, Way
from integration.helpers.playbooks import Ansible, Data
from simulator.faults import FAULT_KINDS

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


def test_every_fault_ends_in_a_sentence_and_the_next_run_puts_it_right(ansible: Ansible, box_fleet: Fleet) -> None:
    """Whatever came instead of the answer to the write, only a phone that answers over HTTPS is a success."""
    kinds = ["reset", "reset_after", "hang", "hang_after", "status_500", "html", "truncated", "empty", "dead_session_after"]
    kinds += ["reboot_after", "crash_after", "as_302"]
    phones = {kind: box_fleet.phone(MODELS[index % len(MODELS)]) for index, kind in enumerate(kinds)}
    for kind, phone in phones.items():
        phone.set(quirks={**BOOT, "crash_seconds": 0.5})
        phone.fault(kind, "api-values.post", seconds=3 if FAULT_KINDS[kind].seconds else None)
    hosts = {kind: box_fleet.host(phone, gs_timeout=2, gs_retries=0) for kind, phone in phones.items()}
    first = ansible.run(hosts, [task(box_fleet, PASSWORD)])
    for kind, phone in phones.items():
        result = first.one(kind)
        assert (result.status == "ok") <= (phone.values()["900"] == "1"), (kind, result)
        assert "bug" not in str(result.data.get("msg")), (kind, result)
        phone.clear_faults()
        phone.wait_until_up()
    second = ansible.run(hosts, [task(box_fleet, PASSWORD)])
    assert {kind: second.one(kind).status for kind in phones} == dict.fromkeys(phones, "ok")
    assert all(phone.state()["url"].startswith("https") for phone in phones.values())
