# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_password: the phone takes the new password, nobody is locked out, no password shows, and any run can be repeated."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.books import phones
from integration.helpers.faults_matrix import FINE, LOCKED, End
from integration.helpers.lifecycle import (
    CHANGE,
    CHANGE_PASSWORD,
    LOGIN,
    Case,
    asked,
    begin,
    problems_with,
    run_each,
    sent,
    start_each,
    take,
    wrong_input,
)
from integration.helpers.playbooks import Ansible, Data, Result, values_task
from simulator.client import SimulatedPhone

NEW = "Neu!8 schöner&%+:'\"#{"
WRONG = ("wrong-1 +&%", "wrong-2 +&%")
USER_PASSWORD = "user's old &1"
SECRETS = (NEW, PASSWORD, USER_PASSWORD, *WRONG)
ADMIN, USER = "2", "196"


@dataclass(frozen=True, kw_only=True)
class Rotation(Case):
    """`tried`: logins before the change. `changes`: how often it is sent. `proofs`: logins after it. `held`: the admin password
    in the end. `strikes`: on the phone's count then. `checked`: what check mode says of `changed`."""

    tried: int = 2
    changes: int = 1
    proofs: int = 1
    held: str = NEW
    strikes: int = 0
    checked: bool = True

    @property
    def asked(self) -> list[str]:
        """All requests in order."""
        return [*LOGIN * self.tried, *[CHANGE] * self.changes, *LOGIN * self.proofs]


def _stopped(tried: int, strikes: int, **more: Any) -> Rotation:
    """No login worked, and the phone keeps an attempt."""
    end = End("unreachable", "auth", "refused all passwords", "login")
    return Rotation(end=end, tried=tried, changes=0, proofs=0, held=PASSWORD, strikes=strikes, **more)


def _refused(says: str, **more: Any) -> Rotation:
    """The phone said no, and a login proved that its password is the former one."""
    end = End("failed", "api", says, CHANGE)
    return Rotation(options={"new_password": NEW, **more.pop("options", {})}, end=end, held=PASSWORD, **more)


def _not_asked(end: End, options: Data, **more: Any) -> Rotation:
    return Rotation(options=options, end=end, tried=0, changes=0, proofs=0, held=PASSWORD, **more)


def _old(*passwords: str) -> Data:
    return {"new_password": NEW, "old_passwords": list(passwords)}


_DOT: Data = {"quirks": {"separator": "."}}
ROTATIONS = {
    "the connection's": Rotation(options={"new_password": NEW}),
    "by POST": Rotation(options={"new_password": NEW, "request_method": "post"}),
    "new already": Rotation(
        options=_old(PASSWORD), start={"values": {ADMIN: NEW}}, changed=False, tried=1, changes=0, proofs=0, checked=False
    ),
    "second": Rotation(options=_old(WRONG[0], PASSWORD), tried=3),
    # Three refusals in a run: the next run goes on where this one stopped.
    "third": _stopped(3, 3, options=_old(*WRONG, PASSWORD)),
    "the new one among them, twice": Rotation(options=_old(NEW, PASSWORD, PASSWORD)),
    "none of them": _stopped(3, 3, options=_old(*WRONG)),
    "two strikes before": Rotation(options=_old(PASSWORD), start={"strikes": 2}),
    "two strikes before, second": _stopped(2, 4, options=_old(WRONG[0], PASSWORD), start={"strikes": 2}),
    "three strikes before": _stopped(1, 4, options=_old(PASSWORD, WRONG[0]), start={"strikes": 3}),
    "locks after three": _stopped(2, 2, options=_old(WRONG[0], PASSWORD), start={"quirks": {"lockout_attempts": 3}}),
    "locks after two": _stopped(1, 1, options=_old(PASSWORD, WRONG[0]), start={"quirks": {"lockout_attempts": 2}}),
    "old firmware": Rotation(options=_old(PASSWORD), start=_DOT, tried=3),
    "old firmware, named": Rotation(options=_old(PASSWORD), start=_DOT, variables={"gs_digest_separator": "dot"}),
    "old firmware, second": _stopped(3, 3, options=_old(WRONG[0], PASSWORD), start=_DOT),
    "old firmware, new already, named": Rotation(
        options=_old(PASSWORD),
        start={**_DOT, "values": {ADMIN: NEW}},
        variables={"gs_digest_separator": "dot"},
        changed=False,
        tried=1,
        changes=0,
        proofs=0,
        checked=False,
    ),
    "sessions stay": Rotation(options=_old(PASSWORD), start={"quirks": {"password_change_sessions": "keep"}}),
    "as admin": Rotation(options={"new_password": NEW}, variables={"ansible_user": "admin"}),
    "connection of the user": Rotation(
        options=_old(PASSWORD), variables={"ansible_user": "user", "ansible_password": USER_PASSWORD}
    ),
    "role user": Rotation(options={**_old(USER_PASSWORD), "role": "user"}, held=PASSWORD),
    "too short": _refused("rules", start={"quirks": {"password_minimum": 99}}),
    "no POST": _refused(
        "request_method: get", start={"quirks": {"methods": "get_only"}}, options={"request_method": "post"}
    ),
    "shortened": Rotation(
        options=_old(PASSWORD),
        start={"quirks": {"password_limit": 6}},
        end=End("failed", "ambiguous_write", "takes neither the new one nor the old one", "login"),
        proofs=2,
        held=NEW[:6],
        strikes=2,
    ),
    "not kept": Rotation(
        options=_old(PASSWORD),
        start={"quirks": {"password_kept": False}},
        end=End("failed", "not_kept", "kept its former one"),
        proofs=2,
        held=PASSWORD,
    ),
    "locked": Rotation(
        options=_old(PASSWORD), start={"locked_for": 300}, end=LOCKED, tried=1, changes=0, proofs=0, held=PASSWORD
    ),
    "off": _not_asked(End("unreachable", "transport", "refused", "loginrealm"), _old(PASSWORD), start={"off": True}),
    "empty": _not_asked(wrong_input("new_password: it is empty"), {"new_password": " "}),
    "of two lines": _not_asked(wrong_input("ends with a line break"), {"new_password": f"{NEW}\n"}),
    "no candidate": _not_asked(wrong_input("old_passwords"), {"new_password": NEW, "role": "user"}),
}  # fmt: skip


def test_rotations(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """Each case in check mode, in earnest, and where that ended well once more."""
    ours = take(fleet, ROTATIONS)
    for phone in ours.values():
        phone.set(values={USER: USER_PASSWORD})
    targets = {name: (ours[name], case) for name, case in ROTATIONS.items()}

    def test_all(names: Iterable[str], problems: Callable[[Rotation, Result, SimulatedPhone], list[str]], *more: str) -> None:
        chosen = {name: targets[name] for name in names}
        options: Data = {"secrets": SECRETS, "hide_passwords": False, "group": {"gs_ledger": "off"}}
        run = run_each(ansible, fleet, CHANGE_PASSWORD, chosen, *more, **options)
        for name in chosen:
            with subtests.test(name, run=problems.__name__):
                found = problems(ROTATIONS[name], run.one(name), ours[name])
                assert not found, "\n".join(found)

    test_all([name for name, case in ROTATIONS.items() if not case.is_refused_at_once], _in_check_mode, "--check")
    begin(ours, {name: Case(options={}, start={"strikes": case.start.get("strikes", 0)}) for name, case in ROTATIONS.items()})
    test_all(ours, _in_earnest)
    fine = ("by POST", "second", "two strikes before", "old firmware, named", "as admin", "role user")
    for name in fine:
        ours[name].clear_requests()
    # What was set as admin is gmiadmin's too.
    targets["as admin"] = (ours["as admin"], dataclasses.replace(ROTATIONS["as admin"], variables={}))
    test_all(fine, _once_more)


def _in_check_mode(case: Rotation, result: Result, phone: SimulatedPhone) -> list[str]:
    """The logins of a run before the change, and no write: they prove that a run would work, and cost the phone nothing."""
    problems = [] if asked(phone) == LOGIN * case.tried else [f"it was asked {asked(phone)}"]
    if phone.values()[ADMIN] != case.start.get("values", {}).get(ADMIN, PASSWORD):
        problems.append("the password changed")
    if case.changes == 0 and case.end != FINE:
        return problems + problems_with(case, result, phone)
    problems += [f"{phone.state()['strikes']} strikes"] if phone.state()["strikes"] else []
    if (result.status, result.data["changed"]) != ("ok", case.checked):
        problems.append(f"{result.status}, changed={result.data['changed']}: {result.data.get('msg')}")
    return problems


def _in_earnest(case: Rotation, result: Result, phone: SimulatedPhone) -> list[str]:
    problems = problems_with(case, result, phone)
    state = phone.state()
    facts = {
        f"it was asked {asked(phone)}": asked(phone) == case.asked,
        f"the password is now {state['values'][ADMIN]!r}": state["values"][ADMIN] == case.held,
        f"{state['strikes']} strikes": state["strikes"] == case.strikes,
        "it is locked": bool(state["locked_for"]) == (case.end == LOCKED),
    }
    problems += [problem for problem, is_right in facts.items() if not is_right]
    role = case.options.get("role", "admin")
    shown = [{"password": role, "before": "(former secret)", "after": "(new secret)"}]
    begun = case.changes and (case.changed if case.end == FINE else case.end.kind != "api")
    if result.data.get("changes", []) != (shown if begun else []):
        problems.append(f"changes={result.data.get('changes')}")
    if case.end == FINE and case.changed:
        old = {"admin": ("oldadmin", PASSWORD, "P2"), "user": ("olduser", USER_PASSWORD, "P196")}[role]
        pairs = [[old[0], old[1]], [old[2], NEW]]
        problems += [] if sent(phone) == [pairs] else [f"it was sent {sent(phone)}"]
        told = f"{role} password: (former secret)\n"
        problems += [] if result.data["diff"]["before"] == told else [f"diff {result.data['diff']}"]
    return problems + _problems_of_names(case, phone)


def _problems_of_names(case: Rotation, phone: SimulatedPhone) -> list[str]:
    """Who logged in."""
    role, connection = case.options.get("role", "admin"), case.variables.get("ansible_user", "gmiadmin")
    wanted = "user" if role == "user" else {"user": "gmiadmin"}.get(connection, connection)
    names = {dict(pairs)["Username"] for pairs in sent(phone, "login")}
    return [] if names <= {wanted} else [f"logins of {names}"]


def _once_more(case: Rotation, result: Result, phone: SimulatedPhone) -> list[str]:
    """One login, no strike, no write."""
    wrong = {
        f"it was asked {asked(phone)}": asked(phone) != LOGIN,
        f"{result.status}, changed={result.data['changed']}": (result.status, result.data["changed"]) != ("ok", False),
        "a strike": phone.state()["strikes"] != 0,
    }
    return [problem for problem, is_so in wrong.items() if is_so]


def test_later_tasks_of_the_play(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """The pattern of the examples: the inventory knows the new password before the phone does. Nothing goes into a URL."""
    phone = fleet.phone()
    variables: Data = {"ansible_password": NEW, "gs_old_passwords": [WRONG[0], PASSWORD]}
    options = {"new_password": "{{ ansible_password }}", "old_passwords": "{{ gs_old_passwords }}", "request_method": "post"}
    tasks: list[Data] = [
        {"name": "rotate", CHANGE_PASSWORD: options},
        {**values_task({"P30": "ntp.example.net"}), "name": "write"},
    ]
    seen = []
    for changed in (True, False):
        hosts = {"lobby": fleet.host(phone, **variables)}
        run = ansible.run(hosts, tasks, "-vvv", "--diff", door=door, secrets=SECRETS)
        assert [result.data["changed"] for result in run.results] == [changed, changed]
        seen.append(phone.requests())
        phone.clear_requests()

    first, second = ([request["endpoint"] for request in requests] for requests in seen)
    assert first == [*LOGIN * 3, CHANGE, *LOGIN, *LOGIN, "api-values.get", "api-values.post", "api-values.get"]
    assert second == [*LOGIN, *LOGIN, "api-values.get"]
    (change,) = [request for request in seen[0] if request["endpoint"] == CHANGE]
    assert change["parameters"] == [["oldadmin", PASSWORD], ["P2", NEW]]
    assert change["method"] == "POST"
    assert change["url_length"] == len(f"{fleet.simulator.base_url(phone.address)}/cgi-bin/{CHANGE}")
    assert (phone.state()["strikes"], phone.values()[ADMIN]) == (0, NEW)


#: Where a run is killed: the fault that keeps it there, and the password that the phone then has.
KILLED: dict[str, tuple[Data, int, str]] = {
    "first login": ({"kind": "hang", "endpoint": "login"}, 1, PASSWORD),
    "second login": ({"kind": "hang_after", "endpoint": "login", "skip": 1}, 2, PASSWORD),
    "before the change": ({"kind": "hang", "endpoint": CHANGE}, 1, PASSWORD),
    "after the change": ({"kind": "hang_after", "endpoint": CHANGE}, 1, NEW),
    "at the proof": ({"kind": "hang", "endpoint": "login", "skip": 2}, 3, NEW),
}


def _is_there(phone: SimulatedPhone, name: str) -> bool:
    fault, requests, _held = KILLED[name]
    return len(phone.requests(fault["endpoint"])) == requests


def test_killed_and_repeated(ansible: Ansible, fleet: Fleet) -> None:
    """Wherever a run dies, the next one ends in the same state, and no phone has a password that is not in the task."""
    ours = phones(fleet, list(KILLED))
    case = Case(options=_old(PASSWORD), variables={"gs_timeout": 60})
    targets = {name: (phone, case) for name, phone in ours.items()}
    for name, (fault, _requests, _held) in KILLED.items():
        ours[name].fault(**fault)

    started = start_each(ansible, fleet, CHANGE_PASSWORD, targets, secrets=SECRETS)
    deadline = time.monotonic() + 60
    while not all(_is_there(phone, name) for name, phone in ours.items()):
        assert time.monotonic() < deadline, {name: asked(phone) for name, phone in ours.items()}
        time.sleep(0.1)
    started.stop()

    assert {name: phone.values()[ADMIN] for name, phone in ours.items()} == {
        name: held for name, (_fault, _requests, held) in KILLED.items()
    }
    for phone in ours.values():
        phone.clear_faults()
        phone.clear_requests()
    run = run_each(ansible, fleet, CHANGE_PASSWORD, targets, secrets=SECRETS)

    assert run.changed(*ours) == [held == PASSWORD for _fault, _requests, held in KILLED.values()]
    for name, phone in ours.items():
        state = phone.state()
        assert (state["values"][ADMIN], state["strikes"]) == (NEW, 0), name
        assert len(phone.requests(CHANGE)) == int(KILLED[name][2] == PASSWORD), name


def test_one_phone_of_a_kind_breaks_down_also_where_tasks_run_on_a_jump_host(ansible: Ansible, fleet: Fleet) -> None:
    """What the first one has shown comes back with its task, and goes along with the next."""
    ours = {name: fleet.phone("wp820") for name in ("first", "second", "third")}
    for phone in ours.values():
        phone.set(profile="vendor", quirks={"crash_seconds": 0.5})
    targets = {name: (phone, Case(options=_old(PASSWORD))) for name, phone in ours.items()}
    run = run_each(ansible, fleet, CHANGE_PASSWORD, targets, secrets=SECRETS, door="shipped", play={"serial": 1})
    assert run.changed(*ours) == [True] * 3
    assert {phone.values()[ADMIN] for phone in ours.values()} == {NEW}
    crashes = [[row["outcome"] for row in phone.requests(CHANGE)].count("crashed") for phone in ours.values()]
    assert crashes == [1, 0, 0]
