# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A phonebook outside of any phone: its one normal form, and the check of one that a user wrote."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
from typing import Any, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.plan import DEFAULT_GROUP, FIELDS, FIXED_GROUPS
from ansible_collections.voip.grandstream.plugins.module_utils._text import CONTROLS, kind_of, text_problem

NAMES = ("first_name", "last_name")
KEYS = (*NAMES, *FIELDS, "group")
"""Of a contact, in the order in which people read it."""

_CONTROL = re.compile(f"[{CONTROLS}]")
_SPACE_WITH_CONTROL = re.compile(rf"\s*[{CONTROLS}][\s{CONTROLS}]*")


class Directory(NamedTuple):
    """A phonebook in its normal form.

    ``groups``: names, without those that every phone has. ``contacts``: text by :data:`KEYS`, blank fields and the group
    ``default`` left out. ``problems``: a sentence for each thing that was read and has no place in a phone.
    """

    groups: Sequence[str]
    contacts: Sequence[Mapping[str, str]]
    problems: Sequence[str] = ()

    def as_structure(self) -> dict[str, Any]:
        """Return the book in the form of gs_phonebook's options, with ``problems`` beside them."""
        return {
            "groups": [{"name": name} for name in self.groups],
            "contacts": [dict(contact) for contact in self.contacts],
            "problems": list(self.problems),
        }


def name_of(contact: Mapping[str, str]) -> str:
    """Return the whole name, for a sentence; empty for a contact without one."""
    return " ".join(contact[key].strip() for key in NAMES if contact.get(key, "").strip())


def in_order(contact: Mapping[str, str]) -> dict[str, str]:
    """Return a contact in the normal form: its keys in the order of :data:`KEYS`, and no blank ones."""
    kept = {key: contact[key] for key in KEYS if contact.get(key, "").strip()}
    if kept.get("group") == DEFAULT_GROUP.name:
        del kept["group"]
    return kept


def tidy(text: str) -> str:
    """Return text that was read, as one line: line breaks, and the indentation that came with them, become a space.

    Other spaces stay as they are. Lets no character through that :func:`checked_directory` would refuse.
    """
    return _SPACE_WITH_CONTROL.sub(" ", text).strip() if _CONTROL.search(text) else text


def checked_directory(value: Any) -> Directory:
    """Return the book in a dictionary of ``groups`` and ``contacts``: the form of gs_phonebook's options and gs_info's results.

    ``id`` of groups and contacts, and ``problems``, are allowed and mean nothing here. Raise :class:`InputError` with all
    that is wrong, each with its path.
    """
    if not isinstance(value, Mapping):
        raise InputError(f"a phonebook must be a dictionary with groups and contacts, not {kind_of(value)}")
    problems = _unknown_keys(value, ("groups", "contacts", "problems"), "")
    groups: list[str] = []
    for path, item in _items(value, "groups", problems):
        name = _group(item, path, problems)
        if name in groups:
            problems.append(f"{path}.name: the group {name!r} is listed twice")
        elif name:
            groups.append(name)
    known = [*groups, *FIXED_GROUPS.values()]
    contacts = [_contact(item, path, known, problems) for path, item in _items(value, "contacts", problems)]
    if problems:
        raise InputError("; ".join(problems))
    return Directory([name for name in groups if name not in FIXED_GROUPS.values()], contacts)


def _items(value: Mapping[str, Any], key: str, problems: list[str]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the dictionaries of the list ``key``, each with its path."""
    items = value.get(key)
    if items is None:
        return []
    if not isinstance(items, (list, tuple)):
        problems.append(f"{key}: it must be a list of dictionaries, not {kind_of(items)}")
        return []
    found = []
    for number, item in enumerate(items):
        path = f"{key}[{number}]"
        if isinstance(item, Mapping):
            found.append((path, item))
        else:
            problems.append(f"{path}: it must be a dictionary, not {kind_of(item)}")
    return found


def _group(item: Mapping[str, Any], path: str, problems: list[str]) -> str:
    """Return a group's name without spaces around it; empty where something is wrong with it."""
    before = len(problems)
    problems += _unknown_keys(item, ("name", "id"), f"{path}.")
    name = _text(item.get("name"), f"{path}.name", problems).strip()
    if not name and len(problems) == before:
        problems.append(f"{path}.name: a group needs a name that is not blank")
    return name


def _contact(item: Mapping[str, Any], path: str, groups: Sequence[str], problems: list[str]) -> dict[str, str]:
    before = len(problems)
    problems += _unknown_keys(item, (*KEYS, "id"), f"{path}.")
    contact = {key: _text(item.get(key), f"{path}.{key}", problems) for key in KEYS}
    contact["group"] = contact["group"].strip()
    if contact["group"] and contact["group"] not in groups:
        problems.append(
            f"{path}.group: the group {contact['group']!r} is not in groups. Add it, or use one of {', '.join(map(repr, groups))}"
        )
    if not name_of(contact) and len(problems) == before:
        problems.append(f"{path}: a contact needs a first_name or a last_name that is not blank")
    return in_order(contact)


def _unknown_keys(value: Mapping[str, Any], known: Sequence[str], path: str) -> list[str]:
    return [f"{path}{key}: unknown key. Allowed are {', '.join(known)}" for key in value if key not in known]


def _text(value: Any, path: str, problems: list[str]) -> str:
    """Return a field's text: null is an empty one, and an integer its digits, as they are for the options of modules."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        problems.append(f"{path}: {kind_of(value)} is not text. Write it in quotes")
        return ""
    problem = text_problem(str(value))
    problems += [f"{path}: {problem}"] if problem else []
    return str(value)
