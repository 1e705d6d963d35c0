# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Programmable keys for hypothesis: what users write for them, and what phones hold."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, keys

TEXT = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=6)


def facts_of(model: str) -> keys.Keys:
    facts = keys.keys_of(model)
    assert facts is not None
    return facts


@st.composite
def entries(draw: st.DrawFn, model: str) -> dict[str, Any]:
    """A key as a user may write it."""
    facts = facts_of(model)
    mode = draw(st.sampled_from([*facts.modes.values(), keys.NONE]))
    entry: dict[str, Any] = {"mode": draw(st.sampled_from([mode, mode.upper()]))}
    if mode == keys.NONE:
        return entry
    account = st.integers(1, catalogue.accounts_of(model))
    if keys.uses(mode, "account", model) and draw(st.booleans()):
        entry["account"] = draw(account | account.map(str))
    if "label" in facts.fields and draw(st.booleans()):
        entry["label"] = draw(TEXT)
    entry["value"] = draw(TEXT.filter(bool) | st.integers(0, 999))
    return entry


def some_keys(model: str, most: int = 3) -> st.SearchStrategy[dict[Any, Any]]:
    """The section of a desired state."""
    return st.dictionaries(st.sampled_from(facts_of(model).all), entries(model), max_size=most)


@st.composite
def held(draw: st.DrawFn, model: str) -> dict[str, str]:
    """What a phone may hold of some keys, by bare P number: mostly what makes sense."""
    facts = facts_of(model)
    values = {}
    for key in draw(st.sets(st.sampled_from(facts.all), max_size=4)):
        for field, number in facts.numbers_of(key).items():
            modes = st.sampled_from([*facts.modes, "7"])
            texts = {"mode": modes, "account": st.sampled_from(["0", "0", "1", "15", "x", ""])}.get(field, TEXT | st.just(""))
            if draw(st.integers(0, 9)):
                values[number] = draw(texts)
    return values
