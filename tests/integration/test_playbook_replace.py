# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook replace: another phone takes the place of one, in the repository, on the web server and on the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from integration.conftest import PASSWORD, Fleet
from integration.helpers.configs import account
from integration.helpers.playbooks import Ansible, Run, dump
from simulator.client import SimulatedPhone

OWN = "Own-Passw0rd of the fleet"
OLD, NEW, DESK = "00:0b:82:aa:bb:01", "00:0b:82:aa:bb:02", "00:0b:82:aa:bb:03"
VARIABLES = f"""---
# The phone at the door.
gs_mac: {OLD}  # label
gs_model: gxv3370

gs_tls_fingerprint: {"AB:" * 31}AB
door_code: "kept-4711-secret"
"""


class Repository:
    """Two phones, one of which is replaced; their files are published."""

    def __init__(self, ansible: Ansible, fleet: Fleet, phone: SimulatedPhone) -> None:
        self.ansible = ansible
        self.www = ansible.folder / "www"
        self.www.mkdir()
        self.variables = ansible.folder / "host_vars" / "lobby.yml"
        self.variables.parent.mkdir()
        self.variables.write_text(VARIABLES, encoding="utf-8")
        self.variables.chmod(0o640)
        place = fleet.host(phone, ansible_password=None, gs_ca_path=None, gs_retries=0)
        hosts = {"lobby": place, "desk": {**place, "gs_mac": DESK, "gs_model": "gxv3370"}}
        state = {"gs_settings": {"ntp_server": "ntp.example.net"}, "gs_accounts": {1: account(1001)}}
        password = {"ansible_password": OWN, "gs_factory_password": PASSWORD, "gs_acceptance_clock_tolerance": 90}
        group = {**password, **state, "gs_publish_dest": str(self.www)}
        dump(ansible.folder / "hosts.yml", {"phones": {"hosts": hosts, "vars": group}})

    def run(self, playbook: str, *arguments: str, **variables: Any) -> Run:
        """Run a playbook on the inventory."""
        extra = [part for name, value in variables.items() for part in ("-e", f"{name}={value}")]
        command = ("-i", str(self.ansible.folder / "hosts.yml"), f"voip.grandstream.{playbook}", *arguments, *extra)
        # With all that there is to see.
        secrets = [OWN, "secret-1001", "kept-4711-secret"]
        return self.ansible.command("ansible-playbook", *command, "-vvv", "--diff", secrets=secrets).finish()

    def files(self) -> set[str]:
        """The published files."""
        return {file.name for file in self.www.glob("cfg*")}


def told(run: Run, task: str) -> list[Any]:
    """The messages of a task."""
    return [r.data["msg"] for r in run.results if r.task.rsplit(" : ", 1)[-1] == task and r.status != "skipped"]


def without(text: str, *names: str) -> list[str]:
    """The lines of a file, but for those of these variables."""
    return [line for line in text.splitlines() if not line.startswith(names)]


@pytest.mark.long
def test_another_phone_takes_the_place(ansible: Ansible, tls_fleet: Fleet) -> None:
    phone = tls_fleet.phone("gxv3370")
    repository = Repository(ansible, tls_fleet, phone)
    published = repository.run("publish")
    assert (published.rc, repository.files()) == (0, {"cfg000b82aabb01.xml", "cfg000b82aabb03.xml"}), published.output
    pin = tls_fleet.simulator.fingerprint
    assert pin
    phone.clear_requests()
    wanted = {"gs_replace_mac": NEW, "gs_replace_fingerprint": pin}

    both = repository.run("replace", **wanted)
    assert (both.rc, told(both, "Check that one phone is meant")) == (
        2,
        ["This playbook replaces one phone, and 2 hosts are chosen. Nothing was changed. Name one host with --limit."],
    )
    looked = repository.run("replace", "--check", "--limit", "lobby", **wanted)
    assert looked.rc == 0, looked.output
    assert told(looked, "Show what changes in the variables of the host") == [
        [
            *(str(repository.variables), f"- gs_mac: {OLD}  # label", f'+ gs_mac: "{NEW}"  # label'),
            *(str(repository.variables), f"- gs_tls_fingerprint: {'AB:' * 31}AB", f'+ gs_tls_fingerprint: "{pin}"'),
        ]
    ]
    assert repository.variables.read_text(encoding="utf-8") == VARIABLES
    assert repository.files() == {"cfg000b82aabb01.xml", "cfg000b82aabb03.xml"}
    assert phone.requests() == []

    done = repository.run("replace", "--limit", "lobby", **wanted)
    assert done.rc == 0, done.output
    text = repository.variables.read_text(encoding="utf-8")
    assert yaml.safe_load(text) == {**yaml.safe_load(VARIABLES), "gs_mac": NEW, "gs_tls_fingerprint": pin}
    assert without(text, "gs_mac", "gs_tls") == without(VARIABLES, "gs_mac", "gs_tls")
    assert repository.variables.stat().st_mode & 0o777 == 0o640
    assert repository.files() == {"cfg000b82aabb02.xml", "cfg000b82aabb03.xml"}
    held = phone.values()
    assert (held["2"], held["30"], held["35"]) == (OWN, "ntp.example.net", "1001")

    # Once more, by who is not sure that it ended well.
    phone.clear_requests()
    again = repository.run("replace", "--limit", "lobby", **wanted)
    assert (again.rc, again.recap["lobby"]["changed"]) == (0, 0), again.output
    assert not [one for one in phone.requests() if one["endpoint"] in ("api-values.post", "api-change_password")]


def test_what_only_a_person_can_change(ansible: Ansible, tls_fleet: Fleet) -> None:
    """Of desk, the address stands in the inventory itself. Nothing is done before it is changed there."""
    phone = tls_fleet.phone("gxv3370")
    repository = Repository(ansible, tls_fleet, phone)
    phone.clear_requests()
    refused = repository.run("replace", "--limit", "desk", gs_replace_mac=NEW)
    (sentence,) = told(refused, "Name what has to be changed by hand")
    assert sentence.startswith(f"gs_mac of desk is '{DESK}': it comes from the inventory itself, from a group, ")
    assert f'Write gs_mac: "{NEW}" there. Nothing was changed. ' in sentence
    assert f"-e gs_replace_former_mac={DESK} added" in sentence
    assert (refused.rc, repository.files(), phone.requests()) == (2, set(), [])
    assert [file.name for file in Path(repository.variables.parent).iterdir()] == ["lobby.yml"]
