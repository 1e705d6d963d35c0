# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Masking, as laws: no secret comes through in any form, and nothing else is touched."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils import _masking
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK, Secrets, mask_options

# No stars: a secret that the mask itself contains cannot be told from the mask.
CHARACTERS = st.characters(codec="utf-8", exclude_characters="*")
LONG_SECRET = st.text(st.one_of(st.sampled_from("ab'\"\\%+/ &:\n\té🔒"), CHARACTERS), min_size=7, max_size=20)
#: What can stand around a secret without looking like a part of its escaped form.
AROUND = st.text(st.sampled_from("xyz \"'.:"), max_size=6)

Codec = tuple[Callable[[str], str], Callable[[str], Any]]
#: How a text is written down, and how a reader gets it back.
CODECS: dict[str, Codec] = {
    "plain": (str, str),
    "query": (lambda text: quote(text, safe=""), unquote),
    "query, as the guide prints it": (lambda text: quote(text, safe=":"), unquote),
    "path": (quote, unquote),
    "form": (quote_plus, unquote_plus),
    "JSON": (json.dumps, json.loads),
    "JSON in UTF-8": (lambda text: json.dumps(text, ensure_ascii=False), json.loads),
    "Python": (repr, ast.literal_eval),
}


def masked(value: Any, *secrets: object) -> Any:
    keeper = Secrets()
    keeper.add(*secrets)
    return keeper.mask(value)


@pytest.mark.parametrize("codec", CODECS)
@given(secret=LONG_SECRET, before=AROUND, after=AROUND)
@example(secret="it's-s3cret", before='say "', after='"')
def test_no_reader_gets_a_secret_back(codec: str, secret: str, before: str, after: str) -> None:
    write, read = CODECS[codec]
    assume(secret not in before + MASK + after)
    assert secret not in read(masked(write(before + secret + after), secret))


@given(secrets=st.lists(LONG_SECRET, min_size=1, max_size=4), data=st.data())
def test_no_secret_is_left_in_a_nested_result(secrets: list[str], data: st.DataObject) -> None:
    leaf = st.one_of(st.integers(), st.booleans(), st.none(), st.sampled_from(secrets).map(lambda secret: f"x{secret}y"))
    result = data.draw(
        st.recursive(
            leaf, lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.sampled_from(secrets), inner)), max_leaves=12
        )
    )
    shown = masked(result, *secrets)
    assert not [secret for secret in secrets if any(secret in text for text in _texts(shown))]
    assert type(shown) is type(result)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in _texts(part)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


@given(text=st.text(), secret=LONG_SECRET)
def test_text_without_the_secret_stays_as_it_is(text: str, secret: str) -> None:
    assume(not any(write(secret).strip("'\"") in text for write, dummy in CODECS.values()))
    assert masked(text, secret) == text


@given(text=st.text(CHARACTERS), secret=LONG_SECRET, around=AROUND)
def test_masking_twice_is_masking_once(text: str, secret: str, around: str) -> None:
    keeper = Secrets()
    keeper.add(secret)
    once = keeper.mask(f"{around}{secret} {text}{secret}{around}")
    assert keeper.mask(once) == once


@pytest.mark.parametrize(
    ("secret", "text", "shown"),
    [
        ("abc", "abc", "abc"),
        ("12", "port 12 of 1234", "port 12 of 1234"),
        ("1234", "1234", MASK),
        ("1234", "P34=1234&P35=12345", f"P34={MASK}&P35=12345"),
        ("1234", "x1234 1234x 1234_", "x1234 1234x 1234_"),
        ("123456", "a 123456, b", f"a {MASK}, b"),
        ("123456", "1234567", "1234567"),
        ("1234567", "x1234567y", f"x{MASK}y"),
        ("a/b?", "GET /a%2Fb%3F", f"GET /{MASK}"),
    ],
)
def test_short_secrets_do_not_eat_other_text(secret: str, text: str, shown: str) -> None:
    assert masked(text, secret) == shown


def test_longer_secret_is_masked_as_a_whole() -> None:
    assert masked("p4ssword-2026", "p4ssword", "p4ssword-2026") == MASK


@pytest.mark.parametrize("value", [7, 1.5, True, None])
def test_other_types_come_through(value: object) -> None:
    assert masked({"a": [value]}, "s3cret!") == {"a": [value]}


def test_numbers_can_be_secrets() -> None:
    assert masked("login with 12345678", 12345678) == f"login with {MASK}"


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_is_no_secret(nothing: str | None) -> None:
    assert masked("None of it", nothing) == "None of it"


def test_secret_that_is_not_unicode() -> None:
    assert masked("before p4ss\ud800word after", "p4ss\ud800word") == f"before {MASK} after"


def test_pattern_in_a_secret_is_plain_text() -> None:
    assert masked("a.......b (.*)+[x] c", "(.*)+[x]", ".......") == f"a{MASK}b {MASK} c"


def test_secrets_may_be_added_later() -> None:
    keeper = Secrets()
    assert keeper.mask("s3cret! t0o-late") == "s3cret! t0o-late"
    keeper.add("s3cret!")
    keeper.add("t0o-late")
    assert keeper.mask("s3cret! t0o-late") == f"{MASK} {MASK}"


def test_ansible_core_is_told_every_secret_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(_masking, "register_secret", told.append)
    keeper = Secrets()
    keeper.add("s3cret!", None, "", 1234)
    keeper.add("s3cret!")
    assert told == ["s3cret!", "1234"]


def test_ansible_core_without_a_secrets_api_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_masking, "register_secret", None)
    assert masked("s3cret!", "s3cret!") == MASK


def test_options_are_masked_by_their_place() -> None:
    spec: dict[str, dict[str, Any]] = {"password": {"no_log": True}, "old": {"no_log": True}, "write_secrets": {"no_log": False}}
    params = {"password": "1", "old": None, "write_secrets": "never", "other": "1"}
    assert mask_options(params, spec) == {"password": MASK, "old": None, "write_secrets": "never", "other": "1"}
