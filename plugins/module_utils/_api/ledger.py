# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ledger of logins to one account of one phone: what may be tried now. Pure: no I/O, no passwords, only marks of them.

The *words* of a login are its name, separator and password. The ledger knows them by two keyed hashes: a mark that is good for
this run, and a lasting mark that is good as long as the ledger's file.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Iterable, Mapping, NamedTuple

MOST_IN_A_RUN = 3
"""Logins without success that one run may cause. A phone locks after five in a row; the next run and a person need the rest."""

MOST_IN_A_ROW = 4
"""Logins without success in a row, over all runs, whatever the phone tells."""

LOCKED_SECONDS = 300.0
"""How long a phone locks an account."""

REFUSED, REFUSED_BEFORE, SPENT = "refused", "refused before", "spent"
"""Why words may not be tried: refused in this run, refused in an earlier one, or no attempt is left for anybody but a person."""


class LoginRecord(NamedTuple):
    """Knowledge of the logins to one account.

    ``refused``: marks of the words that were refused in this run. ``lasting``: lasting marks of those that were refused, in
    this run or before, since the last login that worked. ``row``: refusals since then, over all runs. ``spent``: logins of this
    run without success since then, of which ``unanswered`` had no answer. ``left``: attempts that the phone has left, where it
    told. ``accepted``: mark of the words that worked last in this run; ``doubted``: they were refused once since.
    ``separator``: the name of the separator that worked. ``unknown_name``: the phone does not know the user.
    ``locked_until``: when a locked account may be tried again, in seconds since the epoch.
    """

    refused: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    row: int = 0
    spent: int = 0
    unanswered: int = 0
    left: int | None = None
    accepted: str = ""
    doubted: bool = False
    separator: str = ""
    unknown_name: bool = False
    locked_until: float = 0.0


def of_phone(record: LoginRecord, others: Iterable[LoginRecord]) -> LoginRecord:
    """Return the record of an account as it counts where the phone counts for all its accounts together.

    ``others``: the records of the phone's other accounts. Whether a phone counts so is not known, so the careful way is taken.
    """
    others = list(others)
    told = [one.left for one in (record, *others) if one.left is not None]
    row = record.row + sum(one.row + one.unanswered for one in others)
    return record._replace(row=row, left=min(told) if told else None)


def may_fail(record: LoginRecord) -> bool:
    """Return whether one more login without success leaves the phone at least one attempt."""
    is_in_budget = record.spent < MOST_IN_A_RUN and record.row + record.unanswered < MOST_IN_A_ROW
    return is_in_budget and (record.left is None or record.left > 1)


def obstacle(record: LoginRecord, mark: str, lasting_mark: str = "") -> str:
    """Return why these words may not be tried now: :data:`REFUSED`, :data:`REFUSED_BEFORE`, :data:`SPENT` or an empty text."""
    if mark in record.refused:
        return REFUSED
    if lasting_mark and lasting_mark in record.lasting:
        return REFUSED_BEFORE
    return "" if may_fail(record) else SPENT


def after_refusal(record: LoginRecord, mark: str, lasting_mark: str = "", left: int | None = None) -> LoginRecord:
    """Return the record after the phone refused these words. ``left``: attempts that it says it has left.

    Words that worked earlier in this run are doubted first: another login at the same moment may have used up the random.
    """
    counted = _counted(record, left)._replace(row=record.row + 1)
    if mark == record.accepted and not record.doubted:
        return counted._replace(doubted=True)
    lasting = record.lasting if not lasting_mark or lasting_mark in record.lasting else (*record.lasting, lasting_mark)
    accepted = "" if mark == record.accepted else record.accepted
    return counted._replace(refused=(*record.refused, mark), lasting=lasting, accepted=accepted, doubted=False)


def after_another_run(record: LoginRecord, before: LoginRecord, row: int, lasting: tuple[str, ...]) -> LoginRecord:
    """Return the record after a refusal, on top of what is kept across runs by now.

    ``before``: the record before that refusal. ``row``, ``lasting``: what is kept; another run may have written it meanwhile. If
    the phone took a login of that run, what it refused before is not to be told again: it may have another password now.
    """
    mine = tuple(mark for mark in record.lasting if mark not in before.lasting and mark not in lasting)
    return record._replace(row=row + record.row - before.row, lasting=(*lasting, *mine))


def after_silence(record: LoginRecord) -> LoginRecord:
    """Return the record after a login that was not answered: the phone may have counted it."""
    return _counted(record, None)._replace(unanswered=record.unanswered + 1)


def after_success(record: LoginRecord, mark: str, separator: str) -> LoginRecord:
    """Return the record after a login that worked.

    The phone counts from zero again. Only the words that were refused in this run are not tried again.
    """
    refused = tuple(other for other in record.refused if other != mark)
    return LoginRecord(refused=refused, accepted=mark, separator=separator)


def after_lock(record: LoginRecord, now: float) -> LoginRecord:
    """Return the record of an account that the phone has locked. ``now``: seconds since the epoch."""
    return record._replace(locked_until=now + LOCKED_SECONDS)


def after_new_password(record: LoginRecord) -> LoginRecord:
    """Return the record after this run changed the password, or reset or provisioned the phone: any words may be right now."""
    return after_restart(record)._replace(refused=(), lasting=(), accepted="", doubted=False, unknown_name=False)


def after_replacement(dummy: LoginRecord) -> LoginRecord:
    """Return the record after another phone took the place of the one at this address: nothing is known of it."""
    return LoginRecord()


def after_restart(record: LoginRecord) -> LoginRecord:
    """Return the record after this run restarted the phone: logins that nobody answered are forgotten."""
    return record._replace(spent=record.spent - record.unanswered, unanswered=0)


def _counted(record: LoginRecord, left: int | None) -> LoginRecord:
    if left is None and record.left is not None:
        left = record.left - 1
    return record._replace(spent=record.spent + 1, left=left)


def to_plain(record: LoginRecord) -> dict[str, Any]:
    """Return the record as JSON can hold it."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in record._asdict().items()}


def from_plain(plain: Any) -> LoginRecord:
    """Return the record out of :func:`to_plain`. What is no such thing is left at its default."""
    if not isinstance(plain, Mapping):
        return LoginRecord()
    fields: dict[str, Any] = {}
    for name, default in LoginRecord()._asdict().items():
        value = plain.get(name)
        if isinstance(default, tuple):
            fields[name] = tuple(item for item in value if isinstance(item, str)) if isinstance(value, (list, tuple)) else ()
        elif name == "left":
            fields[name] = value if isinstance(value, int) and not isinstance(value, bool) else None
        elif isinstance(default, float):
            fields[name] = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else default
        else:
            fields[name] = value if type(value) is type(default) else default
    return LoginRecord(**fields)
