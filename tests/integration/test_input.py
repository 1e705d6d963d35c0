# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that cannot be right: Ansible's own kind of error, through both doors, before the phone hears anything."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from integration.conftest import Fleet
from integration.helpers.playbooks import JUMP_HOST, MODULE, Ansible, values_task

GOOD = {"P30": "ntp.example.net"}

#: What is wrong: values, other options, and parts of what the user is told.
CASES: dict[str, tuple[Any, dict[str, Any], list[str]]] = {
    "null": ({"P30": None}, {}, ["P30: null is not a value", "''"]),
    "list": ({"P30": ["a"]}, {}, ["P30: a list is not a value"]),
    "dict": ({"P30": {"a": 1}}, {}, ["P30: a dictionary is not a value"]),
    "float": ({"P30": 1.5}, {}, ["P30: a number with a fraction is not a value", "in quotes"]),
    "date": ({"P30": dt.date(2026, 1, 31)}, {}, ["P30: a date is not a value", "in quotes"]),
    "twice": ({"P30": "a", "p30": "a"}, {}, ["P30 is given twice, as 'P30' and as 'p30'"]),
    "twice as a number": ({"P30": "a", 30: "b"}, {}, ["P30 is given twice"]),
    "not a P value": ({"Q30": "a"}, {}, ["'Q30' is not a P value"]),
    "P0": ({"P0": "a"}, {}, ["'P0' is not a P value"]),
    "leading zero": ({"P030": "a"}, {}, ["'P030' is not a P value"]),
    "space in a key": ({" P30": "a"}, {}, ["' P30' is not a P value"]),
    "several": ({"P30": None, "ntp": "a", "P31": []}, {}, ["P30: null", "'ntp' is not a P value", "P31: a list"]),
    "values as a list": (["P30"], {}, ["values: it is a list here, and not a dictionary. Write it, without dashes, as {P30"]),
    "unknown option": (GOOD, {"valeus": 1}, [f"Unsupported parameters for ({MODULE}) module: valeus", "Supported parameters"]),
    "no boolean": (GOOD, {"verify": "perhaps"}, ["verify: 'perhaps' is not yes or no. Write true or false"]),
    "no choice": (GOOD, {"write_secrets": "sometimes"}, ["write_secrets: 'sometimes' is not one of when_needed, always, never"]),
    "port 0": (GOOD, {"port": 0}, ["port: 0 is out of range (1 to 65535)"]),
    "port 70000": (GOOD, {"port": 70000}, ["port: 70000 is out of range"]),
    "port http": (GOOD, {"port": "http"}, ["port: 'http' is not a whole number. Write it in digits"]),
    "timeout": (GOOD, {"timeout": 0}, ["timeout: 0.0 is out of range"]),
    "retries": (GOOD, {"retries": -1}, ["retries: -1 is out of range"]),
    "max_url_length": (GOOD, {"max_url_length": 10}, ["max_url_length: 10 is out of range"]),
    "ca_path": (GOOD, {"ca_path": "/nowhere/ca.pem"}, ["ca_path: there is no file or folder /nowhere/ca.pem"]),
    "fingerprint": (GOOD, {"tls_fingerprint": "AB:CD"}, ["tls_fingerprint: a SHA-256 fingerprint has 64", "AB:CD"]),
    "separator": (GOOD, {"digest_separator": ":"}, ["digest_separator: ':' is not one of auto, colon, dot"]),
    "method": (GOOD, {"request_method": "put"}, ["request_method: 'put' is not one of get, post"]),
    "host with a port": (GOOD, {"host": "192.0.2.1:8080"}, ["host: '192.0.2.1:8080' is neither", "Write the port in ansible_p"]),
    "host as a URL": (GOOD, {"host": "http://192.0.2.1/"}, ["host: 'http://192.0.2.1/' is neither a host name nor an address"]),
    "no password": (GOOD, {"password": ""}, ["missing required arguments: password", "ansible_password", "GS_PASSWORD"]),
    "secret as a number": ({"P34": 83, "P30": "a"}, {}, ["P34: it is a number here (YAML reads 0123 as 83). Write it in quotes"]),
    "stars": ({"P30": "********"}, {}, ["P30: it holds ********, which stands for a secret"]),
    "NUL": ({"P30": "a\0b"}, {}, ["P30: it holds the control character U+0000"]),
    "text as a boolean": (GOOD, {"username": False}, ["username: it is a boolean here, and not a text. Write it in quotes"]),
    "text as a fraction": (GOOD, {"host": 4.91e11}, ["host: it is a number with a fraction here, and not a text"]),
    "password as a number": (GOOD, {"password": 83}, ["password: it is a number here (YAML reads 0123 as 83)"]),
    "secret of a wrong type": ({"P34": ["sip-secret-9"]}, {}, ["P34: it is a list, and not a text"]),
}  # fmt: skip


def test_wrong_options(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()
    tasks = [
        {"name": f"{name}!", MODULE: {"values": values, **options}, "ignore_errors": True}
        for name, (values, options, _told) in CASES.items()
    ]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, door=door, secrets=["sip-secret-9"])

    for name, (_values, _options, told) in CASES.items():
        message = run.failure("lobby", f"{name}!", status="ignored")["msg"]
        assert [part for part in told if part not in message] == [], f"{name}: {message}"
    assert phone.requests() == []


def test_no_values(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()

    run = ansible.run(fleet.hosts(lobby=phone), [{MODULE: {}}], door=door)

    assert run.failure("lobby")["msg"].startswith("missing required arguments: values")
    assert (run.rc, phone.requests()) == (2, [])


def test_wrong_variables_of_the_host(ansible: Ansible, fleet: Fleet) -> None:
    """The same sentences, with the names of the variables, where the options come from the inventory."""
    wrong: dict[str, tuple[dict[str, Any], str]] = {
        "no_password": ({"ansible_password": None}, "missing required arguments: password"),
        "port": ({"ansible_port": 0}, "ansible_port: 0 is out of range"),
        "ca": ({"gs_ca_path": "/nowhere.pem"}, "gs_ca_path: there is no file or folder /nowhere.pem"),
        "address": ({"ansible_host": "192.0.2.1/24"}, "ansible_host: '192.0.2.1/24' is neither"),
        "timeout": ({"gs_timeout": 99999}, "gs_timeout: 99999.0 is out of range"),
    }
    phones = {name: fleet.phone() for name in wrong}
    hosts = {name: fleet.host(phone, **wrong[name][0]) for name, phone in phones.items()}

    run = ansible.run(hosts, [values_task(GOOD)])

    for name, (_variables, told) in wrong.items():
        label = f"{phones[name].address} port {fleet.simulator.port}: "
        assert run.failure(name)["msg"].removeprefix(label).startswith(told)
        assert phones[name].requests() == []
    assert run.rc == 2


def test_ca_path_that_is_no_certificate(ansible: Ansible, door: str, tls_fleet: Fleet) -> None:
    phone = tls_fleet.phone()
    no_ca = ansible.folder / "notes.txt"
    no_ca.write_text("not a certificate\n", encoding="utf-8")

    run = ansible.run({"lobby": tls_fleet.host(phone, gs_ca_path=str(no_ca))}, [values_task(GOOD)], door=door)

    assert run.failure("lobby")["error"]["kind"] == "input"
    assert f"gs_ca_path: {no_ca} is not a file of PEM certificates" in run.failure("lobby")["msg"]
    assert phone.requests() == []


@pytest.mark.parametrize("delegate_to", ["localhost", JUMP_HOST])
def test_no_phone_named(ansible: Ansible, delegate_to: str) -> None:
    """From a host that is no phone: its own address and password are never taken for a phone's."""
    hosts = {"server": {"ansible_connection": "local", "ansible_host": "192.0.2.9", "ansible_password": "server-password"}}

    run = ansible.run(hosts, [{**values_task(GOOD), "delegate_to": delegate_to}])

    assert run.failure("server")["msg"].startswith("missing required arguments: host, password")
    assert run.failure("server")["error"] == {"kind": "input"}
