# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Masking, as laws: no secret comes through in any form, and nothing else is touched."""

from __future__ import annotations

import ast
import base64
import html
import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils import _masking
from ansible_collections.voip.grandstream.plugins.module_utils._api.quoting import quoted
from ansible_collections.voip.grandstream.plugins.module_utils._masking import (
    NOT_SHOWN,
    Secrets,
    holds_secret,
    mask_options,
    url_credentials,
)
from ansible_collections.voip.grandstream.plugins.module_utils._text import MASK, shortened, visible

# No stars: a secret that the mask itself contains cannot be told from the mask.
CHARACTERS = st.characters(codec="utf-8", exclude_characters="*")
LONG_SECRET = st.text(st.one_of(st.sampled_from("ab'\"\\%+/ &:\n\té🔒"), CHARACTERS), min_size=7, max_size=20)
#: What can stand around a secret without looking like a part of its escaped form.
AROUND = st.text(st.sampled_from("xyz \"'.:"), max_size=6)

Codec = tuple[Callable[[str], str], Callable[[str], Any]]


def _from_hex(text: str) -> str:
    """All that a reader gets of it."""
    return " ".join(bytes.fromhex(part[: len(part) // 2 * 2]).decode("utf-8", "replace") for part in text.split(MASK))


#: How a text is written down, and how a reader gets it back.
CODECS: dict[str, Codec] = {
    "plain": (str, str),
    "query": (lambda text: quote(text, safe=""), unquote),
    "query, as the guide prints it": (lambda text: quote(text, safe=":"), unquote),
    "path": (quote, unquote),
    "form": (quote_plus, unquote_plus),
    "JSON": (json.dumps, json.loads),
    "JSON in UTF-8": (lambda text: json.dumps(text, ensure_ascii=False), json.loads),
    "JSON in JSON": (lambda text: json.dumps(json.dumps(text)), lambda text: json.loads(json.loads(text))),
    "Python": (repr, ast.literal_eval),
    "small percent signs": (lambda text: _small(quote(text, safe="")), unquote),
    "query, as it is sent": (quoted, unquote),
    "each byte as %xx": (lambda text: _each(text.encode(), "%{:02x}"), unquote),
    "each byte as %XX": (lambda text: _each(text.encode(), "%{:02X}"), unquote),
    "each byte as %25xx": (lambda text: _each(text.encode(), "%25{:02x}"), lambda text: unquote(unquote(text))),
    "each character as &#1;": (lambda text: _each(map(ord, text), "&#{};"), html.unescape),
    "each character as &#x1;": (lambda text: _each(map(ord, text), "&#x{:x};"), html.unescape),
    "HTML": (html.escape, html.unescape),
    "HTML without quotes": (lambda text: html.escape(text, quote=False), html.unescape),
    "HTML in ASCII": (lambda text: html.escape(text, quote=False).encode("ascii", "xmlcharrefreplace").decode(), html.unescape),
    "hexadecimal": (lambda text: text.encode().hex(), _from_hex),
    "hexadecimal in capitals": (lambda text: text.encode().hex().upper(), _from_hex),
    "base64": (lambda text: base64.b64encode(text.encode()).decode(), lambda text: _from_base64(text, b"+/")),
    "base64 of URLs": (lambda text: base64.urlsafe_b64encode(text.encode()).decode(), lambda text: _from_base64(text, b"-_")),
}


def _each(numbers: Iterable[int], form: str) -> str:
    return "".join(map(form.format, numbers))


def _small(text: str) -> str:
    return re.sub("%..", lambda match: match.group().lower(), text)


def _from_base64(text: str, others: bytes) -> str:
    """All that a reader gets of it, whatever stands in the place of a secret."""
    parts = [
        re.sub(rb"[^A-Za-z0-9]", lambda match: match.group() if match.group() in others else b"", part.encode())
        for part in text.split(MASK)
    ]
    return " ".join(
        base64.b64decode(part[: len(part) - (len(part) % 4 == 1)] + b"==", altchars=others).decode("utf-8", "replace")
        for part in parts
    )


def keeper_of(*secrets: object) -> Secrets:
    keeper = Secrets()
    keeper.add(*secrets)
    return keeper


def masked(text: str, *secrets: object) -> str:
    return keeper_of(*secrets).mask(text)


@pytest.mark.parametrize("codec", CODECS)
@given(secret=LONG_SECRET, before=AROUND, after=AROUND)
@example(secret="it's-s3cret", before='say "', after='"')
def test_no_reader_gets_a_secret_back(codec: str, secret: str, before: str, after: str) -> None:
    write, read = CODECS[codec]
    assume(secret not in before + MASK + after)
    assert secret not in read(masked(write(before + secret + after), secret))


@given(text=st.text(), secret=LONG_SECRET)
def test_text_without_the_secret_stays_as_it_is(text: str, secret: str) -> None:
    assume(not any(write(secret).strip("'\"") in text for write, dummy in CODECS.values()))
    assume(secret.upper() not in text and secret.lower() not in text)
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
        # Five characters of three kinds are in no word by chance.
        ("x9Kq7", "pwx9Kq7end", f"pw{MASK}end"),
        ("ab+12", "aab+123", f"a{MASK}3"),
        ("9Kq7", "x9Kq7y", "x9Kq7y"),
        ("abc123", "xabc123", "xabc123"),
        ("Lobby", "theLobby", "theLobby"),
        # In other capitals, where it is no mere word.
        ("Lobby-2026", "LOBBY-2026 lobby-2026", f"{MASK} {MASK}"),
        ("Lobby-1", "LOBBY-1", "LOBBY-1"),
        ("Telephone", "TELEPHONE telephone", "TELEPHONE telephone"),
        ("1234", "the bytes 31323334", f"the bytes {MASK}"),
    ],
)
def test_short_secrets_do_not_eat_other_text(secret: str, text: str, shown: str) -> None:
    assert masked(text, secret) == shown


def test_longer_secret_is_masked_as_a_whole() -> None:
    assert masked("p4ssword-2026", "p4ssword", "p4ssword-2026") == MASK


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
    keeper.add("s3cret!", None, "", 1234, "123", " 12 ", True)
    keeper.add(["s3cret!", {"nested": "in a dictionary"}])
    assert told == ["s3cret!", "1234", "in a dictionary"]


def test_ansible_core_without_a_secrets_api_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_masking, "register_secret", None)
    assert masked("s3cret!", "s3cret!") == MASK


def test_options_are_masked_by_their_place() -> None:
    spec: dict[str, dict[str, Any]] = {"password": {"no_log": True}, "old": {"no_log": True}, "write_secrets": {"no_log": False}}
    params = {"password": "1", "old": None, "write_secrets": "never", "other": "1"}
    assert mask_options(params, spec) == {"password": MASK, "old": None, "write_secrets": "never", "other": "1"}


@given(secret=LONG_SECRET, before=AROUND, limit=st.integers(min_value=1, max_value=40))
def test_a_text_that_was_cut_in_the_middle_of_a_secret_does_not_tell_its_beginning(secret: str, before: str, limit: int) -> None:
    assume(secret[:4] not in before + MASK)
    cut = shortened(visible(f"{before}{secret} and more of what the phone says, which is long"), limit)
    assert visible(secret)[:4] not in masked(cut, secret).replace(MASK, "")


@pytest.mark.parametrize(
    ("echoed", "secret"),
    [
        ("p?ssw?rd", "p\xe4ssw\xf6rd"),
        ("p\xc3\xa4ssw\xc3\xb6rd", "p\xe4ssw\xf6rd"),
        ("p\\u00E4ssw\\u00F6rd", "p\xe4ssw\xf6rd"),
        ("p%e4%2f".replace("%e4", "%c3%a4") + "word", "p\xe4/word"),
        ("a\\/b\\/c-secret", "a/b/c-secret"),
        ("it&apos;s &amp; s3cret", "it's & s3cret"),
        # The shortest password that a phone takes has six characters.
        ("YWJjMTIz", "abc123"),
        ("%61%62%63%31%32%33", "abc123"),
        ("\\u0061\\u0062\\u0063\\u0031\\u0032\\u0033", "abc123"),
        # It was cut.
        ("abc12\u2026", "abc123"),
    ],
)
def test_a_secret_that_a_phone_changes_is_found(echoed: str, secret: str) -> None:
    assert masked(f"the phone refused ({echoed})", secret) == f"the phone refused ({MASK}{'…' * echoed.endswith('…')})"


def test_basic_authorization_is_found() -> None:
    header = base64.b64encode(b"gmiadmin:s3cret-word").decode()
    assert "s3cret" not in _from_base64(masked(f"Basic {header}", "s3cret-word").removeprefix("Basic "), b"+/")


CREDENTIALS = {
    "https://user:word@host/path": "user:word",
    "https://us@er:w/o r@d@host:8443/path?x": "us@er:w/o r@d",
    "https://token@host": "token",
    "ftp://:word@[2001:db8::1]/": ":word",
    "u:pw@host/p": "u:pw",
    "//u:pw@host/p": "u:pw",
    "u:p w/@x@host.example.net:80/p?q": "u:p w/@x",
    "sip:a:pw@h": "a:pw",
    "sips:a:p:w@x@h;transport=tls": "a:p:w@x",
}
HARMLESS = (
    "https://host/path",
    "https://host/~user@example",
    "sip:1001@pbx.example.net",
    "mailto:a@b.example",
    "a@b.example",
    "pbx.example.net:5061",
    "[2001:db8::1]:5060",
    "Meeting: ask a@b.example",
    "{ x+ | *x+ | [2-9]11 }",
    "CET-1CEST,M3.5.0,M10.5.0/3",
    "@home",
    "",
)


@pytest.mark.parametrize(("text", "credentials"), CREDENTIALS.items())
def test_everything_before_the_last_at_of_a_url_is_a_secret(text: str, credentials: str) -> None:
    assert url_credentials(text) == credentials
    assert holds_secret(text)


@pytest.mark.parametrize("text", [text for text, credentials in CREDENTIALS.items() if " " not in credentials])
def test_credentials_in_a_sentence_are_masked(text: str) -> None:
    shown = masked(f'P237: "{text}" is not a host name')
    assert CREDENTIALS[text] not in shown
    assert f'{MASK}@{text.rpartition("@")[2]}" is not a host name' in shown


@pytest.mark.parametrize("text", CREDENTIALS)
def test_credentials_that_a_task_names_are_masked_whatever_is_in_them(text: str) -> None:
    keeper = Secrets()
    keeper.add_urls({"settings": {"config_server_path": [text]}})
    shown = keeper.mask(f'config_server_path: "{text}"')
    assert CREDENTIALS[text].partition(":")[2] not in shown or len(CREDENTIALS[text].partition(":")[2]) < 4
    assert MASK in shown


@pytest.mark.parametrize("text", HARMLESS)
def test_names_before_an_at_are_no_secrets(text: str) -> None:
    assert url_credentials(text) is None
    assert not holds_secret(text)
    assert masked(text) == text


KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize("text", [KEY, KEY + "\n", KEY.replace("RSA ", ""), KEY[:40], visible(KEY), json.dumps(KEY)])
def test_a_private_key_is_a_secret(text: str) -> None:
    assert holds_secret(text)
    assert "MII" not in masked(f"P279 was {text}")


def test_a_certificate_is_none() -> None:
    assert not holds_secret(KEY.replace("RSA PRIVATE KEY", "CERTIFICATE"))


@pytest.mark.parametrize(
    ("secret", "text", "is_left_out"),
    [
        ("8800", "8800", False),
        ("8800", "+49 30 8800", False),
        ("voip", "voip.example.net", False),
        ("1234567", "12345678", False),
        ("45678901", "45678901", False),
        ("45678901", "sip:45678901x", True),
        ("s3cret-word", "https://host/?key=s3cret-word", True),
        ("s3cret/word", "https://host/?key=s3cret%2Fword", True),
        ("anything", "https://user:other@host/", True),
    ],
)
def test_a_value_that_holds_a_long_secret_and_more_is_left_out(secret: str, text: str, is_left_out: bool) -> None:
    keeper = keeper_of(secret)
    assert keeper.is_in(text) == is_left_out
    data = {"config": {"settings": {"P1": text, "P2": 1}}, "contacts": [{"name": "Jack", "work": text}], "list": ["a", text, "b"]}
    shown = keeper.result(data)
    if is_left_out:
        assert shown == {
            "config": {"settings": {"P2": 1}},
            "contacts": [{"name": "Jack"}],
            "list": ["a", "b"],
            "left_out": ["config.settings.P1", "contacts[0].work", "list[1]"],
        }
    else:
        assert shown == data


@pytest.mark.parametrize("word", ["unreachable", "failed", "changed", "invocation", "changes", "setting", "edit", "kind"])
def test_keys_and_words_of_a_result_are_not_masked(word: str) -> None:
    result = {
        "unreachable": True,
        "failed": True,
        "changed": False,
        "msg": f"the phone refused {word}",
        "changes": [{"kind": "setting", "action": "edit", "name": "admin", "before": "changed", "after": "failed"}],
        "error": {"kind": "unreachable", "host": f"{word}.example.net", "problems": [f"P30: {word} is wrong"]},
        "invocation": {"module_args": {"state": word, "password": MASK}},
        "role": "admin",
    }
    shown = keeper_of(word).result(result)
    assert {**shown, "msg": "", "error": {}} == {**result, "msg": "", "error": {}}
    if len(word) > 4:
        assert shown["msg"] == f"the phone refused {MASK}"
        assert shown["error"]["problems"] == [f"P30: {MASK} is wrong"]
        assert shown["error"]["kind"] == "unreachable"


def test_what_people_see_is_visible() -> None:
    told = {"before": "name: a\nmail: \x1b[2J\n", "after": "name: \u202eb\n"}
    result = {"msg": "a\x9bb\nc", "warnings": ["\x1b"], "diff": told, "changes": [{"before": {"name": "\x1b\n"}, "after": None}]}
    assert keeper_of().result(result) == {
        "msg": "a\\x9bb\nc",
        "warnings": ["\\x1b"],
        "diff": {"before": "name: a\nmail: \\x1b[2J\n", "after": "name: \\u202eb\n"},
        "changes": [{"before": {"name": "\\x1b\\n"}, "after": None}],
    }


def test_what_a_failure_tells_is_visible() -> None:
    """ansible-core shows the whole result of a task that fails, and a caller chooses the name that the phone shows."""
    error = {"kind": "busy", "lines": [{"line": 1, "name": "Ann\x9b2J\u202e\u2028Lee"}], "problems": ["a\x9b"]}
    assert keeper_of().result({"failed": True, "error": error})["error"] == {
        "kind": "busy",
        "lines": [{"line": 1, "name": "Ann\\x9b2J\\u202e\\u2028Lee"}],
        "problems": ["a\\x9b"],
    }


def test_what_differs_in_a_secret_only_does_not_look_the_same_in_a_diff() -> None:
    shown = keeper_of("s3cret-1", "s3cret-2").result(
        {"diff": {"before": "a: s3cret-1\n", "after": "a: s3cret-2\n", "before_header": "x"}}
    )
    assert shown["diff"] == {"before": "a: (former secret)\n", "after": "a: (new secret)\n", "before_header": "x"}


def test_what_a_phone_tells_of_a_secret_is_not_shown_among_the_changes() -> None:
    result = {
        "changes": [{"name": "settings.P1", "before": "x s3cret-word", "after": "x"}],
        "invocation": {"a": ["x s3cret-word"]},
    }
    assert keeper_of("s3cret-word").result(result) == {
        "changes": [{"name": "settings.P1", "before": NOT_SHOWN, "after": "x"}],
        "invocation": {"a": [MASK]},
    }


def test_options_in_options_are_masked_and_their_secrets_noted() -> None:
    spec: dict[str, Any] = {
        "after_reset": {"type": "dict", "options": {"password": {"no_log": True}, "host": {}}},
        "phones": {"type": "list", "elements": "dict", "options": {"password": {"no_log": True}}},
        "settings": {"type": "dict"},
    }
    options = {
        "after_reset": {"password": "s3cret-one", "host": "h"},
        "phones": [{"password": "s3cret-two"}, "wrong"],
        "settings": {"config_server_path": "u:s3cret three@host/p"},
    }
    assert mask_options(options, spec) == {
        "after_reset": {"password": MASK, "host": "h"},
        "phones": [{"password": MASK}, "wrong"],
        "settings": options["settings"],
    }
    keeper = Secrets()
    keeper.add_options(options, spec)
    assert keeper.mask("s3cret-one, s3cret-two, s3cret three") == f"{MASK}, {MASK}, {MASK}"


def test_the_factorys_password_is_no_secret_and_leaves_sentences_whole() -> None:
    secrets = Secrets()
    secrets.add("admin", ["admin"])
    assert secrets.mask("admin password: (former secret)") == "admin password: (former secret)"
