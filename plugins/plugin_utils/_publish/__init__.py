# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the action plugin gs_publish does on the controller.

- `hosts`: the variables of each phone, and what its file has to say.
- `books`: the phonebooks of the sites.
- `names`: which settings differ between two files, without their values.
- `problems`: what is wrong, each once with all hosts that it holds for.
"""

from __future__ import annotations
