# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup plugin directory: files that are found, read once and told about."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from ansible import constants
from ansible.errors import AnsibleLookupError

from ansible_collections.voip.grandstream.plugins.lookup import directory
from unit.lookups import plugin_with

CSV = "Name,Work,Room\nJack Brown,8819,2.17\n"
JACK = {"first_name": "Jack", "last_name": "Brown", "work": "8819"}


def look_up(folder: Path, *names: Any, **options: Any) -> dict[str, Any]:
    """What the lookup gives for an inventory in ``folder``."""
    plugin = plugin_with(directory, options)
    (found,) = plugin.run(list(names), variables={"inventory_dir": str(folder)})
    return dict(found)


@pytest.fixture(autouse=True)
def run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that all processes of a run share."""
    shared = tmp_path / "run"
    shared.mkdir()
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(shared))
    return shared


def test_a_file_is_parsed_once_until_it_changes(tmp_path: Path, run_folder: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text("contacts: [{first_name: a}]")
    first = look_up(tmp_path, "a.yml")
    assert first == {"name": "phonebook", "contacts": [{"first_name": "a"}]}
    (cached,) = run_folder.iterdir()
    cached.write_text(cached.read_text().replace('"a"', '"from the cache"'))
    assert look_up(tmp_path, ["a.yml"])["contacts"] == [{"first_name": "from the cache"}]
    file.write_text("contacts: [{first_name: b}]")
    os.utime(file, (1, 1))
    assert look_up(tmp_path, str(file))["contacts"] == [{"first_name": "b"}]
    cached.write_text("half of ")
    assert look_up(tmp_path, "a.yml")["contacts"] == [{"first_name": "b"}]


def test_problems_are_errors_unless_allowed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)
    said = "a.csv: the column 'Room' is not read"
    with pytest.raises(AnsibleLookupError, match=said):
        look_up(tmp_path, "a.csv")
    assert said in look_up(tmp_path, "a.csv", whole=True)["error"]
    assert look_up(tmp_path, "a.csv", allow_problems=True) == {"name": "phonebook", "contacts": [JACK]}
    whole = look_up(tmp_path, "a.csv", allow_problems=True, whole=True)
    assert (whole["error"], len(whole["problems"])) == ("", 1)
    assert look_up(tmp_path, "a.csv", columns={"Room": "ignore"}, whole=True)["problems"] == []


def test_inline_contacts_alone_give_lists(tmp_path: Path) -> None:
    """A role adds to them, and a template does not add a tuple to a list."""
    assert look_up(tmp_path, inline={"groups": None, "contacts": [{"first_name": "a"}]}, whole=True) == {
        "name": "phonebook",
        "contacts": [{"first_name": "a"}],
        "problems": [],
        "error": "",
    }


@pytest.mark.parametrize(
    ("inline", "told"),
    [
        ({"groups": "Staff", "contacts": []}, "gs_phonebook_groups: it is a text here, and not a list."),
        ({"groups": [7], "contacts": "x"}, "gs_phonebook_contacts: it is a text here, and not a list."),
        ({"contacts": [{"first_name": "A", "group": "x"}], "groups": []}, "gs_phonebook_contacts[0].group: no group is called"),
    ],
)
def test_mistakes_name_the_variable(tmp_path: Path, inline: dict[str, Any], told: str) -> None:
    error = look_up(tmp_path, inline=inline, whole=True)["error"]
    assert told in error
    assert not [part for part in error.split("; ") if not part.startswith("gs_phonebook_")]


def test_files_and_inline_contacts_for_a_site(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("groups: [{name: G}]\ncontacts: [{first_name: a, site: rome}, {first_name: b, group: G}]")
    inline = {"groups": None, "contacts": [{"first_name": "c", "sites": ["Rome"], "work": 17}]}
    assert look_up(tmp_path, ["a.yml"], inline=inline, site="rome") == {
        "name": "phonebook",
        "groups": [{"name": "G"}],
        "contacts": [{"first_name": "a"}, {"first_name": "b", "group": "G"}, {"first_name": "c", "work": "17"}],
    }
    assert look_up(tmp_path, "a.yml", only_groups=["default"], keep_empty=True) == {
        "name": "phonebook",
        "groups": [],
        "contacts": [],
    }
    assert look_up(tmp_path, "a.yml", whole=True)["contacts"][0] == {"first_name": "a", "sites": ["rome"]}


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("b.csv", {}, r"there is no directory file 'b.csv'. It was looked for at .*/b.csv and .*/b.csv"),
        ("/nowhere/b.csv", {}, r"looked for at /nowhere/b.csv$"),
        ("", {}, r"there is no directory file ''"),
        ("a.txt", {}, r"a.txt: it is not a directory file. The name of such a file ends in .yml, .yaml, .csv, .xml"),
        ("a.csv", {"columns": {"Ort": "site"}}, r"a.csv: columns.Ort: the file has no such column"),
        ("a.csv", {"allow_problems": True, "only_groups": ["x"]}, r"gs_phonebook_only_groups: the directory has no group 'x'"),
        ("bad.xml", {}, r"bad.xml: "),
    ],
    ids=["missing", "absolute", "empty", "ending", "columns", "groups", "xml"],
)
def test_mistakes(tmp_path: Path, name: str, options: dict[str, Any], said: str) -> None:
    (tmp_path / "a.csv").write_text(CSV)
    (tmp_path / "a.txt").write_text(CSV)
    (tmp_path / "bad.xml").write_text("<AddressBook>")
    with pytest.raises(AnsibleLookupError, match=said):
        look_up(tmp_path, name, **options)
