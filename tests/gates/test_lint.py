# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The quick gates, alone by `make lint` with two of nox's sessions: each tool with the settings of its own file in the root."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.collection import source_files
from support.tools import BIN, check
from support.venvs import ROOT

COMMANDS = {
    "mypy": ["mypy"],
    "changelog": ["antsibull-changelog", "lint"],
    "changelog-yaml": ["antsibull-changelog", "lint-changelog-yaml", "--strict", "changelogs/changelog.yaml"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_tool(name: str) -> None:
    tool, *arguments = COMMANDS[name]
    check([BIN / tool, *arguments])


def test_fragments_of_the_changelog_are_seen_by_its_tool() -> None:
    """It reads those with these endings and says nothing of others, such as a forgotten `.yml`."""
    folder = Path("changelogs/fragments")
    files = [file for file in source_files() if file.parent == folder]
    assert [file for file in files if file.suffix not in (".yml", ".yaml") and file.name != ".keep"] == []


def test_shell_scripts_parse() -> None:
    scripts = [file for file in source_files() if (ROOT / file).read_bytes().startswith((b"#!/bin/sh", b"#!/usr/bin/env bash"))]
    assert scripts, "at least .ci/run is a shell script"
    for script in scripts:
        check(["bash" if b"bash" in (ROOT / script).read_bytes()[:30] else "sh", "-n", script])
