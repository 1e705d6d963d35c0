# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogue of settings: which P number is which setting of which account, on which models, and what it may hold.

Facts only, from catalogue/settings.json by way of `catalogue_data`. `codec` converts values, `to_pvalues` and `from_pvalues`
whole phones.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, Iterator, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue_data import CATALOGUE

_DATA: dict[str, Any] = json.loads(CATALOGUE)

MODELS: dict[str, int] = _DATA["models"]
"""The models, in lower case, and how many accounts each has."""

READ_ONLY: dict[str, str] = _DATA["read_only"]
"""Names and numbers of what a phone tells and nobody sets."""

KEYS: list[dict[str, Any]] = _DATA["keys"]
"""The facts of programmable keys; see `keys`."""

MOST_ACCOUNTS = max(MODELS.values())

SAFE_ACCOUNTS = min(MODELS.values())
"""The accounts that every model has. The numbers of the others mean something else on a model that lacks them."""

REMEMBERED = 8192
"""Keys of settings whose meaning is worked out once. One process may look at thousands of phones, which all have the same."""

_NUMBER = re.compile(r"[Pp]?([1-9][0-9]{0,5})")
_NOTHING: dict[str, Any] = {}


class Setting(NamedTuple):
    """One setting.

    ``type``: boolean, enum, integer, port, ip, host, url, string, password, timezone or posix_timezone. ``numbers``: bare P
    numbers: of accounts 1, 2, … where ``scope`` is ``account``; of the four octets of one IPv4 address; else one. ``enum``: from
    the phone's text to the user's word. ``also``: the phone's texts of numbers outside of the range that it takes as well.
    ``counted_from``: of a setting that names an account, the phone's number for account 1. ``default``: the phone's text at the
    factory, None if unknown; with ``default_step``, that of account 1, and each next one has so much more. ``secret``: never
    shown. ``write_only``: reads as empty. ``reach``: a wrong value cuts the phone off. ``registers``: registers an account anew.
    ``differs``: by model, the fields above that are others there, and ``without``, the texts of the enum that it lacks.
    :meth:`on` gives the setting as a model has it. ``ambiguous``: words and texts that mean different things on different models,
    where the model is not known.
    """

    name: str
    type: str
    numbers: Sequence[str]
    scope: str = "device"
    enum: Mapping[str, str] = _NOTHING
    minimum: int | None = None
    maximum: int | None = None
    also: Sequence[str] = ()
    counted_from: int | None = None
    unit: str = ""
    default: str | None = None
    default_step: int = 0
    secret: bool = False
    write_only: bool = False
    reboot: bool = False
    reach: bool = False
    registers: bool = False
    models: Sequence[str] = tuple(MODELS)
    differs: Mapping[str, Mapping[str, Any]] = _NOTHING
    ambiguous: Sequence[str] = ()

    @property
    def is_address_in_octets(self) -> bool:
        """Return whether the setting is one IPv4 address that the phone keeps as four numbers."""
        return self.scope == "device" and len(self.numbers) > 1

    @property
    def is_payload_type(self) -> bool:
        """Return whether it is a dynamic RTP payload number, which must differ from the others of its account."""
        return self.scope == "account" and self.name.endswith("_payload_type")

    def numbers_of(self, account: int | None) -> Sequence[str]:
        """Return the bare numbers that hold the setting: of ``account`` (from 1) where it is one of accounts, else give None.

        None for an account for which no model has the setting.
        """
        return self.numbers if account is None else self.numbers[account - 1 : account]

    def on(self, model: str | None) -> Setting:
        """Return the setting as ``model`` has it; for None, with what all models take, so far as that means one thing."""
        return _view(self.name, model) if self.differs else self

    def default_on(self, model: str | None, account: int | None = None) -> str | None:
        """Return the phone's text at the factory; None if unknown, or if the model does not have the setting."""
        if model is not None and model not in self.models:
            return None
        default = self.on(model).default
        if default is None or account is None or not self.default_step:
            return default
        return str(int(default) + (account - 1) * self.default_step)


class SettingPlace(NamedTuple):
    """Content of one P number: a setting, of ``account`` (from 1) if it is one of accounts, or one ``octet`` (from 1) of it."""

    setting: Setting
    account: int | None = None
    octet: int | None = None

    @property
    def path(self) -> str:
        """Return where users write it, such as ``accounts.1.sip_server``; for one octet, ``settings.static_ip.4``."""
        if self.octet is not None:
            return f"{path_of(self.setting)}.{self.octet}"
        return path_of(self.setting, self.account)


SETTINGS: Sequence[Setting] = tuple(Setting(**row) for row in _DATA["settings"])
"""All settings in the catalogue's order. An address in octets is one setting."""

_BY_NAME: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}
_READ_ONLY_NUMBERS = frozenset(READ_ONLY.values())


# The first setting that has a number wins: it is that of the models with the most accounts.
_BY_NUMBER: dict[str, tuple[Setting, int]] = {
    number: (setting, position) for setting in reversed(SETTINGS) for position, number in enumerate(setting.numbers, start=1)
}
_ELSEWHERE: dict[str, str] = _DATA["elsewhere"]
"""The numbers that are another setting on another model, and its name. No number has three meanings."""

_NAMES_ELSEWHERE = frozenset(_ELSEWHERE.values())


def path_of(setting: Setting, account: int | None = None) -> str:
    """Return where users write the setting; ``accounts.<number>.…`` where it is one of accounts and ``account`` is None."""
    if setting.scope == "device":
        return f"settings.{setting.name}"
    return f"accounts.{account or '<number>'}.{setting.name}"


def by_name(name: str) -> Setting | None:
    """Return the setting of exactly this name."""
    return _BY_NAME.get(name)


@lru_cache(maxsize=REMEMBERED)
def by_number(number: str, model: str | None = None) -> SettingPlace | None:
    """Return the setting and account of a bare P number; None if the catalogue does not know it.

    With a ``model``, what it is there; None for the numbers of accounts that it does not have: there they may mean something
    else. Without one, what it is on the models with the most accounts.
    """
    if number not in _BY_NUMBER:
        return None
    places = [place_at(*_BY_NUMBER[number])]
    if model is None:
        return places[0]
    if number in _ELSEWHERE:
        other = _BY_NAME[_ELSEWHERE[number]]
        places.append(place_at(other, other.numbers.index(number) + 1))
    here = [place for place in places if place.account is None or place.account <= MODELS[model]]
    return next((place for place in here if model in place.setting.models), here[0] if here else None)


def place_at(setting: Setting, position: int) -> SettingPlace:
    """Return the place of the setting's number at ``position`` (from 1)."""
    if setting.scope == "account":
        return SettingPlace(setting, account=position)
    return SettingPlace(setting, octet=position) if setting.is_address_in_octets else SettingPlace(setting)


def needs_model(setting: Setting) -> bool:
    """Return whether the setting's numbers mean another setting on other models, so that only a known model can name it."""
    return setting.name in _NAMES_ELSEWHERE


def is_certain(place: SettingPlace, number: str, model: str | None) -> bool:
    """Return whether a bare number means this on the phone: without a model, whether it does on all of them."""
    return model is not None or (number not in _ELSEWHERE and (place.account or 1) <= SAFE_ACCOUNTS)


def for_model(model: str | None) -> Iterator[Setting]:
    """Yield the settings that a model has, in the catalogue's order; for None, all that can be named without one."""
    return (setting for setting in SETTINGS if (not needs_model(setting) if model is None else model in setting.models))


def accounts_of(model: str | None) -> int:
    """Return how many accounts a model has; for None, how many a phone can have at most."""
    return MOST_ACCOUNTS if model is None else MODELS[model]


def model_of(name: Any) -> str | None:
    """Return the model that a user names, in any capitals; None for anything else."""
    found = name.lower() if isinstance(name, str) else None
    return found if found in MODELS else None


def bare_number(key: Any) -> str | None:
    """Return ``30`` for ``P30``, ``p30``, ``30`` and 30; None for anything else."""
    if isinstance(key, str):
        match = _NUMBER.fullmatch(key)
        return match.group(1) if match else None
    if isinstance(key, int) and not isinstance(key, bool) and 0 < key < 1000000:
        return str(key)
    return None


def needs_reboot(number: str, model: str | None = None) -> bool:
    """Return whether a change of a bare P number takes effect only after a reboot."""
    place = by_number(number, model)
    return place is not None and place.setting.reboot


def is_reach(number: str, model: str | None = None) -> bool:
    """Return whether a wrong value of a bare P number can cut the phone off from us, or from its provisioning server."""
    place = by_number(number, model)
    return place is not None and place.setting.reach


def interrupts_calls(number: str, model: str | None = None) -> bool:
    """Return whether a change of a bare P number can end a call: an account registers anew, or the network changes."""
    place = by_number(number, model)
    return place is not None and (place.setting.registers or place.setting.reach)


def account_of(number: str, model: str | None = None) -> int | None:
    """Return the account (from 1) to which a bare P number belongs; None if to none."""
    place = by_number(number, model)
    return place.account if place else None


def is_read_only(number: str) -> bool:
    """Return whether a bare P number is what a phone tells and nobody sets."""
    return number in _READ_ONLY_NUMBERS


@lru_cache(maxsize=None)
def secret_numbers() -> frozenset[str]:
    """Return bare numbers whose values are never shown: the write-only ones, and passwords and keys that a phone does tell."""
    return frozenset(number for setting in SETTINGS if setting.secret or setting.write_only for number in setting.numbers)


@lru_cache(maxsize=None)
def write_only_numbers() -> frozenset[str]:
    """Return bare numbers that read as empty whatever the phone holds."""
    return frozenset(number for setting in SETTINGS if setting.write_only for number in setting.numbers)


def sip_passwords() -> Sequence[str]:
    """Return the bare numbers of the SIP passwords of accounts 1, 2, …: write-only, and proved by a registered account."""
    return _BY_NAME["sip_auth_password"].numbers


def login_passwords() -> dict[str, str]:
    """Return the bare numbers of the phone's own passwords and whose they are: write-only, and proved by a login."""
    return {_BY_NAME[f"{role}_password"].numbers[0]: role for role in ("admin", "user")}


def unproved_secrets() -> frozenset[str]:
    """Return the write-only numbers that nothing proves: keys and certificates."""
    return write_only_numbers() - frozenset(sip_passwords()) - frozenset(login_passwords())


@lru_cache(maxsize=None)
def _view(name: str, model: str | None) -> Setting:
    """Return the setting of this name as a model has it."""
    setting = _BY_NAME[name]
    if model is not None:
        facts = dict(setting.differs.get(model, {}))
        without = facts.pop("without", ())
        view = setting._replace(differs=_NOTHING, **facts)
        return view._replace(enum={text: word for text, word in view.enum.items() if text not in without}) if without else view
    views = [_view(name, one) for one in setting.models]
    meanings: dict[str, set[str]] = {}
    for view in views:
        for text, word in view.enum.items():
            meanings.setdefault(text, set()).add(word)
            meanings.setdefault(word, set()).add(text)
    doubled = {key for key, values in meanings.items() if len(values) > 1}
    # What stands for the same as something ambiguous is no better.
    ambiguous = sorted(doubled.union(*(meanings[key] for key in doubled)))
    return setting._replace(
        enum={text: word for view in (setting, *views) for text, word in view.enum.items() if text not in ambiguous},
        minimum=None if setting.minimum is None else min(view.minimum or 0 for view in views),
        maximum=None if setting.maximum is None else max(view.maximum or 0 for view in views),
        also=tuple(dict.fromkeys(text for view in views for text in view.also)),
        differs=_NOTHING,
        ambiguous=ambiguous,
    )
