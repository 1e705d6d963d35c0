# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: to_host_vars
short_description: Write a phone's state as a variables file
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Turns a phone's state into the text of a YAML file with C(gs_settings) and C(gs_accounts), and with C(gs_keys),
    C(gs_groups) and C(gs_contacts) if there are any.
  - The same state always gives the same text, in any order of its keys. So git shows a difference only if something differs.
  - Text such as V(0041), V(yes), V(1e3) and V(null) stays text.
  - No text is a template. All that is not made of letters, digits, spaces and a few harmless signs is marked C(!unsafe).
  - A state with a secret in it is refused, because the file is for git.
positional: _input
options:
  _input:
    description:
      - A dictionary of C(settings) and C(accounts), and perhaps C(keys), C(groups) and C(contacts), as
        M(voip.grandstream.gs_info) and P(voip.grandstream.from_provisioning#filter) give them.
      - Other keys are ignored.
    type: dict
    required: true
  comment:
    description:
      - Lines to put on top, as a comment.
    type: list
    elements: str
    default: []
seealso:
  - plugin: voip.grandstream.without_layers
    plugin_type: filter
  - plugin: voip.grandstream.without_secrets
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Write what the phone holds into the variables of the host
  ansible.builtin.copy:
    dest: "host_vars/{{ inventory_hostname }}/phone.yml"
    content: "{{ phone.config | voip.grandstream.to_host_vars(['What the phone holds.']) }}"
    mode: "0644"
  delegate_to: localhost

# ---
# # What the phone holds.
# gs_settings:
#   ntp_server: ntp.example.net
# gs_accounts:
#   1:
#     sip_user_id: "1001"
"""

RETURN = r"""
_value:
  description: The text of the file, with a line break at its end. Write it as UTF-8.
  type: str
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import file_text


def to_host_vars(state: t.Any, comment: t.Any = ()) -> str:
    """Return the text of a variables file. Raise AnsibleFilterError for a state with a secret in it."""
    from ansible_collections.voip.grandstream.plugins.plugin_utils import _host_vars  # noqa: PLC0415 - see _filter.py

    return file_text(state, comment, "settings and accounts", _host_vars.host_vars_text)


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"to_host_vars": to_host_vars}
