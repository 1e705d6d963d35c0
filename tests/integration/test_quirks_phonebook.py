# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every firmware that concerns the phonebook: the first run brings the book in line, the second one changes nothing.

Where a firmware cannot be given what the task asks for, both runs say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from integration.books import ADD_GROUP, SAVE
from integration.faults_fleet import problems_with_end
from integration.faults_matrix import FINE, End
from integration.faults_phonebook import DIRECTORY, Patient, Task, clinic, treat
from integration.playbooks import Ansible, Result

#: Read, the five writes with a look at the new group's id, and read again; and with nothing to do.
_FIRST, _SECOND = 12, 4
_POST = {"gs_request_method": "post"}


@dataclass(frozen=True)
class Row:
    """Quirks, how many requests the first and the second run take, and how they end."""

    quirks: Mapping[str, object]
    first: int = _FIRST
    second: int = _SECOND
    end: End = FINE
    variables: Mapping[str, Any] = field(default_factory=dict)
    task: Task = DIRECTORY

    def __str__(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in {**self.quirks, **self.variables}.items()) or "no quirk"


ROWS = (
    Row({}),
    Row({}, variables=_POST),
    # The phonebook's own.
    Row({"contact_ids": "integer"}),
    Row({"contact_order": "name"}),
    Row({"contact_order": "name", "contact_ids": "integer"}),
    Row({"name_joint": "as_sent"}),
    Row({"name_length": 3}),
    # Removals make room: a phone that is full can be brought in line.
    Row({"phonebook_limit": 3}),
    # The edit is done, the new contact is refused.
    Row({"phonebook_limit": 2}, 9, 5, End("failed", "api", "Zoë", SAVE)),
    Row({"partial_edit": "keep"}),
    Row({"unknown_group": "default"}),
    Row({"duplicate_groups": "refuse"}),
    Row({"deleted_group_members": "default"}),
    Row({"deleted_group_members": "delete"}),
    # Of all.
    Row({"unauthorized": "success_body"}),
    Row({"unauthorized": "http_401"}),
    Row({"unauthorized": "http_403"}),
    Row({"unauthorized": "html_login"}),
    Row({"session_seconds": 0}, 6, 6, End("failed", "api", "no session", "api-get_groups")),
    Row({"content_type": "text/html"}),
    Row({"content_type": "text/plain"}),
    Row({"response_case": "title"}),
    Row({"origin": "required"}, variables=_POST),
    Row({"keep_alive": False}),
    Row({"methods": "get_only"}),
    # Nothing is written: the first write, a removal, is refused.
    Row({"methods": "get_only"}, 5, 5, End("failed", "api", "request_method: get", "api-delete_contact"), _POST),
    Row({"max_url_length": 0}),
    # Sent twice, and read after each.
    Row({"refuse_writes": True}, 10, 10, End("failed", "ambiguous_write", "HTTP 500", "api-delete_contact")),
)


def test_every_firmware(ansible: Ansible, subtests: pytest.Subtests) -> None:
    rows = {f"phone{number}": row for number, row in enumerate(ROWS)}
    with clinic(ansible.folder, {name: (row.task, row.variables) for name, row in rows.items()}) as (fleet, patients):
        for name, row in rows.items():
            patients[name].phone.set(quirks=row.quirks)
        for order in ("first", "second"):
            results = {result.host: result for result in treat(ansible, fleet, patients)}
            for name, row in rows.items():
                with subtests.test(str(row), run=order):
                    problems = _problems(row, patients[name], results[name], first=order == "first")
                    assert not problems, "\n".join(problems)


def _problems(row: Row, patient: Patient, result: Result, first: bool) -> list[str]:
    """What is wrong with a run on a phone of that firmware."""
    problems = problems_with_end(result, row.end, patient.phone, row.end.endpoint)
    if row.end == FINE and (result.data.get("changed"), patient.holds()) != (first, True):
        problems.append(f"changed={result.data.get('changed')}, and the phone holds the book: {patient.holds()}")
    requests = patient.phone.requests()
    names = [request["endpoint"] for request in requests]
    if len(requests) != (row.first if first else row.second):
        problems.append(f"{len(requests)} requests, not {row.first if first else row.second}: {', '.join(names)}")
    connections = len({request["connection"] for request in requests})
    if connections != (1 if row.quirks.get("keep_alive", True) else len(requests)):
        problems.append(f"{connections} connections for {len(requests)} requests")
    if first and row.end == FINE and names.count(ADD_GROUP) != 1:
        problems.append(f"the group was added {names.count(ADD_GROUP)} times")
    return problems
