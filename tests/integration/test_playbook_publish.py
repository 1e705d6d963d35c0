# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook publish and the role of that name: from an inventory to the files that phones fetch."""

from __future__ import annotations

import base64
import contextlib
import re
import zlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from integration.conftest import Fleet
from integration.helpers.playbooks import Ansible, Data, dump
from integration.helpers.published import CRYPT, LOGIN, SIP, Provisioning, decrypted, mac, problems, vaulted

#: More than a request of the Web API can carry.
FILTER = "(|" + "(cn=%)" * 40 + ")"

#: Phones with something wrong, and a part of what is said of it.
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "none1": ({"gs_mac": None}, "gs_mac is not set"),
    "none2": ({"gs_mac": ""}, "gs_mac is not set"),
    "twin1": ({"gs_mac": "00-0B-82-AA-BB-77"}, "they have the same address 000b82aabb77"),
    "twin2": ({"gs_mac": "000b82aabb77"}, "they have the same address 000b82aabb77"),
    "number": ({"gs_mac": 11}, "gs_mac: 11 is not a MAC address"),
    "unsealed": ({"gs_publish_encrypted": True}, "gs_publish_encrypted is true, and there is no password"),
    "version": ({"gs_publish_version": 3}, "gs_publish_version: 3 is not 1 or 2"),
    "word": (
        {"gs_publish_version": 2, "gs_settings": {"disable_ssh": True}},
        "gs_publish_version 2: settings.disable_ssh: the vendor's files have no name for it",
    ),
    "wrong": ({"gs_settings": {"ntp_server": "a b", "web_port": 0}}, "settings.ntp_server: 'a b' is not a host"),
    "passless": (
        {"gs_publish_passwords": True, "ansible_password": None},
        "gs_publish_passwords is true, and there is no password",
    ),
    "digits": ({"gs_publish_passwords": True, "ansible_password": 123456}, "ansible_password: it is a number here"),
    "digest": ({"gs_publish_digest": "md4"}, "gs_publish_digest: 'md4' is not one of md5, sha256"),
    "template": ({"gs_settings": {"ntp_server": "{{ nothing }}"}}, "nothing"),
    "division": ({"gs_publish_password": f"{SIP}{{{{ 1 / 0 }}}}"}, "gs_publish_password: "),
    "braces": ({"gs_publish_password": f"{SIP}{{{{ nothing"}, "gs_publish_password: "),
    "braces2": ({"gs_accounts": {1: {"sip_auth_password": f"{SIP}{{{{ nothing"}}}, "gs_accounts.1.sip_auth_password"),
    "elsewhere": ({"gs_publish_dest": "/srv/other"}, "gs_publish_dest is another one than that of good"),
    "rendered": ({"place": "/srv/other"}, "gs_publish_dest is another one than that of good"),
    "doubled": (
        {"gs_settings": {"phonebook_download_mode": "https"}, "gs_contacts": [{"first_name": "A", "work": "1"}]},
        "gs_phonebook_both",
    ),
}


@pytest.mark.long
def test_a_fleet_is_published_from_git(every_ansible: Ansible) -> None:
    fleet = Provisioning(every_ansible)
    fleet.add("plain", 1, gs_settings={"ldap_name_filter": FILTER})
    no_p_number = {"P99999": None}
    keys = {4: {"mode": "blf", "value": "1001"}}
    fleet.add("named", 2, gs_publish_version=2, gs_mac="000B.82AA.BB02", gs_settings=no_p_number, gs_keys=keys)
    fleet.add("sealed", 3, gs_settings={"xml_config_password": CRYPT})
    fleet.add("newer", 4, gs_publish_password=CRYPT, gs_publish_digest="sha256", gs_publish_passwords=True)
    fleet.hosts["newer"]["gs_accounts"][1]["sip_auth_password"] = vaulted(f"{SIP}4")
    fleet.add("apart", 5, gs_publish=False, gs_mac=None)
    (fleet.www / "index.html").write_text("not ours")

    first = fleet.publish()
    look_at_the_files(fleet, first)
    tree = fleet.tree()
    again = fleet.publish()
    assert (again["changed"], again["unchanged"], fleet.tree()) == (False, 4, tree)

    # Without the rights, nothing else is shown.
    (fleet.www / "cfg000b82aabb01.xml").chmod(0o644)
    run = fleet.run("--check", "--diff")
    assert "cfg000b82aabb01.xml: owner, group or mode" in run.output
    told, before, tree = fleet.publish(), tree, fleet.tree()
    assert (told["corrected"], told["written"]) == (["cfg000b82aabb01.xml"], [])
    assert {name: tree[name] for name in tree if name.startswith("cfg")} == {
        name: before[name] for name in before if name.startswith("cfg")
    }

    # Check mode tells the names of settings, writes nothing, and is what the run does.
    fleet.group["gs_settings"] = {"ntp_server": "ntp2.example.net"}
    fleet.hosts["plain"]["gs_accounts"][1]["sip_auth_password"] = f"{SIP}new"
    run = fleet.run("--check", "--diff")
    assert (run.rc, fleet.tree()) == (0, tree), run.output
    for line in (
        "cfg000b82aabb01.xml (plain): changed settings.ntp_server, accounts.1.sip_auth_password; gone settings.P99999",
        "cfg000b82aabb03.xml (sealed): changed settings.ntp_server; gone settings.P99999",
    ):
        assert line in run.output
    changed = fleet.publish()
    assert sorted(changed["written"]) == [f"cfg000b82aabb0{number}.xml" for number in (1, 2, 3, 4)]
    assert (fleet.values(1)["P30"], fleet.values(1)["P34"]) == ("ntp2.example.net", f"{SIP}new")


def look_at_the_files(fleet: Provisioning, first: Data) -> None:
    """What the first run wrote: read as phones read it."""
    assert (first["changed"], first["left_out"], first["without_password"]) == (True, ["apart"], 3)
    assert first["lines"][-1].startswith("no admin password in the file of 3 phones: the phone keeps the one that it has")
    assert first["msg"] == "4 phones: 4 files written, 0 unchanged"
    assert fleet.files() == {"index.html", *(f"cfg000b82aabb0{number}.xml" for number in (1, 2, 3, 4))}
    said = fleet.values(1)
    assert {number: said[number] for number in ("P30", "P34", "P35", "P47", "P271", "P99999", "P64")} == {
        "P30": "ntp.example.net",
        "P34": f"{SIP}1",
        "P35": "1001",
        "P47": "pbx.berlin.example.net",
        "P271": "1",
        "P99999": "0",
        "P64": "CET-1CEST,M3.5.0,M10.5.0/3",
    }
    assert FILTER in said.values()
    assert not {"P2", "P196"} & set(said)
    named = fleet.values(2)
    assert {name: named[name] for name in ("account.1.enable", "account.1.sip.subscriber.password", "pks.mpk.4.mode")} == {
        "account.1.enable": "Yes",
        "account.1.sip.subscriber.password": f"{SIP}2",
        "pks.mpk.4.mode": "BLF",
    }
    assert fleet.values(3, CRYPT)["P1359"] == CRYPT
    newer = decrypted((fleet.www / "cfg000b82aabb04.xml").read_bytes(), CRYPT, "sha256").decode()
    assert f"<P2>{LOGIN}</P2>" in newer
    assert f"<P34>{SIP}4</P34>" in newer
    assert "<P1359>" not in newer
    tree = fleet.tree()
    assert {mode for name, (dummy, mode, when) in tree.items() if name.startswith("cfg")} == {0o640}
    content, mode, dummy = tree[".gs_publish.json"]
    assert mode == 0o600
    assert not any(secret.encode() in content for secret in (SIP, LOGIN, CRYPT))


@pytest.mark.long
def test_phones_that_leave(ansible: Ansible) -> None:
    fleet = Provisioning(ansible)
    for number in range(1, 5):
        fleet.add(f"phone{number}", number)
    fleet.publish()
    # Without purge nothing is removed. A limited run counts the whole inventory, and a phone that is not published is none.
    del fleet.hosts["phone1"]
    fleet.hosts["phone2"]["gs_publish"] = False
    assert fleet.publish()["removed"] == []
    fleet.group["gs_publish_purge"] = True
    told = problems(fleet.refused("--limit", "phone4"))
    assert "2 of 4 phones (50 %) have left the inventory, and gs_publish_purge_max allows 10 %" in "".join(told)
    fleet.group["gs_publish_purge_max"] = 50
    looked = fleet.publish("--limit", "phone4", "--check")
    gone = ["cfg000b82aabb01.xml", "cfg000b82aabb02.xml"]
    assert (looked["removed"], len(fleet.files())) == (gone, 4)
    assert (fleet.publish("--limit", "phone4")["removed"], fleet.files()) == (
        gone,
        {"cfg000b82aabb03.xml", "cfg000b82aabb04.xml"},
    )

    # A slice, and a host outside of the run whose variables cannot be read.
    fleet.hosts["phone3"]["gs_mac"] = "{{ nothing }}"
    told = problems(fleet.refused("--limit", "phone4", "--extra-vars", "awx_job_slice_count=3"))
    assert [hosts for problem, hosts in told.items() if "slice of the inventory" in problem] == [[]]
    assert [hosts for problem, hosts in told.items() if "gs_mac" in problem] == [["phone3"]]

    # A failed host of the run, and a play in batches.
    fleet.hosts["phone3"]["gs_mac"] = mac(3)
    play: dict[str, Any] = {
        "hosts": "phones",
        "gather_facts": False,
        "tasks": [
            {"name": "fail", "ansible.builtin.fail": {"msg": "x"}, "when": "inventory_hostname == 'phone3'"},
            {"ansible.builtin.import_role": {"name": "voip.grandstream.publish"}},
        ],
    }
    playbook = dump(ansible.folder / "failed.yml", [play])
    told = problems(fleet.refused(playbook=str(playbook)))
    assert [hosts for problem, hosts in told.items() if "hosts have failed" in problem] == [["phone3"]]
    dump(playbook, [{**play, "tasks": play["tasks"][1:], "serial": 1}])
    assert "not in a play with serial" in str(problems(fleet.refused(playbook=str(playbook))))


@pytest.mark.long
def test_nothing_is_told_of_what_ssh_carries(released_ansible: Ansible) -> None:
    """With -vvv, Ansible's ssh shows whatever a program answers. The former files are no part of it."""
    fleet = Provisioning(released_ansible)
    fleet.add("lobby", 1)
    program = released_ansible.folder / "ssh"
    program.write_text('#!/bin/sh\nfor last; do :; done\nexec /bin/sh -c "$last"\n')
    program.chmod(0o755)
    fleet.others["web"] = {
        "ansible_connection": "ssh",
        "ansible_ssh_executable": str(program),
        "ansible_ssh_transfer_method": "piped",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
    }
    fleet.group["gs_publish_host"] = "web"
    fleet.publish()
    fleet.hosts["lobby"]["gs_accounts"][1]["sip_auth_password"] = f"{SIP}new"
    run = fleet.run("--diff", "-vvv")
    assert run.rc == 0, run.output
    assert "cfg000b82aabb01.xml (lobby): changed accounts.1.sip_auth_password" in run.output
    assert "<web> SSH: EXEC" in run.output
    found = []
    for text in re.findall(r"[A-Za-z0-9+/]{40,}={0,2}", run.output):
        with contextlib.suppress(ValueError, zlib.error):
            found.append(zlib.decompress(base64.b64decode(text)))
    assert found == []


@pytest.mark.long
def test_no_step_strands_a_phone(ansible: Ansible) -> None:
    """From plain to encrypted, to another password, and back: each only after the user says that the phone has got that far."""
    fleet = Provisioning(ansible)
    fleet.add("lobby", 1)
    phone = fleet.hosts["lobby"]
    other = "Zx8-other-words"
    fleet.publish()

    phone["gs_settings"] = {"xml_config_password": CRYPT}
    assert "would be encrypted with xml_config_password now" in str(problems(fleet.refused()))
    phone["gs_publish_password"] = ""
    fleet.publish()
    assert fleet.values(1)["P1359"] == CRYPT
    phone["gs_publish_password"] = CRYPT
    fleet.publish()
    assert fleet.values(1, CRYPT)["P1359"] == CRYPT
    del phone["gs_publish_password"]
    assert fleet.publish()["changed"] is False

    phone["gs_settings"] = {"xml_config_password": other}
    assert "encrypted with another password so far" in str(problems(fleet.refused(secrets=(other,))))
    phone["gs_publish_password"] = CRYPT
    fleet.publish(secrets=(other,))
    assert fleet.values(1, CRYPT)["P1359"] == other
    phone["gs_publish_password"] = other
    fleet.publish(secrets=(other,))
    assert fleet.values(1, other)["P1359"] == other

    del phone["gs_publish_password"], phone["gs_settings"]
    assert "would be plain now" in str(problems(fleet.refused()))
    phone["gs_publish_password"] = ""
    fleet.publish()
    assert "P1359" not in fleet.values(1)


@pytest.mark.long
def test_bad_input_is_told_before_the_first_file(released_ansible: Ansible) -> None:
    fleet = Provisioning(released_ansible)
    # One text for all, and another folder for each.
    fleet.group.update(place=str(fleet.www), gs_publish_dest="{{ place }}")
    fleet.add("good", 1)
    for number, (name, variables) in enumerate(((name, said) for name, (said, _word) in WRONG.items()), start=2):
        fleet.add(name, number, **variables)
    result = fleet.refused()
    told = problems(result)
    hosts = {name: [problem for problem, named in told.items() if name in named] for name in fleet.hosts}
    assert hosts.pop("good") == []
    for name, (_variables, word) in WRONG.items():
        assert any(word in problem for problem in hosts.pop(name)), (name, told)
    assert hosts == {}
    assert [named for problem, named in told.items() if "is not set" in problem] == [["none1", "none2"]]
    assert "Nothing was written. none1, none2: gs_mac is not set." in result["msg"]

    fleet.hosts = {"good": fleet.hosts["good"]}
    fleet.group["gs_publish_dest"] = str(fleet.www / "missing")
    assert "there is no folder" in str(problems(fleet.refused()))
    fleet.group["gs_publish_dest"] = "www"
    assert "is not an absolute path" in str(problems(fleet.refused()))


@pytest.mark.long
def test_directory_firmware_passwords_and_one_phone(ansible: Ansible, fleet: Fleet) -> None:
    provisioning = with_a_directory(ansible)
    web = provisioning.www
    assert "there is no file in it" in str(problems(provisioning.refused(secrets=("An-own-word-1",))))
    (web / "firmware" / "gxv3370fw.bin").write_bytes(b"x")
    told = provisioning.publish(warnings=("firmware_server_path does not end with firmware",), secrets=("An-own-word-1",))
    assert "apiphone" in told["warnings"][0]
    assert "rome1" not in told["warnings"][0]
    assert told["without_password"] == 0
    assert [provisioning.values(number)["P2"] for number in (2, 3, 5)] == [LOGIN, LOGIN, "An-own-word-1"]
    books = {site: (web / "phonebook" / site / "phonebook.xml").read_text() for site in ("rome", "berlin")}
    assert [word in books["rome"] for word in ("Anna", "Bea", "Reception")] == [True, False, True]
    assert [word in books["berlin"] for word in ("Anna", "Bea", "Reception")] == [False, True, True]
    assert not (web / "phonebook" / "phonebook.xml").exists()

    # One door: enforce brings contacts only to the phone that does not download them.
    phones = {name: fleet.phone() for name in ("rome1", "apiphone")}
    del provisioning.hosts["apiphone"]["gs_settings"]
    for name, phone in phones.items():
        provisioning.hosts[name].update(fleet.host(phone, ansible_password=None))
        phone.set(values={"2": LOGIN})
    for playbook in ("enforce", "phonebook"):
        run = provisioning.run("--limit", ",".join(phones), playbook=f"voip.grandstream.{playbook}", secrets=("An-own-word-1",))
        assert run.rc == 0, run.output
        assert phones["rome1"].contacts() == []
        assert len(phones["apiphone"].contacts()) == 2
    replace_a_phone(provisioning)


def replace_a_phone(provisioning: Provisioning) -> None:
    """The old file goes, whatever the inventory says, and the new one is published alone."""
    before = provisioning.tree()
    provisioning.hosts["rome2"]["gs_mac"] = mac(9)
    tasks = [
        {
            "ansible.builtin.import_role": {"name": "voip.grandstream.publish", "tasks_from": "withdraw"},
            "vars": {"gs_publish_withdraw": [mac(4)]},
        },
        {"ansible.builtin.import_role": {"name": "voip.grandstream.publish"}},
    ]
    replacing = dump(provisioning.ansible.folder / "replace.yml", [{"hosts": "rome2", "gather_facts": False, "tasks": tasks}])
    run = provisioning.run(playbook=str(replacing))
    assert run.rc == 0, run.output
    after = provisioning.tree()
    assert {name for name in after if name not in before} == {"cfg000b82aabb09.xml"}
    assert {name for name in before if name not in after} == {"cfg000b82aabb04.xml"}
    assert after["cfg000b82aabb02.xml"] == before["cfg000b82aabb02.xml"]
    again = provisioning.run(playbook=str(replacing))
    assert {counts["changed"] for counts in again.recap.values()} == {0}


def with_a_directory(ansible: Ansible) -> Provisioning:
    """Phones that download their phonebook, and one that does not; the folder is on another machine of the inventory."""
    provisioning = Provisioning(ansible)
    provisioning.group["gs_settings"] = {"ntp_server": "ntp.example.net"}
    (ansible.folder / "directory.csv").write_text("First name,Work,Site\nAnna,8819,Rome\nBea,8820,Berlin\nReception,8800,\n")
    downloads = {"phonebook_download_mode": "https", "firmware_server_path": "fw.example.net/firmware"}
    for number, name in enumerate(("rome1", "berlin1", "rome2"), start=2):
        provisioning.add(name, number, gs_settings=downloads)
    provisioning.add("apiphone", 5, gs_settings={"admin_password": "An-own-word-1"})
    web = ansible.folder / "web"
    (web / "firmware").mkdir(parents=True)
    provisioning.www = web
    provisioning.others["web"] = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    provisioning.group.update(
        gs_publish_dest=str(web),
        gs_publish_host="web",
        gs_publish_mode="0600",
        gs_publish_passwords=True,
        gs_publish_firmware_dir=str(web / "firmware"),
        gs_phonebook_source=str(ansible.folder / "directory.csv"),
    )
    return provisioning


def test_pipelines_publish_before_they_rotate_and_enforce() -> None:
    """An old file with the former password must not undo a rotation."""
    example = Path(__file__).parents[2] / "docs" / "examples" / "fleet"
    order = ["publish", "rotate_passwords", "enforce"]
    github = yaml.safe_load((example / ".github" / "workflows" / "phones.yml").read_text())
    runs = " ".join(str(step.get("run", "")) for step in github["jobs"]["enforce"]["steps"])
    gitlab = yaml.safe_load((example / ".gitlab-ci.yml").read_text())
    jobs = [job for name, job in gitlab.items() if isinstance(job, dict) and "script" in job and "plan" not in name]
    # The slices of the night rotate and reconcile in one job, which comes after the files, too.
    assert gitlab["stages"].index("publish") < gitlab["stages"].index(gitlab["reconcile"]["stage"])
    stages = {job["stage"]: str(job["script"]) for job in jobs if "parallel" not in job}
    scripts = " ".join(stages[stage] for stage in gitlab["stages"] if stage in stages)
    awx = (
        (example.parents[1] / "docsite" / "rst" / "guide_awx.rst")
        .read_text()
        .partition("**On merge.**")[2]
        .partition("**At night.**")[0]
    )
    for text in (runs, scripts, awx.replace("\n", " ").replace("rotate passwords", "rotate_passwords")):
        places = [text.index(word) for word in order]
        assert places == sorted(places), text
