# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that a phone shows otherwise than they were written: shortened, percent-decoded once more, or in capitals. Pure.

Firmware that does so must not be given the same contact or group again in each run.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact, Group
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    DEFAULT_GROUP,
    FIELDS,
    FIXED_GROUPS,
    DesiredBook,
    Entry,
    HeldBook,
    ShownAs,
    contact_key,
    group_names,
    held_key,
)
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown, squeezed

_EXAMPLES = 3
"""Names that one warning quotes."""


def recognised(book: HeldBook, desired: DesiredBook) -> HeldBook:
    """Return the phone's book with the names as ``desired`` writes them, where the phone shows them otherwise.

    A contact without an exact match is the unclaimed contact whose numbers and e-mail agree, and whose name is a form of its own
    (see :func:`is_form_of`); where the phone writes all names in capitals, that alone is no difference. A group without an exact
    match is the unclaimed group whose name is a form of its own; as a beginning it counts only where no group of the phone has a
    longer name, for nothing else speaks for it. What shall be absent is not guessed.
    """
    capitals = _shows_capitals(book.groups)
    groups, found_groups = _recognised_groups(book.groups, desired, capitals)
    if book.contacts is None or not desired.contacts or "id" in desired.match_by:
        # An id names the contact, and then its name is to be written.
        return book._replace(groups=groups, shown_as=found_groups)
    contacts, found_contacts = _recognised_contacts(book.contacts, group_names(groups), desired, capitals)
    return HeldBook(groups, contacts, [*found_groups, *found_contacts])


def warnings(shown_as: Sequence[ShownAs]) -> list[str]:
    """Return at most one sentence a kind on the names that the phone shows otherwise."""
    return [
        _warning(kind, [found for found in shown_as if found.kind == kind])
        for kind in dict.fromkeys(found.kind for found in shown_as)
    ]


def _warning(kind: str, found: Sequence[ShownAs]) -> str:
    told = ", ".join(f"{shown(one.name)} is shown as {shown(one.shown)}" for one in found[:_EXAMPLES])
    more = f" and {len(found) - _EXAMPLES} more" if len(found) > _EXAMPLES else ""
    what = f"{len(found)} {kind}s" if len(found) > 1 else f"a {kind}"
    remedy = "with gs_contact and its id" if kind == "contact" else "with gs_group and new_name"
    return (
        f"the phone shows the name of {what} otherwise: {told}{more}. The name was neither written nor added again. Choose a "
        f"name that this firmware keeps; if it is another {kind}, rename that one {remedy}"
    )


def _shows_capitals(groups: Sequence[Group]) -> bool:
    """Return whether the phone shows all names in capitals, also those of the groups that every phone has."""
    return any(group.id in FIXED_GROUPS and squeezed(group.name) == FIXED_GROUPS[group.id].upper() for group in groups)


def _recognised_groups(groups: Sequence[Group], desired: DesiredBook, capitals: bool) -> tuple[Sequence[Group], list[ShownAs]]:
    held = {squeezed(group.name) for group in groups} | set(FIXED_GROUPS.values())
    wanted = _wanted_groups(held, desired)
    free = [group for group in groups if group.id not in FIXED_GROUPS and squeezed(group.name) not in wanted]
    longest = max((len(squeezed(group.name)) for group in groups if group.id not in FIXED_GROUPS), default=0)
    named: dict[int, str] = {}
    for name in wanted:
        if name in held:
            continue
        match = next(
            (
                group
                for group in free
                if group.id not in named
                and (
                    is_form_of(group.name, [name], capitals, may_be_cut=len(squeezed(group.name)) == longest)
                    if desired.present
                    else capitals and squeezed(group.name) == name.upper()
                )
            ),
            None,
        )
        if match is not None:
            named[match.id] = name
    found = [ShownAs("group", named[group.id], squeezed(group.name)) for group in groups if group.id in named]
    return [Group(group.id, named.get(group.id, group.name)) for group in groups], found


def _wanted_groups(held: set[str], desired: DesiredBook) -> list[str]:
    """Return the groups that there shall be, each once."""
    if desired.new_name is not None:
        return [name for name in desired.groups or () if name in held] or [desired.new_name]
    named = [*(desired.groups or ()), *(entry.group for entry in desired.contacts or () if entry.group)]
    return list(dict.fromkeys(named))


def _recognised_contacts(
    contacts: Sequence[Contact], names: Mapping[int, str], desired: DesiredBook, capitals: bool
) -> tuple[Sequence[Contact], list[ShownAs]]:
    entries = {contact_key(entry.as_options(), desired.match_by): entry for entry in desired.contacts or ()}
    keys = {contact.id: held_key(contact, names, desired.match_by) for contact in contacts}
    claimed = set(keys.values()) & set(entries)
    matches: dict[int, Entry] = {}
    for contact in contacts:
        entry = entries.get(keys[contact.id])
        is_other = entry is not None and entry.name not in (None, "", squeezed(contact.name))
        if entry is not None and is_other and _is_shown(entry, contact, capitals, entry.fields):
            matches[contact.id] = entry
    kept = {_keeper(entries[key], (one for one in contacts if keys[one.id] == key), names).id for key in claimed}
    free = [contact for contact in contacts if contact.id not in kept]
    missing = {key: entry for key, entry in entries.items() if key not in claimed and entry.name}
    for key, entry in list(missing.items()) if desired.present else ():
        match = _best(entry, (contact for contact in free if contact.id not in matches), names, desired, capitals)
        if match is not None:
            matches[match.id] = missing.pop(key)
    named = [_named(contact, matches.get(contact.id)) for contact in contacts]
    if capitals:
        by_name = {(entry.name or "").upper(): entry.name or "" for entry in missing.values()}
        spelled = {contact.id: contact._replace(name=by_name.get(squeezed(contact.name), contact.name)) for contact in free}
        keys_of_spelled = {number: held_key(contact, names, desired.match_by) for number, contact in spelled.items()}
        named = [spelled[one.id] if keys_of_spelled.get(one.id) in missing else one for one in named]
    pairs = [(squeezed(contact.name), squeezed(held.name)) for contact, held in zip(named, contacts)]
    found = [ShownAs("contact", name, seen) for name, seen in pairs if name != seen]
    return [_fields_named(contact, entries.get(keys[contact.id])) for contact in named], found


def _keeper(entry: Entry, matches: Iterable[Contact], names: Mapping[int, str]) -> Contact:
    """Return the contact that an entry claims.

    A phone that shortens names may show several of one name, of which others are for entries that it shows so.
    """
    return min(
        matches,
        key=lambda contact: (
            not all(_agrees(text, getattr(contact, field)) for field, text in entry.fields.items()),
            names.get(contact.group_id) != (entry.group or DEFAULT_GROUP.name),
            contact.id,
        ),
    )


def _best(
    entry: Entry, free: Iterable[Contact], names: Mapping[int, str], desired: DesiredBook, capitals: bool
) -> Contact | None:
    """Return the unclaimed contact that is most like the entry: of the longest name, in its group, of the lowest id."""
    group = entry.group or DEFAULT_GROUP.name
    fields = {field: entry.fields.get(field, "") for field in FIELDS}
    found = [contact for contact in free if _is_shown(entry, contact, capitals, fields)]
    if "group" in desired.match_by:
        found = [contact for contact in found if names.get(contact.group_id) == group]
    return min(
        found,
        key=lambda contact: (-len(squeezed(contact.name)), names.get(contact.group_id) != group, contact.id),
        default=None,
    )


def _is_shown(entry: Entry, contact: Contact, capitals: bool, fields: Mapping[str, str]) -> bool:
    """Return whether a phone may show an entry that was written with these fields as that contact."""
    parts = [part for part in (entry.first_name, entry.last_name) if part]
    is_named = entry.name == squeezed(contact.name) or is_form_of(contact.name, parts, capitals)
    return is_named and all(_agrees(text, getattr(contact, field)) for field, text in fields.items())


def _agrees(text: str, held: str) -> bool:
    return held in (text, unquote(text))


def _named(contact: Contact, entry: Entry | None) -> Contact:
    """Return the contact with name and fields as the entry writes them."""
    if entry is None:
        return contact
    written: dict[str, Any] = {"name": entry.name or "", **entry.fields}
    return contact._replace(**written)


def _fields_named(contact: Contact, entry: Entry | None) -> Contact:
    """Return the contact with the fields that the phone shows decoded once more as the entry of the same key writes them."""
    if entry is None:
        return contact
    written: dict[str, Any] = {
        field: text for field, text in entry.fields.items() if getattr(contact, field) == unquote(text) != text
    }
    return contact._replace(**written)


def is_form_of(name: str, parts: Sequence[str], capitals: bool, may_be_cut: bool = True) -> bool:
    """Return whether a phone may show ``name`` for a name that was sent in these parts, and that is not the same.

    It may be decoded once more, in capitals where ``capitals`` says that this phone writes so, and unless ``may_be_cut`` is
    false, shortened: as a whole, or each part by itself.
    """
    # A phone may cut a character in the middle.
    seen = squeezed(name).rstrip("\ufffd").rstrip()
    if not seen or squeezed(name) == squeezed(" ".join(parts)):
        return False
    for texts in ([*parts], [unquote(part) for part in parts]):
        forms = [squeezed(text.upper() if capitals else text) for text in texts]
        whole = squeezed(" ".join(forms))
        if seen == whole or (may_be_cut and (whole.startswith(seen) or _is_cut(seen, forms))):
            return True
    return False


def _is_cut(seen: str, parts: Sequence[str]) -> bool:
    return len(parts) > 1 and any(parts[0].startswith(first) and parts[1].startswith(last) for first, last in _cuts(seen))


def _cuts(seen: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to split a name in two at one of its spaces."""
    words = seen.split(" ")
    return ((" ".join(words[:count]), " ".join(words[count:])) for count in range(1, len(words)))
