# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The firmware that a phone finds on its firmware server, whether it takes it, and what it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

# The phone's own version, which a stranger may read (guide, "Return Values Request").
VERSION = "68"
# Settings about firmware, by what they mean.
_PROTOCOL, _PATH, _RULE, _WITHOUT_PROMPT = "6767", "192", "238", "1549"
_SCHEMES = {"0": "tftp", "1": "http", "2": "https"}
_CHECKED_AT_BOOT = "0"


def due(values: Mapping[str, str], servers: Mapping[str, str]) -> str | None:
    """Return the version that a phone with these values takes when it looks for firmware, if it takes any.

    `servers` gives the version that lies at each URL, such as `http://fw.example.net/gxv`.
    """
    url = f"{_SCHEMES.get(values[_PROTOCOL], '')}://{values[_PATH]}"
    version = servers.get(url)
    if values[_RULE] != _CHECKED_AT_BOOT or values[_WITHOUT_PROMPT] != "1" or version == values[VERSION]:
        return None
    return version


@dataclass(frozen=True, slots=True)
class Breakage:
    """What the next firmware that a phone takes does to it: `values` that it changes, accounts that are `registered` or not any
    more, and a `clock` that begins at another local time (None: it stays right)."""

    values: Mapping[str, str] = field(default_factory=dict)
    registered: Mapping[int, bool] = field(default_factory=dict)
    clock: datetime | None = None
