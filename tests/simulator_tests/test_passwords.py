# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changing login passwords: the guide's "Change Password"."""

from __future__ import annotations

import pytest

from simulator.client import SimulatedPhone
from simulator_tests.guest import Guest

ADMIN = {"oldadmin": "admin", "P2": "new"}
USER = {"olduser": "123", "P196": "456"}
FACTORY = ("admin", "123")


def answer(status: str) -> dict[str, object]:
    """The whole reply: what went wrong shows in the status only."""
    return {"response": "success", "body": {"status": status}}


def passwords(phone: SimulatedPhone) -> tuple[str, str]:
    """The admin's and the user's."""
    values = phone.values()
    return values["2"], values["196"]


def change(guest: Guest, parameters: dict[str, str]) -> object:
    """The answer to one request."""
    return guest.get("api-change_password", parameters).json


@pytest.mark.parametrize(
    ("parameters", "after"),
    [(ADMIN, ("new", "123")), (USER, ("admin", "456")), ({**ADMIN, **USER}, ("new", "456"))],
    ids=["admin", "user", "both"],
)
def test_right(admin: Guest, phone: SimulatedPhone, parameters: dict[str, str], after: tuple[str, str]) -> None:
    assert change(admin, parameters) == answer("right")
    assert passwords(phone) == after
    assert admin.get("api-get_accounts").json["body"] == "unauthorized"
    assert phone.state()["sessions"] == 0
    admin.login(password=after[0]).login("user", after[1])
    assert phone.requests("api-change_password")[0]["authenticated"]


@pytest.mark.parametrize(
    "parameters",
    [
        {**ADMIN, "oldadmin": "guess"},
        {**ADMIN, "oldadmin": ""},
        {**ADMIN, "P2": ""},
        {"P2": "new"},
        {"oldadmin": "admin"},
        {"oldadmin": "admin", "P196": "456"},
        {"olduser": "123", "P2": "new"},
        {**ADMIN, **USER, "olduser": "guess"},
        {**ADMIN, **USER, "oldadmin": "guess"},
        {**ADMIN, "olduser": "123"},
        {**USER, "P2": "new"},
        {},
    ],
)
def test_wrong(admin: Guest, phone: SimulatedPhone, parameters: dict[str, str]) -> None:
    assert change(admin, parameters) == answer("wrong")
    assert passwords(phone) == FACTORY
    assert phone.state()["strikes"] == 0
    assert "30" in admin.read("30")


def test_user_changes_their_own_only(guest: Guest, phone: SimulatedPhone) -> None:
    guest.login("user", "123")
    for parameters in (ADMIN, {**ADMIN, **USER}):
        assert change(guest, parameters) == answer("wrong")
    assert passwords(phone) == FACTORY
    assert change(guest, USER) == answer("right")
    assert passwords(phone) == ("admin", "456")


def test_stranger_and_form(guest: Guest, phone: SimulatedPhone) -> None:
    assert guest.post("api-change_password", ADMIN).json["body"] == "unauthorized"
    assert passwords(phone) == FACTORY
    assert guest.login().post("api-change_password", ADMIN).json == answer("right")
    assert passwords(phone) == ("new", "123")


def test_it_is_a_write(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"refuse_writes": True})
    for endpoint in ("api-change_password", "api-sys_operation", "api-make_call", "api-phone_operation"):
        assert admin.get(endpoint).status == 500
    for endpoint in ("api-get_time", "api-get_line_status"):
        assert admin.get(endpoint).status == 200


def test_sessions_are_kept(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"password_change_sessions": "keep"})
    assert change(admin, ADMIN) == answer("right")
    assert admin.write(P196="456").json == answer("right")
    assert passwords(phone) == ("new", "456")
    assert "30" in admin.read("30")


def test_limit(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"password_limit": 4})
    assert change(admin, {"oldadmin": "admin", "P2": "pässword"}) == answer("right")
    assert passwords(phone) == ("päss", "123")
    admin.login(password="päss").write(P2="another", P30="longer than four")
    assert (phone.values()["2"], phone.values()["30"]) == ("anot", "longer than four")


def test_minimum(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"password_minimum": 4})
    assert change(admin, ADMIN) == answer("wrong")
    assert change(admin, {**ADMIN, "P2": "long", **USER}) == answer("wrong")
    admin.write(P2="new")
    assert passwords(phone) == FACTORY
    assert change(admin, {**ADMIN, "P2": "long"}) == answer("right")
    assert passwords(phone) == ("long", "123")


def test_not_kept(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"password_kept": False})
    assert change(admin, {**ADMIN, **USER}) == answer("right")
    assert passwords(phone) == FACTORY
    assert phone.state()["sessions"] == 0
