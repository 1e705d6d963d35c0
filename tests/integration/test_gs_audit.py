# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook audit: what of a fleet is open to attack, with phones of both kinds that are off, locked out, hostile or in
order."""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as ET
from typing import Any

import jsonschema

from integration.conftest import PASSWORD, Fleet
from integration.helpers.audits import SAFE
from integration.helpers.journeys import Repository
from integration.helpers.playbooks import Ansible, Run
from support.venvs import ROOT

SCHEMA = json.loads((ROOT / "docs" / "schema" / "report.schema.json").read_text(encoding="utf-8"))
FORMS = {"html": "page.html", "json": "report.json", "junit": "junit.xml", "markdown": "comment.md", "sarif": "audit.sarif"}
SHARED = "shared-by-two-phones"
WRONG = "somebody-changed-this"
ACS_PASSWORD = "acs-password-9"
FILE_PASSWORD = "password-of-the-file-7"
SECRETS = (PASSWORD, SHARED, WRONG, ACS_PASSWORD, FILE_PASSWORD)
LOOK = ["loginrealm", "login", "api-values.get"]
#: Of the hostile fleet.
WP820 = {"phone03", "phone07", "phone11"}


def audited(
    repository: Repository, *arguments: str, warnings: tuple[str, ...] = ()
) -> tuple[Run, dict[str, Any], dict[str, Any]]:
    """Run the playbook with every form of the report; the run, the audit and the report."""
    repository.forget_requests()
    folder = repository.folder / "reports"
    started = repository.ansible.command(
        "ansible-playbook",
        "-i",
        str(repository.path("inventory.yml")),
        "voip.grandstream.audit",
        *arguments,
        env={
            "ANSIBLE_CALLBACKS_ENABLED": "results,voip.grandstream.report",
            **{f"GS_REPORT_{form.upper()}": str(folder / name) for form, name in FORMS.items()},
            "GS_REPORT_HISTORY": str(folder / "history"),
        },
        secrets=SECRETS,
        warnings=warnings,
    )
    run = started.finish()
    for file in folder.rglob("*.*"):
        text = file.read_text(encoding="utf-8")
        assert not [secret for secret in SECRETS if secret in text], file
        assert "\x1b" not in text
    document = json.loads((folder / FORMS["json"]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return run, document["audit"], document


def found(audit: dict[str, Any]) -> dict[str, set[str]]:
    """The phones of each finding that is not waived."""
    phones: dict[str, set[str]] = {}
    for finding in audit["findings"]:
        if finding["waived"] is None:
            phones.setdefault(finding["id"], set()).update(finding["phones"])
    return phones


def unknown(audit: dict[str, Any], rule: str) -> dict[str, list[str]]:
    """What is not known of a rule: phones by the reason."""
    return {row["reason"]: row["phones"] for row in audit["unknown"] if row["id"] == rule}


def hostile_fleet(ansible: Ansible, fleet: Fleet) -> Repository:
    """Twelve phones. The first six are: in order, of another password, off, with the factory password, and two with the same
    one."""
    repository = Repository(ansible, fleet, 12)
    phones = repository.phones
    passwords = {name: f"{PASSWORD}-{name}" for name in phones}
    passwords.update(phone03="admin", phone04=SHARED, phone05=SHARED)
    for name, phone in phones.items():
        phone.set(values={"2": passwords[name]})
    phones["phone00"].set(values=SAFE)
    phones["phone01"].set(values={"2": WRONG})
    phones["phone02"].set(off=True)
    phones["phone06"].set(values={"1409": "1", "4503": f"http://acs:{ACS_PASSWORD}@acs.example.net/\x1b[2J"})
    phones["phone07"].set(values={"1409": "1", "4503": "https://acs.gdms.cloud", "237": "a\u202eb/<script>", "212": "1"})
    phones["phone08"].set(values={**SAFE, "68": "1.0.1.33", "271": "1", "47": "pbx.example.net", "130": "0", "183": "0"})
    phones["phone09"].set(values={**SAFE, "32050": "1", "32052": "192.0.2.1"})
    phones["phone10"].set(values={"237": "prov.example.net", "212": "2", "22030": "0", "1359": FILE_PASSWORD})
    phones["phone11"].set(values={**SAFE, "68": "1.0.3.5", "4428": "1"})
    # YAML makes a date of a day without quotes.
    keypad = {"id": "keypad-open", "phones": ["berlin", "!phone04"], "reason": "a laboratory", "until": dt.date(2999, 12, 31)}
    repository.write({"group_vars/all.yml": {"gs_audit_waivers": [keypad]}})
    repository.write({f"host_vars/{name}.yml": {"ansible_password": password} for name, password in passwords.items()})
    return repository


def test_audit_of_a_fleet(every_ansible: Ansible, fleet: Fleet) -> None:
    repository = hostile_fleet(every_ansible, fleet)
    alive = sorted(repository.phones.keys() - {"phone01", "phone02"})

    run, audit, document = audited(repository)

    assert run.rc == 0, run.output
    open_to = found(audit)
    check_findings(open_to, alive)
    assert [f["phones"] for f in audit["findings"] if f["id"] == "shared-password"] == [["phone04", "phone05"]]
    berlin = {name for name in alive if int(name[-2:]) % 2 == 0}
    (keypad,) = [finding for finding in audit["findings"] if finding["waived"]]
    assert keypad["waived"] == {"reason": "a laboratory", "until": "2999-12-31"}
    assert set(keypad["phones"]) == berlin - {"phone00", "phone04", "phone08"}
    check_unknown(audit, alive)
    assert {name: repository.requests(name) for name in alive} == dict.fromkeys(alive, LOOK)
    assert 0 < audit["score"] < 100
    assert document["counts"]["unreachable"] == 2
    assert f"Score {audit['score']} of 100" in run.stdout
    assert "critical: factory-password: phone03: " in run.stdout
    assert "tr069_acs_url: (not shown)" in run.stdout
    check_files(repository, open_to)
    undefined_in_a_waiver(repository)


def undefined_in_a_waiver(repository: Repository) -> None:
    """A variable that nobody has set in the reason of one waiver: all of them would be gone without a word."""
    waiver = {"id": "ssh", "reason": "see {{ our_ticket }}", "until": "2999-12-31"}
    repository.write({"group_vars/all.yml": {"gs_audit_waivers": [waiver]}})
    repository.forget_requests()
    refused = repository.run("audit")
    assert refused.rc == 2
    assert "'our_ticket' is undefined" in refused.output
    assert not [name for name in repository.phones if repository.requests(name)]


def check_findings(open_to: dict[str, set[str]], alive: list[str]) -> None:
    """Which phone of the hostile fleet is open to what."""
    assert open_to["web-without-tls"] == set(alive), "they were reached over HTTP"
    assert open_to["factory-password"] == {"phone03"}
    assert open_to["CVE-2019-10659"] == {"phone08", "phone11"}
    assert open_to["tr069-without-tls"] == {"phone06"}
    assert {"phone07"} <= open_to["gdms"] <= {"phone03", "phone07"}
    assert open_to["sip-without-tls"] >= {"phone08"}
    assert open_to["srtp-off"] >= {"phone08"}
    assert "phone07" in open_to["config-without-tls"]
    assert "phone10" in open_to["provisioning-certificate-unchecked"]
    assert "phone10" not in open_to["config-unencrypted"]
    assert "phone11" in open_to["sip-notify"]
    assert "phone09" not in open_to["action-uri-addresses"]
    assert "phone04" in open_to["keypad-open"]
    assert {rule for rule, names in open_to.items() if "phone00" in names} == {"web-without-tls"}
    for rule in ("tls-ciphers", "action-uri-addresses", "action-uri-confirmation"):
        assert not open_to.get(rule, set()) & WP820, "a WP820 has no such setting"


def check_unknown(audit: dict[str, Any], alive: list[str]) -> None:
    """What of the hostile fleet cannot be known."""
    assert unknown(audit, "all") == {
        "the phone refused the password of the inventory": ["phone01"],
        "the phone did not answer": ["phone02"],
    }
    assert [sorted(names) for names in unknown(audit, "android-debugging").values()] == [alive]
    assert set(*unknown(audit, "sip-notify").values()) == set(alive) - WP820


def check_files(repository: Repository, open_to: dict[str, set[str]]) -> None:
    """SARIF, JUnit and the page tell the same findings, and hostile texts do nothing."""
    folder = repository.folder / "reports"
    sarif = json.loads((folder / FORMS["sarif"]).read_text(encoding="utf-8"))["runs"][0]
    assert {
        (r["ruleId"], r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        for r in sarif["results"]
        if "suppressions" not in r
    } == {(rule, f"host_vars/{name}.yml") for rule, names in open_to.items() for name in names}
    cases = ET.parse(folder / FORMS["junit"]).getroot().iter("testcase")
    failed = {(case.get("classname"), case.get("name", "").split(": ")[1]) for case in cases if case.find("failure") is not None}
    assert failed == {(name, rule) for rule, names in open_to.items() for name in names}
    page = (folder / FORMS["html"]).read_text(encoding="utf-8")
    assert "Security audit" in page
    assert "a\\u202eb/&lt;script&gt;" in page


def test_factory_password_is_tried_and_no_phone_is_locked(ansible: Ansible, fleet: Fleet) -> None:
    """Twice, so that what is remembered of refusals counts; more phones than may refuse a password that all refuse."""
    repository = hostile_fleet(ansible, fleet)
    alive = sorted(repository.phones.keys() - {"phone01", "phone02"})
    tried = [*LOOK, "loginrealm", "login", "loginrealm", "login"]
    waivers = {
        "gs_audit_try_factory": True,
        "gs_audit_waivers": [
            {"id": "web-without-tls", "reason": "a laboratory", "until": "2999-12-31"},
            {"id": "ssh", "phones": "berlin", "reason": "we debug", "until": "2020-01-01"},
        ],
    }
    for dummy in range(2):
        run, audit, report = audited(
            repository,
            "--extra-vars",
            json.dumps(waivers),
            "--extra-vars",
            "gs_audit_fail_on=critical",
            warnings=("ended on 2020-01-01",),
        )
        assert run.rc == 2
        assert (
            "findings of severity critical or worse: factory-password; phones that could not be looked at: phone0" in run.output
        )
        assert found(audit)["factory-password"] == {"phone03"}
        assert "web-without-tls" not in found(audit)
        assert unknown(audit, "factory-password") == {}
        assert {name: repository.requests(name) for name in alive} == {
            name: LOOK if name == "phone03" else tried for name in alive
        }
        states = {name: repository.phones[name].state() for name in alive}
        assert {name: (state["strikes"], state["locked_for"]) for name, state in states.items()} == dict.fromkeys(alive, (0, 0))
        assert report["audit"]["score"] == audit["score"]
    runs = (repository.folder / "reports" / "history" / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(run)["audit"]["score"] for run in runs] == [audit["score"]] * 2
    assert "Score over time" in (repository.folder / "reports" / FORMS["html"]).read_text(encoding="utf-8")

    refused = repository.run("audit", "--extra-vars", json.dumps({"gs_audit_waivers": [{"id": "shh", "until": "2999-01-01"}]}))
    assert refused.rc == 2
    assert "gs_audit_waivers, entry 1 (shh): 'reason' is a required property" in refused.output
    assert not [name for name in repository.phones if repository.requests(name)], "what is wrong is told before the first request"

    first_phone_cannot_be_reached(repository)


def first_phone_cannot_be_reached(repository: Repository) -> None:
    """What is wrong with the first phone, which carries what is told of all, is that phone's alone."""
    repository.write({"host_vars/phone00.yml": {"gs_timeout": "soon"}})
    told = repository.run("audit", "--limit", "phone00,phone04")
    assert told.rc == 0, told.output
    assert "unknown: all: phone00: its variables cannot be read: voip.grandstream.plan says why" in told.stdout
    night = repository.run("reconcile", "--check", "--limit", "phone00,phone04")
    assert night.rc == 2
    assert "failed: phone00: " in night.stdout
    assert "(Told from the survey. The phone was not asked again.)" in night.output
    assert {name: counts["failures"] for name, counts in night.recap.items()} == {"phone00": 1}, "phone04 is in line"
