# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan of a phonebook, as laws: it converges, it is minimal, it touches nothing else, and it minds groups' members."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact, Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import ConflictError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.changes import contact_as_options
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import DesiredBook, Entry, HeldBook, split_name
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.plan import (
    AddGroup,
    DeleteAllContacts,
    DeleteContact,
    DeleteGroup,
    RenameGroup,
    SaveContact,
    needs_contacts,
    plan,
)
from ansible_collections.voip.grandstream.plugins.module_utils._resources.phonebook import prepare
from unit.phonebook import FIELDS, FIXED, contact
from unit.phonebook_cases import Case, applied, books, cases, doomed, holds, means, names_of

SALES = Group(3, "Sales")
CARE = Group(7, "Care")
DEFAULTS = {"groups": None, "contacts": None, "state": "present", "purge": False, "purge_groups": None, "allow_empty": True}


def deleted_by(steps: Any) -> list[Contact]:
    singly = [step.contact for step in steps if isinstance(step, DeleteContact)]
    return singly + [gone for step in steps if isinstance(step, DeleteAllContacts) for gone in step.contacts]


def saved_by(steps: Any) -> list[SaveContact]:
    return [step for step in steps if isinstance(step, SaveContact)]


def unlisted(case: Case) -> list[Contact]:
    """The phone's contacts that the task does not list."""
    book, desired = case
    return [
        held for held in case.contacts if not any(means(entry, held, book, desired.match_by) for entry in desired.contacts or ())
    ]


def purged(case: Case) -> list[Contact]:
    """The contacts that `purge` must remove."""
    book, desired = case
    if not desired.purge or desired.contacts is None:
        return []
    scope = desired.purge_groups
    return [held for held in unlisted(case) if scope is None or names_of(book)[held.group_id] in scope]


@given(cases())
def test_plan_converges_at_once(case: Case) -> None:
    after = applied(case.book, plan(*case))
    assert plan(after, case.desired) == []


@given(cases(state=True))
def test_what_shall_be_there_is_there_once(case: Case) -> None:
    after = applied(case.book, plan(*case))
    for entry in case.desired.contacts or ():
        (held,) = [one for one in after.contacts or () if means(entry, one, after, case.desired.match_by)]
        assert holds(entry, held, after)
    assert set(case.desired.groups or ()) <= set(names_of(after).values())


@given(cases(state=False))
def test_what_shall_not_be_there_is_not_there(case: Case) -> None:
    after = applied(case.book, plan(*case))
    for entry in case.desired.contacts or ():
        assert not [held for held in after.contacts or () if means(entry, held, after, case.desired.match_by)]
    assert not set(case.desired.groups or ()) & {group.name for group in after.groups if group.id not in (0, 100)}


@given(cases())
def test_nothing_else_changes(case: Case) -> None:
    after = {held.id: held for held in applied(case.book, plan(*case)).contacts or ()}
    going = {group.id for group in doomed(*case)}
    gone = purged(case)
    for held in unlisted(case):
        if held in gone:
            assert after.get(held.id) != held
        elif held.group_id in going:
            assert after[held.id]._replace(name=held.name) == held._replace(group_id=0)
        else:
            assert after[held.id] == held


@given(cases(state=True))
def test_of_a_listed_contact_only_what_the_task_names_changes(case: Case) -> None:
    book, desired = case
    after = {held.id: held for held in applied(book, plan(*case)).contacts or ()}
    for entry in desired.contacts or ():
        for held in [one for one in case.contacts if means(entry, one, book, desired.match_by)]:
            for field in set(FIELDS) - set(entry.fields):
                assert getattr(after[held.id], field) == getattr(held, field)
            if entry.group is None:
                assert after[held.id].group_id == held.group_id


@given(cases())
def test_groups_that_nobody_speaks_of_stay(case: Case) -> None:
    after = applied(case.book, plan(*case))
    going = doomed(*case)
    assert [group for group in case.book.groups if group not in going] == [one for one in after.groups if one in case.book.groups]
    created = {group.name for group in after.groups if group not in case.book.groups}
    assert created <= set(case.desired.groups or ()) - {"default", "blacklist"}


@given(cases())
def test_one_step_for_each_difference_and_none_else(case: Case) -> None:
    book, desired = case
    steps = plan(*case)
    listed = desired.contacts or ()
    matched = {id(entry): [held for held in case.contacts if means(entry, held, book, desired.match_by)] for entry in listed}
    going = {group.id for group in doomed(*case)}
    differing = [entry for entry in listed if not matched[id(entry)] or not holds(entry, matched[id(entry)][0], book)]
    moved = [held for held in unlisted(case) if held.group_id in going and held not in purged(case)]
    gone = purged(case) if desired.present else [held for entry in listed for held in matched[id(entry)]]
    assert len(saved_by(steps)) == (len(differing) if desired.present else 0) + len(moved)
    assert sorted(deleted_by(steps)) == sorted(gone)
    touched = [save.before.id for save in saved_by(steps) if save.before] + [held.id for held in deleted_by(steps)]
    assert len(touched) == len(set(touched))
    missing = set(desired.groups or ()) - set(names_of(book).values()) if desired.present else set()
    assert sorted(step.name for step in steps if isinstance(step, AddGroup)) == sorted(missing)
    assert [step.group for step in steps if isinstance(step, DeleteGroup)] == doomed(*case)


@given(cases(), st.randoms(use_true_random=False))
def test_plan_does_not_depend_on_the_order(case: Case, shuffler: random.Random) -> None:
    desired = case.desired
    shuffled = desired._replace(
        groups=None if desired.groups is None else shuffler.sample(desired.groups, len(desired.groups)),
        contacts=None if desired.contacts is None else shuffler.sample(desired.contacts, len(desired.contacts)),
    )
    assert sorted(map(repr, plan(case.book, shuffled))) == sorted(map(repr, plan(*case)))


@given(cases(purge=True, state=True))
def test_purge_stays_within_its_groups(case: Case) -> None:
    steps = plan(*case)
    names = names_of(case.book)
    if case.desired.purge_groups is not None:
        assert {names[held.group_id] for held in deleted_by(steps)} <= set(case.desired.purge_groups)
        assert {step.group.name for step in steps if isinstance(step, DeleteGroup)} <= set(case.desired.purge_groups)
    assert not case.desired.contacts or not any(isinstance(step, DeleteAllContacts) for step in steps)


@given(cases(purge=False, state=True))
def test_without_purge_nothing_goes(case: Case) -> None:
    assert not [step for step in plan(*case) if isinstance(step, (DeleteContact, DeleteAllContacts, DeleteGroup))]


@given(cases())
def test_contacts_are_read_wherever_they_matter(case: Case) -> None:
    book, desired = case
    if not needs_contacts(book.groups, desired):
        assert plan(HeldBook(book.groups, None), desired) == plan(book, desired)
    elif desired.contacts is None:
        assert doomed(*case)


@given(books(), st.booleans(), st.sampled_from(["name", "id", "group", "work"]))
def test_what_is_read_can_be_written_back(book: HeldBook, purge: bool, also: str) -> None:
    names = names_of(book)
    params = {
        **DEFAULTS,
        "groups": [{"name": group.name, "id": group.id} for group in book.groups],
        "contacts": [contact_as_options(held, names) for held in book.contacts or ()],
        "purge": purge,
        "match_by": ["name", also],
    }
    assert plan(book, prepare(params, Secrets())) == []


def test_empty_list_of_contacts_is_one_request() -> None:
    held = [contact(0, "Jack"), contact(1, "Jane", 3)]
    steps = plan(HeldBook([*FIXED, SALES], held), DesiredBook(contacts=[], purge=True))
    assert steps == [DeleteAllContacts(held)]
    assert plan(HeldBook(FIXED, []), DesiredBook(contacts=[], purge=True)) == []


def test_purge_that_leaves_nothing_of_the_former_book() -> None:
    """One request more for everything would do, but the phone's contacts would be gone before the new ones are known to fit."""
    steps = plan(HeldBook(FIXED, [contact(0, "Jack"), contact(1, "Jane")]), DesiredBook(contacts=[Entry("New")], purge=True))
    assert [type(step) for step in steps] == [DeleteContact, DeleteContact, SaveContact]


def test_all_groups_can_go() -> None:
    book = HeldBook([*FIXED, SALES, CARE], [contact(4, "Jack", 3)])
    steps = plan(book, DesiredBook(groups=[], purge=True))
    assert steps[1:] == [DeleteGroup(SALES), DeleteGroup(CARE)]
    assert isinstance(steps[0], SaveContact)
    assert steps[0].group == "default"


def test_member_that_is_moved_elsewhere_is_written_once() -> None:
    book = HeldBook([*FIXED, SALES, CARE], [contact(4, "Jack", 3)])
    asked = DesiredBook(groups=["Care"], contacts=[Entry("Jack", group="Care")], purge=True)
    save, gone = plan(book, asked)
    assert save == SaveContact(contact(4, "Jack", 3), "Jack", "", "Care", 7, dict.fromkeys(FIELDS, ""))
    assert gone == DeleteGroup(SALES)


def test_rename() -> None:
    assert plan(HeldBook([*FIXED, SALES], None), DesiredBook(groups=["Sales"], new_name="Care")) == [RenameGroup(SALES, "Care")]
    assert plan(HeldBook([*FIXED, CARE], None), DesiredBook(groups=["Sales"], new_name="Care")) == []
    assert plan(HeldBook([*FIXED, SALES], None), DesiredBook(groups=["Sales"], new_name="sales")) == [RenameGroup(SALES, "sales")]


def test_contact_is_renamed_by_its_id() -> None:
    held = contact(0, "Jack Brown", 3, work="1")
    (step,) = plan(HeldBook([*FIXED, SALES], [held]), DesiredBook(contacts=[Entry("Jane", "Doe", id=0)], match_by=("id",)))
    assert step == SaveContact(held, "Jane", "Doe", "Sales", 3, {**dict.fromkeys(FIELDS, ""), "work": "1"})


@pytest.mark.parametrize("name", ["Anna Dam", "Anna", "Anna Maria van Dam", "van Dam", "", "Dam"])
@pytest.mark.parametrize(
    "listed",
    [
        Entry(first, last, id=0)
        for first in (None, "", "Anna", "Anna Maria")
        for last in (None, "", "Dam", "van Dam")
        if first or last
    ],
)
def test_naming_a_part_of_a_name_by_id_converges(name: str, listed: Entry) -> None:
    asked = DesiredBook(contacts=[listed], match_by=("id",))
    book = HeldBook(FIXED, [contact(0, name, work="1")])
    assert plan(applied(book, plan(book, asked)), asked) == []


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Jack Brown", ("Jack", "Brown")),
        ("Jack", ("Jack", "")),
        ("", ("", "")),
        ("Anna Maria van Dam", ("Anna Maria van", "Dam")),
        ("  Jack \t Brown\u00a0", ("Jack", "Brown")),
        ("東京 支店", ("東京", "支店")),
    ],
)
def test_name_in_its_two_parts(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


@pytest.mark.parametrize("group", [None, "", "default"])
@pytest.mark.parametrize("match_by", [("name", "group"), ("group",)])
def test_unnamed_group_is_the_default_one_when_matching(group: str | None, match_by: tuple[str, ...]) -> None:
    book = HeldBook(FIXED, [contact(4, "Jack"), contact(5, "Jack", 100)])
    assert plan(book, DesiredBook(contacts=[Entry("Jack", group=group)], match_by=match_by)) == []


def test_order_of_what_match_by_names_does_not_matter() -> None:
    book = HeldBook(FIXED, [contact(4, "Jack", work="1"), contact(5, "Jack", work="2")])
    listed = [Entry("Jack", fields={"work": "2", "home": "9"})]
    (step,) = plan(book, DesiredBook(contacts=listed, match_by=("name", "work")))
    assert plan(book, DesiredBook(contacts=listed, match_by=("work", "name"))) == [step]
    assert isinstance(step, SaveContact)
    assert step.before == contact(5, "Jack", work="2")


@pytest.mark.parametrize("listed", [Entry("Jack"), Entry("Jack", fields={"work": ""})])
def test_field_that_is_not_named_matches_an_empty_one(listed: Entry) -> None:
    book = HeldBook(FIXED, [contact(4, "Jack", work="1"), contact(5, "Jack")])
    assert plan(book, DesiredBook(contacts=[listed], match_by=("name", "work"))) == []


def test_group_that_the_phone_does_not_list_is_left_alone() -> None:
    book = HeldBook(FIXED, [contact(5, "Jack", 9)])
    assert plan(book, DesiredBook(contacts=[Entry("Jack")])) == []


@pytest.mark.parametrize("groups", [[SALES, Group(5, "Sales")], [Group(5, "Sales"), SALES]])
def test_new_contact_goes_to_the_first_of_two_groups_of_one_name(groups: list[Group]) -> None:
    (step,) = plan(HeldBook(groups, []), DesiredBook(contacts=[Entry("Jack", group="Sales")]))
    assert isinstance(step, SaveContact)
    assert step.group_id == 3


def test_group_zero_cannot_be_renamed_whatever_its_name() -> None:
    with pytest.raises(ConflictError):
        plan(HeldBook([Group(0, "Standard")], None), DesiredBook(groups=["Standard"], new_name="Sales"))


def test_listed_member_of_a_group_that_goes_moves_to_the_default_one() -> None:
    book = HeldBook([*FIXED, SALES], [contact(5, "Jack", 3)])
    save, gone = plan(book, DesiredBook(groups=[], contacts=[Entry("Jack")], purge=True))
    assert gone == DeleteGroup(SALES)
    assert isinstance(save, SaveContact)
    assert save.group == "default"
