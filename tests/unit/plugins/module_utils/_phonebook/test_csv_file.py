# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Directories as CSV: the columns, the delimiter, and what is reported or refused."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.csv_file import HEADERS, parse_csv
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    KEYS,
    Directory,
    checked_directory,
    in_order,
    name_of,
)

JACK = {"first_name": "Jack", "last_name": "Brown"}


@pytest.mark.parametrize(
    ("text", "contacts"),
    [
        ("First Name,Last Name,Work\nJack,Brown,8819\n", [{**JACK, "work": "8819"}]),
        ("first_name;LAST-NAME;Office Phone\r\nJack;Brown;8819\r\n", [{**JACK, "work": "8819"}]),
        ("Surname\tForename\tE-Mail\rBrown\tJack\tj@b", [{**JACK, "email": "j@b"}]),
        ("\ufeffname,cell\nJack Brown,0171\n", [{**JACK, "mobile": "0171"}]),
        (b"\xef\xbb\xbfname\nM\xc3\xbcller\n", [{"first_name": "M\u00fcller"}]),
        ("name\nJan  van Brown\n", [{"first_name": "Jan van", "last_name": "Brown"}]),
        ('"Name";"Work, main";"Fax"\n"Brown, Jack";;"1"\n', [{"first_name": "Brown,", "last_name": "Jack", "fax": "1"}]),
        ("name,last name\nJim Bean,Brown\nJack Brown,\n", [{"last_name": "Brown"}, JACK]),
        ("\n , \nname , work\n\n Jack Brown , 8819 \n,\n", [{**JACK, "work": "8819"}]),
        ('name,work\n"Jack\r\n Brown","88""19"\n', [{**JACK, "work": '88"19'}]),
        ("name,work,,\nJack Brown,8819,,\n", [{**JACK, "work": "8819"}]),
        ("name,work\nJack Brown,8819,,,\n", [{**JACK, "work": "8819"}]),
        ("name,department\nJack Brown,default\n", [JACK]),
        ("name,work\nJack Brown,8819\nJack Brown,8819\n", [{**JACK, "work": "8819"}] * 2),
        ("name,work\n", []),
        ("\u59d3\u540d,name\n,\u5c71\u7530\U0001f4de\n", [{"first_name": "\u5c71\u7530\U0001f4de"}]),
    ],
)
def test_read(text: str | bytes, contacts: list[dict[str, str]]) -> None:
    assert parse_csv(text) == Directory([], contacts, [])


@pytest.mark.parametrize(
    ("field", "header"), [(field, header) for field, headers in HEADERS.items() for header in (field, *headers)]
)
def test_every_documented_header(field: str, header: str) -> None:
    if field in {"name", "first_name", "last_name"}:
        assert parse_csv(f"{header.title()}\nJack\n").contacts == [
            {"last_name" if field == "last_name" else "first_name": "Jack"}
        ]
    else:
        assert parse_csv(f"Name,{header.upper()}\nJack,x\n").contacts == [{"first_name": "Jack", field: "x"}]


def test_groups_in_the_order_of_the_file() -> None:
    book = parse_csv("name,group\nA,Sales\nB,IT\nC,blacklist\nD,Sales\nE,\n")
    assert book.groups == ["Sales", "IT"]
    assert [contact.get("group") for contact in book.contacts] == ["Sales", "IT", "blacklist", "Sales", None]


def test_columns_that_the_user_names() -> None:
    text = "Vorname;Nachname;Work;Durchwahl;Raum\nJack;Brown;old;8819;2.17\n"
    columns = {"vorname": "first_name", "Nachname": "last_name", "Durchwahl": "work", "Raum": "ignore"}
    assert parse_csv(text, columns) == Directory(
        [], [{**JACK, "work": "8819"}], ["line 1: the columns 'Durchwahl' and 'Work' are both work. Only the first is read"]
    )
    assert parse_csv(text, {**columns, "Work": "ignore"}).problems == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
def test_delimiter(delimiter: str) -> None:
    assert parse_csv(f"first-name{delimiter}work\nJack{delimiter}8819\n", delimiter=delimiter).contacts == [
        {"first_name": "Jack", "work": "8819"}
    ]


@pytest.mark.parametrize(
    ("text", "contacts", "problems"),
    [
        (
            "name,room,floor,car\nJack Brown,217,2,\nJim Bean,218,,\n",
            2,
            [
                "the column 'room' is not read; 2 rows have something there. Name it in columns, as a field or as 'ignore'",
                "the column 'floor' is not read; 1 rows have something there. Name it in columns, as a field or as 'ignore'",
            ],
        ),
        ("name,work,office\nJack,1,2\n", 1, ["line 1: the columns 'work' and 'office' are both work. Only the first is read"]),
        ("\nname,work,Work\nJack,1,2\n", 1, ["line 2: the columns 'work' and 'Work' are both work. Only the first is read"]),
        (
            'name,work\n"Jack\nBrown",1\n,8819\n',
            1,
            ["line 4: the row has no name and is left out (work '8819')"],
        ),
        (
            "name,car\n,x\n",
            0,
            ["the column 'car' is not read; 1 rows", "line 2: the row has no name and is left out (no column"],
        ),
        (
            "name,work,fax\nBrown, Jack,1,2\nJim,1\n",
            1,
            [
                "line 2: 4 fields where the header has 3; the row is left out. Is a quotation mark missing?",
                "line 3: 2 fields where the header has 3; the others are taken as empty",
            ],
        ),
    ],
)
def test_reported(text: str, contacts: int, problems: list[str]) -> None:
    book = parse_csv(text)
    assert len(book.contacts) == contacts
    assert len(book.problems) == len(problems)
    for told, expected in zip(book.problems, problems, strict=True):
        assert told.startswith(expected)


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (None, {}, "a CSV must be a text, and is null"),
        ("", {}, "the CSV is empty. Its first line must name the columns"),
        ("\ufeff \n\n", {}, "the CSV is empty"),
        (b"name\nM\xfcller\n", {}, "the CSV is not UTF-8"),
        ("name\n\ud800\n", {}, "the CSV is not UTF-8"),
        (
            "Jack,8819\nJim,8820\n",
            {},
            "line 1: none of the columns 'Jack', '8819' holds names. Set the column, such as columns={'Person': 'name'}, or set",
        ),
        ("name|work\nJack|1\n", {}, "none of the columns 'name|work' holds names"),
        ("work,name\n1,Jack\n", {"delimiter": ";"}, "none of the columns 'work,name'"),
        ('name,work\nJack,1\nJim,"2\nAnn,3\n', {}, "the CSV cannot be read from line 3: unexpected end of data"),
        ('name,work\n"Jack" B,1\n', {}, "the CSV cannot be read from line 2: "),
        ("name\n" + "x" * 200_000, {}, "the CSV cannot be read from line 2: field larger than field limit"),
        ("x" * 17_000_000, {}, "longer than 16 MiB"),
        ("name\nx", {"delimiter": ""}, "delimiter: write one character, such as ';'"),
        ("name\nx", {"delimiter": ", "}, "delimiter: write one character"),
        ("name\nx", {"delimiter": '"'}, "delimiter: write one character"),
        ("name\nx", {"delimiter": 5}, "delimiter: write one character"),
        (
            "name\nx",
            {"columns": {"Room": "room"}},
            "columns.Room: 'room' is an unknown field. Use one of first_name,",
        ),
        ("name\nx", {"columns": {"name": ["work"]}}, "columns.name: ['work'] is an unknown field"),
        ("name,car\nx", {"columns": {"Room": "fax"}}, "columns.Room: the file has no such column. Use one of 'name', 'car'"),
        ("name,a,b\nx", {"columns": {"a": "fax", "b": "fax"}}, "columns.b: more than one column is set to fax"),
        ("name,a,A\nx", {"columns": {"a": "fax"}}, "columns.a: more than one column is set to fax"),
        (
            "name,a\nx",
            {"columns": {"b": "fax", "c": "x"}},
            "columns.b: the file has no such column. Use one of 'name', 'a'; columns.c: ",
        ),
    ],
)
def test_refused(text: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_csv(text, **options)
    assert said in caught.value.text


@given(st.text() | st.binary(), st.sampled_from(["", "name,work,group\n", 'name;"x"\n']))
def test_any_text_gives_a_book_that_can_be_written_or_a_sentence(text: str | bytes, start: str) -> None:
    whole = start.encode() + text if isinstance(text, bytes) else start + text
    with contextlib.suppress(InputError):
        book = parse_csv(whole)
        assert checked_directory(book.as_structure()) == book._replace(problems=())


#: What a spreadsheet's cell keeps: no control characters, no spaces around it.
cells = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufffe\uffff")).map(str.strip)
cells = cells.filter(lambda cell: not cell.startswith(("=", "'")) and not re.search("[0-9]([eE]|[.,]0)", cell))


@given(
    st.lists(st.fixed_dictionaries(dict.fromkeys(KEYS, cells)).filter(name_of), max_size=5),
    st.permutations(KEYS),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_what_a_spreadsheet_writes_comes_back(
    rows: list[dict[str, str]], keys: list[str], delimiter: str, end: str, quoting: Any
) -> None:
    file = io.StringIO()
    writer = csv.DictWriter(file, keys, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    book = parse_csv(file.getvalue())
    assert book.contacts == [in_order(row) for row in rows]
    assert book.problems == []


@pytest.mark.parametrize("cell", ["4,93012E+11", "4.93012E+11", "1E+05", "1002.0", "1002,0", "4.9e11"])
def test_what_a_spreadsheet_made_of_a_number_is_a_problem(cell: str) -> None:
    book = parse_csv(f"name;work;mobile\nJack;{cell};0170\n")
    assert [("work" in contact, contact["mobile"]) for contact in book.contacts] == [(False, "0170")]
    (problem,) = book.problems
    assert problem.startswith(f"line 2: work {cell!r}: a spreadsheet has changed this number")


@pytest.mark.parametrize("cell", ['="0170"', '"=""0170"""', "'0170"])
def test_what_keeps_spreadsheets_from_making_numbers_is_unwrapped(cell: str) -> None:
    book = parse_csv(f"name;work\nJack Brown;{cell}\n")
    assert ([contact["work"] for contact in book.contacts], book.problems) == (["0170"], [])


def test_a_name_keeps_its_apostrophe() -> None:
    book = parse_csv("last name;work\n't Hooft;1.5\n")
    assert (list(book.contacts), book.problems) == ([{"last_name": "'t Hooft", "work": "1.5"}], [])
