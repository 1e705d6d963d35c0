# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading and writing values as on the vendor's own web server, and each of its quirks alone."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from simulator.client import SimulatedPhone
from simulator_tests.guest import FORM, LOST, Guest

RIGHT = {"response": "success", "body": {"status": "right"}}
OVERSIZED = b'{"response":"error","msg":"the value is oversized"}'
WRONG_FORMAT = {"response": "error", "msg": "wrong format"}
NO_SESSION = b'{"response":"error", "msg":"authentication required"}'


def write(guest: Guest, query: str) -> object:
    """The reply to a write whose query travels as it is given."""
    return guest.ask("api-values.post", query).json


# --- reading


def test_strangers_are_refused(guest: Guest, phone: SimulatedPhone) -> None:
    phone.set(quirks={"unauthenticated_values": "refuse"})
    assert guest.get("api-values.get", {"request": "68"}).json == {"response": "error", "body": "unauthorized"}
    phone.set(quirks={"unauthorized": "authentication_required"})
    for endpoint in ("api-values.get", "api-get_accounts", "api-values.post"):
        answer = guest.get(endpoint, {"request": "vendor_name"})
        assert (answer.status, answer.body) == (200, NO_SESSION)


def test_vendor_refuses_a_dead_session(guest: Guest, vendor: SimulatedPhone) -> None:
    assert guest.ask("api-values.get", "request=68").body == NO_SESSION
    guest.login()
    vendor.set(sessions=0)
    assert guest.ask("api-values.get", "request=68").body == NO_SESSION


def test_order_and_doubles(guest: Guest, vendor: SimulatedPhone) -> None:
    guest.login()
    vendor.set(values={"30": "ntp", "64": "CET"})
    pairs = json.loads(guest.ask("api-values.get", "request=64:30:99999:64").body, object_pairs_hook=list)
    assert pairs == [("response", "success"), ("body", [("64", "CET"), ("30", "ntp"), ("99999", ""), ("64", "CET")])]
    vendor.set(quirks={"repeated_names": "once", "unknown_values": "omit"})
    assert guest.read("64", "30", "99999", "64") == {"64": "CET", "30": "ntp"}


@pytest.mark.parametrize(
    ("text", "printed"), [('a"b', b'"a"b"'), ("a\\nb", b'"a\\nb"'), ("C:\\x", b'"C:\\x"'), ("ä€", '"ä€"'.encode())]
)
def test_values_are_not_escaped(admin: Guest, phone: SimulatedPhone, text: str, printed: bytes) -> None:
    phone.set(values={"30": text, "31": "1"})
    assert admin.read("30", "31") == {"30": text, "31": "1"}
    phone.set(quirks={"values_escaped": False})
    answer = admin.ask("api-values.get", "request=30:31")
    assert answer.body == b'{"response": "success", "body": {"30": ' + printed + b', "31": "1"}}'


def test_a_value_can_forge_json(admin: Guest, phone: SimulatedPhone) -> None:
    phone.set(values={"30": 'x", "31": "9'}, quirks={"values_escaped": False})
    assert admin.read("30") == {"30": "x", "31": "9"}


@pytest.mark.parametrize("number", ["2", "196", "34", "406"])
def test_secrets_are_told(admin: Guest, phone: SimulatedPhone, number: str) -> None:
    phone.set(values={number: "s3cret"})
    assert admin.read(number) == {number: ""}
    phone.set(quirks={"secrets_told": True})
    assert admin.read(number) == {number: "s3cret"}


def test_too_many_names(guest: Guest, vendor: SimulatedPhone) -> None:
    guest.login()
    numbers = [str(number) for number in range(1000, 1140)]
    values = {number: f"value of {number}" for number in numbers}
    vendor.set(values=values, quirks={"crash_seconds": 0.1})
    assert guest.read(*numbers[:100]) == dict(list(values.items())[:100])
    overwritten = guest.read(*numbers[:103])
    assert list(overwritten) == numbers[:103]
    assert [overwritten[number] for number in numbers[:4]] == [f"value of {number}" for number in (1100, 1101, 1102, 1003)]
    assert len(guest.read(*numbers[:139])) == 139
    with pytest.raises(LOST):
        guest.read(*numbers[:140])
    vendor.wait_until_up()
    vendor.set(quirks={"garbled_names": 0, "crash_names": 0})
    assert guest.login().read(*numbers) == values


# --- writing


@pytest.mark.parametrize(
    "text", ["a%2Fb", "a+b", "%zz", "/:@!$'()*,;?", 'say "x"', "back\\slash", "ä€ 漢".replace(" ", ""), "%C3%A4"]
)
def test_values_are_stored_as_sent(guest: Guest, vendor: SimulatedPhone, text: str) -> None:
    guest.login()
    text = text.replace(" ", "")
    answer = guest.ask_in_bytes("api-values.post", f"P30={text}".encode())
    assert json.loads(answer.partition(b"\r\n\r\n")[2]) == RIGHT
    assert vendor.values()["30"] == text
    assert vendor.requests("api-values.post")[0]["sent"] == [["P30", text]]


def test_values_are_decoded_without_the_quirk(guest: Guest, vendor: SimulatedPhone) -> None:
    guest.login()
    vendor.set(quirks={"values_decoded": True})
    assert write(guest, "P30=a%2Fb+c") == RIGHT
    assert vendor.values()["30"] == "a/b+c"
    vendor.set(quirks={"plus_is_space": True})
    assert write(guest, "P30=a%2Fb+c") == RIGHT
    assert vendor.values()["30"] == "a/b c"


@pytest.mark.parametrize(("sent", "kept"), [(b"a=b", "a"), (b"a#b", "a"), (b"a&P31=2", "a")])
def test_what_cannot_be_sent(guest: Guest, vendor: SimulatedPhone, sent: bytes, kept: str) -> None:
    guest.login().ask_in_bytes("api-values.post", b"P30=" + sent)
    assert vendor.values()["30"] == kept
    assert vendor.requests("api-values.post")[-1]["sent"][0] == ["P30", kept if b"=b" not in sent else "a"]


def test_a_bare_space_is_no_request(guest: Guest, vendor: SimulatedPhone) -> None:
    guest.login()
    assert guest.ask_in_bytes("api-values.post", b"P30=a b").startswith(b"HTTP/1.0 400 Bad Request")
    assert vendor.state()["stored"] == {}


def test_an_empty_value_stores_junk(admin: Guest, phone: SimulatedPhone) -> None:
    for quirk, kept in (("empty", ""), ("junk", "admin")):
        phone.set(quirks={"empty_value": quirk}, values={"30": "before"})
        assert write(admin, "P30=") == RIGHT
        assert phone.values()["30"] == kept
    phone.set(quirks={"empty_value": "junk_27k"}, values={"34": "s3cret"})
    assert write(admin, "P30=") == RIGHT
    assert len(phone.values()["30"]) == 27 * 1024
    assert phone.values()["30"].startswith("admin&P")
    assert write(admin, "P68=&P2=") == RIGHT
    assert (phone.values()["68"], phone.values()["2"]) == ("1.0.3.49", "admin")


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        (f"P30={'x' * 99}", False),
        (f"P30={'x' * 100}", True),
        (f"P30={'%2F' * 34}", True),
        (f"P30={quote('ä' * 16)}xxx", False),
        (f"P30={quote('ä' * 17)}", True),
        (f"{'P' * 100}=x", True),
    ],
)
def test_oversized(admin: Guest, phone: SimulatedPhone, query: str, refused: bool) -> None:
    phone.set(quirks={"sent_limit": 99})
    answer = admin.ask("api-values.post", f"P64=CET&{query}")
    assert (answer.body == OVERSIZED) == refused
    assert ("64" in phone.state()["stored"]) != refused
    phone.set(quirks={"sent_limit": 0})
    assert write(admin, f"P64=CET&{query}") == RIGHT


def test_too_many_parameters(admin: Guest, phone: SimulatedPhone) -> None:
    numbers = [str(number) for number in range(90_000, 90_300)]
    phone.set(values=dict.fromkeys(numbers, "before"), quirks={"parameter_limit": 298})
    query = "&".join(f"P{number}=x" for number in numbers)
    assert write(admin, query) == RIGHT
    values = phone.values()
    assert [number for number in numbers if values[number] == "before"] == ["90298", "90299"]
    phone.set(quirks={"parameter_limit": 0})
    assert write(admin, query) == RIGHT
    assert phone.values()["90299"] == "x"


@pytest.mark.parametrize("name", ["30", "p30", "PX", "P30x"])
def test_wrong_names(guest: Guest, vendor: SimulatedPhone, name: str) -> None:
    guest.login()
    assert write(guest, f"P64=CET&{name}=7") == WRONG_FORMAT
    assert vendor.state()["stored"] == {}
    vendor.set(quirks={"wrong_names": "ignored"})
    assert write(guest, f"P64=CET&{name}=7") == RIGHT
    assert vendor.state()["stored"] == {"64": "CET"}


def test_no_parameters_are_a_success(guest: Guest, vendor: SimulatedPhone) -> None:
    assert write(guest.login(), "") == RIGHT
    assert vendor.state()["stored"] == {}


def test_post_bodies(admin: Guest, phone: SimulatedPhone) -> None:
    form = b"P30=first&P64=second"
    for quirk, kept in (("loses_first", {"64": "second"}), ("whole", {"30": "first", "64": "second"})):
        phone.set(quirks={"post_body": quirk, "crash_seconds": 0.1})
        assert admin.send("POST", "/cgi-bin/api-values.post", form, {"Content-Type": FORM}).json == RIGHT
        assert phone.state()["stored"] == kept
        assert phone.requests()[-1]["parameters"] == [["P30", "first"], ["P64", "second"]]
    phone.set(quirks={"post_body": "crashes"}, values={"30": "before"})
    with pytest.raises(LOST):
        admin.send("POST", "/cgi-bin/api-values.post", form, {"Content-Type": FORM})
    assert phone.values()["30"] == "before"


def test_kept_is_not_in_force(admin: Guest, phone: SimulatedPhone) -> None:
    """A registration begins and ends when the phone boots or provisions, and not when a value is written."""
    account = {"P271": "1", "P47": "pbx.example.net", "P35": "100", "P34": "secret-100"}
    phone.set(quirks={"values_in_force": "after_boot", "boot_seconds": 0.2, "shutdown_seconds": 0.1})

    def registered() -> bool:
        return bool(admin.get("api-get_accounts").json["body"][0]["reg"])

    admin.write(**account)
    assert (phone.values()["35"], phone.state()["not_in_force"]["35"], registered()) == ("100", "", False)
    admin.get("api-sys_operation", {"request": "PROV"})
    assert (phone.state()["not_in_force"], registered()) == ({}, True)
    admin.write(P34="wrong")
    assert (phone.state()["not_in_force"], registered()) == ({"34": "secret-100"}, True)
    admin.write(P34="secret-100")
    assert phone.state()["not_in_force"] == {}
    admin.write(P34="wrong")
    admin.get("api-sys_operation", {"request": "REBOOT"})
    phone.wait_until_up()
    admin.connection.close()
    admin.login()
    assert (phone.state()["not_in_force"], registered()) == ({}, False)
    phone.set(values={"34": "secret-100"})
    assert registered()
    phone.set(quirks={"values_in_force": "at_once"})
    admin.write(P34="wrong")
    assert (phone.state()["not_in_force"], registered()) == ({}, False)


def test_a_login_password_is_in_force_at_once(guest: Guest, vendor: SimulatedPhone) -> None:
    assert write(guest.login(), "P2=new") == RIGHT
    guest.login(password="new")
    assert vendor.state()["not_in_force"] == {}
