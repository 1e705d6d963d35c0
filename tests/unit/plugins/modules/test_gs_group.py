# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_group` as a shipped module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Group
from unit.dialogue import dialogue, login
from unit.phonebook import add_group, contact, edit_group, get_contacts, get_groups, save

Run = Callable[..., dict[str, Any]]
SALES = Group(3, "Sales")
GONE = [get_groups(SALES), get_contacts(contact(5, "Jack Brown", 3, work="1"))]


def test_present(run_shipped: Run) -> None:
    with dialogue(login(), get_groups(), add_group("Sales"), get_groups(SALES)):
        assert run_shipped("gs_group", name="Sales")["changed"]
    with dialogue(login(), get_groups(SALES)):
        assert not run_shipped("gs_group", name=" Sales ")["changed"]


def test_rename(run_shipped: Run) -> None:
    care = Group(3, "Care")
    with dialogue(login(), get_groups(SALES), edit_group(3, "Care"), get_groups(care)):
        assert run_shipped("gs_group", name="Sales", new_name="Care")["changed"]
    with dialogue(login(), get_groups(care)):
        assert not run_shipped("gs_group", name="Sales", new_name="Care")["changed"]


def test_absent_says_what_becomes_of_the_members(run_shipped: Run) -> None:
    with dialogue(login(), GONE):
        checked = run_shipped("gs_group", name="Sales", state="absent", _ansible_check_mode=True, _ansible_diff=True)
    assert checked["diff"]["before"] == "contact Jack Brown\n  group: Sales\ngroup Sales\n"
    assert checked["diff"]["after"] == "contact Jack Brown\n  group: default\n"
    with dialogue(login(), GONE, save(5, "Jack", "Brown", 0, work="1"), edit_group(3, ""), get_groups()):
        assert run_shipped("gs_group", name="Sales", state="absent")["changes"] == checked["changes"]
    with dialogue(login(), get_groups()):
        assert not run_shipped("gs_group", name="Sales", state="absent")["changed"]


def test_blank_name_never_leaves_the_controller(run_shipped: Run) -> None:
    for options in ({"name": " "}, {"name": "Sales", "new_name": " "}, {"name": "", "state": "absent"}):
        with dialogue():
            result = run_shipped("gs_group", **options)
        assert (result["rc"], result["error"]["kind"]) == (1, "input")
