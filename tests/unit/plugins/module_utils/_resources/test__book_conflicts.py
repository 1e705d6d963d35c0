# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that do not fit what the phone holds: nothing is planned, and the sentence says which of them and why."""

from __future__ import annotations

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._errors import ConflictError
from ansible_collections.voip.grandstream.plugins.module_utils._phone_rows import Group
from ansible_collections.voip.grandstream.plugins.module_utils._resources._book import Book, Desired, Entry, plan
from unit.phonebook import FIXED, contact

SALES = Group(3, "Sales")
TWICE = [contact(0, "Jack Brown", work="1"), contact(12, "Jack  Brown", work="2"), contact(4, "Jane", work="3")]


def conflict(book: Book, desired: Desired) -> str:
    with pytest.raises(ConflictError) as caught:
        plan(book, desired)
    assert caught.value.kind == "conflict"
    return caught.value.text


@pytest.mark.parametrize("present", [True, False])
def test_duplicates_on_the_phone_are_told_with_their_ids(present: bool) -> None:
    said = conflict(Book(FIXED, TWICE), Desired(contacts=[Entry("Jane"), Entry("Jack", "Brown")], present=present))
    assert "'Jack Brown' is 2 contacts, with the ids 0, 12" in said
    assert "Nothing was changed" in said
    assert "match_by" in said
    assert "Jane" not in said


def test_all_duplicates_are_told_at_once() -> None:
    contacts = [*TWICE, contact(7, "Jane"), contact(8, "Jane")]
    said = conflict(Book(FIXED, contacts), Desired(contacts=[Entry("Jane"), Entry("Jack", "Brown")]))
    assert "'Jane' is 3 contacts, with the ids 4, 7, 8" in said
    assert "'Jack Brown' is 2 contacts, with the ids 0, 12" in said


def test_duplicates_that_the_task_does_not_list_are_nobodys_business() -> None:
    assert plan(Book(FIXED, TWICE), Desired(contacts=[Entry("Jane")])) == []


def test_duplicates_that_more_of_match_by_tells_apart() -> None:
    listed = [Entry("Jack", "Brown", {"work": "1"}), Entry("Jack", "Brown", {"work": "2"})]
    assert plan(Book(FIXED, TWICE), Desired(contacts=listed, match_by=("name", "work"))) == []


def test_duplicates_by_more_than_the_name() -> None:
    contacts = [contact(5, "Jack", work="1"), contact(6, "Jack", work="1")]
    asked = Desired(contacts=[Entry("Jack", fields={"work": "1"})], match_by=("name", "work"))
    assert "'Jack' '1' is 2 contacts, with the ids 5, 6" in conflict(Book(FIXED, contacts), asked)


def test_duplicates_are_an_error_before_purge_takes_them() -> None:
    conflict(Book(FIXED, TWICE), Desired(contacts=[Entry("Jack", "Brown")], purge=True))


@pytest.mark.parametrize("listed", [Entry("Jane", group="Slaes"), Entry("New", group="Slaes")])
def test_unknown_group_is_named_with_those_that_there_are(listed: Entry) -> None:
    said = conflict(Book([*FIXED, SALES], TWICE), Desired(groups=["Care"], contacts=[listed]))
    assert "there is no group 'Slaes'" in said
    assert repr(listed.name) in said
    for there in ("'default'", "'blacklist'", "'Sales'", "'Care'"):
        assert there in said


@pytest.mark.parametrize("group", ["sales", "SALES", "Sale"])
def test_group_is_meant_to_the_letter(group: str) -> None:
    assert repr(group) in conflict(Book([*FIXED, SALES], []), Desired(contacts=[Entry("Jack", group=group)]))


def test_group_that_shall_go_is_no_group_for_a_contact() -> None:
    asked = Desired(groups=[], contacts=[Entry("Jack", group="Sales")], purge=True)
    assert "'Sales', or it shall be deleted" in conflict(Book([*FIXED, SALES], []), asked)


@pytest.mark.parametrize("match_by", [("name",), ("name", "group"), ("work",)])
def test_group_that_shall_go_is_no_group_for_a_contact_that_is_in_it(match_by: tuple[str, ...]) -> None:
    asked = Desired(groups=[], contacts=[Entry("Jack", group="Sales")], purge=True, match_by=match_by)
    assert "'Sales', or it shall be deleted" in conflict(Book([*FIXED, SALES], [contact(4, "Jack", 3)]), asked)


@pytest.mark.parametrize("number", [0, 5])
def test_id_that_does_not_exist(number: int) -> None:
    book = Book(FIXED, [contact(4, "Jack")])
    said = conflict(book, Desired(contacts=[Entry("Jack", id=number)], match_by=("id",)))
    assert f"there is no contact {number} (by id)" in said
    assert plan(book, Desired(contacts=[Entry("Jack", id=number)], match_by=("id",), present=False)) == []


def test_id_zero_is_an_id() -> None:
    book = Book(FIXED, [contact(0, "Jack")])
    assert plan(book, Desired(contacts=[Entry("Jack", id=0)], match_by=("id",))) == []


@pytest.mark.parametrize("match_by", [("name", "id"), ("id", "work")])
def test_id_among_others_must_exist(match_by: tuple[str, ...]) -> None:
    """The phone gives ids as it likes: a contact added for this entry would never be found again."""
    conflict(Book(FIXED, [contact(4, "Jack")]), Desired(contacts=[Entry("Jack", id=7)], match_by=match_by))


@pytest.mark.parametrize("name", ["Jane", "jack"])
def test_id_and_name_that_do_not_go_together_delete_nothing(name: str) -> None:
    asked = Desired(contacts=[Entry(name, id=4)], match_by=("id",), present=False)
    said = conflict(Book(FIXED, [contact(4, "Jack"), contact(5, "Jane")]), asked)
    assert "'Jack'" in said
    assert repr(name) in said


def test_contact_without_a_name_cannot_be_added() -> None:
    asked = Desired(contacts=[Entry(fields={"work": "1"})], match_by=("work",))
    assert "work=1" in conflict(Book(FIXED, [contact(4, "Jack", work="2")]), asked)
    assert plan(Book(FIXED, [contact(4, "Jack", work="1")]), asked) == []


def test_rename_of_a_group_that_does_not_exist() -> None:
    said = conflict(Book([*FIXED, SALES], None), Desired(groups=["Slaes"], new_name="Care"))
    assert "there is no group 'Slaes'" in said
    assert "'Sales'" in said


def test_rename_to_a_name_that_is_taken() -> None:
    said = conflict(Book([*FIXED, SALES, Group(4, "Care")], None), Desired(groups=["Sales"], new_name="Care"))
    assert "'Sales' cannot be renamed to 'Care'" in said


def test_rename_of_two_groups_of_one_name() -> None:
    said = conflict(Book([*FIXED, SALES, Group(4, "Sales")], None), Desired(groups=["Sales"], new_name="Care"))
    assert "3, 4" in said
