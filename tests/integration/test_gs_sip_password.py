# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_sip_password through both doors. The playbook rotate_passwords has the journey."""

from __future__ import annotations

import time

from integration.conftest import MODELS, Fleet, Way
from integration.helpers.playbooks import Ansible, Data
from simulator.faults import FAULT_KINDS

OLD, NEW = "0ld-sip-secret", "New-sip secret+&%"
TASK: Data = {
    "voip.grandstream.gs_sip_password": {
        "passwords": {"1": NEW},
        "old_passwords": {"1": OLD},
        "confirm_registration": 6,
        "reboot": True,
    }
}


def test_journey(way: Way, fleet: Fleet) -> None:
    """Check mode writes nothing; one write and its proof; what was proved is remembered, through either door."""
    phones = {"taken": fleet.phone(), "refused": fleet.phone("wp820")}
    for phone in phones.values():
        phone.set(
            values={"271": "1", "47": "pbx.example.net", "35": "1001", "34": OLD},
            pbx={"1": OLD},
            quirks={"registration_seconds": 0.5, "registration_lives": 600},
        )
    time.sleep(0.5)
    phones["taken"].set(pbx={"1": NEW})
    hosts = fleet.hosts(**phones)
    check = way.ansible.run(hosts, [TASK], "--check", "--diff", door=way.door, secrets=[OLD, NEW])
    assert check.changed(*phones) == [True, True]
    assert fleet.simulator.requests_summary()["writes"] == 0

    run = way.ansible.run(hosts, [TASK], "--diff", door=way.door, secrets=[OLD, NEW])
    assert run.data("taken")["registrations"]["proved"] == [1]
    assert run.data("taken")["diff"] == check.data("taken")["diff"]
    error = run.failure("refused")
    assert (error["error"]["kind"], error["error"]["restored"], error["changed"]) == ("not_registered", True, False)
    assert {name: phone.values()["34"] for name, phone in phones.items()} == {"taken": NEW, "refused": OLD}
    assert len(phones["taken"].requests("api-values.post")) == 1

    phones["refused"].set(pbx={"1": NEW})
    again = way.ansible.run(hosts, [TASK], door=way.door, secrets=[OLD, NEW])
    assert again.changed(*phones) == [False, True]
    assert len(phones["taken"].requests("api-values.post")) == 1


def test_every_fault_ends_in_a_sentence_and_the_next_run_puts_it_right(ansible: Ansible, fleet: Fleet) -> None:
    """Whatever came instead of the answer to the write, no success is told that was not seen, and the next run ends well."""
    kinds = [kind for kind in FAULT_KINDS if not kind.startswith("many_")]
    phones = {kind: fleet.phone(MODELS[index % len(MODELS)]) for index, kind in enumerate(kinds)}
    for kind, phone in phones.items():
        phone.set(
            values={"271": "1", "47": "pbx.example.net", "35": "1001", "34": OLD},
            pbx={"1": NEW},
            quirks={"registration_seconds": 0.5, "crash_seconds": 0.5},
        )
        phone.fault(kind, "api-values.post", seconds=3 if FAULT_KINDS[kind].seconds else None)
    hosts = {kind: fleet.host(phone, gs_timeout=2, gs_retries=0) for kind, phone in phones.items()}
    first = ansible.run(hosts, [TASK], secrets=[OLD, NEW])
    for kind, phone in phones.items():
        result = first.one(kind)
        assert (result.status == "ok") <= (phone.values()["34"] == NEW), (kind, result)
        assert "bug" not in str(result.data.get("msg")), (kind, result)
        phone.clear_faults()
        phone.set(locked_for=0, strikes=0)
        phone.wait_until_up()
    second = ansible.run(hosts, [TASK], secrets=[OLD, NEW])
    assert {kind: second.one(kind).status for kind in phones} == dict.fromkeys(phones, "ok")
    assert {phone.values()["34"] for phone in phones.values()} == {NEW}
