# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_config: a whole phone in one session, and what of it is read, written and shown."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from integration.conftest import PASSWORD, Fleet, Way
from integration.helpers.books import ADD_GROUP, SAVE, VERIFY, contacts, named, own_groups, record, sessions, written
from integration.helpers.config_rows import ROWS
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
    run_all,
    take,
)
from integration.helpers.playbooks import Ansible, Data

#: Each character is special to something: URLs, YAML, JSON, shells, Jinja.
SIP_PASSWORD = "sip/päss+wörd &'\"%41"
WHOLE: Data = {
    "settings": {
        "ntp_server": "ntp.example.net",
        "timezone": "CET-1CEST,M3.5.0,M10.5.0/3",
        "time_format": "12_hour",
        "send_sip_log": False,
        "dns_server_1": "192.0.2.7",
        "P30104": "as it is",
        "vlan_id": 0,
        "disable_ssh": True,
    },
    "accounts": {
        1: {**account(1001, sip_transport="tls"), "sip_auth_password": SIP_PASSWORD},
        2: account(1002, register_expiration=15),
    },
    "groups": [{"name": "Sales"}],
    "contacts": [{"first_name": "Jack", "last_name": "Brown", "work": "8819", "group": "Sales"}],
}
SENT = [
    ["P30", "ntp.example.net"],
    ["P64", "CET-1CEST,M3.5.0,M10.5.0/3"],
    ["P122", "0"],
    ["P1387", "0"],
    ["P23", "2"],
    ["P24", "7"],
    ["P30104", "as it is"],
    ["P276", "1"],
    ["P271", "1"],
    ["P47", "pbx.example.net"],
    ["P35", "1001"],
    ["P34", SIP_PASSWORD],
    ["P130", "2"],
    ["P401", "1"],
    ["P402", "pbx.example.net"],
    ["P404", "1002"],
    ["P406", "secret-1002"],
    ["P412", "15"],
]
BEFORE = """\
ntp_server (P30): "pool.ntp.org"
timezone (P64): "the \\"old\\" one "
time_format (P122): "24_hour"
send_sip_log (P1387): true
dns_server_1 (P23, P24): "192.0.0.1"
P30104: ""
disable_ssh (P276): false
accounts.1.account_active (P271): false
accounts.1.sip_server (P47): ""
accounts.1.sip_user_id (P35): ""
accounts.1.sip_auth_password (P34): (former secret)
accounts.1.sip_transport (P130): "udp"
accounts.2.account_active (P401): false
accounts.2.sip_server (P402): ""
accounts.2.sip_user_id (P404): ""
accounts.2.sip_auth_password (P406): (former secret)
accounts.2.register_expiration (P412): 60
"""
AFTER = """\
ntp_server (P30): "ntp.example.net"
timezone (P64): "CET-1CEST,M3.5.0,M10.5.0/3"
time_format (P122): "12_hour"
send_sip_log (P1387): false
dns_server_1 (P23, P24): "192.0.2.7"
P30104: "as it is"
disable_ssh (P276): true
accounts.1.account_active (P271): true
accounts.1.sip_server (P47): "pbx.example.net"
accounts.1.sip_user_id (P35): "1001"
accounts.1.sip_auth_password (P34): (new secret)
accounts.1.sip_transport (P130): "tls"
accounts.2.account_active (P401): true
accounts.2.sip_server (P402): "pbx.example.net"
accounts.2.sip_user_id (P404): "1002"
accounts.2.sip_auth_password (P406): (new secret)
accounts.2.register_expiration (P412): 15
group Sales
contact Jack Brown
  group: Sales
  work: 8819
"""


def test_whole_phone(journey: Way, fleet: Fleet) -> None:
    """The main journey: check mode tells, the run does just that in one session, and the next has nothing to do."""
    phone = fleet.phone()
    start = {"64": 'the "old" one ', "21": "192", "24": "1", "30104": ""}
    phone.set(values=start, pbx={"1": SIP_PASSWORD})
    factory = phone.values()
    task: Data = {CONFIG: WHOLE, "diff": True}
    tasks = [{"name": "check", **task, "check_mode": True}, {"name": "first", **task}, {"name": "second", **task}]

    run = journey.ansible.run(
        {"lobby": fleet.host(phone, gs_model="gxv3370")},
        tasks,
        "-vvv",
        door=journey.door,
        secrets=[SIP_PASSWORD, "secret-1002"],
    )

    check, first, second = (run.data("lobby", name) for name in ("check", "first", "second"))
    assert (check["diff"]["before"], check["diff"]["after"]) == (BEFORE, AFTER)
    assert (first["changes"], first["diff"]) == (check["changes"], check["diff"])
    assert (check["changed"], first["changed"], second["changed"], second["changes"]) == (True, True, False, [])
    assert [(result["reboot_required"], result["reboot_settings"]) for result in (check, first, second)] == [
        (True, ["settings.disable_ssh"]),
        (True, ["settings.disable_ssh"]),
        (False, []),
    ]
    # A secret that needs quoting waits until a plain value has shown that this firmware decodes.
    waiting = [pair for pair in SENT if pair[1] == SIP_PASSWORD]
    assert posted(phone) == [[pair for pair in SENT if pair not in waiting], waiting]
    assert written(phone) == [(ADD_GROUP, {"name": "Sales"}), (SAVE, record("Jack", "Brown", 1, work="8819"))]
    # A secret to be proved takes one request more; the values of its account that change take it anyway.
    assert sessions(phone) == [
        [*READ, *BOOK],
        [*READ, *BOOK, POST, GET, POST, ADD_GROUP, "api-get_groups", SAVE, *VERIFY],
        [*READ, *LOOK, *BOOK],
    ]
    assert phone.values() == {**factory, **{name.removeprefix("P"): text for name, text in SENT}}
    assert (own_groups(phone), named(phone)) == (["Sales"], {"Jack Brown": {"work": "8819", "group": "Sales"}})


SIXTEEN = {
    number: account(
        2000 + number, account_name=f"Line {number}", display_name=f"Number {number} of the whole fleet", voicemail_number="*97"
    )
    for number in range(1, 17)
}
_SECRETS = ["secret-1001", "secret-1002", "old-ldap-secret", "new-ldap-secret", "key-of-tls"]


def test_rows(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """Each phone its own task, twice in one run. The second finds nothing to do."""
    ours = take(fleet, ROWS)
    factory = {name: phone.values() for name, phone in ours.items()}

    run = run_all(ansible, fleet, ROWS, ours, "-vvv", "--diff", tasks=[each(name="one"), each(name="two")], secrets=_SECRETS)

    for name, row in ROWS.items():
        with subtests.test(name):
            phone = ours[name]
            first, second = run.data(name, "one"), run.data(name, "two")
            assert posted(phone) == row.sends
            assert names(first) == row.tells
            assert (first["changed"], second["changed"], second["changes"]) == (bool(row.tells), False, [])
            method = row.variables.get("gs_request_method", "get").upper()
            assert all(request["method"] == method for request in phone.requests(POST))
            assert sessions(phone) == [session for session in (row.first, row.second) if session]
            sent = {key.removeprefix("P"): text for part in row.sends for key, text in part}
            assert phone.values() == {**factory[name], **sent}


#: How each change is shown to the user: kind, action, name, pvalues, before, after.
SHOWN: dict[str, tuple[Data, Data]] = {
    "one octet": (
        {"settings": {"static_ip": "192.0.2.9"}},
        {"name": "settings.static_ip", "pvalues": ["P12"], "before": "192.0.2.1", "after": "192.0.2.9", "reach": True},
    ),
    "a whole address": (
        {"settings": {"static_ip": "10.1.3.4"}},
        {
            "name": "settings.static_ip",
            "pvalues": ["P9", "P10", "P11", "P12"],
            "before": "192.0.2.1",
            "after": "10.1.3.4",
            "reach": True,
        },
    ),
    "an enum": (
        {"accounts": {1: {"sip_transport": "2"}}},
        {"name": "accounts.1.sip_transport", "pvalues": ["P130"], "before": "udp", "after": "tls"},
    ),
    "an enum by number": (
        {"settings": {"P130": 2}},
        {"name": "settings.P130", "setting": "accounts.1.sip_transport", "pvalues": ["P130"], "before": "0", "after": "2"},
    ),
    "an integer": (
        {"settings": {"web_port": "8080"}},
        {"name": "settings.web_port", "pvalues": ["P901"], "before": 80, "after": 8080, "reach": True},
    ),
    "a boolean": (
        {"settings": {"disable_ssh": "yes"}},
        {"name": "settings.disable_ssh", "pvalues": ["P276"], "before": False, "after": True},
    ),
    "what a phone should not hold": (
        {"settings": {"time_format": "12_hour"}},
        {"name": "settings.time_format", "pvalues": ["P122"], "before": "77", "after": "12_hour"},
    ),
    "a secret": (
        {"settings": {"wifi_password": "new-wifi-secret"}},
        {
            "name": "settings.wifi_password",
            "pvalues": ["P7830"],
            "before": "(former secret)",
            "after": "(new secret)",
            "reach": True,
        },
    ),
}


def test_changes_as_they_are_shown(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """With words, whole addresses, and in check mode, in which phones refuse all writes."""
    values = {"9": "192", "10": "0", "11": "2", "12": "1", "122": "77", "7830": "old-wifi-secret"}
    cases = {
        name: Case(wanted=wanted, start={"values": values, "quirks": {"refuse_writes": True}})
        for name, (wanted, _row) in SHOWN.items()
    }
    ours = take(fleet, cases)

    run = run_all(ansible, fleet, cases, ours, "--check", "--diff", secrets=["new-wifi-secret", "old-wifi-secret"])

    for name, (dummy, row) in SHOWN.items():
        with subtests.test(name):
            result = run.data(name)
            assert result["changes"] == [{"kind": "setting", "action": "edit", **row}]
            assert result["reboot_required"] is (name == "a boolean")
            assert asked(ours[name]) == READ


def test_sixteen_accounts(ansible: Ansible, fleet: Fleet) -> None:
    """Split so that no URL grows too long, into no more parts than that takes; a phone that takes less gets more parts."""
    limits = {"usual": 2000, "narrow": 400}
    cases = {
        name: Case(
            model="gxv3350",
            wanted={"accounts": SIXTEEN},
            start={"quirks": {"max_url_length": limit}},
            variables={"gs_max_url_length": limit, "gs_model": "gxv3350"},
        )
        for name, limit in limits.items()
    }
    ours = take(fleet, cases)

    run = run_all(ansible, fleet, cases, ours, tasks=[each(name="one"), each(name="two")])

    for name, phone in ours.items():
        assert len(run.data(name, "one")["changes"]) == 112
        assert run.data(name, "two")["changes"] == []
        sizes = [request["url_length"] for request in phone.requests(POST)]
        assert len(sizes) > 1
        assert max(request["url_length"] for request in phone.requests()) <= limits[name]
        assert all(one + other > limits[name] for one, other in pairwise(sizes)), "two requests that could have been one"
        assert {row["id"] for row in phone.state()["accounts"] if row["reg"] == 1} == set(range(1, 17))
        assert [session.count("login") for session in sessions(phone)] == [1, 1]


def test_password_of_the_phone_is_written_last(ansible: Ansible, fleet: Fleet) -> None:
    """After the phonebook, because it ends the session."""
    phone = fleet.phone()
    wanted: dict[str, Any] = {
        "settings": {"admin_password": "new-password-1", "ntp_server": "new"},
        "contacts": [{"first_name": "Ann"}],
        "write_secrets": "always",
    }

    run = ansible.run(
        fleet.hosts(lobby=phone),
        [{CONFIG: wanted}],
        secrets=["new-password-1", PASSWORD],
        warnings=["settings.admin_password, the admin password of the phone, is written without a proof"],
    )

    assert names(run.data("lobby")) == ["settings.admin_password", "settings.ntp_server", "Ann"]
    assert posted(phone) == [[["P30", "new"]], [["P2", "new-password-1"]]]
    assert asked(phone) == [*READ, *BOOK, POST, GET, SAVE, *VERIFY, POST]
    assert contacts(phone) == [{"id": 0, "first_name": "Ann", "group_id": 0}]
