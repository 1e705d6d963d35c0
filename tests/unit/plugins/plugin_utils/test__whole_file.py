# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that are written whole or not at all, that follow no link, and that other users cannot read."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.plugin_utils._whole_file import write_whole


def mode(file: Path) -> int:
    return stat.S_IMODE(file.lstat().st_mode)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_new_file_is_for_its_owner_only(tmp_path: Path, mask: int) -> None:
    file = tmp_path / "page.html"
    former = os.umask(mask)
    try:
        write_whole(file, "ß\r\n")
    finally:
        os.umask(former)
    assert file.read_bytes() == "ß\r\n".encode()
    assert mode(file) == 0o600
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("former", "then"), [(0o644, 0o640), (0o664, 0o660), (0o600, 0o600), (0o666, 0o660), (0o755, 0o640)])
def test_group_of_a_file_may_go_on_reading_it(tmp_path: Path, former: int, then: int) -> None:
    """Others may not, and nobody runs it."""
    file = tmp_path / "page.html"
    file.write_text("former", encoding="utf-8")
    file.chmod(former)
    write_whole(file, "text")
    assert (file.read_text(encoding="utf-8"), mode(file)) == ("text", then)


def test_file_of_another_user_says_nothing_of_the_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "page.html"
    file.write_text("planted", encoding="utf-8")
    file.chmod(0o666)
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    write_whole(file, "text")
    assert mode(file) == 0o600


@pytest.mark.parametrize("victim_exists", [True, False])
def test_planted_link_is_replaced(tmp_path: Path, victim_exists: bool) -> None:
    victim, file = tmp_path / "victim", tmp_path / "page.html"
    if victim_exists:
        victim.write_text("precious", encoding="utf-8")
    file.symlink_to(victim)
    write_whole(file, "text")
    assert not file.is_symlink()
    assert (file.read_text(encoding="utf-8"), mode(file)) == ("text", 0o600)
    assert not victim_exists or victim.read_text(encoding="utf-8") == "precious"
    assert victim.exists() is victim_exists


def test_folder_may_be_a_link(tmp_path: Path) -> None:
    """It is the user's own choice."""
    (tmp_path / "real").mkdir()
    (tmp_path / "reports").symlink_to("real")
    write_whole(tmp_path / "reports" / "page.html", "text")
    assert (tmp_path / "real" / "page.html").read_text(encoding="utf-8") == "text"
    assert (tmp_path / "reports").is_symlink()


def test_name_beside_the_file_cannot_be_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is another one each time, and is made only where nothing has that name."""
    opened: list[tuple[str, int]] = []
    real = os.open

    def noted(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        opened.append((str(path), flags))
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", noted)
    for dummy in range(2):
        write_whole(tmp_path / "page.html", "text")
    assert len({name for name, dummy in opened}) == 2
    for name, flags in opened:
        assert Path(name).parent == tmp_path
        assert flags & os.O_EXCL
        assert flags & os.O_NOFOLLOW


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to a folder", "link to a device"])
def test_other_things_are_left_alone(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "place"
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(os.devnull if kind == "link to a device" else "/")
    before = place.lstat()
    with pytest.raises(OSError, match=r"it is not a regular file\. Name another path"):
        write_whole(place, "text")
    assert place.lstat() == before
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize("trouble", ["text", "disk"])
def test_former_file_stays_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str) -> None:
    file = tmp_path / "page.html"
    write_whole(file, "former")

    def full(*dummy: object) -> None:
        raise OSError(28, "No space left on device")

    if trouble == "disk":
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises((UnicodeEncodeError, OSError)):
        write_whole(file, "half \ud800" if trouble == "text" else "text")
    assert file.read_text(encoding="utf-8") == "former"
    assert list(tmp_path.iterdir()) == [file]
