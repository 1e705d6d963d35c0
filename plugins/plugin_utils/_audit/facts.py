# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rule sees of a phone: its values by the names of the catalogue, and how it is reached. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t
from collections.abc import Callable, Collection, Iterator, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import HeldValues
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, codec, firmware, from_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, visible

LONGEST = 120
"""Characters of a phone's own text in the evidence of a finding."""

FIRMWARE = catalogue.READ_ONLY["system_version"]
"""The bare number of the firmware version."""

_MAY_BE_EMPTY = ("string", "host", "url", "password")
"""Types of settings of which an empty text is a value. Of others it says that the phone has none."""


class LacksError(Exception):
    """The model or its firmware does not have the setting: the rule does not apply."""


class UnknownError(Exception):
    """What the rule wants to know cannot be known. Its text is the reason, a sentence without its full stop."""


class Factory(t.NamedTuple):
    """What is known of the factory password. ``is_taken``: the phone takes it. None where ``unknown`` says why it is not known.
    ``evidence``: how it is known that the phone takes it."""

    is_taken: bool | None
    evidence: str = ""
    unknown: str = ""


class Facts(t.NamedTuple):
    """What is known of one phone that was logged in to.

    ``model``: None if not known. ``held``: what it holds, by bare number. ``asked``: the numbers that it was asked for.
    ``use_ssl``, ``is_verified``: whether it was reached over TLS, and whether its certificate was checked then. ``mask``: takes
    the secrets out of a text.
    """

    model: str | None
    held: HeldValues
    use_ssl: bool = True
    is_verified: bool = True
    factory: Factory = Factory(is_taken=False)
    mask: Callable[[str], str] = str

    @property
    def firmware(self) -> str | None:
        """Return the firmware version; None where the phone tells none."""
        return self.held.get(FIRMWARE) or None

    def value(self, name: str, account: int | None = None) -> t.Any:
        """Return what a setting holds, as users write it. Raise :class:`LacksError` or :class:`UnknownError`."""
        setting = setting_of(name)
        text = self._text(setting, account)
        doubt = firmware.doubt(name, self.model)
        if doubt:
            raise UnknownError(f"{name} {doubt}")
        view = setting.on(self.model)
        if text == "" and view.type not in _MAY_BE_EMPTY:
            raise UnknownError(f"the phone tells no value of {catalogue.path_of(setting, account)}")
        if view.type not in _MAY_BE_EMPTY and not codec.converts_back(view, text):
            raise UnknownError(f"the phone holds a value that is none of the setting's ({self.told(name, account)})")
        return codec.from_text(view, text)

    def told(self, name: str, account: int | None = None) -> str:
        """Return a setting and what it holds, for the evidence of a finding: visible, bounded, and never a secret."""
        setting = setting_of(name)
        path = catalogue.path_of(setting, account).removeprefix("settings.")
        text = self._text(setting, account)
        if from_pvalues.is_secret(setting.numbers_of(account)[0], text):
            return f"{path}: (not shown)"
        word = codec.from_text(setting.on(self.model), text) if text else "(empty)"
        shown = {True: "true", False: "false"}[word] if isinstance(word, bool) else str(word)
        return f"{path}: {self.quoted(shown)}"

    def quoted(self, text: str) -> str:
        """Return the phone's own text for evidence: without secrets, visible, and bounded, in this order. The beginning of a
        secret that was cut would not be found any more."""
        return shortened(visible(self.mask(text)), LONGEST)

    def accounts_in_use(self) -> Iterator[int]:
        """Yield the accounts that are switched on and have a server. Raise :class:`UnknownError`."""
        for account in accounts_of(self.model):
            if self.value("account_active", account) and self.value("sip_server", account):
                yield account

    def of_accounts(self, name: str, is_exposed: Callable[[t.Any], bool]) -> str:
        """Return the evidence of those accounts in use of which a setting holds what is exposed; empty where there is none."""
        return ", ".join(self.told(name, account) for account in self.accounts_in_use() if is_exposed(self.value(name, account)))

    def _text(self, setting: catalogue.Setting, account: int | None) -> str:
        """Return the phone's own text. Raise :class:`LacksError` or :class:`UnknownError`."""
        number = setting.numbers_of(account)[0]
        if self.model is not None and self.model not in setting.models:
            raise LacksError
        if number in self.held.broken:
            raise UnknownError(f"the phone's answer about {catalogue.path_of(setting, account)} cannot be read")
        published = firmware.finding(setting.name, self.model, self.firmware, "it has") if self.model else None
        if number not in self.held or (self.held[number] == "" and published is not None and published.is_reason):
            # Firmware that does not know a number leaves it out of its answer, or answers with nothing.
            raise LacksError
        return self.held[number]


def setting_of(name: str) -> catalogue.Setting:
    """Return the setting of a name. Raise :class:`RuntimeError` for a name that no setting has: a rule has a slip."""
    setting = catalogue.by_name(name)
    if setting is None:
        raise RuntimeError(f"no setting has the name {name}")
    return setting


def accounts_of(model: str | None) -> range:
    """Return the accounts that a model has; without a model, those that every model has."""
    return range(1, (catalogue.SAFE_ACCOUNTS if model is None else catalogue.MODELS[model]) + 1)


def numbers(names: Collection[str], model: str | None) -> list[str]:
    """Return the bare numbers to ask a phone of a model for, so that these settings are known, and its firmware."""
    found = [FIRMWARE]
    for name in names:
        setting = setting_of(name)
        if model is None or model in setting.models:
            accounts: Sequence[int | None] = [None] if setting.scope == "device" else list(accounts_of(model))
            found += [number for account in accounts for number in setting.numbers_of(account)]
    return list(dict.fromkeys(found))
