#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_password
short_description: Change the admin or user password of a Grandstream phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Gives a phone a new password for its web interface and Web API, and proves it by a login.
  - The new password is tried first. Where it works there is nothing to do, so that a play can be repeated at any time, also
    after one that died half-way.
  - Otherwise the passwords of O(old_passwords) are tried in their order, but never with the last attempt that the phone allows
    before it locks the account. Each is tried with the usual login digest before any is tried with that of old firmware.
  - The task does not log in with the connection's password, unless that is among the passwords it names. So the inventory can
    hold the new password in C(ansible_password) before the phone knows it; see the examples.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
attributes:
  check_mode:
    support: full
    details:
      - A single login with the new password tells whether a run would change it. Where it is refused, that is one failed
        attempt on the phone's count, which the next successful login clears.
      - Old firmware needs O(digest_separator=dot) for that, because check mode tries one login digest only.
  diff_mode:
    support: full
    details:
      - It shows that the password changes, and no password.
  idempotent:
    support: full
options:
  role:
    description:
      - Whose password to change. V(admin) is that of the users V(gmiadmin) and V(admin), which share it; V(user) is that of the
        user V(user).
      - The task logs in as that user, whatever O(username) says. A login as V(admin) is used where O(username=admin).
    type: str
    choices: [admin, user]
    default: admin
  new_password:
    description:
      - The password that the phone shall have.
      - The phone tells nothing about its rules for passwords. Plain letters and digits work everywhere.
    type: str
    required: true
  old_passwords:
    description:
      - The passwords that the phone may have now, in the order to try them. Up to two wrong ones are safe with any firmware.
      - Default is the connection's O(password) where O(username) is a user of that O(role). Otherwise this is required.
    type: list
    elements: str
notes:
  - In what a run prints, no password shows. With O(request_method=get) they are in the URL of the request, and so perhaps in
    the access log of a proxy; V(post) keeps them out of it, where the phone's firmware takes it. The login sends no password,
    only a digest.
  - A phone ends its sessions when its password changes, and locks its account for about five minutes after five failed logins
    in a row. Other programs that keep trying an old password can lock it.
seealso:
  - module: voip.grandstream.gs_pvalue
"""

EXAMPLES = r"""
# The inventory holds the new password in ansible_password, and the former ones in gs_old_passwords. The first task brings the
# phone to the new one, so that all others can log in. The play can be repeated at any time.
- name: The phone takes the password of the inventory
  voip.grandstream.gs_password:
    new_password: "{{ ansible_password }}"
    old_passwords: "{{ gs_old_passwords }}"
    request_method: post

- name: Later tasks log in with it
  voip.grandstream.gs_info:
    gather_subset: [time]

- name: The user's password, which may still be the factory's
  voip.grandstream.gs_password:
    role: user
    new_password: "{{ gs_user_password }}"
    old_passwords: ["123"]
    request_method: post
"""

RETURN = r"""
changes:
  description: What was changed, or in check mode would be. Empty when the phone takes the new password already.
  returned: when the phone was logged in to, or a write was begun
  type: list
  elements: dict
  contains:
    password:
      description: Whose password, as O(role).
      type: str
      sample: admin
    before:
      description: Always V((former secret)).
      type: str
      sample: (former secret)
    after:
      description: Always V((new secret)).
      type: str
      sample: (new secret)
error:
  description: Why the task failed, in parts that a playbook can test. M(voip.grandstream.gs_pvalue) describes its other keys.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - V(auth) when the phone takes none of the passwords, V(locked) when it has locked the account, V(api) when it does not
          take the new one, V(not_kept) when it said that it did and kept the former one, V(ambiguous_write) when its answer
          was lost and looking failed too. The other kinds are those of M(voip.grandstream.gs_pvalue).
      type: str
      sample: auth
"""

from ansible_collections.voip.grandstream.plugins.module_utils._module import run_module
from ansible_collections.voip.grandstream.plugins.module_utils._resources.password import RESOURCE


def main() -> None:
    """Run as a shipped module; in the controller's process the action plugin of the same name runs instead."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
