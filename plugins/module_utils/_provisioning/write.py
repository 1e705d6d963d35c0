# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a desired state to P values and to the text of a provisioning file. Pure.

The law: what is written of a state and read again (`read`) is a state of the same values.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping, Sequence
from xml.sax.saxutils import escape

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.xml_file import ROOT
from ansible_collections.voip.grandstream.plugins.module_utils._settings import aliases
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import Values, to_values
from ansible_collections.voip.grandstream.plugins.module_utils._text import kind_of, shortened, visible

IGNORED = ("groups", "contacts", "purge", "purge_groups", "allow_empty", "match_by", "not_understood")
"""Keys of a desired state that are no values: the phonebook's, and what the filter from_provisioning returns beside it."""


def desired_values(state: Any, model: str | None) -> Values:
    """Return the P values of a desired state, a dictionary of ``settings``, ``accounts``, ``keys``, ``model``, :data:`IGNORED`.

    ``model``: goes before the state's own. Raise :class:`InputError` with all problems, each with its path.
    """
    if not isinstance(state, Mapping):
        raise InputError(f"a desired state must be a dictionary with settings and accounts, and not {kind_of(state)}")
    known = ("settings", "accounts", "keys", "model", *IGNORED)
    problems = [
        f"{shortened(visible(str(key)))}: unknown. Allowed are settings, accounts, keys and model"
        for key in state
        if key not in known
    ]
    model = state.get("model") if model is None else model
    values = to_values(state.get("settings"), state.get("accounts"), model, state.get("keys"))
    problems += values.problems
    if problems:
        raise InputError("; ".join(problems))
    return values


def provisioning_xml(texts: Mapping[str, str], mac: str | None = None) -> str:
    """Return the text of a file in version 1, which is the same for the same values.

    ``texts``: text by bare P number, that can be written (see ``text_problem``). ``mac``: 12 digits, if the file is for one
    phone only.
    """
    return _file(mac, 1, [_leaf(f"P{number}", f"P{number}", texts[number]) for number in sorted(texts, key=int)])


def named_provisioning_xml(values: Values, mac: str | None = None) -> str:
    """Return the text of a file in version 2, with the vendor's names and words, in the order of the P numbers.

    ``mac``: as above. Raise :class:`InputError` with each value of which the vendor's name or word is not certain.
    """
    lines: list[str] = []
    problems: dict[str, None] = {}
    for number in sorted(values.texts, key=int):
        item = aliases.written(number, values.texts[number], values.model)
        if isinstance(item, str):
            problems[f"{values.paths.get(number, f'settings.P{number}')}: {item}"] = None
        else:
            lines.append(_leaf(f'item name="{item.name}"', "item", item.word))
    if problems:
        raise InputError("; ".join(problems), problems=list(problems))
    return _file(mac, 2, lines)


def _file(mac: str | None, version: int, lines: Sequence[str]) -> str:
    of_mac = [] if mac is None else [f"  <mac>{mac}</mac>"]
    head = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{ROOT} version="1">', *of_mac, f'  <config version="{version}">']
    return "\n".join([*head, *lines, "  </config>", f"</{ROOT}>", ""])


def _leaf(start: str, end: str, text: str) -> str:
    # XML turns a bare carriage return into a line feed. What starts with a line feed looks like what an editor has indented.
    attribute = ' xml:space="preserve"' if text.startswith("\n") else ""
    return f"    <{start}{attribute}>{escape(text, {chr(13): '&#13;'})}</{end}>"
