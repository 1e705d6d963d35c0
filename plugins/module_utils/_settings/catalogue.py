# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogue of settings: which P number is which setting of which account, on which models, and what it may hold.

Facts only, from catalogue/settings.json by way of `_catalogue_data`. `_setting_values` converts values, `_state` and
`_snapshot` whole phones.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import difflib
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

MOST_ACCOUNTS = max(MODELS.values())

SAFE_ACCOUNTS = min(MODELS.values())
"""The accounts that every model has. The numbers of the others mean something else on a model that lacks them."""

_NUMBER = re.compile(r"[Pp]?([1-9][0-9]{0,5})")
_OCTET = re.compile(r"(.+)_octet_[1-4]")
_LONGEST_NAME = 64
_NO_WORDS: dict[str, str] = {}


class Setting(NamedTuple):
    """One setting.

    ``type``: boolean, enum, integer, port, ip, host, url, string or password. ``numbers``: bare P numbers: of accounts 1, 2, …
    where ``scope`` is ``account``; of the four octets of one IPv4 address; else one. ``alias``: its name in provisioning files,
    with ``{n}`` for the account or ``{octet}`` for the octet; ``alias_inverted``: there, true means the opposite.
    ``enum``: from the phone's text to the user's word. ``default``, ``default_wp820``: the phone's text at the factory, None if
    unknown; the second where a WP820 differs. ``secret``: never shown. ``write_only``: reads as empty.
    """

    name: str
    type: str
    numbers: Sequence[str]
    scope: str = "device"
    alias: str | None = None
    alias_inverted: bool = False
    enum: Mapping[str, str] = _NO_WORDS
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    default: str | None = None
    default_wp820: str | None = None
    secret: bool = False
    write_only: bool = False
    reboot: bool = False
    models: Sequence[str] = tuple(MODELS)

    @property
    def is_address_in_octets(self) -> bool:
        """Whether the setting is one IPv4 address that the phone keeps as four numbers."""
        return self.scope == "device" and len(self.numbers) > 1

    @property
    def is_payload_type(self) -> bool:
        """Whether it is a dynamic RTP payload number, which must differ from the others of its account."""
        return self.scope == "account" and self.name.endswith("_payload_type")

    def numbers_of(self, account: int | None) -> Sequence[str]:
        """The bare numbers that hold the setting: of ``account`` (from 1) where it is one of accounts, else give None."""
        return self.numbers if account is None else (self.numbers[account - 1],)

    def default_on(self, model: str | None) -> str | None:
        """The phone's text at the factory; None if unknown, or if the model does not have the setting."""
        if model is not None and model not in self.models:
            return None
        return self.default_wp820 if model == "wp820" and self.default_wp820 is not None else self.default


class SettingPlace(NamedTuple):
    """What one P number holds: a setting, of ``account`` (from 1) if it is one of accounts, or one ``octet`` (from 1) of it."""

    setting: Setting
    account: int | None = None
    octet: int | None = None

    @property
    def path(self) -> str:
        """Where users write it, such as ``accounts.1.sip_server``. One octet of an address is ``settings.static_ip.4``."""
        if self.octet is not None:
            return f"{path_of(self.setting)}.{self.octet}"
        return path_of(self.setting, self.account)


SETTINGS: Sequence[Setting] = tuple(Setting(**row) for row in _DATA["settings"])
"""All settings in the catalogue's order. An address in octets is one setting."""

_BY_NAME: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}
_BY_NUMBER: dict[str, tuple[Setting, int]] = {
    number: (setting, position) for setting in SETTINGS for position, number in enumerate(setting.numbers, start=1)
}
_READ_ONLY_NUMBERS = frozenset(READ_ONLY.values())


def path_of(setting: Setting, account: int | None = None) -> str:
    """Where users write the setting; ``accounts.<number>.…`` where it is one of accounts and ``account`` is None."""
    if setting.scope == "device":
        return f"settings.{setting.name}"
    return f"accounts.{account or '<number>'}.{setting.name}"


def by_name(name: str) -> Setting | None:
    """The setting of exactly this name."""
    return _BY_NAME.get(name)


def by_number(number: str, model: str | None = None) -> SettingPlace | None:
    """What a bare P number is; None if the catalogue does not know it.

    With a ``model``, also None for the numbers of accounts that it does not have: there they may mean something else.
    """
    if number not in _BY_NUMBER:
        return None
    setting, position = _BY_NUMBER[number]
    if setting.scope == "account":
        return SettingPlace(setting, account=position) if position <= accounts_of(model) else None
    return SettingPlace(setting, octet=position) if setting.is_address_in_octets else SettingPlace(setting)


def by_alias(alias: str) -> SettingPlace | None:
    """What a name of provisioning files is, such as ``account.3.sip.userid`` or ``network.dns.1.ip.4``, in any capitals: firmware
    is of two minds about ``userid`` and ``userId``.

    Where ``setting.alias_inverted`` is true, a true value there is a false one here.
    """
    number = _by_alias().get(alias.lower())
    return by_number(number) if number else None


def for_model(model: str | None) -> Iterator[Setting]:
    """The settings that a model has, in the catalogue's order; all for None."""
    return (setting for setting in SETTINGS if model is None or model in setting.models)


def accounts_of(model: str | None) -> int:
    """How many accounts a model has; for None, how many a phone can have at most."""
    return MOST_ACCOUNTS if model is None else MODELS[model]


def bare_number(key: Any) -> str | None:
    """``30`` for ``P30``, ``p30``, ``30`` and 30; None for anything else."""
    if isinstance(key, str):
        match = _NUMBER.fullmatch(key)
        return match.group(1) if match else None
    if isinstance(key, int) and not isinstance(key, bool) and 0 < key < 1000000:
        return str(key)
    return None


def needs_reboot(number: str) -> bool:
    """Whether a change of a bare P number takes effect only after a reboot."""
    place = by_number(number)
    return place is not None and place.setting.reboot


def account_of(number: str) -> int | None:
    """The account (from 1) to which a bare P number belongs; None if to none."""
    place = by_number(number)
    return place.account if place else None


def is_read_only(number: str) -> bool:
    """Whether a bare P number is what a phone tells and nobody sets."""
    return number in _READ_ONLY_NUMBERS


@lru_cache(maxsize=None)
def secret_numbers() -> frozenset[str]:
    """Bare numbers whose values are never shown: the write-only ones, and passwords and keys that a phone does tell."""
    return frozenset(number for setting in SETTINGS if setting.secret or setting.write_only for number in setting.numbers)


@lru_cache(maxsize=None)
def write_only_numbers() -> frozenset[str]:
    """Bare numbers that read as empty whatever the phone holds."""
    return frozenset(number for setting in SETTINGS if setting.write_only for number in setting.numbers)


def sip_passwords() -> Sequence[str]:
    """The bare numbers of the SIP passwords of accounts 1, 2, …: write-only, and proved by a registered account."""
    return _BY_NAME["sip_auth_password"].numbers


def login_passwords() -> dict[str, str]:
    """The bare numbers of the phone's own passwords and whose they are: write-only, and proved by a login."""
    return {_BY_NAME[f"{role}_password"].numbers[0]: role for role in ("admin", "user")}


def unproved_secrets() -> frozenset[str]:
    """The write-only numbers that nothing proves: keys and certificates."""
    return write_only_numbers() - frozenset(sip_passwords()) - frozenset(login_passwords())


def why_unknown(key: str, account: int | None, model: str | None) -> str:
    """Why users cannot write ``key`` at this place, as a sentence that says what would be right.

    ``account``: the account under which it stands, None for a setting of the phone. Not for keys that are right.
    """
    setting = by_name(key)
    if setting is not None:
        return _why_misplaced(setting, account, model)
    if key in READ_ONLY:
        return "it is read-only"
    octet = _OCTET.fullmatch(key)
    if octet and octet.group(1) in _BY_NAME:
        return f"write the whole address, as {octet.group(1)}"
    place = by_alias(key)
    if place is not None:
        inverted = ", with the opposite value" if place.setting.alias_inverted else ""
        return f"this is its name in provisioning files. Write {path_of(place.setting, place.account)}{inverted}"
    near = _nearest(key, account, model)
    return f"unknown setting. Did you mean {near}?" if near else "unknown setting"


def _why_misplaced(setting: Setting, account: int | None, model: str | None) -> str:
    if model is not None and model not in setting.models:
        return f"not on a {model}"
    if account is None:
        return f"it is a setting of an account. Write {path_of(setting)}"
    return f"it is a setting of the phone, not of an account. Write {path_of(setting)}"


def _nearest(key: str, account: int | None, model: str | None) -> str | None:
    """The name most like ``key``: first of the same scope, then with its path of the other, else None."""
    wanted = key.lower().replace("-", "_").replace(" ", "_")
    if len(wanted) > _LONGEST_NAME:
        return None
    scope = "device" if account is None else "account"
    names = [setting.name for setting in for_model(model) if setting.scope == scope]
    others = [setting.name for setting in for_model(model) if setting.scope != scope]
    for candidates, likeness in ((names, 0.85), (others, 0.85), (names, 0.7)):
        near = difflib.get_close_matches(wanted, candidates, n=1, cutoff=likeness)
        if near:
            return near[0] if candidates is names else path_of(_BY_NAME[near[0]])
    return None


@lru_cache(maxsize=None)
def _by_alias() -> dict[str, str]:
    """From each name of provisioning files, in small letters, to its number."""
    return {
        setting.alias.replace("{n}", str(position)).replace("{octet}", str(position)).lower(): number
        for setting in SETTINGS
        if setting.alias
        for position, number in enumerate(setting.numbers, start=1)
    }
