# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vendor's phonebook file: read with all care, for it comes from a device, and written.

Form: the guide's "Phonebook Download" and the vendor's GXP2200 and GXV33xx guides to their downloadable phonebook.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from collections import Counter
from typing import Iterator, Mapping, NamedTuple
from xml.sax.saxutils import escape

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    DEFAULT_GROUP,
    FIXED_GROUPS,
    Directory,
    canonical_group,
    in_order,
    name_of,
)
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.problems import Problems
from ansible_collections.voip.grandstream.plugins.module_utils._safe_xml import Element, tree
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, shown, tidy, visible

ROOT = "AddressBook"
MAX_SIZE = 16 * 1024 * 1024
"""Bytes or characters; a contact takes less than a thousand. As much as a phone's answer may have."""
MAX_ELEMENTS = 500_000

_MOST_ACCOUNTS = 10
"""That one message names."""

ACCOUNTS = 16
"""The most that a phone has."""

_NAMES = {"FirstName": "first_name", "LastName": "last_name"}
_NUMBERS = {"Work": "work", "Home": "home", "Mobile": "mobile", "Fax": "fax"}
# Read ignoring case. Phonebooks of older models know no types: there, a number is the one at work.
_PHONE_TYPES = {**{name.lower(): field for name, field in _NUMBERS.items()}, "cell": "mobile", "": "work"}
_RINGTONES = ("Ringtone", "ringtones", "RingtoneUrl")
_USUAL = {
    **dict.fromkeys(
        _RINGTONES,
        ("default", "default ringtone", "system", "system ringtone", "content://settings/system/ringtone", "0"),
    ),
    **dict.fromkeys(("RingtoneIndex", "Primary", "Frequent", "Blocked"), ("0", "-1", "false", "default")),
}
"""By element, what every phone assumes: to leave it out loses nothing."""


def parse_phonebook(text: str | bytes) -> Directory:
    """Return what is in a phonebook file.

    ``text``: the file's content; where it is bytes, its own XML declaration says how they are to be read. Raise
    :class:`InputError` for what is no phonebook or not safe to read, MissingLibraryError without defusedxml.
    """
    root = _tree(text)
    if root.tag != ROOT:
        raise InputError(f"the root element is <{shortened(root.tag)}> and not <{ROOT}>, so this is not a phonebook")
    reader = _Reader()
    for child in root.children:
        if child.tag == "pbgroup":
            reader.read_group(child)
    contacts = [child for child in root.children if child.tag == "Contact"]
    found = [reader.read_contact(child, number) for number, child in enumerate(contacts, start=1)]
    reader.note_losses()
    reader.note_accounts()
    reader.note_unread(child for child in root.children if child.tag not in {"version", "pbgroup", "Contact"})
    return Directory(reader.groups, [contact for contact in found if contact], reader.problems.sentences())


def phonebook_xml(book: Directory, account: int = 1) -> str:
    """Return the text of a phonebook file, the same for the same book. Ids are given in the book's order.

    ``account``: by which account, from 1, the phone is to call the numbers.
    """
    numbers = (number for number in range(1, len(book.groups) + len(FIXED_GROUPS) + 1) if number not in FIXED_GROUPS)
    ids = {**dict(zip(book.groups, numbers)), **{name: number for number, name in FIXED_GROUPS.items()}}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{ROOT}>", "  <version>1</version>"]
    for name in book.groups:
        lines += ["  <pbgroup>", _leaf("id", ids[name]), _leaf("name", name), "  </pbgroup>"]
    for number, contact in enumerate(book.contacts, start=1):
        group = ids[contact.get("group", DEFAULT_GROUP.name)]
        lines += ["  <Contact>", _leaf("id", number), *_contact_lines(contact, account), _leaf("Group", group), "  </Contact>"]
    return "\n".join([*lines, f"</{ROOT}>", ""])


def _contact_lines(contact: Mapping[str, str], account: int) -> Iterator[str]:
    for tag, key in _NAMES.items():
        if key in contact:
            yield _leaf(tag, contact[key])
    for kind, key in _NUMBERS.items():
        if key in contact:
            yield f'    <Phone type="{kind}">'
            yield "  " + _leaf("phonenumber", contact[key])
            yield "  " + _leaf("accountindex", account - 1)
            yield "    </Phone>"
    if "email" in contact:
        yield f'    <Mail type="Work">{escape(contact["email"])}</Mail>'


def _leaf(tag: str, content: str | int) -> str:
    return f"    <{tag}>{escape(str(content))}</{tag}>"


def _text_of(element: Element) -> str:
    """Return all text inside of an element, as one line; empty where it is blank."""
    found = tidy("".join(element.pieces()))
    return found if found.strip() else ""


def _tree(text: str | bytes) -> Element:
    """Return the root element. Raise :class:`InputError`."""
    if not isinstance(text, (str, bytes)):
        raise InputError(f"a phonebook file must be text, not a value of type {type(text).__name__}")
    if len(text) > MAX_SIZE:
        raise InputError(f"the text is longer than {MAX_SIZE // 1024 // 1024} MiB, more than any phone can hold")
    content = text.lstrip()
    if not content:
        raise InputError("the text is empty, so this is not a phonebook")
    return tree(content, "a phonebook", MAX_ELEMENTS)


class _Loss(NamedTuple):
    """Something of a contact or group that a phone cannot hold. ``kind``: what it has in common with those of others."""

    kind: str
    what: str


class _Reader:
    """From elements to the book. Collects the groups that contacts refer to, and the problems."""

    def __init__(self) -> None:
        self.groups: list[str] = []
        self.problems = Problems()
        self._names = {str(number): name for number, name in FIXED_GROUPS.items()}
        self._defined: set[str] = set()
        self._accounts: dict[str, int] = {}
        self._losses: list[tuple[str, list[_Loss]]] = []

    def read_group(self, node: Element) -> None:
        """Take note of a group."""
        number, name, lost = "", "", []
        for child in node.children:
            if child.tag == "id":
                number = _id(child)
            elif child.tag == "name":
                name = canonical_group(_text_of(child))
            else:
                lost += _lost(child)
        if not name:
            self.problems.add(f"the group with the id {shown(number)} has no name and is left out", "nameless group", "group")
            return
        self._define(number, name)
        for loss in lost:
            self.problems.add(f"group {shown(name)}: a phone's group has no place for {loss.what}", f"group {loss.kind}", "group")

    def _define(self, number: str, name: str) -> None:
        if number and number in self._defined and self._names[number] != name:
            self.problems.add(
                f"the groups {shown(self._names[number])} and {shown(name)} have the same id; its members are in the first"
            )
        elif number:
            self._names[number] = name
            self._defined.add(number)
        if name in self.groups:
            self.problems.add(f"group {shown(name)}: it is there twice; both become one")
        elif name not in FIXED_GROUPS.values():
            self.groups.append(name)

    def read_contact(self, node: Element, number: int) -> dict[str, str]:
        """Return a contact; empty if it has to be left out. ``number``: which one it is in the file, from 1."""
        contact: dict[str, str] = {}
        lost: list[_Loss] = []
        ids: list[str] = []
        for child in node.children:
            if child.tag in _NAMES:
                _put(contact, _NAMES[child.tag], _text_of(child), lost)
            elif child.tag == "Phone":
                self._read_phone(child, contact, lost)
            elif child.tag == "Mail":
                _put(contact, "email", _text_of(child), lost)
            elif child.tag in {"Group", "Groups"}:
                ids += [_id(part) for part in child.children or [child]]
            elif child.tag != "id":
                lost += _lost(child)
        self._put_group(contact, ids, lost)
        name = name_of(contact)
        if not name:
            told = ", ".join(f"{key} {shown(value)}" for key, value in contact.items())
            self.problems.add(
                f"contact {number} of the file has no name and is left out ({told or 'it is empty'})",
                "nameless contact",
                "contact",
            )
            return {}
        if lost:
            self._losses.append((name, lost))
        return in_order(contact)

    def note_losses(self) -> None:
        """Say what contacts lose: what several lose in one sentence, what only one loses in one with all of that."""
        counts = Counter(kind for dummy, lost in self._losses for kind in {loss.kind for loss in lost})
        for name, lost in self._losses:
            alone = [loss.what for loss in lost if counts[loss.kind] == 1]
            if alone:
                self.problems.add(f"contact {shown(name)}: a phone's contact has no place for {'; '.join(alone)}")
            for kind, what in {loss.kind: loss.what for loss in reversed(lost) if counts[loss.kind] > 1}.items():
                self.problems.add(
                    f"contact {shown(name)}: a phone's contact has no place for {what}", f"contact {kind}", "contact"
                )

    def _read_phone(self, node: Element, contact: dict[str, str], lost: list[_Loss]) -> None:
        kind = node.attributes.get("type", "").strip()
        field = _PHONE_TYPES.get(kind.lower())
        for child in node.children:
            if child.tag == "accountindex":
                self._accounts[_text_of(child).strip()] = self._accounts.get(_text_of(child).strip(), 0) + 1
            elif child.tag != "phonenumber":
                lost += _lost(child)
            elif field:
                _put(contact, field, _text_of(child), lost)
            elif _text_of(child):
                lost.append(_Loss(f"number {kind}", f"the number {_quoted(child)} of type {shown(kind)}"))
        direct = "".join(node.parts).strip()
        if direct:
            lost.append(_Loss("direct", f"{shown(direct)}, which is in <Phone> and not in <phonenumber>"))

    def _put_group(self, contact: dict[str, str], ids: list[str], lost: list[_Loss]) -> None:
        """Put the first of the contact's groups into ``contact``. ``default`` beside another group says nothing."""
        found: list[str] = []
        for number in ids:
            name = self._names.get(number) if number else DEFAULT_GROUP.name
            if name is None:
                lost.append(_Loss(f"group {number}", f"a group with the id {shown(number)}, because the file has none"))
            elif name not in (DEFAULT_GROUP.name, *found):
                found.append(name)
        if found:
            contact["group"] = found[0]
        lost += [_Loss("second group", f"a second group, {shown(name)}") for name in found[1:]]

    def note_accounts(self) -> None:
        """Note the accounts of the numbers, where they differ. Each number of a file names one."""
        if len(self._accounts) > 1:
            told = ", ".join(f"{shown(index)} in {count}" for index, count in sorted(self._accounts.items())[:_MOST_ACCOUNTS])
            self.problems.add(
                f"a phone's contact has no place for the account to call by, and accountindex differs: {told} numbers"
            )

    def note_unread(self, nodes: Iterator[Element]) -> None:
        """Note the elements that no guide names."""
        for tag in sorted({node.tag for node in nodes if _text_of(node)}):
            self.problems.add(
                f"the element <{shortened(visible(tag))}> is unknown and was not read. Capitals matter in the names of elements"
            )


def _put(contact: dict[str, str], field: str, text: str, lost: list[_Loss]) -> None:
    """Set a field, unless it is taken."""
    if text and field not in contact:
        contact[field] = text
    elif text and contact[field] != text:
        lost.append(_Loss(f"second {field}", f"a second {field}, {shown(text)}"))


def _lost(node: Element) -> list[_Loss]:
    """Return, in words, what an element says that a phone cannot hold; nothing for what every phone assumes."""
    text = _text_of(node).strip()
    if not text or text.lower() in _USUAL.get(node.tag, ()):
        return []
    if node.tag == "Primary" and text.isdecimal() and len(text) < 4:
        return [_Loss("Primary", f"which number is the primary one (its number {int(text) + 1})")]
    if node.tag == "Frequent":
        return [_Loss("Frequent", "the mark as frequent")]
    what = "ringtone" if node.tag in _RINGTONES else f"element <{shortened(visible(node.tag))}>"
    return [_Loss(what, f"the {what} {shown(text)}")]


def _id(node: Element) -> str:
    """Return an id as text, without leading zeros."""
    text = _text_of(node).strip()
    return text.lstrip("0") or "0" if text.isdecimal() else text


def _quoted(node: Element) -> str:
    return shown(_text_of(node).strip())
