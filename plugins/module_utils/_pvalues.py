# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection: other code must not import it.

"""What is known of single P values: which are secret, and which read as empty whatever they hold."""

from __future__ import annotations

SIP_PASSWORDS = (
    "34", "406", "506", "606", "1706", "1806", "50606", "50706",
    "50806", "50906", "51006", "51106", "51206", "51306", "51406", "51506",
)  # fmt: skip
"""The SIP passwords of accounts 1 to 16, in this order. Write-only: a registered account is what proves them."""

LOGIN_PASSWORDS = {"2": "admin", "196": "user"}
"""The phone's own passwords and whose they are. Write-only: a login is what proves them."""

CERTIFICATES = frozenset(("279", "280"))
"""SIP TLS private key and certificate. Write-only, and nothing proves them."""

WRITE_ONLY = frozenset(SIP_PASSWORDS) | frozenset(LOGIN_PASSWORDS) | CERTIFICATES

_READABLE_SECRETS = frozenset(
    (
        "83", "281", "1359", "1361", "1594", "2967", "4505", "4512", "6714", "6769", "6777", "7830", "7903", "8024", "8221",
        "8395", "9904", "22019", "22043", "32004", "32009", "32014", "32019", "32024", "32029", "32034", "32039", "32044",
        "32049",
    )
)  # fmt: skip

SECRET = WRITE_ONLY | _READABLE_SECRETS
"""The values that are never shown: the write-only ones, and passwords that a phone does tell whoever is logged in."""
