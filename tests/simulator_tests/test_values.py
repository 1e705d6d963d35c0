# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading and writing values: the guide's "Return Values Request" and "Post Values Request", and FIELD-NOTES."""

from __future__ import annotations

import pytest

from simulator.client import SimulatedPhone, Simulator
from simulator_tests.guest import Guest

RIGHT = {"response": "success", "body": {"status": "right"}}
IDENTITY = ("68", "1561", "7033", "vendor_name", "vendor_fullname", "hw_rev", "tp_fw_version")


def test_written_and_read_back(admin: Guest, phone: SimulatedPhone) -> None:
    assert admin.write(P30="ntp.example.net", P64="CET-1CEST,M3.5.0,M10.5.0/3").json == RIGHT
    assert admin.read("30", "64") == {"30": "ntp.example.net", "64": "CET-1CEST,M3.5.0,M10.5.0/3"}
    assert phone.state()["stored"] == {"30": "ntp.example.net", "64": "CET-1CEST,M3.5.0,M10.5.0/3"}


@pytest.mark.parametrize("text", ["", " a b ", "a:b&c=d#e+f%g%20", "äöü € 漢字 🙂", "\t\n\r\x01", "a;b", '"\\'])
@pytest.mark.parametrize("method", ["get", "post"])
def test_byte_for_byte(admin: Guest, phone: SimulatedPhone, text: str, method: str) -> None:
    send = admin.get if method == "get" else admin.post
    assert send("api-values.post", {"P270": text}).json == RIGHT
    assert admin.read("270") == {"270": text}
    assert phone.values()["270"] == text


def test_stranger_reads_identity_only(guest: Guest, phone: SimulatedPhone) -> None:
    assert tuple(guest.read(*IDENTITY, "30", "2", "99999")) == IDENTITY
    assert guest.read("vendor_name") == {"vendor_name": "Grandstream"}
    phone.set(quirks={"unauthenticated_values": "empty"})
    assert guest.read("30", "vendor_name") == {"30": "", "vendor_name": "Grandstream"}


def test_dead_session_reads_nothing_or_identity(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(sessions=0)
    assert admin.get("api-values.get", {"request": "68"}).json == {"response": "error", "body": "unauthorized"}
    phone.set(quirks={"dead_session_values": "limited"})
    assert admin.read("30", "vendor_name") == {"vendor_name": "Grandstream"}


def test_unknown_values(admin: Guest, phone: SimulatedPhone) -> None:
    assert admin.write(P99999="x").json == RIGHT
    assert admin.read("99999", "P30", "nonsense") == {}
    assert "99999" not in phone.values()
    phone.set(quirks={"unknown_values": "empty"})
    assert admin.read("99999", "P30") == {"99999": "", "P30": ""}


def test_names_must_start_with_p(admin: Guest, phone: SimulatedPhone) -> None:
    before = phone.values()
    assert admin.get("api-values.post", {"30": "x", "p30": "x", "PX": "x", "P": "x", "P30 ": "x"}).json == RIGHT
    assert phone.values() == before


@pytest.mark.parametrize("number", ["34", "406", "51506", "2", "196", "279", "280"])
def test_write_only(admin: Guest, phone: SimulatedPhone, number: str) -> None:
    assert admin.write(**{f"P{number}": "s3cret"}).json == RIGHT
    assert phone.values()[number] == "s3cret"
    admin.login(password="s3cret" if number == "2" else "admin")
    assert admin.read(number) == {number: ""}


@pytest.mark.parametrize("number", ["68", "69", "70", "7033", "80", "1561"])
def test_read_only(admin: Guest, phone: SimulatedPhone, number: str) -> None:
    before = phone.values()
    assert admin.write(**{f"P{number}": "x"}).json == RIGHT
    assert phone.values() == before


@pytest.mark.parametrize(("text", "kept"), [("1", True), ("15", True), ("16", False), ("-1", False), ("x", False), ("", True)])
def test_range(admin: Guest, phone: SimulatedPhone, text: str, kept: bool) -> None:
    """P85, the no-key timeout, goes from 1 to 15."""
    phone.set(values={"85": "7"})
    assert admin.write(P85=text).json == RIGHT
    assert (phone.values()["85"] == text) == kept


def test_read_only_by_quirk(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"read_only": "30,P64"})
    admin.write(P30="x", P64="x", P31="0")
    assert phone.state()["stored"].keys() == {"31"}


def test_quirks_of_storing(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"trims_values": True})
    admin.write(P30=" a b ")
    assert admin.read("30") == {"30": "a b"}
    phone.set(quirks={"value_limit": 3})
    admin.write(P30="äbcd")
    assert admin.read("30") == {"30": "äbc"}


def test_new_password_ends_sessions(admin: Guest, phone: SimulatedPhone) -> None:
    assert admin.write(P2="new", P30="kept").json == RIGHT
    assert phone.state()["sessions"] == 0
    assert phone.values()["30"] == "kept"
    assert admin.try_login().json["body"] == "wrong4"
    admin.login(password="new")


def test_user_may_not_set_admins_password(guest: Guest, phone: SimulatedPhone) -> None:
    guest.login("user", "123").write(P2="mine", P30="x")
    assert (phone.values()["2"], phone.values()["30"]) == ("admin", "x")
    guest.write(P196="456")
    guest.login("user", "456")


def test_empty_password_is_not_kept(admin: Guest, phone: SimulatedPhone) -> None:
    admin.write(P2="")
    assert phone.values()["2"] == "admin"


def test_models_know_different_values(fleet: Simulator, phone: SimulatedPhone) -> None:
    values = {fleet.phone(address).state()["model"]: fleet.phone(address).values() for address in fleet.addresses}
    assert phone.state()["model"] == "gxv3370"
    # Account 3's server; channels of push-to-talk; a number that only the sample of a real WP820 names.
    assert [model for model, known in values.items() if "502" in known] == ["gxv3370", "gxv3350", "gxv3380"]
    assert [model for model, known in values.items() if "22184" in known] == ["wp820"]
    assert all("2916" in known for known in values.values())


def test_operator_may_store_anything(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(values={"P99999": "new", "68": "9.9.9.9", "hw_rev": "V9"})
    assert admin.read("99999", "68", "hw_rev") == {"99999": "new", "68": "9.9.9.9", "hw_rev": "V9"}
    admin.write(P99999="written")
    assert phone.values()["99999"] == "written"


def test_order_and_repetition(admin: Guest, phone: SimulatedPhone) -> None:
    admin.send("GET", "/cgi-bin/api-values.post?P30=first&P30=second")
    assert phone.values()["30"] == "second"
    assert phone.requests("api-values.post")[0]["parameters"] == [["P30", "first"], ["P30", "second"]]
