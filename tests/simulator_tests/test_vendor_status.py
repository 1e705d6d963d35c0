# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accounts, status, time and operations as on the vendor's own web server."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from simulator.client import SimulatedPhone, Simulator
from simulator.clock import time_text, uptime_text
from simulator.firmware import Firmware
from simulator_tests.guest import LOST, Guest, returns

# Account 1: active, server, user id, password, name.
ACCOUNT = {"271": "1", "47": "pbx.example.net", "35": "100", "34": "secret-100", "270": "Lobby"}
ROW = {"id": 1, "sip_server": "pbx.example.net", "sip_id": "100", "name": "Lobby", "reg": 1}


def rows(guest: Guest, **parameters: str) -> list[dict[str, object]]:
    """The rows of api-get_accounts."""
    body: list[dict[str, object]] = guest.get("api-get_accounts", parameters).json["body"]
    return body


def test_reg_is_active(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(values={**ACCOUNT, "34": "wrong", "401": "1"})
    assert [row["reg"] for row in rows(admin)][:3] == [0, 0, 0]
    phone.set(quirks={"reg_means": "active"})
    assert [row["reg"] for row in rows(admin)][:3] == [1, 1, 0]
    assert [row["id"] for row in rows(admin, registered="1")] == [1, 2]


def test_six_rows_on_every_model(fleet: Simulator, phone: SimulatedPhone) -> None:
    for address, own in ((fleet.addresses[0], 16), (fleet.addresses[3], 2)):
        with Guest(fleet.base_url(address)) as guest:
            assert len(rows(guest.login())) == own
            fleet.phone(address).set(quirks={"account_rows": 6})
            assert [row["id"] for row in rows(guest)] == [1, 2, 3, 4, 5, 6]
            fleet.phone(address).set(quirks={"unset_account_texts": "null_word"}, values=ACCOUNT)
            unset = {"sip_server": "(null)", "sip_id": "(null)", "name": "(null)"}
            assert rows(guest)[0] == ROW
            assert rows(guest)[1:] == [{"id": number, **unset, "reg": 0} for number in range(2, 7)]


def test_registered_filter_crashes(guest: Guest, vendor: SimulatedPhone) -> None:
    vendor.set(values=ACCOUNT, quirks={"crash_seconds": 0.1})
    guest.login()
    for spelling in ("1", "true"):
        with pytest.raises(LOST):
            rows(guest, registered=spelling)
        assert returns(guest)
        guest.login()
    assert len(rows(guest)) == 6
    vendor.set(quirks={"crash_registered_filter": False})
    assert rows(guest, registered="1") == [ROW]
    vendor.set(quirks={"crash_registered_filter": True, "account_rows": 1})
    assert rows(guest, registered="1") == [ROW]


def test_a_row_is_cut(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(values={**ACCOUNT, "270": "ä" * 200}, quirks={"account_rows": 2})
    assert rows(admin)[0]["name"] == "ä" * 200
    phone.set(quirks={"account_row_bytes": 300})
    text = admin.get("api-get_accounts").text
    first = text.removeprefix('{"response":"success","body":[').partition(',{"id": 2')[0]
    assert 299 <= len(first.encode()) <= 300
    assert first.startswith('{"id": 1, "sip_server": "pbx.example.net", "sip_id": "100", "name": "ää')
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    phone.set(values={"270": "Lobby"})
    assert rows(admin)[0] == ROW


def test_status_word(guest: Guest, phone: SimulatedPhone) -> None:
    def word() -> object:
        return guest.get("api-get_phone_status").json["body"]

    assert word() == "available"
    phone.set(quirks={"status_word": "by_registration"})
    assert word() == "unavailable"
    phone.set(values={**ACCOUNT, "47": ""})
    assert word() == "unavailable"
    phone.set(values=ACCOUNT)
    assert word() == "available"
    phone.set(state="busy")
    assert word() == "busy"
    phone.set(state="ringing", values={"271": "0"})
    assert word() == "ringing"


@pytest.mark.parametrize(
    ("moment", "guide", "vendor"),
    [
        ("00:07", " 12:07AM", " 0:07AM"),
        ("09:05", " 09:05AM", " 9:05AM"),
        ("12:30", " 12:30PM", " 12:30PM"),
        ("13:00", " 01:00PM", " 1:00PM"),
    ],
)
def test_time(moment: str, guide: str, vendor: str) -> None:
    firmware = Firmware()
    now = datetime.fromisoformat(f"2026-11-30T{moment}")
    assert time_text(now, firmware) == guide
    assert time_text(now, firmware.changed({"time_format": "12h_from_0"})) == vendor


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, " 0 days, 0 hours, 0 minutes, 0 seconds"),
        (99_955 + 45 * 60, " 1 day, 4 hours, 30 minutes, 55 seconds"),
        (61, " 0 days, 0 hours, 1 minute, 1 second"),
    ],
)
def test_uptime(seconds: int, text: str) -> None:
    assert uptime_text(seconds, Firmware().changed({"uptime_form": "full_spaced"})) == text


def test_time_of_a_phone(guest: Guest, vendor: SimulatedPhone) -> None:
    vendor.set(clock="2026-11-30T00:07:01", uptime=86_400 + 3 * 3600 + 46 * 60)
    told = guest.login().get("api-get_time").json
    assert told["time"] == " 0:07AM"
    assert told["uptime"].startswith(" 1 day, 3 hours, 46 minutes, ")
    assert told["uptime"].endswith((" seconds", " second"))


@pytest.mark.parametrize(
    ("request_word", "quirk", "value", "body"),
    [
        ("REBOOT", "operation_reply", "unquoted", b'{"response":"success","body":reboot"}'),
        ("PROV", "operation_reply", "unquoted", b'{"response":"success","body":provision"}'),
        ("RESET", "operation_reply", "unquoted", b'{"response": "success", "body": "reset"}'),
        ("RESET", "reset_reply", "line", b"Response=Success\r\n"),
        ("REBOOT", "reset_reply", "line", b'{"response": "success", "body": "reset"}'),
    ],
)
def test_operations(admin: Guest, phone: SimulatedPhone, request_word: str, quirk: str, value: str, body: bytes) -> None:
    phone.set(quirks={quirk: value, "shutdown_seconds": 0.1, "boot_seconds": 0.1}, provisioning={"30": "provisioned"})
    answer = admin.get("api-sys_operation", {"request": request_word})
    assert (answer.status, answer.body) == (200, body)
    if request_word == "PROV":
        assert phone.values()["30"] == "provisioned"
    else:
        assert phone.state()["going_down"] == request_word or phone.uptime() < 5
        phone.wait_until_up()
