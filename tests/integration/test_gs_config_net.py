# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_config with `confirm_registration`: accounts register again in time, or all is as before and the user knows it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from integration.conftest import MODELS, PASSWORD, Fleet, Way
from integration.helpers.books import SAVE, VERIFY, named
from integration.helpers.configs import (
    ACCOUNTS,
    BOOK,
    GET,
    POST,
    Case,
    account,
    asked,
    each,
    posted,
    registered,
    run_all,
    start_all,
    take,
)
from integration.helpers.playbooks import Ansible, Data, Run
from simulator.client import SimulatedPhone, Simulator

#: Seconds that an account needs to register, where it does in time, and where it does not.
SOON, LATE = 0.6, 300.0
#: Seconds that tasks wait: so long that a busy machine does not matter, and where it is in vain.
PATIENT, SHORT = 30, 1.5
MOVED: Data = {"accounts": {1: {"sip_server": "pbx2.example.net"}}}
MOVE, BACK = [["P47", "pbx2.example.net"]], [["P47", "pbx.example.net"]]


def moved(patience: float, **more: object) -> Data:
    """A task that changes the server of account 1."""
    return {**MOVED, "confirm_registration": patience, **more}


@dataclass(frozen=True, kw_only=True)
class Net(Case):
    """A case with its end. `sends`: all writes of values; `says`: parts of the message, none where the task goes well. `stayed`:
    the accounts that never stopped being registered, where that does not depend on the moment of a look."""

    sends: list[list[list[str]]]
    says: tuple[str, ...] = ()
    kind: str = "not_registered"
    accounts: tuple[int, ...] = (1,)
    restored: bool = True
    fault: Data = field(default_factory=dict)
    looks: int | None = None
    stayed: tuple[int, ...] | None = None


@pytest.fixture(scope="module")
def _registered_simulator() -> Iterator[Simulator]:
    with Simulator(48, models=MODELS, password=PASSWORD, values=registered()) as simulator:
        yield simulator
        assert simulator.output().count("\n") <= 1, simulator.output()


@pytest.fixture
def fleet(_registered_simulator: Simulator) -> Fleet:
    """Phones with two accounts that are registered, however long they take to register again."""
    fleet = Fleet(_registered_simulator)
    fleet.start_test()
    return fleet


def _phone(seconds: float, **values: str) -> Data:
    """A phone on which accounts take so long to register again, and what it holds."""
    return {
        "values": {name.removeprefix("p"): text for name, text in values.items()},
        "quirks": {"registration_seconds": seconds},
    }


NOT_AGAIN = ("were not registered again within 1.5 s: 1", "The former values were brought back")
AWAY: Data = {"kind": "refuse", "endpoint": ACCOUNTS, "skip": 1}

NETS = {
    "in time": Net(start=_phone(SOON), wanted=moved(PATIENT), sends=[MOVE]),
    "too late": Net(start=_phone(LATE), wanted=moved(SHORT), sends=[MOVE, BACK], says=NOT_AGAIN),
    "several values": Net(
        start=_phone(LATE, p64='the "old" &\'+% one '),
        wanted={
            "settings": {"timezone": "new", "dns_server_1": "192.0.2.1", "vlan_id": 0},
            "accounts": {"1": {"sip_server": "pbx2.example.net", "sip_transport": "tls"}},
            "confirm_registration": SHORT,
        },
        sends=[
            [["P64", "new"], ["P21", "192"], ["P23", "2"], ["P24", "1"], *MOVE, ["P130", "2"]],
            [["P64", 'the "old" &\'+% one '], ["P21", "0"], ["P23", "0"], ["P24", "0"], *BACK, ["P130", "0"]],
        ],
        says=NOT_AGAIN,
    ),
    "a new password": Net(
        start=_phone(LATE),
        wanted={
            "accounts": {1: account(1001, sip_auth_password="new-secret-1", account_name="a")},
            "confirm_registration": SHORT,
        },
        sends=[[["P34", "new-secret-1"], ["P270", "a"]], [["P270", ""]]],
        says=(*NOT_AGAIN, "accounts.1.sip_auth_password cannot be read, and may have the new text"),
        restored=False,
    ),
    "one of two": Net(
        start=_phone(0),
        wanted={
            "accounts": {1: {"sip_server": "pbx2.example.net"}, 2: {"sip_user_id": "of nobody"}},
            "confirm_registration": SHORT,
        },
        sends=[[*MOVE, ["P404", "of nobody"]], [*BACK, ["P404", "1002"]]],
        says=("within 1.5 s: 2. The former values were brought back",),
        accounts=(2,),
    ),
    "another account than the changed": Net(
        start=_phone(0),
        wanted={"settings": {"ntp_server": "a"}, "confirm_registration": PATIENT},
        sends=[[["P30", "a"]]],
        stayed=(1, 2),
    ),
    # The phone's status is a witness where one account is registered.
    "not registered before": Net(start=_phone(LATE, p34="wrong"), wanted=moved(PATIENT), sends=[MOVE], stayed=()),
    "switched off by the task": Net(
        start=_phone(LATE),
        wanted={"accounts": {1: {"account_active": False}}, "confirm_registration": PATIENT},
        sends=[[["P271", "0"]]],
        stayed=(),
    ),
    "not to register by the task": Net(
        start=_phone(LATE, p406="wrong"),
        wanted={"accounts": {1: {"sip_registration": "off", "account_name": "a"}}, "confirm_registration": PATIENT},
        sends=[[["P31", "0"], ["P270", "a"]]],
    ),
    "nothing to change": Net(
        start=_phone(0),
        wanted={"accounts": {1: {"sip_server": "pbx.example.net"}}, "confirm_registration": PATIENT},
        sends=[],
        looks=0,
    ),
    "no net": Net(start=_phone(LATE), wanted=moved(0), sends=[MOVE], looks=0),
    "check mode": Net(start=_phone(LATE), wanted=moved(PATIENT), variables={"look": True}, sends=[], looks=0),
    "phonebook after that": Net(
        start=_phone(LATE),
        wanted=moved(SHORT, contacts=[{"first_name": "Ann"}]),
        sends=[MOVE, BACK],
        says=NOT_AGAIN,
    ),
    "phonebook only": Net(
        start=_phone(LATE), wanted={"contacts": [{"first_name": "Ann"}], "confirm_registration": PATIENT}, sends=[], looks=0
    ),
    "not kept": Net(
        start={**_phone(0), "quirks": {"read_only": "64"}},
        wanted=moved(PATIENT, settings={"timezone": "new"}),
        sends=[[["P64", "new"], *MOVE], BACK, [["P64", ""]]],
        says=("settings.timezone was written as", "The former values were brought back"),
        kind="not_kept",
    ),
    "away for a while": Net(start=_phone(SOON), wanted=moved(PATIENT), fault={**AWAY, "seconds": 1}, sends=[MOVE]),
    "reboots meanwhile": Net(
        start=_phone(SOON),
        wanted=moved(PATIENT),
        fault={"kind": "reboot", "endpoint": ACCOUNTS, "skip": 1, "seconds": 1},
        sends=[MOVE],
    ),
    "switched off meanwhile": Net(
        start=_phone(SOON),
        wanted=moved(SHORT, settings={"timezone": "new"}),
        fault={**AWAY, "seconds": 600},
        sends=[[["P64", "new"], *MOVE]],
        says=("The former values could not be brought back", "Check settings.timezone, accounts.1.sip_server"),
        kind="ambiguous_write",
        restored=False,
    ),
}


#: Where the task finds nothing to do.
UNCHANGED = ("nothing to change",)


def test_net(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """One run on many phones: what was written and written back, and what the user is told."""
    ours = take(fleet, NETS)
    before = {name: phone.values() for name, phone in ours.items()}
    for name, net in NETS.items():
        if net.fault:
            ours[name].fault(**net.fault)

    variables = {"gs_timeout": 10, "gs_retries": 1}
    tasks = [each(check_mode="{{ look | default(false) }}")]
    secrets = ["secret-1001", "secret-1002", "new-secret-1"]
    # An account that never stopped being registered shows nothing of the change, and the user is told.
    warnings = ["not confirmed: these accounts stayed registered all the time: "]
    run = run_all(ansible, fleet, NETS, ours, "-vvv", tasks=tasks, group=variables, secrets=secrets, warnings=warnings)

    for name, net in NETS.items():
        with subtests.test(name):
            result, phone = run.one(name), ours[name]
            assert posted(phone) == net.sends
            if net.looks is not None:
                assert asked(phone).count(ACCOUNTS) == net.looks
            if net.stayed is not None:
                assert result.data["registrations"]["not_proved"] == list(net.stayed)
            written = {key.removeprefix("P"): text for part in net.sends for key, text in part}
            if not net.says:
                assert (result.status, result.data["changed"]) == ("ok", name not in UNCHANGED)
            else:
                assert result.status == ("unreachable" if net.kind == "transport" else "failed")
                _check_failure(net, result.data, phone)
            assert phone.values() == {**before[name], **written}
    assert named(ours["phonebook after that"]) == {}
    assert asked(ours["phonebook only"]) == ["loginrealm", "login", *BOOK, SAVE, *VERIFY]


def _check_failure(net: Net, data: Data, phone: SimulatedPhone) -> None:
    """What a failed task tells; where all is as before, nothing is changed."""
    message, error = " ".join(data["msg"].split()), data["error"]
    assert phone.address in message
    missing = [part for part in net.says if part not in message]
    assert not missing, message
    assert (error["kind"], error["restored"]) == (net.kind, net.restored)
    if net.kind == "not_registered":
        assert error["accounts"] == list(net.accounts)
    assert data["changed"] is not net.restored
    assert bool(data.get("changes")) is not net.restored


#: A phone whose change can be taken back wholly, and one with a new password.
WAITING = {
    "plain": Case(start=_phone(LATE), wanted=moved(PATIENT)),
    "password": Case(
        start=_phone(LATE),
        wanted={
            "accounts": {1: account(1001, sip_auth_password="new-secret-1", account_name="a")},
            "confirm_registration": PATIENT,
        },
    ),
}


def _wait_until_written(phones: list[SimulatedPhone], seconds: float = 60.0) -> None:
    """Wait until each phone was written to, and was asked for its accounts after that."""
    end = time.monotonic() + seconds
    while not all(POST in (seen := asked(phone)) and ACCOUNTS in seen[seen.index(POST) :] for phone in phones):
        assert time.monotonic() < end, [asked(phone) for phone in phones]
        time.sleep(0.2)


def _check_brought_back(ours: dict[str, SimulatedPhone], before: dict[str, dict[str, str]]) -> None:
    assert ours["plain"].values() == before["plain"]
    assert ours["password"].values() == {**before["password"], "34": "new-secret-1"}
    assert posted(ours["plain"]) == [MOVE, BACK]
    assert asked(ours["plain"])[-2:] == [POST, GET]


def test_interrupted(way: Way, fleet: Fleet) -> None:
    """Ctrl-C during the wait: the phones are as before, and the terminal says so where that can be heard.

    On the newest controller it is pressed again while values are brought back (older ones then show a traceback of their own).
    """
    ours = take(fleet, WAITING)
    before = {name: phone.values() for name, phone in ours.items()}
    options: Data = {"door": way.door, "secrets": ["new-secret-1", "secret-1001"]}
    started = start_all(way.ansible, fleet, WAITING, ours, **options)
    _wait_until_written(list(ours.values()))
    for phone in ours.values():
        phone.fault("slow", GET, seconds=0.3)

    started.interrupt()
    if way.ansible.controller.name == "newest":
        time.sleep(0.1)
        started.interrupt()
    # What is left of a run at its end is ended by the tests.
    _wait_until_read_back(list(ours.values()))
    run = started.finish()

    assert run.rc != 0
    _check_brought_back(ours, before)
    if way.door == "in_process":
        _check_told(fleet, ours, run, "interrupted")


def _check_told(fleet: Fleet, ours: dict[str, SimulatedPhone], run: Run, how: str) -> None:
    for phone in ours.values():
        said = (
            f"{phone.address} port {fleet.simulator.port}: the task was {how} before the changes were proved. The former values"
        )
        assert said in run.output
    assert "accounts.1.sip_auth_password cannot be read, and may have the new text" in run.output


def _wait_until_read_back(phones: list[SimulatedPhone], seconds: float = 10.0) -> None:
    """A module on a jump host outlives the run for a moment."""
    end = time.monotonic() + seconds
    while not all(_is_read_back(asked(phone)) for phone in phones) and time.monotonic() < end:
        time.sleep(0.2)


def _is_read_back(seen: list[str]) -> bool:
    return seen.count(POST) > 1 and GET in "".join(seen).rpartition(POST)[2]


def test_timeout_of_the_task(released_ansible: Ansible, fleet: Fleet) -> None:
    """The keyword `timeout` of a task ends the wait as well."""
    ours = take(fleet, WAITING)
    before = {name: phone.values() for name, phone in ours.items()}

    run = run_all(released_ansible, fleet, WAITING, ours, tasks=[each(timeout=4)], secrets=["new-secret-1", "secret-1001"])

    _check_brought_back(ours, before)
    _check_told(fleet, ours, run, "ended")
    assert all("time" in run.failure(name)["msg"].lower() for name in ours)
