# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role phonebook: one directory, from files of any kind, on phones of several sites."""

from __future__ import annotations

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.books import READ, WRITES, named, own_groups
from integration.helpers.journeys import Repository
from integration.helpers.playbooks import Ansible, Data, Run

CSV = """First name,Last name,Work,Department,Site
Jörg,Müßig,0049,Sales,
{{ 1+1 }},Null,0815,,"Berlin, Hamburg"
Anna,Rossi,0017,Vendite,rome
"""
EVERYWHERE = {"Jörg Müßig": {"work": "0049", "group": "Sales"}}
IN_BERLIN = {**EVERYWHERE, "{{ 1+1 }} Null": {"work": "0815"}}
IN_ROME = {**EVERYWHERE, "Anna Rossi": {"work": "0017", "group": "Vendite"}}
XML = """<?xml version="1.0" encoding="UTF-8"?>
<AddressBook><pbgroup><id>3</id><name>Sales</name></pbgroup><pbgroup><id>4</id><name>Else</name></pbgroup>
<Contact><FirstName>Jack</FirstName><Phone type="Work"><phonenumber>8819</phonenumber></Phone><Group>3</Group></Contact>
<Contact><FirstName>Jane</FirstName><Phone type="Work"><phonenumber>8820</phonenumber></Phone><Group>4</Group></Contact>
</AddressBook>
"""
STRANGER = {"first_name": "Private", "work": "1", "group_id": 0}


def told(run: Run) -> list[Data]:
    """What loading the directory said, once for all phones. Task names have the role's in front, but not in each ansible-core."""
    return [result.data for result in run.results if result.task.endswith("Read the directory")]


def refused(run: Run, host: str) -> str:
    """Why the phonebook of a phone was not brought to the directory."""
    return str(next(result for result in run.of(host) if result.task.endswith("in line with the directory")).data["msg"])


def failed(run: Run) -> list[str]:
    """The hosts that the recap names."""
    return sorted(host for host, counts in run.recap.items() if counts["unreachable"] or counts["failures"])


def changed(run: Run) -> list[str]:
    """The hosts that changed."""
    return sorted(host for host, counts in run.recap.items() if counts["changed"])


def repository_of(ansible: Ansible, fleet: Fleet, phones: int, **variables: object) -> Repository:
    """A repository whose phones all have these variables. Its two groups are sites."""
    repository = Repository(ansible, fleet, phones)
    repository.write(
        {
            "group_vars/phones.yml": {"ansible_password": PASSWORD, **variables},
            "group_vars/berlin.yml": {"gs_site": "berlin"},
            "group_vars/rome.yml": {"gs_site": "Rome"},
        }
    )
    return repository


@pytest.mark.long
def test_each_site_has_its_directory_and_a_dead_phone_is_picked_up_later(released_ansible: Ansible, fleet: Fleet) -> None:
    repository = repository_of(released_ansible, fleet, 4, gs_phonebook_source="directory.csv")
    repository.write({"directory.csv": CSV})
    # One at each site is of the vendor's own firmware.
    for name in ("phone02", "phone03"):
        repository.phones[name].set(profile="vendor")
    dead = repository.phones["phone01"]
    dead.set(off=True)
    first = repository.run("phonebook")
    assert (first.rc, failed(first), changed(first)) == (4, ["phone01"], ["phone00", "phone02", "phone03"])
    assert [data["msg"] for data in told(first)] == [["Contacts: 3, groups: 2"]]
    assert [named(repository.phones[name]) for name in ("phone00", "phone02", "phone03")] == [IN_BERLIN, IN_BERLIN, IN_ROME]
    assert own_groups(repository.phones["phone00"]) == ["Sales"], "a group that is only for another site"

    dead.set(off=False)
    dead.wait_until_up()
    second = repository.run("phonebook")
    assert (second.rc, changed(second), named(dead)) == (0, ["phone01"], IN_ROME)
    assert [repository.requests(name) for name in ("phone00", "phone02", "phone03")] == [READ] * 3


def test_phones_have_their_own_directories_and_purge_only_what_they_were_told_to(ansible: Ansible, fleet: Fleet) -> None:
    repository = repository_of(ansible, fleet, 8, gs_phonebook_source=["company.yml"])
    repository.write(
        {
            "company.yml": "contacts:\n  - {first_name: No, work: 0017, group: Sales}\n  - {first_name: Far, site: tokyo}\n",
            "far.yml": "contacts:\n  - {first_name: Far, site: tokyo}\n",
            "book.xml": XML,
            "bad.csv": "Name,Work\n,8819\n",
            "host_vars/phone01.yml": {"gs_phonebook_purge": True},
            "host_vars/phone02.yml": {"gs_phonebook_purge": True, "gs_phonebook_purge_groups": ["Sales"]},
            "host_vars/phone03.yml": {"gs_phonebook_purge": True, "gs_phonebook_source": "far.yml"},
            "host_vars/phone04.yml": {"gs_phonebook_source": "book.xml", "gs_phonebook_only_groups": ["Sales"]},
            "host_vars/phone05.yml": {"gs_phonebook_source": ["bad.csv", "company.yml"]},
            "host_vars/phone06.yml": {"gs_phonebook_contacts": [{"first_name": "Inline", "work": "{{ extension }}"}]},
            "host_vars/phone07.yml": {"gs_phonebook_source": [], "gs_phonebook_purge_groups": ["Sales"]},
        }
    )
    for phone in repository.phones.values():
        phone.set(groups={"9": "Sales"}, contacts=[STRANGER, {"first_name": "Left", "work": "2", "group_id": 9}])
    run = repository.run("phonebook")
    stranger, left, ours = (
        {"Private": {"work": "1"}},
        {"Left": {"work": "2", "group": "Sales"}},
        {"No": {"work": "0017", "group": "Sales"}},
    )
    held = {name: named(phone) for name, phone in repository.phones.items()}
    assert held == {
        "phone00": {**stranger, **left, **ours},
        "phone01": ours,
        "phone02": {**stranger, **ours},
        "phone03": {**stranger, **left},
        "phone04": {**stranger, **left, "Jack": {"work": "8819", "group": "Sales"}},
        "phone05": {**stranger, **left},
        "phone06": {**stranger, **left, **ours, "Inline": {"work": "1001"}},
        "phone07": {**stranger, **left},
    }
    assert (run.rc, failed(run)) == (2, ["phone03", "phone05"])
    assert "allow_empty" in refused(run, "phone03")
    assert "bad.csv: line 2: the row has no name and is left out" in refused(run, "phone05")
    assert [repository.requests(name) for name in ("phone03", "phone05", "phone07")] == [[], [], []]


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"gs_phonebook_source": "nowhere.csv"}, "there is no directory file 'nowhere.csv'. It was looked for at "),
        ({"gs_phonebook_source": "bad.csv"}, "bad.csv: the column 'Room' is not read; 1 rows have something there"),
    ],
    ids=["missing", "problems"],
)
def test_a_bad_directory_is_told_before_any_request(
    ansible: Ansible, fleet: Fleet, variables: dict[str, object], said: str
) -> None:
    repository = repository_of(ansible, fleet, 2, **variables)
    repository.write({"bad.csv": "Name,Work,Room\nJack,8819,2.17\n"})
    run = repository.run("phonebook")
    assert run.rc == 2
    (data,) = told(run)
    assert said in data["msg"]
    assert {name: repository.requests(name) for name in repository.phones} == {"phone00": [], "phone01": []}


def test_settings_and_directory_in_one_session(ansible: Ansible, fleet: Fleet) -> None:
    """What the playbook enforce does: the role only loads, and the layer goes along with the settings. Problems that are
    allowed are told once."""
    repository = repository_of(ansible, fleet, 3, gs_phonebook_source="rooms.csv", gs_phonebook_allow_problems=True)
    repository.write(
        {
            "rooms.csv": "Name,Work,Room\nJack,8819,2.17\n",
            "host_vars/phone02.yml": {"gs_phonebook_source": ""},
            "site.yml": [
                {
                    "hosts": "phones",
                    "gather_facts": False,
                    "tasks": [
                        {"import_role": {"name": "voip.grandstream.phonebook", "tasks_from": "load"}},
                        {
                            "voip.grandstream.gs_config": {
                                "settings": {"ntp_server": "ntp.example.net"},
                                "layers": "{{ [gs_phonebook_layer] | select }}",
                            }
                        },
                    ],
                }
            ],
        }
    )
    playbook = str(repository.path("site.yml"))
    first = repository.run(playbook)
    assert (first.rc, changed(first)) == (0, ["phone00", "phone01", "phone02"])
    (data,) = told(first)
    assert data["msg"][0] == "Contacts: 1, groups: 0"
    assert data["msg"][1].startswith("rooms.csv: the column 'Room' is not read")
    assert [named(phone) for phone in repository.phones.values()] == [{"Jack": {"work": "8819"}}] * 2 + [{}]
    assert repository.run(playbook).rc == 0
    for name, extra in (("phone00", 2), ("phone01", 2), ("phone02", 0)):
        asked = repository.requests(name)
        assert len(asked) == 3 + extra, asked
        assert not set(asked) & {*WRITES, "api-values.post"}
