# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook import: from the files of a provisioning server to files for git, without a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from integration.helpers.playbooks import Ansible, Run, dump

SECRETS = ("kept-by-nobody-1", "kept-by-nobody-2", "hunter2")
XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<gs_provision version="1"><mac>000b82123456</mac><config version="1">
<P30>ntp.example.net</P30><P122>0</P122><P47>pbx.example.net</P47><P34>{SECRETS[0]}</P34><P35>0049</P35>
<P270>{{{{ lookup('pipe', 'touch pwned') }}}}</P270><P2916>1e3</P2916><P68>1.2.3</P68><P207>null</P207>
<P1684>1</P1684>{"".join(f"<x{number}>hunter2</x{number}>" for number in range(1, 13))}
<account.1.enable>{{{{ lookup('pipe', 'touch pwned') }}}}</account.1.enable><P237>https://joe:{SECRETS[2]}@fw.example.net/</P237></config></gs_provision>
"""
LINES = f"# kitchen\nP30 = other.example.net\nP270=yes\nP406={SECRETS[1]}\nP122=1\n"
CSV = 'First name,Last name,Work,Department,Site\nJack,Null,0049,Sales,"berlin, rome"\n{{ 1+1 }},No,0777,,\n'
FILES = "Read the provisioning file"


def repository(ansible: Ansible) -> Path:
    """An admin's folder: hosts that nobody could reach, what their group says, and the old server's files."""
    folder = ansible.folder / "repository"
    old = folder / "old"
    old.mkdir(parents=True)
    (old / "cfg000b82123456.xml").write_text(XML)
    (old / "kitchen.txt").write_text(LINES)
    (old / "broken.xml").write_text("<gs_provision")
    (folder / "phones.csv").write_text(CSV)
    hosts = {
        "lobby": {"gs_mac": "000b.8212.3456", "gs_model": "gxv3370"},
        "kitchen": {},
        "broken": {},
        "missing": {"gs_mac": "000b82999999"},
    }
    phones = {name: {"ansible_host": "192.0.2.1", **variables} for name, variables in hosts.items()}
    shared = {
        "ansible_connection": "voip.grandstream.webapi",
        "gs_settings": {"P30": "ntp.example.net", "time_format": "24_hour"},
    }
    dump(folder / "inventory.yml", {"phones": {"hosts": phones, "vars": shared}})
    return folder


def run(ansible: Ansible, folder: Path, *arguments: str) -> Run:
    """Import; relative names are those beside the inventory."""
    command = ("-i", str(folder / "inventory.yml"), "voip.grandstream.import", "--diff", "-vvv", *arguments)
    return ansible.command("ansible-playbook", *command, secrets=SECRETS).finish()


def written(folder: Path) -> dict[str, str]:
    """The files that a run writes, by their names."""
    files = [*folder.glob("host_vars/*/*"), *folder.glob("*.yml")]
    return {str(file.relative_to(folder)): file.read_text() for file in files if file.name != "inventory.yml"}


@pytest.mark.long
def test_what_a_provisioning_server_had_comes_into_git(released_ansible: Ansible) -> None:
    folder = repository(released_ansible)
    arguments = ("--extra-vars", "gs_import_provisioning=old gs_import_phonebook=phones.csv")
    first = run(released_ansible, folder, *arguments)
    assert first.rc == 2
    assert sorted(host for host, counts in first.recap.items() if counts["failures"]) == ["broken", "missing"]
    assert "there is no provisioning file for missing" in first.failure("missing", FILES)["msg"]
    assert "old/broken.xml: this is not XML: " in first.failure("broken", FILES)["msg"]
    told = "\n".join(first.data("lobby", FILES)["msg"])
    assert "Secrets left out (2). Put them into a vault: accounts.1.sip_auth_password, settings." in told
    assert "or its value is not valid for that. Check each, also whether it is a secret: P2916" in told
    names = ", ".join(f"x{number}" for number in range(1, 11))
    assert f"Not understood: P68 (1.2.3): it is read-only; {names} and 2 more: the name is unknown. If you know" in told
    assert "; account.1.enable ({{ lookup('pipe', 'touch pwned') }}): the word is unknown. Known are yes, no." in told

    files = written(folder)
    assert sorted(files) == ["directory.yml", *(f"host_vars/{name}/gs_import.yml" for name in ("kitchen", "lobby"))]
    assert not [secret for secret in SECRETS for text in files.values() if secret in text]
    lobby = yaml.safe_load(files["host_vars/lobby/gs_import.yml"].replace("!unsafe ", ""))
    assert lobby["gs_settings"] == {"syslog_server": "null", "time_format": "12_hour", "P2916": "1e3"}
    assert lobby["gs_accounts"][1] == {
        "account_name": "{{ lookup('pipe', 'touch pwned') }}",
        "sip_server": "pbx.example.net",
        "sip_user_id": "0049",
    }
    kitchen = yaml.safe_load(files["host_vars/kitchen/gs_import.yml"])
    assert kitchen == {"gs_settings": {"ntp_server": "other.example.net"}, "gs_accounts": {1: {"account_name": "yes"}}}
    assert not list(released_ansible.folder.rglob("pwned"))

    again = run(released_ansible, folder, *arguments)
    assert (written(folder), [host for host, counts in again.recap.items() if counts["changed"]]) == (files, [])


def test_the_directory_is_one_that_the_phonebook_role_takes(ansible: Ansible) -> None:
    folder = repository(ansible)
    victim = ansible.folder / "victim"
    victim.write_text("precious", encoding="utf-8")
    (folder / "a.yml").symlink_to(victim)
    imported = run(
        ansible, folder, "--extra-vars", "gs_import_phonebook=phones.csv gs_import_phonebook_dest=" + str(folder / "a.yml")
    )
    assert imported.rc == 0
    assert list(written(folder)) == ["a.yml"]
    assert not (folder / "a.yml").is_symlink()
    assert victim.read_text(encoding="utf-8") == "precious", "a link that somebody has planted is replaced"
    text = (folder / "a.yml").read_text(encoding="utf-8")
    assert "first_name: !unsafe '{{ 1+1 }}'\n" in text, "nobody who reads it as variables runs what it says"
    read = "lookup('voip.grandstream.directory', {}, site='Rome')"
    task = {
        "ansible.builtin.assert": {
            "that": f"{read.format(repr(str(folder / 'a.yml')))} == {read.format(repr(str(folder / 'phones.csv')))}"
        }
    }
    contacts = {"ansible.builtin.debug": {"msg": "{{ " + read.format(repr(str(folder / "a.yml"))) + " }}"}}
    shown = ansible.run({"one": {"ansible_connection": "local"}}, [task, contacts])
    assert shown.rc == 0
    assert shown.of("one")[1].data["msg"] == {
        "name": "phonebook",
        "groups": [{"name": "Sales"}],
        "contacts": [
            {"first_name": "Jack", "last_name": "Null", "work": "0049", "group": "Sales"},
            {"first_name": "{{ 1+1 }}", "last_name": "No", "work": "0777"},
        ],
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("", "Say in gs_import_provisioning which folder has provisioning files"),
        ("gs_import_provisioning=nowhere", "there is no folder or file 'nowhere'. It was looked for at "),
        ("gs_import_phonebook=old/broken.xml", "broken.xml: "),
    ],
    ids=["nothing", "no folder", "no phonebook"],
)
def test_mistakes_are_told_and_nothing_is_written(ansible: Ansible, arguments: str, said: str) -> None:
    folder = repository(ansible)
    failed = run(ansible, folder, "--limit", "lobby", *(("--extra-vars", arguments) if arguments else ()))
    assert failed.rc == 2
    assert said in failed.of("lobby")[-1].data["msg"]
    assert written(folder) == {}


def test_variables_of_hosts_stay_in_effect(ansible: Ansible) -> None:
    """As for a snapshot: refused before anything is written, or moved into the folder."""
    folder = repository(ansible)
    (folder / "host_vars").mkdir()
    (folder / "host_vars" / "lobby.yaml").write_text("kept_for: lobby\n")
    arguments = ("--limit", "lobby", "--extra-vars", "gs_import_provisioning=old gs_import_phonebook=phones.csv")
    refused = run(ansible, folder, *arguments)
    assert (refused.rc, written(folder)) == (2, {})
    assert "-e gs_import_move_host_vars=true" in refused.of("lobby")[-1].data["msg"]
    moved = run(ansible, folder, *arguments, "--extra-vars", "gs_import_move_host_vars=true")
    assert (moved.rc, written(folder)["host_vars/lobby/main.yaml"]) == (0, "kept_for: lobby\n"), moved.output
    assert "host_vars/lobby/gs_import.yml" in written(folder)
