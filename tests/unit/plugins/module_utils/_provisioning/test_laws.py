# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The laws of provisioning files: reading and writing agree, both versions say the same, and anything is read or refused."""

from __future__ import annotations

import contextlib
import re
from xml.sax.saxutils import escape

from hypothesis import assume, example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.read import parse_provisioning
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.write import provisioning_xml
from ansible_collections.voip.grandstream.plugins.module_utils._settings import aliases, catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import to_values
from unit.desired_states import MODELS, TEXT, State, states


@given(states())
@example(State({"P30": "\n", "P64": " \t\r", "timezone": "\r\n"}, {}, None))
@example(State({"tr069_acs_url": "https://u:p@host", "P9": "https://u:p@host", "P99999": "https://u:p@host"}, {}, "gxv3370"))
@example(State({"admin_password": "\n pw \n"}, {1: {"sip_auth_password": ""}}, "wp820"))
def test_what_is_written_is_read_again(state: State) -> None:
    values = to_values(*state)
    assume(not values.problems)
    again = parse_provisioning(provisioning_xml(values.texts), state.model)
    assert again["not_understood"] == []
    back = to_values(again["settings"], again["accounts"], state.model)
    assert back.problems == []
    assert back.texts == values.texts


def item_of_version_2(number: str, text: str, model: str | None, by_word: bool) -> str:
    """The value as version 2 has it: by the vendor's name and, if wanted, by a word, wherever there is one."""
    place = catalogue.by_number(number, model)
    name, word = f"P{number}", text
    if place is not None and aliases.names_of(place.setting) and (model is None or model in place.setting.models):
        view = place.setting.on(model)
        has_word = (
            text in ("0", "1")
            if view.type == "boolean"
            else text in view.enum
            if view.type == "enum"
            else re.fullmatch(r"-?[0-9]+", text) is not None
            if view.type in ("integer", "port")
            else True
        )
        if has_word or not text:
            name = aliases.names_of(place.setting)[-1].replace("{n}", str(place.account)).replace("{octet}", str(place.octet))
        if text and has_word and view.type == "boolean":
            word = ("No", "Yes")[(text == "1") != aliases.is_inverted(view)]
        elif has_word and view.type == "enum" and by_word:
            word = view.enum[text]
    return f'<item name="{name}" xml:space="preserve">{escape(word, {chr(13): "&#13;"})}</item>'


@given(states(), st.booleans())
@example(State({"disable_video_call": True, "static_ip": "192.0.2.10", "P99999": "7"}, {}, "gxv3370"), True)
def test_both_versions_say_the_same(state: State, by_word: bool) -> None:
    values = to_values(*state)
    assume(not values.problems)
    items = [item_of_version_2(number, text, state.model, by_word) for number, text in values.texts.items()]
    version_2 = f'<gs_provision><config version="2">{"".join(items)}</config></gs_provision>'
    assert parse_provisioning(version_2, state.model) == parse_provisioning(provisioning_xml(values.texts), state.model)


@given(states())
def test_lines_are_read_as_they_are(state: State) -> None:
    texts = {
        number: text for number, text in to_values(*state).texts.items() if text.strip("'\"") == text == " ".join(text.split())
    }
    assume(texts)
    again = parse_provisioning("\n".join(f"P{number}={text}" for number, text in texts.items()), state.model)
    assert to_values(again["settings"], again["accounts"], state.model).texts == texts


NAMES = st.sampled_from(
    [name.replace("{n}", "1").replace("{octet}", "2") for setting in catalogue.SETTINGS for name in aliases.names_of(setting)]
) | st.integers(1, 99999).map(lambda number: f"P{number}")


@given(
    st.lists(st.tuples(NAMES, TEXT | st.sampled_from(["Yes", "No", "0", "1", "TLS", "5060"])), max_size=10),
    st.sampled_from(MODELS),
)
def test_whatever_a_file_says_is_a_desired_state(items: list[tuple[str, str]], model: str | None) -> None:
    text = "<config>" + "".join(f'<item name="{name}">{escape(text)}</item>' for name, text in items) + "</config>"
    result = parse_provisioning(text, model)
    values = to_values(result["settings"], result["accounts"], model)
    assert values.problems == []
    assert len(values.texts) + len(result["not_understood"]) >= len(dict(items).keys())


MARKUP = st.lists(
    st.sampled_from(
        ['<?xml version="1.0"?>', "<gs_provision>", "<config>", '<item name="a">', "<item>", "<part/>", "<name>", "P30"]
    )
    | st.sampled_from(
        ["</gs_provision>", "</config>", "</item>", "&amp;", "&a;", "<!DOCTYPE a>", "<![CDATA[", "=", "\n", '"', "#"]
    )
    | st.text(max_size=3)
).map("".join)


@given(st.binary() | st.text() | MARKUP | MARKUP.map(lambda text: text.encode("utf-16-le", "replace")), st.sampled_from(MODELS))
@example(b"\xff\xfe", None)
@example(b"\xff\xfe<\x00", None)
@example(b"\xfe\xff\xd8\x00", None)
@example("<gs_provision><item><part><part/></part></item><![CDATA[x]]></gs_provision>", None)
def test_anything_is_read_or_refused_in_a_sentence(text: str | bytes, model: str | None) -> None:
    with contextlib.suppress(InputError):
        result = parse_provisioning(text, model)
        assert to_values(result["settings"], result["accounts"], model).problems == []
