# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A transport of requests for one phone: sends a target to the letter, and bounds a whole answer in time and size.

Firmware that does not decode must get some characters as they are, and urllib3 would quote them. The timeouts of the libraries
are those of one read from the socket: a head that drips, or endless ``100 Continue``, would hold a task for ever.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import functools
import http.client
import io
import socket
import time
from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._libraries import requests, urllib3

_HTTPAdapter: Any = object if requests is None else requests.adapters.HTTPAdapter


class TooLargeError(OSError):
    """An answer has more bytes than an exchange allows."""


class Exchange:
    """One request and its answer.

    ``target``: path and query as they are sent. ``timeout``: seconds for one read. ``deadline``: seconds from now for all of it.
    ``most_bytes``: of the whole answer on the wire, with its head. ``is_connecting``: whether the connection, with TLS where
    there is TLS, is being set up, so that no request can have left.
    """

    def __init__(self, target: str, timeout: float, deadline: float, most_bytes: int) -> None:
        self.target = target
        self.is_connecting = False
        self._timeout = timeout
        self._end = time.monotonic() + deadline
        self._bytes_left = most_bytes

    def patience(self) -> float:
        """Return the seconds that the next read may take. Raise :class:`TimeoutError` where none are left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise socket.timeout("the whole answer took too long")
        return min(left, self._timeout)

    def count(self, received: int) -> None:
        """Note bytes of the answer. Raise :class:`TooLargeError` where they are too many."""
        self._bytes_left -= received
        if self._bytes_left < 0:
            raise TooLargeError


class PhoneAdapter(_HTTPAdapter):
    """As the base class, for one phone and one request at a time: set ``exchange`` before each."""

    exchange: Exchange

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Set up the pool as the base class does, with connections that keep to our exchange."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": self._pool(urllib3.HTTPConnectionPool, urllib3.connection.HTTPConnection),
            "https": self._pool(urllib3.HTTPSConnectionPool, urllib3.connection.HTTPSConnection),
        }

    def _pool(self, pool: Any, connection: Any) -> Any:
        adapter = self

        class PhoneConnection(connection):
            """A connection whose requests and answers are those of the adapter's exchange."""

            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                self.response_class = functools.partial(_BoundedResponse, adapter)

            def connect(self) -> None:
                adapter.exchange.is_connecting = True
                super().connect()
                adapter.exchange.is_connecting = False

            def putrequest(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - a hook of http.client
                super().putrequest(method, adapter.exchange.target, *args, **kwargs)

            def _encode_request(self, request: str) -> bytes:
                # A hook of http.client, which knows ASCII only. It has checked that there are no spaces and controls.
                return request.encode("utf-8")

        return type(pool.__name__, (pool,), {"ConnectionCls": PhoneConnection})


class _BoundedResponse(http.client.HTTPResponse):
    """An answer that is read through the bounds of the adapter's exchange, from its first byte on."""

    def __init__(self, adapter: PhoneAdapter, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        unbounded: Any = self.fp
        self.fp = io.BufferedReader(_BoundedReader(unbounded.detach(), sock, adapter))


class _BoundedReader(io.RawIOBase):
    """Reads from a socket's file, as long and as much as the adapter's exchange allows."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, adapter: PhoneAdapter) -> None:
        super().__init__()
        self._raw, self._socket, self._adapter = raw, sock, adapter

    def readable(self) -> bool:
        """See :meth:`io.IOBase.readable`."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """See :meth:`io.RawIOBase.readinto`. Raise :class:`TimeoutError` and :class:`TooLargeError`."""
        self._socket.settimeout(self._adapter.exchange.patience())
        received: int | None = self._raw.readinto(buffer)
        self._adapter.exchange.count(received or 0)
        return received

    def close(self) -> None:
        """See :meth:`io.IOBase.close`. The socket knows how many files are open on it, so its own file is closed too."""
        self._raw.close()
        super().close()
