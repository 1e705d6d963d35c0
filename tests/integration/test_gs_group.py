# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_group: one contact group. A blank name, which deletes on the wire, never gets there; nobody is lost with a group."""

from __future__ import annotations

import pytest

from integration.conftest import Fleet
from integration.helpers.books import (
    ADD_GROUP,
    EDIT_GROUP,
    GROUP,
    ODD_NAMES,
    SAVE,
    VERIFY,
    contacts,
    own_groups,
    phones,
    record,
    run_each,
    sessions,
    written,
)
from integration.helpers.playbooks import Ansible, Data

LOGIN = ["loginrealm", "login"]
GROUPS = "api-get_groups"
MEMBERS = [
    {"first_name": "Ann", "last_name": "Lee", "group_id": 2, "work": "1", "fax": "2"},
    {"first_name": "Bob", "group_id": 0, "work": "3"},
    {"first_name": "Cyd", "group_id": 2, "mobile": "4", "email": "cyd@example.net"},
]


def test_life_of_a_group(ansible: Ansible, fleet: Fleet) -> None:
    """Added, renamed and removed; each task is run twice, and the second time it only reads, and no more than groups."""
    phone = fleet.phone()
    phone.set(contacts=MEMBERS[1:2])
    steps: dict[str, Data] = {
        "add": {"name": " Sales "},
        "rename": {"name": "Sales", "new_name": "Customer care"},
        "case": {"name": "Customer care", "new_name": "CUSTOMER care"},
        "remove": {"name": "CUSTOMER care", "state": "absent"},
    }
    tasks = [{"name": f"{name} {time}", GROUP: options} for name, options in steps.items() for time in ("once", "again")]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, "--diff")

    assert [(result.status, result.data["changed"]) for result in run.results] == [("ok", True), ("ok", False)] * len(steps)
    assert written(phone) == [
        (ADD_GROUP, {"name": "Sales"}),
        (EDIT_GROUP, {"id": "1", "name": "Customer care"}),
        (EDIT_GROUP, {"id": "1", "name": "CUSTOMER care"}),
        (EDIT_GROUP, {"id": "1", "name": ""}),
    ]
    read = [*LOGIN, GROUPS]
    add, add_again, rename, rename_again, case, case_again, remove, remove_again = sessions(phone)
    assert add == [*read, ADD_GROUP, GROUPS]
    assert rename == case == [*read, EDIT_GROUP, GROUPS]
    assert (remove[:4], remove[4:]) == ([*read, "api-get_contacts"], [EDIT_GROUP, GROUPS])
    assert add_again == rename_again == case_again == remove_again == read
    assert (own_groups(phone), contacts(phone)) == ([], [{"id": 0, **MEMBERS[1]}])
    assert run.data("lobby", "rename once")["changes"] == [
        {
            "kind": "group",
            "action": "rename",
            "name": "Sales",
            "id": 1,
            "before": {"name": "Sales"},
            "after": {"name": "Customer care"},
        }
    ]


BLANK = "blank"
CONTROL = "control character"
FIXED = "every phone has the group"
#: Options, the kind of error, and what its message says.
REFUSED: dict[str, tuple[Data, str, list[str]]] = {
    "blank": ({"name": ""}, "input", [BLANK]),
    "blank, absent": ({"name": "", "state": "absent"}, "input", [BLANK]),
    "whitespace": ({"name": " \t\u00a0"}, "input", ["name", CONTROL]),
    "spaces": ({"name": " \u00a0"}, "input", [BLANK]),
    "whitespace, absent": ({"name": "\u3000 ", "state": "absent"}, "input", [BLANK]),
    "blank new name": ({"name": "Sales", "new_name": ""}, "input", ["new_name", BLANK]),
    "whitespace new name": ({"name": "Sales", "new_name": " \n "}, "input", ["new_name", CONTROL]),
    "spaces as a new name": ({"name": "Sales", "new_name": " \u3000 "}, "input", ["new_name", BLANK]),
    "blank name to rename": ({"name": "", "new_name": "Sales"}, "input", [BLANK]),
    "default away": ({"name": "default", "state": "absent"}, "input", [FIXED, "'default'"]),
    "blacklist away": ({"name": "blacklist", "state": "absent"}, "input", [FIXED, "'blacklist'"]),
    "default renamed": ({"name": "default", "new_name": "Everyone"}, "input", [FIXED, "'default'"]),
    "blacklist renamed": ({"name": "blacklist", "new_name": "Spam"}, "input", [FIXED, "'blacklist'"]),
    "renamed to default": ({"name": "Sales", "new_name": "default"}, "input", [FIXED, "'default'"]),
    "new name of what goes": ({"name": "Sales", "new_name": "A", "state": "absent"}, "input", ["new_name"]),
    "neither name": ({"name": "No", "new_name": "Nowhere"}, "conflict", ["'No'", "'Sales'", "'Support'"]),
    "both names": ({"name": "Sales", "new_name": "Support"}, "conflict", ["'Sales'", "'Support'"]),
    "two of that name": ({"name": "Twin", "new_name": "One"}, "conflict", ["'Twin'", "3, 4"]),
}
NOTHING: dict[str, Data] = {
    "there": {"name": "Sales"},
    "default": {"name": "default"},
    "blacklist": {"name": " blacklist "},
    "one of twins": {"name": "Twin"},
    "gone": {"name": "sales", "state": "absent"},
    "renamed already": {"name": "Vendas", "new_name": "Sales"},
    "renamed to itself": {"name": "Sales", "new_name": "Sales "},
}


def test_what_is_left_alone(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """Of what is wrong in itself the phone hears nothing."""
    groups = {1: "Sales", 2: "Support", 3: "Twin", 4: "Twin"}
    wanted = {**NOTHING, **{name: options for name, (options, *dummy) in REFUSED.items()}}
    ours = phones(fleet, list(wanted))
    for phone in ours.values():
        phone.set(groups=groups, contacts=MEMBERS)

    run = run_each(ansible, fleet, GROUP, {name: (phone, wanted[name]) for name, phone in ours.items()})

    for name, phone in ours.items():
        with subtests.test(name):
            assert phone.groups() == {0: "default", **groups, 100: "blacklist"}
            if name in NOTHING:
                assert run.data(name)["changes"] == []
                assert sessions(phone) == [[*LOGIN, GROUPS]]
                continue
            _options, kind, parts = REFUSED[name]
            failure = run.failure(name)
            assert (failure["error"]["kind"], failure["changed"]) == (kind, False)
            assert [part for part in parts if part not in failure["msg"]] == [], failure["msg"]
            assert sessions(phone) == ([] if kind == "input" else [[*LOGIN, GROUPS]])


def test_group_with_members_goes(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """They are moved to the default group first and whole, whatever the firmware does with members; check mode shows it."""
    ours = phones(fleet, ["default", "delete"])
    for quirk, phone in ours.items():
        phone.set(groups={1: "Sales", 2: "Old"}, contacts=MEMBERS)
        phone.set(quirks={"deleted_group_members": quirk, "partial_edit": "blank", "refuse_writes": True})
    targets = {name: (phone, {"name": "Old", "state": "absent"}) for name, phone in ours.items()}

    check = run_each(ansible, fleet, GROUP, targets, "--check", "--diff", door=door)

    for name, phone in ours.items():
        changes = check.data(name)["changes"]
        told = [(change["kind"], change["action"], change["name"], change["id"]) for change in changes]
        assert told == [("contact", "edit", "Ann Lee", 0), ("contact", "edit", "Cyd", 2), ("group", "delete", "Old", 2)]
        assert changes[0]["before"] == {"name": "Ann Lee", "group": "Old", "work": "1", "fax": "2"}
        assert changes[0]["after"] == {"name": "Ann Lee", "group": "default", "work": "1", "fax": "2"}
        assert check.data(name)["diff"]["before"] == "contact Ann Lee\n  group: Old\ncontact Cyd\n  group: Old\ngroup Old\n"
        assert check.data(name)["diff"]["after"] == "contact Ann Lee\n  group: default\ncontact Cyd\n  group: default\n"
        assert sessions(phone) == [[*LOGIN, *VERIFY]]
        phone.set(quirks={"refuse_writes": False})

    run = run_each(ansible, fleet, GROUP, targets, "--diff", door=door)

    for name, phone in ours.items():
        assert (run.data(name)["changes"], run.data(name)["diff"]) == (check.data(name)["changes"], check.data(name)["diff"])
        assert contacts(phone) == [{"id": number, **member, "group_id": 0} for number, member in enumerate(MEMBERS)]
        assert own_groups(phone) == ["Sales"]
        assert written(phone) == [
            (SAVE, record("Ann", "Lee", number=0, work="1", fax="2")),
            (SAVE, record("Cyd", number=2, mobile="4", email="cyd@example.net")),
            (EDIT_GROUP, {"id": "2", "name": ""}),
        ]
    assert not any(run_each(ansible, fleet, GROUP, targets, door=door).changed(*ours))


def test_both_groups_of_a_name_go(ansible: Ansible, fleet: Fleet) -> None:
    """With their members saved."""
    phone = fleet.phone()
    phone.set(groups={1: "Old", 2: "Old"}, contacts=MEMBERS, quirks={"deleted_group_members": "delete"})

    run = run_each(ansible, fleet, GROUP, {"lobby": (phone, {"name": "Old", "state": "absent"})})

    assert run.changed("lobby") == [True]
    assert own_groups(phone) == []
    assert {contact["group_id"] for contact in contacts(phone)} == {0}
    assert len(contacts(phone)) == len(MEMBERS)


def test_odd_characters(ansible: Ansible, fleet: Fleet) -> None:
    """gs_phonebook tries all of them."""
    names = {f"phone{number}": name for number, name in enumerate(list(ODD_NAMES)[::3])}
    ours = phones(fleet, list(names))
    large = {"gs_max_url_length": 8000}

    def run(**options: str) -> list[bool]:
        wanted = {
            host: (phone, {key: value.format(name=names[host]) for key, value in options.items()}) for host, phone in ours.items()
        }
        return run_each(ansible, fleet, GROUP, wanted, group=large).changed(*ours)

    assert all(run(name="{name}"))
    assert [own_groups(phone) for phone in ours.values()] == [[name] for name in names.values()]
    assert all(run(name="{name}", new_name="2 {name}"))
    assert [own_groups(phone) for phone in ours.values()] == [[f"2 {name}"] for name in names.values()]
    assert not any(run(name="{name}", new_name="2 {name}"))
    assert all(run(name="2 {name}", state="absent"))
    assert [own_groups(phone) for phone in ours.values()] == [[]] * len(ours)
