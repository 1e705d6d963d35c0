# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_info: each subset has its types on every firmware, and costs only the requests that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from integration.conftest import Fleet
from integration.helpers.books import INFO, phones
from integration.helpers.connections import check_one_connection
from integration.helpers.lifecycle import DAY, IN_CALL, LINES, LOGIN, RINGING, STATUS, TIME, asked
from integration.helpers.playbooks import MODULE, Ansible, Data
from integration.test_secrets import account

VALUES = "api-values.get"
IDENTITY = {
    "vendor_name": "Grandstream",
    "vendor_fullname": "Grandstream Networks, Inc.",
}
#: The requests of each subset after the login; `identity` takes none.
REQUESTS = {
    "status": [STATUS],
    "time": [TIME],
    "accounts": ["api-get_accounts"],
    "lines": [LINES],
    "groups": ["api-get_groups"],
    "contacts": ["api-get_groups", "api-get_contacts"],
}
#: What every phone of these tests is like.
START: Data = {
    "values": {**account(1, "secret-1001"), "270": "Reception"},
    "lines": {
        "1": {"state": IN_CALL, "number": "8819", "name": "Jack Brown", "account": "1", "active": True},
        "2": {"state": RINGING, "number": "4711"},
    },
    "clock": "2016-08-30T11:29:58",
    "uptime": 21 * DAY,
}


def _types(rows: Any) -> set[tuple[str, str]]:
    return {(key, type(value).__name__) for row in rows for key, value in row.items()}


def _check_accounts(accounts: list[Data]) -> None:
    assert accounts[0] == {
        "id": 1, "registered": True, "name": "Reception", "sip_server": "pbx.example.net", "sip_user_id": "1001",
    }  # fmt: skip
    texts = {("name", "str"), ("sip_server", "str"), ("sip_user_id", "str")}
    assert _types(accounts) == {("id", "int"), ("registered", "bool"), *texts}


def _check_lines(lines: list[Data]) -> None:
    assert lines[0] == {
        "line": 1, "state": 4, "state_name": "in_call", "account": "1", "name": "Jack Brown", "number": "8819", "active": True,
    }  # fmt: skip
    assert [line["state_name"] for line in lines[1:]] == ["ringing", *["idle"] * (len(lines) - 2)]
    numbers = {("line", "int"), ("state", "int"), ("active", "bool")}
    texts = {(key, "str") for key in ("state_name", "account", "name", "number")}
    assert _types(lines) == numbers | texts


def _check_time(time: Data) -> None:
    assert (time["date"], time["date_text"]) == ("2016-08-30", "Tue 08/30/2016")
    assert time["time"] in ("11:29", "11:30", "11:31")
    assert 21 * DAY <= time["uptime"] < 21 * DAY + 200
    assert time["uptime_text"].startswith("21 days, 0 hours, ")


def _check_identity(identity: Data) -> None:
    assert identity.items() >= IDENTITY.items()
    assert identity.keys() - IDENTITY.keys() == {
        "hardware_revision",
        "firmware_version",
        "boot_version",
        "kernel_version",
        "recovery_version",
        "touch_panel_version",
    }
    assert all(value is None or (isinstance(value, str) and value) for value in identity.values())
    assert identity["firmware_version"]


def _check_status(status: Data) -> None:
    assert status == {"state": "ringing", "click_to_dial": False}


CHECKS: Mapping[str, Callable[[Any], None]] = {
    "identity": _check_identity,
    "status": _check_status,
    "time": _check_time,
    "accounts": _check_accounts,
    "lines": _check_lines,
}
FIRMWARES: Sequence[Data] = (
    {},
    {"numbers_as": "string"},
    {"numbers_as": "integer", "time_envelope": True},
    {"response_case": "title", "content_type": "text/html", "unauthenticated_values": "empty"},
)


def test_all(ansible: Ansible, door: str, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """In one session: what needs no login first, and the named settings last. The usual is the same as all."""
    firmwares = FIRMWARES if door == "in_process" else FIRMWARES[:1]
    ours = phones(fleet, [f"phone{number}" for number in range(len(firmwares))])
    for phone, quirks in zip(ours.values(), firmwares, strict=True):
        phone.set(**START, quirks=quirks)
    hosts = {
        name: fleet.host(phone, subsets=["all"] if number else "{{ omit }}") for number, (name, phone) in enumerate(ours.items())
    }

    run = ansible.run(hosts, [{INFO: {"gather_subset": "{{ subsets }}"}}], "--diff", door=door)

    requests = list(dict.fromkeys(request for subset in REQUESTS for request in REQUESTS[subset]))
    for name, phone in ours.items():
        with subtests.test(name):
            told = run.data(name)
            assert told["changed"] is False
            assert not {"changes", "diff"} & told.keys()
            for subset, check in CHECKS.items():
                check(told[subset])
            seen = asked(phone)
            assert [seen[0], seen[-1]] == [VALUES, VALUES]
            others = [request for request in seen[1:] if request != VALUES]
            # Where all values of a request are empty, the status tells whether there still is a session.
            assert others in ([*LOGIN, *requests], [*LOGIN, *requests, STATUS])
            check_one_connection(phone.requests())
            assert phone.state()["strikes"] == 0


def test_each_subset_alone(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """One login, and only what it needs; two of them share what both need."""
    wanted = {**{subset: [subset] for subset in REQUESTS}, "two": ["contacts", "groups"], "none": []}
    ours = phones(fleet, list(wanted))
    hosts = {name: fleet.host(phone, subsets=wanted[name]) for name, phone in ours.items()}

    run = ansible.run(hosts, [{INFO: {"gather_subset": "{{ subsets }}"}}], "--check")

    for name, phone in ours.items():
        with subtests.test(name):
            expected = [*LOGIN, *(REQUESTS["contacts"] if name == "two" else REQUESTS.get(name, []))]
            assert asked(phone) == (expected if wanted[name] else [])
            usual = {"changed", "invocation", *wanted[name], *(["registrations"] if name == "accounts" else [])}
            assert {key for key in run.data(name) if not key.startswith("_")} - usual == set()


def test_identity_needs_no_password(ansible: Ansible, fleet: Fleet) -> None:
    """Nor does it try one: one request, no login, and no strike of whoever tries a wrong one; a locked phone tells it, too."""
    ours = phones(fleet, ["none", "wrong", "locked"])
    ours["locked"].set(locked_for=300)
    hosts = {
        "none": fleet.host(ours["none"], ansible_password=None),
        "wrong": fleet.host(ours["wrong"], ansible_password="wrong-password"),
        "locked": fleet.host(ours["locked"]),
    }

    run = ansible.run(hosts, [{INFO: {"gather_subset": ["identity"]}}])

    for name, phone in ours.items():
        _check_identity(run.data(name)["identity"])
        assert asked(phone) == [VALUES]
        assert phone.state()["strikes"] == 0


def test_everything_else_needs_a_password(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()
    tasks: list[Data] = [
        {"name": "status", INFO: {"gather_subset": ["identity", "status"]}, "ignore_errors": True},
        {"name": "values", INFO: {"gather_subset": ["identity"], "pvalues": ["P30"]}, "ignore_errors": True},
    ]

    run = ansible.run({"lobby": fleet.host(phone, ansible_password=None)}, tasks)

    for name in ("status", "values"):
        failure = run.failure("lobby", name, status="ignored")
        assert failure["error"]["kind"] == "input"
        assert "password" in failure["msg"]
    assert phone.requests() == []


def test_values_are_those_of_gs_pvalue(ansible: Ansible, fleet: Fleet) -> None:
    """Read in one request, written back without a change; secrets are refused, and unknown ones named."""
    phone = fleet.phone()
    odd = {"30": " ntp & co ", "270": "Zoë:1#%", "64": ""}
    phone.set(values=odd)
    tasks: list[Data] = [
        {"name": "read", INFO: {"gather_subset": [], "pvalues": ["P30", "p270", "64", 30, "P99999"]}, "register": "read"},
        {"name": "write", MODULE: {"values": "{{ read.pvalues }}"}},
        {"name": "secret", INFO: {"gather_subset": [], "pvalues": ["P34", "P2"]}, "ignore_errors": True},
    ]

    run = ansible.run(fleet.hosts(lobby=phone), tasks)

    read = run.data("lobby", "read")
    assert read["pvalues_unknown"] == ["P99999"]
    assert {key.lower().removeprefix("p"): value for key, value in read["pvalues"].items()} == odd
    assert run.data("lobby", "write")["changes"] == []
    refused = run.failure("lobby", "secret", status="ignored")
    assert refused["error"]["kind"] == "input"
    assert "P34" in refused["msg"]
    assert "P2 is a secret" in refused["msg"]
    assert asked(phone) == [*LOGIN, VALUES, *LOGIN, VALUES]
