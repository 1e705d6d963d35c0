# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The two firmware profiles: by the command line, by the control interface, and what one quirk changes in them."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from simulator.arguments import parse
from simulator.client import ControlError, SimulatedPhone, Simulator
from simulator.errors import InputError
from simulator.firmware import Firmware, quirk_help
from simulator_tests.guest import Guest

TESTS = Path(__file__).resolve().parent


def test_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert parse([]).plan.firmware == Firmware() == Firmware.profile("guide")
    assert parse(["--firmware", "vendor"]).plan.firmware == Firmware.profile("vendor")
    changed = parse(["--quirk", "sessions=many", "--firmware", "vendor"]).plan.firmware
    assert changed == Firmware.profile("vendor").changed({"sessions": "many"})
    with pytest.raises(SystemExit):
        parse(["--firmware", "other"])
    assert "invalid choice: 'other'" in capsys.readouterr().err
    assert "session_seconds=60.0   (float)   vendor: 900.0\n" in quirk_help()


def test_control_interface(guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"boot_seconds": 7.0})
    phone.set(quirks={"sessions": "many"}, profile="vendor")
    quirks = phone.state()["quirks"]
    assert quirks == Firmware.profile("vendor").changed({"sessions": "many"}).as_dict()
    assert "Ver=" in guest.try_login().text
    phone.set(profile="guide")
    assert phone.state()["quirks"] == Firmware().as_dict()
    assert guest.try_login().json["response"] == "success"
    for wrong in ("other", None, ["vendor"]):
        with pytest.raises(ControlError, match=r"Unknown firmware .*; known: guide, vendor"):
            phone.set(profile=wrong)


def test_python_client() -> None:
    with (
        Simulator(firmware="vendor", quirks={"login_reply": "json"}) as fleet,
        Guest(fleet.base_url(fleet.addresses[0])) as guest,
    ):
        assert guest.try_login().json["response"] == "success"
        fleet.phone().set(profile="guide")
        fleet.phone().set(reset=True)
        assert fleet.phone().state()["quirks"]["session_seconds"] == 900


def test_what_cannot_change_stays() -> None:
    old = Firmware().changed({"tls_ciphers": "old"}, at_start=True)
    assert old.as_profile("vendor") == Firmware.profile("vendor").changed({"tls_ciphers": "old"}, at_start=True)


def test_vendors_values_are_checked_ones() -> None:
    """Each value of the profile could be given by hand, too."""
    for quirk in fields(Firmware):
        vendor = quirk.metadata["vendor"]
        assert getattr(Firmware().changed({quirk.name: vendor}, at_start=True), quirk.name) == vendor
        assert type(vendor) is type(quirk.default)
    with pytest.raises(InputError, match="Unknown firmware 'x'"):
        Firmware.profile("x")


def test_every_quirk_of_the_vendor_is_tested() -> None:
    """Each of them is named by a test that switches it."""
    texts = "".join(path.read_text("utf-8") for path in TESTS.glob("test_*.py"))
    quirks = [quirk.name for quirk in fields(Firmware) if quirk.metadata["vendor"] != quirk.default]
    assert [name for name in quirks if f'"{name}"' not in texts] == []
