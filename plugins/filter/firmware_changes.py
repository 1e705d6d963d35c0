# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: firmware_changes
short_description: Say which settings a phone did not keep
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Compares the settings that a phone had before with those that it has now, and gives a sentence for each difference. The role
    P(voip.grandstream.maintenance#role) uses it after a firmware upgrade. No phone is contacted.
  - Settings that only the new firmware has are no difference. Secrets are in neither, because M(voip.grandstream.gs_info) does
    not show them.
positional: _input
options:
  _input:
    description: The result of M(voip.grandstream.gs_info) with the subset C(config), read before.
    type: dict
    required: true
  after:
    description: The result of the same task, read now.
    type: dict
    required: true
  may_change:
    description:
      - Settings that are not compared, by their name (V(timezone)), or by their place (V(accounts.1.sip_server)).
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Show what the phone did not keep
  ansible.builtin.debug:
    msg: "{{ before | voip.grandstream.firmware_changes(after, may_change=['timezone']) }}"
"""

RETURN = r"""
_value:
  description: A sentence for each setting that the phone did not keep, without its full stop. Empty if it kept all.
  type: list
  elements: str
  sample: ['settings.ntp_server was "ntp.example.net" and is "pool.ntp.org"']
"""

import json
import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.from_pvalues import label
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, visible

_LONGEST = 60

Info = t.Mapping[str, t.Any]


def firmware_changes(before: Info, after: Info, may_change: t.Iterable[str] = ()) -> list[str]:
    """Return a sentence for each setting that differs. Raise AnsibleFilterError where the subset C(config) was not read."""
    had, has = _flat(before), _flat(after)
    hidden = {*(after.get("left_out") or ()), *(f"config.{name}" for name in after.get("unreadable") or ())}
    allowed = set(map(str, may_change))
    changes = []
    for place, value in had.items():
        if place in allowed or place.rsplit(".", 1)[-1] in allowed:
            continue
        if place in has and has[place] != value:
            changes.append(f"{place} was {_shown(value)} and is {_shown(has[place])}")
        elif place not in has and value not in ("", None):
            now = "is not shown, because of what it says" if f"config.{place}" in hidden else "is not told any more"
            changes.append(f"{place} was {_shown(value)} and {now}")
    return changes


def _flat(info: Info) -> dict[str, t.Any]:
    """Return the values by their places: also those that come by their P numbers, because their texts have no word."""
    if not isinstance(info, t.Mapping) or not isinstance(info.get("config"), t.Mapping):
        raise AnsibleFilterError("firmware_changes needs results of gs_info with the subset config")
    config = info["config"]
    numbers = {name: catalogue.bare_number(name) for name in config.get("settings") or {}}
    flat = {label(number) if number else f"settings.{name}": config["settings"][name] for name, number in numbers.items()}
    for part in ("accounts", "keys"):
        for number, entries in (config.get(part) or {}).items():
            flat.update({f"{part}.{number}.{name}": value for name, value in entries.items()})
    return flat


def _shown(value: t.Any) -> str:
    return shortened(visible(json.dumps(value, ensure_ascii=False, default=str)), _LONGEST)


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"firmware_changes": firmware_changes}
