# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The shapes of what users write, and the one sentence about each wrong one: what it is, and how to write it. Pure.

Every door uses these sentences: options of tasks, layers of the inventory, filters, and files.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Iterable, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._text import kind_of, shown

EXAMPLES = {
    "settings": "{ntp_server: ntp.example.net}",
    "values": "{P30: ntp.example.net}",
    "accounts": "{1: {sip_server: pbx.example.net}}",
    "accounts.": "{sip_server: pbx.example.net}",
    "keys": "{1: {mode: blf, account: 1, value: '100'}}",
    "keys.": "{mode: blf, account: 1, value: '100'}",
    "groups": "[Staff, Sales]",
    "groups[]": "{name: Staff}",
    "contacts": "[{first_name: Anna, work: '100'}]",
    "contacts[]": "{first_name: Anna, work: '100'}",
    "layers": "[{name: site, settings: {ntp_server: ntp.example.net}}]",
    "layers[]": "{name: site, settings: {ntp_server: ntp.example.net}}",
}
"""How to write an option; with ``[]`` or ``.`` at its end, one of its items."""


def no_dictionary(value: Any, example: str) -> str:
    """Return the sentence about a value that should be a dictionary. ``example``: one of :data:`EXAMPLES`, or like them."""
    dashes = ", without dashes," if isinstance(value, (list, tuple)) else ""
    return f"it is {kind_of(value)} here, and not a dictionary. Write it{dashes} as {example}"


def no_list(value: Any, example: str) -> str:
    """Return the sentence about a value that should be a list. ``example``: one of :data:`EXAMPLES`, or like them."""
    return f"it is {kind_of(value)} here, and not a list. Write it as {example}"


def no_choice(value: Any, choices: Iterable[Any]) -> str:
    """Return the sentence about a value that is none of ``choices``."""
    return f"{shown(value)} is not one of {', '.join(map(str, choices))}"


def part_problem(part: str, value: Any) -> str | None:
    """Return the sentence about a part of a desired state that has the wrong shape as a whole; None where it is right, or null.

    ``part``: a key of :data:`EXAMPLES`.
    """
    if value is None:
        return None
    if part in ("groups", "contacts", "layers"):
        return None if isinstance(value, (list, tuple)) else no_list(value, EXAMPLES[part])
    return None if isinstance(value, Mapping) else no_dictionary(value, EXAMPLES[part])


def row_problems(part: str, rows: Sequence[Any]) -> list[tuple[str, str]]:
    """Return a place such as ``contacts[3]`` and the sentence about it, for the items of a list that are no dictionaries.

    Of several of one kind, the first is named, and how many more there are.
    """
    wrong: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        if not isinstance(row, Mapping):
            wrong.setdefault(no_dictionary(row, EXAMPLES[f"{part}[]"]), []).append(index)
    return [
        (f"{part}[{indexes[0]}]", sentence + (f" ({len(indexes) - 1} more are like it)" if len(indexes) > 1 else ""))
        for sentence, indexes in wrong.items()
    ]
