# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogue: what the collection knows at run time is what catalogue/settings.json says, and that makes sense."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._settings import aliases, catalogue, firmware
from support.tools import check
from support.venvs import ROOT

SOURCE: dict[str, Any] = json.loads((ROOT / "catalogue" / "settings.json").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = SOURCE["settings"]
OCTETS = [row for row in ROWS if "part_of" in row]
WHOLE = [row for row in ROWS if "part_of" not in row]
ADDRESSES = list(dict.fromkeys(row["part_of"] for row in OCTETS))
TYPES = {"boolean", "enum", "integer", "port", "ip", "host", "url", "string", "password", "timezone"}
FIELDS = {
    *("name", "scope", "group", "part_of", "index", "alias", "aliases", "alias_inverted", "alias_words", "p", "type", "enum"),
    *("min", "max", "also", "counted_from", "unit", "default", "default_step", "secret", "write_only", "reboot", "reach"),
    *(
        "registers",
        "models",
        "differs",
        "since",
        "since_after",
        "removed",
        "removed_after",
        "absent",
        "doubtful",
        "doubtful_accounts",
        "description",
        "doubt",
    ),
}
DIFFERENCES = {"enum", "without", "min", "max", "also", "default", "type"}
VERSION = r"[0-9]+(\.[0-9]+){3}"

#: Of which it cannot be told what a value under them means; see generate.py.
DOUBTFUL_ALIASES = {
    "disable_bfcp",
    "disable_missed_call_backlight",
    "disable_ssh",
    "hdmi_echo_delay",
    "ldap_default_account",
}


def numbers(row: dict[str, Any]) -> list[str]:
    return row["p"] if isinstance(row["p"], list) else [row["p"]]


def numbers_on(row: dict[str, Any], model: str) -> list[str]:
    return numbers(row)[: SOURCE["models"][model]["accounts"]] if row["scope"] == "account" else numbers(row)


def numbers_of_keys(model: str) -> list[str]:
    return [
        str(kind["p"] + kind["step"] * (key - kind["first"]) + offset)
        for kind in SOURCE["keys"]
        if model in kind["models"]
        for key in range(kind["first"], kind["last"] + 1)
        if key not in kind.get("missing", [])
        for offset in kind["fields"].values()
    ]


def renamed(facts: dict[str, Any]) -> dict[str, Any]:
    return {{"min": "minimum", "max": "maximum"}.get(key, key): value for key, value in facts.items()}


def test_generated_file_is_up_to_date() -> None:
    check([sys.executable, ROOT / "catalogue" / "generate.py", "--check"])


def test_run_time_says_what_the_source_says() -> None:
    for row in WHOLE:
        setting = catalogue.by_name(row["name"])
        assert setting is not None
        assert list(setting.numbers) == numbers(row)
        assert (setting.scope, setting.type, list(setting.models)) == (row["scope"], row["type"], row["models"])
        assert (setting.secret, setting.write_only, setting.reboot) == (row["secret"], row["write_only"], row["reboot"])
        assert (setting.reach, setting.registers) == (row.get("reach", False), row.get("registers", False))
        names = [] if row["name"] in DOUBTFUL_ALIASES or "alias" not in row else [row["alias"], *row.get("aliases", [])]
        assert (aliases.names_of(setting), aliases.is_inverted(setting)) == (names, row.get("alias_inverted", False))
        assert (setting.minimum, setting.maximum, setting.unit) == (row.get("min"), row.get("max"), row.get("unit", ""))
        assert (list(setting.also), setting.counted_from) == (row.get("also", []), row.get("counted_from"))
        assert (setting.default, setting.default_step) == (row.get("default"), row.get("default_step", 0))
        assert dict(setting.enum) == row.get("enum", {})
        assert dict(setting.differs) == {model: renamed(facts) for model, facts in row.get("differs", {}).items()}
        assert firmware.lacking(setting) == [
            model for model in row["models"] if model in {**row.get("removed", {}), **row.get("absent", {})}
        ]


@pytest.mark.parametrize("name", ADDRESSES)
def test_run_time_has_whole_addresses_for_octets(name: str) -> None:
    octets = [row for row in OCTETS if row["part_of"] == name]
    setting = catalogue.by_name(name)
    assert setting is not None
    assert setting.is_address_in_octets
    assert setting.type == "ip"
    assert list(setting.numbers) == [row["p"] for row in sorted(octets, key=lambda row: row["index"])]
    assert setting.default == ("0.0.0.0" if octets[0]["default"] == "0" else "")
    for row in octets:
        assert catalogue.by_name(row["name"]) is None
        assert aliases.place_of(row["alias"]) == catalogue.SettingPlace(setting, octet=row["index"])
        assert (list(setting.models), setting.reboot, setting.secret) == (row["models"], row["reboot"], row["secret"])


def test_run_time_has_no_more_than_the_source() -> None:
    assert [setting.name for setting in catalogue.SETTINGS] == list(
        dict.fromkeys(row.get("part_of", row["name"]) for row in ROWS)
    )
    assert {model: {"accounts": accounts} for model, accounts in catalogue.MODELS.items()} == SOURCE["models"]
    assert [{"p": number, "name": name} for name, number in catalogue.READ_ONLY.items()] == SOURCE["read_only"]


def test_every_name_and_provisioning_name_is_of_one_setting() -> None:
    names = Counter([row["name"] for row in ROWS + SOURCE["read_only"]] + ADDRESSES)
    known = Counter(name.lower() for row in ROWS for name in [row.get("alias"), *row.get("aliases", [])] if name)
    assert [key for counter in (names, known) for key, count in counter.items() if count > 1] == []


@pytest.mark.parametrize("model", SOURCE["models"])
def test_no_number_has_two_meanings_on_one_model(model: str) -> None:
    used = Counter(number for row in ROWS if model in row["models"] for number in numbers_on(row, model))
    used.update(row["p"] for row in SOURCE["read_only"])
    used.update(numbers_of_keys(model))
    used.update(row["p"] for row in SOURCE["left_out"] if model in row["models"] and "p" in row)
    assert [number for number, count in used.items() if count > 1] == []


@pytest.mark.parametrize(
    ("model", "settings", "keys"), [("gxv3350", 3286, 640), ("gxv3370", 3043, 640), ("gxv3380", 3285, 640), ("wp820", 680, 18)]
)
def test_the_numbers_of_the_templates_are_there(model: str, settings: int, keys: int) -> None:
    """The templates themselves are no part of this repository: these are their sizes."""
    named = {number for row in ROWS if model in row["models"] for number in numbers_on(row, model)}
    assert len(named) == settings
    assert len(numbers_of_keys(model)) == keys
    assert not named & set(numbers_of_keys(model))


def test_what_is_left_out_says_why_and_is_nowhere_else() -> None:
    every = {number for row in ROWS for number in numbers(row)}
    known = {name for row in ROWS for name in [row.get("alias"), *row.get("aliases", [])]}
    for row in SOURCE["left_out"]:
        assert row["reason"].endswith(".")
        assert row["models"]
        assert ("p" in row) != ("alias" in row)
        assert row.get("p", "") not in every
        assert row.get("alias", "") not in known


def test_source_row_makes_sense() -> None:
    for row in ROWS:
        assert row.keys() <= FIELDS
        assert re.fullmatch(r"[a-z][a-z0-9_]*", row["name"])
        assert catalogue.bare_number(row["name"]) is None, "a name like a P number could not be written"
        assert all(re.fullmatch(r"[1-9][0-9]{0,5}", number) for number in numbers(row))
        most = max(SOURCE["models"][model]["accounts"] for model in row["models"])
        assert len(numbers(row)) in ((most, catalogue.MOST_ACCOUNTS) if row["scope"] == "account" else (1,))
        assert row["type"] in TYPES
        assert row["models"] == [model for model in SOURCE["models"] if model in row["models"]] != []
        assert row["description"].endswith(".")
        assert (row["type"] == "enum") == ("enum" in row)
        assert (row["type"] in {"integer", "port"}) == ("min" in row) == ("max" in row)
        assert row.get("min", 0) <= row.get("max", 0)
        assert not row.get("alias_inverted") or row["type"] == "boolean"
        assert ("{n}" in row.get("alias", "{n}")) == (row["scope"] == "account") or "alias" not in row


def test_what_can_cut_a_phone_off_and_what_registers_anew_is_marked() -> None:
    """A sample of each kind; the marks themselves are facts, and only ever true."""
    reach = {row.get("part_of", row["name"]) for row in ROWS if row.get("reach")}
    assert reach >= {
        *("web_access_method", "web_port", "vlan_id", "ipv4_address_type", "static_ip", "subnet_mask", "default_gateway"),
        *("wifi_enable", "wifi_essid", "wifi_password", "dot1x_mode", "dot1x_secret", "lldp_enable", "pppoe_password"),
        *("config_protocol", "config_server_path", "xml_config_password", "openvpn_enable", "separate_voip_network"),
    }
    assert not reach & {"ntp_server", "syslog_server", "tr069_enable", "firmware_server_path", "admin_password", "sip_server"}
    registers = {row["name"] for row in ROWS if row.get("registers")}
    assert registers >= {"account_active", "sip_server", "sip_user_id", "sip_auth_password", "sip_transport", "local_sip_port"}
    assert not registers & {"display_name", "voicemail_number", "auto_answer"}
    assert all(row[mark] is True for row in ROWS for mark in ("reach", "registers") if mark in row)
    assert all({row.get("reach") for row in OCTETS if row["part_of"] == name} in ({True}, {None}) for name in ADDRESSES)


def test_facts_of_a_model_make_sense() -> None:
    for row in ROWS:
        for key in ("differs", "since", "since_after", "removed", "removed_after", "absent", "doubtful"):
            assert set(row.get(key, {})) <= set(row["models"]), (row["name"], key)
        for facts in row.get("differs", {}).values():
            assert facts, row["name"]
            assert facts.keys() <= DIFFERENCES
            assert "without" not in facts or set() < set(facts["without"]) < set(row["enum"])
        for earlier, later in (("since_after", "since"), ("removed_after", "removed")):
            for model, last in row.get(later, {}).items():
                assert re.fullmatch(VERSION, last)
                assert (firmware.version(row.get(earlier, {}).get(model, "0.0.0.0")) or []) < (firmware.version(last) or [])
        assert not row.get("removed", {}).keys() & row.get("absent", {}).keys()


@pytest.mark.parametrize("model", [*SOURCE["models"], None])
def test_words_of_an_enum_are_told_apart(model: str | None) -> None:
    """In any case of letters, from the phone's own texts, and from the booleans that YAML makes of words."""
    for setting in (setting.on(model) for setting in catalogue.for_model(model) if setting.enum):
        words = [word.lower() for word in setting.enum.values()]
        assert len(set(words)) == len(words)
        texts = setting.enum.keys() - {text for text, word in setting.enum.items() if text == word}
        assert not set(words) & (texts | {"true", "false"})
        for boolean in ({"no", "off", "disabled", "disable"}, {"yes", "on", "enabled", "enable"}):
            assert len(boolean & set(words)) <= 1


def test_every_word_of_the_vendor_is_one_of_its_setting() -> None:
    for row in ROWS:
        views = (
            [row["enum"], *(facts["enum"] for facts in row.get("differs", {}).values() if "enum" in facts)]
            if "enum" in row
            else []
        )
        ours = {word for view in views for word in view.values()}
        assert set(row.get("alias_words", {}).values()) <= ours, row["name"]
        for word, meant in row.get("alias_words", {}).items():
            assert word not in ours
            # A number could be the phone's own text: it is a word only where the setting has words for numbers.
            assert word not in row["enum"] or meant == row["enum"][word], row["name"]
