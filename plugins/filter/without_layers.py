# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: without_layers
short_description: Leave out what the layers below a phone say already
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Leaves of a phone's state only what its groups and bundles do not say already, for the phone's own variables. Merged again
    with the layers, it is the whole state.
  - Values are compared as the P values that they are, so that V(P30) is V(ntp_server), and V(true) is V(yes) and V(1).
  - What a layer says and the state does not hold is not taken out by it.
positional: _input
options:
  _input:
    description:
      - A dictionary of C(settings) and C(accounts), and perhaps C(groups) and C(contacts), as M(voip.grandstream.gs_info) and
        P(voip.grandstream.from_provisioning#filter) give them.
    type: dict
    required: true
  layers:
    description:
      - The layers, the weakest first, as P(voip.grandstream.layers#lookup) gives them.
    type: list
    elements: dict
    required: true
  model:
    description:
      - The model of the phone. It decides which settings have a name, and what is as at the factory.
    type: str
    choices: [gxv3350, gxv3370, gxv3380, wp820]
  hide_defaults:
    description:
      - Whether to leave out what is as at the factory, too, unless a layer says something else.
    type: bool
    default: false
notes:
  - A contact of the phone that a layer has with other fields comes with the fields that differ. One without a name is left out,
    because it cannot be told from others.
seealso:
  - plugin: voip.grandstream.layers
    plugin_type: lookup
  - plugin: voip.grandstream.to_host_vars
    plugin_type: filter
"""

EXAMPLES = r"""
- name: What is special about the phone?
  ansible.builtin.debug:
    msg: "{{ phone.config | voip.grandstream.without_layers(layers, model='wp820', hide_defaults=true) }}"
  vars:
    layers: "{{ query('voip.grandstream.layers', host=false) }}"

# config: {settings: {ntp_server: ntp.example.net, time_format: 12_hour}, accounts: {1: {sip_user_id: "1001"}}}
# layers: [{name: group_vars/phones, settings: {P30: ntp.example.net}}]
#
# becomes
#
# settings: {time_format: 12_hour}
# accounts: {1: {sip_user_id: "1001"}}
"""

RETURN = r"""
_value:
  description: What is left, with C(settings) and C(accounts), and C(groups) and C(contacts) where the input has them.
  type: dict
  sample: {"settings": {"time_format": "12_hour"}, "accounts": {}}
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils import _host_vars
from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain


def without_layers(state: t.Any, layers: t.Any, model: t.Any = None, hide_defaults: t.Any = False) -> dict[str, t.Any]:
    """The filter. Raises AnsibleFilterError with all that is wrong with the state or the layers."""

    def subtract() -> dict[str, t.Any]:
        if not isinstance(state, t.Mapping) or not isinstance(layers, (list, tuple)):
            raise InputError("this takes a dictionary with settings and accounts, and a list of layers")
        return _host_vars.without_layers(plain(state), plain(layers), model and str(model), bool(hide_defaults))

    left: dict[str, t.Any] = converted(subtract)
    return left


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """The filter by its name."""
        return {"without_layers": without_layers}
