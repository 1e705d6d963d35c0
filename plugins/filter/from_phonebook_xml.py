# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: from_phonebook_xml
short_description: Read a phonebook XML file
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Turns a Grandstream phonebook file into groups and contacts, in the form that M(voip.grandstream.gs_phonebook) takes.
  - RV(_value.problems) lists everything that a contact on a phone cannot hold. What goes for many contacts is one
    sentence with a count.
  - A file may come from a device, so it is checked. A file is refused if it is not XML, if it has a document type declaration or
    entities, if its root element is not C(AddressBook), if it is longer than 16 MiB, or if its elements are nested more than 16
    deep.
requirements:
  - defusedxml >= 0.7.1 on the controller
options:
  _input:
    description:
      - The text of the file. Bytes are read in the encoding that the XML declaration names.
    type: raw
    required: true
notes:
  - The C(type) of a C(Phone) element says what kind of number it is, in upper or lower case - C(Work), C(Home), C(Mobile) or
    C(Cell), and C(Fax). A number without a type, as older models write it, is the work number.
  - Reported in RV(_value.problems) are a second number of one kind, numbers of type C(Other) and of unknown types, a second
    e-mail address, ringtones, which number is the primary one, the mark as frequent, groups that are not in the file, a second
    group, unknown elements, accounts to call by where they differ, and contacts and groups without a name.
  - The ids in a file are not returned, because each phone gives its own.
  - In a value, line breaks and the indentation around them become one space. Other spaces are kept.
seealso:
  - plugin: voip.grandstream.to_phonebook_xml
    plugin_type: filter
  - plugin: voip.grandstream.from_phonebook_csv
    plugin_type: filter
  - module: voip.grandstream.gs_phonebook
  - module: voip.grandstream.gs_phonebook_download
"""

EXAMPLES = r"""
- name: Fail if anything of the file would be lost
  ansible.builtin.assert:
    that: book.problems == []
    fail_msg: "{{ book.problems | join('\n') }}"
  vars:
    book: "{{ lookup('ansible.builtin.file', 'phonebook.xml') | voip.grandstream.from_phonebook_xml }}"

- name: Bring the directory of the old phone system to the phone
  voip.grandstream.gs_phonebook:
    groups: "{{ book.groups }}"
    contacts: "{{ book.contacts }}"
  vars:
    book: "{{ lookup('ansible.builtin.file', 'phonebook.xml') | voip.grandstream.from_phonebook_xml }}"

# <AddressBook>
#   <pbgroup><id>3</id><name>Sales</name></pbgroup>
#   <Contact>
#     <FirstName>Jack</FirstName>
#     <LastName>Brown</LastName>
#     <Phone type="Work"><phonenumber>8819</phonenumber><accountindex>0</accountindex></Phone>
#     <Phone type="Other"><phonenumber>8820</phonenumber><accountindex>0</accountindex></Phone>
#     <Group>3</Group>
#   </Contact>
# </AddressBook>
#
# becomes
#
# groups:
#   - name: Sales
# contacts:
#   - first_name: Jack
#     last_name: Brown
#     work: '8819'
#     group: Sales
# problems:
#   - "contact 'Jack Brown': a phone's contact has no place for the number '8820' of type 'Other'"
"""

RETURN = r"""
_value:
  description: The phonebook.
  type: dict
  contains:
    groups:
      description:
        - The groups, without V(default) and V(blacklist), which every phone has.
      type: list
      elements: dict
      returned: success
      sample:
        - name: Sales
    contacts:
      description:
        - The contacts in the order of the file. Each has those of C(first_name), C(last_name), C(work), C(home), C(mobile),
          C(fax), C(email) and C(group) that are not blank, as text. A contact without C(group) is in the group V(default).
      type: list
      elements: dict
      returned: success
      sample:
        - first_name: Jack
          last_name: Brown
          work: "8819"
          group: Sales
    problems:
      description:
        - A sentence for each thing that a phone cannot hold, or that makes no sense. Empty if nothing is lost.
      type: list
      elements: str
      returned: success
      sample:
        - "contact 'Jack Brown': a phone's contact has no place for the number '8820' of type 'Other'"
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted


def from_phonebook_xml(text: str | bytes) -> dict[str, t.Any]:
    """Return groups, contacts and problems of a phonebook XML text. Raise AnsibleFilterError if it is not a phonebook."""
    from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.xml_file import parse_phonebook  # noqa: PLC0415 - see _filter.py

    book: dict[str, t.Any] = converted(lambda: parse_phonebook(text).as_structure())
    return book


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"from_phonebook_xml": from_phonebook_xml}
