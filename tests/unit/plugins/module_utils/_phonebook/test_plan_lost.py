# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes whose answer is lost, or says no: what is there is not sent twice, and what adds is never sent again."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact, Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import AmbiguousWriteError, ApiError, PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import DesiredBook, Entry
from ansible_collections.voip.grandstream.plugins.module_utils._resources.phonebook import RESOURCE
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.dialogue import GARBLED, HANGS, LOGIN_PAGE, RESET, Answer, Step, login, reply, scripted
from unit.phonebook import (
    CARRIED_OUT,
    FIELDS,
    NEVER,
    BookPhone,
    add_group,
    contact,
    delete,
    edit_group,
    get_contacts,
    get_groups,
    save,
)

converge = partial(carry_out, RESOURCE)

SALES, CARE = Group(1, "Sales"), Group(2, "Care")
HELD = [contact(number, f"Held {number}", number % 3, work=str(number), email="e") for number in range(20)]
NEW = [Entry(f"New {number}", "Müller", {"home": str(number)}, "Ops" if number % 2 else "Sales") for number in range(15)]
EDITED = [Entry("Held", str(number), {"work": "00"}) for number in range(0, 20, 2)]
#: 5 deletions, a group to add, 10 edits, 15 contacts to add, and a group to delete.
STAYING = [Entry("Held", str(number)) for number in (1, 3, 7, 9, 13)]
ASKED = DesiredBook(groups=["Ops", "Sales"], contacts=[*EDITED, *NEW, *STAYING], purge=True)
WRITES = 32


def right(book: BookPhone) -> bool:
    """Whether the phone holds what `ASKED` says, each contact once."""
    found = sorted(_readable(held, book.book.groups) for held in book.book.rows)
    wanted = [(f"New {number} Müller", "Ops" if number % 2 else "Sales", "", str(number), "") for number in range(15)]
    wanted += [
        (f"Held {number}", ("default", "Sales", "default")[number % 3], "00" if number % 2 == 0 else str(number), "", "e")
        for number in (*range(0, 20, 2), 1, 3, 7, 9, 13)
    ]
    return found == sorted(wanted) and sorted(book.book.groups.values()) == ["Ops", "Sales", "blacklist", "default"]


def _readable(held: Contact, names: dict[int, str]) -> tuple[str, ...]:
    return held.name, names[held.group_id], held.work, held.home, held.email


def run(book: BookPhone, desired: DesiredBook = ASKED) -> Any:
    with book.session() as session:
        return converge(Phone(session), desired, check_mode=False)


def test_run_without_faults() -> None:
    book = BookPhone([SALES, CARE], HELD)
    run(book)
    assert right(book)
    assert len(book.writes) == WRITES


FAULTS = st.dictionaries(st.integers(0, WRITES + 4), st.sampled_from([*CARRIED_OUT, *NEVER]), max_size=12)


def adds(write: tuple[str, Any]) -> bool:
    """Whether a request, repeated, would leave something twice."""
    endpoint, pairs = write
    return endpoint == "api-add_group" or (endpoint == "api-save_edit_contact" and "id" not in dict(pairs))


@given(FAULTS)
@example(dict.fromkeys(range(100), "unanswered"))
@example(dict.fromkeys(range(0, 100, 2), "lost"))
@example(dict.fromkeys(range(100), "lost"))
@example(dict.fromkeys(range(100), "late"))
@example(dict.fromkeys(range(100), "404"))
@example({18: "too late"})
def test_book_is_right_in_the_end_or_the_task_says_so(faults: dict[int, str]) -> None:
    book = BookPhone([SALES, CARE], HELD, faults)
    error = failure(book)
    last = faults.get(len(book.writes) - 1)
    if error is None:
        assert right(book)
    else:
        assert last in ("lost", "full", "too late"), "only what was not carried out in time may fail"
        assert isinstance(error, ApiError) == (last == "full")
        assert not error.unreachable
        assert bool(error.changes) == book.has_done_or_lost
        assert not adds(book.writes[-1]) or last == "full" or "not sent again" in error.text
    assert not [write for write in book.writes if adds(write) and book.writes.count(write) > 1]
    assert max(book.writes.count(write) for write in book.writes) <= 2
    # However late: nothing is there twice, and the next run does what is missing.
    book.settle()
    names = [held.name for held in book.book.rows]
    assert len(names) == len(set(names))
    book.faults = {}
    run(book)
    assert right(book)


def failure(book: BookPhone) -> PhoneError | None:
    """How a run failed, if it did."""
    try:
        run(book)
    except PhoneError as error:
        return error
    return None


@pytest.mark.parametrize("fault", CARRIED_OUT)
@pytest.mark.parametrize("at", [0, 4, 5, 6, 15, 16, 30, 31])
def test_each_write_may_be_carried_out_without_an_answer(at: int, fault: str) -> None:
    book = BookPhone([SALES, CARE], HELD, {at: fault if fault != "too late" else "late"})
    outcome = run(book)
    assert right(book)
    assert len(book.writes) <= WRITES + (fault in ("late", "too late"))
    assert outcome == run(BookPhone([SALES, CARE], HELD))


@pytest.mark.parametrize("at", range(WRITES))
def test_each_write_may_be_lost(at: int) -> None:
    book = BookPhone([SALES, CARE], HELD, {at: "lost"})
    plain = BookPhone([SALES, CARE], HELD)
    run(plain)
    if adds(plain.writes[at]):
        with pytest.raises(AmbiguousWriteError, match="not sent again"):
            run(book)
        assert len(book.writes) == at + 1
    else:
        run(book)
        assert right(book)
        assert len(book.writes) == WRITES + 1


def test_phone_that_loses_everything_ends() -> None:
    book = BookPhone([SALES, CARE], HELD, dict.fromkeys(range(1000), "lost"))
    with pytest.raises(AmbiguousWriteError) as caught:
        run(book)
    assert len(book.writes) == 2
    assert "sent twice" in caught.value.text
    assert not caught.value.unreachable
    assert caught.value.details["endpoint"] == "api-delete_contact"


@pytest.mark.parametrize("broken", [HANGS, (500, ""), (404, ""), "<html>Login</html>"])
def test_book_that_cannot_be_read_afterwards(broken: Any) -> None:
    book = BookPhone([SALES, CARE], HELD, {9: "unanswered"}, broken_reads=broken)
    with book.session(retries=0) as session, pytest.raises(AmbiguousWriteError) as caught:
        converge(Phone(session), ASKED, check_mode=False)
    assert "not known" in caught.value.text
    assert "Run the task again" in caught.value.text
    assert caught.value.details["endpoint"] == "api-save_edit_contact"
    assert not caught.value.unreachable
    assert len(caught.value.changes) == WRITES
    assert len(book.writes) == 10


ONE = DesiredBook(contacts=[Entry("Ann", fields={"work": "1"})])
THERE = [get_groups(), get_contacts(contact(0, "Ann", work="1"))]
EMPTY = [get_groups(), get_contacts()]


@pytest.mark.parametrize("fault", GARBLED)
def test_lost_answer_of_a_contact_that_was_added(fault: str) -> None:
    with scripted(login(), EMPTY, save(None, "Ann", work="1", answer=GARBLED[fault]), THERE) as script:
        converge(script.phone, ONE, check_mode=False)


@pytest.mark.parametrize("fault", GARBLED)
def test_contact_that_may_have_arrived_is_not_sent_again(fault: str) -> None:
    lost = save(None, "Ann", work="1", answer=GARBLED[fault])
    with scripted(login(), EMPTY, lost, EMPTY, EMPTY, timeout=1, retries=9) as script, pytest.raises(
        AmbiguousWriteError
    ) as caught:
        converge(script.phone, ONE, check_mode=False)
    assert "contact 'Ann'" in caught.value.text
    assert "watched for 1 s" in caught.value.text
    assert "it looks first" in caught.value.text
    assert [change["name"] for change in caught.value.changes] == ["Ann"]


def test_contact_that_comes_late_is_waited_for() -> None:
    lost = save(None, "Ann", work="1", answer=RESET)
    with scripted(login(), EMPTY, lost, EMPTY, EMPTY, EMPTY, THERE) as script:
        converge(script.phone, ONE, check_mode=False)
    assert script.clock.pauses == [1.0, 1.5, 2.25]


def test_late_removal_cannot_hit_what_is_added_after_it() -> None:
    """A phone may give the id of a contact that is gone to the next one."""
    asked = DesiredBook(contacts=[Entry("Ann")], purge=True)
    late = [get_groups(), get_contacts(contact(0, "Bob"))]
    with scripted(login(), late, delete(0, RESET), late, late, EMPTY, save(None, "Ann"), THERE) as script:
        converge(script.phone, asked, check_mode=False)
    assert script.clock.pauses == [1.0, 1.5]


@pytest.mark.parametrize("answer", [(201, ""), (302, ""), (400, "no"), (404, ""), reply("no", "error")])
def test_refusal_of_what_was_carried_out_is_no_failure(answer: Answer) -> None:
    with scripted(login(), EMPTY, save(None, "Ann", work="1", answer=answer), THERE) as script:
        outcome = converge(script.phone, ONE, check_mode=False)
    assert [change["name"] for change in outcome.changes or ()] == ["Ann"]


def test_phone_that_says_no_and_cannot_be_read() -> None:
    unread = get_groups(answer=(500, ""))
    with scripted(login(), EMPTY, save(None, "Ann", work="1", answer=(404, "")), unread, retries=0) as script, pytest.raises(
        ApiError
    ) as caught:
        converge(script.phone, ONE, check_mode=False)
    assert [change["name"] for change in caught.value.changes] == ["Ann"], "it may be there"


def test_web_page_instead_of_an_answer_needs_a_login_to_be_settled() -> None:
    with scripted(login(), EMPTY, save(None, "Ann", work="1", answer=LOGIN_PAGE), login(), THERE) as script:
        converge(script.phone, ONE, check_mode=False)


def test_contact_that_came_without_its_fields_is_edited_not_added() -> None:
    lost = save(None, "Ann", work="1", answer=RESET)
    half = [get_groups(), get_contacts(contact(4, "Ann"))]
    with scripted(login(), EMPTY, lost, half, save(4, "Ann", work="1"), THERE) as script:
        converge(script.phone, ONE, check_mode=False)


def test_same_edit_is_never_sent_a_third_time() -> None:
    edits = DesiredBook(contacts=[Entry("Ann", fields={"work": "2"})])
    lost = [save(0, "Ann", work="2", answer=RESET), *THERE]
    with scripted(login(), THERE, lost, lost, THERE, timeout=1, retries=9) as script, pytest.raises(
        AmbiguousWriteError
    ) as caught:
        converge(script.phone, edits, check_mode=False)
    assert "sent twice" in caught.value.text
    assert [change["name"] for change in caught.value.changes] == ["Ann"]


def test_two_contacts_of_one_name_are_not_taken_for_each_other() -> None:
    twins = DesiredBook(contacts=[Entry("Jane", fields={"work": number}) for number in "12"], match_by=("name", "work"))
    one = [get_groups(), get_contacts(contact(0, "Jane", work="1"))]
    both = [get_groups(), get_contacts(contact(0, "Jane", work="1"), contact(1, "Jane", work="2"))]
    first = [save(None, "Jane", work="1", answer=RESET), *one]
    second = [save(None, "Jane", work="2", answer=RESET), *one, *both]
    with scripted(login(), EMPTY, first, second) as script:
        converge(script.phone, twins, check_mode=False)


def test_contact_that_was_doubled_by_the_phone_itself_is_no_reason_to_go_on() -> None:
    lost = save(None, "Ann", work="1", answer=RESET)
    twice = [get_groups(), get_contacts(contact(0, "Ann"), contact(1, "Ann"))]
    with scripted(login(), EMPTY, lost, twice) as script, pytest.raises(Exception, match=r"ids 0, 1") as caught:
        converge(script.phone, ONE, check_mode=False)
    assert getattr(caught.value, "changes", None)


@pytest.mark.parametrize("took", [True, False])
@pytest.mark.parametrize(
    ("desired", "step", "before", "after"),
    [
        (DesiredBook(groups=["Ops"]), add_group("Ops", RESET), [get_groups()], [get_groups(Group(1, "Ops"))]),
        (
            DesiredBook(groups=["Ops"], new_name="Care"),
            edit_group(2, "Care", RESET),
            [get_groups(Group(2, "Ops"))],
            [get_groups(CARE)],
        ),
        (
            DesiredBook(groups=["Ops"], present=False),
            edit_group(2, "", RESET),
            [get_groups(Group(2, "Ops")), get_contacts()],
            [get_groups()],
        ),
        (DesiredBook(contacts=[Entry("Ann")], present=False), delete(0, RESET), THERE, EMPTY),
    ],
)
def test_every_kind_of_write_is_settled(
    desired: DesiredBook, step: Step, before: list[Step], after: list[Step], took: bool
) -> None:
    again = [] if took else [*before, step._replace(answer=add_group("").answer)]
    if adds((step.endpoint, step.parameters)) and not took:
        with scripted(login(), before, step, before, before, timeout=1) as script, pytest.raises(AmbiguousWriteError):
            converge(script.phone, desired, check_mode=False)
        return
    with scripted(login(), before, step, again, after) as script:
        converge(script.phone, desired, check_mode=False)


def test_group_that_is_missing_after_a_loss_keeps_the_contacts_that_wait_for_it() -> None:
    asked = DesiredBook(groups=["Ops"], contacts=[Entry("Ann", group="Ops")])
    there = [get_groups(Group(1, "Ops")), get_contacts()]
    end = [get_groups(Group(1, "Ops")), get_contacts(contact(0, "Ann", 1))]
    with scripted(login(), EMPTY, add_group("Ops", RESET), there, save(None, "Ann", group=1), end) as script:
        converge(script.phone, asked, check_mode=False)


def test_only_the_fields_of_a_phone_are_compared() -> None:
    assert set(FIELDS) < set(Contact._fields)
