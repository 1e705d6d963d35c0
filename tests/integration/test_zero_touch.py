# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a list of phones and an empty folder to phones in use, without contacting one: table, publish, web server, boot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.conftest import MODELS
from integration.helpers.configs import account
from integration.helpers.playbooks import Ansible, Run, dump
from simulator.certificates import issue
from simulator.client import Simulator
from support import web_servers

PHONES = 50
FIRST = "127.0.70."
FILE_PASSWORD, NEW_FILE_PASSWORD = "für Dateien & mehr", "neu für Dateien"


@pytest.fixture(scope="module")
def factory() -> Iterator[Simulator]:
    """Phones in their boxes, off."""
    with Simulator(PHONES, first_address=f"{FIRST}1", models=MODELS, password="admin") as simulator:
        simulator.all_phones().set(off=True)
        yield simulator


class Office:
    """An admin's folder: a spreadsheet's list of phones, what all phones have, and what those at home have."""

    def __init__(self, ansible: Ansible, simulator: Simulator) -> None:
        self.ansible = ansible
        self.served = ansible.folder / "provisioning"
        self.served.mkdir()
        rows = ["Name;MAC-Adresse;Durchwahl;Site;Model;IP"]
        self.homes = []
        self.names = {}
        for number, address in enumerate(simulator.addresses):
            name, home = f"Telefon {number:02}", number % 3 == 0
            self.names[address] = f"Telefon_{number:02}"
            self.homes += [address] if home else []
            model = MODELS[number % len(MODELS)].upper()
            rows.append(f'{name};{mac(address).upper()};"=""0{number:03}""";{"Home" if home else "Büro"};{model};{address}')
        (ansible.folder / "phones.csv").write_text("\ufeff" + "\r\n".join([*rows, ""]), encoding="utf-8")
        folder = ansible.folder / "inventory"
        (folder / "group_vars").mkdir(parents=True)
        columns = {"MAC-Adresse": "mac", "Durchwahl": "extension"}
        dump(folder / "phones.gs_table.yml", {"plugin": "voip.grandstream.table", "path": "../phones.csv", "columns": columns})
        dump(
            folder / "group_vars" / "phones.yml",
            {
                "ansible_password": "{{ 'phone ' ~ extension }}",
                "ansible_port": simulator.port,
                "gs_use_ssl": False,
                "gs_publish_dest": str(self.served),
                "gs_publish_passwords": True,
                "gs_settings": {"ntp_server": "ntp.example.net", "P64": "CET-1CEST", "http_user_agent": "ä & <b> \"c\" 'd' #e"},
                "gs_accounts": {
                    1: account(0) | {"sip_user_id": "{{ extension }}", "sip_auth_password": "secret-{{ extension }}"}
                },
            },
        )
        self.write_home(FILE_PASSWORD, gs_publish_encrypted=True)

    def write_home(self, password: str, **variables: object) -> None:
        """Say what password for files the phones at home shall have, and more."""
        file = self.ansible.folder / "inventory" / "group_vars" / "home.yml"
        dump(file, {"gs_settings": {"xml_config_password": password}, **variables})

    def run(self, playbook: str, *arguments: str) -> Run:
        """Run a playbook of the collection as its admin would."""
        inventory = str(self.ansible.folder / "inventory" / "phones.gs_table.yml")
        secrets = ["secret-0001", "phone 0001", FILE_PASSWORD, NEW_FILE_PASSWORD]
        command = ("ansible-playbook", "-i", inventory, f"voip.grandstream.{playbook}", *arguments)
        return self.ansible.command(*command, secrets=secrets).finish()


def mac(address: str) -> str:
    """The MAC address of a simulated phone, in pairs."""
    return ":".join(["00", "0b", "82", *(f"{int(part):02x}" for part in address.split(".")[1:])])


def file_of(address: str) -> str:
    return f"cfg{mac(address).replace(':', '')}.xml"


def boot(simulator: Simulator, addresses: list[str], **around: str) -> list[str]:
    """Switch phones on that are told this much, and wait; gives what came of their files."""
    phones = [simulator.phone(address) for address in addresses]
    for phone in phones:
        phone.set(off=True, zero_touch=around)
        phone.set(off=False)
    results = []
    for phone in phones:
        phone.wait_until_up()
        results.append(phone.state()["fetches"][-1]["result"])
    return results


@pytest.mark.long
def test_from_the_box_to_a_fleet_in_line(
    ansible: Ansible, factory: Simulator, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Half of the phones ask by HTTPS and verify the server; those at home have encrypted files. Nobody contacts a phone until
    enforce finds that there is nothing to do."""
    office = Office(ansible, factory)
    published = office.run("publish")
    assert published.rc == 0, published.output
    addresses = factory.addresses
    assert sorted(file.name for file in office.served.glob("*.xml")) == sorted(file_of(address) for address in addresses)
    encrypted = [address for address in addresses if (office.served / file_of(address)).read_bytes().startswith(b"Salted__")]
    assert encrypted == office.homes
    assert factory.requests_summary()["total"] == 0

    own, other = (issue(["127.0.0.1"], tmp_path / name, old=False) for name in ("tls", "other"))
    # A run of Ansible ends what is left in the folder of the test.
    with web_servers.served(office.served, own.phone, tmp_path_factory.mktemp("server")) as server:
        secure = {"url": server.https, "ca": str(own.ca)}
        stranger, colleague = office.homes[0], next(address for address in addresses if address not in office.homes)
        before = {address: factory.phone(address).state()["stored"] for address in (stranger, colleague)}
        assert boot(factory, [stranger], **secure) == ["encrypted"], "it does not have the password"
        assert boot(factory, [stranger], **secure, password="another") == ["wrong password"]
        assert boot(factory, [colleague], url=server.https, ca=str(other.ca)) == ["certificate not trusted"]
        assert {address: factory.phone(address).state()["stored"] for address in before} == before
        asked = len(server.asked())

        plain = [address for address in addresses if address not in office.homes]
        assert set(boot(factory, office.homes, **secure, password=FILE_PASSWORD)) == {"applied"}
        assert set(boot(factory, plain[::2], **secure)) == {"applied"}
        assert set(boot(factory, plain[1::2], url=server.http)) == {"applied"}
        path = f"/{web_servers.SECRET_PATH}/"
        assert sorted(server.asked()[asked:]) == sorted((address, path + file_of(address), 200) for address in addresses)

        assert_in_line(office, factory)
        change_the_password(office, factory, stranger, secure)


def assert_in_line(office: Office, factory: Simulator) -> None:
    """All phones hold what git says, and enforce, which nobody has run before, has nothing to do and writes nothing."""
    addresses = factory.addresses
    held = {address: factory.phone(address).values() for address in addresses}
    assert {values["34"] for values in held.values()} == {f"secret-0{number:03}" for number in range(PHONES)}
    assert {values["2"] for values in held.values()} == {f"phone 0{number:03}" for number in range(PHONES)}
    assert [address for address, values in held.items() if values["1359"]] == office.homes

    assert factory.requests_summary()["total"] == 0
    enforced = office.run("enforce")
    assert enforced.rc == 0, enforced.output
    assert sorted(enforced.recap) == sorted(office.names.values())
    assert {counts["changed"] for counts in enforced.recap.values()} == {0}, enforced.output
    summary = factory.requests_summary()
    assert (len(summary["phones"]), summary["writes"]) == (PHONES, 0)


def change_the_password(office: Office, factory: Simulator, address: str, server: dict[str, str]) -> None:
    """A new password for files, in the order of the guide: no step leaves the phone behind."""
    one = ("--extra-vars", f"gs_hosts={office.names[address]}")
    office.write_home(NEW_FILE_PASSWORD)
    assert "encrypted with another password so far" in office.run("publish", *one).output
    for has in (FILE_PASSWORD, NEW_FILE_PASSWORD):
        office.write_home(NEW_FILE_PASSWORD, gs_publish_password=has)
        published = office.run("publish", *one)
        assert published.rc == 0, published.output
        assert boot(factory, [address], **server) == ["applied"]
        assert factory.phone(address).values()["1359"] == NEW_FILE_PASSWORD
