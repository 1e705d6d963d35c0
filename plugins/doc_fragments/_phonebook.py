# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options that list a phonebook."""

    DOCUMENTATION = r"""
options:
  groups:
    description:
      - Contact groups. The groups that listed contacts need and the phone does not have must be among them.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name of the group.
        type: str
        required: true
      id:
        description:
          - Taken so that what M(voip.grandstream.gs_info) reads can be given back. Each phone numbers its groups itself.
        type: int
  contacts:
    description:
      - Contacts. No two may be the same by O(match_by).
    type: list
    elements: dict
    suboptions:
      first_name:
        description:
          - First name. The phone shows one name, V(first_name last_name) with a space between; contacts are told apart by it.
        type: str
      last_name:
        description: Last name.
        type: str
      work:
        description: Work number. Write numbers in quotes, because YAML takes the zeros in front of a bare number away.
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
          - Id of the contact on this phone. It counts only when O(match_by) names it, because ids differ from phone to phone.
        type: int
  purge:
    description:
      - Whether to remove what is not listed. It concerns contacts when O(contacts) is given, and groups when O(groups) is given.
      - Contacts left in a group that is removed are moved to the group V(default).
    type: bool
    default: false
  purge_groups:
    description:
      - Limits O(purge) to these groups and to the contacts in them, so that other contacts are safe.
    type: list
    elements: str
  allow_empty:
    description:
      - Whether O(purge) may go with an empty list, which removes everything. An empty list is more often a lookup that went
        wrong.
    type: bool
    default: false
  match_by:
    description:
      - What tells two contacts apart. Name more than V(name) where names repeat on purpose, such as V([name, work]).
    type: list
    elements: str
    choices: [name, group, work, home, mobile, fax, email, id]
    default: [name]
"""
