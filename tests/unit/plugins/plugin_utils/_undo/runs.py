# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs on a phone in memory, and their reports as the callback writes them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.collect import change
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import PhoneRecord, Report, TaskRecord, document
from ansible_collections.voip.grandstream.plugins.plugin_utils._undo.plan import undo_plan, undo_problems
from ansible_collections.voip.grandstream.plugins.plugin_utils._undo.report import changes_of
from unit.whole_phone import WholePhone

CONFIG, PVALUE = "voip.grandstream.gs_config", "voip.grandstream.gs_pvalue"
NOWHERE = Path("report.json")


def task(rows: Sequence[Mapping[str, Any]], status: Any = "changed", **fields: Any) -> TaskRecord:
    """A task with these rows of `changes`, as a result has them."""
    shown = Secrets().result({"changes": list(rows)})["changes"]
    usual: dict[str, Any] = {"play": "fleet", "task": "set", "module": CONFIG, "check_mode": status == "drifted"}
    return TaskRecord(**{**usual, "status": status, "changes": [change(row) for row in shown], **fields})


def setting(name: str, before: Any, after: Any, *pvalues: str) -> dict[str, Any]:
    """A row of gs_config."""
    row = {"kind": "setting", "action": "edit", "name": name, "pvalues": list(pvalues)}
    return {**row, "before": before, "after": after}


def reported(*phones: PhoneRecord) -> dict[str, Any]:
    """The report of a run, as it is read from its file."""
    now = dt.datetime(2026, 11, 23, 7, 30, tzinfo=dt.UTC)
    found: dict[str, Any] = json.loads(json.dumps(document(Report("enforce.yml", now, now, list(phones)))))
    return found


def lobby(*tasks: TaskRecord, model: str | None = "gxv3370", name: str = "lobby") -> PhoneRecord:
    """A phone with these tasks."""
    return PhoneRecord(name, ["phones"], model, "192.0.2.10", list(tasks))


def changes(*tasks: TaskRecord, model: str | None = "gxv3370") -> dict[str, Any]:
    """What the report of these tasks says that they changed."""
    return changes_of(NOWHERE, reported(lobby(*tasks, model=model)))["lobby"]


def planned(*tasks: TaskRecord, model: str | None = "gxv3370") -> dict[str, Any]:
    """How it is brought back."""
    return undo_plan(changes(*tasks, model=model), model)


def bring_back(phone: WholePhone, plan: Mapping[str, Any], model: str | None) -> list[Mapping[str, Any]]:
    """Bring it back as the playbook does, after a look whether the phone has changed since; return the rows."""
    held = {f"P{number}": text for number, text in phone.holds.items()}
    assert undo_problems(plan, held) == []
    return list(phone.bring(**plan["state"], model=model))
