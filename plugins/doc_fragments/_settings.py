# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options that name the settings of a phone."""

    DOCUMENTATION = r"""
options:
  settings:
    description:
      - Settings of the phone by name, as the reference of all settings lists them. What is not named stays as it is.
      - Words stand for numbers, such as V(tls) for P130's V(2); the number is taken as well. Booleans, integers with their
        ranges, addresses, ports and URLs are checked. An address that a phone keeps in four octets is written as one.
      - A P number (V(P30), V("30") or V(30)) works everywhere too. Its value is text as the phone keeps it, and is not checked.
    type: dict
  accounts:
    description:
      - Settings of SIP accounts by account number, from 1 as on the phone's screen.
      - A GXV33x0 has 16 accounts and a WP820 has 2. Accounts 3 and up need O(model), because on a WP820 their P values mean
        something else.
    type: dict
  layers:
    description:
      - The desired state in layers, the weakest first; O(settings), O(accounts), O(groups) and O(contacts) are the strongest.
      - Layers are merged setting by setting, also inside accounts, where Ansible's own variables would replace the whole
        dictionary. It makes no difference which of its names a setting has in a layer. Groups are merged by name and contacts
        by O(match_by), field by field.
      - Of a setting that is null nothing remains, whatever weaker layers say; the phone keeps what it has.
      - The lookup plugin P(voip.grandstream.layers#lookup) makes them of the inventory's variables.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name of the layer, to be told where something comes from.
        type: str
        required: true
      settings:
        description: As O(settings).
        type: dict
      accounts:
        description: As O(accounts).
        type: dict
      groups:
        description: As O(groups).
        type: list
        elements: dict
        suboptions:
          name:
            description: Name of the group.
            type: str
            required: true
          id:
            description: As O(groups[].id).
            type: int
      contacts:
        description: As O(contacts).
        type: list
        elements: dict
        suboptions:
          first_name:
            description: First name.
            type: str
          last_name:
            description: Last name.
            type: str
          work:
            description: Work number.
            type: str
          home:
            description: Home number.
            type: str
          mobile:
            description: Mobile number.
            type: str
          fax:
            description: Fax number.
            type: str
          email:
            description: E-mail address.
            type: str
          group:
            description: Name of the contact's group.
            type: str
          id:
            description: As O(contacts[].id).
            type: int
      purge:
        description: As O(purge). Of this and the next three, the strongest layer that says it counts, and the task's own first.
        type: bool
      purge_groups:
        description: As O(purge_groups).
        type: list
        elements: str
      allow_empty:
        description: As O(allow_empty).
        type: bool
      match_by:
        description: As O(match_by).
        type: list
        elements: str
        choices: [name, group, work, home, mobile, fax, email, id]
  model:
    description:
      - Model of the phone, which no phone tells. Variable C(gs_model), environment variable E(GS_MODEL).
      - Where it is known, settings and accounts that it does not have are refused.
    type: str
    choices: [gxv3350, gxv3370, gxv3380, wp820]
  write_secrets:
    description:
      - When to write passwords that cannot be read back.
      - V(when_needed) writes the SIP password of an account when another of its values changes, or when the phone reports the
        account as not registered. A registered account proves its password. The password of an account that is switched off
        (V(account_active) or V(sip_registration) off) waits until something else of that account changes.
      - V(always) writes them in each run, so that each run reports a change. It is the only way to write V(admin_password),
        V(user_password), V(sip_tls_private_key) and V(sip_tls_certificate), because nothing proves those.
      - V(never) leaves all of them alone, as if they were not named; the phone's own passwords are refused then.
    type: str
    choices: [when_needed, always, never]
    default: when_needed
  confirm_registration:
    description:
      - A net under risky changes. With a number of seconds, the accounts that were registered before must be registered again
        within them. If one is not, the former values are written back and read back, and the task fails and says so.
      - An account that the task switches off is not waited for. Passwords cannot be read, so they are not brought back.
      - When the run is interrupted meanwhile, the former values are written back as well. What became of that is written to the
        terminal, unless the task was delegated to another host.
      - V(0) waits for nothing.
    type: float
    default: 0.0
"""
