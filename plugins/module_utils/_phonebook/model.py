# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The model of a phonebook: its words, its records, and the one check of what a user or a file says. Pure.

Every door uses this check: the modules, the lookup ``directory``, the filters, layers, and the report of problems.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Iterable, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact, Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._shapes import EXAMPLES, no_list, row_problems
from ansible_collections.voip.grandstream.plugins.module_utils._text import kind_of, shown, squeezed, text_problem

FIELDS = ("work", "home", "mobile", "fax", "email")
"""What a contact holds besides its name and group."""

NAMES = ("first_name", "last_name")
KEYS = (*NAMES, *FIELDS, "group")
"""Of a contact as users write it, in the order in which people read it."""

MATCH_FIELDS = ("name", "group", *FIELDS, "id")
"""What contacts can be told apart by."""

DEFAULT_GROUP = Group(0, "default")
FIXED_GROUPS = {0: "default", 100: "blacklist"}
"""Groups that every phone has (guide, "Get Contact Group"); they are used, not renamed or deleted."""

_OTHER_WORDS = {
    "name": "first_name and last_name",
    **dict.fromkeys(("number", "phone", "telephone", "extension"), "work, home, mobile or fax"),
    **dict.fromkeys(("mail", "e-mail"), "email"),
    "groups": "group, with one name",
}
"""What others call the keys of a contact."""

_TOO_LARGE = 10**80
"""Python refuses to write very long numbers."""


class Entry(NamedTuple):
    """A contact that a user names. None, or a field that is not in ``fields``, means: as it is.

    Names and ``group`` have single spaces between their words; the other fields are kept to the letter.
    """

    first_name: str | None = None
    last_name: str | None = None
    fields: Mapping[str, str] = {}
    group: str | None = None
    id: int | None = None

    @property
    def name(self) -> str | None:
        """Return the whole name as a phone shows it; None where the user names neither part."""
        if self.first_name is None and self.last_name is None:
            return None
        return squeezed(f"{self.first_name or ''} {self.last_name or ''}")

    def as_options(self) -> dict[str, Any]:
        """Return the contact as users write it."""
        return {
            "first_name": self.first_name,
            "last_name": self.last_name,
            **self.fields,
            "group": self.group,
            "id": self.id,
        }


class ShownAs(NamedTuple):
    """A name that the phone shows otherwise than it was written. ``kind``: ``contact`` or ``group``."""

    kind: str
    name: str
    shown: str


class HeldBook(NamedTuple):
    """The phonebook that a phone holds.

    ``contacts``: None where they were not read, because they do not matter. ``shown_as``: the names that the phone shows
    otherwise; in ``groups`` and ``contacts`` they stand as they were written.
    """

    groups: Sequence[Group]
    contacts: Sequence[Contact] | None
    shown_as: Sequence[ShownAs] = ()


class DesiredBook(NamedTuple):
    """The phonebook that a task asks for. None for ``groups`` or ``contacts``: the task does not speak of them.

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


class Directory(NamedTuple):
    """A phonebook outside of any phone, in its normal form.

    ``groups``: names, without those that every phone has. ``contacts``: text by :data:`KEYS`, blank fields and the group
    ``default`` left out; what a reader of files takes besides stands under its own key. ``problems``: a sentence for each
    thing that was read and has no place in a phone.
    """

    groups: Sequence[str]
    contacts: Sequence[Mapping[str, Any]]
    problems: Sequence[str] = ()

    def as_structure(self) -> dict[str, Any]:
        """Return it in the form of the options of gs_phonebook, with the problems beside it."""
        return {
            "groups": [{"name": name} for name in self.groups],
            "contacts": [dict(contact) for contact in self.contacts],
            "problems": list(self.problems),
        }


def group_rows(groups: Any) -> Any:
    """Return a list of groups in which each that is only a name, such as ``Staff``, is a dictionary: ``{name: Staff}``.

    What is no list, or neither of both, stays as it is.
    """
    if not isinstance(groups, (list, tuple)) or not any(isinstance(group, str) for group in groups):
        return groups
    return [{"name": group} if isinstance(group, str) else group for group in groups]


def canonical_group(name: str) -> str:
    """Return a group's name with single spaces between its words; one that every phone has in its own spelling."""
    found = squeezed(name)
    folded = found.casefold()
    return folded if folded in FIXED_GROUPS.values() else found


def group_names(groups: Iterable[Group]) -> dict[int, str]:
    """Return the groups' names by id, with those that every phone has, whatever capitals a phone writes them with."""
    names = dict(FIXED_GROUPS)
    for group in groups:
        name = squeezed(group.name)
        if name.casefold() != FIXED_GROUPS.get(group.id):
            names[group.id] = name
    return names


def group_ids(groups: Iterable[Group]) -> dict[str, int]:
    """Return the groups' ids by name; where names repeat, the lowest. ``default`` and ``blacklist`` go whatever a phone calls
    them."""
    fixed = {name: number for number, name in FIXED_GROUPS.items()}
    return {**fixed, **{name: number for number, name in sorted(group_names(groups).items(), reverse=True)}}


def contact_key(contact: Mapping[str, Any], match_by: Sequence[str] = ("name",)) -> tuple[str, ...]:
    """Return what tells a contact, as users write it, from others, by some of :data:`MATCH_FIELDS`.

    It takes whatever a user may have written, also before it was checked.
    """
    return tuple(_part(contact, part) for part in match_by)


def _part(contact: Mapping[str, Any], part: str) -> str:
    if part == "name":
        return squeezed(" ".join(str(contact[key]) for key in NAMES if contact.get(key) is not None))
    if part == "group":
        return canonical_group(str(contact.get("group") or DEFAULT_GROUP.name))
    return "" if contact.get(part) is None else str(contact[part])


def held_key(contact: Contact, names: Mapping[int, str], match_by: Sequence[str]) -> tuple[str, ...]:
    """Return :func:`contact_key` of a contact that a phone holds. ``names``: of the phone's groups."""
    # No group that was written has a control character: one that the phone does not list is like none of them.
    group = names.get(contact.group_id, f"\0{contact.group_id}")
    parts = {**contact._asdict(), "first_name": contact.name, "group": group}
    return contact_key(parts, match_by)


def name_of(contact: Mapping[str, Any]) -> str:
    """Return the whole name; empty for a contact without one."""
    return contact_key(contact)[0]


def split_name(name: str) -> tuple[str, str]:
    """Return first and last name that a phone joins to this name again: it tells only the whole name. Split at the last space."""
    first, dummy, last = squeezed(name).rpartition(" ")
    return (first, last) if first else (last, "")


def in_order(contact: Mapping[str, str]) -> dict[str, str]:
    """Return a contact in the normal form: its keys in the order of :data:`KEYS`, no blank ones, names and group squeezed."""
    kept = {key: contact[key] for key in KEYS if contact.get(key, "").strip()}
    kept.update({key: squeezed(kept[key]) for key in NAMES if key in kept})
    group = canonical_group(kept.pop("group", ""))
    return {**kept, "group": group} if group not in ("", DEFAULT_GROUP.name) else kept


def checked_contact(value: Mapping[str, Any], path: str, problems: list[str]) -> Entry:
    """Return a contact, and note what is wrong with it. ``path``: its place, with a dot at the end unless it is empty."""
    before = len(problems)
    problems += _unknown_keys(value, (*KEYS, "id"), path)
    texts = {key: _text(value.get(key), f"{path}{key}", problems) for key in KEYS}
    first, last = (None if texts[key] is None else squeezed(texts[key] or "") for key in NAMES)
    fields = {key: text for key, text in texts.items() if key in FIELDS and text is not None}
    group = None if texts["group"] is None else canonical_group(texts["group"])
    found = Entry(first, last, fields, group, value.get("id"))
    says_nothing = not found.name and not any(text.strip() for text in fields.values())
    if says_nothing and (found.id is None or found.name == "") and len(problems) == before:
        problems.append(
            f"{path.rstrip('.') or 'contact'}: it has no name, no number and no email. Give it a first_name or a last_name, or "
            "remove it"
        )
    return found


def checked_group(name: Any, path: str, problems: list[str]) -> str:
    """Return a group's name as :func:`canonical_group`, and note what is wrong with it: a blank one would delete a group."""
    before = len(problems)
    found = canonical_group(_text(name, path, problems) or "")
    if not found and len(problems) == before:
        problems.append(f"{path}: a group's name cannot be blank. Give it a name, or remove it")
    return found


def checked_own_group(name: Any, path: str, problems: list[str]) -> str:
    """Check as :func:`checked_group`, for a group to be renamed or deleted: not one of those that every phone has."""
    found = checked_group(name, path, problems)
    if found in FIXED_GROUPS.values():
        problems.append(f"{path}: every phone has the group {found!r}. It can be used, not created, renamed or deleted")
    return found


def told_apart(contacts: Sequence[Entry], match_by: Sequence[str]) -> list[str]:
    """Return where a list names a contact twice, or without what ``match_by`` tells contacts apart by."""
    problems = []
    keys = []
    for number, listed in enumerate(contacts):
        if "id" in match_by and listed.id is None:
            problems.append(f"contacts[{number}]: it has no id, and match_by tells contacts apart by it. Give it one")
        if "name" in match_by and listed.name is None:
            problems.append(
                f"contacts[{number}]: it has no name, and match_by tells contacts apart by it. Give it a first_name or a "
                "last_name, or set match_by to what it has, such as [work]"
            )
        keys.append(contact_key(listed.as_options(), match_by))
    return problems + [
        f"contacts: {' '.join(map(shown, key))} is listed twice. Remove one. Where names repeat on purpose, set match_by to what "
        "tells the contacts apart, such as [name, work]"
        for key in _twice(keys)
    ]


def _twice(items: Iterable[Any]) -> list[Any]:
    seen: set[Any] = set()
    twice = []
    for item in items:
        if item in seen and item not in twice:
            twice.append(item)
        seen.add(item)
    return twice


def checked_directory(value: Any) -> Directory:
    """Return the book of a dictionary of ``groups`` and ``contacts``, as gs_phonebook takes, gs_info gives and our filters read.

    ``id`` of groups and contacts, and ``problems``, are allowed and mean nothing here. Raise :class:`InputError` with all
    that is wrong, each with its path.
    """
    if not isinstance(value, Mapping):
        raise InputError(f"a phonebook must be a dictionary with groups and contacts, not {kind_of(value)}")
    problems = _unknown_keys(value, ("groups", "contacts", "problems"), "")
    groups: list[str] = []
    for path, item in _items(value, "groups", problems):
        problems += _unknown_keys(item, ("name", "id"), f"{path}.")
        name = checked_group(item.get("name"), f"{path}.name", problems)
        if name in groups:
            problems.append(f"{path}.name: the group {name!r} is listed twice. Remove one")
        elif name:
            groups.append(name)
    known = [*groups, *(name for name in FIXED_GROUPS.values() if name not in groups)]
    contacts = []
    for path, item in _items(value, "contacts", problems):
        entry = checked_contact({key: item[key] for key in item if key != "id"}, f"{path}.", problems)
        if entry.group and entry.group not in known:
            problems.append(
                f"{path}.group: no group is called {shown(entry.group)}. Add it to groups, or use one of "
                f"{', '.join(map(repr, known))}"
            )
        contacts.append(in_order({key: text for key, text in entry.as_options().items() if isinstance(text, str)}))
    if problems:
        raise InputError("; ".join(problems))
    return Directory([name for name in groups if name not in FIXED_GROUPS.values()], contacts)


def _items(value: Mapping[str, Any], key: str, problems: list[str]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the dictionaries of the list ``key``, each with its path."""
    items = value.get(key)
    if items is None:
        return []
    if not isinstance(items, (list, tuple)):
        problems.append(f"{key}: {no_list(items, EXAMPLES[key])}")
        return []
    rows = group_rows(items) if key == "groups" else items
    problems += [f"{path}: {sentence}" for path, sentence in row_problems(key, rows)]
    return [(f"{key}[{number}]", row) for number, row in enumerate(rows) if isinstance(row, Mapping)]


def _unknown_keys(value: Mapping[str, Any], known: Sequence[str], path: str) -> list[str]:
    return [f"{path}{shown(str(key))[1:-1]}: {unknown_key(key, known)}" for key in value if key not in known]


def unknown_key(key: Any, known: Sequence[str]) -> str:
    """Return the sentence about a key that is none of ``known``: those of a contact, a group, or another dictionary."""
    meant = _OTHER_WORDS.get(key.lower() if isinstance(key, str) else "", "") if "first_name" in known else ""
    return f"it is an unknown key. Use {meant or 'one of ' + ', '.join(known)}"


def _text(value: Any, path: str, problems: list[str]) -> str | None:
    """Return a field's text; None for null. An integer is its digits, as it is for the options of modules."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) < _TOO_LARGE:
            return str(value)
        problems.append(f"{path}: it is {shown(value)}. Write it in quotes")
        return ""
    if not isinstance(value, str):
        problems.append(f"{path}: it is {kind_of(value)}, and not a text. Write it in quotes")
        return ""
    problem = text_problem(str(value))
    problems += [f"{path}: {problem}"] if problem else []
    return str(value)
