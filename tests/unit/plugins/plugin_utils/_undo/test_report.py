# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a report: which file is one, and what of it counts. The file is a stranger's text."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._undo import report
from unit.plugins.plugin_utils._report.fleets import hostile_report
from unit.plugins.plugin_utils._undo.runs import lobby, reported, setting, task

ROW = setting("settings.ntp_server", "a", "b", "P30")


def read(file: Path) -> dict[str, report.Changes]:
    """All that is taken from a file."""
    return report.changes_of(file, report.read_report(file))


def refused(file: Path) -> str:
    """Why a file is refused."""
    with pytest.raises(InputError) as caught:
        read(file)
    assert str(file) in caught.value.text
    return caught.value.text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A report of one phone."""
    path = tmp_path / "report.json"
    path.write_text(json.dumps(reported(lobby(task([ROW])))), encoding="utf-8")
    return path


def test_the_changes_of_a_phone(file: Path) -> None:
    row = {name: ROW[name] for name in ("name", "pvalues", "before", "after")}
    rows = [{**row, "is_text": False, "is_sure": True}]
    assert read(file) == {"lobby": {"model": "gxv3370", "rows": rows, "others": []}}


def test_long_values_are_whole(tmp_path: Path) -> None:
    """Reports for people cut them. This one must not."""
    long = "x" * 100_000
    (tmp_path / "long").write_text(json.dumps(reported(lobby(task([{**ROW, "before": long}])))), encoding="utf-8")
    assert read(tmp_path / "long")["lobby"]["rows"][0]["before"] == long


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[" * 200_000, "is not JSON"),
        ('{"version": ' + "9" * 10_000 + "}", "is not JSON"),
        ("[]", "is not a report"),
        ('{"version": 1, "phones": {}}', "is not a report"),
        ('{"version": 2, "phones": []}', "has the version 2 of reports"),
        ('{"version": "\\u001b[2J", "phones": []}', "has the version '\\x1b[2J' of reports"),
        ('{"version": 1, "phones": []}', "is not as reports are (docs/schema/report.schema.json): the whole"),
    ],
)
def test_what_is_no_report(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "x").write_text(content, encoding="utf-8")
    assert said in refused(tmp_path / "x")


def _spoilt(document: dict[str, Any], place: list[Any], value: Any) -> dict[str, Any]:
    target = document
    for part in place[:-1]:
        target = target[part]
    target[place[-1]] = value
    return document


@pytest.mark.parametrize(
    ("place", "value", "where"),
    [
        (["mode"], "x", "mode"),
        (["phones", 0], "{{ 7 * 7 }}", "phones[0]"),
        (["phones", 0, "name"], ["{{ 7 * 7 }}"], "phones[0].name"),
        (["phones", 0, "tasks", 0, "module"], "{{ 7 * 7 }}", "phones[0].tasks[0].module"),
        (["phones", 0, "tasks", 0, "changes", 0, "pvalues"], [7], "phones[0].tasks[0].changes[0].pvalues[0]"),
    ],
)
def test_a_part_that_is_not_as_reports_are(file: Path, place: list[Any], value: Any, where: str) -> None:
    """The place is told, and what stands there is not."""
    file.write_text(json.dumps(_spoilt(json.loads(file.read_text()), place, value)), encoding="utf-8")
    sentence = refused(file)
    assert f": {where}. " in sentence
    assert "7 * 7" not in sentence


def test_files_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is not a regular file" in refused(tmp_path / "pipe")
    monkeypatch.setattr(report, "MOST_BYTES", 100)
    assert "has more than 0 MiB" in refused(file)


def test_a_run_in_check_mode(file: Path) -> None:
    file.write_text(json.dumps(reported(lobby(task([ROW], "drifted")))), encoding="utf-8")
    assert "in check mode. That run changed nothing" in refused(file)


def test_a_phone_that_stands_there_twice_is_one(file: Path) -> None:
    """As in reports that somebody has put together."""
    other = {**ROW, "before": "b", "after": "c"}
    file.write_text(json.dumps(reported(lobby(task([ROW])), lobby(task([other]), model=None))), encoding="utf-8")
    found = read(file)
    assert [row["after"] for row in found["lobby"]["rows"]] == ["b", "c"]
    assert found["lobby"]["model"] == "gxv3370"


def test_hostile_texts_are_only_texts(tmp_path: Path) -> None:
    (tmp_path / "x").write_text(json.dumps(reported(*hostile_report().phones)), encoding="utf-8")
    found = read(tmp_path / "x")
    assert len(found) == len(hostile_report().phones)
    assert all(changes["model"] is None for changes in found.values())


@pytest.mark.parametrize(
    ("name", "pvalues", "called"),
    [
        ("settings.ntp_server", ["P30"], {"settings.ntp_server", "ntp_server", "P30", "30"}),
        ("ntp_server", ["P30"], {"ntp_server", "P30", "30"}),
        ("accounts.1.sip_server", ["P47"], {"accounts.1.sip_server", "sip_server", "P47", "47"}),
        # Not P3.
        ("keys.3", ["P323", "P324"], {"keys.3", "P323", "323", "P324", "324"}),
    ],
)
def test_what_a_setting_may_be_called(name: str, pvalues: list[str], called: set[str]) -> None:
    row = {"name": name, "pvalues": pvalues}
    assert report.names_of(row) == called
    changes = {"model": None, "rows": [row, {"name": "other", "pvalues": ["P5"]}], "others": ["contacts"]}
    for one in called:
        assert report.chosen(changes, [one]) == {"model": None, "rows": [row], "others": []}
