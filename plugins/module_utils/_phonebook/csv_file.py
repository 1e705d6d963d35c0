# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A directory that other programs export: a CSV file with a header."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._csv_table import (
    FORMAT_AS_TEXT,
    IGNORE,
    Column,
    Row,
    Table,
    is_damaged,
    read_table,
    squeezed_title,
    unwrapped,
    without_apostrophe,
)
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    FIXED_GROUPS,
    KEYS,
    NAMES,
    Directory,
    in_order,
    name_of,
    split_name,
)
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.problems import Problems
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown

WHOLE_NAME = "name"

_NUMBERS = ("work", "home", "mobile", "fax")

HEADERS = {
    "first_name": ("first name", "given name", "forename"),
    "last_name": ("last name", "surname", "family name"),
    WHOLE_NAME: ("name", "full name", "display name"),
    "work": (
        *("work", "work phone", "business", "business phone", "office", "office phone"),
        *("extension", "number", "phone", "phone number", "telephone"),
    ),
    "home": ("home", "home phone"),
    "mobile": ("mobile", "mobile phone", "mobile number", "cell", "cell phone"),
    "fax": ("fax", "fax number", "work fax", "business fax"),
    "email": ("email", "email address", "mail"),
    "group": ("group", "department"),
}
"""The headers that are understood without ``columns``. Capitals, spaces, hyphens and underscores make no difference."""


class _Fields(NamedTuple):
    """``columns``: the column of each field. ``unused``: the columns that nobody asked for."""

    columns: dict[str, Column]
    unused: list[Column]


class _Words(NamedTuple):
    """``fields``: by what ``columns`` may say. ``headers``: by a header that is understood without it, squeezed."""

    fields: Mapping[str, str]
    headers: Mapping[str, str]


def parse_csv(
    text: str | bytes,
    columns: Mapping[str, str] | None = None,
    delimiter: str | None = None,
    extra: Mapping[str, Sequence[str]] | None = None,
) -> Directory:
    """Return the contacts of a CSV file, and the groups that they are in.

    ``columns``: fields by header, for headers that are not among :data:`HEADERS`. ``delimiter``: None finds it by the header.
    ``extra``: the headers of further columns, by the key under which a contact then has the text of its cell. Raise
    :class:`InputError` where the file as a whole cannot be read, or the options are wrong.
    """
    table = read_table(text, delimiter)
    problems = Problems()
    fields = _fields(table, dict(columns or {}), _words(extra or {}), problems)
    rows = _collected(table, fields, problems)
    contacts = [contact for contact in (_contact(fields, *row, problems) for row in rows) if contact]
    groups = [contact["group"] for contact in contacts if "group" in contact]
    own = [name for name in dict.fromkeys(groups) if name not in FIXED_GROUPS.values()]
    return Directory(own, contacts, problems.sentences())


def _words(extra: Mapping[str, Sequence[str]]) -> _Words:
    more = {title: key for key, titles in extra.items() for title in titles}
    return _Words(
        {**{field: field for field in HEADERS}, **more},
        {**_FIELDS, **{squeezed_title(title): key for title, key in more.items()}},
    )


def _fields(table: Table, wanted: Mapping[str, str], words: _Words, problems: Problems) -> _Fields:
    """Return which column is which field."""
    allowed = {**words.fields, IGNORE: IGNORE}
    fields = table.placed(wanted, allowed.get, f"is an unknown field. Use one of {', '.join(allowed)}")
    named = {squeezed_title(title) for title in wanted}
    unused = []
    for column in table.columns:
        if squeezed_title(column.title) in named:
            continue
        field = words.headers.get(squeezed_title(column.title))
        if field is None:
            unused.append(column)
        elif field in fields:
            problems.add(
                f"line {table.line}: the columns {shown(fields[field].title)} and {shown(column.title)} are both {field}. Only "
                "the first is read"
            )
        else:
            fields[field] = column
    if not any(name in fields for name in (*NAMES, WHOLE_NAME)):
        raise InputError(
            f"line {table.line}: none of the columns {table.told()} holds names. Set the column, such as columns={{'Person': "
            "'name'}, or set the delimiter"
        )
    return _Fields(fields, unused)


def _collected(table: Table, fields: _Fields, problems: Problems) -> list[Row]:
    """Return the readable rows, as wide as the header. Note the others in ``problems``, and columns that nobody asked for."""
    found = list(table.whole_rows(lambda sentence, kind: problems.add(sentence, kind, "row")))
    for column in fields.unused:
        count = sum(bool(row[column.place]) for dummy, row in found)
        if count:
            problems.add(
                f"the column {shown(column.title)} is not read; {count} rows have something there. Name it in columns, as a "
                f"field or as {IGNORE!r}"
            )
    return found


def _contact(fields: _Fields, line: int, row: Sequence[str], problems: Problems) -> dict[str, str]:
    """Return a contact; empty if it has no name."""
    contact = {field: _as_written(field, row[column.place], line, problems) for field, column in fields.columns.items()}
    whole = contact.pop(WHOLE_NAME, "")
    if not name_of(contact):
        contact["first_name"], contact["last_name"] = split_name(whole)
    found = in_order(contact)
    if not name_of(found):
        told = ", ".join(f"{key} {shown(found[key])}" for key in KEYS if key in found)
        problems.add(
            f"line {line}: the row has no name and is left out ({told or 'no column that is read has content'})",
            "no name",
            "row",
        )
        return {}
    return {**found, **{key: text for key, text in contact.items() if key not in KEYS and text}}


def _as_written(field: str, cell: str, line: int, problems: Problems) -> str:
    """Return a cell without the wrapping that keeps spreadsheets from reading a number; empty where one has spoilt it."""
    text = unwrapped(cell)
    if field not in _NUMBERS:
        return text
    if is_damaged(text, is_number=True):
        problems.add(
            f"line {line}: {field} {shown(text)}: a spreadsheet has changed this number and digits are lost; the field is left "
            f"out. {FORMAT_AS_TEXT}",
            f"damaged {field}",
            "row",
        )
        return ""
    return without_apostrophe(text)


_FIELDS = {squeezed_title(title): field for field, titles in HEADERS.items() for title in (field, *titles)}
