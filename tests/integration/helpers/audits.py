# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Phones that an audit finds nothing on."""

from __future__ import annotations

#: What such a phone holds: bare numbers, as the vendor's documents have them.
SAFE = {
    "276": "1",
    "900": "1",
    "1357": "2",
    "1409": "0",
    "237": "",
    "192": "",
    "22293": "12",
    "8536": "1",
    "32050": "0",
    "4428": "0",
}
