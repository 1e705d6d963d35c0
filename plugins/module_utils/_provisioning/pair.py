# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parts of every form of a provisioning file: names with texts."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import NamedTuple

MOST_PAIRS = 20_000
"""A file that names every value of every account and key has less than 5,000."""

LONGEST_NAME = 200
"""Characters; the vendor's longest is a third of that."""

NO_NAME_WITH_VALUE = "this is not a name with a value"


class Pair(NamedTuple):
    """One value of a file: its name there, such as ``P30`` or ``account.1.name``, and its text.

    ``text`` is None where the file gives none that can be taken. ``problem`` then says why, and where there is no name either,
    ``name`` says the place in the file.
    """

    name: str
    text: str | None
    problem: str = ""
