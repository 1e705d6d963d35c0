# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""MAC addresses, in the spellings of phones, switches and operating systems. The one rule of the collection. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError

_HEX = "[0-9A-Fa-f]"
_SPELLINGS = (
    re.compile(f"{_HEX}{{12}}"),
    re.compile(f"{_HEX}{{2}}(?P<sign>[:. -]){_HEX}{{2}}(?:(?P=sign){_HEX}{{2}}){{4}}"),
    re.compile(f"{_HEX}{{4}}(?P<sign>[:. -]){_HEX}{{4}}(?P=sign){_HEX}{{4}}"),
    re.compile(f"{_HEX}{{6}}[:. -]{_HEX}{{6}}"),
)
"""``000b82aabb02``; pairs, as on labels; groups of four, as switches write them; halves."""
_SHORT = re.compile(f"{_HEX}{{1,2}}(?::{_HEX}{{1,2}}){{5}}")
"""``0:b:82:aa:bb:2``, as some operating systems list their neighbours."""
_SIGN = re.compile("[:. -]")


def mac_digits(mac: Any) -> str | None:
    """Return the 12 digits of a MAC address in lower case; None for anything else.

    ``mac``: a text in any usual spelling, such as ``00:0B:82:AA:BB:02``, ``000b.82aa.bb02`` and ``0:b:82:aa:bb:2``, with or
    without white space around it.
    """
    text = mac.strip() if isinstance(mac, str) else ""
    if _SHORT.fullmatch(text):
        return "".join(pair.rjust(2, "0") for pair in text.split(":")).lower()
    return _SIGN.sub("", text).lower() if any(spelling.fullmatch(text) for spelling in _SPELLINGS) else None


def required_mac_digits(mac: Any) -> str:
    """Return what :func:`mac_digits` does. Raise :class:`InputError` for what is no MAC address."""
    digits = mac_digits(mac)
    if digits is None:
        raise InputError(
            "mac: this is not a MAC address such as 00:0b:82:12:34:56. Write all 12 digits, in quotes, because YAML reads some "
            "addresses as numbers"
        )
    return digits
