#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_phonebook
short_description: Keep the phonebook of a Grandstream phone in line with a directory
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Brings groups and contacts of a phone to what the task lists, in one session.
  - Reads the phonebook once, sends one request for each contact or group that differs, and reads once more to verify.
  - Adds listed contacts that are not on the phone. In contacts that are there, it corrects the fields that the task names, and
    leaves the other fields alone. A field with an empty text is cleared.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
  - voip.grandstream._phonebook
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
  state:
    description:
      - Whether the listed groups and contacts must exist.
      - O(purge) needs V(present).
      - With V(absent), members of a listed group that are not listed themselves are moved to the group V(default).
    type: str
    choices: [present, absent]
    default: present
notes:
  - If a listed contact is on the phone more than once, the task fails and names the ids. Nothing is changed then.
  - If the connection breaks after a contact was sent, the phonebook is read again, and only what is missing is sent. No contact
    is created twice.
seealso:
  - module: voip.grandstream.gs_info
  - plugin: voip.grandstream.from_phonebook_csv
    plugin_type: filter
  - plugin: voip.grandstream.from_phonebook_xml
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Bring the phonebook in line with the company directory, and remove everything else
  voip.grandstream.gs_phonebook:
    groups:
      - name: Sales
    contacts:
      - first_name: Jack
        last_name: Brown
        work: "8819"
        group: Sales
      - first_name: Reception
        work: "8800"
    purge: true

- name: Manage only the group Sales, and leave contacts in other groups alone
  voip.grandstream.gs_phonebook:
    groups:
      - name: Sales
    contacts:
      - first_name: Jack
        last_name: Brown
        work: "8819"
        group: Sales
    purge: true
    purge_groups: [Sales]
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
from ansible_collections.voip.grandstream.plugins.module_utils._resources.phonebook import RESOURCE


def main() -> None:
    """Run as a shipped module; in the controller's process the action plugin of the same name runs instead."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
