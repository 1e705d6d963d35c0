# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The picture of a running playbook of the callback plugin progress.

- `model`: tasks at work, counts and durations.
- `text`: these in words. `bar`: these as a picture, with the library rich.
- `screen`: the terminal on whose last lines the picture stays.
- `core`: the parts of ansible-core's plays, tasks and results that the plugin reads.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations
