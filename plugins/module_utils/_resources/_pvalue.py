# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection: other code must not import it.

"""P values: bring those that a task names to what it says, and leave every other alone."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils import _catalogue, _setting_values, _state
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._resources import _values
from ansible_collections.voip.grandstream.plugins.module_utils._resources._values import (
    FORMER_SECRET,
    NEW_SECRET,
    WRITE_SECRETS_SPEC,
    Change,
    Desired,
    shown,
)
from ansible_collections.voip.grandstream.plugins.module_utils._task import Outcome, Resource


def prepare(params: Mapping[str, Any], secrets: Secrets) -> Desired:
    """From the task's options to :class:`Desired`. Raises :class:`InputError` with every problem that the options have."""
    values: dict[str, str] = {}
    spelled: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in params["values"].items():
        if _state.is_secret(key):
            secrets.add(value)
        try:
            texts = _texts(key, value)
        except ValueError as error:
            problems.append(str(error))
            continue
        for number, text in texts.items():
            if number in spelled:
                problems.append(f"P{number} is given twice, as {spelled[number]!r} and as {key!r}")
                continue
            spelled[number] = key
            values[number] = text
    names = {number: str(key) for number, key in spelled.items() if _catalogue.bare_number(key) is None}
    desired = Desired(values, params["write_secrets"], params["verify"], names=names)
    problems += _values.secret_problems(desired)
    if problems:
        raise InputError("values: " + "; ".join(problems))
    return desired


def _texts(key: Any, value: Any) -> dict[str, str]:
    """The text by bare number of one line. Raises :class:`ValueError` with the key in its sentence."""
    number = _catalogue.bare_number(key)
    if number is not None:
        try:
            return {number: _setting_values.raw_text(value)}
        except ValueError as error:
            raise ValueError(f"P{number}: {error}") from None
    setting = _catalogue.by_name(key) if isinstance(key, str) else None
    if setting is None:
        why = _catalogue.why_unknown(str(key), None, None)
        raise ValueError(f"{key!r} is not a P value. Write P30, or 30, or the name of a setting ({why})")
    if setting.scope != "device":
        raise ValueError(f"{key} is a setting of accounts. Write its P number here, or use gs_config")
    try:
        texts = _setting_values.texts_of(setting, _setting_values.to_text(setting, value))
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None
    return dict(zip(setting.numbers, texts))


def run(phone: Phone, desired: Desired, check_mode: bool) -> Outcome:
    """Read, plan, write, read back. Raises :class:`PhoneError`."""
    current = _values.read(phone, desired)
    registered: frozenset[int] = frozenset()
    if _values.needs_accounts(current, desired):
        registered = frozenset(account.id for account in phone.accounts() if account.registered)
    changes = _values.plan(current, desired, registered)
    if changes and not check_mode:
        _apply(phone, changes, desired)
    return Outcome(
        changes=[_shown_change(change) for change in changes],
        before=_values.lines(
            (desired.name(change.number), shown(change.number, change.before, FORMER_SECRET)) for change in changes
        ),
        after=_values.lines((desired.name(change.number), shown(change.number, change.after, NEW_SECRET)) for change in changes),
        warnings=_values.warnings(changes, desired),
        found=_values.reboots(changes, desired),
    )


def _apply(phone: Phone, changes: Sequence[Change], desired: Desired) -> None:
    try:
        _values.write(phone, changes, desired)
        _values.write_login_passwords(phone, changes)
    except PhoneError as error:
        if phone.has_written:
            error.changes = [_shown_change(change) for change in changes]
        raise


def _shown_change(change: Change) -> dict[str, Any]:
    secret = change.number in _catalogue.secret_numbers()
    return {
        "pvalue": "P" + change.number,
        "setting": _values.setting_name(change.number),
        "before": FORMER_SECRET if secret else change.before,
        "after": NEW_SECRET if secret else change.after,
    }


def _shown_parameters(params: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` with the secret ones masked by their name, whatever their length."""
    values = params.get("values")
    if not isinstance(values, Mapping):
        return {}
    return {"values": {key: MASK if _state.is_secret(key) else value for key, value in values.items()}}


RESOURCE = Resource(
    argument_spec={
        "values": {"type": "dict", "required": True},
        "verify": {"type": "bool", "default": True},
        "write_secrets": WRITE_SECRETS_SPEC,
    },
    prepare=prepare,
    run=run,
    shown=_shown_parameters,
)
