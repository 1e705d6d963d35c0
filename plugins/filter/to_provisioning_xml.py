# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: to_provisioning_xml
short_description: Write a provisioning file
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Turns settings by name, of the phone and of its accounts, into the text of a Grandstream provisioning file, for phones that
    fetch their configuration from a server. It is XML in version 1, the one with P numbers, which every firmware reads, or
    in version 2.
  - The same state always gives the same text, whatever its order, so that the file changes only when a value does.
  - What cannot be right is refused, all of it at once and each with its path, such as C(accounts.1.sip_transport). So is text
    with control characters, which XML cannot hold.
  - The file of a desired state with passwords holds these passwords. Give it a C(mode) and set C(no_log).
positional: _input
options:
  _input:
    description:
      - A dictionary of C(settings), C(accounts) and C(keys), of which each may be left out.
      - C(settings) is a dictionary of values by the name of a setting or by P number, C(accounts) is one of such dictionaries by
        account number, from V(1).
      - C(model) may be there and is used where O(model) is not given.
      - C(groups), C(contacts) and the options that go with them may be there and mean nothing here, because a provisioning file
        has no phonebook. P(voip.grandstream.to_phonebook_xml#filter) writes one.
    type: dict
    required: true
  model:
    description:
      - The phone's model. It decides which settings and how many accounts there are.
      - Needed for accounts from 3 on, because their P numbers mean something else on a model that does not have them.
    type: str
    choices: [gxv3350, gxv3370, gxv3380, wp820]
  mac:
    description:
      - The phone's MAC address, in any usual spelling, such as V(00:0b:82:aa:bb:02) or V(000b.82aa.bb02). A phone with another
        one refuses the file.
      - Without it, the file is for any phone.
    type: str
  version:
    description:
      - V(1) writes P numbers. V(2) writes the vendor's names and words. A setting is refused there if the vendor's name for it,
        or the word for its value, is not certain.
    type: int
    choices: [1, 2]
    default: 1
seealso:
  - ref: ansible_collections.voip.grandstream.docsite.settings_reference
    description: The names, words, ranges and P numbers of all settings, by group and with an index by P number.
  - plugin: voip.grandstream.from_provisioning
    plugin_type: filter
  - plugin: voip.grandstream.to_pvalues
    plugin_type: filter
  - plugin: voip.grandstream.to_phonebook_xml
    plugin_type: filter
"""

EXAMPLES = r"""
- name: The provisioning server has a file for the phone
  ansible.builtin.copy:
    dest: "/srv/provisioning/cfg{{ mac }}.xml"
    content: "{{ state | voip.grandstream.to_provisioning_xml(model='wp820', mac=mac) }}"
    mode: "0640"
  no_log: true
  vars:
    mac: 000b82123456
    state:
      settings:
        ntp_server: ntp.example.net
      accounts:
        1:
          account_name: Sales & Support
          sip_server: sip.example.net
          sip_transport: tls

# <?xml version="1.0" encoding="UTF-8"?>
# <gs_provision version="1">
#   <mac>000b82123456</mac>
#   <config version="1">
#     <P30>ntp.example.net</P30>
#     <P47>sip.example.net</P47>
#     <P130>2</P130>
#     <P270>Sales &amp; Support</P270>
#   </config>
# </gs_provision>
"""

RETURN = r"""
_value:
  description: The text of the file, with a line break at its end. Write it as UTF-8.
  type: str
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._mac import required_mac_digits
from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted


def to_provisioning_xml(state: t.Any, model: t.Any = None, mac: t.Any = None, version: t.Any = 1) -> str:
    """Return the text of a provisioning file. Raise AnsibleFilterError with all that is wrong with the state."""
    from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.write import (  # noqa: PLC0415 - see _filter.py
        desired_values,
        named_provisioning_xml,
        provisioning_xml,
    )

    def write() -> str:
        if str(version) not in ("1", "2"):
            raise InputError("version: this is 1 or 2")
        values = desired_values(state, model)
        digits = None if mac is None else required_mac_digits(mac)
        return provisioning_xml(values.texts, digits) if str(version) == "1" else named_provisioning_xml(values, digits)

    text: str = converted(write)
    return text


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"to_provisioning_xml": to_provisioning_xml}
