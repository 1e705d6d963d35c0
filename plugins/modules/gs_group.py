#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_group
short_description: Keep one contact group of a Grandstream phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Makes sure that a contact group exists, does not exist, or has another name.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - Only the fields of a contact that change are shown.
  idempotent:
    support: full
options:
  name:
    description:
      - Name of the group.
      - Every phone has the groups V(default) and V(blacklist). They cannot be renamed or deleted.
    type: str
    required: true
  new_name:
    description:
      - The new name of the group. If the phone has a group of this name and no group O(name), nothing is done.
    type: str
  state:
    description:
      - Whether the group must exist.
      - With V(absent), the members of the group are moved to the group V(default) first, because some firmware deletes them with
        the group. RV(changes) and the diff show each of them.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: voip.grandstream.gs_phonebook
"""

EXAMPLES = r"""
- name: Create a group for sales
  voip.grandstream.gs_group:
    name: Sales

- name: Rename the group
  voip.grandstream.gs_group:
    name: Sales
    new_name: Customer care

- name: Remove the group of a closed office; its members move to the default group
  voip.grandstream.gs_group:
    name: Old office
    state: absent
"""

RETURN = r"""
changes:
  description:
    - What was changed, in the order in which it was done. In check mode, what would be changed.
    - When a task fails after it began to write, this is what it tried to change.
  returned: when the phone was read, or a write was begun
  type: list
  elements: dict
  contains:
    kind:
      description: V(contact) or V(group).
      type: str
      sample: contact
    action:
      description: V(add), V(edit), V(rename) or V(delete).
      type: str
      sample: edit
    name:
      description: The whole name of a contact, or the name of a group. Of a renamed group the former name.
      type: str
      sample: Jack Brown
    id:
      description: The id on this phone. Null for what is new.
      type: int
      sample: 0
    before:
      description: What the phone held, under the names of the options. Empty fields are left out. Null for what is new.
      type: dict
      sample: {"name": "Jack Brown", "group": "default", "work": "8819"}
    after:
      description: The same after the change. Null for what is deleted.
      type: dict
      sample: {"name": "Jack Brown", "group": "Sales", "work": "8819"}
error:
  description: Why the task failed, in parts that a playbook can test. M(voip.grandstream.gs_pvalue) describes its other keys.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - V(conflict) when the task does not fit what the phone holds, such as a group that does not exist or two contacts of one
          name. The other kinds are those of M(voip.grandstream.gs_pvalue).
      type: str
      sample: conflict
"""

from ansible_collections.voip.grandstream.plugins.module_utils._module import run_module
from ansible_collections.voip.grandstream.plugins.module_utils._resources.group import RESOURCE


def main() -> None:
    """Run as a shipped module; in the controller's process the action plugin of the same name runs instead."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
