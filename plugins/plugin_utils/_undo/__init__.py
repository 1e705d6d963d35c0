# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run has changed is brought back from its report.

- `report`: the changes of settings that a report holds, phone by phone, checked and bounded.
- `plan`: from the changes of one phone to the values that bring it back, and whether it may be brought back.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations
