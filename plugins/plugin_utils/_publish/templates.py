# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Templates that many hosts share, rendered once for all hosts on which the variables in them are the same.

A bundle says the same for a whole site, but Ansible compiles and renders its templates anew for each host, which takes longer
than all the rest. What a template depends on is told by its syntax tree.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t
from functools import lru_cache

import ansible.template
from jinja2 import Environment, TemplateError, nodes

from ansible_collections.voip.grandstream.plugins.plugin_utils._plain_values import OVERRIDE, is_templated

_PURE_FILTERS = frozenset(
    name
    for short in (
        *("abs", "b64decode", "b64encode", "bool", "capitalize", "combine", "d", "default", "dict2items", "first", "flatten"),
        *("float", "format", "hash", "int", "ipaddr", "items2dict", "join", "last", "length", "list", "lower", "mandatory"),
        *(
            "max",
            "min",
            "regex_replace",
            "regex_search",
            "reject",
            "rejectattr",
            "replace",
            "round",
            "select",
            "selectattr",
            "sort",
        ),
        *("split", "string", "ternary", "title", "trim", "truncate", "union", "unique", "upper", "urlencode"),
    )
    for name in (short, f"ansible.builtin.{short}")
)
"""Filters that always give the same for the same."""

_MOST_NAMES = 50
"""Variables that one template may depend on, by way of others."""

_ABSENT = ("absent",)

# ansible-core has it since 2.19. Before, texts are marked that are not to be trusted.
_IS_TRUSTED: t.Callable[[t.Any], bool] = getattr(ansible.template, "is_trusted_as_template", lambda dummy: True)


class SharedTemplates:
    """What was rendered so far."""

    def __init__(self) -> None:
        self._rendered: dict[t.Any, t.Any] = {}

    def render(self, value: t.Any, raw: t.Mapping[str, t.Any], render: t.Callable[[t.Any], t.Any]) -> t.Any:
        """Return a value with its templates rendered.

        ``raw``: the variables of the host. ``render``: Ansible's own templating of the host, which is asked where nothing equal
        was rendered before. What it raises is not kept.
        """
        key = _key(value, raw)
        if key is None:
            return render(value)
        if key not in self._rendered:
            self._rendered[key] = render(value)
        return self._rendered[key]


def _key(value: t.Any, raw: t.Mapping[str, t.Any]) -> t.Any:
    """Return what the rendered value depends on; None where that cannot be told."""
    told = _texts(value)
    if told is None:
        return None
    waiting = [name for text in _templates_in(told) for name in names_in(text)]
    known: dict[str, t.Any] = {}
    while waiting:
        name = waiting.pop()
        if name is None or len(known) > _MOST_NAMES:
            return None
        if name in known:
            continue
        found = raw.get(name, _ABSENT)
        if found is not _ABSENT and not isinstance(found, (str, int, float, bool, type(None))):
            return None
        # A number and a boolean may be equal.
        known[name] = (isinstance(found, bool), _is_trusted(found), found)
        if isinstance(found, str) and is_templated(found):
            waiting += names_in(str(found))
    return (told, tuple(sorted(known.items())))


def _texts(value: t.Any) -> t.Any:
    """Return a text, or a dictionary of plain values, as something that can be a key; None for anything else."""
    if isinstance(value, str):
        return (_is_trusted(value), str(value))
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        return None
    return tuple((isinstance(name, bool), name, _is_trusted(item), str(item)) for name, item in value.items())


def _templates_in(told: t.Any) -> t.Iterator[str]:
    yield from [told[1]] if isinstance(told[0], bool) else (row[3] for row in told)


def _is_trusted(value: t.Any) -> bool:
    """Return whether Ansible would render the templates in a text: not in what is marked ``!unsafe`` and the like."""
    return not hasattr(value, "__UNSAFE__") and _IS_TRUSTED(value)


@lru_cache(maxsize=10_000)
def names_in(text: str) -> tuple[str | None, ...]:
    """Return the variables that a template depends on; ``(None,)`` where it may depend on more, such as the time or a file."""
    if text.startswith(OVERRIDE):
        return (None,)
    try:
        tree = Environment(autoescape=False).parse(text)
    except TemplateError:
        return (None,)
    if any(node.name not in _PURE_FILTERS for node in tree.find_all(nodes.Filter)):
        return (None,)
    # Calls of methods may be anything, and of functions too, such as lookup and now.
    if any(True for dummy in tree.find_all((nodes.Call, nodes.CallBlock, nodes.Import, nodes.FromImport, nodes.Include))):
        return (None,)
    return tuple(sorted({node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}))
