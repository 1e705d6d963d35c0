# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: undo_plan
short_description: Plan how the changes of a run are brought back on a phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Turns what P(voip.grandstream.undo_report#lookup) gives for a phone into the state that brings the former values back. No
    phone is asked.
  - Of a setting that the run changed several times, the first value is brought back.
  - What a report does not hold is left, and named. That is secrets, values in which a secret is, and values with characters that
    a report shows as an escape.
positional: _input
options:
  _input:
    description: The changes of one phone.
    type: dict
    required: true
  model:
    description: The phone's model. It must be that of the report, if both are known.
    type: str
seealso:
  - plugin: voip.grandstream.undo_problems
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show what would be brought back
  ansible.builtin.debug:
    msg: "{{ changes | voip.grandstream.undo_plan(model=gs_model) }}"
  vars:
    changes: "{{ lookup('voip.grandstream.undo_report', 'reports/monday.json') }}"
"""

RETURN = r"""
_value:
  description: The plan.
  type: dict
  contains:
    problem:
      description: Why nothing can be brought back, as a sentence without its full stop. Mostly empty.
      type: str
    state:
      description: The C(settings), C(accounts) and C(keys) of before the run, as M(voip.grandstream.gs_config) takes them.
      type: dict
    pvalues:
      description:
        - By P number, the C(name) of its setting, the text C(before) the run, and the texts C(after) it, of which the phone must
          still hold one.
      type: dict
    left:
      description: Sentences on what is not brought back.
      type: list
      elements: str
      sample: ["accounts.1.sip_auth_password: it is a secret, which no report holds"]
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain


def undo_plan(changes: t.Any, model: t.Any = None) -> dict[str, t.Any]:
    """Return the plan of a phone. Raise AnsibleFilterError for what is not its changes."""
    from ansible_collections.voip.grandstream.plugins.plugin_utils._undo import plan  # noqa: PLC0415 - see _filter.py

    def planned() -> dict[str, t.Any]:
        if not isinstance(changes, t.Mapping) or "rows" not in changes:
            raise InputError("this takes the changes of one phone, as the lookup undo_report gives them")
        known = catalogue.model_of(model)
        return plan.undo_plan(plain(changes), known)

    found: dict[str, t.Any] = converted(planned)
    return found


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"undo_plan": undo_plan}
