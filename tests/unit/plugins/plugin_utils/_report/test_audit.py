# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit in every form of the report: what is told, what stays text, what several audits become."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import jsonschema
import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Unknown
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.audit import COMPARED_APART, scores
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.collect import Collector, Ran
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.junit import junit
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.markdown import LONGEST, markdown
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.merge import merged
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import Report, document, summary
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.page import page
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.read import read_report
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.sarif import MOST_RESULTS, sarif
from support.venvs import ROOT
from unit.plugins.plugin_utils._report.audits import MODULE, WAIVED, audited, finding, fleet_audit, hostile_audit, looked_at, past
from unit.plugins.plugin_utils._report.fleets import phone, report, task

SCHEMA = json.loads((ROOT / "docs" / "schema" / "report.schema.json").read_text(encoding="utf-8"))

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
#: What SARIF 2.1.0 (OASIS, sections 3.13, 3.14, 3.18, 3.20, 3.27, 3.28, 3.35, 3.49) and code scanning want of what we write.
SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "pattern": "^https://.*sarif-2.1.0.json$"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "maxItems": 1, "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "run": {
            "type": "object",
            "required": ["tool", "results", "invocations"],
            "additionalProperties": False,
            "properties": {
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "tool": {
                    "type": "object",
                    "required": ["driver"],
                    "properties": {
                        "driver": {
                            "type": "object",
                            "required": ["name", "rules"],
                            "properties": {
                                "name": {"type": "string"},
                                "informationUri": {"type": "string", "pattern": "^https://"},
                                "rules": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/rule"}},
                            },
                        }
                    },
                },
                "invocations": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/invocation"}},
                "results": {"type": "array", "maxItems": MOST_RESULTS, "items": {"$ref": "#/$defs/result"}},
            },
        },
        "rule": {
            "type": "object",
            "required": ["id", "shortDescription", "defaultConfiguration", "properties"],
            "properties": {
                "id": {"type": "string", "minLength": 1},
                "shortDescription": TEXT,
                "help": TEXT,
                "defaultConfiguration": {"type": "object", "required": ["level"], "properties": {"level": LEVEL}},
                "properties": {
                    "type": "object",
                    "required": ["security-severity", "tags"],
                    "properties": {"security-severity": {"type": "string", "pattern": r"^(10|[0-9])\.[0-9]$"}},
                },
            },
        },
        "invocation": {
            "type": "object",
            "required": ["executionSuccessful"],
            "properties": {
                "executionSuccessful": {"type": "boolean"},
                "startTimeUtc": {"type": "string", "pattern": "^[0-9-]{10}T[0-9:]{8}Z$"},
                "endTimeUtc": {"type": "string", "pattern": "^[0-9-]{10}T[0-9:]{8}Z$"},
                "toolExecutionNotifications": {
                    "type": "array",
                    "items": {"type": "object", "required": ["message"], "properties": {"message": TEXT, "level": LEVEL}},
                },
            },
        },
        "result": {
            "type": "object",
            "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": LEVEL,
                "message": TEXT,
                "locations": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["physicalLocation"],
                        "properties": {
                            "physicalLocation": {
                                "type": "object",
                                "required": ["artifactLocation", "region"],
                                "properties": {
                                    "artifactLocation": {
                                        "type": "object",
                                        "required": ["uri"],
                                        # A relative reference: no characters that a URI has not, and no way out of the folder.
                                        "properties": {"uri": {"type": "string", "pattern": "^host_vars/[A-Za-z0-9_.~%-]+$"}},
                                    },
                                    "region": {"type": "object", "properties": {"startLine": {"type": "integer", "minimum": 1}}},
                                },
                            }
                        },
                    },
                },
                "partialFingerprints": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}},
                "suppressions": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["kind", "status", "justification"],
                        "properties": {"kind": {"enum": ["inSource", "external"]}, "status": {"const": "accepted"}},
                    },
                },
            },
        },
    },
}

TWO = audited(
    finding("web-without-tls", "lobby", "desk", evidence="web_access_method: http"),
    finding("ssh", "lobby", evidence="disable_ssh: false", waived=WAIVED),
    phones=("desk", "hall", "lobby"),
    unknown=(Unknown("all", ["roof"], "the phone did not answer"),),
)


def sarif_of(found: Report) -> dict[str, Any]:
    """The one run of a SARIF document that is as it must be."""
    said = json.loads(sarif(found))
    jsonschema.Draft202012Validator(SARIF).validate(said)
    run: dict[str, Any] = said["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    return run


@pytest.mark.parametrize("found", [TWO, fleet_audit(80), hostile_audit(), audited(phones=())])
def test_audit_survives_its_document(found: Report) -> None:
    told = document(found)
    jsonschema.Draft202012Validator(SCHEMA, format_checker=None).validate(told)
    assert document(read_report(json.dumps(told))) == told
    assert summary(read_report(json.dumps(told))) == summary(found)


@pytest.mark.parametrize(
    "change",
    [
        {"score": 101},
        {"score": "high"},
        {"findings": [{"id": "ssh"}]},
        {"findings": [{**finding("ssh", "a")._asdict(), "severity": "urgent"}]},
        {"unknown": [{"id": "ssh", "phones": [], "reason": ""}]},
    ],
)
def test_a_document_of_another_form_is_refused(change: dict[str, Any]) -> None:
    told = document(TWO)
    with pytest.raises(InputError, match="not a report: audit"):
        read_report(json.dumps({**told, "audit": {**told["audit"], **change}}))


def test_headline_and_history() -> None:
    assert TWO.headline() == "Score 86 of 100, 1 high on 2 of 3 phones"
    assert audited(phones=("a",)).headline() == "Score 100 of 100, no open finding"
    assert audited(phones=()).headline() == "No phone could be looked at"
    gone = report(looked_at("a"), looked_at("b", "unreachable"))
    assert dataclasses.replace(gone, audit=audited(phones=("a",)).audit).headline().endswith(", 1 could not be looked at")
    assert summary(TWO)["audit"] == {"score": 86, "findings": {"critical": 0, "high": 1, "medium": 0, "low": 0, "info": 0}}


def test_a_run_with_other_tasks_is_about_drift_too() -> None:
    found = dataclasses.replace(TWO, phones=[*TWO.phones, phone("roof", task("drifted"))])
    assert found.headline() == "1 of 4 phones has drifted"
    text = page(found, past(found, 3))
    assert "Drift report" in text
    assert "What is open to attack" in text
    assert "Over time" in text
    assert "Looked at" not in text


def test_the_collector_takes_the_audit_from_its_task() -> None:
    collector = Collector(lambda name: looked_at(name, "ok"))
    gone = {"verdict": "unreachable", "unreachable": True, "msg": "gone", "error": {"kind": "transport"}, "seconds": 1.5}
    result = {
        "audit": document(TWO)["audit"],
        "hosts": {"audited": ["desk", "hall", "lobby"], "unreachable": ["roof"], "failed": []},
        "phones": {"roof": gone},
    }
    collector.end(Ran("desk", "1", MODULE, "play", "audit", False, "ok", False, result, 1.0))
    assert collector.audit == TWO.audit
    (roof,) = [known for known in collector.phones({}, {}) if known.name == "roof"]
    assert [(task.module, task.status, task.message) for task in roof.tasks[1:]] == [(MODULE, "unreachable", "gone")]
    failed = Collector(lambda name: looked_at(name, "ok"))
    failed.end(Ran("desk", "1", MODULE, "play", "audit", False, "failed", False, {"msg": "wrong"}, 1.0))
    assert failed.audit is None


def test_sarif_has_a_result_for_each_finding_and_phone() -> None:
    run = sarif_of(TWO)
    assert [
        (r["ruleId"], r["level"], r["locations"][0]["logicalLocations"][0]["name"], "suppressions" in r) for r in run["results"]
    ] == [
        ("web-without-tls", "error", "lobby", False),
        ("web-without-tls", "error", "desk", False),
        ("ssh", "warning", "lobby", True),
    ]
    assert run["results"][2]["suppressions"][0]["justification"] == "waived until 2027-01-31: a laboratory"
    assert run["results"][0]["message"]["text"].startswith(
        "lobby: The web access is not encrypted: web_access_method: http. Bring"
    )
    assert [rule["properties"]["security-severity"] for rule in run["tool"]["driver"]["rules"]] == ["8.0", "5.5"]
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == "Not known (all) of 1 phone: roof: the phone did not answer"
    prints = [result["partialFingerprints"]["finding/v1"] for result in run["results"]]
    assert len(set(prints)) == 3
    changed = audited(finding("web-without-tls", "lobby", evidence="another"), phones=("lobby",))
    assert sarif_of(changed)["results"][0]["partialFingerprints"]["finding/v1"] == prints[0], "it is still the same finding"


def test_sarif_is_bounded_and_says_so() -> None:
    names = [f"phone{number}" for number in range(MOST_RESULTS + 20)]
    run = sarif_of(audited(finding("ssh", *names), phones=tuple(names)))
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith("Left out: 20 results")


def test_sarif_of_other_runs_is_empty() -> None:
    run = sarif_of(report(looked_at("a")))
    assert (run["results"], run["invocations"][0]["executionSuccessful"]) == ([], False)


def test_sarif_of_hostile_texts() -> None:
    text = sarif(hostile_audit())
    sarif_of(hostile_audit())
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
    assert all(json.loads(f'"{string}"').isprintable() for string in strings)
    link = audited(finding("ssh", "a", evidence="[your account](https://rogue.example.net)"), phones=("a",))
    (result,) = sarif_of(link)["results"]
    assert "[your account] (https://rogue.example.net)" in result["message"]["text"], "viewers make links of the other form"


def test_junit_has_a_failure_for_each_finding_of_a_phone() -> None:
    root = ET.fromstring(junit(TWO))
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "6",
        "failures": "2",
        "errors": "0",
        "skipped": "1",
    }
    cases = {(case.get("classname"), case.get("name", "").split(":")[1].strip()): case for case in root.iter("testcase")}
    flaw = cases["lobby", "web-without-tls"][0]
    assert (flaw.tag, flaw.get("type"), flaw.get("message")) == ("failure", "high", "web_access_method: http")
    skipped = cases["lobby", "ssh"][0]
    assert (skipped.tag, skipped.get("message")) == ("skipped", "waived until 2027-01-31: a laboratory")
    assert ET.fromstring(junit(hostile_audit()).encode("utf-8")).tag == "testsuites"


def test_markdown_for_people() -> None:
    text = html.unescape(markdown(TWO))
    assert "### What is open to attack" in text
    assert "high | <code>web-without-tls</code> | 2 | <code>lobby, desk</code> | <code>web_access_method: http</code>" in text
    assert "medium, <code>waived until 2027-01-31: a laboratory</code> | <code>ssh</code>" in text
    assert "<code>all</code> | 1 | <code>roof</code> | <code>the phone did not answer</code>" in text
    assert "Nothing was found." in markdown(audited(phones=("a",)))
    several = markdown(audited(finding("factory-password", "a"), finding("ssh", "a"), finding("keypad-open", "a"), phones=("a",)))
    assert re.findall(r"(?m)^- <code>([\w-]+)</code>", several) == ["factory-password", "ssh", "keypad-open"], "the worst first"
    for line in markdown(hostile_audit()).splitlines():
        ours = re.sub(r"<code>[^<>|`*\[\]@\\\"]*</code>", "", line)
        assert not re.search(r"[`*\[\]@\\]|https?:|www", ours)
    assert len(markdown(fleet_audit(2000))) < LONGEST


def test_page_shows_findings_and_the_phones_that_have_them() -> None:
    text = page(TWO, past(TWO, 3))
    assert text.count('data-find="web-without-tls"') == 1
    assert "Security audit" in text
    assert "<b>86</b> of 100" in text
    assert text.count("waived until 2027-01-31: a laboratory") == 2, "in the list, and with the phone"
    assert text.count('<th scope="row">web-without-tls') == 2, "so that a search finds the phones"
    assert "Score over time" in text
    assert 'height="86"' in text
    assert "This is the first audit" in page(TWO, past(TWO, 1))
    assert "Score over time" not in page(TWO)
    assert "Nothing was found." in page(audited(phones=("a",)))
    assert "Drift report" in page(report(looked_at("a")))


def test_page_of_hostile_texts_has_no_element_of_theirs() -> None:
    ours, theirs = page(TWO, past(TWO, 2)), page(hostile_audit(), past(hostile_audit(), 2))
    names = [set(re.findall(r"<(/?[a-z0-9]+)", text)) for text in (ours, theirs)]
    assert names[1] <= names[0]
    assert "alert(1)</script>" not in theirs
    assert all(char.isprintable() or char == "\n" for char in theirs)


def test_scores_of_a_history_that_is_not_ours_are_left_out() -> None:
    good = past(TWO, 2)
    odd: list[Any] = [1, None, {}, {"score": "9"}, {"score": True}, {"score": 101}, {"score": -1}]
    runs = [{**good[0], "audit": audit} for audit in odd]
    runs += [{**good[0], "playbook": "other.yml"}, {name: value for name, value in good[0].items() if name != "audit"}, *good]
    runs.append({**good[1], "audit": {"score": 5, "findings": {"high": "many"}}})
    assert [(score, told) for dummy, score, told in scores("audit.yml", runs)] == [
        (83, "1 high"),
        (86, "1 high"),
        (5, "nothing open"),
    ]


def slices() -> dict[str, Report]:
    """Two runs, the second of which looked at the desk again."""
    first = audited(
        finding("shared-password", "lobby", "desk", evidence="2 phones have it"),
        finding("ssh", "lobby", "desk"),
        phones=("desk", "lobby"),
        unknown=(Unknown("all", ["roof"], "the phone did not answer"),),
    )
    second = audited(
        finding("ssh", "hall"),
        finding("shared-password", "hall", "attic", evidence="2 phones have it"),
        phones=("attic", "desk", "hall", "roof"),
    )
    later = first.started + dt.timedelta(minutes=5)
    return {"a.json": first, "b.json": dataclasses.replace(second, started=later, finished=later)}


def test_slices_become_one_audit() -> None:
    found = merged({name: read_report(json.dumps(document(one))) for name, one in slices().items()})
    assert found.audit is not None
    rows = [(row.id, sorted(row.phones)) for row in found.audit.findings]
    assert rows[-1] == ("ssh", ["hall", "lobby"]), "the desk was in order when it was looked at last"
    assert sorted(rows[:-1]) == [("shared-password", ["attic", "hall"]), ("shared-password", ["lobby"])], "their keys differ"
    assert found.audit.unknown == [Unknown("shared-password", ["attic", "desk", "hall", "lobby", "roof"], COMPARED_APART)]
    assert found.audit.score == (84 + 84 + 92 + 100 + 100) // 5
    again = merged({"c.json": read_report(json.dumps(document(found))), "d.json": audited(phones=("cellar",))})
    assert again.audit is not None
    assert [(row.reason, len(row.phones)) for row in again.audit.unknown] == [(COMPARED_APART, 6)]
    assert merged({"a.json": report(looked_at("a"))}).audit is None
    lost = audited(phones=(), unknown=(Unknown("all", ["lobby"], "the phone did not answer"),))
    twice = merged({**slices(), "e.json": dataclasses.replace(lost, started=found.finished, finished=found.finished)})
    assert twice.audit is not None
    assert "lobby" not in twice.audit.audited
    assert read_report(json.dumps(document(twice))).audit == twice.audit, "what was seen once is not what is so now"
    alone, first = merged({"a.json": slices()["a.json"]}).audit, slices()["a.json"].audit
    assert alone is not None
    assert first is not None
    assert alone.document() == first.document(), "one run alone has compared all of its phones"
