# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing a phone's book to what is desired: read, plan, write, read again."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Callable, Hashable, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import ContactRecord, Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    NotKeptError,
    PhoneError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.changes import describe
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.plan import (
    FIELDS,
    AddGroup,
    DeleteAllContacts,
    DeleteContact,
    DeleteGroup,
    DesiredBook,
    HeldBook,
    RenameGroup,
    SaveContact,
    Step,
    group_ids,
    needs_contacts,
    plan,
    split_name,
)


class Planned(NamedTuple):
    """What a book needs to become what is desired, and how that looks to the user."""

    book: HeldBook
    steps: Sequence[Step]
    outcome: Outcome


def plan_book(phone: Phone, desired: DesiredBook) -> Plan:
    """Read the book and plan, as a resource's ``plan``. Raise :class:`PhoneError`."""
    planned = look(phone, desired)
    return Plan(planned.outcome, work=planned)


def apply_book(phone: Phone, desired: DesiredBook, plan: Plan) -> Outcome:
    """Bring the phone's book to what is desired, as a resource's ``apply``. Raise :class:`PhoneError`."""
    planned: Planned = plan.work
    write(phone, planned, desired)
    return planned.outcome


def look(phone: Phone, desired: DesiredBook) -> Planned:
    """Read the book and plan. Raise :class:`PhoneError`."""
    book = read_book(phone, desired)
    steps = plan(book, desired)
    return Planned(book, steps, describe(book, steps))


def write(phone: Phone, planned: Planned, desired: DesiredBook) -> None:
    """Carry out what was planned, and look at the result."""
    if planned.steps:
        check_lengths(phone, planned.steps)
        _write(phone, planned.book, planned.steps, desired)


def read_book(phone: Phone, desired: DesiredBook) -> HeldBook:
    """Return the phone's groups, and its contacts where they matter."""
    groups = phone.groups()
    return HeldBook(groups, phone.contacts() if needs_contacts(groups, desired) else None)


def _write(phone: Phone, book: HeldBook, steps: Sequence[Step], desired: DesiredBook) -> None:
    """Carry the steps out and look at the result.

    When an answer is lost, the book is read again and what is still missing is planned anew: what the phone did without
    telling is not done twice. A step whose answer is lost twice, and that the phone does not show, ends the task.
    """
    lost_once: list[Hashable] = []
    while steps:
        lost, lost_step = _execute(phone, book, steps)
        book = _read_again(phone, desired, lost)
        steps = plan(book, desired)
        if lost is None and steps:
            raise NotKeptError(
                f"the phone accepted these changes and does not show them: {'; '.join(_label(step) for step in steps)}. "
                "Its phonebook may be full, or a text may be too long for it"
            )
        if lost is not None and lost_step in map(_identity, steps):
            if lost_step in lost_once:
                lost.add("It was sent twice, and the phone does not show it")
                raise lost
            lost_once.append(lost_step)


def _read_again(phone: Phone, desired: DesiredBook, lost: AmbiguousWriteError | None) -> HeldBook:
    try:
        return read_book(phone, desired)
    except PhoneError as error:
        if lost is None:
            raise
        lost.unsettled(
            error, "the phone carried it out", "Run the task again when the phone answers: it looks first what the phone holds"
        )
        raise lost from None


def _execute(phone: Phone, book: HeldBook, steps: Sequence[Step]) -> tuple[AmbiguousWriteError | None, Hashable]:
    """Carry the steps out, up to the first whose answer is lost; give that error, and what identifies the step."""
    groups: Sequence[Group] = book.groups
    for step in steps:
        try:
            groups = _carry_out(phone, step, groups)
        except AmbiguousWriteError as lost:  # noqa: PERF203 - a request takes a thousand times as long
            return lost, _identity(step)
    return None, None


def _carry_out(phone: Phone, step: Step, groups: Sequence[Group]) -> Sequence[Group]:
    """Carry one step out; give the groups as they are known now. An error names the step."""
    try:
        if isinstance(step, SaveContact):
            if step.group_id is None and step.group not in group_ids(groups):
                groups = phone.groups()  # the new ones have their ids now
            phone.save_contact(_record(step, groups), step.before.id if step.before else None)
        else:
            _PLAIN[type(step)](phone, step)
    except PhoneError as error:
        error.add(f"The step was: {_label(step)}")
        raise
    return groups


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
        raise NotKeptError(f"the phone accepted the new group {step.group!r} and does not list it")
    return ContactRecord(step.first_name, step.last_name, group_id, *(step.fields[field] for field in FIELDS))


def check_lengths(phone: Phone, steps: Sequence[Step]) -> None:
    """Refuse what fits in no request, before the first write."""
    for step in steps:
        if isinstance(step, SaveContact):
            phone.check_contact_length(
                ContactRecord(step.first_name, step.last_name, 99999, *(step.fields[field] for field in FIELDS))
            )
        elif isinstance(step, (AddGroup, RenameGroup)):
            phone.check_group_length(step.name)


def _identity(step: Step) -> Hashable:
    """Return what makes a step the same in two plans. A group's id may be known only in the second."""
    if isinstance(step, SaveContact):
        return step.name, step.group, tuple(step.fields.items()), step.before.id if step.before else None
    if isinstance(step, DeleteContact):
        return step.contact.id
    return _label(step)


def _label(step: Step) -> str:
    """Return a step in a few words, for messages."""
    if isinstance(step, SaveContact):
        return f"save contact {step.name!r}"
    if isinstance(step, DeleteContact):
        return f"delete contact {' '.join(split_name(step.contact.name)).strip()!r}"
    if isinstance(step, DeleteAllContacts):
        return f"delete all {len(step.contacts)} contacts"
    if isinstance(step, AddGroup):
        return f"add group {step.name!r}"
    if isinstance(step, RenameGroup):
        return f"rename group {step.group.name!r} to {step.name!r}"
    return f"delete group {step.group.name!r}"
