# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What gs_config must make of phones: one row a phone, all in one run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from integration.helpers.books import SAVE, VERIFY
from integration.helpers.configs import BOOK, GET, LOOK, POST, READ, Case, account, registered
from integration.helpers.playbooks import Data


@dataclass(frozen=True, kw_only=True)
class Row(Case):
    """A case that goes well: what is written, the names of the changes, and the whole of the two sessions."""

    sends: list[list[list[str]]]
    tells: list[str]
    first: list[str]
    second: list[str] = field(default_factory=lambda: READ)


CHANGE = [*READ, POST, GET]
ODD = "\u00e4+b &c=d;%41 :#?\\'\" {x} <b> 山🦊 "
BOTH_SPELLINGS: dict[Any, Data] = {"1": account(1001), 2: account(1002)}
#: Account 1 is as wanted but for its name; account 2 is not registered, because its password is wrong.
SECRETS = registered(p270="old", p406="wrong")
RENAMED: Data = {"1": account(1001, account_name="new"), "2": account(1002)}

ROWS = {
    "nothing named": Row(wanted={}, sends=[], tells=[], first=[], second=[]),
    "empty": Row(wanted={"settings": {}, "accounts": {}}, sends=[], tells=[], first=[], second=[]),
    "account of nothing": Row(wanted={"accounts": {"1": {}}}, sends=[], tells=[], first=[], second=[]),
    "one drifted": Row(
        start={"values": registered(p30="wrong.example.net", p32="15", p122="0")},
        wanted={
            "settings": {"ntp_server": "ntp.example.net", "time_format": "12_HOUR", "P64": ""},
            "accounts": {"1": {"register_expiration": "15", "sip_user_id": "1001"}},
        },
        sends=[[["P30", "ntp.example.net"]]],
        tells=["settings.ntp_server"],
        first=CHANGE,
    ),
    "words and booleans": Row(
        wanted={
            "settings": {"syslog_level": "warning", "send_sip_log": "off", "ldap_port": "8080", "vlan_priority": 7, "P276": True},
            "accounts": {2: {"sip_transport": 1, "auto_answer": True, "srtp_mode": "0", "dtmf_sip_info": "Yes"}},
        },
        sends=[
            [
                ["P208", "3"],
                ["P1387", "0"],
                ["P8021", "8080"],
                ["P87", "7"],
                ["P276", "1"],
                ["P448", "1"],
                ["P425", "1"],
                ["P2403", "1"],
            ]
        ],
        tells=[
            "settings.syslog_level",
            "settings.send_sip_log",
            "settings.ldap_port",
            "settings.vlan_priority",
            "settings.P276",
            "accounts.2.sip_transport",
            "accounts.2.auto_answer",
            "accounts.2.dtmf_sip_info",
        ],
        first=CHANGE,
    ),
    "P numbers of accounts": Row(
        start={"values": {"30104": ""}},
        wanted={"settings": {"p30": "a", 47: "b.example", "30104": 7}, "accounts": {1: {"P3": "Jo", 130: 2}}},
        sends=[[["P30", "a"], ["P47", "b.example"], ["P30104", "7"], ["P3", "Jo"], ["P130", "2"]]],
        tells=["settings.p30", "settings.47", "settings.30104", "accounts.1.P3", "accounts.1.130"],
        first=CHANGE,
    ),
    "odd texts": Row(
        start={"values": {"30104": ""}},
        wanted={
            "settings": {"timezone": ODD, "P30104": ODD},
            "accounts": {1: {"account_name": ODD, "dial_plan": "{ x+ | \\+x+ | *xx*x+ & = }"}},
        },
        # A firmware that does not decode would garble all of them. Where the former value cannot be brought back, because it is
        # empty or has such characters too, the new one waits until that is known.
        sends=[[["P64", ODD]], [["P30104", ODD], ["P270", ODD], ["P290", "{ x+ | \\+x+ | *xx*x+ & = }"]]],
        tells=["settings.timezone", "settings.P30104", "accounts.1.account_name", "accounts.1.dial_plan"],
        first=[*CHANGE, "api-values.post", "api-values.get"],
    ),
    "request_method post": Row(
        variables={"gs_request_method": "post"},
        wanted={"settings": {"timezone": ODD, "ntp_server": "a" * 63}},
        sends=[[["P64", ODD], ["P30", "a" * 63]]],
        tells=["settings.timezone", "settings.ntp_server"],
        first=CHANGE,
    ),
    "phonebook only": Row(
        model="wp820",
        start={"contacts": [{"first_name": "Old"}]},
        wanted={"contacts": [{"first_name": "Ann", "work": "1"}], "purge": True},
        sends=[],
        tells=["Old", "Ann"],
        first=["loginrealm", "login", *BOOK, "api-delete_contact", SAVE, *VERIFY],
        second=["loginrealm", "login", *BOOK],
    ),
    "wp820": Row(
        model="wp820",
        variables={"gs_model": "wp820"},
        wanted={"settings": {"ptt_channel_labels": "a", "ptt_enable": "no"}, "accounts": {2: {"sip_server": "pbx.example.net"}}},
        sends=[[["P22192", "a"], ["P402", "pbx.example.net"]]],
        tells=["settings.ptt_channel_labels", "accounts.2.sip_server"],
        first=CHANGE,
    ),
    "programmable keys": Row(
        model="gxv3380",
        variables={"gs_model": "gxv3380"},
        start={"values": {"271": "1", "23010": "1", "23013": "300"}},
        wanted={
            "keys": {
                1: {"mode": "blf", "account": 1, "label": "Reception", "value": "100"},
                "2": {"mode": "speed_dial", "account": 2, "label": "Lobby", "value": 200},
                3: {"mode": "none"},
                4: {"mode": "none"},
            }
        },
        sends=[
            [
                *(["P23000", "1"], ["P23002", "Reception"], ["P23003", "100"]),
                *(["P23006", "1"], ["P23007", "Lobby"], ["P23008", "200"]),
            ],
            # Whether a firmware stores an empty text is found out with one alone. Until then nothing else of its key is written.
            [["P23013", ""]],
            [["P23010", "0"]],
        ],
        tells=["keys.1", "keys.2", "keys.3"],
        # The version is asked for, because what is found out holds for all phones of it.
        first=[*CHANGE, GET, POST, GET, "api-get_phone_status", POST, GET],
    ),
    "speed dials and words of a wp820": Row(
        model="wp820",
        variables={"gs_model": "wp820"},
        wanted={
            "settings": {"phonebook_download_mode": "http", "timezone": "Europe/Berlin"},
            "keys": {9: {"mode": "speed_dial", "account": 2, "value": "100"}, "0": {"mode": "none"}},
        },
        sends=[
            [
                *(["P330", "1"], ["P64", "CET-1CEST-2,M3.5.0/02:00:00,M10.5.0/03:00:00"]),
                *(["P23046", "1"], ["P23048", "100"]),
            ]
        ],
        tells=["settings.phonebook_download_mode", "settings.timezone", "keys.9"],
        first=CHANGE,
    ),
    "account 2 not registered": Row(
        start={"values": SECRETS},
        wanted={"accounts": BOTH_SPELLINGS},
        sends=[[["P406", "secret-1002"]]],
        tells=["accounts.2.sip_auth_password"],
        first=[*READ, *LOOK, POST],
        second=[*READ, *LOOK],
    ),
    "account 1 changes, 2 not registered": Row(
        start={"values": SECRETS},
        wanted={"accounts": RENAMED},
        sends=[[["P34", "secret-1001"], ["P270", "new"], ["P406", "secret-1002"]]],
        tells=["accounts.1.sip_auth_password", "accounts.1.account_name", "accounts.2.sip_auth_password"],
        first=[*READ, *LOOK, POST, GET],
        second=[*READ, *LOOK],
    ),
    "account 1 changes, 2 registered": Row(
        start={"values": registered(p270="old")},
        wanted={"accounts": RENAMED},
        sends=[[["P34", "secret-1001"], ["P270", "new"]]],
        tells=["accounts.1.sip_auth_password", "accounts.1.account_name"],
        first=[*READ, *LOOK, POST, GET],
        second=[*READ, *LOOK],
    ),
    "a setting changes, both registered": Row(
        start={"values": registered()},
        wanted={"settings": {"ntp_server": "new"}, "accounts": BOTH_SPELLINGS},
        sends=[[["P30", "new"]]],
        tells=["settings.ntp_server"],
        first=[*READ, *LOOK, POST, GET],
        second=[*READ, *LOOK],
    ),
    "switched off by the task": Row(
        start={"values": registered(p401="0", p406="wrong")},
        wanted={"accounts": {2: {**account(1002), "account_active": False}}},
        sends=[],
        tells=[],
        first=READ,
    ),
    "switched off on the phone": Row(
        start={"values": registered(p410="0", p406="wrong")},
        wanted={"accounts": {2: {"sip_auth_password": "secret-1002"}}},
        sends=[],
        tells=[],
        first=READ,
    ),
    "never": Row(
        start={"values": SECRETS},
        wanted={"accounts": BOTH_SPELLINGS, "settings": {"sip_tls_private_key": "key-of-tls"}, "write_secrets": "never"},
        sends=[],
        tells=[],
        first=READ,
    ),
    "readable secret": Row(
        start={"values": {"8024": "old-ldap-secret"}},
        wanted={"settings": {"ldap_password": "new-ldap-secret"}},
        sends=[[["P8024", "new-ldap-secret"]]],
        tells=["settings.ldap_password"],
        first=CHANGE,
    ),
}
