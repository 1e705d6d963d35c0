# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A fleet: phones by address, each on a listening socket of its own, so that a phone that is away truly refuses."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import itertools
import os
import socket
import ssl
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from . import wire
from .factory import Model
from .faults import Fault
from .firmware import Firmware
from .phone import ADMIN_PASSWORD, USER_PASSWORD, Phone
from .power import Restart
from .service import PhoneService
from .zero_touch import fetch

LOOPBACK = ipaddress.IPv4Network("127.0.0.0/8")
# Seconds after which a phone that could not take its port back tries again.
_RETRY_SECONDS = 0.1
# Where each fleet listens on the ports that it has picked, so that no other one picks them while its phones are away.
_TAKEN_AT = "127.255.255.254"
# How many ports are tried until one is free at every address.
_PORTS_TRIED = 20
# Seconds in which the last answer leaves before the web server moves.
_LAST_ANSWER_SECONDS = 0.05
# The settings of the web access (0: HTTP, 1: HTTPS; its port), and the ports that stand for the fleet's own two.
_WEB_ACCESS, _WEB_PORT, _USUAL_PORTS = "900", "901", ("", "80", "443")


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """What a fleet is made of. `port` 0 picks one that is free; `latency` is in seconds.

    `https_port`: where phones are found whose web access is HTTPS; None where all speak one scheme, whatever they are set to.
    """

    addresses: Sequence[str]
    port: int = 8080
    https_port: int | None = None
    models: Sequence[str] = ("gxv3370",)
    admin_password: str = "admin"
    user_password: str = "123"
    values: Mapping[str, str] = field(default_factory=dict)
    firmware: Firmware = field(default_factory=Firmware)
    faults: Sequence[Fault] = ()
    latency: float = 0.0

    def phones(self) -> dict[str, Phone]:
        """Return the phones by address, taking the models in turn."""
        passwords = {ADMIN_PASSWORD: self.admin_password, USER_PASSWORD: self.user_password}
        models = [Model.load(name, {**passwords, **self.values}) for name in self.models]
        return {
            address: Phone(address, model, self.firmware, tuple(self.faults))
            for address, model in zip(self.addresses, itertools.cycle(models), strict=False)
        }


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a phone's web server is found."""

    secure: bool
    port: int


def listening_socket(address: str, port: int) -> socket.socket:
    """Return a socket that listens on a loopback address. Raises `OSError`, also for an address outside 127.0.0.0/8."""
    if ipaddress.ip_address(address) not in LOOPBACK:
        raise OSError(f"{address} is outside {LOOPBACK}")
    try:
        # It sets SO_REUSEADDR: a phone that comes back must not wait for its old connections to be forgotten.
        listener = socket.create_server((address, port), backlog=128)
        listener.setblocking(False)
    except OSError as problem:
        raise OSError(problem.errno, f"cannot listen on {address}:{port}: {os.strerror(problem.errno or 0)}") from problem
    return listener


class Fleet:
    """The phones and their listeners. To be used from one event loop."""

    def __init__(self, plan: FleetPlan, tls: ssl.SSLContext | None = None) -> None:
        self.phones = plan.phones()
        self.port = plan.port
        self.https_port = plan.https_port
        self._latency = plan.latency
        self._tls = tls
        # What keeps other fleets from picking the ports of this one.
        self._taken: list[socket.socket] = []
        # What listens; a socket has no server yet in the moment between its opening and the loop's next turn.
        self._listeners: dict[str, socket.socket] = {}
        # Where they listen, or did last.
        self._places: dict[str, _Place] = {}
        self._servers: dict[str, asyncio.Server] = {}
        # Phones that are away for a while, and what brings them back; phones that are off or refuse until told otherwise.
        self._returns: dict[str, asyncio.TimerHandle] = {}
        # Phones that were told to go down and still answer, and what lets them go down.
        self._departures: dict[str, asyncio.TimerHandle] = {}
        self._off: set[str] = set()
        self._refusing: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        # Phones that ask for their configuration file.
        self._fetches: dict[str, asyncio.Task[None]] = {}
        self._service: PhoneService | None = None

    async def start(self) -> None:
        """Listen on every address. Raises `OSError` with a sentence when one is taken."""
        if self.https_port == 0:
            self.https_port = self._pick_port()
        if self.port == 0:
            self._listen_on_a_free_port()
        else:
            self._listen_everywhere()
        for address, listener in list(self._listeners.items()):
            await self._serve(address, listener)
        for phone in self.phones.values():
            self._apply_at_once(phone)

    async def stop(self) -> None:
        """Close everything, without waiting for answers that hang."""
        for handle in (*self._returns.values(), *self._departures.values()):
            handle.cancel()
        for task in self._fetches.values():
            task.cancel()
        for address in list(self._listeners):
            self._close(address)
        for listener in self._taken:
            listener.close()
        if self._service is not None:
            await self._service.server.shutdown(0)

    def base_url(self, address: str) -> str:
        """Return where a phone answers, without a path."""
        place = self._place(self.phones[address])
        return f"{'https' if place.secure else 'http'}://{address}:{place.port}"

    # --- HTTP or HTTPS

    def web_changed(self, phone: Phone) -> None:
        """Let a phone's web server move if its settings in force say another place than where it is."""
        if self.is_reachable(phone) and self._places[phone.address] != self._place(phone):
            seconds = phone.firmware.web_restart_seconds
            asyncio.get_running_loop().call_later(_LAST_ANSWER_SECONDS + self._latency, self._move, phone, seconds)

    def _move(self, phone: Phone, seconds: float) -> None:
        if self.is_reachable(phone) and self._places[phone.address] != self._place(phone):
            phone.crash()
            self._go_away(phone, seconds)

    def _place(self, phone: Phone) -> _Place:
        """Return where a phone's settings in force, or after a boot those that are kept, put its web server."""
        if self.https_port is None:
            return _Place(self._tls is not None, self.port)
        values = phone.values if phone.power.booting else phone.in_force
        secure, port = values.get(_WEB_ACCESS) == "1", values.get(_WEB_PORT, "")
        usual = self.https_port if secure else self.port
        return _Place(secure, usual if port in _USUAL_PORTS else int(port))

    def _listen(self, phone: Phone) -> socket.socket:
        """Open a phone's socket where its settings say. Raises `OSError` with a sentence."""
        place = self._place(phone)
        listener = listening_socket(phone.address, place.port)
        self._places[phone.address] = place
        self._listeners[phone.address] = listener
        return listener

    def _pick_port(self) -> int:
        """Return a port that no other fleet picks as long as this one lives."""
        self._taken.append(listening_socket(_TAKEN_AT, 0))
        port: int = self._taken[-1].getsockname()[1]
        return port

    def _listen_on_a_free_port(self) -> None:
        for attempts_left in reversed(range(_PORTS_TRIED)):
            self.port = self._pick_port()
            try:
                self._listen_everywhere()
            except OSError as problem:
                if not attempts_left or problem.errno != errno.EADDRINUSE:
                    raise
                for address in list(self._listeners):
                    self._close(address)
            else:
                return

    def _listen_everywhere(self) -> None:
        for phone in self.phones.values():
            self._listen(phone)

    # --- on and off

    def is_off(self, phone: Phone) -> bool:
        """Return whether a phone is switched off."""
        return phone.address in self._off

    def is_reachable(self, phone: Phone) -> bool:
        """Return whether a phone's socket listens."""
        return phone.address in self._listeners

    def switch(self, phone: Phone, *, off: bool) -> None:
        """Switch a phone off (connections reset, then refused), or on again at once."""
        if off and not self.is_off(phone):
            self._off.add(phone.address)
            self._take_order(phone)
            phone.power_down()
            self._close(phone.address)
        elif not off and self.is_off(phone):
            self._off.discard(phone.address)
            self._return(phone)

    def leave(self, phone: Phone, seconds: float, reboot: bool) -> None:
        """Take a phone off the network for so long; a reboot is also what an order to go down waited for."""
        if reboot:
            self._go_down(phone, seconds)
        else:
            self._go_away(phone, seconds)

    def restart(self, phone: Phone, order: Restart) -> None:
        """Let a phone go down by itself, in the moment that it needs for that; who goes down already does only that."""
        if phone.power.order is None:
            phone.power.order = order
            # The answer leaves after the latency, and the moment begins with it.
            delay = self._latency + phone.firmware.shutdown_seconds
            loop = asyncio.get_running_loop()
            self._departures[phone.address] = loop.call_later(delay, self._go_down, phone, phone.firmware.boot_seconds)

    def is_fetching(self, phone: Phone) -> bool:
        """Return whether a phone is asking for its configuration file."""
        return phone.address in self._fetches

    def fetch(self, phone: Phone) -> None:
        """Let a phone that was told of a server ask for its configuration file; who asks already begins anew."""
        if phone.zero_touch is None:
            return
        if pending := self._fetches.pop(phone.address, None):
            pending.cancel()
        task = asyncio.get_running_loop().create_task(fetch(phone, phone.zero_touch))
        self._fetches[phone.address] = task

        def ended(_task: asyncio.Task[None]) -> None:
            if self._fetches.get(phone.address) is task:
                del self._fetches[phone.address]

        task.add_done_callback(ended)

    def _take_order(self, phone: Phone) -> Restart | None:
        """Return what the phone was going to do, which now either happens or never does."""
        order, phone.power.order = phone.power.order, None
        if departure := self._departures.pop(phone.address, None):
            departure.cancel()
        return order

    def _go_down(self, phone: Phone, seconds: float) -> None:
        """Let a phone boot for so long, and leave the factory before if that was the order."""
        address = phone.address
        order = self._take_order(phone)
        if order is Restart.UPGRADE:
            phone.upgrade()
        if order is Restart.RESET:
            phone.factory_reset()
            address = phone.firmware.reset_address or address
        if address != phone.address:
            self.switch(phone, off=True)
            if address not in self.phones:
                return
            phone = self.phones[address]
            self._take_order(phone)
            phone.factory_reset()
            self._off.discard(address)
        self._go_away(phone, seconds)
        phone.power_down()

    def _go_away(self, phone: Phone, seconds: float) -> None:
        """Reset and refuse a phone's connections for so long."""
        self._close(phone.address)
        if pending := self._returns.pop(phone.address, None):
            pending.cancel()
        loop = asyncio.get_running_loop()
        self._returns[phone.address] = loop.call_later(seconds, self._return, phone)

    def _recall(self, phone: Phone) -> None:
        """Bring a phone back that is refusing or booting, unless it is switched off."""
        self._refusing.discard(phone.address)
        if pending := self._returns.pop(phone.address, None):
            pending.cancel()
        self._return(phone)

    def _return(self, phone: Phone) -> None:
        """Listen again; a boot is over now."""
        self._returns.pop(phone.address, None)
        if self.is_off(phone) or phone.address in self._refusing or self.is_reachable(phone):
            return
        try:
            # The socket listens already; who connects before the task has run waits in its backlog.
            listener = self._listen(phone)
        except OSError as problem:
            print(f"simulator: {problem}; trying again", file=sys.stderr, flush=True)
            loop = asyncio.get_running_loop()
            self._returns[phone.address] = loop.call_later(_RETRY_SECONDS, self._return, phone)
            return
        if phone.power.booting:
            phone.booted()
            if phone.upgrade_due():
                self.restart(phone, Restart.UPGRADE)
            self.fetch(phone)
        task = asyncio.get_running_loop().create_task(self._serve(phone.address, listener))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- faults

    def arm(self, phone: Phone, fault: Fault) -> None:
        """Arm a fault on a phone."""
        phone.faults.append(fault.copy())
        self._apply_at_once(phone)

    def disarm(self, phone: Phone) -> None:
        """Remove all of a phone's faults; one that refuses connections without end is over too."""
        phone.faults.clear()
        if phone.address in self._refusing:
            self._recall(phone)

    def reset(self, phone: Phone) -> None:
        """Make a phone as it was when the simulator started, switched on."""
        self._take_order(phone)
        phone.reset()
        self._off.discard(phone.address)
        if self._places[phone.address] != self._place(phone):
            self._close(phone.address)
        self._recall(phone)
        self._apply_at_once(phone)

    def _apply_at_once(self, phone: Phone) -> None:
        """Let the armed faults that wait for no request take effect."""
        for fault in [fault for fault in phone.faults if fault.at_once]:
            if fault.times is None:
                self._refusing.add(phone.address)
                self._close(phone.address)
            else:
                phone.faults.remove(fault)
                self.leave(phone, (fault.seconds or 0) * fault.times, reboot=False)

    # --- sockets

    async def _serve(self, address: str, listener: socket.socket) -> None:
        """Answer on a listening socket."""
        if self._service is None:
            self._service = PhoneService(
                self.phones.__getitem__,
                self.leave,
                self.restart,
                self.web_changed,
                self.fetch,
                latency=self._latency,
            )
        if listener.fileno() == -1:
            return  # closed again before its turn
        loop = asyncio.get_running_loop()
        # In two steps, of which only the second lets others run: by then `_close` finds the server.
        tls = self._tls if self._places[address].secure else None
        server = await loop.create_server(self._service.protocol, sock=listener, ssl=tls, start_serving=False)
        self._servers[address] = server
        await server.start_serving()

    def _close(self, address: str) -> None:
        """Stop listening on an address and reset its connections."""
        listener = self._listeners.pop(address, None)
        if server := self._servers.pop(address, None):
            server.close()
        elif listener is not None:
            listener.close()
        if self._service is None:
            return
        for connection in self._service.server.connections:
            place = wire.place_of(connection.transport)
            if place is not None and place[0] == address:
                wire.reset(connection.transport)
