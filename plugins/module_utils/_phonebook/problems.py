# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sentences on what a phone cannot hold of a file: what goes for many rows or contacts is said once, with a count."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import NamedTuple


class _Kind(NamedTuple):
    """``sentence``: of the first place where it was found. ``noun``: what such places are. ``places``: how many there are."""

    sentence: str
    noun: str
    places: int


class Problems:
    """Collect problems of a file, in the order in which their kinds were first found."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = {}

    def add(self, sentence: str, kind: str = "", noun: str = "place") -> None:
        """Note a problem. ``kind``: what it has in common with others of which one sentence is enough; empty if nothing."""
        found = self._kinds.get(kind or sentence, _Kind(sentence, noun, 0))
        self._kinds[kind or sentence] = found._replace(places=found.places + 1)

    def sentences(self) -> list[str]:
        """Return a sentence for each kind."""
        return [_told(kind) for kind in self._kinds.values()]


def _told(kind: _Kind) -> str:
    more = kind.places - 1
    if not more:
        return kind.sentence
    return f"{kind.sentence}. The same goes for {more} more {kind.noun}{'s' if more > 1 else ''}"
