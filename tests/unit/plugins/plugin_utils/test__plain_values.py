# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of the inventory: templated where they hold a template, and plain for all others at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain_values import MOST_KEPT, PlainValues, is_templated

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
