# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of a run: what it says of each phone, what it never says, and what it leaves as it was."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any

import jsonschema
import yaml

from integration.conftest import MODELS, PASSWORD, Fleet
from integration.helpers.playbooks import Ansible, Data, Run, values_task
from support.venvs import ROOT

SCHEMA = json.loads((ROOT / "docs" / "schema" / "report.schema.json").read_text(encoding="utf-8"))
NAME = "voip.grandstream.report"
SECRET = "sip<secret>&päss"
FORMS = {"html": "page.html", "json": "report.json", "junit": "junit.xml", "markdown": "comment.md", "openmetrics": "phones.prom"}
LAST = re.compile(rf"^{re.escape(NAME)}: .*\n", re.MULTILINE)


def settings(ansible: Ansible, **more: str) -> dict[str, str]:
    """The environment that asks for every form, in a folder that is not there yet."""
    folder = ansible.folder / "reports"
    paths = {f"GS_REPORT_{form.upper()}": str(folder / name) for form, name in FORMS.items()}
    return {"ANSIBLE_CALLBACKS_ENABLED": f"results,{NAME}", **paths, "GS_REPORT_HISTORY": str(folder / "history"), **more}


def report(ansible: Ansible, run: Run) -> dict[str, Any]:
    """The JSON report, after a look at what holds for all: valid, named in the last line, and without a secret."""
    folder = ansible.folder / "reports"
    for file in folder.rglob("*.*"):
        text = file.read_text(encoding="utf-8")
        assert SECRET not in text
        assert PASSWORD not in text
        assert "module_args" not in text
    document = json.loads((folder / FORMS["json"]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    kept = [str(folder / "history" / name) for name in ("runs.jsonl", "drift.jsonl")]
    names = [*(str(folder / name) for name in FORMS.values()), *kept]
    assert run.stdout.splitlines()[-1] == f"{NAME}: wrote {', '.join(names)}"
    return {**document, "by_name": {phone["name"]: phone for phone in document["phones"]}}


def verdicts(document: dict[str, Any]) -> dict[str, str]:
    """The verdict of each phone."""
    return {name: phone["verdict"] for name, phone in document["by_name"].items()}


def test_check_then_run_then_check(every_ansible: Ansible, fleet: Fleet) -> None:
    """Drift is seen, repaired, and gone, and the history has it all."""
    lobby, desk = fleet.phone("gxv3370"), fleet.phone("wp820")
    desk.set(values={"30": "ntp.example.net"})
    hosts = {"lobby": fleet.host(lobby, gs_model="{{ 'gxv' ~ 3370 }}"), "desk": fleet.host(desk)}
    tasks = [{**values_task({"P30": "ntp.example.net", "P34": SECRET}), "name": "set"}]
    env = settings(every_ansible)

    checked, done, again = (
        report(every_ansible, every_ansible.run(hosts, tasks, *arguments, env=env, secrets=[SECRET]))
        for arguments in (["--check"], [], ["--check"])
    )

    assert (checked["mode"], done["mode"], again["mode"]) == ("check", "run", "check")
    assert verdicts(checked)["lobby"] == "drifted"
    assert verdicts(done)["lobby"] == "changed"
    phone = checked["by_name"]["lobby"]
    assert (phone["model"], phone["address"], phone["groups"]) == ("gxv3370", lobby.address, ["phones"])
    (task,) = phone["tasks"]
    assert (task["play"], task["task"], task["module"]) == ("phones", "set", "voip.grandstream.gs_pvalue")
    assert [(row["name"], row["before"], row["after"]) for row in task["changes"]] == [
        ("ntp_server", "pool.ntp.org", "ntp.example.net"),
        ("accounts.1.sip_auth_password", "(former secret)", "(new secret)"),
    ]
    assert 0 < task["duration"] < 60
    runs = (every_ansible.folder / "reports" / "history" / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["counts"] for line in runs] == [run["counts"] for run in (checked, done, again)]


def test_output_is_the_same_but_for_the_last_line(released_ansible: Ansible, fleet: Fleet) -> None:
    hosts = fleet.hosts(lobby=fleet.phone())
    tasks = [values_task({"P30": "ntp.example.net"})]

    without = released_ansible.run(hosts, tasks, "--check", "--diff")
    run = released_ansible.run(hosts, tasks, "--check", "--diff", env=settings(released_ansible))

    report(released_ansible, run)
    assert LAST.sub("", run.stdout) == without.stdout
    assert (run.stderr, run.rc) == (without.stderr, without.rc)


def test_nothing_to_write(ansible: Ansible, fleet: Fleet) -> None:
    """Where nothing is configured, and where nothing of ours ran, a line says so."""
    hosts = fleet.hosts(lobby=fleet.phone())
    other = [{"ansible.builtin.debug": {"msg": "hello"}}]

    idle = ansible.run(hosts, [values_task({"P30": "new"})], env={"ANSIBLE_CALLBACKS_ENABLED": f"results,{NAME}"})
    foreign = ansible.run(hosts, other, env=settings(ansible))

    options = "html, json, junit, markdown, openmetrics, sarif or history"
    assert idle.stdout.splitlines()[-1] == f"{NAME}: nothing to write; set {options}"
    assert foreign.stdout.splitlines()[-1] == f"{NAME}: nothing written; the run had no task on a phone"
    assert not (ansible.folder / "reports").exists()


def test_paths_that_cannot_be_written(ansible: Ansible, fleet: Fleet) -> None:
    """A warning each; the other files are written, and the run ends as it would without."""
    phone = fleet.phone()
    phone.fault("status_500", "api-values.get", times=None)
    folder = ansible.folder / "taken"
    (folder / "page.html").mkdir(parents=True)
    (folder / "file").write_text("", encoding="utf-8")
    config = ["[callback_grandstream_report]", "html = taken/page.html", "json = taken/file/x.json", "junit = taken/junit.xml"]
    (ansible.folder / "ansible.cfg").write_text("\n".join([*config, "history = taken/file", ""]), encoding="utf-8")

    run = ansible.run(
        {"lobby": fleet.host(phone, gs_retries=0)},
        [values_task({"P30": "new"})],
        env={"ANSIBLE_CALLBACKS_ENABLED": f"results,{NAME}"},
        warnings=["taken/page.html: ", "taken/file/x.json: ", "could not write the history in "],
    )

    assert run.rc == 2
    assert run.stdout.splitlines()[-1] == f"{NAME}: wrote {folder / 'junit.xml'}"
    assert list(folder.glob("*.new")) == []


def play(hosts: str, *tasks: Data, **keywords: Any) -> Data:
    """A play of its own, so that no host has to skip the tasks of others."""
    return {"name": f"play of {hosts}", "hosts": hosts, "gather_facts": False, "tasks": list(tasks), **keywords}


def plays(ansible: Ansible, hosts: dict[str, Data], *them: Data, arguments: Sequence[str] = (), **env: str) -> Run:
    """Run several plays on hosts of the group `phones`."""
    playbook, inventory = ansible.folder / "site.yml", ansible.folder / "phones.yml"
    playbook.write_text(yaml.safe_dump(list(them), sort_keys=False), encoding="utf-8")
    inventory.write_text(yaml.safe_dump({"phones": {"hosts": hosts}}), encoding="utf-8")
    started = ansible.command(
        "ansible-playbook", "-i", str(inventory), str(playbook), *arguments, env=settings(ansible, **env), secrets=[PASSWORD]
    )
    return started.finish()


WRITE: Data = {**values_task({"P30": "new"}), "name": "set"}
SITE = [
    play("fine,gone,fails", WRITE),
    play("ignored", {**WRITE, "ignore_errors": True}),
    play("unanswered", {**WRITE, "ignore_unreachable": True}, {"voip.grandstream.gs_validate": {}, "name": "validate"}),
    play(
        "rescued,mixed",
        {"block": [WRITE], "rescue": [{"voip.grandstream.gs_info": {"gather_subset": ["identity"]}, "name": "look"}]},
        {**WRITE, "name": "fail for good", "when": "inventory_hostname == 'mixed'"},
    ),
    play("busy", {"voip.grandstream.gs_sysop": {"operation": "reboot", "when_busy": "skip"}, "name": "reboot"}),
    play(
        "looped",
        {
            "name": "one by one",
            "voip.grandstream.gs_pvalue": {"values": "{{ item }}"},
            "loop": [{"P30": "new"}, {"P34": SECRET}, {"P2": "x", "P30": ["y"]}],
            "loop_control": {"label": "values"},
            "ignore_errors": "{{ true }}",
        },
        {**WRITE, "name": "left out", "when": "false"},
    ),
    play("hidden", {**WRITE, "name": "hide", "no_log": True}),
    play("left-out", {**WRITE, "when": "false"}),
    play(
        "background",
        {**WRITE, "async": 60, "poll": 0, "register": "job"},
        {
            "name": "wait for it",
            "ansible.builtin.async_status": {"jid": "{{ job.ansible_job_id }}"},
            "register": "end",
            "until": "end.finished",
            "retries": 100,
            "delay": 0.2,
            "delegate_to": "localhost",
            "vars": {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        },
    ),
    play("fine", {"gs_pvalue": {"values": {"P30": "new"}}, "name": "short name"}, collections=["voip.grandstream"]),
]


def _patients(fleet: Fleet) -> dict[str, Data]:
    """Phones by the name of what is the matter with them."""
    names = ["fine", "gone", "fails", "ignored", "unanswered", "rescued", "mixed", "busy", "looped", "hidden", "left-out"]
    names.append("background")
    phones = {name: fleet.phone(MODELS[index % 4]) for index, name in enumerate(names)}
    for name in ("fails", "ignored", "rescued", "mixed"):
        phones[name].fault("status_500", "api-values.post", times=None)
    for name in ("gone", "unanswered"):
        phones[name].fault("refuse", "*", times=None)
    phones["fine"].set(values={"30": "new"})
    phones["busy"].set(lines={"1": {"state": 4, "number": "4711", "account": "1"}})
    return {name: fleet.host(phone, gs_retries=0) for name, phone in phones.items()}


def test_every_verdict(released_ansible: Ansible, fleet: Fleet) -> None:
    """Failures of each kind, loops, blocks that rescue, tasks left out, no_log, a busy phone, and tasks in the background."""
    document = report(released_ansible, plays(released_ansible, _patients(fleet), *SITE))

    assert verdicts(document) == {
        "background": "changed",
        "busy": "skipped",
        "fails": "failed",
        "fine": "in_line",
        "gone": "unreachable",
        "hidden": "changed",
        "ignored": "failed",
        "left-out": "skipped",
        "looped": "failed",
        "mixed": "failed",
        "rescued": "changed",
        "unanswered": "in_line",
    }
    tasks = {
        name: [(t["task"], t["status"], t["handled"]) for t in phone["tasks"]] for name, phone in document["by_name"].items()
    }
    assert tasks["fine"] == [("set", "ok", None), ("short name", "ok", None)]
    assert tasks["ignored"] == [("set", "failed", "ignored")]
    assert tasks["unanswered"] == [("set", "unreachable", "ignored"), ("validate", "ok", None)]
    assert tasks["rescued"] == [("set", "failed", "rescued"), ("look", "ok", None), ("fail for good", "not_run", None)]
    assert tasks["mixed"] == [("set", "failed", "rescued"), ("look", "ok", None), ("fail for good", "failed", None)]
    assert tasks["busy"] == [("reboot", "skipped", None)]
    assert tasks["looped"] == [("one by one", "failed", "ignored"), ("left out", "not_run", None)]
    looped, hidden = document["by_name"]["looped"]["tasks"][0], document["by_name"]["hidden"]["tasks"][0]
    assert (looped["items"], [row["name"] for row in looped["changes"]]) == (3, ["ntp_server", "accounts.1.sip_auth_password"])
    assert looped["message"].startswith("Item 3: ")
    assert looped["error_kind"] == "input"
    assert (hidden["hidden"], hidden["changes"], hidden["message"]) == (True, [], "What it did is hidden by no_log.")
    assert document["by_name"]["gone"]["tasks"][0]["error_kind"] == "transport"
    assert "line 1 is in_call" in document["by_name"]["busy"]["tasks"][0]["message"]
    suites = ET.parse(released_ansible.folder / "reports" / FORMS["junit"]).getroot()
    assert suites.attrib | {"time": ""} == {
        "name": "voip.grandstream",
        "tests": str(sum(len(phone["tasks"]) for phone in document["phones"])),
        "failures": "2",
        "errors": "1",
        "skipped": "4",
        "time": "",
    }
