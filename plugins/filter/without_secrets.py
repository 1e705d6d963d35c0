# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: without_secrets
short_description: Take the secrets out of a phone's state
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Takes out the passwords and keys that the catalogue of settings knows, by name and by P number, and URLs with a password in
    them, and lists where they were.
  - A text in which one of these passwords stands, with more than that around it, is taken out and listed, too, where the
    password has at least 8 characters.
  - What a P number holds that the catalogue does not know is not known to be a secret.
options:
  _input:
    description:
      - A dictionary of C(settings) and C(accounts), and perhaps C(keys), C(groups) and C(contacts), as
        M(voip.grandstream.gs_info) and P(voip.grandstream.from_provisioning#filter) give them.
    type: dict
    required: true
seealso:
  - plugin: voip.grandstream.from_provisioning
    plugin_type: filter
  - plugin: voip.grandstream.to_host_vars
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show which passwords the file holds
  ansible.builtin.debug:
    msg: "{{ (file | voip.grandstream.from_provisioning | voip.grandstream.without_secrets).secrets }}"
  vars:
    file: "{{ lookup('ansible.builtin.file', 'cfg000b82123456.xml') }}"

# settings: {ntp_server: ntp.example.net}
# accounts: {1: {sip_user_id: "1001", sip_auth_password: "a password"}}
#
# becomes
#
# settings: {ntp_server: ntp.example.net}
# accounts: {1: {sip_user_id: "1001"}}
# secrets: [accounts.1.sip_auth_password]
"""

RETURN = r"""
_value:
  description: The state without its secrets, and where they were.
  type: dict
  contains:
    secrets:
      description: The places of the values that were taken out.
      type: list
      elements: str
      sample: [accounts.1.sip_auth_password]
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import converted
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain


def without_secrets(state: t.Any) -> dict[str, t.Any]:
    """Return a state without its secrets, and their places. Raise AnsibleFilterError if it is not a state."""
    from ansible_collections.voip.grandstream.plugins.plugin_utils import _host_vars  # noqa: PLC0415 - see _filter.py

    def take_out() -> dict[str, t.Any]:
        if not isinstance(state, t.Mapping):
            raise InputError("this takes a dictionary with settings and accounts")
        return _host_vars.without_secrets(plain(state))

    public: dict[str, t.Any] = converted(take_out)
    return public


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"without_secrets": without_secrets}
