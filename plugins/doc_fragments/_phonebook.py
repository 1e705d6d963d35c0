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
      - Contact groups, each as a dictionary with C(name) or by its name alone, as in V([Staff, Sales]).
      - If a listed contact is in a group that the phone does not have, list the group here.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name of the group.
        type: str
        required: true
      id:
        description:
          - Has no effect, because each phone numbers its groups itself. It is accepted so that you can give back what
            M(voip.grandstream.gs_info) reads.
        type: int
  contacts:
    description:
      - Contacts. No two may be the same in all that O(match_by) names.
    type: list
    elements: dict
    suboptions:
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
          - Id of the contact on this phone. It is used only if O(match_by) names it, because ids differ from phone to phone.
        type: int
  purge:
    description:
      - Whether to remove what is not listed. Contacts are removed only if O(contacts) is given, and groups only if O(groups) is
        given.
      - Contacts that remain in a removed group are moved to the group V(default).
    type: bool
    default: false
  purge_groups:
    description:
      - Limits O(purge) to these groups and to the contacts in them. Other contacts are not removed.
    type: list
    elements: str
  allow_empty:
    description:
      - Whether O(purge) may be used with an empty list, which removes everything. Without this, an empty list fails, because it
        is often a lookup that went wrong.
    type: bool
    default: false
  match_by:
    description:
      - The fields by which a listed contact is found on the phone. If several contacts have the same name on purpose, name more
        fields, such as V([name, work]).
    type: list
    elements: str
    choices: [name, group, work, home, mobile, fax, email, id]
    default: [name]
"""
