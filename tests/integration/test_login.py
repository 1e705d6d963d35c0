# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logins that fail: what the user is told, how many strikes the phone counts, and that nobody is ever locked out by us."""

from __future__ import annotations

from integration.conftest import PASSWORD, Fleet, Way
from integration.helpers.playbooks import Ansible, values_task
from simulator.client import SimulatedPhone

TASK = {**values_task({"P30": "new"}), "name": "first"}
NEXT = {**values_task({"P64": "CET"}), "name": "second"}
WRONG = "wrong password 1+&"


def logins(phone: SimulatedPhone) -> int:
    """How often someone tried to log in."""
    return len(phone.requests("login"))


def test_wrong_password(way: Way, fleet: Fleet) -> None:
    """One strike for each separator, and no more of the play; the other phones are served."""
    phone, pinned, good = fleet.phone(), fleet.phone(), fleet.phone()
    hosts = {
        "lobby": fleet.host(phone, ansible_password=WRONG),
        "pinned": fleet.host(pinned, ansible_password=WRONG, gs_digest_separator="colon"),
        "good": fleet.host(good),
    }

    run = way.ansible.run(hosts, [TASK, NEXT], "-vvv", door=way.door)

    failure = run.failure("lobby", status="unreachable")
    assert failure["error"] == {
        "kind": "auth", "host": phone.address, "port": fleet.simulator.port, "endpoint": "login", "attempts_left": 3,
    }  # fmt: skip
    assert "the phone refused the credentials of 'gmiadmin' (3 attempts left before it locks the account)" in failure["msg"]
    assert "Check ansible_user and ansible_password" in failure["msg"]
    assert failure["msg"].startswith(f"{phone.address} port {fleet.simulator.port}: login: ")
    assert (phone.state()["strikes"], logins(phone)) == (2, 2)
    assert run.failure("pinned", status="unreachable")["error"]["attempts_left"] == 4
    assert pinned.state()["strikes"] == 1
    assert run.data("good", "first")["changed"]
    assert run.data("good", "second")["changed"]
    assert (run.rc, run.recap["lobby"]["unreachable"], run.recap["good"]["ok"]) == (4, 1, 2)
    assert phone.requests("api-values.get") == []


def test_never_the_last_strike(ansible: Ansible, fleet: Fleet) -> None:
    """Where others failed before, the second separator would be the last attempt: it is left to a person."""
    phones = {f"strikes{strikes}": fleet.phone() for strikes in range(5)}
    for strikes, phone in enumerate(phones.values()):
        phone.set(strikes=strikes)
    hosts = {name: fleet.host(phone, ansible_password=WRONG) for name, phone in phones.items()}

    run = ansible.run(hosts, [TASK])

    assert [logins(phone) for phone in phones.values()] == [2, 2, 2, 1, 1]
    assert [phone.state()["strikes"] for phone in phones.values()] == [2, 3, 4, 4, 5]
    assert [phone.state()["locked_for"] > 0 for phone in phones.values()] == [False] * 4 + [True]
    assert run.failure("strikes3", status="unreachable")["error"]["attempts_left"] == 1
    # Four wrong passwords by others: that one more locks the phone cannot be known before.
    assert run.failure("strikes4", status="unreachable")["error"]["kind"] == "locked"


def test_locked(ansible: Ansible, fleet: Fleet) -> None:
    """Said at once, with the time to wait, and not tried again."""
    phone = fleet.phone()
    phone.set(locked_for=300)

    run = ansible.run(fleet.hosts(lobby=phone), [TASK, NEXT])

    failure = run.failure("lobby", status="unreachable")
    assert (failure["error"]["kind"], failure["error"]["retry_after"]) == ("locked", 300)
    assert "the phone has locked the account after too many wrong passwords. Try again in five minutes" in failure["msg"]
    assert logins(phone) == 1
    assert run.rc == 4


def test_separator_is_remembered_within_a_run(released_ansible: Ansible, fleet: Fleet) -> None:
    """Old firmware costs a strike in the first task only, and none when the separator is pinned."""
    old, pinned = fleet.phone(), fleet.phone()
    for phone in (old, pinned):
        phone.set(quirks={"separator": "."})
    hosts = {"old": fleet.host(old), "pinned": fleet.host(pinned, gs_digest_separator="dot")}

    run = released_ansible.run(hosts, [TASK, NEXT, {**values_task({"P30": "newer"}), "name": "third"}])

    assert [result.status for result in run.results] == ["ok"] * 6
    assert (logins(old), logins(pinned)) == (4, 3)
    assert old.state()["strikes"] == 0


def test_separator_through_the_other_door(ansible: Ansible, fleet: Fleet) -> None:
    old, pinned = fleet.phone(), fleet.phone()
    for phone in (old, pinned):
        phone.set(quirks={"separator": "."})
    hosts = {"old": fleet.host(old), "pinned": fleet.host(pinned, gs_digest_separator="dot")}

    run = ansible.run(hosts, [TASK], door="shipped")

    assert run.changed("old", "pinned") == [True, True]
    assert (logins(old), logins(pinned)) == (2, 1)


def test_old_password_is_told_by_kind(ansible: Ansible, fleet: Fleet) -> None:
    """What a playbook can do about a wrong password: look at `error.kind`, and go on with another."""
    phone = fleet.phone()
    tasks = [
        {**TASK, "ignore_unreachable": True, "register": "result"},
        {
            **values_task({"P30": "new"}, password="{{ other_password }}"),
            "name": "second",
            "when": ["result is unreachable", "result.error.kind == 'auth'", "result.error.attempts_left > 1"],
        },
    ]

    run = ansible.run({"lobby": fleet.host(phone, ansible_password=WRONG, other_password=PASSWORD)}, tasks, secrets=[PASSWORD])

    assert run.data("lobby", "second")["changed"] is True
    assert phone.state()["strikes"] == 0
