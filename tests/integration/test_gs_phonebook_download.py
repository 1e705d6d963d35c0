# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_phonebook_download: the phone's file on the controller, whole or not at all, and only when it differs."""

from __future__ import annotations

import stat
from pathlib import Path
from xml.etree import ElementTree as ET

from integration.conftest import Fleet
from integration.helpers.books import DOWNLOAD, ODD_NAMES, sessions
from integration.helpers.playbooks import Ansible, Data

READ = ["loginrealm", "login", "phonebook_download"]


def _names(file: Path) -> list[str]:
    """Of the contacts in a file."""
    people = ET.parse(file).iter("Contact")
    return [f"{person.findtext('FirstName')}".strip() for person in people]


def test_file_follows_the_phone(released_ansible: Ansible, fleet: Fleet) -> None:
    """Written, left alone, replaced with a backup; with the mode that is asked for. It is core's own copy that does it."""
    _follow(released_ansible, fleet, "in_process")


def test_file_through_the_other_door(ansible: Ansible, fleet: Fleet) -> None:
    """It is on the controller just the same."""
    _follow(ansible, fleet, "shipped")


def test_file_in_a_folder(ansible: Ansible, fleet: Fleet) -> None:
    """It has the name that the phone gives it. A link that has that name is replaced, and what it leads to is not touched."""
    phone = fleet.phone()
    folder, linked = ansible.folder / "books", ansible.folder / "linked"
    folder.mkdir()
    linked.mkdir()
    victim = ansible.folder / "victim"
    victim.write_text("precious", encoding="utf-8")
    (linked / "phonebook.xml").symlink_to(victim)
    places = (folder, linked, linked / "phonebook.xml")

    run = ansible.run(fleet.hosts(lobby=phone), [{DOWNLOAD: {"dest": str(place)}} for place in places])

    assert [result.data["changed"] for result in run.of("lobby")] == [True, True, False]
    for place in places[:2]:
        assert [file.name for file in place.iterdir()] == ["phonebook.xml"]
        assert ET.parse(place / "phonebook.xml").getroot().tag == "AddressBook"
    assert not (linked / "phonebook.xml").is_symlink()
    assert victim.read_text(encoding="utf-8") == "precious"


def _follow(ansible: Ansible, fleet: Fleet, door: str) -> None:
    phone = fleet.phone()
    names = [name.partition(" ")[0] for name in ODD_NAMES]
    phone.set(contacts=[{"first_name": name, "work": "1"} for name in names], groups={1: "Müller & Söhne"})
    dest = ansible.folder / "books" / "lobby.xml"
    dest.parent.mkdir()
    options: Data = {"dest": str(dest), "mode": "0600", "backup": True}
    tasks: list[Data] = [
        {"name": "check", DOWNLOAD: options, "check_mode": True},
        {"name": "first", DOWNLOAD: options},
        {"name": "second", DOWNLOAD: options},
    ]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, door=door)

    assert [result.data["changed"] for result in run.of("lobby")] == [True, True, False]
    first = run.data("lobby", "first")
    assert (first["dest"], first["contact_count"], first["group_count"]) == (str(dest), len(names), 1)
    assert "backup_file" not in first
    assert sessions(phone) == [READ] * 3
    assert _names(dest) == names
    assert stat.S_IMODE(dest.stat().st_mode) == 0o600
    assert [file.name for file in dest.parent.iterdir()] == ["lobby.xml"]
    former = dest.read_bytes()
    phone.set(contacts=[{"first_name": "Only one"}])

    again = ansible.run(fleet.hosts(lobby=phone), tasks[:2], "--diff", door=door)

    assert [result.data["changed"] for result in again.of("lobby")] == [True, True]
    assert Path(again.data("lobby", "first")["backup_file"]).read_bytes() == former
    assert _names(dest) == ["Only one"]
    assert stat.S_IMODE(dest.stat().st_mode) == 0o600
    assert len(list(dest.parent.iterdir())) == 2
    assert "\n+            <FirstName>Only one" in again.stdout or "<FirstName>Only one</FirstName>" in again.stdout


def test_what_is_no_phonebook_is_not_written(ansible: Ansible, fleet: Fleet) -> None:
    """The former file stays as it was, and nothing else lies beside it. The fault matrix goes through the other door, too."""
    hosts = {}
    folder = ansible.folder / "books"
    folder.mkdir()
    kinds = ("truncated", "html", "empty", "wrong_shape", "short", "status_500")
    for kind in kinds:
        phone = fleet.phone()
        phone.fault(kind, "phonebook_download", times=None)
        hosts[kind] = fleet.host(phone, gs_retries=0)
        (folder / f"{kind}.xml").write_text("former")

    run = ansible.run(hosts, [{DOWNLOAD: {"dest": f"{folder}/{{{{ inventory_hostname }}}}.xml"}}], "-vvv")

    for kind in kinds:
        failure = run.failure(kind, status="unreachable" if kind == "short" else "failed")
        assert failure["error"]["kind"] == {"html": "api", "short": "transport"}.get(kind, "reply")
        assert hosts[kind]["ansible_host"] in failure["msg"]
        assert "phonebook_download" in failure["msg"]
        assert failure["changed"] is False
    assert {file.name: file.read_text() for file in folder.iterdir()} == {f"{kind}.xml": "former" for kind in kinds}


def test_dest_that_cannot_be(ansible: Ansible, fleet: Fleet) -> None:
    """The message names it."""
    phone = fleet.phone()
    missing = ansible.folder / "nowhere" / "lobby.xml"

    run = ansible.run(fleet.hosts(lobby=phone), [{DOWNLOAD: {"dest": str(missing)}}])

    assert str(missing.parent) in run.failure("lobby")["msg"]
    assert not missing.parent.exists()
