# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What `gs_audit` says of itself, and what its action plugin takes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleActionFail
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task

from ansible_collections.voip.grandstream.plugins.action import gs_audit as action
from ansible_collections.voip.grandstream.plugins.modules import gs_audit
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit import advisories
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.rules import RULES
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.score import SEVERITIES
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.waivers import Waivers
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.findings import Findings
from support.venvs import ROOT
from unit import documented

NOBODY = {"ansible_play_batch": [], "hostvars": SimpleNamespace(_inventory=SimpleNamespace(get_hosts=lambda *_, **__: []))}


def test_documented_options_are_those_of_the_action() -> None:
    described = documented.options(gs_audit.DOCUMENTATION)
    assert set(described) == set(action.ARGUMENT_SPEC)
    for name, option in action.ARGUMENT_SPEC.items():
        said = described[name]
        assert (said["type"], said.get("default"), said.get("choices")) == (
            option["type"],
            option.get("default"),
            option.get("choices"),
        ), name


def plugin(args: dict[str, Any], **keywords: Any) -> Any:
    """The action plugin of a task."""
    task = Task()
    task.args = args
    for name, value in keywords.items():
        setattr(task, name, value)
    found = action.ActionModule(
        task, SimpleNamespace(_shell=SimpleNamespace(tmpdir=None)), PlayContext(), DataLoader(), None, None
    )
    # ansible-core's plugin loader sets it.
    found._load_name = "voip.grandstream.gs_audit"
    return found


def test_documented_result_is_the_result() -> None:
    result = plugin({})._result([], Waivers([], []), Findings([]), {}, "never")
    returned = yaml.safe_load(gs_audit.RETURN)
    assert set(returned) == set(result) - {"changed", "msg"}
    assert set(returned["hosts"]["contains"]) == set(result["hosts"])
    assert set(returned["audit"]["contains"]) == set(result["audit"])


@pytest.mark.parametrize(
    ("args", "keywords", "sentence"),
    [
        ({"workers": 0}, {}, "workers: 0 is too small. It is at least 1"),
        ({"fail_on": "urgent"}, {}, "value of fail_on must be one of"),
        ({"limit_file": "x"}, {}, "Supported parameters include: advisories"),
        ({}, {"delegate_to": "jumphost"}, "delegate_to: an audit always runs on the controller"),
    ],
)
def test_wrong_options_are_told(args: dict[str, Any], keywords: dict[str, Any], sentence: str) -> None:
    with pytest.raises(AnsibleActionFail, match=sentence):
        plugin(args, **keywords).run(task_vars=NOBODY)


def test_waivers_and_advisories_with_a_mistake_are_told_without_a_look_at_a_phone() -> None:
    for args, sentence in (
        ({"waivers": [{"id": "ssh"}]}, "gs_audit_waivers, entry 1 (ssh): 'reason' is a required property"),
        ({"advisories": [{}]}, "gs_audit_advisories, entry 1: 'id' is a required property"),
    ):
        result = plugin(args).run(task_vars=NOBODY)
        assert result["failed"]
        assert result["error"]["kind"] == "input"
        assert sentence in result["msg"]


def test_pipelines_fail_for_phones_that_could_not_be_looked_at() -> None:
    """An audit that saw nothing must not look like a good one."""
    findings = Findings(["lobby"])
    findings.note("lobby", {"unreachable": True, "error": {"kind": "transport"}}, 0.1)
    for fail_on in ("never", "critical"):
        result = plugin({})._result([], Waivers([], ["a waiver ended"]), findings, {}, fail_on)
        assert result["failure"] == "phones that could not be looked at: lobby"
        assert result["warnings"] == ["a waiver ended"]
        assert result["audit"]["score"] is None


def test_the_guide_has_every_rule() -> None:
    """In the order of their severity."""
    guide = (ROOT / "docs" / "docsite" / "rst" / "guide_audit.rst").read_text(encoding="utf-8")
    rows = [line.split()[2].strip("`") for line in guide.splitlines() if line.startswith("   * - ``")]
    rules = [*RULES, *advisories.rules([])]
    order = list(SEVERITIES)
    assert sorted(rows) == sorted(rule.id for rule in rules)
    by_id = {rule.id: order.index(rule.severity) for rule in rules}
    assert [by_id[row] for row in rows] == sorted(by_id.values())
    for rule in rules:
        assert f"   * - ``{rule.id}``\n     - {rule.severity}\n" in guide, rule.id
