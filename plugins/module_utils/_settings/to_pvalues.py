# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The desired state of a phone's settings, from what a user wrote to P values. Pure. `from_pvalues` is the way back.

Nothing a user can write makes it raise: whatever is wrong comes back as sentences, all of them at once.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Iterator, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings import keys as key_facts
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import (
    MODELS,
    MOST_ACCOUNTS,
    REMEMBERED,
    SAFE_ACCOUNTS,
    Setting,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings.codec import (
    AmbiguousError,
    raw_text,
    texts_of,
    to_text,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings.unknown import why_unknown
from ansible_collections.voip.grandstream.plugins.module_utils._shapes import EXAMPLES, no_dictionary
from ansible_collections.voip.grandstream.plugins.module_utils._text import kind_of, shortened, shown, visible

MOST_STATES = 64
"""So many dictionaries of settings are made P values of only once, the last ones: a process may look at many phones."""

_ACCOUNT = re.compile(r"[1-9][0-9]?")
_LONGEST_KEY = 60

NAME_THE_MODEL = "Name the phone's model, by the option model or the variable gs_model"

_MEANS_ELSE = "and on other models these values mean something else"


class Values(NamedTuple):
    """The values that a task asks for, in its order.

    ``texts``: the phone's text by bare P number. ``paths``: by the same numbers, where the task says it, such as
    ``accounts.1.sip_server`` or ``settings.P30``. ``problems``: every problem, each with its path; where there is one, the
    other two are incomplete and not to be used. ``model``: that of the phone, if known.
    """

    texts: dict[str, str]
    paths: dict[str, str]
    problems: list[str]
    model: str | None = None


def to_values(settings: Any, accounts: Any, model: str | None, keys: Any = None) -> Values:
    """Return the P values of a desired state.

    ``settings``: a dict of values by the name of a setting or by a P number; None for none. ``accounts``: a dict of such dicts
    by account number (from 1, integer or text); None for none. ``model``: one of :data:`catalogue.MODELS` in any capitals, or
    None if not known. ``keys``: a dict of programmable keys by their number, as `keys` has them; None for none. Named settings
    are checked; P numbers are the way around that, and checked only for what could do damage.
    """
    known = catalogue.model_of(model)
    state = _after_settings(settings, known)
    if model is not None and known is None:
        state.problem("model", f"{part_of_a_path(model)} is not one of {', '.join(MODELS)}", is_first=True)
    seen: set[int] = set()
    for key, entries in state.items("accounts", accounts):
        account = state.account(key, seen)
        if account is not None:
            for name, value in state.items(f"accounts.{account}", entries):
                state.add(account, name, value)
    state.check_payload_types()
    state.add_keys(keys)
    return state.result()


def _after_settings(settings: Any, model: str | None) -> _State:
    """Return the state after the lines of ``settings``. Those of a group come again with each of its phones: see
    :data:`MOST_STATES`."""
    if isinstance(settings, Mapping):
        # 1 and true are equal, and not the same to a setting.
        lines = tuple((type(key), key, type(value), value) for key, value in settings.items())
        # What cannot be hashed is a mistake, which comes once.
        with suppress(TypeError):
            return _after_lines(lines, model).copy()
    state = _State(model)
    for key, value in state.items("settings", settings):
        state.add(None, key, value)
    return state


@lru_cache(maxsize=MOST_STATES)
def _after_lines(lines: Sequence[tuple[type, Any, type, Any]], model: str | None) -> _State:
    state = _State(model)
    for dummy, key, dummy, value in lines:
        state.add(None, key, value)
    return state


@lru_cache(maxsize=REMEMBERED, typed=True)
def is_secret(key: Any) -> bool:
    """Return whether the value at this key of ``settings`` or of an account is not to be shown.

    A key that is neither a name nor a number counts as one: it may be a slip of the name of a secret.
    """
    number = catalogue.bare_number(key)
    if number is not None:
        return number in catalogue.secret_numbers()
    setting = catalogue.by_name(key) if isinstance(key, str) else None
    return setting is None or setting.secret or setting.write_only


@lru_cache(maxsize=REMEMBERED, typed=True)
def _names_a_secret(key: Any) -> bool:
    """Return whether a key is certainly that of a secret, by its name or number."""
    setting = catalogue.by_name(key) if isinstance(key, str) else None
    return catalogue.bare_number(key) in catalogue.secret_numbers() or (setting is not None and is_secret(key))


def secret_values(value: Any) -> Iterator[Any]:
    """Yield what stands under the names and numbers of secrets in dictionaries, however deep, before anything was checked."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            # An account's number may be that of a secret, too.
            if _names_a_secret(key) and not isinstance(item, Mapping):
                yield item
            elif not isinstance(item, str):
                yield from secret_values(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from secret_values(item)


@lru_cache(maxsize=REMEMBERED, typed=True)
def place(account: Any, key: Any) -> str:
    """Return the place of a line, such as ``settings.P30`` or ``accounts.1.sip_server``. ``account``: None for ``settings``."""
    return f"settings.{part_of_a_path(key)}" if account is None else f"accounts.{part_of_a_path(account)}.{part_of_a_path(key)}"


@lru_cache(maxsize=REMEMBERED, typed=True)
def numbers_of(account: Any, key: Any) -> Sequence[str]:
    """Return the bare P numbers that a line means; none where the key is no setting. ``account``: None for ``settings``."""
    number = catalogue.bare_number(key)
    if number is not None:
        return (number,)
    setting = catalogue.by_name(key) if isinstance(key, str) else None
    if setting is None or (setting.scope == "account") != (account is not None):
        return ()
    if account is None:
        return setting.numbers_of(None)
    number_of_account = account_number(account)
    return setting.numbers_of(number_of_account) if number_of_account else ()


def device_numbers(key: Any, elsewhere: str) -> Sequence[str]:
    """Return the bare P numbers of ``P30``, ``30``, or the name of a setting of the phone. Raise :class:`ValueError` for others.

    ``elsewhere``: where a setting of accounts can be written.
    """
    number = catalogue.bare_number(key)
    if number is not None:
        return [number]
    setting = catalogue.by_name(key) if isinstance(key, str) else None
    if setting is None:
        why = why_unknown(str(part_of_a_path(key)), None, None)
        raise ValueError(f"{_quoted(key)} is not a P value. Write P30, or 30, or the name of a setting ({why})")
    if setting.scope != "device":
        raise ValueError(f"{key} is a setting of accounts. Write its P number here, or {elsewhere}")
    return setting.numbers


def account_number(key: Any) -> int | None:
    """Return the account number of 1, ``1`` or anything else, for which it is None."""
    if isinstance(key, str):
        key = int(key) if _ACCOUNT.fullmatch(key) else 0
    return key if isinstance(key, int) and not isinstance(key, bool) and 0 < key <= MOST_ACCOUNTS else None


class _State:
    """The statements so far, and their problems."""

    def __init__(self, model: str | None) -> None:
        self._model = model
        self._texts: dict[str, str] = {}
        self._paths: dict[str, str] = {}
        self._named: dict[str, Setting] = {}
        self._problems: list[str] = []

    def copy(self) -> _State:
        """Return a state that goes on from this one, and leaves it as it is."""
        state = _State(self._model)
        state._texts, state._paths, state._named = dict(self._texts), dict(self._paths), dict(self._named)
        state._problems = list(self._problems)
        return state

    def problem(self, path: str, sentence: str, is_first: bool = False) -> None:
        self._problems.insert(0 if is_first else len(self._problems), f"{path}: {sentence}")

    def result(self) -> Values:
        return Values(self._texts, {number: self._paths[number] for number in self._texts}, self._problems, self._model)

    def items(self, path: str, value: Any) -> Iterator[tuple[Any, Any]]:
        """Yield the items of a dict; of nothing, none."""
        if isinstance(value, Mapping):
            yield from value.items()
        elif value is not None or path.startswith("accounts."):
            account = path.startswith("accounts.")
            sentence = no_dictionary(value, EXAMPLES["accounts." if account else path])
            self.problem(path, sentence + (", or as {} for none" if account else ""))

    def account(self, key: Any, seen: set[int]) -> int | None:
        """Return the account number of a key of ``accounts``; None if that is none, or comes again."""
        path = f"accounts.{part_of_a_path(key)}"
        account = account_number(key)
        if account is None:
            self.problem(path, self._no_account(key))
            return None
        if account in seen:
            self.problem(path, "the account is given twice")
            return None
        seen.add(account)
        if account > catalogue.accounts_of(self._model):
            self.problem(path, f"a {self._model} has {catalogue.accounts_of(self._model)} accounts")
        elif self._model is None and account > SAFE_ACCOUNTS:
            self.problem(path, f"not every model has more than {SAFE_ACCOUNTS} accounts, {_MEANS_ELSE}. {NAME_THE_MODEL}")
        return account

    def _no_account(self, key: Any) -> str:
        numbers = f"an account is a number from 1 to {catalogue.accounts_of(self._model)}"
        setting = catalogue.by_name(key) if isinstance(key, str) else None
        if setting is None:
            return numbers
        if setting.scope == "account":
            return f"{numbers}, and has its settings below it. Write {{1: {{{key}: …}}}}"
        return f"it is a setting of the phone, and {numbers}. Write settings.{key}"

    def add(self, account: int | None, key: Any, value: Any) -> None:
        """Add one line of ``settings``, or of the account."""
        path = place(account, key)
        number = catalogue.bare_number(key)
        if number is not None:
            self._add_raw(path, account, number, value)
        else:
            self._add_named(path, account, key, value)

    def add_keys(self, keys: Any) -> None:
        """Add the programmable keys: a dict of entries by the number of the key; None for none."""
        seen: set[int] = set()
        entries = list(self.items("keys", keys))
        if entries and self._model is None:
            self.problem("keys", f"their P values mean something else on a WP820 than on the other models. {NAME_THE_MODEL}")
            return
        facts = key_facts.keys_of(self._model)
        for key, entry in entries:
            path = f"keys.{part_of_a_path(key)}"
            number = key_facts.key_number(key)
            if facts is None or number is None or number not in facts.all:
                below = f", and has its fields below it. Write {{1: {{{key}: …}}}}" if key in key_facts.FIELDS else ""
                self.problem(path, key_facts.why_no_key(str(self._model)) + below)
            elif number in seen:
                self.problem(path, "the key is given twice")
            else:
                seen.add(number)
                self._add_key(path, facts.numbers_of(number), entry)

    def _add_key(self, path: str, numbers: Mapping[str, str], entry: Any) -> None:
        texts, problems = key_facts.texts_of(entry, str(self._model))
        for problem in problems:
            self.problem(path if problem.field is None else f"{path}.{part_of_a_path(problem.field)}", problem.sentence)
        if self._claim(path, list(numbers.values())) and not problems:
            self._texts.update({number: texts[field] for field, number in numbers.items()})

    def _add_named(self, path: str, account: int | None, key: Any, value: Any) -> None:
        setting = catalogue.by_name(key) if isinstance(key, str) else None
        at_home = setting is not None and (setting.scope == "account") == (account is not None)
        if setting is None or not at_home or (self._model is not None and self._model not in setting.models):
            self.problem(path, why_unknown(str(part_of_a_path(key)), account, self._model))
            return
        if self._model is None and catalogue.needs_model(setting):
            self.problem(path, f"not every model has it, {_MEANS_ELSE}. {NAME_THE_MODEL}")
            return
        numbers = setting.numbers_of(account)
        self._named.update(dict.fromkeys(numbers, setting))
        if self._claim(path, numbers):
            try:
                text = to_text(setting.on(self._model), value)
                self._texts.update(zip(numbers, texts_of(setting, text)))
            except AmbiguousError as error:
                self.problem(path, f"{error}. {NAME_THE_MODEL}")
            except ValueError as error:
                self.problem(path, str(error))

    def _add_raw(self, path: str, account: int | None, number: str, value: Any) -> None:
        place = catalogue.by_number(number, self._model) or catalogue.by_number(number)
        if catalogue.is_read_only(number):
            self.problem(path, "it is read-only")
        elif account is not None and (place is None or place.account != account):
            self.problem(path, f"it is not a value of account {account}. Write {place.path if place else f'settings.P{number}'}")
        elif account is None and catalogue.by_number(number, self._model) is None and place is not None:
            self.problem(
                path,
                f"it is a value of account {place.account}. A {self._model} has {catalogue.accounts_of(self._model)} accounts, "
                "and there it may mean something else",
            )
        elif self._claim(path, [number]):
            try:
                self._texts[number] = raw_text(value, number)
            except ValueError as error:
                self.problem(path, str(error))

    def _claim(self, path: str, numbers: Sequence[str]) -> bool:
        """Note who says the numbers; tell of another who said one of them already."""
        other = next((self._paths[number] for number in numbers if number in self._paths), None)
        if other is not None:
            self.problem(path, f"it is given twice, also as {other}")
            return False
        self._paths.update(dict.fromkeys(numbers, path))
        return True

    def check_payload_types(self) -> None:
        """Note dynamic payload numbers that one account uses twice. P numbers are not checked: they are the way around checks."""
        first: dict[tuple[int | None, str], str] = {}
        for number, text in self._texts.items():
            if not text or number not in self._named or not self._named[number].is_payload_type:
                continue
            other = first.setdefault((catalogue.account_of(number, self._model), text), number)
            if other != number:
                self.problem(
                    self._paths[number],
                    f"{text} is also the number of {self._paths[other]}. The dynamic payload numbers of an account must differ",
                )


def _quoted(key: Any) -> str:
    return shown(key) if isinstance(key, str) else part_of_a_path(key)


def part_of_a_path(key: Any) -> str:
    """Return a key as a part of a path: as it is written, if it can be shown."""
    if isinstance(key, str):
        return shortened(visible(key), _LONGEST_KEY)
    is_plain = key is None or isinstance(key, float) or (isinstance(key, int) and abs(key) < 10**_LONGEST_KEY)
    return str(key) if is_plain else f"({kind_of(key)})"
