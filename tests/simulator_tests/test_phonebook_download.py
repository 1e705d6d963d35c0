# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phonebook as a file: the guide's "Phonebook Download", and FIELD-NOTES."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.client import SimulatedPhone
from simulator.firmware import Firmware
from simulator.phonebook import Contact, Phonebook
from simulator.phonebook_xml import phonebook_xml
from simulator_tests.guest import Guest

WHOLE = """\
<?xml version="1.0" encoding="UTF-8"?>
<AddressBook>
<version>1</version>
<pbgroup>
<id>0</id>
<name>default</name>
<ringtones></ringtones>
</pbgroup>
<pbgroup>
<id>1</id>
<name>R&amp;D &lt;"'></name>
<ringtones></ringtones>
</pbgroup>
<pbgroup>
<id>100</id>
<name>blacklist</name>
<ringtones></ringtones>
</pbgroup>
<Contact>
<id>0</id>
<FirstName>Jäck 漢字 🙂</FirstName>
<LastName>&lt;Brown&gt; &amp;amp;</LastName>
<Primary>0</Primary>
<Frequent>0</Frequent>
<Ringtone></Ringtone>
<Phone type="Work">
<phonenumber>1</phonenumber>
<accountindex>1</accountindex>
</Phone>
<Phone type="Home">
<phonenumber>2</phonenumber>
<accountindex>1</accountindex>
</Phone>
<Phone type="Mobile">
<phonenumber>3</phonenumber>
<accountindex>1</accountindex>
</Phone>
<Phone type="Fax">
<phonenumber>4</phonenumber>
<accountindex>1</accountindex>
</Phone>
<Mail type="Work">a&amp;b@example.net</Mail>
<Group>1</Group>
</Contact>
</AddressBook>
""".replace("\"'>", "\"'&gt;")
# What XML 1.0 can hold.
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from("\t\n\r<&>]\"'")
)


def test_whole_file(admin: Guest, phone: SimulatedPhone) -> None:
    names = {"first_name": "Jäck 漢字 🙂", "last_name": "<Brown> &amp;", "email": "a&b@example.net"}
    numbers = {"work": "1", "home": "2", "mobile": "3", "fax": "4"}
    phone.set(groups={1: "R&D <\"'>"}, contacts=[{**names, **numbers, "group_id": 1}])
    answer = admin.get("phonebook_download")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/xml")
    assert answer.text == WHOLE
    assert phone.requests("phonebook_download")[0]["authenticated"]


def test_blank_fields_and_order(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(contacts=[{"first_name": "b", "home": "2"}, {"last_name": "a"}])
    root = ET.fromstring(admin.get("phonebook_download").body)
    assert [child.tag for child in root] == ["version", "pbgroup", "pbgroup", "Contact", "Contact"]
    assert [child.tag for child in root[4]] == ["id", "FirstName", "LastName", "Primary", "Frequent", "Ringtone", "Group"]
    assert [number.get("type") for number in root[3].iter("Phone")] == ["Home"]
    phone.set(quirks={"contact_order": "name"})
    root = ET.fromstring(admin.get("phonebook_download").body)
    assert [contact.findtext("id") for contact in root.iter("Contact")] == ["1", "0"]


def test_content_type_of_json_is_another_matter(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"content_type": "text/plain"})
    assert admin.get("phonebook_download").headers["Content-Type"] == "text/xml"


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "a\ufffeb", "a\ud800b"])
def test_characters_that_xml_cannot_hold(text: str) -> None:
    book = Phonebook()
    book.insert(Contact(first_name=text))
    assert ET.fromstring(phonebook_xml(book, Firmware())).findtext("Contact/FirstName") == "ab"


@example(first="\r", last="a\r\nb", number="\t", email="]]>", group="\r")
@given(first=TEXT, last=TEXT, number=TEXT, email=TEXT, group=TEXT)
def test_any_text_comes_back(first: str, last: str, number: str, email: str, group: str) -> None:
    book = Phonebook()
    group_id = book.add_group(group)
    book.insert(Contact(first, last, group_id, mobile=number, email=email))
    root = ET.fromstring(phonebook_xml(book, Firmware()).encode())
    (contact,) = root.iter("Contact")
    assert (contact.findtext("FirstName"), contact.findtext("LastName"), contact.findtext("Group")) == (first, last, "1")
    assert contact.findtext("Phone[@type='Mobile']/phonenumber", "") == number
    assert contact.findtext("Mail", "") == email
    assert root.findtext("pbgroup[id='1']/name") == group
