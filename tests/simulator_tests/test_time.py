# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phone's clock: the guide's "Get System Time"."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from simulator.client import SimulatedPhone
from simulator.clock import uptime_text
from simulator.firmware import Firmware
from simulator_tests.guest import Guest

DAY, HOUR = 86_400, 3600


def test_guides_example(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(clock="2016-08-30T11:30:00", uptime=21 * DAY + HOUR + 50 * 60 + 23)
    answer = admin.get("api-get_time").json
    assert answer.keys() == {"date", "time", "uptime"}
    assert (answer["date"], answer["time"]) == ("Tue 08/30/2016", " 11:30AM")
    assert answer["uptime"].startswith(" 21 days, 1 hour, 50 minutes, ")
    assert answer["uptime"].endswith("seconds")


def test_real_clock(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(clock="2016-08-30T11:30:00")
    phone.set(clock=None)
    answer = admin.get("api-get_time").json
    shown = datetime.strptime(answer["date"] + answer["time"], "%a %m/%d/%Y %I:%M%p")
    assert abs(datetime.now() - shown) < timedelta(minutes=2)
    assert abs(datetime.now() - datetime.fromisoformat(phone.state()["clock"])) < timedelta(seconds=30)


def test_clock_and_uptime_go_on(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(clock="2016-08-30T11:30:00", uptime=100)
    before = phone.state()
    assert admin.get("api-get_time").status == 200
    after = phone.state()
    assert before["clock"].startswith("2016-08-30T11:30:")
    assert 100 <= before["uptime"] < after["uptime"] < 160
    assert phone.uptime() > 100


@pytest.mark.parametrize(
    ("quirks", "date", "time"),
    [
        ({}, "Thu 02/04/2027", " 09:05PM"),
        ({"date_format": "iso", "time_format": "24h"}, "2027-02-04", " 21:05"),
        ({"date_format": "european"}, "Thu 04/02/2027", " 09:05PM"),
        ({"date_format": "european_bare"}, "04/02/2027", " 09:05PM"),
    ],
)
def test_forms(admin: Guest, phone: SimulatedPhone, quirks: dict[str, str], date: str, time: str) -> None:
    phone.set(clock="2027-02-04T21:05:00", quirks=quirks)
    answer = admin.get("api-get_time").json
    assert (answer["date"], answer["time"]) == (date, time)


@pytest.mark.parametrize(("moment", "shown"), [("00:00", " 12:00AM"), ("12:00", " 12:00PM"), ("23:59", " 11:59PM")])
def test_twelve_hours(admin: Guest, phone: SimulatedPhone, moment: str, shown: str) -> None:
    phone.set(clock=f"2027-02-04T{moment}")
    assert admin.get("api-get_time").json["time"] == shown


@pytest.mark.parametrize(
    ("seconds", "guide", "full"),
    [
        (21 * DAY + HOUR + 50 * 60 + 23, " 21 days, 1 hour, 50 minutes, 23seconds", None),
        (DAY + 2 * HOUR + 60 + 1.9, " 1 day, 2 hours, 1 minute, 1second", None),
        (DAY, " 1 day, 0 hours, 0 minutes, 0seconds", None),
        (2 * HOUR + 5, " 2 hours, 0 minutes, 5seconds", " 0 days, 2 hours, 0 minutes, 5seconds"),
        (60, " 1 minute, 0seconds", " 0 days, 0 hours, 1 minute, 0seconds"),
        (0, " 0seconds", " 0 days, 0 hours, 0 minutes, 0seconds"),
    ],
)
def test_uptime(seconds: float, guide: str, full: str | None) -> None:
    assert uptime_text(seconds, Firmware()) == guide
    assert uptime_text(seconds, Firmware().changed({"uptime_form": "full"})) == (full or guide)
    assert uptime_text(seconds, Firmware().changed({"uptime_form": "seconds"})) == int(seconds)


def test_envelope(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"time_envelope": True, "uptime_form": "seconds"}, uptime=7)
    answer = admin.get("api-get_time").json
    assert answer.keys() == {"response", "body"}
    assert answer["response"] == "success"
    assert answer["body"].keys() == {"date", "time", "uptime"}
    assert 7 <= answer["body"]["uptime"] < 60


def test_stranger(guest: Guest) -> None:
    assert guest.get("api-get_time").json == {"response": "error", "body": "unauthorized"}
