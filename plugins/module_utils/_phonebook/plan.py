# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan of a phonebook: from what a phone holds to the steps that make it what is desired. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Iterable, Mapping, NamedTuple, Sequence, Union

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact, Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import ConflictError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    DEFAULT_GROUP,
    FIELDS,
    FIXED_GROUPS,
    DesiredBook,
    Entry,
    HeldBook,
    contact_key,
    group_ids,
    group_names,
    held_key,
    split_name,
)
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown, squeezed

_MOST_LISTED = 20
"""Names that one message lists."""


class AddGroup(NamedTuple):
    """A group to create."""

    name: str


class RenameGroup(NamedTuple):
    """A group to rename."""

    group: Group
    name: str


class DeleteGroup(NamedTuple):
    """A group to delete, after its members have left it."""

    group: Group


class SaveContact(NamedTuple):
    """A contact to write as a whole. ``before`` is None for a new one; ``group_id`` is None for a group yet to be created."""

    before: Contact | None
    first_name: str
    last_name: str
    group: str
    group_id: int | None
    fields: Mapping[str, str]

    @property
    def name(self) -> str:
        """Return the whole name as a phone shows it."""
        return squeezed(f"{self.first_name} {self.last_name}")


class DeleteContact(NamedTuple):
    """A contact to delete."""

    contact: Contact


class DeleteAllContacts(NamedTuple):
    """All contacts to delete, with one request."""

    contacts: Sequence[Contact]


Step = Union[AddGroup, RenameGroup, DeleteGroup, SaveContact, DeleteContact, DeleteAllContacts]


def needs_contacts(groups: Sequence[Group], desired: DesiredBook) -> bool:
    """Return whether :func:`plan` has to know the contacts: they are spoken of, or a group that may have members goes."""
    return desired.contacts is not None or bool(groups_to_delete(groups, desired))


def plan(book: HeldBook, desired: DesiredBook) -> list[Step]:
    """Return the steps, in order, that make the phone hold what is desired.

    Deletions come first, to make room; groups are there before contacts need them, and go when they are empty. Raises
    :class:`ConflictError` where the phone's book leaves open what is meant.
    """
    leaving = groups_to_delete(book.groups, desired)
    renamed = _renamed_group(book.groups, desired)
    added = _added_groups(book.groups, desired) if desired.present and not desired.new_name else []
    staying = group_ids(group for group in book.groups if group not in leaving)
    deletions, saves = _contact_steps(book, desired, {**staying, **dict.fromkeys(added)})
    saves += _moves_out_of_leaving_groups(book, deletions, saves, leaving)
    return [
        *deletions,
        *(AddGroup(name) for name in added),
        *renamed,
        *saves,
        *(DeleteGroup(group) for group in leaving),
    ]


def groups_to_delete(groups: Sequence[Group], desired: DesiredBook) -> list[Group]:
    """Return the groups to delete, in the phone's order."""
    if desired.groups is None:
        return []
    listed = set(desired.groups)
    own = [group for group in groups if group.id not in FIXED_GROUPS]
    if not desired.present:
        return [group for group in own if squeezed(group.name) in listed]
    if not desired.purge:
        return []
    scope = None if desired.purge_groups is None else set(desired.purge_groups)
    unlisted = [group for group in own if squeezed(group.name) not in listed]
    return [group for group in unlisted if scope is None or squeezed(group.name) in scope]


def _added_groups(groups: Sequence[Group], desired: DesiredBook) -> list[str]:
    there = group_ids(groups)
    return [name for name in desired.groups or () if name not in there]


def _renamed_group(groups: Sequence[Group], desired: DesiredBook) -> list[RenameGroup]:
    if desired.new_name is None:
        return []
    (old,) = desired.groups or ("",)
    matches = [group for group in groups if squeezed(group.name) == old]
    taken = desired.new_name in group_ids(groups)
    if not matches and not taken:
        raise ConflictError(
            f"the phone has no group {shown(old)} to rename. Name one of its groups: {_listed(group_names(groups).values())}"
        )
    if matches and taken:
        raise ConflictError(
            f"the group {shown(old)} was not renamed to {shown(desired.new_name)}, because the phone has a group of that name "
            "too. Delete one of the two, or choose another name"
        )
    if any(group.id in FIXED_GROUPS for group in matches):
        raise ConflictError(f"the group {shown(old)} was not renamed, because every phone has it. Name another one")
    if len(matches) > 1:
        raise ConflictError(
            f"the phone has {len(matches)} groups {shown(old)} (ids {_ids(matches)}), and none was renamed. Rename or delete one "
            "at the phone"
        )
    return [RenameGroup(group, desired.new_name) for group in matches]


def _contact_steps(
    book: HeldBook, desired: DesiredBook, groups: Mapping[str, int | None]
) -> tuple[list[Step], list[SaveContact]]:
    """Return the deletions and the saves that ``desired.contacts`` asks for. ``groups``: those that there will be."""
    if desired.contacts is None:
        return [], []
    matches = _matches(book, desired)
    if not desired.present:
        return [DeleteContact(found) for entry in desired.contacts for found in matches[_key(entry, desired)]], []
    kept: set[int] = set()
    saves: list[SaveContact] = []
    for entry in desired.contacts:
        contact = next(iter(matches[_key(entry, desired)]), None)
        if contact is None:
            saves.append(_new(entry, groups))
            continue
        kept.add(contact.id)
        save = _edit(entry, contact, book.groups, groups)
        if not _is_held(save, contact):
            saves.append(save)
    return (_purged(book.contacts or (), kept, book, desired) if desired.purge else []), saves


def _matches(book: HeldBook, desired: DesiredBook) -> dict[tuple[str, ...], list[Contact]]:
    """Return the phone's contacts that each listed contact means. Raise :class:`ConflictError` where that is not clear."""
    names = group_names(book.groups)
    by_key: dict[tuple[str, ...], list[Contact]] = {}
    for contact in book.contacts or ():
        by_key.setdefault(held_key(contact, names, desired.match_by), []).append(contact)
    matches: dict[tuple[str, ...], list[Contact]] = {}
    problems = []
    for entry in desired.contacts or ():
        key = _key(entry, desired)
        matches[key] = by_key.get(key, [])
        told = " ".join(map(shown, key))
        if len(matches[key]) > 1:
            problems.append(
                f"the phone has {len(matches[key])} contacts {told} (ids {_ids(matches[key])}), and the task means one"
            )
        elif not matches[key] and "id" in desired.match_by and desired.present:
            problems.append(f"the phone has no contact {told} (by {', '.join(desired.match_by)})")
        elif not desired.present and any(entry.name not in (None, squeezed(found.name)) for found in matches[key]):
            problems.append(f"the contact {told} is called {shown(matches[key][0].name)}, and not {shown(entry.name)}")
    if problems:
        more = f"; and {len(problems) - _MOST_LISTED} more such problems" if len(problems) > _MOST_LISTED else ""
        raise ConflictError(
            f"{'; '.join(problems[:_MOST_LISTED])}{more}. Nothing was changed. Tell contacts apart with match_by or by their "
            "ids, or remove one with gs_contact and its id"
        )
    return matches


def _key(entry: Entry, desired: DesiredBook) -> tuple[str, ...]:
    return contact_key(entry.as_options(), desired.match_by)


def _new(entry: Entry, groups: Mapping[str, int | None]) -> SaveContact:
    """Return the whole record for a listed contact that the phone does not have."""
    if entry.name is None:
        told = ", ".join(f"{field} {shown(value)}" for field, value in entry.fields.items())
        raise ConflictError(
            f"the phone has no contact with {told}, and without a name none was added. Nothing was changed. Give it a first_name "
            "or a last_name"
        )
    group = entry.group or DEFAULT_GROUP.name
    fields = {field: entry.fields.get(field, "") for field in FIELDS}
    return SaveContact(None, entry.first_name or "", entry.last_name or "", group, _group_id(entry, group, groups), fields)


def _edit(entry: Entry, contact: Contact, existing: Sequence[Group], groups: Mapping[str, int | None]) -> SaveContact:
    """Return the whole record for a listed contact that the phone has: what the task leaves open stays as the phone holds it."""
    first, last = split_name(contact.name)
    if entry.name is not None:
        first, last = entry.first_name or "", entry.last_name or ""
    current = group_names(existing).get(contact.group_id, "")
    group = current if entry.group is None else entry.group or DEFAULT_GROUP.name
    if entry.group is None and current and current not in groups:
        group = DEFAULT_GROUP.name  # its group goes, and the task does not say where it shall go
    stays = group == current and (current in groups or entry.group is None)
    group_id = contact.group_id if stays else _group_id(entry, group, groups)
    fields = {field: entry.fields.get(field, getattr(contact, field)) for field in FIELDS}
    return SaveContact(contact, first, last, group, group_id, fields)


def _group_id(entry: Entry, group: str, groups: Mapping[str, int | None]) -> int | None:
    if group not in groups:
        raise ConflictError(
            f"contact {shown(entry.name or entry.id)}: the phone has no group {shown(group)}, or the task deletes it. Nothing "
            f"was changed. Add it to groups, or use one of {_listed(groups)}"
        )
    return groups[group]


def _is_held(save: SaveContact, contact: Contact) -> bool:
    """Return whether the phone holds the record already."""
    return (
        save.name == squeezed(contact.name)
        and save.group_id == contact.group_id
        and all(getattr(contact, field) == value for field, value in save.fields.items())
    )


def _purged(contacts: Sequence[Contact], kept: set[int], book: HeldBook, desired: DesiredBook) -> list[Step]:
    """Return the deletions of contacts that are not listed."""
    if desired.purge_groups is None:
        if contacts and not kept and not desired.contacts:
            return [DeleteAllContacts(contacts)]
        return [DeleteContact(contact) for contact in contacts if contact.id not in kept]
    names = group_names(book.groups)
    scope = set(desired.purge_groups)
    return [DeleteContact(contact) for contact in contacts if contact.id not in kept and names.get(contact.group_id) in scope]


def _moves_out_of_leaving_groups(
    book: HeldBook, deletions: Sequence[Step], saves: Sequence[SaveContact], leaving: Sequence[Group]
) -> list[SaveContact]:
    """Return the moves to the default group, before their groups are deleted: some firmware would delete the members too."""
    left = {group.id for group in leaving}
    settled = {step.contact.id for step in deletions if isinstance(step, DeleteContact)}
    settled |= {save.before.id for save in saves if save.before is not None}
    if any(isinstance(step, DeleteAllContacts) for step in deletions):
        return []
    return [
        SaveContact(
            contact,
            *split_name(contact.name),
            DEFAULT_GROUP.name,
            DEFAULT_GROUP.id,
            {field: getattr(contact, field) for field in FIELDS},
        )
        for contact in book.contacts or ()
        if contact.group_id in left and contact.id not in settled
    ]


def _ids(items: Sequence[Contact] | Sequence[Group]) -> str:
    return ", ".join(str(item.id) for item in items)


def _listed(names: Iterable[str]) -> str:
    known = sorted(names)
    more = f" and {len(known) - _MOST_LISTED} more" if len(known) > _MOST_LISTED else ""
    return ", ".join(map(shown, known[:_MOST_LISTED])) + more
