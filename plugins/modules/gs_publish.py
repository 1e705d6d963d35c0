#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_publish
short_description: Write the provisioning files of all phones into a folder
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Writes C(cfg<mac>.xml) for each phone, with its whole desired state, into a folder from which phones fetch their
    configuration. Use the role P(voip.grandstream.publish#role), which has the defaults.
  - One task does it for all hosts of the play. It runs once, whatever the number of hosts. No phone is contacted.
  - The desired state is that of the role P(voip.grandstream.baseline#role), the same that the playbook C(enforce) brings to the
    phones. The variables of each host say the rest, see the role.
  - Delegate the task to the machine that has the folder. The files are made on the controller. Only those that differ travel, all
    of them in one transfer.
  - Files are replaced whole, so that a phone gets the former file or the new one. A file C(.gs_publish.json) in the folder
    remembers what was written, as keyed hashes. It has no secret.
  - What is wrong with the input of any host is told before the first file is written.
extends_documentation_fragment:
  - voip.grandstream._attributes
attributes:
  action:
    details:
      - The action plugin does the work on the controller. The module reads and writes the folder where the task is delegated to.
  async:
    support: none
    details:
      - It writes files for all phones in one task, on the controller or by Ansible's own connections.
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - The difference has the names of the settings, and no values.
  idempotent:
    support: full
options:
  dest:
    description:
      - The folder, as an absolute path on the machine that the task is delegated to. It must be there.
    type: path
    required: true
  hosts:
    description:
      - The hosts whose files are written. The default is all hosts of the play that have not failed.
    type: list
    elements: str
  withdraw:
    description:
      - MAC addresses of phones whose files are removed. Nothing is written then. Only files are removed that this module has
        written.
    type: list
    elements: str
  owner:
    description: The owner of files and folders. Without it, the user that writes them.
    type: str
  group:
    description: The group of files and folders, such as that of the web server.
    type: str
  mode:
    description: The mode of files. Folders have the same, and may be entered by those who may read the files.
    type: raw
    default: "0640"
  purge:
    description:
      - Whether to remove the files of phones that the inventory does not have any more. A host with C(gs_publish) false does not
        count as one.
      - The whole inventory counts, also where the run is limited. It is refused in a batch (C(serial)), in a job that its
        variables call a slice (C(awx_job_slice_count)), where a host of the play has failed, where the variables of a host cannot
        be read, and where there is no phone. Any other part of an inventory is refused by O(purge_max) only.
    type: bool
    default: false
  purge_max:
    description: Refuse to remove the files of more than so many percent of the phones, from 0 to 100.
    type: float
    default: 10
  firmware_dir:
    description:
      - A folder with firmware on the same machine. It is only checked that there is a file in it, and the task warns of phones
        whose setting C(firmware_server_path) does not end with its name.
    type: path
  work:
    description:
      - What the action plugin wants of the module. It is not for users.
    type: dict
seealso:
  - module: voip.grandstream.gs_config
  - plugin: voip.grandstream.to_provisioning_xml
    plugin_type: filter
"""

EXAMPLES = r"""
- name: The web server has the files of all phones
  voip.grandstream.gs_publish:
    dest: /srv/provisioning
    group: www-data
  delegate_to: web.example.net

- name: The file of a phone that was thrown away is not there any more
  voip.grandstream.gs_publish:
    dest: /srv/provisioning
    withdraw: ["00:0b:82:12:34:56"]
  delegate_to: web.example.net
"""

RETURN = r"""
msg:
  description: What was done, in a sentence.
  returned: always
  type: str
  sample: "50 phones: 3 files written, 47 unchanged"
written:
  description: The names of the files that were written, or would be in check mode.
  returned: success
  type: list
  elements: str
  sample: ["cfg000b82123456.xml"]
removed:
  description: The names of the files that were removed, or would be.
  returned: success
  type: list
  elements: str
corrected:
  description: The names of the files that got their owner, group or mode, and nothing else.
  returned: success
  type: list
  elements: str
unchanged:
  description: How many files were right already.
  returned: success
  type: int
left_out:
  description: The hosts with C(gs_publish) false.
  returned: success
  type: list
  elements: str
without_password:
  description: How many phones do not get their admin password from their file.
  returned: success
  type: int
lines:
  description: The same for people.
  returned: success
  type: list
  elements: str
error:
  description: What is wrong. Nothing was written.
  returned: failure
  type: dict
  contains:
    kind:
      description: V(input) where the variables or the folder must be corrected, else V(folder).
      type: str
      sample: input
    problems:
      description: Each problem with all hosts that it holds for.
      type: list
      elements: dict
      sample: [{"problem": "gs_mac is not set", "hosts": ["lobby"]}]
"""

from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._publish import folder
from ansible_collections.voip.grandstream.plugins.module_utils._publish.attributes import attributes, file_mode
from ansible_collections.voip.grandstream.plugins.module_utils._publish.options import ARGUMENT_SPEC


def _answer(params: dict[str, Any]) -> dict[str, Any]:
    """Return what the action plugin wants to know, or what came of the change."""
    work = params["work"]
    wanted = attributes(params["owner"], params["group"], file_mode(params["mode"]))
    dest = Path(params["dest"])
    if work["step"] == "look":
        firmware = params["firmware_dir"]
        problem = folder.firmware_problem(Path(firmware)) if firmware else None
        return {**folder.look(dest, wanted), "firmware_problem": problem}
    if work["step"] == "read":
        return {"contents": folder.contents(dest, work["names"])}
    try:
        return {"removed": folder.apply(dest, Path(work["bundle"]), wanted)}
    except folder.OutdatedError:
        return {"outdated": True}


def main() -> None:
    """Do one step in the folder. The action plugin of the same name asks for it."""
    module = AnsibleModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    if not module.params["work"]:
        module.fail_json(msg="gs_publish runs only together with its action plugin. Call it by its whole name, without async.")
    try:
        module.exit_json(changed=False, **_answer(module.params))
    except InputError as error:
        module.fail_json(msg=error.text, error={"kind": "input"})
    except OSError as error:
        module.fail_json(msg=f"{error.filename or module.params['dest']}: {error.strerror}", error={"kind": "folder"})


if __name__ == "__main__":
    main()
