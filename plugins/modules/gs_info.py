#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_info
short_description: Read a Grandstream phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Reads what O(gather_subset) names, in one session, with only the requests that this needs.
  - Contacts, groups and P values are returned in the form that the writing modules take. Writing them back changes nothing.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details:
      - There is nothing to show, because nothing changes.
  idempotent:
    support: full
options:
  gather_subset:
    description:
      - What to read. V(all) is all of them.
      - V(identity) alone needs no password, because a phone gives it to everyone. Some firmware tells strangers nothing. If there
        is a password, the module then logs in and asks again.
      - V(accounts) tells whether they are registered. On some firmware its list tells only which are active. Name V(status), too,
        as a second witness, and see RV(registrations).
      - V(config) reads all settings that have a name, in several requests. Secrets, and URLs with a password in them, are
        left out.
      - If the firmware does not offer one of them, the task fails and names it. Then name only those that you want.
    type: list
    elements: str
    choices: [all, identity, status, time, accounts, lines, contacts, groups, config]
    default: [all]
  pvalues:
    description:
      - P values to read, besides O(gather_subset). V(P30), V(p30) and V(30) all mean P30, and so does V(ntp_server), its name.
      - What a phone tells of itself goes too, by the names of RV(identity) and by those of the vendor, such as V(vendor_name) and
        V(hw_rev).
      - Passwords are refused. To read nothing else, set O(gather_subset) to V([]).
    type: list
    elements: str
    default: []
  hide_defaults:
    description:
      - Whether to leave out of V(config) what still has its factory value. A snapshot is easier to read then.
    type: bool
    default: false
  model:
    description:
      - Model of the phone. It cannot be read from the phone. Variable C(gs_model), environment variable E(GS_MODEL).
      - Without it, V(config) gives names only for the settings of accounts 1 and 2. Values of other accounts come as P numbers.
    type: str
    choices: [gxv3350, gxv3370, gxv3380, wp820]
seealso:
  - ref: ansible_collections.voip.grandstream.docsite.settings_reference
    description: The names, words, ranges and P numbers of all settings, by group and with an index by P number.
  - module: voip.grandstream.gs_config
  - module: voip.grandstream.gs_phonebook
  - module: voip.grandstream.gs_pvalue
"""

EXAMPLES = r"""
- name: Read the firmware version, which needs no password
  voip.grandstream.gs_info:
    gather_subset: [identity]
  register: phone

- name: Check that every account with a user id is registered
  voip.grandstream.gs_info:
    gather_subset: [accounts, status, time]
    pvalues: [P30]
  register: phone
  failed_when: phone is failed or not (phone.accounts | selectattr("sip_user_id") | map(attribute="registered") is all)

- name: Read what differs from the factory, in the form that gs_config takes
  voip.grandstream.gs_info:
    gather_subset: [config]
    hide_defaults: true
  register: snapshot

- name: Read the phonebook
  voip.grandstream.gs_info:
    gather_subset: [contacts, groups]
  register: phonebook

- name: Write the phonebook back, which changes nothing
  voip.grandstream.gs_phonebook:
    groups: "{{ phonebook.groups }}"
    contacts: "{{ phonebook.contacts }}"
"""

RETURN = r"""
identity:
  description:
    - What the phone gives to everyone without a login, or on some firmware only with one. A key that the firmware does not give
      is null.
  returned: when O(gather_subset) names it
  type: dict
  contains:
    vendor_name:
      description: Short name of the vendor.
      type: str
      sample: Grandstream
    vendor_fullname:
      description: Full name of the vendor.
      type: str
      sample: Grandstream Networks, Inc.
    hardware_revision:
      description: Revision of the hardware.
      type: str
      sample: V2.2A
    firmware_version:
      description: Version of the system (P68).
      type: str
      sample: 11.16.8.20
    boot_version:
      description: Version of the boot loader (P69).
      type: str
      sample: 1.0.1.7
    kernel_version:
      description: Version of the kernel (P70).
      type: str
      sample: 1.0.1.7
    recovery_version:
      description: Version of the recovery system (P7033).
      type: str
      sample: 1.0.1.7
    touch_panel_version:
      description: Version of the touch panel's firmware.
      type: str
      sample: "22"
status:
  description: What the phone as a whole is doing.
  returned: when O(gather_subset) names it
  type: dict
  contains:
    state:
      description: V(available), V(ringing) or V(busy), and on some firmware V(unavailable) when no account is registered.
      type: str
      sample: available
    click_to_dial:
      description: Whether click-to-dial is switched on.
      type: bool
      sample: false
time:
  description: The phone's clock.
  returned: when O(gather_subset) names it
  type: dict
  contains:
    date:
      description: The phone's date in ISO 8601. Null if its text has more than one meaning.
      type: str
      sample: "2016-08-30"
    time:
      description: The phone's local time in ISO 8601. Null if its text has more than one meaning.
      type: str
      sample: "11:30"
    uptime:
      description: Seconds since the phone started. Null if its text cannot be understood.
      type: int
      sample: 1821023
    date_text:
      description: The date as the phone writes it.
      type: str
      sample: Tue 08/30/2016
    time_text:
      description: The time as the phone writes it.
      type: str
      sample: 11:30AM
    uptime_text:
      description: The uptime as the phone writes it.
      type: str
      sample: 21 days, 1 hour, 50 minutes, 23seconds
    read_at:
      description: When the clock was read, by the clock of the machine that ran the task, in ISO 8601 and UTC.
      type: str
      sample: "2026-11-24T02:44:12+00:00"
accounts:
  description: The accounts that the phone lists.
  returned: when O(gather_subset) names it
  type: list
  elements: dict
  contains:
    id:
      description: Number of the account, from 1 as on the phone's screen.
      type: int
      sample: 1
    registered:
      description:
        - Whether it is registered, by the phone's list of accounts and, where O(gather_subset) names V(status), by the phone's
          status. An account without a server is not.
      type: bool
      sample: true
    name:
      description: Its name on the screen.
      type: str
      sample: John Somebody
    sip_server:
      description: Its SIP server.
      type: str
      sample: pbx.example.net
    sip_user_id:
      description: Its SIP user id.
      type: str
      sample: "699"
registrations:
  description:
    - Which accounts are registered, and what has shown it. On some firmware the phone's list of accounts tells only which are
      active, so the phone's status is a second witness. The status is one for the whole phone. V(available) proves an account
      where no other claims to be registered, V(unavailable) contradicts all, and V(busy) and V(ringing) prove nothing.
  returned: when O(gather_subset) names V(accounts)
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
applies_at_reboot:
  description:
    - V(true) where the phone has shown that its firmware keeps values without applying them. What was written since it started
      may not be in force.
  returned: on such a phone
  type: bool
  sample: true
lines:
  description: The phone's lines.
  returned: when O(gather_subset) names it
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
config:
  description:
    - The phone's settings, valid as the options of M(voip.grandstream.gs_config). Writing them back changes nothing.
    - A value without a name, or one that is not valid for its setting, comes as a P number.
    - Where O(model) is known and the phone has any, C(keys) are its programmable keys, valid as
      O(voip.grandstream.gs_config#module:keys). In a template write C(config.get('keys', {})), because C(config.keys) is
      something else there.
  returned: when O(gather_subset) names it
  type: dict
  contains:
    settings:
      description: Settings of the phone, valid as O(voip.grandstream.gs_config#module:settings).
      type: dict
      sample: {ntp_server: pool.ntp.org}
    accounts:
      description: Settings of accounts, valid as O(voip.grandstream.gs_config#module:accounts).
      type: dict
      sample: {"1": {sip_server: pbx.example.net}}
pvalues:
  description:
    - The values of O(pvalues) that the phone knows. A value that was asked for by its name comes by its name, with words instead
      of numbers. If the phone holds a value that is not valid for the setting, it comes by its P number.
    - Valid as O(voip.grandstream.gs_pvalue#module:values), but for what a phone tells of itself, which nobody sets.
  returned: when O(pvalues) is not empty
  type: dict
  sample: {P30: pool.ntp.org}
pvalues_unknown:
  description: The values of O(pvalues) that the phone does not know. Firmware that reads unknown values as empty gives none.
  returned: when O(pvalues) is not empty
  type: list
  elements: str
  sample: [P99999]
pvalues_secret:
  description: The values of O(pvalues) that hold a URL with a password in it, or a private key. They are not shown.
  returned: when O(pvalues) is not empty
  type: list
  elements: str
  sample: [tr069_acs_url]
unreadable:
  description:
    - The values, with their P, that break the phone's answer, because its firmware does not escape what they hold. They are left
      out. A task can overwrite them.
  returned: when there are any
  type: list
  elements: str
  sample: [P270]
left_out:
  description:
    - Where there are values that are left out of the result because of what they say. They are a URL with a password in it, a
      private key, or hold a password of the task and more besides. Of the values in RV(config) also those that no task could
      write, because they have control characters in them.
    - Values are never masked in parts. A mask would be written to a phone sooner or later.
  returned: when there are any
  type: list
  elements: str
  sample: [config.settings.config_server_path]
contacts:
  description: The phone's contacts, in its order. Valid as O(voip.grandstream.gs_phonebook#module:contacts).
  returned: when O(gather_subset) names it
  type: list
  elements: dict
  contains:
    id:
      description: Id of the contact on this phone.
      type: int
      sample: 0
    first_name:
      description: The part of the name before its last space. The phone gives only the whole name.
      type: str
      sample: Jack
    last_name:
      description: The part after the last space.
      type: str
      sample: Brown
    group:
      description: Name of the contact's group. Null if the phone does not list that group.
      type: str
      sample: Sales
    work:
      description: Work number.
      type: str
      sample: "8819"
    home:
      description: Home number.
      type: str
      sample: ""
    mobile:
      description: Mobile number.
      type: str
      sample: ""
    fax:
      description: Fax number.
      type: str
      sample: ""
    email:
      description: E-mail address.
      type: str
      sample: ""
groups:
  description: The phone's contact groups. Valid as O(voip.grandstream.gs_phonebook#module:groups).
  returned: when O(gather_subset) names it
  type: list
  elements: dict
  contains:
    id:
      description: Id of the group on this phone. V(0) is V(default) and V(100) is V(blacklist).
      type: int
      sample: 1
    name:
      description: Name of the group.
      type: str
      sample: Sales
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
from ansible_collections.voip.grandstream.plugins.module_utils._resources.info import RESOURCE


def main() -> None:
    """Run as a shipped module; in the controller's process the action plugin of the same name runs instead."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
