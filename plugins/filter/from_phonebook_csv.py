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
  - Turns a CSV file with a header, as a spreadsheet or a mail program exports it, into groups and contacts, in the form that
    M(voip.grandstream.gs_phonebook) takes.
  - RV(_value.problems) lists everything that was left out, with the number of its line.
  - The groups are those that the contacts name, in the order of the file.
positional: _input
options:
  _input:
    description:
      - The text of the file. Bytes are read as UTF-8. A byte order mark is skipped.
    type: raw
    required: true
  columns:
    description:
      - What the columns hold whose headers are not in the list below, as a dictionary of fields by header.
      - A field is V(first_name), V(last_name), V(name), V(work), V(home), V(mobile), V(fax), V(email) or V(group). V(ignore)
        means that the column is not wanted, so it is not a problem.
      - This is stronger than the list below. A column that the file does not have is an error.
    type: dict
    default: {}
  delimiter:
    description:
      - The character between fields. Without it, comma, semicolon and tabulator are tried, and the one that gives most columns in
        the header is used.
    type: str
notes:
  - C(First Name), C(Given Name), C(Forename) are V(first_name).
  - C(Last Name), C(Surname), C(Family Name) are V(last_name).
  - C(Name), C(Full Name), C(Display Name) are the whole name. It is split at its last space, and used only if a row has
    neither a first nor a last name.
  - C(Work), C(Work Phone), C(Business), C(Business Phone), C(Office), C(Office Phone), C(Extension), C(Number), C(Phone),
    C(Phone Number), C(Telephone) are V(work).
  - C(Home), C(Home Phone) are V(home).
  - C(Mobile), C(Mobile Phone), C(Mobile Number), C(Cell), C(Cell Phone) are V(mobile).
  - C(Fax), C(Fax Number), C(Work Fax), C(Business Fax) are V(fax).
  - C(Email), C(Email Address), C(Mail) are V(email).
  - C(Group), C(Department) are V(group).
  - Upper and lower case, spaces, hyphens and underscores in headers make no difference, so C(E-Mail) and C(first_name) are known
    too.
  - Spaces around a field are removed, and line breaks in a field become a space. Blank rows are skipped.
  - A first line such as C(sep=;), which some spreadsheets want, names the delimiter and is skipped.
  - Reported in RV(_value.problems) are columns that are not read and have content, a second column for a field, rows without a
    name, and rows with more or fewer fields than the header. Rows without a name or with more fields are left out. What goes
    for many rows is one sentence with a count.
  - A spreadsheet may remove the leading zeros of phone numbers when it writes the file. Format such columns as text.
seealso:
  - plugin: voip.grandstream.from_phonebook_xml
    plugin_type: filter
  - plugin: voip.grandstream.to_phonebook_xml
    plugin_type: filter
  - module: voip.grandstream.gs_phonebook
"""

EXAMPLES = r"""
- name: Bring the company directory to the phone
  voip.grandstream.gs_phonebook:
    groups: "{{ book.groups }}"
    contacts: "{{ book.contacts }}"
  vars:
    book: "{{ lookup('ansible.builtin.file', 'directory.csv') | voip.grandstream.from_phonebook_csv }}"

- name: Read other headers, and fail if anything is left out
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
        - A sentence for each thing that was left out. Empty if nothing was left out.
      type: list
      elements: str
      returned: success
      sample:
        - "line 12: the row has no name and is left out (work '8819')"
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted


def from_phonebook_csv(text: str | bytes, columns: t.Any = None, delimiter: t.Any = None) -> dict[str, t.Any]:
    """Return groups, contacts and problems of a CSV text. Raise AnsibleFilterError for another text or wrong options."""
    from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.csv_file import parse_csv  # noqa: PLC0415 - see _filter.py

    def read() -> dict[str, t.Any]:
        if not isinstance(columns or {}, t.Mapping):
            raise InputError("columns: it must be a dictionary of fields by header")
        return parse_csv(text, columns or {}, delimiter).as_structure()

    book: dict[str, t.Any] = converted(read)
    return book


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"from_phonebook_csv": from_phonebook_csv}
