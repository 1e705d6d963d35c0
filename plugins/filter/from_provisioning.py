# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: from_provisioning
short_description: Read a provisioning file
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Turns a Grandstream provisioning file into settings by name, of the phone and of its accounts.
  - Reads the three forms that the vendor's tools and phones write, and tells them apart by their content - XML in version 1 with
    P numbers (C(<P30>)), XML in version 2 with names (C(<item name="account.1.sip.userid">), whole or in C(<part>)s), and lines
    such as C(P30=value).
  - What is not taken is not dropped silently. It is in RV(_value.not_understood).
  - A file may come from anywhere, so it is read with care. XML with a document type declaration or with entities is refused, as
    is a file longer than 16 MiB or with elements nested more than 16 deep. Binary and encrypted files are refused too.
  - Passwords in the file are in RV(_value). Set C(no_log) on a task that shows it, and put them into Ansible Vault.
requirements:
  - defusedxml >= 0.7.1 on the controller, for XML
options:
  _input:
    description:
      - The text of the file. Where it is bytes, they are UTF-8, or what the XML declaration says.
    type: raw
    required: true
  model:
    description:
      - The model of the phones that the file is for. It decides which settings have a name.
      - Without it, the values of accounts from 3 on come as P numbers.
    type: str
    choices: [gxv3350, gxv3370, gxv3380, wp820]
notes:
  - What the catalogue of settings does not know, and what holds a value that does not fit the setting, comes as C(P<number>) in
    C(settings), with exactly the text of the file.
  - Version 2 has words for some values (C(Yes), C(TLS), C(User Name)), and some of its names mean the opposite of the P value
    (C(call.video.enable) is C(disable_video_call)). Both are converted. A word that is not known is not taken, because it is not
    what the P value holds.
  - Capitals make no difference in the names of version 2. Values may also be in an attribute or element C(value), and names in an
    element C(name).
  - In lines, what starts with C(#) is a comment, spaces around names and values do not count, and one pair of quotes around a
    whole value is removed. A C(#) inside of a value is a part of it.
  - The MAC address in a file is not returned.
seealso:
  - plugin: voip.grandstream.to_provisioning_xml
    plugin_type: filter
  - plugin: voip.grandstream.to_pvalues
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Take over what the provisioning server had
  ansible.builtin.copy:
    dest: "host_vars/{{ inventory_hostname }}/phone.yml"
    content: "{{ {'gs_settings': state.settings, 'gs_accounts': state.accounts} | ansible.builtin.to_nice_yaml }}"
    mode: "0600"
  delegate_to: localhost
  no_log: true
  vars:
    file: "{{ lookup('ansible.builtin.file', 'cfg000b82123456.xml') }}"
    state: "{{ file | voip.grandstream.from_provisioning(model='gxv3380') }}"

- name: Look what would be lost, before it is
  ansible.builtin.assert:
    that: state.not_understood == []
    fail_msg: "{{ state.not_understood | ansible.builtin.to_nice_yaml }}"
  vars:
    file: "{{ lookup('ansible.builtin.file', 'cfg000b82123456.xml') }}"
    state: "{{ file | voip.grandstream.from_provisioning(model='gxv3380') }}"

# <?xml version="1.0" encoding="UTF-8"?>
# <gs_provision version="1">
#   <config version="2">
#     <item name="dateTime.ntp.server.1">ntp.example.net</item>
#     <item name="call.video.enable">No</item>
#     <item name="account.1.sip.subscriber">
#       <part name="userId">8819</part>
#       <part name="password">secret</part>
#     </item>
#     <item name="provisioning.auto.mode">YesUpgradeHourOfDay</item>
#     <item name="pks.vpk.1.keyMode">BLF</item>
#   </config>
# </gs_provision>
#
# becomes
#
# settings:
#   disable_video_call: true
#   ntp_server: ntp.example.net
# accounts:
#   1:
#     sip_auth_id: '8819'
#     sip_auth_password: secret
# not_understood:
#   - name: provisioning.auto.mode
#     value: YesUpgradeHourOfDay
#     reason: the word is unknown. Known are no, daily, weekly, interval. Write it at settings.automatic_upgrade
#   - name: pks.vpk.1.keyMode
#     reason: the name is unknown. If you know its P number, write that instead
"""

RETURN = r"""
_value:
  description: The desired state. P(voip.grandstream.to_pvalues#filter) takes it as it is.
  type: dict
  contains:
    settings:
      description:
        - The values of the phone by the names of the settings, secrets included. P numbers stand last.
      type: dict
      returned: success
      sample:
        ntp_server: ntp.example.net
        P900: "1"
    accounts:
      description:
        - The values of accounts by account number, from 1. Accounts that the file does not name are left out.
      type: dict
      returned: success
      sample:
        1:
          sip_server: sip.example.net
          sip_transport: tls
    not_understood:
      description:
        - What was not taken, in the order of the file. Empty when nothing is lost.
      type: list
      elements: dict
      returned: success
      contains:
        name:
          description: Its name in the file; for a line that has none, where it is.
          type: str
          returned: always
          sample: provisioning.auto.mode
        value:
          description: What the file says. Left out where it may be a secret, as the value of an unknown name may be.
          type: str
          returned: when it is certainly no secret
          sample: YesUpgradeHourOfDay
        reason:
          description: Why it was not taken, and what to do.
          type: str
          returned: always
          sample: it is read-only
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.convert import parse_provisioning
from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted


def from_provisioning(text: t.Any, model: t.Any = None) -> dict[str, t.Any]:
    """The filter. Raises AnsibleFilterError for a text that is no provisioning file; it quotes none of it."""
    state: dict[str, t.Any] = converted(lambda: parse_provisioning(text, model))
    return state


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """The filter by its name."""
        return {"from_provisioning": from_provisioning}
