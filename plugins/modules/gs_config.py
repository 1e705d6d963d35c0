#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_config
short_description: Bring a whole Grandstream phone to its desired state
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Brings settings, SIP accounts, contact groups and contacts of a phone to what the task says, in one session. What the task
    does not name stays as it is.
  - Reads all values at once, writes only those that differ, and reads back what it wrote. The phonebook is read only when
    O(groups) or O(contacts) is given.
  - Checks everything before the first request. The task then fails with all problems at once, each with its place in the task.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
  - voip.grandstream._settings
  - voip.grandstream._phonebook
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - Only what changes is shown. Secret values are shown as changed, without their text.
  idempotent:
    support: partial
    details:
      - Passwords cannot be read from a phone, so the module does not know whether they are right. See O(write_secrets).
notes:
  - Settings are written before the phonebook. If a task fails between the two, run it again. It then does the rest.
seealso:
  - ref: ansible_collections.voip.grandstream.docsite.settings_reference
    description: The names, words, ranges and P numbers of all settings, by group and with an index by P number.
  - module: voip.grandstream.gs_validate
  - module: voip.grandstream.gs_info
  - module: voip.grandstream.gs_pvalue
  - module: voip.grandstream.gs_phonebook
"""

EXAMPLES = r"""
- name: Bring the phone to what git says
  voip.grandstream.gs_config:
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
    model: gxv3370
    keys:
      1: {mode: blf, account: 1, label: Reception, value: "100"}
      2: {mode: none}  # cleared
    groups:
      - name: Sales
    contacts:
      - first_name: Jack
        last_name: Brown
        work: "8819"
        group: Sales
    request_method: post
  register: config

- name: Reboot where a change needs it
  voip.grandstream.gs_sysop:
    operation: reboot
    when_busy: wait
  when: config.reboot_required

- name: Set a new SIP server, and take it back if an account does not register with it
  voip.grandstream.gs_config:
    accounts:
      1:
        sip_server: pbx2.example.net
    confirm_registration: 30
"""

RETURN = r"""
changes:
  description:
    - What was changed. In check mode, what would be changed. Settings come first, in the order of the task, then the phonebook.
    - When a task fails after it began to write, this is what it tried to change. Empty if the former values were brought back.
  returned: when the phone was read, or a write was begun
  type: list
  elements: dict
  contains:
    kind:
      description: V(setting), V(contact) or V(group).
      type: str
      sample: setting
    action:
      description: V(edit) for settings. For the phonebook also V(add), V(rename) and V(delete).
      type: str
      sample: edit
    name:
      description: The place of the setting in the task, or the name of the contact or group.
      type: str
      sample: accounts.1.sip_server
    setting:
      description: The name of a setting that the task names by its P number. Null if it has none.
      returned: where the task names the setting by its P number
      type: str
      sample: accounts.1.sip_server
    pvalues:
      description: The P values of a setting that change. An address may have up to four.
      type: list
      elements: str
      sample: [P47]
    id:
      description: Id of a contact or group on this phone.
      type: int
      sample: 0
    before:
      description:
        - What the phone held. V((former secret)) for secret values. V((not shown, because no setting is that long)) for a text of
          more than 16384 characters, which nobody can bring back.
      type: raw
      sample: sip.example.net
    after:
      description: What the task asks for. V((new secret)) for secret values.
      type: raw
      sample: pbx.example.net
    reach:
      description: V(true) for a setting that can cut the phone off. These come first.
      returned: for such a setting
      type: bool
      sample: true
reach_settings:
  description:
    - The places of the settings that can cut the phone off, among those that change.
  returned: when there are any
  type: list
  elements: str
  sample: [settings.web_port]
reached:
  description:
    - Where the phone was found again after a change that can cut it off. It took the login there, and told the new values.
  returned: when such a change was made
  type: dict
  contains:
    host:
      description: Name or address.
      type: str
      sample: 192.0.2.10
    port:
      description: TCP port of the web server.
      type: int
      sample: 8443
    use_ssl:
      description: Whether it speaks HTTPS there.
      type: bool
      sample: true
    moved:
      description: Whether that is another place than the one of the task. Then the inventory must be corrected.
      type: bool
      sample: true
    in_force:
      description: V(false) when the phone keeps a new place, and is still at the old one. It may move when it is rebooted.
      type: bool
      sample: true
    after_reboot:
      description: The place where it will be then, with C(host), C(port) and C(use_ssl).
      returned: when C(in_force) is false
      type: dict
      sample: {"host": "192.0.2.10", "port": 8443, "use_ssl": true}
reach_after_reboot:
  description: V(true) when a change that can cut the phone off takes effect only after a reboot, or may do so.
  returned: when that is so
  type: bool
  sample: true
skipped:
  description: V(true) when the phone has a call, and O(when_busy=skip). Nothing was written.
  returned: when skipped
  type: bool
  sample: true
skip_reason:
  description: The lines with a call.
  returned: when skipped
  type: str
  sample: line 1 is in_call
waiting_settings:
  description: The places of the settings that can end a call, and wait for the next run.
  returned: when skipped
  type: list
  elements: str
  sample: [accounts.1.sip_server]
lines:
  description: The lines with a call.
  returned: when skipped
  type: list
  elements: dict
  contains:
    line:
      description: Number of the line, from 1 as on the phone's screen.
      type: int
      sample: 1
    state:
      description: The number by which the phone tells the state.
      type: int
      sample: 4
    state_name:
      description:
        - One of V(idle), V(ringing), V(calling), V(in_call), V(hold) and V(failed), or V(unknown) for a number that the vendor's
          guide does not list.
      type: str
      sample: in_call
    account:
      description: The account that the line uses, as the phone writes it. Empty on an idle line.
      type: str
      sample: "1"
    name:
      description: Name of the other side.
      type: str
      sample: Jack Brown
    number:
      description: Number of the other side.
      type: str
      sample: "8819"
    active:
      description: Whether the phone's keys and screen work on this line.
      type: bool
      sample: true
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
  returned: when a secret of an account could not be compared, or accounts were waited for after a change
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
applies_at_reboot:
  description:
    - V(true) where the phone has shown that its firmware keeps values without applying them. Where nothing was changed, a value
      that an earlier run wrote may not be in force either.
  returned: on such a phone
  type: bool
  sample: true
reboot_required:
  description: Whether a changed setting takes effect only after a reboot.
  returned: success
  type: bool
  sample: false
reboot_settings:
  description: The places of these settings in the task.
  returned: success
  type: list
  elements: str
  sample: [settings.dhcp_option_42_override_ntp]
origins:
  description:
    - For each setting, by its place in the task, the layer that it comes from and the weaker layers that it replaces.
    - For a setting that was taken out, the layer that took it out.
  returned: success, and O(layers) is given, and O(explain) is true
  type: dict
  sample: {"settings.ntp_server": "group_vars/berlin, over bundle time", "accounts.1.sip_user_id": "host_vars/lobby"}
error:
  description: Why the task failed, in parts that a playbook can test. M(voip.grandstream.gs_pvalue) describes its other keys.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - V(input) when options are wrong (all problems are in C(error.problems)), V(not_registered) when O(confirm_registration)
          took the change back, V(conflict) when the task does not fit the phone's phonebook, V(busy) when O(when_busy) does not
          allow the change during a call, V(reach) when O(allow_reach) does not allow it, V(not_back) when the phone was not found
          again after it, V(reach_waits) when another phone that got it first was not. The other kinds are those of
          M(voip.grandstream.gs_pvalue).
      type: str
      sample: not_registered
    problems:
      description: Every problem, each with its place in the task, or with the variable of the connection that it is in.
      type: list
      elements: str
      sample: ["accounts.1.local_sip_port: 70000 is not a port (0 to 65535)"]
    settings:
      description: The settings that O(allow_reach) does not allow to change.
      type: list
      elements: str
      sample: [settings.vlan_id]
    accounts:
      description: The accounts that were not registered again.
      type: list
      elements: int
      sample: [1]
    restored:
      description: Whether everything is as it was before the task.
      type: bool
      sample: true
not_back:
  description: V(true) when the phone was not found again after a change that can cut it off.
  returned: when that failed
  type: bool
  sample: true
"""

from ansible_collections.voip.grandstream.plugins.module_utils._module import run_module
from ansible_collections.voip.grandstream.plugins.module_utils._resources.config import RESOURCE


def main() -> None:
    """Run as a shipped module; in the controller's process the action plugin of the same name runs instead."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
