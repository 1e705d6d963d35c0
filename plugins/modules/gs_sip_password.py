#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_sip_password
short_description: Give the accounts of a Grandstream phone new SIP passwords
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Writes new SIP passwords, and proves each by a new registration of its account. M(voip.grandstream.gs_config) does not write
    a SIP password while its account is registered, because it cannot see that the SIP server wants another one by now.
  - Store the new passwords, and give them to the SIP server, before this task.
  - An account has registered anew when it was not registered for a moment and is again, or when it is registered after a restart
    of the phone. An account that stays registered all the time may live on with its old registration, which proves nothing. The
    list of accounts and the phone's status are both asked, because some firmware lists all active accounts as registered.
  - An account that does not register anew gets its former password back, where that is known. Then the task fails.
  - A password is not written again where the phone tells that it has it, or where an earlier run proved it and the account is
    registered. What was proved is kept in the O(ledger), as keyed hashes. A password that was not proved is written again in the
    next run, unless the phone tells it. So a run that was interrupted can be repeated at any time.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
attributes:
  check_mode:
    support: full
    details:
      - Whether the SIP server takes a password cannot be seen before the phone has it.
  diff_mode:
    support: full
    details:
      - The diff shows which passwords change. It never shows a password.
  idempotent:
    support: partial
    details:
      - A password that was not proved, on a phone that does not tell it, is written again. So it is without O(ledger).
options:
  passwords:
    description:
      - The new SIP passwords by the number of the account.
      - An account that is switched off on the phone is left alone. M(voip.grandstream.gs_config) writes its password when it
        switches the account on.
    type: dict
    required: true
  old_passwords:
    description:
      - The former SIP passwords by the number of the account. Such a password is written back where the account does not register
        with the new one. Phones that tell their passwords do not need it.
    type: dict
  confirm_registration:
    description:
      - Within how many seconds an account must be registered anew.
    type: float
    default: 60
  reboot:
    description:
      - Whether to restart the phone where nothing else shows that an account registered anew. That is so where the account
        stayed registered all the time, and on firmware that keeps values and brings them into force when it starts.
      - A phone is not restarted in a call.
    type: bool
    default: false
  when_busy:
    description:
      - What to do with a phone in a call, because a new password makes the account register anew. V(skip) leaves it alone.
    type: str
    choices: [fail, skip]
    default: fail
  model:
    description:
      - Model of the phone. It is needed for accounts 3 and up. The default is C(gs_model) of the host.
    type: str
    choices: [gxv3350, gxv3370, gxv3380, wp820]
notes:
  - With O(request_method=get) the passwords are in the URL of the request, and a proxy may write it to its log. V(post) keeps
    them out of the URL, if the firmware takes it.
seealso:
  - module: voip.grandstream.gs_config
"""

EXAMPLES = r"""
- name: Give account 1 its new SIP password
  voip.grandstream.gs_sip_password:
    passwords:
      1: "{{ new_sip_password }}"
    old_passwords:
      1: "{{ former_sip_password }}"
    reboot: true
    when_busy: skip
"""

RETURN = r"""
changes:
  description: The passwords that were written. In check mode, those that would be written.
  returned: when the phone was read, or a write was begun
  type: list
  elements: dict
  contains:
    account:
      description: The number of the account.
      type: int
      sample: 1
    before:
      description: Always V((former secret)).
      type: str
      sample: (former secret)
    after:
      description: Always V((new secret)).
      type: str
      sample: (new secret)
unproved:
  description: The passwords that were written, and of which nothing shows that the account registered anew with them.
  returned: when there are such passwords
  type: list
  elements: str
  sample: [accounts.2.sip_auth_password]
left_alone:
  description: The passwords that were left alone, because their account is switched off on the phone.
  returned: when there are such passwords
  type: list
  elements: str
  sample: [accounts.2.sip_auth_password]
rebooted:
  description: Whether the phone was restarted.
  returned: when passwords were written
  type: bool
  sample: false
registrations:
  description: The accounts at the end, and what has shown it. M(voip.grandstream.gs_config) describes it.
  returned: when the accounts were looked at after the write
  type: dict
  sample: {proved: [1], not_proved: [], contradicted: [], witnesses: [accounts, status available, registered anew]}
in_force:
  description: That the passwords are kept, and come into force only when the phone starts.
  returned: when the phone has shown that its firmware may do so, and was not restarted
  type: str
  sample: kept; in force perhaps only after a reboot
lines:
  description: The lines with a call.
  returned: when the phone was skipped
  type: list
  elements: dict
error:
  description: Why the task failed, in parts that a playbook can test. M(voip.grandstream.gs_pvalue) describes its other keys.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - V(not_registered) when an account did not register anew, V(busy) when a call is on. The other kinds are those of
          M(voip.grandstream.gs_pvalue).
      type: str
      sample: not_registered
    accounts:
      description: The accounts that did not register anew.
      type: list
      elements: int
      sample: [1]
    restored:
      description: Whether all passwords of the task are the former ones again.
      type: bool
      sample: true
"""

from ansible_collections.voip.grandstream.plugins.module_utils._module import run_module
from ansible_collections.voip.grandstream.plugins.module_utils._resources.sip_password import RESOURCE


def main() -> None:
    """Run as a shipped module; in the controller's process the action plugin of the same name runs instead."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
