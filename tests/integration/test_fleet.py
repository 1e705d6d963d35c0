# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two hundred phones at once, some of them dead, locked, or with another password than the inventory's."""

from __future__ import annotations

import pytest

from integration.conftest import MODELS, PASSWORD, Fleet
from integration.helpers.playbooks import Ansible, values_task
from simulator.client import Simulator

PHONES = 200
WRONG = "not the password of any"


@pytest.mark.long
def test_two_hundred_phones(ansible: Ansible) -> None:
    with Simulator(PHONES, models=MODELS, password=PASSWORD) as simulator:
        fleet = Fleet(simulator)
        hosts = {}
        troubled = {}
        for index, address in enumerate(simulator.addresses):
            phone = simulator.phone(address)
            hosts[f"phone{index:03}"] = fleet.host(phone)
            trouble = {0: "dead", 7: "wrong", 13: "locked"}.get(index % 20)
            if trouble is None:
                continue
            troubled[f"phone{index:03}"] = trouble
            if trouble == "dead":
                phone.set(off=True)
                hosts[f"phone{index:03}"]["gs_retries"] = 0
            elif trouble == "wrong":
                hosts[f"phone{index:03}"]["ansible_password"] = WRONG
            else:
                phone.set(locked_for=300)

        first = ansible.run(hosts, [values_task({"P30": "ntp.example.net"})], "--forks", "20", secrets=[WRONG])
        summary = simulator.requests_summary()
        second = ansible.run(hosts, [values_task({"P30": "ntp.example.net"})], "--forks", "20", "--limit", "phone001:phone002")

    fine = [name for name in hosts if name not in troubled]
    assert len(first.recap) == PHONES
    assert {name for name, counts in first.recap.items() if counts["unreachable"]} == set(troubled)
    assert {name for name, counts in first.recap.items() if counts["changed"]} == set(fine)
    kinds = {"dead": "transport", "wrong": "auth", "locked": "locked"}
    assert {name: first.failure(name, status="unreachable")["error"]["kind"] for name in troubled} == {
        name: kinds[trouble] for name, trouble in troubled.items()
    }
    assert summary["writes"] == len(fine)
    assert summary["total"] == 5 * len(fine) + (4 + 2) * PHONES // 20
    assert first.rc == 4
    assert second.changed("phone001", "phone002") == [False, False]
