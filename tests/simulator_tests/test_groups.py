# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Contact groups: the guide's "Add Contact Group", "Get Contact Group", "Edit/delete Contact Group", and FIELD-NOTES."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.client import SimulatedPhone
from simulator_tests.guest import Guest

DONE = {"response": "success", "body": ""}
FIXED = {0: "default", 100: "blacklist"}


def add(guest: Guest, name: str) -> Any:
    """The reply to api-add_group."""
    return guest.get("api-add_group", {"name": name}).json


def edit(guest: Guest, **parameters: str) -> Any:
    """The reply to api-edit_delete_group."""
    return guest.get("api-edit_delete_group", parameters).json


def refusal(body: str) -> dict[str, str]:
    """How the phone says no."""
    return {"response": "error", "body": body}


def test_groups_of_a_new_phone(admin: Guest, phone: SimulatedPhone) -> None:
    rows = [{"groupID": "0", "groupName": "default"}, {"groupID": "100", "groupName": "blacklist"}]
    assert admin.get("api-get_groups").json == {"res": "success", "msg": rows}
    assert phone.groups() == FIXED


def test_added(admin: Guest, phone: SimulatedPhone) -> None:
    for name in ("Sales", "sales", "A & B+C 漢字 🙂 "):
        assert add(admin, name) == DONE
    assert phone.groups() == {**FIXED, 1: "Sales", 2: "sales", 3: "A & B+C 漢字 🙂 "}
    assert [row["groupID"] for row in admin.get("api-get_groups").json["msg"]] == ["0", "1", "2", "3", "100"]


@pytest.mark.parametrize("parameter", ["id", "Id"])
def test_one_group(admin: Guest, phone: SimulatedPhone, parameter: str) -> None:
    add(admin, "Sales")
    for group_id, names in {"0": ["default"], "1": ["Sales"], "2": [], "x": [], "": ["default", "Sales", "blacklist"]}.items():
        answer = admin.get("api-get_groups", {parameter: group_id}).json
        assert answer["res"] == "success"
        assert [row["groupName"] for row in answer["msg"]] == names


def test_quirks_of_the_reply(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"contact_ids": "integer", "response_case": "title"})
    rows = [{"groupID": 0, "groupName": "default"}, {"groupID": 100, "groupName": "blacklist"}]
    assert admin.get("api-get_groups").json == {"res": "Success", "msg": rows}


@pytest.mark.parametrize("parameters", [{}, {"name": ""}, {"name": " \t"}])
def test_no_group_without_name(admin: Guest, phone: SimulatedPhone, parameters: dict[str, str]) -> None:
    assert admin.get("api-add_group", parameters).json == refusal("no name")
    assert phone.groups() == FIXED


def test_ids_go_past_the_blacklist(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(groups={99: "last before"})
    add(admin, "next")
    add(admin, "after")
    assert phone.groups() == {**FIXED, 99: "last before", 101: "next", 102: "after"}


def test_ids_are_not_given_twice(admin: Guest, phone: SimulatedPhone) -> None:
    add(admin, "A")
    edit(admin, id="1", name="")
    add(admin, "B")
    assert phone.groups() == {**FIXED, 2: "B"}


def test_renamed(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(groups={1: "Sales", 2: "Support"}, contacts=[{"first_name": "A", "group_id": 1}])
    assert edit(admin, id="1", name="Verkauf") == DONE
    assert phone.groups() == {**FIXED, 1: "Verkauf", 2: "Support"}
    assert phone.contacts()[0]["group_id"] == 1


@pytest.mark.parametrize("blank", [{}, {"name": ""}, {"name": "  "}])
@pytest.mark.parametrize("quirk", ["default", "delete"])
def test_blank_name_deletes(admin: Guest, phone: SimulatedPhone, blank: dict[str, str], quirk: str) -> None:
    members = [{"first_name": "A", "group_id": 1, "work": "1"}, {"first_name": "B", "group_id": 2}, {"first_name": "C"}]
    phone.set(groups={1: "Sales", 2: "Support"}, contacts=members, quirks={"deleted_group_members": quirk})
    assert edit(admin, id="1", **blank) == DONE
    assert phone.groups() == {**FIXED, 2: "Support"}
    left = [(contact["id"], contact["group_id"], contact["work"]) for contact in phone.contacts()]
    assert left == ([(0, 0, "1")] if quirk == "default" else []) + [(1, 2, ""), (2, 0, "")]


@pytest.mark.parametrize("group_id", ["0", "100"])
@pytest.mark.parametrize("name", ["", "New"])
def test_fixed_groups(admin: Guest, phone: SimulatedPhone, group_id: str, name: str) -> None:
    assert edit(admin, id=group_id, name=name) == refusal("fixed group")
    assert phone.groups() == FIXED


@pytest.mark.parametrize("given", [{"id": "2"}, {"id": ""}, {}, {"id": "x"}, {"id": "-1"}])
@pytest.mark.parametrize("name", ["", "New"])
def test_unknown_group(admin: Guest, phone: SimulatedPhone, given: dict[str, str], name: str) -> None:
    add(admin, "Sales")
    assert edit(admin, name=name, **given) == refusal("no such group")
    assert phone.groups() == {**FIXED, 1: "Sales"}


def test_duplicate_names(admin: Guest, phone: SimulatedPhone) -> None:
    assert add(admin, "Sales") == add(admin, "Sales") == DONE
    assert edit(admin, id="1", name="default") == DONE
    assert phone.groups() == {**FIXED, 1: "default", 2: "Sales"}


def test_duplicate_names_refused(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"duplicate_groups": "refuse"}, groups={1: "Sales", 2: "Support"})
    assert add(admin, "Sales") == add(admin, "default") == refusal("name taken")
    assert edit(admin, id="1", name="Support") == refusal("name taken")
    assert edit(admin, id="1", name="Sales") == DONE
    assert add(admin, "SALES") == DONE
    assert phone.groups() == {**FIXED, 1: "Sales", 2: "Support", 3: "SALES"}


def test_length_of_names(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"name_length": 3})
    assert add(admin, "Sales") == DONE
    assert edit(admin, id="1", name="Äöüß") == DONE
    assert phone.groups() == {**FIXED, 1: "Äöü"}
