#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_pvalue
short_description: Set P values of a Grandstream phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Brings the P values that the task names to what it says, and leaves all others alone.
  - Reads them all at once, writes only those that differ, and reads back what it wrote. When nothing differs, nothing is
    written.
  - Works with GXV3350, GXV3370, GXV3380 and WP820.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - Only values that change are shown. Secret ones are shown as changed, without their text.
  idempotent:
    support: partial
    details:
      - Passwords cannot be read from a phone, so whether they are right is not known. See O(write_secrets).
options:
  values:
    description:
      - The values by their P number. V(P30), V(p30), V("30") and V(30) all mean P30; naming one twice is an error.
      - Settings of the phone can also be called by their name, such as V(ntp_server). Then the value is checked, and words stand
        for numbers, as in M(voip.grandstream.gs_config).
      - Booleans become V(1) and V(0), integers their digits, and text stays byte for byte as it is. An empty text empties the
        value. Null, lists, dictionaries and numbers with a fraction are refused.
      - A value that the phone does not know fails the task before anything is written. Some firmware reads unknown values as
        empty; there it shows when the phone does not keep what was written.
    type: dict
    required: true
  write_secrets:
    description:
      - When to write the values that cannot be read back.
      - V(when_needed) writes a SIP password (P34, P406, P506, P606, P1706, P1806, P50606, P50706 and so on, to P51506) when any
        other value of the task changes, or when the phone reports its account as not registered. A registered account proves
        its password.
      - V(always) writes them in each run, so that each run reports a change. It is the only way to write P2 and P196, the
        phone's own passwords, and P279 and P280, the key and certificate for SIP over TLS, because nothing proves those. P2
        and P196 are written last, with a warning.
      - V(never) leaves all of them alone, as if O(values) did not name them; P2 and P196 are refused then.
      - An account that is switched off is never registered, so that V(when_needed) writes its password in each run. Leave the
        password of such an account out.
    type: str
    choices: [when_needed, always, never]
    default: when_needed
  verify:
    description:
      - Whether to read back what was written and to fail, naming them, when values did not stick. A phone can accept a value
        and not keep it.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Every phone takes its time from our server
  voip.grandstream.gs_pvalue:
    values:
      P30: ntp.example.net
      P64: CET-1CEST,M3.5.0,M10.5.0/3
      P144: false

- name: Register account 1, and write its password only when there is a reason to
  voip.grandstream.gs_pvalue:
    values:
      P271: true
      P47: sip.example.net
      P35: "1001"
      P34: "{{ sip_password }}"
    request_method: post

- name: A phone that is not in the inventory, from the controller
  voip.grandstream.gs_pvalue:
    host: 192.0.2.10
    password: "{{ phone_password }}"
    values:
      P30: ntp.example.net
  delegate_to: localhost
"""

RETURN = r"""
changes:
  description:
    - What was changed, or in check mode would be, in the order of O(values).
    - When a task fails after it began to write, this is what it tried to change.
  returned: when the phone was read, or a write was begun
  type: list
  elements: dict
  contains:
    pvalue:
      description: The P number with its P.
      type: str
      sample: P30
    setting:
      description: Name of the setting. None where there is none.
      type: str
      sample: ntp_server
    before:
      description: What the phone held. V((former secret)) for secret values.
      type: str
      sample: pool.ntp.org
    after:
      description: What the task asks for. V((new secret)) for secret values.
      type: str
      sample: ntp.example.net
reboot_required:
  description: Whether a changed value takes effect only after a reboot, as far as that is known.
  returned: success
  type: bool
  sample: false
reboot_settings:
  description: Those values, as the task names them.
  returned: success
  type: list
  elements: str
  sample: [P144]
error:
  description: What went wrong, for a playbook to decide on. The same as RV(ignore:msg) in parts.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - One of V(input) (the options cannot be right), V(transport) (no answer), V(auth) (credentials refused), V(locked)
          (account locked), V(api) (the phone refuses or does not offer it), V(reply) (the answer makes no sense),
          V(ambiguous_write) (a write was sent and its answer is lost), V(unsupported) (a value that the phone does not know),
          V(not_kept) (a value that did not stick).
      type: str
      sample: auth
    host:
      description: Name or address of the phone.
      type: str
      sample: 192.0.2.10
    port:
      description: TCP port of the phone.
      type: int
      sample: 443
    endpoint:
      description: The endpoint of the Web API that was called.
      type: str
      sample: login
    attempts_left:
      description: Logins that the phone allows before it locks the account, where it told.
      type: int
      sample: 3
    retry_after:
      description: Seconds after which a locked account opens again.
      type: int
      sample: 300
    pvalues:
      description: The values in question, with their P.
      type: list
      elements: str
      sample: [P30]
"""

from ansible_collections.voip.grandstream.plugins.module_utils._module import run_module
from ansible_collections.voip.grandstream.plugins.module_utils._resources.pvalue import RESOURCE


def main() -> None:
    """Run as a shipped module; in the controller's process the action plugin of the same name runs instead."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
