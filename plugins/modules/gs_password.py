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
  - The new password is tried first. If it works, nothing is done. So a play can be repeated at any time, also after a run that
    was interrupted.
  - Otherwise the passwords of O(old_passwords) are tried in their order. The last attempt that the phone allows before it locks
    the account is never used. Each password is tried with the usual login digest before any is tried with that of old firmware.
  - The task logs in only with the passwords that it names, and not with the password of the connection. So the inventory can
    hold the new password in C(ansible_password) before the phone has it. See the examples.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
attributes:
  check_mode:
    support: full
    details:
      - The task logs in as in a run, with the new password and then with those of O(old_passwords). The login that succeeds
        proves that a run would work, and clears the phone's count of failed logins.
  diff_mode:
    support: full
    details:
      - The diff shows that the password changes. It never shows a password.
  idempotent:
    support: full
options:
  role:
    description:
      - Whose password to change. V(admin) is the password that the users V(gmiadmin) and V(admin) share. V(user) is the password
        of the user V(user).
      - The task logs in as that user, whatever O(username) says. A login as V(admin) is used where O(username=admin).
    type: str
    choices: [admin, user]
    default: admin
  new_password:
    description:
      - The password that the phone must have.
      - A phone does not publish its rules for passwords. Plain letters and digits work everywhere.
    type: str
    required: true
  old_passwords:
    description:
      - The passwords that the phone may have now, in the order to try them.
      - A run stops after three refused logins. The next run tries only what was not refused before, so that it goes on where
        the one before stopped.
      - The default is O(password) of the connection, if O(username) is a user of that O(role). Otherwise this is required.
    type: list
    elements: str
  new_phone:
    description:
      - Whether another phone than before has this address, because it was replaced. Then logins that the former phone refused
        are forgotten first, in check mode too.
      - Do not leave it set. Without the memory of refused logins, runs with a wrong password lock the phone.
    type: bool
    default: false
notes:
  - A run never prints a password. With O(request_method=get) the passwords are in the URL of the request, and a proxy may write
    it to its log. V(post) keeps them out of the URL, if the firmware takes it. The login sends no password, only a digest.
  - Whatever the phone answers to the change, a login proves which password it has. Some firmware breaks down over the two
    parameters that the vendor's guide asks for, and takes four. The task finds out, and remembers it within the run. Then the
    other role's password is read before and after the change. Where the phone does not tell it, the result warns.
  - Where only the administrator can log in, O(role=user) needs the administrator's login in O(username) and O(password). The
    value of the password proves the change. Where the phone does not tell it, the result warns that it is not proved.
  - A phone ends its sessions when its password changes, and locks its account for about five minutes after five failed logins
    in a row. Other programs that keep trying an old password can lock it.
seealso:
  - module: voip.grandstream.gs_pvalue
"""

EXAMPLES = r"""
# The inventory holds the new password in ansible_password, and the former ones in gs_old_passwords. The first task gives the
# phone the new one, so all later tasks can log in. The play can be repeated at any time.
- name: Give the phone the password of the inventory
  voip.grandstream.gs_password:
    new_password: "{{ ansible_password }}"
    old_passwords: "{{ gs_old_passwords }}"
    request_method: post

- name: Log in with it
  voip.grandstream.gs_info:
    gather_subset: [time]

- name: Change the password of the web user, which may still be the factory's
  voip.grandstream.gs_password:
    role: user
    new_password: "{{ gs_user_password }}"
    old_passwords: ["123"]
    request_method: post
"""

RETURN = r"""
changes:
  description: What was changed. In check mode, what would be changed. Empty if the phone has the new password already.
  returned: when the phone was logged in to, or a write was begun
  type: list
  elements: dict
  contains:
    password:
      description: Whose password, the value of O(role).
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
        - V(auth) when the phone refuses all passwords, V(locked) when it has locked the account, V(api) when it refuses the new
          password, V(not_kept) when it accepted the new password and kept the former one, V(ambiguous_write) when its answer was
          lost and no login showed which one it has. The other kinds are those of M(voip.grandstream.gs_pvalue).
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
