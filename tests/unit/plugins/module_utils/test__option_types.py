# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options as users write them: what would become another text is refused, whatever the option."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._option_types import (
    type_problems,
    unquoted_numbers,
    unquoted_warning,
)
from ansible_collections.voip.grandstream.plugins.module_utils._resources import contact, phonebook
from ansible_collections.voip.grandstream.plugins.module_utils._resources.config import VALIDATE

CONTACT = contact.RESOURCE.argument_spec
BOOK = phonebook.RESOURCE.argument_spec


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (False, "a boolean"),
        (4.91e11, "a number with a fraction"),
        (dt.date(2026, 1, 1), "a date"),
        (["1"], "a list"),
        ({"a": "1"}, "a dictionary"),
    ],
)
def test_what_is_no_text_is_refused_wherever_it_stands(value: Any, kind: str) -> None:
    sentence = f"it is {kind} here, and not a text. Write it in quotes"
    single = [] if isinstance(value, list) else [f"work: {sentence}"]
    assert type_problems({"last_name": "Jack", "work": value}, CONTACT) == single
    listed = {"contacts": [{"last_name": "Ann", "work": "1"}, {"last_name": value}], "groups": [{"name": value}]}
    if not isinstance(value, list):
        assert type_problems(listed, BOOK) == [f"groups[0].name: {sentence}", f"contacts[1].last_name: {sentence}"]


def test_numbers_texts_and_nothing_are_fine() -> None:
    assert type_problems({"last_name": None, "work": 1001, "id": 3}, CONTACT) == []
    assert type_problems({"contacts": [{}, '{"last_name": "Ann"}', "last_name=Ann"]}, BOOK) == []


def test_what_is_no_dictionary_is_named() -> None:
    """The sentence of ansible-core ("dictionary requested, could not parse JSON") does not say which option it is."""
    given = {"groups": ["sales"], "contacts": [{"last_name": "Ann"}, 7]}
    assert type_problems(given, BOOK) == [
        "groups[0]: it is a text here, and not a dictionary. Write it as name: VALUE",
        "contacts[1]: it is a number here, and not a dictionary. Write it as first_name: VALUE",
    ]
    settings = {"settings": "ntp", "accounts": [1]}
    assert type_problems(settings, VALIDATE.full_argument_spec()) == [
        "settings: it is a text here, and not a dictionary. Write it as KEY: VALUE",
        "accounts[0]: it is a number here, and not a dictionary. Write it as KEY: VALUE",
    ]


def test_an_id_is_no_boolean() -> None:
    assert type_problems({"id": True}, CONTACT) == ["id: it is a boolean here. Write a number"]


def test_texts_that_are_written_as_numbers_are_named_with_their_layer() -> None:
    options = {
        "settings": {"http_user_agent": 12, "web_port": 80, "P30": 1, "unknown": 1},
        "accounts": {1: {"sip_user_id": 1001, "account_name": "0049", "account_active": True}, "2": "x"},
        "contacts": [{"last_name": "Jack", "work": 170, "id": 4}],
        "layers": [{"name": "site\n", "accounts": {2: {"sip_user_id": 1002}}}, "x"],
    }
    places = [
        "contacts[0].work",
        "settings.http_user_agent",
        "accounts.1.sip_user_id",
        "site\\n: accounts.2.sip_user_id",
    ]
    assert unquoted_numbers(options, VALIDATE.full_argument_spec()) == places


def test_the_warning_is_short() -> None:
    assert unquoted_warning(["contacts[0].work"]).startswith(
        "These texts are written as numbers: contacts[0].work. A number loses"
    )
    assert " and 2 more. " in unquoted_warning([f"contacts[{number}].work" for number in range(12)])
