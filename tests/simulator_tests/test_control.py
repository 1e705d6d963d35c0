# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control interface: what can be seen and set, and what it refuses."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from simulator.client import ControlError, SimulatedPhone, Simulator
from simulator_tests.guest import Guest


def test_state_of_a_new_phone(phone: SimulatedPhone) -> None:
    state = phone.state()
    assert {"model", "firmware", "values", "stored", "strikes", "locked_for", "sessions", "accounts", "uptime", "booting"} < set(
        state
    )
    assert {"quirks", "faults", "state", "pbx"} < set(state)
    assert (state["stored"], state["strikes"], state["locked_for"], state["sessions"]) == ({}, 0, 0, 0)
    assert (state["values"]["2"], state["values"]["196"], state["values"]["271"]) == ("admin", "123", "0")
    assert state["quirks"]["separator"] == ":"


def test_list_of_phones(fleet: Simulator, phone: SimulatedPhone) -> None:
    with Guest(fleet.control) as operator:
        rows = operator.send("GET", "/phones").json
    assert [row["address"] for row in rows] == fleet.addresses
    assert [row["model"] for row in rows] == ["gxv3370", "gxv3350", "gxv3380", "wp820"]
    assert rows[0]["url"] == fleet.base_url(phone.address)
    assert len({row["firmware"] for row in rows}) == 4


def test_reset_forgets_everything(guest: Guest, phone: SimulatedPhone) -> None:
    guest.login()
    phone.set(values={"30": "x"}, quirks={"separator": "."}, strikes=3, registered={"1": True}, state="busy", locked_for=9)
    phone.fault("reset", "login")
    phone.set(reset=True)
    state = phone.state()
    assert (state["stored"], state["strikes"], state["sessions"], state["faults"]) == ({}, 0, 0, [])
    assert (state["state"], state["quirks"]["separator"], phone.requests()) == ("available", ":", [])
    guest.login()


def test_reset_and_more_in_one_change(phone: SimulatedPhone) -> None:
    phone.set(values={"30": "before"})
    phone.set(values={"31": "0"}, reset=True)
    assert phone.state()["stored"] == {"31": "0"}


def test_off_and_on(guest: Guest, phone: SimulatedPhone) -> None:
    guest.login()
    phone.set(off=True)
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        guest.get("loginrealm")
    with pytest.raises(ConnectionRefusedError):
        guest.get("loginrealm")
    phone.set(off=False)
    assert guest.get("api-get_accounts").json["body"] == "unauthorized"
    assert phone.state()["uptime"] < 20


def test_off_at_once_after_on(guest: Guest, phone: SimulatedPhone) -> None:
    """A phone that comes back and goes again in one change must not end up half open."""
    phone.set(off=True)
    for _number in range(3):
        phone.set(reset=True, off=True)
        with pytest.raises(ConnectionRefusedError):
            guest.get("loginrealm")
        assert (phone.state()["off"], phone.state()["reachable"]) == (True, False)
    phone.set(off=False)
    guest.login()


def test_off_wins_over_a_boot(guest: Guest, phone: SimulatedPhone) -> None:
    phone.fault("reboot", "loginrealm", seconds=0.1)
    with pytest.raises(ConnectionResetError):
        guest.get("loginrealm")
    phone.set(off=True)
    with pytest.raises(ConnectionRefusedError):
        guest.get("loginrealm")
    phone.set(off=False)
    guest.login()


def test_strikes_can_be_set(guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(strikes=4)
    assert guest.try_login(password="guess").json["body"] == "locked"


def test_all_phones_at_once(fleet: Simulator, phone: SimulatedPhone) -> None:
    fleet.all_phones().set(values={"30": "everywhere"})
    fleet.all_phones().fault("empty", "loginrealm")
    for address in fleet.addresses:
        with Guest(fleet.base_url(address)) as guest:
            assert guest.get("loginrealm").body == b""
            guest.login()
        assert fleet.phone(address).values()["30"] == "everywhere"
    assert fleet.requests_summary()["total"] == 12
    fleet.all_phones().clear_requests()
    assert fleet.requests_summary() == {"phones": {}, "total": 0, "writes": 0}
    assert phone.requests() == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"nothing": 1}, "Unknown field 'nothing'"),
        ({"quirks": {"nothing": 1}}, "Unknown quirk 'nothing'"),
        ({"quirks": {"separator": ";"}}, "Quirk 'separator' is one of :, ., both; got ';'."),
        ({"quirks": {"keep_alive": "perhaps"}}, "Quirk 'keep_alive' is true or false; got 'perhaps'."),
        ({"quirks": {"session_seconds": -1}}, "Quirk 'session_seconds' is a number from 0; got -1."),
        ({"quirks": {"tls_ciphers": "old"}}, "Quirk 'tls_ciphers' can only be set when the simulator starts."),
        ({"quirks": {"cookie_names": "a+"}}, "Quirk 'cookie_names' is names joined by '+'; got 'a+'."),
        ({"quirks": []}, "'quirks' is an object"),
        ({"values": {"30": 5}}, "The value of '30' is a string in JSON; got 5."),
        ({"values": {"x": "5"}}, "'x' is not a P value"),
        ({"values": []}, "Values are a JSON object"),
        ({"strikes": True}, "'strikes' is a whole number from 0."),
        ({"quirks": {"lockout_seconds": "inf"}}, "Quirk 'lockout_seconds' is a number from 0; got 'inf'."),
        ({"locked_for": -1}, "'locked_for' is a number of seconds from 0."),
        ({"sessions": 2}, "'sessions' can only be set to 0."),
        ({"registered": {"one": True}}, "'registered' is an object by account id"),
        ({"registered": {"1": "yes"}}, "'registered' gives true, false or null"),
        ({"pbx": {"1": 5}}, "'pbx' gives a string"),
        ({"state": "asleep"}, "'state' is one of available, ringing, busy."),
        ({"clock": "noon"}, "'clock' is a local time such as '2016-08-30T11:30:00', or null."),
        ({"clock": "2016-08-30T11:30:00+02:00"}, "'clock' is a local time"),
        ({"clock": 5}, "'clock' is a local time"),
        ({"uptime": -1}, "'uptime' is a number of seconds from 0."),
        ({"provisioning": {"30": 5}}, "The value of '30' is a string in JSON; got 5."),
        ({"far_end": "deaf"}, "'far_end' is one of answers, busy, silent."),
        ({"lines": [1]}, "'lines' is an object by line number"),
        ({"lines": {"first": {"state": 0}}}, "'lines' is an object by line number"),
        ({"lines": {"0": {"state": 0}}}, "127.0.10.1, a gxv3370, has lines 1 to 6; got 0."),
        ({"lines": {"7": {"state": 0}}}, "127.0.10.1, a gxv3370, has lines 1 to 6; got 7."),
        ({"lines": {"1": 4}}, "A line is an object with 'state'"),
        ({"lines": {"1": {}}}, "The 'state' of a line is one of 0, 2, 3, 4, 5, 8; got None."),
        ({"lines": {"1": {"state": "4"}}}, "The 'state' of a line is one of"),
        ({"lines": {"1": {"state": False}}}, "The 'state' of a line is one of"),
        ({"lines": {"1": {"state": 4, "active": 1}}}, "The 'active' of a line is true or false; got 1."),
        ({"lines": {"1": {"state": 4, "number": 1}}}, "The 'number' of a call is a string in JSON; got 1."),
        ({"ring": {"name": "Ann"}}, "'ring' is an object with 'number'"),
        ({"ring": {"number": "1", "line": "1"}}, "Unknown field 'line' of a call; known: number, name, account."),
        ({"off": 1}, "'off' is true or false."),
        ({"reset": False}, "'reset' can only be true."),
    ],
)
def test_wrong_changes_change_nothing(phone: SimulatedPhone, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ControlError, match=r".") as refusal:
        phone.set(**{"values": {"30": "x"}, **change})
    assert str(refusal.value).startswith(sentence)
    assert phone.state()["stored"] == {}


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({}, "Unknown kind of fault None"),
        ({"kind": "boom"}, "Unknown kind of fault 'boom'"),
        ({"kind": []}, "Unknown kind of fault []"),
        ({"kind": "reset", "when": 1}, "Unknown field 'when' of a fault"),
        ({"kind": "reset", "endpoint": "nowhere"}, "Unknown endpoint 'nowhere'"),
        ({"kind": "reset", "times": 0}, "The times of a fault are a whole number from 1"),
        ({"kind": "reset", "skip": -1}, "The skip of a fault is a whole number from 0"),
        ({"kind": "reset", "seconds": 1}, "A fault of kind 'reset' takes no seconds."),
        ({"kind": "hang", "seconds": "x"}, "The seconds of a fault are a number from 0 to 86400; got 'x'."),
        ({"kind": "hang", "seconds": True}, "The seconds of a fault are a number from 0 to 86400; got True."),
        ({"kind": "reset", "endpoint": []}, "Unknown endpoint []"),
    ],
)
def test_wrong_faults(fleet: Simulator, phone: SimulatedPhone, fault: dict[str, Any], sentence: str) -> None:
    with Guest(fleet.control) as operator:
        answer = operator.send("POST", f"/phones/{phone.address}/faults", json.dumps(fault).encode())
    assert answer.status == 400
    assert answer.json["error"].startswith(sentence)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/phones/127.9.9.9", 404),
        ("GET", "/nothing", 404),
        ("DELETE", "/phones", 405),
        ("GET", "/phones/all", 400),
        ("PATCH", "/phones/all", 400),
    ],
)
def test_wrong_requests(fleet: Simulator, method: str, path: str, status: int) -> None:
    with Guest(fleet.control) as operator:
        answer = operator.send(method, path, b"[1]" if method == "PATCH" else None)
    assert answer.status == status
    assert answer.json["error"]


def test_body_that_is_not_json(fleet: Simulator) -> None:
    assert urlsplit(fleet.control).hostname == "127.0.0.1"
    with Guest(fleet.control) as operator:
        assert operator.send("PATCH", "/phones/all", b"{").status == 400
