# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Proof of new SIP passwords: the accounts registered anew with them. An old registration that lives on proves nothing."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._api import registrations
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.registrations import Registrations
from ansible_collections.voip.grandstream.plugins.module_utils._errors import AuthenticationError, LockedError, PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._settings.registration import SETTLING_SECONDS


class Watched(NamedTuple):
    """The accounts of a task at the end of the waiting.

    ``proved``: they registered anew. ``unproved``: they count as registered, and nothing shows that they registered anew.
    ``missing``: they are not registered. ``seen``: what was seen last.
    """

    proved: frozenset[int]
    unproved: frozenset[int]
    missing: frozenset[int]
    seen: Registrations

    def shown(self) -> dict[str, Any]:
        """Return what a result tells of it."""
        again = ["registered anew"] if self.proved - self.seen.proved else []
        shown = self.seen._replace(proved=self.proved, not_proved=self.unproved).shown()
        return {**shown, "witnesses": [*shown["witnesses"], *again]}


def watch(phone: Phone, accounts: frozenset[int], before: Registrations, patience: float, has_restarted: bool = False) -> Watched:
    """Wait up to ``patience`` seconds until the accounts are registered. Raise :class:`PhoneError`.

    ``before``: as it was seen before the change. ``has_restarted``: whether the phone has started since, so that no old
    registration can live on. The phone's status is one word for all accounts: it proves an account where there is only one.
    """
    off_list = accounts - (before.registered | before.contradicted)
    silent = accounts & before.contradicted
    seen = before
    began = phone.now()
    trouble: PhoneError | None = None
    for dummy in phone.attempts(patience):
        is_settled = phone.now() - began >= min(patience, SETTLING_SECONDS)
        try:
            seen = registrations.look(phone)
            trouble = None
        except (AuthenticationError, LockedError):
            # Each further look would cost another login.
            raise
        except PhoneError as error:
            trouble = error
            continue
        off_list |= accounts - (seen.registered | seen.contradicted)
        silent |= accounts & seen.contradicted
        if accounts <= seen.registered and (is_settled or accounts <= off_list):
            break
    if trouble is not None:
        raise trouble
    registered = accounts & seen.registered
    proved = registered & (off_list | (seen.proved if has_restarted else seen.proved & silent))
    return Watched(proved, registered - proved, accounts - registered, seen)
