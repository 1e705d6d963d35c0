# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a phone: only the requests that are needed, and certain types whatever the firmware sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from unittest.mock import ANY

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, PhoneError, TransportError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._resources.info import (
    RESOURCE,
    SUBSETS,
    DesiredFacts,
    needs_password,
    prepare,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings import from_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.dialogue import AVAILABLE, HANGS, PASSWORD, UNAUTHORIZED, Step, accounts, login, options, read, reply, scripted, status
from unit.operations import IDENTITY, IN_CALL, clock_of, get_identity, get_lines, get_time, row
from unit.phonebook import contact, get_contacts, get_groups

run = partial(carry_out, RESOURCE)

TOLD = {
    "vendor_name": "Grandstream",
    "vendor_fullname": "Grandstream Networks, Inc.",
    "hardware_revision": "V2.2A",
    "firmware_version": "11.16.8.20",
    "boot_version": None,
    "kernel_version": None,
    "recovery_version": None,
    "touch_panel_version": None,
}

#: One subset each: what is asked, and what is found.
READINGS: dict[str, tuple[Step, Any]] = {
    "identity": (get_identity(), TOLD),
    "status": (status(AVAILABLE), {"state": "available", "click_to_dial": False}),
    "time": (
        get_time(1821023),
        dict(
            zip(
                ("date", "time", "uptime", "date_text", "time_text", "uptime_text", "read_at"),
                ("2016-08-30", "11:30", 1821023, "Tue 08/30/2016", "11:30AM", "21 days, 1 hour, 50 minutes, 23seconds", ANY),
                strict=True,
            )
        ),
    ),
    "accounts": (
        Step("GET", "api-get_accounts", (), reply([{"id": "1", "sip_server": "pbx", "sip_id": 699, "name": "John", "reg": "1"}])),
        [{"id": 1, "registered": True, "name": "John", "sip_server": "pbx", "sip_user_id": "699"}],
    ),
    "lines": (
        get_lines(row(1, IN_CALL, acct=1, name="Jack", number=8819, active="1")),
        [
            dict(
                zip(
                    ("line", "state", "state_name", "account", "name", "number", "active"),
                    (1, 4, "in_call", "1", "Jack", "8819", True),
                    strict=True,
                )
            )
        ],
    ),
    "groups": (
        get_groups(Group(3, "Sales")),
        [{"id": 0, "name": "default"}, {"id": 100, "name": "blacklist"}, {"id": 3, "name": "Sales"}],
    ),
}


def prepared(subsets: Sequence[str] = (), pvalues: Sequence[str] = (), **changes: Any) -> DesiredFacts:
    given_options = {"gather_subset": list(subsets), "pvalues": list(pvalues), "model": None, "hide_defaults": False, **changes}
    desired: DesiredFacts = prepare({**options(), **given_options}, Secrets())
    return desired


def found(subsets: Sequence[str], *steps: Step | list[Step], pvalues: Sequence[str] = (), **settings: Any) -> dict[str, Any]:
    with scripted(*steps, **settings) as script:
        outcome = run(script.phone, prepared(subsets, pvalues), False)
    assert outcome.changes is None
    return dict(outcome.found)


@pytest.mark.parametrize("subset", READINGS)
def test_one_subset_is_one_request(subset: str) -> None:
    step, result = READINGS[subset]
    facts = found([subset], *[login()] * (subset != "identity"), step)
    assert set(facts) - {"registrations"} == {subset}
    assert ("registrations" in facts) == (subset == "accounts")
    assert facts[subset] == result


@given(st.sets(st.sampled_from([*READINGS])))
def test_subsets_are_read_in_one_session(subsets: set[str]) -> None:
    """Identity is asked for first, without a login; the others share one."""
    steps = [READINGS[name][0] for name in READINGS if name in subsets and name != "identity"]
    whole = [READINGS["identity"][0]] * ("identity" in subsets) + (login() if steps else []) + steps
    facts = found(sorted(subsets), whole)
    facts.pop("registrations", None)
    assert facts == {name: READINGS[name][1] for name in subsets}


def test_all_is_everything() -> None:
    assert prepared(["all"]).subsets == set(SUBSETS) == {*READINGS, "contacts", "config"}
    assert prepared(["all", "groups"]).subsets == set(SUBSETS)
    assert prepared([]).subsets == set()
    assert RESOURCE.argument_spec["gather_subset"]["choices"] == ["all", *SUBSETS]


def test_contacts_need_the_groups_names() -> None:
    steps = [get_groups(Group(3, "Sales")), get_contacts(contact(0, "Jack Brown", 3, work="7"))]
    (jack,) = found(["contacts"], login(), steps)["contacts"]
    assert (jack["id"], jack["first_name"], jack["last_name"], jack["group"], jack["work"]) == (0, "Jack", "Brown", "Sales", "7")


def parts_of(names: Sequence[str]) -> list[Sequence[str]]:
    """At most 90 names a request: the vendor's own server dies of more."""
    return [names[at : at + 90] for at in range(0, len(names), 90)]


@pytest.mark.parametrize("model", [None, "wp820"])
def test_config_reads_all_that_has_a_name(model: str | None) -> None:
    names = from_pvalues.numbers_for(model, [1, 2])
    steps = [*login(), *[accounts(1, 2)] * (model is None)]
    for part in parts_of(names):
        steps += [read(":".join(part), dict.fromkeys(part, "")), status(AVAILABLE)]
    with scripted(steps, max_url_length=65536) as script:
        outcome = run(script.phone, prepared(["config"], model=model), False)
    assert set(outcome.found) == {"config"}
    assert set(outcome.found["config"]) == {"settings", "accounts"}


def test_accounts_are_asked_for_once() -> None:
    names = from_pvalues.numbers_for(None, [1, 2])
    reads = [read(":".join(part), dict.fromkeys(part, "1")) for part in parts_of(names)]
    steps = [*login(), accounts(1, 2), *reads]
    with scripted(steps, max_url_length=65536) as script:
        run(script.phone, prepared(["config", "accounts"]), False)


@pytest.mark.parametrize(
    ("subsets", "pvalues", "needed"),
    [(["identity"], [], False), ([], [], False), (["identity"], ["30"], True), (["status"], [], True), (["all"], [], True)],
)
def test_password_is_needed_for_what_is_not_told_to_everyone(subsets: list[str], pvalues: list[str], needed: bool) -> None:
    assert needs_password(prepared(subsets, pvalues)) == needed


@pytest.mark.parametrize("answer", [{}, dict.fromkeys(IDENTITY, ""), {"vendor_name": None}, {"P68": "11.16.8.20"}])
def test_identity_has_every_key(answer: dict[str, Any]) -> None:
    """A phone that has told a stranger nothing is asked once more with a login."""
    again = [] if answer.get("P68") else [*login(), get_identity(answer)]
    identity = found(["identity"], get_identity(answer), again)["identity"]
    assert set(identity) == set(TOLD)
    assert set(identity.values()) <= {None, "11.16.8.20"}
    assert identity["firmware_version"] == answer.get("P68")


def test_identity_that_is_refused_spends_one_login_for_all() -> None:
    """The vendor's own server tells strangers nothing."""
    steps: list[Any] = [get_identity(UNAUTHORIZED), login(), get_identity()]
    steps += [READINGS[name][0] for name in ("status", "lines")]
    assert found(["identity", "status", "lines"], *steps)["identity"] == TOLD


@pytest.mark.parametrize(
    ("word", "listed", "registered", "proved", "told"),
    [
        ("available", [1], [1], [1], "account 1 is registered, by the phone's list of accounts and by a second witness"),
        ("available", [1, 2], [1, 2], [], "which is not proved"),
        ("busy", [1], [1], [], "the phone's status is busy"),
        ("unavailable", [1, 2], [], [], "accounts 1, 2 are not registered"),
        ("available", [], [], [], "no account is registered"),
    ],
)
def test_accounts_are_registered_by_two_witnesses(
    word: str, listed: list[int], registered: list[int], proved: list[int], told: str
) -> None:
    facts = found(["accounts", "status"], login(), status(reply(word)), accounts(*listed))
    assert [row["id"] for row in facts["accounts"] if row["registered"]] == registered
    assert facts["registrations"]["proved"] == proved
    assert told in facts["registrations"]["told"]


def test_accounts_alone_cost_no_second_request_and_say_so() -> None:
    facts = found(["accounts"], login(), accounts(1))
    assert facts["registrations"]["not_proved"] == [1]
    assert facts["registrations"]["witnesses"] == ["accounts"]
    assert "the phone's status was not read" in facts["registrations"]["told"]


def test_values_are_read_by_their_numbers() -> None:
    held = found([], login(), read("30:64:9999", {"30": "ntp", "64": 7}), pvalues=["P30", "p64", "9999"])
    assert (held["pvalues"], held["pvalues_unknown"]) == ({"P30": "ntp", "P64": "7"}, ["P9999"])


@pytest.mark.parametrize("key", ["", "x", "P", "30 ", "P2", "p196", "34", "P-1", "3.5"])
def test_values_that_are_no_values_or_secrets(key: str) -> None:
    with pytest.raises(InputError, match=r"^pvalues: "):
        prepared([], [key])


def test_problems_of_values_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        prepared([], ["x", "P34", "30", "y"])
    assert all(named in caught.value.text for named in ("'x'", "P34", "'y'"))
    assert "P30 is" not in caught.value.text


@pytest.mark.parametrize("body", [clock_of(5), {"date": "", "time": "", "uptime": ""}])
def test_clock_has_every_key(body: dict[str, str]) -> None:
    clock = found(["time"], login(), get_time(answer=reply(body)))["time"]
    assert set(clock) == set(READINGS["time"][1])
    assert abs((datetime.now(UTC) - datetime.fromisoformat(clock["read_at"])).total_seconds()) < 60
    assert clock["uptime"] == (5 if body["uptime"] else None)


@pytest.mark.parametrize(
    ("subset", "endpoint"), [("lines", "api-get_line_status"), ("time", "api-get_time"), ("status", "phone_status")]
)
def test_firmware_that_does_not_offer_it_is_told_by_name(subset: str, endpoint: str) -> None:
    with pytest.raises(PhoneError) as caught:
        found([subset], login(), READINGS[subset][0]._replace(answer=(404, "")))
    assert endpoint in caught.value.text
    assert "does not offer it" in caught.value.text


def test_silent_phone() -> None:
    with pytest.raises(TransportError) as caught:
        found(["lines"], login(), get_lines(answer=HANGS), retries=0)
    assert caught.value.unreachable
    assert PASSWORD not in caught.value.text
