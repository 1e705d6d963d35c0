# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_phonebook` as a shipped module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Group
from unit.dialogue import RESET, dialogue, login
from unit.phonebook import add_group, contact, delete, delete_all, edit_group, get_contacts, get_groups, save

Run = Callable[..., dict[str, Any]]
SALES = Group(3, "Sales")
HELD = [get_groups(SALES), get_contacts(contact(0, "Jack Brown", 3, work="1"), contact(7, "Jane"))]


def test_directory(run_shipped: Run) -> None:
    groups = [{"name": "Care"}]
    contacts = [{"first_name": "Jack", "last_name": "Brown", "group": "Care"}, {"first_name": "Ann", "work": 6}]
    care = Group(1, "Care")
    writing = [
        *(delete(7), add_group("Care"), get_groups(SALES, care)),
        *(save(0, "Jack", "Brown", 1, work="1"), save(None, "Ann", work="6"), edit_group(3, "")),
    ]
    after = [get_groups(care), get_contacts(contact(0, "Jack Brown", 1, work="1"), contact(1, "Ann", work="6"))]
    with dialogue(login(), HELD, writing, after):
        result = run_shipped("gs_phonebook", groups=groups, contacts=contacts, purge=True)
    assert (result["rc"], result["changed"], len(result["changes"])) == (0, True, 5)
    with dialogue(login(), after):
        assert run_shipped("gs_phonebook", groups=groups, contacts=contacts, purge=True)["changes"] == []


def test_empty_list_must_be_meant(run_shipped: Run) -> None:
    with dialogue():
        assert "allow_empty" in run_shipped("gs_phonebook", contacts=[], purge=True)["msg"]
    with dialogue(login(), HELD, delete_all(), get_groups(SALES), get_contacts()):
        assert len(run_shipped("gs_phonebook", contacts=[], purge=True, allow_empty=True)["changes"]) == 2


def test_only_one_group_is_ours(run_shipped: Run) -> None:
    options = {"contacts": [], "purge": True, "allow_empty": True, "purge_groups": ["Sales"]}
    with dialogue(login(), HELD, delete(0), get_groups(SALES), get_contacts(contact(7, "Jane"))):
        assert [change["name"] for change in run_shipped("gs_phonebook", **options)["changes"]] == ["Jack Brown"]


def test_answer_that_is_lost_is_nothing_to_talk_about(run_shipped: Run) -> None:
    there = [get_groups(SALES), get_contacts(contact(0, "Jack Brown", 3), contact(1, "Ann"), contact(7, "Jane"))]
    with dialogue(login(), HELD, save(None, "Ann", answer=RESET), there):
        assert run_shipped("gs_phonebook", contacts=[{"first_name": "Ann"}])["changed"]


def test_what_was_begun_is_told(run_shipped: Run) -> None:
    with dialogue(login(), HELD, save(None, "Ann"), HELD):
        result = run_shipped("gs_phonebook", contacts=[{"first_name": "Ann"}])
    assert (result["rc"], result["error"]["kind"], result["changed"]) == (1, "not_kept", True)
    assert [change["name"] for change in result["changes"]] == ["Ann"]
    assert "'Ann'" in result["msg"]


@pytest.mark.parametrize("number", [5, "5"])
def test_numbers_of_yaml_are_taken(run_shipped: Run, number: Any) -> None:
    with dialogue(login(), get_groups(), get_contacts(contact(5, "Jack", work="5"))):
        contacts = [{"id": number, "first_name": "Jack", "last_name": "", "work": number}]
        assert not run_shipped("gs_phonebook", contacts=contacts, match_by="id")["changed"]
