#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_validate
short_description: Check a desired state without contacting any phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Checks the options of M(voip.grandstream.gs_config), for example in the pipeline of a merge request. It contacts no phone and
    needs no password.
  - It finds all that M(voip.grandstream.gs_config) finds before its first request, because it is the same code. The task fails
    with all problems of a host at once, each with its place. Run it on all hosts to find all problems of the fleet in one run.
  - Where the host's connection is P(voip.grandstream.webapi#connection), its variables are checked, too, such as C(ansible_port)
    or C(gs_timeout). A C(gs_ca_path) that names nothing on the controller is a warning, because a task that is delegated to
    another host needs it there.
extends_documentation_fragment:
  - voip.grandstream._attributes
  - voip.grandstream._settings
  - voip.grandstream._phonebook
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details:
      - There is nothing to show, because nothing changes.
  idempotent:
    support: full
  action:
    details:
      - It always runs in the controller's process, wherever the task is delegated to.
  async:
    support: none
    details:
      - It is not needed, because the check takes no time.
  platform:
    support: full
    details:
      - The desired state of these phones is checked.
notes:
  - It takes all options of M(voip.grandstream.gs_config) except those of the connection, so you can give both tasks the same.
    It is not a member of the action group C(group/voip.grandstream.phone), whose defaults are mostly those of the connection.
  - A host that fails leaves the play, and the other hosts go on. Do not set C(any_errors_fatal), which would end the play at the
    first host that fails.
seealso:
  - ref: ansible_collections.voip.grandstream.docsite.settings_reference
    description: The names, words, ranges and P numbers of all settings, by group and with an index by P number.
  - module: voip.grandstream.gs_config
"""

EXAMPLES = r"""
- name: Check what git says about this phone
  voip.grandstream.gs_validate:
    model: gxv3370
    settings:
      ntp_server: ntp.example.net
      timezone: CET-1CEST,M3.5.0,M10.5.0/3
      syslog_server: syslog.example.net
      P2916: "0"  # a setting without a name, by its P number
    accounts:
      1:
        account_active: true
        sip_server: pbx.example.net
        sip_user_id: "1001"
        sip_auth_password: "{{ sip_password }}"
        sip_transport: tls
"""

RETURN = r"""
origins:
  description:
    - For each setting, by its place in the task, the layer that it comes from and the weaker layers that it replaces.
    - For a setting that was taken out, the layer that took it out.
  returned: success, and O(layers) is given, and O(explain) is true
  type: dict
  sample: {"settings.ntp_server": "group_vars/berlin, over bundle time", "accounts.1.sip_user_id": "host_vars/lobby"}
error:
  description: What is wrong.
  returned: failure
  type: dict
  contains:
    kind:
      description: Always V(input).
      type: str
      sample: input
    problems:
      description: Every problem, each with its place in the task, or with the variable of the connection that it is in.
      type: list
      elements: str
      sample: ["accounts.1.local_sip_port: 70000 is not a port (0 to 65535)"]
"""

from ansible_collections.voip.grandstream.plugins.module_utils._module import run_module
from ansible_collections.voip.grandstream.plugins.module_utils._resources.config import VALIDATE


def main() -> None:
    """Run as a module. It never has to be shipped: the action plugin of the same name runs instead."""
    run_module(VALIDATE)


if __name__ == "__main__":
    main()
