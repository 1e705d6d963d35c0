# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: maintenance_problem
short_description: Say why the role maintenance must not begin with a phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Checks the options of the role P(voip.grandstream.maintenance#role) that depend on each other, and whether its window is open,
    before anything is sent to a phone.
positional: _input
options:
  _input:
    description: What P(voip.grandstream.maintenance_window#filter) says of the window.
    type: dict
    required: true
  operation:
    description: The value of C(gs_maintenance_operation).
    type: str
    required: true
  firmware_version:
    description: The value of C(gs_maintenance_firmware_version).
    type: str
    default: ""
  firmware_steps:
    description: The value of C(gs_maintenance_firmware_steps).
    type: list
    elements: str
    default: []
  firmware_server:
    description: The value of C(gs_maintenance_firmware_server).
    type: str
    default: ""
  poll:
    description: The value of C(gs_maintenance_poll).
    type: int
    default: 15
  max_failures:
    description: The value of C(gs_maintenance_max_failures).
    type: int
    default: 5
  check_mode:
    description: Whether it is check mode, where the window may be closed.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Refuse what cannot be right
  ansible.builtin.fail:
    msg: "{{ problem }}."
  when: problem | length > 0
  vars:
    window: {start: "22:00", end: "05:00"}
    problem: "{{ window | voip.grandstream.maintenance_window | voip.grandstream.maintenance_problem('reboot') }}"
"""

RETURN = r"""
_value:
  description: What is wrong, where, and what to do, without the last full stop. Empty where nothing is wrong.
  type: str
  sample: "gs_maintenance_poll: 0 is out of range (from 1)"
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.filter.firmware_path import steps_of, steps_problem

DEFAULTS = {
    "firmware_version": "",
    "firmware_steps": [],
    "firmware_server": "",
    "poll": 15,
    "max_failures": 5,
    "check_mode": False,
}

_LATER = "Nothing was sent to this phone. Run it again when the window is open: phones that are done are left alone"


def maintenance_problem(window: t.Mapping[str, t.Any], operation: str, **options: t.Any) -> str:
    """Return why nothing may be sent to a phone, or an empty text."""
    given = {**DEFAULTS, **options}
    path = _path_problem(given) if operation == "firmware" else ""
    problems = (
        (not window["valid"], f"gs_maintenance_window: {window['message']}"),
        (bool(path), path),
        (
            "://" in given["firmware_server"],
            "gs_maintenance_firmware_server: write host and path only. The protocol is in gs_maintenance_firmware_protocol",
        ),
        (int(given["poll"]) < 1, f"gs_maintenance_poll: {given['poll']} is out of range (from 1)"),
        (int(given["max_failures"]) < 0, f"gs_maintenance_max_failures: {given['max_failures']} is out of range (from 0)"),
        (
            not window["open"] and not given["check_mode"],
            f"{window['message']}. {_LATER}",
        ),
    )
    return next((problem for is_so, problem in problems if is_so), "")


def _path_problem(given: t.Mapping[str, t.Any]) -> str:
    """Return what is wrong with the versions that a phone has to pass through, or an empty text."""
    version, steps = str(given["firmware_version"] or ""), given["firmware_steps"]
    if not version:
        return "gs_maintenance_firmware_version: it is empty. Say which version the phone must have"
    problem = steps_problem(steps, version)
    if not problem and len(steps_of(steps, version)) > 1 and not given["firmware_server"]:
        return "gs_maintenance_firmware_steps: say in gs_maintenance_firmware_server where the folders of the versions are"
    return problem


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"maintenance_problem": maintenance_problem}
