# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings by name in gs_pvalue and gs_info, and whole phones as snapshots that gs_config takes back."""

from __future__ import annotations

from typing import Any

import pytest

from integration.conftest import MODELS, Fleet
from integration.helpers.configs import ACCOUNTS, CONFIG, GET, INFO, LOGIN, POST, READ, asked, posted, registered
from integration.helpers.playbooks import MODULE, Ansible, Data, values_task

#: Inside a URL.
URL_SECRET = "url-secret-1"
ODD = "\u00e4+b &c=d;%41 :#?\\'\" {x} <b> 山🦊 "


def test_names_in_gs_pvalue(ansible: Ansible, fleet: Fleet) -> None:
    """Names and P numbers in one task; a second run writes nothing, and the diff speaks as the task does."""
    phone = fleet.phone()
    phone.set(values={"9": "192", "12": "7"})
    wanted = {
        "ntp_server": "ntp.example.net",
        "P64": ODD,
        "time_format": "12_Hour",
        "lldp_enable": "no",
        "static_ip": "192.0.2.7",
        "wifi_password": "new-wifi-secret",
        "disable_ssh": True,
        "web_port": 80,
    }
    tasks = [{**values_task(wanted), "name": name, "diff": True} for name in ("first", "second")]

    risk = "lldp_enable, static_ip, wifi_password can cut the phone off"
    run = ansible.run(fleet.hosts(lobby=phone), tasks, "-vvv", secrets=["new-wifi-secret"], warnings=[risk])

    first, second = run.data("lobby", "first"), run.data("lobby", "second")
    assert posted(phone) == [
        [
            ["P30", "ntp.example.net"],
            ["P64", ODD],
            ["P122", "0"],
            ["P1684", "0"],
            ["P11", "2"],
            ["P7830", "new-wifi-secret"],
            ["P276", "1"],
        ]
    ]
    assert [(change["pvalue"], change["setting"]) for change in first["changes"]] == [
        ("P30", "ntp_server"),
        ("P64", "timezone"),
        ("P122", "time_format"),
        ("P1684", "lldp_enable"),
        ("P11", "static_ip.3"),
        ("P7830", "wifi_password"),
        ("P276", "disable_ssh"),
    ]
    assert first["diff"]["after"].splitlines()[:2] == [
        'ntp_server (P30): "ntp.example.net"',
        f'timezone (P64): "{_quoted(ODD)}"',
    ]
    assert (first["reboot_required"], first["reboot_settings"]) == (True, ["disable_ssh"])
    assert (second["changed"], second["changes"], second["reboot_required"]) == (False, [], False)
    assert asked(phone) == [*READ, POST, GET, *READ]


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


#: What gs_pvalue refuses, and a part of what it says.
REFUSED: dict[str, tuple[Data, str]] = {
    "near miss": ({"ntp_serber": "a"}, "Did you mean ntp_server?"),
    "twice": ({"ntp_server": "a", "P30": "a"}, "P30 is given twice, as 'ntp_server' and as 'P30'"),
    "of accounts": ({"sip_server": "a"}, "sip_server is a setting of accounts. Write its P number here, or use gs_config"),
    "not a port": ({"web_port": 70000}, "web_port: 70000 is not a port"),
    "not a word": ({"time_format": "noon"}, "time_format: 'noon' is not one of 12_hour, 24_hour"),
    "own password": ({"admin_password": "new-secret-1"}, "gs_password"),
    "misspelled secret": ({"wifi_pasword": "new-secret-1"}, "Did you mean wifi_password?"),
}


def test_what_gs_pvalue_and_gs_info_refuse(ansible: Ansible, fleet: Fleet) -> None:
    """With all their problems, before any request; no misspelled secret shows."""
    phone = fleet.phone()
    tasks: list[Data] = [
        {**values_task(values), "name": name, "ignore_errors": True} for name, (values, dummy) in REFUSED.items()
    ]
    wrong = ["ntp_serber", "wifi_password", "P34", "sip_server"]
    tasks += [{"name": "read", INFO: {"gather_subset": [], "pvalues": wrong}, "ignore_errors": True}]
    tasks += [{"name": "both", MODULE: {"values": {"ntp_serber": "a", "web_port": 0}}, "ignore_errors": True}]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, "-vvv", "--diff", secrets=["new-secret-1"])

    for name, (_values, says) in REFUSED.items():
        failure = run.failure("lobby", name, status="ignored")
        assert (failure["error"]["kind"], says in failure["msg"]) == ("input", True), failure["msg"]
    message = run.failure("lobby", "read", status="ignored")["msg"]
    parts = ("Did you mean ntp_server?", "wifi_password is a secret", "P34 is a secret", "sip_server")
    assert all(part in message for part in parts)
    message = run.failure("lobby", "both", status="ignored")["msg"]
    assert all(part in message for part in ("Did you mean ntp_server?", "web_port: 0 is not a port"))
    assert phone.requests() == []


def test_names_in_gs_info(ansible: Ansible, fleet: Fleet) -> None:
    """What was asked for by name comes by name, if that can be written back; gs_pvalue takes it all back without a write."""
    phone = fleet.phone()
    phone.set(values={"9": "192", "10": "0", "11": "2", "12": "7", "122": "0", "276": "1", "102": "77", "64": ODD})
    phone.set(values={"4503": f"https://acs:{URL_SECRET}@acs.example.net", "237": f"https://x:{URL_SECRET}@conf.example.net/a"})
    keys = ["ntp_server", "P30", "31", "P64", "time_format", "disable_ssh", "static_ip", "web_port", "date_format"]
    keys += ["ptt_enable", "P30104", "tr069_acs_url", "P237"]
    tasks: list[Data] = [
        {"name": "read", INFO: {"gather_subset": [], "pvalues": keys}, "register": "found"},
        {"name": "write", MODULE: {"values": "{{ found.pvalues }}"}},
    ]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, "-vvv", secrets=[URL_SECRET])

    # P30 is the same as ntp_server, and gs_pvalue takes neither twice.
    assert run.data("lobby", "read")["pvalues"] == {
        "ntp_server": "pool.ntp.org",
        "P31": "1",
        "P64": ODD,
        "time_format": "12_hour",
        "disable_ssh": True,
        "static_ip": "192.0.2.7",
        "web_port": 80,
        "P102": "77",
    }
    assert run.data("lobby", "read")["pvalues_unknown"] == ["ptt_enable", "P30104"]
    assert run.data("lobby", "read")["pvalues_secret"] == ["tr069_acs_url", "P237"]
    assert run.data("lobby", "write")["changes"] == []
    # A value with quotation marks leaves it open whether the others were left out: they are asked for once more.
    assert asked(phone) == [*READ, GET, *READ]


#: What phones hold that is secret. None of it is in a snapshot.
SECRETS = {
    "34": "secret-of-account-1",
    "7830": "secret/of wi-fi",
    "8024": "secret of ldap",
    "4503": URL_SECRET,
}


def _odd_values(model: str) -> dict[str, str]:
    """Values of all kinds, some of which no setting should hold."""
    common = {
        "30": "ntp.example.net",
        "64": ODD,
        "122": "77",
        "901": "",
        "276": "1",
        "47": "not a host",
        "130": "2",
        "32": "99999",
        "79": "101",
        "411": "x",
        "270": ODD,
        "290": "{ x+ | \\+x+ }",
        "7830": SECRETS["7830"],
        "4503": f"https://acs:{URL_SECRET}@acs.example.net",
    }
    if model == "wp820":
        return {**registered(), **common, "34": SECRETS["34"], "22192": "a,b"}
    octets = {"9": "192", "10": "0", "11": "2", "12": "1", "13": "255", "14": "", "15": "x", "16": "0"}
    accounts = {"501": "1", "502": "pbx.example.net", "504": "1003", "51502": "pbx16.example.net", "51532": "many"}
    return {**registered(), **common, **octets, **accounts, "34": SECRETS["34"], "8024": SECRETS["8024"]}


_HIDING = (True, False)


def test_snapshot_written_back_changes_nothing(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """Of each model, with the model known and not, with defaults and without: no write, and no secret."""
    hosts, phones, factory = {}, {}, {}
    for model in MODELS:
        # The two others are as the first.
        for known in (True, False) if model in ("gxv3370", "wp820") else (True,):
            for hide in _HIDING:
                name = f"{model} {'known' if known else 'unknown'} {'short' if hide else 'whole'}"
                phones[name] = fleet.phone(model)
                phones[name].set(values=_odd_values(model))
                factory[name] = phones[name].values()
                variables: Data = {"gs_model": model} if known else {}
                hosts[name] = fleet.host(phones[name], hide=hide, **variables)
    tasks: list[Data] = [
        {"name": "read", INFO: {"gather_subset": ["config"], "hide_defaults": "{{ hide }}"}, "register": "found"},
        {"name": "write", CONFIG: {"settings": "{{ found.config.settings }}", "accounts": "{{ found.config.accounts }}"}},
    ]
    tasks[1][CONFIG]["keys"] = "{{ found.config.get('keys', omit) }}"

    run = ansible.run(hosts, tasks, env={"ANSIBLE_FORKS": "20"}, secrets=list(SECRETS.values()))

    for name, phone in phones.items():
        with subtests.test(name):
            read, write = run.data(name, "read"), run.data(name, "write")
            assert read["changed"] is False
            # Programmable keys are many and at their defaults, and what they are depends on the model.
            has_keys = "known whole" in name and "unknown" not in name
            assert read["config"].keys() == {"settings", "accounts"} | ({"keys"} if has_keys else set())
            assert (write["changed"], write["changes"]) == (False, [])
            assert posted(phone) == []
            assert phone.values() == factory[name]
            _check_requests(phone.requests(), known="unknown" not in name)
            _check_snapshot(read["config"], name)


def _check_requests(requests: list[Data], *, known: bool) -> None:
    """Two sessions of nothing but reads; which accounts there are is asked only where the model does not tell."""
    # Where the phone knows none of the values of one request, it is asked whether the session is still there.
    endpoints = [request["endpoint"] for request in requests if request["endpoint"] != "api-get_phone_status"]
    assert set(endpoints) == {*LOGIN, GET} | (set() if known else {ACCOUNTS})
    assert endpoints.count(ACCOUNTS) == (0 if known else 1)
    assert endpoints.count("login") == 2
    assert len(requests) - len(endpoints) <= 2
    assert max(request["url_length"] for request in requests) <= 2000


def _check_snapshot(config: dict[str, Any], name: str) -> None:
    """What a snapshot holds of the values above."""
    settings, accounts = config["settings"], {str(number): texts for number, texts in config["accounts"].items()}
    gxv, known, short = "wp820" not in name, "unknown" not in name, "short" in name
    assert (settings["ntp_server"], settings["timezone"], settings["P122"]) == ("ntp.example.net", ODD, "77")
    assert settings["disable_ssh"] is True
    assert settings["P47"] == "not a host"
    assert accounts["1"]["sip_transport"] == "tls"
    assert settings["P32"] == "99999"
    assert accounts["2"]["sip_user_id"] == "1002"
    if gxv:
        assert settings["static_ip"] == "192.0.2.1"
        assert (settings["P14"], settings["P15"]) == ("", "x") if not short else settings["P15"] == "x"
        assert accounts["3"]["sip_user_id"] == "1003" if known else settings["P504"] == "1003"
        assert ("16" in accounts) is known
    assert ("web_port" in settings) is False
    assert ("syslog_level" in settings) is not short
    assert not {"sip_auth_password", "wifi_password", "P34", "P7830", "tr069_acs_url", "P4503"} & {*settings, *accounts["1"]}


def test_snapshot_of_one_phone_on_another(ansible: Ansible, fleet: Fleet) -> None:
    """A new phone, of which there is little to say, becomes as an old one was, but for its secrets."""
    old, new = fleet.phone("gxv3380"), fleet.phone("gxv3380")
    values = _odd_values("gxv3380")
    # What is out of its range, a phone can hold and does not take.
    old.set(values={number: text for number, text in values.items() if number not in ("14", "15", "32", "79", "901", "51532")})
    new.set(values={"30": "ntp2.example.net", "404": "1002"})
    hosts = {"old": fleet.host(old, gs_model="gxv3380"), "new": fleet.host(new, gs_model="gxv3380")}
    found = "hostvars.old.found.config"
    write: Data = {CONFIG: {"settings": f"{{{{ {found}.settings }}}}", "accounts": f"{{{{ {found}.accounts }}}}"}}
    tasks: list[Data] = [
        {"name": "read", INFO: {"gather_subset": ["config"], "hide_defaults": True}, "register": "found"},
        {"name": "write", **write, "when": "inventory_hostname == 'new'"},
        {"name": "again", **write},
    ]

    run = ansible.run(hosts, tasks, secrets=list(SECRETS.values()))

    config = run.data("new", "read")["config"]
    assert config["settings"] == {"ntp_server": "ntp2.example.net"}
    accounts = {str(number): texts for number, texts in config["accounts"].items()}
    assert accounts == {"2": {"account_active": False, "sip_user_id": "1002"}}
    assert run.data("new", "write")["changed"] is True
    assert [run.data(name, "again")["changed"] for name in ("old", "new")] == [False, False]
    held = new.values()
    differing = {number for number, text in old.values().items() if held[number] != text}
    assert differing == {"34", "406", "4503", "7830", "8024"}
