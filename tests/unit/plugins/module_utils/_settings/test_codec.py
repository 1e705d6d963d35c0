# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of one setting, from users to phones and back: by tables, and by two laws for every setting of the catalogue."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import MODELS, SETTINGS, Setting, by_name
from ansible_collections.voip.grandstream.plugins.module_utils._settings.codec import (
    AmbiguousError,
    converts_back,
    from_text,
    posix_timezones,
    raw_text,
    text_of_texts,
    texts_of,
    to_text,
)

BOOLEAN = Setting("b", "boolean", ["1"], default="0")
UNKNOWN_BOOLEAN = Setting("b", "boolean", ["1"])
PORT = Setting("p", "port", ["1"], minimum=1, maximum=65535, default="80")
MINUTES = Setting("i", "integer", ["1"], minimum=-5, maximum=64800, unit="minutes", default="60")
TRANSPORT = Setting("e", "enum", ["1"], enum={"0": "udp", "1": "tcp", "2": "TLS"}, default="0")
SWITCH = Setting("e", "enum", ["1"], enum={"0": "default", "1": "no", "2": "yes"}, default="0")
MODE = Setting("e", "enum", ["1"], enum={"0": "enabled", "1": "disabled", "2": "mirrored"}, default="0")
ONLY_OFF = Setting("e", "enum", ["1"], enum={"0": "off", "1": "http"}, default="0")
IP = Setting("a", "ip", ["1"], default="")
OCTETS = Setting("a", "ip", ["9", "10", "11", "12"], default="0.0.0.0")
EMPTY_OCTETS = Setting("a", "ip", ["9", "10", "11", "12"], default="")
HOST = Setting("h", "host", ["1"], default="pool.ntp.org")
URL = Setting("u", "url", ["1"], default="")
STRING = Setting("s", "string", ["1"], default="x")
PASSWORD = Setting("w", "password", ["1"], secret=True)


def setting_named(name: str) -> Setting:
    setting = by_name(name)
    assert setting is not None
    return setting


STANDS_FOR_A_SECRET = (
    "which stands for a secret in results and is not the secret itself. Write the value itself, or leave the line out"
)


@pytest.mark.parametrize(
    ("setting", "value", "text"),
    [
        *[(BOOLEAN, value, "1") for value in (True, 1, "1", "true", "True", "YES", "on")],
        *[(BOOLEAN, value, "0") for value in (False, 0, "0", "false", "False", "No", "OFF")],
        (PORT, 80, "80"),
        (PORT, "5060", "5060"),
        (PORT, "05060", "5060"),
        (MINUTES, -5, "-5"),
        (MINUTES, "-0", "0"),
        (TRANSPORT, "udp", "0"),
        (TRANSPORT, "tls", "2"),
        (TRANSPORT, "TCP", "1"),
        (TRANSPORT, 2, "2"),
        (TRANSPORT, "2", "2"),
        (SWITCH, False, "1"),
        (SWITCH, True, "2"),
        (SWITCH, "False", "1"),
        (SWITCH, 1, "1"),
        (MODE, True, "0"),
        (MODE, False, "1"),
        (MODE, 0, "0"),
        (ONLY_OFF, False, "0"),
        (IP, "192.0.2.1", "192.0.2.1"),
        (IP, "2001:DB8::1", "2001:DB8::1"),
        (OCTETS, "192.0.2.1", "192.0.2.1"),
        *[
            (HOST, host, host)
            for host in (
                "localhost",
                "ntp.example.net",
                "ntp.example.net.",
                "my_phone_server",
                "_sip._udp.example.net",
                "192.0.2.1",
                "192.0.2.1:5060",
                "pbx:5061",
                "[2001:db8::1]",
                "[2001:db8::1]:5060",
                "224.0.1.116:5001",
                "3com.example",
            )
        ],
        (URL, "https://acs.example.net", "https://acs.example.net"),
        (URL, "HTTP://user@[2001:db8::1]:8080/a?b=c#d", "HTTP://user@[2001:db8::1]:8080/a?b=c#d"),
        (URL, "tftp://192.0.2.1/ü/$mac", "tftp://192.0.2.1/ü/$mac"),
        (STRING, " as it  is ", " as it  is "),
        (STRING, "-----BEGIN A-----\nb\n", "-----BEGIN A-----\nb\n"),
        (STRING, 1234, "1234"),
        (PASSWORD, "0123", "0123"),
        (PASSWORD, "pä:&%+# ss", "pä:&%+# ss"),
        *[(setting, "", "") for setting in (UNKNOWN_BOOLEAN, IP, EMPTY_OCTETS, HOST, URL, STRING, PASSWORD)],
    ],
)
def test_to_text(setting: Setting, value: Any, text: str) -> None:
    assert to_text(setting, value) == text


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        (BOOLEAN, "maybe", "'maybe' is not true or false"),
        (BOOLEAN, 2, "2 is not true or false"),
        (BOOLEAN, 1.0, "1.0 is not true or false"),
        (BOOLEAN, "", "it cannot be empty. Write true or false"),
        (PORT, 70000, "70000 is not a port (1 to 65535)"),
        (PORT, 0, "0 is not a port (1 to 65535)"),
        (PORT, "http", "'http' is not a port (1 to 65535)"),
        (PORT, True, "true is not a port (1 to 65535)"),
        (PORT, "٣", "'٣' is not a port (1 to 65535)"),
        (PORT, "", "it cannot be empty. Write a port (1 to 65535)"),
        (MINUTES, 64801, "64801 is out of range (-5 to 64800 minutes)"),
        (MINUTES, "1.5", "'1.5' is not a whole number (-5 to 64800 minutes)"),
        (MINUTES, 1.5, "1.5 is not a whole number (-5 to 64800 minutes)"),
        (MINUTES, "", "it cannot be empty. Write a whole number (-5 to 64800 minutes)"),
        (MINUTES, 10**100, "a number of that length is not a value. Write it as text, in quotes"),
        (MINUTES, " 5", "' 5' is not a whole number (-5 to 64800 minutes)"),
        (TRANSPORT, "tsl", "'tsl' is not one of udp, tcp, TLS"),
        (TRANSPORT, 3, "3 is not one of udp, tcp, TLS"),
        (TRANSPORT, True, "true is not one of udp, tcp, TLS"),
        (TRANSPORT, "", "it cannot be empty. Write one of udp, tcp, TLS"),
        (ONLY_OFF, True, "true is not one of off, http"),
        (IP, "192.0.2.256", "'192.0.2.256' is not an IP address such as 192.0.2.10"),
        (IP, "192.0.2.01", "'192.0.2.01' is not an IP address such as 192.0.2.10"),
        (IP, "fe80::1%eth0", "'fe80::1%eth0' is not an IP address such as 192.0.2.10"),
        (IP, "192.0.2.1\n", "it ends with a line break, perhaps that of a file. Remove it"),
        (IP, 3221225985, "3221225985 is not an IP address such as 192.0.2.10"),
        (OCTETS, "2001:db8::1", "'2001:db8::1' is not an IPv4 address such as 192.0.2.10"),
        (OCTETS, "192.0.2", "'192.0.2' is not an IPv4 address such as 192.0.2.10"),
        (OCTETS, "", "this address cannot be empty. Write 0.0.0.0 for none"),
        (
            HOST,
            "2001:db8::1",
            "'2001:db8::1' is not a host name or address, with or without :port. Write an IPv6 address in brackets",
        ),
        *[
            (HOST, host, f"{host!r} is not a host name or address, with or without :port")
            for host in (
                "http://host",
                "host/path",
                "a b",
                "host:",
                "host:0",
                "host:70000",
                "host:٣",
                "-a",
                "a-",
                "a..b",
                ".",
                "a" * 64,
                "192.0.2.256",
                "12345",
                "[192.0.2.1]",
                "[2001:db8::1",
                "[2001:db8::1]x",
                "[]",
                "münchen.example",
                " ",
            )
        ],
        (HOST, "host\n", "it ends with a line break, perhaps that of a file. Remove it"),
        (HOST, 10, "10 is not a host name or address, with or without :port"),
        (URL, "example.net/path", "'example.net/path' is not a URL such as https://host/path"),
        (URL, "https://a b/", "'https://a b/' is not a URL such as https://host/path"),
        (URL, "https:///path", "'https:///path' is not a URL such as https://host/path"),
        (URL, "https://host/a path", "'https://host/a path' is not a URL such as https://host/path"),
        (URL, True, "true is not a URL such as https://host/path"),
        (STRING, True, "true is not a text. Write it in quotes"),
        (STRING, 1.5, "1.5 is not a text. Write it in quotes"),
        (STRING, "\ud800", "it holds a character that is not Unicode. Remove it"),
        (PASSWORD, 3.14159, "it is a number here (YAML reads 0123 as 83). Write it in quotes"),
        (PASSWORD, 83, "it is a number here (YAML reads 0123 as 83). Write it in quotes"),
        (PASSWORD, "s3cret\n", "it ends with a line break, perhaps that of a file. Remove it"),
        (PASSWORD, "s3\0cret", "it holds the control character U+0000. Remove it"),
        (STRING, "a\x9bb", "it holds the control character U+009B. Remove it"),
        (
            PASSWORD,
            "********",
            f"it holds ********, {STANDS_FOR_A_SECRET}",
        ),
        (
            STRING,
            "sip:$REDACTED$@pbx",
            f"it holds $REDACTED$, {STANDS_FOR_A_SECRET}",
        ),
        (PASSWORD, True, "it is a boolean here (YAML reads No as false). Write it in quotes"),
        (STRING, None, "null is not a value. Write '' for an empty one, or leave the line out"),
        (BOOLEAN, None, "null is not a value. Write '' for an empty one, or leave the line out"),
        (STRING, {}, "a dictionary is not a value. Write it as text, in quotes"),
        (STRING, [1], "a list is not a value. Write it as text, in quotes"),
        (STRING, dt.date(2026, 1, 1), "a date is not a value. Write it as text, in quotes"),
        (STRING, b"x", "bytes is not a value. Write it as text, in quotes"),
        (PORT, "x" * 500, "'" + "x" * 79 + "…' is not a port (1 to 65535)"),
    ],
)
def test_to_text_refuses(setting: Setting, value: Any, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole sentence is compared
        to_text(setting, value)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (BOOLEAN, "1", True),
        (BOOLEAN, "0", False),
        (BOOLEAN, "2", "2"),
        (UNKNOWN_BOOLEAN, "", ""),
        (PORT, "5060", 5060),
        (PORT, "05060", "05060"),
        (MINUTES, "-5", -5),
        (MINUTES, "-0", "-0"),
        (MINUTES, "1" * 5000, "1" * 5000),
        (TRANSPORT, "2", "TLS"),
        (TRANSPORT, "9", "9"),
        (OCTETS, "192.0.2.1", "192.0.2.1"),
        (STRING, "1", "1"),
    ],
)
def test_from_text(setting: Setting, text: str, value: Any) -> None:
    assert from_text(setting, text) == value
    assert type(from_text(setting, text)) is type(value)


@pytest.mark.parametrize(
    ("setting", "text"), [(PORT, "05060"), (PORT, "0"), (BOOLEAN, "true"), (TRANSPORT, "tls"), (BOOLEAN, "")]
)
def test_what_a_setting_should_not_hold_does_not_convert_back(setting: Setting, text: str) -> None:
    assert not converts_back(setting, text)


@pytest.mark.parametrize(
    ("value", "text"), [(True, "1"), (False, "0"), (5060, "5060"), (-1, "-1"), ("", ""), (" x ", " x "), ("true", "true")]
)
def test_raw_text(value: Any, text: str) -> None:
    assert raw_text(value) == text


@pytest.mark.parametrize("value", [None, 1.5, {}, [], (), dt.datetime(2026, 1, 1), b"", {1}, "\udfff", float("nan")])
def test_raw_text_refuses(value: Any) -> None:
    with pytest.raises(ValueError, match=r"not a value|not Unicode"):
        raw_text(value)


def test_a_number_too_long_to_write_is_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        raw_text(10**5000)


def test_addresses_fall_into_octets() -> None:
    assert texts_of(OCTETS, "192.0.2.1") == ["192", "0", "2", "1"]
    assert texts_of(EMPTY_OCTETS, "") == ["", "", "", ""]
    assert texts_of(HOST, "192.0.2.1") == ["192.0.2.1"]


@given(st.lists(st.text(alphabet="0123456789.", max_size=4), min_size=4, max_size=4))
def test_an_address_that_converts_back_falls_into_the_same_octets(texts: list[str]) -> None:
    text = text_of_texts(texts)
    if converts_back(EMPTY_OCTETS, text):
        assert texts_of(EMPTY_OCTETS, text) == texts


# The laws, for every setting: values near to right ones, and anything.
PLAUSIBLE = st.one_of(
    st.booleans(),
    st.integers(-10, 130),
    st.integers(-(10**12), 10**12),
    st.sampled_from(
        ["", "yes", "OFF", "True", "no", "007", "-0", "udp", "Enabled", "192.0.2.1", "2001:db8::1", "[::1]:5060", "a.b:1"]
    ),
    st.sampled_from(["https://host", "http://u@h:1/x?y", "default", "1.5"]),
    st.ip_addresses().map(str),
    st.text(),
)
JUNK = st.recursive(
    st.none() | st.floats() | st.dates() | st.binary() | st.text(st.characters()) | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
    max_leaves=3,
)
ANY_SETTING = st.builds(Setting.on, st.sampled_from(SETTINGS), st.sampled_from([*MODELS, None]))


@st.composite
def settings_and_values(draw: st.DrawFn) -> tuple[Setting, Any]:
    """A setting of the catalogue and a value that often suits it."""
    setting = draw(ANY_SETTING)
    words = [*setting.enum.values(), *setting.enum] or ["0"]
    default = [setting.default or "", setting.default_on("wp820") or ""]
    return setting, draw(PLAUSIBLE | st.sampled_from(words) | st.sampled_from(default))


@given(settings_and_values())
def test_texts_and_values_settle_at_once(case: tuple[Setting, Any]) -> None:
    setting, value = case
    try:
        text = to_text(setting, value)
    except ValueError:
        assume(False)
    friendly = from_text(setting, text)
    assert to_text(setting, friendly) == text
    assert from_text(setting, to_text(setting, friendly)) == friendly
    if setting.counted_from is None:
        assert to_text(setting, text) == text


def sentence_of(convert: Callable[[], str]) -> str:
    """The sentence with which a value is refused; empty if it is taken."""
    try:
        convert().encode()
    except UnicodeError:
        raise
    except ValueError as error:
        return str(error) or "no sentence"
    return ""


@given(ANY_SETTING, JUNK | PLAUSIBLE)
def test_whatever_is_written_is_a_text_or_a_sentence(setting: Setting, value: Any) -> None:
    for convert in (lambda: to_text(setting, value), lambda: raw_text(value)):
        assert sentence_of(convert) != "no sentence"
        assert len(sentence_of(convert)) < 400


@given(ANY_SETTING, st.text(st.characters()))
def test_whatever_a_phone_holds_is_a_value(setting: Setting, text: str) -> None:
    assert isinstance(from_text(setting, text), bool | int | str)
    assert isinstance(converts_back(setting, text), bool)


@given(ANY_SETTING, st.text(st.characters()).map(lambda text: f"Zq {text}") | st.floats(allow_infinity=False, allow_nan=False))
def test_no_sentence_holds_a_secret(setting: Setting, value: Any) -> None:
    """For settings of every type, as if they were secret."""
    sentence = sentence_of(lambda: to_text(setting._replace(secret=True), value))
    assert "Zq" not in sentence
    assert not isinstance(value, float) or sentence == sentence_of(lambda: to_text(setting._replace(secret=True), 0.5))


def test_every_default_of_the_catalogue_converts() -> None:
    stubborn = [
        (setting.name, model)
        for setting in SETTINGS
        for model in MODELS
        for default in [setting.default_on(model)]
        if default is not None and not converts_back(setting.on(model), default)
    ]
    assert stubborn == []


@pytest.mark.parametrize("model", MODELS)
def test_every_word_of_every_model_converts_there_and_back(model: str) -> None:
    for setting in (setting.on(model) for setting in SETTINGS if model in setting.models):
        for text, word in setting.enum.items():
            assert to_text(setting, word) == to_text(setting, word.upper()) == text
            assert from_text(setting, text) == word
            assert converts_back(setting, text)
        for text in setting.also:
            assert to_text(setting, from_text(setting, text)) == text


def test_what_means_different_things_is_refused_and_read_as_it_is() -> None:
    mode = setting_named("phonebook_download_mode").on(None)
    for value in ("http", "TFTP", "1", 2):
        with pytest.raises(AmbiguousError, match="means different things on different models"):
            to_text(mode, value)
    assert (to_text(mode, "https"), to_text(mode, False)) == ("3", "0")
    assert from_text(mode, "1") == "1"
    assert not converts_back(mode, "1")


def test_an_account_is_counted_from_one() -> None:
    account = setting_named("broadsoft_imp_account").on("gxv3350")
    assert [to_text(account, value) for value in (1, "2", 16)] == ["0", "1", "15"]
    assert [from_text(account, text) for text in ("0", "15", "x")] == [1, 16, "x"]
    with pytest.raises(ValueError, match=r"0 is out of range \(1 to 16\)"):
        to_text(account, 0)


def test_a_range_can_have_a_gap() -> None:
    expiration = setting_named("session_expiration")
    assert [to_text(expiration, value) for value in (0, 90, "64800")] == ["0", "90", "64800"]
    with pytest.raises(ValueError, match=r"89 is out of range \(0, or 90 to 64800"):
        to_text(expiration, 89)


def test_time_zones_of_regions_are_posix_strings_of_the_same_time() -> None:
    wp820 = setting_named("timezone").on("wp820")
    assert to_text(wp820, "America/St_Johns") == "NST+3:30NDT+2:30,M3.2.0/02:00:00,M11.1.0/02:00:00"
    assert to_text(wp820, "Asia/Tokyo") == "JST-9"
    assert [to_text(wp820, text) for text in ("auto", "EST5EDT", "CET-1CEST,M3.5.0,M10.5.0/3", "<+03>-3", "")] == [
        *("auto", "EST5EDT", "CET-1CEST,M3.5.0,M10.5.0/3", "<+03>-3", "")
    ]
    assert [to_text(wp820, f"Etc/{name}") for name in ("UTC", "GMT+5")] == ["UTC+0", "<-05>+5"]
    with pytest.raises(ValueError, match=r"'Europe/Berln' is not a known time zone. Did you mean Europe/Berlin\? If not, write"):
        to_text(wp820, "Europe/Berln")
    with pytest.raises(ValueError, match=r"'Mars/Base' is not a known time zone. Write a POSIX string such as"):
        to_text(wp820, "Mars/Base")
    gxv3370 = setting_named("timezone").on("gxv3370")
    assert [to_text(gxv3370, text) for text in ("Europe/Berlin", "Mars/Base", "CET-1")] == ["Europe/Berlin", "Mars/Base", "CET-1"]


@pytest.mark.parametrize("name", ["Europe/Berlin", "Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kathmandu"])
def test_a_posix_string_gives_the_clock_of_its_region(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [dt.datetime(2026, month, 15, 12, tzinfo=dt.UTC).timestamp() for month in range(1, 13)]
    clocks = []
    for zone in (name, posix_timezones()[name]):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        clocks.append([time.localtime(moment)[:6] for moment in moments])
    monkeypatch.undo()
    time.tzset()
    assert clocks[0] == clocks[1]


def test_words_of_the_catalogue_and_what_yaml_makes_of_them() -> None:
    for name, value, text in [
        ("pc_port_mode", True, "0"),
        ("use_privacy_header", False, "1"),
        ("auto_answer", False, "0"),
        ("auto_answer", True, "1"),
        ("phonebook_download_mode", False, "0"),
        ("remove_obp_from_route", True, "1"),
        ("headset_tx_gain", "+6dB", "6"),
        ("headset_tx_gain", -6, "-6"),
        ("handset_tx_gain", "-6dB", "1"),
    ]:
        assert to_text(setting_named(name), value) == text
