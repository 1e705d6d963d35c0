# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line: `python -m simulator --help`."""

from __future__ import annotations

import asyncio
import sys

from .arguments import parse
from .program import run

if __name__ == "__main__":
    sys.exit(asyncio.run(run(parse(sys.argv[1:]))))
