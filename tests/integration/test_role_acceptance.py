# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role acceptance: one verdict a phone, with all that is wrong, and nothing is disturbed for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from integration.conftest import MODELS, PASSWORD, Fleet
from integration.helpers.configs import registered
from integration.helpers.lifecycle import DIAL, IDLE, IN_CALL, LINES, LOGIN, OPERATE, TIME, asked, sent
from integration.helpers.maintained import WRONG, begin, ends, messages, results, run, take, wait_until
from integration.helpers.playbooks import Ansible, Data

GET, ACCOUNTS = "api-values.get", "api-get_accounts"
USER_PASSWORD = "user's secret &1"
ECHO = "*43"
#: All that a phone is asked for a verdict.
QUESTIONS = [GET, *LOGIN, "api-get_phone_status", TIME, ACCOUNTS, GET]
#: Every phone is in order with this, and with accounts 1 and 2 registered.
FINE: Data = {"values": registered(p64="UTC0")}
#: Two accounts share one status.
NOT_PROVED = (
    "accounts 1, 2 are registered by the phone's list of accounts, which is not proved: on some firmware the list tells only "
    "which are active, and the phone's status is available"
)
#: With a bundle of the collection, which is a default of another role.
DECLARED: Data = {"gs_accounts": {1: {"account_active": True}, 2: {"account_active": False}}, "gs_bundles": ["security"]}


def test_verdicts(released_ansible: Ansible, fleet: Fleet) -> None:
    """All models, with all that can be asked for; two clocks, of which one is told in another form; a call; and two problems."""
    phones = take(fleet, *MODELS, "broken", **FINE)
    phones["wp820"].set(quirks={"unknown_values": "empty", "date_format": "iso", "time_format": "24h"})
    zones = {"wp820": "<+05>-5", "gxv3350": "UTC"}
    for name, hours in (("wp820", 5), ("gxv3350", 0)):
        phones[name].set(clock=(datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S"))
    hosts: dict[str, Data] = {
        name: {
            "gs_model": name,
            "gs_acceptance_firmware": [phone.values()["68"], ">=99"],
            "gs_acceptance_hardware": "V2.2A",
            **({"gs_timezone": zones[name]} if name in zones else {}),
        }
        for name, phone in phones.items()
    }
    hosts["gxv3380"]["gs_acceptance_call_number"] = ECHO
    hosts["broken"] = {"gs_acceptance_firmware": "9", "gs_acceptance_hardware": ["V8", "V9"]}

    result = run(released_ansible, fleet, phones, "accept", hosts=hosts, **DECLARED)

    assert (result.rc, ends(result)) == (2, {**dict.fromkeys(MODELS, "ok"), "broken": "failures"}), result.output
    assert all(asked(phone) == QUESTIONS for name, phone in phones.items() if name != "gxv3380")
    assert asked(phones["gxv3380"])[: len(QUESTIONS) + 1] == [*QUESTIONS[:-1], LINES, QUESTIONS[-1]]
    assert [asked(phones["gxv3380"]).count(endpoint) for endpoint in (DIAL, OPERATE)] == [1, 1]
    verdicts = {found.host: found.data["msg"] for found in results(result, "Check that the phone is in order")}
    assert verdicts == {
        **{name: f"In order: firmware {phones[name].values()['68']}; {NOT_PROVED}" for name in MODELS},
        "broken": "Not in order: its firmware is 1.0.3.49, not 9: upgrade it (role maintenance, operation firmware); "
        "its hardware is V2.2A, not V8 or V9: look whether it is the phone that is meant.",
    }
    assert not any(counts["changed"] for counts in result.recap.values())


#: By name: what is wrong with the phone, the variables that matter, and what the message says of it.
PROBLEMS: dict[str, tuple[Data, Data, list[str]]] = {
    # On phones of all models in turn, the fourth a WP820.
    "not a wp820": ({}, {"gs_model": "wp820"}, ["only a GXV33x0 has, and should be a WP820: correct gs_model"]),
    "firmware": ({}, {"gs_acceptance_firmware": "1.0.0.1"}, ["its firmware is 1.0.", ", not 1.0.0.1: upgrade it"]),
    "too old": ({}, {"gs_acceptance_firmware": [">=1.0.99"]}, [", not >=1.0.99: upgrade it"]),
    "not a gxv": ({}, {"gs_model": "gxv3380"}, ["only a WP820 has, and should be a GXV3380: correct gs_model"]),
    "hardware": ({}, {"gs_acceptance_hardware": ["V9"]}, ["its hardware is V2.2A, not V9"]),
    "not registered": ({"registered": {"1": False}}, DECLARED, ["account 1 (1001) is not registered: compare"]),
    "not in force": (
        {"registered": {"1": False, "2": False}, "profile": "vendor"},
        DECLARED,
        ["account 1 (1001) is not registered (", "): if settings were written in the ", " since it started, reboot it first"],
    ),
    "second account": ({"registered": {"2": False}}, {}, ["account 2 (1002) is not registered"]),
    "named account": ({}, {"gs_acceptance_accounts": [3]}, ["account 3 has no SIP user id: provision the phone"]),
    "no account": ({"values": registered(p35="", p404="", p64="UTC0")}, {}, ["no account has a SIP user id: provision"]),
    "clock": ({"clock": "2016-08-30T11:30:00"}, {}, ["its clock is ", " slow: it shows 2016-08-30 11:3", "ntp_server"]),
    "time zone": ({}, {"gs_timezone": "<+09>-9"}, ["9 h slow", "own time zone is UTC0)"]),
    "default password": ({}, {"gs_acceptance_default_passwords": [PASSWORD]}, ["it takes a password that everybody knows"]),
    "password of user": ({}, {"gs_user_password": WRONG}, ["it does not take gs_user_password as the password of user"]),
    "only the admin logs in": (
        {"profile": "vendor"},
        {"gs_user_password": WRONG},
        ["it does not take gs_user_password as the password of user"],
    ),
    "it tells nobody": (
        {"profile": "vendor", "quirks": {"secrets_told": False}},
        {"gs_user_password": WRONG},
        ["nothing shows whether gs_user_password is its password of user"],
    ),
    "everything": (
        {"registered": {"1": False, "2": False}, "clock": "2016-08-30T11:30:00"},
        {"gs_acceptance_firmware": "1.0.0.1", "gs_acceptance_hardware": "V9", "gs_user_password": WRONG},
        ["its firmware", "its hardware", "account 1", "account 2", "its clock", "gs_user_password"],
    ),
    "registers late": ({"registered": {"1": False}}, {"gs_acceptance_wait": 60}, []),
    "user": ({"values": registered(p196=USER_PASSWORD, p64="UTC0")}, {"gs_user_password": USER_PASSWORD}, []),
    "no clock wanted": ({"clock": "2016-08-30T11:30:00"}, {"gs_acceptance_clock_tolerance": 0}, []),
    "dead": ({"off": True}, {}, ["refused"]),
    "locked": ({"locked_for": 300}, {}, ["has locked the account"]),
    "wrong": ({}, {"ansible_password": WRONG, "gs_acceptance_wait": 60}, ["refused the credentials"]),
}  # fmt: skip


@pytest.mark.long
def test_problems(ansible: Ansible, fleet: Fleet) -> None:
    """Each is told, with what to do; all of a phone at once; and phones that are well pass beside them."""
    phones = take(fleet, *PROBLEMS, **FINE)
    for name, (start, _variables, _says) in PROBLEMS.items():
        phones[name].set(**start)
    phones["time zone"].set(clock=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"))
    hosts = {name: variables for name, (_start, variables, _says) in PROBLEMS.items()}

    started = begin(ansible, fleet, phones, "accept", hosts=hosts, secrets=(USER_PASSWORD,), __gs_acceptance_pause=1)
    wait_until(lambda: phones["registers late"].requests(ACCOUNTS))
    phones["registers late"].set(registered={"1": True})
    result = started.finish()

    away = ("dead", "locked", "wrong")
    assert result.rc == 4
    assert ends(result) == {
        name: "unreachable" if name in away else "failures" if says else "ok" for name, (_start, _more, says) in PROBLEMS.items()
    }
    told = messages(result)
    for name, (_start, _variables, says) in PROBLEMS.items():
        assert not [part for part in says if part not in told[name]], f"{name}: {told[name]}"
        if says and name not in away:
            expected = 6 if name == "everything" else 1
            assert told[name].startswith("Not in order: ")
            assert told[name].count("; ") == expected - 1, told[name]
    assert not any(sent(phone) for phone in phones.values()), "nothing is changed"
    # A refused login is not tried again, and the attempt for the user's password is cleared by the login that follows.
    assert phones["wrong"].state()["strikes"] == 2
    assert {phones[name].state()["strikes"] for name in PROBLEMS if name != "wrong"} == {0}
    assert len(phones["registers late"].requests(ACCOUNTS)) >= 2
    assert asked(phones["password of user"])[:2] == LOGIN
    assert asked(phones["no account"]) == QUESTIONS


CALLS: dict[str, tuple[Data, Data, str]] = {
    "answers": ({}, {}, ""),
    "rings": ({"far_end": "silent"}, {"gs_acceptance_call_wait_for": "calling", "gs_acceptance_call_account": 2}, ""),
    "nobody answers": (
        {"far_end": "silent"},
        {"gs_acceptance_call_timeout": 1},
        "the lines were not in_call within 1 s: line 1 is calling",
    ),
    "engaged": ({"far_end": "busy"}, {}, f"the call to {ECHO} failed: line 1 is failed"),
    "in a call": ({"lines": {"2": {"state": IN_CALL, "number": "1"}}}, {}, "line 2 is in_call, so that no test call was made"),
    "also old": (
        {"far_end": "busy"},
        {"gs_acceptance_firmware": "9"},
        "not 9: upgrade it (role maintenance, operation firmware); ",
    ),
}


def test_calls(ansible: Ansible, fleet: Fleet) -> None:
    """A call is made where nobody is disturbed, and no call is left open."""
    phones = take(fleet, *CALLS, **FINE)
    for name, (start, _variables, _says) in CALLS.items():
        phones[name].set(quirks={"failed_seconds": 30, "answer_seconds": 0.2}, **start)
    hosts = {name: variables for name, (_start, variables, _says) in CALLS.items()}
    busy = phones["in a call"].lines()

    checked = run(ansible, fleet, phones, "accept", "--check", hosts=hosts, gs_acceptance_call_number=ECHO)

    assert not any(sent(phone) for phone in phones.values())
    (verdict,) = [found.data["msg"] for found in results(checked, "Check that the phone is in order") if found.host == "answers"]
    assert ", test call not made in check mode" in verdict

    result = run(ansible, fleet, phones, "accept", hosts=hosts, gs_acceptance_call_number=ECHO)

    assert result.rc == 2
    assert ends(result) == {name: "failures" if says else "ok" for name, (_start, _variables, says) in CALLS.items()}
    for name, (_start, _variables, says) in CALLS.items():
        assert says in messages(result).get(name, ""), messages(result)[name]
    # The account's number begins at 0 on the wire.
    dialled = {name: [dict(parameters)["account"] for parameters in sent(phone, DIAL)] for name, phone in phones.items()}
    assert dialled == {name: [] if name == "in a call" else ["1" if name == "rings" else "0"] for name in phones}
    ended = [dict(parameters) for phone in phones.values() for parameters in sent(phone, OPERATE)]
    assert ended == [{"cmd": "endcall", "line": "1"}] * (len(CALLS) - 1)
    assert phones["in a call"].lines() == busy
    assert all(
        {line["state"] for line in phone.lines().values()} == {IDLE} for name, phone in phones.items() if name != "in a call"
    )
    assert asked(phones["in a call"]) == [*QUESTIONS[:-1], LINES, QUESTIONS[-1]]
