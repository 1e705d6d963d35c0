# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role password_rotation: a whole fleet takes new passwords, however often the run is killed, and none is ever lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.playbooks import Ansible, Data, Started
from integration.helpers.rotations import (
    ADMIN,
    CHANGE,
    FILES,
    LOGIN,
    NASTY,
    NEXT,
    STOP,
    USER,
    WRONG,
    count,
    forget,
    held,
    refusals,
    rotate,
    start,
    statuses,
    stored,
    strikes,
    take,
    told,
    vaulted,
)
from simulator.client import SimulatedPhone


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait at most a minute. Raises AssertionError."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_fleet(every_ansible: Ansible, fleet: Fleet) -> None:
    """All phones take a password of their own. The second run logs in once to each, and changes nothing."""
    phones = take(fleet)
    nasty, key = vaulted(every_ansible, NASTY)
    hosts = {"p02": {"gs_new_password": nasty}, "p03": {"ansible_password": WRONG, "gs_old_passwords": [PASSWORD]}}
    run = rotate(every_ansible, fleet, phones, *key, serial=(1, 5, "50%"), hosts=hosts)

    assert run.rc == 0, run.output
    assert set(statuses(run).values()) == {("ok", True)}
    new = {**stored(every_ansible), "p02": NASTY}
    assert held(phones) == new
    assert len(set(new.values())) == len(phones)
    assert {name: len(phone.requests(LOGIN)) for name, phone in phones.items()} == dict.fromkeys(phones, 3) | {"p03": 4}
    names = ", ".join(sorted(phones))
    assert [lines[0] for lines in told(run)] == [
        "12 phones: 1 done, 11 not yet their turn",
        "12 phones: 6 done, 6 not yet their turn",
        "12 phones: 12 done",
    ]
    assert told(run)[-1][1:] == [f"done: {names}"]

    forget(phones)
    # The usual state of an inventory after it: the connection's password is the new one.
    hosts["p03"] = {}
    run = rotate(every_ansible, fleet, phones, *key, hosts=hosts, ansible_password="{{ gs_new_password }}")
    assert run.rc == 0, run.output
    assert set(statuses(run).values()) == {("ok", False)}
    assert told(run) == [["12 phones: 12 already done", f"already done: {names}"]]
    assert (set(count(phones, LOGIN)), set(count(phones, CHANGE))) == ({1}, {0})
    assert (held(phones), strikes(phones)) == (new, {(0, False)})


#: Where phones are when a run is killed, and whether they have the new password then.
PLACES: dict[str, tuple[Data | None, int, bool]] = {
    "p01": ({"kind": "hang", "endpoint": LOGIN}, 1, False),
    "p02": ({"kind": "hang_after", "endpoint": LOGIN, "skip": 1}, 2, False),
    "p03": ({"kind": "hang", "endpoint": CHANGE}, 1, False),
    "p04": ({"kind": "hang_after", "endpoint": CHANGE}, 1, True),
    "p05": ({"kind": "hang", "endpoint": LOGIN, "skip": 2}, 3, True),
    # Done, and not in a report yet, because that waits for the others.
    "p06": (None, 3, True),
}
#: Prints the stored password. Stores one first where there is none; while the file `hold` exists, waits before that or after it.
STORE = """
place=$1/store-$2
wait_at() {
    case "$2" in $1)
        touch "$3/waits-$2"
        while [ -e "$3/hold" ]; do sleep 0.05; done
    esac
}
if [ ! -s "$place" ]; then
    wait_at 'p0[123]' "$2" "$1"
    head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \\n' > "$place"
    wait_at 'p0[456]' "$2" "$1"
fi
cat "$place"
"""


def end(started: Started, how: str) -> None:
    """End a run: Ctrl-C, or all of its processes at once."""
    if how == "interrupted":
        started.interrupt()
        started.process.wait(30)
    started.stop()


@pytest.mark.parametrize("how", ["killed", "interrupted"])
def test_ended_at_every_step(ansible: Ansible, fleet: Fleet, how: str) -> None:
    """Before a password is stored, after it, while the phone is told, and before the report: the next run puts it right."""
    phones = take(fleet, len(PLACES))
    folder, script = ansible.folder, ansible.folder / "store.sh"
    script.write_text(STORE, encoding="utf-8")
    command = f"sh {script} {folder} "
    options: Data = {"gs_new_password": "{{ lookup('ansible.builtin.pipe', '" + command + "' ~ inventory_hostname) }}"}

    (folder / "hold").touch()
    started = start(ansible, fleet, phones, **options)
    wait_for(lambda: len(list(folder.glob("waits-*"))) == len(phones))
    end(started, how)
    assert sorted(file.name for file in folder.glob("store-*")) == ["store-p04", "store-p05", "store-p06"]
    assert fleet.simulator.requests_summary()["total"] == 0
    first = {file: file.read_text(encoding="utf-8") for file in folder.glob("store-*")}
    (folder / "hold").unlink()

    for name, (fault, _requests, _has_new) in PLACES.items():
        if fault is not None:
            phones[name].fault(**fault)
    started = start(ansible, fleet, phones, **options)
    wait_for(lambda: all(_is_there(phone, name) for name, phone in phones.items()))
    end(started, how)
    assert {file: file.read_text(encoding="utf-8") for file in first} == first
    new = {name: (folder / f"store-{name}").read_text(encoding="utf-8") for name in phones}
    assert {name: held(phones)[name] == new[name] for name in phones} == {name: place[2] for name, place in PLACES.items()}
    assert strikes(phones) <= {(0, False), (1, False)}

    forget(phones)
    run = rotate(ansible, fleet, phones, secrets=list(new.values()), **options)
    assert run.rc == 0, run.output
    assert held(phones) == new
    assert statuses(run) == {name: ("ok", not place[2]) for name, place in PLACES.items()}
    assert told(run)[0][1:] == ["done: p01, p02, p03", "already done: p04, p05, p06"]
    assert count(phones, CHANGE) == [1, 1, 1, 0, 0, 0]
    assert strikes(phones) == {(0, False)}


def _is_there(phone: SimulatedPhone, name: str) -> bool:
    fault, requests, _has_new = PLACES[name]
    return len(phone.requests(fault["endpoint"] if fault else LOGIN)) == requests


def test_some_phones_fail(ansible: Ansible, fleet: Fleet) -> None:
    """Those that are off, locked, or have another password are named; the others are served; a later run picks them up."""
    phones = take(fleet)
    phones["p04"].set(off=True)
    phones["p05"].set(locked_for=300)
    phones["p06"].set(values={ADMIN: "of somebody else"})
    phones["p07"].set(quirks={"password_minimum": 99})
    bad = ["p04", "p05", "p06", "p07"]
    run = rotate(ansible, fleet, phones, serial=(1, 5, 6))

    assert run.rc == 4, run.output
    assert {name: status for name, (status, _changed) in statuses(run).items() if status != "ok"} == {
        "p04": "unreachable", "p05": "unreachable", "p06": "unreachable", "p07": "failed",
    }  # fmt: skip
    assert [run.recap[name]["failures"] + run.recap[name]["unreachable"] for name in bad] == [1] * 4
    lines = told(run)[-1]
    assert lines[0] == "12 phones: 8 done, 1 failed, 3 unreachable"
    assert [line.split(":")[:2] for line in lines[2:]] == [
        ["failed", " p07"], ["unreachable", " p04"], ["unreachable", " p05"], ["unreachable", " p06"],
    ]  # fmt: skip
    for line, says in zip(lines[2:], ("rules", "refused", "locked", "refused all passwords"), strict=True):
        assert says in line
    new = stored(ansible)
    served = {name: password for name, password in new.items() if name not in bad}
    assert {name: held(phones)[name] for name in served} == served

    phones["p04"].set(off=False)
    phones["p05"].set(locked_for=0)
    phones["p06"].set(strikes=0)
    phones["p07"].set(quirks={"password_minimum": 1})
    forget(phones)
    run = rotate(ansible, fleet, phones, hosts={"p06": {"ansible_password": "of somebody else"}})
    assert run.rc == 0, run.output
    assert told(run)[0][0] == "12 phones: 4 done, 8 already done"
    assert (held(phones), stored(ansible), strikes(phones)) == (new, new, {(0, False)})


def test_budget(released_ansible: Ansible, fleet: Fleet) -> None:
    """When too many have failed, the phones of later batches are not asked anything, and the sentence says how to go on."""
    phones = take(fleet, 8)
    for name in ("p02", "p04"):
        phones[name].set(off=True)
    options: Data = {"serial": [2], "gs_rotation_max_failures": 1}
    run = rotate(released_ansible, fleet, phones, **options)

    # The most serious of what there was: a phone is unreachable.
    assert run.rc == 4, run.output
    later = {name: phones[name] for name in ("p05", "p06", "p07", "p08")}
    assert count(later, "api-change_password") == count(later, "loginrealm") == [0] * 4
    assert told(run)[-1][0] == "8 phones: 2 done, 2 unreachable, 4 not yet their turn"
    (sentence,) = told(run, STOP)
    for part in ("2 of 8 phones", "gs_rotation_max_failures allows 1", "4 phones of later batches", "repeat the run", "--limit"):
        assert part in sentence
    assert sorted(stored(released_ansible)) == ["p01", "p02", "p03", "p04"]

    # As many as are allowed do not stop it, and after the last batch there is nothing to stop.
    phones["p08"].set(off=True)
    run = rotate(released_ansible, fleet, phones, "--limit", "!p04,!p05", **options)
    assert (run.rc, told(run)[-1][0]) == (4, "6 phones: 2 done, 2 already done, 2 unreachable"), run.output
    assert told(run, STOP) == []


def test_whole_batch_is_lost(ansible: Ansible, fleet: Fleet) -> None:
    """Ansible ends the run then without a word; what to do was told before."""
    phones = take(fleet, 3)
    phones["p01"].set(off=True)
    run = rotate(ansible, fleet, phones, serial=[1])
    assert run.rc == 4, run.output
    (lines,) = told(run, NEXT)
    assert lines[0] == "Now 1 of 3 phones: p01."
    assert "repeat it" in lines[1]
    assert count(phones, "loginrealm")[1:] == [0, 0]


#: What comes out of the lookup, and what the refusal says.
REFUSALS: dict[str, tuple[Data, str]] = {
    "p01": (
        {"gs_new_password": "{{ lookup('ansible.builtin.password', '/dev/null') }}"},
        "nobody would know which one the phone has",
    ),
    "p02": ({"gs_new_password": "{{ 1000000000 | random }}"}, "nobody would know which one the phone has"),
    "p03": ({"gs_new_password": " "}, "it is empty"),
    "p04": ({"gs_new_password": "admin"}, "it is the factory's"),
    "p05": ({"gs_new_password": WRONG, "gs_old_passwords": [PASSWORD, WRONG]}, "it is one of gs_old_passwords"),
    "p06": ({"gs_new_password": "123", "gs_password_role": "user"}, "it is the factory's"),
    "p07": ({"gs_new_password": {"password": NASTY}}, "it is not text"),
    "p08": ({"gs_new_password": [NASTY]}, "it is not text"),
    "p12": ({"gs_new_password": 83}, "it is a number here (YAML reads 0123 as 83)"),
}


#: What the check of the role's options refuses, which tells of values.
MISTAKES: dict[str, Data] = {
    "p09": {"gs_new_password": None},
    "p10": {"gs_old_passwords": {WRONG: NASTY}},
    "p11": {"gs_password_role": "root"},
}


def test_refused_before_any_request(released_ansible: Ansible, fleet: Fleet) -> None:
    """A password that would be lost, or is no new one, and variables that are wrong. No secret is told."""
    hosts = {**{name: variables for name, (variables, _says) in REFUSALS.items()}, **MISTAKES}
    run = rotate(released_ansible, fleet, take(fleet, len(hosts)), hosts=hosts)
    assert run.rc == 2, run.output
    said = refusals(run)
    assert said.keys() == REFUSALS.keys()
    for name, (_variables, says) in REFUSALS.items():
        assert says in said[name]
    assert fleet.simulator.requests_summary()["total"] == 0


def test_role_user(ansible: Ansible, fleet: Fleet) -> None:
    """The user's password, with the candidates of the user; the administrator's is not tried."""
    phones = take(fleet, 3)
    phones["p02"].set(values={USER: "of the user"})
    hosts: dict[str, Data] = {"p02": {"ansible_user": "user", "ansible_password": "of the user", "gs_old_passwords": []}}
    run = rotate(ansible, fleet, phones, hosts=hosts, gs_password_role="user", gs_old_passwords=["123"])
    assert run.rc == 0, run.output
    assert held(phones, USER) == stored(ansible)
    assert set(held(phones).values()) == {PASSWORD}
    assert count(phones, LOGIN) == [3, 3, 3]


def test_both_profiles(ansible: Ansible, fleet: Fleet) -> None:
    """Phones of the guide and of the vendor's own server, whose change crashes it, is an error, and tells no user's login."""
    phones = take(fleet, 6)
    # Two of them are of one kind.
    vendors = ("p01", "p04", "p05")
    for name in vendors:
        phones[name].set(profile="vendor", quirks={"crash_seconds": 0.5})
    # One that the phone tells unescaped, so that the answer breaks.
    nasty, key = vaulted(ansible, NASTY)
    options: Data = {"hosts": {"p05": {"gs_new_password": nasty}}}
    for role, number, old in (("admin", ADMIN, PASSWORD), ("user", USER, "123")):
        if role == "user":
            options |= {"gs_password_role": role, "ansible_password": FILES.replace("passwords", "admins")}
            (ansible.folder / "passwords").rename(ansible.folder / "admins")
            options["hosts"]["p05"] |= {"ansible_password": nasty}
        others = held(phones, USER if role == "admin" else ADMIN)
        for changed in (True, False):
            forget(phones)
            run = rotate(ansible, fleet, phones, *key, gs_old_passwords=[WRONG, old], **options)
            assert run.rc == 0, run.output
            assert set(statuses(run).values()) == {("ok", changed)}
            assert held(phones, number) == {**stored(ansible), "p05": NASTY}
            assert held(phones, USER if role == "admin" else ADMIN) == others
            assert strikes(phones) == {(0, False)}
            crashed = [name for name in vendors for row in phones[name].requests() if row["outcome"] == "crashed"]
            assert len(crashed) == (2 if changed else 0), "one of a kind breaks down, and not each phone"


#: What users write where a store must be written: one new password a phone, kept where it is there already.
STORE_TASKS = """
- name: Keep a password that is stored already
  ansible.builtin.copy:
    content: "{{ lookup('ansible.builtin.password', '/dev/null', chars=['ascii_letters', 'digits']) }}"
    dest: "{{ inventory_dir }}/passwords/{{ inventory_hostname }}"
    mode: "0600"
    force: MODE
  no_log: true
  delegate_to: localhost
"""
READ_FILE = (
    "{{ lookup('ansible.builtin.file', inventory_dir ~ '/passwords/' ~ inventory_hostname) "
    "if (inventory_dir ~ '/passwords/' ~ inventory_hostname) is file else '' }}"
)


def store_tasks(folder: Path, *, force: bool) -> str:
    """The path of a file with tasks that store; with `force` a new password each time."""
    (folder / "passwords").mkdir(exist_ok=True)
    file = folder / "store.yml"
    file.write_text(STORE_TASKS.replace("MODE", str(force).lower()), encoding="utf-8")
    return str(file)


@pytest.mark.long
def test_store_tasks(ansible: Ansible, fleet: Fleet) -> None:
    """A store that must be written is written before the phone is told. Check mode writes none and asks no phone."""
    phones = take(fleet, 1)
    options: Data = {
        "gs_new_password": READ_FILE,
        "gs_rotation_store_tasks": store_tasks(ansible.folder, force=False),
    }
    run = rotate(ansible, fleet, phones, "--check", **options)
    assert (run.rc, told(run)[0][0]) == (0, "1 phone: 1 no password stored yet"), run.output
    assert (stored(ansible), fleet.simulator.requests_summary()["total"]) == ({}, 0)

    run = rotate(ansible, fleet, phones, **options)
    assert (run.rc, told(run)[0][0]) == (0, "1 phone: 1 done"), run.output
    assert held(phones) == stored(ansible)

    forget(phones)
    before = held(phones)
    store_tasks(ansible.folder, force=True)
    run = rotate(ansible, fleet, phones, **options)
    assert run.rc == 2, run.output
    assert ["replaced a password that was stored already" in said for said in refusals(run).values()] == [True]
    assert (held(phones), count(phones, LOGIN)) == (before, [0])


def test_check_mode(ansible: Ansible, fleet: Fleet) -> None:
    """The logins of a run without the change tell which would change, and leave no strike."""
    phones = take(fleet, 3)
    hosts = {"p03": {"gs_new_password": NASTY}}
    phones["p03"].set(values={ADMIN: NASTY})
    run = rotate(ansible, fleet, phones, "--check", hosts=hosts)
    assert run.rc == 0, run.output
    assert told(run)[0] == ["3 phones: 2 would change, 1 already done", "would change: p01, p02", "already done: p03"]
    assert held(phones) == {"p01": PASSWORD, "p02": PASSWORD, "p03": NASTY}
    assert (count(phones, LOGIN), count(phones, CHANGE)) == ([2, 2, 1], [0, 0, 0])
    assert strikes(phones) == {(0, False)}
