# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Programmable keys: from what a user writes to P values, and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, keys
from ansible_collections.voip.grandstream.plugins.module_utils._settings.from_pvalues import from_values, label, numbers_for
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import NAME_THE_MODEL, to_values
from unit.programmable_keys import facts_of, held, some_keys

MODELS = st.sampled_from(list(catalogue.MODELS))


def test_the_keys_of_the_issue() -> None:
    given_keys = {
        1: {"mode": "blf", "account": 1, "label": "Reception", "value": "100"},
        "2": {"mode": "Speed_Dial", "account": "2", "label": "Lobby", "value": 200},
        3: {"mode": "none"},
    }
    values = to_values(None, None, "gxv3370", given_keys)
    assert values.problems == []
    assert list(values.texts.values()) == ["1", "0", "Reception", "100", "0", "1", "Lobby", "200", "0", "0", "", ""]
    assert list(values.texts) == [str(23000 + 5 * key + field) for key in range(3) for field in range(4)]
    assert values.paths["23003"] == "keys.1"


def test_speed_dials_of_a_wp820_have_their_own_numbers() -> None:
    values = to_values(None, None, "wp820", {0: {"mode": "speed_dial", "account": 2, "value": "100"}, 9: {"mode": "none"}})
    assert values.problems == []
    assert values.texts == {"23001": "1", "23003": "100", "23046": "0", "23048": ""}
    assert not {"23000", "23002"} & set(keys.numbers("wp820"))
    assert len(keys.numbers("wp820")) == 18
    assert [len(keys.numbers(model)) for model in ("gxv3350", None)] == [640, 0]


@pytest.mark.parametrize(
    ("model", "key", "entry", "problem"),
    [
        ("gxv3370", 161, {"mode": "none"}, "keys.161: a gxv3370 has keys 1 to 160"),
        ("gxv3370", 0, {"mode": "none"}, "keys.0: a gxv3370 has keys 1 to 160"),
        ("wp820", 1, {"mode": "none"}, "keys.1: a wp820 has speed dials on the digits 0 and 2 to 9"),
        ("gxv3370", "x", {"mode": "none"}, "keys.x: a gxv3370 has keys 1 to 160"),
        (
            "gxv3370",
            1,
            "blf",
            "keys.1: it is a text here, and not a dictionary. Write it as {mode: blf, account: 1, value: '100'}",
        ),
        ("gxv3370", 4, None, "keys.4: null takes a key out of weaker layers only. Leave it out"),
        ("wp820", 2, {"value": "1"}, "keys.2: it has no mode. Write one of speed_dial, none"),
        ("wp820", 2, {"mode": "blf", "value": "1"}, "keys.2.mode: 'blf' is not one of speed_dial, none"),
        (
            "wp820",
            2,
            {"mode": "speed_dial", "value": "1", "label": "x"},
            "keys.2.label: the speed dials of a wp820 have no label. Leave it out",
        ),
        ("wp820", 2, {"mode": "speed_dial", "value": "1", "account": 3}, "keys.2.account: 3 is out of range (1 to 2)"),
        ("gxv3370", 1, {"mode": "blf", "value": "1", "account": 0}, "keys.1.account: 0 is out of range (1 to 16)"),
        ("gxv3370", 1, {"mode": "blf", "account": 1}, "keys.1: the mode blf needs a value"),
        ("gxv3370", 1, {"mode": "blf", "value": ""}, "keys.1: the mode blf needs a value"),
        (
            "gxv3370",
            1,
            {"mode": "blf", "value": "1", "name": "x"},
            "keys.1.name: unknown. Allowed are mode, account, label",
        ),
        (
            "gxv3370",
            1,
            {"mode": "dial_dtmf", "account": 1, "value": "1"},
            "keys.1.account: the mode dial_dtmf uses no account. Leave it out",
        ),
        (
            "gxv3370",
            1,
            {"mode": "none", "label": "x"},
            "keys.1.label: the mode none clears the key, and takes nothing else. Leave it out",
        ),
        ("gxv3370", 1, {"mode": "blf", "value": "100\n"}, "keys.1.value: it ends with a line break"),
        ("gxv3370", 1, {"mode": "blf", "value": True}, "keys.1.value: true is not a text. Write it in quotes"),
        ("gxv3370", 1, {"mode": 1, "value": "1"}, "keys.1.mode: 1 is not one of speed_dial, blf, "),
    ],
)
def test_what_is_wrong(model: str, key: Any, entry: Any, problem: str) -> None:
    (found,) = to_values(None, None, model, {key: entry}).problems
    assert found.startswith(problem)


def test_all_that_is_wrong_at_once() -> None:
    wrong = {"1": {"mode": "none"}, 1: {"mode": "none"}, 2: {"mode": "blf"}}
    assert [problem.partition(":")[0] for problem in to_values({"P23005": "1"}, None, "gxv3370", wrong).problems] == [
        "keys.1",
        "keys.2",
        "keys.2",
    ]
    assert to_values(None, None, None, {1: {"mode": "none"}}).problems == [
        f"keys: their P values mean something else on a WP820 than on the other models. {NAME_THE_MODEL}"
    ]
    assert to_values(None, None, None, {}).problems == []
    assert to_values(None, None, None, []).problems == [
        "keys: it is a list here, and not a dictionary. Write it, without dashes, as {1: {mode: blf, account: 1, value: '100'}}"
    ]


@pytest.mark.parametrize(
    ("texts", "entry"),
    [
        (["0", "0", "", ""], {"mode": "none"}),
        (["0", "0", "", "1"], {"mode": "speed_dial", "account": 1, "value": "1"}),
        (["16", "15", "x", "9"], {"mode": "dial_prefix", "account": 16, "label": "x", "value": "9"}),
        (["5", "0", "", "12#"], {"mode": "dial_dtmf", "value": "12#"}),
        # What none of ours says: an account that the mode does not use, no value, an unknown mode, an account that is none.
        (["5", "1", "", "12#"], None),
        (["1", "0", "x", ""], None),
        (["0", "1", "", ""], None),
        (["7", "0", "", "1"], None),
        (["1", "16", "", "1"], None),
        (["1", "01", "", "1"], None),
        (["1", "0", "", "https://u:secret@host/"], None),
    ],
)
def test_what_a_phone_holds(texts: list[str], entry: Any) -> None:
    values = dict(zip(["23000", "23001", "23002", "23003"], texts, strict=True))
    result = from_values(values, "gxv3370", [1])
    assert result.get("keys", {}).get(1) == entry
    raw = {f"P{number}" for number in values} & result["settings"].keys()
    assert not raw if entry else raw


def test_without_a_model_keys_are_p_numbers() -> None:
    result = from_values({"23000": "1", "23001": "0", "23002": "", "23003": "100"}, None, [1])
    assert result == {"settings": {"P23000": "1", "P23001": "0", "P23002": "", "P23003": "100"}, "accounts": {}}
    labels = [label("23003", model) for model in (None, "gxv3370", "wp820")]
    assert labels == ["settings.P23003", "keys.1.value", "keys.0.value"]
    assert "23003" in numbers_for("wp820", [1])
    assert "23003" not in numbers_for(None, [1])


def test_hidden_defaults_are_the_keys_without_a_use() -> None:
    values = {number: keys.factory_text(number, "gxv3380") or "" for number in keys.numbers("gxv3380")}
    assert len(from_values(values, "gxv3380", [1])["keys"]) == 160
    assert from_values(values, "gxv3380", [1], hide_defaults=True) == {"settings": {}, "accounts": {}}


@given(st.data(), MODELS)
def test_what_is_written_is_read_as_it_was_meant(data: st.DataObject, model: str) -> None:
    wanted = data.draw(some_keys(model))
    values = to_values(None, None, model, wanted)
    assert values.problems == []
    read = from_values(values.texts, model, [1]).get("keys", {})
    assert read.keys() == wanted.keys()
    assert to_values(None, None, model, read).texts == values.texts
    assert from_values(to_values(None, None, model, read).texts, model, [1]).get("keys", {}) == read


@given(st.data(), MODELS)
def test_what_a_phone_holds_goes_back_unchanged(data: st.DataObject, model: str) -> None:
    values = data.draw(held(model))
    result = from_values(values, model, [1])
    back = to_values(result["settings"], result["accounts"], model, result.get("keys"))
    assert back.problems == []
    assert back.texts == values


@given(st.data(), MODELS)
def test_no_sentence_or_text_for_whatever_is_written(data: st.DataObject, model: str) -> None:
    junk = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers(), max_size=1)
    entry = data.draw(st.dictionaries(st.sampled_from([*keys.FIELDS, "name"]) | st.integers(), junk) | junk)
    values = to_values(None, None, model, data.draw(st.dictionaries(st.integers(-1, 200) | st.text(max_size=3), st.just(entry))))
    assert values.problems or all(isinstance(text, str) for text in values.texts.values())


def test_which_fields_a_mode_uses() -> None:
    assert [keys.uses("blf", field, "gxv3370") for field in keys.FIELDS] == [True, True, True, True]
    assert [keys.uses("DIAL_DTMF", field, "gxv3370") for field in keys.FIELDS] == [True, False, True, True]
    assert [keys.uses("none", field, None) for field in keys.FIELDS] == [True, False, False, False]
    assert keys.uses("{{ mode }}", "account", None)


def test_facts_of_a_number() -> None:
    assert keys.place_of("23795", "gxv3380") == (160, "mode")
    assert keys.place_of("23800", "gxv3380") is None
    assert keys.place_of("23004", "gxv3380") is None
    assert keys.place_of("23001", "wp820") == (0, "account")
    assert (keys.needs_reboot("23000", "gxv3350"), keys.needs_reboot("23001", "wp820")) == (True, False)
    assert (facts_of("wp820").all, facts_of("gxv3350").all) == ([0, *range(2, 10)], list(range(1, 161)))
