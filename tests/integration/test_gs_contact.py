# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_contact: one contact, found by its whole name or its id, and what it does not name stays."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from integration.conftest import Fleet
from integration.helpers.books import (
    CONTACT,
    DELETE,
    ODD_NAMES,
    READ,
    SAVE,
    VERIFY,
    contacts,
    each,
    named,
    phones,
    record,
    run_each,
    sessions,
    written,
)
from integration.helpers.playbooks import Ansible, Data

GROUPS = {1: "Sales", 2: "Support"}
JACK = {"first_name": "Jack", "last_name": "Brown", "group_id": 1, "work": "8819", "fax": "8820", "email": "jack@example.net"}
BOOK: list[Data] = [
    JACK,
    {"first_name": "Ann", "last_name": "Lee", "group_id": 0, "work": "1"},
    {"first_name": "Anna", "last_name": "Lee", "group_id": 0, "work": "2"},
    {"first_name": "Mann", "last_name": "Leeds", "group_id": 0, "work": "3"},
    {"first_name": "Twin", "group_id": 0, "work": "4"},
    {"first_name": "Twin", "group_id": 2, "work": "5"},
]
NAME = {"first_name": "Jack", "last_name": "Brown"}


def test_life_of_a_contact(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """Added, edited, cleared, renamed and removed; each task is run twice, and the second time it only reads."""
    phone = fleet.phone()
    phone.set(groups=GROUPS, quirks={"partial_edit": "blank"})
    steps: dict[str, Data] = {
        "add": {**NAME, "work": "8819", "fax": "0049 88", "email": "jack@example.net", "group": "Sales"},
        "edit": {**NAME, "mobile": "0170"},
        "clear": {**NAME, "fax": "", "email": ""},
        "move": {**NAME, "group": ""},
        "rename": {"id": 0, "first_name": "John", "last_name": "Brown-Lee"},
        "remove": {"first_name": "John", "last_name": "Brown-Lee", "state": "absent"},
    }
    tasks = [{"name": f"{name} {time}", CONTACT: options} for name, options in steps.items() for time in ("once", "again")]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, "--diff", door=door)

    assert [(result.status, result.data["changed"]) for result in run.results] == [("ok", True), ("ok", False)] * len(steps)
    whole: dict[str, Any] = {"work": "8819", "fax": "0049 88", "email": "jack@example.net"}
    assert written(phone) == [
        (SAVE, record("Jack", "Brown", 1, **whole)),
        (SAVE, record("Jack", "Brown", 1, number=0, mobile="0170", **whole)),
        (SAVE, record("Jack", "Brown", 1, number=0, mobile="0170", work="8819")),
        (SAVE, record("Jack", "Brown", 0, number=0, mobile="0170", work="8819")),
        (SAVE, record("John", "Brown-Lee", 0, number=0, mobile="0170", work="8819")),
        (DELETE, {"id": "0"}),
    ]
    writes = [[SAVE]] * 5 + [[DELETE]]
    assert sessions(phone) == [part for write in writes for part in ([*READ, *write, *VERIFY], READ)]
    assert phone.contacts() == []
    (renaming,) = run.data("lobby", "rename once")["changes"]
    assert renaming == {
        "kind": "contact",
        "action": "edit",
        "name": "John Brown-Lee",
        "id": 0,
        "before": {"name": "Jack Brown", "group": "default", "work": "8819", "mobile": "0170"},
        "after": {"name": "John Brown-Lee", "group": "default", "work": "8819", "mobile": "0170"},
    }


class Case(NamedTuple):
    """What a task asks of BOOK, the contacts (by id) that differ afterwards, None for a new one's id, and the only write."""

    wanted: Data
    after: dict[int, Data | None]
    write: tuple[str, Data]


CASES = {
    "whole name": Case(
        {"first_name": "Ann", "last_name": "Lee", "work": "9"},
        {1: {**BOOK[1], "work": "9"}},
        (SAVE, record("Ann", "Lee", number=1, work="9")),
    ),
    "the name is part of others": Case(
        {"first_name": "Ann", "work": "9"},
        {6: {"first_name": "Ann", "group_id": 0, "work": "9"}},
        (SAVE, record("Ann", work="9")),
    ),
    "the name differs in its case": Case(
        {"first_name": "ann", "last_name": "LEE", "work": "9"},
        {6: {"first_name": "ann", "last_name": "LEE", "group_id": 0, "work": "9"}},
        (SAVE, record("ann", "LEE", work="9")),
    ),
    "the name is parted elsewhere": Case(
        {"last_name": "Ann  Lee ", "home": "9"},
        {1: {"last_name": "Ann Lee", "group_id": 0, "work": "1", "home": "9"}},
        (SAVE, record("", "Ann Lee", number=1, work="1", home="9")),
    ),
    "id 0": Case(
        {"id": 0, "mobile": "9"},
        {0: {**JACK, "mobile": "9"}},
        (SAVE, record("Jack", "Brown", 1, number=0, work="8819", fax="8820", email="jack@example.net", mobile="9")),
    ),
    "rename id 0": Case(
        {"id": 0, "first_name": "Jim", "last_name": ""},
        {0: {**{key: value for key, value in JACK.items() if key != "last_name"}, "first_name": "Jim"}},
        (SAVE, record("Jim", "", 1, number=0, work="8819", fax="8820", email="jack@example.net")),
    ),
    "id of one of two twins": Case(
        {"id": 5, "group": "Sales"}, {5: {**BOOK[5], "group_id": 1}}, (SAVE, record("Twin", "", 1, number=5, work="5"))
    ),
    "a third twin's name for an id": Case(
        {"id": 1, "first_name": "Twin", "last_name": ""},
        {1: {"first_name": "Twin", "group_id": 0, "work": "1"}},
        (SAVE, record("Twin", number=1, work="1")),
    ),
    "the group blacklist": Case(
        {"first_name": "Ann", "last_name": "Lee", "group": "blacklist"},
        {1: {**BOOK[1], "group_id": 100}},
        (SAVE, record("Ann", "Lee", 100, number=1, work="1")),
    ),
    "absent": Case({**NAME, "state": "absent"}, {0: None}, (DELETE, {"id": "0"})),
    "absent, by whole name only": Case(
        {"first_name": "Ann", "last_name": "Lee", "state": "absent"}, {1: None}, (DELETE, {"id": "1"})
    ),
    "absent, id 0": Case({"id": 0, "state": "absent"}, {0: None}, (DELETE, {"id": "0"})),
    "absent, one of two twins": Case({"id": 4, "state": "absent"}, {4: None}, (DELETE, {"id": "4"})),
}


def test_which_contact_is_meant(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """On a phone that blanks what an edit leaves out; and the second run changes nothing."""
    ours = phones(fleet, list(CASES))
    for phone in ours.values():
        phone.set(groups=GROUPS, contacts=BOOK, quirks={"partial_edit": "blank"})
    targets = {name: (phone, CASES[name].wanted) for name, phone in ours.items()}

    first = run_each(ansible, fleet, CONTACT, targets)

    before = {number: {"id": number, **contact} for number, contact in enumerate(BOOK)}
    for name, case in CASES.items():
        with subtests.test(name):
            assert first.changed(name) == [True]
            changed = {number: contact and {"id": number, **contact} for number, contact in case.after.items()}
            assert contacts(ours[name]) == [contact for dummy, contact in sorted({**before, **changed}.items()) if contact]
            assert written(ours[name]) == [case.write]
            assert sessions(ours[name]) == [[*READ, case.write[0], *VERIFY]]

    second = run_each(ansible, fleet, CONTACT, targets)

    assert not any(second.changed(*CASES))
    assert all(sessions(phone) == [READ] for phone in ours.values())


NOTHING = {
    "same": {**NAME, "work": "8819", "group": "Sales", "home": ""},
    "only the name": NAME,
    "only the id": {"id": 0},
    "absent already": {"first_name": "Jac", "state": "absent"},
    "absent already, case": {"first_name": "jack", "last_name": "brown", "state": "absent"},
    "absent already, id": {"id": 77, "state": "absent"},
    "default group": {"first_name": "Ann", "last_name": "Lee", "group": "default"},
    "spaces around": {"first_name": "  Ann ", "last_name": " Lee ", "group": " default "},
}
REFUSED: dict[str, tuple[Data, str, list[str]]] = {
    "unknown group": ({**NAME, "group": "Salez"}, "conflict", ["'Salez'", "'Sales'", "'Support'", "'blacklist'", "'default'"]),
    "unknown group, new contact": ({"first_name": "New", "group": "sales"}, "conflict", ["'New'", "'sales'", "'Sales'"]),
    "two of that name": ({"first_name": "Twin", "work": "9"}, "conflict", ["'Twin'", "4, 5"]),
    "two of that name, absent": ({"first_name": "Twin", "state": "absent"}, "conflict", ["'Twin'", "4, 5"]),
    "unknown id": ({"id": 77, "work": "9"}, "conflict", ["77"]),
    "unknown id, with a name": ({"id": 77, **NAME}, "conflict", ["77"]),
    "no name, no id": ({"work": "9"}, "input", ["first_name", "last_name", "id"]),
    "blank name": ({"first_name": " ", "last_name": ""}, "input", ["name"]),
    "blank name for an id": ({"id": 0, "first_name": "", "last_name": ""}, "input", ["name"]),
}


def test_what_is_left_alone(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """Because it is so already, or because it is not clear; of what is wrong in itself the phone hears nothing."""
    ours = phones(fleet, [*NOTHING, *REFUSED])
    for phone in ours.values():
        phone.set(groups=GROUPS, contacts=BOOK)
    wanted: dict[str, Any] = {**NOTHING, **{name: options for name, (options, *dummy) in REFUSED.items()}}

    run = run_each(ansible, fleet, CONTACT, {name: (phone, wanted[name]) for name, phone in ours.items()})

    for name, phone in ours.items():
        with subtests.test(name):
            assert contacts(phone) == [{"id": number, **contact} for number, contact in enumerate(BOOK)]
            if name in NOTHING:
                assert run.data(name)["changes"] == []
                assert sessions(phone) == [READ]
                continue
            _options, kind, parts = REFUSED[name]
            failure = run.failure(name)
            assert (failure["error"]["kind"], failure["changed"]) == (kind, False)
            assert [part for part in parts if part not in failure["msg"]] == [], failure["msg"]
            assert kind == "input" or phone.address in failure["msg"]
            assert sessions(phone) == ([] if kind == "input" else [READ])


def test_check_mode_and_diff(ansible: Ansible, fleet: Fleet) -> None:
    """On phones that refuse every write: a few lines for a contact, only of what changes, and then the run does just that."""
    wanted: dict[str, Data] = {
        "add": {"first_name": "New", "last_name": "One", "work": "7", "group": "Sales"},
        "edit": {**NAME, "fax": "", "home": "12", "group": "Support"},
        "rename": {"id": 0, "first_name": "Jim", "last_name": "Brown"},
        "remove": {**NAME, "state": "absent"},
        "nothing": {**NAME, "work": "8819"},
    }
    ours = phones(fleet, list(wanted))
    for phone in ours.values():
        phone.set(groups=GROUPS, contacts=[JACK], quirks={"refuse_writes": True})
    targets = {name: (phone, wanted[name]) for name, phone in ours.items()}

    check = run_each(ansible, fleet, CONTACT, targets, "--check", "--diff")

    assert {name: (check.data(name)["diff"]["before"], check.data(name)["diff"]["after"]) for name in wanted} == {
        "add": ("", "contact New One\n  group: Sales\n  work: 7\n"),
        "edit": (
            "contact Jack Brown\n  group: Sales\n  fax: 8820\n",
            "contact Jack Brown\n  group: Support\n  home: 12\n",
        ),
        "rename": ("contact Jim Brown\n  name: Jack Brown\n", "contact Jim Brown\n  name: Jim Brown\n"),
        "remove": ("contact Jack Brown\n  group: Sales\n  work: 8819\n  fax: 8820\n  email: jack@example.net\n", ""),
        "nothing": ("", ""),
    }
    assert check.data("edit")["diff"]["before_header"] == check.data("edit")["diff"]["after_header"] == "edit"
    assert "\n-  fax: 8820\n" in check.stdout
    assert check.changed(*wanted) == [True, True, True, True, False]
    for phone in ours.values():
        assert contacts(phone) == [{"id": 0, **JACK}]
        assert sessions(phone) == [READ]
        phone.set(quirks={"refuse_writes": False})

    run = run_each(ansible, fleet, CONTACT, targets, "--diff")

    for name in wanted:
        assert (run.data(name)["changes"], run.data(name)["diff"]) == (check.data(name)["changes"], check.data(name)["diff"])
    assert named(ours["edit"]) == {"Jack Brown": {"group": "Support", "work": "8819", "home": "12", "email": "jack@example.net"}}


def test_odd_characters(ansible: Ansible, fleet: Fleet) -> None:
    """They arrive byte for byte in names and fields, in URLs and in bodies, are found again, and are removed by them."""
    ours = phones(fleet, list(ODD_NAMES))
    hosts, parts = {}, {}
    for number, (name, phone) in enumerate(ours.items()):
        first, _space, last = name.partition(" ")
        text = name[:100]
        phone.set(groups={1: text})
        parts[name] = {"first_name": first, "last_name": last, "work": f"+{text}#", "email": text}
        hosts[f"phone{number}"] = fleet.host(
            phone,
            wanted={**parts[name], "group": text},
            gone={"first_name": first, "last_name": last, "state": "absent"},
            gs_request_method="post" if number % 2 else "get",
            gs_max_url_length=8000,
        )
    present, absent = each(CONTACT), {CONTACT: {key: f"{{{{ gone.{key} }}}}" for key in ("first_name", "last_name", "state")}}

    first_run = ansible.run(hosts, [{"name": "add", **present}, {"name": "again", **present}])

    for host, (name, phone) in zip(hosts, ours.items(), strict=True):
        assert contacts(phone) == [{"id": 0, "group_id": 1, **{key: value for key, value in parts[name].items() if value}}]
        assert [first_run.data(host, task)["changed"] for task in ("add", "again")] == [True, False]
    methods = [request["method"] for phone in ours.values() for request in phone.requests(SAVE)]
    assert methods == [("GET", "POST")[number % 2] for number in range(len(ours))]
    assert all(ansible.run(hosts, [absent]).changed(*hosts))
    assert [phone.contacts() for phone in ours.values()] == [[]] * len(ours)


def test_a_contact_that_fits_in_no_request(ansible: Ansible, fleet: Fleet) -> None:
    """It is refused by name before the first write; as a body it goes."""
    phone = fleet.phone()
    task = {"first_name": "Long", "last_name": "ü" * 700}
    tasks = [{"name": method, CONTACT: {**task, "request_method": method}, "ignore_errors": True} for method in ("get", "post")]

    run = ansible.run(fleet.hosts(lobby=phone), tasks)

    failure = run.failure("lobby", "get", status="ignored")
    assert failure["error"]["kind"] == "input"
    assert "'Long üüü" in failure["msg"]
    assert "max_url_length" in failure["msg"]
    assert run.data("lobby", "post")["changed"]
    assert sessions(phone) == [READ, [*READ, SAVE, *VERIFY]]
    assert list(named(phone)) == [f"Long {'ü' * 700}"]
