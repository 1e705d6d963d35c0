# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What phones answer, and what it means. The forms of logins and random numbers are in test__session_login.py."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.reply import check_accepted, check_shape, parse, parse_random
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AdminOnlyError,
    OversizedError,
    RefusedError,
    ReplyError,
)
from support.endpoints import ENDPOINTS


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ('{"response": "success", "body": {"A": "b"}}', {"response": "success", "body": {"A": "b"}}),
        ('{"Response": "success"}', {"response": "success"}),
        ('\ufeff {"response": "success"}\r\n', {"response": "success"}),
        ("Response=Success\nMessage=Authentication accepted", {"response": "Success", "message": "Authentication accepted"}),
        ("Response=Success\r\n\r\nMessage=a=b", {"response": "Success", "message": "a=b"}),
        ('{"30": "a raw \n line feed"}', {"30": "a raw \n line feed"}),
        ('{"Id": "=", "b": "\\u00fc"}', {"id": "=", "b": "ü"}),
    ],
)
def test_parse(text: str, reply: dict[str, object]) -> None:
    assert parse(text) == reply


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \r\n", "empty"),
        ("\ufeff", "empty"),
        ("<html><body>s3cret</body></html>", "web page"),
        ("<!DOCTYPE HTML>s3cret", "web page"),
        ('{"response": "success", "body": {"34": "s3cret', "not JSON"),
        ('["s3cret"]', "a list"),
        ('"s3cret"', "a text"),
        ("[" * 100000, "not JSON"),
        ("s3cret", "not JSON"),
    ],
)
def test_useless_answers_are_described_and_not_quoted(text: str, said: str) -> None:
    with pytest.raises(ReplyError) as caught:
        parse(text)
    assert said in caught.value.text
    assert "s3cret" not in caught.value.text


@given(st.text())
def test_parse_gives_a_dict_or_a_reply_error(text: str) -> None:
    with contextlib.suppress(ReplyError):
        assert isinstance(parse(text), dict)


@given(st.text())
def test_random_number_is_printable_or_a_reply_error(text: str) -> None:
    try:
        random = parse_random(text)
    except ReplyError:
        return
    assert random.isprintable()
    assert not random.startswith("<")


@pytest.mark.parametrize(
    ("name", "reply", "place"),
    [
        ("api-values.get", {"response": "success"}, "the top level"),
        ("api-values.get", {"response": "success", "body": {"34": ["s3cret"]}}, "body.34"),
        ("api-values.post", {"response": "success", "body": {"s3cret": "right"}}, "body"),
        ("api-get_accounts", {"response": "success", "body": [{"id": 1, "reg": 1}, {"id": "s3cret", "reg": 1}]}, "body.1.id"),
        ("api-get_phone_status", {"response": "success", "body": ["s3cret"]}, "body"),
    ],
)
def test_another_shape_is_named_by_its_place(name: str, reply: dict[str, object], place: str) -> None:
    with pytest.raises(ReplyError) as caught:
        check_shape(ENDPOINTS[name], reply)
    assert f"(at {place})" in caught.value.text
    assert "s3cret" not in caught.value.text


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        (
            "api-values.get",
            {"response": "success", "body": {"68": "11.16.8.20", "1561": "", "hw_rev": "V2.2A", "7": 1, "8": None}},
        ),
        ("api-values.post", {"response": "success", "body": {"status": "right"}}),
        ("api-get_accounts", {"response": "success", "body": []}),
        ("api-get_phone_status", {"response": "success", "body": "available", "misc": "0"}),
        ("api-get_phone_status", {"response": "success", "body": "available", "misc": 1}),
    ],
)
def test_the_guides_examples_have_the_right_shape(name: str, reply: dict[str, object]) -> None:
    check_shape(ENDPOINTS[name], reply)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ({"response": "error", "msg": "the value is Oversized"}, OversizedError),
        ({"response": "error", "body": "Required admin."}, AdminOnlyError),
        ({"response": "error", "body": "memory full"}, RefusedError),
        ({"response": "error"}, RefusedError),
    ],
)
def test_words_of_a_refusal_become_a_type(reply: dict[str, object], kind: type[RefusedError]) -> None:
    with pytest.raises(RefusedError) as caught:
        check_accepted(ENDPOINTS["api-values.post"], reply)
    assert caught.value.__class__ is kind
