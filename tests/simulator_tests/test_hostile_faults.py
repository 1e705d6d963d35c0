# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults of hostile phones: answers that are too much, that never end, that lie, and work that is done late."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import re
import socket
import time
import zlib

import pytest

from simulator.client import SimulatedPhone
from simulator_tests.guest import Guest


def wait_for(phone: SimulatedPhone, value: str, seconds: float = 10.0) -> float:
    """How many seconds it takes until P30 has that value. Fails when it takes too long."""
    begun = time.monotonic()
    while phone.values()["30"] != value:
        assert time.monotonic() < begun + seconds
        time.sleep(0.02)
    return time.monotonic() - begun


@pytest.mark.parametrize("status", [201, 302, 400, 404])
def test_done_and_answered_otherwise(admin: Guest, phone: SimulatedPhone, status: int) -> None:
    phone.fault(f"as_{status}", "api-values.post")
    answer = admin.write(P30="written")
    assert (answer.status, answer.headers["Location"]) == (status, "/" if status == 302 else None)
    assert phone.values()["30"] == "written"
    assert phone.requests()[-1]["status"] == status
    assert admin.write(P30="again").status == 200


def test_late(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(values={"30": "before"})
    phone.fault("late", "api-values.post", seconds=1.5)
    with pytest.raises(ConnectionResetError):
        admin.write(P30="written")
    assert phone.values()["30"] == "before"
    # Who came with a session that was alive then is not asked again.
    phone.set(sessions=0)
    wait_for(phone, "written")
    assert (phone.requests()[-1]["outcome"], phone.requests()[-1]["authenticated"]) == ("late", True)


def test_late_of_a_stranger(guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("late", "api-values.post", seconds=0.1)
    with pytest.raises(ConnectionResetError):
        guest.write(P30="written")
    guest.login()
    time.sleep(0.4)
    assert "30" not in phone.state()["stored"]


def test_late_work_is_forgotten_by_a_reset(admin: Guest, phone: SimulatedPhone) -> None:
    phone.fault("late", "api-values.post", seconds=0.3)
    with pytest.raises(ConnectionResetError):
        admin.write(P30="written")
    phone.set(reset=True)
    time.sleep(0.6)
    assert phone.state()["stored"] == {}


def test_slow_work(admin: Guest, phone: SimulatedPhone) -> None:
    phone.fault("slow_work", "api-values.post", seconds=0.3)
    begun = time.monotonic()
    assert admin.write(P30="written").json["response"] == "success"
    assert 0.3 <= time.monotonic() - begun < 10
    phone.fault("slow_work", "api-values.post", seconds=1.5)
    admin.connection.sock.settimeout(0.2)
    with pytest.raises(TimeoutError):
        admin.write(P30="late")
    assert phone.values()["30"] == "written"
    wait_for(phone, "late")


def test_bad_location(guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("bad_location")
    answer = guest.get("loginrealm")
    assert (answer.status, answer.headers["Location"]) == (302, "http://[::1")


@pytest.mark.parametrize(("kind", "status"), [("huge", 200), ("redirect_huge", 302)])
def test_huge(guest: Guest, phone: SimulatedPhone, kind: str, status: int) -> None:
    phone.fault(kind)
    guest.connection.request("GET", "/cgi-bin/api-get_phone_status")
    response = guest.connection.getresponse()
    assert response.status == status
    assert len(response.read(5_000_000)) == 5_000_000
    response.close()
    assert phone.requests()[-1]["status"] == status


@pytest.mark.parametrize(("kind", "status"), [("bomb", 200), ("redirect_bomb", 302)])
def test_bombs(guest: Guest, phone: SimulatedPhone, kind: str, status: int) -> None:
    phone.fault(kind)
    answer = guest.get("api-get_contacts")
    assert (answer.status, answer.headers["Content-Encoding"], len(answer.body) < 10_000) == (status, "gzip, gzip", True)
    assert (answer.headers["Location"] is not None) == (status == 302)
    unpacker = zlib.decompressobj(wbits=31)
    size, data = 0, gzip.decompress(answer.body)
    # A hundred megabytes prove the point.
    while data and size < 100_000_000:
        size += len(unpacker.decompress(data, 10_000_000))
        data = unpacker.unconsumed_tail
    assert size >= 100_000_000


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        ("endless_continue", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"),
        ("drip_head", b"HTTP/1.1 200 OK\r\nX-Filling: xxx"),
        ("drip_chunk", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n000"),
    ],
)
def test_answers_that_never_get_whole(guest: Guest, phone: SimulatedPhone, kind: str, beginning: bytes) -> None:
    phone.fault(kind, seconds=0.5)
    address, port = guest.host.split(":")
    with socket.create_connection((address, int(port)), 10) as connection:
        connection.sendall(f"GET /cgi-bin/loginrealm HTTP/1.1\r\nHost: {guest.host}\r\n\r\n".encode())
        begun, told = time.monotonic(), b""
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(1000):
                told += part
    assert told.startswith(beginning)
    assert 0.4 <= time.monotonic() - begun < 9
    assert guest.get("loginrealm").status == 200


@pytest.mark.parametrize("kind", ["endless_continue", "drip_head", "drip_chunk"])
def test_a_client_that_gives_up(guest: Guest, phone: SimulatedPhone, kind: str) -> None:
    """It is not written to any more, which the fixture would see."""
    phone.fault(kind, seconds=60)
    address, port = guest.host.split(":")
    with socket.create_connection((address, int(port)), 10) as connection:
        connection.sendall(f"GET /cgi-bin/loginrealm HTTP/1.1\r\nHost: {guest.host}\r\n\r\n".encode())
        assert connection.recv(10)
    time.sleep(0.6)
    assert guest.get("loginrealm").status == 200


def test_many_contacts_and_values(admin: Guest, phone: SimulatedPhone) -> None:
    phone.fault("many_contacts", "api-get_contacts")
    rows = admin.get("api-get_contacts").json["msg"]
    assert len({row["contactID"] for row in rows}) == 100_000
    assert rows[0].keys() == {"contactID", "contactName", "groupID", "work", "home", "mobile", "fax", "email"}
    phone.fault("many_values", "api-values.get")
    assert len(admin.read("30")) == 400_000


def test_echo(admin: Guest, phone: SimulatedPhone) -> None:
    phone.fault("echo", "api-values.post")
    secret = 'pä<s"s'
    words = admin.write(P34=secret, P30="two").json
    assert words["response"] == "error"
    spellings = [
        secret,
        "%70%c3%a4%3c%73%22%73",
        "pä&lt;s&quot;s",
        base64.b64encode(secret.encode()).decode(),
        json.dumps(secret),
    ]
    assert words["body"] == " ".join([*spellings, "two", "%74%77%6f", "two", "dHdv", '"two"'])
    assert phone.values()["34"] == ""


def test_digits(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(contacts=[{"id": 12, "first_name": "Ann"}])
    phone.fault("long_digits", "api-get_contacts")
    row = admin.get("api-get_contacts").json["msg"][0]
    assert (row["contactID"], row["contactName"]) == ("12" * 2500, "Ann")
    phone.fault("odd_digits", "api-get_contacts")
    row = admin.get("api-get_contacts").json["msg"][0]
    assert (row["contactID"], row["groupID"]) == ("²²", "²")
    phone.fault("long_digits", "login")
    assert re.fullmatch("wrong4{5000}", admin.try_login(password="guess").json["body"])


def test_the_log_names_them(admin: Guest, phone: SimulatedPhone) -> None:
    for kind in ("echo", "odd_digits", "as_404", "many_values"):
        phone.fault(kind, "api-get_accounts")
        admin.get("api-get_accounts")
    records = phone.requests("api-get_accounts")
    assert [record["outcome"] for record in records] == ["echo", "odd_digits", "as_404", "many_values"]
    assert [record["status"] for record in records] == [200, 200, 404, 200]
