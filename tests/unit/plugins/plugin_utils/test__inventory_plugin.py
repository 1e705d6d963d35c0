# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts of unknown origin in the inventory: values that are never templates, and names that can do no harm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible import template
from ansible.parsing.dataloader import DataLoader
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_plugin import address_of, as_variable, safe_name

#: What makes a text a template: nothing in ansible-core 2.18, a tag in later ones.
trusted: Callable[[str], str] = getattr(template, "trust_as_template", str)

TEMPLATES = (
    "{{ lookup('pipe', 'id') }}",
    "{% raw %}x{% endraw %}",
    "{# a comment #}",
    "#jinja2: variable_start_string: '[%', variable_end_string: '%]'\n[% 7 * 6 %]",
    "a {{ 7 * 6 }} b",
)


def templated(value: Any) -> Any:
    """What a task makes of a variable of that value."""
    return template.Templar(loader=DataLoader(), variables={"it": value}).template(trusted("{{ it }}"))


@pytest.mark.parametrize("text", TEMPLATES)
def test_templates_stay_texts(text: str) -> None:
    value = as_variable({"vendor_name": text, "more": None})
    assert value == {"vendor_name": text, "more": None}
    assert templated(value) == {"vendor_name": text, "more": None}
    assert templated(value["vendor_name"]) == text


@given(st.text(max_size=60) | st.text("{}%#[]()'\"a1 ", max_size=30))
def test_any_text_stays_as_it_is(text: str) -> None:
    assert templated(as_variable(text)) == text


@pytest.mark.parametrize("text", ["Grandstream", "Grandstream Networks, Inc.", "1.0.3.49", "V2.2A", "192.0.2.10", "2001:db8::1"])
def test_ordinary_texts_are_plain_for_everyone_who_reads_the_inventory(text: str) -> None:
    """ansible-core 2.18 marks with a class, later ones by the lack of a tag."""
    value = as_variable(text)
    assert not getattr(value, "__UNSAFE__", False)
    assert getattr(template, "is_trusted_as_template", lambda dummy: True)(value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("phone-17", "phone-17"),
        ("phone 17", "phone_17"),
        ("V2.2A", "V2.2A"),
        (17, "17"),
        ("grün", "grün"),
        ("{{ lookup('pipe', 'id') }}", "lookup__pipe____id_____"),
        ("../../etc/passwd", "etc_passwd"),
        ("--limit=all", "limit_all"),
        ("a:b,c!d&e*f?g[1:2]~", "a_b_c_d_e_f_g_1_2__"),
        ("x" * 500, "x" * 200),
        ("localhost", None),
        ("LocalHost", None),
        ("127.0.0.1", None),
        ("192.0.2.99", None),
        (" 192.0.2.99 ", None),
        ("", None),
        ("...", None),
        ("\n", None),
        (None, None),
        (True, None),
        (["a"], None),
        ({}, None),
    ],
)
def test_names(text: Any, name: str | None) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=300))
def test_any_text_gives_a_safe_name_or_none(text: str) -> None:
    name = safe_name(text)
    if name is not None:
        assert not set(name) & set(" /\\,:;!&*?[]{}~@'\"$`|<>()\n\t")
        assert name[0] not in ".-_"
        assert 0 < len(name) <= 200
        assert safe_name(name) == name


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.10", "192.0.2.10"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("lobby.example.net", None),
        (None, None),
    ],
)
def test_addresses(text: str | None, address: str | None) -> None:
    assert address_of(text) == address
