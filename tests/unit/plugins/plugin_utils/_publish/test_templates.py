# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Templates that hosts share are rendered once, and those that may differ are not."""

from __future__ import annotations

from typing import Any

import ansible.template
import pytest
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.templates import SharedTemplates, names_in

#: ansible-core has it since 2.19. Before, what is not to be trusted is marked.
trusted: Any = getattr(ansible.template, "trust_as_template", str)
untrusted: Any = wrap_var if trusted is str else str


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ gs_site }}", ("gs_site",)),
        ("{{ a | default(b) ~ 'c' | lower }}", ("a", "b")),
        ("{% if x is defined %}{{ y.z }}{% endif %}", ("x", "y")),
        ("{{ 1 + 1 }}", ()),
        ("{{ lookup('file', 'x') }}", (None,)),
        ("{{ now() }}", (None,)),
        ("{{ 10 | random }}", (None,)),
        ("{{ a | unknown_filter }}", (None,)),
        ("{{ x.y() }}", (None,)),
        ("{{ broken", (None,)),
        ("#jinja2:variable_start_string:'[[',variable_end_string:']]'\n[[ gs_site ]]", (None,)),
    ],
)
def test_what_a_template_depends_on(text: str, names: tuple[str | None, ...]) -> None:
    assert names_in(text) == names


def rendered(shared: SharedTemplates, value: Any, **raw: Any) -> bool:
    """Whether Ansible was asked."""
    asked: list[Any] = []

    def render(one: Any) -> str:
        asked.append(one)
        return "x"

    shared.render(value, raw, render)
    return bool(asked)


@pytest.mark.parametrize(
    ("first", "second", "again"),
    [
        ({"a": "1"}, {"a": "1", "other": "2"}, False),
        ({"a": "1"}, {"a": "2"}, True),
        ({"a": 1}, {"a": True}, True),
        ({}, {"a": None}, True),
        ({"a": trusted("{{ b }}"), "b": "1"}, {"a": trusted("{{ b }}"), "b": "1"}, False),
        ({"a": trusted("{{ b }}"), "b": "1"}, {"a": trusted("{{ b }}"), "b": "2"}, True),
        ({"a": trusted("{{ b }}"), "b": "1"}, {"a": untrusted("{{ b }}"), "b": "1"}, True),
        ({"a": ["1"]}, {"a": ["1"]}, True),
        ({"a": "{{ now() }}"}, {"a": "{{ now() }}"}, True),
    ],
)
def test_a_template_is_rendered_again_where_it_may_differ(first: dict[str, Any], second: dict[str, Any], again: bool) -> None:
    shared = SharedTemplates()
    value = {"x": trusted("{{ a }}"), "y": "z"}
    assert rendered(shared, value, **first)
    assert rendered(shared, value, **second) is again
    assert rendered(shared, "{{ a }}", **first), "a text is no dictionary"


def test_what_fails_is_not_kept() -> None:
    shared = SharedTemplates()

    def fails(value: Any) -> Any:
        raise ValueError(value)

    with pytest.raises(ValueError, match="a"):
        shared.render("{{ a }}", {}, fails)
    assert rendered(shared, "{{ a }}")
