# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules of the house that no other tool knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from support.collection import source_files
from support.venvs import ROOT

#: Where a package comes from is the business of the machine that installs it.
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.(org|com)|(deb|security)\.debian\.org|(archive|ports)\.ubuntu\.com"
    r"|galaxy\.ansible\.com|proxy\.golang\.org|(index|static)\.crates\.io|rubygems\.org|repo1?\.maven\.",
    re.IGNORECASE,
)
#: A folder of somebody's machine; what a user may have (`/etc`, `/usr`, `/opt`, `/tmp`, `~`) is fine.
MACHINE = re.compile(r"(?<![\w.~-])/(root|home/\w+|Users/\w+|work/\w+|workspace)/")
#: Lines of code, without the docstring, that are still read at one sight.
SCREEN = 50
#: Words with which a docstring describes a thing. That of a function says what it does: Return, Raise, Send.
DESCRIBING = {"What", "Whether", "The", "A", "An", "All", "Which", "How", "Each", "Every"}


def _text_files() -> list[Path]:
    """Files of the repository that people write."""
    written = [file for file in source_files() if file.parts[0] not in {"LICENSES", "COPYING"}]
    return [file for file in written if b"\0" not in (ROOT / file).read_bytes()]


def _python_files() -> list[Path]:
    return [file for file in source_files() if file.suffix == ".py"]


def _matching_lines(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for file in _text_files():
        for number, line in enumerate((ROOT / file).read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{file}:{number}: {line.strip()[:120]}")
    return found


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE], ids=["registry", "machine"])
def test_names_no_place_of_this_machine(pattern: re.Pattern[str]) -> None:
    assert _matching_lines(pattern) == []


def test_functions_fit_a_screen() -> None:
    long = []
    for file in _python_files():
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                start = node.body[1 if ast.get_docstring(node) and len(node.body) > 1 else 0].lineno
                lines = (node.end_lineno or start) - start + 1
                if lines > SCREEN:
                    long.append(f"{file}:{node.lineno}: {node.name} has {lines} lines")
    assert long == []


def test_docstrings_of_functions_are_in_the_imperative() -> None:
    describing = []
    for file in _python_files():
        if file.parts[0] != "tests" or file.parts[1] in {"simulator", "soak", "bench", "support"}:
            for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    words = (ast.get_docstring(node) or "").split()
                    if words and words[0] in DESCRIBING:
                        describing.append(f"{file}:{node.lineno}: {node.name}: {' '.join(words[:8])}")
    assert describing == []


def test_licence_is_in_both_places() -> None:
    """GitHub and Galaxy look for COPYING, REUSE for LICENSES/."""
    assert (ROOT / "COPYING").read_bytes() == (ROOT / "LICENSES" / "GPL-3.0-or-later.txt").read_bytes()


def test_simulator_and_collection_share_no_code() -> None:
    """A misreading of the phones' API must not hide on both sides."""
    for file in _python_files():
        text = (ROOT / file).read_text(encoding="utf-8")
        if file.is_relative_to("tests/simulator"):
            assert "ansible_collections" not in text, file
        if file.is_relative_to("plugins"):
            assert not re.search(r"^\s*(import|from) simulator", text, re.MULTILINE), file
