# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts on loopback addresses, as a scan meets them on a network: phones, other devices, hostile ones, silent ones.

Written after the vendor's guide and HTTP, not after the code.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
#: What a host does with a connection: bytes are its answer, after which it closes.
Habit = bytes | Talk

IDENTITY = {
    "68": "11.16.8.20",
    "1561": "",
    "7033": "1.0.1.7",
    "vendor_name": "Grandstream",
    "vendor_fullname": "Grandstream Networks, Inc.",
    "hw_rev": "V2.2A",
    "tp_fw_version": "22",
}


def http(body: bytes | str, status: str = "200 OK", head: str = "Content-Type: application/json\r\n") -> bytes:
    """An HTTP answer with its length."""
    content = body.encode() if isinstance(body, str) else body
    return f"HTTP/1.1 {status}\r\n{head}Content-Length: {len(content)}\r\n\r\n".encode() + content


def values(**told: Any) -> bytes:
    """The answer of a phone that tells these values besides, or in the place of, the usual ones; None leaves one out."""
    body = {name: value for name, value in {**IDENTITY, **told}.items() if value is not None}
    return http(json.dumps({"response": "success", "body": body}))


PHONE = values()


def stays(answer: bytes) -> Talk:
    """A host that answers and keeps the connection open, whatever it was asked to do with it."""

    async def talk(dummy: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await asyncio.sleep(60)

    return talk


def drips(start: bytes, drop: bytes, pause: float = 0.01) -> Talk:
    """A host that never comes to an end, and sends something all the time."""

    async def talk(dummy: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(pause)

    return talk


async def resets(dummy: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A host that breaks the connection off."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    writer.transport.abort()


class Street:
    """Hosts by their addresses, all at one port, from `with` to its end. `asked`: what each was asked, a text a connection."""

    def __init__(self, hosts: Mapping[str, Habit]) -> None:
        self._hosts = hosts
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._talks: set[asyncio.Task[None]] = set()
        self._servers: list[asyncio.Server] = []
        self.port = 0
        self.asked: dict[str, list[str]] = {address: [] for address in hosts}

    def __enter__(self) -> Street:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(self, *dummy: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _open(self) -> None:
        for address, habit in self._hosts.items():
            server = await asyncio.start_server(self._serve(address, habit), address, self.port)
            self._servers.append(server)
            self.port = self.port or int(server.sockets[0].getsockname()[1])

    def _serve(self, address: str, habit: Habit) -> Talk:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._talks.add(task)
            with contextlib.suppress(ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
                # A connection without a request is one too.
                self.asked[address].append("")
                self.asked[address][-1] = (await reader.readuntil(b"\r\n\r\n")).decode()
                if isinstance(habit, bytes):
                    writer.write(habit)
                    await writer.drain()
                else:
                    await habit(reader, writer)
            self._talks.discard(task)
            writer.close()

        return talk

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for talk in list(self._talks):
            talk.cancel()
        await asyncio.sleep(0.01)


@contextlib.contextmanager
def silence(addresses: Sequence[str], port: int = 0) -> Iterator[int]:
    """Addresses at which connections stay without an answer, because the queues are full; gives their port."""
    with contextlib.ExitStack() as stack:
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            listener = stack.enter_context(socket.create_server((address, port), family=family, backlog=0))
            port = int(listener.getsockname()[1])
            for dummy in range(3):
                waiting = stack.enter_context(socket.socket(family))
                waiting.setblocking(False)
                waiting.connect_ex((address, port))
        yield port
