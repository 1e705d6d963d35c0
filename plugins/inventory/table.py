# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: table
short_description: Read the phones from a table, as spreadsheets export it
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Makes a list of phones the inventory. The list is a CSV file with a header and a row for each phone, as a spreadsheet exports
    it.
  - Each phone becomes a host of the group C(phones), on which the playbooks of the collection work. A site is a group in
    C(phones), and so is a model. So C(group_vars/berlin.yml) is for the phones of the site C(Berlin), C(group_vars/gxv3370.yml)
    for those of that model, and both are stronger than C(group_vars/phones.yml).
  - A cell of any other column becomes a variable of the host. It is text, and is never templated. An empty cell is no variable,
    so what the groups say of it counts.
  - Uses a YAML file whose name is or ends with C(gs_table.yml) or C(gs_table.yaml), such as C(phones.gs_table.yml).
options:
  plugin:
    description:
      - Says that the file is for this plugin.
    type: str
    required: true
    choices: [voip.grandstream.table]
  path:
    description:
      - The CSV file. A relative path is one from the folder of the YAML file.
      - In a folder that is the inventory itself, Ansible would try to read the CSV as an inventory of its own. Keep it elsewhere,
        such as beside that folder.
      - The file may be encrypted with Ansible Vault.
    type: str
    required: true
  columns:
    description:
      - What the columns mean whose titles are not in the list below, as a dictionary by title.
      - A column can mean V(name), V(mac), V(extension), V(site), V(model) or V(address), or it can be any variable. V(ignore)
        means that the column is not wanted.
      - This is stronger than the list below. A column that the table does not have is an error.
    type: dict
    default: {}
  delimiter:
    description:
      - The character between fields. Without it, comma, semicolon and tabulator are tried, and the one that gives most columns in
        the header is used.
    type: str
  problems:
    description:
      - What happens when rows have problems, such as a cell that a spreadsheet has damaged.
      - With V(fail), there are no phones until the table is in order. Every problem is told, with the number of its line.
      - With V(warn), a warning tells every problem, and the phones of these rows are left out.
    type: str
    choices: [fail, warn]
    default: fail
notes:
  - C(Name), C(Host), C(Host Name), C(Device Name) are V(name), the host's name. All but letters, digits, dots and hyphens become
    C(_) in it. The variable C(gs_name) has the name as it is written. A row without a name gets the digits of its MAC address.
  - C(MAC), C(MAC Address) are V(mac), the variable C(gs_mac), in any usual spelling. It becomes six pairs with colons.
  - C(Ext), C(Extension), C(Extension Number) are V(extension), the variable C(extension).
  - C(Site), C(Location), C(Branch) are V(site), the variable C(gs_site), and a group. Its name is the site's in lower case, with
    C(_) for all but letters and digits, such as C(new_york). Before a digit comes C(_), such as C(_3rd_floor).
  - C(Model), C(Device Model), C(Phone Model) are V(model), the variable C(gs_model), and a group. C(GXV 3370) and
    C(Grandstream GXV-3370) are C(gxv3370).
  - C(Address), C(IP), C(IP Address) are V(address), the variable C(ansible_host). A phone that only fetches its file needs none.
  - The variables themselves are understood as titles too, such as C(gs_mac). Any other title becomes a variable of its words in
    lower case, such as C(switch_port) of C(Switch Port). Titles that cannot be a variable are a problem, unless O(columns) names
    one. So are those of other variables C(ansible_…) and C(gs_…), such as C(gs_validate_certs), but for C(ansible_port). Who
    writes the table does not decide how phones are reached and trusted, unless O(columns) names such a variable.
  - Upper and lower case, spaces, hyphens and underscores in titles make no difference.
  - Spaces around a cell are removed, and line breaks in it become a space. C(="0170") and C('0170) are C(0170), as spreadsheets
    mark numbers that are text. Blank rows are skipped.
  - Problems are a MAC address or a model that is none, a name, a MAC address or an address (with its C(ansible_port)) that two
    rows have, sites that would be the same group, rows with more or fewer fields than the header, and cells that show that a
    spreadsheet has damaged them, such as C(1.57E+11), C(8819.0) in a number, and C(#REF!).
  - Some damage cannot be seen. A spreadsheet may remove the zero at the beginning of an extension, or take C(3-1) for a date.
    Format such columns as text.
  - The group C(phones) gets C(ansible_connection=voip.grandstream.webapi). C(group_vars) are stronger.
  - Where a source of the inventory has a problem, Ansible shows a warning and goes on without its hosts. Set
    C(any_unparsed_is_failed=true) in the section C([inventory]) of C(ansible.cfg), and it stops.
seealso:
  - ref: ansible_collections.voip.grandstream.docsite.guide_provisioning_files
    description: How a list of phones becomes files for phones that cannot be reached.
  - plugin: voip.grandstream.scan
    plugin_type: inventory
  - plugin: voip.grandstream.from_phonebook_csv
    plugin_type: filter
extends_documentation_fragment:
  - constructed
"""

EXAMPLES = r"""
# The shortest file: inventory/phones.gs_table.yml
plugin: voip.grandstream.table
path: ../phones.csv

# phones.csv
#
# Name,MAC,Extension,Site,Model,Address
# berlin-lobby,00:0B:82:00:00:01,200,berlin,GXV3370,192.0.2.10
#
# becomes the host berlin-lobby in the groups phones, berlin and gxv3370, with
#
# ansible_host: 192.0.2.10
# extension: '200'
# gs_mac: 00:0b:82:00:00:01
# gs_model: gxv3370
# gs_name: berlin-lobby
# gs_site: berlin

---
# A list with titles of its own
plugin: voip.grandstream.table
path: ../Telefone.csv
columns:
  Gerät: name
  MAC-Adresse: mac
  Durchwahl: extension
  Standort: site
  Port am Switch: switch_port
  Notizen: ignore

---
# A group for each use that the column "Use" names, and one for phones that cannot be reached
plugin: voip.grandstream.table
path: ../phones.csv
groups:
  at_home: ansible_host is not defined
keyed_groups:
  - key: use
    separator: ""
    parent_group: phones
"""

import os
import typing as t
from collections.abc import Mapping
from pathlib import Path

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Constructable

from ansible_collections.voip.grandstream.plugins.module_utils._csv_table import MAX_SIZE
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_plugin import as_variable, unknown_options
from ansible_collections.voip.grandstream.plugins.plugin_utils._phone_table import PHONES, PhoneTable, TablePhone, read_phones

_FILE_ENDINGS = ("gs_table.yml", "gs_table.yaml")
_MOST_TOLD = 50
"""Problems that one message has."""


class InventoryModule(BaseInventoryPlugin, Constructable):
    """The inventory plugin: the rows of a table, as hosts."""

    NAME = "voip.grandstream.table"

    def verify_file(self, path: str) -> bool:
        """Return whether the file has a name that this plugin takes."""
        name = Path(path).name
        return bool(super().verify_file(path) and any(name == end or name.endswith(f".{end}") for end in _FILE_ENDINGS))

    def parse(self, inventory: t.Any, loader: t.Any, path: str, cache: bool = True) -> None:
        """See :meth:`BaseInventoryPlugin.parse`. Raise :class:`AnsibleParserError` for wrong options, a file that is no
        table, and problems of rows; nothing comes into the inventory then."""
        super().parse(inventory, loader, path, cache)
        problems = unknown_options(self._read_config_data(path), list(self.option_definitions))
        if problems:
            raise AnsibleParserError("; ".join(problems))
        file = Path(os.path.normpath(Path(path).parent / Path(self.get_option("path")).expanduser()))
        table = self._table(file)
        self._tell(file, table.problems)
        self._populate(table.phones)

    def _table(self, file: Path) -> PhoneTable:
        """Return the table of a file. Raise :class:`AnsibleParserError` with a sentence where there is none."""
        columns = self.get_option("columns") or {}
        try:
            return read_phones(self._content(file), columns, self.get_option("delimiter"))
        except InputError as error:
            raise AnsibleParserError(f"{file}: {error.text}") from None

    def _content(self, file: Path) -> bytes:
        """Return the bytes of a file, decrypted where it is a vault. Raise :class:`InputError` with a sentence."""
        if not file.is_file():
            raise InputError("there is no such file. Set the option path, as seen from the folder of the inventory's YAML file")
        try:
            real = self.loader.get_real_file(str(file))
        except AnsibleError as error:
            raise InputError(f"it cannot be read: {error}") from None
        try:
            # One byte more than is allowed shows that the file is too long.
            with Path(real).open("rb") as opened:
                return opened.read(MAX_SIZE + 1)
        except OSError as error:
            raise InputError(f"it cannot be read: {error.strerror}") from None
        finally:
            self.loader.cleanup_tmp_file(real)

    def _tell(self, file: Path, problems: list[str]) -> None:
        """Show the problems as warnings, or raise :class:`AnsibleParserError` with them."""
        if not problems:
            return
        if self.get_option("problems") == "warn":
            for problem in problems[:_MOST_TOLD]:
                self.display.warning(f"table: {file}: {problem}")
        told = "; ".join(problems[:_MOST_TOLD])
        more = f"; and {len(problems) - _MOST_TOLD} more problems" if len(problems) > _MOST_TOLD else ""
        if self.get_option("problems") == "fail":
            raise AnsibleParserError(f"{file}: {told}{more}. Correct the table, or set problems: warn to leave these rows out")
        if more:
            self.display.warning(f"table: {file}{more}")

    def _populate(self, phones: list[TablePhone]) -> None:
        """Take the phones into the inventory.

        All variables are set before any other group is made: a group can get the name of a host, and then what is meant for the
        host would be set for the group.
        """
        self.inventory.add_group(PHONES)
        self.inventory.set_variable(PHONES, "ansible_connection", as_variable("voip.grandstream.webapi"))
        strict = self.get_option("strict")
        for phone in phones:
            self.inventory.add_host(phone.name, group=PHONES)
            for name, text in phone.variables.items():
                self.inventory.set_variable(phone.name, name, as_variable(text))
            self._set_composite_vars(self.get_option("compose"), self._variables_of(phone), phone.name, strict)
        for phone in phones:
            for group in (phone.site, phone.model):
                if group is not None:
                    self.inventory.add_group(group)
                    self.inventory.add_child(PHONES, group)
                    self.inventory.add_child(group, phone.name)
            variables = self._variables_of(phone)
            self._add_host_to_composed_groups(self.get_option("groups"), variables, phone.name, strict, fetch_hostvars=False)
            self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, phone.name, strict, fetch_hostvars=False)

    def _variables_of(self, phone: TablePhone) -> Mapping[str, t.Any]:
        """Return what the inventory holds of a phone, with what an earlier source says of the same name."""
        variables: Mapping[str, t.Any] = self.inventory.get_host(phone.name).get_vars()
        return variables
