# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A survey and the playbook plan say the same of each phone, in whatever state it is, and ask it the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import pytest

from integration.conftest import MODELS, PASSWORD, Fleet
from integration.helpers.configs import account
from integration.helpers.journeys import KEPT, PROFILES
from integration.helpers.playbooks import Ansible, Data, Run, dump, forget_refusals
from integration.helpers.surveys import survey_of, survey_play
from simulator.client import SimulatedPhone, Simulator
from simulator.faults import FAULT_KINDS

PHONES = 300
WRONG = "not the password of any"
READS = ("loginrealm", "login", "api-values.get", "api-get_accounts")
#: Their answers take the simulator so long to make that all other phones would be late: they have a fleet of their own.
HEAVY = ("huge", "redirect_huge", "redirect_bomb", "bomb", "many_values", "many_contacts")
HEAVY_READS = ("login", "api-values.get", "api-get_contacts")
#: They take all of a phone's timeout, or six times as long.
ENDLESS = ("hang", "hang_after", "endless_continue", "drip_head", "drip_chunk")
TASK = "Bring the phone to its desired state"


class State(NamedTuple):
    """A state of a phone: `fault` and where, what is `set` on the phone, and what its host's `variables` say."""

    name: str
    fault: tuple[str, str] | None = None
    set: Data = {}  # noqa: RUF012 - it is never changed
    variables: Data = {}  # noqa: RUF012 - it is never changed


def ordinary_states() -> Iterator[State]:
    """All others, those of no fault first."""
    yield State("in line")
    yield State("drifted", set={"values": {"30": "time.rogue.example"}})
    yield State("not registered", set={"registered": {"1": False}})
    yield State("locked", set={"locked_for": 900})
    yield State("dead", set={"off": True})
    yield State("busy", set={"state": "busy"})
    yield State("dot", set={"quirks": {"separator": "."}})
    yield State("wrong password", variables={"ansible_password": WRONG})
    yield State("password that is a number", variables={"ansible_password": 12345678})
    yield State("no password", variables={"ansible_password": "{{ none_of_that_name }}"})
    yield State("slip", variables={"gs_settings": {"ntp_serber": "ntp.example.net"}})
    yield State("no such value", variables={"gs_settings": {"P999999": "1"}})
    yield State("template of another variable", variables={"gs_settings": {"P207": "{{ extension }}.example.net"}})
    yield State("template that fails", variables={"gs_settings": {"P207": "{{ none_of_that_name }}"}})
    yield State("no dictionary", variables={"gs_settings": ["ntp_server"]})
    yield State("unknown bundle", variables={"gs_bundles": ["desc"]})
    yield State("another model", variables={"gs_model": "gxv9999"})
    yield State("no port", variables={"ansible_port": "http"})
    yield State("contacts", variables={"gs_contacts": [{"first_name": "Ann", "last_name": "Lee", "work": "4001"}]})
    for kind in FAULT_KINDS:
        for endpoint in () if kind in HEAVY else READS:
            yield State(f"{kind} at {endpoint}", fault=(kind, endpoint))


def heavy_states() -> Iterator[State]:
    """States of phones whose answers have no end, or nearly none."""
    wanted = {"gs_contacts": [{"first_name": "Ann", "last_name": "Lee", "work": "4001"}], "gs_timeout": 30}
    for kind in HEAVY:
        for endpoint in HEAVY_READS:
            yield State(f"{kind} at {endpoint}", fault=(kind, endpoint), variables=wanted)


def inventory(fleet: Fleet, phones: list[SimulatedPhone], states: Iterable[State]) -> tuple[dict[str, Data], dict[str, State]]:
    """Hosts by name, and the state of each. Neighbours have the same state, and another profile."""
    hosts: dict[str, Data] = {}
    found: dict[str, State] = {}
    twice = (state for state in itertools.cycle(states) for dummy in range(2))
    for number, (phone, state) in enumerate(zip(phones, twice, strict=False)):
        name = f"phone{number:03}"
        model = MODELS[fleet.simulator.addresses.index(phone.address) % len(MODELS)]
        own: Data = {"gs_model": model, "extension": "1001", "ansible_password": None, "gs_retries": 0}
        own["gs_timeout"] = 1.5 if state.fault and state.fault[0] in ENDLESS else 8
        hosts[name] = fleet.host(phone, **{**own, **state.variables})
        found[name] = state
    return hosts, found


def arm(phones: list[SimulatedPhone], found: dict[str, State]) -> None:
    """Bring the phones into their states, with nothing in their logs."""
    for number, (phone, state) in enumerate(zip(phones, found.values(), strict=True)):
        phone.set(reset=True)
        phone.set(profile=PROFILES[number % 2])
        phone.set(values={"30": "ntp.example.net", "64": "CET-1CEST"}, pbx={"1": "secret-1001"})
        phone.set(values={"271": "1", "47": "pbx.example.net", "35": "1001", "36": "1001", "34": "secret-1001", "3": "Ann"})
        if state.set:
            phone.set(**state.set)
        if state.fault:
            phone.fault(*state.fault, times=None)
        phone.clear_requests()


@pytest.mark.long
@pytest.mark.parametrize(
    ("states", "count", "verdicts"),
    [
        (ordinary_states, PHONES, {"in_line", "drifted", "unreachable", "failed"}),
        (heavy_states, 2 * len(HEAVY) * len(HEAVY_READS), {"failed"}),
    ],
    ids=["ordinary", "heavy"],
)
def test_survey_and_plan_say_the_same_of_each_phone(
    ansible: Ansible, states: Callable[[], Iterator[State]], count: int, verdicts: set[str]
) -> None:
    with Simulator(count, models=MODELS, password=PASSWORD) as simulator:
        fleet = Fleet(simulator)
        phones = [simulator.phone(address) for address in simulator.addresses]
        hosts, found = inventory(fleet, phones, states())
        group = {
            "ansible_password": PASSWORD,
            "gs_refusal_limit": 0,
            "gs_settings": {"ntp_server": "ntp.example.net", "P64": "CET-1CEST"},
            "gs_accounts": {1: account(0) | {"sip_user_id": "{{ extension }}", "sip_auth_password": "secret-{{ extension }}"}},
        }
        file = dump(ansible.folder / "inventory.yml", {"phones": {"hosts": hosts, "vars": group}})
        play = dump(ansible.folder / "survey.yml", survey_play())
        asked: list[dict[str, list[str]]] = []
        runs: list[Run] = []
        for playbook in (str(play), "voip.grandstream.plan"):
            arm(phones, found)
            forget_refusals(ansible)
            command = ("ansible-playbook", "-i", str(file), playbook, "--forks", "30", "--diff")
            runs.append(ansible.command(*command, secrets=[PASSWORD, WRONG], tolerated=[KEPT, "phone"]).finish(400))
            asked.append({name: [row["endpoint"] for row in phone.requests()] for name, phone in zip(hosts, phones, strict=True)})
    survey = survey_of(runs[0])
    assert survey["counts"]["phones"] == count
    seen, planned = of_survey(survey), of_plan(runs[1], list(hosts))
    differ = {name: (found[name].name, seen[name], planned[name]) for name in hosts if seen[name] != planned[name]}
    assert not differ, "\n".join(map(str, differ.items()))
    others = {name: (found[name].name, asked[0][name], asked[1][name]) for name in hosts if asked[0][name] != asked[1][name]}
    assert not others, "\n".join(map(str, others.items()))
    assert {verdict for verdict, *dummy in seen.values()} == verdicts


def of_survey(survey: Data) -> dict[str, tuple[Any, ...]]:
    """What a survey says of each phone: verdict, kind of the error, what differs."""
    found: dict[str, tuple[Any, ...]] = {name: ("in_line", None, []) for name in survey["hosts"]["in_line"]}
    for name, phone in survey["phones"].items():
        assert name in survey["hosts"][phone["verdict"]]
        kind = phone.get("error", {}).get("kind")
        found[name] = phone["verdict"], None if kind == "template" else kind, phone.get("changes", [])
    return found


def of_plan(run: Run, names: list[str]) -> dict[str, tuple[Any, ...]]:
    """The same of the playbook plan."""
    found: dict[str, tuple[Any, ...]] = {}
    for name in names:
        (result,) = [result for result in run.of(name) if result.task.endswith(TASK)]
        words = {"ok": "drifted" if result.data.get("changed") else "in_line"}
        verdict = words.get(result.status, result.status)
        found[name] = verdict, result.data.get("error", {}).get("kind"), result.data.get("changes", [])
    return found
