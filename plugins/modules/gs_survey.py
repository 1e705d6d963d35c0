#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_survey
short_description: Look at all phones of a play at once, and change none
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Tells which phones are not as git says, and what differs. It runs once for all hosts of the play, in a few processes on the
    controller, so that Ansible has no work for each phone. Ten thousand phones take minutes.
  - For each host it takes the connection variables and the layers that the role P(voip.grandstream.baseline#role) takes, and
    plans as M(voip.grandstream.gs_config) does in check mode, with the same requests. It never writes to a phone.
  - The entry point C(survey) of the role has this task, with the bundles of the role and the directory of the role
    P(voip.grandstream.phonebook#role). Without the roles, the layers are those of P(voip.grandstream.layers#lookup).
  - Phones that differ, do not answer or have wrong variables are no failure of the task. They are in the result. The task fails
    only where nothing can be looked at, or O(limit_file) cannot be written.
  - Ctrl-C ends it at once, and what was seen so far is told.
extends_documentation_fragment:
  - voip.grandstream._crew
  - voip.grandstream._attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - In diff mode, RV(phones) holds the differences of each phone.
  idempotent:
    support: full
options:
  limit_file:
    description:
      - File for the names of the phones that differ, for C(--limit @FILE) of a next run. A relative path is looked for in the
        folder where Ansible was started.
      - Where no phone differs, it holds the line C(!all), which selects no host, so that the next run stops with an error. An
        empty file would select all hosts.
      - It holds this line while the survey runs, too. A survey that is interrupted leaves no names of an earlier one.
    type: path
notes:
  - Variables of the task and C(module_defaults) for M(voip.grandstream.gs_config) or its group count as they do for a task of
    M(voip.grandstream.gs_config) in its place. Variables of the task whose names begin with C(ansible_) do not.
  - Only hosts with C(ansible_connection=voip.grandstream.webapi) or V(local) can be looked at. Phones behind a jump host need a
    run of Ansible there.
seealso:
  - module: voip.grandstream.gs_config
  - plugin: voip.grandstream.layers
    plugin_type: lookup
  - plugin: voip.grandstream.report
    plugin_type: callback
"""

EXAMPLES = r"""
- name: Look at all phones, with the bundles and the directory of the roles
  hosts: phones
  gather_facts: false
  tasks:
    - name: Read the directory
      ansible.builtin.import_role:
        name: voip.grandstream.phonebook
        tasks_from: load
    - name: Look at the phones
      ansible.builtin.import_role:
        name: voip.grandstream.baseline
        tasks_from: survey
      vars:
        gs_survey_limit_file: drifted.txt

- name: Look at the phones of one site, without the roles
  hosts: phones
  gather_facts: false
  tasks:
    - name: Look at the phones
      voip.grandstream.gs_survey:
        hosts: berlin
        limit_file: drifted.txt
      register: survey
    - name: Tell which differ
      ansible.builtin.debug:
        var: survey.hosts.drifted
      run_once: true
"""

RETURN = r"""
counts:
  description: How many phones there are of each verdict, and how many (C(phones)) all together.
  returned: always
  type: dict
  sample: {"phones": 300, "in_line": 260, "drifted": 20, "unreachable": 15, "failed": 5}
hosts:
  description: Names of the hosts by verdict, in the order of the inventory.
  returned: always
  type: dict
  contains:
    in_line:
      description: Those whose phone is as git says.
      type: list
      elements: str
    drifted:
      description: Those whose phone differs.
      type: list
      elements: str
    unreachable:
      description: Those whose phone did not answer, or refused the login.
      type: list
      elements: str
    failed:
      description: Those whose variables or whose phone are such that nothing can be compared.
      type: list
      elements: str
  sample: {"in_line": ["lobby"], "drifted": ["desk01", "desk02"], "unreachable": [], "failed": ["desk03"]}
phones:
  description:
    - By name of each host that is not in line, the verdict and what M(voip.grandstream.gs_config) returns in check mode, without
      C(invocation) and C(origins).
  returned: always
  type: dict
  contains:
    verdict:
      description: V(drifted), V(unreachable) or V(failed).
      type: str
    seconds:
      description: How long the phone took.
      type: float
    changes:
      description: What differs, as M(voip.grandstream.gs_config) returns it.
      returned: where the phone differs
      type: list
      elements: dict
    diff:
      description: The same for people.
      returned: where the phone differs, in diff mode
      type: dict
    msg:
      description: What happened, and what to do.
      returned: where the phone is unreachable or failed
      type: str
    error:
      description:
        - As M(voip.grandstream.gs_config) returns it. Its C(kind) may also be V(template) (a variable of the host cannot be
          rendered or decrypted) or V(lost) (the process that looked at the phone has ended).
      returned: where the phone is unreachable or failed
      type: dict
  sample:
    lobby:
      verdict: drifted
      seconds: 0.213
      changed: true
      changes:
        - kind: setting
          action: edit
          name: settings.ntp_server
          pvalues: [P30]
          before: time.rogue.example
          after: ntp.example.net
      reboot_required: false
      reboot_settings: []
limit_file:
  description: The path of the file that was written.
  returned: O(limit_file) is given
  type: str
seconds:
  description: How long the survey took.
  returned: always
  type: float
"""
