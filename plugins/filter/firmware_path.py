# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: firmware_path
short_description: Say through which firmware versions a phone gets to the wanted one
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Compares the version that a phone runs with the one that it must have, and gives the versions that it still has to install, in
    order. The role P(voip.grandstream.maintenance#role) uses it. No phone is contacted.
  - A phone that runs a newer version is left alone. A downgrade is never planned.
positional: _input
options:
  _input:
    description: The version that the phone runs, as M(voip.grandstream.gs_info) gives it. None if the phone does not tell it.
    type: str
    required: true
  version:
    description: The version that the phone must have.
    type: str
    required: true
  steps:
    description:
      - The versions that a phone must pass through, in ascending order. The last one is O(version). Without it, the phone goes to
        O(version) at once.
    type: list
    elements: str
    default: []
  server:
    description:
      - Host and path of the firmware server, without C(https://). Each version has a folder of its own there, with the name of
        the version. If it is empty, the phone keeps the server that it has.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Show what a phone has to install
  ansible.builtin.debug:
    msg: >-
      {{ '1.0.1.20' | voip.grandstream.firmware_path('1.0.3.60', steps=['1.0.1.43', '1.0.3.60'],
                                                     server='fw.example.net/phones') }}

# {"end": "due", "why": "", "was": "1.0.1.20", "steps": [
#     {"version": "1.0.1.43", "server": "fw.example.net/phones/1.0.1.43"},
#     {"version": "1.0.3.60", "server": "fw.example.net/phones/1.0.3.60"}]}
"""

RETURN = r"""
_value:
  description: What is to be done.
  type: dict
  contains:
    end:
      description:
        - V(current) if the phone runs the version, V(newer) if it runs a newer one, V(due) if it is to be upgraded, and
          V(left_out) if its version cannot be compared.
      type: str
      sample: due
    why:
      description: Why it is left out. Empty otherwise.
      type: str
      sample: ""
    was:
      description: The version that the phone runs. Empty if it does not tell it.
      type: str
      sample: 1.0.1.20
    steps:
      description: The versions to install, each with the path of its folder. Empty if there are none.
      type: list
      elements: dict
      sample: [{"version": "1.0.3.60", "server": "fw.example.net/phones/1.0.3.60"}]
"""

import itertools
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._settings.firmware import version as parts_of
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, visible


def firmware_path(running: str | None, version: str, steps: t.Any = (), server: str = "") -> dict[str, t.Any]:
    """Return what a phone that is ``running`` a version has to install. Versions are told apart by their numbers."""
    path = steps_of(steps, version)
    has, wanted = parts_of(running), parts_of(version)
    told = shortened(visible(str(running or "")), 40)
    plan: dict[str, t.Any] = {"end": "due", "why": "", "was": told, "steps": []}
    if not running:
        return {**plan, "end": "left_out", "why": "it does not tell its firmware version"}
    if has is None or wanted is None:
        return {**plan, "end": "left_out", "why": f"its firmware is {told}, which is not a version: look at it by hand"}
    if has >= wanted:
        return {**plan, "end": "current" if has == wanted else "newer"}
    folder = server.rstrip("/")
    left = [step for step in path if (parts_of(step) or []) > has]
    return {**plan, "steps": [{"version": step, "server": f"{folder}/{step}" if folder else ""} for step in left]}


def steps_of(steps: t.Any, version: str) -> list[str]:
    """Return the versions of a path. From a command line they come as one text with commas. No path is the version alone."""
    listed = steps.split(",") if isinstance(steps, str) else list(steps or [])
    return [str(step).strip() for step in listed] or [version]


def steps_problem(steps: t.Any, version: str) -> str:
    """Return what is wrong with a path of versions, or an empty text."""
    path = steps_of(steps, version)
    strange = next((step for step in [version, *path] if parts_of(step) is None), None)
    if strange is not None:
        where = "gs_maintenance_firmware_version" if strange == version else "gs_maintenance_firmware_steps"
        return f"{where}: {shortened(visible(strange), 40)!r} is not a version such as 1.0.3.60"
    for before, after in itertools.pairwise(path):
        if (parts_of(before) or []) >= (parts_of(after) or []):
            wrong = f"{after} is not newer than {before}"
            return f"gs_maintenance_firmware_steps: {wrong}. Write the versions in ascending order, each once"
    if path[-1] != version:
        wrong = f"the last version is {path[-1]}, and gs_maintenance_firmware_version is {version}"
        return f"gs_maintenance_firmware_steps: {wrong}. A path ends in that version"
    return ""


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"firmware_path": firmware_path}
