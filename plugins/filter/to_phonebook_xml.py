# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: to_phonebook_xml
short_description: Write a phonebook XML file
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Turns groups and contacts into the text of a Grandstream phonebook file, as phones download it from a provisioning server.
  - The same book always gives the same text, so that the file changes in git only when the book does.
  - What cannot be right is refused, all of it at once and each with its path, such as V(contacts[3].group).
positional: _input
options:
  _input:
    description:
      - A dictionary of C(groups) and C(contacts), in the form that M(voip.grandstream.gs_phonebook) takes, that
        M(voip.grandstream.gs_info) returns and that P(voip.grandstream.from_phonebook_xml#filter) and
        P(voip.grandstream.from_phonebook_csv#filter) read.
      - C(groups) are dictionaries with C(name). C(contacts) are dictionaries with C(first_name) or C(last_name) or both, and,
        where there is one, C(work), C(home), C(mobile), C(fax), C(email) and C(group).
      - The C(group) of a contact is the name of one of C(groups), V(default) or V(blacklist). Without it, the contact is in the
        group V(default).
      - Write phone numbers in quotes. YAML takes an unquoted C(0123) for the number 83.
      - The C(id) of groups and contacts may be there and means nothing, because ids are given in the order of the book. So may
        C(problems).
      - Control characters such as line breaks are refused, because neither a phone nor XML can hold them.
    type: dict
    required: true
  account:
    description:
      - The account of the phone, from V(1), by which it calls the numbers of the file.
    type: int
    default: 1
seealso:
  - plugin: voip.grandstream.from_phonebook_xml
    plugin_type: filter
  - plugin: voip.grandstream.from_phonebook_csv
    plugin_type: filter
  - module: voip.grandstream.gs_info
"""

EXAMPLES = r"""
- name: The provisioning server offers the directory to all phones
  ansible.builtin.copy:
    dest: /srv/provisioning/phonebook.xml
    content: "{{ book | voip.grandstream.to_phonebook_xml }}"
    mode: "0644"
  vars:
    book:
      groups:
        - name: Sales
      contacts:
        - first_name: Jack
          last_name: Brown
          work: "8819"
          group: Sales

# <?xml version="1.0" encoding="UTF-8"?>
# <AddressBook>
#   <version>1</version>
#   <pbgroup>
#     <id>1</id>
#     <name>Sales</name>
#   </pbgroup>
#   <Contact>
#     <id>1</id>
#     <FirstName>Jack</FirstName>
#     <LastName>Brown</LastName>
#     <Phone type="Work">
#       <phonenumber>8819</phonenumber>
#       <accountindex>0</accountindex>
#     </Phone>
#     <Group>1</Group>
#   </Contact>
# </AddressBook>

- name: The same for a directory from a spreadsheet, called by account 2
  ansible.builtin.copy:
    dest: /srv/provisioning/phonebook.xml
    content: >-
      {{ lookup('ansible.builtin.file', 'directory.csv') | voip.grandstream.from_phonebook_csv
         | voip.grandstream.to_phonebook_xml(account=2) }}
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The text of the file, with a line break at its end. Write it as UTF-8.
  type: str
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import checked_directory
from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted


def to_phonebook_xml(book: t.Any, account: t.Any = 1) -> str:
    """Return the text of a phonebook file. Raise AnsibleFilterError with all that is wrong with the book."""
    from ansible_collections.voip.grandstream.plugins.module_utils._phonebook import xml_file  # noqa: PLC0415 - see _filter.py

    def number() -> int:
        # Also if a template made text of it.
        if isinstance(account, (int, str)) and str(account) in map(str, range(1, xml_file.ACCOUNTS + 1)):
            return int(account)
        raise InputError(f"account: this is a number from 1 to {xml_file.ACCOUNTS}")

    text: str = converted(lambda: xml_file.phonebook_xml(checked_directory(book), number()))
    return text


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"to_phonebook_xml": to_phonebook_xml}
