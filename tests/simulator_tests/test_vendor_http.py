# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The web server as the vendor's own: connections that end, types of content, unknown endpoints, and HTTPS that is off."""

from __future__ import annotations

import http.client
import ssl
import time

import pytest

from simulator.client import SimulatedPhone, Simulator
from simulator_tests.guest import LOST, Guest

JAVASCRIPT = "application/x-javascript; charset=utf-8"


def connections(phone: SimulatedPhone) -> int:
    """How many connections the logged requests came by."""
    return len({request["connection"] for request in phone.requests()})


@pytest.mark.parametrize("end", ["announced", "silent"])
def test_a_connection_ends_after_some_requests(guest: Guest, phone: SimulatedPhone, end: str) -> None:
    phone.set(quirks={"keep_alive_requests": 3, "keep_alive_end": end})
    answers = [guest.get("api-get_phone_status") for _number in range(3)]
    assert [answer.headers["Connection"] == "close" for answer in answers] == [False, False, end == "announced"]
    assert connections(phone) == 1
    if end == "silent":
        with pytest.raises((*LOST, BrokenPipeError)):
            guest.get("api-get_phone_status")
    assert guest.get("api-get_phone_status").status == 200
    assert connections(phone) == 2


def test_a_connection_ends_after_17_requests(guest: Guest, vendor: SimulatedPhone) -> None:
    for _number in range(17):
        assert guest.get("api-get_phone_status").status == 200
    with pytest.raises((*LOST, BrokenPipeError)):
        guest.get("api-get_phone_status")
    assert (len(vendor.requests()), connections(vendor)) == (17, 1)
    assert vendor.state()["quirks"]["keep_alive_seconds"] == 6


def test_a_connection_ends_of_silence(guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"keep_alive_seconds": 1.0})
    for _number in range(3):
        assert guest.get("api-get_phone_status").status == 200
        time.sleep(0.5)
    assert connections(phone) == 1
    time.sleep(1.0)
    with pytest.raises((*LOST, BrokenPipeError)):
        guest.get("api-get_phone_status")
    phone.set(quirks={"keep_alive_seconds": 0})
    guest.get("api-get_phone_status")
    time.sleep(1.2)
    assert guest.get("api-get_phone_status").status == 200


def test_content_types(guest: Guest, vendor: SimulatedPhone) -> None:
    def types() -> dict[str, str]:
        endpoints = ("api-values.get", "api-get_accounts", "api-get_phone_status", "api-get_line_status", "api-get_contacts")
        return {endpoint: guest.get(endpoint, {"request": "30"}).headers["Content-Type"] for endpoint in endpoints}

    listing = ("api-get_phone_status", "api-get_line_status", "api-get_contacts")
    guest.login()
    expected = dict.fromkeys(("api-values.get", "api-get_accounts"), "text/plain") | dict.fromkeys(listing, JAVASCRIPT)
    assert types() == expected
    vendor.set(quirks={"listing_content_type": "as_others"})
    assert set(types().values()) == {"text/plain"}
    vendor.set(quirks={"content_type": "application/json", "listing_content_type": JAVASCRIPT})
    assert types() == dict.fromkeys(("api-values.get", "api-get_accounts"), "application/json") | dict.fromkeys(
        listing, JAVASCRIPT
    )


def test_unknown_endpoint(guest: Guest, phone: SimulatedPhone) -> None:
    assert guest.get("config_get").status == 404
    phone.set(quirks={"unknown_endpoint": "command_not_found", "error_form": "msg"})
    answer = guest.get("config_get")
    assert (answer.status, answer.json) == (200, {"response": "error", "msg": "command not found"})
    assert guest.send("GET", "/index.html").status == 404


def test_https_that_is_off() -> None:
    with Simulator(tls=True, firmware="vendor") as fleet:
        trusting = ssl.create_default_context(cafile=str(fleet.ca))
        with Guest(fleet.base_url(fleet.addresses[0]), trusting) as guest:
            guest.login()
            fleet.phone().set(quirks={"https_redirects": True})
            answer = guest.ask("api-values.get", "request=30")
            assert answer.status == 301
            assert answer.headers["Location"] == f"http://{guest.host}/cgi-bin/api-values.get?request=30"


def test_the_same_phone_without_tls_answers(guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"https_redirects": True})
    assert guest.login().get("api-get_accounts").status == 200


def test_a_crash_takes_all_connections_along(guest: Guest, vendor: SimulatedPhone) -> None:
    vendor.set(quirks={"crash_seconds": 0.2})
    with Guest(guest.base_url) as other:
        other.login()
        with pytest.raises(LOST):
            guest.send("GET", "/cgi-bin/")
        with pytest.raises((*LOST, ConnectionRefusedError)):
            other.get("api-get_accounts")
    vendor.wait_until_up()
    assert vendor.state()["uptime"] > 0


@pytest.mark.parametrize(("kind", "kept"), [("crash_after", "written"), ("crash", "before")])
def test_a_crash_on_demand(admin: Guest, phone: SimulatedPhone, kind: str, kept: str) -> None:
    phone.set(quirks={"crash_seconds": 0.2}, values={"30": "before"})
    phone.fault(kind, "api-values.post")
    with pytest.raises(LOST):
        admin.write(P30="written")
    assert (phone.values()["30"], phone.state()["sessions"]) == (kept, 0)
    assert (phone.requests()[-1]["outcome"], phone.requests()[-1]["status"]) == (kind, None)
    phone.wait_until_up()
    admin.login()


def test_bytes_of_a_long_request_line(admin: Guest, phone: SimulatedPhone) -> None:
    """A line that comes in many pieces is put together, bare bytes and all."""
    phone.set(quirks={"values_decoded": False, "max_url_length": 0})
    text = "ä" * 50_000
    assert b"200 OK" in admin.ask_in_bytes("api-values.post", f"P30={text}".encode())
    assert phone.values()["30"] == text


def test_a_request_that_is_none_is_answered_quietly(fleet: Simulator, guest: Guest, phone: SimulatedPhone) -> None:
    assert guest.ask_in_bytes("api-values.get", b"request= 30").startswith(b"HTTP/1.0 400 ")
    assert phone.requests() == []
    assert fleet.output().count("\n") == 1
    with pytest.raises(http.client.InvalidURL):
        guest.ask("api-values.get", "request= 30")
