# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole phone in one task and one session: settings and accounts by name, groups and contacts."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils import _layers
from ansible_collections.voip.grandstream.plugins.module_utils._api import registrations
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook import apply as phonebook_apply
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import DesiredBook
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.options import BOOK_SPEC, desired_book
from ansible_collections.voip.grandstream.plugins.module_utils._settings import apply as settings_apply
from ansible_collections.voip.grandstream.plugins.module_utils._settings import (
    care,
    catalogue,
    firmware,
    keys,
    reach,
    registration,
    to_pvalues,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings import plan as settings_plan
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import (
    FIRMWARE_SPEC,
    MODEL_SPEC,
    WRITE_SECRETS_SPEC,
    ValueChange,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings.rows import diff_lines, rows_of
from ansible_collections.voip.grandstream.plugins.module_utils._settings.writing import NOTHING, Written
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource

_BOOK_OPTIONS = ("groups", "contacts", *_layers.BOOK_OPTIONS)

_LONGEST_CONFIRMATION = 600
"""Seconds. An account that needs longer to register has another problem."""


class DesiredPhone(NamedTuple):
    """The state that a task asks for.

    ``book`` is None where the task says nothing of it. ``confirm``: seconds, 0 for no net. ``origins``: where each setting comes
    from; None where there are no layers, or nobody wants to know. ``warnings``: what was noticed without a phone.
    """

    values: settings_plan.DesiredValues
    book: DesiredBook | None
    confirm: float
    origins: Mapping[str, Sequence[str]] | None
    care: care.Care
    warnings: Sequence[str] = ()


def prepare(params: Mapping[str, Any], secrets: Secrets) -> DesiredPhone:
    """Return what the task's options ask for. Raise :class:`InputError` with every problem that they have."""
    return _prepared(params, secrets, is_offline=False)


def prepare_offline(params: Mapping[str, Any], secrets: Secrets) -> DesiredPhone:
    """Return the same where no phone will be asked: a setting that its firmware is known to lack is a problem, too."""
    return _prepared(params, secrets, is_offline=True)


def _prepared(params: Mapping[str, Any], secrets: Secrets, is_offline: bool) -> DesiredPhone:
    _note_secrets(params, secrets)
    origins: dict[str, list[str]] | None = None
    rows: Mapping[str, tuple[str, str]] = {}
    if params["layers"] is not None:
        _check_layers(params["layers"])
        merged = _layers.merged([*params["layers"], _said_by_the_task(params)], params["model"])
        said = {name: getattr(merged, name) for name in _STATE_SPEC}
        params, origins, rows = {**params, **said, **merged.options}, merged.origins, merged.rows
    state = to_pvalues.to_values(params["settings"], params["accounts"], params["model"], params["keys"])
    values = settings_plan.DesiredValues(
        state.texts,
        params["write_secrets"],
        by_account=True,
        names=state.paths,
        model=state.model,
        firmware=params["firmware"],
        lamps=keys.lamps(state.texts, state.model),
    )
    problems = [*state.problems, *settings_plan.secret_problems(values)]
    book = None
    try:
        book = _prepare_book(params)
    except InputError as error:
        problems += error.details.get("problems", [error.message])
    if not 0 <= params["confirm_registration"] <= _LONGEST_CONFIRMATION:
        problems.append(
            f"confirm_registration: {params['confirm_registration']:g} is out of range (0 to {_LONGEST_CONFIRMATION} seconds)"
        )
    problems += care.problems(params)
    strange = firmware.version_problem(params["firmware"]) if params["firmware"] else None
    problems += [f"firmware: {strange}"] if strange else []
    problems = [_with_origin(problem, origins or {}, rows) for problem in problems]
    against = _published_against(values, origins or {}) if is_offline else {}
    problems += [sentence for sentence, is_certain in against.items() if is_certain]
    if problems:
        raise InputError("; ".join(problems), problems=problems)
    warnings = [sentence for sentence, is_certain in against.items() if not is_certain]
    if is_offline:
        warnings += [_with_origin(odd, origins or {}, rows) for odd in settings_plan.odd_zones(values.values, values)]
        warnings += settings_plan.dark_lamps({}, values)
    caring = care.Care(**{name: params[name] for name in care.ARGUMENT_SPEC})
    told = origins if params["explain"] else None
    return DesiredPhone(values, book, params["confirm_registration"], told, caring, warnings)


def _check_layers(layers: Sequence[Mapping[str, Any]]) -> None:
    """Raise :class:`InputError` where a layer says that it could not be made: what the others say is not all of it then."""
    problems = [str(layer["problem"]) for layer in layers if layer.get("problem")]
    if problems:
        raise InputError("; ".join(problems), problems=problems)


def _published_against(values: settings_plan.DesiredValues, origins: Mapping[str, Sequence[str]]) -> dict[str, bool]:
    """Return what is published against the settings on these phones, as sentences, and whether it is certain.

    Only against those that have a name: who writes P numbers knows better.
    """
    found: dict[str, bool] = {}
    for name, numbers in settings_plan.names_of(values.values, values).items():
        published = firmware.name_of(numbers[0], values.model) if settings_plan.is_named(name) else None
        if published and values.model:
            account = catalogue.account_of(numbers[0], values.model)
            finding = firmware.finding(published, values.model, values.firmware, "these phones have", account)
            found.update({f"{_placed(name, origins)} {finding.sentence}": finding.is_certain} if finding else {})
    return found


def _said_by_the_task(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the task's own options as a layer. Those that are at their default say nothing."""
    options = {name: params[name] for name in _layers.BOOK_OPTIONS if params[name] != ARGUMENT_SPEC[name].get("default")}
    return {"name": _layers.TASK, **{name: params[name] for name in _STATE_SPEC}, **options}


def _with_origin(problem: str, origins: Mapping[str, Sequence[str]], rows: Mapping[str, tuple[str, str]]) -> str:
    """Return the problem of a setting, a group or a contact with the name of its layer, where that is not the task itself."""
    place, colon, sentence = problem.partition(": ")
    row, dot, field = place.partition(".")
    if row in rows:
        inner, layer = rows[row]
        return f"{inner}{dot}{field}{'' if layer == _layers.TASK else f' ({layer})'}{colon}{sentence}"
    return f"{_placed(place, origins)}{colon}{sentence}"


def _placed(place: str, origins: Mapping[str, Sequence[str]]) -> str:
    """Return a place with the name of the layer that says it, where that is not the task itself."""
    # The number of an account can be what is wrong.
    names = next((names for said, names in origins.items() if said == place or said.startswith(place + ".")), [_layers.TASK])
    return place if names[-1] == _layers.TASK else f"{place} ({names[-1]})"


def _prepare_book(params: Mapping[str, Any]) -> DesiredBook | None:
    if params["groups"] is None and params["contacts"] is None:
        needless = [name for name in ("purge", "allow_empty") if params[name]]
        needless += ["purge_groups"] if params["purge_groups"] is not None else []
        if needless:
            raise InputError(f"{', '.join(needless)}: groups or contacts must be given too")
        return None
    return desired_book({**{name: params[name] for name in _BOOK_OPTIONS}, "state": "present"})


def _note_secrets(params: Mapping[str, Any], secrets: Secrets) -> None:
    for entries in _dictionaries(params):
        secrets.add(*(value for key, value in entries.items() if to_pvalues.is_secret(key)))


def _dictionaries(params: Mapping[str, Any]) -> list[Mapping[Any, Any]]:
    """Return all that holds settings: of the task and of its layers, and of the accounts there."""
    found = []
    for state in (params, *(params["layers"] or ())):
        accounts = state["accounts"] if isinstance(state["accounts"], Mapping) else {}
        found += [entries for entries in (state["settings"], *accounts.values()) if isinstance(entries, Mapping)]
    return found


class PlannedChanges(NamedTuple):
    """The changes that a plan found. ``values``: what is desired of them, with what the phone told of itself. ``seen``: the
    accounts that were registered, where that was asked."""

    values: settings_plan.DesiredValues
    changes: Sequence[ValueChange]
    book: phonebook_apply.Planned | None
    seen: registrations.Registrations | None


def plan(phone: Phone, desired: DesiredPhone) -> Plan:
    """Read all and plan all. Raise :class:`PhoneError`."""
    current = settings_apply.read(phone, desired.values)
    desired = desired._replace(values=settings_apply.informed(desired.values, current))
    is_told = bool(phone.traits.tells_secrets)
    seen = registrations.look(phone) if settings_plan.needs_accounts(current, desired.values, is_told) else None
    changes = settings_plan.plan(current, desired.values, seen.registered if seen else frozenset(), is_told)
    book = phonebook_apply.look(phone, desired.book) if desired.book else None
    outcome = _outcome(current, changes, desired, book)
    if seen:
        outcome = outcome._replace(found={**outcome.found, "registrations": seen.shown()})
    if phone.traits.needs_apply:
        outcome = outcome._replace(found={**outcome.found, "applies_at_reboot": True})
    return Plan(
        settings_apply.expected(phone, changes, desired.values, outcome), PlannedChanges(desired.values, changes, book, seen)
    )


def apply(phone: Phone, desired: DesiredPhone, plan: Plan) -> Outcome:
    """Write the difference and read it back: values, the phonebook, what can cut the phone off, and last its own passwords.

    Raise :class:`PhoneError`, before any write where the task may not make one of the changes now.
    """
    values, changes, book, seen = plan.work
    risky = reach.changes_of(changes, values)
    if risky and not desired.care.allow_reach:
        raise reach.refusal(reach.names(risky, values))
    busy = care.calls_in_the_way(phone, changes, values, desired.care)
    if busy:
        return care.left_alone(busy, changes, values, plan.outcome)
    if book:
        phonebook_apply.check_lengths(phone, book.steps)
    expected = _expected_accounts(phone, changes, desired, values, seen)
    harmless = [change for change in changes if change not in risky]
    written, proof = _write_harmless(phone, harmless, desired, values, expected)
    of_book = phonebook_apply.write(phone, book, desired.book) if book and desired.book else ()
    found: dict[str, Any] = {}
    if risky:
        reached = reach.carry_out(phone, risky, values, desired.care.reach_timeout)
        found = {"reached": reached.shown()}
        if not reached.in_force or phone.traits.needs_apply or settings_plan.reboots(risky, values)["reboot_required"]:
            found["reach_after_reboot"] = True
        of_book = [*of_book, *reached.warnings()]
        with phone.with_settings(**reached.settings._asdict()) as there:
            proof = _confirmed_there(there, () if reached.moved else risky, desired, values, expected)
            written = written.with_more(reached.written).without_accounts(proof.confirmed)
            written = written.with_more(settings_apply.write_login_passwords(there, changes))
    else:
        written = written.with_more(settings_apply.write_login_passwords(phone, changes))
    outcome = settings_apply.told(phone, changes, values, written, plan.outcome)
    planned = book.outcome.warnings if book else ()
    others = [warning for warning in outcome.warnings if warning not in planned]
    warnings = [*others, *of_book, *proof.warnings()]
    outcome = outcome._replace(warnings=warnings, found={**outcome.found, **proof.found(), **found})
    settings_apply.check(written, values, outcome)
    return outcome


def _expected_accounts(
    phone: Phone,
    changes: Sequence[ValueChange],
    desired: DesiredPhone,
    values: settings_plan.DesiredValues,
    seen: registrations.Registrations | None,
) -> frozenset[int]:
    """Return the accounts that must be registered after the changes, where the task wants to know that."""
    if not (changes and desired.confirm):
        return frozenset()
    before = seen or registrations.look(phone)
    return registration.expected_accounts(before.registered, values)


def _write_harmless(
    phone: Phone,
    changes: Sequence[ValueChange],
    desired: DesiredPhone,
    values: settings_plan.DesiredValues,
    expected: frozenset[int],
) -> tuple[Written, registration.Proof]:
    """Write the changes that cannot cut the phone off, all but its own passwords, with the net under them if there is one."""
    proof = registration.Proof()
    written = NOTHING
    if changes and desired.confirm:
        # The phone's own passwords are written after the net.
        caught = [change for change in changes if change.number not in catalogue.login_passwords()]
        with registration.net(phone, caught, values, expected, desired.confirm) as proof:
            written = settings_apply.write(phone, changes, values)
    elif changes:
        written = settings_apply.write(phone, changes, values)
    return written.without_accounts(proof.confirmed), proof


def _confirmed_there(
    phone: Phone,
    changes: Sequence[ValueChange],
    desired: DesiredPhone,
    values: settings_plan.DesiredValues,
    expected: frozenset[int],
) -> registration.Proof:
    """Wait for the accounts of a phone that was found again. ``changes``: what is taken back where they do not register."""
    if not desired.confirm:
        return registration.Proof()
    phone.has_written = True
    with registration.net(phone, changes, values, expected, desired.confirm) as proof:
        pass
    return proof


def _outcome(
    current: Mapping[str, str], changes: Sequence[ValueChange], desired: DesiredPhone, book: phonebook_apply.Planned | None
) -> Outcome:
    """Return what the changes look like to the user: settings in the task's order and under its names, then the book."""
    rows = rows_of(current, changes, desired.values)
    risky = reach.names(changes, desired.values)
    of_book = book.outcome if book else Outcome([])
    return Outcome(
        changes=[*rows, *(of_book.changes or [])],
        before=diff_lines(rows, "before", desired.values.model) + of_book.before,
        after=diff_lines(rows, "after", desired.values.model) + of_book.after,
        warnings=[
            *(() if desired.care.allow_reach or not risky else (_refused_later(risky),)),
            *settings_plan.warnings(changes, desired.values),
            *settings_plan.dark_lamps(current, desired.values),
            *of_book.warnings,
        ],
        found={**settings_plan.reboots(changes, desired.values), **({"reach_settings": risky} if risky else {})},
    )


def _refused_later(settings: Sequence[str]) -> str:
    return f"{', '.join(settings)} can cut phones off: a run changes them only with gs_allow_reach: true (option allow_reach)"


def origins(desired: DesiredPhone) -> dict[str, Any]:
    """Return what the result holds whether or not there is a phone."""
    return {} if desired.origins is None else {"origins": {place: _origin(names) for place, names in desired.origins.items()}}


def validated(desired: DesiredPhone) -> dict[str, Any]:
    """Return what the result of a check without a phone holds."""
    return {**origins(desired), **({"warnings": list(desired.warnings)} if desired.warnings else {})}


def _origin(names: Sequence[str]) -> str:
    """Return the layers that say a setting, the strongest first."""
    weaker = ", ".join(names[-2::-1])
    return f"{names[-1]}, over {weaker}" if weaker else names[-1]


def shown_options(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``settings``, ``accounts`` and ``layers`` with the secrets in them masked by their name, whatever their length."""
    found: dict[str, Any] = {}
    if isinstance(params.get("settings"), Mapping):
        found["settings"] = _masked(params["settings"])
    if isinstance(params.get("accounts"), Mapping):
        found["accounts"] = {
            account: _masked(entries) if isinstance(entries, Mapping) else MASK for account, entries in params["accounts"].items()
        }
    if isinstance(params.get("layers"), list):
        found["layers"] = [
            {**layer, **shown_options(layer)} if isinstance(layer, Mapping) else MASK for layer in params["layers"]
        ]
    return found


def _masked(entries: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: MASK if to_pvalues.is_secret(key) else value for key, value in entries.items()}


_STATE_SPEC: dict[str, dict[str, Any]] = {
    "settings": {"type": "dict"},
    "accounts": {"type": "dict"},
    "keys": {"type": "dict", "no_log": False},
    **{name: BOOK_SPEC[name] for name in ("groups", "contacts")},
}

_LAYER_SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "required": True},
    "problem": {"type": "str"},
    **_STATE_SPEC,
    # Without their defaults: a layer that does not say it leaves it to the others.
    **{name: {key: value for key, value in BOOK_SPEC[name].items() if key != "default"} for name in _layers.BOOK_OPTIONS},
}

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    **_STATE_SPEC,
    "layers": {"type": "list", "elements": "dict", "options": _LAYER_SPEC},
    # The action plugin puts the layers and other options in its place, because a module does not see the host's variables.
    "role_variables": {"type": "bool", "default": False},
    "explain": {"type": "bool", "default": True},
    "model": MODEL_SPEC,
    "firmware": FIRMWARE_SPEC,
    "write_secrets": WRITE_SECRETS_SPEC,
    "confirm_registration": {"type": "float", "default": 0.0},
    **care.ARGUMENT_SPEC,
    **{name: BOOK_SPEC[name] for name in _BOOK_OPTIONS if name not in _STATE_SPEC},
}
"""Argument spec of the desired state of a phone."""

RESOURCE = Resource(ARGUMENT_SPEC, prepare, plan, apply, shown_options=shown_options, without_phone=origins)

VALIDATE = Resource(ARGUMENT_SPEC, prepare_offline, plan=None, shown_options=shown_options, without_phone=validated)
"""The same without a phone: to check it is all there is to do."""
