# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bytes of a request's first line that the HTTP library refuses, and that some firmware takes as they are.

A client may send `ä` as two bare bytes. Such bytes are hidden from the library behind a mark, and brought back when the phone
reads what it was sent.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

_BARE = re.compile(rb"[\x80-\xff]")
_HIDDEN = re.compile(rb"%~([0-9A-F]{2})")
_METHODS = (b"GET ", b"POST ")
_END = b"\r\n"


class BareBytes(asyncio.Protocol):
    """Stands between a connection and the library's protocol, and hides bare bytes of request lines."""

    def __init__(self, inner: asyncio.Protocol) -> None:
        self._inner = inner
        # Whether the last bytes ended within a request line.
        self._in_line = False

    @classmethod
    def factory(cls, inner: Callable[[], asyncio.Protocol]) -> Callable[[], BareBytes]:
        """Return what makes a protocol for each connection, around those of the given factory."""
        return lambda: cls(inner())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._inner.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def data_received(self, data: bytes) -> None:
        if self._in_line or data.startswith(_METHODS):
            line, end, rest = data.partition(_END)
            self._in_line = not end
            data = _BARE.sub(lambda match: b"%%~%02X" % ord(match[0]), line) + end + rest
        self._inner.data_received(data)


def bare(text: str) -> bytes:
    """Return a target as it was sent, from what the library gives."""
    return _HIDDEN.sub(lambda match: bytes([int(match[1], 16)]), text.encode("utf-8", "surrogateescape"))
