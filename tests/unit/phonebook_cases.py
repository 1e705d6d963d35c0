# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Books and tasks for laws: what a phone may hold, what a user may ask of it, and what the plan must come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact, Group
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import DesiredBook, Entry, HeldBook
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.plan import (
    AddGroup,
    DeleteAllContacts,
    DeleteContact,
    DeleteGroup,
    RenameGroup,
    SaveContact,
    Step,
)
from unit.phonebook import FIELDS, FIXED, BookModel

WORDS = ("Jack", "jack", "Brown", "Müller", "東京", "O'Neil", "A&B", "#1+1%20", "🔒")
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple)
SPACES = st.sampled_from(["", " ", "  ", "\t", "\u00a0 "])
GROUPS = st.sampled_from(["Sales", "sales", "Müller & Söhne", "100%", "a b", "東京"])
TEXT = st.sampled_from(["", "0", "007", "+49 30 1", " 1", "a@b.example", "ü"])
GROUP_IDS = st.one_of(st.integers(1, 6), st.integers(101, 104))
IDENTIFIED = ("id",)
MATCH_BY = st.sampled_from([("name",), IDENTIFIED, ("name", "work"), ("work", "name"), ("group", "name"), ("name", "id")])


class Case(NamedTuple):
    """A phone's book, and a task that is possible on it."""

    book: HeldBook
    desired: DesiredBook

    @property
    def contacts(self) -> Sequence[Contact]:
        return self.book.contacts or ()


@st.composite
def spaced(draw: st.DrawFn, words: Sequence[str]) -> str:
    """A name with spaces wherever a phone may keep them."""
    return draw(SPACES) + "".join(word + draw(st.sampled_from([" ", "  ", "\u00a0"])) for word in words[:-1]) + words[-1]


@st.composite
def books(draw: st.DrawFn) -> HeldBook:
    """A book in which no name repeats. Ids are any, 0 among them."""
    group_ids = draw(st.lists(GROUP_IDS, max_size=4, unique=True))
    names = draw(st.lists(GROUPS, min_size=len(group_ids), max_size=len(group_ids), unique=True))
    groups = [*draw(st.sampled_from([FIXED, FIXED[::-1], ()])), *map(Group, group_ids, names)]
    ids = draw(st.lists(st.integers(0, 20), max_size=7, unique=True))
    words = draw(st.lists(NAMES, min_size=len(ids), max_size=len(ids), unique_by=" ".join))
    homes = st.sampled_from([0, 100, *group_ids])
    contacts = [
        Contact(number, draw(spaced(name)), draw(homes), *(draw(TEXT) for dummy in FIELDS))
        for number, name in zip(ids, words, strict=True)
    ]
    return HeldBook(groups, contacts)


@st.composite
def entries(draw: st.DrawFn, words: Sequence[str], groups: Sequence[str], number: int | None) -> Entry:
    """A listed contact of that name."""
    cut = draw(st.integers(0, len(words)))
    parts = [" ".join(words[:cut]), " ".join(words[cut:])]
    first, last = (part or draw(st.sampled_from(["", None])) for part in parts)
    fields = draw(st.dictionaries(st.sampled_from(FIELDS), TEXT))
    return Entry(first, last, fields, draw(st.sampled_from([None, "", *groups])), number)


@st.composite
def cases(draw: st.DrawFn, state: bool | None = None, purge: bool | None = None) -> Case:
    """A task that names some of the phone's contacts and groups, and others."""
    book = draw(books())
    present = draw(st.booleans()) if state is None else state
    purges = present and (draw(st.booleans()) if purge is None else purge)
    groups = draw(st.none() | st.lists(GROUPS, max_size=4, unique=True))
    scope = draw(st.none() | st.lists(st.sampled_from(["default", "Sales", "sales", "100%"]), unique=True)) if purges else None
    match_by = draw(MATCH_BY.filter(lambda parts: present or not groups or "group" not in parts))  # refused by gs_phonebook
    desired = DesiredBook(groups, None, present, purges, scope, match_by)
    contacts = draw(st.none() | _lists(book, desired)) if groups is not None else draw(_lists(book, desired))
    return Case(book, desired._replace(contacts=contacts))


@st.composite
def _lists(draw: st.DrawFn, book: HeldBook, desired: DesiredBook) -> list[Entry]:
    going = {group.name for group in doomed(book, desired)}
    groups = sorted(({group.name for group in (*FIXED, *book.groups)} | set(desired.groups or ())) - going)
    held = {tuple(one.name.split()): one for one in book.contacts or ()}
    known = "id" in desired.match_by
    names = st.sampled_from(sorted(held)) if known and held else NAMES if not held else st.sampled_from(sorted(held)) | NAMES
    if known and not held:
        return []
    listed = []
    for words in draw(st.lists(names, max_size=6, unique_by=" ".join)):
        there = held.get(words)
        number = there.id if there and known else draw(st.none() | st.integers(0, 25)) if not known else None
        renames = desired.match_by == IDENTIFIED and desired.present
        entry = draw(entries(draw(NAMES) if renames else words, groups, number))
        if there and names_of(book).get(there.group_id) in going and entry.group is None:
            entry = entry._replace(group="default")
        listed.append(entry)
    return listed


def names_of(book: HeldBook) -> dict[int, str]:
    return {group.id: group.name for group in (*FIXED, *book.groups)}


def doomed(book: HeldBook, desired: DesiredBook) -> list[Group]:
    """The groups that the task wants gone."""
    own = [group for group in book.groups if group.id not in (0, 100)]
    if desired.groups is None or (desired.present and not desired.purge):
        return []
    if not desired.present:
        return [group for group in own if group.name in desired.groups]
    return [
        group
        for group in own
        if group.name not in desired.groups and (desired.purge_groups is None or group.name in desired.purge_groups)
    ]


def means(entry: Entry, held: Contact, book: HeldBook, match_by: Sequence[str]) -> bool:
    """Whether a listed contact is this one of the phone's."""
    wanted = {**dict.fromkeys(FIELDS, ""), **entry.fields, "name": words_of(entry), "id": entry.id}
    wanted["group"] = entry.group or "default"
    has = {**held._asdict(), "name": held.name.split(), "group": names_of(book).get(held.group_id)}
    return all(wanted[part] == has[part] for part in match_by)


def words_of(entry: Entry) -> list[str]:
    return f"{entry.first_name or ''} {entry.last_name or ''}".split()


def holds(entry: Entry, held: Contact, book: HeldBook) -> bool:
    """Whether the phone's contact has everything that the task names."""
    named = entry.first_name is not None or entry.last_name is not None
    return (
        (not named or words_of(entry) == held.name.split())
        and (entry.group is None or names_of(book)[held.group_id] == (entry.group or "default"))
        and all(getattr(held, field) == text for field, text in entry.fields.items())
    )


def applied(book: HeldBook, steps: Sequence[Step]) -> HeldBook:
    """The book after the steps, on a phone that does what it is told."""
    model = BookModel(book.groups, book.contacts or ())
    for step in steps:
        if isinstance(step, SaveContact):
            ids = {name: number for number, name in names_of(HeldBook(model.group_list, None)).items()}
            group_id = ids[step.group] if step.group_id is None else step.group_id
            model.save(step.before.id if step.before else None, step.first_name, step.last_name, group_id, step.fields)
        elif isinstance(step, DeleteContact):
            model.delete(step.contact.id)
        elif isinstance(step, DeleteAllContacts):
            model.delete_all()
        elif isinstance(step, AddGroup):
            model.add_group(step.name)
        elif isinstance(step, RenameGroup):
            model.rename_group(step.group.id, step.name)
        else:
            assert isinstance(step, DeleteGroup)
            model.delete_group(step.group.id)
    return HeldBook(model.group_list, model.rows)
