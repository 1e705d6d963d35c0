# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A phonebook on a scripted phone: one read, one write for each difference, one read at the end."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact, Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    ApiError,
    ConflictError,
    InputError,
    LockedError,
    NotKeptError,
    PhoneError,
    ReplyError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import DesiredBook, Entry
from ansible_collections.voip.grandstream.plugins.module_utils._resources.phonebook import RESOURCE
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.dialogue import DEAD_SESSION, LOGIN_PAGE, REFUSED, Answer, Step, login, reply, scripted
from unit.phonebook import add_group, contact, delete, delete_all, edit_group, get_contacts, get_groups, save

converge = partial(carry_out, RESOURCE)

SALES = Group(3, "Sales")
JACK = contact(0, "Jack Brown", 3, work="1", home="2", mobile="3", fax="4", email="j@b")
JANE = contact(7, "Jane", work="5")


def read(groups: list[Group], contacts: list[Contact]) -> list[Step]:
    return [get_groups(*groups), get_contacts(*contacts)]


HELD = read([SALES], [JACK, JANE])


def entry(first: str, last: str | None = None, group: str | None = None, **fields: str) -> Entry:
    return Entry(first, last, fields, group)


def failure(desired: DesiredBook, *script: Step | list[Step], **options: Any) -> PhoneError:
    with scripted(login(), *script, **options) as phone, pytest.raises(PhoneError) as caught:
        converge(phone.phone, desired, check_mode=False)
    return caught.value


def test_nothing_differs_in_four_requests() -> None:
    asked = DesiredBook(groups=["Sales"], contacts=[entry("Jack", "Brown", "Sales", work="1"), entry("Jane")], purge=True)
    with scripted(login(), HELD) as script:
        outcome = converge(script.phone, asked, check_mode=False)
    assert len(script.seen) == 4
    assert (outcome.changes, outcome.before, outcome.after) == ([], "", "")


def test_contacts_are_not_read_where_they_do_not_matter() -> None:
    with scripted(login(), get_groups(SALES)) as script:
        converge(script.phone, DesiredBook(groups=["Sales"]), check_mode=False)
    with scripted(login(), get_groups(SALES), add_group("Care"), get_groups(SALES, Group(4, "Care"))) as script:
        assert converge(script.phone, DesiredBook(groups=["Care"]), check_mode=False).changes
    renamed = [get_groups(SALES), edit_group(3, "Care"), get_groups(Group(3, "Care"))]
    with scripted(login(), renamed) as script:
        assert converge(script.phone, DesiredBook(groups=["Sales"], new_name="Care"), check_mode=False).changes


def test_new_contact() -> None:
    new = contact(1, "Ann Lee", 3, work="6", home="7", mobile="8", fax="9", email="a@l")
    fields = {"work": "6", "home": "7", "mobile": "8", "fax": "9", "email": "a@l"}
    added = save(None, "Ann", "Lee", 3, **fields)
    with scripted(login(), HELD, added, read([SALES], [JACK, new, JANE])) as script:
        converge(script.phone, DesiredBook(contacts=[entry("Ann", "Lee", "Sales", **fields)]), check_mode=False)


def test_edit_sends_the_whole_record() -> None:
    edited = JACK._replace(home="22")
    whole = save(0, "Jack", "Brown", 3, work="1", home="22", mobile="3", fax="4", email="j@b")
    with scripted(login(), HELD, whole, read([SALES], [edited, JANE])) as script:
        converge(script.phone, DesiredBook(contacts=[entry("Jack", "Brown", home="22")]), check_mode=False)


def test_empty_text_clears_its_field() -> None:
    edited = JACK._replace(fax="")
    whole = save(0, "Jack", "Brown", 3, work="1", home="2", mobile="3", email="j@b")
    with scripted(login(), HELD, whole, read([SALES], [edited, JANE])) as script:
        converge(script.phone, DesiredBook(contacts=[entry("Jack", "Brown", fax="")]), check_mode=False)


@pytest.mark.parametrize("group", ["", "default"])
def test_move_to_the_default_group(group: str) -> None:
    whole = save(0, "Jack", "Brown", 0, work="1", home="2", mobile="3", fax="4", email="j@b")
    with scripted(login(), HELD, whole, read([SALES], [JACK._replace(group_id=0), JANE])) as script:
        converge(script.phone, DesiredBook(contacts=[entry("Jack", "Brown", group)]), check_mode=False)


@pytest.mark.parametrize(
    "name", ["Müller & Söhne", "東京 支店", "🔒", 'O\'Neil "x"', "A+B #1 100%", "%41", "a=b&id=0", "x" * 900]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_odd_characters_arrive_to_the_letter(name: str, method: str) -> None:
    written = save(None, name, method=method.upper(), work=name)
    held = read([], [contact(0, name, work=name)])
    limit: dict[str, Any] = {"request_method": method, "max_url_length": 8000}
    with scripted(login(), read([], []), written, held, **limit) as script:
        converge(script.phone, DesiredBook(contacts=[entry(name, work=name)]), check_mode=False)


def test_names_are_written_as_the_task_has_them_and_compared_as_the_phone_joins_them() -> None:
    with scripted(login(), read([], []), save(None, "", "Anna Maria"), read([], [contact(0, " Anna  Maria ")])) as script:
        converge(script.phone, DesiredBook(contacts=[Entry("", "Anna Maria")]), check_mode=False)


def test_deletions() -> None:
    with scripted(login(), HELD, delete(0), read([SALES], [JANE])) as script:
        converge(script.phone, DesiredBook(contacts=[entry("Jack", "Brown")], present=False), check_mode=False)
    with scripted(login(), HELD, delete_all(), read([SALES], [])) as script:
        outcome = converge(script.phone, DesiredBook(contacts=[], purge=True), check_mode=False)
    assert [change["name"] for change in outcome.changes or ()] == ["Jack Brown", "Jane"]


def test_group_that_goes_is_emptied_first() -> None:
    moved = save(0, "Jack", "Brown", 0, work="1", home="2", mobile="3", fax="4", email="j@b")
    with scripted(login(), HELD, moved, edit_group(3, ""), get_groups()) as script:
        converge(script.phone, DesiredBook(groups=["Sales"], present=False), check_mode=False)


def test_everything_in_its_order_and_groups_read_again_only_once() -> None:
    """Deletions make room, groups come before their contacts, and go after them."""
    asked = DesiredBook(
        groups=["Care", "Ops"],
        contacts=[entry("Ann", group="Care"), entry("Bob", group="Ops"), entry("Jack", "Brown", "Ops")],
        purge=True,
    )
    now = [Group(1, "Ops"), Group(2, "Care")]
    moved = {"work": "1", "home": "2", "mobile": "3", "fax": "4", "email": "j@b"}
    steps = [
        *HELD,
        delete(7),
        add_group("Care"),
        add_group("Ops"),
        get_groups(SALES, *now),
        save(None, "Ann", group=2),
        save(None, "Bob", group=1),
        save(0, "Jack", "Brown", 1, **moved),
        edit_group(3, ""),
        *read(now, [JACK._replace(group_id=1), contact(1, "Ann", 2), contact(2, "Bob", 1)]),
    ]
    with scripted(login(), steps) as script:
        outcome = converge(script.phone, asked, check_mode=False)
    assert [change["action"] for change in outcome.changes or ()] == ["delete", "add", "add", "add", "add", "edit", "delete"]


def test_group_that_the_phone_took_and_does_not_list() -> None:
    asked = DesiredBook(groups=["Care"], contacts=[entry("Ann", group="Care")])
    error = failure(asked, read([], []), add_group("Care"), get_groups())
    assert isinstance(error, NotKeptError)
    assert "'Care'" in error.text
    assert len(error.changes) == 2


ASKED = DesiredBook(groups=["Care"], contacts=[entry("Jack", "Brown", "Care"), entry("Jane"), entry("New")], purge=True)


def test_check_mode_reads_only_and_says_the_same() -> None:
    with scripted(login(), HELD) as script:
        checked = converge(script.phone, ASKED, check_mode=True)
    moved = {"work": "1", "home": "2", "mobile": "3", "fax": "4", "email": "j@b"}
    steps = [add_group("Care"), get_groups(SALES, Group(4, "Care")), save(0, "Jack", "Brown", 4, **moved), save(None, "New")]
    after = read([Group(4, "Care")], [JACK._replace(group_id=4), contact(1, "New"), JANE])
    with scripted(login(), HELD, steps, edit_group(3, ""), after) as script:
        assert converge(script.phone, ASKED, check_mode=False) == checked
    assert checked.changes


def test_posts_carry_everything_in_the_body() -> None:
    steps = [Step("POST", *step[1:]) for step in (add_group("Care"), delete(7), edit_group(3, ""), delete_all())]
    with scripted(login(), steps, request_method="post") as script:
        script.phone.add_group("Care")
        script.phone.delete_contact(7)
        script.phone.delete_group(3)
        script.phone.delete_all_contacts()
    with scripted(login(), HELD, request_method="post") as script:  # reads are never posted
        converge(script.phone, DesiredBook(contacts=[]), check_mode=False)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (DesiredBook(contacts=[entry("Ann"), entry("N" * 300)]), "N" * 300),
        (DesiredBook(contacts=[entry("Ann"), entry("Bob", work="ü" * 40)]), "Bob"),
        (DesiredBook(groups=["Ops", "G" * 300]), "G" * 300),
        (DesiredBook(groups=["Sales"], new_name="G" * 300), "G" * 300),
    ],
)
def test_what_fits_in_no_url_fails_before_the_first_write(asked: DesiredBook, said: str) -> None:
    reading = HELD if asked.contacts is not None else HELD[:1]
    error = failure(asked, reading, max_url_length=256)
    assert isinstance(error, InputError)
    assert said in error.text
    assert "request_method: post" in error.text
    assert error.changes == []


def test_longest_url_that_fits() -> None:
    url = "https://192.0.2.10/cgi-bin/api-save_edit_contact?firstname=&lastname=&group=0"
    name = "n" * (300 - len(url + "&newphone1=&newphone2=&newphone3=&newphone4=&email=&id=99999") - len("9999"))
    with scripted(login(), read([], []), save(None, name), read([], [contact(0, name)]), max_url_length=300) as script:
        converge(script.phone, DesiredBook(contacts=[entry(name)]), check_mode=False)
    assert isinstance(failure(DesiredBook(contacts=[entry(name + "n")]), read([], []), max_url_length=300), InputError)


def test_what_did_not_stick_fails_by_name() -> None:
    asked = DesiredBook(groups=["Care"], contacts=[entry("Jane", work="6"), entry("New", work="1"), entry("Ok")])
    steps = [add_group("Care"), save(7, "Jane", work="6"), save(None, "New", work="1"), save(None, "Ok")]
    error = failure(asked, HELD, steps, read([SALES, Group(4, "Care")], [JACK, JANE, contact(8, "Ok")]))
    assert isinstance(error, NotKeptError)
    assert "contact 'Jane'" in error.text
    assert "contact 'New'" in error.text
    assert "'Ok'" not in error.text
    assert "'Care'" not in error.text
    assert [change["name"] for change in error.changes] == ["Care", "Jane", "New", "Ok"]


@pytest.mark.parametrize(
    ("asked", "writing", "after", "said"),
    [
        (DesiredBook(contacts=[entry("Jane")], present=False), [delete(7)], HELD, "delete contact 'Jane'"),
        (DesiredBook(contacts=[], purge=True), [delete_all()], HELD, "delete all 2 contacts"),
        (DesiredBook(groups=["Ops"]), [add_group("Ops")], HELD[:1], "group 'Ops'"),
        (DesiredBook(groups=["Sales"], new_name="Ops"), [edit_group(3, "Ops")], HELD[:1], "rename group 'Sales' to 'Ops'"),
    ],
)
def test_every_kind_of_change_that_did_not_stick_has_its_words(
    asked: DesiredBook, writing: list[Step], after: list[Step], said: str
) -> None:
    before = HELD if asked.contacts is not None else HELD[:1]
    assert said in failure(asked, before, writing, after).text


def test_group_that_stayed_has_its_words() -> None:
    asked = DesiredBook(groups=["Sales"], present=False)
    error = failure(asked, read([SALES], []), edit_group(3, ""), read([SALES], []))
    assert "delete group 'Sales'" in error.text


def test_conflict_sends_no_write_and_tells_no_changes() -> None:
    error = failure(DesiredBook(contacts=[entry("Ann"), entry("Bob", group="Ops")]), HELD)
    assert isinstance(error, ConflictError)
    assert error.changes == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(reply("phonebook is full", "error"), ApiError), ((404, ""), ApiError), (reply("locked", "error"), LockedError)],
)
def test_refused_write_stops_there_and_tells_what_was_begun(answer: Answer, kind: type[PhoneError]) -> None:
    asked = DesiredBook(contacts=[entry("Ann"), entry("Bob"), entry("Cay")])
    ann = read([SALES], [JACK, JANE, contact(8, "Ann")])
    looks = [] if kind is LockedError else ann
    error = failure(asked, HELD, save(None, "Ann"), save(None, "Bob", answer=answer), looks)
    assert isinstance(error, kind)
    assert [change["name"] for change in error.changes] == ["Ann", "Bob", "Cay"]


def test_first_write_refused_has_changed_nothing() -> None:
    refused = save(None, "Ann", answer=reply("no", "error"))
    assert failure(DesiredBook(contacts=[entry("Ann")]), HELD, refused, HELD).changes == []


def test_verification_that_cannot_read_says_what_was_written() -> None:
    error = failure(DesiredBook(contacts=[entry("Ann")]), HELD, save(None, "Ann"), [get_groups(answer=(500, ""))] * 3)
    assert isinstance(error, ReplyError)
    assert [change["name"] for change in error.changes] == ["Ann"]


@pytest.mark.parametrize("guise", [guise for guise in DEAD_SESSION if DEAD_SESSION[guise] is not LOGIN_PAGE])
def test_session_that_died_before_a_write(guise: str) -> None:
    writing = [save(None, "Ann", answer=DEAD_SESSION[guise]), *login(), save(None, "Ann")]
    with scripted(login(), HELD, writing, read([SALES], [JACK, JANE, contact(1, "Ann")])) as script:
        converge(script.phone, DesiredBook(contacts=[entry("Ann")]), check_mode=False)


def test_write_that_never_left_is_sent_again() -> None:
    writing = [save(None, "Ann", answer=REFUSED), save(None, "Ann")]
    with scripted(login(), HELD, writing, read([SALES], [JACK, JANE, contact(1, "Ann")])) as script:
        converge(script.phone, DesiredBook(contacts=[entry("Ann")]), check_mode=False)
