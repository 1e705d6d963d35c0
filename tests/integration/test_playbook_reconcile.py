# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks survey and reconcile: all phones are looked at in one task, and only those that differ are worked on."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.journeys import IN_LINE, KEPT, Repository, declared
from integration.helpers.playbooks import Ansible, Run
from support.venvs import ROOT

SCHEMA = json.loads((ROOT / "docs" / "schema" / "report.schema.json").read_text(encoding="utf-8"))
ENFORCES = "Bring the phone to its desired state"
QUICKLY = ("--extra-vars", "gs_baseline_confirm_registration=0")
PHONES = 12


def reported(repository: Repository, playbook: str, *arguments: str) -> tuple[Run, dict[str, Any]]:
    """Run one of the collection's playbooks; its run, and the report with the phones by name."""
    repository.forget_requests()
    file = repository.path("report.json")
    file.unlink(missing_ok=True)
    started = repository.ansible.command(
        "ansible-playbook",
        "-i",
        str(repository.path("inventory.yml")),
        f"voip.grandstream.{playbook}",
        *QUICKLY,
        *arguments,
        env={"ANSIBLE_CALLBACKS_ENABLED": "results,voip.grandstream.report", "GS_REPORT_JSON": str(file)},
        secrets=[PASSWORD],
        tolerated=[KEPT],
    )
    run = started.finish()
    document = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return run, {phone["name"]: phone for phone in document["phones"]}


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    """The verdict of each phone."""
    return {name: phone["verdict"] for name, phone in report.items()}


def looked_at_by(phone: dict[str, Any]) -> list[str]:
    """The modules whose findings on a phone are in the report."""
    return [task["module"].removeprefix("voip.grandstream.") for task in phone["tasks"] if task["status"] != "not_run"]


def worked_on(run: Run) -> list[str]:
    """The phones that were brought to their state, in the order in which that ended."""
    return [result.host for result in run.results if result.task.endswith(ENFORCES)]


def writes(repository: Repository) -> int:
    """How many requests since the last run began were writes."""
    return sum("post" in endpoint for name in repository.phones for endpoint in repository.requests(name))


def drift(repository: Repository, *names: str) -> None:
    """Somebody changes phones by hand."""
    for name in names:
        repository.phones[name].set(values={"30": "time.rogue.example"})


@pytest.mark.long
def test_night_changes_what_differs_and_nothing_else(every_ansible: Ansible, fleet: Fleet) -> None:
    """Phones from the factory, then a fleet with drift in which the first phones are off, locked out or garbled, then a quiet
    night."""
    repository = Repository(every_ansible, fleet, PHONES)
    repository.write(declared())
    phones = repository.phones

    first, report = reported(repository, "reconcile")
    assert first.rc == 0, first.output
    assert verdicts(report) == dict.fromkeys(phones, "changed")
    # As the inventory has them, site by site.
    order, names = worked_on(first), sorted(phones, key=lambda name: (int(name[-2:]) % 2, name))
    batches = [(0, 1), (1, 6), (6, 7), (7, PHONES)]
    assert [set(order[a:b]) for a, b in batches] == [set(names[a:b]) for a, b in batches], "a canary, five, a tenth, the rest"

    phones["phone00"].set(off=True)
    phones["phone01"].set(values={"2": "another one"})
    phones["phone02"].fault("truncated", endpoint="api-values.get", times=None)
    drift(repository, "phone03", "phone07")
    second, report = reported(repository, "reconcile")
    lost = {"phone00": "unreachable", "phone01": "unreachable", "phone02": "failed"}
    assert second.rc == 2
    assert worked_on(second) == ["phone03", "phone07"]
    assert verdicts(report) == {**dict.fromkeys(phones, "in_line"), "phone03": "changed", "phone07": "changed", **lost}
    assert {name: looked_at_by(report[name]) for name in ("phone00", "phone03", "phone05")} == {
        "phone00": ["gs_survey"],
        "phone03": ["gs_config"],
        "phone05": ["gs_survey"],
    }
    assert (report["phone05"]["model"], report["phone05"]["address"]) == ("gxv3350", phones["phone05"].address)
    assert report["phone05"]["groups"] == ["phones", "rome"]
    for name in lost:
        said = second.failure(name, "Say why")["msg"]
        assert said.startswith(report[name]["tasks"][0]["message"])
        assert said.endswith("(Told from the survey. The phone was not asked again.)")
    assert repository.values("30") == {"ntp.example.net", "ntp.rome.example.net"}
    # A phone that is in line was looked at once, and one that refused the password was not asked again.
    quiet = [name for name in repository.of_profile("guide") if name not in (*lost, "phone03", "phone07")]
    assert [repository.requests(name) for name in quiet] == [IN_LINE] * len(quiet)
    assert repository.requests("phone01") == ["loginrealm", "login"] * 2, "what one task tries, with both separators"
    assert {host for host, counts in second.recap.items() if counts["failures"]} == set(lost)

    for name in lost:
        phones[name].set(off=False, values={"2": PASSWORD})
    phones["phone02"].clear_faults()
    (every_ansible.folder / "ansible-home" / "voip.grandstream" / "refused-logins").unlink(missing_ok=True)
    third, report = reported(repository, "reconcile")
    assert third.rc == 0, third.output
    assert (verdicts(report), worked_on(third), writes(repository)) == (dict.fromkeys(phones, "in_line"), [], 0)
    assert "No phone that answered differs from git. There is nothing to change." in third.stdout


def test_check_mode_limit_and_survey(ansible: Ansible, fleet: Fleet) -> None:
    """What is only looked at is never written, and a limit holds for the phones that the survey finds."""
    repository = Repository(ansible, fleet, 4)
    repository.write(declared())

    checked, report = reported(repository, "reconcile", "--check", "--limit", "phone01,phone02")
    assert (checked.rc, writes(repository)) == (0, 0)
    assert verdicts(report) == {"phone01": "drifted", "phone02": "drifted"}
    assert [looked_at_by(phone) for phone in report.values()] == [["gs_config"]] * 2
    assert sorted(worked_on(checked)) == ["phone01", "phone02"]

    limited, report = reported(repository, "reconcile", "--limit", "phones[0:1]")
    assert (limited.rc, verdicts(report)) == (0, {"phone00": "changed", "phone02": "changed"})
    assert repository.requests("phone01") == []

    watched, report = reported(repository, "survey", "--extra-vars", "gs_survey_fail_on_drift=true")
    assert (watched.rc, writes(repository)) == (2, 0)
    assert verdicts(report) == {"phone00": "in_line", "phone01": "drifted", "phone02": "in_line", "phone03": "drifted"}
    assert ("settings.P30", "pool.ntp.org") in [(row["name"], row["before"]) for row in report["phone03"]["tasks"][0]["changes"]]
    assert "Not in line: 4 phones: 2 in line, 2 drifted" in watched.output
    assert "drifted: phone01, phone03" in watched.stdout
    seen, report = reported(repository, "survey", "--limit", "phone00,phone03")
    assert (seen.rc, verdicts(report)) == (0, {"phone00": "in_line", "phone03": "drifted"})
    healthy, dummy = reported(repository, "survey", "--extra-vars", "gs_survey_fail_on_drift=true gs_hosts=phone00,phone02")
    assert healthy.rc == 0


def test_change_that_breaks_the_canary_reaches_no_other_phone(ansible: Ansible, fleet: Fleet) -> None:
    """Nor does one that breaks more than the budget allows. What was not reached is reported as the survey found it."""
    repository = Repository(ansible, fleet, 8)
    repository.write(declared())
    phones = repository.phones
    phones["phone00"].fault("status_500", endpoint="api-values.post", times=None)
    stopped, report = reported(repository, "reconcile")
    assert (stopped.rc, worked_on(stopped)) == (2, ["phone00"])
    assert verdicts(report) == {**dict.fromkeys(phones, "drifted"), "phone00": "failed"}

    phones["phone00"].clear_faults()
    phones["phone02"].fault("status_500", endpoint="api-values.post", times=None)
    budget, report = reported(repository, "reconcile")
    assert (budget.rc, len(worked_on(budget))) == (2, 6)
    assert "gs_max_fail_percentage allows 10%" in budget.output
    assert [report[f"phone{number:02}"]["verdict"] for number in (0, 2, 5, 7)] == ["changed", "failed", "drifted", "drifted"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"gs_serial": "many"}, "gs_serial: 'many' is not a number of phones"),
        ({"gs_max_fail_percentage": "many"}, 'gs_max_fail_percentage: \\"many%\\" is not a number. No phone was contacted.'),
    ],
    ids=["gs_serial", "gs_max_fail_percentage"],
)
def test_what_the_second_play_takes_is_checked_before_the_survey(
    ansible: Ansible, fleet: Fleet, given: dict[str, str], told: str
) -> None:
    repository = Repository(ansible, fleet, 2)
    repository.write(declared())
    refused = repository.run("reconcile", "--extra-vars", json.dumps(given))
    assert refused.rc != 0
    assert told in refused.output
    assert [repository.requests(name) for name in repository.phones] == [[], []]
