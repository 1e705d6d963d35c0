# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answering as a fault has it."""

from __future__ import annotations

import asyncio
import contextlib

from aiohttp import web

from . import hostile, wire
from .answering import Exchange, answer, look_at, plain, render
from .endpoints import CrashError, Reply
from .faults import Fault

_FAULT_PAGE = "<!DOCTYPE html><html><head><title>Please wait</title></head><body>Please wait</body></html>"
# An address that URL parsers refuse.
_NO_ADDRESS = "http://[::1"
# By fault: how an answer begins that never gets whole, and what comes then again and again.
_ENDLESS = {
    "endless_continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "drip_head": (b"HTTP/1.1 200 OK\r\nX-Filling: ", b"x"),
    "drip_chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
}
# Faults whose request the phone carries out in its own time, and what does so.
_LATE = ("late", "slow_work")
_late_work: set[asyncio.Task[web.Response]] = set()


def before(exchange: Exchange, fault: Fault) -> None:
    """Do what a fault does to the phone before it handles the request."""
    if fault.kind == "dead_session":
        exchange.phone.drop_sessions()
    elif fault.kind == "locked":
        exchange.phone.lock(exchange.phone.firmware.lockout_seconds)


def do_later(exchange: Exchange, fault: Fault) -> asyncio.Task[web.Response] | None:
    """Return the work on a request that the phone does late, for who came with a session that is alive now; None for other
    faults."""
    if fault.kind not in _LATE:
        return None
    look_at(exchange)
    task = asyncio.get_running_loop().create_task(_do_after(exchange, fault.seconds or 0))
    _late_work.add(task)
    task.add_done_callback(_late_work.discard)
    return task


async def _do_after(exchange: Exchange, seconds: float) -> web.Response:
    """Do what the request asks, so many seconds later, unless the phone was put back to its start meanwhile."""
    log = exchange.phone.log
    await asyncio.sleep(seconds)
    with contextlib.suppress(CrashError):
        if exchange.phone.log is log:
            return answer(exchange)
    return web.Response()


async def late(exchange: Exchange, fault: Fault, work: asyncio.Task[web.Response]) -> web.StreamResponse:
    """Return the answer while, or after, the phone does its work; a client that gives up does not end the work."""
    if fault.kind == "slow_work":
        return await asyncio.shield(work)
    return wire.no_answer(exchange.request)


async def instead(exchange: Exchange, fault: Fault) -> web.StreamResponse:
    """Return the faults that keep the request from taking effect."""
    request, seconds = exchange.request, fault.seconds or 0
    if fault.kind == "reset":
        return wire.no_answer(request)
    if fault.kind == "hang":
        return await wire.hang(request, seconds)
    if fault.kind in _ENDLESS:
        return await wire.repeat(request, *_ENDLESS[fault.kind], seconds)
    if fault.kind in ("huge", "redirect_huge"):
        redirect = fault.kind == "redirect_huge"
        exchange.record.status = 302 if redirect else 200
        return await wire.huge(request, exchange.record.status, "/" if redirect else None)
    response = _wrong_answer(exchange, fault)
    exchange.record.status = response.status
    return response


def _wrong_answer(exchange: Exchange, fault: Fault) -> web.Response:
    """Return the whole answers of a phone that did nothing."""
    response = web.Response(headers={"Content-Type": "application/json"})
    match fault.kind:
        case "status_500":
            response = render(exchange.phone, plain("Internal Server Error", 500))
        case "html":
            response = render(exchange.phone, Reply(text=_FAULT_PAGE, content_type="text/html"))
        case "bad_location":
            response = render(exchange.phone, Reply(text="", status=302, location=_NO_ADDRESS))
        case "bomb" | "redirect_bomb":
            response.body = hostile.bomb()
            response.headers["Content-Encoding"] = "gzip, gzip"
            if fault.kind == "redirect_bomb":
                response.set_status(302)
                response.headers["Location"] = "/"
        case "many_contacts":
            response.body = hostile.many_contacts()
        case "many_values":
            response.body = hostile.many_values()
        case "echo":
            response.body = hostile.echo(value for _name, value in exchange.record.parameters)
    return response


async def spoilt(exchange: Exchange, fault: Fault, response: web.Response) -> web.StreamResponse:
    """Return the faults that spoil the answer of a request that took effect."""
    request, record = exchange.request, exchange.record
    match fault.kind:
        case "slow":
            return await wire.drip(request, response, fault.seconds or 0)
        case "short":
            return await wire.short(request, response)
        case "hang_after":
            record.status = None
            return await wire.hang(request, fault.seconds or 0)
        case "reset_after":
            record.status = None
            return wire.no_answer(request)
    response = _changed(exchange, fault, response)
    record.status = response.status
    return response


def _changed(exchange: Exchange, fault: Fault, response: web.Response) -> web.Response:
    """Return the answer of a phone that did as asked, changed by a fault."""
    body = response.body
    assert isinstance(body, bytes)
    match fault.kind:
        case "truncated":
            response.body = body[: len(body) // 2]
        case "wrong_shape":
            return render(exchange.phone, Reply(["unexpected", {"shape": None}]))
        case "empty":
            return render(exchange.phone, Reply())
        case "long_digits":
            response.body = hostile.long_digits(body)
        case "odd_digits":
            response.body = hostile.odd_digits(body)
        case "as_201" | "as_302" | "as_400" | "as_404":
            response.set_status(int(fault.kind.removeprefix("as_")))
            if response.status == 302:
                response.headers["Location"] = "/"
    return response
