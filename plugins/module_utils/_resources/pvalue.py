# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""P values: bring those that a task names to what it says, and leave every other alone."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import FORMER_SECRET, MASK, NEW_SECRET, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._settings import (
    catalogue,
    codec,
    from_pvalues,
    pvalues,
    to_pvalues,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings.pvalues import (
    WRITE_SECRETS_SPEC,
    DesiredValues,
    ValueChange,
    shown,
)
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource


def prepare(params: Mapping[str, Any], secrets: Secrets) -> DesiredValues:
    """From the task's options to :class:`DesiredValues`. Raises :class:`InputError` with every problem that the options have."""
    values: dict[str, str] = {}
    spelled: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in params["values"].items():
        if to_pvalues.is_secret(key):
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
    names = {number: str(key) for number, key in spelled.items() if catalogue.bare_number(key) is None}
    desired = DesiredValues(values, params["write_secrets"], params["verify"], names=names)
    problems += pvalues.secret_problems(desired)
    if problems:
        raise InputError("values: " + "; ".join(problems))
    return desired


def _texts(key: Any, value: Any) -> dict[str, str]:
    """The text by bare number of one line. Raises :class:`ValueError` with the key in its sentence."""
    numbers = to_pvalues.device_numbers(key, "use gs_config")
    setting = catalogue.by_name(key) if catalogue.bare_number(key) is None else None
    try:
        texts = codec.texts_of(setting, codec.to_text(setting, value)) if setting else [codec.raw_text(value, numbers[0])]
    except ValueError as error:
        raise ValueError(f"{key if setting else 'P' + numbers[0]}: {error}") from None
    return dict(zip(numbers, texts))


def plan(phone: Phone, desired: DesiredValues) -> Plan:
    """Read the values, and the accounts where they matter, and plan. Raises :class:`PhoneError`."""
    current = pvalues.read(phone, desired)
    registered: frozenset[int] = frozenset()
    if pvalues.needs_accounts(current, desired):
        registered = frozenset(account.id for account in phone.accounts() if account.registered)
    changes = pvalues.plan(current, desired, registered)
    outcome = Outcome(
        changes=[_shown_change(change) for change in changes],
        before=pvalues.lines(
            (desired.name(change.number), shown(change.number, change.before, FORMER_SECRET)) for change in changes
        ),
        after=pvalues.lines((desired.name(change.number), shown(change.number, change.after, NEW_SECRET)) for change in changes),
        warnings=pvalues.warnings(changes, desired),
        found=pvalues.reboots(changes, desired),
    )
    return Plan(outcome, work=changes)


def apply(phone: Phone, desired: DesiredValues, plan: Plan) -> Outcome:
    """Write the changes and read them back. Raises :class:`PhoneError`."""
    changes: Sequence[ValueChange] = plan.work
    pvalues.write(phone, changes, desired)
    pvalues.write_login_passwords(phone, changes)
    return plan.outcome


def _shown_change(change: ValueChange) -> dict[str, Any]:
    return {
        "pvalue": "P" + change.number,
        "setting": pvalues.setting_name(change.number),
        "before": FORMER_SECRET if from_pvalues.is_secret(change.number, change.before) else change.before,
        "after": NEW_SECRET if from_pvalues.is_secret(change.number, change.after) else change.after,
    }


def _shown_options(params: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` with the secret ones masked by their name, whatever their length."""
    values = params.get("values")
    if not isinstance(values, Mapping):
        return {}
    return {"values": {key: MASK if to_pvalues.is_secret(key) else value for key, value in values.items()}}


RESOURCE = Resource(
    argument_spec={
        "values": {"type": "dict", "required": True},
        "verify": {"type": "bool", "default": True},
        "write_secrets": WRITE_SECRETS_SPEC,
    },
    prepare=prepare,
    plan=plan,
    apply=apply,
    shown_options=_shown_options,
)
