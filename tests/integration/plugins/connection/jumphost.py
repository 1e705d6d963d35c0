# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: jumphost
short_description: Another machine, played by another Python interpreter on this one
description:
  - For the tests. As the local connection, but under another name, so that tasks are shipped as modules, and in an environment
    that shares nothing with the controller's.
author:
  - The voip.grandstream authors (@voip-grandstream)
extends_documentation_fragment:
  - connection_pipelining
options:
  home:
    description: Home folder on that machine.
    type: str
    required: true
    vars:
      - name: ansible_jumphost_home
"""

import shlex

from ansible.plugins.connection.local import Connection as LocalConnection


class Connection(LocalConnection):
    """Runs commands with nothing of the controller's environment."""

    transport = "jumphost"

    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> tuple[int, bytes, bytes]:
        environment = ["env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", f"HOME={self.get_option('home')}"]
        return super().exec_command(f"{shlex.join(environment)} {cmd}", in_data=in_data, sudoable=sudoable)
