# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The company directory of the lookup plugin directory.

- `directory`: groups and contacts for many phones, and the part of them that one phone has.
- `files`: a directory from YAML, CSV and XML.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations
