# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How texts stand in a request: what is left bare, what is quoted, and what goes raw to firmware that does not decode."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.quoting import (
    Raw,
    encode,
    needs_quoting,
    quoted,
    unsendable,
)


@given(st.text())
def test_whoever_decodes_gets_the_text(text: str) -> None:
    assert unquote(quoted(text)) == text
    assert parse_qsl(encode([("P30", text)]), keep_blank_values=True) == [("P30", text)]


@given(st.text())
def test_what_needs_no_quoting_is_the_same_for_firmware_that_does_not_decode(text: str) -> None:
    assert needs_quoting(text) == (quoted(text) != text)
    assert not (not needs_quoting(text) and unsendable(text))


def test_what_a_query_may_hold_stays_bare() -> None:
    bare = "a/b:c@d!e$f'g(h)i*j,k;l?m-n.o_p~q"
    assert encode([("P30", bare)]) == f"P30={bare}"


@pytest.mark.parametrize("text", ["+", "%", '"', "\\", "ü", "&", "=", "#", " ", "<", "\n"])
def test_everything_else_is_quoted(text: str) -> None:
    assert encode([("P30", text)]) != f"P30={text}"
    assert encode([("P30", text)]).isascii()


def test_raw_text_goes_as_it_is() -> None:
    assert encode([("P30", Raw('50%+"\\ü')), ("P64", "ü")]) == 'P30=50%+"\\ü&P64=%C3%BC'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a b", ["a space"]),
        ("a#b&c=d#", ["#", "&", "="]),
        ("a\nb\tc", ["a control character"]),
        (" \x7f", ["a space", "a control character"]),
        ('50%+"\\ü/', []),
    ],
)
def test_what_cannot_be_sent_is_named(text: str, named: list[str]) -> None:
    assert unsendable(text) == named
