# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a desired state to P values and to the text of a provisioning file. Pure.

The law: what is written of a state and read again (`read`) is a state of the same values.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping
from xml.sax.saxutils import escape

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.xml_file import ROOT
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
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{ROOT} version="1">']
    if mac is not None:
        lines.append(f"  <mac>{mac}</mac>")
    lines.append('  <config version="1">')
    lines += [_leaf(number, texts[number]) for number in sorted(texts, key=int)]
    return "\n".join([*lines, "  </config>", f"</{ROOT}>", ""])


def _leaf(number: str, text: str) -> str:
    # XML turns a bare carriage return into a line feed. What starts with a line feed looks like what an editor has indented.
    attribute = ' xml:space="preserve"' if text.startswith("\n") else ""
    return f"    <P{number}{attribute}>{escape(text, {chr(13): '&#13;'})}</P{number}>"
