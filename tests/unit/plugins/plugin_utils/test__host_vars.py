# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what a phone holds to the variables of its host: nothing is lost, nothing is there twice, and no secret is in it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._layers import merged
from ansible_collections.voip.grandstream.plugins.module_utils._settings.from_pvalues import from_values, numbers_for
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import to_values
from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._host_vars import (
    host_vars_text,
    without_layers,
    without_secrets,
    yaml_text,
)
from unit.programmable_keys import held, some_keys

MODEL = "gxv3370"
_NUMBERS = numbers_for(MODEL, {1, 2})
_TEXTS = st.sampled_from(["", "0", "1", "2", "80", "ntp.example.net", "0049", "yes", "{{ x }}"])
_VALUES = st.dictionaries(st.sampled_from(_NUMBERS), _TEXTS, max_size=12)


@given(held=_VALUES, said=st.dictionaries(st.sampled_from(_NUMBERS), _TEXTS, max_size=6), hide=st.booleans())
def test_law_writing_it_back_changes_nothing(held: dict[str, str], said: dict[str, str], hide: bool) -> None:
    state = from_values(held, MODEL, {1, 2})
    layers = [{"name": "group", **from_values(said, MODEL, {1, 2})}]
    left = without_layers(state, layers, MODEL, hide)
    back = merged([*layers, {"name": "host", **left}], MODEL)
    wanted = to_values(back.settings, back.accounts, MODEL, back.keys)
    # Two halves of which each is right can clash: a payload number twice, one octet of an address.
    if not wanted.problems:
        assert {number: text for number, text in wanted.texts.items() if held.get(number, text) != text} == {}
    if not hide and not wanted.problems:
        assert held.items() <= wanted.texts.items()
    again = without_layers(state, [*layers, {"name": "host", **left}], MODEL, hide_defaults=True)
    assert {part: said for part, said in again.items() if said} == {}


@given(st.data(), st.sampled_from(["gxv3370", "wp820"]), st.booleans())
def test_law_keys_of_a_snapshot_over_those_of_a_group_are_those_of_the_phone(data: st.DataObject, model: str, hide: bool) -> None:
    values = data.draw(held(model))
    state = from_values(values, model, [1])
    layers = [{"name": "group", "keys": data.draw(some_keys(model))}]
    left = without_layers(state, layers, model, hide)
    back = merged([*layers, {"name": "host", **left}], model)
    wanted = to_values(back.settings, back.accounts, model, back.keys)
    assert wanted.problems == []
    assert {number: text for number, text in wanted.texts.items() if values.get(number, text) != text} == {}
    assert hide or values.items() <= wanted.texts.items()
    assert without_layers(state, [*layers, {"name": "host", **left}], model, hide_defaults=True).get("keys", {}) == {}


def test_keys_of_a_host() -> None:
    blf = {"mode": "blf", "account": 1, "label": "Reception", "value": "100"}
    off = {"mode": "none"}
    state = {"keys": {1: blf, 2: {"mode": "blf", "account": 1, "value": "7"}, 3: off, "10": blf, 4: off}}
    layers = [{"name": "group", "keys": {1: {**blf, "mode": "BLF", "account": "1"}, 2: blf, 3: blf}}]
    left = without_layers(state, layers, MODEL, hide_defaults=True)
    assert left["keys"] == {2: {"mode": "blf", "account": 1, "value": "7", "label": ""}, 3: {"mode": "none"}, 10: blf}
    text = host_vars_text({"keys": left["keys"]}, [])
    assert yaml.safe_load(text)["gs_keys"] == left["keys"]
    assert "  2:\n    mode: blf\n    account: 1\n    label: " in text


@pytest.mark.parametrize(
    ("key", "value"),
    [("ntp_server", "a.example"), ("P30", "a.example"), (30, "a.example"), ("p30", "a.example"), ("30", "a.example")],
)
def test_spellings_make_no_difference(key: Any, value: str) -> None:
    state = {"settings": {"ntp_server": "a.example", "time_format": "12_hour"}, "accounts": {"1": {"auto_answer": True}}}
    layers = [{"name": "a", "settings": {key: value, "time_format": 0}, "accounts": {1: {"auto_answer": "yes"}}}]
    assert without_layers(state, layers, MODEL, hide_defaults=False) == {"settings": {}, "accounts": {}}


def test_what_a_layer_says_otherwise_is_kept_even_if_it_is_as_at_the_factory() -> None:
    state = from_values({"901": "80", "122": "1"}, MODEL, {1})
    assert without_layers(state, [], MODEL, hide_defaults=True)["settings"] == {}
    layers = [{"name": "a", "settings": {"web_port": 8080}}]
    assert without_layers(state, layers, MODEL, hide_defaults=True)["settings"] == {"web_port": 80}
    taken_out = [*layers, {"name": "b", "settings": {"P901": None}}]
    assert without_layers(state, taken_out, MODEL, hide_defaults=True)["settings"] == {}


def test_mistakes_in_layers_are_told() -> None:
    with pytest.raises(InputError, match=r"the group variables: settings.ntp_serber: unknown setting"):
        without_layers({"settings": {}}, [{"name": "a", "settings": {"ntp_serber": "x"}}], MODEL, hide_defaults=True)


def test_contacts() -> None:
    said = [
        {"last_name": "Madonna", "work": "1"},
        {"first_name": "Jack Brown", "work": "2", "mobile": "3", "group": "Sales"},
        {"first_name": "Same", "work": "4"},
    ]
    held = [
        {"id": 0, "first_name": "Same", "last_name": "", "group": "default", "work": "4", "home": ""},
        {"id": 1, "first_name": "Jack", "last_name": "Brown", "group": "default", "work": "2"},
        {"id": 2, "first_name": "Madonna", "work": "9", "group": "default"},
        {"id": 3, "first_name": "Anna", "work": "0049", "group": "Sales"},
        {"id": 4, "first_name": "", "last_name": "", "work": "5"},
    ]
    groups = [
        {"id": 0, "name": "default"},
        {"id": 1, "name": "Sales"},
        {"id": 2, "name": "New"},
        {"id": 100, "name": "blacklist"},
    ]
    layers = [{"name": "a", "contacts": said, "groups": [{"name": "Sales"}]}]
    left = without_layers({"contacts": held, "groups": groups}, layers, MODEL, hide_defaults=True)
    assert left["groups"] == [{"name": "New"}]
    assert left["contacts"] == [
        {"first_name": "Anna", "work": "0049", "group": "Sales"},
        {"first_name": "Jack Brown", "mobile": "", "group": ""},
        {"last_name": "Madonna", "work": "9"},
    ]
    back = merged([*layers, {"name": "host", **left}]).contacts
    assert back is not None
    assert len(back) == 4, "none of them is another contact than the layer's"


def test_secrets_are_found_by_place_and_by_text() -> None:
    state = {
        "settings": {"P2": "x", "ntp_server": "a", "P237": "https://joe:pw@fw.example", "P99999": "?"},
        "accounts": {1: {"sip_auth_password": "x", "sip_user_id": "1"}, 9: {"P9999": "x"}, 2: {"sip_auth_password": "x"}},
        "not_understood": [],
    }
    assert without_secrets(state) == {
        "settings": {"ntp_server": "a", "P99999": "?"},
        "accounts": {1: {"sip_user_id": "1"}, 9: {"P9999": "x"}},
        "not_understood": [],
        "secrets": ["accounts.1.sip_auth_password", "accounts.2.sip_auth_password", "settings.P2", "settings.P237"],
    }
    with pytest.raises(InputError, match=r"must not hold secrets: accounts.1.sip_auth_password, "):
        host_vars_text(state, [])


def test_the_file_is_the_same_whatever_the_order() -> None:
    state: dict[str, Any] = {
        "settings": {"P9": "1", "web_port": 80, "P10": "2", "ntp_server": "a"},
        "accounts": {10: {"P1": "a"}, 2: {"b": True, "a": "c"}},
    }
    shuffled = {"accounts": {2: {"a": "c", "b": True}, 10: {"P1": "a"}}, "settings": dict(reversed(state["settings"].items()))}
    text = (
        '---\n# One.\n#\n# Two.\ngs_settings:\n  ntp_server: a\n  web_port: 80\n  P9: "1"\n  P10: "2"\n'
        "gs_accounts:\n  2:\n    a: c\n    b: true\n  10:\n    P1: a\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        # "a" and "b" are no settings, which counts as a secret.
        patch.setattr("ansible_collections.voip.grandstream.plugins.plugin_utils._host_vars.secret_places", lambda state: [])
        assert host_vars_text(state, ["One.\n\nTwo."]) == text
        assert host_vars_text(shuffled, ["One.", "", "Two."]) == text


@given(st.text() | st.text("\x85\u2028\n\r\t \\'\":#-{}%"))
def test_text_stays_text(text: str) -> None:
    document = yaml_text({"key": text}, [])
    assert document.count("\n") == 2
    assert yaml.safe_load(document.replace("key: !unsafe ", "key: ")) == {"key": text}
    assert document.startswith("---\nkey: !unsafe ") == (not all(char.isalnum() or char in "_ .,:;/@+*()=?!&'-" for char in text))


@pytest.mark.parametrize(
    "text",
    [
        "#jinja2:variable_start_string:'[[',variable_end_string:']]'\n[[ lookup('pipe', 'touch x') ]]",
        "#jinja2: line_statement_prefix:'%'",
        "{{ 1 }}",
        "{% if %}",
        "{#",
        "a{b",
        "[[ 1 ]]",
        "<% 1 %>",
        "${1}",
        "a\nb",
        "`id`",
    ],
)
def test_what_may_be_a_template_of_any_kind_is_marked(text: str) -> None:
    assert yaml_text([text, {"key": text}], []).count("!unsafe") == 2


@pytest.mark.parametrize(
    "text", ["Jürgen Weiß", "山田", "pbx.example.net:5061", "CET-1CEST,M3.5.0,M10.5.0/3", "+49 (30) 123", "*72"]
)
def test_ordinary_text_is_not_marked(text: str) -> None:
    assert "!unsafe" not in yaml_text([text], [])


@pytest.mark.parametrize(
    "text", ["0049", "0017", "1e3", "yes", "n", "null", "1.0", "0x1f", "12:30", "+49", "-1", ".5", "2026-01-01", "="]
)
def test_what_looks_like_something_else_is_in_quotes(text: str) -> None:
    assert yaml_text(text, [])[4:5] in ("'", '"')


@pytest.mark.parametrize(
    "text", ["{{ a }}", "{% if a %}", "{# x+ | *x+ }", 'it\'s {{ a }}: \n- "b"'], ids=["value", "block", "comment", "mixed"]
)
def test_what_looks_like_a_template_is_none(text: str) -> None:
    document = yaml_text({"key": text}, [])
    assert document.startswith("---\nkey: !unsafe ")
    assert yaml.safe_load(document.replace("!unsafe ", "")) == {"key": text}


@given(st.text(st.one_of(st.sampled_from("a\u202e\u200b\u2066\u3164\xad\n\x1b\x00é"), st.characters(codec="utf-8"))))
def test_nothing_in_the_file_is_unseen(text: str) -> None:
    """Neither an editor nor a diff has anything to obey, and the text is the same."""
    document = yaml_text({"key": text}, [text])
    assert "\n".join(map(visible, document.split("\n"))) == document
    assert yaml.safe_load(document.replace("key: !unsafe ", "key: ")) == {"key": text}
