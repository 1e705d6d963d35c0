# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options as users write them: what would become another text is refused, whatever the option."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._option_types import (
    accepted,
    type_problems,
    unquoted_numbers,
    unquoted_warning,
)
from ansible_collections.voip.grandstream.plugins.module_utils._resources import contact, phonebook
from ansible_collections.voip.grandstream.plugins.module_utils._resources.config import VALIDATE

CONTACT = contact.RESOURCE.argument_spec
CONTACT_TOLD = "Write it as {first_name: Anna, work: '100'}"
BOOK = phonebook.RESOURCE.argument_spec
STATE = VALIDATE.full_argument_spec()


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
    assert type_problems({"last_name": "Jack", "work": value}, CONTACT) == [f"work: {sentence}"]
    listed = {"contacts": [{"last_name": "Ann", "work": "1"}, {"last_name": value}], "groups": [{"name": value}]}
    assert type_problems(listed, BOOK) == [f"groups[0].name: {sentence}", f"contacts[1].last_name: {sentence}"]


def test_numbers_texts_and_nothing_are_fine() -> None:
    assert type_problems({"last_name": None, "work": 1001, "id": 3}, CONTACT) == []
    assert type_problems({"contacts": [{}, '{"last_name": "Ann"}', "last_name=Ann"]}, BOOK) == []


def test_what_is_no_dictionary_is_named() -> None:
    """The sentence of ansible-core ("dictionary requested, could not parse JSON") does not say which option it is."""
    given = {"groups": [["sales"]], "contacts": [{"last_name": "Ann"}, 7, "Bob", 8]}
    assert type_problems(given, BOOK) == [
        "groups[0]: it is a list here, and not a dictionary. Write it, without dashes, as {name: Staff}",
        f"contacts[1]: it is a number here, and not a dictionary. {CONTACT_TOLD} (1 more are like it)",
        f"contacts[2]: it is a text here, and not a dictionary. {CONTACT_TOLD}",
    ]
    assert type_problems({"groups": {"Staff": 1}, "contacts": "Ann"}, BOOK) == [
        "groups: it is a dictionary here, and not a list. Write it as [Staff, Sales]",
        "contacts: it is a text here, and not a list. Write it as [{first_name: Anna, work: '100'}]",
    ]
    state = {"settings": "ntp", "accounts": [{1: {}}], "keys": 7, "layers": ["x"], "match_by": {"a": 1}}
    assert type_problems(state, STATE) == [
        "settings: it is a text here, and not a dictionary. Write it as {ntp_server: ntp.example.net}",
        "accounts: it is a list here, and not a dictionary. Write it, without dashes, as {1: {sip_server: pbx.example.net}}",
        "keys: it is a number here, and not a dictionary. Write it as {1: {mode: blf, account: 1, value: '100'}}",
        "layers[0]: it is a text here, and not a dictionary. Write it as {name: site, settings: {ntp_server: ntp.example.net}}",
        "match_by: it is a dictionary here, and not a list. Write it as [a, b]",
    ]


def test_what_stands_in_a_layer_is_told_with_its_name() -> None:
    layers = [
        {"name": "group_vars/berlin", "contacts": [{"name": "Ann", "number": 1}, "Bob"], "setings": {}},
        {"name": "host_vars/lobby", "settings": ["x"], "purge": "ja", "groups": [{"name": "A", "ringtone": 1}]},
        {"settings": 1},
    ]
    assert type_problems({"layers": layers}, STATE) == [
        (
            "setings (group_vars/berlin): it is an unknown key. Use one of name, settings, accounts, keys, groups, contacts, "
            "purge, purge_groups, allow_empty, match_by"
        ),
        "contacts[1] (group_vars/berlin): it is a text here, and not a dictionary. Write it as {first_name: Anna, work: '100'}",
        "contacts[0].name (group_vars/berlin): it is an unknown key. Use first_name and last_name",
        "contacts[0].number (group_vars/berlin): it is an unknown key. Use work, home, mobile or fax",
        (
            "settings (host_vars/lobby): it is a list here, and not a dictionary. Write it, without dashes, as "
            "{ntp_server: ntp.example.net}"
        ),
        "groups[0].ringtone (host_vars/lobby): it is an unknown key. Use one of name, id",
        "purge (host_vars/lobby): 'ja' is not yes or no. Write true or false",
        "settings (layers[2]): it is a number here, and not a dictionary. Write it as {ntp_server: ntp.example.net}",
    ]


@pytest.mark.parametrize(
    ("options", "sentences"),
    [
        ({"write_secrets": "allways"}, ["write_secrets: 'allways' is not one of when_needed, always, never"]),
        ({"write_secrets": "always"}, []),
        ({"confirm_registration": "abc"}, ["confirm_registration: 'abc' is not a number. Write it in digits"]),
        ({"confirm_registration": "1.5"}, []),
        ({"purge": "ja"}, ["purge: 'ja' is not yes or no. Write true or false"]),
        ({"purge": "Yes", "allow_empty": 0}, []),
        ({"match_by": "name,work"}, []),
        ({"match_by": "name,wrok"}, ["match_by: 'wrok' is not one of name, group, work, home, mobile, fax, email, id"]),
        ({"match_by": ["name", "x"]}, ["match_by[1]: 'x' is not one of name, group, work, home, mobile, fax, email, id"]),
        ({"model": "gxp2170"}, ["model: 'gxp2170' is not one of gxv3350, gxv3370, gxv3380, wp820"]),
    ],
)
def test_words_and_numbers(options: dict[str, Any], sentences: list[str]) -> None:
    assert type_problems(options, STATE) == sentences


def test_whole_numbers() -> None:
    assert type_problems({"id": "three"}, CONTACT) == ["id: 'three' is not a whole number. Write it in digits"]
    assert type_problems({"id": "3"}, CONTACT) == []


def test_option_is_called_as_the_user_calls_it() -> None:
    names = {"write_secrets": "gs_baseline_write_secrets"}
    assert type_problems({"write_secrets": "x", "purge": "y"}, STATE, names) == [
        "gs_baseline_write_secrets: 'x' is not one of when_needed, always, never"
    ]


def test_what_is_plainly_meant_is_taken() -> None:
    given = {"groups": ["Staff", {"name": "Sales"}, 7], "model": "Gxv3370", "layers": [{"name": "a", "groups": ["A"]}, "x"]}
    taken = accepted(given, STATE)
    assert taken == {
        "groups": [{"name": "Staff"}, {"name": "Sales"}, 7],
        "model": "gxv3370",
        "layers": [{"name": "a", "groups": [{"name": "A"}]}, "x"],
    }
    assert given["groups"][0] == "Staff", "what the user wrote stays"
    assert accepted({"model": "gxp2170", "groups": "Staff"}, STATE) == {"model": "gxp2170", "groups": "Staff"}


def test_an_id_is_no_boolean() -> None:
    assert type_problems({"id": True}, CONTACT) == ["id: it is a boolean here. Write a number"]


def test_texts_that_are_written_as_numbers_are_named_with_their_layer() -> None:
    options = {
        "settings": {"http_user_agent": 12, "web_port": 80, "P30": 1, "unknown": 1},
        "accounts": {1: {"sip_user_id": 1001, "account_name": "0049", "account_active": True}, "2": "x"},
        "keys": {1: {"mode": "blf", "account": 1, "label": 1.0, "value": 64}, "2": {"value": "100"}, 3: None},
        "contacts": [{"last_name": "Jack", "work": 170, "id": 4}],
        "layers": [
            {"name": "site\n", "accounts": {2: {"sip_user_id": 1002}}, "keys": {2: {"label": 7}}, "contacts": [{"home": 5}]},
            "x",
        ],
    }
    places = [
        "contacts[0].work",
        "contacts[0].home (site\\n)",
        "settings.http_user_agent",
        "accounts.1.sip_user_id",
        "keys.1.value",
        "accounts.2.sip_user_id (site\\n)",
        "keys.2.label (site\\n)",
    ]
    assert unquoted_numbers(options, VALIDATE.full_argument_spec()) == places


def test_the_warning_is_short() -> None:
    assert unquoted_warning(["contacts[0].work"]).startswith(
        "These texts are written as numbers: contacts[0].work. A number loses"
    )
    assert " and 2 more. " in unquoted_warning([f"contacts[{number}].work" for number in range(12)])
