# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The registered accounts, and what has shown it: on some firmware the list of accounts tells only which are active."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Iterable, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Account
from ansible_collections.voip.grandstream.plugins.module_utils._errors import ApiError

AVAILABLE, UNAVAILABLE = "available", "unavailable"
"""Words of "Get Phone Status": idle; and of the vendor's own server only, that no account is registered."""


class Registrations(NamedTuple):
    """The list of accounts and the status word, taken together.

    ``proved``: accounts that both show to be registered. ``not_proved``: those that the list calls registered while the word
    neither shows nor excludes it. ``contradicted``: those that the list calls registered while the word says that none is.
    ``word``: the phone's status word; empty where it was not asked for, or the phone did not tell it.
    """

    proved: frozenset[int]
    not_proved: frozenset[int]
    contradicted: frozenset[int]
    word: str

    @property
    def registered(self) -> frozenset[int]:
        """Return the accounts that count as registered: nothing contradicts them."""
        return self.proved | self.not_proved

    def shown(self) -> dict[str, Any]:
        """Return what a result tells of it: accounts by what was shown of them, the witnesses, and all of it in a sentence."""
        return {
            "proved": sorted(self.proved),
            "not_proved": sorted(self.not_proved),
            "contradicted": sorted(self.contradicted),
            "witnesses": ["accounts", *([f"status {self.word}"] if self.word else [])],
            "told": self._told(),
        }

    def _told(self) -> str:
        status = f"the phone's status is {self.word}" if self.word else "the phone's status was not read"
        sentences = {
            "registered, by the phone's list of accounts and by a second witness": self.proved,
            "registered by the phone's list of accounts, which is not proved: on some firmware the list tells only which are "
            f"active, and {status}": self.not_proved,
            f"not registered: {status}, although the list of accounts has them": self.contradicted,
        }
        told = [f"{_named(accounts)} {sentence}" for sentence, accounts in sentences.items() if accounts]
        return ". ".join(told) or "no account is registered"


def judge(accounts: Iterable[Account], word: str) -> Registrations:
    """Say which accounts are registered, from what the phone lists and its status word (empty: not known). Pure.

    The word is one for the whole phone. ``unavailable`` contradicts every account. ``available`` proves an account where it is
    the only one that can be meant. ``busy`` and ``ringing`` prove nothing, nor does a word that the guide does not know.
    """
    listed = frozenset(account.id for account in accounts if account.registered)
    nobody: frozenset[int] = frozenset()
    if word == UNAVAILABLE:
        return Registrations(nobody, nobody, listed, word)
    if word == AVAILABLE and len(listed) == 1:
        return Registrations(listed, nobody, nobody, word)
    return Registrations(nobody, listed, nobody, word)


def look(phone: Phone) -> Registrations:
    """Read the accounts, and the status word where an account claims to be registered. Raise :class:`PhoneError`."""
    accounts = phone.accounts()
    return judge(accounts, status_word(phone) if any(account.registered for account in accounts) else "")


def status_word(phone: Phone) -> str:
    """Return the phone's status word; empty where this firmware does not tell it. Raise :class:`PhoneError`."""
    try:
        return phone.status().state
    except ApiError:
        return ""


def _named(accounts: Iterable[int]) -> str:
    numbers = sorted(accounts)
    return f"account{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))} {'are' if len(numbers) > 1 else 'is'}"
