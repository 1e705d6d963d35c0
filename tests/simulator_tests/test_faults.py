# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults: each does what it says, to the request that was meant, and to no other phone."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time

import pytest

from simulator.client import SimulatedPhone, Simulator
from simulator_tests.guest import LOST, Guest, returns


def stored(phone: SimulatedPhone) -> bool:
    """Whether the write of these tests took effect."""
    return phone.values()["30"] == "written"


@pytest.mark.parametrize(
    ("kind", "takes_effect"), [("reset", False), ("reset_after", True), ("reboot", False), ("reboot_after", True)]
)
def test_connection_is_reset(admin: Guest, phone: SimulatedPhone, kind: str, takes_effect: bool) -> None:
    phone.fault(kind, "api-values.post")
    with pytest.raises(ConnectionResetError):
        admin.write(P30="written")
    assert stored(phone) == takes_effect
    record = phone.requests()[-1]
    assert (record["endpoint"], record["outcome"], record["status"]) == ("api-values.post", kind, None)


@pytest.mark.parametrize(("kind", "takes_effect"), [("hang", False), ("hang_after", True)])
def test_hang(admin: Guest, phone: SimulatedPhone, kind: str, takes_effect: bool) -> None:
    phone.fault(kind, "api-values.post")
    admin.connection.sock.settimeout(1.0)
    with pytest.raises(TimeoutError):
        admin.write(P30="written")
    assert stored(phone) == takes_effect
    assert admin.get("api-get_phone_status").status == 200


def test_hang_ends(guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("hang", seconds=0.2)
    with pytest.raises(LOST):
        guest.get("loginrealm")


def test_hanging_phone_leaves_the_others_alone(fleet: Simulator, guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("hang", seconds=20)

    def wait() -> None:
        with contextlib.suppress(*LOST, ConnectionRefusedError):
            guest.get("loginrealm")

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not phone.requests("loginrealm"):
        time.sleep(0.02)
    with Guest(fleet.base_url(fleet.addresses[1])) as neighbour:
        begun = time.monotonic()
        neighbour.login()
        assert time.monotonic() - begun < 10
    phone.set(off=True)
    waiting.join(10)
    assert not waiting.is_alive()


def test_refuse_at_once_and_back(guest: Guest, phone: SimulatedPhone) -> None:
    guest.login()
    phone.fault("refuse", seconds=1)
    with pytest.raises(LOST):
        guest.get("api-get_phone_status")
    with pytest.raises(ConnectionRefusedError):
        guest.get("api-get_phone_status")
    assert returns(guest)
    assert guest.get("api-get_accounts").json["response"] == "success"


def test_refuse_until_removed(guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("refuse", times=None)
    for _number in range(2):
        with pytest.raises(ConnectionRefusedError):
            guest.get("loginrealm")
    phone.clear_faults()
    guest.login()


def test_refuse_until_removed_outlives_a_power_cycle(guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("refuse", times=None)
    phone.set(off=True)
    phone.set(off=False)
    with pytest.raises(ConnectionRefusedError):
        guest.get("loginrealm")
    assert [fault["kind"] for fault in phone.state()["faults"]] == ["refuse"]
    phone.set(reset=True)
    guest.login()


def test_refuse_after_some_requests(guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("refuse", skip=2, seconds=1)
    guest.login()
    with pytest.raises(ConnectionResetError):
        guest.get("loginrealm")
    with pytest.raises(ConnectionRefusedError):
        guest.get("loginrealm")
    assert returns(guest)
    guest.login()


def test_refuse_at_an_endpoint(guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("refuse", "login", seconds=1)
    with pytest.raises(ConnectionResetError):
        guest.try_login()
    with pytest.raises(ConnectionRefusedError):
        guest.get("loginrealm")
    assert returns(guest)
    guest.login()
    assert phone.state()["strikes"] == 0


def test_slow(admin: Guest, phone: SimulatedPhone) -> None:
    phone.fault("slow", "api-values.post", seconds=0.4)
    begun = time.monotonic()
    assert admin.write(P30="written").json["response"] == "success"
    assert 0.4 <= time.monotonic() - begun < 10
    assert stored(phone)


def test_status_500(admin: Guest, phone: SimulatedPhone) -> None:
    phone.fault("status_500")
    assert admin.write(P30="written").status == 500
    assert not stored(phone)


def test_html(admin: Guest, phone: SimulatedPhone) -> None:
    phone.fault("html")
    answer = admin.write(P30="written")
    assert (answer.status, answer.headers["Content-Type"], answer.body[:15]) == (200, "text/html", b"<!DOCTYPE html>")
    assert not stored(phone)


def test_truncated(admin: Guest, phone: SimulatedPhone) -> None:
    whole = admin.write(P31="0").body
    phone.fault("truncated")
    assert admin.write(P30="written").body == whole[: len(whole) // 2]
    assert stored(phone)


def test_short(admin: Guest, phone: SimulatedPhone) -> None:
    phone.fault("short")
    with pytest.raises(http.client.IncompleteRead):
        admin.write(P30="written")
    assert stored(phone)


def test_wrong_shape_and_empty(admin: Guest, phone: SimulatedPhone) -> None:
    phone.fault("wrong_shape")
    phone.fault("empty")
    assert isinstance(admin.write(P30="written").json, list)
    assert stored(phone)
    answer = admin.get("api-get_accounts")
    assert (answer.status, answer.body) == (200, b"")


def test_huge(guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("huge")
    guest.connection.request("GET", "/cgi-bin/api-get_phone_status")
    response = guest.connection.getresponse()
    assert len(response.read(5_000_000)) == 5_000_000
    response.close()
    assert guest.get("api-get_phone_status").json["body"] == "available"


def test_dead_session(admin: Guest, phone: SimulatedPhone) -> None:
    phone.fault("dead_session", "api-values.post")
    assert admin.write(P30="written").json["body"] == "unauthorized"
    assert not stored(phone)
    admin.login().write(P30="written")
    assert stored(phone)


def test_dead_session_after(admin: Guest, phone: SimulatedPhone) -> None:
    phone.fault("dead_session_after", "api-values.post")
    assert admin.write(P30="written").json["response"] == "success"
    assert stored(phone)
    assert admin.get("api-get_accounts").json["body"] == "unauthorized"


def test_locked(guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("locked", "login")
    assert guest.try_login().json["body"] == "locked"
    assert phone.state()["locked_for"] > 290


def test_reboot(admin: Guest, phone: SimulatedPhone) -> None:
    phone.fault("reboot", "api-get_accounts", seconds=1)
    before, begun = phone.state()["uptime"], time.monotonic()
    with pytest.raises(ConnectionResetError):
        admin.get("api-get_accounts")
    assert phone.state()["booting"]
    with pytest.raises(ConnectionRefusedError):
        admin.get("api-get_accounts")
    with Guest(admin.base_url) as stranger:
        assert returns(stranger)
    assert admin.get("api-get_accounts").json["body"] == "unauthorized"
    state = phone.state()
    assert not state["booting"]
    assert state["uptime"] < before + time.monotonic() - begun - 0.5  # the boot took a second


def test_times_and_skip(guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("status_500", "loginrealm", times=2, skip=1)
    assert phone.state()["faults"] == [{"kind": "status_500", "endpoint": "loginrealm", "times": 2, "skip": 1, "seconds": None}]
    assert guest.get("api-get_phone_status").status == 200
    assert [guest.get("loginrealm").status for _number in range(4)] == [200, 500, 500, 200]
    assert phone.state()["faults"] == []


def test_forever_until_removed(guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("empty", times=None)
    assert [guest.get("loginrealm").body for _number in range(3)] == [b""] * 3
    phone.clear_faults()
    assert guest.get("loginrealm").body


def test_faults_of_the_command_line_come_back() -> None:
    fault = {"kind": "status_500", "endpoint": "login", "times": 1}
    with Simulator(faults=[fault]) as fleet, Guest(fleet.base_url(fleet.addresses[0])) as guest:
        assert guest.try_login().status == 500
        guest.login()
        fleet.all_phones().set(reset=True)
        assert guest.try_login().status == 500


def test_fault_matrix_tells_what_happened(admin: Guest, phone: SimulatedPhone) -> None:
    """The log names the fault, and a faulty answer is still a request that was seen."""
    for kind in ("status_500", "html", "truncated", "wrong_shape", "empty"):
        phone.fault(kind, "api-get_accounts")
        admin.get("api-get_accounts")
    outcomes = [record["outcome"] for record in phone.requests("api-get_accounts")]
    assert outcomes == ["status_500", "html", "truncated", "wrong_shape", "empty"]
    assert json.loads(admin.get("api-get_accounts").body)["response"] == "success"
