# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters undo_plan and undo_problems: what they take, and that nothing in it is more than text."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.filter import undo_plan, undo_problems
from unit.plugins.plugin_utils._undo.runs import changes, setting, task

PLAN = undo_plan.FilterModule().filters()["undo_plan"]
PROBLEMS = undo_problems.FilterModule().filters()["undo_problems"]


def test_a_plan_and_what_has_changed_since() -> None:
    found = changes(task([setting("settings.ntp_server", "{{ 7 * 7 }}", "b", "P30")]))
    plan = PLAN(found, model="gxv3370")
    assert plan["state"]["settings"] == {"P30": "{{ 7 * 7 }}"}
    # A model that is no model says nothing.
    assert PLAN(found, model="toaster") == plan == PLAN(found)
    assert PROBLEMS(plan, {"P30": "b"}) == []
    assert len(PROBLEMS(plan, {"P30": "c"})) == 1


@pytest.mark.parametrize("wrong", [None, "text", [], {}, {"model": "gxv3370"}])
def test_what_is_no_such_thing(wrong: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="this takes the changes of one phone"):
        PLAN(wrong)
    with pytest.raises(AnsibleFilterError, match="this takes a plan"):
        PROBLEMS(wrong, {})
