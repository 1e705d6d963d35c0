# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in, strikes and the lock, sessions: the guide's "Web Authentication Guide" and FIELD-NOTES."""

from __future__ import annotations

import time

import pytest

from simulator.client import SimulatedPhone, Simulator
from simulator_tests.guest import Guest


@pytest.mark.parametrize(
    ("user", "password", "role"),
    [("gmiadmin", "admin", "admin"), ("admin", "admin", "admin"), ("user", "123", "user")],
)
def test_right_password(guest: Guest, user: str, password: str, role: str) -> None:
    answer = guest.try_login(user, password)
    assert answer.json == {"response": "success", "body": ""}
    assert guest.cookies["session-role"] == role
    assert "30" in guest.read("30")


def test_strikes_lock_the_phone(guest: Guest, phone: SimulatedPhone) -> None:
    bodies = [guest.try_login(password="guess").json["body"] for _number in range(5)]
    assert bodies == ["wrong4", "wrong3", "wrong2", "wrong1", "locked"]
    assert guest.try_login().json == {"response": "error", "body": "locked"}
    assert 290 < phone.state()["locked_for"] <= 300
    phone.set(locked_for=0)
    assert guest.try_login(password="guess").json["body"] == "wrong4"


def test_right_login_resets_strikes(guest: Guest, phone: SimulatedPhone) -> None:
    guest.try_login(password="guess")
    assert phone.state()["strikes"] == 1
    guest.login()
    assert phone.state()["strikes"] == 0


def test_lock_ends_by_itself(guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"lockout_attempts": 1, "lockout_seconds": 0.2})
    assert guest.try_login(password="guess").json["body"] == "locked"
    time.sleep(0.25)
    guest.login()


def test_random_is_good_for_one_right_login(guest: Guest) -> None:
    random = guest.get("loginrealm").text
    assert guest.try_login(random=random).json["response"] == "success"
    assert guest.try_login(random=random).json["body"] == "wrong4"


def test_random_is_good_for_one_wrong_login(guest: Guest) -> None:
    random = guest.get("loginrealm").text
    assert guest.try_login(password="guess", random=random).json["body"] == "wrong4"
    assert guest.try_login(random=random).json["body"] == "wrong3"


def test_two_logins_at_a_time(fleet: Simulator, guest: Guest) -> None:
    with Guest(guest.base_url) as other:
        mine, theirs = guest.get("loginrealm").text, other.get("loginrealm").text
        assert guest.try_login(random=mine).json["response"] == "success"
        assert other.try_login(random=theirs).json["response"] == "success"
    assert fleet.phone().state()["sessions"] == 2


@pytest.mark.parametrize("spelling", [("username", "secret"), ("Username", "secret"), ("user", "password")])
def test_parameter_names_are_case_sensitive(guest: Guest, spelling: tuple[str, str]) -> None:
    assert guest.get("login", dict.fromkeys(spelling, "admin")).json["body"] == "wrong4"


@pytest.mark.parametrize(("quirk", "accepted"), [(":", ":"), (".", "."), ("both", ":.")])
def test_separator(guest: Guest, phone: SimulatedPhone, quirk: str, accepted: str) -> None:
    phone.set(quirks={"separator": quirk})
    for separator in ":.":
        right = guest.try_login(separator=separator).json["response"] == "success"
        assert right == (separator in accepted)


@pytest.mark.parametrize(
    ("form", "content_type", "beginning"),
    [
        ("text", "text/plain", ""),
        ("json_string", "application/json", '"'),
        ("json_object", "application/json", '{"response": "success", "body": "'),
        ("key_value", "text/plain", "Response=Success\r\nMessage="),
    ],
)
def test_random_reply(guest: Guest, phone: SimulatedPhone, form: str, content_type: str, beginning: str) -> None:
    phone.set(quirks={"random_reply": form})
    answer = guest.get("loginrealm")
    assert answer.headers["Content-Type"] == content_type
    assert answer.text.startswith(beginning)
    random = "".join(filter(str.isdigit, answer.text))
    assert guest.try_login(random=random).json["response"] == "success"


def test_login_reply_in_lines(guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"login_reply": "key_value"})
    assert guest.try_login(password="guess").text == "Response=Error\r\nMessage=wrong4\r\n"
    assert guest.try_login().text == "Response=Success\r\nMessage=Authentication accepted\r\n"


def test_cookie_names(guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"cookie_names": "sid"})
    assert guest.login().cookies.keys() == {"sid"}
    assert "30" in guest.read("30")


def test_every_cookie_must_come_back(admin: Guest) -> None:
    del admin.cookies["session-role"]
    assert admin.get("api-get_accounts").json["body"] == "unauthorized"


def test_session_dies_of_silence(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"session_seconds": 1.0})
    for _number in range(3):
        time.sleep(0.4)
        assert admin.get("api-get_accounts").json["response"] == "success"
    time.sleep(1.1)
    assert admin.get("api-get_accounts").json["response"] == "error"
    assert phone.state()["sessions"] == 0


def test_sessions_belong_to_one_phone(fleet: Simulator, admin: Guest) -> None:
    with Guest(fleet.base_url(fleet.addresses[1]), cookies=dict(admin.cookies)) as elsewhere:
        assert elsewhere.get("api-get_accounts").json["body"] == "unauthorized"


def test_operator_drops_sessions(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(sessions=0)
    assert admin.get("api-get_accounts").json["body"] == "unauthorized"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("error_body", (200, '{"response": "error", "body": "unauthorized"}')),
        ("success_body", (200, '{"response": "success", "body": "unauthorized"}')),
        ("http_401", (401, "Unauthorized")),
        ("http_403", (403, "Forbidden")),
        ("html_login", (200, "<!DOCTYPE html>")),
    ],
)
@pytest.mark.parametrize("endpoint", ["api-values.post", "api-get_accounts"])
def test_unauthorized(guest: Guest, phone: SimulatedPhone, endpoint: str, form: str, expected: tuple[int, str]) -> None:
    phone.set(quirks={"unauthorized": form})
    answer = guest.get(endpoint)
    assert (answer.status, answer.text[: len(expected[1])]) == expected
