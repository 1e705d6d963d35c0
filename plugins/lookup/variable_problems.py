# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: variable_problems
short_description: Slips in the names of variables
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Looks at the variables of all hosts of the play that begin with C(gs_), and at the extra variables. Ansible says nothing of a
    variable that nobody reads, so C(gs_setings) would change nothing, silently.
  - Gives a sentence for each name that is nearly one of the collection's, with the place that has it. The roles
    P(voip.grandstream.baseline#role) and P(voip.grandstream.publish#role), and the playbooks audit, phonebook, reboot,
    rotate_passwords and upgrade_firmware, fail with them before a phone is contacted.
  - Other names that the collection does not have are told in one warning.
  - Variables of your own are named in C(gs_own_variables), as a list. It may be set by any group or host, and C(*) in it stands
    for any text. They are not told.
  - All variables that begin with C(gs_bundle_) are known, because they are bundles.
  - Encrypted files of hosts are not looked into, but for the first host's.
options:
  others:
    description:
      - Give a sentence on the other names, too, instead of the warning. Ansible shows no warning of a task that is skipped where
        C(display_skipped_hosts) is V(false), so this is for C(when) of a task that tells them.
    type: bool
    default: false
notes:
  - It reads the inventory of the run, which ansible-core offers no lasting interface for. The collection is tested with each
    ansible-core that it supports.
"""

EXAMPLES = r"""
- name: Check the names of variables
  ansible.builtin.fail:
    msg: "{{ problems | join(' ') }}"
  vars:
    problems: "{{ query('voip.grandstream.variable_problems') }}"
  when: problems | length > 0
  run_once: true

# group_vars/all.yml
# gs_own_variables:
#   - gs_floor
#   - gs_room_*
"""

RETURN = r"""
_raw:
  description:
    - A sentence for each slip, and one that says what to do. Empty where there is none.
    - With O(others), one more on the other names.
  type: list
  elements: str
"""

import typing as t

from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ansible_collections.voip.grandstream.plugins.plugin_utils._variables import REMEDY, Unknown, unknown_of_hosts


class LookupModule(LookupBase):
    """See DOCUMENTATION."""

    def run(
        self,
        terms: list[t.Any],  # noqa: ARG002 - there are none
        variables: dict[str, t.Any] | None = None,
        **kwargs: t.Any,
    ) -> list[str]:
        """Return the sentences, and warn of names that are like no other. Raise :class:`AnsibleLookupError` where this
        ansible-core does not show its inventory."""
        self.set_options(var_options=variables, direct=kwargs)
        variables = variables or {}
        unknown = unknown_of_hosts(variables["ansible_play_hosts_all"], variables, self._loader)
        others = [variable for variable in unknown if variable.near is None]
        problems = [variable.problem for variable in unknown if variable.near is not None]
        found = [*problems, REMEDY] if problems else []
        if others and self.get_option("others"):
            return [*found, _told(others)]
        if others:
            Display().warning(_told(others))
        return found


def _told(others: list[Unknown]) -> str:
    told = ", ".join(f"{variable.name} ({variable.where})" for variable in others)
    return (
        f"The collection voip.grandstream has no variable {told}. Correct what is a slip. "
        f"Name your own variables in gs_own_variables: [{', '.join(variable.name for variable in others)}]."
    )
