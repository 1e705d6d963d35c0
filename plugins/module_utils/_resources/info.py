# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a phone: only the requests that the wanted subsets need."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Callable, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api import line_states, registrations
from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import IDENTITY
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Account
from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import writable
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.changes import contact_as_options
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import group_names
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, codec, from_pvalues, to_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import MODEL_SPEC, setting_name
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource


class DesiredFacts(NamedTuple):
    """The facts that a task wants. ``pvalues``: the bare numbers by the keys of the task. ``model``: of the phone, if known."""

    subsets: frozenset[str]
    pvalues: Mapping[str, Sequence[str]]
    model: str | None
    hide_defaults: bool


def prepare(params: Mapping[str, Any], dummy: Secrets) -> DesiredFacts:
    """Return what the task's options ask for. Raise :class:`InputError` with every problem of ``pvalues``."""
    wanted = frozenset(params["gather_subset"])
    numbers: dict[str, Sequence[str]] = {}
    problems = []
    for key in params["pvalues"]:
        try:
            asked = _numbers(key)
        except ValueError as error:  # noqa: PERF203 - to tell all problems at once
            problems.append(str(error))
        else:
            # A value under two names would be given twice where the result is written back.
            if not any(number in others for number in asked for others in numbers.values()):
                numbers[key] = asked
    if problems:
        raise InputError("pvalues: " + "; ".join(problems))
    return DesiredFacts(frozenset(SUBSETS) if "all" in wanted else wanted, numbers, params["model"], params["hide_defaults"])


_TOLD = {**catalogue.READ_ONLY, **IDENTITY, **{name: name for name in IDENTITY.values()}}
"""What a phone tells of itself and nobody sets, by our names and the guide's: the bare number, or the name in a request."""


def _numbers(key: str) -> Sequence[str]:
    """Return the bare numbers of ``P30``, ``30`` or the name of a setting, or what stands for it. Raise :class:`ValueError`."""
    if key in _TOLD:
        return [_TOLD[key]]
    numbers = to_pvalues.device_numbers(key, "read the subset config")
    if any(one in catalogue.secret_numbers() for one in numbers):
        raise ValueError(f"{key} is a secret, which is not shown")
    return numbers


def needs_password(desired: DesiredFacts) -> bool:
    """Return whether there is anything to read that a phone does not tell everyone."""
    return bool(desired.subsets - {"identity"} or desired.pvalues)


def plan(phone: Phone, desired: DesiredFacts) -> Plan:
    """Read the wanted subsets, in the form in which the writing modules take them. Raise :class:`PhoneError`."""
    found: dict[str, Any] = {}
    for name, read in _READERS.items():
        if name in desired.subsets:
            found[name] = read(phone)
    if "accounts" in found:
        found.update(_judged(found))
    if desired.subsets & {"contacts", "groups"}:
        found.update(_book(phone, desired.subsets))
    broken: list[str] = []
    if "config" in desired.subsets:
        found.update(_config(phone, desired, found.get("accounts"), broken))
    if desired.pvalues:
        found.update(_pvalues(phone, desired, broken))
    if broken:
        found["unreadable"] = [f"P{number}" for number in dict.fromkeys(broken)]
    # Of the guide's kind, none tells its version at a login.
    if phone.firmware or phone.traits.needs_apply:
        found["applies_at_reboot"] = True
    return Plan(Outcome(changes=None, found=found, warnings=_warnings(broken)))


def _warnings(broken: Sequence[str]) -> list[str]:
    if not broken:
        return []
    names = ", ".join(dict.fromkeys(_full_name(number) for number in broken))
    why = "they break the phone's answer, because its firmware does not escape them"
    return [f"these values are left out: {names}. Reason: {why}. A task can overwrite them"]


def _full_name(number: str) -> str:
    name = setting_name(number)
    return f"{name} (P{number})" if name else f"P{number}"


def _config(
    phone: Phone, desired: DesiredFacts, accounts: Sequence[Mapping[str, Any]] | None, broken: list[str]
) -> dict[str, Any]:
    """Return all values that have a name, as gs_config takes them, and the places of those that hold a secret by what they say.

    Which accounts there are, the model tells, or else the phone. ``broken`` gets the numbers of those that cannot be read.
    """
    if desired.model is not None:
        existing = list(range(1, catalogue.accounts_of(desired.model) + 1))
    elif accounts is not None:
        existing = [account["id"] for account in accounts]
    else:
        existing = [account.id for account in phone.accounts()]
    held = writable(phone.read_values(from_pvalues.numbers_for(desired.model, existing)))
    broken += held.broken
    config = from_pvalues.from_values(held, desired.model, existing, desired.hide_defaults)
    left_out = [f"config.{place}" for place in from_pvalues.left_out(held, desired.model, existing)]
    return {"config": config, **({"left_out": left_out} if left_out else {})}


def _pvalues(phone: Phone, desired: DesiredFacts, broken: list[str]) -> dict[str, Any]:
    """Return the named values under the keys of the task: P numbers with their text, names with the catalogue's words.

    ``broken`` gets the numbers of those that cannot be read.
    """
    held = writable(phone.read_values(list(dict.fromkeys(one for numbers in desired.pvalues.values() for one in numbers))))
    broken += held.broken
    found: dict[str, Any] = {}
    unknown: list[str] = []
    secret: list[str] = []
    for key, numbers in desired.pvalues.items():
        number = catalogue.bare_number(key)
        name = key if number is None else f"P{number}"
        if any(one in held.broken for one in numbers):
            continue
        if any(one not in held for one in numbers):
            unknown.append(name)
        elif any(from_pvalues.is_secret(one, held[one]) for one in numbers):
            secret.append(name)
        else:
            found.update(_named(key, numbers, held, desired.model))
    return {"pvalues": found, "pvalues_unknown": unknown, "pvalues_secret": secret}


def _named(key: str, numbers: Sequence[str], held: Mapping[str, str], model: str | None) -> dict[str, Any]:
    """Return a value under its name, as users write it. What could not be written back so comes by its P numbers, as it is."""
    if key in _TOLD:
        return {key if catalogue.bare_number(key) is None else f"P{numbers[0]}": held[numbers[0]]}
    setting = catalogue.by_name(key)
    text = codec.text_of_texts([held[number] for number in numbers])
    if setting is None or not codec.converts_back(setting.on(model), text):
        return {"P" + number: held[number] for number in numbers}
    return {key: codec.from_text(setting.on(model), text)}


def _identity(phone: Phone) -> dict[str, str | None]:
    told = phone.identity()
    return {name: told.get(key) or None for name, key in IDENTITY.items()}


def _accounts(phone: Phone) -> list[dict[str, Any]]:
    return [account._asdict() for account in phone.accounts()]


def _judged(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the accounts with what all that was read says of them, and what has shown it. Send no request.

    Who wants the status as a second witness reads it, too.
    """
    rows = found["accounts"]
    seen = registrations.judge([Account(**row) for row in rows], found["status"]["state"] if "status" in found else "")
    accounts = [{**row, "registered": row["id"] in seen.registered} for row in rows]
    return {"accounts": accounts, "registrations": seen.shown()}


def _book(phone: Phone, wanted: frozenset[str]) -> dict[str, Any]:
    """Return the wanted of contacts and groups. Both are read for either, because contacts name their group."""
    found: dict[str, Any] = {}
    groups = phone.groups()
    if "groups" in wanted:
        found["groups"] = [{"id": group.id, "name": group.name} for group in groups]
    if "contacts" in wanted:
        names = group_names(groups)
        found["contacts"] = [contact_as_options(contact, names) for contact in phone.contacts()]
    return found


def _time(phone: Phone) -> dict[str, Any]:
    """Return the phone's clock, and when it was read by ours: whoever compares them may do so minutes later."""
    return {**phone.clock()._asdict(), "read_at": datetime.now(timezone.utc).isoformat(timespec="seconds")}


_READERS: dict[str, Callable[[Phone], Any]] = {
    # First, because it is asked without a login.
    "identity": _identity,
    "status": lambda phone: phone.status()._asdict(),
    "time": _time,
    "accounts": _accounts,
    "lines": lambda phone: line_states.shown(phone.lines()),
}

SUBSETS = (*_READERS, "contacts", "groups", "config")

RESOURCE = Resource(
    argument_spec={
        "gather_subset": {"type": "list", "elements": "str", "default": ["all"], "choices": ["all", *SUBSETS]},
        "pvalues": {"type": "list", "elements": "str", "default": []},
        "hide_defaults": {"type": "bool", "default": False},
        "model": MODEL_SPEC,
    },
    prepare=prepare,
    plan=plan,
    needs_password=needs_password,
)
