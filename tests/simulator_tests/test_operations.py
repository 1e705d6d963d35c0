# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Going down and coming up again: the guide's "System Operations"."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.client import SimulatedPhone, Simulator
from simulator_tests.guest import Guest, returns

DONE = {"response": "success", "body": "reset"}
LOST = (ConnectionResetError, ConnectionRefusedError, http.client.RemoteDisconnected)
# Seconds that are over before a test looks again, and that are not.
SOON, NEVER = 0.1, 60.0


@pytest.fixture
def quick(phone: SimulatedPhone) -> SimulatedPhone:
    """The phone, up for a while; it goes down and boots in a moment."""
    phone.set(quirks={"shutdown_seconds": SOON, "boot_seconds": SOON}, uptime=5000)
    return phone


def operate(guest: Guest, request: str) -> Any:
    """The answer to one request."""
    return guest.get("api-sys_operation", {"request": request}).json


def goes(guest: Guest) -> bool:
    """Whether the phone stops answering; until then the guest's session is alive."""
    begun = time.monotonic()
    while time.monotonic() < begun + 20:
        try:
            assert guest.get("api-get_accounts").json["response"] == "success"
        except LOST:
            return True
        time.sleep(0.01)
    return False


# --- REBOOT


def test_before_it_goes_down(admin: Guest, quick: SimulatedPhone) -> None:
    quick.set(quirks={"shutdown_seconds": NEVER}, lines={"2": {"state": 4}})
    assert operate(admin, "REBOOT") == DONE
    state = quick.state()
    assert (state["going_down"], state["booting"], state["reachable"], state["state"]) == ("REBOOT", False, True, "busy")
    assert (state["sessions"], state["uptime"] > 5000) == (1, True)
    assert admin.write(P30="kept").status == 200
    # The first order stands.
    assert operate(admin, "RESET") == DONE
    assert quick.state()["going_down"] == "REBOOT"


def test_while_it_boots(admin: Guest, quick: SimulatedPhone) -> None:
    quick.set(quirks={"boot_seconds": NEVER})
    assert operate(admin, "REBOOT") == DONE
    assert goes(admin)
    for _number in range(2):
        with pytest.raises(ConnectionRefusedError):
            admin.get("loginrealm")
    state = quick.state()
    assert (state["going_down"], state["booting"], state["reachable"], state["uptime"]) == (None, True, False, 0)


@pytest.mark.parametrize(("user", "password"), [("gmiadmin", "admin"), ("user", "123")])
def test_when_it_is_up_again(guest: Guest, quick: SimulatedPhone, user: str, password: str) -> None:
    guest.login(user, password).write(P30="kept")
    quick.set(strikes=2, lines={"2": {"state": 4}})
    begun = time.monotonic()
    assert operate(guest, "REBOOT") == DONE
    assert goes(guest)
    with Guest(guest.base_url) as stranger:
        assert returns(stranger)
    assert time.monotonic() - begun >= 2 * SOON
    state = quick.state()
    assert (state["booting"], state["sessions"], state["state"], state["strikes"]) == (False, 0, "available", 2)
    assert state["uptime"] < 60
    assert guest.get("api-get_accounts").json["body"] == "unauthorized"
    assert guest.login().read("30") == {"30": "kept"}


def test_answer_that_is_lost(admin: Guest, quick: SimulatedPhone) -> None:
    quick.fault("reset_after", "api-sys_operation")
    with pytest.raises(ConnectionResetError):
        operate(admin, "REBOOT")
    quick.wait_until_up()
    assert quick.uptime() < 60
    quick.fault("reset", "api-sys_operation")
    with pytest.raises(ConnectionResetError):
        operate(admin.login(), "REBOOT")
    assert not quick.state()["going_down"]
    assert "30" in admin.read("30")


def test_reboot_fault_carries_out_the_order(admin: Guest, quick: SimulatedPhone) -> None:
    admin.write(P30="gone")
    quick.set(quirks={"shutdown_seconds": NEVER})
    quick.fault("reboot_after", "api-sys_operation", seconds=0.1)
    with pytest.raises(ConnectionResetError):
        operate(admin, "RESET")
    assert (quick.state()["stored"], quick.state()["going_down"]) == ({}, None)
    quick.wait_until_up()


@pytest.mark.parametrize("request_name", ["", "reboot", "HALT"])
def test_unknown_request(admin: Guest, quick: SimulatedPhone, request_name: str) -> None:
    assert operate(admin, request_name) == {"response": "error", "body": "unknown request"}
    assert not quick.state()["going_down"]


@pytest.mark.parametrize("request_name", ["RESET", "PROV"])
def test_required_admin(guest: Guest, quick: SimulatedPhone, request_name: str) -> None:
    quick.set(provisioning={"30": "new"}, quirks={"provision_reboots": True})
    assert operate(guest, request_name)["body"] == "unauthorized"
    assert operate(guest.login("user", "123"), request_name) == {"response": "error", "body": "required admin"}
    assert (quick.state()["stored"], quick.state()["going_down"]) == ({}, None)


def test_order_that_nothing_comes_of(admin: Guest, quick: SimulatedPhone) -> None:
    """Switched off, or reset by the operator, before it went down."""
    quick.set(values={"30": "kept"}, quirks={"shutdown_seconds": NEVER})
    operate(admin, "RESET")
    quick.set(off=True)
    quick.set(off=False)
    admin.connection.close()
    assert (quick.state()["going_down"], quick.values()["30"]) == (None, "kept")
    operate(admin.login(), "REBOOT")
    quick.set(reset=True)
    assert (quick.state()["going_down"], quick.state()["reachable"]) == (None, True)


# --- RESET


@pytest.fixture(scope="module")
def configured() -> Iterator[Simulator]:
    """A phone that does not start as it left the factory."""
    quirks = {"shutdown_seconds": SOON, "boot_seconds": SOON}
    values = {"P30": "start.example.net", "P99999": "unknown"}
    with Simulator(password="Start-1", user_password="Start-2", values=values, quirks=quirks) as simulator:
        yield simulator


def test_before_a_reset(admin: Guest, quick: SimulatedPhone) -> None:
    quick.set(quirks={"shutdown_seconds": NEVER}, values={"30": "old"}, contacts=[{"first_name": "Ann"}])
    assert operate(admin, "RESET") == DONE
    assert quick.state()["going_down"] == "RESET"
    assert admin.read("30") == {"30": "old"}
    assert len(quick.contacts()) == 1
    admin.login()


def test_reset(configured: Simulator) -> None:
    phone = configured.phone()
    phone.set(groups={"1": "Sales"}, contacts=[{"first_name": "Ann"}], values={"31": "x"})
    around = {"pbx": {"1": "x"}, "provisioning": {"31": "0"}, "clock": "2020-01-01T00:00"}
    phone.set(**around, quirks={"value_limit": 99}, registered={"2": True}, far_end="busy")
    phone.fault("empty", "loginrealm", skip=9)
    with Guest(configured.base_url(phone.address)) as guest:
        guest.login(password="Start-1")
        phone.set(strikes=2, locked_for=60)
        assert operate(guest, "RESET") == DONE
        assert goes(guest)
        phone.wait_until_up()
        state = phone.state()
        assert (state["values"]["2"], state["values"]["196"], state["stored"]) == ("admin", "123", {})
        assert "99999" not in state["values"]
        assert state["values"]["30"] != "start.example.net"
        assert (state["strikes"], state["locked_for"], state["sessions"]) == (0, 0, 0)
        assert (state["contacts"], phone.groups()) == ([], {0: "default", 100: "blacklist"})
        assert state["uptime"] < 60
        # What is around the phone is as it was.
        assert (state["pbx"]["1"], state["provisioning"], state["quirks"]["value_limit"]) == ("x", {"31": "0"}, 99)
        assert ([fault["kind"] for fault in state["faults"]], state["accounts"][1]["reg"]) == (["empty"], 1)
        assert (state["clock"][:10], state["far_end"]) == ("2020-01-01", "busy")
        assert guest.try_login(password="Start-1").json["body"] == "wrong4"
        guest.login().write(P30="new")
        assert phone.state()["stored"] == {"30": "new"}
    phone.set(reset=True)
    assert (phone.values()["2"], phone.values()["30"], phone.state()["stored"]) == ("Start-1", "start.example.net", {})


def test_reset_to_another_address(fleet: Simulator, admin: Guest, quick: SimulatedPhone) -> None:
    other = fleet.phone(fleet.addresses[1])
    other.set(off=True, values={"30": "gone"}, quirks={"boot_seconds": NEVER})
    quick.set(quirks={"reset_address": other.address})
    assert operate(admin, "RESET") == DONE
    assert goes(admin)
    assert (quick.state()["off"], quick.state()["reachable"]) == (True, False)
    other.wait_until_up()
    assert (other.state()["off"], other.state()["stored"], quick.state()["reachable"]) == (False, {}, False)
    assert other.uptime() < 60
    with Guest(fleet.base_url(other.address)) as guest:
        guest.login()


def test_reset_to_an_address_that_nobody_knows(admin: Guest, quick: SimulatedPhone) -> None:
    quick.set(quirks={"reset_address": "192.0.2.1", "shutdown_seconds": 0, "boot_seconds": 0})
    quick.fault("reset_after", "api-sys_operation")
    with pytest.raises(ConnectionResetError):
        operate(admin, "RESET")
    while quick.state()["going_down"]:
        time.sleep(0.01)
    assert (quick.state()["off"], quick.state()["stored"]) == (True, {})
    quick.set(off=False)
    admin.login()


# --- PROV


def test_provisioning(admin: Guest, quick: SimulatedPhone) -> None:
    assert operate(admin, "PROV") == DONE
    quick.set(provisioning={"P30": "pulled", "34": "secret", "68": "9", "99999": "unknown"})
    assert quick.state()["stored"] == {}
    assert operate(admin, "PROV") == DONE
    assert quick.state()["stored"] == {"30": "pulled", "34": "secret"}
    assert (quick.state()["going_down"], quick.uptime() > 5000, "30" in admin.read("30")) == (None, True, True)
    quick.set(provisioning={"2": "pulled"})
    assert operate(admin, "PROV") == DONE
    assert quick.state()["sessions"] == 0
    admin.login(password="pulled")


def test_provisioning_that_reboots(admin: Guest, quick: SimulatedPhone) -> None:
    quick.set(provisioning={"30": "pulled"}, quirks={"provision_reboots": True})
    assert operate(admin, "PROV") == DONE
    assert goes(admin)
    quick.wait_until_up()
    assert (quick.values()["30"], quick.uptime() < 60) == ("pulled", True)


def test_wait_until_up_has_an_end(phone: SimulatedPhone) -> None:
    phone.set(off=True)
    with pytest.raises(TimeoutError, match=r"127\.0\.10\.1 is not up after 0\.1 seconds"):
        phone.wait_until_up(0.1)
