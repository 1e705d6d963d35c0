# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts in a request: quoted by RFC 3986, or as it is for firmware that does not decode. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from functools import lru_cache
from typing import Sequence, Tuple
from urllib.parse import quote

BARE = "/:@!$'()*,;?"
"""What RFC 3986 allows bare in a query besides letters, digits and ``-._~``. Firmware that decodes and firmware that does not
understand these alike. (``&``, ``=`` and ``+`` are allowed too, but mean something to who decodes.)"""

UNSENDABLE = " #&="
"""What ends or breaks a request where nothing is decoded, besides control characters (seen on the vendor's own server)."""


LONGEST_ENCODED = 12
"""Bytes in a request of one character at most: four in UTF-8, and ``%XX`` for each."""

REMEMBERED = 8192
"""Texts that are quoted once. One process may look at thousands of phones, and most of their values are the same."""


class Raw(str):
    """A text that goes into a request as it is, in UTF-8: only for a phone that has shown that it does not decode."""

    __slots__ = ()


Parameters = Sequence[Tuple[str, str]]


@lru_cache(maxsize=REMEMBERED)
def quoted(text: str) -> str:
    """Return the text as a query or a form body has it. A space becomes ``%20``, because ``+`` is a space in forms only."""
    return quote(text, safe=BARE)


@lru_cache(maxsize=REMEMBERED)
def _quoted_name(name: str) -> str:
    return quote(name, safe="")


def needs_quoting(text: str) -> bool:
    """Return whether it matters for the text if the phone decodes."""
    return quoted(text) != text


def unsendable(text: str) -> list[str]:
    """Return what in the text cannot be sent to a phone that does not decode, in words for the user; each once."""
    found = ["a space" if character == " " else character for character in UNSENDABLE if character in text]
    return [*found, "a control character"] if any(_is_control(character) for character in text) else found


def as_sent(text: str) -> str:
    """Return the text as it stands in the request."""
    return text if isinstance(text, Raw) else quoted(text)


def encode(parameters: Parameters) -> str:
    """Return the parameters as a query or a form body."""
    return "&".join(_quoted_name(name) + "=" + as_sent(value) for name, value in parameters)


def _is_control(character: str) -> bool:
    return character < " " or character == "\x7f"
