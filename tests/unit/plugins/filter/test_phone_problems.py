# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter: each problem, and no problem where the phone may be right."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.filter.phone_problems import (
    DOCUMENTATION,
    OPTIONS,
    SIGNS,
    FilterModule,
    phone_problems,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from support.venvs import ROOT

POSIX = "CET-1CEST,M3.5.0,M10.5.0/3"
# Summer in Berlin: 14:05 there.
AT = "2026-07-01T12:05:20+00:00"


def identity(version: str | None = "1.0.3.49", hardware: str | None = "V2.2A") -> dict[str, Any]:
    return {"identity": {"firmware_version": version, "hardware_revision": hardware}}


def account(number: int, user: str = "1001", registered: bool = True) -> dict[str, Any]:
    return {"id": number, "sip_user_id": user, "sip_server": "pbx.example.net", "name": "", "registered": registered}


def clock(date: str | None, time: str | None, **more: Any) -> dict[str, Any]:
    return {"time": {"date": date, "time": time, "date_text": "01/07/2026", "time_text": "14:05", "uptime": 1}, **more}


def test_name_and_options() -> None:
    assert FilterModule().filters() == {"phone_problems": phone_problems}
    options = yaml.safe_load(DOCUMENTATION)["options"]
    assert sorted(options) == sorted(["_input", *OPTIONS])
    with pytest.raises(AnsibleFilterError, match=r"no option colour\. It has firmware"):
        phone_problems({}, colour="red")
    told = str(options["model"]["description"])
    assert all(number in told for numbers in SIGNS.values() for number in numbers)


@pytest.mark.parametrize("text", ["9" * 5000, "1." + "9" * 5000, "²", "1.0.²", "", "new\x1b[2J"])
def test_firmware_version_that_is_none_is_a_problem(text: str) -> None:
    (problem,) = phone_problems(identity(text), firmware=">=1.0.3.49")
    assert "check it by hand" in problem
    assert len(problem) < 120
    assert problem.isprintable()


@pytest.mark.parametrize("text", ["²", "9" * 5000, "one", "-1", "1.5"])
def test_account_number_that_is_none_is_told(text: str) -> None:
    with pytest.raises(AnsibleFilterError, match=r"accounts: .* is not the number of an account"):
        phone_problems({"accounts": [account(1)]}, accounts=[text])


@pytest.mark.parametrize(("state", "fine"), [("available", True), ("busy", True), ("ringing", True), ("unavailable", False)])
def test_status_contradicts_the_list_of_accounts(state: str, fine: bool) -> None:
    problems = phone_problems({"accounts": [account(1)], "status": {"state": state}}, accounts=[1])
    assert bool(problems) is not fine
    assert all("account 1 (1001) is not registered (the phone's status is unavailable)" in problem for problem in problems)


def test_nothing_is_asked_for() -> None:
    assert phone_problems({}) == []
    assert phone_problems(identity(), firmware=[], hardware="", model=None, accounts=[], default_passwords=["admin"]) == []


@pytest.mark.parametrize(
    ("accepted", "fine"),
    [
        ("1.0.3.49", True),
        (["1.0.3.38", "1.0.3.49"], True),
        ("1.0.3.50", False),
        ("1.0.3.4", False),
        (">=1.0.3.49", True),
        (">= 1.0.3.9", True),
        (">=1.0.3.100", False),
        (">=1.0.3.49.1", False),
        (["1.0.1.1", ">=1.1"], False),
    ],
)
def test_firmware(accepted: Any, fine: bool) -> None:
    problems = phone_problems(identity(), firmware=accepted)
    assert (problems == []) == fine
    assert fine or problems[0].startswith("its firmware is 1.0.3.49, not ")


def test_firmware_that_is_not_told() -> None:
    assert phone_problems(identity(None), firmware="1.0.3.49") == ["it does not tell its firmware version"]
    with pytest.raises(AnsibleFilterError, match="'newest' is not a version"):
        phone_problems(identity(), firmware=">=newest")


def test_hardware() -> None:
    assert phone_problems(identity(), hardware=["V1.0", "V2.2A"]) == []
    assert phone_problems(identity(), hardware="V1.0")[0].startswith("its hardware is V2.2A, not V1.0")
    assert phone_problems(identity(hardware=None), hardware="V1.0")[0].startswith("its hardware is not told")


@pytest.mark.parametrize(
    ("known", "model", "says"),
    [
        ("gxv33x0", "gxv3370", ""),
        ("gxv33x0", "gxv3350", ""),
        ("wp820", "wp820", ""),
        ("gxv33x0", "wp820", "only a GXV33x0 has, and should be a WP820"),
        ("wp820", "gxv3380", "only a WP820 has, and should be a GXV3380"),
        ("", "wp820", ""),
    ],
)
def test_model(known: str, model: str, says: str) -> None:
    # Some firmware reads what it does not know as empty, some leaves it out.
    held = {number: "0" if family == known else "" for family, numbers in SIGNS.items() for number in numbers}
    for pvalues in (held, {number: text for number, text in held.items() if text}):
        problems = phone_problems({"pvalues": pvalues}, model=model)
        assert says in problems[0] if says else problems == []


def test_signs_are_what_the_catalogue_says() -> None:
    models = {"wp820": {"wp820"}, "gxv33x0": {"gxv3350", "gxv3370", "gxv3380"}}
    for family, numbers in SIGNS.items():
        for number in numbers:
            place = catalogue.by_number(number[1:])
            assert place is not None
            assert set(place.setting.models) == models[family], number


def test_role_reads_the_signs() -> None:
    variables = yaml.safe_load((ROOT / "roles" / "acceptance" / "vars" / "main.yml").read_text("utf-8"))
    assert sorted(variables["__gs_acceptance_signs"]) == sorted(number for numbers in SIGNS.values() for number in numbers)


REGISTERED = {"accounts": [account(1), account(2, "1002", False), account(3, "", False)]}


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ({"accounts": [1]}, []),
        ({"accounts": "1, 2"}, [2]),
        ({"accounts": [1, 2, 3, 9]}, [2, 3, 9]),
        ({"layers": []}, [2]),
        ({"layers": [{"accounts": {1: {"account_active": True}}}]}, []),
        ({"layers": [{"accounts": {"2": {"account_active": "1"}}}, {"settings": {}}]}, [2]),
        ({"layers": [{"accounts": {2: {"account_active": True}}}, {"accounts": {2: {"account_active": None}, 3: None}}]}, [2]),
        ({"layers": [{"accounts": {1: {"account_active": 1}, 2: {"account_active": True, "sip_registration": False}}}]}, []),
        ({"layers": [{"accounts": {1: {"P271": "Enabled"}, 2: {"P401": "Enabled", "P410": "Disabled"}}}]}, []),
        ({"layers": [{"accounts": {2: {"account_active": True}}}], "accounts": [1]}, []),
        # However it is spelled, and whatever a stronger layer takes out.
        ({"layers": [{"accounts": {1: {"P271": 1}}}]}, []),
        ({"layers": [{"settings": {"P401": "1", "P271": "0"}}]}, [2]),
        ({"layers": [{"accounts": {1: {"account_active": True}, 2: {"account_active": True}}}, {"accounts": {2: None}}]}, []),
    ],
    ids=range(13),
)
def test_accounts(options: dict[str, Any], numbers: list[int]) -> None:
    problems = phone_problems(REGISTERED, **options)
    assert [int(problem.split()[1]) for problem in problems] == numbers
    assert all(("is not registered" in problem) == (number == 2) for number, problem in zip(numbers, problems, strict=True))


@pytest.mark.parametrize(
    ("info", "since"),
    [
        ({}, "since it started"),
        ({"time": {"uptime": None}}, "since it started"),
        ({"time": {"uptime": 7500}}, "in the 2 h 5 min since"),
    ],
)
def test_password_is_not_to_blame_before_the_reboot(info: dict[str, Any], since: str) -> None:
    (told,) = phone_problems({**REGISTERED, **info, "applies_at_reboot": True}, accounts=[2])
    assert f"is not registered: if settings were written {since}" in told
    assert told.endswith("apply them only then. If not, compare its server, user id and password with the SIP server's")


def test_phone_without_accounts() -> None:
    assert phone_problems({"accounts": [account(1, "", False)]}, layers=[]) == [
        "no account has a SIP user id: provision the phone"
    ]


@pytest.mark.parametrize(
    ("date", "time", "zone", "says"),
    [
        ("2026-07-01", "14:05", "Europe/Berlin", ""),
        ("2026-07-01", "14:05", POSIX, ""),
        ("2026-07-01", "12:05", "UTC", ""),
        ("2026-07-01", "14:06", POSIX, ""),  # 40 s fast at least
        ("2026-07-01", "14:04", POSIX, ""),  # 21 s slow at least
        ("2026-07-01", "14:07", POSIX, "its clock is 2 min fast: it shows 2026-07-01 14:07, and it is 2026-07-01 14:05 in"),
        ("2026-07-01", "14:03", POSIX, "its clock is 2 min slow"),
        ("2026-07-01", "14:06:25", POSIX, "its clock is 1 min fast"),
        ("2026-07-01", "14:06:20", POSIX, ""),
        ("2026-07-01", "12:05", POSIX, "its clock is 2 h slow"),
        ("2016-08-30", "11:30", "UTC", "its clock is 3592 d 35 min slow"),
        (None, "14:05", "UTC", "its clock shows '01/07/2026 14:05', which may mean several times"),
        ("2026-07-01", "14:05", "auto", "the time zone 'auto' is not known here"),
        ("2026-07-01", "14:05", "../../etc", "the time zone '../../etc' is not known here"),
    ],
)
def test_clock(date: str | None, time: str, zone: str, says: str) -> None:
    problems = phone_problems(clock(date, time), clock_tolerance=60, timezone=zone, at=AT)
    assert says in problems[0] if says else problems == []


def test_time_zone_of_the_phone_is_told() -> None:
    info = clock("2026-07-01", "12:05", pvalues={"P64": "UTC0"})
    assert "(the phone's own time zone is UTC0)" in phone_problems(info, clock_tolerance=60, timezone=POSIX, at=AT)[0]


def test_when_it_was_read() -> None:
    """What the result says counts, then now; the controller's time zone is the default."""
    info = clock("2026-07-01", "12:05")
    assert "slow" in phone_problems(info, clock_tolerance=60, timezone="UTC")[0]
    info["time"]["read_at"] = AT
    assert phone_problems(info, clock_tolerance=60, timezone="UTC") == []
    assert phone_problems(info, clock_tolerance=24 * 3600) == []
    for wrong in ("2026-07-01T12:05", "now"):
        with pytest.raises(AnsibleFilterError, match="at: "):
            phone_problems(info, clock_tolerance=60, at=wrong)


def test_password() -> None:
    known = ["admin", "123"]
    assert phone_problems({}, password="s3cret", default_passwords=known) == []
    assert len(phone_problems({}, password=123, default_passwords=["123"])) == 1
    (problem,) = phone_problems({}, password="admin", default_passwords=known)
    assert "that everybody knows" in problem
    assert "admin" not in problem


def test_password_of_the_web_user() -> None:
    conflict = {"failed": False, "error": {"kind": "conflict"}}
    for login in ({"changes": [{"password": "user"}]}, {"unreachable": True, "error": {"kind": "auth"}}, conflict):
        (problem,) = phone_problems({}, user_login=login)
        assert problem.startswith("it does not take gs_user_password")
    (problem,) = phone_problems({}, user_login={"error": {"kind": "conflict", "told": False}})
    assert problem.startswith("nothing shows whether gs_user_password")
    assert phone_problems({}, user_login={"unreachable": True, "error": {"kind": "transport"}}) == []
    assert phone_problems({}, user_login={"changes": []}) == phone_problems({}, user_login={"skipped": True}) == []


def test_calls() -> None:
    idle, busy = {"line": 1, "state_name": "idle"}, {"line": 2, "state_name": "in_call"}
    went_well, failed = {"line": {"line": 1}}, {"msg": "the call to *43 failed.", "error": {"kind": "wait"}}
    assert phone_problems({"lines": [idle]}, calls=[went_well, {}]) == []
    assert phone_problems({"lines": [idle]}, calls=[failed, went_well]) == ["the call to *43 failed"]
    (problem,) = phone_problems({"lines": [idle, busy]}, calls=[{}, {}])
    assert problem.startswith("line 2 is in_call, so that no test call was made")
    assert phone_problems({}) == []


@pytest.mark.parametrize(
    "options", [{"calls": [{}]}, {"firmware": "1"}, {"accounts": [1]}, {"clock_tolerance": 1}, {"model": "wp820"}]
)
def test_what_was_not_read(options: dict[str, Any]) -> None:
    with pytest.raises(AnsibleFilterError, match="needs a result of gs_info that holds"):
        phone_problems({"changed": False}, **options)


def test_all_at_once() -> None:
    info = {**identity(), **REGISTERED}
    assert len(phone_problems(info, firmware="2", hardware="V1", accounts=[2, 3], password="x", default_passwords=["x"])) == 5


def test_layer_that_could_not_be_made_is_the_problem() -> None:
    """The lookup layers gives it, so that the verdict of the role acceptance says it in one sentence."""
    layers = [{"name": "inventory", "problem": "gs_bundles (group_vars/all): it is a text here"}]
    assert phone_problems({}, layers=layers) == ["gs_bundles (group_vars/all): it is a text here"]


def test_model_in_capitals_and_one_that_is_none() -> None:
    info = {"pvalues": {"P22177": "1", "P22194": "1", "P30120": "1"}}
    assert phone_problems(info, model="WP820") == []
    assert phone_problems(info, model="gxp2170") == ["model: 'gxp2170' is not one of gxv3350, gxv3370, gxv3380, wp820"]
