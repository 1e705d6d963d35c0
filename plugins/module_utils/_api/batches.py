# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading and writing values: their parameters, how they are spread over requests, and what a reply can hide."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Iterable, Mapping, Sequence
from urllib.parse import quote

from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import IDENTITY_VALUES
from ansible_collections.voip.grandstream.plugins.module_utils._api.http import Parameters, encode


def get_parameters(names: Sequence[str]) -> Parameters:
    """Guide, "Return Values Request": bare numbers and names, with ``:`` between them."""
    return (("request", ":".join(names)),)


READ_FIXED = len(encode(get_parameters([])))
"""The bytes in a URL that reads values, besides the values."""


def post_parameters(values: Mapping[str, str]) -> Parameters:
    """Guide, "Post Values Request": "name must start with P"."""
    return [("P" + number, value) for number, value in values.items()]


def read_sizes(names: Sequence[str]) -> dict[str, int]:
    """The bytes that reading each value adds to a URL, the ``:`` before it included."""
    return {name: 1 + len(quote(name)) for name in names}


def write_sizes(values: Mapping[str, str]) -> dict[str, int]:
    """The bytes that writing each value adds to a URL, the ``&`` before it included."""
    return {number: 1 + len(encode(post_parameters({number: value}))) for number, value in values.items()}


def parts(sizes: Mapping[str, int], room: int) -> list[list[str]]:
    """The names in as few requests as ``room`` (bytes of a URL) allows, in their order.

    ``sizes``: the bytes that each name adds to the URL, with the separator before it.
    """
    found: list[list[str]] = []
    left = 0
    for name, size in sizes.items():
        if not found or size > left:
            found.append([])
            left = room + 1  # The first has no separator before it.
        found[-1].append(name)
        left -= size
    return found


def could_be_without_session(names: Iterable[str], values: Mapping[str, str]) -> bool:
    """Whether a reply looks like the limited one that a phone gives without a session.

    Such a reply is a success with everything left out or empty but the identity, so that a session which died unnoticed
    would make every value look unset. One value that only a session shows proves that there was one.
    """
    asked = [name for name in names if name not in IDENTITY_VALUES]
    return bool(asked) and not any(values.get(name) for name in asked)


def bare(name: str) -> str:
    """``30`` for ``P30``: a phone may answer with either."""
    return name[1:] if name[:1] in ("P", "p") and name[1:].isdigit() else name
