# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values without the types that ansible-core wraps them in."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t
from collections.abc import Mapping


def plain(value: t.Any) -> t.Any:
    """Return ``value`` without ansible-core's own types: no tags, no vaulted strings. Other types stay as they are."""
    if isinstance(value, str):
        return str(value)
    # Before the question for a mapping, whose first answer for each type looks through all types of mappings that there are.
    if isinstance(value, (int, float)):
        return value if isinstance(value, bool) else int(value) if isinstance(value, int) else float(value)
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    # A text in a vault has an attribute of its own in ansible-core 2.18, and since 2.19 another one.
    if hasattr(value, "__ENCRYPTED__") or hasattr(value, "_ciphertext"):
        return str(value)
    return value
