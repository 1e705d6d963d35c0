# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Desired states and the vendor's provisioning files: from each to the other. Pure.

The law: what is written of a state and read again is a state of the same values.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import Any, Iterator, Mapping

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.xml_file import Pair, pairs_of_xml
from ansible_collections.voip.grandstream.plugins.module_utils._settings import aliases, catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import (
    MOST_ACCOUNTS,
    SAFE_ACCOUNTS,
    SettingPlace,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings.codec import converts_back, from_text
from ansible_collections.voip.grandstream.plugins.module_utils._settings.from_pvalues import from_values, is_secret
from ansible_collections.voip.grandstream.plugins.module_utils._settings.keys import keys_of
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import NAME_THE_MODEL, Values, to_values
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, text_problem, visible

MAX_SIZE = 16 * 1024 * 1024
"""Bytes or characters; a file of all values with the largest certificates is a hundredth of that."""

IGNORED = ("groups", "contacts", "purge", "purge_groups", "allow_empty", "match_by", "not_understood")
"""Keys of a desired state that are no values: the phonebook's, and what the filter from_provisioning returns beside it."""

_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]?){5}[0-9A-Fa-f]{2}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_ENCODINGS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LONGEST_NAME = 100


def desired_values(state: Any, model: str | None) -> Values:
    """Return the P values of a desired state, a dictionary of ``settings``, ``accounts``, ``keys``, ``model``, :data:`IGNORED`.

    ``model``: goes before the state's own. Raise :class:`InputError` with all problems, each with its path.
    """
    if not isinstance(state, Mapping):
        raise InputError(
            f"a desired state must be a dictionary with settings and accounts, not a value of type {type(state).__name__}"
        )
    known = ("settings", "accounts", "keys", "model", *IGNORED)
    problems = [
        f"{_shown_name(str(key))}: unknown. Allowed are settings, accounts, keys and model" for key in state if key not in known
    ]
    model = state.get("model") if model is None else model
    values = to_values(state.get("settings"), state.get("accounts"), model, state.get("keys"))
    problems += values.problems
    if problems:
        raise InputError("; ".join(problems))
    return values


def mac_digits(mac: Any) -> str | None:
    """Return the 12 digits of a MAC address in any usual spelling, in lower case; None for None. Raise :class:`InputError`."""
    if mac is None:
        return None
    if not isinstance(mac, str) or not _MAC.fullmatch(mac):
        raise InputError("mac: this is not a MAC address such as 00:0b:82:12:34:56")
    return mac.replace(":", "").replace("-", "").lower()


def parse_provisioning(text: Any, model: str | None) -> dict[str, Any]:
    """Return what a provisioning file says: ``settings``, ``accounts``, ``keys`` if it has any, and ``not_understood``.

    ``not_understood``: a list of dictionaries with ``name``, ``reason`` and, where that is certainly no secret, ``value``.
    ``text``: the file, as text or bytes, in one of three forms: XML version 1, XML version 2, or lines such as ``P30=value``.
    Raise :class:`InputError` for anything else, in a sentence that quotes no value, and MissingLibraryError without defusedxml.
    """
    problems = to_values(None, None, model).problems
    if problems:
        raise InputError("; ".join(problems))
    reader = _Reader(model)
    for pair in _pairs(text):
        reader.add(pair)
    return reader.result()


def _pairs(text: Any) -> Iterator[Pair]:
    content = _readable(text)
    if content.lstrip()[:1] in ("<", b"<"):
        return pairs_of_xml(content.lstrip())
    return iter(_pairs_of_lines(str(content)))


def _readable(text: Any) -> str | bytes:
    """Return the content as text; as bytes where it is XML that says itself how they are to be read."""
    if not isinstance(text, (str, bytes)):
        raise InputError(f"a provisioning file must be text, not a value of type {type(text).__name__}")
    if len(text) > MAX_SIZE:
        raise InputError(f"the text is longer than {MAX_SIZE // 1024 // 1024} MiB, more than any phone reads")
    if text[:8] in ("Salted__", b"Salted__"):
        raise InputError("the file is encrypted. Decrypt it first: openssl enc -d -aes-256-cbc -md md5 -in FILE")
    content = _decoded(text) if isinstance(text, bytes) else text.lstrip("\ufeff")
    if not content.strip():
        raise InputError("the text is empty, so this is not a provisioning file")
    if isinstance(content, str) and "\0" in content:
        raise InputError("this is a binary file. Only XML files and lines such as P30=value can be read")
    return content


def _decoded(content: bytes) -> str | bytes:
    bom, encoding = next(((bom, name) for bom, name in _ENCODINGS if content.startswith(bom)), (b"", "utf-8"))
    if not bom and content.lstrip().startswith(b"<"):
        return content
    try:
        return content[len(bom) :].decode(encoding)
    except UnicodeDecodeError:
        raise InputError(
            "this is neither XML nor text in UTF-8. It may be binary, encrypted, or saved in another encoding"
        ) from None


def _pairs_of_lines(text: str) -> list[Pair]:
    """Return ``P30=value`` on lines, with blank lines and comments between. Quotes around a whole value are no part of it."""
    pairs = []
    for number, line in enumerate(_LINE_BREAK.split(text), start=1):
        name, sign, value = (part.strip() for part in line.partition("="))
        if not line.strip() or name.startswith("#"):
            continue
        if not sign or not _NAME.fullmatch(name):
            pairs.append(Pair(f"line {number}", None))
            continue
        is_quoted = len(value) > 1 and value[0] in "\"'" and value[0] == value[-1]
        pairs.append(Pair(name, value[1:-1] if is_quoted else value))
    if pairs and all(pair.text is None for pair in pairs):
        raise InputError("this is not a provisioning file: it is not XML, and has no lines such as P30=value")
    return pairs


class _Reader:
    """From pairs to P values, and from these to a state. Collects what was not understood."""

    def __init__(self, model: str | None) -> None:
        self._model = model
        self._texts: dict[str, str] = {}
        self._not_understood: list[dict[str, str]] = []

    def add(self, pair: Pair) -> None:
        """Add one value of the file."""
        number = catalogue.bare_number(pair.name)
        place = None if number else aliases.place_of(pair.name)
        if pair.text is None:
            self._note(pair.name, "this is not a name with a value")
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
            reason = "it is no key of this model" if keys else f"keys mean different things on different models. {NAME_THE_MODEL}"
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
        problem = text_problem(text, is_multiline=True)
        if problem:
            self._note(name, problem)
        elif catalogue.is_read_only(number):
            self._note(name, "it is read-only", number, text)
        elif account is not None and account > catalogue.accounts_of(self._model):
            reason = f"it is a value of account {account}. A {self._model} has {catalogue.accounts_of(self._model)} accounts"
            self._note(name, f"{reason}, and there it may mean something else", number, text)
        else:
            if self._texts.get(number, text) != text:
                self._note(name, "it is given more than once. The last one counts", number, self._texts[number])
            self._texts[number] = text

    def _note(self, name: str, reason: str, number: str | None = None, text: str | None = None) -> None:
        """Note a value that is not understood. ``text`` is left out where it may be a secret, as with unknown numbers."""
        note = {"name": _shown_name(name)}
        if number is not None and text is not None and not is_secret(number, text):
            note["value"] = text
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
    """Return where an entry is sorted: names in the catalogue's order, then P numbers in theirs."""
    number = catalogue.bare_number(item[0])
    return (len(catalogue.SETTINGS), int(number)) if number else (_order()[item[0]], 0)


@lru_cache(maxsize=None)
def _order() -> dict[str, int]:
    return {setting.name: position for position, setting in enumerate(catalogue.SETTINGS)}


def _shown_name(name: str) -> str:
    return shortened(visible(name), _LONGEST_NAME)
