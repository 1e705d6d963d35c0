# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a provisioning file of any form to a desired state, with all that was not understood. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from functools import lru_cache
from typing import Any, Iterator, Mapping

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._mac import mac_digits
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.content import readable
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.pair import Pair
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.text_file import pairs_of_text
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.xml_file import pairs_of_xml
from ansible_collections.voip.grandstream.plugins.module_utils._settings import aliases, catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import (
    MOST_ACCOUNTS,
    SAFE_ACCOUNTS,
    SettingPlace,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings.codec import converts_back, from_text
from ansible_collections.voip.grandstream.plugins.module_utils._settings.from_pvalues import from_values, is_secret
from ansible_collections.voip.grandstream.plugins.module_utils._settings.keys import keys_of
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import NAME_THE_MODEL, to_values
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, text_problem, visible

_LONGEST_NAME = 100
"""Characters of a name that are shown."""


def parse_provisioning(content: Any, model: str | None, mac: str | None = None) -> dict[str, Any]:
    """Return what a provisioning file says: ``settings``, ``accounts``, ``keys`` if it has any, and ``not_understood``.

    ``not_understood``: a list of dictionaries with ``name``, ``reason`` and, where that is certainly no secret, ``value``.
    ``content``: the file, as text or bytes, in one of three forms: XML version 1, XML version 2, or text such as ``P30=value``.
    ``mac``: the 12 digits of the phone that the file is for, if known. Raise :class:`InputError` for anything else, in a sentence
    that quotes no value, and MissingLibraryError without defusedxml.
    """
    problems = to_values(None, None, model).problems
    if problems:
        raise InputError("; ".join(problems))
    reader = _Reader(catalogue.model_of(model), mac)
    for pair in _pairs(content):
        reader.add(pair)
    return reader.result()


def _pairs(content: Any) -> Iterator[Pair]:
    text = readable(content)
    return pairs_of_xml(text) if isinstance(text, bytes) or text.lstrip().startswith("<") else pairs_of_text(text)


class _Reader:
    """From pairs to P values, and from these to a state. Collects what was not understood."""

    def __init__(self, model: str | None, mac: str | None) -> None:
        self._model = model
        self._mac = mac
        self._texts: dict[str, str] = {}
        self._not_understood: list[dict[str, str]] = []

    def add(self, pair: Pair) -> None:
        """Take one value of the file."""
        number = catalogue.bare_number(pair.name)
        place = None if number else aliases.place_of(pair.name)
        problem = pair.problem if pair.text is None else text_problem(pair.text, may_be_pem=True)
        if problem or pair.text is None:
            self._note(pair.name, problem or pair.problem)
        elif pair.name.lower() == "mac":
            self._compare_mac(pair.text)
        elif number is not None:
            self._put(number, pair.name, pair.text)
        elif aliases.is_of_keys(pair.name):
            self._put_key(pair.name, pair.text)
        elif place is None:
            self._note(pair.name, "the name is unknown. If you know its P number, write that instead")
        else:
            self._put_named(place, pair.name, pair.text)

    def result(self) -> dict[str, Any]:
        """Return the state, and what is not in it."""
        return {**_state_of(self._texts, self._model), "not_understood": self._not_understood}

    def _compare_mac(self, text: str) -> None:
        """Tell of a file that is for another phone. It is read all the same: a copied file may have the right values."""
        mac = mac_digits(text)
        if mac is None and text.strip():
            self._note(
                "mac", "this is not a MAC address, so that no phone may take the file. Correct it, or remove it from the file"
            )
        elif mac is not None and self._mac is not None and mac != self._mac:
            reason = f"the file says that it is for the phone {mac}, and it is the file of {self._mac}, which refuses it"
            self._note("mac", f"{reason}. Look whose settings these are")

    def _put_named(self, place: SettingPlace, name: str, text: str) -> None:
        number = place.setting.numbers[(place.account or place.octet or 1) - 1]
        view = place.setting.on(self._model)
        raw = text if place.octet else aliases.text_of_word(view, text)
        if raw is None and view.ambiguous:
            self._note(name, f"the word means different things on different models. {NAME_THE_MODEL}", number, text)
        elif raw is None:
            words = ", ".join(view.enum.values()) or ("a number" if view.minimum is not None else "yes, no")
            self._note(name, f"the word is unknown. Known are {words}. Write it at {place.path}", number, text)
        else:
            self._put(number, name, raw)

    def _put_key(self, name: str, text: str) -> None:
        place = aliases.key_place_of(name, self._model)
        keys = keys_of(self._model)
        if place is None or keys is None:
            reason = "this model has no such key" if keys else f"keys mean different things on different models. {NAME_THE_MODEL}"
            self._note(name, reason)
            return
        key, field = place
        raw = aliases.text_of_key_word(field, text, str(self._model))
        if raw is None:
            self._note(name, f"the word is unknown. Write the key at keys.{key}")
        else:
            self._put(keys.numbers_of(key)[field], name, raw)

    def _put(self, number: str, name: str, text: str) -> None:
        account = catalogue.account_of(number, self._model) or catalogue.account_of(number)
        if catalogue.is_read_only(number):
            self._note(name, "it is read-only", number, text)
        elif account is not None and account > catalogue.accounts_of(self._model):
            reason = f"it is a value of account {account}. A {self._model} has {catalogue.accounts_of(self._model)} accounts"
            self._note(name, f"{reason}, and there it may mean something else", number, text)
        else:
            if self._texts.get(number, text) != text:
                self._note(name, "it is given more than once. The last one counts", number, self._texts[number])
            self._texts[number] = text

    def _note(self, name: str, reason: str, number: str | None = None, text: str | None = None) -> None:
        """Note what was not taken. ``text``: left out where it may be a secret; what has no known number may always be one."""
        note = {"name": _shown_name(name)}
        is_known = number is not None and (catalogue.is_read_only(number) or catalogue.by_number(number) is not None)
        if number is not None and text is not None and is_known and not is_secret(number, text):
            note["value"] = shortened(visible(text))
        self._not_understood.append({**note, "reason": reason})


def _state_of(texts: Mapping[str, str], model: str | None) -> dict[str, Any]:
    """Return ``settings``, ``accounts`` and ``keys`` with the secrets, which :func:`from_values` leaves out."""
    state = from_values(texts, model, range(1, MOST_ACCOUNTS + 1))
    settings, accounts = dict(state["settings"]), dict(state["accounts"])
    for number in (number for number, text in texts.items() if is_secret(number, text)):
        place = catalogue.by_number(number, model)
        if place is None or not _has_name(place, texts[number], model):
            settings[f"P{number}"] = texts[number]
            continue
        target = settings if place.account is None else accounts.setdefault(place.account, {})
        target[place.setting.name] = from_text(place.setting.on(model), texts[number])
    return {
        "settings": dict(sorted(settings.items(), key=_position)),
        "accounts": {number: dict(sorted(accounts[number].items(), key=_position)) for number in sorted(accounts)},
        **({"keys": state["keys"]} if "keys" in state else {}),
    }


def _has_name(place: SettingPlace, text: str, model: str | None) -> bool:
    if place.octet is not None:
        return False
    is_there = place.account is None or place.account <= (SAFE_ACCOUNTS if model is None else catalogue.accounts_of(model))
    return is_there and (model is None or model in place.setting.models) and converts_back(place.setting.on(model), text)


def _position(item: tuple[str, Any]) -> tuple[int, int]:
    """Return what sorts names into the catalogue's order, and P numbers behind them into theirs."""
    number = catalogue.bare_number(item[0])
    return (len(catalogue.SETTINGS), int(number)) if number else (_order()[item[0]], 0)


@lru_cache(maxsize=None)
def _order() -> dict[str, int]:
    return {setting.name: position for position, setting in enumerate(catalogue.SETTINGS)}


def _shown_name(name: str) -> str:
    return shortened(visible(name), _LONGEST_NAME)
