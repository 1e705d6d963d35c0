#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_phonebook_download
short_description: Download the phonebook file of a Grandstream phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Downloads the phonebook of a phone to a file on the controller, as XML in the vendor's form.
  - Checks what the phone sent before it writes the file. If it is not a phonebook, the task fails and writes nothing.
  - Replaces the file as a whole, and only when its content differs.
extends_documentation_fragment:
  - ansible.builtin.files
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
  async:
    support: none
    details:
      - The controller writes the file after the download, which a background task cannot do.
options:
  dest:
    description:
      - Path of the file on the controller, also when the task is delegated to another host. If it is an existing folder, the
        file is C(phonebook.xml) in that folder.
      - Each phone needs its own path, for example with C({{ inventory_hostname }}) in it.
    type: path
    required: true
  backup:
    description:
      - Whether to keep the former file. Its name then has the time in it.
    type: bool
    default: false
requirements:
  - defusedxml
seealso:
  - module: voip.grandstream.gs_info
  - plugin: voip.grandstream.from_phonebook_xml
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Keep a copy of each phone's phonebook
  voip.grandstream.gs_phonebook_download:
    dest: "phonebooks/{{ inventory_hostname }}.xml"
    mode: "0600"
"""

RETURN = r"""
dest:
  description: Path of the file.
  returned: success
  type: str
  sample: phonebooks/lobby.xml
checksum:
  description: SHA-1 of the content.
  returned: success; in check mode only if the file exists already
  type: str
  sample: 6e642bb8dd5c2e027bf21dd923337cbb4214f827
backup_file:
  description: Path of the former file.
  returned: changed, and O(backup=true)
  type: str
  sample: phonebooks/lobby.xml.2211.2026-11-23@09:12:44~
contact_count:
  description: How many contacts the phonebook holds.
  returned: success
  type: int
  sample: 412
group_count:
  description: How many groups the phonebook holds, without those that every phone has.
  returned: success
  type: int
  sample: 6
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
from ansible_collections.voip.grandstream.plugins.module_utils._resources.phonebook_download import RESOURCE


def main() -> None:
    """Run as a shipped module, which gives the file to the action plugin of the same name; that one writes it."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
