# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_pvalue` takes the names of settings besides P numbers, and `gs_info` shows values by them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, UnsupportedError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._resources import info, pvalue
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, plan, to_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import DesiredValues
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.dialogue import Memory, login, read, scripted, write

#: By type, settings of the phone that are no secrets.
SETTINGS = [setting for setting in catalogue.SETTINGS if setting.scope == "device" and not to_pvalues.is_secret(setting.name)]


def desired(values: dict[Any, Any], write_secrets: str = "when_needed") -> DesiredValues:
    return pvalue.prepare({"values": values, "write_secrets": write_secrets, "verify": True}, Secrets())


def problem(values: dict[Any, Any]) -> str:
    with pytest.raises(InputError) as caught:
        desired(values)
    return caught.value.text


def info_options(*pvalues: str) -> dict[str, Any]:
    return {"gather_subset": [], "pvalues": list(pvalues), "hide_defaults": False, "model": None}


def shown(phone: Phone, *pvalues: str) -> Outcome:
    """What `gs_info` finds."""
    return carry_out(info.RESOURCE, phone, info.prepare(info_options(*pvalues), Secrets()), False)


@pytest.mark.parametrize(
    ("name", "value", "texts"),
    [
        ("ntp_server", "ntp.example.net", {"30": "ntp.example.net"}),
        ("dhcp_option_42_override_ntp", "no", {"144": "0"}),
        ("default_transfer_mode", "attended", None),
        ("web_port", 8080, {"901": "8080"}),
        ("static_ip", "192.0.2.10", {"9": "192", "10": "0", "11": "2", "12": "10"}),
    ],
)
def test_named_value_is_written_as_the_phone_keeps_it(name: str, value: Any, texts: dict[str, str] | None) -> None:
    setting = catalogue.by_name(name)
    assert setting is not None
    assert desired({name: value}).values == (texts or {setting.numbers[0]: "1"})


@pytest.mark.parametrize(
    ("name", "value"), [("web_port", 70000), ("ntp_server", "a b"), ("static_ip", "::1"), ("timezone", None)]
)
def test_named_value_is_checked(name: str, value: Any) -> None:
    assert f"{name}: " in problem({name: value})


def test_p_number_is_not_checked() -> None:
    assert desired({"P901": 70000, "P30": "a b"}).values == {"901": "70000", "30": "a b"}


@pytest.mark.parametrize("name", ["sip_server", "sip_auth_password"])
def test_setting_of_an_account_is_refused_with_a_hint(name: str) -> None:
    message = problem({name: "x"})
    assert f"{name} is a setting of accounts" in message
    assert "gs_config" in message


@pytest.mark.parametrize(("key", "meant"), [("ntp_serber", "ntp_server"), ("web_prot", "web_port")])
def test_near_miss(key: str, meant: str) -> None:
    assert f"Did you mean {meant}?" in problem({key: "x"})


@pytest.mark.parametrize(("name", "key"), [("ntp_server", "P30"), ("ntp_server", 30), ("static_ip", "P12")])
def test_name_and_number_are_the_same_value(name: str, key: Any) -> None:
    for values in ({name: "192.0.2.10", key: "1"}, {key: "1", name: "192.0.2.10"}):
        first, second = values
        assert f"is given twice, as {first!r} and as {second!r}" in problem(values)


@pytest.mark.parametrize("name", ["admin_password", "P2"])
def test_login_password_has_its_rule_under_each_name(name: str) -> None:
    assert f"{name} is the admin password" in problem({name: "s3cret!"})
    assert desired({name: "s3cret!"}, "always").secrets == {"2": "s3cret!"}


@pytest.mark.parametrize("key", ["ldap_password", "ldap_pasword", "sip_auth_password"])
def test_secret_is_not_shown_under_its_name(key: str) -> None:
    values = {key: "1", "P30": "1"}
    assert pvalue.RESOURCE.shown_options({"values": values}) == {"values": {key: MASK, "P30": "1"}}
    assert "s3cret!" not in problem({key: ["s3cret!"]})


def test_rows_and_diff_call_it_as_the_task_does() -> None:
    held = {"9": "192", "10": "0", "11": "2", "12": "10", "64": "CET", "144": "1"}
    steps = [
        read("9:10:11:12:64:144", held),
        write({"P12": "11", "P64": "UTC", "P144": "0"}),
        read("12:64:144", {"12": "11", "64": "UTC", "144": "0"}),
    ]
    values = {"static_ip": "192.0.2.11", "P64": "UTC", "dhcp_option_42_override_ntp": False}
    with scripted(login(), steps) as script:
        outcome = carry_out(pvalue.RESOURCE, script.phone, desired(values), False)
    changes = outcome.changes or []
    assert [change["pvalue"] for change in changes] == ["P12", "P64", "P144"]
    assert changes[1] == {"pvalue": "P64", "setting": "timezone", "before": "CET", "after": "UTC"}
    assert changes[2] == {"pvalue": "P144", "setting": "dhcp_option_42_override_ntp", "before": "1", "after": "0"}
    assert outcome.after == 'static_ip (P12): "11"\ntimezone (P64): "UTC"\ndhcp_option_42_override_ntp (P144): "0"\n'
    assert outcome.found == {"reboot_required": True, "reboot_settings": ["dhcp_option_42_override_ntp"]}


def test_number_without_a_name() -> None:
    with scripted(login(), read("99999", {"99999": "a"})) as script:
        outcome = carry_out(pvalue.RESOURCE, script.phone, desired({"P99999": "b"}), True)
    assert outcome.changes == [{"pvalue": "P99999", "setting": None, "before": "a", "after": "b"}]
    assert outcome.after == 'P99999: "b"\n'


@pytest.mark.parametrize(
    ("name", "numbers", "model", "title"),
    [
        ("settings.ntp_server", ["30"], None, "ntp_server (P30)"),
        ("settings.P30", ["30"], None, "ntp_server (P30)"),
        ("P30", ["30"], "wp820", "ntp_server (P30)"),
        ("accounts.1.P47", ["47"], None, "accounts.1.sip_server (P47)"),
        ("settings.static_ip", ["9", "10"], None, "static_ip (P9, P10)"),
        ("keys.3", ["1", "2"], "gxv3370", "keys.3"),
        ("settings.P99999", ["99999"], "gxv3370", "P99999"),
        # Account 3: on a WP820 it is something else.
        ("P502", ["502"], "gxv3370", "accounts.3.sip_server (P502)"),
        ("P502", ["502"], None, "P502"),
    ],
)
def test_title_has_the_name_and_the_number_whichever_the_user_wrote(
    name: str, numbers: list[str], model: str | None, title: str
) -> None:
    assert plan.title(name, numbers, model) == title


def test_address_that_the_phone_does_not_know_is_named_once() -> None:
    steps = [read("9:10:11:12:30", {"30": "ntp"})]
    with scripted(login(), steps) as script, pytest.raises(UnsupportedError) as caught:
        carry_out(pvalue.RESOURCE, script.phone, desired({"static_ip": "192.0.2.11", "ntp_server": "ntp"}), False)
    assert caught.value.text.count("static_ip") == 1


def test_info_shows_names_with_words_and_numbers_with_text() -> None:
    held = {"30": "ntp", "144": "0", "901": "80", "9": "192", "10": "0", "11": "2", "12": "10", "64": "UTC"}
    names = (
        "ntp_server",
        "dhcp_option_42_override_ntp",
        "web_port",
        "P901",  # the same once more
        "static_ip",
        "p64",
        "P99999",
        "default_transfer_mode",
    )
    numbers = [*("30", "144", "901", "9", "10", "11", "12", "64", "99999"), *_numbers("default_transfer_mode")]
    with scripted(login(), read(":".join(numbers), held)) as script:
        found = shown(script.phone, *names).found
    assert found["pvalues"] == {
        "ntp_server": "ntp",
        "dhcp_option_42_override_ntp": False,
        "web_port": 80,
        "static_ip": "192.0.2.10",
        "P64": "UTC",
    }
    assert found["pvalues_unknown"] == ["P99999", "default_transfer_mode"]


def _numbers(name: str) -> tuple[str, ...]:
    setting = catalogue.by_name(name)
    assert setting is not None
    return tuple(setting.numbers)


@pytest.mark.parametrize("key", ["sip_server", "accounts.1.sip_server"])
def test_info_refuses_settings_of_accounts_with_a_hint_that_helps(key: str) -> None:
    """The hint must not name a form that is refused as well."""
    with pytest.raises(InputError) as caught:
        info.prepare(info_options(key), Secrets())
    assert key in caught.value.text
    assert "accounts.<number>" not in caught.value.text


@pytest.mark.parametrize("key", ["ldap_password", "admin_password", "P34", "p8024"])
def test_info_refuses_secrets_by_each_name(key: str) -> None:
    with pytest.raises(InputError, match=rf"{key} is a secret"):
        info.prepare(info_options(key), Secrets())


def test_info_tells_all_problems_at_once() -> None:
    with pytest.raises(InputError) as caught:
        info.prepare(info_options("ntp_serber", "P34", "P30"), Secrets())
    assert "Did you mean ntp_server?" in caught.value.text
    assert "P34 is a secret" in caught.value.text


@pytest.mark.parametrize(("name", "held"), [("dhcp_option_42_override_ntp", "2"), ("web_port", "080"), ("static_ip", "x")])
def test_what_info_reads_by_name_is_valid_for_pvalue_whatever_the_phone_holds(name: str, held: str) -> None:
    memory = Memory(dict.fromkeys(_numbers(name), held))
    _written_back(memory, name)


@given(data=st.data(), named=st.lists(st.sampled_from(SETTINGS), min_size=1, max_size=4, unique_by=lambda setting: setting.name))
def test_what_info_reads_pvalue_writes_back_without_a_change(data: st.DataObject, named: list[Any]) -> None:
    texts = st.sampled_from(["", "0", "1", "2", "80", "007", "a b", "192", "10.0.0.1", "pbx.example.net"])
    memory = Memory({number: data.draw(texts) for setting in named for number in setting.numbers})
    _written_back(memory, *(setting.name for setting in named))


def _written_back(memory: Memory, *names: str) -> None:
    before = dict(memory.holds)
    with memory.session() as session:
        found = shown(Phone(session), *names).found
        assert found["pvalues_unknown"] == []
        assert carry_out(pvalue.RESOURCE, Phone(session), desired(found["pvalues"]), False).changes == []
    assert memory.holds == before
