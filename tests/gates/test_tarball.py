# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users install: nothing missing, and nothing of ours. What Galaxy's importer says of it is a session of nox."""

from __future__ import annotations

import tarfile
from pathlib import Path

from support import collection

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
