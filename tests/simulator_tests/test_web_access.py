# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Phones that come from the box with HTTP, and move to HTTPS when they are told to."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator

import pytest

from simulator.client import SimulatedPhone, Simulator
from simulator_tests.guest import Guest


@pytest.fixture(scope="module")
def box() -> Iterator[Simulator]:
    with Simulator(2, https_port=0) as simulator:
        yield simulator


@pytest.fixture
def fresh(box: Simulator) -> SimulatedPhone:
    box.all_phones().set(reset=True)
    return box.phone()


def scheme(phone: SimulatedPhone, port: int | None) -> str:
    """What is spoken on a port: https, http, or nothing where nobody listens."""
    try:
        with socket.create_connection((phone.address, port or 0), timeout=5) as connection:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            with context.wrap_socket(connection):
                return "https"
    except ConnectionRefusedError:
        return "nothing"
    except (ssl.SSLError, OSError):
        return "http"


def wait_for(phone: SimulatedPhone, port: int | None, expected: str) -> None:
    deadline = time.monotonic() + 10
    while (found := scheme(phone, port)) != expected:
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def ask(phone: SimulatedPhone, endpoint: str, **parameters: str) -> None:
    with Guest(phone.state()["url"]) as admin:
        admin.login()
        admin.get(endpoint, parameters)


def test_moves_at_once(box: Simulator, fresh: SimulatedPhone) -> None:
    assert (scheme(fresh, box.port), scheme(fresh, box.https_port)) == ("http", "nothing")
    ask(fresh, "api-values.post", P900="1")
    wait_for(fresh, box.https_port, "https")
    assert scheme(fresh, box.port) == "nothing"
    state = fresh.state()
    assert (state["url"], state["sessions"]) == (f"https://{fresh.address}:{box.https_port}", 0)
    assert {request["scheme"] for request in fresh.requests()} == {"http"}
    # The neighbour stays as it was, and a reset brings the phone back.
    assert scheme(box.phone(box.addresses[1]), box.port) == "http"
    fresh.set(reset=True)
    wait_for(fresh, box.port, "http")
    assert scheme(fresh, box.https_port) == "nothing"


def test_moves_to_a_port_of_its_own(box: Simulator, fresh: SimulatedPhone) -> None:
    with socket.create_server((fresh.address, 0)) as free:
        port = free.getsockname()[1]
    fresh.set(values={"900": "1", "901": str(port)})
    wait_for(fresh, port, "https")
    assert (scheme(fresh, box.port), scheme(fresh, box.https_port)) == ("nothing", "nothing")


def test_moves_with_the_next_boot(box: Simulator, fresh: SimulatedPhone) -> None:
    fresh.set(profile="vendor", quirks={"boot_seconds": 0.2, "shutdown_seconds": 0.1})
    ask(fresh, "api-values.post", P900="1")
    time.sleep(0.3)
    assert (fresh.values()["900"], scheme(fresh, box.port)) == ("1", "http")
    ask(fresh, "api-sys_operation", request="REBOOT")
    wait_for(fresh, box.https_port, "https")
    assert scheme(fresh, box.port) == "nothing"
