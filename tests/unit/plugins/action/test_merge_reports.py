# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that merge_reports reads."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
import yaml

from ansible_collections.voip.grandstream.plugins.action import merge_reports
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import document
from support.venvs import ROOT
from unit.plugins.plugin_utils._report.fleets import phone, report, task


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports, and a folder that is called like one."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_text(json.dumps(document(report(phone(name, task("ok"))))), encoding="utf-8")
    (tmp_path / "c.json").mkdir()
    return tmp_path


def test_each_file_that_fits_is_read_once(folder: Path) -> None:
    read = merge_reports.read_all([f"{folder}/b.json", f"{folder}/*.json"])
    assert {Path(path).name: [known.name for known in found.phones] for path, found in read.items()} == {
        "b.json": ["b"],
        "a.json": ["a"],
    }
    (folder / "[x].json").write_text((folder / "a.json").read_text(encoding="utf-8"), encoding="utf-8")
    assert list(merge_reports.read_all([f"{folder}/[x].json"])) == [f"{folder}/[x].json"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no report {file}. Name the JSON"),
        (b"\xff\xfe", "{file}: it is not JSON in UTF-8. "),
        (b"[]", "{file}: it is not a report: [] is not of type 'object'. "),
        (b" " * 101, "{file}: this is too long for a report, which has at most "),
    ],
)
def test_file_that_is_no_report_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, said: str) -> None:
    monkeypatch.setattr(merge_reports, "MAX_SIZE", 100)
    file = folder / "odd.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        merge_reports.read_all([str(file)])
    assert caught.value.text.startswith(said.format(file=file))


def test_documented_options_are_those_that_are_taken() -> None:
    tree = ast.parse((ROOT / "plugins" / "modules" / "merge_reports.py").read_text(encoding="utf-8"))
    (text,) = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "DOCUMENTATION"
    ]
    documented = yaml.safe_load(text)["options"]
    kept = ("type", "elements", "required", "default")
    assert {name: {key: said[key] for key in kept if key in said} for name, said in documented.items()} == (
        merge_reports.ARGUMENT_SPEC
    )
