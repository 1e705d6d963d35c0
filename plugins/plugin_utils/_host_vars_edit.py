# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One line of a variables file that a person wrote is replaced, and all other lines and comments stay as they are. Pure.

What cannot be done safely is a sentence for that person instead.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
import typing as t

import yaml

VAULTED = "$ANSIBLE_VAULT"
"""How a file begins that is encrypted as a whole."""


class Edited(t.NamedTuple):
    """A variables file after the change: its whole ``text``, and the ``line`` that is new in it."""

    text: str
    line: str


def replaced(text: str, name: str, former: t.Any, value: str) -> Edited:
    """Return the file with another value of a variable that stands in it. Raise :class:`ValueError` with a sentence.

    ``former``: what Ansible takes the variable to be. Where the file says something else, another place is stronger.
    ``value``: without quotation marks and backslashes.
    """
    variables = variables_in(text)
    if variables.get(name) != former:
        raise ValueError("it stands there with another value than Ansible takes for it, or as a template")
    lines = text.split("\n")
    places = [place for place, line in enumerate(lines) if line.startswith(f"{name}:")]
    match = _line_of(name).fullmatch(lines[places[0]]) if len(places) == 1 else None
    if match is None:
        raise ValueError("it stands there in a form that this playbook does not edit")
    comment = f"  {match.group('comment')}" if match.group("comment") else ""
    line = f'{name}: "{value}"{comment}'
    lines[places[0]] = line
    return _checked("\n".join(lines), line, {**variables, name: value})


def added(text: str, name: str, value: str) -> Edited:
    """Return the file with one more variable, in a new last line. Raise :class:`ValueError` with a sentence."""
    line = f'{name}: "{value}"'
    variables = variables_in(text)
    between = "" if not text or text.endswith("\n") else "\n"
    return _checked(f"{text}{between}{line}\n", line, {**variables, name: value})


def variables_in(text: str) -> dict[t.Any, t.Any]:
    """Return the variables of a file; those with a tag, such as vaulted ones, as they stand there. Raise :class:`ValueError`."""
    if "\r" in text:
        raise ValueError("the file has line breaks of another system")
    try:
        found = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, RecursionError):
        # The last four: a tag such as !!int that does not fit its text, and lists in thousands of lists.
        raise ValueError("the file is not YAML that this playbook can read") from None
    if found is not None and not isinstance(found, dict):
        raise ValueError("the file does not hold variables")
    return found or {}


def _checked(text: str, line: str, wanted: dict[t.Any, t.Any]) -> Edited:
    """Return the file, if it says exactly what is wanted."""
    if variables_in(text) != wanted:
        raise ValueError("the file has a form that this playbook does not edit")
    return Edited(text, line)


def _line_of(name: str) -> re.Pattern[str]:
    """Return the pattern of a line with a plain or quoted text, and perhaps a comment."""
    value = r"""(?:"[^"\\]*"|'[^']*'|[^\s#"'&*!|>%@`\[\]{},?:-][^#]*?)"""
    return re.compile(rf"{name}:[ ]+{value}[ \t]*(?:[ \t](?P<comment>\#.*))?")


class _Loader(yaml.SafeLoader):
    """YAML in which every tag of Ansible is let be."""


def _tagged(dummy: _Loader, tag: str, node: yaml.Node) -> t.Any:
    return (tag, node.start_mark.column, str(node.value)) if isinstance(node, yaml.ScalarNode) else (tag, repr(node.value))


_Loader.add_multi_constructor("!", _tagged)
