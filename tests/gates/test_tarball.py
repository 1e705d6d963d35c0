# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users install: nothing missing, nothing of ours, and what Galaxy's importer says about it."""

from __future__ import annotations

import sys
import tarfile
from pathlib import Path

import pytest

from support import collection
from support.tools import check, environment

#: The top of the tarball, all of it. Other entries of the repository are in galaxy.yml's build_ignore.
ALLOWED = {
    "CHANGELOG.md",
    "COPYING",
    "FILES.json",
    "LICENSES",
    "MANIFEST.json",
    "README.md",
    "REUSE.toml",
    "SECURITY.md",
    "changelogs",
    "docs",
    "meta",
    "playbooks",
    "plugins",
    "roles",
}
#: ansible-lint, by the same profile and stricter, is test_ansible_lint.py.
IMPORTER = """\
[galaxy-importer]
RUN_ANSIBLE_LINT = False
CHECK_CHANGELOG = True
CHECK_REQUIRED_TAGS = True
"""


def test_holds_what_users_need_and_no_more() -> None:
    with tarfile.open(collection.tarball()) as archive:
        names = archive.getnames()
    tops = {name.split("/")[0] for name in names}
    assert tops <= ALLOWED, "add what users don't need to build_ignore in galaxy.yml"
    assert tops >= ALLOWED & {file.parts[0] for file in collection.source_files()}
    odd = [name for name in names if Path(name).suffix in {".pyc", ".orig", ".rej", ".swp"} or "__pycache__" in name]
    assert not odd


def test_holds_every_plugin_and_the_files_that_they_read() -> None:
    with tarfile.open(collection.tarball()) as archive:
        packed = {entry.name for entry in archive if entry.isfile() and entry.name.startswith("plugins/")}
    assert packed == {str(file) for file in collection.source_files() if file.parts[0] == "plugins"}


@pytest.mark.long
@pytest.mark.timeout(600)
def test_importer_has_nothing_to_say(tmp_path: Path) -> None:
    """Galaxy's importer only warns of most things, so each of its warnings is a failure here."""
    config = tmp_path / "importer.cfg"
    config.write_text(IMPORTER, encoding="utf-8")
    env = environment(GALAXY_IMPORTER_CONFIG=str(config))
    output = check([sys.executable, "-m", "galaxy_importer.main", collection.tarball()], cwd=tmp_path, env=env)
    assert "Importer processing completed successfully" in output, output
    complaints = [line for line in output.splitlines() if line.startswith(("WARNING", "ERROR"))]
    assert not complaints, output
