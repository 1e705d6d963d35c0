# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Programmable keys: what a user writes for one, and the texts of its P numbers. Pure.

The desk phones have 160 keys, each with a mode, an account, a name and a value. A WP820 has speed dials on the digits, with an
account and a number, in P numbers that mean other things on the desk phones. So nothing is known of keys without the model.

A key is written whole: what its entry does not say is empty, or account 1. The law: what :func:`entry_of` gives,
:func:`texts_of` turns into exactly the texts that it came from.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Iterator, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._masking import holds_secret
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import Setting
from ansible_collections.voip.grandstream.plugins.module_utils._settings.codec import from_text, to_text
from ansible_collections.voip.grandstream.plugins.module_utils._shapes import EXAMPLES, no_dictionary
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown

FIELDS = ("mode", "account", "label", "value")

NONE = "none"
"""The mode of a key without a use. On the phone it is the first mode, with everything else empty."""

_BLF = "blf"
_KEY = re.compile(r"0|[1-9][0-9]{0,2}")
_EMPTY = {"mode": "0", "account": "0", "label": "", "value": ""}


class Keys(NamedTuple):
    """The keys of one or more models.

    ``p``: the P number of field 0 of key ``first``; each next key has ``step`` more. ``fields``: the offset of each field that
    the phone has. ``modes``: from the phone's text to the user's word; the one of a phone without that field has the text
    ``""``. ``without_account``: the modes that use none.
    """

    models: Sequence[str]
    first: int
    last: int
    p: int
    step: int
    fields: Mapping[str, int]
    modes: Mapping[str, str]
    reboot: bool
    missing: Sequence[int] = ()
    without_account: Sequence[str] = ()

    @property
    def all(self) -> list[int]:
        """Return the keys there are."""
        return [key for key in range(self.first, self.last + 1) if key not in self.missing]

    def numbers_of(self, key: int) -> dict[str, str]:
        """Return the bare P number of each field of a key."""
        return {field: str(self.p + self.step * (key - self.first) + offset) for field, offset in self.fields.items()}


@lru_cache(maxsize=None)
def keys_of(model: str | None) -> Keys | None:
    """Return the keys of a model; None if that is not known."""
    return next((Keys(**facts) for facts in catalogue.KEYS if model in facts["models"]), None)


def key_number(key: Any) -> int | None:
    """Return the number of a key from 1, ``1`` or 0; None for anything else."""
    if isinstance(key, str):
        return int(key) if _KEY.fullmatch(key) else None
    return key if isinstance(key, int) and not isinstance(key, bool) and 0 <= key < 1000 else None


def numbers(model: str | None) -> list[str]:
    """Return the bare P numbers of all keys of a model; none if that is not known."""
    keys = keys_of(model)
    return [number for key in keys.all for number in keys.numbers_of(key).values()] if keys else []


def place_of(number: str, model: str | None) -> tuple[int, str] | None:
    """Return which key, and which of its fields, a bare P number is on a model; None for any other number."""
    keys = keys_of(model)
    if keys is None or not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    # Without a table: most runs name no key at all.
    position, offset = divmod(int(number) - keys.p, keys.step)
    key = position + keys.first
    if not keys.first <= key <= keys.last or key in keys.missing:
        return None
    return next(((key, field) for field, one in keys.fields.items() if one == offset), None)


def needs_reboot(number: str, model: str | None) -> bool:
    """Return whether a bare P number is a field of a key whose change takes effect only after a reboot."""
    keys = keys_of(model)
    return keys is not None and keys.reboot and place_of(number, model) is not None


def why_no_key(model: str) -> str:
    """Return which keys there are on the model, as a sentence."""
    keys = keys_of(model)
    if keys is None or not keys.missing:
        return f"a {model} has keys {keys.first if keys else 1} to {keys.last if keys else 1}"
    return f"a {model} has speed dials on the digits 0 and {keys.missing[0] + 1} to {keys.last}"


def uses(mode: Any, field: str, model: str | None) -> bool:
    """Return whether a key of this mode has a use for ``field``. Of an unknown mode or model, each may have one."""
    if field == "mode" or not isinstance(mode, str):
        return True
    if mode.lower() == NONE:
        return False
    keys = keys_of(model)
    return field != "account" or keys is None or mode.lower() not in keys.without_account


class Problem(NamedTuple):
    """A fault of an entry: in which ``field``, None for the whole, and a sentence."""

    field: str | None
    sentence: str


def texts_of(entry: Any, model: str) -> tuple[dict[str, str], list[Problem]]:
    """Return the phone's text by field for what a user writes for a key of a known model, and all problems.

    Where there are problems, the texts are not to be used.
    """
    keys = keys_of(model)
    if entry is None:
        return {}, [Problem(None, "null takes a key out of weaker layers only. Leave it out, or write {mode: none} to clear it")]
    if keys is None or not isinstance(entry, Mapping):
        return {}, [Problem(None, no_dictionary(entry, EXAMPLES["keys."]))]
    problems = [Problem(str(field), f"unknown. Allowed are {', '.join(FIELDS)}") for field in entry if field not in FIELDS]
    mode, wrong_mode = _mode(entry, keys)
    if wrong_mode:
        return {}, [*problems, wrong_mode]
    said = {field: entry[field] for field in FIELDS[1:] if field in entry}
    problems += [problem for field in said for problem in [_why_needless(field, mode, keys, model)] if problem]
    texts = {field: _EMPTY[field] for field in keys.fields}
    if mode == NONE or problems:
        return texts, problems
    if "mode" in keys.fields:
        texts["mode"] = next(text for text, word in keys.modes.items() if word == mode)
    for field, value in said.items():
        try:
            texts[field] = to_text(_setting(field, model), value)
        except ValueError as error:  # noqa: PERF203 - to tell all problems at once
            problems.append(Problem(field, str(error)))
    if not problems and not texts["value"]:
        problems.append(Problem(None, f"the mode {mode} needs a value"))
    return texts, problems


def _mode(entry: Mapping[Any, Any], keys: Keys) -> tuple[str, Problem | None]:
    """Return the mode in lower case, or what is wrong with it."""
    words = [*dict.fromkeys(keys.modes.values()), NONE]
    if "mode" not in entry:
        return "", Problem(None, f"it has no mode. Write one of {', '.join(words)}")
    mode = entry["mode"]
    if isinstance(mode, str) and mode.lower() in words:
        return mode.lower(), None
    return "", Problem("mode", f"{shown(mode)} is not one of {', '.join(words)}")


def _why_needless(field: str, mode: str, keys: Keys, model: str) -> Problem | None:
    if mode == NONE:
        return Problem(field, "the mode none clears the key, and takes nothing else. Leave it out")
    if field not in keys.fields:
        return Problem(field, f"the speed dials of a {model} have no {field}. Leave it out")
    if not uses(mode, field, model):
        return Problem(field, f"the mode {mode} uses no {field}. Leave it out")
    return None


@lru_cache(maxsize=None)
def _setting(field: str, model: str) -> Setting:
    """Return a field as a setting, so that its values are those of all settings."""
    if field == "account":
        return Setting(
            "account", "integer", [""], minimum=0, maximum=catalogue.accounts_of(model) - 1, counted_from=0, default="0"
        )
    return Setting(field, "string", [""])


def entry_of(texts: Mapping[str, str], model: str) -> dict[str, Any] | None:
    """Return what a user writes for a key that holds these texts by field; None where that would not give them again."""
    keys = keys_of(model)
    if keys is None or any(holds_secret(text) for text in texts.values()):
        return None
    if all(text == _EMPTY[field] for field, text in texts.items()):
        return {"mode": NONE}
    mode = keys.modes.get(texts.get("mode", ""))
    entry: dict[str, Any] = {"mode": mode}
    if uses(mode, "account", model):
        entry["account"] = from_text(_setting("account", model), texts["account"])
    entry.update({field: texts[field] for field in ("label", "value") if texts.get(field)})
    again, problems = texts_of(entry, model)
    return entry if not problems and again == texts else None


def entries(values: Mapping[str, str], model: str | None) -> Iterator[tuple[int, Sequence[str], dict[str, Any]]]:
    """Yield the keys that are wholly among the values, and can be written: each with its bare P numbers and its entry.

    ``values``: text by bare P number.
    """
    keys = keys_of(model)
    if keys is None or model is None:
        return
    places = [place_of(number, model) for number in values]
    for key in sorted({place[0] for place in places if place}):
        held = keys.numbers_of(key)
        if all(number in values for number in held.values()):
            entry = entry_of({field: values[number] for field, number in held.items()}, model)
            if entry is not None:
                yield key, list(held.values()), entry


def shown_entry(key: int, values: Mapping[str, str], model: str) -> dict[str, Any]:
    """Return a key for the user's eyes: its entry, or the phone's texts where it has none. ``values``: text by bare P number."""
    keys = keys_of(model)
    held = {field: values[number] for field, number in (keys.numbers_of(key) if keys else {}).items() if number in values}
    complete = keys is not None and len(held) == len(keys.fields)
    return (entry_of(held, model) if complete else None) or dict(held)


def factory_text(number: str, model: str | None) -> str | None:
    """Return what a field of a key holds at the factory; None for a number that is none."""
    place = place_of(number, model)
    return _EMPTY[place[1]] if place else None


def lamps(values: Mapping[str, str], model: str | None) -> dict[int, int]:
    """Return the accounts (from 1) of the keys among the values that are busy lamp fields, by the number of the key."""
    return {key: int(entry["account"]) for key, dummy, entry in entries(values, model) if entry["mode"] == _BLF}
