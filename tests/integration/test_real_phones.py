# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Phones of both profiles side by side in one play: what is read of them, accepted, called, rebooted and found by a scan."""

from __future__ import annotations

from integration.conftest import PASSWORD, Fleet
from integration.helpers.configs import registered
from integration.helpers.journeys import KEPT
from integration.helpers.lifecycle import CALL, HELD, IDLE, IN_CALL, INFO, QUICK, SYSOP, sent
from integration.helpers.maintained import ends, messages, run, take
from integration.helpers.playbooks import Ansible, Data, values_task
from integration.test_inventory_scan import hosts_of, inventory_of, of_fleet
from integration.test_secrets import account

PROFILES = ("guide", "vendor")
CONFIG = "voip.grandstream.gs_config"
PASSWORD_MODULE = "voip.grandstream.gs_password"
DIAL_IS_ON: Data = {"1561": "1"}
TWO_CALLS: Data = {
    "1": {"state": IN_CALL, "number": "101", "active": True},
    "2": {"state": HELD, "number": "102"},
}


def test_phones_are_read_called_and_operated_in_both_profiles(released_ansible: Ansible, fleet: Fleet) -> None:
    """One account, so that the status proves it. All subsets in one session."""
    phones = {profile: fleet.phone("wp820") for profile in PROFILES}
    for profile, phone in phones.items():
        phone.set(profile=profile, quirks=QUICK, values={**account(1, "secret-1001"), **DIAL_IS_ON}, uptime=86_400)
        phone.clear_requests()
    tasks: list[Data] = [
        {"name": "read", INFO: {"gather_subset": ["all"]}},
        {"name": "identity", INFO: {"gather_subset": ["identity"]}},
        {"name": "dial", CALL: {"operation": "dial", "number": "4711", "wait_for": "in_call", "wait_timeout": 20}},
        {"name": "end", CALL: {"operation": "end", "wait_for": "idle"}},
        {"name": "provision", SYSOP: {"operation": "provision", "wait": False}},
        {"name": "reboot", SYSOP: {"operation": "reboot", "wait_timeout": 60}},
    ]

    result = released_ansible.run(fleet.hosts(**phones), tasks)

    assert result.rc == 0, result.output
    for profile, phone in phones.items():
        read, identity, dialled, ended, provisioned, rebooted = (found.data for found in result.of(profile))
        assert read["identity"] == identity["identity"]
        assert read["identity"]["firmware_version"] == phone.values()["68"]
        assert read["status"]["state"] == "available"
        assert (read["registrations"]["proved"], read["registrations"]["not_proved"]) == ([1], [])
        assert [row["id"] for row in read["accounts"] if row["registered"]] == [1]
        assert read["accounts"][0]["sip_user_id"] == "1001"
        assert "(null)" not in str(read["accounts"])
        assert read["time"]["uptime"] >= 86_400
        assert {group["name"] for group in read["groups"]} >= {"default", "blacklist"}
        assert read["config"]["accounts"]["1"]["sip_server"] == "pbx.example.net"
        assert [found["changed"] for found in (dialled, ended, provisioned, rebooted)] == [True] * 4
        assert dialled["line"]["state_name"] == "in_call"
        assert rebooted["uptime"] < 60
        phone.wait_until_up()
        assert phone.uptime() < 600
        operations = [dict(parameters)["request"] for parameters in sent(phone, "api-sys_operation")]
        assert operations == ["PROV", "REBOOT"]


def test_no_other_call_is_ended_in_either_profile(released_ansible: Ansible, fleet: Fleet) -> None:
    """The vendor's server takes the active line, whatever it is told."""
    phones = {profile: fleet.phone("wp820") for profile in PROFILES}
    for profile, phone in phones.items():
        phone.set(profile=profile, values={**account(1, "secret-1001")}, lines=TWO_CALLS)
        phone.clear_requests()
    end: Data = {"operation": "end", "line": 2}
    tasks: list[Data] = [
        {"name": "refused", CALL: end, "ignore_errors": True},
        {"name": "forced", CALL: {**end, "force": True}, "ignore_errors": True},
    ]

    result = released_ansible.run(fleet.hosts(**phones), tasks)

    for profile, phone in phones.items():
        refused, forced = (found.data for found in result.of(profile))
        assert (refused["error"]["kind"], refused["changed"]) == ("busy", False)
        assert "line 1 is in_call" in refused["msg"]
        assert forced["changed"]
        states = [line["state"] for line in phone.lines().values()]
        if profile == "guide":
            assert "error" not in forced
            assert states == [IN_CALL, IDLE]
        else:
            assert forced["error"]["kind"] == "conflict"
            assert "does not look at the line" in forced["msg"]
            assert states == [IDLE, HELD], "the wrong call is over, which is told"
        assert len(sent(phone, "api-phone_operation")) == 1


def test_registration_that_never_dropped_confirms_nothing_that_is_not_in_force(ansible: Ansible, fleet: Fleet) -> None:
    """No secret, nothing quoted, empty or long: only the login shows which kind of firmware it is."""
    phones = {profile: fleet.phone("wp820") for profile in PROFILES}
    for profile, phone in phones.items():
        phone.set(profile=profile, values=account(1, "secret-1001"))
    wanted: Data = {"accounts": {1: {"sip_server": "other.example.net"}}, "confirm_registration": 1}
    plain: Data = {"name": "value", **values_task({"P30": "ntp.example.net"})}

    result = ansible.run(
        fleet.hosts(**phones), [{"name": "account", CONFIG: wanted}, plain], warnings=(KEPT, "not confirmed: these accounts")
    )

    for profile, phone in phones.items():
        data = result.data(profile, "account")
        seen = data["registrations"]
        values = phone.values()
        assert (values["47"], values["30"]) == ("other.example.net", "ntp.example.net")
        if profile == "guide":
            assert (seen["proved"], seen["not_proved"], data.get("in_force")) == ([1], [], None)
            assert "in_force" not in result.data(profile, "value")
        else:
            assert phone.state()["not_in_force"] == {"47": "pbx.example.net", "30": "pool.ntp.org"}
            assert (seen["proved"], seen["not_proved"], data["in_force"]) == ([], [1], KEPT)
            assert result.data(profile, "value")["in_force"] == KEPT


def test_nobody_is_locked_out_by_a_password_that_needs_quoting(ansible: Ansible, fleet: Fleet, door: str) -> None:
    """As a value, it is written where nothing could garble it. As a password, it is changed and proved in both profiles."""
    phones = {profile: fleet.phone() for profile in PROFILES}
    for profile, phone in phones.items():
        phone.set(profile=profile, quirks={"crash_seconds": 0.3} if profile == "vendor" else {})
    new = "n3w pass#1%"
    task = {"name": "value", **values_task({"P2": new}, write_secrets="always"), "ignore_errors": True}
    rotate: Data = {"name": "rotate", PASSWORD_MODULE: {"new_password": new, "old_passwords": [PASSWORD]}}

    result = ansible.run(
        fleet.hosts(**phones),
        [task, {**rotate, "when": "inventory_hostname == 'vendor'"}],
        door=door,
        secrets=[new],
        warnings=("P2, the admin password",),
    )

    assert result.data("guide", "value")["unproved"] == ["P2"]
    refused = result.failure("vendor", "value", status="ignored")
    assert (refused["error"]["kind"], refused["error"]["pvalues"], refused["changed"]) == ("file_only", ["P2"], False)
    assert "gs_password" in refused["msg"]
    assert phones["vendor"].requests("api-values.post") == []
    assert result.data("vendor", "rotate")["changed"]
    assert {profile: phone.values()["2"] for profile, phone in phones.items()} == dict.fromkeys(PROFILES, new)


def test_what_is_read_can_be_written_back_where_a_backslash_is_involved(ansible: Ansible, fleet: Fleet) -> None:
    """The vendor's server does not escape it, so that one value of four characters could be one of three."""
    phones = {profile: fleet.phone() for profile in PROFILES}
    for profile, phone in phones.items():
        phone.set(profile=profile, values={"30": "a\\nb", "64": "x\\\\y"})
    tasks: list[Data] = [
        {"name": "read", INFO: {"gather_subset": [], "pvalues": ["P30", "P64"]}, "register": "seen"},
        {"name": "write", "voip.grandstream.gs_pvalue": {"values": "{{ seen.pvalues }}"}},
    ]

    result = ansible.run(fleet.hosts(**phones), tasks)

    for profile, phone in phones.items():
        assert result.data(profile, "read")["pvalues"]["P30"] == "a\\nb"
        assert not result.data(profile, "write")["changed"]
        assert phone.requests("api-values.post") == []


def test_acceptance_has_two_witnesses(released_ansible: Ansible, fleet: Fleet) -> None:
    """An account that the list calls registered, on a phone that says that none is."""
    phones = take(fleet, "guide", "vendor", "several", "nobody")
    one = {**registered(p64="UTC0"), **account(1, "secret-1001"), "401": "0"}
    for name, phone in phones.items():
        values = registered(p64="UTC0") if name == "several" else one if name != "nobody" else {**one, **account(1, "wrong")}
        phone.set(profile="guide" if name == "guide" else "vendor", values=values)

    result = run(released_ansible, fleet, phones, "accept", gs_timezone="UTC", gs_acceptance_accounts=[1])

    assert ends(result) == {"guide": "ok", "vendor": "ok", "several": "ok", "nobody": "failures"}, result.output
    assert "account 1 (1001) is not registered (the phone's status is unavailable)" in messages(result)["nobody"]
    verdicts = {
        found.host: found.data["msg"] for found in result.results if str(found.data.get("msg", "")).startswith("In order")
    }
    assert {name: "not proved" in text for name, text in verdicts.items()} == {"guide": False, "vendor": False, "several": True}


def test_scan_names_phones_that_keep_their_identity_to_themselves(released_ansible: Ansible, fleet: Fleet) -> None:
    """A web server that refuses in its own words is no phone."""
    for number in (41, 42):
        fleet.simulator.phone(f"127.0.10.{number}").set(profile="vendor" if number == 41 else "guide")
    networks = ["127.0.10.41-42"]
    warning = "1 hosts answer as phones that keep their identity to themselves, and are left out: 127.0.10.41"
    inventory, dummy = inventory_of(released_ansible, of_fleet(released_ansible, fleet, networks), warnings=[warning])
    assert list(hosts_of(inventory)) == ["127.0.10.42"]
    inventory, dummy = inventory_of(released_ansible, of_fleet(released_ansible, fleet, networks, include_reserved=True))
    assert list(hosts_of(inventory)) == ["127.0.10.41", "127.0.10.42"]
    assert set(hosts_of(inventory)["127.0.10.41"]["gs_identity"].values()) == {None}
    assert fleet.simulator.phone("127.0.10.41").state()["strikes"] == 0
