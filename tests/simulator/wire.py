# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How an answer leaves the phone: whole, dripping, cut short, without end, or as a reset instead."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct

from aiohttp import web

# The endless body is cut off here, so that a client that reads on forever costs no more.
_HUGE_BYTES = 50_000_000
_CHUNK = b"a" * 65_536
# The steps of a dripping body. More would not be slower, only dearer.
_DRIPS = 200
# Seconds between the parts of an answer that never gets whole.
_MOMENT = 0.05


def reset(transport: asyncio.BaseTransport | None) -> None:
    """End a connection by TCP reset: what the other side was not told yet, it never hears."""
    if transport is None or not isinstance(transport, asyncio.WriteTransport):
        return
    connection = transport.get_extra_info("socket")
    # The socket may be closed already, by the client or by us; a connection over TLS has lost it then.
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def place_of(transport: asyncio.BaseTransport | None) -> tuple[str, int] | None:
    """Return the phone's own address and port on a connection; None where the connection is over and has forgotten them."""
    place = transport.get_extra_info("sockname") if transport is not None else None
    return None if place is None else (place[0], place[1])


def no_answer(request: web.BaseRequest) -> web.StreamResponse:
    """Reset the request's connection; the response that is given only satisfies aiohttp."""
    reset(request.transport)
    return web.Response()


async def hang(request: web.BaseRequest, seconds: float) -> web.StreamResponse:
    """Answer nothing for so long, then reset. aiohttp cancels this when the client gives up before."""
    await asyncio.sleep(seconds)
    return no_answer(request)


async def drip(request: web.BaseRequest, response: web.Response, seconds: float) -> web.StreamResponse:
    """Send the headers at once and the body in small steps over so many seconds."""
    body = _body(response)
    stream = _like(response, len(body))
    await stream.prepare(request)
    step = max(1, len(body) // _DRIPS)
    for start in range(0, len(body), step):
        await asyncio.sleep(seconds * step / max(1, len(body)))
        await stream.write(body[start : start + step])
    return stream


async def short(request: web.BaseRequest, response: web.Response) -> web.StreamResponse:
    """Promise the whole body, send half of it, and end the connection in an orderly way."""
    body = _body(response)
    stream = _like(response, len(body))
    stream.force_close()
    await stream.prepare(request)
    await stream.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return stream


async def huge(request: web.BaseRequest, status: int = 200, location: str | None = None) -> web.StreamResponse:
    """Begin a JSON reply and never finish it."""
    headers = {"Content-Type": "application/json"} | ({"Location": location} if location is not None else {})
    stream = web.StreamResponse(status=status, headers=headers)
    stream.force_close()
    await stream.prepare(request)
    # Who has read enough closes the connection.
    with contextlib.suppress(ConnectionResetError):
        await stream.write(b'{"response":"success","body":"')
        for _number in range(_HUGE_BYTES // len(_CHUNK)):
            await stream.write(_CHUNK)
    return stream


async def repeat(request: web.BaseRequest, begin: bytes, again: bytes, seconds: float) -> web.StreamResponse:
    """Send `begin`, and then `again` every moment for so long, past aiohttp's own answer; then reset."""
    transport = request.transport
    assert transport is not None
    transport.write(begin)
    for _number in range(round(seconds / _MOMENT)):
        await asyncio.sleep(_MOMENT)
        transport.write(again)
    return no_answer(request)


def _body(response: web.Response) -> bytes:
    """Return the bytes of a response that this program built."""
    assert isinstance(response.body, bytes)
    return response.body


def _like(response: web.Response, length: int) -> web.StreamResponse:
    """Return a stream with a response's status and headers."""
    stream = web.StreamResponse(status=response.status, headers=response.headers)
    stream.content_length = length
    return stream
