# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: layers
short_description: The desired state of a phone, as the layers of the inventory say it
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Gives the layers of a host's desired state, the weakest first, for the option O(voip.grandstream.gs_config#module:layers). The
    role P(voip.grandstream.baseline#role) uses it.
  - First come the bundles that C(gs_bundles) names. A bundle is a variable C(gs_bundle_NAME), a dictionary with C(settings),
    C(accounts), C(keys), C(groups) and C(contacts), of which each may be left out. Where C(gs_model) is known, a bundle
    C(gs_bundle_NAME_MODEL) goes along with it, such as C(gs_bundle_voice_wp820).
  - Then come the variables C(gs_settings), C(gs_accounts), C(gs_keys), C(gs_groups) and C(gs_contacts), as each of the host's
    groups and the host itself say them. Ansible would let the strongest replace the others. Here all are given, in Ansible's own
    order of precedence.
  - C(gs_bundles) of all groups and of the host are joined, too.
  - Variables of the play, extra variables and facts come last.
  - A phone with the setting C(phonebook_download_mode) other than V(off) downloads its phonebook. It does not get the groups and
    contacts of O(_terms) then, and C(gs_contacts) is an error, because it would have them twice. C(gs_phonebook_both) allows
    both.
options:
  _terms:
    description:
      - Layers that are weaker than all others, such as that of the role P(voip.grandstream.phonebook#role). Empty ones are left
        out.
    type: list
    elements: dict
  host:
    description:
      - Whether what the host itself says is among the layers. Without it, and without variables of the play and the like, the
        layers are what a host like this one has from its groups.
    type: bool
    default: true
  problems:
    description:
      - What to do where a source is wrong, such as C(gs_settings) as a list, or a variable that a bundle needs and nobody has
        set.
      - With V(fail), the lookup fails. ansible-core puts its own words around that message.
      - With V(layer), it gives the layers of O(_terms) and one with C(problem). The modules that take layers fail with that
        sentence and no other words.
    type: str
    choices: [fail, layer]
    default: fail
notes:
  - It reads the variables of groups from the inventory of the run, which ansible-core offers no lasting interface for. The
    collection is tested with each ansible-core that it supports; with another one this may be what fails.
seealso:
  - module: voip.grandstream.gs_config
  - module: voip.grandstream.gs_validate
"""

EXAMPLES = r"""
# group_vars/phones.yml        gs_settings: {ntp_server: ntp.example.net, syslog_level: warning}
# group_vars/berlin.yml        gs_settings: {ntp_server: ntp.berlin.example.net}
# host_vars/lobby/phone.yml    gs_settings: {phonebook_sort_by: last_name}
- name: The phone gets all three settings that its groups and it say, with the time server of Berlin
  voip.grandstream.gs_config:
    layers: "{{ query('voip.grandstream.layers') }}"
"""

RETURN = r"""
_value:
  description: The layers, the weakest first. Programmable keys are in C(keys), a dictionary by the number of the key.
  type: list
  elements: dict
  contains:
    name:
      description: Where the layer comes from.
      type: str
      sample: group_vars/berlin
    settings:
      description: As the bundle or variable says it. Left out where it does not; and so are the others.
      type: dict
    accounts:
      description: By account number.
      type: dict
    groups:
      description: Contact groups.
      type: list
      elements: dict
    contacts:
      description: Contacts.
      type: list
      elements: dict
    problem:
      description: What is wrong with the inventory, with O(problems=layer). The layer has only this and its name.
      type: str
      sample: "gs_bundles (group_vars/berlin): it is a text here, and not a list. Write it as [security, time]"
"""

import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import layers, sources


class LookupModule(LookupBase):
    """The lookup plugin: the layers of a host's desired state."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[dict[str, t.Any]]:
        """Return the layers of the host whose ``variables`` these are. Raise :class:`AnsibleLookupError`."""
        self.set_options(var_options=variables, direct=kwargs)
        variables = variables or {}
        found = sources(variables, self._loader, self.get_option("host"))
        try:
            return layers(terms, found, variables, self._templar.template)
        except AnsibleLookupError as error:
            if self.get_option("problems") != "layer":
                raise
            return [*(term for term in terms if term), {"name": "inventory", "problem": str(error)}]
