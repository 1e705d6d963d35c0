# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names and words that the vendor's provisioning files of version 2 have for settings, and what they are here."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, Mapping, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import (
    MODELS,
    Setting,
    SettingPlace,
    by_name,
    by_number,
    place_at,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue_data import ALIASES
from ansible_collections.voip.grandstream.plugins.module_utils._settings.codec import to_text
from ansible_collections.voip.grandstream.plugins.module_utils._settings.keys import keys_of
from ansible_collections.voip.grandstream.plugins.module_utils._settings.keys import place_of as key_of_number
from ansible_collections.voip.grandstream.plugins.module_utils._text import yes_or_no

_DIGITS = re.compile(r"-?[0-9]+")
_NOT_A_LETTER = re.compile(r"[^a-z0-9+-]|-(?![0-9])")
_ACCOUNT = re.compile(r"account([1-9][0-9]?)")


def place_of(name: str) -> SettingPlace | None:
    """Return what a name of provisioning files is, such as ``account.3.sip.userid`` or ``network.dns.1.ip.4``, in any capitals:
    firmware is of two minds about ``userid`` and ``userId``."""
    return _places().get(name.lower())


def is_inverted(setting: Setting) -> bool:
    """Return whether a true value under the setting's name in provisioning files is a false one here."""
    return _facts()["settings"].get(setting.name, {}).get("inverted", False) is True


def names_of(setting: Setting) -> list[str]:
    """Return the setting's names in provisioning files, with ``{n}`` for the account or ``{octet}`` for the octet."""
    return list(_facts()["settings"].get(setting.name, {}).get("names", []))


def text_of_word(setting: Setting, word: str) -> str | None:
    """Return the phone's text for a value of a provisioning file; None where that is not known.

    ``setting``: as the phone's model has it. Firmware writes words there, such as ``Yes`` and ``User Name``, and takes P values
    too. The vendor's words that are no spelling of ours are held against each setting in catalogue/settings.json.
    """
    if not word:
        return word
    if setting.type == "boolean":
        return _boolean(setting, word)
    if setting.type == "enum":
        return _enum(setting, word)
    if setting.type in ("integer", "port"):
        return _integer(setting, word)
    return word


def squeezed(word: str) -> str:
    """Return a word as it is compared: ``User Name``, ``userName`` and ``user_name`` are the same."""
    return _NOT_A_LETTER.sub("", word.lower())


def _boolean(setting: Setting, word: str) -> str | None:
    inverted = is_inverted(setting)
    switch = yes_or_no(squeezed(word))
    if switch is None:
        return word if _DIGITS.fullmatch(word) and not inverted else None
    return str(int(switch != inverted))


def _enum(setting: Setting, word: str) -> str | None:
    ours = _facts()["settings"].get(setting.name, {}).get("words", {}).get(word)
    wanted = squeezed(word if ours is None else ours)
    texts = [text for text, known in setting.enum.items() if squeezed(known) == wanted]
    if texts:
        return texts[0]
    if _DIGITS.fullmatch(word) or word in setting.enum:
        return word if ours is None else None
    switch = yes_or_no(wanted)
    try:
        return None if switch is None else to_text(setting, switch)
    except ValueError:
        return None


def _integer(setting: Setting, word: str) -> str | None:
    if _DIGITS.fullmatch(word):
        return word
    account = _ACCOUNT.fullmatch(squeezed(word)) if setting.counted_from is not None else None
    return str(int(account.group(1)) - 1 + (setting.counted_from or 0)) if account else None


@lru_cache(maxsize=None)
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(ALIASES)
    return facts


def key_place_of(name: str, model: str | None) -> tuple[int, str] | None:
    """Return the key and its field that a name of provisioning files such as ``pks.mpk.12.mode`` has on a model.

    None for any other name, and where the model is not known.
    """
    return _key_places(model).get(name.lower())


def is_of_keys(name: str) -> bool:
    """Return whether a name of provisioning files is one of a key on any model."""
    return any(key_place_of(name, model) for model in MODELS)


def text_of_key_word(field: str, word: str, model: str) -> str | None:
    """Return the phone's text for a value of a field of a key in a provisioning file; None where that is not known."""
    keys = keys_of(model)
    if field == "account" and not _DIGITS.fullmatch(word):
        account = _ACCOUNT.fullmatch(squeezed(word))
        return str(int(account.group(1)) - 1) if account else None
    if field != "mode" or keys is None or _DIGITS.fullmatch(word):
        return word
    ours = next((facts["mode_words"].get(word, word) for facts in _facts()["keys"] if model in facts["models"]), word)
    return next((text for text, known in keys.modes.items() if squeezed(known) == squeezed(ours)), None)


@lru_cache(maxsize=None)
def _key_places(model: str | None) -> dict[str, tuple[int, str]]:
    keys = keys_of(model)
    names: dict[str, str] = next((facts["aliases"] for facts in _facts()["keys"] if model in facts["models"]), {})
    return {
        alias.replace("{k}", str(key - keys.first + 1)).lower(): (key, field)
        for field, alias in names.items()
        if keys
        for key in keys.all
    }


@lru_cache(maxsize=None)
def _places() -> dict[str, SettingPlace]:
    found = {}
    for name, facts in _facts()["settings"].items():
        setting = by_name(name)
        if setting is None:
            continue
        for alias in facts["names"]:
            for position in range(1, len(setting.numbers) + 1):
                place = place_at(setting, position)
                found[alias.replace("{n}", str(position)).replace("{octet}", str(position)).lower()] = place
    return found


class WrittenItem(NamedTuple):
    """A P value in a provisioning file of version 2: the vendor's name for it, and the word for the value."""

    name: str
    word: str


class _Item(NamedTuple):
    """How the values of a P number are written in version 2.

    ``words``: the vendor's word by the phone's text; None where the text itself is written. ``first_account``: where the words
    are ``Account1`` and so on, the phone's text for the first.
    """

    name: str
    words: Mapping[str, str] | None = None
    first_account: int | None = None


def written(number: str, text: str, model: str | None) -> WrittenItem | str:
    """Return what a provisioning file of version 2 has for a P value, or why that is not certain, without the value.

    ``number``: bare. ``text``: the phone's. ``model``: of the phone, None if not known. What is returned, the functions above
    read as the same value.
    """
    item = _item(number, model)
    if isinstance(item, str):
        return item
    if item.first_account is not None and _DIGITS.fullmatch(text) and int(text) >= item.first_account:
        return WrittenItem(item.name, f"Account{int(text) - item.first_account + 1}")
    if item.words is None or not text:
        return WrittenItem(item.name, text)
    if text not in item.words:
        return "the vendor's word for this value is not known"
    return WrittenItem(item.name, item.words[text])


@lru_cache(maxsize=None)
def _item(number: str, model: str | None) -> _Item | str:
    """Return how a P value is written, or why that is not known."""
    key = key_of_number(number, model)
    if key is not None:
        return _key_item(*key, str(model))
    place = by_number(number, model)
    facts = _facts()["settings"].get(place.setting.name) if place else None
    if place is None or facts is None:
        return "the vendor's files have no name for it that is certain"
    view = place.setting.on(model)
    lists = [(name, words) for name, models, words in facts.get("published", ()) if model in models]
    position = str(place.account or place.octet or 1)
    name = (lists[0][0] if lists else facts["names"][0]).replace("{n}", position).replace("{octet}", position)
    has_words = view.type in ("boolean", "enum") or view.counted_from is not None
    if not has_words or place.octet is not None:
        return _Item(name)
    if not lists:
        return f"the vendor lists no words for it on a {model}" if model else "its word depends on the model. Set gs_model"
    texts = {text_of_word(view, word): word for word in reversed(lists[0][1])}
    if view.counted_from is not None:
        return _Item(name, {}, view.counted_from if _ACCOUNT_1 in lists[0][1] else None)
    known = ("0", "1") if view.type == "boolean" else view.enum
    return _Item(name, {text: word for text, word in texts.items() if text is not None and text in known})


_ACCOUNT_1 = "Account1"


def _key_item(key: int, field: str, model: str) -> _Item | str:
    keys = keys_of(model)
    facts = next((facts for facts in _facts()["keys"] if model in facts["models"]), None)
    if keys is None or facts is None or field not in facts["aliases"]:
        return "the vendor's files have no name for it that is certain"
    name = facts["aliases"][field].replace("{k}", str(key - keys.first + 1))
    words = facts["published"].get(field)
    if field not in ("mode", "account"):
        return _Item(name)
    if words is None:
        return f"the vendor lists no words for it on a {model}"
    if field == "account":
        return _Item(name, {}, 0 if _ACCOUNT_1 in words else None)
    texts = {text_of_key_word(field, word, model): word for word in reversed(words)}
    return _Item(name, {text: word for text, word in texts.items() if text is not None and text in keys.modes})
