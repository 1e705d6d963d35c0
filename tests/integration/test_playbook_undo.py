# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook undo: a run's report brings its phones back, and nothing that somebody has changed since."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from integration.conftest import PASSWORD, Fleet
from integration.helpers.journeys import KEPT, Repository, declared
from integration.helpers.playbooks import Ansible, Run

WRITE = "api-values.post"
SECRETS = ("secret-1001", "secret-1002")
#: What a phone held before that looks like a template, and like what YAML takes for something else.
ODD = {"30": "{{7*7}}", "64": "yes", "1362": "{{8*8}}", "99999": "0049"}
#: What the repository says of the account too: the vendor's own server takes no empty values back.
ACCOUNT = {"271": "1", "47": "pbx.example.net"}


def run(repository: Repository, playbook: str, report: str, *arguments: str, **variables: Any) -> Run:
    """Run a playbook that leaves its report in a file of the repository."""
    repository.forget_requests()
    env = {"ANSIBLE_CALLBACKS_ENABLED": "results,voip.grandstream.report", "GS_REPORT_JSON": str(repository.path(report))}
    command = ("-i", str(repository.path("inventory.yml")), f"voip.grandstream.{playbook}", "-e", json.dumps(variables))
    started = repository.ansible.command(
        "ansible-playbook", *command, *arguments, env=env, secrets=[PASSWORD, *SECRETS], tolerated=[KEPT, "not confirmed"]
    )
    return started.finish()


def held(repository: Repository) -> dict[str, dict[str, str]]:
    """What each phone holds, without its SIP password, which no report has."""
    return {name: {**phone.values(), "34": ""} for name, phone in repository.phones.items()}


def told(run: Run, task: str) -> list[Any]:
    """The messages of a task."""
    return [
        result.data["msg"] for result in run.results if result.task.rsplit(" : ", 1)[-1] == task and result.status != "skipped"
    ]


def changed(run: Run) -> list[str]:
    return sorted(host for host, counts in run.recap.items() if counts["changed"])


def lost(run: Run) -> list[str]:
    return sorted(host for host, counts in run.recap.items() if counts["failures"] or counts["unreachable"])


def writers(repository: Repository) -> list[str]:
    """The phones that were written to since the last run began."""
    return [name for name in repository.phones if WRITE in repository.requests(name)]


@pytest.mark.long
def test_a_run_is_undone_and_the_undo_too(released_ansible: Ansible, fleet: Fleet) -> None:
    """Guide and vendor profiles side by side; one phone has changed since, one is gone from the inventory, one was not there."""
    repository = Repository(released_ansible, fleet, 6)
    repository.write(declared())
    for number, phone in enumerate(repository.phones.values()):
        phone.set(values={**ODD, **ACCOUNT, "35": str(1001 + number % 2), "34": f"secret-{1001 + number % 2}"})
    before = held(repository)
    enforced = run(repository, "enforce", "run.json", "--limit", "!phone05", gs_settings={"P99999": "1"})
    after = held(repository)
    assert (enforced.rc, changed(enforced)) == (0, [f"phone0{number}" for number in range(5)]), enforced.stdout
    # Somebody repaired it by hand; and one left the inventory.
    repository.phones["phone01"].set(values={"64": "by hand"})
    inventory = yaml.safe_load(repository.path("inventory.yml").read_text(encoding="utf-8"))
    del inventory["phones"]["children"]["berlin"]["hosts"]["phone04"]
    repository.write({"inventory.yml": inventory})

    looked = run(repository, "undo", "look.json", "--check", "--diff", gs_undo_report="run.json")
    assert (looked.rc, lost(looked), writers(repository)) == (2, ["phone01"], []), looked.stdout
    assert '\n-ntp_server (P30): "ntp.example.net"\n' in looked.stdout
    assert '\n+ntp_server (P30): "{{7*7}}"\n' in looked.stdout
    (lines,) = told(looked, "Read the report")
    assert lines[0].startswith(f"The report {repository.path('run.json')} is of enforce.yml, ")
    assert lines[1:] == ["Not in the inventory, and not brought back: phone04", "Not in the report, and left alone: phone05"]
    (refusal,) = told(looked, "Refuse a phone that has changed since")
    assert "timezone (P64) is 'by hand' now, and the run left 'CET-1CEST'" in refusal
    assert told(looked, "Report what was done so far")[-1][0] == "4 phones: 3 would change, 1 failed"
    assert repository.requests("phone05") == []
    some = run(repository, "undo", "some.json", gs_undo_report="run.json", gs_undo_settings="P30,syslog_server", gs_serial=2)
    assert (some.rc, changed(some), lost(some)) == (0, ["phone00", "phone01", "phone02", "phone03"], []), some.stdout
    now = held(repository)
    assert now["phone01"] == {**after["phone01"], "64": "by hand", "30": "{{7*7}}", "207": before["phone01"]["207"]}

    whole = run(repository, "undo", "whole.json", gs_undo_report="run.json", gs_max_fail_percentage=50)
    # What is as before already is no reason to refuse, and is not written again.
    assert (whole.rc, changed(whole), lost(whole)) == (2, ["phone00", "phone02", "phone03"], ["phone01"]), whole.stdout
    assert writers(repository) == ["phone00", "phone02", "phone03"]
    now = held(repository)
    for name in ("phone00", "phone02", "phone03"):
        assert now[name] == before[name], name
    assert (now["phone04"], now["phone05"]) == (after["phone04"], before["phone05"])

    # An undo is a run as any other.
    again = run(repository, "undo", "again.json", "--limit", "!phone01", gs_undo_report="whole.json")
    assert (again.rc, changed(again)) == (0, ["phone00", "phone02", "phone03"]), again.stdout
    now = held(repository)
    for name in ("phone00", "phone02", "phone03"):
        assert now[name] == {**after[name], "30": before[name]["30"], "207": before[name]["207"]}, name


def test_a_report_that_is_none_of_these_phones(ansible: Ansible, fleet: Fleet) -> None:
    """A stranger's file is refused before any phone is contacted, and nothing in it is more than text."""
    repository = Repository(ansible, fleet, 1)
    repository.write(declared())
    marker = repository.path("marker")
    evil = "{{ lookup('pipe', 'touch " + str(marker) + "') }}"
    row = {"kind": "setting", "name": "settings.ntp_server", "action": "edit", "pvalues": ["P30"], "before": evil, "after": "b"}
    task = {"play": evil, "task": evil, "module": "voip.grandstream.gs_config", "check_mode": False, "status": "changed"}
    rest = {"handled": None, "duration": 1, "message": evil, "error_kind": None, "hidden": False, "items": None}
    phone = {"name": "phone00", "verdict": "changed", "groups": [], "model": evil, "address": evil}
    hidden = {**task, **rest, "changes": [], "hidden": True}
    head = {"version": 1, "playbook": evil, "mode": "run", "started": evil, "finished": evil, "duration": 1, "topics": []}
    counts = dict.fromkeys(("failed", "unreachable", "drifted", "changed", "skipped", "in_line"), 0)
    document = {**head, "counts": counts, "phones": [{**phone, "tasks": [{**task, **rest, "changes": [row]}, hidden]}]}
    repository.write({"evil.json": json.dumps(document), "half.json": json.dumps(document)[:-9]})
    repository.phones["phone00"].set(values={"30": "b"})
    for report, settings, said in (
        ("half.json", [], "half.json is not JSON"),
        ("none.json", [], "there is no report 'none.json'"),
        ("evil.json", ["ntp_serber"], "gs_undo_settings: the report changed no 'ntp_serber'. It changed settings.ntp_server"),
    ):
        refused = run(repository, "undo", "x.json", gs_undo_report=report, gs_undo_settings=settings)
        assert refused.rc == 2
        assert said in told(refused, "Read the report")[0]
        assert repository.requests("phone00") == []
    # It must not stand for no choice, which is all settings.
    slip = run(repository, "undo", "x.json", gs_undo_report="evil.json", gs_undo_settings="{{ nobody_has_set_this }}")
    assert (slip.rc, "'nobody_has_set_this' is undefined" in slip.output) == (2, True), slip.output
    assert repository.requests("phone00") == []
    undone = run(repository, "undo", "x.json", "-vvv", "--diff", gs_undo_report="evil.json")
    assert (undone.rc, repository.phones["phone00"].values()["30"]) == (0, evil), undone.stdout
    # What one task hides is told.
    assert f"no_log hides what these tasks changed: '{evil}'"[:80] in undone.stdout
    assert not marker.exists()
