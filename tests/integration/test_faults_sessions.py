# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logins that fail, sessions that end at a bad time, and phones that keep everybody waiting."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

from integration.conftest import PASSWORD, Fleet
from integration.helpers.faults_fleet import Target, Writes, logins, prepare, problems_with_end, run_on, writes
from integration.helpers.faults_matrix import NTP_SERVER, USUAL, End
from integration.helpers.playbooks import Ansible, values_task
from simulator.client import Simulator

_WRONG = "not the password"
#: Of a phone, before it locks the account; a task leaves two of them to people.
_MOST_STRIKES = 3


def test_wrong_password_never_locks_a_phone(ansible: Ansible, fleet: Fleet) -> None:
    """Not even when no login is answered and the user allows many repetitions."""
    prepare(fleet)
    lost = ("reset_after", "hang_after", "short", "truncated", "wrong_shape", "reboot_after", "empty")
    targets = {
        kind: Target(fleet.phone(), USUAL, {"ansible_password": _WRONG, "gs_retries": 6, "gs_timeout": 1}) for kind in lost
    }
    for kind, target in targets.items():
        target.phone.fault(kind, "login", times=None, seconds=0.2 if kind == "reboot_after" else None)
    run = run_on(ansible, fleet, targets)
    for kind, target in targets.items():
        state = target.phone.state()
        # An empty answer is a refusal: the same words are not tried again.
        strikes = 2 if kind == "empty" else _MOST_STRIKES
        assert (state["strikes"], state["locked_for"]) == (strikes, 0), kind
        assert logins(target.phone) == strikes, kind
        failure = run.failure(kind, status="unreachable")
        assert failure["error"]["kind"] == "auth", kind
        assert f"{target.phone.address} port {fleet.simulator.port}: login: " in failure["msg"]
        assert "ansible_password" in failure["msg"]


def test_strikes_that_others_left(ansible: Ansible, fleet: Fleet) -> None:
    """A wrong password costs a strike for each separator, unless the phone tells that only one is left."""
    prepare(fleet)
    wrong = {"ansible_password": _WRONG}
    targets = {
        "fresh": Target(fleet.phone(), USUAL, wrong),
        "pinned": Target(fleet.phone(), USUAL, {**wrong, "gs_digest_separator": "colon"}),
        "nearly_locked": Target(fleet.phone(), USUAL, wrong),
        "right": Target(fleet.phone(), USUAL, {}),
    }
    targets["nearly_locked"].phone.set(strikes=3)
    targets["right"].phone.set(strikes=4)
    # The right password, and the separator that is tried second: one more strike would lock the phone.
    targets["other_separator"] = Target(fleet.phone(), USUAL, {})
    targets["other_separator"].phone.set(strikes=3, quirks={"separator": "."})
    run = run_on(ansible, fleet, targets)
    assert "digest_separator" in run.failure("other_separator", status="unreachable")["msg"]
    for name, left in {"other_separator": 1, "fresh": 3, "pinned": 4, "nearly_locked": 1}.items():
        failure = run.failure(name, status="unreachable")
        assert (failure["error"]["kind"], failure["error"]["attempts_left"]) == ("auth", left)
        assert "refused the credentials" in failure["msg"]
        assert f"{left} attempt" in failure["msg"]
        assert "ansible_password" in failure["msg"]
        assert targets[name].phone.state()["strikes"] == 5 - left
    assert run.changed("right") == [True]
    assert {name: target.phone.state()["locked_for"] for name, target in targets.items()} == dict.fromkeys(targets, 0)


def test_locked_while_a_session_is_open(ansible: Ansible, fleet: Fleet) -> None:
    """Somebody else's wrong passwords lock the phone, and then our session dies: one login finds out, and no other follows."""
    prepare(fleet)
    target = Target(fleet.phone(), USUAL, {})
    target.phone.fault("locked", "api-values.get")
    target.phone.fault("dead_session", "api-values.post")
    failure = run_on(ansible, fleet, {"lobby": target}).failure("lobby", status="unreachable")
    assert (failure["error"]["kind"], failure["error"]["retry_after"]) == ("locked", 300)
    assert "Try again in five minutes" in failure["msg"]
    assert not failure["changed"]
    assert logins(target.phone) == 2
    assert writes(target.phone) == Writes(sent=1, done=0)


def test_session_expires_between_tasks_and_in_a_task(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()
    phone.set(quirks={"session_seconds": 0.4})
    phone.fault("slow", "api-values.get", seconds=1, skip=2)
    run = ansible.run(
        fleet.hosts(lobby=phone),
        [
            {"name": "first", **values_task({"P30": NTP_SERVER})},
            {"name": "wait", "ansible.builtin.pause": {"seconds": 1}},
            {"name": "second", **values_task({"P207": "log.example.net"})},
        ],
    )
    assert run.data("lobby", "first")["changed"]
    assert run.data("lobby", "second")["changed"]
    assert (phone.values()["30"], phone.values()["207"]) == (NTP_SERVER, "log.example.net")
    # The second task's session died while its read was answered; the refused write is the proof.
    assert [record["authenticated"] for record in phone.requests("api-values.post")] == [True, False, True]


def test_two_controllers_at_once(ansible: Ansible, tmp_path: Path) -> None:
    """Two people run their own plays on the same phones in the same second. A read takes long enough for both to overlap."""
    other_folder = tmp_path / "other"
    other_folder.mkdir()
    controllers = {"ntp": ansible, "config": dataclasses.replace(ansible, folder=other_folder)}
    wanted = {
        "ntp": {"P30": NTP_SERVER, "P48": "proxy.example.net"},
        "config": {"P237": "config.example.net", "P48": "proxy.example.net"},
    }
    with Simulator(6, password=PASSWORD, latency=150) as simulator:
        fleet = Fleet(simulator)
        hosts = {f"phone{number}": fleet.host(simulator.phone(address)) for number, address in enumerate(simulator.addresses)}
        risk = ("can cut the phone off",)
        started = [controllers[name].start(hosts, [values_task(wanted[name])], tolerated=risk) for name in wanted]
        for run in [running.finish() for running in started]:
            assert run.changed(*hosts)
            assert {
                host: sum(recap[key] for key in ("failures", "unreachable")) for host, recap in run.recap.items()
            } == dict.fromkeys(hosts, 0)
        both = {name: value for values in wanted.values() for name, value in values.items()}
        again = ansible.run(hosts, [values_task(both)])
        assert again.changed(*hosts) == [False] * len(hosts)
        assert all(simulator.phone(address).state()["strikes"] == 0 for address in simulator.addresses)


def test_answer_that_drips_is_given_up(ansible: Ansible, fleet: Fleet) -> None:
    """However steadily an answer comes, the task ends after six times the timeout."""
    phone = fleet.phone()
    phone.fault("slow", "api-values.get", seconds=24)
    begun = time.monotonic()
    run = ansible.run({"lobby": fleet.host(phone, gs_timeout=1, gs_retries=0)}, [values_task({"P30": NTP_SERVER})])
    assert run.failure("lobby", status="unreachable")["error"]["kind"] == "transport"
    assert time.monotonic() - begun < 18


def test_phone_that_refuses_connections(ansible: Ansible, fleet: Fleet) -> None:
    """Off, or with nothing at its port: unreachable, and in order when it is back."""
    prepare(fleet)
    targets = {name: Target(fleet.phone(), USUAL, {}) for name in ("off", "refuses")}
    targets["off"].phone.set(off=True)
    targets["refuses"].phone.fault("refuse", times=None)
    run = run_on(ansible, fleet, targets)
    for name, target in targets.items():
        refused = End("unreachable", "transport", "refused")
        assert problems_with_end(run.one(name), refused, target.phone, "loginrealm") == []
        assert target.phone.requests() == []
    targets["off"].phone.set(off=False)
    targets["refuses"].phone.clear_faults()
    assert run_on(ansible, fleet, targets).changed(*targets) == [True, True]
