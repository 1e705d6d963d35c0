# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phonebook's endpoints: each as the guide prints it, and every form in which a phone may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact, ContactRecord, Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    InputError,
    LockedError,
    ReplyError,
)
from unit.dialogue import DEAD_SESSION, GARBLED, RESET, Answer, Step, login, reply, scripted
from unit.phonebook import FIXED, add_group, contact, delete, delete_all, edit_group, get_contacts, get_groups, listing, save

RECORD = ContactRecord("Jack", "Brown", 3, "1", "2", "3", "4", "j@b")
FIELDS = {"work": "1", "home": "2", "mobile": "3", "fax": "4", "email": "j@b"}
WRITES: list[tuple[Callable[[Phone], None], Step]] = [
    (lambda phone: phone.save_contact(RECORD, None), save(None, "Jack", "Brown", 3, **FIELDS)),
    (lambda phone: phone.save_contact(RECORD, 0), save(0, "Jack", "Brown", 3, **FIELDS)),
    (lambda phone: phone.delete_contact(0), delete(0)),
    (lambda phone: phone.delete_all_contacts(), delete_all()),
    (lambda phone: phone.add_group("Sales"), add_group("Sales")),
    (lambda phone: phone.rename_group(3, "Sales"), edit_group(3, "Sales")),
    (lambda phone: phone.delete_group(3), edit_group(3, "")),
]
#: The examples of the guide, to the letter but for the ids.
GUIDE_CONTACTS = """
{
  "res": "success",
  "msg": [
    {"contactID": "0", "contactName": "xxx", "groupID": "0", "work": "8819", "home": "", "mobile": "", "fax": "", "email": ""},
    {"contactID": "1", "contactName": "grandstream", "groupID": "2", "work": "3587", "home": "", "mobile": "",
     "fax": "", "email": ""}
  ]
}
"""


def groups_of(answer: Answer) -> list[Group]:
    with scripted(login(), get_groups(answer=answer), retries=0) as script:
        return script.phone.groups()


def contacts_of(answer: Answer) -> list[Contact]:
    with scripted(login(), get_contacts(answer=answer), retries=0) as script:
        return script.phone.contacts()


def test_contacts_as_the_guide_prints_them() -> None:
    assert contacts_of(GUIDE_CONTACTS) == [contact(0, "xxx", work="8819"), contact(1, "grandstream", 2, work="3587")]


@pytest.mark.parametrize(
    ("row", "group"),
    [
        ({"groupID": "100", "groupName": "blacklist"}, Group(100, "blacklist")),
        ({"groupID": 0, "groupName": "default"}, Group(0, "default")),
        ({"goupID": "0", "groupName": "default"}, Group(0, "default")),
        ({"goupID": 3, "groupName": "Sales"}, Group(3, "Sales")),
        ({"groupID": " 3 ", "groupName": 7}, Group(3, "7")),
        ({"groupID": 3, "groupName": None}, Group(3, "")),
    ],
)
def test_group_rows(row: dict[str, Any], group: Group) -> None:
    assert groups_of(listing([row])) == [group]


@pytest.mark.parametrize(
    ("row", "held"),
    [
        ({"contactID": 0, "contactName": "Jack", "groupID": 3}, contact(0, "Jack", 3)),
        ({"contactID": "12", "contactName": "Jack", "groupID": ""}, contact(12, "Jack")),
        ({"contactID": "12", "contactName": "Jack", "groupID": None}, contact(12, "Jack")),
        ({"contactID": " 12", "contactName": "Jack", "groupID": " 3 "}, contact(12, "Jack", 3)),
        ({"contactID": "12", "contactName": "Jack"}, contact(12, "Jack")),
        ({"contactID": 1, "contactName": 4711, "work": 8819, "fax": None, "email": ""}, contact(1, "4711", work="8819")),
        ({"contactID": 1, "contactName": None, "ringtone": ["x"]}, contact(1, "")),
        ({"contactID": 1, "contactName": " Jack  Brown "}, contact(1, " Jack  Brown ")),
    ],
)
def test_contact_rows(row: dict[str, Any], held: Contact) -> None:
    assert contacts_of(listing([row])) == [held]


@pytest.mark.parametrize("empty", ["", [], None])
def test_empty_book(empty: Any) -> None:
    assert contacts_of(listing(empty)) == []
    assert groups_of(listing(empty)) == []


@pytest.mark.parametrize("res", ["Success", "SUCCESS", " success "])
def test_result_in_other_letters(res: str) -> None:
    assert groups_of(listing([{"groupID": 3, "groupName": "Sales"}], res)) == [Group(3, "Sales")]
    assert groups_of(listing([{"groupID": 3, "groupName": "Sales"}]).replace('"res"', '"Res"').replace('"msg"', '"Msg"'))


def test_byte_order_mark() -> None:
    assert contacts_of("\ufeff" + listing([{"contactID": 0, "contactName": "Jack"}])) == [contact(0, "Jack")]


@pytest.mark.parametrize(
    "rows",
    [
        {},
        "none",
        0,
        [1],
        [{}],
        [{"contactID": "", "contactName": "Jack", "groupName": "Sales"}],
        [{"contactID": None, "contactName": "Jack", "groupID": None, "groupName": "Sales"}],
        [{"contactID": -1, "contactName": "Jack", "groupID": "-1", "groupName": "Sales"}],
        [{"contactID": 1.5, "contactName": "Jack", "groupID": 1.5, "groupName": "Sales"}],
        [{"contactID": True, "contactName": "Jack", "groupID": True, "groupName": "Sales"}],
        [{"contactID": "a", "contactName": "Jack", "groupID": "a", "groupName": "Sales"}],
        [{"contactID": 1, "contactName": ["Jack"], "groupID": 1, "groupName": ["Sales"]}],
    ],
)
def test_lists_of_another_shape(rows: Any) -> None:
    if rows != [{"contactID": -1, "contactName": "Jack", "groupID": "-1", "groupName": "Sales"}]:
        with pytest.raises(ReplyError, match="the guide prints"):
            contacts_of(listing(rows))
    with pytest.raises(ReplyError, match="the guide prints"):
        groups_of(listing(rows))


def test_answer_without_a_list() -> None:
    with pytest.raises(ReplyError, match="the guide prints"):
        contacts_of('{"res": "success"}')


@pytest.mark.parametrize("guise", [*DEAD_SESSION, "msg"])
def test_list_on_a_dead_session_takes_a_login(guise: str) -> None:
    dead = {**DEAD_SESSION, "msg": '{"res": "success", "msg": "Unauthorized"}'}[guise]
    for read in (get_groups, get_contacts):
        with scripted(login(), read(answer=dead), login(), read()) as script:
            found: list[Any] = [*script.phone.groups()] if read is get_groups else [*script.phone.contacts()]
        assert found == (list(FIXED) if read is get_groups else [])


@pytest.mark.parametrize("fault", GARBLED)
def test_lists_are_read_again(fault: str) -> None:
    with scripted(login(), get_contacts(answer=GARBLED[fault]), get_contacts(contact(0, "Jack"))) as script:
        assert script.phone.contacts() == [contact(0, "Jack")]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ('{"res": "error", "msg": "no such group"}', ApiError),
        ('{"res": "error", "msg": "locked"}', LockedError),
        ((404, ""), ApiError),
    ],
)
def test_refused_reads(answer: Answer, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        contacts_of(answer)


@pytest.mark.parametrize(("call", "step"), WRITES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_writes_as_the_guide_prints_them(call: Callable[[Phone], None], step: Step, method: str) -> None:
    with scripted(login(), step._replace(method=method), request_method=method.lower()) as script:
        call(script.phone)
        assert script.phone.has_written
    assert (script.seen[-1].body is None) == (method == "GET" or not step.parameters)


@pytest.mark.parametrize(("call", "step"), WRITES)
@pytest.mark.parametrize("body", ["", None, 0, "7", True])
def test_body_of_a_write_says_nothing(call: Callable[[Phone], None], step: Step, body: Any) -> None:
    with scripted(login(), step._replace(answer=reply(body, "Success"))) as script:
        call(script.phone)


@pytest.mark.parametrize(("call", "step"), WRITES)
def test_refused_write_has_not_written(call: Callable[[Phone], None], step: Step) -> None:
    with scripted(login(), step._replace(answer=reply("full", "error"))) as script:
        with pytest.raises(ApiError, match="full"):
            call(script.phone)
        assert not script.phone.has_written


@pytest.mark.parametrize(("call", "step"), WRITES)
@pytest.mark.parametrize("fault", [*GARBLED, "dict"])
def test_lost_write_is_not_repeated_here(call: Callable[[Phone], None], step: Step, fault: str) -> None:
    answer = {**GARBLED, "dict": reply({"id": [1]})}[fault]
    with scripted(login(), step._replace(answer=answer), retries=9) as script:
        with pytest.raises(AmbiguousWriteError):
            call(script.phone)
        assert script.phone.has_written


@pytest.mark.parametrize("blank", ["", " ", "\t", "\u00a0", "\u3000 \n"])
def test_rename_never_sends_a_blank_name(blank: str) -> None:
    with scripted() as script, pytest.raises(InputError, match="blank"):
        script.phone.rename_group(3, blank)


def test_only_a_lost_write_counts_as_written() -> None:
    with scripted(login(), get_contacts(), add_group("Sales", RESET)) as script:
        script.phone.contacts()
        assert not script.phone.has_written
        with pytest.raises(AmbiguousWriteError):
            script.phone.add_group("Sales")
        assert script.phone.has_written


@pytest.mark.parametrize("text", ["Jack \\ud83d", "\\udd12", "\\ud83d\\ud83d\\udd12"])
def test_half_a_character_is_read_as_text_that_can_be_written(text: str) -> None:
    """JSON can spell half a character, and a phone may hold one: a name cut off in the middle of an emoji."""
    (held,) = contacts_of(f'{{"res": "success", "msg": [{{"contactID": 1, "contactName": "{text}", "work": "{text}"}}]}}')
    record = ContactRecord(held.name, "", 0, held.work, "", "", "", "")
    with scripted(login(), save(1, held.name, work=held.work)) as script:
        script.phone.save_contact(record, held.id)
