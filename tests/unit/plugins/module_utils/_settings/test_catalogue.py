# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking things up in the catalogue. That it says what its source says is a gate: tests/gates/test_catalogue.py."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue


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


def test_every_number_leads_to_its_setting() -> None:
    for setting in catalogue.SETTINGS:
        for position, number in enumerate(setting.numbers, start=1):
            place = catalogue.by_number(number)
            assert place is not None
            assert place.setting is setting
            assert place.account == (position if setting.scope == "account" else None)
            assert number in setting.numbers_of(place.account)


@pytest.mark.parametrize(
    ("alias", "path", "inverted"),
    [
        ("account.3.sip.userid", "accounts.3.sip_user_id", False),
        ("account.16.name", "accounts.16.account_name", False),
        ("dateTime.ntp.server.1", "settings.ntp_server", False),
        ("network.dns.1.ip.4", "settings.dns_server_1.4", False),
        ("call.video.enable", "settings.disable_video_call", True),
    ],
)
def test_a_provisioning_name_is_a_place(alias: str, path: str, inverted: bool) -> None:
    place = catalogue.by_alias(alias)
    assert place is not None
    assert (place.path, place.setting.alias_inverted) == (path, inverted)


@pytest.mark.parametrize("alias", ["account.{n}.name", "account.17.name", "account.0.name", "network.dns.1.ip", "", "ntp_server"])
def test_other_provisioning_names_are_none(alias: str) -> None:
    assert catalogue.by_alias(alias) is None


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
    assert names[None] == set.union(*(names[model] for model in catalogue.MODELS))


def test_defaults_follow_the_model() -> None:
    setting = catalogue.by_name("nat_traversal")
    assert setting is not None
    assert [setting.default_on(model) for model in ("gxv3350", "wp820", None)] == ["4", "0", "4"]
    guest_login = catalogue.by_name("guest_login")
    assert guest_login is not None
    assert [guest_login.default_on(model) for model in ("gxv3350", "wp820")] == [None, "0"]


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


@pytest.mark.parametrize(
    ("key", "account", "model", "sentence"),
    [
        ("ntp_serber", None, None, "unknown setting. Did you mean ntp_server?"),
        ("NTP-Server", None, None, "unknown setting. Did you mean ntp_server?"),
        ("ntp server", None, None, "unknown setting. Did you mean ntp_server?"),
        ("sip_servr", 1, "wp820", "unknown setting. Did you mean sip_server?"),
        ("sip_servr", None, None, "unknown setting. Did you mean accounts.<number>.sip_server?"),
        ("ntp_serber", 1, None, "unknown setting. Did you mean settings.ntp_server?"),
        ("guest_logins", None, "gxv3350", "unknown setting"),
        ("guest_login", None, "gxv3350", "not on a gxv3350"),
        ("static_ip", 1, "wp820", "not on a wp820"),
        ("sip_server", None, "wp820", "it is a setting of an account. Write accounts.<number>.sip_server"),
        ("ntp_server", 2, None, "it is a setting of the phone, not of an account. Write settings.ntp_server"),
        ("system_version", None, None, "it is read-only"),
        ("static_ip_octet_2", None, None, "write the whole address, as static_ip"),
        ("nothing_octet_2", None, None, "unknown setting"),
        ("account.3.sip.userid", None, None, "this is its name in provisioning files. Write accounts.3.sip_user_id"),
        (
            "call.video.enable",
            None,
            None,
            "this is its name in provisioning files. Write settings.disable_video_call, with the opposite value",
        ),
        ("network.dns.1.ip.4", None, None, "this is its name in provisioning files. Write settings.dns_server_1"),
        ("quite_something_else", None, None, "unknown setting"),
        ("ntp_server" * 100, None, None, "unknown setting"),
    ],
)
def test_why_unknown(key: str, account: int | None, model: str | None, sentence: str) -> None:
    assert catalogue.why_unknown(key, account, model) == sentence


@given(st.text(), st.none() | st.integers(1, 16), st.none() | st.sampled_from(sorted(catalogue.MODELS)))
@example("", None, None)
def test_there_is_a_sentence_for_every_unknown_name(key: str, account: int | None, model: str | None) -> None:
    assert catalogue.why_unknown(key, account, model)
