# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accounts and phone status: the guide's "Get Account Status" and "Get Phone Status"."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from simulator.client import SimulatedPhone, Simulator
from simulator.factory import Model
from simulator.firmware import Firmware
from simulator.phone import Phone
from simulator_tests.guest import Guest

# Account 1: active, server, user id, password, name.
ACCOUNT = {"P271": "1", "P47": "pbx.example.net", "P35": "100", "P34": "secret-100", "P270": "Lobby"}


def test_account_registers_when_all_fits(admin: Guest) -> None:
    rows = admin.get("api-get_accounts").json["body"]
    assert [row["id"] for row in rows] == list(range(1, 17))
    assert all(row["reg"] == 0 for row in rows)
    admin.write(**ACCOUNT)
    row = {"id": 1, "sip_server": "pbx.example.net", "sip_id": "100", "name": "Lobby", "reg": 1}
    answer = admin.get("api-get_accounts").json
    assert answer["response"] == "success"
    assert answer["body"][0] == row
    for filtered in ("1", "true"):
        assert admin.get("api-get_accounts", {"registered": filtered}).json["body"] == [row]


@pytest.mark.parametrize(("name", "value"), [("P271", "0"), ("P47", ""), ("P35", ""), ("P34", "wrong")])
def test_account_does_not_register(admin: Guest, name: str, value: str) -> None:
    admin.write(**{**ACCOUNT, name: value})
    assert admin.get("api-get_accounts").json["body"][0]["reg"] == 0


def test_operator_decides_about_registration(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(pbx={"1": "other"}, registered={"2": True})
    admin.write(**ACCOUNT)
    assert [row["reg"] for row in phone.state()["accounts"]][:2] == [0, 1]
    admin.write(P34="other")
    phone.set(registered={"2": None})
    assert [row["reg"] for row in phone.state()["accounts"]][:2] == [1, 0]


def test_registration_takes_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("simulator.registrations.time", SimpleNamespace(monotonic=lambda: now))
    phone = Phone("127.0.0.1", Model.load("gxv3370", {}), Firmware().changed({"registration_seconds": 5}))
    settings = {**ACCOUNT, "P401": "1", "P402": "pbx.example.net", "P404": "200", "P406": "secret-200"}

    def write(**values: str) -> list[bool]:
        for name, value in values.items():
            phone.write(name[1:], value, "admin")
        return [phone.is_registered(account) for account in phone.model.accounts[:2]]

    assert write(**settings) == [False, False]
    now += 4.9
    assert write() == [False, False]
    now += 0.1
    assert write() == [True, True]
    # Neither what is no setting of an account nor what is the same as before starts the time.
    assert write(P30="x", P270="Lobby") == [True, True]
    assert write(P270="Hall") == [False, True]
    now += 5
    assert write() == [True, True]
    phone.booted()
    assert write() == [False, False]


def test_registration_after_a_boot(guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(values=ACCOUNT)
    phone.set(off=True)
    phone.set(off=False, quirks={"registration_seconds": 60})
    assert phone.state()["accounts"][0]["reg"] == 0
    assert guest.login().get("api-get_accounts").json["body"][0]["reg"] == 0
    phone.set(quirks={"registration_seconds": 0})
    assert phone.state()["accounts"][0]["reg"] == 1
    phone.set(quirks={"registration_seconds": 60}, registered={"1": True})
    assert phone.state()["accounts"][0]["reg"] == 1


def test_wp820_has_two_accounts(fleet: Simulator, phone: SimulatedPhone) -> None:
    assert phone.state()["model"] == "gxv3370"
    with Guest(fleet.base_url(fleet.addresses[3])) as guest:
        assert [row["id"] for row in guest.login().get("api-get_accounts").json["body"]] == [1, 2]


def test_quirks_of_accounts(admin: Guest, phone: SimulatedPhone) -> None:
    admin.write(**ACCOUNT)
    assert admin.get("api-get_accounts").json["body"][0]["id"] == 1
    phone.set(quirks={"accounts_listed": "active", "numbers_as": "string"})
    (row,) = admin.get("api-get_accounts").json["body"]
    assert (row["id"], row["reg"]) == ("1", "1")


@pytest.mark.parametrize("state", ["available", "ringing", "busy"])
def test_phone_status_for_anyone(guest: Guest, phone: SimulatedPhone, state: str) -> None:
    phone.set(state=state)
    assert guest.get("api-get_phone_status").json == {"response": "success", "body": state, "misc": "0"}
    assert guest.login().get("api-get_phone_status").json["body"] == state


def test_phone_status_of_expired_session(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(sessions=0)
    assert admin.get("api-get_phone_status").json == {"response": "error", "body": "unauthorized", "misc": "0"}
    phone.set(quirks={"unauthorized": "success_body"})
    assert admin.get("api-get_phone_status").json == {"response": "success", "body": "unauthorized", "misc": "0"}
