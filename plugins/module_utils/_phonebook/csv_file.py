# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A directory that other programs export: a CSV file with a header."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import csv
import io
import re
from typing import Any, Iterator, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    FIXED_GROUPS,
    KEYS,
    NAMES,
    Directory,
    in_order,
    name_of,
    split_name,
    tidy,
)
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.problems import Problems
from ansible_collections.voip.grandstream.plugins.module_utils._text import kind_of, shown

MAX_SIZE = 16 * 1024 * 1024
DELIMITERS = (",", ";", "\t")
IGNORE = "ignore"
"""What ``columns`` may say of a column that is not wanted."""

WHOLE_NAME = "name"

_NUMBERS = ("work", "home", "mobile", "fax")
_WRAPPED = re.compile(r'="([^"]*)"')
_QUOTED_NUMBER = re.compile(r"'[0-9+*#(].*")
_DAMAGED = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?E[+-]?[0-9]+|[0-9]+[.,]0+", re.IGNORECASE)

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


_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""What a spreadsheet writes, and wants, above the header. It is no part of the table."""


class _Column(NamedTuple):
    """``place``: which it is, from 0. ``title``: as the file writes it."""

    place: int
    title: str


class _Table(NamedTuple):
    """``fields``: the column of each. ``unused``: those that nobody asked for. ``width``: how many fields a row has."""

    fields: dict[str, _Column]
    unused: list[_Column]
    width: int


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
    content = _decoded(text)
    first = _SEPARATOR_LINE.match(content)
    said = _checked_delimiter(delimiter) or (first.group(1) if first else None)
    content = content[first.end() :] if first else content
    rows = _rows(content, said or _delimiter(content), skipped=1 if first else 0)
    line, header = next(rows, (0, []))
    if not header:
        raise InputError("the CSV is empty. Its first line must name the columns")
    problems = Problems()
    table = _table(header, line, dict(columns or {}), _words(extra or {}), problems)
    contacts = [contact for contact in (_contact(table, *row, problems) for row in _collected(rows, table, problems)) if contact]
    groups = [contact["group"] for contact in contacts if "group" in contact]
    own = [name for name in dict.fromkeys(groups) if name not in FIXED_GROUPS.values()]
    return Directory(own, contacts, problems.sentences())


def _words(extra: Mapping[str, Sequence[str]]) -> _Words:
    more = {title: key for key, titles in extra.items() for title in titles}
    return _Words(
        {**{field: field for field in HEADERS}, **more},
        {**_FIELDS, **{_squeezed(title): key for title, key in more.items()}},
    )


def _decoded(text: Any) -> str:
    if not isinstance(text, (str, bytes)):
        raise InputError(f"a CSV must be a text, and is {kind_of(text)}")
    if len(text) > MAX_SIZE:
        raise InputError(f"the CSV is longer than {MAX_SIZE // 1024 // 1024} MiB, more than any phone can hold")
    try:
        content = text.decode("utf-8") if isinstance(text, bytes) else text
        content.encode("utf-8")
    except UnicodeError:
        raise InputError("the CSV is not UTF-8. Save it as UTF-8 (spreadsheets call it CSV UTF-8)") from None
    return content[1:] if content.startswith("\ufeff") else content


def _checked_delimiter(delimiter: Any) -> str | None:
    if delimiter is None:
        return None
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise InputError("delimiter: write one character, such as ';'")
    return str(delimiter)


def _delimiter(content: str) -> str:
    """Return the one that gives the header the most columns. A row says less: a name such as "Brown, Jack" may be in it."""

    def width(delimiter: str) -> int:
        try:
            return len(next(_rows(content, delimiter), (0, []))[1])
        except InputError:
            # What ends a quoted field here is not this delimiter.
            return 0

    return max(DELIMITERS, key=width)


def _rows(content: str, delimiter: str, skipped: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank: the number of the line on which it begins, and its fields without spaces around them.

    ``skipped``: lines of the file before ``content``.
    """
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            row = [tidy(field).strip() for field in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(
                f"the CSV cannot be read from line {line}: {error}. Is a quotation mark missing, or not doubled?"
            ) from None
        if any(row):
            yield line, row


def _table(header: Sequence[str], line: int, wanted: Mapping[str, str], words: _Words, problems: Problems) -> _Table:
    """Return which column is which field."""
    titles = [_Column(index, title) for index, title in enumerate(header) if title]
    fields = _named_by_user(titles, wanted, words)
    named = {_squeezed(title) for title in wanted}
    unused = []
    for column in titles:
        if _squeezed(column.title) in named:
            continue
        field = words.headers.get(_squeezed(column.title))
        if field is None:
            unused.append(column)
        elif field in fields:
            problems.add(
                f"line {line}: the columns {shown(fields[field].title)} and {shown(column.title)} are both {field}. Only the "
                "first is read"
            )
        else:
            fields[field] = column
    if not any(name in fields for name in (*NAMES, WHOLE_NAME)):
        told = ", ".join(shown(column.title) for column in titles)
        raise InputError(
            f"line {line}: none of the columns {told} holds names. Set the column, such as columns={{'Person': 'name'}}, or set "
            "the delimiter"
        )
    return _Table(fields, unused, len(header))


def _named_by_user(titles: Sequence[_Column], wanted: Mapping[str, str], words: _Words) -> dict[str, _Column]:
    """Return the fields that ``columns`` places. Raise :class:`InputError` with all that is wrong with it."""
    fields: dict[str, _Column] = {}
    problems = []
    for title, field in wanted.items():
        found = [column for column in titles if _squeezed(column.title) == _squeezed(title)]
        if field not in (*words.fields, IGNORE):
            problems.append(
                f"columns.{title}: {shown(field)} is an unknown field. Use one of {', '.join((*words.fields, IGNORE))}"
            )
        elif not found:
            told = ", ".join(shown(column.title) for column in titles)
            problems.append(f"columns.{title}: the file has no such column. Use one of {told}")
        elif field == IGNORE:
            continue
        elif words.fields[field] in fields or len(found) > 1:
            problems.append(f"columns.{title}: more than one column is set to {field}. Set one")
        else:
            fields[words.fields[field]] = found[0]
    if problems:
        raise InputError("; ".join(problems))
    return fields


def _collected(rows: Iterator[tuple[int, list[str]]], table: _Table, problems: Problems) -> list[tuple[int, list[str]]]:
    """Return the readable rows, as wide as the header. Note the others in ``problems``, and columns that nobody asked for."""
    found = []
    for line, row in rows:
        if any(row[table.width :]):
            problems.add(
                f"line {line}: {len(row)} fields where the header has {table.width}; the row is left out. Is a quotation mark "
                "missing?",
                "too many fields",
                "row",
            )
            continue
        if len(row) < table.width:
            problems.add(
                f"line {line}: {len(row)} fields where the header has {table.width}; the others are taken as empty",
                "too few fields",
                "row",
            )
        found.append((line, row + [""] * (table.width - len(row))))
    for column in table.unused:
        count = sum(bool(row[column.place]) for dummy, row in found)
        if count:
            problems.add(
                f"the column {shown(column.title)} is not read; {count} rows have something there. Name it in columns, as a "
                f"field or as {IGNORE!r}"
            )
    return found


def _contact(table: _Table, line: int, row: Sequence[str], problems: Problems) -> dict[str, str]:
    """Return a contact; empty if it has no name."""
    contact = {field: _as_written(field, row[column.place], line, problems) for field, column in table.fields.items()}
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
    wrapped = _WRAPPED.fullmatch(cell)
    text = wrapped.group(1) if wrapped else cell
    if field not in _NUMBERS:
        return text
    if _DAMAGED.fullmatch(text):
        problems.add(
            f"line {line}: {field} {shown(text)}: a spreadsheet has changed this number and digits are lost; the field is left "
            "out. Format the column as text, write the number again, and export the file again",
            f"damaged {field}",
            "row",
        )
        return ""
    return text[1:] if _QUOTED_NUMBER.fullmatch(text) else text


def _squeezed(title: Any) -> str:
    """Return a header without what makes no difference."""
    return re.sub(r"[\s_-]+", "", str(title)).casefold()


_FIELDS = {_squeezed(title): field for field, titles in HEADERS.items() for title in (field, *titles)}
