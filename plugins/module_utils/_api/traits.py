# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Traits of a phone's firmware that were seen, where firmware differs, for the session and for the run."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
from typing import Mapping

_TRAITS = ("decodes", "escapes", "stores_empty", "tells_secrets", "takes_long", "tells_version")


class RunMemory:
    """Messages between the tasks of one run: texts by key. This one is known to one process only."""

    def __init__(self) -> None:
        self._noted: dict[str, str] = {}

    def recall(self, key: str) -> str | None:
        """Return what was noted under the key, or None."""
        return self._noted.get(key)

    def note(self, key: str, text: str) -> None:
        """Keep the text under the key for the rest of the run."""
        self._noted[key] = text


class FirmwareTraits:
    """Traits that one phone has shown. Each trait is None until something has shown it.

    ``memory``: who remembers it for the run. ``phone``: a name of the phone that is its own in this run. What a kind of phones
    has shown is for :meth:`Logins.learn`. Assign by :meth:`learn`; what is learned is noted at once, because a task may be cut
    short.
    """

    decodes: bool | None = None
    """Whether written values are URL-decoded. False: they are stored as they stand in the request."""

    escapes: bool | None = None
    """Whether values are JSON-escaped when they are read."""

    stores_empty: bool | None = None
    """Whether an empty value is stored as such. False: junk is stored instead."""

    tells_secrets: bool | None = None
    """Whether a session is told the values that the guide calls write-only."""

    takes_long: bool | None = None
    """False: a write with a value of more than 99 bytes was refused as a whole."""

    tells_version: bool | None = None
    """Whether it told its firmware version when it took a login, of which the guide has nothing."""

    def __init__(self, memory: RunMemory | None = None, phone: str = "") -> None:
        self.memory = memory or RunMemory()
        self._key = key_of(phone)
        self._set(_decoded(self.memory.recall(self._key)))

    def learn(self, **seen: bool) -> None:
        """Take note of traits by their names."""
        if any(getattr(self, name) is not value for name, value in seen.items()):
            self._set(seen)
            self.memory.note(self._key, json.dumps(self._known()))

    @property
    def needs_apply(self) -> bool:
        """Return whether a kept value may not be in force yet: the phone did what the guide excludes, or does not have.

        So does the vendor's own server. Its web pages apply values in a step of its own, for which the API has no endpoint.
        """
        unlike_the_guide = (self.decodes, self.escapes, self.stores_empty, self.takes_long)
        return any(trait is False for trait in unlike_the_guide) or bool(self.tells_secrets or self.tells_version)

    def _set(self, traits: Mapping[str, bool]) -> None:
        for name, value in traits.items():
            setattr(self, name, value)

    def _known(self) -> dict[str, bool]:
        return {name: getattr(self, name) for name in _TRAITS if getattr(self, name) is not None}


def key_of(phone: str) -> str:
    """Return the key under which a memory has the traits of a phone."""
    return f"traits.{phone}"


def _decoded(text: str | None) -> dict[str, bool]:
    """Return traits from their noted form. Unknown words are left out."""
    try:
        noted = json.loads(text or "{}")
    except ValueError:
        return {}
    return {name: noted[name] for name in _TRAITS if isinstance(noted.get(name), bool)} if isinstance(noted, dict) else {}
