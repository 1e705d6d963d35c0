# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking things up in the catalogue. That it says what its source says is a gate: tests/gates/test_catalogue.py."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue


def named(name: str) -> catalogue.Setting:
    setting = catalogue.by_name(name)
    assert setting is not None
    return setting


@pytest.mark.parametrize(
    ("number", "path"),
    [
        ("30", "settings.ntp_server"),
        ("47", "accounts.1.sip_server"),
        ("402", "accounts.2.sip_server"),
        ("51502", "accounts.16.sip_server"),
        ("9", "settings.static_ip.1"),
        ("12", "settings.static_ip.4"),
    ],
)
def test_a_number_is_a_place(number: str, path: str) -> None:
    place = catalogue.by_number(number)
    assert place is not None
    assert place.path == path


@pytest.mark.parametrize("number", ["99999", "0", "", "P30", "030", "68"])
def test_other_numbers_are_none(number: str) -> None:
    assert catalogue.by_number(number) is None


def test_numbers_of_accounts_that_a_model_lacks_are_none() -> None:
    assert catalogue.by_number("502") is not None
    assert catalogue.by_number("502", "gxv3380") is not None
    assert catalogue.by_number("502", "wp820") is None
    assert catalogue.by_number("402", "wp820") is not None


def test_every_number_leads_to_its_setting_on_each_model() -> None:
    for model in catalogue.MODELS:
        for setting in catalogue.for_model(model):
            here = setting.numbers[: catalogue.accounts_of(model)] if setting.scope == "account" else setting.numbers
            for position, number in enumerate(here, start=1):
                place = catalogue.by_number(number, model)
                assert place is not None
                assert place.setting is setting
                assert place.account == (position if setting.scope == "account" else None)
                assert number in setting.numbers_of(place.account)


def test_a_number_can_be_another_setting_on_another_model() -> None:
    places = [catalogue.by_number("50602", model) for model in ("gxv3370", "wp820", None)]
    assert [place and place.path for place in places] == [
        "accounts.7.sip_server",
        "accounts.1.sip_server_2",
        "accounts.7.sip_server",
    ]


def test_a_setting_is_what_its_model_makes_of_it() -> None:
    mode = named("phonebook_download_mode")
    assert [mode.on(model).enum["1"] for model in ("gxv3380", "wp820")] == ["tftp", "http"]
    assert dict(mode.on(None).enum) == {"0": "off", "3": "https"}
    assert sorted(mode.on(None).ambiguous) == ["1", "2", "http", "tftp"]
    mac = named("add_mac_in_user_agent")
    assert mac.on("gxv3370").enum == {"0": "no", "1": "yes"}
    assert sorted(mac.on(None).ambiguous) == ["1", "except_register", "yes"]
    assert "2" not in named("preferred_vocoder_1").on("wp820").enum
    assert named("preferred_vocoder_1").on(None).enum["2"] == "g726_32"
    timeout = named("rtp_timeout")
    assert [(timeout.on(model).minimum, timeout.on(model).also) for model in ("gxv3350", "gxv3370", None)] == [
        (6, ["0"]),
        (0, ()),
        (0, ("0",)),
    ]


def test_secrets() -> None:
    assert catalogue.sip_passwords()[:3] == ["34", "406", "506"]
    assert len(catalogue.sip_passwords()) == 16
    assert catalogue.login_passwords() == {"2": "admin", "196": "user"}
    assert catalogue.unproved_secrets() == {"279", "280"}
    assert catalogue.write_only_numbers() == {*catalogue.sip_passwords(), "2", "196", "279", "280"}
    assert catalogue.secret_numbers() > catalogue.write_only_numbers()
    assert {"281", "1359", "4505", "7830", "9904", "32049"} <= catalogue.secret_numbers()


def test_every_password_is_secret() -> None:
    assert [setting.name for setting in catalogue.SETTINGS if setting.type == "password" and not setting.secret] == []


def test_settings_of_a_model() -> None:
    names = {model: {setting.name for setting in catalogue.for_model(model)} for model in (*catalogue.MODELS, None)}
    assert "guest_login" in names["wp820"] - names["gxv3350"]
    assert "static_ip" in names["gxv3350"] - names["wp820"]
    assert set.union(*(names[model] for model in catalogue.MODELS)) - names[None] == {f"sip_server_{n}" for n in range(2, 6)}


def test_defaults_follow_the_model() -> None:
    assert [named("nat_traversal").default_on(model) for model in ("gxv3350", "wp820", None)] == ["4", "0", "4"]
    assert [named("guest_login").default_on(model) for model in ("gxv3350", "wp820")] == [None, "0"]
    assert [named("external_service_1_type").default_on(model) for model in ("gxv3350", "wp820")] == ["0", None]


def test_a_default_can_go_up_with_the_account() -> None:
    port = named("local_sip_port")
    assert [port.default_on("gxv3370", account) for account in (1, 2, 16, None)] == ["5060", "5062", "5090", "5060"]


@pytest.mark.parametrize(("key", "number"), [("P30", "30"), ("p30", "30"), ("30", "30"), (30, "30"), ("P999999", "999999")])
def test_bare_number(key: Any, number: str) -> None:
    assert catalogue.bare_number(key) == number


@pytest.mark.parametrize(
    "key",
    ["", "P", "P0", "030", "P030", "30 ", "-1", "P1000000", "ntp", 0, -1, 1000000, True, None, 30.0, b"30", ("30",)],
)
def test_no_bare_number(key: Any) -> None:
    assert catalogue.bare_number(key) is None


def test_a_number_too_long_to_write_is_none() -> None:
    assert catalogue.bare_number(10**5000) is None


def test_facts_of_a_number() -> None:
    assert [catalogue.account_of(number) for number in ("47", "402", "30", "9", "99999")] == [1, 2, None, None, None]
    assert [catalogue.needs_reboot(number) for number in ("276", "30", "99999")] == [True, False, False]
    assert [catalogue.is_read_only(number) for number in ("68", "30", "99999")] == [True, False, False]
