# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_info` as a shipped module, and the symmetry: what it reads, written back, changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact, Group
from unit.dialogue import AVAILABLE, HANGS, Step, accounts, dialogue, login, read, status
from unit.operations import IDLE, IN_CALL, get_identity, get_lines, get_time
from unit.phonebook import contact, get_contacts, get_groups

Run = Callable[..., dict[str, Any]]
SALES = Group(3, "Sales")
JACK = contact(0, "Jack Brown", 3, work="007")
GROUPS = [{"id": 0, "name": "default"}, {"id": 100, "name": "blacklist"}, {"id": 3, "name": "Sales"}]
CONTACTS = [
    {
        "id": 0,
        "first_name": "Jack",
        "last_name": "Brown",
        "group": "Sales",
        "work": "007",
        "home": "",
        "mobile": "",
        "fax": "",
        "email": "",
    }
]


@pytest.mark.parametrize(
    ("options", "reading", "found"),
    [
        (
            {"gather_subset": ["contacts", "groups"]},
            [get_groups(SALES), get_contacts(JACK)],
            {"groups": GROUPS, "contacts": CONTACTS},
        ),
        ({"gather_subset": ["groups"]}, [get_groups(SALES)], {"groups": GROUPS}),
        ({"gather_subset": ["contacts"]}, [get_groups(SALES), get_contacts(JACK)], {"contacts": CONTACTS}),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_subsets(run_shipped: Run, options: dict[str, Any], reading: list[Step], found: dict[str, Any], check_mode: bool) -> None:
    with dialogue(login(), reading):
        result = run_shipped("gs_info", **options, _ansible_check_mode=check_mode, _ansible_diff=True)
    assert (result.pop("rc"), result.pop("changed")) == (0, False)
    del result["invocation"]
    assert result == found


def test_nothing_wanted_nothing_asked(run_shipped: Run) -> None:
    with dialogue():
        assert run_shipped("gs_info", gather_subset=[])["changed"] is False


def test_phone_that_is_silent(run_shipped: Run) -> None:
    with dialogue(login(), get_groups(answer=HANGS)):
        assert run_shipped("gs_info", gather_subset=["groups"], retries=0)["unreachable"]


def test_identity_needs_no_password(run_shipped: Run) -> None:
    with dialogue(get_identity()):
        result = run_shipped("gs_info", gather_subset=["identity"], password=None)
    assert (result["rc"], result["changed"], result["identity"]["firmware_version"]) == (0, False, "11.16.8.20")


@pytest.mark.parametrize("options", [{}, {"gather_subset": ["time"]}, {"gather_subset": ["identity"], "pvalues": ["P30"]}])
def test_everything_else_needs_one(run_shipped: Run, options: dict[str, Any]) -> None:
    with dialogue():
        result = run_shipped("gs_info", password=None, **options)
    assert (result["rc"], result["error"]["kind"]) == (1, "input")
    assert "password" in result["msg"]


def test_phone_at_work(run_shipped: Run) -> None:
    reading = [status(AVAILABLE), get_time(90), accounts(1), get_lines(IDLE, IN_CALL)]
    with dialogue(get_identity(), login(), reading):
        result = run_shipped("gs_info", gather_subset=["lines", "accounts", "time", "status", "identity"])
    assert (result["status"]["state"], result["time"]["uptime"]) == ("available", 90)
    assert [account["registered"] for account in result["accounts"]] == [True, False]
    assert [line["state_name"] for line in result["lines"]] == ["idle", "in_call"]


def test_values(run_shipped: Run) -> None:
    with dialogue(login(), read("30:9999", {"30": "ntp"})):
        result = run_shipped("gs_info", gather_subset=[], pvalues=["P30", 9999])
    assert (result["pvalues"], result["pvalues_unknown"]) == ({"P30": "ntp"}, ["P9999"])


def test_what_a_phone_tells_of_itself_by_the_vendors_names_and_by_ours(run_shipped: Run) -> None:
    """As in the guide's own example: request=2:68:vendor_name."""
    told = {"vendor_name": "Grandstream", "hw_rev": "V2.2A", "68": "11.16.8.20", "69": "1.0"}
    with dialogue(login(), read("68:vendor_name:hw_rev:69", told)):
        result = run_shipped(
            "gs_info", gather_subset=[], pvalues=["68", "vendor_name", "hw_rev", "firmware_version", "boot_version"]
        )
    assert result["pvalues"] == {"P68": "11.16.8.20", "vendor_name": "Grandstream", "hw_rev": "V2.2A", "boot_version": "1.0"}


def test_secret_values_are_refused(run_shipped: Run) -> None:
    with dialogue():
        result = run_shipped("gs_info", pvalues=["P34", "P2"])
    assert (result["rc"], result["error"]["kind"]) == (1, "input")
    assert "P34" in result["msg"]


@pytest.mark.parametrize(
    ("groups", "contacts"),
    [
        ([], []),
        ([SALES], [JACK, contact(7, "  Jane  Doe\t", 100, email="@"), contact(8, "東京 🔒 支店", home=" 1 ")]),
        ([], [contact(5, "Jack", 9)]),
        ([Group(3, " Sales  A ")], [contact(5, "Jack", 3)]),
        ([SALES, Group(5, "Sales")], [contact(5, "Jack", 5), contact(6, "Jane", 3)]),
        ([], [contact(0, "", work="1")]),
        ([Group(0, "Standard")], [contact(0, "Jack")]),
        ([Group(0, "Standard"), Group(100, "Gesperrt")], [contact(0, "Jack", 100)]),
        ([Group(7, "blacklist")], [contact(0, "Jack", 7), contact(1, "Jane", 100)]),
    ],
    ids=["empty", "odd", "unlisted group", "spaces", "twin groups", "nameless", "0 renamed", "100 renamed", "second blacklist"],
)
@pytest.mark.parametrize("options", [{}, {"purge": True, "allow_empty": True}, {"match_by": ["id"]}])
def test_what_is_read_can_be_written_back(
    run_shipped: Run, groups: list[Group], contacts: list[Contact], options: dict[str, Any]
) -> None:
    book = [get_groups(*groups), get_contacts(*contacts)]
    with dialogue(login(), book):
        held = run_shipped("gs_info", gather_subset=["contacts", "groups"])
    with dialogue(login(), book):
        result = run_shipped("gs_phonebook", groups=held["groups"], contacts=held["contacts"], **options)
    assert result.get("msg") is None
    assert result["changes"] == []
