#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_contact
short_description: Keep one contact in the phonebook of a Grandstream phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Makes sure that one contact is in the phone's phonebook as the task says, or is not in it.
  - The contact is found by its whole name, or by O(id). What the task does not name stays as it is. An option with an empty text
    clears its field.
  - For a whole directory use M(voip.grandstream.gs_phonebook), which reads the phone once for all contacts.
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
  first_name:
    description:
      - First name. The phone joins first and last name with a space. Contacts are found by this whole name.
    type: str
  last_name:
    description: Last name.
    type: str
  work:
    description: Work number. Write numbers in quotes, because YAML drops the zeros in front of a number without quotes.
    type: str
  home:
    description: Home number.
    type: str
  mobile:
    description: Mobile number.
    type: str
  fax:
    description: Fax number.
    type: str
  email:
    description: E-mail address.
    type: str
  group:
    description: Name of the contact's group, which must exist. An empty text is the group V(default).
    type: str
  id:
    description:
      - Id of the contact on this phone. V(0) is a valid id. With an id, the contact is found by it, and a different name renames
        the contact. Then give both O(first_name) and O(last_name), or neither.
      - Ids differ from phone to phone. M(voip.grandstream.gs_info) shows them.
    type: int
  state:
    description:
      - Whether the contact must be in the phonebook.
    type: str
    choices: [present, absent]
    default: present
notes:
  - If the phone has two contacts of that name, the task fails and names their ids. Neither contact is changed.
seealso:
  - module: voip.grandstream.gs_phonebook
  - module: voip.grandstream.gs_info
"""

EXAMPLES = r"""
- name: Keep the reception in the phonebook
  voip.grandstream.gs_contact:
    first_name: Reception
    work: "8800"
    group: default

- name: Remove the fax number of Jack Brown
  voip.grandstream.gs_contact:
    first_name: Jack
    last_name: Brown
    fax: ""

- name: Remove a contact
  voip.grandstream.gs_contact:
    first_name: Jane
    last_name: Doe
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
from ansible_collections.voip.grandstream.plugins.module_utils._resources.contact import RESOURCE


def main() -> None:
    """Run as a shipped module; in the controller's process the action plugin of the same name runs instead."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
