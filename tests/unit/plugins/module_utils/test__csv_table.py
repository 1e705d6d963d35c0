# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tables have in common, and what spreadsheets do to cells. The files of phonebooks and phones have tests of their own."""

from __future__ import annotations

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._csv_table import (
    Column,
    is_damaged,
    read_table,
    squeezed_title,
    unwrapped,
    without_apostrophe,
)
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError


def test_table() -> None:
    table = read_table('\ufeffsep=;\n\nName;;Room No\n a ;;1\n;;\n"b\nc";;2\n')
    assert (table.line, table.columns, table.width) == (3, [Column(0, "Name"), Column(2, "Room No")], 3)
    assert table.titled("room_no") == [Column(2, "Room No")]
    assert table.titled("floor") == []
    assert list(table.rows) == [(4, ["a", "", "1"]), (6, ["b c", "", "2"])]


def test_rows_of_another_width() -> None:
    told: list[tuple[str, str]] = []
    table = read_table("a,b\n1\n1,2,3\n1,2,\n1,2\n")
    rows = list(table.whole_rows(lambda *problem: told.append(problem)))
    assert rows == [(2, ["1", ""]), (4, ["1", "2"]), (5, ["1", "2"])]
    assert told == [
        ("line 2: 1 fields where the header has 2; the others are taken as empty", "too few fields"),
        ("line 3: 3 fields where the header has 2; the row is left out. Is a quotation mark missing?", "too many fields"),
    ]


def test_broken_in_the_middle() -> None:
    table = read_table('a,b\n1,2\n3,"4\n')
    with pytest.raises(InputError, match="the CSV cannot be read from line 3"):
        list(table.rows)


@pytest.mark.parametrize("content", [b"PK\x03\x04xl/workbook", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_file_of_a_spreadsheet(content: bytes) -> None:
    with pytest.raises(InputError, match="this is the file of a spreadsheet, not a CSV"):
        read_table(content)


@pytest.mark.parametrize(
    ("text", "in_any_cell", "in_a_number"),
    [
        ("1.57E+11", True, True),
        ("4,93012E+11", True, True),
        ("#REF!", True, True),
        ("#NAME?", True, True),
        ("#DIV/0!", True, True),
        ("#N/A", True, True),
        ("####", True, True),
        ("8819.0", False, True),
        ("8819,00", False, True),
        ("2E3", False, True),
        ("8819", False, False),
        ("2.17", False, False),
        ("#1", False, False),
        ("#31#", False, False),
        ("*72", False, False),
        ("E+11", False, False),
        ("Building #3!", False, False),
        ("", False, False),
    ],
)
def test_damaged(text: str, in_any_cell: bool, in_a_number: bool) -> None:
    assert (is_damaged(text, is_number=False), is_damaged(text, is_number=True)) == (in_any_cell, in_a_number)


def test_marks_of_numbers_that_are_text() -> None:
    assert [unwrapped(cell) for cell in ('="0170"', '=""', "0170", '="a"b"')] == ["0170", "", "0170", '="a"b"']
    assert [without_apostrophe(text) for text in ("'0170", "'+49", "'tis", "0170")] == ["0170", "+49", "'tis", "0170"]


def test_titles_that_are_the_same() -> None:
    assert len({squeezed_title(title) for title in ("MAC-Address", "mac address", "Mac_Address", "MACADDRESS")}) == 1
