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
  - Reads the three forms that the vendor's tools and phones write, and recognizes them by their content - XML of version 1 with
    P numbers (C(<P30>)), XML of version 2 with names (C(<item name="account.1.sip.userid">), whole or in C(<part>)s), and text
    such as C(P30=value), one value on each line or all on one line (C(P30=value&P63=1&gnkey=0b82)).
  - RV(_value.not_understood) lists everything that was left out.
  - A file may come from anywhere, so it is checked. It is refused if it is XML with a document type declaration or with entities,
    if it is longer than 4 MiB or has more than 20,000 values, if its elements are nested more than 16 deep, or if it is a web
    page, binary, encrypted or cut off.
  - Passwords in the file are in RV(_value). Set C(no_log) on a task that shows it, and put them into Ansible Vault.
requirements:
  - defusedxml >= 0.7.1 on the controller, for XML
options:
  _input:
    description:
      - The text of the file. Bytes are read as UTF-8, or as their byte order mark or their XML declaration says.
    type: raw
    required: true
  model:
    description:
      - The model of the phones that the file is for. It decides which settings have a name.
      - Without it, the values of accounts from 3 on come as P numbers.
    type: str
    choices: [gxv3350, gxv3370, gxv3380, wp820]
  mac:
    description:
      - The MAC address of the phone that the file is for, in any usual spelling, such as V(00:0b:82:aa:bb:02) or
        V(000b.82aa.bb02).
      - If the file says that it is for another phone, RV(_value.not_understood) tells that first of all. The settings are
        returned all the same.
    type: str
notes:
  - What the catalogue of settings does not know, and what holds a value that does not fit the setting, comes as C(P<number>) in
    C(settings), with exactly the text of the file.
  - Version 2 has words for some values (C(Yes), C(TlsOrTcp)), and some of its names mean the opposite of the P value
    (C(call.video.enable) is C(disable_video_call)). Both are converted. A word that is not known is not taken, because it is not
    what the P value holds.
  - Upper and lower case make no difference in the names of version 2. Values may also be in an attribute or element C(value), and
    names in an element C(name).
  - In lines, what starts with C(#) is a comment, spaces around names and values do not count, and one pair of quotes around a
    whole value is removed. A C(#) in a value is a part of the value.
  - Values on one line with C(&) between them are encoded as in URLs if the line has C(gnkey), as the vendor's tool writes it.
    Without C(gnkey), a value there with C(+) or with an escape such as C(%20) is not taken, because nobody can tell what it
    means.
  - The MAC address in a file is not returned.
seealso:
  - ref: ansible_collections.voip.grandstream.docsite.settings_reference
    description: The names, words, ranges and P numbers of all settings, by group and with an index by P number.
  - plugin: voip.grandstream.to_provisioning_xml
    plugin_type: filter
  - plugin: voip.grandstream.to_pvalues
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Write the settings of the provisioning server into the repository
  ansible.builtin.copy:
    dest: "host_vars/{{ inventory_hostname }}/phone.yml"
    content: "{{ {'gs_settings': state.settings, 'gs_accounts': state.accounts, 'gs_keys': state.get('keys', {})}
      | ansible.builtin.to_nice_yaml }}"
    mode: "0600"
  delegate_to: localhost
  no_log: true
  vars:
    file: "{{ lookup('ansible.builtin.file', 'cfg000b82123456.xml') }}"
    state: "{{ file | voip.grandstream.from_provisioning(model='gxv3380') }}"

- name: Fail if anything of the file would be lost
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
        - The values of the phone by the names of the settings, secrets included. P numbers come last.
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
    keys:
      description:
        - Programmable keys by their number. Left out if the file has none, or O(model) is not given.
      type: dict
      returned: when there are any
      sample:
        1:
          mode: blf
          account: 1
          label: Reception
          value: "100"
    not_understood:
      description:
        - What was left out, in the order of the file. Empty if nothing was left out.
      type: list
      elements: dict
      returned: success
      contains:
        name:
          description: Its name in the file. For a line without a name, the place of the line.
          type: str
          returned: always
          sample: provisioning.auto.mode
        value:
          description:
            - What the file says, at most 80 characters of it. Left out where it may be a secret, as the value of an unknown name
              may be.
          type: str
          returned: when it is certainly not a secret
          sample: YesUpgradeHourOfDay
        reason:
          description: Why it was left out, and what to do.
          type: str
          returned: always
          sample: it is read-only
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._mac import required_mac_digits
from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted


def from_provisioning(text: t.Any, model: t.Any = None, mac: t.Any = None) -> dict[str, t.Any]:
    """Return the state in a provisioning file. Raise AnsibleFilterError if it is not one, without quoting any of it."""
    from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.read import parse_provisioning  # noqa: PLC0415 - see _filter.py

    state: dict[str, t.Any] = converted(
        lambda: parse_provisioning(text, model, None if mac is None else required_mac_digits(mac))
    )
    return state


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"from_provisioning": from_provisioning}
