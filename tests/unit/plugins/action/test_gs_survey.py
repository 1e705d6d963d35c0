# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What `gs_survey` says of itself, and what its action plugin takes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleActionFail
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task

from ansible_collections.voip.grandstream.plugins.action import gs_survey as action
from ansible_collections.voip.grandstream.plugins.modules import gs_survey
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.findings import VERDICTS, Findings
from unit import documented


def test_documented_options_are_those_of_the_action() -> None:
    described = documented.options(gs_survey.DOCUMENTATION)
    assert set(described) == set(action.ARGUMENT_SPEC)
    for name, option in action.ARGUMENT_SPEC.items():
        assert (described[name]["type"], described[name].get("default")) == (option["type"], option.get("default")), name


def test_documented_result_is_the_result() -> None:
    returned = yaml.safe_load(gs_survey.RETURN)
    result = Findings([]).result()
    assert set(returned) == set(result) - {"changed", "msg"} | {"limit_file"}
    assert list(returned["hosts"]["contains"]) == list(VERDICTS)
    assert set(returned["counts"]["sample"]) == set(result["counts"])


def run(args: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    """The result of a survey of no host."""
    task = Task()
    task.args = args
    for name, value in keywords.items():
        setattr(task, name, value)
    plugin = action.ActionModule(
        task, SimpleNamespace(_shell=SimpleNamespace(tmpdir=None)), PlayContext(), DataLoader(), None, None
    )
    # ansible-core's plugin loader sets it.
    plugin._load_name = "voip.grandstream.gs_survey"
    result: dict[str, Any] = plugin.run(task_vars={"ansible_play_batch": []})
    return result


@pytest.mark.parametrize(
    ("args", "keywords", "sentence"),
    [
        ({"workers": 0}, {}, "workers: 0 is too small. It is at least 1"),
        ({"concurrency": -2}, {}, "concurrency: -2 is too small. It is at least 1"),
        ({"progress": -0.5}, {}, "progress: -0.5 is too small. It is at least 0"),
        ({"workers": "many"}, {}, "cannot be converted to an int|cannot be converted to int|invalid literal"),
        ({"limit": "drifted.txt"}, {}, r"limit\. Supported parameters include: concurrency, hosts"),
        ({}, {"delegate_to": "jumphost"}, "delegate_to: a survey always runs on the controller"),
    ],
)
def test_wrong_options_are_told(args: dict[str, Any], keywords: dict[str, Any], sentence: str) -> None:
    with pytest.raises(AnsibleActionFail, match=sentence):
        run(args, **keywords)


def test_a_survey_runs_once_and_takes_no_connection() -> None:
    assert action.ActionModule.BYPASS_HOST_LOOP
    assert not action.ActionModule._supports_async
