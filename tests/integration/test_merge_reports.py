# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module and the playbook merge_reports: files that they read and write. What a merged report says is a matter of unit tests;
test_slices.py has the reports of real runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import document
from integration.helpers.playbooks import Ansible, Run, dump
from unit.plugins.plugin_utils._report.fleets import ROWS, phone, report, task

#: A phone could be called so, or say so. It is a template in every ansible-core.
HOSTILE = "{{ lookup('ansible.builtin.pipe', 'touch owned') }}"
REPORTS = {
    "a.json": report(phone("lobby", task("ok")), phone("desk", task("drifted", ROWS[0], check_mode=True))),
    "b.json": report(phone("desk", task("ok")), phone(HOSTILE, task("failed", task=HOSTILE, message=HOSTILE)), playbook=HOSTILE),
}


def merged(ansible: Ansible, *arguments: str, expected: tuple[str, ...] = ("lobby", "desk"), **variables: Any) -> Run:
    """Run the playbook on the reports, with an inventory of phones that there should be."""
    folder = ansible.folder / "reports"
    folder.mkdir(exist_ok=True)
    for name, found in REPORTS.items():
        (folder / name).write_text(json.dumps(document(found)), encoding="utf-8")
    inventory = dump(ansible.folder / "phones.yml", {"phones": {"hosts": dict.fromkeys(expected)}})
    dump(ansible.folder / "merge.yml", {"gs_reports": ["reports/*.json"], **variables})
    return ansible.command(
        *("ansible-playbook", "-i", str(inventory), "voip.grandstream.merge_reports"),
        *("--extra-vars", "@merge.yml", *arguments),
    ).finish()


def test_reports_of_runs_become_one(released_ansible: Ansible) -> None:
    """Written as the callback writes, with what is odd, and red where a phone is missing. Nothing in them is a template."""
    folder = released_ansible.folder
    (folder / "elsewhere").write_text("not ours", encoding="utf-8")
    (folder / "fleet.md").symlink_to("elsewhere")
    paths: dict[str, Any] = {f"gs_report_{form}": f"fleet.{form}" for form in ("html", "json", "junit")}
    run = merged(
        released_ansible,
        *("--diff",),
        expected=("lobby", "desk", "roof"),
        gs_report_markdown="fleet.md",
        gs_report_history="history",
        **paths,
    )
    assert run.rc == 2
    result = run.data("localhost", "Merge the reports")
    assert (result["runs"], result["missing"], result["twice"]) == (2, ["roof"], ["desk"])
    assert result["headline"] == "1 of 3 phones has drifted, 1 failed, 1 was not looked at"
    assert "1 phone is in more than one report: desk. The reports: reports/a.json, reports/b.json." in run.stdout
    assert "1 of the phones that phones names is in no report: roof." in run.output
    told = json.loads((folder / "fleet.json").read_text(encoding="utf-8"))
    assert [found["name"] for found in told["phones"]] == sorted(["desk", "lobby", HOSTILE])
    assert not (folder / "owned").exists()
    assert [(folder / name).stat().st_mode & 0o777 for name in ("fleet.html", "fleet.md")] == [0o600, 0o600]
    assert not (folder / "fleet.md").is_symlink()
    assert (folder / "elsewhere").read_text(encoding="utf-8") == "not ours"
    assert (folder / "fleet.md").read_text(encoding="utf-8").startswith("## 1 of 3 phones has drifted")
    assert len((folder / "history" / "runs.jsonl").read_text(encoding="utf-8").splitlines()) == 1

    again = merged(released_ansible, gs_report_markdown="again.md", **paths)
    once_more = merged(released_ansible, gs_report_markdown="again.md", **paths)
    assert [found.rc for found in (again, once_more)] == [0, 0], again.output
    assert [found.data("localhost", "Merge")["changed"] for found in (again, once_more)] == [True, False]


def test_wrong_input_and_check_mode_write_nothing(ansible: Ansible) -> None:
    checked = merged(ansible, "--check", gs_report_html="fleet.html", gs_report_history="history")
    assert (checked.rc, checked.data("localhost", "Merge")["changed"]) == (0, True)
    assert checked.data("localhost", "Merge")["written"] == ["fleet.html", "history/runs.jsonl", "history/drift.jsonl"]
    nothing = merged(ansible)
    assert nothing.failure("localhost", "Merge")["msg"].startswith("There is nothing to write. Name a path in html, json")
    absent = merged(ansible, gs_reports=["reports/c*.json"], gs_report_html="fleet.html")
    assert absent.failure("localhost", "Merge")["msg"].startswith("There is no report reports/c*.json. ")
    (ansible.folder / "odd.json").write_text('{"version": 2}', encoding="utf-8")
    odd = merged(ansible, gs_reports=["reports/a.json", "odd.json"], gs_report_html="fleet.html")
    assert odd.failure("localhost", "Merge")["msg"].startswith("odd.json: it is ")
    (ansible.folder / "taken").mkdir()
    taken = merged(ansible, gs_report_html="taken")
    assert taken.failure("localhost", "Merge")["msg"].startswith("taken: it is not a regular file. ")
    assert not [name for name in ("fleet.html", "history") if (Path(ansible.folder) / name).exists()]
