# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters with which roles refuse what cannot be right: new_password_problem and maintenance_problem."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.filter import maintenance_problem as maintenance
from ansible_collections.voip.grandstream.plugins.filter import new_password_problem as password
from ansible_collections.voip.grandstream.plugins.filter.maintenance_problem import maintenance_problem
from ansible_collections.voip.grandstream.plugins.filter.maintenance_window import maintenance_window
from ansible_collections.voip.grandstream.plugins.filter.new_password_problem import new_password_problem

SECRET = "Kran!7 grün"
OTHER = "other-2 +&%"


class Encrypted:
    """An encrypted variable as ansible-core 2.18 gives it to filters: no str, and a sequence of characters."""

    __ENCRYPTED__ = True

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text

    def __len__(self) -> int:
        return len(self.text)


def digest(text: str) -> str:
    """As the role keeps it."""
    return hashlib.sha256(text.encode()).hexdigest()


def test_names() -> None:
    assert password.FilterModule().filters() == {"new_password_problem": new_password_problem}
    assert maintenance.FilterModule().filters() == {"maintenance_problem": maintenance_problem}
    for module, name in ((password, "new_password_problem"), (maintenance, "maintenance_problem")):
        assert yaml.safe_load(module.DOCUMENTATION)["name"] == name
        assert name in yaml.safe_load(module.EXAMPLES)[0]["vars"]["problem"]


@pytest.mark.parametrize(
    ("value", "options", "says"),
    [
        (SECRET, {}, ""),
        (Encrypted(SECRET), {"old_passwords": [Encrypted(OTHER)]}, ""),
        (12345678, {}, "it is a number here"),
        (SECRET, {"stored_before": digest(SECRET)}, ""),
        ("", {"may_be_empty": True}, ""),
        ("123", {"role": "admin"}, ""),
        (" ", {}, "it is empty"),
        (None, {}, "it is empty"),
        ("admin", {}, "it is the factory's"),
        ("123", {"role": "user"}, "it is the factory's"),
        (SECRET, {"old_passwords": [OTHER, SECRET]}, "it is one of gs_old_passwords"),
        (SECRET, {"old_passwords": SECRET}, "it is one of gs_old_passwords"),
        (Encrypted(SECRET), {"old_passwords": [[OTHER], [Encrypted(SECRET)]]}, "it is one of gs_old_passwords"),
        (83, {"old_passwords": [83]}, "it is a number here"),
        ({"password": SECRET}, {}, "it is not text"),
        ([SECRET], {}, "it is not text"),
        (True, {}, "it is not text"),
        (SECRET, {"stored_before": digest(OTHER)}, "replaced a password that was stored already"),
    ],
)
def test_new_passwords(value: Any, options: dict[str, Any], says: str) -> None:
    problem = new_password_problem([value, value], **options)
    assert problem.startswith(says) or (says and says in problem)
    assert bool(problem) == bool(says)
    assert SECRET not in problem
    assert not problem.endswith(".")


def test_password_that_is_not_stored() -> None:
    assert "another one, so nobody would know" in new_password_problem([SECRET, OTHER])
    assert "another one, so nobody would know" in new_password_problem([SECRET, SECRET, ""])
    assert new_password_problem([Encrypted(SECRET), SECRET]) == ""


@pytest.mark.parametrize(
    ("first", "second", "options", "says"),
    [
        ({1: SECRET, 2: OTHER}, {1: SECRET, 2: OTHER}, {}, ""),
        ({1: Encrypted(SECRET)}, {1: SECRET}, {"old_passwords": {"1": OTHER, "2": SECRET}}, ""),
        ({1: ""}, {1: ""}, {"may_be_empty": True}, ""),
        ({1: SECRET}, {1: SECRET}, {"stored_before": {"1": digest("")}}, ""),
        ({1: SECRET, "2": " "}, {1: SECRET, "2": " "}, {}, "account 2: it is empty"),
        ({1: SECRET}, {1: OTHER}, {}, "account 1: each time that it is looked up it is another one"),
        ({1: SECRET}, {2: SECRET}, {}, "each time that it is looked up it is another one"),
        ({1: SECRET}, {1: SECRET}, {"old_passwords": {1: SECRET}}, "account 1: it is the one of gs_old_sip_passwords"),
        ({1: 83}, {1: 83}, {}, "account 1: it is a number here"),
        (
            {1: SECRET},
            {1: SECRET},
            {"stored_before": {"1": digest(OTHER)}},
            "account 1: the tasks of gs_rotation_store_tasks replaced",
        ),
        ({}, {}, {}, "it names no account"),
        (SECRET, SECRET, {}, "it names no account"),
    ],
)
def test_new_sip_passwords(first: Any, second: Any, options: dict[str, Any], says: str) -> None:
    problem = new_password_problem([first, second], role="sip", **options)
    assert problem.startswith(says)
    assert bool(problem) == bool(says)
    assert SECRET not in problem


@pytest.mark.parametrize(("looked_up", "role"), [(SECRET, "admin"), ([SECRET], "admin"), ([SECRET, SECRET], "root")])
def test_wrong_options_tell_no_value(looked_up: Any, role: str) -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        new_password_problem(looked_up, role=role)
    assert SECRET not in str(caught.value)


OPEN: dict[str, Any] = maintenance_window({})
CLOSED = maintenance_window({"start": "22:00", "end": "05:00"}, "2026-03-03T13:05:00")
WRONG = maintenance_window({"start": 1320, "end": "05:00"})
FIRMWARE = {"operation": "firmware", "firmware_version": "1.0.3.60"}


@pytest.mark.parametrize(
    ("window", "options", "says"),
    [
        (OPEN, {"operation": "reboot"}, ""),
        (OPEN, {**FIRMWARE, "firmware_server": "fw.example.net/gxv", "poll": "1", "max_failures": "0"}, ""),
        (CLOSED, {"operation": "reboot", "check_mode": True}, ""),
        (
            CLOSED,
            {"operation": "reboot"},
            "the window 22:00 to 05:00 is closed: it is 13:05 on Tuesday on the controller. Nothing was",
        ),
        (WRONG, {"operation": "reboot", "check_mode": True}, "gs_maintenance_window: start: 1320 is not a time of day"),
        (OPEN, {"operation": "firmware"}, "gs_maintenance_firmware_version: it is empty"),
        (
            OPEN,
            {**FIRMWARE, "firmware_steps": ["1.0.1", "1.0.3.60"]},
            "gs_maintenance_firmware_steps: say in gs_maintenance_firmware_server",
        ),
        (
            OPEN,
            {**FIRMWARE, "firmware_steps": ["1.0.4.1"], "firmware_server": "x"},
            "gs_maintenance_firmware_steps: the last version",
        ),
        (OPEN, {**FIRMWARE, "firmware_version": "new"}, "gs_maintenance_firmware_version: 'new' is not a version"),
        (OPEN, {"operation": "reboot", "firmware_steps": ["new"]}, ""),
        (OPEN, {**FIRMWARE, "firmware_server": "https://x"}, "gs_maintenance_firmware_server: write host and path only"),
        (OPEN, {"operation": "provision", "poll": 0}, "gs_maintenance_poll: 0 is out of range"),
        (OPEN, {"operation": "provision", "max_failures": -1}, "gs_maintenance_max_failures: -1 is out of range"),
    ],
)
def test_maintenance(window: dict[str, Any], options: dict[str, Any], says: str) -> None:
    problem = maintenance_problem(window, **options)
    assert problem.startswith(says)
    assert bool(problem) == bool(says)
