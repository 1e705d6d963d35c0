# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder of provisioning files that phones fetch.

- `manifest`: what the collection has written there, without any secret.
- `plan`: which files have to be written and removed. Pure.
- `folder`: the folder itself, on the machine that has it.
"""

from __future__ import annotations
