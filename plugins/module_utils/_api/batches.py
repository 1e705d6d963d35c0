# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values spread over requests: their parameters, and how many of them a request may have. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.quoting import Parameters, encode, quoted

MOST_READ = 90
"""Names in one read. The vendor's own server overwrites its memory from about 100 on, and dies from about 140 on."""

MOST_WRITTEN = 250
"""Values in one write. The vendor's own server drops all after the 298th, and answers a success."""

LONGEST_VALUE = 99
"""Bytes of a value as sent that the vendor's own server takes; with a longer one it refuses the whole request."""


def get_parameters(names: Sequence[str]) -> Parameters:
    """Return the parameters of a read: bare numbers and names, with ``:`` between them (guide, "Return Values Request")."""
    return (("request", ":".join(names)),)


READ_FIXED = len(encode(get_parameters([])))
"""The bytes in a URL that reads values, besides the values."""


def post_parameters(values: Mapping[str, str]) -> Parameters:
    """Return the parameters of a write (guide, "Post Values Request": "name must start with P")."""
    return [("P" + number, value) for number, value in values.items()]


def read_sizes(names: Sequence[str]) -> dict[str, int]:
    """Return the bytes that reading each value adds to a URL, the ``:`` before it included."""
    return {name: 1 + len(quoted(name)) for name in names}


def write_sizes(values: Mapping[str, str]) -> dict[str, int]:
    """Return the bytes that writing each value adds to a URL, the ``&`` before it included."""
    return {number: 1 + len(encode(post_parameters({number: value})).encode()) for number, value in values.items()}


def parts(sizes: Mapping[str, int], room: int, most: int) -> list[list[str]]:
    """Return the names in as few requests as possible, in their order: at most ``most`` in each, and ``room`` bytes of a URL.

    ``sizes``: the bytes that each name adds to the URL, with the separator before it.
    """
    found: list[list[str]] = []
    left = 0
    for name, size in sizes.items():
        if not found or size > left or len(found[-1]) == most:
            found.append([])
            left = room + 1  # The first has no separator before it.
        found[-1].append(name)
        left -= size
    return found
