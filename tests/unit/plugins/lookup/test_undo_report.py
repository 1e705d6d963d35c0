# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup plugin undo_report: a report is read once, and told about."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from ansible import constants

from ansible_collections.voip.grandstream.plugins.lookup import undo_report
from unit.lookups import plugin_with
from unit.plugins.plugin_utils._undo.runs import lobby, reported, setting, task

NTP = setting("settings.ntp_server", "a", "b", "P30")
SIP = setting("accounts.1.sip_server", "a", "b", "P47")


def look_up(folder: Path, host: str = "lobby", report: str = "r.json", **options: Any) -> dict[str, Any]:
    """What the lookup gives for a host of an inventory of three in ``folder``."""
    plugin = plugin_with(undo_report, options)
    hosts = ["lobby", "desk", "new"]
    variables = {"inventory_dir": str(folder), "inventory_hostname": host, "groups": {"all": [*hosts, "elsewhere"]}}
    (found,) = plugin.run([report], variables={**variables, "ansible_play_hosts_all": hosts})
    return dict(found)


@pytest.fixture(autouse=True)
def run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that all processes of a run share."""
    shared = tmp_path / "run"
    shared.mkdir()
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(shared))
    return shared


@pytest.fixture(autouse=True)
def report(tmp_path: Path) -> Path:
    """A report of three phones, one of which the inventory does not have any more."""
    phones = [lobby(task([NTP, SIP])), lobby(task([SIP]), name="desk"), lobby(task([NTP]), name="gone\n")]
    (tmp_path / "r.json").write_text(json.dumps(reported(*phones)), encoding="utf-8")
    return tmp_path / "r.json"


def test_each_phone_has_its_part(tmp_path: Path) -> None:
    assert [row["name"] for row in look_up(tmp_path)["rows"]] == ["settings.ntp_server", "accounts.1.sip_server"]
    assert [row["name"] for row in look_up(tmp_path, "desk")["rows"]] == ["accounts.1.sip_server"]
    assert [row["name"] for row in look_up(tmp_path, settings=["30"])["rows"]] == ["settings.ntp_server"]
    assert look_up(tmp_path, "new") == {"problem": "", "model": None, "rows": [], "others": []}


def test_the_report_is_read_once_until_it_changes(tmp_path: Path, report: Path, run_folder: Path) -> None:
    look_up(tmp_path, whole=True)
    about = report.stat()
    report.write_text("x" * about.st_size, encoding="utf-8")
    os.utime(report, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert len(look_up(tmp_path)["rows"]) == 2
    os.utime(report, (1, 1))
    assert "is not JSON" in look_up(tmp_path)["problem"]
    assert {file.stat().st_mode & 0o777 for file in run_folder.iterdir()} == {0o600}


def test_what_is_told_of_the_whole(tmp_path: Path, report: Path) -> None:
    assert look_up(tmp_path, whole=True) == {
        "problem": "",
        "told": [
            f"The report {report} is of enforce.yml, 2026-11-23T07:30:00+00:00",
            "Not in the inventory, and not brought back: gone\\n",
            "Not in the report, and left alone: new",
        ],
    }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"report": "other.json"}, "there is no report 'other.json'. It was looked for at "),
        ({"report": "."}, "is not a regular file"),
        (
            {"settings": ["ntp_srver", "P30"]},
            "the report changed no 'ntp_srver'. It changed settings.ntp_server, accounts.1.sip_",
        ),
    ],
)
def test_problems(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    assert said in look_up(tmp_path, whole=True, **options)["problem"]


def test_a_report_of_other_phones(tmp_path: Path, report: Path) -> None:
    report.write_text(json.dumps(reported(lobby(task([NTP]), name="far"))), encoding="utf-8")
    assert "has none of the phones of this play. It has far" in look_up(tmp_path, whole=True)["problem"]
    report.write_text(json.dumps(reported(lobby(task([], "ok")))), encoding="utf-8")
    assert "has no change of a setting" in look_up(tmp_path, whole=True)["problem"]
