# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The net under risky changes: accounts that were registered must be again, or the former values come back."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Iterator, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils import _interrupts
from ansible_collections.voip.grandstream.plugins.module_utils._api import registrations
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AuthenticationError,
    LockedError,
    NotRegisteredError,
    PhoneError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings import apply, plan, writing
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import DesiredValues, ValueChange

SETTLING_SECONDS = 3.0
"""A phone takes a moment to drop its old registration; until then "registered" proves nothing."""


class Proof:
    """Proof of the accounts, as far as the waiting has shown it.

    ``confirmed``: they registered again after the change, or the phone's status shows that they are registered. Of the
    ``unconfirmed`` nothing is known: they never stopped being registered, and nothing but the list of accounts says that they
    are. ``applies_later``: on firmware that may not have applied the change yet.
    """

    confirmed: frozenset[int] = frozenset()
    unconfirmed: frozenset[int] = frozenset()
    applies_later = False
    seen: registrations.Registrations | None = None

    def warnings(self) -> list[str]:
        """Return what the user should know of the unconfirmed accounts."""
        if not self.unconfirmed:
            return []
        accounts = ", ".join(str(account) for account in sorted(self.unconfirmed))
        advice = (
            "On this firmware that does not show that the change works. Reboot the phone and look whether they register"
            if self.applies_later
            else "On some firmware the list of accounts tells only which are active, and the phone's status cannot tell which of "
            "several is registered. Look at the SIP server whether they register"
        )
        return [f"not confirmed: these accounts stayed registered all the time: {accounts}. {advice}"]

    def found(self) -> dict[str, Any]:
        """Return what the result tells of the accounts, where they were looked at after the change."""
        if self.seen is None:
            return {}
        shown = self.seen._replace(proved=self.confirmed, not_proved=self.unconfirmed).shown()
        again = ["registered again"] if self.confirmed - self.seen.proved else []
        return {"registrations": {**shown, "witnesses": [*shown["witnesses"], *again]}}


@contextmanager
def net(
    phone: Phone, changes: Sequence[ValueChange], desired: DesiredValues, expected: frozenset[int], patience: float
) -> Iterator[Proof]:
    """Run the block, which writes ``changes``, and wait up to ``patience`` seconds for the ``expected`` accounts.

    Return what is filled in by the end.

    Where one of them does not register again, or the block or the waiting is cut short after something was written, the former
    values are written back, as far as they can be read. Raise :class:`NotRegisteredError`, or what cut it short.
    """
    proof = Proof()
    with _interrupts.as_exception() as signals:
        try:
            yield proof
            missing = _missing(phone, expected, patience, proof)
            # From here on nothing may come between the result and what is made of it.
            signals.wait = True
        except BaseException as error:
            signals.wait = True
            if phone.has_written:
                told, restored = _bring_back(phone, changes, desired, signals)
                if isinstance(error, PhoneError):
                    error.brought_back(told, restored)
                elif not signals.came:
                    _tell(phone, f"the task was ended before the changes were proved. {told}")
            raise
        if missing:
            accounts = ", ".join(str(account) for account in sorted(missing))
            told, restored = _bring_back(phone, changes, desired, signals)
            raise NotRegisteredError(
                f"after the change these accounts were not registered again within {patience:g} s: {accounts}. {told}",
                restored=restored,
                accounts=sorted(missing),
            )


def _bring_back(
    phone: Phone, changes: Sequence[ValueChange], desired: DesiredValues, signals: _interrupts.Signals
) -> tuple[str, bool]:
    """Restore as :func:`_restore`. Where the process is about to end, tell the user, because the task's result is lost."""
    try:
        told, restored = _restore(phone, changes, desired)
    except BaseException:
        names = ", ".join(plan.names_of((change.number for change in changes), desired))
        _tell(phone, f"the task was ended while the former values were written back. Check {names} on the phone")
        raise
    if signals.came:
        _tell(phone, f"the task was interrupted before the changes were proved. {told}")
    return told, restored


def _tell(phone: Phone, text: str) -> None:
    _interrupts.tell(f"{phone.settings.label}: {text}")


def expected_accounts(registered: frozenset[int], desired: DesiredValues) -> frozenset[int]:
    """Return the accounts that were registered and are not switched off by the task."""
    off = {account for account in registered if any(desired.values.get(switch) == "0" for switch in plan.switches_of(account))}
    return registered - off


def _missing(phone: Phone, expected: frozenset[int], patience: float, proof: Proof) -> frozenset[int]:
    """Return which of the accounts are not registered at the end of the waiting. Fills in the ``proof`` of the others.

    The status is a second witness. It is asked for only where the list of accounts would end the waiting.
    """
    missing = expected
    dropped: frozenset[int] = frozenset()
    trouble: PhoneError | None = None
    began = phone.now()
    for dummy in phone.attempts(patience) if expected else ():
        is_settled = phone.now() - began >= min(patience, SETTLING_SECONDS)
        try:
            accounts = phone.accounts()
            missing = expected - {account.id for account in accounts if account.registered}
            dropped |= missing
            if not missing and is_settled:
                proof.seen = registrations.judge(accounts, registrations.status_word(phone))
                missing = expected - proof.seen.registered
                # One status for several accounts: when it changes, one of them is back, and nobody knows which.
                dropped |= missing if len(proof.seen.contradicted) == 1 else frozenset()
            trouble = None
        except (AuthenticationError, LockedError):
            # Each further look would cost another login.
            raise
        except PhoneError as error:
            trouble = error
        if not missing and trouble is None and is_settled:
            break
    if trouble is not None:
        raise trouble
    proof.applies_later = phone.traits.needs_apply
    shown = proof.seen.proved if proof.seen and not proof.applies_later else frozenset()
    proof.unconfirmed = expected - missing - dropped - shown
    proof.confirmed = expected - missing - proof.unconfirmed
    return missing


def _restore(phone: Phone, changes: Sequence[ValueChange], desired: DesiredValues) -> tuple[str, bool]:
    """Write the former values back and look whether they are there.

    Return a sentence about how that went, and whether everything is as it was. Never raises a :class:`PhoneError`.
    """
    former = {change.number: change.before for change in changes if change.before is not None}
    unreadable = list(plan.names_of((change.number for change in changes if change.before is None), desired))
    lost = f". {', '.join(unreadable)} cannot be read, and may have the new text" if unreadable else ""
    if not former:
        return f"There was nothing to bring back{lost}", False
    names = ", ".join(plan.names_of(former, desired))
    try:
        # Read back whatever the task wants: nobody should have to look.
        written = writing.bring(phone, former, {change.number: change.after for change in changes}, desired._replace(verify=True))
    except PhoneError as error:
        return f"The former values could not be brought back ({error.message}). Check {names} on the phone{lost}", False
    if written.file_only:
        left = apply.told_file_only(written.file_only, desired)
        return f"The former values were brought back, except {left}. A provisioning file can bring these back{lost}", False
    return f"The former values were brought back{lost}", not unreadable
