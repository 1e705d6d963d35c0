# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Firmware: a phone looks for it at its boot, and takes what it finds if its settings say so."""

from __future__ import annotations

import pytest

from simulator.client import ControlError, SimulatedPhone
from simulator_tests.guest import Guest

SERVER, NEWER = "http://fw.example.net/gxv", "1.0.3.60"
#: What lets a phone find and take it.
READY = {"6767": "1", "192": "fw.example.net/gxv", "238": "0", "1549": "1"}


@pytest.fixture
def offered(phone: SimulatedPhone) -> SimulatedPhone:
    """A quick phone that is ready for what lies on its server."""
    phone.set(quirks={"shutdown_seconds": 0.1, "boot_seconds": 0.1}, values=READY, upgrades={SERVER: NEWER}, uptime=5000)
    return phone


def after(guest: Guest, phone: SimulatedPhone, operation: str) -> str:
    """The version that a phone tells when it has done what it was told."""
    with Guest(guest.base_url) as admin:
        assert admin.login().get("api-sys_operation", {"request": operation}).json["response"] == "success"
        phone.wait_until_up()
    with Guest(guest.base_url) as stranger:
        return stranger.read("68")["68"]


def test_taken_at_boot(guest: Guest, offered: SimulatedPhone) -> None:
    assert after(guest, offered, "REBOOT") == NEWER
    assert offered.uptime() < 60
    # What it has already is not taken again, and a reset keeps it.
    offered.set(values={"1549": "0"})
    assert after(guest, offered, "RESET") == NEWER


@pytest.mark.parametrize(
    "values",
    [{"6767": "2"}, {"192": "elsewhere.example.net"}, {"238": "2"}, {"238": "1"}, {"1549": "0"}],
    ids=["protocol", "path", "never", "prefix", "prompt"],
)
def test_not_taken(guest: Guest, offered: SimulatedPhone, values: dict[str, str]) -> None:
    before = offered.values()["68"]
    offered.set(values=values)
    assert after(guest, offered, "REBOOT") == before


def test_provisioning(guest: Guest, offered: SimulatedPhone) -> None:
    before = offered.values()["68"]
    assert after(guest, offered, "PROV") == before
    assert offered.uptime() > 5000
    offered.set(quirks={"provision_upgrades": True})
    assert after(guest, offered, "PROV") == NEWER
    assert offered.uptime() < 60


def test_wrong_field(phone: SimulatedPhone) -> None:
    with pytest.raises(ControlError, match="upgrades"):
        phone.set(upgrades={SERVER: 1})
    phone.set(upgrades={SERVER: NEWER})
    assert phone.state()["upgrades"] == {SERVER: NEWER}
    phone.set(reset=True)
    assert phone.state()["upgrades"] == {}


def test_broken_by_firmware(guest: Guest, offered: SimulatedPhone) -> None:
    """Once, and only by firmware that is taken."""
    broken = {"values": {"30": "elsewhere.example.net"}, "registered": {"1": False}, "clock": "2016-08-30T11:30:00"}
    offered.set(upgrade_breaks=broken, values={"30": "ntp.example.net", "238": "2"}, registered={"1": True})
    after(guest, offered, "REBOOT")
    assert offered.values()["30"] == "ntp.example.net"

    offered.set(values={"238": "0"})
    assert after(guest, offered, "REBOOT") == NEWER
    assert offered.values()["30"] == "elsewhere.example.net"
    assert offered.state()["accounts"][0]["reg"] == 0
    assert offered.state()["clock"].startswith("2016-08-30T11:30")

    offered.set(upgrades={SERVER: "1.0.3.61"}, values={"30": "ntp.example.net"})
    assert after(guest, offered, "REBOOT") == "1.0.3.61"
    assert offered.values()["30"] == "ntp.example.net"


@pytest.mark.parametrize("value", [7, {"volume": 1}, {"registered": {"1": None}}, {"clock": "soon"}, {"values": 1}])
def test_wrong_breakage(phone: SimulatedPhone, value: object) -> None:
    with pytest.raises(ControlError):
        phone.set(upgrade_breaks=value)
