#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_audit
short_description: Tell what of all phones of a play is open to attack, and change none
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Logs in to each phone once, reads the settings that matter, and tells what is open to attack as findings, each with a
    severity, the phones, the evidence and the remedy. It gives a score for the fleet. The guide of the audit lists the rules.
  - It runs once for all hosts of the play, in a few processes on the controller, as M(voip.grandstream.gs_survey) does. It never
    writes to a phone.
  - A setting that a model or its firmware lacks is no finding. What cannot be known is told as unknown, with the reason. So are
    phones that do not answer or refuse the password. They are no failure of the task.
  - Passwords are compared by keyed hashes, with a key that lives as long as the task, so with C(serial) only within a batch.
    They are never shown.
  - The callback plugin P(voip.grandstream.report#callback) writes the findings as a page, JSON, JUnit XML, Markdown and SARIF.
  - Ctrl-C ends it at once, and what was seen so far is told.
requirements:
  - jsonschema
extends_documentation_fragment:
  - voip.grandstream._crew
  - voip.grandstream._attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details:
      - It changes nothing.
  idempotent:
    support: full
options:
  advisories:
    description:
      - Known vulnerabilities of firmware, in addition to those that the collection knows. One with the id of one of those takes
        its place.
      - Each is a dictionary with C(id) (the public id), C(severity) (V(critical), V(high), V(medium), V(low) or V(info)),
        C(title), C(fixed) (by model, the first firmware version without the vulnerability) and, if you like, C(url) (https).
    type: list
    elements: raw
    default: []
  waivers:
    description:
      - Findings that you accept for a time. They are told as waived, and count neither for the score nor for O(fail_on).
      - Each is a dictionary with C(id) (of the rule or the advisory), C(reason), C(until) (the last day, such as V(2027-01-31))
        and, if you like, C(phones) (a pattern of hosts and groups, or a list of them; default all).
      - A waiver that ended does not count any more, and is told. A waiver with a mistake in it fails the task before the first
        request.
    type: list
    elements: raw
    default: []
  try_factory:
    description:
      - Whether to try the factory password on phones that have taken their own one. The variable C(gs_factory_password) of the
        host says what it is, by default V(admin).
      - Without this, the inventory tells which phones have it, and a phone that takes the inventory's own password as the admin
        has no other one.
      - It is tried at most once, and not where the ledger of logins says that the phone refused it before. Right after, the phone
        is logged in to with its own password, so that it counts from zero again.
    type: bool
    default: false
  fail_on:
    description:
      - The least severity of open findings for which RV(failure) is told. With V(never), it is empty, unless no phone at all
        could be looked at.
      - With any other value, phones that could not be looked at are a reason, too.
    type: str
    choices: [critical, high, medium, low, info, never]
    default: never
notes:
  - Hosts must have C(ansible_connection=voip.grandstream.webapi) or C(local). Tasks of others run elsewhere, which an audit does
    not.
seealso:
  - module: voip.grandstream.gs_survey
"""

EXAMPLES = r"""
- name: Audit all phones
  hosts: phones
  gather_facts: false
  tasks:
    - name: Look what is open to attack
      voip.grandstream.gs_audit:
        # In group_vars: gs_audit_waivers: [{id: ssh, phones: laboratory, reason: We debug there, until: "2099-12-31"}]
        waivers: "{{ gs_audit_waivers | default([]) }}"
        fail_on: high
      register: audit
    - name: Fail for a pipeline
      ansible.builtin.fail:
        msg: "{{ audit.failure }}"
      when: audit.failure != ""
      run_once: true
"""

RETURN = r"""
audit:
  description: What was found.
  returned: always
  type: dict
  contains:
    score:
      description: The score of the fleet, from 0 to 100, the best. Null where no phone could be looked at.
      type: int
    findings:
      description:
        - The findings. Each has C(id), C(severity), C(title), C(phones) (names), C(evidence), C(remedy) and C(waived) (null, or
          C(reason) and C(until)). What is open and worst comes first.
      type: list
      elements: dict
    unknown:
      description: What cannot be known. Each has C(id) (V(all) where the phone could not be looked at), C(phones) and C(reason).
      type: list
      elements: dict
  sample:
    score: 72
    findings:
      - id: ssh
        severity: medium
        title: SSH is open
        phones: [lobby]
        evidence: "disable_ssh: false"
        remedy: "Set disable_ssh: true"
        waived:
    unknown:
      - id: all
        phones: [desk03]
        reason: the phone did not answer
lines:
  description: The same as lines for people, the worst first.
  returned: always
  type: list
  elements: str
failure:
  description: Why a pipeline is to fail, by O(fail_on). Empty where it is not.
  returned: always
  type: str
  sample: "findings of severity high or worse: web-without-tls"
hosts:
  description: Names of the hosts, in the order of the inventory.
  returned: always
  type: dict
  contains:
    audited:
      description: Those whose phone was looked at.
      type: list
      elements: str
    unreachable:
      description: Those whose phone did not answer, or refused the login.
      type: list
      elements: str
    failed:
      description: Those whose variables or whose phone are such that nothing can be told.
      type: list
      elements: str
  sample: {"audited": ["lobby"], "unreachable": ["desk03"], "failed": []}
phones:
  description: By name of each host whose phone could not be looked at, what RV(voip.grandstream.gs_survey#module:phones) has.
  returned: always
  type: dict
seconds:
  description: How long the audit took.
  returned: always
  type: float
"""
