# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connections that end while the phone still works on them."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from simulator import certificates, wire

ADDRESS = "127.0.10.1"


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_a_connection_that_is_over_is_reset_without_a_word(tmp_path: Path, secure: bool) -> None:
    """A phone that crashes closes all its connections, and one of them may have been reset by the client just before."""
    asyncio.run(asyncio.wait_for(_reset_what_is_over(tmp_path, secure), 20))


async def _reset_what_is_over(directory: Path, secure: bool) -> None:
    issued = certificates.issue([ADDRESS], directory, old=False)
    began: asyncio.Queue[asyncio.Transport] = asyncio.Queue()
    over = asyncio.Event()

    class Phone(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            began.put_nowait(transport)

        def connection_lost(self, _exc: Exception | None) -> None:
            over.set()

    loop = asyncio.get_running_loop()
    server = await loop.create_server(Phone, ADDRESS, 0, ssl=issued.context(old=False) if secure else None)
    port = server.sockets[0].getsockname()[1]
    trusting = ssl.create_default_context(cafile=issued.ca) if secure else None
    _reader, writer = await asyncio.open_connection(ADDRESS, port, ssl=trusting)
    transport = await began.get()
    assert wire.place_of(transport) == (ADDRESS, port)

    wire.reset(writer.transport)
    await over.wait()
    # The transport closes in the loop's next turns.
    await asyncio.sleep(0.05)
    if secure:
        assert wire.place_of(transport) is None
    wire.reset(transport)
    assert wire.place_of(None) is None
    server.close()
