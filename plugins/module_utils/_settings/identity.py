# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The right phone at the address: one that has the SIP user ID of another host is refused before the first write.

An address moves (DHCP), and a password may be shared: then one phone gets the extension of another. A phone tells no MAC address
and no serial number over its API (guide, "Return Values Request"), so what it was told to be is the only thing to compare.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import ApiError, IdentityError
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, visible

_NEVER_EMPTY = [str(setting.numbers[0]) for setting in [catalogue.by_name("account_active")] if setting]

_LONGEST = 60
"""Characters of what a phone holds in a sentence."""


def _numbers(model: str | None = None) -> Sequence[str]:
    """Return the bare numbers of the SIP user IDs of all accounts that a model has; without one, of those that all have."""
    setting = catalogue.by_name("sip_user_id")
    return setting.numbers[: catalogue.MODELS[model] if model else catalogue.SAFE_ACCOUNTS] if setting else ()


def riding_along(phone: Phone) -> Sequence[str]:
    """Return the numbers to read together with others, so that :func:`judge` can tell which phone it is."""
    return _numbers() if phone.neighbours else ()


def judge(phone: Phone, held: Mapping[str, str], desired: Mapping[str, str], model: str | None = None) -> None:
    """Raise :class:`IdentityError` where what the phone holds shows that it is another host of the inventory.

    ``held``, ``desired``: text by bare number. A phone that has one of the desired SIP user IDs is the right one, and needs no
    look at the inventory. One without any, as from the factory, shows nothing.
    """
    if phone.neighbours is None:
        return
    phone.neighbours.is_checked = True
    user_ids = {
        held[number].strip(): account for account, number in enumerate(_numbers(model), 1) if held.get(number, "").strip()
    }
    if not user_ids or any(desired.get(number) in user_ids for number in _numbers(model)):
        return
    found = phone.neighbours.another(list(user_ids))
    if found is None:
        return
    user_id, host = found
    raise IdentityError(
        f"answers as {visible(host)} (sip_user_id {shortened(visible(user_id), _LONGEST)}). Nothing was written",
        answers_as=host,
        sip_user_id=user_id,
        account=user_ids[user_id],
    )


def check(phone: Phone) -> None:
    """Read the SIP user IDs, if nothing has shown them yet, and judge. Raise :class:`IdentityError`.

    Where the phone does not tell them, nothing is known, and nothing is refused.
    """
    if phone.neighbours is None or phone.neighbours.is_checked or not phone.neighbours.are_known():
        return
    try:
        # An answer in which everything is empty would raise the question whether the session is alive.
        held = phone.read_values([*_numbers(), *_NEVER_EMPTY])
    except ApiError:
        return
    judge(phone, held, {})
