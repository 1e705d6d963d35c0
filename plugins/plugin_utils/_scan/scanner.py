# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The search for phones on networks: many connections at a time, and one request without a login where something listens.

No password is sent: an address gets at most one connection and one GET. A host cannot stop the scan: its time and its answer are
bounded, and an error with it ends only the conversation with that host.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import asyncio
import errno
import math
import os
import resource
import socket
import ssl
import time
import typing as t
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import IDENTITY
from ansible_collections.voip.grandstream.plugins.module_utils._api.tls import check_ca_path, tls_context
from ansible_collections.voip.grandstream.plugins.module_utils._errors import PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._libraries import require
from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.answer import (
    MAX_ANSWER_BYTES,
    Identity,
    ReservedError,
    ScanAnswer,
    identity,
    request,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.hosts import order
from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.networks import Addresses

CONNECT_SECONDS = 2.0
"""A host that has not taken the connection by then is silent. In that time the system asks twice."""

_MOST_NAMED = 5
"""Addresses in a sentence. There may be a network full of them."""

_CONVERSATIONS = 64
"""Hosts that are asked at the same time. More would wait for each other, because TLS needs this machine's processor."""

_SPARE_FILES = 32
"""Files that Ansible may open meanwhile."""

_OWN_TROUBLE = frozenset(
    (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL, errno.EACCES, errno.EPERM, errno.ENETUNREACH)
)
"""Errors of this machine, which say nothing about the host."""


class ScanPlan(t.NamedTuple):
    """Addresses to look at, and how. Times are in seconds. ``settings``: of each phone but for its address; no password in it."""

    addresses: Addresses
    settings: ConnectionSettings
    total_timeout: float
    concurrency: int

    def seconds(self) -> float:
        """Return the seconds that it takes if every address is silent."""
        waiting = min(CONNECT_SECONDS, self.settings.timeout)
        return min(math.ceil(self.addresses.count() / self.concurrency) * waiting, self.total_timeout)


class FoundPhone(t.NamedTuple):
    """A phone that was found."""

    address: str
    identity: Identity


class ScanOutcome(t.NamedTuple):
    """The result of a scan. ``asked``: addresses that were tried; ``answered``: those at which something listens.

    ``reserved``: the addresses of those that answer as a phone does which tells strangers nothing.
    ``trouble``: why addresses could not be tried, and how many; ``finished``: whether it came to the last address in time.
    """

    phones: list[FoundPhone]
    asked: int
    answered: int
    trouble: dict[str, int]
    finished: bool
    reserved: Sequence[str] = ()

    def with_reserved(self) -> ScanOutcome:
        """Return the outcome with the reserved hosts as phones of which nothing is known."""
        phones = [FoundPhone(address, dict.fromkeys(IDENTITY)) for address in self.reserved]
        return self._replace(phones=[*self.phones, *phones], reserved=())

    def told_reserved(self) -> str:
        """Return a sentence about the reserved hosts that are left out."""
        named = sorted(self.reserved, key=order)
        more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        hosts = f"{len(named)} hosts answer as phones that keep their identity to themselves"
        return f"{hosts}, and are left out: {', '.join(named[:_MOST_NAMED])}{more}"


def bounded(concurrency: int) -> int:
    """Return the number of connections for which this process may open files, at most ``concurrency``."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit == resource.RLIM_INFINITY:
        return concurrency
    folder = Path("/proc/self/fd")
    in_use = sum(1 for dummy in folder.iterdir()) if folder.exists() else 3
    return max(1, min(concurrency, limit - in_use - _SPARE_FILES))


def scan(plan: ScanPlan, note: Callable[[str, str], None]) -> ScanOutcome:
    """Look at every address of the plan.

    ``note``: called with an address and a sentence where something answers that is no phone. Raise :class:`PhoneError` for
    settings that cannot be used, before anything is sent. Ctrl-C ends it at once.
    """
    require("requests", "jsonschema")
    check_ca_path(plan.settings.ca_path)
    context = _context(plan.settings) if plan.settings.use_ssl else None
    return asyncio.run(_Scan(plan, context, note).run())


def _context(settings: ConnectionSettings) -> ssl.SSLContext:
    """Return the TLS context for all hosts. Where certificates need not be valid, old firmware with old ciphers is found too."""
    context = tls_context(settings._replace(tls_old_ciphers=not settings.validate_certs))
    context.check_hostname = settings.validate_certs
    return context


class _Scan:
    """One scan. As many workers as connections are allowed take addresses from one iterator, so that nothing queues up."""

    def __init__(self, plan: ScanPlan, context: ssl.SSLContext | None, note: Callable[[str, str], None]) -> None:
        self._plan = plan
        self._context = context
        self._note = note
        self._addresses: Iterator[str] = iter(plan.addresses)
        self._conversations = asyncio.Semaphore(_CONVERSATIONS)
        self._phones: list[FoundPhone] = []
        self._reserved: list[str] = []
        self._asked = 0
        self._answered = 0
        self._trouble: dict[str, int] = {}

    async def run(self) -> ScanOutcome:
        """Look at all addresses, or at as many as there is time for."""
        # Otherwise asyncio logs what hosts do to connections that are given up.
        asyncio.get_running_loop().set_exception_handler(lambda *dummy: None)
        workers = min(self._plan.concurrency, self._plan.addresses.count())
        finished = True
        try:
            async with asyncio.timeout(self._plan.total_timeout), asyncio.TaskGroup() as group:
                for dummy in range(workers):
                    group.create_task(self._work())
        except TimeoutError:
            finished = False
        return ScanOutcome(self._phones, self._asked, self._answered, self._trouble, finished, self._reserved)

    async def _work(self) -> None:
        for address in self._addresses:
            await self._look_at(address)
            # A connection can fail without any waiting. Ctrl-C and the other workers must have their turn.
            await asyncio.sleep(0)

    async def _look_at(self, address: str) -> None:
        """Look at one host, from the connection to its identity."""
        self._asked += 1
        began = time.monotonic()
        connection = await self._connected(address)
        if connection is None:
            return
        self._answered += 1
        left = max(0.05, self._plan.settings.timeout - (time.monotonic() - began))
        try:
            async with self._conversations:
                await self._talk(address, connection, left)
        finally:
            connection.close()

    async def _connected(self, address: str) -> socket.socket | None:
        """Return a TCP connection; None where nobody accepts it."""
        connected = False
        try:
            connection = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        except OSError as error:
            self._count(error)
            return None
        try:
            connection.setblocking(False)
            async with asyncio.timeout(min(CONNECT_SECONDS, self._plan.settings.timeout)):
                await asyncio.get_running_loop().sock_connect(connection, (address, self._plan.settings.port))
            connected = True
        except OSError as error:
            self._count(error)
        finally:
            if not connected:
                connection.close()
        return connection if connected else None

    def _count(self, error: OSError) -> None:
        """Count an error that keeps this machine from asking. Silence and refusal are normal: most addresses have no phone."""
        if error.errno in _OWN_TROUBLE:
            reason = os.strerror(error.errno)
            self._trouble[reason] = self._trouble.get(reason, 0) + 1

    async def _talk(self, address: str, connection: socket.socket, seconds: float) -> None:
        """Ask a host that listens, and keep it if it is a phone."""
        try:
            async with asyncio.timeout(seconds):
                body = await self._ask(address, connection)
            self._phones.append(FoundPhone(address, identity(body)))
        except TimeoutError:
            self._note(address, f"its answer was not complete within {self._plan.settings.timeout:g} s (option timeout)")
        except ReservedError:
            self._reserved.append(address)
        except PhoneError as error:
            self._note(address, error.message)
        except ssl.SSLError as error:
            self._note(address, f"TLS failed ({getattr(error, 'verify_message', '') or error.reason or 'unknown reason'})")
        except OSError:
            self._note(address, "the connection was lost")
        except Exception as error:  # noqa: BLE001 - a host that finds a mistake in here must not end the scan of the others
            self._note(address, f"its answer could not be read ({type(error).__name__})")

    async def _ask(self, address: str, connection: socket.socket) -> bytes:
        """Return the body of the answer to the one request. Raise :class:`PhoneError` where it is not a phone's."""
        reader, writer = await asyncio.open_connection(
            sock=connection,
            ssl=self._context,
            server_hostname=address if self._context else None,
            limit=MAX_ANSWER_BYTES,
        )
        try:
            writer.write(request(self._plan.settings._replace(host=address).base_url))
            answer = ScanAnswer()
            while not answer.is_whole() and (chunk := await reader.read(MAX_ANSWER_BYTES)):
                answer.add(chunk)
            return answer.body()
        finally:
            # Without the end of TLS, which would wait for the other side.
            writer.transport.abort()
