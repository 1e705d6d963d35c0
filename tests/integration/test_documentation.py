# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation as users get it: `ansible-doc` shows it, and its examples run."""

from __future__ import annotations

import json

import pytest
import yaml

from integration.conftest import PASSWORD, Fleet
from integration.helpers.playbooks import JUMP_HOST, MODULE, Ansible, pages
from support.venvs import ROOT

MODULES = sorted(f"voip.grandstream.{file.stem}" for file in (ROOT / "plugins" / "modules").glob("[!_]*.py"))
#: They have no options to reach a phone.
PHONELESS = {f"voip.grandstream.{name}" for name in ("gs_validate", "gs_audit", "gs_survey", "gs_publish", "merge_reports")}
#: The phone of the examples.
EXAMPLE_HOST = "192.0.2.10"


@pytest.mark.parametrize(("kind", "names"), [("connection", ["voip.grandstream.webapi"]), ("module", MODULES)])
def test_ansible_doc(every_ansible: Ansible, kind: str, names: list[str]) -> None:
    run = every_ansible.command("ansible-doc", "--type", kind, *names).finish()

    assert (run.rc, run.stderr) == (0, "")
    for name, page in zip(names, pages(run.stdout), strict=True):
        assert name in page.partition("\n")[0].lower()
        assert name in PHONELESS or {"host", "port", "password", "validate_certs"} <= set(page.split())


def _examples(ansible: Ansible, *modules: str) -> str:
    shown: dict[str, dict[str, str]] = json.loads(ansible.command("ansible-doc", "--json", *modules).finish().stdout)
    return "".join(shown[module]["examples"] for module in modules)


def test_examples_run(ansible: Ansible, fleet: Fleet) -> None:
    lobby, elsewhere = fleet.phone(), fleet.phone()
    examples = _examples(ansible, MODULE)
    assert EXAMPLE_HOST in examples
    tasks = yaml.safe_load(examples.replace(EXAMPLE_HOST, elsewhere.address))
    # Where the simulated phone of the third example listens; the inventory's phone brings its own.
    environment = {"GS_PORT": str(fleet.simulator.port), "GS_USE_SSL": "false"}
    hosts = {"lobby": fleet.host(lobby, sip_password="secret-1001", phone_password=PASSWORD)}

    run = ansible.run(hosts, tasks, env=environment, secrets=["secret-1001"])

    assert [(result.task, result.status, result.data["changed"]) for result in run.results] == [
        (task["name"], "ok", True) for task in tasks
    ]
    assert lobby.state()["accounts"][0]["reg"] == 1
    assert elsewhere.values()["30"] == "ntp.example.net"


#: In this order, as on a phone whose book is kept: which of their examples change something.
BOOK_EXAMPLES = {
    "gs_group": [True, True, True],
    "gs_contact": [True, True, True],
    "gs_phonebook": [True, False],
    "gs_info": [False, False, False, False, False],
    "gs_phonebook_download": [True],
}


def test_examples_of_the_phonebook_run(ansible: Ansible, fleet: Fleet) -> None:
    lobby = fleet.phone()
    lobby.set(groups={1: "Old office"})
    lobby.set(contacts=[{"first_name": "Jack", "last_name": "Brown", "group_id": 1, "fax": "1"}, {"first_name": "Jane Doe"}])
    (ansible.folder / "phonebooks").mkdir()
    tasks = yaml.safe_load(_examples(ansible, *(f"voip.grandstream.{module}" for module in BOOK_EXAMPLES)))

    run = ansible.run(fleet.hosts(lobby=lobby), tasks)

    changed = [change for changes in BOOK_EXAMPLES.values() for change in changes]
    assert [(result.task, result.status, result.data["changed"]) for result in run.results] == [
        (task["name"], "ok", change) for task, change in zip(tasks, changed, strict=True)
    ]
    assert (ansible.folder / "phonebooks" / "lobby.xml").exists()


#: In this order, as on a phone that has been up for a week.
LIFE_EXAMPLES = {
    "gs_password": [True, False, True],
    "gs_call": [True, True, False],
    "gs_sysop": [True, True, True],
}


def test_examples_of_the_lifecycle_run(ansible: Ansible, fleet: Fleet) -> None:
    lobby = fleet.phone()
    quirks = {"shutdown_seconds": 0.2, "boot_seconds": 0.5}
    lobby.set(quirks=quirks, uptime=8 * 86400, registered={"1": True}, values={"196": "123"})
    new = {"ansible_password": "new-password-1", "gs_user_password": "new-password-2"}
    host = fleet.host(lobby, **new, gs_old_passwords=[PASSWORD], factory_port=fleet.simulator.port)
    tasks = yaml.safe_load(_examples(ansible, *(f"voip.grandstream.{module}" for module in LIFE_EXAMPLES)))

    run = ansible.run({"lobby": host}, tasks, secrets=[PASSWORD, *new.values()])

    changed = [change for changes in LIFE_EXAMPLES.values() for change in changes]
    assert [(result.task, result.status, result.data["changed"]) for result in run.results] == [
        (task["name"], "ok", change) for task, change in zip(tasks, changed, strict=True)
    ]
    assert lobby.values()["2"] == "admin", "as it left the factory"


#: In this order, on a phone whose changes need no reboot.
CONFIG_EXAMPLES = {
    "gs_validate": [("ok", False)],
    "gs_config": [("ok", True), ("ok", True), ("ok", True)],
}


def test_examples_of_a_whole_phone_run(ansible: Ansible, fleet: Fleet) -> None:
    lobby = fleet.phone()
    tasks = yaml.safe_load(_examples(ansible, *(f"voip.grandstream.{module}" for module in CONFIG_EXAMPLES)))
    host = fleet.host(lobby, sip_password="secret-1001", gs_model="gxv3370")

    run = ansible.run({"lobby": host}, tasks, secrets=["secret-1001"])

    ends = [end for ends in CONFIG_EXAMPLES.values() for end in ends]
    assert [(result.task, result.status, result.data["changed"]) for result in run.results] == [
        (task["name"], *end) for task, end in zip(tasks, ends, strict=True)
    ]
    assert lobby.state()["accounts"][0]["reg"] == 1
    assert [contact["work"] for contact in lobby.contacts()] == ["8819"]


def test_examples_of_sip_passwords_run(ansible: Ansible, fleet: Fleet) -> None:
    lobby = fleet.phone()
    values = {"271": "1", "47": "pbx.example.net", "35": "1001", "34": "former-1"}
    lobby.set(values=values, pbx={"1": "new-secret-1"}, quirks={"registration_seconds": 0.5})
    passwords = {"new_sip_password": "new-secret-1", "former_sip_password": "former-1"}
    tasks = yaml.safe_load(_examples(ansible, "voip.grandstream.gs_sip_password"))

    run = ansible.run({"lobby": fleet.host(lobby, **passwords)}, tasks, secrets=[*passwords.values()])

    assert run.changed("lobby") == [True]
    assert lobby.values()["34"] == "new-secret-1"


def test_examples_of_https_run(ansible: Ansible, box_fleet: Fleet) -> None:
    lobby = box_fleet.phone()
    tasks = yaml.safe_load(_examples(ansible, "voip.grandstream.gs_https"))
    tasks[0]["voip.grandstream.gs_https"] = {"http_passwords": [PASSWORD], "http_port": box_fleet.simulator.port}
    tasks[1]["voip.grandstream.gs_password"]["old_passwords"] = [PASSWORD]

    run = ansible.run({"lobby": box_fleet.host(lobby, ansible_password="new-password-1")}, tasks, secrets=[PASSWORD])

    assert [result.data["changed"] for result in run.results] == [True, True]
    assert (lobby.values()["900"], lobby.values()["2"]) == ("1", "new-password-1")


def test_examples_of_the_whole_fleet_run(ansible: Ansible, fleet: Fleet) -> None:
    www = ansible.folder / "www"
    www.mkdir()
    reports = ansible.folder / "reports" / "slices"
    env = {"ANSIBLE_CALLBACKS_ENABLED": "results,voip.grandstream.report", "GS_REPORT_JSON": str(reports / "1.json")}
    hosts = {"berlin": fleet.host(fleet.phone(), gs_mac="000b82123456", gs_settings={"ntp_server": "ntp.example.net"})}
    with_roles, without_roles = yaml.safe_load(_examples(ansible, "voip.grandstream.gs_survey"))
    files = _examples(ansible, "voip.grandstream.gs_publish").replace("/srv/provisioning", str(www))
    publish = yaml.safe_load(files.replace("web.example.net", JUMP_HOST).replace("group: www-data", "mode: '0600'"))
    merge = yaml.safe_load(_examples(ansible, "voip.grandstream.merge_reports"))
    (audit,) = yaml.safe_load(_examples(ansible, "voip.grandstream.gs_audit").replace("laboratory", "berlin"))

    for play in (with_roles, without_roles):
        found = ansible.run(hosts, play["tasks"], env=env)
        assert found.rc == 0, found.output
        assert (ansible.folder / "drifted.txt").read_text(encoding="utf-8") == "berlin\n"
    written = ansible.run(hosts, publish)
    merged = ansible.run(hosts, merge)

    assert ([result.data["changed"] for result in written.results], list(www.glob("cfg*"))) == ([True, True], []), (
        "written, and withdrawn again"
    )
    assert (merged.data("berlin")["missing"], merged.data("berlin")["counts"]["drifted"]) == ([], 1)
    assert (ansible.folder / "reports/fleet.html").exists()
    audited = ansible.run(hosts, audit["tasks"], env=env)
    assert audited.rc == 2
    assert "findings of severity high or worse: web-without-tls" in audited.output


#: Each has a test of its own above.
ALONE = ("gs_sip_password", "gs_https", "gs_audit", "gs_survey", "gs_publish", "merge_reports")


def test_examples_of_every_module_run() -> None:
    tried = (*BOOK_EXAMPLES, *LIFE_EXAMPLES, *CONFIG_EXAMPLES, *ALONE)
    assert {MODULE, *(f"voip.grandstream.{module}" for module in tried)} == set(MODULES)
