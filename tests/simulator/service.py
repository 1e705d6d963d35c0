# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HTTP side of the phones: from a request on a phone's socket to its answer, by way of quirks and faults."""

from __future__ import annotations

import asyncio
import itertools
import logging
import weakref
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import http_exceptions, web

from . import failing, parameters, wire
from .answering import Exchange, answer
from .endpoints import ENDPOINTS, CrashError
from .faults import FAULT_KINDS, take_fault
from .phone import Phone
from .power import Restart
from .request_line import BareBytes, bare
from .requestlog import RequestRecord

_PREFIX = "/cgi-bin/"
# Above any `max_url_length` worth testing: aiohttp's own limit answers 400 and logs nothing.
_LINE_LIMIT = 16 * 1024 * 1024


@dataclass(slots=True)
class _Connection:
    """One connection of a client: its number, its requests so far, and what ends it when it stays silent."""

    number: int
    requests: int = 0
    silence: asyncio.TimerHandle | None = None


class PhoneService:
    """Answers for every phone of a fleet: which one is meant shows in the address that the client connected to."""

    def __init__(
        self,
        find_phone: Callable[[str], Phone],
        leave: Callable[[Phone, float, bool], None],
        restart: Callable[[Phone, Restart], None],
        web_changed: Callable[[Phone], None],
        fetch: Callable[[Phone], None],
        *,
        latency: float,
    ) -> None:
        """`leave(phone, seconds, reboot)` takes a phone off the network for a while, `restart(phone, how)` lets it go down
        by itself in a moment, `web_changed(phone)` lets its web server move where a request set it, `fetch(phone)` lets it ask
        for its configuration file; `latency` is in seconds."""
        self._find_phone = find_phone
        self._leave = leave
        self._restart = restart
        self._web_changed = web_changed
        self._fetch = fetch
        self._latency = latency
        self._connections: weakref.WeakKeyDictionary[asyncio.BaseTransport, _Connection] = weakref.WeakKeyDictionary()
        self._connection_ids = itertools.count(1)
        # Cancelling lets a hanging answer end with its client.
        self.server = web.Server(
            self._handle,
            handler_cancellation=True,
            access_log=None,
            max_line_size=_LINE_LIMIT,
            lingering_time=0,
            logger=_quiet_logger(),
        )
        # What answers on each connection.
        self.protocol = BareBytes.factory(self.server)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Log the request, let a fault have its way, and answer."""
        transport = request.transport
        place = wire.place_of(transport)
        if transport is None or place is None:
            return web.Response()
        connection = self._begun(transport)
        phone = self._find_phone(place[0])
        scheme = "https" if transport.get_extra_info("ssl_object") is not None else "http"
        exchange = self._exchange(phone, request, (scheme, place[1]), await request.content.read(), connection)
        record = exchange.record
        known = ENDPOINTS.get(record.endpoint)
        phone.log.add(record, writes=known is not None and known.writes)
        try:
            response = await self._answer(exchange)
        except CrashError:
            record.outcome = "crashed"
            return self._crash(exchange)
        finally:
            self._web_changed(phone)
        self._ended(transport, connection, phone, response)
        return response

    async def _answer(self, exchange: Exchange) -> web.StreamResponse:
        """Return the phone's answer, or what a fault makes of it. Raises `CrashError`."""
        phone, record = exchange.phone, exchange.record
        fault = take_fault(phone.faults, record.endpoint)
        if fault is None:
            response = answer(exchange)
            # After the work: who gives up waiting cannot know that the phone did as asked.
            await asyncio.sleep(self._latency)
            record.outcome = "answered"
            return response
        record.outcome = fault.kind
        failing.before(exchange, fault)
        late = failing.do_later(exchange, fault)
        healthy = answer(exchange) if FAULT_KINDS[fault.kind].processed else None
        if fault.kind == "dead_session_after":
            phone.drop_sessions()
        await asyncio.sleep(self._latency)
        if fault.kind in ("crash", "crash_after"):
            record.status = None
            return self._crash(exchange)
        if fault.kind in ("refuse", "reboot", "reboot_after"):
            record.status = None
            self._leave(phone, fault.seconds or 0, fault.kind != "refuse")
            return wire.no_answer(exchange.request)
        if late is not None:
            return await failing.late(exchange, fault, late)
        if healthy is None:
            return await failing.instead(exchange, fault)
        return await failing.spoilt(exchange, fault, healthy)

    def _exchange(
        self, phone: Phone, request: web.BaseRequest, place: tuple[str, int], body: bytes, connection: _Connection
    ) -> Exchange:
        """Return a request with what the log says of it. Parameters are those of the URL, then those of a form in the body.

        `place` is the scheme and the port that it came to.
        """
        target = bare(request.raw_path)
        scheme, port = place
        path, _mark, query = target.partition(b"#")[0].partition(b"?")
        form = body if request.content_type in ("application/x-www-form-urlencoded", "application/octet-stream") else b""
        record = RequestRecord(
            endpoint=path.decode("utf-8", "replace").removeprefix(_PREFIX),
            method=request.method,
            parameters=[*parameters.decoded(query), *parameters.decoded(form)],
            sent=[*parameters.as_sent(query), *parameters.as_sent(form)],
            url_length=len(f"{scheme}://{request.headers.get('Host', '')}".encode() + target),
            body_length=len(body),
            headers_seen={
                "Origin": request.headers.get("Origin"),
                "Referer": request.headers.get("Referer"),
                "Cookie": "Cookie" in request.headers,
                "User-Agent": request.headers.get("User-Agent"),
            },
            connection=connection.number,
            scheme=scheme,
        )
        return Exchange(phone, request, record, query, form, scheme, port, self._restart, self._fetch)

    def _crash(self, exchange: Exchange) -> web.StreamResponse:
        """Let the phone's web server die: nothing answers for a while."""
        phone = exchange.phone
        phone.crash()
        self._leave(phone, phone.firmware.crash_seconds, False)
        return wire.no_answer(exchange.request)

    # --- connections that are kept

    def _begun(self, transport: asyncio.Transport) -> _Connection:
        """Return the connection of a request that has come, its silence ended."""
        if transport not in self._connections:
            self._connections[transport] = _Connection(next(self._connection_ids))
        connection = self._connections[transport]
        connection.requests += 1
        if connection.silence is not None:
            connection.silence.cancel()
        return connection

    def _ended(self, transport: asyncio.Transport, connection: _Connection, phone: Phone, response: web.StreamResponse) -> None:
        """After the answer, end the connection or let its silence begin, as the firmware has it."""
        firmware = phone.firmware
        if not firmware.keep_alive:
            response.force_close()
        elif 0 < firmware.keep_alive_requests <= connection.requests:
            if firmware.keep_alive_end == "silent" and not response.prepared:
                response.headers["Connection"] = "keep-alive"
            response.force_close()
        elif firmware.keep_alive_seconds:
            loop = asyncio.get_running_loop()
            connection.silence = loop.call_later(firmware.keep_alive_seconds, transport.close)


def _quiet_logger() -> logging.Logger:
    """Return a logger for what goes wrong in this program; what a client does wrong is answered with HTTP 400 and no more."""
    logger = logging.getLogger("simulator.service")
    logger.addFilter(lambda entry: not (entry.exc_info and isinstance(entry.exc_info[1], http_exceptions.HttpProcessingError)))
    return logger
