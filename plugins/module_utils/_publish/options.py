# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of gs_publish, which its action plugin and its module share."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any

USER_SPEC: dict[str, dict[str, Any]] = {
    "dest": {"type": "path", "required": True},
    "hosts": {"type": "list", "elements": "str"},
    "withdraw": {"type": "list", "elements": "str"},
    "owner": {"type": "str"},
    "group": {"type": "str"},
    "mode": {"type": "raw", "default": "0640"},
    "purge": {"type": "bool", "default": False},
    "purge_max": {"type": "float", "default": 10.0},
    "firmware_dir": {"type": "path"},
}
"""What users write."""

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {**USER_SPEC, "work": {"type": "dict"}}
"""What the module takes. ``work``: ``step``, which is ``look``, ``read`` (of ``names``) or ``apply`` (of ``bundle``)."""
