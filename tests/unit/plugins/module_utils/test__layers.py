# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Layers of a desired state: what wins, what is told of it, and what holds whatever anybody writes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._layers import merged
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import to_values

# Few settings under all their names, so that layers meet: P30, P207, P9 to P12 as one address, P47 and P35 of account 1.
SETTINGS = ["ntp_server", "P30", "30", 30, "syslog_server", "P207", "static_ip", "no_such_name"]
IN_ACCOUNTS = ["sip_server", "P47", "sip_user_id", "P35"]
VALUES = st.sampled_from(["192.0.2.1", "192.0.2.2", 7, None])
LAYER = st.fixed_dictionaries(
    {"name": st.sampled_from(["all", "berlin", "lobby"])},
    optional={
        "settings": st.dictionaries(st.sampled_from(SETTINGS), VALUES, max_size=3) | st.none(),
        "accounts": st.dictionaries(
            st.sampled_from([1, "1", 2, "x"]),
            st.dictionaries(st.sampled_from(IN_ACCOUNTS), VALUES, max_size=2) | st.none() | st.just("no dictionary"),
            max_size=2,
        ),
    },
)


def layer(name: str, settings: Any = None, accounts: Any = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "settings": settings, "accounts": accounts, **more}


def test_later_layers_win_key_by_key_inside_accounts_too() -> None:
    found = merged(
        [
            layer("all", {"ntp_server": "a", "syslog_server": "s"}, {1: {"sip_server": "pbx", "sip_transport": "udp"}}),
            layer("berlin", {"ntp_server": "b"}, {"1": {"sip_transport": "tls"}, 2: {"account_active": False}}),
            layer("lobby", None, {1: {"sip_user_id": "7"}}),
        ]
    )
    assert found.settings == {"syslog_server": "s", "ntp_server": "b"}
    assert found.accounts == {1: {"sip_server": "pbx", "sip_transport": "tls", "sip_user_id": "7"}, 2: {"account_active": False}}
    assert found.origins == {
        "settings.syslog_server": ["all"],
        "settings.ntp_server": ["all", "berlin"],
        "accounts.1.sip_server": ["all"],
        "accounts.1.sip_transport": ["all", "berlin"],
        "accounts.2.account_active": ["berlin"],
        "accounts.1.sip_user_id": ["lobby"],
    }


def test_places_of_groups_and_contacts_and_of_what_is_no_dictionary() -> None:
    ann, bob = {"first_name": "Ann", "work": "1"}, {"first_name": "Bob", "work": "2"}
    found = merged(
        [
            layer("all", None, {"sip_server": "pbx"}, groups=["Staff"], contacts=[ann, bob]),
            layer("berlin", None, {1: "x"}, groups=["Sales", {"name": "Staff"}], contacts=[{"first_name": "Cid"}, bob]),
        ]
    )
    assert found.groups == [{"name": "Staff"}, {"name": "Sales"}]
    assert found.rows == {
        "groups[0]": ("groups[1]", "berlin"),
        "groups[1]": ("groups[0]", "berlin"),
        "contacts[0]": ("contacts[0]", "all"),
        "contacts[1]": ("contacts[1]", "berlin"),
        "contacts[2]": ("contacts[0]", "berlin"),
    }
    assert found.origins == {"accounts.sip_server": ["all"], "accounts.1": ["berlin"]}


@pytest.mark.parametrize("stronger", ["P30", "p30", "30", 30])
def test_other_spelling_is_the_same_setting(stronger: Any) -> None:
    found = merged([layer("all", {"ntp_server": "a"}), layer("berlin", {stronger: "b"})])
    assert found.settings == {stronger: "b"}
    assert list(found.origins.values()) == [["all", "berlin"]]


def test_number_of_an_account_among_the_settings_is_the_same_setting() -> None:
    found = merged([layer("all", None, {1: {"sip_server": "a", "sip_user_id": "1"}}), layer("berlin", {"P47": "b"})])
    assert (found.settings, found.accounts) == ({"P47": "b"}, {1: {"sip_user_id": "1"}})


def test_null_takes_a_setting_out() -> None:
    weaker = layer("all", {"ntp_server": "a", "syslog_server": "s"}, {1: {"sip_server": "pbx", "sip_user_id": "7"}})
    found = merged([weaker, layer("lobby", {"P30": None, "timezone": None}, {1: None})])
    assert (found.settings, found.accounts) == ({"syslog_server": "s"}, {})
    assert found.origins == {
        "settings.syslog_server": ["all"],
        "settings.P30": ["all", "taken out by lobby"],
        "accounts.1.sip_server": ["all", "taken out by lobby"],
        "accounts.1.sip_user_id": ["all", "taken out by lobby"],
    }
    again = merged([weaker, layer("berlin", {"P30": None}), layer("lobby", {"P30": "c"})])
    assert again.settings == {"syslog_server": "s", "P30": "c"}
    assert again.origins["settings.P30"] == ["lobby"]


def test_mistakes_stay_to_be_found() -> None:
    twice = merged([layer("all", {"ntp_server": "a", "P30": "b"})])
    assert to_values(twice.settings, twice.accounts, None).problems == [
        "settings.P30: it is given twice, also as settings.ntp_server"
    ]
    octet = merged([layer("all", {"static_ip": "192.0.2.1"}), layer("lobby", {"P9": "10"})])
    assert to_values(octet.settings, None, None).problems == ["settings.P9: it is given twice, also as settings.static_ip"]
    strange = merged([layer("all", {"ntp_serber": "a"}, {"x": {"sip_server": "b"}, 1: "no dictionary"})])
    assert len(to_values(strange.settings, strange.accounts, None).problems) == 3


def test_a_number_that_one_layer_has_twice_is_told_and_none_of_the_two_wins() -> None:
    """YAML takes 1 and "1" for two keys."""
    keys = {1: {"mode": "speed_dial", "value": "100"}, "1": {"mode": "speed_dial", "value": "200"}}
    twice = {"name": "lobby", "accounts": {1: {"sip_server": "a"}, "1": {"sip_server": "b"}}, "keys": keys}
    found = merged([layer("all", None, {"1": {"sip_user_id": "7"}}), twice], "gxv3370")
    problems = to_values(found.settings, found.accounts, "gxv3370", found.keys).problems
    assert "accounts.1: the account is given twice" in problems
    assert "keys.1: the key is given twice" in problems


def test_whole_address_replaces_its_octets() -> None:
    found = merged([layer("all", {"P9": "10", "P10": "0"}), layer("lobby", {"static_ip": "192.0.2.1"})])
    assert found.settings == {"static_ip": "192.0.2.1"}


def test_groups_and_contacts_are_merged_field_by_field() -> None:
    found = merged(
        [
            layer(
                "all", groups=[{"name": "Sales", "id": None}], contacts=[{"first_name": "Jack", "last_name": "B", "work": "1"}]
            ),
            layer("berlin", groups=[{"name": " Sales "}, {"name": "Care"}], contacts=[{"first_name": "Jack B", "work": "2"}]),
            layer("lobby", contacts=[{"first_name": "Jack", "last_name": "B", "mobile": "3"}, {"last_name": "C"}]),
        ]
    )
    assert [group["name"].strip() for group in found.groups or ()] == ["Sales", "Care"]
    assert [(row.get("work"), row.get("mobile")) for row in found.contacts or ()] == [("2", "3"), (None, None)]


def test_match_by_of_the_strongest_layer_tells_contacts_apart() -> None:
    rows = [
        layer("all", contacts=[{"first_name": "A", "work": "1"}]),
        layer("lobby", contacts=[{"first_name": "A", "work": "2"}]),
    ]
    assert len(merged(rows).contacts or ()) == 1
    found = merged([{**rows[0], "match_by": ["name"], "purge": False}, {**rows[1], "match_by": ["name", "work"], "purge": True}])
    assert len(found.contacts or ()) == 2
    assert found.options == {"match_by": ["name", "work"], "purge": True}


def test_twins_of_one_layer_stay_twins() -> None:
    found = merged([layer("all", contacts=[{"first_name": "A", "work": "1"}, {"first_name": "A", "work": "2"}])])
    assert [row["work"] for row in found.contacts or ()] == ["1", "2"]


def test_what_no_layer_names_is_none_and_an_empty_list_is_not() -> None:
    assert merged([layer("all")])[:5] == (None, None, None, None, None)
    assert merged([layer("all", {}, {}, keys={}, groups=[], contacts=[])])[:5] == ({}, {}, {}, [], [])


@given(st.lists(LAYER, max_size=4))
@example([{"name": "all", "accounts": {1: None, "1": {"sip_server": "192.0.2.1"}}}])
def test_merging_in_two_steps_is_the_same(layers: list[dict[str, Any]]) -> None:
    """What was merged is a layer again: but for the nulls, which have done their work, and mistakes, which stay."""
    once = merged(layers)
    if to_values(once.settings, once.accounts, None).problems:
        return
    first = merged(layers[:2])
    if to_values(first.settings, first.accounts, None).problems:
        return
    again = merged([layer("first", first.settings, first.accounts), *layers[2:]])
    # Number 1 may be written as a text, too.
    both = [found.accounts and {str(number): entries for number, entries in found.accounts.items()} for found in (again, once)]
    assert (again.settings, both[0]) == (once.settings, both[1])


@given(st.lists(LAYER, max_size=4), LAYER)
def test_strongest_layer_has_its_will_and_nothing_else_changes(layers: list[dict[str, Any]], last: dict[str, Any]) -> None:
    before, after = (merged(some) for some in (layers, [*layers, last]))
    texts = [to_values(found.settings, found.accounts, None) for found in (before, after)]
    will = to_values(_without_nulls(last.get("settings")), _without_nulls(last.get("accounts")), None)
    if any(found.problems for found in (*texts, will)):
        return
    assert will.texts.items() <= texts[1].texts.items()
    said = set(will.texts) | _taken_out(last, before.accounts or {})
    others = [{number: text for number, text in found.texts.items() if number not in said} for found in texts]
    assert others[0] == others[1]


@given(st.lists(LAYER, max_size=4))
def test_origins_name_every_setting_once(layers: list[dict[str, Any]]) -> None:
    found = merged(layers)
    values = to_values(found.settings, found.accounts, None)
    if values.problems:
        return
    counting = {place for place, names in found.origins.items() if not names[-1].startswith("taken out by ")}
    assert counting == set(values.paths.values())


def _without_nulls(entries: Any) -> Any:
    if not isinstance(entries, dict):
        return entries
    return {key: _without_nulls(value) for key, value in entries.items() if value is not None}


def _taken_out(last: dict[str, Any], accounts: dict[Any, Any]) -> set[str]:
    """The numbers that a layer takes out."""
    pairs: list[tuple[Any, Any]] = [(None, key) for key, value in (last.get("settings") or {}).items() if value is None]
    for account, entries in (last.get("accounts") or {}).items():
        if entries is None:
            number = int(account) if account in (1, 2, "1", "2") else account
            pairs += [(number, key) for key in accounts.get(number, {})]
        elif isinstance(entries, dict):
            pairs += [(int(account), key) for key, value in entries.items() if value is None and account != "x"]
    found: set[str] = set()
    for account, key in pairs:
        values = to_values({key: "192.0.2.1"}, None, None) if account is None else to_values(None, {account: {key: "1"}}, None)
        found |= set(values.texts)
    return found


BLF = {"mode": "blf", "account": 1, "label": "Reception", "value": "100"}


def test_keys_are_merged_key_by_key_and_field_by_field() -> None:
    layers = [
        layer("all", keys={1: BLF, "2": BLF, 3: BLF, 4: BLF, 5: BLF}),
        layer("berlin", keys={"1": {"label": "Front desk"}, 2: {"value": None}, 3: {"mode": "none"}, 4: None}),
        layer("lobby", keys={5: {"mode": "dial_dtmf", "value": "1#"}, 6: {"mode": "none"}}),
    ]
    found = merged(layers, "gxv3370")
    assert found.keys == {
        1: {**BLF, "label": "Front desk"},
        2: {"mode": "blf", "account": 1, "label": "Reception"},
        3: {"mode": "none"},
        # Who says another mode does not want the fields that only the former one used.
        5: {"mode": "dial_dtmf", "label": "Reception", "value": "1#"},
        6: {"mode": "none"},
    }
    assert found.origins["keys.1.label"] == ["all", "berlin"]
    assert found.origins["keys.1.value"] == ["all"]
    assert found.origins["keys.4.mode"] == ["all", "taken out by berlin"]


def test_a_key_and_its_p_number_are_the_same() -> None:
    weaker = layer("all", {"P23002": "x", "P23012": "x"}, keys={1: BLF, 2: BLF})
    found = merged([weaker, layer("lobby", {"P23006": "3"}, keys={1: {"label": "y"}})], "gxv3370")
    assert found.keys == {1: {**BLF, "label": "y"}, 2: {"mode": "blf", "label": "Reception", "value": "100"}}
    assert found.settings == {"P23012": "x", "P23006": "3"}
    # On a WP820 P23006 is nothing, and P23001 the account of digit 0.
    found = merged([layer("all", {"P23001": "1"}), layer("lobby", keys={0: {"mode": "speed_dial", "account": 2}})], "wp820")
    assert (found.settings, found.keys) == ({}, {0: {"mode": "speed_dial", "account": 2}})


def test_keys_that_are_none_stay_for_the_complaint() -> None:
    found = merged([layer("all", keys={1: "blf", "x": {"mode": "none"}, 2: {}})], "gxv3370")
    assert found.keys == {1: "blf", "x": {"mode": "none"}}
