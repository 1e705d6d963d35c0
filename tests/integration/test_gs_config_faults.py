# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_config where things go wrong: with the options, the phone, and on the way; and no secret is told by any of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from integration.conftest import Fleet
from integration.helpers.books import SAVE, VERIFY, named, own_groups
from integration.helpers.configs import (
    BOOK,
    CONFIG,
    GET,
    LOOK,
    POST,
    READ,
    Case,
    account,
    asked,
    each,
    names,
    posted,
    registered,
    run_all,
    take,
)
from integration.helpers.faults_fleet import problems_with_end
from integration.helpers.faults_matrix import FINE, End
from integration.helpers.playbooks import Ansible, Data

NEW: Data = {"settings": {"ntp_server": "new.example.net"}, "accounts": {1: account(1001, account_name="new")}}
SENT = [["P30", "new.example.net"], ["P34", "secret-1001"], ["P270", "new"]]
#: Of these, the phone takes two.
BOOK_OF_FOUR: Data = {
    "groups": [{"name": "Sales"}],
    "contacts": [{"first_name": name, "group": "Sales"} for name in ("Ann", "Bob", "Cyd", "Dan")],
}


@dataclass(frozen=True)
class Fault:
    """What happens to a phone, how its task ends, and how often values were written. `kept`: whether it holds what is asked."""

    end: End
    fault: Data = field(default_factory=dict)
    start: Data = field(default_factory=dict)
    variables: Data = field(default_factory=dict)
    writes: int = 0
    kept: bool = False
    changed: bool = False


FAULTS = {
    "off": Fault(End("unreachable", "transport", "refused", "loginrealm"), start={"off": True}, variables={"gs_retries": 0}),
    "locked": Fault(End("unreachable", "locked", "lock", "login"), start={"locked_for": 300}),
    "wrong password": Fault(End("unreachable", "auth", "password", "login"), variables={"ansible_password": "not-the-password"}),
    "error at the write": Fault(
        End("failed", "ambiguous_write", "HTTP 500", POST),
        {"kind": "status_500", "endpoint": POST, "times": None},
        writes=2,
        changed=True,
    ),
    "answer of the write lost": Fault(FINE, {"kind": "reset_after", "endpoint": POST}, writes=1, kept=True, changed=True),
    "write lost": Fault(FINE, {"kind": "reset", "endpoint": POST}, writes=2, kept=True, changed=True),
    "gone after the write": Fault(
        End("failed", "ambiguous_write", "not known", POST),
        {"kind": "reboot_after", "endpoint": POST, "seconds": 600},
        variables={"gs_retries": 0},
        writes=1,
        kept=True,
        changed=True,
    ),
    "not kept": Fault(
        End("failed", "not_kept", r'accounts\.1\.account_name was written as "new" and reads "old"'),
        start={"quirks": {"read_only": "270"}},
        writes=1,
        changed=True,
    ),
    "octet not kept": Fault(
        End("failed", "not_kept", r'settings\.P15 was written as "x" and reads "0"'),
    ),
    "not known": Fault(End("failed", "unsupported", r"does not know settings\.ptt_channel_labels; nothing was written")),
}


#: Those of the faults that need another task.
OTHERS = {
    "not known": Case(wanted={"settings": {"ptt_channel_labels": "a", "ntp_server": "a"}}),
    "octet not kept": Case(wanted={"settings": {"P15": "x"}}),
}


def test_faults(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """One run on many phones: each task ends as it must, and the phone was asked for no more."""
    cases = {
        name: Case(
            wanted=NEW,
            start={"values": registered(p270="old"), **row.start},
            variables={"gs_timeout": 5, **row.variables},
        )
        for name, row in FAULTS.items()
        if name not in OTHERS
    }
    cases |= OTHERS
    ours = take(fleet, cases)
    for name, row in FAULTS.items():
        if row.fault:
            ours[name].fault(**row.fault)

    run = run_all(ansible, fleet, cases, ours, "-vvv", secrets=["secret-1001", "not-the-password"])

    for name, row in FAULTS.items():
        with subtests.test(name):
            result = run.one(name)
            if name in OTHERS:
                assert (result.status, result.data["error"]["kind"]) == (row.end.status, row.end.kind)
                assert re.search(row.end.says, result.data["msg"]), result.data["msg"]
                continue
            problems = problems_with_end(result, row.end, ours[name], row.end.endpoint)
            assert not problems, "\n".join(problems)
            assert result.data.get("changed", False) is row.changed
            assert posted(ours[name]) == [SENT] * row.writes
            if row.changed:
                assert names(result.data) == ["settings.ntp_server", "accounts.1.sip_auth_password", "accounts.1.account_name"]
            held = ours[name].values()
            assert (held.get("270") == "new") is row.kept
    assert asked(ours["not known"]) == READ
    assert ours["wrong password"].state()["strikes"] <= 2


def test_phonebook_full_in_the_middle(ansible: Ansible, fleet: Fleet) -> None:
    """Settings are written first and stay; with more space, running it again does the rest and no more."""
    phone = fleet.phone()
    phone.set(values=registered(p270="old"), quirks={"phonebook_limit": 2})
    hosts, tasks = fleet.hosts(lobby=phone), [{CONFIG: {**NEW, **BOOK_OF_FOUR}}]

    first = ansible.run(hosts, tasks, secrets=["secret-1001"])

    failure = first.failure("lobby")
    assert (failure["changed"], failure["error"]["kind"]) == (True, "api")
    assert "Cyd" in failure["msg"]
    assert posted(phone) == [SENT]
    assert (phone.values()["30"], phone.values()["270"]) == ("new.example.net", "new")
    assert list(named(phone)) == ["Ann", "Bob"]
    phone.set(quirks={"phonebook_limit": 0})
    phone.clear_requests()

    second = ansible.run(hosts, tasks, secrets=["secret-1001"])

    assert names(second.data("lobby")) == ["Cyd", "Dan"]
    assert asked(phone) == [*READ, *LOOK, *BOOK, SAVE, SAVE, *VERIFY]
    assert (own_groups(phone), list(named(phone))) == (["Sales"], ["Ann", "Bob", "Cyd", "Dan"])


#: What is told of options that cannot be right, each at the beginning of a problem; with the model of the inventory.
WRONG: dict[str, tuple[str | None, Data, list[str]]] = {
    "account 3 of a wp820": ("wp820", {"accounts": {3: {"sip_server": "a"}}}, ["accounts.3: a wp820 has 2 accounts"]),
    "account 3 of a gxv": (
        "gxv3380",
        {"accounts": {"3": {"sip_server": "a b"}, 17: {}}},
        ["accounts.3.sip_server: ", "accounts.17: an account is a number from 1 to 16"],
    ),
    "account 3 of nobody knows what": (None, {"accounts": {3: {"sip_server": "a"}}}, ["accounts.3: not every model has"]),
    "not on a wp820": ("wp820", {"settings": {"static_ip": "192.0.2.1"}}, ["settings.static_ip: not on a wp820"]),
    "all at once": (
        "gxv3370",
        {
            "settings": {"ntp_serber": "a", "P30": "a", "ntp_server": "a", "web_port": 70000, "P68": "1", "sip_server": "a"},
            "accounts": {1: {"sip_transport": "tsl", "sip_auth_pasword": "misspelled-1", "P406": "of-account-2"}},
            "contacts": [{"first_name": "Ann", "group": "a"}, {"first_name": "", "mobile": ""}],
            "groups": [{"name": " "}],
            "purge_groups": ["a"],
            "confirm_registration": 601,
        },
        [
            "settings.ntp_serber: unknown setting. Did you mean ntp_server?",
            "settings.ntp_server: it is given twice, also as settings.P30",
            "settings.web_port: 70000 is not a port",
            "settings.P68: it is read-only",
            "settings.sip_server: it is a setting of an account",
            "accounts.1.sip_transport: 'tsl' is not one of udp, tcp, tls",
            "accounts.1.sip_auth_pasword: unknown setting. Did you mean sip_auth_password?",
            "accounts.1.P406: it is not a value of account 1",
            "groups[0].name: a group's name cannot be blank",
            "contacts[1]: it has no name, no number and no email",
            "purge_groups: it needs purge. Set purge: true",
            "confirm_registration: 601 is out of range",
        ],
    ),
    "certificates": (
        None,
        {"settings": {"sip_tls_private_key": "misspelled-1", "admin_password": "misspelled-1"}},
        ["settings.admin_password", "settings.sip_tls_private_key"],
    ),
    "purge of nothing": (None, {"settings": {"ntp_server": "a"}, "purge": True}, ["purge: groups or contacts must be given too"]),
}


def test_wrong_options_are_told_at_once(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """All of them, each with its place, before any request; models of all kinds in one run."""
    cases = {
        name: Case(model=model or "", wanted=wanted, variables={"gs_model": model} if model else {})
        for name, (model, wanted, _problems) in WRONG.items()
    }
    ours = take(fleet, cases)

    run = run_all(ansible, fleet, cases, ours, "-vvv", "--diff", secrets=["misspelled-1", "of-account-2"])

    assert run.rc != 0
    for name, (dummy, _wanted, begins) in WRONG.items():
        with subtests.test(name):
            failure = run.failure(name)
            problems = failure["error"]["problems"]
            assert failure["error"]["kind"] == "input"
            assert len(problems) == len(begins), "\n".join(problems)
            unlike = [problem for problem, begin in zip(problems, begins, strict=True) if not problem.startswith(begin)]
            assert not unlike, "\n".join(unlike)
            assert all(problem in failure["msg"] for problem in problems)
            assert asked(ours[name]) == []
    assert "gs_model" in run.failure("account 3 of nobody knows what")["msg"]


#: Long, with characters that URLs, JSON and Python's repr write in different ways.
SECRETS = {
    "sip_auth_password": "sip/päss+wörd &'\"%41",
    "misspelled": "mis/spelt päss \"+'%42",
    "P1359": "former+ldap sécret",
    "wifi_password": "wi-fi/ñ &\"+'secret",
    "pppoe_password": "pppoe%20 päss",
    "in a URL": "url-secret-1",
    "formerly in a URL": "url-secret-0",
    "short": "7Q",
}
TROUBLE: dict[str, Data | None] = {
    "fine": None,
    "misspelled": None,
    "html": {"kind": "html", "endpoint": POST, "times": None},
    "wrong shape": {"kind": "wrong_shape", "endpoint": GET, "times": None},
    "hang": {"kind": "hang", "endpoint": POST, "times": None, "seconds": 3},
    "reset": {"kind": "reset", "endpoint": POST, "times": None},
    "not kept": None,
    "not registered": None,
}


def _with_secrets(name: str) -> Data:
    settings: dict[str, Any] = {
        "wifi_password": SECRETS["wifi_password"],
        "pppoe_password": SECRETS["pppoe_password"],
        "tr069_acs_url": f"https://acs:{SECRETS['in a URL']}@acs.example.net",
        # What looks like no secret, and holds one.
        "timezone": f"x {SECRETS['wifi_password']} y",
    }
    password = {"sip_auth_password": SECRETS["sip_auth_password"]}
    if name == "misspelled":
        password |= {"sip_auth_pasword": SECRETS["misspelled"], "sip auth password": SECRETS["misspelled"]}
        settings |= {"wifi_pasword": SECRETS["misspelled"]}
    accounts = {
        "1": {**account(1001, account_name="new"), **password},
        "2": {**account(1002), "sip_auth_password": SECRETS["short"]},
    }
    confirm = {"confirm_registration": 0.1} if name == "not registered" else {}
    return {"settings": settings, "accounts": accounts, **confirm}


def test_no_secret_is_told_whatever_happens(released_ansible: Ansible, fleet: Fleet) -> None:
    """With the highest verbosity and a diff, and where the result is printed; the run itself looks for the secrets."""
    cases = {
        name: Case(
            wanted=_with_secrets(name),
            start={
                "values": registered(
                    p7830=SECRETS["P1359"],
                    p82="old-" + SECRETS["pppoe_password"],
                    p404="1003",
                    p4503=f"https://acs:{SECRETS['formerly in a URL']}@acs",
                ),
                "quirks": {"read_only": "7830"} if name == "not kept" else {},
                "pbx": {"1": "secret-1001"},
            },
            variables={"gs_retries": 0, "gs_timeout": 1},
        )
        for name in TROUBLE
    }
    ours = take(fleet, cases)
    for name, fault in TROUBLE.items():
        if fault:
            ours[name].fault(**fault)
    tasks = [
        each(name="set", register="result", ignore_errors=True, ignore_unreachable=True),
        {"name": "show", "ansible.builtin.debug": {"var": "result"}},
    ]
    long = [secret for name, secret in SECRETS.items() if name != "short"]

    run = run_all(released_ansible, fleet, cases, ours, "-vvvv", "--diff", tasks=tasks, secrets=long)

    kinds = {name: run.one(name, "set").data.get("error", {}).get("kind") for name in TROUBLE}
    assert kinds == {
        "fine": None,
        "misspelled": "input",
        "html": "ambiguous_write",
        "wrong shape": "reply",
        "hang": "ambiguous_write",
        "reset": "ambiguous_write",
        "not kept": "not_kept",
        "not registered": "not_registered",
    }
    assert not re.search(rf"\b{SECRETS['short']}\b", run.output)
    assert ours["fine"].values()["34"] == SECRETS["sip_auth_password"]
    assert ours["fine"].values()["406"] == SECRETS["short"]
    assert run.data("fine", "set")["changes"][3]["after"] == "(not shown, because a secret is in it)"
