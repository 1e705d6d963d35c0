# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No phone is locked by a wrong password: not by loops, forks, several hosts with one address, or night after night."""

from __future__ import annotations

import time

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.journeys import KEPT
from integration.helpers.playbooks import JUMP_HOST, MODULE, Ansible, Data, values_task
from simulator.client import SimulatedPhone

WRONG = "wrong password 1+&"
NEW = "n3w-Passw0rd"
CHANGE, CHANGE_PASSWORD = "api-change_password", "voip.grandstream.gs_password"
PROFILES = pytest.mark.parametrize("profile", ["guide", "vendor"])


def take(fleet: Fleet, number: int, profile: str, **changes: object) -> dict[str, SimulatedPhone]:
    phones = {f"p{index:02}": fleet.phone() for index in range(number)}
    for phone in phones.values():
        phone.set(profile=profile, **changes)
    return phones


def logins(phone: SimulatedPhone) -> int:
    return len(phone.requests("login"))


def is_fine(phone: SimulatedPhone) -> bool:
    """No failed login on its count, and not locked."""
    state = phone.state()
    return not state["strikes"] and not state["locked_for"]


TASK = {**values_task({"P30": "ntp.example.net"}), "name": "set"}


@pytest.mark.long
@PROFILES
def test_wrong_password_night_after_night(ansible: Ansible, fleet: Fleet, profile: str) -> None:
    """Loops, three hosts with one address at once, later tasks, a shipped and a background task: two strikes in all."""
    phone, good = (take(fleet, 2, profile)[name] for name in ("p00", "p01"))
    hosts = {name: fleet.host(phone, ansible_password=WRONG) for name in ("a", "b", "c")}
    hosts["good"] = fleet.host(good)
    tasks: list[Data] = [
        {**TASK, "name": "loop", "loop": [1, 2, 3], "ignore_unreachable": True, "ignore_errors": True},
        {**TASK, "name": "again", "ignore_unreachable": True},
        {**TASK, "name": "shipped", "delegate_to": JUMP_HOST, "ignore_unreachable": True},
        {**TASK, "name": "background", "async": 30, "poll": 1, "ignore_unreachable": True, "ignore_errors": True},
    ]
    run = ansible.run(hosts, tasks, "-vvv", tolerated=[KEPT])

    assert (phone.state()["strikes"], logins(phone), is_fine(good)) == (2, 2, True)
    (again,) = run.of("a", "again")
    assert again.data["error"]["kind"] == "auth"
    assert "login_memory" not in run.output
    (kept,) = (ansible.folder / "ansible-home" / "voip.grandstream").glob("refused-logins")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert WRONG not in kept.read_text()
    for dummy in range(2):
        run = ansible.run({"a": hosts["a"]}, [TASK])
        assert "in an earlier run" in run.failure("a", status="unreachable")["msg"]
    assert logins(phone) == 2

    # Another wrong password may be tried, once; the right one always.
    run = ansible.run({"a": {**hosts["a"], "ansible_password": WRONG + "2", "gs_digest_separator": "colon"}}, [TASK])
    assert (phone.state()["strikes"], run.rc) == (3, 4)
    run = ansible.run({"a": fleet.host(phone)}, [TASK], tolerated=[KEPT])
    assert (run.changed("a"), is_fine(phone)) == ([True], True)


def test_one_of_several_was_refused_before(ansible: Ansible, fleet: Fleet) -> None:
    """It is not tried, which the message tells: by now it may be right. To forget it is safe after a login by hand only."""
    (phone,) = take(fleet, 1, "guide").values()
    host = fleet.host(phone, gs_digest_separator="colon")
    ansible.run({"a": {**host, "ansible_password": WRONG}}, [TASK])
    phone.set(values={"2": WRONG})
    rotate = {CHANGE_PASSWORD: {"new_password": NEW, "old_passwords": [WRONG]}}
    by_hand = "right by now, log in by hand with it, which gives the phone its attempts back, and remove the line"
    told = [ansible.run({"a": host}, [rotate], secrets=[NEW, WRONG]).failure("a", status="unreachable")["msg"] for dummy in "12"]
    assert f"1 of them was refused in an earlier run and not tried again. If it is {by_hand}" in told[0]
    assert f"Check ansible_user and ansible_password. If one is {by_hand}" in told[1]
    assert phone.state()["strikes"] == 2


def test_nobody_is_asked_after_the_first_phones(ansible: Ansible, fleet: Fleet) -> None:
    """In ten forks at once: three are asked, and the others told apart."""
    phones = take(fleet, 8, "vendor")
    hosts = {name: fleet.host(phone, ansible_password=WRONG, gs_refusal_limit=3) for name, phone in phones.items()}
    run = ansible.run(hosts, [TASK])
    assert sorted(logins(phone) for phone in phones.values()) == [0] * 5 + [2] * 3
    told = [run.failure(name, status="unreachable")["msg"] for name in phones if not logins(phones[name])]
    assert ["3 phones of this run refused the credentials of 'gmiadmin', and none took them" in text for text in told] == [
        True
    ] * 5
    assert run.rc == 4


@PROFILES
def test_check_mode_costs_no_phone_anything(ansible: Ansible, fleet: Fleet, profile: str) -> None:
    """Five times in a row, with a phone whose password nobody knows among them."""
    phones = take(fleet, 3, profile)
    phones["p01"].set(values={"2": NEW})
    phones["p02"].set(values={"2": "of somebody else"})
    hosts = {name: fleet.host(phone) for name, phone in phones.items()}
    task: Data = {CHANGE_PASSWORD: {"new_password": NEW, "old_passwords": [PASSWORD]}}
    for dummy in range(5):
        run = ansible.run(hosts, [task], "--check", secrets=[NEW])
        assert run.changed("p00", "p01") == [True, False]
    assert [is_fine(phones[name]) for name in ("p00", "p01")] == [True, True]
    state = phones["p02"].state()
    # Three in the first run. The second goes on with what was left out, and no further.
    assert (state["strikes"], state["locked_for"]) == (4, 0)
    assert [len(phone.requests(CHANGE)) for phone in phones.values()] == [0, 0, 0]


def test_rotation_of_phones_that_break_down_over_two_parameters(ansible: Ansible, fleet: Fleet) -> None:
    """With a wrong candidate first, and all at once. One phone breaks down over it, and each proves its new password."""
    phones = take(fleet, 5, "vendor", values={"196": "of the user"})
    hosts = {name: fleet.host(phone, gs_retries=6) for name, phone in phones.items()}
    task: Data = {CHANGE_PASSWORD: {"new_password": NEW, "old_passwords": [WRONG, PASSWORD]}}
    run = ansible.run(hosts, [task], secrets=[NEW, WRONG])

    assert run.changed(*phones) == [True] * 5
    changes = [request for phone in phones.values() for request in phone.requests(CHANGE)]
    assert sorted(len(request["parameters"]) for request in changes) == [2, 4, 4, 4, 4, 4]
    assert {(phone.values()["2"], phone.values()["196"]) for phone in phones.values()} == {(NEW, "of the user")}
    assert all(is_fine(phone) for phone in phones.values())

    # The user's password is the admin's to change there, and reading it proves it.
    hosts = {name: fleet.host(phone, ansible_password=NEW, gs_retries=6) for name, phone in phones.items()}
    user: Data = {CHANGE_PASSWORD: {"role": "user", "new_password": "users-n3w", "old_passwords": ["of the user"]}}
    for changed in (True, False):
        run = ansible.run(hosts, [user], secrets=["users-n3w", "of the user"])
        assert run.changed(*phones) == [changed] * 5
    assert {(phone.values()["2"], phone.values()["196"]) for phone in phones.values()} == {(NEW, "users-n3w")}


def test_one_task_at_a_time_on_a_phone(ansible: Ansible, fleet: Fleet) -> None:
    """Many hosts of one address, in forks and in the background, on a phone with one random and one session."""
    phone = take(fleet, 1, "vendor")["p00"]
    phone.fault("slow", "api-values.get", seconds=0.3, times=None)
    hosts = {f"host{number}": fleet.host(phone) for number in range(5)}
    run = ansible.run(
        hosts,
        [
            {"name": "at once", MODULE: {"values": {"P30": "ntp.example.net"}}},
            {"name": "background", MODULE: {"values": {"P30": "ntp.example.net"}}, "async": 60, "poll": 1},
        ],
        warnings=[KEPT],
    )
    assert (run.rc, is_fine(phone)) == (0, True), run.output
    assert sum(bool(run.data(name, "at once")["changed"]) for name in hosts) == 1
    assert logins(phone) == 10


def test_interrupted_while_it_waits_for_another_task(ansible: Ansible, fleet: Fleet) -> None:
    phone = take(fleet, 1, "guide")["p00"]
    phone.fault("hang", "login")
    hosts = {name: fleet.host(phone, gs_timeout=60) for name in ("first", "second")}
    started = ansible.start(hosts, [TASK])
    deadline = time.monotonic() + 60
    while not logins(phone):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    started.interrupt()
    begun = time.monotonic()
    run = started.finish()
    assert run.rc != 0
    assert time.monotonic() - begun < 30
    assert logins(phone) == 1


#: What is no text where a secret is meant, and in which words it is refused.
NO_TEXT: dict[str, tuple[Data, Data, str]] = {
    "number": ({}, {"new_password": 83}, "new_password: it is a number here (YAML reads 0123 as 83). Write it in quotes"),
    "boolean": ({}, {"new_password": True}, "new_password: it is a boolean here"),
    "list": ({}, {"new_password": [NEW]}, "new_password: it is a list, and not a text"),
    "dictionary": ({}, {"new_password": {NEW: NEW}}, "new_password: it is a dictionary, and not a text"),
    "candidate": ({}, {"new_password": NEW, "old_passwords": ["a", 123]}, "old_passwords: number 2: it is a number here"),
    "variable": ({"ansible_password": 98765}, {"new_password": NEW}, "ansible_password='\"1234\"'"),
    "template": ({"ansible_password": "{{ [1, 2] }}"}, {"new_password": NEW}, "ansible_password: it is a list, and not a text"),
}


def test_secret_that_is_no_text(released_ansible: Ansible, door: str, fleet: Fleet) -> None:
    phones = take(fleet, len(NO_TEXT), "guide")
    hosts = {
        name: fleet.host(phone, wanted=options, **variables)
        for phone, (name, (variables, options, _says)) in zip(phones.values(), NO_TEXT.items(), strict=True)
    }
    # The options as they are: a template of its own would make texts of numbers on ansible-core 2.18.
    task: Data = {CHANGE_PASSWORD: "{{ wanted }}"}
    warnings = ["is unsafe in some situations"]
    run = released_ansible.run(hosts, [task], door=door, hide_passwords=False, secrets=[NEW], warnings=warnings)
    for name, (_variables, _options, says) in NO_TEXT.items():
        failure = run.failure(name)
        assert says in failure["msg"]
        assert failure["error"]["kind"] == "input"
    assert [phone.requests() for phone in phones.values()] == [[]] * len(phones)
