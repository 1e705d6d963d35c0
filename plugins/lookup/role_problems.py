# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: role_problems
short_description: What is wrong with the variables of a role of this collection
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Checks the variables of a host against the argument specification of a role, and gives a sentence for each that is wrong.
  - ansible-core checks the same before a role runs, and puts the whole specification of the role around its message. The roles of
    this collection use this lookup plugin, and its playbooks switch the other check off (C(rolespec_validate)).
options:
  _terms:
    description: Name of the role, without that of the collection.
    type: list
    elements: str
    required: true
  entry_point:
    description: The entry point of the role.
    type: str
    default: main
seealso:
  - module: ansible.builtin.validate_argument_spec
"""

EXAMPLES = r"""
- name: Check the options
  ansible.builtin.fail:
    msg: "{{ problems | join('; ') }}."
  vars:
    problems: "{{ query('voip.grandstream.role_problems', 'acceptance') }}"
  when: problems | length > 0
"""

RETURN = r"""
_value:
  description: A sentence for each problem, without its full stop. Empty if all is in order.
  type: list
  elements: str
  sample: ["gs_acceptance_wait: 'abc' is not a number. Write it in digits"]
"""

import typing as t
from pathlib import Path

from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.voip.grandstream.plugins.module_utils._option_types import type_problems
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown
from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import innermost
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain

_ROLES = Path(__file__).resolve().parents[2] / "roles"


class LookupModule(LookupBase):
    """The lookup plugin: what is wrong with the variables of roles."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[str]:
        """Return the problems of the roles that ``terms`` name. Raise :class:`AnsibleLookupError` for what is no role of ours."""
        self.set_options(var_options=variables, direct=kwargs)
        entry_point = str(self.get_option("entry_point"))
        return [problem for role in terms for problem in self._problems(str(role), entry_point, variables or {})]

    def _problems(self, role: str, entry_point: str, variables: dict[str, t.Any]) -> list[str]:
        spec = self._spec(role, entry_point)
        problems = []
        options: dict[str, t.Any] = {}
        for name, option in spec.items():
            try:
                options[name] = plain(self._templar.template(variables.get(name)))
            except AnsibleError as error:
                problems.append(f"{name}: {innermost(error)}")
                continue
            if option.get("required") and options[name] is None:
                problems.append(f"{name}: it is not set")
        return [*problems, *type_problems(options, spec)]

    def _spec(self, role: str, entry_point: str) -> dict[str, t.Any]:
        try:
            specs = self._loader.load_from_file(str(_ROLES / role / "meta" / "argument_specs.yml"))["argument_specs"]
            options: dict[str, t.Any] = specs[entry_point]["options"]
        except (AnsibleError, KeyError):
            raise AnsibleLookupError(f"there is no role {shown(role)} with the entry point {shown(entry_point)}") from None
        return options
