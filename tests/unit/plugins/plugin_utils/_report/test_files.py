# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of reports: whole or not at all, and a history that is bounded."""

from __future__ import annotations

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from ansible_collections.voip.grandstream.plugins.plugin_utils._report import files
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.files import RUNS, remember, write
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import summary
from unit.plugins.plugin_utils._report.fleets import fleet

RUN = summary(fleet(3))


def test_folders_are_made_and_files_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "page.html"
    for text in ("first", "ß\n"):
        write(file, text)
    assert file.read_bytes() == "ß\n".encode()
    assert [entry.name for entry in file.parent.iterdir()] == ["page.html"]


def test_file_as_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match=r"."):
        write(tmp_path / "file" / "page.html", "text")
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_history_behind_a_planted_link(tmp_path: Path) -> None:
    """It is neither read nor written: the link becomes a file."""
    victim = tmp_path / "victim"
    victim.write_text(json.dumps({**RUN, "playbook": "not ours"}), encoding="utf-8")
    folder = tmp_path / "history"
    folder.mkdir()
    (folder / RUNS).symlink_to(victim)
    before = victim.read_bytes()
    assert [run["playbook"] for run in remember(folder, RUN, 9)] == ["site.yml"]
    assert victim.read_bytes() == before
    assert not (folder / RUNS).is_symlink()
    assert {stat.S_IMODE(entry.stat().st_mode) for entry in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("planted", ["link", "dangling link", "pipe", "folder"])
def test_lock_that_somebody_planted(tmp_path: Path, planted: str) -> None:
    """Nothing comes of it but a sentence. A pipe does not hold the run."""
    victim, lock = tmp_path / "victim", tmp_path / "history" / f".{RUNS}.lock"
    lock.parent.mkdir()
    if planted == "pipe":
        os.mkfifo(lock)
    elif planted == "folder":
        lock.mkdir()
    else:
        lock.symlink_to(victim)
        if planted == "link":
            victim.write_text("", encoding="utf-8")
    with pytest.raises(OSError, match=r"lock is (a symbolic link|not a regular file)\. Remove it|Is a directory"):
        remember(lock.parent, RUN, 9)
    assert victim.exists() is (planted == "link")
    assert [entry.name for entry in lock.parent.iterdir()] == [lock.name]


def test_history_is_bounded_and_forgets_what_is_no_run(tmp_path: Path) -> None:
    folder = tmp_path / "history"
    odd = [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"counts": 1}',
        json.dumps({**RUN, "counts": {"failed": -1}}),
        json.dumps({**RUN, "counts": {"failed": int("9" * 4_000)}}),
        json.dumps({**RUN, "mode": 1}),
        "[" * 100_000,
        '{"counts": ' + "9" * 5_000 + "}",
    ]
    folder.mkdir()
    (folder / RUNS).write_text("\n".join([*odd, json.dumps({**RUN, "playbook": "kept"})]), encoding="utf-8")
    assert [run["playbook"] for run in remember(folder, RUN, 9)] == ["kept", "site.yml"]
    runs = [remember(folder, {**RUN, "playbook": str(index)}, 3) for index in range(5)][-1]
    assert [run["playbook"] for run in runs] == ["2", "3", "4"]
    assert [json.loads(line) for line in (folder / RUNS).read_text(encoding="utf-8").splitlines()] == runs
    assert len(remember(folder, RUN, 0)) == 1


def test_history_of_any_size_is_read_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_DRIFT", 5_000)
    (tmp_path / RUNS).write_text("".join(json.dumps({**RUN, "playbook": str(index)}) + "\n" for index in range(1000)))
    found = [run["playbook"] for run in remember(tmp_path, RUN, 9999)]
    assert found[-3:] == ["998", "999", "site.yml"]
    assert len(found) < 100


def test_runs_that_end_at_once_are_all_remembered(tmp_path: Path) -> None:
    threads = [threading.Thread(target=remember, args=(tmp_path, RUN, 50)) for dummy in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len((tmp_path / RUNS).read_text(encoding="utf-8").splitlines()) == 8
