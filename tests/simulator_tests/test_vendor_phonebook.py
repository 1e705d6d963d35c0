# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phonebook as on the vendor's own web server."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.client import SimulatedPhone
from simulator_tests.guest import LOST, Guest

DONE = {"response": "success", "body": ""}
NULL_ID = b'{"res":"error", "msg":"id should not be null"}'


def names(phone: SimulatedPhone) -> list[tuple[str, str]]:
    """First and last name of all contacts."""
    return [(contact["first_name"], contact["last_name"]) for contact in phone.contacts()]


def save(guest: Guest, query: str) -> Any:
    """The reply to api-save_edit_contact, whose query travels as it is given."""
    return guest.ask("api-save_edit_contact", query).json


@pytest.mark.parametrize(
    ("sent", "once", "twice"),
    [
        ("5%2520off", "5%20off", "5 off"),
        ("100%25", "100%", "100%"),
        ("a+b", "a+b", "a+b"),
        ("a%2Bb", "a+b", "a+b"),
        ("a%252Bb", "a%2Bb", "a+b"),
        ("%25C3%25A4", "%C3%A4", "ä"),
    ],
)
def test_contacts_are_decoded_twice(admin: Guest, phone: SimulatedPhone, sent: str, once: str, twice: str) -> None:
    phone.set(quirks={"plus_is_space": False})
    for decodings, kept in ((1, once), (2, twice)):
        phone.set(quirks={"contact_decodings": decodings}, contacts=[])
        assert save(admin, f"firstname={sent}&lastname=&email={sent}") == DONE
        assert [(contact["first_name"], contact["email"]) for contact in phone.contacts()] == [(kept, kept)]


def test_plus_is_a_space_in_the_guide(admin: Guest, phone: SimulatedPhone) -> None:
    save(admin, "firstname=a+b&lastname=c%2Bd")
    assert names(phone) == [("a b", "c+d")]


@pytest.mark.parametrize("query", ["firstname=Ann", "lastname=Lee", "newphone1=4001"])
def test_both_names(admin: Guest, phone: SimulatedPhone, query: str) -> None:
    assert save(admin, query) == DONE
    phone.set(quirks={"both_names": "required"}, contacts=[])
    assert save(admin, query) == {"response": "error", "body": "firstname and lastname should not be null"}
    assert save(admin, "firstname=&lastname=&newphone1=4001") == DONE
    assert [contact["work"] for contact in phone.contacts()] == ["4001"]
    assert save(admin, f"id=0&{query}")["response"] == "error"


@pytest.mark.parametrize(
    ("endpoint", "query", "body"),
    [
        ("api-delete_contact", "", NULL_ID),
        ("api-delete_contact", "id=", NULL_ID),
        ("api-delete_contact", "id=7", b'{"res":"error", "msg":"no such contact"}'),
        ("api-save_edit_contact", "id=7&firstname=a&lastname=", b'{"res":"error", "msg":"no such contact"}'),
        ("api-edit_delete_group", "name=x", NULL_ID),
        ("api-edit_delete_group", "id=7&name=x", b'{"res":"error", "msg":"no such group"}'),
    ],
)
def test_errors(guest: Guest, vendor: SimulatedPhone, endpoint: str, query: str, body: bytes) -> None:
    guest.login()
    assert guest.ask(endpoint, query).body == body
    vendor.set(quirks={"phonebook_errors": "as_others", "error_form": "body"})
    assert guest.ask(endpoint, query).json["response"] == "error"
    assert guest.ask(endpoint, query).json["body"].startswith("no such ")


def test_groups_in_other_keys(admin: Guest, phone: SimulatedPhone) -> None:
    members = [{"first_name": name, "group_id": 1} for name in ("Ann", "Bob")]
    phone.set(groups={"1": "Sales", "2": "Empty"}, contacts=[{"first_name": "Eve"}, *members])
    answer = admin.get("api-get_groups").json
    assert answer["msg"][1] == {"groupID": "1", "groupName": "Sales"}
    phone.set(quirks={"groups_reply": "data"})
    by_group = [("0", "default", "0"), ("1", "Sales", "1"), ("2", "Empty", "0"), ("100", "blacklist", "0")]
    by_member = [*by_group[:2], ("1", "Sales", "2"), *by_group[2:]]
    for quirk, expected in (("group", by_group), ("member", by_member)):
        phone.set(quirks={"group_rows": quirk})
        answer = admin.get("api-get_groups").json
        assert answer == {
            "Response": "Success",
            "Data": [{"Id": group_id, "Name": name, "ContactId": contact_id} for group_id, name, contact_id in expected],
        }
    assert [row["Name"] for row in admin.get("api-get_groups", {"id": "1"}).json["Data"]] == ["Sales", "Sales"]


@pytest.mark.parametrize("query", ["name=", "", "name=%20"])
def test_a_blank_group_name_stores_junk(admin: Guest, phone: SimulatedPhone, query: str) -> None:
    assert admin.ask("api-add_group", query).json["response"] == "error"
    phone.set(quirks={"blank_group_name": "junk"})
    assert admin.ask("api-add_group", query).json == DONE
    assert phone.groups()[1] == "admin"
    assert admin.ask("api-edit_delete_group", "id=1&name=").json == DONE
    assert 1 not in phone.groups()


def test_the_file_lies_elsewhere(guest: Guest, vendor: SimulatedPhone) -> None:
    path = "/phonebook/phonebook.xml"
    vendor.set(contacts=[{"first_name": "Ann"}])
    guest.login()
    assert guest.send("GET", path).status == 404
    assert guest.get("phonebook_download").body == b'{"res":"success"}'
    vendor.set(contacts=[])
    answer = guest.send("GET", path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/xml")
    assert "<FirstName>Ann</FirstName>" in answer.text
    with Guest(guest.base_url) as stranger:
        assert stranger.send("GET", path).status == 403
    vendor.fault("truncated", path)
    assert len(guest.send("GET", path).body) == len(answer.body) // 2
    vendor.set(quirks={"download_reply": "xml"})
    assert b"<AddressBook>" in guest.get("phonebook_download").body


@pytest.mark.parametrize(
    ("endpoint", "query"),
    [
        ("api-get_contacts", "contactid="),
        ("api-delete_contact", "id="),
        ("api-save_edit_contact", "firstname=a&lastname=b&id="),
    ],
)
def test_a_long_contact_id_crashes_it(admin: Guest, phone: SimulatedPhone, endpoint: str, query: str) -> None:
    assert admin.ask(endpoint, query + "1" * 30).status == 200
    phone.set(quirks={"crash_long_contact_id": True, "crash_seconds": 0.1})
    assert admin.ask(endpoint, query + "1" * 29).status == 200
    with pytest.raises(LOST):
        admin.ask(endpoint, query + "1" * 30)


def test_names_shown_otherwise(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"name_shown": "capitals"}, groups={"1": "Sales"})
    save(admin, "firstname=Ann&lastname=Lee")
    assert admin.get("api-get_contacts").json["msg"][0]["contactName"] == "ANN LEE"
    assert admin.get("api-get_groups").json["msg"][1]["groupName"] == "SALES"
    assert (names(phone), phone.groups()[1]) == ([("Ann", "Lee")], "Sales")
