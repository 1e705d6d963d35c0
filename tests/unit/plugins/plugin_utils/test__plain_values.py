# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of the inventory: templated where they hold a template, and plain for all others at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ansible.template
import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.utils.unsafe_proxy import wrap_var
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain_values import (
    MOST_KEPT,
    PlainValues,
    is_templated,
    with_variables,
)

#: ansible-core 2.19 takes only those texts for templates that somebody trusts.
_trusted = getattr(ansible.template, "trust_as_template", lambda text: text)


def _template(value: Any) -> Any:
    """A value as it is read from a file of the inventory."""
    return _trusted(value) if isinstance(value, str) else value


def _untrusted(text: str) -> str:
    """A text as it comes from a phone."""
    return str(wrap_var(text)) if hasattr(ansible.template, "trust_as_template") else wrap_var(text)


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(["{{ x }}", "a{{ x }}b", "{x}"]))
VALUES = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3))
)


def rendered(value: Any) -> Any:
    """As Ansible does: all templates in a value, nested as it may be."""
    if isinstance(value, str):
        return value.replace("{{ x }}", "X")
    if isinstance(value, Mapping):
        return {key: rendered(item) for key, item in value.items()}
    return [rendered(item) for item in value] if isinstance(value, list) else value


@given(VALUES)
def test_values_are_what_ansible_makes_of_them(value: Any) -> None:
    values = PlainValues()
    assert values.of(value, rendered) == rendered(value)
    assert values.of(value, rendered) == rendered(value)
    assert is_templated(value) == (rendered(value) != value)


def test_a_text_may_choose_its_own_marks() -> None:
    text = "#jinja2:variable_start_string:'[[',variable_end_string:']]'\n[[ x ]]"
    assert PlainValues().of({"P30": text}, lambda value: dict.fromkeys(value, "X")) == {"P30": "X"}


def test_nothing_is_rendered_without_a_template() -> None:
    values, asked = PlainValues(), []

    def render(value: Any) -> Any:
        asked.append(value)
        return rendered(value)

    group = {"settings": {"P30": "plain", "P31": 3}, "accounts": {1: {"name": "{{ x }}", "port": 5060}}}
    assert values.of(group["settings"], render) is values.of(group["settings"], render)
    assert asked == []
    assert values.of(group, render) == rendered(group)
    assert asked == [{"name": "{{ x }}"}]


def test_what_ansible_omits_is_left_out() -> None:
    group = {"P30": "{{ omit }}", "P31": "{{ x }}", "P32": "plain"}

    def render(value: Any) -> Any:
        return {key: item for key, item in rendered(value).items() if item != "{{ omit }}"}

    assert PlainValues().of(group, render) == {"P31": "X", "P32": "plain"}


def test_values_of_hosts_are_not_kept_for_ever() -> None:
    values, group = PlainValues(), {"P30": "plain"}
    first = values.of(group, rendered)
    for number in range(2 * MOST_KEPT):
        values.of({"P31": str(number)}, rendered)
        assert values.of(group, rendered) is first
    assert len(values._kept) <= MOST_KEPT


def test_numbers_are_without_the_types_of_ansible_core() -> None:
    class Tagged(int):
        """As ansible-core 2.19 keeps the place of a number in its file."""

    class TaggedFloat(float):
        """The same."""

    found = plain({"port": Tagged(5060), "seconds": [TaggedFloat(1.5)], "on": True})
    assert [type(found["port"]), type(found["seconds"][0]), found["on"]] == [int, float, True]


SIMPLE = ("{{ a }}", "{{a}}", "{{ b }}", "{{ empty }}", "x", " ", "[")
HARDER = ("{{ nested }}", "{{ number }}", "{{ true }}", "{{ flag }}", "{{ read }}", "{{ a | upper }}", "{% if a %}y{% endif %}")
BROKEN = ("{{ a }", "{{{ a }}", "{", "}", "\n", "{# c #}")
PIECES = st.sampled_from((*SIMPLE, *HARDER, *BROKEN))
VARIABLES = {"a": "of a", "b": "ö'\"", "nested": "<{{ a }}>", "number": 7, "flag": True, "true": "no", "read": "[1]", "empty": ""}


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=4).map("".join))
def test_names_of_variables_are_filled_in_as_ansible_does(text: str) -> None:
    loader = DataLoader()
    variables = {name: _template(value) for name, value in VARIABLES.items()}
    templar = Templar(loader=loader, variables=variables)

    def outcome(render: Any) -> Any:
        try:
            return render(_template(text)), render({"key": _template(text)})
        except AnsibleError as error:
            return type(error)

    assert outcome(with_variables(variables, templar.template)) == outcome(templar.template)


@pytest.mark.parametrize(
    ("text", "is_rendered"),
    [
        ("{{ a }}", False),
        ("sip:{{ a }}@{{ b }}", False),
        ("{{ nested }}", True),
        ("{{ a | upper }}", True),
        ("{{ missing }}", True),
    ],
)
def test_only_what_is_more_than_a_name_is_rendered(text: str, is_rendered: bool) -> None:
    asked: list[Any] = []

    def noted(value: Any) -> Any:
        asked.append(value)
        return value

    render = with_variables(VARIABLES, noted)
    render(_template(text))
    render({"key": _template(text), "other": _template("{{ a }}")})
    assert asked == ([_template(text), {"key": _template(text)}] if is_rendered else [])


def test_text_from_outside_is_no_template() -> None:
    render = with_variables(VARIABLES, lambda value: value)
    assert render(_untrusted("{{ a }}")) == "{{ a }}"
