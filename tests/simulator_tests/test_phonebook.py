# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the phonebook's endpoints have in common with all others: sessions, faults, the log, the control interface."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.client import ControlError, SimulatedPhone, Simulator
from simulator_tests.guest import Guest, returns

READS = ("api-get_contacts", "api-get_groups", "phonebook_download")
# By endpoint that writes: a request that changes the book of these tests, and what is left of it then.
WRITES: dict[str, tuple[dict[str, str], list[str], list[str]]] = {
    "api-save_edit_contact": ({"firstname": "New"}, ["A", "B", "New"], ["Sales"]),
    "api-delete_contact": ({"id": "0"}, ["B"], ["Sales"]),
    "api-delete_all_contact": ({}, [], ["Sales"]),
    "api-add_group": ({"name": "New"}, ["A", "B"], ["Sales", "New"]),
    "api-edit_delete_group": ({"id": "1", "name": ""}, ["A", "B"], []),
}
BEFORE = (["A", "B"], ["Sales"])


@pytest.fixture
def book(phone: SimulatedPhone) -> SimulatedPhone:
    """The phone with two contacts and a group."""
    phone.set(groups={1: "Sales"}, contacts=[{"first_name": "A"}, {"first_name": "B", "group_id": 1}])
    return phone


def content(phone: SimulatedPhone) -> tuple[list[str], list[str]]:
    """The names of a phone's contacts and of the groups that it did not begin with."""
    groups = [name for group_id, name in phone.groups().items() if group_id not in (0, 100)]
    return [contact["first_name"] for contact in phone.contacts()], groups


@pytest.mark.parametrize("endpoint", [*READS, *WRITES])
def test_needs_a_session(guest: Guest, book: SimulatedPhone, endpoint: str) -> None:
    parameters = WRITES.get(endpoint, ({}, [], []))[0]
    assert guest.get(endpoint, parameters).json == {"response": "error", "body": "unauthorized"}
    book.set(quirks={"unauthorized": "http_401"})
    assert guest.get(endpoint, parameters).status == 401
    book.set(quirks={"unauthorized": "html_login"})
    assert guest.get(endpoint, parameters).headers["Content-Type"] == "text/html"
    guest.login()
    book.set(sessions=0, quirks={"unauthorized": "success_body"})
    assert guest.get(endpoint, parameters).json == {"response": "success", "body": "unauthorized"}
    assert content(book) == BEFORE


@pytest.mark.parametrize("endpoint", WRITES)
def test_writes(fleet: Simulator, admin: Guest, book: SimulatedPhone, endpoint: str) -> None:
    parameters, *after = WRITES[endpoint]
    book.clear_requests()
    book.set(quirks={"refuse_writes": True})
    assert admin.get(endpoint, parameters).status == 500
    assert content(book) == BEFORE
    book.set(quirks={"refuse_writes": False})
    assert admin.get(endpoint, parameters).json == {"response": "success", "body": ""}
    assert content(book) == tuple(after)
    assert fleet.requests_summary() == {"phones": {book.address: {endpoint: 2}}, "total": 2, "writes": 2}


@pytest.mark.parametrize("endpoint", READS)
def test_reads(fleet: Simulator, admin: Guest, book: SimulatedPhone, endpoint: str) -> None:
    book.set(quirks={"refuse_writes": True})
    assert admin.get(endpoint).status == 200
    assert fleet.requests_summary()["writes"] == 0
    assert content(book) == BEFORE


@pytest.mark.parametrize("endpoint", WRITES)
@pytest.mark.parametrize(
    ("kind", "takes_effect"),
    [("reset", False), ("reset_after", True), ("hang", False), ("hang_after", True), ("reboot", False), ("reboot_after", True)],
)
def test_writes_without_answer(admin: Guest, book: SimulatedPhone, endpoint: str, kind: str, takes_effect: bool) -> None:
    parameters, *after = WRITES[endpoint]
    book.fault(kind, endpoint, seconds=None if "reset" in kind else 0.1)
    with pytest.raises(ConnectionResetError):
        admin.get(endpoint, parameters)
    assert content(book) == (tuple(after) if takes_effect else BEFORE)
    # The book outlives a reboot.
    with Guest(admin.base_url) as stranger:
        assert returns(stranger)
    assert content(book) == (tuple(after) if takes_effect else BEFORE)


@pytest.mark.parametrize("endpoint", WRITES)
@pytest.mark.parametrize(
    ("kind", "takes_effect"),
    [
        ("status_500", False),
        ("html", False),
        ("dead_session", False),
        ("truncated", True),
        ("wrong_shape", True),
        ("empty", True),
        ("dead_session_after", True),
        ("slow", True),
    ],
)
def test_writes_with_bad_answer(admin: Guest, book: SimulatedPhone, endpoint: str, kind: str, takes_effect: bool) -> None:
    parameters, *after = WRITES[endpoint]
    book.fault(kind, endpoint, seconds=0.05 if kind == "slow" else None)
    admin.get(endpoint, parameters)
    assert content(book) == (tuple(after) if takes_effect else BEFORE)


@pytest.mark.parametrize("endpoint", READS)
def test_bad_answers_to_reads(admin: Guest, book: SimulatedPhone, endpoint: str) -> None:
    whole = admin.get(endpoint).body
    for kind in ("truncated", "empty", "slow"):
        book.fault(kind, endpoint, seconds=0.05 if kind == "slow" else None)
    assert [admin.get(endpoint).body for _number in range(3)] == [whole[: len(whole) // 2], b"", whole]


def test_reset_restores_the_empty_book(admin: Guest, book: SimulatedPhone) -> None:
    book.set(reset=True)
    assert content(book) == ([], [])
    admin.login()
    admin.get("api-save_edit_contact", {"firstname": "First"})
    admin.get("api-add_group", {"name": "First"})
    assert [contact["id"] for contact in book.contacts()] == [0]
    assert book.groups() == {0: "default", 1: "First", 100: "blacklist"}


def test_operator_replaces_the_whole(admin: Guest, book: SimulatedPhone) -> None:
    contacts, groups = book.contacts(), book.groups()
    book.set(contacts=[{"last_name": "C"}, {"id": 1, "fax": "4"}, {"id": 0, "email": "e"}, {}], groups={"7": "Seven"})
    rows = [(row["id"], row["last_name"], row["fax"], row["email"]) for row in book.contacts()]
    assert rows == [(0, "", "", "e"), (1, "", "4", ""), (2, "C", "", ""), (3, "", "", "")]
    assert book.groups() == {0: "default", 7: "Seven", 100: "blacklist"}
    admin.get("api-save_edit_contact", {"firstname": "New", "group": "7"})
    admin.get("api-add_group", {"name": "New"})
    assert (book.contacts()[-1]["id"], book.groups()[8]) == (4, "New")
    # What it shows is what it takes.
    book.set(contacts=contacts, groups=groups)
    assert (book.contacts(), book.groups()) == (contacts, groups)
    book.set(contacts=[], groups={})
    assert content(book) == ([], [])
    admin.get("api-save_edit_contact", {"firstname": "New"})
    admin.get("api-add_group", {"name": "New"})
    assert (book.contacts()[0]["id"], book.groups()[1]) == (0, "New")


def test_operator_may_store_anything(admin: Guest, book: SimulatedPhone) -> None:
    book.set(quirks={"name_length": 2, "phonebook_limit": 1}, contacts=[{"first_name": "Long", "group_id": 42}, {}])
    assert admin.get("api-get_contacts", {"groupid": "42"}).json["msg"][0]["contactName"] == "Long"
    book.set(groups={})
    assert len(book.contacts()) == 2


def test_phones_share_nothing(fleet: Simulator, admin: Guest, book: SimulatedPhone) -> None:
    fleet.all_phones().set(groups={1: "Sales"}, contacts=[{"first_name": "Everywhere"}])
    admin.get("api-delete_all_contact")
    admin.get("api-edit_delete_group", {"id": "1"})
    assert content(book) == ([], [])
    assert content(fleet.phone(fleet.addresses[1])) == (["Everywhere"], ["Sales"])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"contacts": {}}, "'contacts' is a list of objects."),
        ({"contacts": ["A"]}, "A contact is an object; got 'A'."),
        ({"contacts": [{"name": "A"}]}, "Unknown field 'name' of a contact; known: id, first_name,"),
        ({"contacts": [{"first_name": 1}]}, "The first_name of a contact is a string; got 1."),
        ({"contacts": [{"id": "1"}]}, "The id of a contact is a whole number from 0; got '1'."),
        ({"contacts": [{"id": None}]}, "The id of a contact is a whole number from 0; got None."),
        ({"contacts": [{"group_id": True}]}, "The group_id of a contact is a whole number from 0; got True."),
        ({"contacts": [{"group_id": -1}]}, "The group_id of a contact is a whole number from 0; got -1."),
        ({"contacts": [{"id": 1}, {"id": 1}]}, "'contacts' gives an id to two contacts."),
        ({"groups": []}, "'groups' is an object of names by group id, such as '1'."),
        ({"groups": {"one": "A"}}, "'groups' is an object of names by group id, such as '1'."),
        ({"groups": {"1": None}}, "The name of group 1 is a string; got None."),
        ({"groups": {"100": "A"}}, "Group 100 is always 'blacklist'."),
        ({"quirks": {"partial_edit": "refuse"}}, "Quirk 'partial_edit' is one of blank, keep; got 'refuse'."),
    ],
)
def test_wrong_changes_change_nothing(book: SimulatedPhone, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ControlError) as refusal:
        book.set(**{"contacts": [], "groups": {}, **change})
    assert str(refusal.value).startswith(sentence)
    assert content(book) == BEFORE
