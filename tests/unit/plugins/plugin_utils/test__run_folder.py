# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder in which the processes of one run share files."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible import constants
from ansible.errors import AnsibleError

from ansible_collections.voip.grandstream.plugins.plugin_utils._run_folder import FolderMemory, run_file


def test_notes_are_those_of_all_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path))
    assert FolderMemory().recall("192.0.2.10/../x") is None
    for text in ("first", "ß"):
        FolderMemory().note("192.0.2.10/../x", text)
    assert FolderMemory().recall("192.0.2.10/../x") == "ß"
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_note_replaces_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path))
    victim = tmp_path / "victim"
    victim.write_text("precious", encoding="utf-8")
    run_file("key").symlink_to(victim)
    FolderMemory().note("key", "text")
    assert (victim.read_text(encoding="utf-8"), FolderMemory().recall("key")) == ("precious", "text")


def test_a_task_that_outlives_its_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a second Ctrl-C the folder is gone while a task still brings former values back: nothing may stop that."""
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path / "gone"))
    FolderMemory().note("key", "text")
    assert FolderMemory().recall("key") is None
    assert not (tmp_path / "gone").exists()


def test_without_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", "")
    with pytest.raises(AnsibleError, match=r"no temporary folder\. Set ANSIBLE_LOCAL_TEMP"):
        run_file("key")
