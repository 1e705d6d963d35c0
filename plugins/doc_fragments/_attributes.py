# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The abilities of a task with one of our modules, for the attribute table of its documentation."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
  action:
    description: Indicates this has a corresponding action plugin so some parts of the options can be executed on the controller.
    support: full
    details:
      - The task runs in the controller's process when its connection is P(voip.grandstream.webapi#connection) or
        P(ansible.builtin.local#connection). Delegated to any other host, it runs there as an ordinary module.
  async:
    description: Supports being used with the C(async) keyword.
    support: full
    details:
      - The task runs as an ordinary module in the background of the controller, or of the host that it is delegated to. To
        fetch its result later, delegate M(ansible.builtin.async_status) to V(localhost), or to that host.
  platform:
    description: Phones that can be operated.
    support: full
    platforms: GXV3350, GXV3370, GXV3380, WP820
"""

    ACTIONGROUP_PHONE = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/voip.grandstream.phone) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - voip.grandstream.phone
"""
