# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter: what its documentation shows, its options, and its failures as Ansible's errors."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.filter.from_phonebook_csv import (
    DOCUMENTATION,
    EXAMPLES,
    FilterModule,
    from_phonebook_csv,
)
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.csv_file import HEADERS


def test_example() -> None:
    shown = "\n".join(line[2:] for line in EXAMPLES.splitlines() if line.startswith("#"))
    given, becomes = shown.split("\nbecomes\n")
    assert from_phonebook_csv(given) == yaml.safe_load(becomes)


def test_example_with_columns() -> None:
    columns = yaml.safe_load(EXAMPLES)[1]["vars"]["columns"]
    assert from_phonebook_csv("Nachname;Vorname;Durchwahl;Raum\nBrown;Jack;8819;2.17\n", columns, ";") == {
        "groups": [],
        "contacts": [{"first_name": "Jack", "last_name": "Brown", "work": "8819"}],
        "problems": [],
    }


def test_headers_are_documented() -> None:
    notes = " ".join(yaml.safe_load(DOCUMENTATION)["notes"])
    for field, headers in HEADERS.items():
        listed = ", ".join(f"C({header.title()})" for header in headers)
        assert f"{listed} are " in notes, f"{listed} are V({field})."


def test_name() -> None:
    assert FilterModule().filters() == {"from_phonebook_csv": from_phonebook_csv}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"columns": ["name"]}, "columns: it must be a dictionary of fields by header"),
        ({"columns": "name"}, "columns: it must be a dictionary of fields by header"),
        ({"columns": {"Room": "work"}}, "columns.Room: the file has no such column"),
        ({"delimiter": "tab"}, "delimiter: write one character"),
    ],
)
def test_wrong_options(options: dict[str, Any], said: str) -> None:
    with pytest.raises(AnsibleFilterError, match=said):
        from_phonebook_csv("name\nJack\n", **options)
