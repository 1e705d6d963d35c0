# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook snapshot: files for git that say what phones hold, and change nothing where they are applied."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from integration.conftest import PASSWORD, Fleet
from integration.helpers.configs import registered
from integration.helpers.journeys import Repository
from integration.helpers.playbooks import Ansible, Data, Run, dump

#: What YAML could take for something else, or a template. Three accounts of a name each, and settings of the phone.
ODD = {"270": "0049", "417": "yes", "517": "1e3", "207": "null", "64": "{{ 1+1 }} {#"}
SIP_PASSWORD = "secret-1001"
GROUP = {
    # As the phones hold it, in other spellings; and one that they do not.
    "gs_settings": {"30": "ntp.example.net", "time_format": "12_HOUR", "web_port": 8080},
    "gs_accounts": {1: {"account_active": "yes", "sip_server": "pbx.example.net", "sip_auth_password": "{{ sip_password }}"}},
    "sip_password": SIP_PASSWORD,
    # One that the collection brings.
    "gs_bundles": ["syslog"],
    "gs_syslog_server": "log.example.net",
}
HELD = {**registered(), **ODD, "30": "ntp.example.net", "122": "0", "237": f"https://joe:{SIP_PASSWORD}@fw.example.net/"}


def failed(run: Run) -> list[str]:
    """The hosts that the recap names."""
    return sorted(host for host, counts in run.recap.items() if counts["unreachable"] or counts["failures"])


def changed(run: Run) -> list[str]:
    """The hosts that changed."""
    return sorted(host for host, counts in run.recap.items() if counts["changed"])


def written(folder: Path) -> dict[str, bytes]:
    """The snapshots in a folder by the name of their host."""
    return {file.parent.name: file.read_bytes() for file in sorted(folder.glob("host_vars/*/gs_snapshot.yml"))}


@pytest.mark.long
def test_a_fleet_is_taken_into_git(every_ansible: Ansible, fleet: Fleet) -> None:
    """Mixed models, one of them dead: written in one session a phone, the same when written again, and in line with it."""
    repository = Repository(every_ansible, fleet, 4)
    repository.write({"group_vars/phones.yml": {"ansible_password": PASSWORD, **GROUP}})
    for number, phone in enumerate(repository.phones.values()):
        # A WP820 has two accounts, and the numbers of others mean something else there.
        phone.set(values={number: text for number, text in HELD.items() if number != "517"} if number == 3 else HELD)
    repository.phones["phone01"].set(off=True)
    arguments = ("--extra-vars", "gs_snapshot_phonebook=false")
    first = repository.run("snapshot", *arguments, secrets=(SIP_PASSWORD,))
    alive = ["phone00", "phone02", "phone03"]
    assert (first.rc, failed(first), changed(first)) == (4, ["phone01"], alive), first.stdout
    assert [repository.requests(name).count("login") for name in alive] == [1, 1, 1]
    files = written(repository.folder)
    assert list(files) == alive
    assert not [name for name, text in files.items() if SIP_PASSWORD.encode() in text or PASSWORD.encode() in text]
    assert yaml.safe_load(files["phone03"].replace(b"!unsafe ", b"")) == snapshot_of_phone03()
    for name in alive:
        (told,) = first.data(name, "Tell which values are not in the file")["msg"]
        assert told.startswith("Left out, because of what they say"), told
        assert told.endswith(": config.settings.config_server_path"), told

    again = repository.run("snapshot", *arguments)
    assert (again.rc, changed(again), written(repository.folder)) == (4, [], files)
    applied = repository.run("enforce", "--limit", "!phone01", secrets=(SIP_PASSWORD,))
    assert (applied.rc, changed(applied)) == (0, []), applied.stdout
    assert not [name for name in alive if "api-values.post" in repository.requests(name)]


def snapshot_of_phone03() -> Data:
    """What the group does not say of it. It is at the factory where the group says something else, so that stands there too.

    Both accounts of a WP820 are active at the factory.
    """
    return {
        "gs_settings": {"syslog_level": "none", "syslog_server": "null", "timezone": "{{ 1+1 }} {#", "web_port": 80},
        "gs_accounts": {
            1: {"account_name": "0049", "sip_user_id": "1001"},
            2: {"account_name": "yes", "sip_server": "pbx.example.net", "sip_user_id": "1002"},
        },
    }


def test_names_of_hosts_stay_in_the_folder_and_check_mode_writes_nothing(ansible: Ansible, fleet: Fleet) -> None:
    names = ["a 'b\" {{ c }} $d", "../evil", "..", "Zoë 山"]
    folder = ansible.folder / "elsewhere"
    phones = {name: fleet.phone("wp820") for name in names}
    known = {"first_name": "In the directory", "work": "1"}
    for phone in phones.values():
        phone.set(
            groups={"4": "Sales"}, contacts=[{"first_name": "Null", "work": "0049", "group_id": 4}, {**known, "group_id": 0}]
        )
    hosts = {name: fleet.host(phone, gs_model="wp820", gs_phonebook_contacts=[known]) for name, phone in phones.items()}
    inventory = dump(ansible.folder / "inventory.yml", {"phones": {"hosts": hosts}})
    options = ("--extra-vars", f"gs_snapshot_dir={folder} gs_snapshot_phonebook=true", "--diff")

    def run(*arguments: str) -> Run:
        command = ("-i", str(inventory), "voip.grandstream.snapshot", *options, *arguments)
        return ansible.command("ansible-playbook", *command, secrets=[PASSWORD]).finish()

    checked = run("--check")
    assert (checked.rc, failed(checked)) == (2, ["..", "../evil"])
    assert '+  - first_name: "Null"' in checked.stdout.replace("'", '"')
    assert list(ansible.folder.rglob("gs_snapshot.yml")) == []
    # A link that somebody has planted is replaced, and what it leads to is not touched.
    victim, link = ansible.folder / "victim", folder / "host_vars" / "Zoë 山" / "gs_snapshot.yml"
    victim.write_text("precious", encoding="utf-8")
    link.parent.mkdir(parents=True)
    link.symlink_to(victim)
    assert run().rc == 2
    assert (link.is_symlink(), victim.read_text(encoding="utf-8")) == (False, "precious")
    files = written(folder)
    assert sorted(files) == ["Zoë 山", "a 'b\" {{ c }} $d"]
    assert [path for path in ansible.folder.rglob("gs_snapshot.yml") if folder not in path.parents] == []
    for text in files.values():
        assert yaml.safe_load(text) == {
            "gs_settings": {},
            "gs_accounts": {},
            "gs_groups": [{"name": "Sales"}],
            "gs_contacts": [{"first_name": "Null", "work": "0049", "group": "Sales"}],
        }


@pytest.mark.long
def test_variables_of_hosts_stay_in_effect(released_ansible: Ansible, fleet: Fleet) -> None:
    """Ansible ignores `host_vars/HOST.yml` beside a folder of that name. So the run refuses, or moves the file first."""
    repository = Repository(released_ansible, fleet, 3)
    kept = {"phone00": "host_vars/phone00.yml", "phone01": "host_vars/phone01"}
    repository.write({file: f"kept_for: {name}\n" for name, file in kept.items()})
    repository.write({"group_vars/phones.yml": {"ansible_password": PASSWORD, **GROUP}})

    def variables(name: str) -> Data:
        program = ("ansible-inventory", "-i", str(repository.path("inventory.yml")), "--host", name)
        return dict(json.loads(released_ansible.command(*program).finish().stdout))

    batches = ("--extra-vars", "gs_serial=1", "--diff")
    refused = repository.run("snapshot", *batches)
    assert (refused.rc, written(repository.folder)) == (2, {}), refused.output
    assert [repository.requests(name) for name in repository.phones] == [[]] * 3
    (sentence,) = [result.data["msg"] for result in refused.results if result.status == "failed"]
    assert "2 of the hosts have their variables in a file, such as " in sentence
    assert "-e gs_snapshot_move_host_vars=true" in sentence
    commands = [line for line in sentence.splitlines() if " && " in line]
    assert [line.split("/host_vars/")[-1] for line in commands] == ["phone00/main.yml", "phone01/main.yml"]

    may_move = (*batches, "--extra-vars", "gs_snapshot_move_host_vars=true")
    checked = repository.run("snapshot", *may_move, "--check", secrets=(SIP_PASSWORD,))
    assert (checked.rc, written(repository.folder)) == (0, {}), checked.output
    assert all(repository.path(file).is_file() for file in kept.values())
    moved = repository.run("snapshot", *may_move, secrets=(SIP_PASSWORD,))
    assert (moved.rc, list(written(repository.folder))) == (0, list(repository.phones)), moved.output
    assert {name: variables(name)["kept_for"] for name in kept} == {name: name for name in kept}
    again = repository.run("snapshot", *batches)
    assert (again.rc, changed(again)) == (0, [])


def test_what_a_phone_says_is_never_run(released_ansible: Ansible, fleet: Fleet) -> None:
    """A template with marks of its own and an ordinary one, in values and contacts: as a result, as a fact, through filters, and
    as the variables of the host that the snapshot wrote."""
    repository = Repository(released_ansible, fleet, 1)
    phone = repository.phones["phone00"]
    ran = released_ansible.folder / "ran"
    call = f"lookup('ansible.builtin.pipe', 'touch {ran}')"
    own_marks = f"#jinja2:variable_start_string:'[[',variable_end_string:']]'\n[[ {call} ]]"
    ordinary = f"{{{{ {call} }}}}"
    phone.set(values={"270": own_marks, "207": ordinary}, contacts=[{"first_name": "Jack", "last_name": ordinary, "work": "1"}])
    tasks = [
        {"voip.grandstream.gs_info": {"gather_subset": ["config", "contacts"]}, "register": "told"},
        {"ansible.builtin.set_fact": {"fact": "{{ told.config }}", "called": "{{ told.contacts[0] }}"}},
        {
            "ansible.builtin.debug": {"msg": "{{ [told, fact, called, texts, text, read] }}"},
            "vars": {
                "texts": "{{ told.config | voip.grandstream.to_pvalues(gs_model) }}",
                "text": "{{ told.config | voip.grandstream.to_host_vars }}",
                "read": "{{ xml | voip.grandstream.from_provisioning(gs_model) }}",
                "xml": "{{ told.config | voip.grandstream.to_provisioning_xml(gs_model) }}",
            },
        },
    ]
    play = dump(repository.path("look.yml"), [{"hosts": "phones", "gather_facts": False, "tasks": tasks}])
    repository.write({"group_vars/phones.yml": {"ansible_password": PASSWORD}})
    phonebook = ("--extra-vars", "gs_snapshot_phonebook=true")

    runs = [
        repository.run(str(play)),
        repository.run("snapshot", *phonebook, "--diff"),
        repository.run("plan", "--diff"),
        repository.run("snapshot", *phonebook),
    ]

    assert [(run.rc, bool(changed(run))) for run in runs] == [(0, False), (0, True), (0, False), (0, False)], runs[1].output
    (text,) = written(repository.folder).values()
    # Where a backslash came, there are two readings, and the one without a line break is what a task could write back.
    assert (text.count(b"!unsafe"), text.count(b"lookup")) == (4, 3)
    assert b"\\n[[" in text
    assert not ran.exists()
