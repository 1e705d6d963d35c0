# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A company directory: files of each kind, and what one phone has of it."""

from __future__ import annotations

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import Directory
from ansible_collections.voip.grandstream.plugins.plugin_utils._directory.directory import at_site, joined, only_groups
from ansible_collections.voip.grandstream.plugins.plugin_utils._directory.files import from_structure, read_directory


def read(suffix: str, text: str, **columns: str) -> Directory:
    """A file of that text."""
    return read_directory(suffix, text.encode(), columns, None)


def test_yaml_is_text() -> None:
    first = "- {first_name: No, work: 0017, fax: 1e3, home: null, group: Yes}"
    found = read(".yml", f"contacts:\n{first}\n- {{last_name: 'null', sites: a}}\n")
    assert found == Directory(
        ["Yes"],
        [{"first_name": "No", "work": "0017", "fax": "1e3", "group": "Yes"}, {"last_name": "null", "sites": ["a"]}],
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("contacts: [", "the file is not YAML at line 1"),
        ("[" * 100_000, "the file is not YAML: it is nested too deeply"),
        *((f"a: !!{tag} x", "the file is not YAML: .*a tag such as !!int") for tag in ("int", "float", "bool", "timestamp")),
        ("- a", "a phonebook must be a dictionary"),
        ("contacts: {}", "contacts: it is a dictionary here, and not a list"),
        ("people: []", "people: it is an unknown key"),
        ("contacts: [a]", r"contacts\[0\]: it is a text here, and not a dictionary"),
        ("contacts: [{first_name: a, site: b, sites: c}]", r"contacts\[0\]: write site or sites"),
        ("contacts: [{first_name: a, sites: {b: c}}]", r"contacts\[0\].sites: it must be the name of a site"),
        ("groups: [{name: a}]\ncontacts: [{first_name: a, group: b}]", r"contacts\[0\].group: no group is called 'b'"),
    ],
    ids=[
        "empty",
        "syntax",
        "deep",
        "int",
        "float",
        "bool",
        "timestamp",
        "list",
        "contacts",
        "key",
        "row",
        "both",
        "sites",
        "group",
    ],
)
def test_wrong_yaml(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(".yaml", text)


def test_csv_with_sites() -> None:
    rows = ['"berlin, rome",a@b,Jack Brown,1,x', ",,,2,", ",c@d,Jane,3,", "bonn;rome,,Anna,4,,,5", "bonn|rome,,Ann,4,"]
    text = "\n".join(["Site,E-Mail,Name,Work,Name", *rows])
    found = read(".csv", text)
    assert found.contacts == [
        {"first_name": "Jack", "last_name": "Brown", "work": "1", "email": "a@b", "sites": ["berlin", "rome"]},
        {"first_name": "Jane", "work": "3", "email": "c@d"},
        {"first_name": "Ann", "work": "4", "sites": ["bonn", "rome"]},
    ]
    # As of a file without sites; no column is told twice.
    assert [problem.partition(":")[0] for problem in found.problems] == ["line 1", "line 5", "line 3"]


def test_csv_with_another_column_of_sites() -> None:
    text = "Ort;Site;Vorname;Tel\nbonn;x;Anna;1\n"
    columns = {"ort": "site", "Vorname": "first_name", "Tel": "work", "Site": "ignore"}
    assert read(".csv", text, **columns) == Directory([], [{"first_name": "Anna", "work": "1", "sites": ["bonn"]}], [])
    with pytest.raises(InputError, match=r"columns.Office: the file has no such column"):
        read(".csv", text, **{**columns, "Office": "site"} | {"ort": "ignore"})
    twice = read(".csv", "Site,Sites,Name\na,b,c\n")
    assert (twice.contacts, len(twice.problems)) == ([{"first_name": "c", "sites": ["a"]}], 1)
    assert "'Site' and 'Sites' are both sites" in twice.problems[0]


def test_xml() -> None:
    contact = "<Contact><FirstName>J</FirstName><Group>3</Group></Contact>"
    text = f"<AddressBook><pbgroup><id>3</id><name>S</name></pbgroup>{contact}</AddressBook>"
    assert read(".xml", text) == Directory(["S"], [{"first_name": "J", "group": "S"}], [])


def test_groups_that_are_not_listed_are_those_that_contacts_name() -> None:
    assert from_structure(
        {"contacts": [{"first_name": "a", "group": "default"}, {"first_name": "b", "group": " G "}]}
    ).groups == ["G"]
    assert from_structure({"groups": [{"name": "H"}]}) == Directory(["H"], [])


DIRECTORY = Directory(
    ["All", "Berlin only", "Empty"],
    [
        {"first_name": "a", "group": "All"},
        {"first_name": "b", "group": "Berlin only", "sites": ["Berlin"]},
        {"first_name": "c", "sites": ["rome", "Bonn"]},
    ],
    [],
)


@pytest.mark.parametrize(
    ("site", "names", "groups"),
    [("berlin", "ab", ["All", "Berlin only", "Empty"]), (" BONN ", "ac", ["All", "Empty"]), ("", "a", ["All", "Empty"])],
    ids=["berlin", "bonn", "none"],
)
def test_a_phone_has_what_is_for_its_site(site: str, names: str, groups: list[str]) -> None:
    here = at_site(DIRECTORY, site)
    assert ("".join(contact["first_name"] for contact in here.contacts), here.groups) == (names, groups)
    assert not [contact for contact in here.contacts if "sites" in contact]


def test_only_some_groups() -> None:
    assert only_groups(DIRECTORY, ["All", " Default"]) == Directory(["All"], [DIRECTORY.contacts[0], DIRECTORY.contacts[2]], [])
    with pytest.raises(InputError, match=r"the directory has no group 'Al'. Use one of its groups: 'All', 'Berlin only'"):
        only_groups(DIRECTORY, ["Al"])


def test_what_two_files_list_alike_is_there_once_and_in_order() -> None:
    both = joined([DIRECTORY, Directory(["New", "All"], [{"first_name": "z"}, {"group": "All", "first_name": "a"}], ["p"])])
    assert both.groups == ["All", "Berlin only", "Empty", "New"]
    assert [contact["first_name"] for contact in both.contacts] == ["a", "b", "c", "z"]
    assert both.problems == ["p"]


def test_text_that_a_variables_file_marks_is_text() -> None:
    found = read_directory(".yml", b"contacts:\n  - last_name: !unsafe 'a {{ b }}'\n    work: !unsafe \"0049\"\n", {}, None)
    assert list(found.contacts) == [{"last_name": "a {{ b }}", "work": "0049"}]
