# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit of many phones: what of a fleet is open to attack.

- `rules`: one small entry for each rule. To add one, write it here, and its two cases in the test.
- `facts`: what a rule sees of a phone, or why it cannot.
- `advisories`, with `advisories.json`: firmware with known vulnerabilities, and the rules that come of them.
- `hosts`, `reading`: from a host of the play to the facts, and to what the rules say.
- `find`: from all phones to findings. `waivers`: findings that somebody has accepted for a time. `score`: one number.
- `told`: what the task returns of it, in sentences.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations
