# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bring a phone's book to what is desired: read, plan, write, read again."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Callable, Hashable, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import (
    ADD_GROUP,
    DELETE_ALL_CONTACTS,
    DELETE_CONTACT,
    EDIT_GROUP,
    SAVE_CONTACT,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import ContactRecord, Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    NotKeptError,
    PhoneError,
    RefusedError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook import likeness
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.changes import describe
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    FIELDS,
    DesiredBook,
    HeldBook,
    group_ids,
    split_name,
)
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.plan import (
    AddGroup,
    DeleteAllContacts,
    DeleteContact,
    DeleteGroup,
    RenameGroup,
    SaveContact,
    Step,
    needs_contacts,
    plan,
)
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown

_MOST_NAMED = 20
"""Changes that one message names."""


class Planned(NamedTuple):
    """The changes that make a book what is desired, and how that looks to the user."""

    book: HeldBook
    steps: Sequence[Step]
    outcome: Outcome


class Doubt(NamedTuple):
    """A write whose answer says nothing, or says no: ``trouble`` is what came, ``later`` are the steps behind it."""

    trouble: AmbiguousWriteError | ApiError
    step: Step
    later: Sequence[Step]


def plan_book(phone: Phone, desired: DesiredBook) -> Plan:
    """Read the book and plan, as a resource's ``plan``. Raise :class:`PhoneError`."""
    planned = look(phone, desired)
    return Plan(planned.outcome, work=planned)


def apply_book(phone: Phone, desired: DesiredBook, plan: Plan) -> Outcome:
    """Bring the phone's book to what is desired, as a resource's ``apply``. Raise :class:`PhoneError`."""
    planned: Planned = plan.work
    return planned.outcome._replace(warnings=write(phone, planned, desired))


def look(phone: Phone, desired: DesiredBook) -> Planned:
    """Read the book and plan. Raise :class:`PhoneError`."""
    book = read_book(phone, desired)
    steps = plan(book, desired)
    return Planned(book, steps, describe(book, steps))


def write(phone: Phone, planned: Planned, desired: DesiredBook) -> Sequence[str]:
    """Carry out what was planned, and look at the result. Return warnings on names that the phone shows otherwise."""
    book = planned.book
    if planned.steps:
        check_lengths(phone, planned.steps)
        book = _write(phone, book, planned.steps, desired)
    return tuple(likeness.warnings(book.shown_as))


def read_book(phone: Phone, desired: DesiredBook) -> HeldBook:
    """Return the phone's groups, and its contacts where they matter, with the names as ``desired`` writes them."""
    groups = phone.groups()
    book = likeness.recognised(HeldBook(groups, None), desired)
    if not needs_contacts(book.groups, desired):
        return book
    return likeness.recognised(HeldBook(groups, phone.contacts()), desired)


def _write(phone: Phone, book: HeldBook, steps: Sequence[Step], desired: DesiredBook) -> HeldBook:
    """Carry the steps out and look at the result. Return the book that the phone then holds.

    Whatever a phone answered, what it did is read: what it did without telling is not done twice. What adds something and may
    have arrived is never sent again, because it may still be carried out. Anything else is sent once more.
    """
    resent: list[Hashable] = []
    while steps:
        doubt = _execute(phone, book, steps, desired)
        if doubt is None:
            book = read_book(phone, desired)
            _check_kept(phone, plan(book, desired))
            return book
        identity = _identity(doubt.step)
        book = _read_until_done(phone, desired, doubt, is_first=identity not in resent)
        steps = plan(book, desired)
        if identity not in map(_identity, steps):
            phone.has_written = True
            continue
        _check_may_be_resent(phone, doubt, is_first=identity not in resent)
        resent.append(identity)
    return book


def _check_kept(phone: Phone, missing: Sequence[Step]) -> None:
    """Raise :class:`NotKeptError` for steps that the phone accepted and that are still to be done."""
    if missing:
        told = "; ".join(map(_label, missing[:_MOST_NAMED]))
        more = f"; and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
        post = ". This firmware may lose what is posted: set gs_request_method: get"
        raise NotKeptError(
            f"the phone accepted these changes and does not show them: {told}{more}. Its phonebook may be full, or a text too "
            "long for it" + (post if phone.settings.request_method == "post" else "")
        )


def _check_may_be_resent(phone: Phone, doubt: Doubt, is_first: bool) -> None:
    """Raise the trouble of a write that was not carried out, unless it may be sent once more."""
    trouble = doubt.trouble
    if isinstance(trouble, ApiError):
        raise trouble
    if _adds(doubt.step):
        trouble.add(
            f"The phone was watched for {phone.settings.timeout:g} s (gs_timeout) and does not show it. It was not sent "
            "again, because the phone may still carry it out"
        )
        trouble.advise("Run the task again: it looks first what the phone holds")
        raise trouble
    if not is_first:
        trouble.add("It was sent twice, and the phone does not show it")
        raise trouble


def _read_until_done(phone: Phone, desired: DesiredBook, doubt: Doubt, is_first: bool) -> HeldBook:
    """Return the book as soon as it shows the step, else as it is when the time-out is over. Raise the trouble, with what is not
    known, where the book cannot be read."""
    identity = _identity(doubt.step)
    book = HeldBook([], None)
    for dummy in phone.attempts(_patience(phone, doubt, is_first)):
        try:
            book = read_book(phone, desired)
        except PhoneError as error:
            raise _unsettled(phone, doubt, error) from None
        if identity not in map(_identity, plan(book, desired)):
            break
    return book


def _patience(phone: Phone, doubt: Doubt, is_first: bool) -> float:
    """Return the seconds to wait for a write that may be carried out late.

    A late removal could hit what is added after it. What is only sent again needs no wait before that.
    """
    is_removal = isinstance(doubt.step, (DeleteContact, DeleteAllContacts))
    waits = not is_first or _adds(doubt.step) or (is_removal and any(map(_adds, doubt.later)))
    return phone.settings.timeout if waits and isinstance(doubt.trouble, AmbiguousWriteError) else 0


def _unsettled(phone: Phone, doubt: Doubt, error: PhoneError) -> PhoneError:
    """Return the trouble of a write of which nobody knows whether it was carried out."""
    trouble = doubt.trouble
    if isinstance(trouble, AmbiguousWriteError):
        trouble.unsettled(
            error, "the phone carried it out", "Run the task again when the phone answers: it looks first what the phone holds"
        )
    elif not isinstance(trouble, RefusedError):
        phone.has_written = True
    return trouble


def _execute(phone: Phone, book: HeldBook, steps: Sequence[Step], desired: DesiredBook) -> Doubt | None:
    """Carry the steps out, up to the first that the phone did not answer with a success; return that one."""
    groups: Sequence[Group] = book.groups
    for number, step in enumerate(steps):
        try:
            groups = _carry_out(phone, step, groups, desired)
        except (AmbiguousWriteError, ApiError) as trouble:  # noqa: PERF203 - a request takes a thousand times as long
            if trouble.endpoint not in _ENDPOINTS:
                raise  # It is of the login before it, or of a read.
            return Doubt(trouble, step, steps[number + 1 :])
    return None


def _carry_out(phone: Phone, step: Step, groups: Sequence[Group], desired: DesiredBook) -> Sequence[Group]:
    """Carry one step out; return the groups as they are known now. An error names the step."""
    try:
        if isinstance(step, SaveContact):
            if step.group_id is None and step.group not in group_ids(groups):
                # The new ones have their ids now.
                groups = likeness.recognised(HeldBook(phone.groups(), None), desired).groups
            phone.save_contact(_record(step, groups), step.before.id if step.before else None)
        else:
            _PLAIN[type(step)](phone, step)
    except PhoneError as error:
        error.add(f"The step was: {_label(step)}")
        raise
    return groups


_ENDPOINTS = frozenset(endpoint.name for endpoint in (SAVE_CONTACT, DELETE_CONTACT, DELETE_ALL_CONTACTS, ADD_GROUP, EDIT_GROUP))

_PLAIN: Mapping[type, Callable[[Phone, Any], None]] = {
    AddGroup: lambda phone, step: phone.add_group(step.name),
    RenameGroup: lambda phone, step: phone.rename_group(step.group.id, step.name),
    DeleteGroup: lambda phone, step: phone.delete_group(step.group.id),
    DeleteContact: lambda phone, step: phone.delete_contact(step.contact.id),
    DeleteAllContacts: lambda phone, dummy: phone.delete_all_contacts(),
}
"""The steps that are one request without more ado."""


def _record(step: SaveContact, groups: Sequence[Group]) -> ContactRecord:
    group_id = group_ids(groups).get(step.group) if step.group_id is None else step.group_id
    if group_id is None:
        raise NotKeptError(f"the phone accepted the new group {shown(step.group)} and does not list it")
    return ContactRecord(step.first_name, step.last_name, group_id, *(step.fields[field] for field in FIELDS))


def check_lengths(phone: Phone, steps: Sequence[Step]) -> None:
    """Raise :class:`InputError` for what fits in no request, before the first write."""
    for step in steps:
        if isinstance(step, SaveContact):
            phone.check_contact_length(
                ContactRecord(step.first_name, step.last_name, 99999, *(step.fields[field] for field in FIELDS))
            )
        elif isinstance(step, (AddGroup, RenameGroup)):
            phone.check_group_length(step.name)


def _adds(step: Step) -> bool:
    """Return whether a step that is carried out twice leaves something twice."""
    return isinstance(step, AddGroup) or (isinstance(step, SaveContact) and step.before is None)


def _identity(step: Step) -> Hashable:
    """Return what makes a step the same in two plans. A group's id may be known only in the second."""
    if isinstance(step, SaveContact):
        return step.name, step.group, tuple(step.fields.items()), step.before.id if step.before else None
    if isinstance(step, DeleteContact):
        return step.contact.id
    if isinstance(step, RenameGroup):
        return step.group.id, step.name
    if isinstance(step, DeleteGroup):
        return step.group.id, ""
    return step.name if isinstance(step, AddGroup) else type(step).__name__


def _label(step: Step) -> str:
    """Return a step in a few words, for messages."""
    if isinstance(step, SaveContact):
        return f"save contact {shown(step.name)}"
    if isinstance(step, DeleteContact):
        return f"delete contact {shown(' '.join(split_name(step.contact.name)).strip())}"
    if isinstance(step, DeleteAllContacts):
        return f"delete all {len(step.contacts)} contacts"
    if isinstance(step, AddGroup):
        return f"add group {shown(step.name)}"
    if isinstance(step, RenameGroup):
        return f"rename group {shown(step.group.name)} to {shown(step.name)}"
    return f"delete group {shown(step.group.name)}"
