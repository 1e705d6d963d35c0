# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook rotate_passwords with gs_rotate_sip: accounts get new SIP passwords while their old registrations live on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest

from integration.conftest import Fleet
from integration.helpers.playbooks import Ansible, Data, Run
from integration.helpers.rotations import Phones, forget, results, rotate, start, take, told
from support.tools import end, living_in

OLD = "0ld-sip-{}-secret"
NEW = "New-sip-{}-secret"
SIP = ("-e", "gs_rotate_sip=true")
TASK = "Give the accounts"
KEPT = "api-values.post"
QUICK = {"boot_seconds": 0.3, "shutdown_seconds": 0.1, "registration_lives": 600}
#: Account 1, and of those with two the second one.
FIRST = {"271": "1", "47": "pbx.example.net", "35": "1001"}
SECOND = {"401": "1", "402": "pbx.example.net", "404": "1002"}
VARIABLES: Data = {
    "gs_new_sip_passwords": {"1": "{{ lookup('ansible.builtin.file', inventory_dir ~ '/sip/' ~ inventory_hostname) }}"},
    "gs_old_sip_passwords": {"1": "0ld-sip-{{ inventory_hostname }}-secret"},
    "gs_rotation_sip_wait": 5,
}


def registered(ansible: Ansible, phones: Phones, vendors: tuple[str, ...], seconds: float = 0.6) -> None:
    """Let all phones be registered with their old password, and store a new one for each, which the SIP server has too."""
    (ansible.folder / "sip").mkdir(exist_ok=True)
    for name, phone in phones.items():
        (ansible.folder / "sip" / name).write_text(NEW.format(name), encoding="utf-8")
        phone.set(profile="vendor" if name in vendors else "guide", quirks={**QUICK, "registration_seconds": seconds})
        phone.set(values={**FIRST, "34": OLD.format(name)}, pbx={"1": OLD.format(name)})
    time.sleep(seconds)
    for name, phone in phones.items():
        phone.set(pbx={"1": NEW.format(name)})


def rotate_sip(ansible: Ansible, fleet: Fleet, phones: Phones, *arguments: str, **options: Any) -> Run:
    """Run the playbook. No SIP password may be told, old or new."""
    secrets = [text.format(name) for name in phones for text in (OLD, NEW)]
    tolerated = ["not proved: nothing shows that the account registered anew with accounts.1.sip_auth_password"]
    return rotate(ansible, fleet, phones, *SIP, *arguments, secrets=secrets, tolerated=tolerated, **{**VARIABLES, **options})


def held(phones: Phones, number: str = "34") -> dict[str, str]:
    """`old` or `new`, or what else a phone holds."""
    words = {text.format(name): word for name in phones for text, word in ((OLD, "old"), (NEW, "new"))}
    found = {name: phone.values()[number] for name, phone in phones.items()}
    return {name: words.get(text, text) for name, text in found.items()}


def is_registered(phones: Phones) -> dict[str, bool]:
    """Whether account 1 of each phone is registered, whatever the phone says of it."""
    return {name: bool(phone.state()["accounts"][0]["reg"]) for name, phone in phones.items()}


def messages(run: Run) -> Mapping[str, str]:
    """What phones failed with."""
    return {result.host: result.data["msg"] for result in results(run, TASK) if result.status in ("failed", "unreachable")}


def prepared(ansible: Ansible, fleet: Fleet) -> Phones:
    """Nine phones of both kinds, of which some cannot be done at once, and one need not be."""
    phones = take(fleet, 9)
    registered(ansible, phones, vendors=("p02", "p04", "p08"))
    for name in ("p03", "p04"):
        # The SIP server has not got it yet.
        phones[name].set(pbx={"1": OLD.format(name)})
    phones["p05"].set(state="busy")
    # It registers so fast that nobody sees it, and only a restart shows it.
    phones["p06"].set(quirks={"registration_seconds": 0})
    phones["p07"].set(off=True)
    # Two accounts share one status.
    phones["p08"].set(values={**SECOND, "406": "s3cret-of-two"}, pbx={"2": "s3cret-of-two"})
    phones["p09"].set(values={"271": "0"})
    return phones


@pytest.mark.long
def test_fleet(ansible: Ansible, fleet: Fleet) -> None:
    """Both kinds of phones, in batches: proved, taken back, left alone in a call. The last run sends no write."""
    phones = prepared(ansible, fleet)
    check = rotate_sip(ansible, fleet, phones, "--check")
    assert fleet.simulator.requests_summary()["writes"] == 0
    assert told(check)[-1][0] == "9 phones: 6 would change, 1 already done, 1 busy, or no password stored yet, 1 unreachable"

    forget(phones)
    check_first(rotate_sip(ansible, fleet, phones, serial=(1, 5, "50%")), phones)
    for name in ("p03", "p04"):
        phones[name].set(pbx={"1": NEW.format(name)})
    phones["p05"].set(state="available")
    phones["p07"].set(off=False)
    forget(phones)
    run = rotate_sip(ansible, fleet, phones)
    assert run.rc == 0, run.output
    assert told(run)[-1][0] == "9 phones: 4 done, 5 already done"
    assert held(phones) == dict.fromkeys(phones, "new") | {"p09": "old"}
    assert is_registered(phones) == dict.fromkeys(phones, True) | {"p09": False}

    forget(phones)
    run = rotate_sip(ansible, fleet, phones)
    assert (run.rc, told(run)[-1][0]) == (0, "9 phones: 9 already done"), run.output
    assert fleet.simulator.requests_summary()["writes"] == 0


def check_first(run: Run, phones: Phones) -> None:
    """What came of the first run on the phones of :func:`prepared`."""
    assert run.rc == 4, run.output
    assert held(phones) == dict.fromkeys(phones, "old") | dict.fromkeys(("p01", "p02", "p06", "p08"), "new")
    assert [phone.state()["not_in_force"] for phone in phones.values()] == [{}] * 9
    # The SIP server does not know yet that one is off.
    assert is_registered(phones) == dict.fromkeys(phones, True) | {"p09": False}
    lines = told(run)[-1]
    assert lines[0] == "9 phones: 4 done, 1 already done, 1 busy (left for a later run), 2 failed, 1 unreachable"
    assert lines[-1] == "not proved, look at the SIP server whether they register: p08"
    failed = messages(run)
    assert failed.keys() == {"p03", "p04", "p07"}
    for name in ("p03", "p04"):
        assert "not registered anew within 5 s: account 1. The former passwords were brought back" in failed[name]
        assert "the accounts are registered again" in failed[name]
    rebooted = [name for name, phone in phones.items() if phone.requests("api-sys_operation")]
    assert rebooted == ["p02", "p04", "p06", "p08"]
    assert len(phones["p04"].requests("api-sys_operation")) == 2
    assert {name: len(phone.requests(KEPT)) for name, phone in phones.items()} == dict.fromkeys(phones, 1) | {
        "p03": 2, "p04": 2, "p05": 0, "p07": 0, "p09": 0,
    }  # fmt: skip


def test_killed_while_the_phone_is_told(ansible: Ansible, fleet: Fleet) -> None:
    """Whether the phone has the old or the new password then, the next run ends with the new one, proved."""
    phones = take(fleet, 4)
    registered(ansible, phones, vendors=("p03", "p04"))
    for name, kind in (("p01", "hang"), ("p02", "hang_after"), ("p03", "hang"), ("p04", "hang_after")):
        phones[name].fault(kind, KEPT, seconds=100)
    started = start(ansible, fleet, phones, *SIP, **VARIABLES)
    deadline = time.monotonic() + 60
    while not all(phone.requests(KEPT) for phone in phones.values()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    # Its workers have sessions of their own: all at once, so that none goes on when it has waited long enough.
    end(living_in(ansible.folder, sparing="async_wrapper"))
    started.stop()
    assert held(phones) == {"p01": "old", "p02": "new", "p03": "old", "p04": "new"}
    assert phones["p04"].state()["not_in_force"] == {"34": OLD.format("p04")}

    forget(phones)
    run = rotate_sip(ansible, fleet, phones)
    assert run.rc == 0, run.output
    assert (set(held(phones).values()), set(is_registered(phones).values())) == ({"new"}, {True})
    assert phones["p04"].state()["not_in_force"] == {}
    assert told(run)[-1][0] == "4 phones: 4 done"
    forget(phones)
    run = rotate_sip(ansible, fleet, phones)
    assert told(run)[-1][0] == "4 phones: 4 already done"
    assert fleet.simulator.requests_summary()["writes"] == 0


#: Stores a new password where there is none, and tells the SIP server, which the tests do in another way.
STORE = """
- name: Keep a password that is stored already
  ansible.builtin.copy:
    content: "{{ lookup('ansible.builtin.password', '/dev/null', chars=['ascii_letters', 'digits']) }}"
    dest: "{{ inventory_dir }}/sip/{{ inventory_hostname }}"
    mode: "0600"
    force: MODE
  no_log: true
  delegate_to: localhost
"""
STORED = (
    "{{ lookup('ansible.builtin.file', inventory_dir ~ '/sip/' ~ inventory_hostname) "
    "if (inventory_dir ~ '/sip/' ~ inventory_hostname) is file else '' }}"
)


@pytest.mark.long
def test_stored_first(ansible: Ansible, fleet: Fleet) -> None:
    """Nothing is sent that is not stored. What cannot be right is refused, and no password told."""
    phones = take(fleet, 4)
    registered(ansible, phones, vendors=())
    store = ansible.folder / "store.yml"
    store.write_text(STORE.replace("MODE", "false"), encoding="utf-8")
    (ansible.folder / "sip" / "p01").unlink()
    hosts: Data = {
        "p01": {"gs_new_sip_passwords": {"1": STORED}, "gs_rotation_store_tasks": str(store)},
        "p02": {"gs_new_sip_passwords": {"1": "{{ lookup('ansible.builtin.password', '/dev/null') }}"}},
        "p03": {"gs_old_sip_passwords": {"1": NEW.format("p03")}},
        "p04": {"gs_new_sip_passwords": {}},
    }
    run = rotate_sip(ansible, fleet, phones, "--check", hosts=hosts)
    assert not (ansible.folder / "sip" / "p01").exists()
    assert told(run)[-1][0] == "4 phones: 1 busy, or no password stored yet, 3 failed"

    # The SIP server is told too late for the proof, so that the former one comes back; the new one stays stored.
    run = rotate_sip(ansible, fleet, phones, hosts=hosts)
    assert run.rc == 2, run.output
    new = (ansible.folder / "sip" / "p01").read_text(encoding="utf-8")
    assert new
    assert new not in run.output
    refused = {result.host: result.data["msg"] for result in results(run, "Refuse SIP")}
    assert refused.keys() == {"p02", "p03", "p04"}
    assert "account 1: each time that it is looked up it is another one" in refused["p02"]
    assert "account 1: it is the one of gs_old_sip_passwords" in refused["p03"]
    assert "it names no account" in refused["p04"]
    assert [len(phones[name].requests()) for name in refused] == [0, 0, 0]
    assert held(phones)["p01"] == "old"

    phones["p01"].set(pbx={"1": new})
    run = rotate_sip(ansible, fleet, {"p01": phones["p01"]}, hosts=hosts)
    assert (run.rc, told(run)[-1][0], phones["p01"].values()["34"]) == (0, "1 phone: 1 done", new), run.output
    # A task that makes a new one each time is caught before the phone hears of it.
    store.write_text(STORE.replace("MODE", "true"), encoding="utf-8")
    forget(phones)
    run = rotate_sip(ansible, fleet, {"p01": phones["p01"]}, hosts=hosts)
    assert "replaced a password that was stored already" in results(run, "Refuse SIP")[0].data["msg"]
    assert phones["p01"].requests() == []
