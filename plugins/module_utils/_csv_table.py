# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tables that other programs export: a CSV file with a header, and what spreadsheets do to its cells. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import csv
import io
import re
from typing import Any, Callable, Iterator, Mapping, NamedTuple, Tuple

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._text import kind_of, shown, tidy

MAX_SIZE = 16 * 1024 * 1024
"""Bytes or characters of a file."""

DELIMITERS = (",", ";", "\t")

IGNORE = "ignore"
"""What the option ``columns`` may say of a column that is not wanted."""

FORMAT_AS_TEXT = "Format the column as text, write the value again, and export the file again"
"""What an admin does about a cell that a spreadsheet has damaged."""

Row = Tuple[int, "list[str]"]
"""The number of the line on which a row begins, and its cells without spaces around them."""

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""What a spreadsheet writes, and wants, above the header. It is no part of the table."""

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a file begins that a spreadsheet saved in its own form."""

_WRAPPED = re.compile(r'="([^"]*)"')
_QUOTED_NUMBER = re.compile(r"'[0-9+*#(].*")
_DAMAGED_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?E[+-]?[0-9]+|[0-9]+[.,]0+", re.IGNORECASE)
_DAMAGED = re.compile(r"[0-9]+(?:[.,][0-9]+)?E\+[0-9]+|#[A-Z/0]{2,}[!?]|#N/A|#{3,}")
"""A number of many digits as a spreadsheet shows it; a formula that failed; a column that is too narrow."""


class Column(NamedTuple):
    """``place``: which it is, from 0. ``title``: as the file writes it."""

    place: int
    title: str


class Table(NamedTuple):
    """``line``: where the header is. ``columns``: those with a title. ``width``: cells of the header. ``rows``: what is below."""

    line: int
    columns: list[Column]
    width: int
    rows: Iterator[Row]

    def titled(self, title: Any) -> list[Column]:
        """Return the columns of a title, however it is spelt."""
        return [column for column in self.columns if squeezed_title(column.title) == squeezed_title(title)]

    def placed(self, wanted: Mapping[Any, Any], meaning_of: Callable[[str], str | None], unknown: str) -> dict[str, Column]:
        """Return the column of each meaning that the option ``columns`` names.

        ``wanted``: the option, a word by title. ``meaning_of``: gives a word's meaning, :data:`IGNORE` for an unwanted column,
        None where it has none. ``unknown``: the end of the sentence on such a word. Raise :class:`InputError` with all problems.
        """
        places: dict[str, Column] = {}
        problems = []
        for title, word in wanted.items():
            found = self.titled(title)
            meaning = meaning_of(word) if isinstance(word, str) else None
            if meaning is None:
                problems.append(f"columns.{title}: {shown(word)} {unknown}")
            elif not found:
                problems.append(f"columns.{title}: the file has no such column. Use one of {self.told()}")
            elif meaning == IGNORE:
                continue
            elif meaning in places or len(found) > 1:
                problems.append(f"columns.{title}: more than one column is set to {word}. Set one")
            else:
                places[meaning] = found[0]
        if problems:
            raise InputError("; ".join(problems))
        return places

    def told(self) -> str:
        """Return the titles as sentences list them."""
        return ", ".join(shown(column.title) for column in self.columns)

    def whole_rows(self, told: Callable[[str, str], None]) -> Iterator[Row]:
        """Yield the rows, each as wide as the header. Those with more cells are left out.

        ``told``: is called with a sentence for each row of another width, and with a word for what such rows have in common.
        """
        for line, row in self.rows:
            if any(row[self.width :]):
                told(
                    f"line {line}: {len(row)} fields where the header has {self.width}; the row is left out. Is a quotation mark "
                    "missing?",
                    "too many fields",
                )
                continue
            if len(row) < self.width:
                told(
                    f"line {line}: {len(row)} fields where the header has {self.width}; the others are taken as empty",
                    "too few fields",
                )
            yield line, row[: self.width] + [""] * (self.width - len(row))


def read_table(text: Any, delimiter: Any = None) -> Table:
    """Return the table of a CSV file. Its rows are read as they are asked for.

    ``text``: the file, as text or as bytes in UTF-8. ``delimiter``: None finds it by the header. Raise :class:`InputError` where
    the file is no table, also in the middle of its rows.
    """
    content = _decoded(text)
    first = _SEPARATOR_LINE.match(content)
    said = _checked_delimiter(delimiter) or (first.group(1) if first else None)
    content = content[first.end() :] if first else content
    rows = _rows(content, said or _delimiter(content), skipped=1 if first else 0)
    line, header = next(rows, (0, []))
    if not header:
        raise InputError("the CSV is empty. Its first line must name the columns")
    return Table(line, [Column(index, title) for index, title in enumerate(header) if title], len(header), rows)


def squeezed_title(title: Any) -> str:
    """Return a title without what makes no difference: capitals, spaces, hyphens and underscores."""
    return re.sub(r"[\s_-]+", "", str(title)).casefold()


def unwrapped(cell: str) -> str:
    """Return a cell without the formula that keeps spreadsheets from reading a number, as in ``="0170"``."""
    wrapped = _WRAPPED.fullmatch(cell)
    return wrapped.group(1) if wrapped else cell


def without_apostrophe(text: str) -> str:
    """Return a text without the apostrophe by which a number was marked as text, as in ``'0170``."""
    return text[1:] if _QUOTED_NUMBER.fullmatch(text) else text


def is_damaged(text: str, is_number: bool) -> bool:
    """Return whether a spreadsheet has spoilt a cell, so that what was there is lost.

    ``is_number``: whether the cell holds digits and no fraction, such as a phone number: then ``8819.0`` is damaged too.
    """
    return bool(_DAMAGED.fullmatch(text) or (is_number and _DAMAGED_NUMBER.fullmatch(text)))


def _decoded(text: Any) -> str:
    if not isinstance(text, (str, bytes)):
        raise InputError(f"a CSV must be a text, and is {kind_of(text)}")
    if isinstance(text, bytes) and text.startswith(_SPREADSHEETS):
        raise InputError("this is the file of a spreadsheet, not a CSV. Export it as CSV (spreadsheets call it CSV UTF-8)")
    if len(text) > MAX_SIZE:
        raise InputError(f"the CSV is longer than {MAX_SIZE // 1024 // 1024} MiB")
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


def _rows(content: str, delimiter: str, skipped: int = 0) -> Iterator[Row]:
    """Yield each row that is not blank. ``skipped``: lines of the file before ``content``."""
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
