# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From P values to what a user would write. Pure. `to_pvalues` is the way back.

The law: what :func:`from_values` returns, :func:`to_pvalues.to_values` turns into exactly the values that it came from.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Collection, Iterable, Iterator, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._masking import holds_secret
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, keys
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import SAFE_ACCOUNTS, Setting
from ansible_collections.voip.grandstream.plugins.module_utils._settings.codec import (
    converts_back,
    from_text,
    text_of_texts,
    texts_of,
)
from ansible_collections.voip.grandstream.plugins.module_utils._text import text_problem


class _Entry(NamedTuple):
    """One setting that the phone holds by name: of which account, in which numbers, and the text of the whole."""

    setting: Setting
    account: int | None
    numbers: Sequence[str]
    text: str


def numbers_for(model: str | None, accounts: Collection[int]) -> list[str]:
    """Return the bare P numbers to read for a snapshot, in the catalogue's order: all of the model that are no secrets.

    ``accounts``: the account numbers (from 1) that exist on the phone.
    """
    existing = [account for account in sorted(accounts) if account <= catalogue.accounts_of(model)]
    of_settings = [
        number
        for setting in catalogue.for_model(model)
        if not (setting.secret or setting.write_only)
        for account in ([None] if setting.scope == "device" else existing)
        for number in setting.numbers_of(account)
    ]
    return of_settings + keys.numbers(model)


def from_values(
    values: Mapping[str, str], model: str | None, accounts: Collection[int], hide_defaults: bool = False
) -> dict[str, dict[Any, Any]]:
    """Return what a phone holds, as `to_pvalues.to_values` takes it.

    The form is ``{"settings": {…}, "accounts": {1: {…}}, "keys": {1: {…}}}``.
    ``keys`` is left out where there are none, or the model is not known. ``values``: text by bare P number. ``model``: of the
    phone, None if not known. ``accounts``: the account numbers (from 1) that exist on it; values of others are left out. So are
    secrets, what is read-only, what is no P number, and what :func:`left_out` names. What has no name on the model, or holds
    what its setting should not, comes as ``P<number>`` in ``settings``. ``hide_defaults``: leave out what is as at the factory,
    what is empty if that is not known, and accounts that are not in use.
    """
    entries = list(_entries(values, model, accounts))
    if hide_defaults:
        entries = [entry for entry in entries if entry.text != (entry.setting.default_on(model, entry.account) or "")]
    clashing = _clashing(entries)
    settings: dict[str, Any] = {}
    of_accounts: dict[int, dict[str, Any]] = {account: {} for account in sorted(accounts)}
    named: set[str] = set()
    for entry in entries:
        if entry.numbers[0] not in clashing and converts_back(entry.setting, entry.text):
            target = settings if entry.account is None else of_accounts[entry.account]
            target[entry.setting.name] = from_text(entry.setting, entry.text)
            named.update(entry.numbers)
    of_keys: dict[int, dict[str, Any]] = {}
    for key, numbers, fields in keys.entries(values, model):
        if all(_is_writable(values[number]) for number in numbers):
            named.update(numbers)
            if not (hide_defaults and fields["mode"] == keys.NONE):
                of_keys[key] = fields
    for number in _raw_numbers(values, model, accounts):
        if number not in named and not (hide_defaults and values[number] == _factory_text(number, model)):
            settings[f"P{number}"] = values[number]
    if hide_defaults:
        of_accounts = {account: texts for account, texts in of_accounts.items() if texts != {"account_active": False}}
    used = {account: texts for account, texts in of_accounts.items() if texts}
    return {"settings": settings, "accounts": used, **({"keys": of_keys} if of_keys else {})}


def left_out(values: Mapping[str, str], model: str | None, accounts: Collection[int]) -> list[str]:
    """Return where users would write what :func:`from_values` leaves out because of what it says: a URL with a password in it, a
    private key, a control character. In the order of the numbers; what is a secret by its number is not named.
    """
    return [
        label(number, model)
        for number in sorted((number for number in values if _may_be_raw(number, accounts, model)), key=int)
        if number not in catalogue.secret_numbers() and not _is_writable(values[number])
    ]


def label(number: str, model: str | None = None) -> str:
    """Return where users write a bare P number: ``accounts.1.sip_server``, ``settings.ntp_server``, else ``settings.P99``.

    One octet of an address is ``settings.static_ip.4``, which users write as a whole.
    """
    key = keys.place_of(number, model)
    if key:
        return f"keys.{key[0]}.{key[1]}"
    place = catalogue.by_number(number, model)
    if place is None or (model is not None and model not in place.setting.models):
        return f"settings.P{number}"
    return place.path


def shown(number: str, text: str, model: str | None = None) -> Any:
    """Return the text of a bare P number as a user would write it; the text itself where that would not convert back.

    For the user's eyes; to hide secrets is up to the caller.
    """
    place = catalogue.by_number(number, model)
    if place is None or place.octet is not None:
        return text
    view = place.setting.on(model)
    return from_text(view, text) if converts_back(view, text) else text


def is_secret(number: str, text: Any) -> bool:
    """Return whether a value is a secret: by its number, as a URL with a password in it, or as a private key."""
    return number in catalogue.secret_numbers() or (isinstance(text, str) and holds_secret(text))


def _accounts_with_name(setting: Setting, model: str | None, accounts: Collection[int]) -> list[int | None]:
    """Return the accounts of which the setting may be named; only None for a setting of the phone."""
    if setting.scope == "device":
        return [None]
    most = SAFE_ACCOUNTS if model is None else catalogue.accounts_of(model)
    return [account for account in sorted(accounts) if account <= most]


def _entries(values: Mapping[str, str], model: str | None, accounts: Collection[int]) -> Iterator[_Entry]:
    """Yield what can have a name and is wholly there, in the catalogue's order."""
    for setting in catalogue.for_model(model):
        if setting.secret or setting.write_only:
            continue
        view = setting.on(model)
        for account in _accounts_with_name(setting, model, accounts):
            numbers = setting.numbers_of(account)
            if all(number in values and not is_secret(number, values[number]) for number in numbers):
                yield _Entry(view, account, numbers, text_of_texts([values[number] for number in numbers]))


def _clashing(entries: Iterable[_Entry]) -> set[str]:
    """Return the numbers of payload types that an account has twice: a phone may hold that, but names cannot write it."""
    by_value: dict[tuple[int | None, str], list[str]] = {}
    for entry in entries:
        if entry.setting.is_payload_type and entry.text:
            by_value.setdefault((entry.account, entry.text), []).append(entry.numbers[0])
    return {number for numbers in by_value.values() if len(numbers) > 1 for number in numbers}


def _raw_numbers(values: Mapping[str, str], model: str | None, accounts: Collection[int]) -> list[str]:
    """Return the numbers, in order, that a user may write as P numbers with the text that they hold."""
    return sorted((number for number in values if _is_raw(number, values[number], model, accounts)), key=int)


def _is_raw(number: str, text: str, model: str | None, accounts: Collection[int]) -> bool:
    return number not in catalogue.secret_numbers() and _may_be_raw(number, accounts, model) and _is_writable(text)


def _may_be_raw(number: str, accounts: Collection[int], model: str | None) -> bool:
    if catalogue.bare_number(number) != number or catalogue.is_read_only(number):
        return False
    account = catalogue.account_of(number, model) or catalogue.account_of(number)
    return account is None or (account in accounts and account <= catalogue.accounts_of(model))


def _is_writable(text: str) -> bool:
    return not holds_secret(text) and text_problem(text, may_be_pem=True) is None


def _factory_text(number: str, model: str | None) -> str:
    """Return what a bare P number holds at the factory; empty if that is not known."""
    of_key = keys.factory_text(number, model)
    if of_key is not None:
        return of_key
    place = catalogue.by_number(number, model)
    default = place.setting.default_on(model, place.account) if place else None
    if place is None or default is None:
        return ""
    return texts_of(place.setting, default)[(place.octet or 1) - 1]
