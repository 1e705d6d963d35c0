# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check of a phonebook that a user wrote, and its normal form."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import Directory, checked_directory
from ansible_collections.voip.grandstream.plugins.module_utils._text import tidy


@pytest.mark.parametrize(
    ("value", "groups", "contacts"),
    [
        ({}, [], []),
        ({"groups": None, "contacts": None}, [], []),
        ({"groups": [], "contacts": (), "problems": ["told before"]}, [], []),
        ({"groups": [{"name": " Sales "}, {"id": 3, "name": "IT"}]}, ["Sales", "IT"], []),
        ({"groups": [{"id": 0, "name": "default"}, {"id": 100, "name": "blacklist"}]}, [], []),
        ({"contacts": [{"first_name": "Jack"}]}, [], [{"first_name": "Jack"}]),
        ({"contacts": [{"id": 0, "last_name": "Brown", "work": ""}]}, [], [{"last_name": "Brown"}]),
        ({"contacts": [{"last_name": "Brown", "home": None, "fax": "  "}]}, [], [{"last_name": "Brown"}]),
        ({"contacts": [{"last_name": "Brown", "work": 8819}]}, [], [{"last_name": "Brown", "work": "8819"}]),
        ({"contacts": [{"last_name": "Brown", "group": "default"}]}, [], [{"last_name": "Brown"}]),
        ({"contacts": [{"work": "1"}]}, [], [{"work": "1"}]),
        (
            {"groups": [{"name": "A  B"}], "contacts": [{"first_name": "J", "group": "A B"}]},
            ["A B"],
            [{"first_name": "J", "group": "A B"}],
        ),
        (
            {"groups": [{"name": "Blacklist"}], "contacts": [{"work": "1", "group": " BLACKLIST "}]},
            [],
            [{"work": "1", "group": "blacklist"}],
        ),
        ({"contacts": [{"last_name": "Brown", "group": "Default"}]}, [], [{"last_name": "Brown"}]),
        ({"contacts": [{"last_name": "Spam", "group": "blacklist"}]}, [], [{"last_name": "Spam", "group": "blacklist"}]),
        ({"contacts": [{"last_name": " \u00fc  ", "first_name": " "}]}, [], [{"last_name": "\u00fc"}]),
    ],
)
def test_normal_form(value: Any, groups: list[str], contacts: list[dict[str, str]]) -> None:
    assert checked_directory(value) == Directory(groups, contacts)


def test_keys_are_in_the_order_in_which_people_read_them() -> None:
    written = {"group": "blacklist", "email": "e", "fax": "f", "mobile": "m", "home": "h", "work": "w", "last_name": "l"}
    (contact,) = checked_directory({"contacts": [{**written, "first_name": "f"}]}).contacts
    assert list(contact) == ["first_name", "last_name", "work", "home", "mobile", "fax", "email", "group"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "a phonebook must be a dictionary with groups and contacts, not null"),
        ([], "not a list"),
        ("text", "not a text"),
        ({"contact": []}, "contact: it is an unknown key. Use one of groups, contacts, problems"),
        ({"groups": "Sales"}, "groups: it is a text here, and not a list. Write it as [Staff, Sales]"),
        ({"groups": [7]}, "groups[0]: it is a number here, and not a dictionary. Write it as {name: Staff}"),
        ({"groups": [{"name": "A"}, {"name": " "}]}, "groups[1].name: a group's name cannot be blank"),
        ({"groups": [{}]}, "groups[0].name: a group's name cannot be blank"),
        ({"groups": [{"name": "A"}, {"name": "A "}]}, "groups[1].name: the group 'A' is listed twice"),
        ({"groups": [{"name": "A", "ringtone": "x"}]}, "groups[0].ringtone: it is an unknown key. Use one of name, id"),
        (
            {"contacts": [{"first_name": "J", "phone": "1"}]},
            "contacts[0].phone: it is an unknown key. Use work, home, mobile or fax",
        ),
        ({"contacts": [{"name": "J", "work": "1"}]}, "contacts[0].name: it is an unknown key. Use first_name and last_name"),
        ({"contacts": [{"last": "J", "work": "1"}]}, "contacts[0].last: it is an unknown key. Use one of first_name, last_name"),
        ({"contacts": ["Ann", "Bob", {"first_name": "J"}]}, "Write it as {first_name: Anna, work: '100'} (1 more are like it)"),
        ({"contacts": [{"id": 3}]}, "contacts[0]: it has no name, no number and no email. Give it a first_name or a last_name"),
        ({"contacts": [{"first_name": " ", "last_name": ""}]}, "contacts[0]: it has no name, no number and no email"),
        (
            {"contacts": [{"first_name": "J", "group": "Slaes"}]},
            "contacts[0].group: no group is called 'Slaes'. Add it",
        ),
        ({"contacts": [{"first_name": False}]}, "contacts[0].first_name: it is a boolean, and not a text. Write it in quotes"),
        ({"contacts": [{"first_name": "J", "work": 8.5}]}, "contacts[0].work: it is a number with a fraction, and not a text"),
        ({"contacts": [{"first_name": "J", "work": ["1"]}]}, "contacts[0].work: it is a list, and not a text"),
        ({"contacts": [{"first_name": "J\nB"}]}, "contacts[0].first_name: it holds the control character U+000A"),
        ({"contacts": [{"first_name": "J", "fax": "\x00"}]}, "contacts[0].fax: it holds the control character U+0000"),
        ({"contacts": [{"first_name": "\uffff"}]}, "U+FFFF"),
        ({"contacts": [{"first_name": "\ud800"}]}, "contacts[0].first_name: it holds a character that is not Unicode"),
    ],
)
def test_refused(value: Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        checked_directory(value)
    assert said in caught.value.text
    assert ";" not in caught.value.text, "one mistake is one problem"


def test_all_problems_at_once() -> None:
    with pytest.raises(InputError) as caught:
        checked_directory(
            {"groups": [{"name": ""}], "contacts": [{"first_name": "J", "group": "IT"}, {"x": 1, "last_name": "B"}, 5]}
        )
    assert [problem.partition(":")[0] for problem in caught.value.text.split("; ")] == [
        "groups[0].name",
        "contacts[2]",
        "contacts[0].group",
        "contacts[1].x",
    ]


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("", ""),
        ("  Jack  ", "  Jack  "),
        ("\n    Jack\n  ", "Jack"),
        ("Jack \r\n\t Brown", "Jack Brown"),
        ("Jack\x00\x85\uffff Brown", "Jack Brown"),
        ("\u00fc\u2028\u3000\U0001f4de", "\u00fc \U0001f4de"),
    ],
)
def test_tidy(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


@given(st.text())
def test_tidy_text_is_accepted(text: str) -> None:
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    checked_directory({"contacts": [{"first_name": "J", "work": tidied}]})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.floats(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["groups", "contacts", "name", "first_name", "group"]), inner)
        ),
    )
)
def test_any_value_gives_a_book_or_a_sentence(value: Any) -> None:
    try:
        book = checked_directory(value)
    except InputError:
        return
    assert checked_directory(book.as_structure()) == book
