# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that do not fit what the phone holds: nothing is planned, and the sentence says which of them and why."""

from __future__ import annotations

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import ConflictError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import DesiredBook, Entry, HeldBook
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.plan import plan
from unit.phonebook import FIXED, contact

SALES = Group(3, "Sales")
TWICE = [contact(0, "Jack Brown", work="1"), contact(12, "Jack  Brown", work="2"), contact(4, "Jane", work="3")]


def conflict(book: HeldBook, desired: DesiredBook) -> str:
    with pytest.raises(ConflictError) as caught:
        plan(book, desired)
    assert caught.value.kind == "conflict"
    return caught.value.text


@pytest.mark.parametrize("present", [True, False])
def test_duplicates_on_the_phone_are_told_with_their_ids(present: bool) -> None:
    said = conflict(HeldBook(FIXED, TWICE), DesiredBook(contacts=[Entry("Jane"), Entry("Jack", "Brown")], present=present))
    assert "the phone has 2 contacts 'Jack Brown' (ids 0, 12)" in said
    assert "Nothing was changed" in said
    assert "match_by" in said
    assert "Jane" not in said


def test_all_duplicates_are_told_at_once() -> None:
    contacts = [*TWICE, contact(7, "Jane"), contact(8, "Jane")]
    said = conflict(HeldBook(FIXED, contacts), DesiredBook(contacts=[Entry("Jane"), Entry("Jack", "Brown")]))
    assert "the phone has 3 contacts 'Jane' (ids 4, 7, 8)" in said
    assert "the phone has 2 contacts 'Jack Brown' (ids 0, 12)" in said


def test_duplicates_that_the_task_does_not_list_are_nobodys_business() -> None:
    assert plan(HeldBook(FIXED, TWICE), DesiredBook(contacts=[Entry("Jane")])) == []


def test_duplicates_that_more_of_match_by_tells_apart() -> None:
    listed = [Entry("Jack", "Brown", {"work": "1"}), Entry("Jack", "Brown", {"work": "2"})]
    assert plan(HeldBook(FIXED, TWICE), DesiredBook(contacts=listed, match_by=("name", "work"))) == []


def test_duplicates_by_more_than_the_name() -> None:
    contacts = [contact(5, "Jack", work="1"), contact(6, "Jack", work="1")]
    asked = DesiredBook(contacts=[Entry("Jack", fields={"work": "1"})], match_by=("name", "work"))
    assert "the phone has 2 contacts 'Jack' '1' (ids 5, 6)" in conflict(HeldBook(FIXED, contacts), asked)


def test_duplicates_are_an_error_before_purge_takes_them() -> None:
    conflict(HeldBook(FIXED, TWICE), DesiredBook(contacts=[Entry("Jack", "Brown")], purge=True))


@pytest.mark.parametrize("listed", [Entry("Jane", group="Slaes"), Entry("New", group="Slaes")])
def test_unknown_group_is_named_with_those_that_there_are(listed: Entry) -> None:
    said = conflict(HeldBook([*FIXED, SALES], TWICE), DesiredBook(groups=["Care"], contacts=[listed]))
    assert "the phone has no group 'Slaes'" in said
    assert repr(listed.name) in said
    for there in ("'default'", "'blacklist'", "'Sales'", "'Care'"):
        assert there in said


@pytest.mark.parametrize("group", ["sales", "SALES", "Sale"])
def test_group_is_meant_to_the_letter(group: str) -> None:
    assert repr(group) in conflict(HeldBook([*FIXED, SALES], []), DesiredBook(contacts=[Entry("Jack", group=group)]))


def test_group_that_shall_go_is_no_group_for_a_contact() -> None:
    asked = DesiredBook(groups=[], contacts=[Entry("Jack", group="Sales")], purge=True)
    assert "no group 'Sales', or the task deletes it" in conflict(HeldBook([*FIXED, SALES], []), asked)


@pytest.mark.parametrize("match_by", [("name",), ("name", "group"), ("work",)])
def test_group_that_shall_go_is_no_group_for_a_contact_that_is_in_it(match_by: tuple[str, ...]) -> None:
    asked = DesiredBook(groups=[], contacts=[Entry("Jack", group="Sales")], purge=True, match_by=match_by)
    assert "no group 'Sales', or the task deletes it" in conflict(HeldBook([*FIXED, SALES], [contact(4, "Jack", 3)]), asked)


@pytest.mark.parametrize("number", [0, 5])
def test_id_that_does_not_exist(number: int) -> None:
    book = HeldBook(FIXED, [contact(4, "Jack")])
    said = conflict(book, DesiredBook(contacts=[Entry("Jack", id=number)], match_by=("id",)))
    assert f"the phone has no contact '{number}' (by id)" in said
    assert plan(book, DesiredBook(contacts=[Entry("Jack", id=number)], match_by=("id",), present=False)) == []


def test_id_zero_is_an_id() -> None:
    book = HeldBook(FIXED, [contact(0, "Jack")])
    assert plan(book, DesiredBook(contacts=[Entry("Jack", id=0)], match_by=("id",))) == []


@pytest.mark.parametrize("match_by", [("name", "id"), ("id", "work")])
def test_id_among_others_must_exist(match_by: tuple[str, ...]) -> None:
    """The phone gives ids as it likes: a contact added for this entry would never be found again."""
    conflict(HeldBook(FIXED, [contact(4, "Jack")]), DesiredBook(contacts=[Entry("Jack", id=7)], match_by=match_by))


@pytest.mark.parametrize("name", ["Jane", "jack"])
def test_id_and_name_that_do_not_go_together_delete_nothing(name: str) -> None:
    asked = DesiredBook(contacts=[Entry(name, id=4)], match_by=("id",), present=False)
    said = conflict(HeldBook(FIXED, [contact(4, "Jack"), contact(5, "Jane")]), asked)
    assert "'Jack'" in said
    assert repr(name) in said


def test_contact_without_a_name_cannot_be_added() -> None:
    asked = DesiredBook(contacts=[Entry(fields={"work": "1"})], match_by=("work",))
    assert "no contact with work '1'" in conflict(HeldBook(FIXED, [contact(4, "Jack", work="2")]), asked)
    assert plan(HeldBook(FIXED, [contact(4, "Jack", work="1")]), asked) == []


def test_rename_of_a_group_that_does_not_exist() -> None:
    said = conflict(HeldBook([*FIXED, SALES], None), DesiredBook(groups=["Slaes"], new_name="Care"))
    assert "the phone has no group 'Slaes' to rename" in said
    assert "'Sales'" in said


def test_rename_to_a_name_that_is_taken() -> None:
    said = conflict(HeldBook([*FIXED, SALES, Group(4, "Care")], None), DesiredBook(groups=["Sales"], new_name="Care"))
    assert "'Sales' was not renamed to 'Care'" in said


def test_rename_of_two_groups_of_one_name() -> None:
    said = conflict(HeldBook([*FIXED, SALES, Group(4, "Sales")], None), DesiredBook(groups=["Sales"], new_name="Care"))
    assert "3, 4" in said
