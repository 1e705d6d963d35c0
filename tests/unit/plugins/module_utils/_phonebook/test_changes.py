# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes of a phonebook for people: a few lines for each, with what differs and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Group
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.changes import contact_as_options, describe
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import DesiredBook, Entry, HeldBook
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.plan import plan
from unit.phonebook import FIXED, contact
from unit.phonebook_cases import Case, cases

SALES = Group(3, "Sales")
JACK = contact(0, "Jack Brown", 3, work="1", email="j@b")
BOOK = HeldBook([*FIXED, SALES], [JACK, contact(7, "Jane  Doe", work="5")])
KEYS = ["kind", "action", "name", "id", "before", "after"]


def told(desired: DesiredBook, book: HeldBook = BOOK) -> Outcome:
    return describe(book, plan(book, desired))


def change(kind: str, action: str, name: str, number: int | None, before: Any, after: Any) -> dict[str, Any]:
    return dict(zip(KEYS, (kind, action, name, number, before, after), strict=True))


def test_nothing() -> None:
    assert told(DesiredBook(contacts=[])) == Outcome([])


def test_new_contact() -> None:
    outcome = told(DesiredBook(contacts=[Entry("Ann", "Lee", {"home": "6", "fax": ""}, "Sales")]))
    after = {"name": "Ann Lee", "group": "Sales", "home": "6"}
    assert outcome.changes == [change("contact", "add", "Ann Lee", None, None, after)]
    assert (outcome.before, outcome.after) == ("", "contact Ann Lee\n  group: Sales\n  home: 6\n")


def test_edited_contact_shows_only_what_differs() -> None:
    outcome = told(DesiredBook(contacts=[Entry("Jack", "Brown", {"work": "11", "home": "2", "email": "j@b"})]))
    before = {"name": "Jack Brown", "group": "Sales", "work": "1", "email": "j@b"}
    after = {"name": "Jack Brown", "group": "Sales", "work": "11", "home": "2", "email": "j@b"}
    assert outcome.changes == [change("contact", "edit", "Jack Brown", 0, before, after)]
    assert outcome.before == "contact Jack Brown\n  work: 1\n"
    assert outcome.after == "contact Jack Brown\n  work: 11\n  home: 2\n"


def test_field_that_is_cleared_is_gone() -> None:
    outcome = told(DesiredBook(contacts=[Entry("Jack", "Brown", {"email": ""})]))
    assert (outcome.before, outcome.after) == ("contact Jack Brown\n  email: j@b\n", "contact Jack Brown\n")


def test_contact_that_is_moved() -> None:
    outcome = told(DesiredBook(contacts=[Entry("Jack", "Brown", group="")]))
    assert outcome.before == "contact Jack Brown\n  group: Sales\n"
    assert outcome.after == "contact Jack Brown\n  group: default\n"


def test_contact_that_is_renamed() -> None:
    outcome = told(DesiredBook(contacts=[Entry("Jim", "Brown", id=0)], match_by=("id",)))
    (only,) = outcome.changes or []
    assert (only["action"], only["name"], only["id"]) == ("edit", "Jim Brown", 0)
    assert (only["before"]["name"], only["after"]["name"]) == ("Jack Brown", "Jim Brown")
    assert outcome.before == "contact Jim Brown\n  name: Jack Brown\n"
    assert outcome.after == "contact Jim Brown\n  name: Jim Brown\n"


def test_deleted_contacts() -> None:
    jack = {"name": "Jack Brown", "group": "Sales", "work": "1", "email": "j@b"}
    jane = {"name": "Jane Doe", "group": "default", "work": "5"}
    gone = [change("contact", "delete", "Jack Brown", 0, jack, None), change("contact", "delete", "Jane Doe", 7, jane, None)]
    for desired in (
        DesiredBook(contacts=[], purge=True),
        DesiredBook(contacts=[Entry("Jack", "Brown"), Entry("Jane", "Doe")], present=False),
    ):
        outcome = told(desired)
        assert outcome.changes == gone
        assert outcome.after == ""
        assert outcome.before == (
            "contact Jack Brown\n  group: Sales\n  work: 1\n  email: j@b\ncontact Jane Doe\n  group: default\n  work: 5\n"
        )


def test_groups() -> None:
    added = told(DesiredBook(groups=["Ops"]))
    assert added.changes == [change("group", "add", "Ops", None, None, {"name": "Ops"})]
    assert (added.before, added.after) == ("", "group Ops\n")
    renamed = told(DesiredBook(groups=["Sales"], new_name="Ops"))
    assert renamed.changes == [change("group", "rename", "Sales", 3, {"name": "Sales"}, {"name": "Ops"})]
    assert (renamed.before, renamed.after) == ("group Sales\n", "group Ops\n")


def test_group_that_goes_says_what_becomes_of_its_members() -> None:
    outcome = told(DesiredBook(groups=["Sales"], present=False))
    member, group = outcome.changes or []
    assert (member["action"], member["name"], member["after"]["group"]) == ("edit", "Jack Brown", "default")
    assert group == change("group", "delete", "Sales", 3, {"name": "Sales"}, None)
    assert outcome.before == "contact Jack Brown\n  group: Sales\ngroup Sales\n"
    assert outcome.after == "contact Jack Brown\n  group: default\n"


@pytest.mark.parametrize(
    "desired",
    [
        DesiredBook(contacts=[Entry(fields={"work": "2"}, id=5)], match_by=("id",)),
        DesiredBook(contacts=[Entry("Jack", id=5)], match_by=("id",)),
        DesiredBook(contacts=[Entry(id=5)], match_by=("id",), present=False),
        DesiredBook(groups=["Sales"], present=False),
    ],
)
def test_contact_without_a_name(desired: DesiredBook) -> None:
    book = HeldBook([*FIXED, SALES], [contact(5, "", 3, work="1")])
    (first, *dummy) = told(desired, book).changes or []
    assert first["id"] == 5
    assert first["before"]["work"] == "1"


def test_contact_as_options_of_the_modules() -> None:
    assert contact_as_options(JACK, {3: "Sales"}) == {
        "id": 0,
        "first_name": "Jack",
        "last_name": "Brown",
        "group": "Sales",
        "work": "1",
        "home": "",
        "mobile": "",
        "fax": "",
        "email": "j@b",
    }


@given(cases())
def test_every_change_has_the_same_form_and_shows_a_difference(case: Case) -> None:
    outcome = told(case.desired, case.book)
    for one in outcome.changes or ():
        assert list(one) == KEYS
        assert one["before"] != one["after"]
        assert (one["before"] is None) == (one["action"] == "add") == (one["id"] is None)
        assert (one["after"] is None) == (one["action"] == "delete")
        assert all(text for side in (one["before"], one["after"]) if side for text in side.values())
    assert (outcome.before == outcome.after) == (not outcome.changes)
    assert "None" not in outcome.before + outcome.after
