# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A desired state in layers, merged into one: a later layer wins, setting by setting. Pure.

Two spellings of the same P value are the same setting. Nothing a user can write makes it raise: what is wrong stays in the
result, under its own name, for `to_pvalues` to find.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    NAMES,
    canonical_group,
    contact_key,
    group_rows,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, to_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils._settings import keys as key_facts

TASK = "the task"
"""The name of the last layer: what the task says itself."""

BOOK_OPTIONS = ("purge", "purge_groups", "allow_empty", "match_by")
"""What a layer can say of how its groups and contacts are meant. The strongest that says one counts."""


class Merged(NamedTuple):
    """One desired state from many layers.

    The first five are as the options of those names take them; None where no layer names any. ``options``: those of
    :data:`BOOK_OPTIONS` that a layer says. ``origins``: by the place of a setting, such as ``accounts.1.sip_server``, the names
    of the layers that say it, the strongest last. A setting that was taken out is there too, and its last says so. ``rows``: by
    the place of a group or contact, such as ``contacts[3]``, its place in the strongest layer that says it, and the layer's name.
    """

    settings: dict[Any, Any] | None
    accounts: dict[Any, Any] | None
    keys: dict[Any, Any] | None
    groups: list[dict[str, Any]] | None
    contacts: list[dict[str, Any]] | None
    options: dict[str, Any]
    origins: dict[str, list[str]]
    rows: dict[str, tuple[str, str]]


class _Key(NamedTuple):
    """A programmable key, in the place of an account."""

    number: Any


class _Entry(NamedTuple):
    """One line of a layer. ``account``: None for a line of ``settings``, a :class:`_Key` for a field of a key. ``numbers``: its P
    numbers, or in their place a key that is no setting. ``layer``: its place among the layers, from 0."""

    account: Any
    key: Any
    value: Any
    numbers: frozenset[Any]
    layer: int
    origins: list[str]


def merged(layers: Sequence[Mapping[str, Any]], model: str | None = None) -> Merged:
    """Merge layers, the weakest first.

    A layer is a dict with ``name``, and ``settings``, ``accounts``, ``keys``, ``groups``, ``contacts`` and :data:`BOOK_OPTIONS`
    as the options of those names take them. ``model``: of the phone, in any capitals, which decides the P numbers of keys. A
    value of None takes the setting out, of whatever layer it came from; None for an account or a key takes out all of that. A
    mode of a key takes out what weaker layers say of fields that it has no use for. Contacts are told apart by ``match_by`` and
    groups by their name, and merged field by field.
    """
    options = {key: layer[key] for layer in layers for key in BOOK_OPTIONS if layer.get(key) is not None}
    match_by = options.get("match_by", ("name",))
    lines = _Lines(catalogue.model_of(model))
    groups = _Rows("groups", lambda group: canonical_group(str(group.get("name"))))
    contacts = _Rows("contacts", lambda contact: contact_key(contact, match_by))
    for layer in layers:
        lines.add(layer)
        groups.add(str(layer.get("name")), group_rows(layer.get("groups")))
        contacts.add(str(layer.get("name")), layer.get("contacts"))
    rows = {**groups.places(), **contacts.places()}
    return Merged(lines.settings, lines.accounts, lines.keys, groups.rows, contacts.rows, options, lines.origins(), rows)


class _Lines:
    """The lines of settings, accounts and keys so far."""

    def __init__(self, model: str | None) -> None:
        self._model = model
        self._entries: dict[int, _Entry] = {}
        # Who says a P number, by their keys in _entries.
        self._holders: dict[Any, list[int]] = {}
        self._taken_out: dict[str, list[str]] = {}
        self._no_dictionaries: dict[Any, Any] = {}
        self._no_dictionary_origins: dict[str, list[str]] = {}
        self._layer, self._name, self._count = -1, "", 0
        self._has_settings = self._has_accounts = self._has_keys = False

    @property
    def settings(self) -> dict[Any, Any] | None:
        """Return the merged ``settings``; None where no layer has any."""
        found = {entry.key: entry.value for entry in self._entries.values() if entry.account is None}
        return found if self._has_settings else None

    @property
    def accounts(self) -> dict[Any, Any] | None:
        """Return the merged ``accounts``; None where no layer has any."""
        return self._by_part(False) if self._has_accounts else None

    @property
    def keys(self) -> dict[Any, Any] | None:
        """Return the merged ``keys``; None where no layer has any."""
        found = {part.number: fields for part, fields in self._by_part(True).items()}
        return found if self._has_keys else None

    def _by_part(self, of_keys: bool) -> dict[Any, Any]:
        """Return the entries of accounts or of keys, and what is no dictionary there."""
        found: dict[Any, Any] = {}
        for entry in self._entries.values():
            if entry.account is not None and isinstance(entry.account, _Key) == of_keys:
                found.setdefault(entry.account, {})[entry.key] = entry.value
        others = {part: said for part, said in self._no_dictionaries.items() if isinstance(part, _Key) == of_keys}
        return {**found, **others}

    def origins(self) -> dict[str, list[str]]:
        """Return the layers that say each line, by the line's place."""
        found = {_place(entry.account, entry.key): entry.origins for entry in self._entries.values()}
        return {**self._no_dictionary_origins, **self._taken_out, **found}

    def add(self, layer: Mapping[str, Any]) -> None:
        """Add the lines of one layer, which is stronger than all before."""
        self._layer += 1
        self._name = str(layer.get("name"))
        settings, accounts, keys = layer.get("settings"), layer.get("accounts"), layer.get("keys")
        if isinstance(settings, Mapping):
            self._has_settings = True
            for key, value in settings.items():
                self._add(None, key, value)
        if isinstance(accounts, Mapping):
            self._has_accounts = True
            numbers: set[int] = set()
            for key, entries in accounts.items():
                number = to_pvalues.account_number(key)
                # One that comes twice stays as it is written, so that `to_pvalues` complains.
                self._add_part(key if number is None or number in numbers else number, entries)
                numbers.add(number or 0)
        if isinstance(keys, Mapping):
            self._has_keys = True
            numbers = set()
            for key, fields in keys.items():
                number = key_facts.key_number(key)
                self._add_key(_Key(key if number is None or number in numbers else number), fields)
                numbers.add(number or 0)

    def _add_key(self, part: _Key, fields: Any) -> None:
        mode = fields.get("mode") if isinstance(fields, Mapping) else None
        if mode is not None:
            needless = [
                held
                for held, entry in self._entries.items()
                if entry.account == part and entry.layer < self._layer and not key_facts.uses(mode, entry.key, self._model)
            ]
            for held in needless:
                self._remove(held)
        self._add_part(part, fields)

    def _add_part(self, account: Any, entries: Any) -> None:
        if entries is None:
            entries = {entry.key: None for entry in self._entries.values() if entry.account == account}
        if isinstance(entries, Mapping):
            for key, value in entries.items():
                self._add(account, key, value)
        else:
            self._no_dictionaries[account] = entries
            self._no_dictionary_origins[_part(account)] = [self._name]

    def _add(self, account: Any, key: Any, value: Any) -> None:
        numbers: frozenset[Any] = frozenset(self._numbers_of(account, key))
        numbers = numbers or frozenset([(account, type(key).__name__, key)])
        origins: list[str] = []
        for held in dict.fromkeys(held for number in numbers for held in self._holders.get(number, ())):
            # Twins within a layer stay, and so does an address of which a stronger layer says one octet: `to_pvalues` complains.
            if self._entries[held].layer < self._layer and self._entries[held].numbers <= numbers:
                origins += [name for name in self._remove(held).origins if name not in origins]
        if value is not None:
            self._count += 1
            self._entries[self._count] = _Entry(account, key, value, numbers, self._layer, [*origins, self._name])
            for number in numbers:
                self._holders.setdefault(number, []).append(self._count)
        elif origins:
            self._taken_out[_place(account, key)] = [*origins, f"taken out by {self._name}"]

    def _numbers_of(self, account: Any, key: Any) -> Sequence[str]:
        if not isinstance(account, _Key):
            return to_pvalues.numbers_of(account, key)
        facts = key_facts.keys_of(self._model)
        if facts is None or account.number not in facts.all or key not in facts.fields:
            return []
        return [facts.numbers_of(account.number)[key]]

    def _remove(self, held: int) -> _Entry:
        entry = self._entries.pop(held)
        for number in entry.numbers:
            self._holders[number].remove(held)
        return entry


def _place(account: Any, key: Any) -> str:
    if isinstance(account, _Key):
        return f"{_part(account)}.{to_pvalues.part_of_a_path(key)}"
    return to_pvalues.place(account, key)


def _part(account: Any) -> str:
    """Return the place of an account or a key."""
    if isinstance(account, _Key):
        return f"keys.{to_pvalues.part_of_a_path(account.number)}"
    return f"accounts.{to_pvalues.part_of_a_path(account)}"


class _Rows:
    """Groups or contacts so far. ``identity``: what tells two of them apart."""

    def __init__(self, name: str, identity: Any) -> None:
        self._name = name
        self._identity = identity
        self._rows: list[dict[str, Any]] = []
        self._places: list[tuple[str, str]] = []
        self._is_named = False

    @property
    def rows(self) -> list[dict[str, Any]] | None:
        """Return the merged rows; None where no layer has any."""
        return self._rows if self._is_named else None

    def places(self) -> dict[str, tuple[str, str]]:
        """Return :attr:`Merged.rows`."""
        return {f"{self._name}[{index}]": place for index, place in enumerate(self._places)}

    def add(self, layer: str, rows: Sequence[Mapping[str, Any]] | None) -> None:
        """Add the rows of one layer. Keep twins within a layer, so that the mistake is found."""
        if rows is None:
            return
        self._is_named = True
        weaker = {self._identity(row): index for index, row in enumerate(self._rows)}
        for number, row in enumerate(rows):
            index = weaker.pop(self._identity(row), None)
            place = f"{self._name}[{number}]", layer
            if index is None:
                self._rows.append(dict(row))
                self._places.append(place)
            else:
                former = self._rows[index]
                self._places[index] = place
                # A name is one thing: "Jack Brown" as the first name is that of Jack, Brown.
                if any(row.get(part) is not None for part in NAMES):
                    former.update({part: row.get(part) for part in NAMES if part in {**former, **row}})
                former.update({key: value for key, value in row.items() if value is not None})
