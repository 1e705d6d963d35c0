# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people write wrong in their first hour, and the one sentence that each gets: what, where, and how to write it."""

from __future__ import annotations

import pytest

from integration.conftest import PASSWORD, Fleet, Way
from integration.helpers.playbooks import Ansible, Data, Run, dump

SETTINGS = "Write it as {ntp_server: ntp.example.net}"
TEXT = "it is a text here, and not a dictionary"
NO_LIST = "it is a text here, and not a list"
CONTACT = "Write it as {first_name: Anna, work: '100'}"
NO_MODEL = "'gxp2170' is not one of gxv3350, gxv3370, gxv3380, wp820"

#: What a host says, and all that its user is told. None: it is right. ``HERE`` stands for the layer.
HOSTS: dict[str, tuple[Data, str | None]] = {
    "groups_by_name": ({"gs_groups": ["Staff"], "gs_contacts": [{"first_name": "A", "work": "1", "group": "Staff"}]}, None),
    "model_in_capitals": ({"gs_model": "GXV3370", "gs_accounts": {3: {"sip_server": "pbx"}}}, None),
    "other_model": ({"gs_model": "gxp2170"}, f"gs_model: {NO_MODEL}"),
    "settings_list": (
        {"gs_settings": [{"ntp_server": "x"}]},
        "gs_settings (HERE): it is a list here, and not a dictionary. Write it, without dashes, as {ntp_server: ntp.example.net}",
    ),
    "settings_text": ({"gs_settings": "ntp_server=x"}, f"gs_settings (HERE): {TEXT}. {SETTINGS}"),
    "contacts_text": (
        {"gs_contacts": ["Anna", "Berta", "Carla"]},
        f"gs_contacts[0] (HERE): it is a text here, and not a dictionary. {CONTACT} (2 more are like it)",
    ),
    "contacts_dictionary": (
        {"gs_contacts": {"Anna": "1"}},
        "gs_contacts (HERE): it is a dictionary here, and not a list. Write it as [{first_name: Anna, work: '100'}]",
    ),
    "contact_of_others": (
        {"gs_contacts": [{"name": "Anna", "number": "12"}]},
        (
            "contacts[0].name (HERE): it is an unknown key. Use first_name and last_name; "
            "contacts[0].number (HERE): it is an unknown key. Use work, home, mobile or fax"
        ),
    ),
    "groups_text": ({"gs_groups": "Staff"}, "gs_groups (HERE): it is a text here, and not a list. Write it as [Staff, Sales]"),
    "accounts_list": (
        {"gs_accounts": [{"sip_server": "x"}]},
        (
            "gs_accounts (HERE): it is a list here, and not a dictionary. Write it, without dashes, as "
            "{1: {sip_server: pbx.example.net}}"
        ),
    ),
    "accounts_flat": (
        {"gs_accounts": {"sip_server": "x"}},
        (
            "accounts.sip_server (HERE): an account is a number from 1 to 16, and has its settings below it. "
            "Write {1: {sip_server: …}}"
        ),
    ),
    "account_text": (
        {"gs_accounts": {1: "x"}},
        f"accounts.1 (HERE): {TEXT}. Write it as {{sip_server: pbx.example.net}}, or as {{}} for none",
    ),
    "keys_list": (
        {"gs_keys": [{"mode": "blf"}]},
        (
            "gs_keys (HERE): it is a list here, and not a dictionary. Write it, without dashes, as "
            "{1: {mode: blf, account: 1, value: '100'}}"
        ),
    ),
    "key_text": (
        {"gs_keys": {1: "blf"}},
        "keys.1 (HERE): it is a text here, and not a dictionary. Write it as {mode: blf, account: 1, value: '100'}",
    ),
    "bundles_text": ({"gs_bundles": "time"}, f"gs_bundles (HERE): {NO_LIST}. Write it as [security, time]"),
    "bundle_slip": (
        {"gs_bundles": ["secruity"]},
        "gs_bundles (HERE): there is no bundle 'secruity' (no variable gs_bundle_secruity). Did you mean security?",
    ),
    "bundle_needs": (
        {"gs_bundles": ["time"]},
        "settings.timezone (bundle time): The bundle time needs gs_timezone, such as Europe/Berlin",
    ),
    "bundle_key": (
        {"gs_bundles": ["own"], "gs_bundle_own": {"setings": {}}},
        "setings (bundle own): it is an unknown key. A layer can have only settings, accounts, keys, groups, contacts",
    ),
    "nowhere": (
        {"gs_settings": {"ntp_server": "{{ gs_nowhere }}"}},
        "gs_settings.ntp_server (HERE): 'gs_nowhere' is undefined. Set this variable, or correct its name",
    ),
    "switch": ({"gs_settings": {"disable_ssh": "ja"}}, "settings.disable_ssh (HERE): 'ja' is not true or false"),
    "slip": ({"gs_settings": {"ntp_serber": "x"}}, "settings.ntp_serber (HERE): unknown setting. Did you mean ntp_server?"),
    "number": ({"gs_accounts": {17: {"sip_server": "x"}}}, "accounts.17 (HERE): an account is a number from 1 to 16"),
    "words": (
        {"gs_baseline_write_secrets": "allways", "gs_baseline_confirm_registration": "soon"},
        (
            "gs_baseline_write_secrets: 'allways' is not one of when_needed, always, never; "
            "gs_baseline_confirm_registration: 'soon' is not a number. Write it in digits"
        ),
    ),
    "account_differs": (
        {"gs_accounts": {1: {"sip_server": "x"}, "1": {"sip_server": "y"}}},
        "accounts.1 (HERE): the account is given twice",
    ),
    "empty_lines": ({"gs_model": None, "gs_baseline_write_secrets": None, "gs_allow_reach": None, "gs_settings": None}, None),
    "timeout": ({"gs_timeout": "abc"}, "gs_timeout: 'abc' is not a number. Write it in digits"),
    "firmware": ({"gs_firmware": "latest"}, "gs_firmware: 'latest' is not a version such as 1.0.3.19"),
    # Of the group, in group_vars.
    "of_the_group": ({}, f"gs_settings (group_vars/wrong): it is a text here, and not a dictionary. {SETTINGS}"),
}

#: The same for options of tasks.
TASKS: dict[str, tuple[str, Data, str]] = {
    "values": (
        "gs_pvalue",
        {"values": ["x"]},
        "values: it is a list here, and not a dictionary. Write it, without dashes, as {P30: ntp.example.net}",
    ),
    "settings": ("gs_config", {"settings": "x"}, f"settings: it is a text here, and not a dictionary. {SETTINGS}"),
    "contacts": (
        "gs_phonebook",
        {"groups": ["Staff"], "contacts": ["Anna", {"name": "Berta"}]},
        (
            f"contacts[0]: it is a text here, and not a dictionary. {CONTACT}; "
            "contacts[1].name: it is an unknown key. Use first_name and last_name"
        ),
    ),
    "layer": (
        "gs_config",
        {"layers": [{"name": "mine", "groups": [{"title": "Staff"}]}, "x"]},
        (
            f"layers[1]: {TEXT}. Write it as {{name: site, settings: {{ntp_server: ntp.example.net}}}}; "
            "groups[0].title (mine): it is an unknown key. Use one of name, id"
        ),
    ),
    "model": ("gs_config", {"settings": {}, "model": "gxp2170"}, f"model: {NO_MODEL}"),
    "port": ("gs_info", {"port": "http"}, "port: 'http' is not a whole number. Write it in digits"),
    "switch": ("gs_info", {"use_ssl": "ja"}, "use_ssl: 'ja' is not yes or no. Write true or false"),
    "variable": ("gs_info", {"timeout": "{{ gs_wait }}"}, "gs_wait: 'abc' is not a number. Write it in digits"),
    "pvalues": (
        "gs_info",
        {"pvalues": ["vendor"]},
        "pvalues: 'vendor' is not a P value. Write P30, or 30, or the name of a setting (unknown setting)",
    ),
}


def command(ansible: Ansible, playbook: str, *arguments: str) -> Run:
    inventory = str(ansible.folder / "inventory.yml")
    return ansible.command(
        "ansible-playbook", "-i", inventory, f"voip.grandstream.{playbook}", *arguments, secrets=[PASSWORD]
    ).finish()


def write(ansible: Ansible, fleet: Fleet, hosts: dict[str, Data]) -> None:
    """An inventory, in which nobody listens where the phones should be."""
    phone = {"ansible_connection": "voip.grandstream.webapi", "ansible_host": "127.0.0.1", "ansible_port": 1}
    group = {**phone, "gs_use_ssl": False, "gs_model": "gxv3370", "ansible_password": PASSWORD}
    wrong: Data = {"hosts": {"of_the_group": {}}}
    members = {name: said for name, said in hosts.items() if name not in wrong["hosts"]}
    dump(ansible.folder / "inventory.yml", {"phones": {"hosts": members, "vars": group, "children": {"wrong": wrong}}})
    (ansible.folder / "group_vars").mkdir()
    dump(ansible.folder / "group_vars" / "wrong.yml", {"gs_settings": "ntp_server"})


def messages(run: Run, hosts: dict[str, Data]) -> dict[str, str | None]:
    """What each host failed with, without the words of ansible-core before the sentence of a connection."""
    failures = {
        name: [result.data["msg"].removeprefix("Task failed: ") for result in run.of(name) if result.status == "failed"]
        for name in hosts
    }
    return {name: told[0] if told else None for name, told in failures.items()}


def test_variables_of_the_inventory(released_ansible: Ansible, fleet: Fleet) -> None:
    """One sentence each, of `validate`, and of the survey, which looks at all phones at once."""
    hosts = {name: said for name, (said, dummy) in HOSTS.items()}
    wanted = {name: told and told.replace("HERE", f"inventory, host {name}") for name, (dummy, told) in HOSTS.items()}
    write(released_ansible, fleet, hosts)

    run = command(released_ansible, "validate")

    assert messages(run, hosts) == wanted
    assert "caused by" not in run.output
    assert "original message" not in run.output
    if released_ansible.controller.name == "newest":
        surveyed = command(released_ansible, "survey")
        (result,) = [one for one in surveyed.results if one.task.endswith("Look at all phones") and one.status == "ok"]
        found = {name: phone["msg"] for name, phone in result.data["phones"].items() if phone.get("failed")}
        assert found == {name: told for name, told in wanted.items() if told}


def test_options_of_tasks(way: Way, fleet: Fleet) -> None:
    """Through both doors, before the phone hears anything. And what is right goes through."""
    phone = fleet.phone()
    tasks = [
        {"name": f"{name}!", f"voip.grandstream.{module}": options, "ignore_errors": True, "vars": {"gs_wait": "abc"}}
        for name, (module, options, _told) in TASKS.items()
    ]
    right = [
        {"name": "fine", "voip.grandstream.gs_config": {"groups": ["Staff"], "model": "GXV3370", "settings": {"P30": "ntp"}}},
        {"name": "told", "voip.grandstream.gs_info": {"gather_subset": [], "pvalues": ["vendor_name", "68"]}},
    ]
    wrong_switch = {"name": "certificate!", "voip.grandstream.gs_info": {"pvalues": []}, "ignore_errors": True}
    hosts = {"lobby": fleet.host(phone), "desk": fleet.host(phone, gs_validate_certs="yess")}

    run = way.ansible.run(
        hosts, [*({**task, "when": "inventory_hostname == 'lobby'"} for task in tasks), wrong_switch], door=way.door
    )

    for name, (_module, _options, told) in TASKS.items():
        assert run.failure("lobby", f"{name}!", status="ignored")["msg"] == told
        assert run.failure("lobby", f"{name}!", status="ignored")["error"]["kind"] == "input"
    assert run.failure("desk", "certificate!", status="ignored")["msg"] == (
        "gs_validate_certs: 'yess' is not yes or no. Write true or false"
    )
    phone.clear_requests()
    done = way.ansible.run({"lobby": fleet.host(phone)}, right, "--diff", door=way.door)
    assert done.data("lobby", "fine")["changes"][0]["setting"] == "ntp_server"
    assert '\n+ntp_server (P30): "ntp"\n' in done.stdout
    assert "\n--- before: lobby\n+++ after: lobby\n" in done.stdout
    assert "Staff" in phone.groups().values()
    assert done.data("lobby", "told")["pvalues"] == {"vendor_name": "Grandstream", "P68": phone.values()["68"]}


@pytest.mark.parametrize("playbook", ["import", "snapshot"])
def test_slips_in_names_before_files_are_written(ansible: Ansible, fleet: Fleet, playbook: str) -> None:
    """What a group says under a wrong name would be written for each host."""
    write(ansible, fleet, {"slip": {"gs_acounts": {}}})

    run = command(ansible, playbook, "--limit", "slip", "--extra-vars", "gs_import_provisioning=.")

    assert run.rc == 2
    assert "gs_acounts, in " in run.output
    assert "there is no such variable. Did you mean gs_accounts?" in run.output


@pytest.mark.parametrize(
    ("playbook", "arguments", "told"),
    [
        ("accept", "gs_serial=abc", "gs_serial: 'abc' is not a number of phones. Write a number such as 10, a share such as 10%"),
        ("accept", "gs_acceptance_wait=abc", "gs_acceptance_wait: 'abc' is not a number. Write it in digits. Nothing was sent"),
        ("reboot", "gs_maintenance_when_busy=never", "gs_maintenance_when_busy: 'never' is not one of skip, wait, fail, force."),
        ("rotate_passwords", "gs_password_role=root", "gs_new_password: it is not set; gs_password_role: 'root' is not one of"),
        (
            "enforce",
            "gs_baseline_write_secrets=allways",
            "gs_baseline_write_secrets: 'allways' is not one of when_needed, always,",
        ),
        (
            "phonebook",
            "gs_site=rome",
            "There is no directory to bring to the phones. Set gs_phonebook_source to its file, such as",
        ),
        ("publish", "gs_site=rome", "gs_publish_dest: it is not set. Set it to the folder from which phones fetch their files"),
        ("merge_reports", "gs_reports=", "gs_reports: it is not set. Set it to a list of the JSON reports to merge, such as"),
    ],
    ids=["serial", "accept", "reboot", "rotate", "enforce", "phonebook", "publish", "merge"],
)
def test_variables_of_playbooks(released_ansible: Ansible, fleet: Fleet, playbook: str, arguments: str, told: str) -> None:
    write(released_ansible, fleet, {"slip": {}})

    run = command(released_ansible, playbook, "--limit", "slip,localhost", "--extra-vars", arguments)

    assert run.rc != 0
    assert told in run.output
    assert len(run.output) < 2500, "one sentence, and not the specification of a role around it"
