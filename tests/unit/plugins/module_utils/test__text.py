# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts, as laws: what is shown is one visible line of bounded length, and what cannot be written is refused with its reason."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._text import (
    ELLIPSIS,
    PLACEHOLDERS,
    SWITCHES,
    is_unicode,
    kind_of,
    natural,
    secret_text_problem,
    shortened,
    shown,
    squeezed,
    text_problem,
    visible,
    yes_or_no,
)

#: With what hurts more often than chance would have it.
NASTY = st.sampled_from("\x00\x07\t\n\r\x1b\x7f\x85\x9b\xad\u200b\u200e\u2028\u2029\u202e\u2066\ufeff\ud800\udfff\U000e0041")
TEXT = st.text(st.one_of(NASTY, st.sampled_from("ab\\xun"), st.characters()), max_size=40)

#: Signs that stand before digits in Arabic and Kaithi: of the same category as marks, and seen.
SEEN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13440)}


@given(text=TEXT)
def test_what_is_visible_is_one_line_and_nothing_that_a_terminal_obeys(text: str) -> None:
    line = visible(text)
    assert len(line.splitlines()) <= 1
    bad = [char for char in line if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Cs") and ord(char) not in SEEN]
    assert not bad
    assert is_unicode(line)


@given(text=TEXT)
def test_what_is_visible_stays(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(text=st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="\u115f\u1160\u3164\uffa0")))
@example(text="Jürgen  Weiß 山田 ☎ 🔒 \\n")
def test_ordinary_text_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("2\n+ok: [all phones] nothing to do", "2\\n+ok: [all phones] nothing to do"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\r\t\x00\x9b", "\\r\\t\\x00\\x9b"),
        ("\u202egpj", "\\u202egpj"),
        ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_escapes(text: str, line: str) -> None:
    assert visible(text) == line


@given(text=TEXT, limit=st.integers(min_value=1, max_value=50))
def test_what_is_short_stays_and_what_is_long_is_cut_to_the_limit(text: str, limit: int) -> None:
    line = visible(text)
    cut = shortened(line, limit)
    if len(line) <= limit:
        assert cut == line
    else:
        assert len(cut) <= limit
        assert cut.endswith(ELLIPSIS)
        assert line.startswith(cut[:-1])
        assert limit - len(cut) < 10


@given(before=st.integers(min_value=0, max_value=12), char=NASTY, limit=st.integers(min_value=1, max_value=24))
def test_no_escape_is_cut(before: int, char: str, limit: int) -> None:
    escape = visible(char)
    cut = shortened("." * before + escape + "." * 20, limit)
    assert escape in cut or "\\" not in cut


def test_values_in_a_sentence() -> None:
    assert shown("it's\n") == "'it's\\n'"
    assert shown(True) == "true"
    assert shown(None) == "null"
    assert shown(1001) == "1001"
    assert shown(10**5000) == "a number of more than 80 digits"
    assert shown(-(10**5000)) == "a number of more than 80 digits"
    assert shown("x" * 100, 20) == "'" + "x" * 19 + "…'"
    assert shown({"a": "\x1b"}, 40) == "{'a': '\\x1b'}"


@given(text=TEXT)
def test_a_squeezed_name_has_single_spaces(text: str) -> None:
    assert squeezed(text).split(" ") == (text.split() or [""])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("half \ud83d", "not Unicode"),
        ("secret\n", "ends with a line break"),
        ("secret\r\n", "ends with a line break"),
        ("two\nlines", "U+000A"),
        ("a\x00b", "U+0000"),
        ("a\x9bb", "U+009B"),
        ("a\u2028b", "U+2028"),
        *((f"sip:{placeholder}@host", "stands for a secret") for placeholder in PLACEHOLDERS),
    ],
)
def test_what_cannot_be_written_is_refused_with_the_reason(text: str, words: str) -> None:
    for problem in (text_problem(text), secret_text_problem(text)):
        assert problem is not None
        assert words in problem
        assert text not in problem


@given(text=st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=7))
@example(text="*72")
@example(text="   ")
@example(text="\u202bעברית\u202c")
def test_what_can_be_written_is_not_refused(text: str) -> None:
    assert text_problem(text) is None
    assert secret_text_problem(text) is None


def test_a_certificate_has_lines() -> None:
    text = "-----BEGIN CERTIFICATE-----\r\n\tMIIB\n-----END CERTIFICATE-----\n"
    assert text_problem(text, may_be_pem=True) is None
    assert secret_text_problem(text, may_be_pem=True) is None
    assert "U+0000" in str(text_problem(text + "\0", may_be_pem=True))


@pytest.mark.parametrize("text", ["two\nlines", "two\rlines", "pw\nBEGIN \n x"])
def test_only_a_certificate_has_lines(text: str) -> None:
    """A value that came out of a block of YAML or a file is no value that somebody meant."""
    assert "a line break, and only a certificate or key in PEM" in str(text_problem(text, may_be_pem=True))
    assert "a line break, and only a certificate or key in PEM" in str(secret_text_problem(text, may_be_pem=True))
    assert "U+0009" in str(text_problem("a\tb", may_be_pem=True))


@pytest.mark.parametrize("text", ["secret\n", "secret\r\n", "a name\n\n", "\n"])
def test_the_end_of_a_single_line_is_that_of_a_file(text: str) -> None:
    """Also where several lines may be: a name or a password that was read out of a file, or stands under `|` in YAML."""
    assert "ends with a line break" in str(text_problem(text, may_be_pem=True))
    assert "ends with a line break" in str(secret_text_problem(text, may_be_pem=True))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (83, "it is a number here (YAML reads 0123 as 83). Write it in quotes"),
        pytest.param(10**5000, "it is a number here (YAML reads 0123 as 83). Write it in quotes", id="long"),
        (4.91e11, "it is a number here (YAML reads 0123 as 83). Write it in quotes"),
        (False, "it is a boolean here (YAML reads No as false). Write it in quotes"),
        (None, "it is null, and not a text. Write the text, in quotes"),
        (["a"], "it is a list, and not a text. Write the text, in quotes"),
        ({"a": 1}, "it is a dictionary, and not a text. Write the text, in quotes"),
        (dt.date(2026, 1, 1), "it is a date, and not a text. Write the text, in quotes"),
    ],
)
def test_a_secret_is_text(value: Any, words: str) -> None:
    assert secret_text_problem(value) == words


def test_a_variable_of_an_ini_inventory_needs_quotes_in_quotes() -> None:
    told = "Write it in quotes (on a host line of an INI inventory: ansible_password='\"1234\"')"
    assert str(secret_text_problem(1234, variable="ansible_password")).endswith(told)


def test_words_for_yes_and_no() -> None:
    for no, yes in SWITCHES:
        assert (yes_or_no(no), yes_or_no(yes), yes_or_no(yes.upper())) == (False, True, True)
    assert (yes_or_no(True), yes_or_no(False), yes_or_no(1), yes_or_no(0)) == (True, False, True, False)
    others: tuple[Any, ...] = ("", "y", "2", 2, -1, 1.0, None, [], {})
    assert [yes_or_no(other) for other in others] == [None] * 9


@given(text=TEXT)
def test_what_is_unicode_can_be_encoded(text: str) -> None:
    assert is_unicode(text) == (not any(0xD800 <= ord(char) <= 0xDFFF for char in text))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (True, "a boolean"),
        (1, "a number"),
        (1.5, "a number with a fraction"),
        ("", "a text"),
        (b"", "bytes"),
        ({}, "a dictionary"),
        ([], "a list"),
        ((), "a list"),
        (dt.datetime(2026, 1, 1), "a date"),
        ({1}, "a set"),
    ],
)
def test_kinds_are_named_as_yaml_names_them(value: Any, kind: str) -> None:
    assert kind_of(value) == kind


def test_natural_order() -> None:
    names = ["p10", "P2", "accounts.10.x", "accounts.2.x", "", "p2", "2", "10", "p02b", "a²"]
    assert sorted(names, key=natural) == ["", "2", "10", "accounts.2.x", "accounts.10.x", "a²", "P2", "p2", "p02b", "p10"]
