# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: without_layers
short_description: Leave out what the layers of a phone set already
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Leaves out of a phone's state what its groups and bundles set already. The rest is for the phone's own variables. Merged with
    the layers again, it is the whole state.
  - Values are compared as P values, so V(P30) and V(ntp_server) are the same, and V(true), V(yes) and V(1) are the same.
  - If a layer sets something that the state does not hold, the result does not take it out.
positional: _input
options:
  _input:
    description:
      - A dictionary of C(settings) and C(accounts), and perhaps C(keys), C(groups) and C(contacts), as
        M(voip.grandstream.gs_info) and P(voip.grandstream.from_provisioning#filter) give them.
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
      - The model of the phone. It decides which settings have a name, and what their factory values are.
    type: str
    choices: [gxv3350, gxv3370, gxv3380, wp820]
  hide_defaults:
    description:
      - Whether to also leave out what has its factory value, unless a layer sets something else.
    type: bool
    default: false
notes:
  - If a layer has a contact of the phone with other fields, the result has only the fields that differ. A contact without a name
    is left out, because it cannot be found again.
seealso:
  - plugin: voip.grandstream.layers
    plugin_type: lookup
  - plugin: voip.grandstream.to_host_vars
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show what is special about the phone
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
  description: What is left, with C(settings) and C(accounts), and C(keys), C(groups) and C(contacts) where the input has them.
  type: dict
  sample: {"settings": {"time_format": "12_hour"}, "accounts": {}}
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import model_of
from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain


def without_layers(state: t.Any, layers: t.Any, model: t.Any = None, hide_defaults: t.Any = False) -> dict[str, t.Any]:
    """Return what the layers do not say already. Raise AnsibleFilterError with all that is wrong with the state or the layers."""
    from ansible_collections.voip.grandstream.plugins.plugin_utils import _host_vars  # noqa: PLC0415 - see _filter.py

    def subtract() -> dict[str, t.Any]:
        if not isinstance(state, t.Mapping) or not isinstance(layers, (list, tuple)):
            raise InputError("this takes a dictionary with settings and accounts, and a list of layers")
        return _host_vars.without_layers(
            plain(state), plain(layers), model and (model_of(model) or str(model)), bool(hide_defaults)
        )

    left: dict[str, t.Any] = converted(subtract)
    return left


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"without_layers": without_layers}
