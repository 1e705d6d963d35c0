# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page "Security model": each of its promises names tests that there are."""

from __future__ import annotations

import ast
import re

from support.venvs import ROOT

_PAGE = ROOT / "docs" / "docsite" / "rst" / "security_model.rst"
_TEST = re.compile(r"``([\w/]+\.py)::(\w+)``")
_ROW = re.compile(r"^   \* - (?!Promise)(.+?)(?=^   \* - |\Z|^\S)", re.MULTILINE | re.DOTALL)


def _missing(text: str) -> list[str]:
    """The tests that a text names and that do not exist."""
    return [f"{file}::{name}" for file, name in _TEST.findall(text) if name not in _tests_of(file)]


def _tests_of(file: str) -> set[str]:
    path = ROOT / "tests" / file
    if not path.exists():
        return set()
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_named_test_exists() -> None:
    page = _PAGE.read_text(encoding="utf-8")
    assert len(_TEST.findall(page)) > 40
    assert _missing(page) == []


def test_every_promise_names_a_test() -> None:
    rows = _ROW.findall(_PAGE.read_text(encoding="utf-8"))
    assert len(rows) > 20
    assert [row for row in rows if not _TEST.search(row)] == []


def test_a_test_that_is_not_there_is_found() -> None:
    here = "gates/test_security_model.py"
    assert _missing(f"``{here}::test_every_promise_names_a_test``") == []
    assert _missing(f"``{here}::test_nothing`` ``gates/test_none.py::test_some``") == [
        f"{here}::test_nothing",
        "gates/test_none.py::test_some",
    ]
