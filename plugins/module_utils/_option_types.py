# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a task as the user wrote them, before ansible-core converts them: it makes texts of everything. Pure.

``No`` would be the text ``False``, ``4.91E+11`` a number that nobody can dial, and a password of digits another one.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable, Iterator, NamedTuple, Sequence

from ansible.module_utils.common import validation

from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import group_rows, unknown_key
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, firmware
from ansible_collections.voip.grandstream.plugins.module_utils._shapes import (
    EXAMPLES,
    no_choice,
    no_dictionary,
    no_list,
    row_problems,
)
from ansible_collections.voip.grandstream.plugins.module_utils._text import kind_of, shortened, shown, visible

if TYPE_CHECKING:
    Spec = Mapping[str, Mapping[str, Any]]

_MOST_NAMED = 10
"""Places that one sentence names."""

_TEXTS_OF_A_KEY = ("label", "value")
"""The fields of a programmable key that hold text."""


class _Place(NamedTuple):
    """A place among the options of a task. ``layer``: the name of the layer that it is in."""

    path: str
    layer: str = ""

    def __str__(self) -> str:
        return f"{self.path} ({shortened(visible(self.layer))})" if self.layer else self.path

    def below(self, name: str) -> _Place:
        """Return the place of a key of a dictionary that is here."""
        return self._replace(path=f"{self.path}.{name}" if self.path else name)

    def item(self, index: int) -> _Place:
        """Return the place of an item of a list that is here."""
        return self._replace(path=f"{self.path}[{index}]")


class _Given(NamedTuple):
    """One value that is no dictionary or list: its place, its part of the argument spec, and what the user wrote."""

    place: _Place
    spec: Mapping[str, Any]
    value: Any


def accepted(options: Mapping[str, Any], spec: Spec) -> dict[str, Any]:
    """Return options in which what is plainly meant is written as ansible-core's validation wants it.

    That is a group by its name alone, also in layers, and a model in capitals.
    """
    found = dict(options)
    if "groups" in spec:
        found.update({name: group_rows(found[name]) for name in ("groups",) if name in found})
    if "layers" in spec and isinstance(found.get("layers"), (list, tuple)):
        inner = spec["layers"]["options"]
        found["layers"] = [accepted(layer, inner) if isinstance(layer, Mapping) else layer for layer in found["layers"]]
    model = catalogue.model_of(found.get("model")) if "model" in spec else None
    return {**found, "model": model} if model else found


def type_problems(options: Mapping[str, Any], spec: Spec, names: Mapping[str, str] | None = None) -> list[str]:
    """Return a sentence, with its place, for each option that ansible-core would refuse, or make another text of.

    A text may be written as a whole number: ids and telephone numbers are. Secrets are left to ``_secrets_input``. ``spec``: an
    argument spec of ansible-core. ``names``: what the user calls an option, where that is not its name. What is wrong beyond
    that, such as an option that is missing, ansible-core says.
    """
    found = []
    for name, option in spec.items():
        place = _Place((names or {}).get(name, name))
        found += [f"{where}: {problem}" for where, problem in _problems(place, name, option, options.get(name))]
    return found


def unquoted_numbers(options: Mapping[str, Any], spec: Spec) -> list[str]:
    """Return the places where a text is written as a number: of options, and of settings that hold text."""
    found = [
        str(given.place) for given in _given(options, spec) if given.spec.get("type", "str") == "str" and _is_number(given.value)
    ]
    return found + [str(place) for place in _numbers_of_settings(options)]


def unquoted_warning(places: list[str]) -> str:
    """Return the sentence about :func:`unquoted_numbers`."""
    more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
    return (
        f"These texts are written as numbers: {', '.join(places[:_MOST_NAMED])}{more}. A number loses its leading zeros (YAML "
        "reads 0123 as 83). In quotes it keeps them"
    )


def _problems(place: _Place, name: str, option: Mapping[str, Any], value: Any) -> Iterator[tuple[_Place, str]]:
    """Yield the places and sentences of what is wrong with an option of this name."""
    kind = option.get("type", "str")
    if value is None or (option.get("no_log") and kind != "dict"):
        # See `_secrets_input`.
        return
    if kind == "list":
        yield from _list_problems(place, name, option, value)
    elif kind == "dict":
        if not _is_dictionary(value):
            yield place, no_dictionary(value, EXAMPLES.get(name, "{KEY: VALUE}"))
        elif isinstance(value, Mapping) and "options" in option:
            yield from _dictionary_problems(place, option["options"], value)
    else:
        problem = _problem(_Given(place, {**option, "type": kind}, value))
        if problem is None and value and isinstance(value, str) and name in _FORMS:
            problem = _FORMS[name](value)
        if problem:
            yield place, problem


_FORMS: dict[str, Callable[[str], str | None]] = {"firmware": firmware.version_problem}
"""What is wrong with a text that has a form, by the name of its option."""


def _list_problems(place: _Place, name: str, option: Mapping[str, Any], value: Any) -> Iterator[tuple[_Place, str]]:
    element = {**option, "type": option.get("elements", "str")}
    if isinstance(value, (list, tuple)):
        rows = list(value)
        wrong = row_problems(name, _as_rows(rows)) if f"{name}[]" in EXAMPLES else []
        yield from ((place._replace(path=place.path + where[len(name) :]), sentence) for where, sentence in wrong)
        for index, item in enumerate(rows):
            inner = place.item(index)
            if wrong and not _is_dictionary(item):
                continue
            if name == "layers" and isinstance(item, Mapping):
                inner = _of_layer(inner, item)
            yield from _problems(inner, name, element, item)
    elif isinstance(value, Mapping) or f"{name}[]" in EXAMPLES:
        if not (isinstance(value, str) and _is_dictionary(value)):
            yield place, no_list(value, EXAMPLES.get(name, "[a, b]"))
    else:
        # ansible-core makes a list of it, and of a text with commas one of several.
        for item in value.split(",") if isinstance(value, str) else [value]:
            yield from _problems(place, name, element, item)


def _as_rows(rows: Sequence[Any]) -> list[Any]:
    """Return the items of a list with a dictionary for each text that ansible-core takes as one."""
    return [{} if _is_dictionary(row) else row for row in rows]


def _dictionary_problems(place: _Place, spec: Spec, value: Mapping[Any, Any]) -> Iterator[tuple[_Place, str]]:
    for key in value:
        if key not in spec:
            yield place.below(shortened(visible(str(key)))), unknown_key(key, [name for name in spec if name != "problem"])
    for name, option in spec.items():
        yield from _problems(place.below(name), name, option, value.get(name))


def _given(options: Mapping[str, Any], spec: Spec, above: _Place = _Place("")) -> Iterator[_Given]:  # noqa: B008 - immutable
    """Yield the values of options, and of the dictionaries in lists of them, that are neither."""
    for name, option in spec.items():
        for place, item in _items(options.get(name), above.below(name)):
            if isinstance(item, Mapping) and "options" in option:
                yield from _given(item, option["options"], _of_layer(place, item) if name == "layers" else place)
            elif item is not None:
                kind = option.get("elements", "str") if option.get("type") == "list" else option.get("type", "str")
                yield _Given(place, {**option, "type": kind}, item)


def _items(value: Any, place: _Place) -> list[tuple[_Place, Any]]:
    if isinstance(value, (list, tuple)):
        return [(place.item(index), item) for index, item in enumerate(value)]
    return [(place, value)]


def _of_layer(place: _Place, layer: Mapping[str, Any]) -> _Place:
    """Return the place above what a layer says. ``place``: of the layer."""
    return _Place("", str(layer.get("name") or place.path))


def _problem(given: _Given) -> str | None:
    """Return what is wrong with a value that should be a text, a number, or yes or no."""
    kind, value = given.spec["type"], given.value
    if kind in ("str", "path"):
        if not isinstance(value, str) and not _is_number(value):
            return f"it is {kind_of(value)} here, and not a text. Write it in quotes"
        choices = given.spec.get("choices")
        return no_choice(value, choices) if choices and str(value) not in choices else None
    if kind == "int" and isinstance(value, bool):
        return "it is a boolean here. Write a number"
    if kind not in _CHECKS:
        return None
    check, right = _CHECKS[kind]
    try:
        check(value)
    except (TypeError, ValueError, ArithmeticError):
        return f"{shown(value) if isinstance(value, str) else kind_of(value)} is not {right}"
    return None


_CHECKS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "int": (validation.check_type_int, "a whole number. Write it in digits"),
    "float": (validation.check_type_float, "a number. Write it in digits"),
    "bool": (validation.check_type_bool, "yes or no. Write true or false"),
}
"""ansible-core's checks, and what is right."""


def _is_dictionary(value: Any) -> bool:
    """Return whether ansible-core takes a value as a dictionary: a text may be JSON, or ``key=value``."""
    return isinstance(value, Mapping) or (isinstance(value, str) and (value.strip().startswith("{") or "=" in value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _numbers_of_settings(state: Mapping[str, Any], above: _Place = _Place("")) -> Iterator[_Place]:  # noqa: B008 - immutable
    """Yield the places of texts under ``settings``, ``accounts``, ``keys`` and ``values``, of the task and of its ``layers``."""
    for place, entries in _dictionaries(state):
        for key, value in entries.items():
            setting = catalogue.by_name(key) if isinstance(key, str) else None
            is_text = key in _TEXTS_OF_A_KEY if place.startswith("keys.") else setting is not None and setting.type == "string"
            if is_text and _is_number(value):
                yield above.below(f"{place}.{key}")
    layers = state.get("layers")
    for index, layer in enumerate(layers if isinstance(layers, list) else ()):
        if isinstance(layer, Mapping):
            yield from _numbers_of_settings(layer, _of_layer(_Place(f"layers[{index}]"), layer))


def _dictionaries(state: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    found = {name: state.get(name) for name in ("settings", "values")}
    for name in ("accounts", "keys"):
        parts = state.get(name)
        if isinstance(parts, Mapping):
            found.update({f"{name}.{number}": entries for number, entries in parts.items()})
    return ((place, entries) for place, entries in found.items() if isinstance(entries, Mapping))
