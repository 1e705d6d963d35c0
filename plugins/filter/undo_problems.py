# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: undo_problems
short_description: Say which settings have changed since the run that is brought back
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Compares what a phone holds now with what the run left, as P(voip.grandstream.undo_plan#filter) says it. What holds the value
    of before the run is no problem.
positional: _input
options:
  _input:
    description: The plan of one phone.
    type: dict
    required: true
  held:
    description: The P values that the phone holds now, as RV(voip.grandstream.gs_info#module:pvalues) gives them.
    type: dict
    required: true
seealso:
  - plugin: voip.grandstream.undo_plan
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Refuse where somebody has changed the phone since
  ansible.builtin.fail:
    msg: "{{ problems | join('. ') }}"
  when: problems | length > 0
  vars:
    problems: "{{ plan | voip.grandstream.undo_problems(phone.pvalues) }}"
"""

RETURN = r"""
_value:
  description: A sentence for each P value, without its full stop. After ten of them, how many more there are.
  type: list
  elements: str
  sample: ["settings.ntp_server (P30) is 'ntp2.example.net' now, and the run left 'ntp.example.net'"]
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain


def undo_problems(planned: t.Any, held: t.Any) -> list[str]:
    """Return the problems of a phone. Raise AnsibleFilterError for what is not its plan."""
    from ansible_collections.voip.grandstream.plugins.plugin_utils._undo import plan  # noqa: PLC0415 - see _filter.py

    def compared() -> list[str]:
        if not isinstance(planned, t.Mapping) or not isinstance(planned.get("pvalues"), t.Mapping):
            raise InputError("this takes a plan, as the filter undo_plan gives it")
        return plan.undo_problems(plain(planned), plain(held))

    found: list[str] = converted(compared)
    return found


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"undo_problems": undo_problems}
