# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Surveys as plays, and what came of them."""

from __future__ import annotations

from typing import Any

from integration.helpers.playbooks import Data, Run

SURVEY = "voip.grandstream.gs_survey"


def survey_play(**variables: Any) -> list[Data]:
    """A playbook with the role's entry point survey, with these variables, as the playbook plan has its tasks."""
    roles = {"voip.grandstream.phonebook": "load", "voip.grandstream.baseline": "survey"}
    tasks = [
        {"import_role": {"name": role, "tasks_from": entry, "rolespec_validate": False}, "vars": variables}
        for role, entry in roles.items()
    ]
    return [{"hosts": "phones", "gather_facts": False, "tasks": tasks}]


def survey_of(run: Run) -> Data:
    """The result of the run's only survey."""
    (found,) = [result.data for result in run.results if "counts" in result.data]
    return found
