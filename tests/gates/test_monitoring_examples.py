# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The example alert rules and the dashboard: they ask for numbers that the report writes, and the rules fire when they should."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
from collections.abc import Iterator

import jsonschema
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Audit
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.merge import merged
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import AccountsRecord
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.openmetrics import openmetrics
from support.venvs import ROOT
from unit.plugins.plugin_utils._report.fleets import fleet

FOLDER = ROOT / "docs" / "examples" / "monitoring"
GUIDE = ROOT / "docs" / "docsite" / "rst" / "guide_monitoring.rst"
PROMTOOL = shutil.which("promtool")
#: Of node_exporter itself.
FOREIGN = {"node_textfile_scrape_error"}
RULES = {
    "type": "object",
    "required": ["groups"],
    "additionalProperties": False,
    "properties": {"groups": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/group"}}},
    "$defs": {
        "group": {
            "type": "object",
            "required": ["name", "rules"],
            "additionalProperties": False,
            "properties": {"name": {"type": "string"}, "rules": {"type": "array", "items": {"$ref": "#/$defs/rule"}}},
        },
        "rule": {
            "type": "object",
            "required": ["alert", "expr", "labels", "annotations"],
            "additionalProperties": False,
            "properties": {
                "alert": {"type": "string", "pattern": "^[A-Z][A-Za-z]+$"},
                "expr": {"type": "string"},
                "for": {"type": "string", "pattern": "^[0-9]+[mhd]$"},
                "labels": {
                    "type": "object",
                    "required": ["severity"],
                    "additionalProperties": False,
                    "properties": {"severity": {"enum": ["critical", "warning", "info"]}},
                },
                "annotations": {
                    "type": "object",
                    "required": ["summary", "description"],
                    "additionalProperties": {"type": "string"},
                },
            },
        },
    },
}


def written() -> dict[str, set[str]]:
    """The labels of every metric that a report can have."""
    accounts = AccountsRecord(1, 0, 1)
    known = [dataclasses.replace(phone, site="Berlin", firmware="1.0.3.60", accounts=accounts) for phone in fleet(50).phones]
    one = merged({"a.json": dataclasses.replace(fleet(50), phones=known, audit=Audit([], [], ["lobby"]))}, ["roof"])
    families = text_string_to_metric_families(openmetrics(one))
    return {family.name: {label for sample in family.samples for label in sample.labels} for family in families}


def expressions() -> Iterator[tuple[str, str]]:
    """All expressions, with what asks for them."""
    for group in yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]:
        yield from ((rule["alert"], rule["expr"]) for rule in group["rules"])
    for panel in json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))["panels"]:
        yield from ((panel["title"], target["expr"]) for target in panel["targets"])


def test_rules_and_dashboard_ask_for_what_is_written() -> None:
    known = written()
    asked = set()
    for place, expression in expressions():
        names = set(re.findall(r"\b[a-z]+_[a-z_]+\b(?=\s*[{)\[=> ]|$)", expression)) - {"min_over_time", "count_over_time"}
        ours = {name for name in names if name.startswith("voip_grandstream_")}
        assert names - ours <= FOREIGN, place
        assert ours <= known.keys(), place
        labels = {label for part in re.findall(r"\{(.*?)\}", expression) for label in re.findall(r"(\w+)\s*[=!]", part)}
        labels |= {label.strip() for part in re.findall(r"\bby \((.*?)\)", expression) for label in part.split(",")}
        assert labels <= set().union(*(known[name] for name in ours)), place
        asked |= ours
    assert known.keys() - asked == {
        "voip_grandstream_accounts_read_phones",
        "voip_grandstream_firmware_info",
        "voip_grandstream_settings",
    }, "what neither shows"


def test_dashboard_shows_labels_that_its_expressions_keep() -> None:
    panels = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) > 6
    for target in (target for panel in panels for target in panel["targets"]):
        kept = re.search(r"\bby \((.*?)\)", target["expr"])
        labels = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
        assert labels <= {label.strip() for label in (kept.group(1).split(",") if kept else [])}, target["expr"]


def test_rules_are_rules() -> None:
    rules = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(RULES).validate(rules)
    names = [rule["alert"] for group in rules["groups"] for rule in group["rules"]]
    assert len(set(names)) == len(names)
    tried = yaml.safe_load((FOLDER / "alerts.test.yml").read_text(encoding="utf-8"))["tests"]
    fired = {test["alertname"] for group in tried for test in group["alert_rule_test"] if test["exp_alerts"]}
    assert fired == set(names), "each has a test in which it fires"


def test_guide_names_every_metric() -> None:
    named = set(re.findall(r"``(voip_grandstream_\w+)", GUIDE.read_text(encoding="utf-8")))
    assert named == written().keys()


@pytest.mark.skipif(not PROMTOOL, reason="this machine has no promtool; install it: apt-get install prometheus")
@pytest.mark.parametrize("command", [("check", "rules", "alerts.yml"), ("test", "rules", "alerts.test.yml")], ids=" ".join)
def test_promtool_agrees(command: tuple[str, ...]) -> None:
    done = subprocess.run([str(PROMTOOL), *command], cwd=FOLDER, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "SUCCESS" in done.stdout) == (0, True), done.stdout + done.stderr
