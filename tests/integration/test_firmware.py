# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Firmware in rings: no phone gets it before those of the ring before have shown that they live with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from integration.conftest import MODELS, Fleet
from integration.helpers.configs import registered
from integration.helpers.lifecycle import DAY, IN_CALL, LOGIN, OPERATION, asked, sent
from integration.helpers.maintained import Phones, begin, ends, messages, results, run, take, wait_until
from integration.helpers.playbooks import Ansible, Data, Run

GET, POST = "api-values.get", "api-values.post"
QUICK: Data = {"shutdown_seconds": 0.1, "boot_seconds": 0.3}
SERVER = "fw.example.net/phones"
OLD, STEP, NEW, NEWER = "1.0.1.20", "1.0.1.43", "1.0.3.60", "1.0.4.1"
#: A server has a folder for each version.
OFFERED = {f"http://{SERVER}/{version}": version for version in (STEP, NEW)}
#: What each phone had before, and has again afterwards: path, protocol, check rule, prompt.
FORMER = {"192": "fw.example.net/old", "6767": "2", "238": "2", "1549": "0"}
BUSY: Data = {"lines": {"1": {"state": IN_CALL, "number": "4711", "account": "1"}}}
START: Data = {"quirks": QUICK, "uptime": 8 * DAY, "upgrades": OFFERED, "values": registered(p64="UTC0", **{f"p{n}": v for n, v in FORMER.items()}, p68=OLD)}
VARIABLES: Data = {
    "gs_maintenance_firmware_version": NEW,
    "gs_maintenance_firmware_server": SERVER,
    "gs_maintenance_firmware_protocol": "http",
    "gs_maintenance_firmware_timeout": 6,
    "gs_maintenance_wait_timeout": 3,
    "gs_maintenance_poll": 1,
}


def campaign(ansible: Ansible, **variables: object) -> Data:
    return {**VARIABLES, "gs_maintenance_firmware_notes": str(ansible.folder / "notes"), **variables}


def versions(phones: Phones) -> dict[str, str]:
    return {name: phone.values()["68"] for name, phone in phones.items()}


def settings(phone: Any) -> dict[str, str]:
    return {number: phone.values()[number] for number in FORMER}


def told(result: Run) -> list[str]:
    """The last report."""
    lines: list[str] = results(result, "Report which phones")[-1].data["msg"]
    return lines


def test_rings(released_ansible: Ansible, fleet: Fleet) -> None:
    """TODO"""
    ansible = released_ansible
    names = ["a1", "b1", "c1", "w1", "a2", "b2", "c2", "w2"]
    phones = take(fleet, *names, **START)
    hosts = {name: {"gs_model": MODELS[i % 4]} for i, name in enumerate(names)}
    result = run(ansible, fleet, phones, "upgrade_firmware", hosts=hosts, **campaign(ansible), gs_serial=["1%", "100%"], env={"ANSIBLE_FORKS": "8"})
    print(result.output[-26000:])
    print(told(result))
    print([asked(p) for p in phones.values()][0])
    assert result.rc == 0
    assert 0
