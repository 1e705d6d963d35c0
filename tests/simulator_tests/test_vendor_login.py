# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in as on the vendor's own web server, and each of its quirks alone."""

from __future__ import annotations

import hashlib
import re
import time

import pytest

from simulator.client import SimulatedPhone
from simulator_tests.guest import LOST, Answer, Guest, returns

ACCEPTED = "Response=Success\r\nMessage=Authentication accepted\r\nNeedchange=1\r\nVer=1.0.3.49\r\nInSleep=0\r\n"
LOCKED = "Response=Error\r\nMessage=Locked\r\nLockType=1\r\n"
NO_SESSION = b'{"response":"error", "msg":"authentication required"}'


def login(guest: Guest, text: str, algorithm: str = "md5", more: str = "") -> Answer:
    """A login with the digest of a text in which RANDOM stands for a fresh random."""
    random = guest.get("loginrealm").text
    digest = hashlib.new(algorithm, text.replace("RANDOM", random).encode()).hexdigest()
    return guest.ask("login", f"Username=gmiadmin&Secret={digest}{more}")


def test_right_password(guest: Guest, vendor: SimulatedPhone) -> None:
    answer = guest.try_login()
    assert (answer.status, answer.text) == (200, ACCEPTED)
    first, *others = answer.headers.get_all("Set-Cookie", [])
    assert re.fullmatch(r'gmicookie="[0-9a-f]{8}";HttpOnly', first)
    assert others == ["type=gmiadmin;", 'Version="1";', "Max-Age=900"]
    assert guest.read("30") == {"30": vendor.values()["30"]}
    guest.cookies["gmicookie"] = guest.cookies["gmicookie"].strip('"')
    assert guest.get("api-values.get", {"request": "30"}).body == NO_SESSION


def test_cookies_alone(guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"cookie_form": "gmicookie", "session_seconds": 77.0})
    assert guest.login().cookies.keys() == {"gmicookie", "type", "Version", "Max-Age"}
    assert guest.cookies["Max-Age"] == "77"
    phone.set(quirks={"cookie_form": "named"})
    assert "Path=/" in guest.try_login().headers["Set-Cookie"]


def test_wrong_passwords_and_the_lock(guest: Guest, vendor: SimulatedPhone) -> None:
    for _number in range(5):
        answer = guest.try_login(password="guess")
        assert (answer.status, answer.body, answer.headers.get_all("Set-Cookie")) == (200, b"", None)
    assert guest.try_login().text == LOCKED
    assert 290 < vendor.state()["locked_for"] <= 300
    vendor.set(locked_for=0)
    assert guest.try_login().text == ACCEPTED


def test_empty_for_a_wrong_password_alone(guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"wrong_password": "empty"})
    assert guest.try_login(password="guess").body == b""
    phone.set(locked_for=9)
    assert guest.try_login().json == {"response": "error", "body": "locked"}


def test_names(guest: Guest, vendor: SimulatedPhone) -> None:
    for name, password in (("admin", "admin"), ("user", "123"), ("GMIADMIN", "admin")):
        assert guest.try_login(name, password).text == "Response=Error\r\nMessage=Invalid Username\r\n"
    assert vendor.state()["strikes"] == 0
    vendor.set(quirks={"login_names": "all"})
    assert guest.try_login("user", "123").text == ACCEPTED


def test_random(guest: Guest, phone: SimulatedPhone) -> None:
    for sign, form in {"positive": r"\d+", "negative": r"-[1-9]\d{0,9}"}.items():
        phone.set(quirks={"random_sign": sign})
        assert all(re.fullmatch(form, guest.get("loginrealm").text) for _number in range(20))
        guest.login()


@pytest.mark.parametrize("spoiler", ["right", "wrong", "other_name", "random"])
def test_one_random_a_phone(guest: Guest, phone: SimulatedPhone, spoiler: str) -> None:
    """Whatever happens between a random and its login makes a right password wrong."""
    for quirks, accepted in (({"randoms": "many"}, spoiler in ("right", "random")), ({"randoms": "one"}, False)):
        phone.set(quirks={**quirks, "login_names": "gmiadmin"}, strikes=0)
        random = guest.get("loginrealm").text
        with Guest(guest.base_url) as other:
            match spoiler:
                case "right":
                    other.login()
                case "wrong":
                    other.try_login(password="guess")
                case "other_name":
                    other.try_login("user", "123")
                case "random":
                    other.get("loginrealm")
        assert (guest.try_login(random=random).json["response"] == "success") == accepted


def test_right_passwords_at_a_time_lock_the_phone(guest: Guest, vendor: SimulatedPhone) -> None:
    """As four tasks do that ask for their randoms before any of them logs in."""
    for strikes in (4, 5):
        randoms = [guest.get("loginrealm").text for _task in range(4)]
        for random in randoms:
            guest.try_login(random=random)
        assert vendor.state()["strikes"] == strikes
    assert vendor.state()["locked_for"] > 290


def test_one_session_a_phone(guest: Guest, phone: SimulatedPhone) -> None:
    for quirk, alive in (("many", 2), ("one", 1)):
        phone.set(quirks={"sessions": quirk}, sessions=0)
        with Guest(guest.base_url) as other:
            guest.login()
            other.login()
            assert phone.state()["sessions"] == alive
            assert (guest.get("api-get_accounts").json["response"] == "success") == (alive == 2)
            assert other.get("api-get_accounts").json["response"] == "success"


@pytest.mark.parametrize(
    ("text", "algorithm", "more", "accepted"),
    [
        ("gmiadmin:RANDOM:admin", "md5", "", True),
        ("gmiadmin:RANDOM:admin", "sha256", "&t=sha", True),
        ("gmiadmin:RANDOM:admin", "sha256", "", False),
        ("gmiadmin:RANDOM:admin", "md5", "&t=sha", False),
        ("gmiadmin.RANDOM.admin", "md5", "", False),
    ],
)
def test_digests(guest: Guest, vendor: SimulatedPhone, text: str, algorithm: str, more: str, accepted: bool) -> None:
    assert (login(guest, text, algorithm, more).text == ACCEPTED) == accepted
    vendor.set(quirks={"digest_sha256": False}, strikes=0)
    assert (login(guest, text, algorithm, more).text == ACCEPTED) == (algorithm == "md5" and ":" in text)


def test_digest_in_capitals(guest: Guest, vendor: SimulatedPhone) -> None:
    random = guest.get("loginrealm").text
    digest = hashlib.md5(f"gmiadmin:{random}:admin".encode()).hexdigest()
    assert guest.ask("login", f"Username=gmiadmin&Secret={digest.upper()}").body == b""
    assert vendor.state()["strikes"] == 1


@pytest.mark.parametrize(
    ("quirk", "method", "path"),
    [
        ("crash_login_without_name", "GET", "/cgi-bin/login?Username=&Secret=x"),
        ("crash_login_without_name", "GET", "/cgi-bin/login"),
        ("crash_bare_folder", "GET", "/cgi-bin/"),
        ("crash_post_login", "POST", "/cgi-bin/login"),
    ],
)
def test_crashes(guest: Guest, phone: SimulatedPhone, quirk: str, method: str, path: str) -> None:
    assert guest.send(method, path, b"lost=1&Username=user" if method == "POST" else None).status in (200, 404)
    phone.set(profile="vendor", quirks={"crash_seconds": 1.0})
    guest.login().write(P30="kept")
    random = guest.get("loginrealm").text
    with pytest.raises(LOST):
        guest.send(method, path, b"lost=1&Username=user" if method == "POST" else None)
    with pytest.raises(ConnectionRefusedError):
        guest.get("loginrealm")
    assert phone.requests()[-1]["outcome"] == "crashed"
    assert returns(guest)
    state = phone.state()
    assert (state["values"]["30"], state["sessions"], state["booting"]) == ("kept", 0, False)
    assert guest.try_login(random=random).body == b""
    phone.set(quirks={quirk: False})
    assert guest.send(method, path, b"lost=1&Username=user" if method == "POST" else None).status == 200


def test_session_lasts(guest: Guest, vendor: SimulatedPhone) -> None:
    assert vendor.state()["quirks"]["session_seconds"] == 900
    vendor.set(quirks={"session_seconds": 0.3})
    guest.login()
    time.sleep(0.4)
    assert guest.get("api-get_accounts").body == NO_SESSION
