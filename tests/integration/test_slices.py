# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A fleet in slices, each by an ansible-runner of its own, and one report of all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from integration.helpers.playbooks import Ansible, dump, launched
from simulator.client import Simulator
from support.tools import BIN
from support.venvs import ROOT

SCHEMA = json.loads((ROOT / "docs" / "schema" / "report.schema.json").read_text(encoding="utf-8"))
PASSWORD = "password-of-a-slice"
PHONES = 1000
#: As the example repository writes them. The last has no end.
SLICES = ("phones[0:249]", "phones[250:499]", "phones[500:749]", "phones[750:]")
#: Seconds for all slices, on a machine that does other things too.
PATIENCE = 150.0


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A fleet of its own: no other test needs so many."""
    with Simulator(PHONES, first_address="127.0.90.1", models=("wp820",), password=PASSWORD) as simulator:
        yield simulator


def private_data_dir(folder: Path, ansible: Ansible, simulator: Simulator) -> Path:
    """What ansible-runner takes for one slice: the whole inventory, and the environment."""
    hosts = {f"phone{number:04}": {"ansible_host": address} for number, address in enumerate(simulator.addresses)}
    connection = {
        "ansible_connection": "voip.grandstream.webapi",
        "ansible_port": simulator.port,
        "ansible_password": PASSWORD,
        "gs_use_ssl": False,
        "gs_retries": 0,
        "gs_model": "wp820",
    }
    declared = {"gs_settings": {"P30": "pool.ntp.org", "P1362": "en_US"}}
    environment = {
        "ANSIBLE_COLLECTIONS_PATH": str(ansible.collections),
        "ANSIBLE_CALLBACKS_ENABLED": "voip.grandstream.report",
        "ANSIBLE_HOME": str(folder / "home"),
        "GS_REPORT_JSON": str(folder / "report.json"),
    }
    for name in ("inventory", "env", "project"):
        (folder / name).mkdir(parents=True)
    dump(folder / "inventory" / "phones.yml", {"phones": {"hosts": hosts, "vars": {**connection, **declared}}})
    dump(folder / "env" / "envvars", environment)
    return folder


@pytest.mark.long
def test_four_runners_look_at_each_phone_once_and_their_reports_become_one(ansible: Ansible, simulator: Simulator) -> None:
    drifted = [f"phone{number:04}" for number in range(0, PHONES, 100)]
    for number in range(0, PHONES, 100):
        simulator.phone(simulator.addresses[number]).set(values={"30": "time.rogue.example"})
    simulator.phone(simulator.addresses[333]).set(off=True)

    folders = [private_data_dir(ansible.folder / f"slice-{number}", ansible, simulator) for number in range(len(SLICES))]
    known = {"PATH": f"{ansible.controller.bin}:/usr/bin:/bin", "HOME": str(ansible.folder), "LC_ALL": "C.UTF-8"}
    runners = [
        launched(
            [
                *[str(BIN / "ansible-runner"), "run", str(folder), "-p", "voip.grandstream.survey"],
                *["--limit", part, "--cmdline", "--extra-vars gs_survey_workers=1"],
            ],
            folder,
            known,
        )
        for folder, part in zip(folders, SLICES, strict=True)
    ]
    for runner in runners:
        said, complained = runner.communicate(timeout=PATIENCE)
        assert runner.returncode == 0, (said + complained)[-3000:]
        assert PASSWORD not in said + complained

    asked = simulator.requests_summary()
    off = simulator.addresses[333]
    looked_at = [counts for address, counts in asked["phones"].items() if address != off]
    # One that waits until another phone has taken the same password asks for a new random.
    assert {counts.pop("loginrealm") for counts in looked_at} <= {1, 2}
    assert looked_at == [{"login": 1, "api-values.get": 1}] * (PHONES - 1)

    made = merge(ansible, folders[0], "slice-*/report.json")
    assert made.rc == 0, made.output
    assert "10 of 1,000 phones have drifted, 1 could not be reached" in made.stdout
    report = json.loads((ansible.folder / "fleet.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert [phone["name"] for phone in report["phones"]] == [f"phone{number:04}" for number in range(PHONES)]
    assert [phone["name"] for phone in report["phones"] if phone["verdict"] == "drifted"] == drifted
    assert [phone["name"] for phone in report["phones"] if phone["verdict"] == "unreachable"] == ["phone0333"]
    assert [run["phones"] for run in sorted(report["merged"]["runs"], key=lambda run: run["report"])] == [250] * 4
    for name in ("fleet.html", "fleet.xml", "fleet.md"):
        assert "time.rogue.example" in (ansible.folder / name).read_text(encoding="utf-8").replace("&#46;", ".")

    lost = merge(ansible, folders[0], "slice-[0-2]/report.json")
    assert lost.rc == 2
    assert "250 of the phones that phones names are in no report: phone0750, phone0751" in lost.output


def merge(ansible: Ansible, folder: Path, reports: str) -> Any:
    """Run the playbook that makes one report."""
    paths = {"html": "fleet.html", "json": "fleet.json", "junit": "fleet.xml", "markdown": "fleet.md"}
    wanted = {"gs_reports": [reports], **{f"gs_report_{form}": path for form, path in paths.items()}}
    (ansible.folder / "merge.yml").write_text(yaml.safe_dump(wanted), encoding="utf-8")
    inventory = str(folder / "inventory" / "phones.yml")
    return ansible.command(
        "ansible-playbook", "-i", inventory, "voip.grandstream.merge_reports", "--extra-vars", "@merge.yml"
    ).finish()
