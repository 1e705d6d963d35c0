# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that a phone shows otherwise than they were written: recognised, told, and never written or added again."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.likeness import is_form_of, recognised, warnings
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import DesiredBook, Entry, HeldBook, ShownAs
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.plan import plan
from ansible_collections.voip.grandstream.plugins.module_utils._resources.phonebook import RESOURCE
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.phonebook import FIXED, NEVER, BookPhone, contact

converge = partial(carry_out, RESOURCE)
OFF = Entry("5%20off", fields={"work": "1"})
JACK = Entry("Jack", "Brown", {"work": "1"})


@pytest.mark.parametrize(
    ("shown", "parts", "expected"),
    [
        ("5 off", ["5%20off"], True),
        ("Jack Br", ["Jack", "Brown"], True),
        ("Ja Br", ["Jack", "Brown"], True),
        ("Jack B\ufffd", ["Jack", "Bön"], True),
        ("J K L", ["Jean Karl", "Lee"], False),
        ("Jean K L", ["Jean Karl", "Lee"], True),
        ("Jack Brown", ["Jack", "Brown"], False),
        ("Jack Browne", ["Jack", "Brown"], False),
        ("Brown", ["Jack", "Brown"], False),
        ("", ["Jack"], False),
        ("JACK", ["Jack"], False),
    ],
)
def test_forms_of_a_name(shown: str, parts: list[str], expected: bool) -> None:
    assert is_form_of(shown, parts, capitals=False) == expected


def test_capitals_count_where_the_phone_writes_so() -> None:
    assert is_form_of("JACK BR", ["Jack", "Brown"], capitals=True)
    assert not is_form_of("Jack", ["Jackson"], capitals=False, may_be_cut=False)


@pytest.mark.parametrize(
    ("entry", "held", "steps"),
    [
        (OFF, contact(4, "5 off", work="1"), 0),
        (JACK, contact(0, "Jac Bro", work="1"), 0),
        # Another number, or one that would not be there: somebody else.
        (OFF, contact(4, "5 off", work="2"), 1),
        (JACK._replace(fields={"work": "1", "home": ""}), contact(4, "Jack", work="1", home="2"), 1),
        (Entry("Anna", "Maria"), contact(4, "Anna", work="1"), 1),
        # Numbers are decoded too.
        (Entry("Ann", fields={"email": "a%40b"}), contact(4, "Ann", email="a@b"), 0),
    ],
)
@pytest.mark.parametrize("match_by", [("name",), ("name", "work"), ("work",)])
def test_contact_is_recognised_by_its_numbers(entry: Entry, held: Any, steps: int, match_by: tuple[str, ...]) -> None:
    desired = DesiredBook(contacts=[entry], match_by=match_by)
    assert len(plan(recognised(HeldBook(FIXED, [held]), desired), desired)) == steps


def test_exact_match_comes_first_and_each_contact_is_taken_once() -> None:
    held = [contact(0, "Jack", work="1"), contact(1, "Jac", work="1"), contact(2, "Jac", work="1")]
    desired = DesiredBook(contacts=[JACK, Entry("Jack", fields={"work": "1"}), Entry("Jacob", fields={"work": "1"})])
    book = recognised(HeldBook(FIXED, held), desired)
    assert [one.name for one in book.contacts or ()] == ["Jack", "Jack Brown", "Jacob"]
    assert plan(book, desired) == []


def test_purge_keeps_what_is_shown_otherwise() -> None:
    desired = DesiredBook(contacts=[OFF], purge=True)
    book = HeldBook(FIXED, [contact(4, "5 off", work="1"), contact(5, "5 off", work="1")])
    (step,) = plan(recognised(book, desired), desired)
    assert step.contact.id == 5  # type: ignore[union-attr]


def test_id_names_the_contact_and_a_removal_takes_no_guess() -> None:
    book = HeldBook(FIXED, [contact(4, "Jack", work="1")])
    renamed = DesiredBook(contacts=[JACK._replace(id=4)], match_by=("id",))
    assert len(plan(recognised(book, renamed), renamed)) == 1
    assert plan(recognised(book, DesiredBook(contacts=[JACK], present=False)), DesiredBook(contacts=[JACK], present=False)) == []


@pytest.mark.parametrize(
    ("held", "wanted", "recognises"),
    [
        (["Custom"], "Customer care", True),
        (["Custom", "Engineering"], "Customer care", False),
        (["a b"], "a%20b", True),
        (["Sales"], "Support", False),
    ],
)
def test_groups(held: list[str], wanted: str, recognises: bool) -> None:
    desired = DesiredBook(groups=[wanted])
    book = recognised(HeldBook([*FIXED, *(Group(number, name) for number, name in enumerate(held, start=1))], None), desired)
    assert bool(book.shown_as) == recognises
    assert len(plan(book, desired)) == (not recognises)


def test_capitals_of_a_phone_show_in_the_groups_that_every_phone_has() -> None:
    groups = [Group(0, "DEFAULT"), Group(100, "BLACKLIST"), Group(1, "SALES")]
    desired = DesiredBook(groups=["Sales"], contacts=[Entry("Jack", group="Sales"), Entry("Bob", group="blacklist")])
    book = HeldBook(groups, [contact(0, "JACK", 1), contact(1, "BOB", 100)])
    assert plan(recognised(book, desired), desired) == []
    plain = book._replace(groups=[*FIXED, Group(1, "Sales")])
    assert len(plan(recognised(plain, desired), desired)) == 2


def test_capitals_are_no_difference_where_the_phone_writes_so() -> None:
    groups = [Group(0, "DEFAULT"), Group(1, "SALES")]
    held = [contact(0, "JACK BROWN", 1, work="1", fax="2")]
    changed = DesiredBook(contacts=[Entry("Jack", "Brown", {"home": "3"})])
    (step,) = plan(recognised(HeldBook(groups, held), changed), changed)
    assert step.before.id == 0  # type: ignore[union-attr]
    assert step.fields == {"work": "1", "home": "3", "mobile": "", "fax": "2", "email": ""}  # type: ignore[union-attr]
    gone = DesiredBook(groups=["Sales"], contacts=[Entry("Jack", "Brown")], present=False)
    assert len(plan(recognised(HeldBook(groups, held), gone), gone)) == 2
    by_work = DesiredBook(contacts=[Entry("Jack", "Brown", {"work": "9"})], match_by=("name", "work"))
    assert recognised(HeldBook(groups, held), by_work).shown_as == []


def test_warning_is_one_sentence_with_a_count() -> None:
    many = [ShownAs("contact", f"Name {number}", f"Na {number}") for number in range(500)]
    (told,) = warnings(many)
    assert "the name of 500 contacts otherwise: 'Name 0' is shown as 'Na 0'" in told
    assert "and 497 more" in told
    assert "'Jack'" in warnings([ShownAs("group", "Jack", "J")])[0]
    assert warnings([]) == []


WORDS = st.sampled_from(["Ann", "Anna", "Annabel", "An%6Ea", "Bob", "Bo%20b", "东京", "", "100%41"])
NUMBERS = st.sampled_from(["", "1", "2", "%31"])
ENTRIES = st.lists(
    st.builds(
        lambda first, last, work, group: Entry(first, last, {"work": work}, group),
        *(WORDS, WORDS, NUMBERS, st.sampled_from([None, "Sales", "Salesmen", "default"])),
    ).filter(lambda entry: bool(entry.name)),
    unique_by=lambda entry: entry.name,
    max_size=6,
)
FIRMWARE = st.fixed_dictionaries(
    {"name_length": st.sampled_from([0, 2, 3, 30]), "decodings": st.sampled_from([1, 2]), "capitals": st.booleans()}
)
FAULTS = st.dictionaries(st.integers(0, 8), st.sampled_from(["unanswered", "late", "too late", "404", *NEVER]), max_size=3)


@given(ENTRIES, FIRMWARE)
def test_after_a_run_nothing_is_left_to_do(entries: list[Entry], firmware: dict[str, Any]) -> None:
    desired = DesiredBook(groups=["Sales", "Salesmen"], contacts=entries)
    book = BookPhone(**firmware)
    with book.session() as session:
        converge(Phone(session), desired, check_mode=False)
        sent = len(book.writes)
        again = converge(Phone(session), desired, check_mode=False)
    assert again.changes == []
    assert sent == len(book.writes) == 2 + len(entries)
    assert len(book.book.rows) == len(entries)


#: Three contacts that a phone shows alike, the fourth write without an answer: nobody can tell which of them are there.
ALIKE = [Entry(first, last, {"work": ""}) for first, last in (("Bob", "Anna"), ("Bob", "Annabel"), ("Bob", "Ann"))]


@given(ENTRIES, FIRMWARE, FAULTS)
@example(ALIKE, {"name_length": 3, "decodings": 1, "capitals": True}, {3: "unanswered"})
def test_no_contact_is_doubled_under_any_fault(entries: list[Entry], firmware: dict[str, Any], faults: dict[int, str]) -> None:
    """In the end all are there once, or the task refuses to guess which contact is meant."""
    desired = DesiredBook(groups=["Sales", "Salesmen"], contacts=entries)
    book = BookPhone(faults=faults, **firmware)
    trouble: PhoneError | None = None
    for dummy in range(2 + len(faults)):
        with book.session() as session:
            try:
                converge(Phone(session), desired, check_mode=False)
            except PhoneError as error:
                trouble = error
                book.settle()
                book.faults = {number: fault for number, fault in book.faults.items() if number >= len(book.writes)}
                continue
            trouble = None
            break
    assert len(book.book.rows) <= len(entries)
    assert len(book.book.groups) == 4
    if trouble is None:
        assert len(book.book.rows) == len(entries)
    else:
        assert trouble.kind == "conflict"
