# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The survey of a play's phones: what it finds, which file it writes for the next run, and how it ends."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.journeys import IN_LINE, KEPT, Repository, declared
from integration.helpers.playbooks import Ansible, Data, Vaulted, dump
from integration.helpers.surveys import SURVEY, survey_of, survey_play
from simulator.client import SimulatedPhone

PHONES = 8
SECRETS = ("secret-1001", "secret-1002")
SETTINGS = {"ntp_server": "ntp.example.net"}


@pytest.mark.long
def test_limit_file_takes_what_differs_to_the_next_run(every_ansible: Ansible, fleet: Fleet) -> None:
    repository = Repository(every_ansible, fleet, PHONES)
    limit = repository.path("drifted.txt")
    play = survey_play(gs_survey_limit_file=str(limit), gs_survey_workers=2)
    repository.write({**declared(), "survey.yml": play, "drifted.txt": "a name of the night before\n"})
    survey = str(repository.path("survey.yml"))

    found = survey_of(repository.run(survey, "--diff", secrets=SECRETS))
    assert found["counts"] == {"phones": PHONES, "in_line": 0, "drifted": PHONES, "unreachable": 0, "failed": 0}
    in_order = [*list(repository.phones)[::2], *list(repository.phones)[1::2]]
    assert limit.read_text(encoding="utf-8").splitlines() == in_order, "berlin comes first in the inventory"
    (ntp,) = [row for row in found["phones"]["phone01"]["changes"] if row["name"] == "settings.P30"]
    assert (ntp["after"], ntp["pvalues"]) == ("ntp.rome.example.net", ["P30"])
    assert 'ntp_server (P30): "ntp.rome.example.net"\n' in found["phones"]["phone01"]["diff"]["after"]
    assert all("api-values.post" not in repository.requests(name) for name in repository.phones)

    repository.run("enforce", "--limit", f"@{limit}", "--extra-vars", "gs_baseline_confirm_registration=0", secrets=SECRETS)
    quiet = survey_of(repository.run(survey, secrets=SECRETS))
    assert quiet["hosts"] == {"in_line": in_order, "drifted": [], "unreachable": [], "failed": []}
    assert (quiet["phones"], quiet["changed"]) == ({}, False)
    assert [repository.requests(name) for name in repository.of_profile("guide")] == [IN_LINE] * (PHONES // 2)
    assert limit.read_text(encoding="utf-8") == "!all\n"
    nobody = repository.run("enforce", "--limit", f"@{limit}")
    assert (nobody.rc, nobody.results) == (1, [])
    assert "leaves us with no hosts to target" in nobody.output
    assert [repository.requests(name) for name in repository.phones] == [[]] * PHONES

    repository.phones["phone03"].set(values={"30": "time.rogue.example"})
    again = survey_of(repository.run(survey, "--limit", "rome", secrets=SECRETS))
    assert (again["counts"]["phones"], again["hosts"]["drifted"]) == (PHONES // 2, ["phone03"])
    assert limit.read_text(encoding="utf-8") == "phone03\n"


def test_each_host_has_its_own_trouble(released_ansible: Ansible, fleet: Fleet) -> None:
    """Also the first one, whose variables ansible-core templates for the task itself."""
    ansible = released_ansible
    password, server = (encrypted(ansible, "the key", text) for text in (PASSWORD, "ntp.example.net"))
    other = encrypted(ansible, "another key", PASSWORD)
    phones = {name: fleet.phone() for name in ("vault", "plain", "late", "local", "password", "env")}
    for phone in phones.values():
        phone.set(values={"30": "ntp.example.net"})
    phones["late"].fault("hang", "loginrealm", times=None)
    usual = {name: fleet.host(phone) for name, phone in phones.items()}
    hosts: dict[str, Data] = {
        "a_template": {**usual["plain"], "ansible_password": "{{ none_of_that_name }}", "ansible_port": "{{ nor_of_that }}"},
        "b_vault": {**usual["plain"], "ansible_password": other},
        "c_jump": {**usual["plain"], "ansible_connection": "jumphost"},
        "d_no_host": {**usual["local"], "ansible_connection": "local"},
        "e_refused": {**usual["password"], "ansible_password": "no password of any"},
        "vault": {**usual["vault"], "ansible_password": password, "gs_settings": {"ntp_server": server}},
        "plain": {**usual["plain"], "gs_settings": {"ntp_server": "{{ ntp }}"}, "ntp": "ntp.example.net"},
        "late": usual["late"],
    }
    found = looked_at(ansible, hosts)
    assert found["hosts"] == {
        "in_line": ["vault", "plain"],
        "drifted": [],
        "unreachable": ["e_refused", "late"],
        "failed": ["a_template", "b_vault", "c_jump", "d_no_host"],
    }
    said = {name: (phone["error"]["kind"], phone["msg"]) for name, phone in found["phones"].items()}
    assert said["a_template"][0] == "template"
    assert "is undefined" in said["a_template"][1]
    assert said["b_vault"][0] == "template"
    assert said["c_jump"] == (
        "input",
        (
            "c_jump: its tasks run elsewhere (ansible_connection=jumphost), and a survey looks at phones from the controller "
            "only. Set ansible_connection: voip.grandstream.webapi, or leave the host out of the survey"
        ),
    )
    assert said["d_no_host"][0] == "input"
    assert said["e_refused"][0] == "auth"
    assert said["late"][0] == "transport"
    assert "within 1 s" in said["late"][1], "the defaults of gs_config's group count"
    assert phones["password"].state()["strikes"] == 1 + 1, "one for each separator"


def test_another_phone_at_an_address_is_told(ansible: Ansible, fleet: Fleet) -> None:
    """Addresses have moved: what enforce would refuse, a survey shows first."""
    phones = {"lobby": fleet.phone(), "desk": fleet.phone()}
    for phone, extension in zip(phones.values(), ("1002", "1001"), strict=True):
        phone.set(values={"35": extension})
    extensions = {"lobby": "1001", "desk": "1002"}
    hosts = {
        name: fleet.host(phone, gs_accounts={1: {"sip_user_id": "{{ extension }}"}}, extension=extensions[name])
        for name, phone in phones.items()
    }
    (ansible.folder / "the key").write_text("no vault is opened here\n", encoding="utf-8")
    found = looked_at(ansible, hosts)["phones"]
    assert {name: phone["error"]["answers_as"] for name, phone in found.items()} == {"lobby": "desk", "desk": "lobby"}
    assert "answers as desk (sip_user_id 1002)" in found["lobby"]["msg"]

    swapped = {name: {**variables, "gs_check_identity": False} for name, variables in hosts.items()}
    assert looked_at(ansible, swapped)["counts"]["drifted"] == 2


def looked_at(ansible: Ansible, hosts: dict[str, Data]) -> Data:
    """The survey of these hosts, with a short timeout by the defaults of gs_config's group."""
    (play,) = survey_play()
    play["module_defaults"] = {"group/voip.grandstream.phone": {"timeout": 1.0, "retries": 0}}
    survey = dump(ansible.folder / "survey.yml", [play])
    inventory = dump(ansible.folder / "inventory.yml", {"phones": {"hosts": hosts, "vars": {"gs_settings": SETTINGS}}})
    command = ("ansible-playbook", "-i", str(inventory), str(survey), "--vault-password-file", str(ansible.folder / "the key"))
    run = ansible.command(*command, secrets=[PASSWORD, "no password of any"]).finish()
    assert run.rc == 0
    return survey_of(run)


def encrypted(ansible: Ansible, key: str, text: str) -> Vaulted:
    """A text in a vault with that key, which is in the file of the same name."""
    file = ansible.folder / key
    file.write_text(f"{key}\n", encoding="utf-8")
    shown = ansible.command("ansible-vault", "encrypt_string", "--vault-password-file", str(file), text).finish().stdout
    return Vaulted(shown.split("!vault |\n")[1].replace(" ", ""))


def test_options_are_checked_before_any_phone(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()
    cases: dict[str, tuple[Data, str]] = {
        "delegated": ({SURVEY: {}, "delegate_to": "localhost"}, "delegate_to: a survey always runs on the controller"),
        "workers": ({SURVEY: {"workers": 0}}, "workers: 0 is too small. It is at least 1"),
        "progress": ({SURVEY: {"progress": -1}}, "progress: -1 is too small. It is at least 0"),
        "nobody": ({SURVEY: {"hosts": "berlin"}}, "hosts: no host of the inventory matches 'berlin'"),
        "folder": ({SURVEY: {"limit_file": "no/such/folder"}}, "no/such/folder cannot be written: No such file or directory"),
        "link": ({SURVEY: {"limit_file": "."}}, " cannot be written: "),
        "unknown": ({SURVEY: {"limit": "x"}}, "limit. Supported parameters include"),
        "async": ({SURVEY: {}, "async": 10, "poll": 0}, "async"),
    }
    tasks = [{"name": name, **task, "ignore_errors": True} for name, (task, dummy) in cases.items()]
    run = ansible.run({"lobby": fleet.host(phone, gs_settings=SETTINGS)}, tasks, tolerated=["berlin"])
    for name, (dummy, sentence) in cases.items():
        assert sentence in run.failure("lobby", name, status="ignored")["msg"], name
    assert phone.requests() == []


def test_slow_phones_hold_nobody_and_ctrl_c_tells_what_was_seen(released_ansible: Ansible, fleet: Fleet) -> None:
    """Two places, and six phones that hang: the others are done long before these, and an interruption loses nothing of them."""
    phones = {f"phone{number:02}": fleet.phone(model) for number, model in enumerate(["gxv3370", "gxv3350"] * 12)}
    slow = list(phones)[:6]
    for name, phone in phones.items():
        phone.set(values={"30": "ntp.example.net"})
        if name in slow:
            phone.fault("hang", "login", times=None)
    phones["phone10"].set(values={"30": "time.rogue.example"})
    hosts = {name: fleet.host(phone, gs_timeout=50) for name, phone in phones.items()}
    limit = released_ansible.folder / "drifted.txt"
    options = {"workers": 1, "concurrency": 2, "progress": 0.5, "limit_file": str(limit)}
    started = released_ansible.start(hosts, [{SURVEY: options}], group={"gs_settings": SETTINGS})
    _wait_for(phones["phone23"], "api-values.get")
    # The answer is on its way.
    time.sleep(1.5)

    started.interrupt()
    begun = time.monotonic()
    run = started.finish()

    assert time.monotonic() - begun < 15
    assert run.rc not in (0, 2, 4)
    assert "Survey: 18 of 24 phones" in run.output, "progress"
    assert "Interrupted. The survey had seen 18 of 24 phones: 17 in line, 1 drifted\ndrifted: phone10\n" in run.output
    assert limit.read_text(encoding="utf-8") == "!all\n"
    assert {len(phones[name].requests("login")) for name in phones} == {1}
    assert [phone.requests("api-values.post") for phone in phones.values()] == [[]] * len(phones)


def _wait_for(phone: SimulatedPhone, endpoint: str, seconds: float = 40.0) -> None:
    deadline = time.monotonic() + seconds
    while not phone.requests(endpoint):
        assert time.monotonic() < deadline, "it is not asked"
        time.sleep(0.05)


def test_lost_process_costs_its_phones_only(ansible: Ansible, fleet: Fleet, tmp_path: Path) -> None:
    """A lookup that kills its process, as a lack of memory would."""
    phones = {f"phone{number:02}": fleet.phone(model) for number, model in enumerate(["gxv3370", "gxv3350"] * 10)}
    hosts = {name: fleet.host(phone, gs_settings=SETTINGS) for name, phone in phones.items()}
    hosts["phone07"]["gs_settings"] = {"P30": "{{ lookup('killer') }}"}
    plugins = tmp_path / "lookup"
    plugins.mkdir()
    (plugins / "killer.py").write_text(KILLER, encoding="utf-8")
    run = ansible.run(hosts, [{SURVEY: {"workers": 2}}], env={"ANSIBLE_LOOKUP_PLUGINS": str(plugins)})
    found = survey_of(run)
    assert found["counts"]["phones"] == len(phones) == sum(map(len, found["hosts"].values()))
    assert "phone07" in found["hosts"]["failed"]
    assert found["phones"]["phone07"]["error"] == {"kind": "lost"}
    assert KEPT not in run.output
    assert found["counts"]["drifted"] > 0, "the other process goes on"


KILLER = """
import os, signal
from ansible.plugins.lookup import LookupBase

class LookupModule(LookupBase):
    def run(self, terms, variables=None, **options):
        os.kill(os.getpid(), signal.SIGKILL)
"""
