# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: to_pvalues
short_description: Turn named settings into P values
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Turns settings by name, of the phone and of its accounts, into P values, in the form in which
    M(voip.grandstream.gs_pvalue) takes them. No phone is asked.
  - What cannot be right is refused, all of it at once and each with its path, such as C(accounts.1.sip_transport).
  - The P values of a desired state with passwords hold these passwords. Set C(no_log) on a task that shows them.
positional: _input
options:
  _input:
    description:
      - A dictionary of C(settings), C(accounts) and C(keys), of which each may be left out.
      - C(settings) is a dictionary of values by the name of a setting or by P number, C(accounts) is one of such dictionaries by
        account number, from V(1).
      - C(model) may be there and is used where O(model) is not given.
      - C(groups), C(contacts) and the options that go with them may be there and mean nothing here, because the phonebook has
        no P values. So may C(not_understood).
    type: dict
    required: true
  model:
    description:
      - The phone's model. It decides which settings and how many accounts there are.
      - Needed for accounts from 3 on, because their P numbers mean something else on a model that does not have them.
    type: str
    choices: [gxv3350, gxv3370, gxv3380, wp820]
seealso:
  - ref: ansible_collections.voip.grandstream.docsite.settings_reference
    description: The names, words, ranges and P numbers of all settings, by group and with an index by P number.
  - plugin: voip.grandstream.to_provisioning_xml
    plugin_type: filter
  - plugin: voip.grandstream.from_provisioning
    plugin_type: filter
  - module: voip.grandstream.gs_pvalue
"""

EXAMPLES = r"""
- name: Look which P values a desired state is
  ansible.builtin.debug:
    msg: "{{ state | voip.grandstream.to_pvalues(model='gxv3380') }}"
  vars:
    state:
      settings:
        ntp_server: ntp.example.net
        static_ip: 192.0.2.10
      accounts:
        1:
          sip_server: sip.example.net
          sip_transport: tls
          auto_answer: false

# P30: ntp.example.net
# P9: '192'
# P10: '0'
# P11: '2'
# P12: '10'
# P47: sip.example.net
# P130: '2'
# P90: '0'
"""

RETURN = r"""
_value:
  description:
    - The phone's text by P number, in the order of the input. An IPv4 address that a phone keeps as four numbers is four values.
  type: dict
  sample: {"P30": "ntp.example.net", "P130": "2"}
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted


def to_pvalues(state: t.Any, model: t.Any = None) -> dict[str, str]:
    """Return P values by number. Raise AnsibleFilterError with all that is wrong with the state."""
    from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.write import desired_values  # noqa: PLC0415 - see _filter.py

    texts: dict[str, str] = converted(lambda: desired_values(state, model).texts)
    return {f"P{number}": text for number, text in texts.items()}


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"to_pvalues": to_pvalues}
