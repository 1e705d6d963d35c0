# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a task as the user wrote them, before ansible-core converts them: it makes texts of everything. Pure.

``No`` would be the text ``False``, ``4.91E+11`` a number that nobody can dial, and a password of digits another one.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Iterator, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._text import kind_of, shortened, visible

if TYPE_CHECKING:
    Spec = Mapping[str, Mapping[str, Any]]

_MOST_NAMED = 10
"""Places that one sentence names."""


class _Given(NamedTuple):
    """One value that is no dictionary or list: its place, its part of the argument spec, and what the user wrote."""

    place: str
    spec: Mapping[str, Any]
    value: Any


def type_problems(options: Mapping[str, Any], spec: Spec) -> list[str]:
    """Return a sentence, with its place, for each option whose text would not be what the user wrote.

    A text may be written as a whole number: ids and telephone numbers are. Secrets are left to ``_secrets_input``. ``spec``: an
    argument spec of ansible-core. What is wrong beyond that, ansible-core says.
    """
    found = ((given.place, _problem(given)) for given in _given(options, spec))
    return [f"{place}: {problem}" for place, problem in found if problem]


def unquoted_numbers(options: Mapping[str, Any], spec: Spec) -> list[str]:
    """Return the places where a text is written as a number: of options, and of settings that hold text."""
    found = [given.place for given in _given(options, spec) if given.spec.get("type", "str") == "str" and _is_number(given.value)]
    return found + list(_numbers_of_settings(options, ""))


def unquoted_warning(places: list[str]) -> str:
    """Return the sentence about :func:`unquoted_numbers`."""
    more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
    return (
        f"These texts are written as numbers: {', '.join(places[:_MOST_NAMED])}{more}. A number loses its leading zeros (YAML "
        "reads 0123 as 83). In quotes it keeps them"
    )


def _given(options: Mapping[str, Any], spec: Spec, path: str = "") -> Iterator[_Given]:
    for name, option in spec.items():
        value = options.get(name)
        for place, item in _items(value, f"{path}{name}"):
            if isinstance(item, Mapping) and "options" in option:
                yield from _given(item, option["options"], f"{place}.")
            elif item is not None:
                kind = option.get("elements", "str") if option.get("type") == "list" else option.get("type", "str")
                yield _Given(place, {**option, "type": kind}, item)


def _items(value: Any, path: str) -> list[tuple[str, Any]]:
    if isinstance(value, (list, tuple)):
        return [(f"{path}[{index}]", item) for index, item in enumerate(value)]
    return [(path, value)]


def _problem(given: _Given) -> str | None:
    kind = given.spec["type"]
    if kind == "int" and isinstance(given.value, bool):
        return "it is a boolean here. Write a number"
    if kind == "dict" and not _is_dictionary(given.value):
        # ansible-core would not say which option it is.
        first = next(iter(given.spec.get("options") or {}), "KEY")
        return f"it is {kind_of(given.value)} here, and not a dictionary. Write it as {first}: VALUE"
    if kind not in ("str", "path") or isinstance(given.value, str):
        return None
    if given.spec.get("no_log"):
        # See `_secrets_input`.
        return None
    if _is_number(given.value):
        return None
    return f"it is {kind_of(given.value)} here, and not a text. Write it in quotes"


def _is_dictionary(value: Any) -> bool:
    """Return whether ansible-core takes a value as a dictionary: a text may be JSON, or ``key=value``."""
    return isinstance(value, Mapping) or (isinstance(value, str) and (value.strip().startswith("{") or "=" in value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _numbers_of_settings(state: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield the places of texts under ``settings``, ``accounts`` and ``values``, of the task and of its ``layers``."""
    for place, entries in _dictionaries(state):
        for key, value in entries.items():
            setting = catalogue.by_name(key) if isinstance(key, str) else None
            if setting is not None and setting.type == "string" and _is_number(value):
                yield f"{path}{place}.{key}"
    layers = state.get("layers")
    for layer in layers if isinstance(layers, list) else ():
        if isinstance(layer, Mapping):
            yield from _numbers_of_settings(layer, f"{shortened(visible(str(layer.get('name'))))}: ")


def _dictionaries(state: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    accounts = state.get("accounts")
    found = {
        **{name: state.get(name) for name in ("settings", "values")},
        **({f"accounts.{number}": entries for number, entries in accounts.items()} if isinstance(accounts, Mapping) else {}),
    }
    return ((place, entries) for place, entries in found.items() if isinstance(entries, Mapping))
