#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_sysop
short_description: Reboot, reset or provision a Grandstream phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Reboots a phone, brings it back to its factory state, or lets it fetch its configuration from its provisioning server.
  - It looks before it acts. A phone on which a line rings, calls, is in a call or on hold is not touched unless O(when_busy)
    says so.
  - It waits for the end, and takes nothing for granted. A reboot is proved by an uptime that is smaller than the time since.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
attributes:
  check_mode:
    support: full
    details:
      - Lines, and with O(min_uptime) the uptime, are read; nothing is sent. With O(when_busy=wait) it does not wait.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - Only a O(operation=reboot) with O(min_uptime) is.
options:
  operation:
    description:
      - V(reboot) restarts the phone.
      - V(factory_reset) erases its whole configuration, its phonebook and its passwords, and restarts it. It needs O(force).
      - V(provision) lets it fetch its configuration now.
      - V(factory_reset) and V(provision) need the admin's login.
    type: str
    choices: [reboot, factory_reset, provision]
    required: true
  when_busy:
    description:
      - What to do when a line is busy. V(fail) fails, V(skip) skips the phone, V(wait) waits until all lines are idle or
        O(busy_timeout) is over, V(force) does not look and ends the call.
    type: str
    choices: [fail, skip, wait, force]
    default: fail
  busy_timeout:
    description:
      - How many seconds to wait with O(when_busy=wait).
    type: float
    default: 600.0
  wait:
    description:
      - Whether to wait until the phone is back.
      - With V(false) the task ends when the phone has taken the request.
    type: bool
    default: true
  wait_timeout:
    description:
      - How many seconds to wait for that. A phone takes minutes to start.
    type: float
    default: 600.0
  min_uptime:
    description:
      - A phone that has been up for less than this is left alone, which makes O(operation=reboot) idempotent.
      - Write V(7d), V(12h), V(90m), V(1d 12h) or a number of seconds.
    type: str
  force:
    description:
      - Must be V(true) for O(operation=factory_reset), so that no phone is ever erased by a slip.
    type: bool
    default: false
  after_reset:
    description:
      - Where the phone is found after a O(operation=factory_reset), to wait for it. What is left out is the factory's own.
      - A phone whose address was set by hand asks DHCP after a reset, and its web interface speaks HTTP.
      - The factory's password is tried only after the phone went down, and in vain only once.
    type: dict
    suboptions:
      host:
        description: Name or address. Default is O(host).
        type: str
      port:
        description: TCP port. Default is V(80), or V(443) with O(after_reset.use_ssl=true).
        type: int
      use_ssl:
        description: Whether the phone speaks HTTPS then.
        type: bool
        default: false
      username:
        description: Name to log in with.
        type: str
        default: gmiadmin
      password:
        description: Password to log in with. Default is the factory's.
        type: str
notes:
  - O(timeout) and O(retries) are those of single requests.
seealso:
  - module: voip.grandstream.gs_info
  - module: voip.grandstream.gs_call
"""

EXAMPLES = r"""
- name: Reboot phones that have been up for a week, and wait for calls to end
  voip.grandstream.gs_sysop:
    operation: reboot
    min_uptime: 7d
    when_busy: wait
    busy_timeout: 1800

- name: Fetch the configuration now, where nobody is in a call
  voip.grandstream.gs_sysop:
    operation: provision
    when_busy: skip

- name: Erase a phone before it leaves the house
  voip.grandstream.gs_sysop:
    operation: factory_reset
    force: true
    after_reset:
      port: "{{ factory_port | default(80) }}"
"""

RETURN = r"""
changes:
  description: What was done, or in check mode would be. Empty when the phone was left alone.
  returned: when the phone was looked at, or a write was begun
  type: list
  elements: dict
  contains:
    operation:
      description: As O(operation).
      type: str
      sample: reboot
uptime:
  description: Seconds since the phone started, after the operation where it was waited for.
  returned: when it was read
  type: int
  sample: 38
waited:
  description: Seconds from the request until the phone was back.
  returned: O(wait=true), and the phone was not left alone
  type: int
  sample: 96
found:
  description: Where the phone was found after a factory reset.
  returned: O(operation=factory_reset) and O(wait=true)
  type: dict
  contains:
    host:
      description: Name or address.
      type: str
      sample: 192.0.2.10
    port:
      description: TCP port.
      type: int
      sample: 80
    username:
      description: Who logged in.
      type: str
      sample: gmiadmin
skip_reason:
  description: Why the phone was skipped.
  returned: skipped
  type: str
  sample: line 1 is in_call
lines:
  description: The busy lines.
  returned: skipped
  type: list
  elements: dict
  contains:
    line:
      description: Number of the line, from 1 as on the phone's screen.
      type: int
      sample: 1
    state:
      description: The number by which the phone tells the state.
      type: int
      sample: 4
    state_name:
      description:
        - One of V(idle), V(ringing), V(calling), V(in_call), V(hold) and V(failed), or V(unknown) for a number that the vendor's
          guide does not list.
      type: str
      sample: in_call
    account:
      description: The account that the line uses, as the phone writes it. Empty on an idle line.
      type: str
      sample: "1"
    name:
      description: Name of the other side.
      type: str
      sample: Jack Brown
    number:
      description: Number of the other side.
      type: str
      sample: "8819"
    active:
      description: Whether the phone's keys and screen work on this line.
      type: bool
      sample: true
error:
  description: Why the task failed, in parts that a playbook can test. M(voip.grandstream.gs_pvalue) describes its other keys.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - V(busy) when a line is busy (then C(error.lines) lists such lines), V(wait) when the phone took the request and what
          is waited for did not come in time, V(ambiguous_write) when the answer was lost and looking did not tell more. The
          other kinds are those of M(voip.grandstream.gs_pvalue).
      type: str
      sample: busy
"""

from ansible_collections.voip.grandstream.plugins.module_utils._module import run_module
from ansible_collections.voip.grandstream.plugins.module_utils._resources.sysop import RESOURCE


def main() -> None:
    """Run as a shipped module; in the controller's process the action plugin of the same name runs instead."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
