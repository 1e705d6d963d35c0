# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_info: what it reads of the phonebook is what gs_phonebook takes, and writing it back changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from integration.conftest import Fleet, Way
from integration.helpers.books import INFO, ODD_NAMES, PHONEBOOK, READ, phones, sessions
from integration.helpers.playbooks import Ansible, Data

_READ: Data = {"name": "read", INFO: {"gather_subset": ["contacts", "groups"]}, "register": "book"}


def _written_back(**options: Any) -> Data:
    return {"name": "write", PHONEBOOK: {"groups": "{{ book.groups }}", "contacts": "{{ book.contacts }}", **options}}


def _book() -> tuple[dict[int, str], list[Data]]:
    """Odd ones, in groups with odd names; one in a group that the phone does not list."""
    groups = {number: name[:60].strip() for number, name in enumerate(ODD_NAMES, 1)}
    people: list[Data] = [
        {
            "id": 3 * number,
            "first_name": name.partition(" ")[0],
            "last_name": name.partition(" ")[2],
            "group_id": number,
            "work": f"0049 {number}",
            "email": name[:40],
        }
        for number, name in enumerate(ODD_NAMES)
    ]
    people += [
        {"first_name": "True", "work": "1e5", "home": "0x10", "mobile": "007", "fax": "null"},
        {"last_name": "Only Last Name Here", "group_id": 100},
        {"first_name": "In a group", "last_name": "of its own", "group_id": 99, "work": " 1 "},
    ]
    return groups, people


def test_written_back_as_it_was_read(way: Way, fleet: Fleet) -> None:
    """Nothing changes, with `purge` too."""
    groups, people = _book()
    phone = fleet.phone()
    phone.set(groups=groups, contacts=people)
    before = phone.state()

    run = way.ansible.run(fleet.hosts(lobby=phone), [_READ, _written_back(purge=True)], "--diff", door=way.door)

    read = run.data("lobby", "read")
    assert read["changed"] is False
    assert "diff" not in read
    assert "changes" not in read
    assert len(read["contacts"]) == len(people)
    assert read["contacts"][0] == {
        "id": 0,
        "first_name": "Jörg",
        "last_name": "Müßig-Größe",
        "group": "default",
        "work": "0049 0",
        "home": "",
        "mobile": "",
        "fax": "",
        "email": "Jörg Müßig-Größe",
    }
    assert {group["id"]: group["name"] for group in read["groups"]} == phone.groups()
    assert run.data("lobby", "write")["changes"] == []
    assert sessions(phone) == [READ, READ]
    assert {key: phone.state()[key] for key in ("contacts", "groups")} == {key: before[key] for key in ("contacts", "groups")}


#: Books that are hard to write back, with the options that it takes.
HARD: dict[str, tuple[Data, Data]] = {
    "empty": ({}, {}),
    "empty, purge": ({}, {"purge": True, "allow_empty": True}),
    "names as sent": ({"contacts": [{"first_name": " Ann ", "last_name": " Lee"}], "quirks": {"name_joint": "as_sent"}}, {}),
    "integers": (
        {"contacts": [{"first_name": "A", "group_id": 1}], "groups": {1: "1"}, "quirks": {"contact_ids": "integer"}},
        {},
    ),
    "by name": ({"contacts": [{"first_name": name} for name in "zay"], "quirks": {"contact_order": "name"}}, {}),
    "spaces in groups": ({"contacts": [{"first_name": "A", "group_id": 1}], "groups": {1: " a  b "}}, {}),
    "group unknown": ({"contacts": [{"first_name": "A", "group_id": 44, "work": "1"}]}, {}),
    "twins": ({"contacts": [{"first_name": "T", "work": "1"}, {"first_name": "T", "work": "1"}]}, {"match_by": ["id"]}),
    "twins by work": ({"contacts": [{"first_name": "T", "work": "1"}, {"first_name": "T"}]}, {"match_by": ["name", "work"]}),
    "no name": ({"contacts": [{"work": "1"}, {"first_name": "B"}]}, {}),
}


def test_hard_books(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    ours = phones(fleet, list(HARD))
    hosts, before = {}, {}
    for name, phone in ours.items():
        changes, options = HARD[name]
        phone.set(**changes)
        before[name] = phone.state()
        hosts[name] = fleet.host(phone, wanted=options)
    choices = {key: f"{{{{ wanted.{key} | default(omit) }}}}" for key in ("purge", "allow_empty", "match_by")}

    run = ansible.run(hosts, [_READ, _written_back(**choices)])

    for name, phone in ours.items():
        with subtests.test(name):
            assert run.data(name, "write")["changes"] == []
            assert sessions(phone) == [READ, READ]
            assert {key: phone.state()[key] for key in ("contacts", "groups")} == {
                key: before[name][key] for key in ("contacts", "groups")
            }


def test_only_what_is_wanted_is_read(ansible: Ansible, fleet: Fleet) -> None:
    """In check mode too, and an unknown subset is refused."""
    phone = fleet.phone()
    phone.set(groups={1: "Sales"}, contacts=[{"first_name": "Ann", "group_id": 1}])
    subsets = {"groups": ["groups"], "contacts": ["contacts"], "both": ["groups", "contacts"]}
    tasks: list[Data] = [{"name": name, INFO: {"gather_subset": subset}} for name, subset in subsets.items()]
    tasks += [{"name": "wrong", INFO: {"gather_subset": ["contact"]}, "ignore_errors": True}]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, "--check", "--diff", "-vvv")

    found = {name: {"groups", "contacts"} & run.data("lobby", name).keys() for name in subsets}
    assert found["groups"] == {"groups"}
    assert found["contacts"] == {"contacts"}
    assert found["both"] == {"groups", "contacts"}
    assert "contact" in run.failure("lobby", "wrong", status="ignored")["msg"]
    seen = sessions(phone)
    assert seen[0] == [*READ[:2], "api-get_groups"]
    # Contacts tell their groups by name.
    assert seen[1:] == [READ] * 2


def test_wrong_password(ansible: Ansible, fleet: Fleet) -> None:
    """Each module says so as unreachable, and leaves the phone attempts; no password shows with -vvv either."""
    phone = fleet.phone()
    wrong = "not-the-password-of-any"
    hosts = {"lobby": fleet.host(phone, ansible_password=wrong)}

    run = ansible.run(hosts, [_READ], "-vvv", secrets=[wrong])

    failure = run.failure("lobby", status="unreachable")
    assert failure["error"]["kind"] == "auth"
    assert phone.address in failure["msg"]
    assert phone.state()["strikes"] <= 2
    assert "api-get_groups" not in {request["endpoint"] for request in phone.requests()}
