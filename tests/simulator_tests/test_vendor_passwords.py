# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changing login passwords as on the vendor's own web server."""

from __future__ import annotations

import pytest

from simulator.client import SimulatedPhone
from simulator_tests.guest import LOST, Guest

RIGHT = b'{"response": "success", "body": {"status": "right"}}'
ADMIN_WRONG = b'{"response": "error", "msg": "admin\'s password doesn\'t match"}'
USER_WRONG = b'{"response": "error", "msg": "user\'s password doesn\'t match"}'


def passwords(phone: SimulatedPhone) -> tuple[str, str]:
    """The admin's and the user's."""
    values = phone.values()
    return values["2"], values["196"]


@pytest.mark.parametrize(
    ("query", "body", "after"),
    [
        ("oldadmin=admin&P2=new&olduser=123&P196=456", RIGHT, ("new", "456")),
        ("oldadmin=admin&P2=new&olduser=&P196=", USER_WRONG, ("new", "123")),
        ("oldadmin=admin&P2=new&olduser=guess&P196=456", USER_WRONG, ("new", "123")),
        ("oldadmin=&P2=&olduser=123&P196=456", RIGHT, ("admin", "456")),
        ("oldadmin=&P2=&olduser=guess&P196=456", USER_WRONG, ("admin", "123")),
        ("oldadmin=guess&P2=new&olduser=&P196=", ADMIN_WRONG, ("admin", "123")),
        ("oldadmin=guess&P2=new&olduser=123&P196=456", ADMIN_WRONG, ("admin", "123")),
        ("oldadmin=admin&P2=&olduser=&P196=", ADMIN_WRONG, ("admin", "123")),
        ("oldadmin=&P2=&olduser=&P196=", b"", ("admin", "123")),
        ("oldadmin=admin&P2=a%2Fb%26+c&olduser=&P196=", USER_WRONG, ("a/b&+c", "123")),
    ],
)
def test_four_parameters(guest: Guest, vendor: SimulatedPhone, query: str, body: bytes, after: tuple[str, str]) -> None:
    answer = guest.login().ask("api-change_password", query)
    assert (answer.status, answer.body) == (200, body)
    assert passwords(vendor) == after
    guest.login(password=after[0])


@pytest.mark.parametrize("query", ["oldadmin=admin&P2=new", "olduser=123&P196=456", "oldadmin=admin&P2=new&olduser=123", ""])
def test_fewer_crash_it(guest: Guest, vendor: SimulatedPhone, query: str) -> None:
    vendor.set(quirks={"crash_seconds": 0.1})
    with pytest.raises(LOST):
        guest.login().ask("api-change_password", query)
    assert passwords(vendor) == ("admin", "123")
    vendor.wait_until_up()
    assert vendor.state()["sessions"] == 0
    guest.login()


def test_fewer_without_the_crash(guest: Guest, vendor: SimulatedPhone) -> None:
    vendor.set(quirks={"crash_password_pair": False})
    assert guest.login().ask("api-change_password", "oldadmin=admin&P2=new").body == USER_WRONG
    assert guest.login(password="new").ask("api-change_password", "olduser=123&P196=456").body == RIGHT
    assert passwords(vendor) == ("new", "456")
    vendor.set(quirks={"change_password": "together"})
    answer = guest.login(password="new").ask("api-change_password", "oldadmin=new&P2=newer&olduser=guess&P196=789")
    assert answer.json["body"] == {"status": "wrong"}
    assert passwords(vendor) == ("new", "456")


def test_the_crash_alone(admin: Guest, phone: SimulatedPhone) -> None:
    """With the guide's answers to all four."""
    phone.set(quirks={"crash_password_pair": True, "crash_seconds": 0.1})
    with pytest.raises(LOST):
        admin.ask("api-change_password", "oldadmin=admin&P2=new")
    phone.wait_until_up()
    answer = admin.login().ask("api-change_password", "oldadmin=admin&P2=new&olduser=&P196=")
    assert answer.json == {"response": "success", "body": {"status": "right"}}
    assert passwords(phone) == ("new", "123")
