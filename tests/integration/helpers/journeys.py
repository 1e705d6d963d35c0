# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's playbooks, run on an admin's repository as the admin has it: an inventory with group_vars and host_vars."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from integration.conftest import MODELS, PASSWORD, Fleet
from integration.helpers.configs import account
from integration.helpers.playbooks import Ansible, Data, Run, dump
from simulator.client import SimulatedPhone

#: In the order of `Fleet.phone`.
SITES = ("berlin", "rome")
#: In one play, side by side: phones as the guide describes them, and as the vendor's own web server behaves.
PROFILES = ("guide", "vendor")
#: What is said where phones of the second kind have changed.
KEPT = "kept; in force perhaps only after a reboot"
#: Of the baseline's one task on a phone that is in line, with accounts that are registered.
IN_LINE = ["loginrealm", "login", "api-values.get", "api-get_accounts", "api-get_phone_status"]


class Repository:
    """A fleet of mixed models on two sites, as its admin declares it."""

    def __init__(self, ansible: Ansible, fleet: Fleet, phones: int) -> None:
        self.ansible = ansible
        self.phones: dict[str, SimulatedPhone] = {}
        hosts: dict[str, Data] = {}
        for number in range(phones):
            model = MODELS[number % len(MODELS)]
            phone = fleet.phone(model)
            # Two by two, so that each site has both; the models of the second two are another's.
            phone.set(profile=PROFILES[number // 2 % 2])
            name = f"phone{number:02}"
            self.phones[name] = phone
            hosts[name] = fleet.host(phone, gs_model=model, extension=str(1001 + number % 2), ansible_password=None, gs_retries=0)
        self.folder = ansible.folder / "repository"
        groups = {
            site: {"hosts": {name: data for index, (name, data) in enumerate(hosts.items()) if index % 2 == number}}
            for number, site in enumerate(SITES)
        }
        self.write({"inventory.yml": {"phones": {"children": groups}}})

    def write(self, files: Mapping[str, Any]) -> None:
        """Files by their path in the repository: data as YAML, text as it is."""
        for path, content in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, str):
                file.write_text(content, encoding="utf-8")
            else:
                dump(file, content)

    def path(self, name: str) -> Path:
        """A file of the repository."""
        return self.folder / name

    def run(self, playbook: str, *arguments: str, secrets: tuple[str, ...] = (), warnings: tuple[str, ...] = ()) -> Run:
        """Run one of the collection's playbooks, or one by its path, as its admin would."""
        name = playbook if "/" in playbook else f"voip.grandstream.{playbook}"
        self.forget_requests()
        return self.ansible.command(
            "ansible-playbook",
            "-i",
            str(self.path("inventory.yml")),
            name,
            *arguments,
            secrets=[PASSWORD, *secrets],
            warnings=warnings,
            tolerated=[KEPT],
        ).finish()

    def forget_requests(self) -> None:
        """Let `requests` begin anew."""
        for phone in self.phones.values():
            phone.clear_requests()

    def requests(self, name: str) -> list[str]:
        """The endpoints that a phone was asked since the last run began."""
        return [request["endpoint"] for request in self.phones[name].requests()]

    def of_profile(self, profile: str) -> list[str]:
        """The names of the phones that behave so."""
        return [name for index, name in enumerate(self.phones) if PROFILES[index // 2 % 2] == profile]

    def values(self, number: str) -> set[str]:
        """What all phones hold at a P number."""
        return {phone.values().get(number, "") for phone in self.phones.values()}


def declared() -> dict[str, Any]:
    """What the admin's group_vars say: an account a phone, a time server a site, a bundle of their own."""
    return {
        "group_vars/phones.yml": {
            "ansible_password": PASSWORD,
            "gs_bundles": ["desk"],
            "gs_bundle_desk": {"settings": {"P1362": "de", "syslog_server": "{{ log_host }}"}},
            "log_host": "log.example.net",
            "gs_settings": {"ntp_server": "ntp.example.net", "P64": "CET-1CEST"},
            "gs_accounts": {1: account(0) | {"sip_user_id": "{{ extension }}", "sip_auth_password": "secret-{{ extension }}"}},
        },
        "group_vars/rome.yml": {"gs_settings": {"P30": "ntp.rome.example.net"}, "gs_accounts": {1: {"sip_transport": "tls"}}},
    }
