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
  - Sets the P values that the task names, and leaves all others alone.
  - Reads them all at once, writes only those that differ, and reads back what it wrote. When nothing differs, it writes
    nothing.
  - It writes what it is told, also what can cut the phone off (a warning says so) or end a call. M(voip.grandstream.gs_config)
    takes care of both, and takes P numbers, too.
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
      - Only values that change are shown. Secret values are shown as changed, without their text.
  idempotent:
    support: partial
    details:
      - Passwords cannot be read from a phone, so the module does not know whether they are right. See O(write_secrets).
options:
  values:
    description:
      - The values by their P number. V(P30), V(p30), V("30") and V(30) all mean P30. A value that is named twice is an error.
      - Settings can also be named, such as V(ntp_server). Then the value is checked, and words can be written instead of numbers,
        as in M(voip.grandstream.gs_config).
      - Booleans become V(1) and V(0), and integers become their digits. Text is written exactly as it is. An empty text empties
        the value. Null, lists, dictionaries and numbers with a fraction are refused.
      - If the phone does not know a value, the task fails before anything is written. Some firmware reads unknown values as
        empty. Then the task fails after the write, because the phone did not keep the value.
    type: dict
    required: true
  write_secrets:
    description:
      - When to write the values that cannot be read back.
      - V(when_needed) writes a SIP password (P34, P406, P506, P606, P1706, P1806, P50606, P50706 and so on, to P51506) when any
        other value of the task changes, or when the phone reports its account as not registered. A registered account proves
        its password. Some firmware lists active accounts as registered. RV(registrations) says what was shown.
      - V(always) writes them in each run, so each run reports a change. It is the only way to write P2 and P196 (the phone's own
        passwords) and P279 and P280 (key and certificate for SIP over TLS), because nothing proves those. P2 and P196 are
        written last, with a warning.
      - V(never) does not write them, as if O(values) did not name them. P2 and P196 are refused then.
      - An account that is switched off is never registered, so V(when_needed) writes its password in each run. Do not name the
        password of such an account.
    type: str
    choices: [when_needed, always, never]
    default: when_needed
  verify:
    description:
      - Whether to read back what was written. The task fails and names the values that the phone did not keep. A phone can
        accept a value and not keep it.
    type: bool
    default: true
seealso:
  - ref: ansible_collections.voip.grandstream.docsite.settings_reference
    description: The names, words, ranges and P numbers of all settings, by group and with an index by P number.
  - module: voip.grandstream.gs_config
"""

EXAMPLES = r"""
- name: Set the time server
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

- name: Set the time server of a phone that is not in the inventory
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
    - What was changed, in the order of O(values). In check mode, what would be changed.
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
      description: Name of the setting. Null if it has none.
      type: str
      sample: ntp_server
    before:
      description:
        - What the phone held. V((former secret)) for secret values. V((not shown, because no setting is that long)) for a text of
          more than 16384 characters, which nobody can bring back.
      type: str
      sample: pool.ntp.org
    after:
      description: What the task asks for. V((new secret)) for secret values.
      type: str
      sample: ntp.example.net
unproved:
  description:
    - The passwords and keys that were written and that the phone does not tell, so that nothing has shown that it holds them.
      A registered account proves its SIP password.
    - In check mode, those that would be written so.
  returned: when there are any
  type: list
  elements: str
  sample: [P34]
registrations:
  description:
    - Which accounts are registered, and what has shown it. On some firmware the phone's list of accounts tells only which are
      active, so the phone's status is a second witness. The status is one for the whole phone. V(available) proves an account
      where no other claims to be registered, V(unavailable) contradicts all, and V(busy) and V(ringing) prove nothing.
  returned: when a secret of an account could not be compared
  type: dict
  contains:
    proved:
      description: The accounts that a second witness has shown to be registered.
      type: list
      elements: int
      sample: [1]
    not_proved:
      description: The accounts that are registered by the list of accounts alone. They count as registered.
      type: list
      elements: int
      sample: []
    contradicted:
      description: The accounts that the list calls registered while the status says that none is. They count as not registered.
      type: list
      elements: int
      sample: []
    witnesses:
      description:
        - What was asked. V(accounts) is the list of accounts, V(status) with a word is the phone's status, V(registered again)
          stands for accounts that dropped their registration after the change and registered again.
      type: list
      elements: str
      sample: [accounts, status available]
    told:
      description: The same in a sentence.
      type: str
      sample: account 1 is registered, by the phone's list of accounts and by a second witness
in_force:
  description:
    - V(kept; in force perhaps only after a reboot). The phone has shown that its firmware keeps values without applying them.
  returned: when something was changed on such a phone
  type: str
  sample: kept; in force perhaps only after a reboot
reboot_required:
  description: Whether a changed value takes effect only after a reboot, as far as this is known.
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
  description: Why the task failed, in parts that a playbook can test. RV(ignore:msg) says the same to people.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - One of V(input) (the options cannot be right), V(transport) (no answer), V(auth) (credentials refused), V(locked)
          (account locked), V(identity) (the phone is another host of the inventory), V(occupied) (another task of the run was
          at work on the phone for too long), V(api) (the phone refuses the request or does not offer it), V(reply) (the answer
          cannot be understood), V(ambiguous_write) (a write was sent and its answer was lost), V(unsupported) (the phone does
          not know a value), V(not_kept) (the phone did not keep a value), V(file_only) (the firmware cannot take some values
          over its API, and all others were written).
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
    answers_as:
      description: The host of the inventory that the phone is, by its SIP user ID. Its other values are in C(sip_user_id) and
        C(account).
      type: str
      sample: lobby
    sip_user_id:
      description: The SIP user ID that shows it.
      type: str
      sample: "1001"
    account:
      description: The account that has it.
      type: int
      sample: 1
    attempts_left:
      description: How many logins the phone allows before it locks the account, if it said so.
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
