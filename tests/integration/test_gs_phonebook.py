# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_phonebook: a whole directory, read once, one write for each difference, and looked at in the end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from integration.conftest import Fleet, Way
from integration.helpers.books import (
    ADD_GROUP,
    DELETE,
    DELETE_ALL,
    EDIT_GROUP,
    ODD_NAMES,
    PHONEBOOK,
    READ,
    SAVE,
    VERIFY,
    contacts,
    named,
    own_groups,
    phones,
    record,
    run_each,
    sessions,
    written,
)
from integration.helpers.playbooks import Ansible, Data

GROUPS = {1: "Sales", 2: "Old"}
BOOK: list[Data] = [
    {"first_name": "Jack", "last_name": "Brown", "group_id": 1, "work": "1", "fax": "11"},
    {"first_name": "Ann", "last_name": "Lee", "group_id": 2, "work": "2"},
    {"first_name": "Bob", "group_id": 2, "work": "3"},
    {"first_name": "Cyd", "group_id": 0, "work": "4"},
]
WHOLE = {
    "groups": [{"name": "Sales"}, {"name": "New"}],
    "contacts": [
        {"first_name": "Jack", "last_name": "Brown", "work": "1", "mobile": "111"},
        {"first_name": "Ann", "last_name": "Lee", "group": "New"},
        {"first_name": "Cyd", "work": "4", "group": "default"},
        {"first_name": "Dan", "work": "5", "group": "New"},
    ],
    "purge": True,
}


def test_directory(journey: Way, fleet: Fleet) -> None:
    """The main journey: check mode tells, the run does just that in one session, and the next has nothing to do."""
    phone = fleet.phone()
    phone.set(groups=GROUPS, contacts=BOOK, quirks={"deleted_group_members": "delete", "partial_edit": "blank"})
    task: Data = {PHONEBOOK: WHOLE, "diff": True}
    tasks = [{"name": "check", **task, "check_mode": True}, {"name": "first", **task}, {"name": "second", **task}]

    run = journey.ansible.run(fleet.hosts(lobby=phone), tasks, door=journey.door)

    check, first, second = (run.data("lobby", name) for name in ("check", "first", "second"))
    assert check["diff"]["before"] == (
        "contact Bob\n  group: Old\n  work: 3\ncontact Jack Brown\ncontact Ann Lee\n  group: Old\ngroup Old\n"
    )
    assert check["diff"]["after"] == (
        "group New\ncontact Jack Brown\n  mobile: 111\ncontact Ann Lee\n  group: New\ncontact Dan\n  group: New\n  work: 5\n"
    )
    assert (first["changes"], first["diff"]) == (check["changes"], check["diff"])
    assert (check["changed"], first["changed"], second["changed"], second["changes"]) == (True, True, False, [])
    assert written(phone) == [
        (DELETE, {"id": "2"}),
        (ADD_GROUP, {"name": "New"}),
        (SAVE, record("Jack", "Brown", 1, number=0, work="1", mobile="111", fax="11")),
        (SAVE, record("Ann", "Lee", 3, number=1, work="2")),
        (SAVE, record("Dan", "", 3, work="5")),
        (EDIT_GROUP, {"id": "2", "name": ""}),
    ]
    # The new group's id is asked for once.
    writes = [DELETE, ADD_GROUP, SAVE, "api-get_groups", SAVE, SAVE, EDIT_GROUP]
    assert sessions(phone) == [READ, [*READ, *writes, *VERIFY], READ]
    assert phone.groups() == {0: "default", 1: "Sales", 3: "New", 100: "blacklist"}
    assert contacts(phone) == [
        {"id": 0, **BOOK[0], "mobile": "111"},
        {"id": 1, **BOOK[1], "group_id": 3},
        {"id": 3, **BOOK[3]},
        {"id": 4, "first_name": "Dan", "group_id": 3, "work": "5"},
    ]


def _contact(number: int) -> Data:
    return {
        "first_name": f"Person {number}",
        "last_name": "of 2,000",
        "work": str(10_000 + number),
        "group": f"Group {number % 9}",
    }


def test_two_thousand_contacts(ansible: Ansible, fleet: Fleet) -> None:
    """With ten differences it takes ten writes, and with none four requests."""
    phone = fleet.phone()
    phone.set(groups={number + 1: f"Group {number}" for number in range(9)})
    held = [_contact(number) for number in range(2000)]
    held = [{**contact, "group_id": int(contact["group"][6:]) + 1} for contact in held]
    phone.set(contacts=[{key: value for key, value in contact.items() if key != "group"} for contact in held])
    directory = [_contact(number) for number in range(2003) if number not in (500, 1500, 1999)]
    for number in (7, 700, 1007, 1700):
        directory[number]["mobile"] = "0170"
    (ansible.folder / "directory.json").write_text(json.dumps({"directory": directory}), encoding="utf-8")
    tasks = [{"name": time, PHONEBOOK: {"contacts": "{{ directory }}", "purge": True}} for time in ("first", "second")]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, "-e", "@directory.json")

    assert [result.data["changed"] for result in run.of("lobby")] == [True, False]
    assert len(run.data("lobby", "first")["changes"]) == 10
    writes = written(phone)
    assert len(writes) == 10
    assert [parameters["id"] for endpoint, parameters in writes if endpoint == DELETE] == ["500", "1500", "1999"]
    assert [parameters.get("id") for endpoint, parameters in writes if endpoint == SAVE] == [
        "7",
        "701",
        "1008",
        "1702",
        None,
        None,
        None,
    ]
    assert sessions(phone) == [[*READ, *[DELETE] * 3, *[SAVE] * 7, *VERIFY], READ]
    book = named(phone)
    assert book == {
        f"{item['first_name']} {item['last_name']}": {key: value for key, value in item.items() if not key.endswith("_name")}
        for item in directory
    }


ANN: Data = {"first_name": "Ann", "last_name": "Lee", "group": "Old"}
#: Of each: what is asked of BOOK, the groups and the ids of the contacts that are left, and the writes.
KEPT: dict[str, tuple[Data, list[str], list[int], list[str]]] = {
    "only adds and corrects": (
        {"contacts": [{"first_name": "Cyd", "home": "9"}, {"first_name": "New"}]},
        ["Sales", "Old"], [0, 1, 2, 3, 4], [SAVE, SAVE],
    ),
    "groups only": ({"groups": [{"name": "Sales"}, {"name": "New"}]}, ["Sales", "Old", "New"], [0, 1, 2, 3], [ADD_GROUP]),
    "purge contacts, groups stay": ({"contacts": [ANN], "purge": True}, ["Sales", "Old"], [1], [DELETE] * 3),
    "purge groups, contacts stay": (
        {"groups": [{"name": "Sales"}], "purge": True}, ["Sales"], [0, 1, 2, 3], [SAVE, SAVE, EDIT_GROUP],
    ),
    "purge both": (
        {"groups": [{"name": "Old"}], "contacts": [ANN], "purge": True}, ["Old"], [1], [*[DELETE] * 3, EDIT_GROUP],
    ),
    "purge within a group": (
        {"contacts": [ANN], "purge": True, "purge_groups": ["Old"]}, ["Sales", "Old"], [0, 1, 3], [DELETE],
    ),
    "purge within default": (
        {"contacts": [ANN], "purge": True, "purge_groups": ["default"]}, ["Sales", "Old"], [0, 1, 2], [DELETE],
    ),
    "purge a group within": (
        {"groups": [{"name": "New"}], "purge": True, "purge_groups": ["Sales"]},
        ["Old", "New"], [0, 1, 2, 3], [ADD_GROUP, SAVE, EDIT_GROUP],
    ),
    "purge within a group that is not there": (
        {"contacts": [ANN], "purge": True, "purge_groups": ["Nobody"]}, ["Sales", "Old"], [0, 1, 2, 3], [],
    ),
    "allow_empty, all": ({"contacts": [], "purge": True, "allow_empty": True}, ["Sales", "Old"], [], [DELETE_ALL]),
    "allow_empty, everything": (
        {"contacts": [], "groups": [], "purge": True, "allow_empty": True}, [], [], [DELETE_ALL, EDIT_GROUP, EDIT_GROUP],
    ),
    "allow_empty, no groups": (
        {"groups": [], "purge": True, "allow_empty": True}, [], [0, 1, 2, 3], [*[SAVE] * 3, *[EDIT_GROUP] * 2],
    ),
    "allow_empty, within a group": (
        {"contacts": [], "purge": True, "purge_groups": ["Old"], "allow_empty": True},
        ["Sales", "Old"], [0, 3], [DELETE, DELETE],
    ),
    "nobody on the list is on the phone": (
        {"contacts": [{"first_name": "New"}], "purge": True}, ["Sales", "Old"], [4], [*[DELETE] * 4, SAVE],
    ),
    "empty without purge": ({"contacts": [], "groups": []}, ["Sales", "Old"], [0, 1, 2, 3], []),
    "absent": (
        {"groups": [{"name": "Old"}], "contacts": [ANN, {"first_name": "No"}], "state": "absent"},
        ["Sales"], [0, 2, 3], [DELETE, SAVE, EDIT_GROUP],
    ),
    "absent, nothing listed": ({"contacts": [], "state": "absent"}, ["Sales", "Old"], [0, 1, 2, 3], []),
    "match_by group too": (
        {"contacts": [{**ANN, "group": "Sales"}, ANN], "match_by": ["name", "group"]}, ["Sales", "Old"], [0, 1, 2, 3, 4], [SAVE],
    ),
    "match_by group, in none": (
        {"contacts": [{"first_name": "Cyd", "home": "1"}], "match_by": ["name", "group"]},
        ["Sales", "Old"], [0, 1, 2, 3], [SAVE],
    ),
    "match_by group, in no named one": (
        {"contacts": [{"first_name": "Cyd", "home": "1", "group": ""}], "match_by": ["name", "group"]},
        ["Sales", "Old"], [0, 1, 2, 3], [SAVE],
    ),
    "match_by id, 0 too": (
        {"contacts": [{"id": 0, "first_name": "Jim"}, {"id": 3, "work": "44"}], "match_by": ["id"]},
        ["Sales", "Old"], [0, 1, 2, 3], [SAVE, SAVE],
    ),
    "match_by work": (
        {"contacts": [{"first_name": "Robert", "work": "3"}], "match_by": ["work"]}, ["Sales", "Old"], [0, 1, 2, 3], [SAVE],
    ),
}  # fmt: skip


def test_what_stays_and_what_goes(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """One write for each difference; nobody is lost with a group; the second run changes nothing."""
    ours = phones(fleet, list(KEPT))
    for phone in ours.values():
        phone.set(groups=GROUPS, contacts=BOOK, quirks={"deleted_group_members": "delete"})
    targets = {name: (phone, KEPT[name][0]) for name, phone in ours.items()}

    first = run_each(ansible, fleet, PHONEBOOK, targets)

    for name, (_options, groups, ids, writes) in KEPT.items():
        with subtests.test(name):
            phone = ours[name]
            assert first.changed(name) == [bool(writes)]
            assert [endpoint for endpoint, dummy in written(phone)] == writes
            assert own_groups(phone) == groups
            assert [contact["id"] for contact in phone.contacts()] == ids
            assert {contact["group_id"] for contact in phone.contacts()} <= phone.groups().keys()

    second = run_each(ansible, fleet, PHONEBOOK, targets)

    for name, phone in ours.items():
        with subtests.test(name, run="second"):
            assert second.changed(name) == [False]
            assert written(phone) == []


TWICE: Data = {"first_name": "Ann", "last_name": "Lee"}
#: Options, the kind of error, and what its message says.
REFUSED: dict[str, tuple[Data, str, list[str]]] = {
    "twice": ({"contacts": [TWICE, {"first_name": "Ann  Lee"}]}, "input", ["'Ann Lee'", "twice", "match_by"]),
    "twice, absent": ({"contacts": [TWICE, TWICE], "state": "absent"}, "input", ["'Ann Lee'", "twice"]),
    "twice by name and work": (
        {"contacts": [{**TWICE, "work": "1"}, {**TWICE, "work": "1", "home": "2"}], "match_by": ["name", "work"]},
        "input", ["'Ann Lee'", "'1'", "twice"],
    ),
    "twice by blank work": (
        {"contacts": [TWICE, {**TWICE, "work": ""}], "match_by": ["name", "work"]}, "input", ["'Ann Lee'", "twice"],
    ),
    "twice by group": (
        {"contacts": [TWICE, {**TWICE, "group": ""}, {**TWICE, "group": "default"}], "match_by": ["name", "group"]},
        "input", ["'Ann Lee'", "twice"],
    ),
    "group twice": ({"groups": [{"name": "A"}, {"name": " A"}]}, "input", ["'A'", "twice"]),
    "blank group": ({"groups": [{"name": " "}]}, "input", ["groups[0].name", "blank"]),
    "blank purge group": ({"contacts": [TWICE], "purge": True, "purge_groups": [""]}, "input", ["purge_groups[0]", "blank"]),
    "blank name": ({"contacts": [TWICE, {"first_name": " "}]}, "input", ["contacts[1]"]),
    "no name": ({"contacts": [TWICE, {"work": "1"}]}, "input", ["contacts[1]"]),
    "match_by id without": ({"contacts": [TWICE], "match_by": ["id"]}, "input", ["contacts[0]", "id"]),
    "match_by nothing": ({"contacts": [TWICE], "match_by": []}, "input", ["match_by"]),
    "empty contacts": ({"contacts": [], "purge": True}, "input", ["contacts", "allow_empty"]),
    "empty groups": ({"groups": [], "contacts": [TWICE], "purge": True}, "input", ["groups", "allow_empty"]),
    "empty within": ({"contacts": [], "purge": True, "purge_groups": ["Old"]}, "input", ["contacts", "allow_empty"]),
    "purge and absent": ({"contacts": [TWICE], "purge": True, "state": "absent"}, "input", ["purge", "state: present"]),
    "purge_groups without purge": ({"contacts": [TWICE], "purge_groups": ["Old"]}, "input", ["purge_groups", "purge: true"]),
    "default away": ({"groups": [{"name": "default"}], "state": "absent"}, "input", ["'default'"]),
    "nothing said": ({}, "input", ["groups", "contacts"]),
    "unknown group": ({"contacts": [{**TWICE, "group": "No"}]}, "conflict", ["'Ann Lee'", "'No'", "'Old'", "'Sales'"]),
    "group that goes": (
        {"groups": [{"name": "Sales"}], "contacts": [ANN], "purge": True}, "conflict", ["'Ann Lee'", "'Old'", "'Sales'"],
    ),
    "twins on the phone": ({"contacts": [{"first_name": "Twin"}]}, "conflict", ["'Twin'", "4, 5"]),
    "twins on the phone, absent": ({"contacts": [{"first_name": "Twin"}], "state": "absent"}, "conflict", ["'Twin'", "4, 5"]),
    "twins by work": (
        {"contacts": [TWICE, {"first_name": "Twin", "work": "7"}], "match_by": ["work"]}, "conflict", ["'7'", "4, 5"],
    ),
    "unknown id": ({"contacts": [{"id": 99}], "match_by": ["id"]}, "conflict", ["99"]),
}  # fmt: skip


def test_what_is_refused(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """Of what is wrong in itself the phone hears nothing; of what does not fit it, it is only read."""
    book = [*BOOK, {"first_name": "Twin", "group_id": 0, "work": "7"}, {"first_name": "Twin", "group_id": 1, "work": "7"}]
    ours = phones(fleet, list(REFUSED))
    for phone in ours.values():
        phone.set(groups=GROUPS, contacts=book)

    run = run_each(ansible, fleet, PHONEBOOK, {name: (phone, REFUSED[name][0]) for name, phone in ours.items()})

    for name, (_options, kind, parts) in REFUSED.items():
        with subtests.test(name):
            failure = run.failure(name)
            assert (failure["error"]["kind"], failure["changed"]) == (kind, False)
            assert [part for part in parts if part not in failure["msg"]] == [], failure["msg"]
            assert contacts(ours[name]) == [{"id": number, **contact} for number, contact in enumerate(book)]
            assert sessions(ours[name]) == ([] if kind == "input" else [READ])


def test_names_that_repeat_on_purpose(ansible: Ansible, fleet: Fleet) -> None:
    """`match_by: [name, work]`: each is its own contact, one of them new, one gone."""
    phone = fleet.phone()
    phone.set(contacts=[{"first_name": "Door", "work": number} for number in ("1", "2", "3")])
    wanted = {
        "contacts": [{"first_name": "Door", "work": number, "email": f"{number}@example.net"} for number in ("2", "3", "4")],
        "match_by": ["name", "work"],
        "purge": True,
    }

    first = run_each(ansible, fleet, PHONEBOOK, {"lobby": (phone, wanted)})

    assert first.changed("lobby") == [True]
    assert written(phone) == [
        (DELETE, {"id": "0"}),
        (SAVE, record("Door", number=1, work="2", email="2@example.net")),
        (SAVE, record("Door", number=2, work="3", email="3@example.net")),
        (SAVE, record("Door", work="4", email="4@example.net")),
    ]
    assert run_each(ansible, fleet, PHONEBOOK, {"lobby": (phone, wanted)}).changed("lobby") == [False]


def test_a_full_phonebook(ansible: Ansible, fleet: Fleet) -> None:
    """The task fails with the name that did not fit, sends no other, and tells what it was to change."""
    phone = fleet.phone()
    phone.set(quirks={"phonebook_limit": 2})
    names = ["Fits", "Also", "Too much", "Never sent"]
    targets: Any = {"lobby": (phone, {"contacts": [{"first_name": name} for name in names]})}

    failure = run_each(ansible, fleet, PHONEBOOK, targets).failure("lobby")

    assert (failure["error"]["kind"], failure["changed"]) == ("api", True)
    assert [part for part in (phone.address, "'Too much'", "phonebook full") if part not in failure["msg"]] == [], failure["msg"]
    assert [change["name"] for change in failure["changes"]] == names
    assert [parameters["firstname"] for _endpoint, parameters in written(phone)] == names[:3]
    assert list(named(phone)) == names[:2]


#: What is asked, and what a phone that keeps eight characters of a name then holds: its groups, and each contact's group.
SHORTENED: dict[str, tuple[Data, list[str], dict[str, Data]]] = {
    "contact": (
        {"contacts": [{"first_name": "Short"}, {"first_name": "Maximilian", "work": "7"}]},
        [],
        {"Short": {}, "Maximili": {"work": "7"}},
    ),
    "group": (
        {"groups": [{"name": "Short"}, {"name": "Consultants"}], "contacts": [{"first_name": "A", "group": "Consultants"}]},
        ["Short", "Consulta"],
        {"A": {"group": "Consulta"}},
    ),
    "group without members": ({"groups": [{"name": "Consultants"}]}, ["Consulta"], {}),
}


def test_names_that_the_phone_shortens(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """They are told, and the next run neither writes nor adds them again."""
    ours = phones(fleet, list(SHORTENED))
    for phone in ours.values():
        phone.set(quirks={"name_length": 8})
    targets: Any = {name: (phone, SHORTENED[name][0]) for name, phone in ours.items()}
    told = ["'Maximilian' is shown as 'Maximili'", "'Consultants' is shown as 'Consulta'"]

    first = run_each(ansible, fleet, PHONEBOOK, targets, warnings=told)
    assert first.changed(*ours) == [True] * len(ours)

    second = run_each(ansible, fleet, PHONEBOOK, targets, warnings=told)
    assert second.changed(*ours) == [False] * len(ours)
    for name, phone in ours.items():
        with subtests.test(name):
            assert written(phone) == []
            assert (own_groups(phone), named(phone)) == SHORTENED[name][1:]


def test_odd_characters(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """In one book."""
    phone = fleet.phone()
    groups = [{"name": name[:100].strip()} for name in ODD_NAMES]
    people = [
        {"first_name": name, "work": f"+{name[:50]}#", "email": name[:50], "group": group["name"]}
        for name, group in zip(ODD_NAMES, groups, strict=True)
    ]
    wanted = {"groups": groups, "contacts": people, "purge": True}
    targets: Any = {"lobby": (phone, wanted)}

    first = run_each(ansible, fleet, PHONEBOOK, targets, "--diff", door=door, group={"gs_max_url_length": 8000})

    assert first.changed("lobby") == [True]
    assert own_groups(phone) == [group["name"] for group in groups]
    ids = {name: number for number, name in phone.groups().items()}
    assert contacts(phone) == [
        {"id": number, "group_id": ids[item["group"]], **{key: value for key, value in item.items() if key != "group"}}
        for number, item in enumerate(people)
    ]
    assert run_each(ansible, fleet, PHONEBOOK, targets, door=door).changed("lobby") == [False]
