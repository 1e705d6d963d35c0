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
from typing import Any, Mapping

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
    """As the base class, for one phone and one request at a time: set ``exchange`` before each.

    ``tls``: what the connections take for HTTPS (see :func:`tls.tls_options`); None for HTTP.
    """

    exchange: Exchange

    def __init__(self, host: str, port: int, tls: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self._host, self._port, self._tls = host, port, tls
        self._pool: Any = None

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make none: there is one phone, and to look for its pool with each request takes as long as to send it."""

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002 - a hook of requests
        """Return the phone's pool."""
        if self._pool is None:
            pool_class = _pools()["http" if self._tls is None else "https"]
            # What is none of the pool's own keywords reaches its connections.
            self._pool = pool_class(self._host, self._port, adapter=self, **(self._tls or {}))
        return self._pool

    get_connection = get_connection_with_tls_context  # requests before 2.32

    def cert_verify(self, *args: Any, **kwargs: Any) -> None:
        """Load nothing: the pool's context has the CAs already, and the base class would add those of requests."""

    def request_url(self, *args: Any, **kwargs: Any) -> str:  # noqa: ARG002 - a hook of requests
        """Return what stands for the target until it is sent: urllib3 would quote it, and it can hold a password."""
        return "/"

    def build_response(self, req: Any, resp: Any) -> Any:
        """Return an answer of requests with what we look at. Its cookies are not: see :class:`HttpClient`."""
        response = requests.Response()
        response.request, response.raw = req, resp
        response.status_code, response.headers = resp.status, resp.headers
        return response

    def close(self) -> None:
        """Close the connection. The next request opens another one."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None


@functools.lru_cache(maxsize=None)
def _pools() -> dict[str, Any]:
    """Return by their scheme the pools of urllib3 with connections that keep to our exchange."""
    return {
        "http": _pool(urllib3.HTTPConnectionPool, urllib3.connection.HTTPConnection),
        "https": _pool(urllib3.HTTPSConnectionPool, urllib3.connection.HTTPSConnection),
    }


def _pool(pool: Any, connection: Any) -> Any:
    class PhoneConnection(connection):
        """A connection whose requests and answers are those of its adapter's exchange."""

        def __init__(self, *args: Any, adapter: PhoneAdapter, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._adapter = adapter
            self.response_class = functools.partial(_BoundedResponse, adapter)

        def connect(self) -> None:
            self._adapter.exchange.is_connecting = True
            super().connect()
            self._adapter.exchange.is_connecting = False
            # validate_certs: false is the user's decision. urllib3 would warn of it with each request, and what keeps Python from
            # showing warnings is the same for all threads.
            self.is_verified = True

        def putrequest(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - a hook of http.client
            super().putrequest(method, self._adapter.exchange.target, *args, **kwargs)

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
