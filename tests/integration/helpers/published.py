# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A repository whose phones fetch their files, and the files as a phone would read them: with no code of the collection."""

from __future__ import annotations

import shutil
import stat
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

from ansible.parsing.vault import VaultLib, VaultSecret

from integration.helpers.playbooks import Ansible, Data, Run, Vaulted, dump

SIP = "s3cret-sip-"
LOGIN = "Kran-login-77"
CRYPT = "Qp5-encrypts-files"
VAULT = "opens-the-vault"
#: The role's task.
TASK = "Write the provisioning files of all phones"

GROUP: Data = {
    "ansible_connection": "voip.grandstream.webapi",
    "ansible_password": LOGIN,
    "gs_model": "gxv3370",
    "gs_bundles": ["time"],
    "gs_timezone": "CET-1CEST,M3.5.0,M10.5.0/3",
    "gs_settings": {"ntp_server": "ntp.example.net", "P99999": "0"},
    "gs_accounts": {1: {"sip_server": "pbx.{{ gs_site }}.example.net", "account_active": True}},
}


class Provisioning:
    """Phones of an inventory, and the folder with their files."""

    def __init__(self, ansible: Ansible) -> None:
        self.ansible = ansible
        self.www = ansible.folder / "www"
        self.www.mkdir()
        (ansible.folder / "vault-password").write_text(VAULT)
        self.hosts: dict[str, Data] = {}
        self.group: Data = {**GROUP, "gs_publish_dest": str(self.www)}
        self.others: dict[str, Data] = {}

    def add(self, name: str, number: int, **variables: Any) -> None:
        """Add a phone."""
        account = {1: {"sip_user_id": str(1000 + number), "sip_auth_password": f"{SIP}{number}"}}
        site = ("rome", "berlin")[number % 2]
        self.hosts[name] = {"gs_mac": mac(number), "gs_accounts": account, "gs_site": site, **variables}

    def run(
        self,
        *arguments: str,
        playbook: str = "voip.grandstream.publish",
        warnings: tuple[str, ...] = (),
        secrets: tuple[str, ...] = (),
    ) -> Run:
        """Run a playbook. No secret may show."""
        phones = {"vars": self.group, "hosts": self.hosts}
        # Nothing but the group's own variables is merged, as beside an inventory.
        inventory = dump(self.ansible.folder / "hosts.yml", {"phones": phones, "others": {"hosts": self.others}})
        return self.ansible.command(
            "ansible-playbook",
            "-i",
            str(inventory),
            playbook,
            *arguments,
            env={"ANSIBLE_VAULT_PASSWORD_FILE": str(self.ansible.folder / "vault-password")},
            secrets=[SIP, LOGIN, CRYPT, *secrets],
            warnings=warnings,
        ).finish()

    def publish(self, *arguments: str, **options: Any) -> Data:
        """Publish, and return the task's result."""
        run = self.run(*arguments, **options)
        results = [result for result in run.results if TASK in result.task]
        assert len(results) == 1, run.output
        assert (run.rc, results[0].status) == (0, "ok"), run.output
        return results[0].data

    def refused(self, *arguments: str, **options: Any) -> Data:
        """Publish, and return the failed task's result: nothing was written."""
        before = self.tree()
        run = self.run(*arguments, **options)
        results = [result for result in run.results if TASK in result.task]
        assert [result.status for result in results] == ["failed"], run.output
        assert run.rc == 2, run.output
        assert self.tree() == before
        return results[0].data

    def tree(self) -> dict[str, tuple[bytes, int, int]]:
        """All files: content, mode, and the time of the last change."""
        return {
            str(path.relative_to(self.www)): (path.read_bytes(), stat.S_IMODE(path.stat().st_mode), path.stat().st_mtime_ns)
            for path in self.www.rglob("*")
            if path.is_file()
        }

    def files(self) -> set[str]:
        """The names of the files that phones could fetch."""
        return {name for name in self.tree() if not name.startswith(".")}

    def values(self, number: int, password: str | None = None) -> dict[str, str | None]:
        """What the file of a phone says, in either version."""
        content = (self.www / f"cfg{mac(number).replace(':', '')}.xml").read_bytes()
        assert content.startswith(b"Salted__") == (password is not None)
        root = ET.fromstring(decrypted(content, password) if password else content)
        assert root.findtext("mac") == mac(number).replace(":", "")
        return {element.get("name", element.tag): element.text for element in root.find("config") or ()}


def vaulted(secret: str) -> Vaulted:
    """A secret as people keep it in an inventory."""
    return Vaulted(VaultLib([("default", VaultSecret(VAULT.encode()))]).encrypt(secret).decode())


def mac(number: int) -> str:
    """The address of a phone."""
    return f"00:0b:82:aa:bb:{number:02x}"


def decrypted(content: bytes, password: str, digest: str = "md5") -> bytes:
    """What OpenSSL's program reads."""
    program = shutil.which("openssl")
    assert program, "openssl is needed to read encrypted files as a phone does"
    command = [program, "enc", "-d", "-aes-256-cbc", "-md", digest, "-pass", f"pass:{password}"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout


def problems(result: Mapping[str, Any]) -> dict[str, list[str]]:
    """Each problem of a failure with its hosts."""
    assert result["error"]["kind"] == "input", result
    return {row["problem"]: row["hosts"] for row in result["error"]["problems"]}
