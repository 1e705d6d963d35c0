# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_contact` as a shipped module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from unit.dialogue import dialogue, login
from unit.phonebook import contact, delete, get_contacts, get_groups, save

Run = Callable[..., dict[str, Any]]
JACK = contact(0, "Jack Brown", work="1", fax="4")
HELD = [get_groups(), get_contacts(JACK)]


def test_new_contact(run_shipped: Run) -> None:
    after = [get_groups(), get_contacts(JACK, contact(1, "Ann"))]
    with dialogue(login(), HELD, save(None, "Ann"), after):
        result = run_shipped("gs_contact", first_name="Ann")
    assert (result["rc"], result["changed"]) == (0, True)
    assert [(change["action"], change["name"]) for change in result["changes"]] == [("add", "Ann")]


def test_nothing_to_change(run_shipped: Run) -> None:
    with dialogue(login(), HELD):
        result = run_shipped("gs_contact", first_name="Jack", last_name="Brown", work=1)
    assert (result["rc"], result["changed"], result["changes"]) == (0, False, [])


def test_edit_with_check_and_diff(run_shipped: Run) -> None:
    options = {"first_name": "Jack", "last_name": "Brown", "fax": "", "_ansible_diff": True}
    with dialogue(login(), HELD):
        checked = run_shipped("gs_contact", **options, _ansible_check_mode=True)
    assert (checked["diff"]["before"], checked["diff"]["after"]) == ("contact Jack Brown\n  fax: 4\n", "contact Jack Brown\n")
    after = [get_groups(), get_contacts(JACK._replace(fax=""))]
    with dialogue(login(), HELD, save(0, "Jack", "Brown", work="1"), after):
        done = run_shipped("gs_contact", **options)
    assert (done["changes"], done["diff"]) == (checked["changes"], checked["diff"])


def test_rename_by_id(run_shipped: Run) -> None:
    after = [get_groups(), get_contacts(JACK._replace(name="Jim Braun"))]
    with dialogue(login(), HELD, save(0, "Jim", "Braun", work="1", fax="4"), after):
        assert run_shipped("gs_contact", id=0, first_name="Jim", last_name="Braun")["changed"]


def test_absent(run_shipped: Run) -> None:
    with dialogue(login(), HELD, delete(0), get_groups(), get_contacts()):
        assert run_shipped("gs_contact", first_name="Jack", last_name="Brown", state="absent")["changed"]
    with dialogue(login(), HELD):
        assert not run_shipped("gs_contact", first_name="Jack", state="absent")["changed"]


def test_unknown_group_saves_nothing(run_shipped: Run) -> None:
    with dialogue(login(), HELD):
        result = run_shipped("gs_contact", first_name="Ann", group="Slaes")
    assert (result["rc"], result["failed"], result["error"]["kind"]) == (1, True, "conflict")
    assert "'Slaes'" in result["msg"]
    assert not result["changed"]


def test_bad_options_fail_before_any_request(run_shipped: Run) -> None:
    with dialogue():
        result = run_shipped("gs_contact", work="1")
    assert (result["rc"], result["error"]["kind"]) == (1, "input")
