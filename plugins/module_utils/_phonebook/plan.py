# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phonebook as it should be, and the pure plan from what a phone holds to it."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Iterable, Mapping, NamedTuple, Sequence, Union

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact, Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import ConflictError

FIELDS = ("work", "home", "mobile", "fax", "email")
"""What a contact holds besides its name and group."""

DEFAULT_GROUP = Group(0, "default")
FIXED_GROUPS = {0: "default", 100: "blacklist"}
"""Groups that every phone has (guide, "Get Contact Group"); they are used, not renamed or deleted."""


class HeldBook(NamedTuple):
    """What a phone holds. ``contacts`` is None where they were not read, because they do not matter."""

    groups: Sequence[Group]
    contacts: Sequence[Contact] | None


class Entry(NamedTuple):
    """A contact that a task names. None, or a field that is not in ``fields``, means: as it is."""

    first_name: str | None = None
    last_name: str | None = None
    fields: Mapping[str, str] = {}
    group: str | None = None
    id: int | None = None

    @property
    def name(self) -> str | None:
        """Return the whole name as a phone shows it; None where the task names neither part."""
        if self.first_name is None and self.last_name is None:
            return None
        return squeezed(f"{self.first_name or ''} {self.last_name or ''}")


class DesiredBook(NamedTuple):
    """What a task asks for. None for ``groups`` or ``contacts``: the task does not speak of them.

    ``present``: whether they shall be there. ``purge``: whether the unlisted shall go, within ``purge_groups`` if that is
    given. ``match_by``: what tells two contacts apart. ``new_name``: what the only one of ``groups`` shall be called.
    """

    groups: Sequence[str] | None = None
    contacts: Sequence[Entry] | None = None
    present: bool = True
    purge: bool = False
    purge_groups: Sequence[str] | None = None
    match_by: Sequence[str] = ("name",)
    new_name: str | None = None


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


def squeezed(name: str) -> str:
    """Return a name with single spaces between its words: phones differ in the spaces that they keep."""
    return " ".join(name.split())


def split_name(name: str) -> tuple[str, str]:
    """Return first and last name, split at the last space: a phone tells the whole name only, and joins these two to it."""
    first, dummy, last = squeezed(name).rpartition(" ")
    return (first, last) if first else (last, "")


def group_names(groups: Iterable[Group]) -> dict[int, str]:
    """Return the groups' names by id, with those that every phone has."""
    return {**FIXED_GROUPS, **{group.id: squeezed(group.name) for group in groups}}


def group_ids(groups: Iterable[Group]) -> dict[str, int]:
    """Return the groups' ids by name; where names repeat, the lowest. ``default`` and ``blacklist`` are always there."""
    fixed = {name: number for number, name in FIXED_GROUPS.items()}
    return {**fixed, **{name: number for number, name in sorted(group_names(groups).items(), reverse=True)}}


def needs_contacts(groups: Sequence[Group], desired: DesiredBook) -> bool:
    """Return whether :func:`plan` has to know the contacts: they are spoken of, or a group that may have members goes."""
    return desired.contacts is not None or bool(_doomed_groups(groups, desired))


def plan(book: HeldBook, desired: DesiredBook) -> list[Step]:
    """Return the steps, in order, that make a phone with this book hold what is desired. Pure.

    Deletions come first, to make room; groups are there before contacts need them, and go when they are empty. Raises
    :class:`ConflictError` where the phone's book leaves open what is meant.
    """
    doomed = _doomed_groups(book.groups, desired)
    renamed = _renamed_group(book.groups, desired)
    added = _added_groups(book.groups, desired) if desired.present and not desired.new_name else []
    staying = group_ids(group for group in book.groups if group not in doomed)
    deletions, saves = _contact_steps(book, desired, {**staying, **dict.fromkeys(added)})
    saves += _evacuations(book, deletions, saves, doomed)
    return [
        *deletions,
        *(AddGroup(name) for name in added),
        *renamed,
        *saves,
        *(DeleteGroup(group) for group in doomed),
    ]


def _doomed_groups(groups: Sequence[Group], desired: DesiredBook) -> list[Group]:
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
        raise ConflictError(f"the phone has no group {old!r} to rename. It has {_listed(group_names(groups).values())}")
    if matches and taken:
        raise ConflictError(f"the group {old!r} cannot be renamed to {desired.new_name!r}: the phone has that group too")
    if any(group.id in FIXED_GROUPS for group in matches):
        raise ConflictError(f"the group {old!r} cannot be renamed: every phone has it")
    if len(matches) > 1:
        raise ConflictError(f"the phone has {len(matches)} groups {old!r} (ids {_ids(matches)}). None was renamed")
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


def _matches(book: HeldBook, desired: DesiredBook) -> dict[tuple[Any, ...], list[Contact]]:
    """Return the phone's contacts that each listed contact means. Raise :class:`ConflictError` where that is not clear."""
    names = group_names(book.groups)
    by_key: dict[tuple[Any, ...], list[Contact]] = {}
    for contact in book.contacts or ():
        by_key.setdefault(_key_of_contact(contact, names, desired.match_by), []).append(contact)
    matches: dict[tuple[Any, ...], list[Contact]] = {}
    problems = []
    for entry in desired.contacts or ():
        key = _key(entry, desired)
        matches[key] = by_key.get(key, [])
        told = " ".join(repr(part) for part in key)
        if len(matches[key]) > 1:
            problems.append(f"the phone has {len(matches[key])} contacts {told} (ids {_ids(matches[key])})")
        elif not matches[key] and "id" in desired.match_by and desired.present:
            problems.append(f"the phone has no contact {told} (matched by {', '.join(desired.match_by)})")
        elif not desired.present and any(entry.name not in (None, squeezed(found.name)) for found in matches[key]):
            problems.append(f"the contact with the id {told} is {matches[key][0].name!r}, not {entry.name!r}")
    if problems:
        raise ConflictError(f"{'; '.join(problems)}. Nothing was changed. Set match_by or id to tell contacts apart")
    return matches


def _key(entry: Entry, desired: DesiredBook) -> tuple[Any, ...]:
    """Return what tells a listed contact from others."""
    parts = {**entry.fields, "name": entry.name, "group": entry.group or DEFAULT_GROUP.name, "id": entry.id}
    return tuple(parts.get(part, "") for part in desired.match_by)


def _key_of_contact(contact: Contact, names: Mapping[int, str], match_by: Sequence[str]) -> tuple[Any, ...]:
    parts = dict(contact._asdict(), name=squeezed(contact.name), group=names.get(contact.group_id, ""))
    return tuple(parts[part] for part in match_by)


def _new(entry: Entry, groups: Mapping[str, int | None]) -> SaveContact:
    """Return the whole record for a listed contact that the phone does not have."""
    if entry.name is None:
        told = ", ".join(f"{field}={value}" for field, value in entry.fields.items())
        raise ConflictError(f"the phone has no contact with {told}, and none can be added without a name. Nothing was changed")
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
            f"contact {entry.name or entry.id!r}: the phone has no group {group!r}, or this task deletes it. Nothing was "
            f"changed. Add the group, or use one of {_listed(groups)}"
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


def _evacuations(
    book: HeldBook, deletions: Sequence[Step], saves: Sequence[SaveContact], doomed: Sequence[Group]
) -> list[SaveContact]:
    """Return the moves to the default group, before their groups are deleted: some firmware would delete the members too."""
    leaving = {group.id for group in doomed}
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
        if contact.group_id in leaving and contact.id not in settled
    ]


def _ids(items: Sequence[Contact] | Sequence[Group]) -> str:
    return ", ".join(str(item.id) for item in items)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in sorted(names))
