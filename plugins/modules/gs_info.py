#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_info
short_description: Read a Grandstream phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Reads what O(gather_subset) names, in one session and with only the requests that it needs.
  - What it returns is valid input of the modules that write, and writing it back changes nothing.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details:
      - There is nothing to show, because nothing changes.
  idempotent:
    support: full
options:
  gather_subset:
    description:
      - What to read.
    type: list
    elements: str
    choices: [all, contacts, groups]
    default: [all]
seealso:
  - module: voip.grandstream.gs_phonebook
"""

EXAMPLES = r"""
- name: Read the phonebook
  voip.grandstream.gs_info:
    gather_subset: [contacts, groups]
  register: phonebook

- name: Writing it back changes nothing
  voip.grandstream.gs_phonebook:
    groups: "{{ phonebook.groups }}"
    contacts: "{{ phonebook.contacts }}"
"""

RETURN = r"""
contacts:
  description: The phone's contacts, in its order. Valid as O(voip.grandstream.gs_phonebook#module:contacts).
  returned: when O(gather_subset) names it
  type: list
  elements: dict
  contains:
    id:
      description: Id of the contact on this phone.
      type: int
      sample: 0
    first_name:
      description: The phone tells only the whole name; this is the part before its last space.
      type: str
      sample: Jack
    last_name:
      description: The part after the last space.
      type: str
      sample: Brown
    group:
      description: Name of the contact's group. None when the phone does not list that group.
      type: str
      sample: Sales
    work:
      description: Work number.
      type: str
      sample: "8819"
    home:
      description: Home number.
      type: str
      sample: ""
    mobile:
      description: Mobile number.
      type: str
      sample: ""
    fax:
      description: Fax number.
      type: str
      sample: ""
    email:
      description: E-mail address.
      type: str
      sample: ""
groups:
  description: The phone's contact groups. Valid as O(voip.grandstream.gs_phonebook#module:groups).
  returned: when O(gather_subset) names it
  type: list
  elements: dict
  contains:
    id:
      description: Id of the group on this phone. V(0) is V(default) and V(100) is V(blacklist).
      type: int
      sample: 1
    name:
      description: Name of the group.
      type: str
      sample: Sales
error:
  description: What went wrong, for a playbook to decide on. M(voip.grandstream.gs_pvalue) describes its other keys.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - V(conflict) when the task does not fit what the phone holds (a group that does not exist, two contacts of one name).
          The other kinds are those of M(voip.grandstream.gs_pvalue).
      type: str
      sample: conflict
"""

from ansible_collections.voip.grandstream.plugins.module_utils._module import run_module
from ansible_collections.voip.grandstream.plugins.module_utils._resources._info import RESOURCE


def main() -> None:
    """Run as a shipped module; in the controller's process the action plugin of the same name runs instead."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
