# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the phones speak HTTP: methods, limits, headers, and the log of what they were asked."""

from __future__ import annotations

import time
from urllib.parse import quote

import pytest

from simulator.client import SimulatedPhone, Simulator
from simulator_tests.guest import Guest


def test_unknown_paths(admin: Guest, phone: SimulatedPhone) -> None:
    for path in ("/", "/cgi-bin/", "/cgi-bin/api-nothing", "/api-get_accounts", "/cgi-bin/../cgi-bin/login/"):
        assert admin.send("GET", path).status == 404
    assert [record["status"] for record in phone.requests()[-5:]] == [404] * 5


def test_methods(admin: Guest, phone: SimulatedPhone) -> None:
    assert admin.post("api-values.post", {"P30": "by form"}).status == 200
    assert admin.send("PUT", "/cgi-bin/api-get_accounts").status == 405
    phone.set(quirks={"methods": "get_only"})
    assert admin.post("api-values.post", {"P30": "refused"}).status == 405
    assert phone.values()["30"] == "by form"


def test_parameters_of_url_and_form(admin: Guest, phone: SimulatedPhone) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    admin.send("POST", "/cgi-bin/api-values.post?P31=0", b"P30=%C3%A4+b", headers)
    record = phone.requests()[-1]
    assert record["parameters"] == [["P31", "0"], ["P30", "ä b"]]
    assert (record["method"], record["body_length"]) == ("POST", 12)


def test_longest_url(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"max_url_length": 200})
    path = "/cgi-bin/api-values.post?P30="
    filling = "x" * (200 - len(admin.base_url) - len(path))
    assert admin.send("GET", path + filling).status == 200
    assert admin.send("GET", path + filling + "y").status == 414
    assert [record["url_length"] for record in phone.requests()[-2:]] == [200, 201]
    phone.set(quirks={"max_url_length": 0})
    assert admin.send("GET", path + "z" * 100_000).status == 200


def test_url_length_counts_what_travels(admin: Guest, phone: SimulatedPhone) -> None:
    path = "/cgi-bin/api-values.get?request=" + quote("30:ä")
    admin.send("GET", path)
    assert phone.requests()[-1]["url_length"] == len(admin.base_url) + len(path)


def test_origin(fleet: Simulator, guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"origin": "required"})
    own, other = guest.base_url, fleet.base_url(fleet.addresses[1])
    for headers, status in (
        ({}, 403),
        ({"Origin": own}, 403),
        ({"Referer": own + "/"}, 403),
        ({"Origin": other, "Referer": other}, 403),
        ({"Origin": own, "Referer": other}, 403),
        ({"Origin": own, "Referer": own + "/index.html"}, 200),
    ):
        assert guest.get("loginrealm", headers=headers).status == status


def test_log(admin: Guest, phone: SimulatedPhone) -> None:
    phone.clear_requests()
    admin.get("api-get_accounts", headers={"Origin": "http://me", "User-Agent": "tests"})
    assert phone.requests() == [
        {
            "endpoint": "api-get_accounts",
            "method": "GET",
            "parameters": [],
            "sent": [],
            "url_length": len(admin.base_url) + len("/cgi-bin/api-get_accounts"),
            "body_length": 0,
            "headers_seen": {"Origin": "http://me", "Referer": None, "Cookie": True, "User-Agent": "tests"},
            "connection": phone.requests()[0]["connection"],
            "scheme": "http",
            "authenticated": True,
            "status": 200,
            "outcome": "answered",
        }
    ]


def test_connections_are_kept_alive(admin: Guest, phone: SimulatedPhone) -> None:
    admin.read("30")
    assert len({record["connection"] for record in phone.requests()}) == 1
    phone.clear_requests()
    phone.set(quirks={"keep_alive": False})
    for _number in range(3):
        assert admin.get("api-get_phone_status").headers["Connection"] == "close"
    assert len({record["connection"] for record in phone.requests()}) == 3


@pytest.mark.parametrize("content_type", ["application/json", "text/html", "text/plain"])
def test_content_type(guest: Guest, phone: SimulatedPhone, content_type: str) -> None:
    phone.set(quirks={"content_type": content_type})
    answer = guest.get("api-get_phone_status")
    assert answer.headers["Content-Type"] == content_type
    assert answer.json["body"] == "available"


def test_response_case(guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"response_case": "title"})
    assert guest.get("api-get_phone_status").json["response"] == "Success"
    assert guest.get("api-get_accounts").json["response"] == "Error"


def test_refused_writes_are_counted(fleet: Simulator, admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"refuse_writes": True})
    assert admin.write(P30="x").status == 500
    assert "x" not in phone.values().values()
    assert "30" in admin.read("30")
    summary = fleet.requests_summary()
    assert summary["writes"] == 1
    assert summary["phones"] == {phone.address: {"loginrealm": 1, "login": 1, "api-values.post": 1, "api-values.get": 1}}
    assert summary["total"] == 4


def test_latency() -> None:
    with Simulator(latency=150) as fleet, Guest(fleet.base_url(fleet.addresses[0])) as guest:
        begun = time.monotonic()
        guest.get("api-get_phone_status")
        assert 0.15 <= time.monotonic() - begun < 5
