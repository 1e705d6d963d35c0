# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that cannot be read back: when they are written, when not, and what that costs in requests."""

from __future__ import annotations

from typing import Any, NamedTuple

from integration.conftest import Fleet
from integration.helpers.playbooks import MODULE, Ansible, values_task

READ = ["loginrealm", "login", "api-values.get"]
POST = "api-values.post"
ACCOUNTS = "api-get_accounts"
#: Asked where every value of a reply is empty, as passwords always are: was that the reply to a stranger?
STATUS = "api-get_phone_status"


def account(number: int, password: str) -> dict[str, str]:
    """An account as the phone holds it. The PBX takes the password `secret-` and the user's id, here always 1001."""
    active, server, user, secret = {
        1: ("271", "47", "35", "34"),
        3: ("501", "502", "504", "506"),
        16: ("51501", "51502", "51504", "51506"),
    }[number]
    return {active: "1", server: "pbx.example.net", user: "1001", secret: password}


class Case(NamedTuple):
    """`held`: what the phone holds. `wanted` and `policy`: what the task says. `asked`: requests after the login and the read.
    `written`: what the phone is sent."""

    held: dict[str, str]
    wanted: dict[str, str]
    policy: str
    asked: list[str]
    written: list[list[str]]


RIGHT, WRONG = "secret-1001", "secret-of-yesterday"
REGISTERED, UNREGISTERED = account(1, RIGHT), account(1, WRONG)
SAME = {"P47": "pbx.example.net"}
CASES = {
    "registered": Case(REGISTERED, {**SAME, "P34": RIGHT}, "when_needed", [ACCOUNTS, STATUS], []),
    "unregistered": Case(UNREGISTERED, {**SAME, "P34": RIGHT}, "when_needed", [ACCOUNTS, POST], [["P34", RIGHT]]),
    "nothing-else-named": Case(UNREGISTERED, {"P34": RIGHT}, "when_needed", [ACCOUNTS, POST], [["P34", RIGHT]]),
    "other-change": Case(
        REGISTERED, {"P34": RIGHT, "P30": "new"}, "when_needed", [POST, "api-values.get"], [["P34", RIGHT], ["P30", "new"]]
    ),
    "always": Case(REGISTERED, {**SAME, "P34": RIGHT}, "always", [POST], [["P34", RIGHT]]),
    "never": Case(UNREGISTERED, {**SAME, "P34": RIGHT}, "never", [], []),
    "never-with-a-change": Case(
        UNREGISTERED, {"P34": RIGHT, "P30": "new"}, "never", [POST, "api-values.get"], [["P30", "new"]]
    ),
    "account-3": Case(
        {**REGISTERED, **account(3, WRONG)}, {"P34": RIGHT, "P506": RIGHT}, "when_needed",
        [ACCOUNTS, STATUS, POST], [["P506", RIGHT]],
    ),
    "account-16": Case(
        {**account(3, RIGHT), **account(16, WRONG)},
        {"P506": RIGHT, "P51506": RIGHT},
        "when_needed",
        [STATUS, ACCOUNTS, STATUS, POST],
        [["P51506", RIGHT]],
    ),
}  # fmt: skip


def test_sip_passwords(ansible: Ansible, fleet: Fleet) -> None:
    phones = {name: fleet.phone() for name in CASES}
    hosts: dict[str, Any] = {}
    for name, case in CASES.items():
        phones[name].set(values=case.held)
        hosts[name] = fleet.host(phones[name], wanted=case.wanted, policy=case.policy)

    task = {MODULE: {"values": "{{ wanted }}", "write_secrets": "{{ policy }}"}}

    run = ansible.run(hosts, [task], "--diff", "-vvv", secrets=[RIGHT, WRONG])

    for name, case in CASES.items():
        requests = phones[name].requests()
        assert [request["endpoint"] for request in requests] == [*READ, *case.asked], name
        assert [pair for request in requests if request["endpoint"] == POST for pair in request["parameters"]] == case.written
        assert run.changed(name) == [bool(case.written)], name
        shown = {change["pvalue"]: (change["before"], change["after"]) for change in run.data(name)["changes"]}
        assert list(shown) == [pvalue for pvalue, _text in case.written]
        assert {shown[pvalue] for pvalue, text in case.written if text == RIGHT} <= {("(former secret)", "(new secret)")}
    accounts = {row["id"]: row["reg"] for row in phones["account-16"].state()["accounts"]}
    assert (accounts[3], accounts[16]) == (1, 1)


def test_second_run_with_a_registered_account_changes_nothing(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()
    wanted = {"P271": True, "P47": "pbx.example.net", "P35": "1001", "P34": RIGHT}

    runs = [ansible.run(fleet.hosts(lobby=phone), [values_task(wanted)], secrets=[RIGHT]) for _run in range(2)]

    assert [run.changed("lobby") for run in runs] == [[True], [False]]
    assert len(phone.requests(POST)) == 1


def test_what_nothing_proves_is_refused(ansible: Ansible, fleet: Fleet) -> None:
    """The phone's own passwords in any case, because another module sets them; keys of certificates unless left alone."""
    phone = fleet.phone()
    told = {
        ("P2", "when_needed"): "P2 is the admin password of the phone. gs_password sets it",
        ("P2", "never"): "P2 is the admin password of the phone. gs_password sets it",
        ("P196", "when_needed"): "P196 is the user password of the phone. gs_password sets it",
        ("P279", "when_needed"): "P279 cannot be read back",
        ("P280", "when_needed"): "P280 cannot be read back",
    }
    tasks = [
        {
            **values_task({"P30": "new", name: "new-password-1"}, write_secrets=policy),
            "name": f"{name} {policy}",
            "ignore_errors": True,
        }
        for name, policy in told
    ]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, secrets=["new-password-1"])

    for (name, policy), sentence in told.items():
        message = run.failure("lobby", f"{name} {policy}", status="ignored")["msg"]
        assert sentence in message
        assert "write_secrets: always" in message
    assert phone.requests() == []


def test_certificates_keys_are_left_alone(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()
    task = values_task({"P30": "new", "P279": "private-key-1"}, write_secrets="never")

    run = ansible.run(fleet.hosts(lobby=phone), [task], secrets=["private-key-1"])

    assert [change["pvalue"] for change in run.data("lobby")["changes"]] == ["P30"]
    assert phone.values()["279"] != "private-key-1"


def test_the_phones_own_password_is_written_last(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """With a warning, after everything else was written and read back: it ends the session."""
    phone = fleet.phone()
    task = values_task({"P2": "new-password-1", "P196": "new-password-2", "P30": "new"}, write_secrets="always")

    run = ansible.run(
        fleet.hosts(lobby=phone),
        [task],
        door=door,
        secrets=["new-password-1", "new-password-2"],
        warnings=["P2, the admin password of the phone, is written without a proof", "P196, the user password"],
    )

    assert [change["pvalue"] for change in run.data("lobby")["changes"]] == ["P2", "P196", "P30"]
    assert [request["endpoint"] for request in phone.requests()] == [*READ, POST, "api-values.get", POST]
    assert [request["parameters"] for request in phone.requests(POST)] == [
        [["P30", "new"]],
        [["P2", "new-password-1"], ["P196", "new-password-2"]],
    ]
    assert phone.state()["sessions"] == 0
    hosts = {"lobby": fleet.host(phone, ansible_password="new-password-1")}
    assert ansible.run(hosts, [values_task({"P30": "new"})], door=door).changed("lobby") == [False]
