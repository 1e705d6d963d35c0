# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: from_phonebook_csv
short_description: Read a directory from a CSV file
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Turns a CSV file with a header, such as a spreadsheet or a mail program exports it, into groups and contacts, in the form in
    which M(voip.grandstream.gs_phonebook) takes them.
  - What is not taken is not dropped silently. It is in RV(_value.problems), with the number of its line.
  - The groups are those that the contacts name, in the order of the file.
positional: _input
options:
  _input:
    description:
      - The text of the file. Where it is bytes, they are UTF-8. A byte order mark is skipped.
    type: raw
    required: true
  columns:
    description:
      - What columns hold whose headers are not among the ones below, as a dictionary of fields by header.
      - A field is V(first_name), V(last_name), V(name), V(work), V(home), V(mobile), V(fax), V(email) or V(group). V(ignore) says
        that a column is not wanted, so that it is no problem.
      - Goes before the headers below. Naming a column that the file does not have is an error.
    type: dict
    default: {}
  delimiter:
    description:
      - The character between fields. Without it, comma, semicolon and tabulator are tried, and the one that gives the header the
        most columns is taken.
    type: str
notes:
  - C(First Name), C(Given Name), C(Forename) are V(first_name).
  - C(Last Name), C(Surname), C(Family Name) are V(last_name).
  - C(Name), C(Full Name), C(Display Name) are the whole name. It is split at its last space, and counts only where a row has
    neither a first nor a last name.
  - C(Work), C(Work Phone), C(Business), C(Business Phone), C(Office), C(Office Phone) are V(work).
  - C(Home), C(Home Phone) are V(home).
  - C(Mobile), C(Mobile Phone), C(Cell), C(Cell Phone) are V(mobile).
  - C(Fax), C(Work Fax), C(Business Fax) are V(fax).
  - C(Email), C(Email Address), C(Mail) are V(email).
  - C(Group), C(Department) are V(group).
  - Capitals, spaces, hyphens and underscores in headers make no difference, so that C(E-Mail) and C(first_name) are known too.
  - Spaces around a field are removed, and line breaks inside of one become a space. Blank rows are skipped.
  - Reported in RV(_value.problems) are columns that are not read and have content, a second column for a field, rows without a
    name, and rows with more or fewer fields than the header. Rows without a name or with more fields are left out.
  - A spreadsheet may have eaten the leading zeros of phone numbers before it wrote the file. Format such columns as text.
seealso:
  - plugin: voip.grandstream.from_phonebook_xml
    plugin_type: filter
  - plugin: voip.grandstream.to_phonebook_xml
    plugin_type: filter
  - module: voip.grandstream.gs_phonebook
"""

EXAMPLES = r"""
- name: Every phone has the company directory
  voip.grandstream.gs_phonebook:
    groups: "{{ book.groups }}"
    contacts: "{{ book.contacts }}"
  vars:
    book: "{{ lookup('ansible.builtin.file', 'directory.csv') | voip.grandstream.from_phonebook_csv }}"

- name: Other headers, and no contact lost
  ansible.builtin.assert:
    that: book.problems == []
    fail_msg: "{{ book.problems | join('\n') }}"
  vars:
    columns:
      Vorname: first_name
      Nachname: last_name
      Durchwahl: work
      Raum: ignore
    book: >-
      {{ lookup('ansible.builtin.file', 'directory.csv')
         | voip.grandstream.from_phonebook_csv(columns=columns, delimiter=';') }}

# First Name,Last Name,Office,E-Mail,Department
# Jack,Brown,8819,jack@example.com,Sales
#
# becomes
#
# groups:
#   - name: Sales
# contacts:
#   - first_name: Jack
#     last_name: Brown
#     work: '8819'
#     email: jack@example.com
#     group: Sales
# problems: []
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
        - The contacts in the order of the file. Of C(first_name), C(last_name), C(work), C(home), C(mobile), C(fax), C(email)
          and C(group), those that are not blank; each is text. A contact without C(group) is in the group V(default).
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
        - A sentence for each thing that was not taken. Empty when nothing is lost.
      type: list
      elements: str
      returned: success
      sample:
        - "line 12: there is no name; the row is left out (work '8819')"
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.csv_file import parse_csv
from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted


def from_phonebook_csv(text: str | bytes, columns: t.Any = None, delimiter: t.Any = None) -> dict[str, t.Any]:
    """The filter. Raises AnsibleFilterError for a text that is no such CSV, and for wrong options."""

    def read() -> dict[str, t.Any]:
        if not isinstance(columns or {}, t.Mapping):
            raise InputError("columns: this is a dictionary of fields by header")
        return parse_csv(text, columns or {}, delimiter).as_structure()

    book: dict[str, t.Any] = converted(read)
    return book


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """The filter by its name."""
        return {"from_phonebook_csv": from_phonebook_csv}
