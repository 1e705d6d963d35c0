# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""New SIP passwords for the accounts of a phone: written once, proved by a new registration, and else taken back."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from contextlib import suppress
from typing import Any, Iterable, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api import line_states, registrations, restart
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import check_range, problems_of
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Line
from ansible_collections.voip.grandstream.plugins.module_utils._api.registrations import Registrations
from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import holds
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    BusyError,
    InputError,
    NotRegisteredError,
    PhoneError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import FORMER_SECRET, NEW_SECRET, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._settings import apply as settings_apply
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, to_pvalues, writing
from ansible_collections.voip.grandstream.plugins.module_utils._settings import plan as settings_plan
from ansible_collections.voip.grandstream.plugins.module_utils._settings.new_registration import Watched, watch
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import MODEL_SPEC, DesiredValues, ValueChange
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource

REBOOT_SECONDS = 600.0
"""How long a phone may take to come back from a restart."""

_PROVED, _BEGUN = "sip password proved", "sip password begun"
"""What is remembered across runs of a password on a phone that may not tell it."""


class DesiredPasswords(NamedTuple):
    """What a task asks for. ``values``: the new passwords by bare number. ``former``: those that may be taken back, likewise.
    ``patience``: seconds for a new registration. ``reboot``: whether the phone may be restarted for the proof."""

    values: DesiredValues
    former: Mapping[str, str]
    patience: float
    reboot: bool
    when_busy: str

    def account(self, number: str) -> int:
        """Return the account of a bare number, from 1."""
        return catalogue.account_of(number, self.values.model) or 0


class Proof(NamedTuple):
    """What shows the passwords to be right: None where nothing can. ``rebooted``: whether the phone was restarted for it."""

    watched: Watched | None
    rebooted: bool


class PlannedPasswords(NamedTuple):
    """The passwords to be written, those that need not be (bare numbers), and the accounts before."""

    changes: Sequence[ValueChange]
    done: Sequence[str]
    before: Registrations


def prepare(params: Mapping[str, Any], secrets: Secrets) -> DesiredPasswords:
    """Return what the task's options ask for. Raise :class:`InputError` with every problem that they have."""
    secrets.add(params["passwords"], params["old_passwords"])
    problems: list[str] = []
    texts: list[dict[str, str]] = []
    paths: dict[str, str] = {}
    for name in ("passwords", "old_passwords"):
        given = params[name] or {}
        state = to_pvalues.to_values(None, {key: {"sip_auth_password": value} for key, value in given.items()}, params["model"])
        problems += [f"{name}: {problem}" for problem in state.problems]
        problems += [f"{name}: {state.paths[number]}: it is empty" for number, text in state.texts.items() if not text.strip()]
        texts.append(state.texts)
        paths.update(state.paths)
    new, old = texts
    if not params["passwords"]:
        problems.append("passwords: it names no account")
    problems += problems_of(check_range, "confirm_registration", params["confirm_registration"], 1, 600)
    if problems:
        raise InputError("; ".join(problems), problems=problems)
    values = DesiredValues(new, "always", by_account=True, names=paths, model=params["model"])
    former = {number: text for number, text in old.items() if number in new and text != new[number]}
    return DesiredPasswords(values, former, params["confirm_registration"], params["reboot"], params["when_busy"])


def plan(phone: Phone, desired: DesiredPasswords) -> Plan:
    """Read what the phone tells, and look which accounts are registered. Raise :class:`PhoneError`.

    A password is known to be there where the phone tells it, or where an earlier run proved it and the account is registered.
    """
    values = desired.values
    current = settings_apply.read(phone, values)
    is_told = bool(phone.traits.tells_secrets)
    off = [number for number in values.values if _is_switched_off(current, desired.account(number))]
    asked = {number: text for number, text in values.values.items() if number not in off}
    kept = phone.logins.known_secrets()
    begun = [number for number in asked if kept and _mark(phone, desired, number, _BEGUN) in kept]
    if is_told:
        done = [number for number, text in asked.items() if holds(current, number, text) and number not in begun]
    else:
        done = [number for number in asked if kept and _mark(phone, desired, number, _PROVED) in kept]
    seen = registrations.look(phone) if not is_told or len(done) < len(asked) else registrations.judge((), "")
    if not is_told:
        done = [number for number in done if desired.account(number) in seen.registered]
    changes = [
        ValueChange(number, current.get(number) if is_told else None, text)
        for number, text in asked.items()
        if number not in done
    ]
    found: dict[str, Any] = {"left_alone": [values.name(number) for number in off]} if off else {}
    rows = [{"account": desired.account(change.number), "before": FORMER_SECRET, "after": NEW_SECRET} for change in changes]
    busy = line_states.busy_lines(phone) if changes else []
    if busy and desired.when_busy == "fail":
        raise _busy_error(busy)
    if busy:
        skipped = line_states.skipped(busy)
        return Plan(Outcome(changes=[], found={**found, **skipped}))
    outcome = Outcome(
        changes=rows,
        before=_diff(values, changes, FORMER_SECRET),
        after=_diff(values, changes, NEW_SECRET),
        found=found,
    )
    return Plan(
        settings_apply.expected(phone, changes, values, outcome) if changes else outcome, PlannedPasswords(changes, done, seen)
    )


def _diff(values: settings_plan.DesiredValues, changes: Sequence[ValueChange], secret: str) -> str:
    return settings_plan.lines(
        (settings_plan.title(values.name(change.number), [change.number], values.model), secret) for change in changes
    )


def apply(phone: Phone, desired: DesiredPasswords, plan: Plan) -> Outcome:
    """Write the passwords and prove them. Raise :class:`PhoneError`, after taking back what was not registered anew."""
    work: PlannedPasswords = plan.work
    done = [_mark(phone, desired, number, _PROVED) for number in work.done]
    begun = [_mark(phone, desired, change.number, _BEGUN) for change in work.changes]
    phone.logins.keep_known_secrets([*done, *begun])
    written = settings_apply.write(phone, work.changes, desired.values)
    changes = [change for change in work.changes if change.number not in written.file_only]
    accounts = frozenset(desired.account(change.number) for change in changes)
    proof = _prove(phone, desired, accounts, work.before)
    watched, rebooted = proof
    proved = watched.proved if watched else frozenset()
    done += [_mark(phone, desired, change.number, _PROVED) for change in changes if desired.account(change.number) in proved]
    if watched and watched.missing:
        raise _failed(phone, desired, work, proof, done)
    phone.logins.keep_known_secrets(done)
    unproved = [change.number for change in changes if desired.account(change.number) not in proved]
    outcome = settings_apply.told(phone, changes, desired.values, written._replace(unproved=unproved), plan.outcome)
    in_force = {name: value for name, value in outcome.found.items() if name != "in_force" or not rebooted}
    found = {**in_force, "rebooted": rebooted, **({"registrations": watched.shown()} if watched else {})}
    warnings = plan.outcome.warnings if rebooted else outcome.warnings
    outcome = outcome._replace(found=found, warnings=[*warnings, *_warnings(desired, unproved, rebooted)])
    settings_apply.check(written, desired.values, outcome)
    return outcome


def _prove(phone: Phone, desired: DesiredPasswords, accounts: frozenset[int], before: Registrations) -> Proof:
    """Return what shows that the accounts registered anew. Raise :class:`PhoneError`.

    Nothing can show it where the phone keeps the passwords, and they are in force only when it starts again.
    """
    try:
        watched = None if phone.traits.needs_apply or not accounts else watch(phone, accounts, before, desired.patience)
        is_open = watched is None or (bool(watched.unproved) and not watched.missing)
        if not (accounts and is_open and desired.reboot) or line_states.busy_lines(phone):
            return Proof(watched, rebooted=False)
        _restart(phone)
        return Proof(watch(phone, accounts, before, desired.patience, has_restarted=True), rebooted=True)
    except PhoneError as error:
        error.add("The phone has new SIP passwords, and whether they are right was not seen")
        error.advise("Run the task again when the phone answers: it writes them once more, and proves them")
        raise


def _restart(phone: Phone) -> None:
    """Restart the phone and wait until it is back. Raise :class:`PhoneError`."""
    moment = restart.now(phone)
    # Usual for a phone that goes down. Whether it did, the uptime shows.
    with suppress(AmbiguousWriteError):
        phone.operate_system("REBOOT")
    restart.for_reboot(phone, moment, REBOOT_SECONDS)


def _failed(phone: Phone, desired: DesiredPasswords, work: PlannedPasswords, proof: Proof, done: Sequence[str]) -> PhoneError:
    """Take back what can be, and return the failure that says how that went."""
    missing = proof.watched.missing if proof.watched else frozenset()
    lost = [change for change in work.changes if desired.account(change.number) in missing]
    # Where it was not registered before, the former password is no better.
    former = {
        change.number: change.before or desired.former.get(change.number, "")
        for change in lost
        if desired.account(change.number) in work.before.registered
    }
    known = {number: text for number, text in former.items() if text}
    left = [change.number for change in lost if change.number not in known]
    told = [f"not registered anew within {desired.patience:g} s: {_named(missing)}"]
    restored = False
    if known:
        sentence, restored = _take_back(phone, desired, known, proof.rebooted)
        told.append(sentence)
    if left:
        told.append(
            f"{', '.join(desired.values.name(number) for number in left)} has the new password: the former one is not known, or "
            "the account was not registered before either"
        )
    open_ones = [change.number for change in lost if change.number not in known or not restored]
    begun = [_mark(phone, desired, number, _BEGUN) for number in open_ones]
    phone.logins.keep_known_secrets([*done, *begun])
    return NotRegisteredError(". ".join(told), restored=restored and len(lost) == len(work.changes), accounts=sorted(missing))


def _take_back(phone: Phone, desired: DesiredPasswords, known: Mapping[str, str], rebooted: bool) -> tuple[str, bool]:
    """Write former passwords back and look whether their accounts register. Return a sentence, and whether they are back."""
    accounts = frozenset(map(desired.account, known))
    new = {number: desired.values.values[number] for number in known}
    try:
        written = writing.bring(phone, known, new, desired.values)
        if rebooted and line_states.busy_lines(phone):
            return "The former passwords are back, and in force when the phone starts again: it is in a call", True
        if rebooted:
            _restart(phone)
        watched = watch(phone, accounts, registrations.judge((), ""), desired.patience, has_restarted=True)
    except PhoneError as error:
        return f"The former passwords could not be brought back ({error.message}). Check them on the phone", False
    if written.file_only:
        left = settings_apply.told_file_only(written.file_only, desired.values)
        return f"The former passwords could not be brought back: {left}", False
    now = f"not registered: {_named(watched.missing)}" if watched.missing else "registered again"
    return f"The former passwords were brought back, and the accounts are {now}", True


def _busy_error(busy: Sequence[Line]) -> BusyError:
    return BusyError(
        f"the phone is busy: {line_states.told(busy)}",
        advice="A new SIP password makes the account register anew. Run the task again later",
        lines=line_states.shown(busy),
    )


def _is_switched_off(current: Mapping[str, str], account: int) -> bool:
    return any(current.get(switch) == "0" for switch in settings_plan.switches_of(account))


def _mark(phone: Phone, desired: DesiredPasswords, number: str, word: str) -> str:
    """Return what is kept of a password across runs; empty where nothing is kept."""
    return phone.logins.lasting_mark(word, number, desired.values.values[number])


def _named(accounts: Iterable[int]) -> str:
    numbers = sorted(accounts)
    return f"account{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


def _warnings(desired: DesiredPasswords, unproved: Sequence[str], rebooted: bool) -> list[str]:
    if not unproved:
        return []
    names = ", ".join(desired.values.name(number) for number in unproved)
    advice = "Look at the SIP server whether these accounts registered since" + (
        "" if rebooted or desired.reboot else ", or set reboot: true, so that the phone is restarted for the proof"
    )
    return [f"not proved: nothing shows that the account registered anew with {names}. {advice}"]


RESOURCE = Resource(
    argument_spec={
        "passwords": {"type": "dict", "required": True, "no_log": True},
        "old_passwords": {"type": "dict", "no_log": True},
        "confirm_registration": {"type": "float", "default": 60.0},
        "reboot": {"type": "bool", "default": False},
        "when_busy": {"type": "str", "default": "fail", "choices": ["fail", "skip"]},
        "model": MODEL_SPEC,
    },
    prepare=prepare,
    plan=plan,
    apply=apply,
)
