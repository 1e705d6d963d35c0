# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names and words that the vendor's provisioning files of version 2 have for settings, and what they are here."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import (
    MODELS,
    Setting,
    SettingPlace,
    by_name,
    place_at,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue_data import ALIASES
from ansible_collections.voip.grandstream.plugins.module_utils._settings.codec import to_text
from ansible_collections.voip.grandstream.plugins.module_utils._settings.keys import keys_of
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
