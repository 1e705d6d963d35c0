# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of reports: whole or not at all, and a history that is bounded."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

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
    mask = os.umask(0)
    os.umask(mask)
    assert file.stat().st_mode & 0o777 == 0o666 & ~mask


def test_links_stay_links(tmp_path: Path) -> None:
    link = tmp_path / "latest.html"
    link.symlink_to("page.html")
    write(link, "text")
    assert link.is_symlink()
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "text"


@pytest.mark.parametrize("place", ["folder", "pipe", "below a file"])
def test_other_things_are_left_alone(tmp_path: Path, place: str) -> None:
    target = tmp_path / "target"
    if place == "folder":
        target.mkdir()
    elif place == "pipe":
        os.mkfifo(target)
    else:
        target.write_text("", encoding="utf-8")
        target /= "page.html"
    with pytest.raises(OSError, match=r"."):
        write(target, "text")
    assert [entry.name for entry in tmp_path.iterdir()] == ["target"]


def test_former_file_stays_where_writing_fails(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    write(file, "former")
    with pytest.raises(UnicodeEncodeError):
        write(file, "half \ud800")
    assert file.read_text(encoding="utf-8") == "former"
    assert list(tmp_path.iterdir()) == [file]


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
        json.dumps({**RUN, "mode": 1}),
    ]
    folder.mkdir()
    (folder / RUNS).write_text("\n".join([*odd, json.dumps({**RUN, "playbook": "kept"})]), encoding="utf-8")
    assert [run["playbook"] for run in remember(folder, RUN, 9)] == ["kept", "site.yml"]
    runs = [remember(folder, {**RUN, "playbook": str(index)}, 3) for index in range(5)][-1]
    assert [run["playbook"] for run in runs] == ["2", "3", "4"]
    assert [json.loads(line) for line in (folder / RUNS).read_text(encoding="utf-8").splitlines()] == runs
    assert len(remember(folder, RUN, 0)) == 1


def test_runs_that_end_at_once_are_all_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Names of the files that are moved into place hold the process; threads share it.
    monkeypatch.setattr(os, "getpid", threading.get_ident)
    threads = [threading.Thread(target=remember, args=(tmp_path, RUN, 50)) for dummy in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len((tmp_path / RUNS).read_text(encoding="utf-8").splitlines()) == 8
