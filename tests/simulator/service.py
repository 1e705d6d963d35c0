# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HTTP side of the phones: from a request on a phone's socket to its answer, by way of quirks and faults."""

from __future__ import annotations

import asyncio
import itertools
import json
import weakref
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from . import wire
from .endpoints import ENDPOINTS, Call, Reply, UnauthorizedError, error, success
from .faults import FAULT_KINDS, Fault, take_fault
from .phone import Phone
from .power import Restart
from .requestlog import RequestRecord

_PREFIX = "/cgi-bin/"
_LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Login</title></head><body><form id='login'></form></body></html>"
_FAULT_PAGE = "<!DOCTYPE html><html><head><title>Please wait</title></head><body>Please wait</body></html>"
# Above any `max_url_length` worth testing: aiohttp's own limit answers 400 and logs nothing.
_LINE_LIMIT = 16 * 1024 * 1024


class PhoneService:
    """Answers for every phone of a fleet: which one is meant shows in the address that the client connected to."""

    def __init__(
        self,
        find_phone: Callable[[str], Phone],
        leave: Callable[[Phone, float, bool], None],
        restart: Callable[[Phone, Restart], None],
        *,
        scheme: str,
        port: int,
        latency: float,
    ) -> None:
        """`leave(phone, seconds, reboot)` takes a phone off the network for a while, `restart(phone, how)` lets it go down
        by itself in a moment; `latency` is in seconds."""
        self._find_phone = find_phone
        self._leave = leave
        self._restart = restart
        self._scheme = scheme
        self._port = port
        self._latency = latency
        self._connections: weakref.WeakKeyDictionary[asyncio.BaseTransport, int] = weakref.WeakKeyDictionary()
        self._connection_ids = itertools.count(1)
        # Cancelling lets a hanging answer end with its client.
        self.server = web.Server(
            self._handle,
            handler_cancellation=True,
            access_log=None,
            max_line_size=_LINE_LIMIT,
            lingering_time=0,
        )

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Log the request, let a fault have its way, and answer."""
        transport = request.transport
        if transport is None:
            return web.Response()
        phone = self._find_phone(transport.get_extra_info("sockname")[0])
        body = await request.content.read()
        record = self._record(request, transport, body)
        known = ENDPOINTS.get(record.endpoint)
        phone.log.add(record, writes=known is not None and known.writes)
        fault = take_fault(phone.faults, record.endpoint)
        if fault is None:
            response = self._response(phone, request, record)
            # After the work: who gives up waiting cannot know that the phone did as asked.
            await asyncio.sleep(self._latency)
            record.outcome = "answered"
            return response
        record.outcome = fault.kind
        return await self._fail(phone, request, record, fault)

    def _record(self, request: web.BaseRequest, transport: asyncio.BaseTransport, body: bytes) -> RequestRecord:
        """What the log says of a request. Parameters are those of the URL, then those of a form in the body."""
        if transport not in self._connections:
            self._connections[transport] = next(self._connection_ids)
        target = request.raw_path
        path, _mark, query = target.partition("?")
        form = body if request.content_type in ("application/x-www-form-urlencoded", "application/octet-stream") else b""
        texts = (query.encode("utf-8", "surrogateescape"), form)
        host = request.headers.get("Host", "")
        return RequestRecord(
            endpoint=path.removeprefix(_PREFIX),
            method=request.method,
            parameters=[pair for text in texts for pair in _pairs(text)],
            url_length=len(f"{self._scheme}://{host}{target}".encode("utf-8", "surrogateescape")),
            body_length=len(body),
            headers_seen={
                "Origin": request.headers.get("Origin"),
                "Referer": request.headers.get("Referer"),
                "Cookie": "Cookie" in request.headers,
                "User-Agent": request.headers.get("User-Agent"),
            },
            connection=self._connections[transport],
        )

    # --- answering as a healthy phone does

    def _response(self, phone: Phone, request: web.BaseRequest, record: RequestRecord) -> web.Response:
        """Do what the request asks, and build the phone's answer."""
        session = phone.live_session(request.cookies)
        record.authenticated = session is not None
        dead_session = session is None and phone.firmware.cookies[0] in request.cookies
        refusal = self._refusal(phone, request, record)
        try:
            reply = refusal or self._call(phone, record.endpoint, Call(record.parameters, session, dead_session))
        except UnauthorizedError as unauthorized:
            reply = _unauthorized(phone, unauthorized.extra)
        if reply.restart is not None:
            self._restart(phone, reply.restart)
        record.status = reply.status
        return _render(phone, reply)

    def _refusal(self, phone: Phone, request: web.BaseRequest, record: RequestRecord) -> Reply | None:
        """What the phone's web server answers before any endpoint is asked, or None."""
        firmware = phone.firmware
        allowed = ("GET", "POST") if firmware.methods == "both" else ("GET",)
        if request.method not in allowed:
            return _plain("Method Not Allowed", 405)
        if 0 < firmware.max_url_length < record.url_length:
            return _plain("URI Too Long", 414)
        if firmware.origin == "required" and not self._names_phone(phone, request):
            return _plain("Forbidden", 403)
        known = ENDPOINTS.get(record.endpoint) if request.path.startswith(_PREFIX) else None
        if known is None:
            return _plain("Not Found", 404)
        if known.writes and firmware.refuse_writes:
            return _plain("Internal Server Error", 500)
        return None

    def _names_phone(self, phone: Phone, request: web.BaseRequest) -> bool:
        """Whether both Origin and Referer name the phone itself."""
        default_port = 443 if self._scheme == "https" else 80
        for header in ("Origin", "Referer"):
            try:
                url = urlsplit(request.headers.get(header, ""))
                named = (url.scheme, url.hostname, url.port or default_port)
            except ValueError:
                return False
            if named != (self._scheme, phone.address, self._port):
                return False
        return True

    def _call(self, phone: Phone, name: str, call: Call) -> Reply:
        """The endpoint's reply. Raises `UnauthorizedError`."""
        known = ENDPOINTS[name]
        if known.needs_session and call.session is None:
            raise UnauthorizedError
        return known.handle(phone, call)

    # --- answering as a fault has it

    async def _fail(self, phone: Phone, request: web.BaseRequest, record: RequestRecord, fault: Fault) -> web.StreamResponse:
        """Let the fault happen to the request."""
        if fault.kind == "dead_session":
            phone.drop_sessions()
        elif fault.kind == "locked":
            phone.lock(phone.firmware.lockout_seconds)
        response = self._response(phone, request, record) if FAULT_KINDS[fault.kind].processed else None
        if fault.kind == "dead_session_after":
            phone.drop_sessions()
        await asyncio.sleep(self._latency)
        if response is None:
            return await self._fail_before(phone, request, record, fault)
        return await self._fail_after(phone, request, record, fault, response)

    async def _fail_before(
        self, phone: Phone, request: web.BaseRequest, record: RequestRecord, fault: Fault
    ) -> web.StreamResponse:
        """The faults that keep the request from taking effect."""
        match fault.kind:
            case "refuse" | "reboot":
                self._leave(phone, fault.seconds or 0, fault.kind == "reboot")
            case "hang":
                return await wire.hang(request, fault.seconds or 0)
            case "status_500":
                record.status = 500
                return _render(phone, _plain("Internal Server Error", 500))
            case "html":
                record.status = 200
                return _render(phone, Reply(_FAULT_PAGE, content_type="text/html"))
            case "huge":
                record.status = 200
                return await wire.huge(request)
        return wire.no_answer(request)

    async def _fail_after(
        self, phone: Phone, request: web.BaseRequest, record: RequestRecord, fault: Fault, response: web.Response
    ) -> web.StreamResponse:
        """The faults that spoil the answer of a request that took effect."""
        match fault.kind:
            case "slow":
                return await wire.drip(request, response, fault.seconds or 0)
            case "truncated":
                body = response.body
                assert isinstance(body, bytes)
                response.body = body[: len(body) // 2]
            case "short":
                return await wire.short(request, response)
            case "wrong_shape":
                response = _render(phone, Reply(["unexpected", {"shape": None}]))
            case "empty":
                response = _render(phone, Reply())
            case "dead_session" | "dead_session_after" | "locked":
                pass
            case "hang_after":
                record.status = None
                return await wire.hang(request, fault.seconds or 0)
            case _:
                record.status = None
                if fault.kind == "reboot_after":
                    self._leave(phone, fault.seconds or 0, True)
                return wire.no_answer(request)
        record.status = response.status
        return response


def _pairs(text: bytes) -> list[tuple[str, str]]:
    """The decoded pairs of a query or form, in order, blank values kept."""
    return parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True)


def _plain(text: str, status: int) -> Reply:
    """What a web server says in plain text."""
    return Reply(text, status, "text/plain")


def _unauthorized(phone: Phone, extra: dict[str, str]) -> Reply:
    """The firmware's answer to who needs a session (FIELD-NOTES, "Authentication")."""
    match phone.firmware.unauthorized:
        case "http_401":
            return _plain("Unauthorized", 401)
        case "http_403":
            return _plain("Forbidden", 403)
        case "html_login":
            return Reply(_LOGIN_PAGE, content_type="text/html")
        case "success_body":
            return success(phone, "unauthorized", **extra)
        case _:
            return error(phone, "unauthorized", **extra)


def _render(phone: Phone, reply: Reply) -> web.Response:
    """A reply as an HTTP response of this firmware."""
    content_type = reply.content_type or phone.firmware.content_type
    if reply.content_type is not None:
        body = str(reply.content).encode()
    else:
        body = b"" if reply.content is None else json.dumps(reply.content, ensure_ascii=False).encode()
    response = web.Response(status=reply.status, body=body, headers={"Content-Type": content_type})
    for name, value in reply.cookies.items():
        response.set_cookie(name, value)
    if not phone.firmware.keep_alive:
        response.force_close()
    return response
