# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what a user wrote to P values: what comes out, what is refused in which words, and what holds for anything written."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, codec, keys, to_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import (
    NAME_THE_MODEL,
    is_secret,
    secret_values,
    to_values,
)
from ansible_collections.voip.grandstream.plugins.module_utils._shapes import EXAMPLES, no_dictionary
from ansible_collections.voip.grandstream.plugins.module_utils._text import visible

MODELS = [*catalogue.MODELS, None]


def problems(settings: Any = None, accounts: Any = None, model: str | None = "gxv3370") -> list[str]:
    return to_values(settings, accounts, model).problems


def test_settings_and_accounts_in_the_users_order() -> None:
    values = to_values(
        {"timezone": "Europe/Berlin", "P30": "ntp.example.net", 144: False, "static_ip": "192.0.2.10"},
        {2: {"sip_server": "pbx"}, "1": {"sip_auth_password": "s3cret", "sip_transport": "tls", "P35": 1001}},
        "gxv3370",
    )
    assert values.problems == []
    assert list(values.texts.items()) == [
        ("64", "Europe/Berlin"),
        ("30", "ntp.example.net"),
        ("144", "0"),
        ("9", "192"),
        ("10", "0"),
        ("11", "2"),
        ("12", "10"),
        ("402", "pbx"),
        ("34", "s3cret"),
        ("130", "2"),
        ("35", "1001"),
    ]
    assert list(values.paths.items()) == [
        ("64", "settings.timezone"),
        ("30", "settings.P30"),
        ("144", "settings.144"),
        *[(octet, "settings.static_ip") for octet in ("9", "10", "11", "12")],
        ("402", "accounts.2.sip_server"),
        ("34", "accounts.1.sip_auth_password"),
        ("130", "accounts.1.sip_transport"),
        ("35", "accounts.1.P35"),
    ]


@pytest.mark.parametrize("nothing", [None, {}])
def test_nothing_is_asked_for(nothing: Any) -> None:
    assert to_values(nothing, nothing, None) == ({}, {}, [], None)


def test_all_problems_at_once() -> None:
    assert problems(
        {"ntp_serber": "x", "web_port": 70000, "sip_server": "x", "P68": "1", "boot_version": "1", "guest_login": True},
        {1: {"local_sip_port": 70000, "sip_transport": "tsl", "ntp_server": "x", "P30": "x", "P402": "x", "P99999": "x"}, 2: {}},
    ) == [
        "settings.ntp_serber: unknown setting. Did you mean ntp_server?",
        "settings.web_port: 70000 is not a port (1 to 65535)",
        "settings.sip_server: it is a setting of an account. Write accounts.<number>.sip_server",
        "settings.P68: it is read-only",
        "settings.boot_version: it is read-only",
        "settings.guest_login: not on a gxv3370",
        "accounts.1.local_sip_port: 70000 is not a port (0 to 65535)",
        "accounts.1.sip_transport: 'tsl' is not one of udp, tcp, tls",
        "accounts.1.ntp_server: it is a setting of the phone, not of an account. Write settings.ntp_server",
        "accounts.1.P30: it is not a value of account 1. Write settings.ntp_server",
        "accounts.1.P402: it is not a value of account 1. Write accounts.2.sip_server",
        "accounts.1.P99999: it is not a value of account 1. Write settings.P99999",
    ]


@pytest.mark.parametrize(
    ("settings", "accounts", "problem"),
    [
        ({"ntp_server": "a", "P30": "a"}, None, "settings.P30: it is given twice, also as settings.ntp_server"),
        ({"P30": "a", 30: "b"}, None, "settings.30: it is given twice, also as settings.P30"),
        ({"static_ip": "192.0.2.1", "P12": "1"}, None, "settings.P12: it is given twice, also as settings.static_ip"),
        ({"P12": "1", "static_ip": "192.0.2.1"}, None, "settings.static_ip: it is given twice, also as settings.P12"),
        ({"P47": "a"}, {1: {"sip_server": "a"}}, "accounts.1.sip_server: it is given twice, also as settings.P47"),
        (None, {1: {}, "1": {"sip_server": "a"}}, "accounts.1: the account is given twice"),
    ],
)
def test_given_twice(settings: Any, accounts: Any, problem: str) -> None:
    assert problems(settings, accounts) == [problem]


def test_given_twice_and_wrong_are_two_problems() -> None:
    assert problems({"ntp_server": [], "P30": "a"}) == [
        "settings.ntp_server: a list is not a value. Write it as text, in quotes",
        "settings.P30: it is given twice, also as settings.ntp_server",
    ]


@pytest.mark.parametrize("key", [0, 17, -1, "x", "01", "1.0", 1.0, True, None, "", "1 ", (1,)])
def test_what_is_no_account(key: Any) -> None:
    assert [problem.partition(": ")[2] for problem in problems(None, {key: {}})] == ["an account is a number from 1 to 16"]


def test_a_number_too_long_to_write_is_no_account_and_no_setting() -> None:
    assert problems({10**5000: "x"}, {10**5000: {}}) == [
        "settings.(a number): unknown setting",
        "accounts.(a number): an account is a number from 1 to 16",
    ]


def test_accounts_that_a_wp820_lacks() -> None:
    assert problems({"P502": "x"}, {3: {"sip_server": "x", "web_port": 1}}, "wp820") == [
        "settings.P502: it is a value of account 3. A wp820 has 2 accounts, and there it may mean something else",
        "accounts.3: a wp820 has 2 accounts",
        "accounts.3.web_port: it is a setting of the phone, not of an account. Write settings.web_port",
    ]


def test_more_accounts_need_a_model() -> None:
    accounts = {number: {"sip_server": "pbx"} for number in (1, 2, 3)}
    (problem,) = problems(None, accounts, None)
    assert problem.startswith("accounts.3: not every model has more than 2 accounts, and on other models these values mean ")
    assert problem.endswith(NAME_THE_MODEL)
    assert problems(None, accounts, "gxv3350") == []
    # A P number says itself which phone it is for, and gs_pvalue takes no model.
    assert problems({"P502": "x"}, None, None) == []


@pytest.mark.parametrize(
    ("settings", "accounts", "says"),
    [
        ({"phonebook_download_mode": "http"}, None, "'http' means different things on different models"),
        ({"phonebook_download_mode": 1}, None, "1 means different things on different models"),
        ({"phonebook_sort_by": "First_Name"}, None, "'First_Name' means different things on different models"),
        ({"timezone": "Europe/Berlin"}, None, "'Europe/Berlin' is another text on a WP820 than on the other models"),
        (None, {1: {"sip_server_2": "x"}}, "not every model has it, and on other models these values mean something else"),
        (None, {1: {"add_mac_in_user_agent": 1}}, "1 means different things on different models"),
    ],
)
def test_what_is_not_the_same_on_every_model_needs_one(settings: Any, accounts: Any, says: str) -> None:
    (problem,) = problems(settings, accounts, None)
    assert problem.endswith(f": {says}. {NAME_THE_MODEL}")


@pytest.mark.parametrize(
    ("model", "texts"),
    [
        ("gxv3370", {"330": "2", "2914": "0", "64": "Europe/Berlin", "51102": "far"}),
        ("wp820", {"330": "1", "2914": "1", "64": "CET-1CEST-2,M3.5.0/02:00:00,M10.5.0/03:00:00", "51102": "near"}),
    ],
)
def test_the_same_word_does_the_same_on_every_model(model: str, texts: dict[str, str]) -> None:
    accounts: dict[int, Any] = {2: {"sip_server_2": "near"}} if model == "wp820" else {12: {"sip_server": "far"}}
    values = to_values(
        {"phonebook_download_mode": "http", "phonebook_sort_by": "first_name", "timezone": "Europe/Berlin"}, accounts, model
    )
    assert values.problems == []
    assert values.texts == texts


def test_settings_of_many_phones_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def to_text(setting: catalogue.Setting, value: Any) -> str:
        seen.append(value)
        return codec.to_text(setting, value)

    monkeypatch.setattr(to_pvalues, "to_text", to_text)
    found = [
        to_values({"ntp_server": "of-many.example.net"}, {1: {"sip_user_id": f"of-many-{phone}"}}, None) for phone in range(3)
    ]
    assert [list(values.texts.values()) for values in found] == [["of-many.example.net", f"of-many-{one}"] for one in range(3)]
    assert seen == ["of-many.example.net", *(f"of-many-{phone}" for phone in range(3))]


def test_nothing_of_one_phone_is_left_for_the_next() -> None:
    settings = {"P30": "ntp.example.net", "P31": None}
    first = to_values(settings, {1: {"sip_server": None, "P30": "x"}}, None)
    second = to_values(settings, {1: {"sip_server": "pbx"}}, None)
    assert [problem.partition(":")[0] for problem in first.problems] == [
        "settings.P31",
        "accounts.1.sip_server",
        "accounts.1.P30",
    ]
    assert [problem.partition(":")[0] for problem in second.problems] == ["settings.P31"]
    assert to_values(settings, {}, "no-model").problems[0].startswith("model:")


@pytest.mark.parametrize("values", list(itertools.permutations([1, True, 1.0], 2)))
def test_values_that_are_equal_are_not_the_same(values: tuple[Any, Any]) -> None:
    one = next(one for one in catalogue.for_model(None) if one.type == "integer" and one.scope == "device" and one.minimum == 1)
    problem = {"bool": f"settings.{one.name}: ", "float": "settings.P30: "}
    for value in values:
        found = problems({one.name: value, "P30": value}, model=None)
        wanted = problem.get(type(value).__name__, "")
        assert [text for text in found if text.startswith(wanted)] if wanted else not found


def test_an_unknown_model() -> None:
    assert problems({"guest_login": True}, None, "gxv9999") == ["model: gxv9999 is not one of gxv3350, gxv3370, gxv3380, wp820"]
    assert problems(None, None, ["wp820"])[0].startswith("model: ")  # type: ignore[arg-type]


@pytest.mark.parametrize("junk", [[], "x", 1, True, [{}]])
def test_what_is_no_dictionary(junk: Any) -> None:
    assert problems(junk, junk) == [f"{part}: {no_dictionary(junk, EXAMPLES[part])}" for part in ("settings", "accounts")]
    assert problems(None, {1: junk, 2: None}) == [
        f"accounts.{n}: {no_dictionary(one, '{sip_server: pbx.example.net}')}, or as {{}} for none"
        for n, one in ((1, junk), (2, None))
    ]


def test_settings_in_the_place_of_an_account() -> None:
    numbers = "an account is a number from 1 to 16"
    assert problems(None, {"sip_server": "pbx"}) == [
        f"accounts.sip_server: {numbers}, and has its settings below it. Write {{1: {{sip_server: …}}}}"
    ]
    assert problems(None, {"ntp_server": "x"}) == [
        f"accounts.ntp_server: it is a setting of the phone, and {numbers}. Write settings.ntp_server"
    ]
    assert to_values(None, None, "gxv3370", {"mode": "blf"}).problems == [
        f"keys.mode: {keys.why_no_key('gxv3370')}, and has its fields below it. Write {{1: {{mode: …}}}}"
    ]


@pytest.mark.parametrize("model", ["WP820", "Wp820"])
def test_model_in_any_capitals(model: str) -> None:
    assert to_values(None, {3: {"sip_server": "pbx"}}, model).problems == ["accounts.3: a wp820 has 2 accounts"]


def test_payload_numbers_of_an_account_differ() -> None:
    payloads = {"opus_payload_type": 101, "dtmf_payload_type": "0101", "h264_payload_type": 99}
    assert problems(None, {1: payloads, 2: {"opus_payload_type": 101}}) == [
        (
            "accounts.1.dtmf_payload_type: 101 is also the number of accounts.1.opus_payload_type. "
            "The dynamic payload numbers of an account must differ"
        )
    ]
    assert problems(None, {1: {"opus_payload_type": 101, "P79": "101"}}) == [], "a P number is the way around the check"


@pytest.mark.parametrize(
    "name",
    [
        "g726_32_dynamic_payload_type",
        "opus_payload_type",
        "dtmf_payload_type",
        "audio_fec_payload_type",
        "audio_red_payload_type",
        "video_fec_payload_type",
        "h264_payload_type",
    ],
)
def test_payload_numbers_are_these(name: str) -> None:
    other = "dtmf_payload_type" if name != "dtmf_payload_type" else "opus_payload_type"
    assert len(problems(None, {1: {name: 110, other: 110}})) == 1


def test_no_value_of_a_secret_in_a_problem() -> None:
    text = "\n".join(
        problems({"wifi_password": 3.14159, "wifi_pasword": "s3cret", "P7830": 3.14159}, {1: {"sip_auth_password": ["s3cret"]}})
    )
    assert "s3cret" not in text
    assert "3.14" not in text
    assert len(text.splitlines()) == 4


@pytest.mark.parametrize(
    "key",
    ["wifi_password", "sip_auth_password", "P34", "406", 51506, "p2", "279", "sip_auth_pasword", "", None, "sip_tls_certificate"],
)
def test_values_to_hide(key: Any) -> None:
    assert is_secret(key)


@pytest.mark.parametrize("key", ["ntp_server", "P30", 30, "99999", "sip_server", "static_ip"])
def test_values_to_show(key: Any) -> None:
    assert not is_secret(key)


# The laws: whatever is written.
NAMES = st.sampled_from([setting.name for setting in catalogue.SETTINGS])
NUMBERS = st.sampled_from([number for setting in catalogue.SETTINGS for number in setting.numbers])
KEYS = (
    NAMES | NUMBERS.map(lambda number: f"P{number}") | NUMBERS.map(int) | st.sampled_from([*catalogue.READ_ONLY, "P68", "P99999"])
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.binary() | st.dates()
JUNK_KEYS = SCALARS | st.tuples(SCALARS)
VALUES = st.booleans() | st.integers(-5, 130) | st.sampled_from(["", "yes", "udp", "192.0.2.1", "https://host"]) | st.text()
JUNK = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(JUNK_KEYS, inner), max_leaves=5)
ENTRIES = st.dictionaries(KEYS | JUNK_KEYS, VALUES | JUNK, max_size=6)
ACCOUNTS = st.dictionaries(st.integers(0, 18) | st.sampled_from(["1", "2", "16"]) | JUNK_KEYS, ENTRIES | JUNK, max_size=4)


@given(ENTRIES | JUNK, ACCOUNTS | JUNK, st.sampled_from([*MODELS, "x"]))
def test_anything_comes_back_as_values_or_problems(settings: Any, accounts: Any, model: str | None) -> None:
    values = to_values(settings, accounts, model)
    assert values.texts.keys() == values.paths.keys()
    for problem in values.problems:
        path, colon, sentence = problem.partition(": ")
        assert path.split(".")[0] in {"settings", "accounts", "model"}
        assert colon
        assert sentence
        assert visible(problem) == problem
    for number, text in values.texts.items():
        assert catalogue.bare_number(number) == number
        assert isinstance(text, str)


@given(ENTRIES, st.dictionaries(st.integers(1, 16), ENTRIES, max_size=3), st.sampled_from(MODELS))
def test_only_what_is_named_comes_out_and_all_of_it_or_a_problem(settings: Any, accounts: Any, model: str | None) -> None:
    values = to_values(settings, accounts, model)
    named: set[str | None] = set()
    for account, entries in [(None, settings), *accounts.items()]:
        for key in entries:
            setting = catalogue.by_name(key) if isinstance(key, str) else None
            if setting is not None and (setting.scope == "account") == (account is not None):
                named.update(setting.numbers_of(account))
            named.add(catalogue.bare_number(key))
    assert values.texts.keys() <= named
    lines = len(settings) + sum(len(entries) for entries in accounts.values())
    assert len(set(values.paths.values())) + len(values.problems) >= lines or lines == 0


@given(ENTRIES, st.randoms(use_true_random=False))
def test_the_order_decides_nothing_but_the_order(settings: dict[Any, Any], shuffler: Any) -> None:
    items = list(settings.items())
    shuffler.shuffle(items)
    values, shuffled = to_values(settings, None, "gxv3370"), to_values(dict(items), None, "gxv3370")
    assert bool(values.problems) == bool(shuffled.problems)
    assert values.problems or values.texts == shuffled.texts


def test_secrets_are_found_in_options_that_nobody_has_checked() -> None:
    options = {
        "settings": {"admin_password": "a", "P1359": 5, "ntp_server": "x", "unknown": "x"},
        "accounts": {1: {"sip_auth_password": "b", "sip_server": "x"}, 2: {"sip_server": "x"}},
        "layers": [{"name": "x", "values": {34: ["c"]}}, None],
    }
    assert list(secret_values(options)) == ["a", 5, "b", ["c"]]
    assert list(secret_values("x")) == []
