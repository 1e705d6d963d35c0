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
  - Reboots a phone, resets it to its factory state, or makes it fetch its configuration from its provisioning server.
  - Reads the lines first. A phone is busy while a line rings, calls, is in a call or on hold. A busy phone is left alone, unless
    O(when_busy) says something else.
  - Waits until the phone is back. A reboot is proved by the uptime, which must be shorter than the time since the request.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
attributes:
  check_mode:
    support: full
    details:
      - The lines are read, and with O(min_uptime) the uptime. Nothing is sent. With O(when_busy=wait) it does not wait.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - Only O(operation=reboot) with O(min_uptime) is idempotent.
options:
  operation:
    description:
      - V(reboot) restarts the phone.
      - V(factory_reset) erases its whole configuration, its phonebook and its passwords, and restarts it. It needs O(force).
      - V(provision) makes the phone fetch its configuration now.
      - V(factory_reset) and V(provision) need a login as the administrator.
    type: str
    choices: [reboot, factory_reset, provision]
    required: true
  when_busy:
    description:
      - What to do when a line is busy. V(fail) fails. V(skip) skips the phone. V(wait) waits until all lines are idle, and fails
        after O(busy_timeout). V(force) does not read the lines, and so ends calls.
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
      - With V(false), the task ends when the phone has accepted the request.
    type: bool
    default: true
  wait_timeout:
    description:
      - How many seconds to wait until the phone is back. A phone needs minutes to start.
    type: float
    default: 600.0
  min_uptime:
    description:
      - A phone that has been up for less than this is left alone. This makes O(operation=reboot) idempotent.
      - Write V(7d), V(12h), V(90m), V(1d 12h) or a number of seconds.
    type: str
  force:
    description:
      - Must be V(true) for O(operation=factory_reset), so that no phone is erased by mistake.
    type: bool
    default: false
  after_reboot:
    description:
      - Where to look for the phone after O(operation=reboot), if it moves with the reboot.
        RV(voip.grandstream.gs_config#module:reached) tells it. What you leave out is as before.
    type: dict
    suboptions:
      host:
        description: Name or address.
        type: str
      port:
        description: TCP port.
        type: int
      use_ssl:
        description: Whether the phone uses HTTPS.
        type: bool
  after_reset:
    description:
      - Where to look for the phone after O(operation=factory_reset). What you leave out is as the factory set it.
      - After a reset, a phone asks DHCP for its address, and its web interface uses HTTP.
      - The factory's password is tried only after the phone went down. A refused login is not repeated.
    type: dict
    suboptions:
      host:
        description: Name or address. Default is O(host).
        type: str
      port:
        description: TCP port. Default is V(80), or V(443) with O(after_reset.use_ssl=true).
        type: int
      use_ssl:
        description: Whether the phone uses HTTPS after the reset.
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
  - O(timeout) and O(retries) are for single requests.
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

- name: Make idle phones fetch their configuration now
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
  description: What was done. In check mode, what would be done. Empty if the phone was left alone.
  returned: when the phone was read, or a write was begun
  type: list
  elements: dict
  contains:
    operation:
      description: As O(operation).
      type: str
      sample: reboot
uptime:
  description: Seconds since the phone started. If the task waited, this was read after the operation.
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
        - V(busy) when a line is busy (C(error.lines) has the busy lines), V(wait) when the phone accepted the request and was not
          back in time, V(ambiguous_write) when the answer was lost and the phone does not show whether it carried the request
          out. The other kinds are those of M(voip.grandstream.gs_pvalue).
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
