# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From P values to what a user would write, and the law that this is the way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._masking import holds_secret
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.from_pvalues import (
    from_values,
    label,
    left_out,
    numbers_for,
    shown,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import to_values
from ansible_collections.voip.grandstream.plugins.module_utils._text import text_problem


def test_friendly_values_whole_addresses_and_accounts() -> None:
    values = {"402": "pbx.example.net", "130": "2", "271": "1", "40": "5060", "30": "ntp", "144": "0"}
    octets = {"9": "192", "10": "0", "11": "2", "12": "10", "92": "", "93": "", "94": "", "95": ""}
    assert from_values({**values, **octets}, "gxv3370", {1, 2}) == {
        "settings": {
            "static_ip": "192.0.2.10",
            "ntp_server": "ntp",
            "dhcp_option_42_override_ntp": False,
            # Octets that cannot be empty, and are.
            "P92": "",
            "P93": "",
            "P94": "",
            "P95": "",
        },
        "accounts": {
            1: {"account_active": True, "local_sip_port": 5060, "sip_transport": "tls"},
            2: {"sip_server": "pbx.example.net"},
        },
    }


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("99999", "unknown to the catalogue"),
        ("22015", "1"),  # guest_login: a WP820's
        ("144", "2"),  # neither true nor false
        ("40", "05060"),
        ("130", "9"),
        ("30", "a b"),
        ("9", "192"),  # an address without its other octets
        ("901", ""),
    ],
)
def test_what_has_no_friendly_form_is_a_p_number(number: str, text: str) -> None:
    assert from_values({number: text}, "gxv3370", {1}) == {"settings": {f"P{number}": text}, "accounts": {}}


@pytest.mark.parametrize(
    "number", ["34", "2", "279", "280", "4505", "7830", "68", "7033", "402", "vendor_name", "030", "P30", ""]
)
def test_what_is_left_out(number: str) -> None:
    """Secrets, what is read-only, other accounts, and what is no P number."""
    assert from_values({number: "x"}, "wp820", {1}) == {"settings": {}, "accounts": {}}


UNWRITABLE = {"30": "\ud800", "64": "a\x00", "99999": "\x1b[2J", "237": "u:pw@host/p", "9903": "-----BEGIN PRIVATE KEY-----\nMII"}


def test_what_nobody_may_write_is_left_out_and_named() -> None:
    assert from_values({**UNWRITABLE, "105": "x"}, None, {1})["settings"] == {"P105": "x"}
    held = {**UNWRITABLE, "105": "x", "34": "secret", "35": "u:pw@host/p", "68": "u:pw@host/p", "402": "u:pw@host/p"}
    assert left_out(held, "gxv3370", {1}) == [
        "settings.ntp_server",
        "accounts.1.sip_user_id",
        "settings.timezone",
        "settings.config_server_path",
        "settings.openvpn_client_certificate",
        "settings.P99999",
    ]


def test_accounts_that_the_model_lacks_are_left_out() -> None:
    values = {"502": "something else"}
    assert from_values(values, "wp820", {1, 2, 3}) == {"settings": {}, "accounts": {}}
    assert from_values(values, "gxv3370", {3}) == {"settings": {"P502": "something else"}, "accounts": {}}
    assert from_values({"502": "pbx"}, "gxv3370", {3}) == {"settings": {}, "accounts": {3: {"sip_server": "pbx"}}}
    assert from_values({"502": "pbx"}, None, {3}) == {"settings": {"P502": "pbx"}, "accounts": {}}, "no name without a model"


def test_payload_numbers_that_clash_are_p_numbers() -> None:
    assert from_values({"79": "101", "2385": "101", "26074": "121"}, "wp820", {1}) == {
        "settings": {"P79": "101", "P2385": "101"},
        "accounts": {1: {"audio_fec_payload_type": 121}},
    }


def test_defaults_are_hidden_by_model() -> None:
    values = {"52": "0", "30": "pool.ntp.org", "64": "", "99999": "", "32": "61", "99998": "1", "901": ""}
    assert from_values(values, "wp820", {1}, hide_defaults=True) == {
        "settings": {"P901": "", "P99998": "1"},
        "accounts": {1: {"register_expiration": 61}},
    }
    assert from_values({"52": "0"}, "gxv3370", {1}, hide_defaults=True)["accounts"] == {1: {"nat_traversal": "none"}}
    octets = {"9": "0", "10": "0", "11": "0", "12": "0", "5026": "", "5027": "", "5028": "", "5029": ""}
    assert from_values(octets, "gxv3370", {1}, hide_defaults=True) == {"settings": {}, "accounts": {}}
    assert from_values({**octets, "12": "1"}, "gxv3370", {1}, hide_defaults=True)["settings"] == {"static_ip": "0.0.0.1"}


def test_the_order_is_the_catalogues() -> None:
    numbers = numbers_for("gxv3370", {1, 2})
    values = dict.fromkeys([*reversed(numbers), "99999", "100000"], "")
    result = from_values(values, "gxv3370", {2, 1})
    order = [setting.name for setting in catalogue.SETTINGS]
    names = [name for name in result["settings"] if not name.startswith("P")]
    assert names == sorted(names, key=order.index)
    raw = [name for name in result["settings"] if name.startswith("P")]
    assert list(result["settings"]) == names + sorted(raw, key=lambda name: int(name[1:]))
    assert list(result["accounts"]) == [1, 2]
    assert list(result["accounts"][1]) == sorted(result["accounts"][1], key=order.index)


def test_numbers_to_read() -> None:
    numbers = numbers_for("wp820", {1})
    assert len(set(numbers)) == len(numbers)
    assert {"47", "30", "22015"} <= set(numbers)
    assert not {"402", "9", "99999", "68"} & set(numbers)
    assert not catalogue.secret_numbers() & set(numbers)
    assert set(numbers_for("wp820", range(1, 17))) == set(numbers_for("wp820", {1, 2}))
    assert "51502" in numbers_for("gxv3370", {16})
    assert {"9", "10", "11", "12"} <= set(numbers_for("gxv3370", set()))


def test_what_is_read_is_all_shown() -> None:
    for model in catalogue.MODELS:
        accounts = range(1, catalogue.accounts_of(model) + 1)
        numbers = numbers_for(model, accounts)
        result = from_values(dict.fromkeys(numbers, "1"), model, accounts)
        assert sorted(to_values(result["settings"], result["accounts"], model, result["keys"]).texts) == sorted(numbers)


@pytest.mark.parametrize(
    ("number", "model", "path"),
    [
        ("47", None, "accounts.1.sip_server"),
        ("30", "wp820", "settings.ntp_server"),
        ("12", "gxv3370", "settings.static_ip.4"),
        ("99999", None, "settings.P99999"),
        ("502", "wp820", "settings.P502"),
        ("502", "gxv3370", "accounts.3.sip_server"),
        ("9", "wp820", "settings.P9"),
    ],
)
def test_label(number: str, model: str | None, path: str) -> None:
    assert label(number, model) == path


@pytest.mark.parametrize(
    ("number", "text", "value"),
    [
        ("144", "0", False),
        ("40", "5060", 5060),
        ("130", "2", "tls"),
        ("30", "ntp", "ntp"),
        ("40", "05060", "05060"),
        ("12", "10", "10"),
    ],
)
def test_shown(number: str, text: str, value: Any) -> None:
    assert shown(number, text) == value
    assert type(shown(number, text)) is type(value)


@pytest.mark.parametrize("hide_defaults", [False, True])
def test_values_of_a_real_phone_go_back_unchanged(hide_defaults: bool) -> None:
    sample = json.loads(Path(__file__).with_name("wp820-values.json").read_text(encoding="utf-8"))
    values = {key.removeprefix("P"): text for key, text in sample.items()}
    result = from_values(values, "wp820", {1, 2}, hide_defaults)
    back = to_values(result["settings"], result["accounts"], "wp820")
    assert back.problems == []
    assert back.texts.items() <= values.items()
    if hide_defaults:
        assert len(back.texts) < len(values) / 3, "most of a phone is as at the factory"
    else:
        assert back.texts.keys() == values.keys() - catalogue.secret_numbers()
    assert [name for name in result["settings"] if name.startswith("P") and catalogue.by_number(name[1:])] == []


# The laws, for phones of any model that hold anything.
ALL_NUMBERS = sorted({number for setting in catalogue.SETTINGS for number in setting.numbers}, key=int)
PAYLOADS = [number for setting in catalogue.SETTINGS if setting.is_payload_type for number in setting.numbers[:3]]
OCTETS = [number for setting in catalogue.SETTINGS if setting.is_address_in_octets for number in setting.numbers[:4]]
NUMBERS = st.sampled_from(ALL_NUMBERS) | st.sampled_from(PAYLOADS + OCTETS) | st.integers(1, 999999).map(str) | st.just("68")
TEXTS = st.one_of(
    st.sampled_from(
        ["", "0", "1", "2", "100", "101", "5060", "007", "-1", "true", "udp", "yes", "192.0.2.1", "a.b:5060", "[::1]"]
    ),
    st.text(),
)


class Held(NamedTuple):
    """What a phone holds, its model (or None where nobody said), and its accounts."""

    values: dict[str, str]
    model: str | None
    accounts: set[int]


@st.composite
def phones(draw: st.DrawFn) -> Held:
    model = draw(st.sampled_from([*catalogue.MODELS, None]))
    accounts = draw(st.sets(st.integers(1, catalogue.accounts_of(model))))
    values = draw(st.dictionaries(NUMBERS, TEXTS, max_size=12))
    # Whole addresses and whole accounts' worth of defaults, which chance alone would not make.
    for setting in draw(st.lists(st.sampled_from(catalogue.SETTINGS), max_size=5)):
        text = draw(st.sampled_from([setting.default or "", setting.default_on("wp820") or "", "1"]) | TEXTS)
        values |= dict.fromkeys(setting.numbers, text)
    if draw(st.booleans()):
        values |= dict(zip(OCTETS[:4], draw(st.ip_addresses(v=4).map(str)).split("."), strict=True))
    return Held(values, model, accounts)


def is_writable(text: str) -> bool:
    return text_problem(text, may_be_pem=True) is None and not holds_secret(text)


def expected(held: Held) -> dict[str, str]:
    """What of it can be written back."""
    read_only = set(catalogue.READ_ONLY.values())
    owners = {
        number: catalogue.account_of(number, held.model) or catalogue.account_of(number)
        for setting in catalogue.SETTINGS
        for number in setting.numbers
    }
    foreign = {number for number, account in owners.items() if account and account not in held.accounts}
    hidden = catalogue.secret_numbers() | read_only | foreign
    return {number: text for number, text in held.values.items() if number not in hidden and is_writable(text)}


@given(phones())
def test_what_a_phone_holds_goes_back_unchanged(held: Held) -> None:
    result = from_values(held.values, held.model, held.accounts)
    back = to_values(result["settings"], result["accounts"], held.model)
    assert back.problems == []
    assert back.texts == expected(held)


@given(phones())
def test_hiding_defaults_only_hides_defaults(held: Held) -> None:
    result = from_values(held.values, held.model, held.accounts, hide_defaults=True)
    back = to_values(result["settings"], result["accounts"], held.model)
    assert back.problems == []
    assert back.texts.items() <= held.values.items()
    for number in expected(held).keys() - back.texts.keys():
        place = catalogue.by_number(number)
        default = place.setting.default_on(held.model) if place else None
        assert held.values[number] in {"", default, *(default or "").split(".")}


@given(phones())
def test_what_is_left_out_although_it_is_no_secret_by_its_number_is_named(held: Held) -> None:
    harmless = held._replace(values=dict.fromkeys(held.values, "x"))
    assert len(left_out(*held)) == len(expected(harmless)) - len(expected(held))
