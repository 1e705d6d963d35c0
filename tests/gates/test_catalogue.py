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

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from support.tools import check
from support.venvs import ROOT

SOURCE: dict[str, Any] = json.loads((ROOT / "catalogue" / "settings.json").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = SOURCE["settings"]
OCTETS = [row for row in ROWS if "part_of" in row]
WHOLE = [row for row in ROWS if "part_of" not in row]
ADDRESSES = list(dict.fromkeys(row["part_of"] for row in OCTETS))
TYPES = {"boolean", "enum", "integer", "port", "ip", "host", "url", "string", "password"}


def numbers(row: dict[str, Any]) -> list[str]:
    return row["p"] if isinstance(row["p"], list) else [row["p"]]


#: Of which it cannot be told whether they are inverted; see generate.py.
DOUBTFUL_ALIASES = {"disable_bfcp", "disable_missed_call_backlight", "disable_ssh"}


def test_generated_file_is_up_to_date() -> None:
    check([sys.executable, ROOT / "catalogue" / "generate.py", "--check"])


def test_run_time_says_what_the_source_says() -> None:
    for row in WHOLE:
        setting = catalogue.by_name(row["name"])
        assert setting is not None
        assert list(setting.numbers) == numbers(row)
        assert (setting.scope, setting.type, list(setting.models)) == (row["scope"], row["type"], row["models"])
        assert (setting.secret, setting.write_only, setting.reboot) == (row["secret"], row["write_only"], row["reboot"])
        alias = None if row["name"] in DOUBTFUL_ALIASES else row.get("alias")
        assert (setting.alias, setting.alias_inverted) == (alias, row.get("alias_inverted", False))
        assert (setting.minimum, setting.maximum, setting.unit) == (row.get("min"), row.get("max"), row.get("unit", ""))
        assert (setting.default, setting.default_wp820) == (row.get("default"), row.get("default_wp820"))
        assert dict(setting.enum) == row.get("enum", {})


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
        assert catalogue.by_alias(row["alias"]) == catalogue.SettingPlace(setting, octet=row["index"])
        assert (list(setting.models), setting.reboot, setting.secret) == (row["models"], row["reboot"], row["secret"])


def test_run_time_has_no_more_than_the_source() -> None:
    assert [setting.name for setting in catalogue.SETTINGS] == list(
        dict.fromkeys(row.get("part_of", row["name"]) for row in ROWS)
    )
    assert {model: {"accounts": accounts} for model, accounts in catalogue.MODELS.items()} == SOURCE["models"]
    assert [{"p": number, "name": name} for name, number in catalogue.READ_ONLY.items()] == SOURCE["read_only"]


def test_every_name_number_and_provisioning_name_is_of_one_setting() -> None:
    names = Counter([row["name"] for row in ROWS + SOURCE["read_only"]] + ADDRESSES)
    used = Counter([number for row in ROWS for number in numbers(row)] + [row["p"] for row in SOURCE["read_only"]])
    aliases = Counter(row["alias"] for row in ROWS if "alias" in row)
    assert [key for counter in (names, used, aliases) for key, count in counter.items() if count > 1] == []


def test_source_row_makes_sense() -> None:
    for row in ROWS:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", row["name"])
        assert catalogue.bare_number(row["name"]) is None, "a name like a P number could not be written"
        assert all(re.fullmatch(r"[1-9][0-9]{0,5}", number) for number in numbers(row))
        assert len(numbers(row)) == (catalogue.MOST_ACCOUNTS if row["scope"] == "account" else 1)
        assert row["type"] in TYPES
        assert row["models"] == [model for model in SOURCE["models"] if model in row["models"]] != []
        assert row["description"].endswith(".")
        assert (row["type"] == "enum") == ("enum" in row)
        assert (row["type"] in {"integer", "port"}) == ("min" in row) == ("max" in row)
        assert row.get("min", 0) <= row.get("max", 0)
        assert not row.get("alias_inverted") or row["type"] == "boolean"
        assert ("{n}" in row.get("alias", "{n}")) == (row["scope"] == "account") or "alias" not in row


def test_words_of_an_enum_are_told_apart() -> None:
    """In any case of letters, from the phone's own texts, and from the booleans that YAML makes of words."""
    for row in [row for row in ROWS if "enum" in row]:
        words = [word.lower() for word in row["enum"].values()]
        assert len(set(words)) == len(words)
        assert not set(words) & (row["enum"].keys() | {"true", "false"})
        for boolean in ({"no", "off", "disabled", "disable"}, {"yes", "on", "enabled", "enable"}):
            assert len(boolean & set(words)) <= 1
