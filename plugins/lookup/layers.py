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
notes:
  - It reads the variables of groups from the inventory of the run, which ansible-core offers no lasting interface for. The
    collection is tested with each ansible-core that it supports; with another one this may be what fails.
seealso:
  - module: voip.grandstream.gs_config
  - module: voip.grandstream.gs_validate
"""

EXAMPLES = r"""
# group_vars/phones.yml    gs_settings: {ntp_server: ntp.example.net, syslog_level: warning}
# group_vars/berlin.yml    gs_settings: {ntp_server: ntp.berlin.example.net}
# host_vars/lobby.yml      gs_settings: {backlight_timeout: 5}
- name: The phone has all four settings that its groups and it say, with the time server of Berlin
  voip.grandstream.gs_config:
    layers: "{{ query('voip.grandstream.layers') }}"
"""

RETURN = r"""
_value:
  description: The layers, the weakest first.
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
"""

import difflib
import typing as t

from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import BUNDLES, KINDS, VariableSource, sources

_BUNDLE = "gs_bundle_"


class LookupModule(LookupBase):
    """The lookup plugin: the layers of a host's desired state."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[dict[str, t.Any]]:
        """Return the layers of the host whose ``variables`` these are. Raise :class:`AnsibleLookupError`."""
        self.set_options(var_options=variables, direct=kwargs)
        variables = variables or {}
        found = sources(variables, self._loader, self.get_option("host"))
        layers = [term for term in terms if term]
        for name in self._bundle_names(found, variables):
            bundle = self._templated(f"bundle {name}", variables[_BUNDLE + name])
            layers.append(self._layer(f"bundle {name}", bundle))
        for source in found:
            said = {kind: source.variables["gs_" + kind] for kind in KINDS if "gs_" + kind in source.variables}
            if said:
                layers.append(self._layer(source.name, self._templated(source.name, said)))
        return layers

    def _bundle_names(self, found: list[VariableSource], variables: dict[str, t.Any]) -> list[str]:
        """Return the names of the bundles that apply, each once, in the order in which they are named first."""
        names: list[str] = []
        model = self._templated("gs_model", variables.get("gs_model"))
        for source in found:
            named = self._templated(source.name, source.variables.get(BUNDLES) or [])
            if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
                raise AnsibleLookupError(f"{source.name}: {BUNDLES} must be a list of names, such as [security, time].")
            for name in named:
                if _BUNDLE + name not in variables:
                    raise AnsibleLookupError(f"{source.name}: {BUNDLES} names {name!r}, {_why_unknown(name, variables)}")
                names += [one for one in (name, f"{name}_{model}") if _BUNDLE + one in variables]
        return list(dict.fromkeys(names))

    def _templated(self, where: str, raw: t.Any) -> t.Any:
        try:
            return self._templar.template(raw)
        except AnsibleError as error:
            raise AnsibleLookupError(f"{where}: {error}") from error

    @staticmethod
    def _layer(name: str, said: t.Any) -> dict[str, t.Any]:
        if not isinstance(said, dict):
            raise AnsibleLookupError(f"{name}: it must be a dictionary of {', '.join(KINDS)}.")
        for kind, value in said.items():
            if kind not in KINDS:
                raise AnsibleLookupError(f"{name}: it has {kind!r}. A layer can have only {', '.join(KINDS)}.")
            if value is not None and not isinstance(value, KINDS[kind]):
                what = "a dictionary" if KINDS[kind] is dict else "a list"
                raise AnsibleLookupError(f"{name}: {kind} must be {what}.")
        return {"name": name, **{kind: value for kind, value in said.items() if value is not None}}


def _why_unknown(name: str, variables: dict[str, t.Any]) -> str:
    known = sorted(variable[len(_BUNDLE) :] for variable in variables if variable.startswith(_BUNDLE))
    near = difflib.get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(known) or 'none'}."
    return f"and there is no variable {_BUNDLE}{name}.{hint}"
