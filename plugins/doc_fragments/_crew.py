# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What tasks that look at all phones of a play at once have in common: how they run, and which phones they look at."""

    DOCUMENTATION = r"""
options:
  hosts:
    description:
      - Pattern of the hosts to look at, as in C(hosts) of a play. C(--limit) counts.
      - Default is the hosts of the play, without those that have failed.
    type: str
  workers:
    description:
      - How many processes look at phones. Default is the number of processor cores that Ansible may use.
    type: int
  concurrency:
    description:
      - How many phones are looked at at a time in each process. A phone that takes much longer than others is not counted, so
        that it takes nobody's time but its own. At most four times as many are looked at then.
    type: int
    default: 64
  progress:
    description:
      - Seconds between two lines that tell how far it is. With V(0) there are none.
    type: float
    default: 10.0
attributes:
  action:
    details:
      - It always runs in the controller's process, and cannot be delegated.
  async:
    support: none
    details:
      - It cannot run in the background.
  bypass_host_loop:
    description: Forces a global task that does not execute per host, this bypasses per host templating and serial, throttle and
      other loop considerations. Conditionals and variables are those of the first host.
    support: full
    details:
      - The strategy must be V(linear). With C(serial), it runs once for each batch.
"""
