# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""P values: bring those that a task names to what it says, and leave every other alone."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api import registrations
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import FORMER_SECRET, MASK, NEW_SECRET, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._settings import apply as settings_apply
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, codec, from_pvalues, reach, to_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils._settings import plan as settings_plan
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import (
    WRITE_SECRETS_SPEC,
    DesiredValues,
    ValueChange,
    shown,
)
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource


def prepare(params: Mapping[str, Any], secrets: Secrets) -> DesiredValues:
    """Return what the task's options ask for. Raise :class:`InputError` with every problem that they have."""
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
    problems += settings_plan.secret_problems(desired)
    if problems:
        raise InputError("values: " + "; ".join(problems))
    return desired


def _texts(key: Any, value: Any) -> dict[str, str]:
    """Return the text by bare number of one line. Raise :class:`ValueError` with the key in its sentence."""
    numbers = to_pvalues.device_numbers(key, "use gs_config")
    setting = catalogue.by_name(key) if catalogue.bare_number(key) is None else None
    try:
        if setting is None:
            return {numbers[0]: codec.raw_text(value, numbers[0])}
        # No model is known here.
        return dict(zip(numbers, codec.texts_of(setting, codec.to_text(setting.on(None), value))))
    except codec.AmbiguousError as error:
        raise ValueError(f"{key}: {error}. Write its P number here (P{numbers[0]}), or use gs_config") from None
    except ValueError as error:
        raise ValueError(f"{key if setting else 'P' + numbers[0]}: {error}") from None


def plan(phone: Phone, desired: DesiredValues) -> Plan:
    """Read the values, and the accounts where they matter, and plan. Raise :class:`PhoneError`."""
    current = settings_apply.read(phone, desired)
    is_told = bool(phone.traits.tells_secrets)
    registered: frozenset[int] = frozenset()
    found: dict[str, Any] = {}
    if settings_plan.needs_accounts(current, desired, is_told):
        seen = registrations.look(phone)
        registered, found = seen.registered, {"registrations": seen.shown()}
    changes = settings_plan.plan(current, desired, registered, is_told)
    outcome = Outcome(
        changes=[_shown_change(change) for change in changes],
        before=settings_plan.lines((_title(change, desired), settings_plan.shown_before(change)) for change in changes),
        after=settings_plan.lines(
            (_title(change, desired), shown(change.number, change.after, NEW_SECRET)) for change in changes
        ),
        warnings=[*settings_plan.warnings(changes, desired), *_risks(changes, desired)],
        found={**settings_plan.reboots(changes, desired), **found},
    )
    return Plan(settings_apply.expected(phone, changes, desired, outcome), work=changes)


def apply(phone: Phone, desired: DesiredValues, plan: Plan) -> Outcome:
    """Write the changes and read them back. Raise :class:`PhoneError`."""
    changes: Sequence[ValueChange] = plan.work
    written = settings_apply.write(phone, changes, desired)
    written = written.with_more(settings_apply.write_login_passwords(phone, changes))
    outcome = settings_apply.told(phone, changes, desired, written, plan.outcome)
    settings_apply.check(written, desired, outcome)
    return outcome


def _risks(changes: Sequence[ValueChange], desired: DesiredValues) -> list[str]:
    """Return the warning about changes that can cut the phone off: who wants care for them takes gs_config."""
    risky = ", ".join(reach.names(changes, desired))
    said = f"{risky} can cut the phone off. gs_config changes that on one phone first, and looks for it before the others follow"
    return [said] if risky else []


def _title(change: ValueChange, desired: DesiredValues) -> str:
    return settings_plan.title(desired.name(change.number), [change.number], None)


def _shown_change(change: ValueChange) -> dict[str, Any]:
    return {
        "pvalue": "P" + change.number,
        "setting": settings_plan.setting_name(change.number),
        "before": FORMER_SECRET if from_pvalues.is_secret(change.number, change.before) else settings_plan.bounded(change.before),
        "after": NEW_SECRET if from_pvalues.is_secret(change.number, change.after) else change.after,
    }


def _shown_options(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``values`` with the secret ones masked by their name, whatever their length."""
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
