# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lines as results show them, and which of them must not be disturbed."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Iterable

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Line

_QUIET = ("idle", "failed")


def is_busy(line: Line) -> bool:
    """Return whether the line rings, calls, is in a call or on hold. A state that the guide does not know counts as that."""
    return line.state_name not in _QUIET


def shown(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return lines as a result shows them."""
    return [
        {
            "line": line.line,
            "state": line.state,
            "state_name": line.state_name,
            "account": line.account,
            "name": line.name,
            "number": line.number,
            "active": line.active,
        }
        for line in lines
    ]
