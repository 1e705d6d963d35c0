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
      - Settings of the phone by name. The reference of all settings lists the names. A setting that is not named stays as it is.
      - Write words instead of the phone's numbers, such as V(tls) for V(2) of P130. The number is accepted too. Booleans, ranges
        of integers, addresses, ports and URLs are checked. Write an IP address as one value, also if the phone keeps it in four
        parts.
      - A P number (V(P30), V("30") or V(30)) works instead of a name. Its value is text as the phone keeps it. It is not checked.
    type: dict
  accounts:
    description:
      - Settings of SIP accounts by account number, from 1 as on the phone's screen.
      - A GXV33x0 has 16 accounts and a WP820 has 2. Accounts from 3 on need O(model), because their P values mean something else
        on a WP820.
      - The word of a setting does the same on every model, also where the phones keep another number for it. A value that means
        different things on different models needs O(model).
    type: dict
  keys:
    description:
      - Programmable keys by their number, 1 to 160 on a GXV33x0. On a WP820, the speed dials by their digit, 0 and 2 to 9. They
        need O(model), because their P values mean something else on a WP820. A key that is not named stays as it is.
      - A key is a dictionary of C(mode), C(account) (from 1, 1 if it is left out), C(label) and C(value) (a number, an address or
        digits, in quotes). It is written whole, so that a C(label) that is left out is empty.
      - Modes are V(speed_dial), V(blf), V(speed_dial_active_account), V(dial_dtmf), V(call_transfer), V(call_park), V(intercom),
        V(multicast_paging), V(conference) and V(dial_prefix). V(speed_dial_active_account), V(dial_dtmf) and V(multicast_paging)
        use no account. A WP820 has V(speed_dial) only, without a label.
      - The mode V(none) clears the key. Where the firmware cannot store an empty text, the task names the key, and only a
        provisioning file can clear it.
      - A busy lamp field (V(blf)) on an account that is not active shows nothing, and is a warning.
    type: dict
  layers:
    description:
      - The desired state in layers, the weakest first. A stronger layer replaces single settings of weaker layers.
        O(settings), O(accounts), O(keys), O(groups) and O(contacts) of the task are stronger than all layers.
      - Layers are merged setting by setting, also inside accounts. (Ansible's own variables would replace the whole dictionary.)
        Keys are merged field by field. A mode takes out the fields of weaker layers that it does not use.
        A setting is the same under its name and under its P number. Groups are merged by name and contacts by O(match_by), field
        by field.
      - A setting that is null is taken out, whatever weaker layers say. The phone keeps the value that it has.
      - The lookup plugin P(voip.grandstream.layers#lookup) makes the layers from the variables of the inventory.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name of the layer. Messages and RV(ignore:origins) use it to say where a setting comes from.
        type: str
        required: true
      problem:
        description:
          - What is wrong with the layer. The task then fails with this sentence. The lookup plugin
            P(voip.grandstream.layers#lookup) sets it where it cannot make the layers.
        type: str
      settings:
        description: As O(settings).
        type: dict
      accounts:
        description: As O(accounts).
        type: dict
      keys:
        description: As O(keys).
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
        description: As O(purge). For this and the next three, the task's own option counts, then the strongest layer with it.
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
  role_variables:
    description:
      - Takes options from the variables of the role P(voip.grandstream.baseline#role), as they are on the host. O(layers) comes
        from C(gs_baseline_layers), O(write_secrets) from C(gs_baseline_write_secrets), O(confirm_registration) from
        C(gs_baseline_confirm_registration), O(when_busy) from C(gs_baseline_when_busy), O(allow_reach) from C(gs_allow_reach),
        O(reach_timeout) from C(gs_baseline_reach_timeout), and O(explain) from C(gs_baseline_explain).
      - It is the same as to write each of them as a template, and costs each phone far less. Ansible compiles every template
        anew for each phone. With this option, only those values are templated that hold a template.
      - An option that the task gives itself is stronger. A variable that the host does not have leaves its option at the default.
    type: bool
    default: false
  explain:
    description:
      - Whether the result says in RV(ignore:origins) which layer each setting comes from. On many phones with many settings, this
        is most of what Ansible must handle of each result.
    type: bool
    default: true
  model:
    description:
      - Model of the phone. It cannot be read from the phone. Variable C(gs_model), environment variable E(GS_MODEL).
      - With a model, settings and accounts that the model does not have are refused.
    type: str
    choices: [gxv3350, gxv3370, gxv3380, wp820]
  firmware:
    description:
      - Firmware of the phone, such as V(1.0.3.19). Variable C(gs_firmware), environment variable E(GS_FIRMWARE).
      - It is published of many settings which firmware brought or removed them; the reference of all settings has it.
        M(voip.grandstream.gs_validate) refuses a setting that this firmware of O(model) does not have, without asking a phone.
        It warns where that is not certain.
      - M(voip.grandstream.gs_config) needs no firmware. It always asks the phone first, and reads the version along with the
        values where it may have to say why one is not known.
    type: str
  write_secrets:
    description:
      - When to write passwords that cannot be read back.
      - V(when_needed) writes the SIP password of an account when another of its values changes, or when the phone reports the
        account as not registered. A registered account proves its password. On some firmware the phone's list of accounts tells
        only which are active, so the phone's status is asked as a second witness, and the result says in C(registrations) what
        has shown what. The password of an account that is switched off
        (V(account_active) or V(sip_registration) off) waits until something else of that account changes. A phone that tells its
        passwords to a login is not guessed about. They are compared and verified as other values are, and never shown.
      - V(always) writes them in each run, so each run reports a change. It is the only way to write V(admin_password),
        V(user_password), V(sip_tls_private_key) and V(sip_tls_certificate), because nothing proves those.
      - V(never) does not write them, as if they were not named. The phone's own passwords are refused then.
    type: str
    choices: [when_needed, always, never]
    default: when_needed
  confirm_registration:
    description:
      - Takes a change back if it breaks the registration of an account. Accounts that were registered before the change must be
        registered again within this number of seconds. Otherwise the former values are written back and read back, and the task
        fails. An account that never stopped being registered is not confirmed where nothing but the list of accounts says so,
        and a warning names it. C(registrations) in the result says which witnesses there were.
      - An account that the task switches off is not waited for. Passwords cannot be read from a phone, so they are not brought
        back.
      - If the run is interrupted during this time, the former values are written back too. The result is written to the terminal,
        unless the task was delegated to another host.
      - With V(0), the task does not wait and takes nothing back.
    type: float
    default: 0.0
  when_busy:
    description:
      - What to do on a phone with a call when a change that is due can end it. These are changes that register an account anew,
        and those that can cut the phone off; the reference of all settings marks both. The lines are asked for only then, and not
        in check mode.
      - V(skip) leaves the phone alone as a whole. The result is skipped, and says which settings wait for the next run. V(fail)
        fails before any write, V(wait) waits for the end of the call, V(force) does not look.
    type: str
    choices: [fail, skip, wait, force]
    default: force
  busy_timeout:
    description:
      - Seconds to wait for the end of the calls with O(when_busy=wait).
    type: float
    default: 600.0
  allow_reach:
    description:
      - Whether the task may change what can cut the phone off, such as the port of its web server, its VLAN or its provisioning
        server. The reference of all settings marks these settings. With V(false) the task fails before any write to the phone
        and names them. Check mode shows them first, and warns.
      - They are written after everything else. The phone must then be found again. It takes a login and tells the new values, at
        its new port, scheme or static address where these change.
      - One phone of the run gets such a change first, and others that get the same change wait until that phone is found again.
        If it is not, they do not get it. Tasks that run on another host do not know of each other. There, each phone is only
        proved by itself.
    type: bool
    default: true
  reach_timeout:
    description:
      - Within how many seconds a phone must be found again after a change that can cut it off.
    type: float
    default: 120.0
"""
