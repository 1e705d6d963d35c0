# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The survey of many phones at a time.

- `engine`: the processes and threads, whatever they do on a phone.
- `hosts`: the variables of a host, as a task of the play has them.
- `reading`: the same code as a task, in check mode. Another look at phones takes another resource.
- `findings`: verdicts, the result, and lines that tell how far it is.
- `limit_file`: the names of hosts for the next run.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations
