#!/usr/bin/python
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gs_call
short_description: Make, answer and end calls on a Grandstream phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Dials, accepts, rejects, holds or ends a call, and waits until a line reaches a state. It is meant for acceptance tests.
  - It reads the lines first. What is done already is not done again. To end a call that is over already is not an error.
  - Newer firmware may ask a person to confirm remote control on the phone's screen (P32051, on by default on the GXV33x0 models),
    or refuse it (P32050, P32052). A call that nobody confirms shows on no line, and O(wait_for) ends in vain.
extends_documentation_fragment:
  - voip.grandstream._connection
  - voip.grandstream._attributes
  - voip.grandstream._attributes.actiongroup_phone
attributes:
  check_mode:
    support: full
    details:
      - The lines are read. Nothing is sent, and nothing is waited for.
  diff_mode:
    support: full
  idempotent:
    support: full
    details:
      - This holds as long as the other side does not end the call.
options:
  operation:
    description:
      - V(dial) calls O(number). It does nothing if a line is calling that number or is connected with it.
      - V(accept) answers a line that rings. It fails if no line rings, unless a line is in a call already.
      - V(reject) rejects the lines that ring.
      - V(hold) puts a call on hold. It fails if there is no call.
      - V(end) ends the calls on all lines that are not idle.
      - Without an operation, the task only waits.
    type: str
    choices: [dial, accept, reject, hold, end]
  number:
    description:
      - The number to dial.
    type: str
  account:
    description:
      - The account to dial with, from 1 as on the phone's screen.
    type: int
    default: 1
  line:
    description:
      - The line to work on, from 1. Without it, V(accept) and V(hold) take the first line that fits, and V(reject) and V(end)
        take all lines.
    type: int
  wait_for:
    description:
      - The state to wait for. It is the state of the line that the task works on, or of O(line), or of any line.
      - V(idle) without O(line) and O(operation) waits until all lines are idle. After V(dial) it waits until the call is over.
    type: str
    choices: [idle, ringing, calling, in_call, hold, failed]
  wait_timeout:
    description:
      - How many seconds to wait for O(wait_for). (O(timeout) is for a single request.)
    type: float
    default: 30.0
  force:
    description:
      - Whether V(hold) and V(end) may work although another line has a call (it is calling, in a call, or on hold).
      - Some firmware does not look at the line that it is told, and takes the active one. Without this option the task fails
        then, before anything is sent, so that nobody's call is ended by mistake.
      - With it, the task looks at the lines afterwards, and fails if another call than the one that is meant was taken.
      - V(end) without O(line) ends the calls on all lines, and never needs it.
    type: bool
    default: false
seealso:
  - module: voip.grandstream.gs_info
"""

EXAMPLES = r"""
- name: Call the test number, and wait until it answers
  voip.grandstream.gs_call:
    operation: dial
    number: "8819"
    account: 1
    wait_for: in_call
    wait_timeout: 20
  register: call

- name: End that call
  voip.grandstream.gs_call:
    operation: end
    line: "{{ call.line.line }}"
    wait_for: idle

- name: Wait until nobody uses the phone any more
  voip.grandstream.gs_call:
    wait_for: idle
    wait_timeout: 600
"""

RETURN = r"""
changes:
  description: What was done. In check mode, what would be done.
  returned: when the lines were read, or a write was begun
  type: list
  elements: dict
  contains:
    operation:
      description: As O(operation).
      type: str
      sample: dial
    number:
      description: The dialled number, empty for the other operations.
      type: str
      sample: "8819"
    line:
      description: The line. Null for V(dial), because the phone chooses it.
      type: int
      sample: 1
line:
  description: The line that the task worked on or waited for, as it was at the end. Null if there is none.
  returned: success
  type: dict
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
lines:
  description: All lines, as they were at the end.
  returned: success
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
        - V(conflict) when there is no call to work on, or with O(force) another one was taken.
        - V(busy) when another line has a call and O(force) is not set. C(error.lines) has these lines.
        - V(wait) when no line reached O(wait_for) in time. C(error.lines) has the lines.
        - V(ambiguous_write) when the answer was lost, or was an HTTP status that the vendor's guide does not print, and the
          lines do not show that the operation was done.
        - The other kinds are those of M(voip.grandstream.gs_pvalue).
      type: str
      sample: wait
"""

from ansible_collections.voip.grandstream.plugins.module_utils._module import run_module
from ansible_collections.voip.grandstream.plugins.module_utils._resources.call import RESOURCE


def main() -> None:
    """Run as a shipped module; in the controller's process the action plugin of the same name runs instead."""
    run_module(RESOURCE)


if __name__ == "__main__":
    main()
