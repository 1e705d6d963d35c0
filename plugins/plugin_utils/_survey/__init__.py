# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The search for phones on networks of the inventory plugin scan.

- `networks`: from networks, ranges and addresses, as users write them, to the addresses to look at.
- `scanner`: the connections, many at a time.
- `answer`: the one request, and a phone's identity from what a host answers.
- `hosts`: from phones to hosts of the inventory.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations
