# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file of refused logins: what it keeps, who can read it, and what it makes of damage, links and crowds."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api import lasting_ledger
from ansible_collections.voip.grandstream.plugins.module_utils._api.lasting_ledger import LastingLedger

WORDS = ("a" * 32, "b" * 32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "refused-logins"


def test_what_was_written_is_read_by_others(path: Path) -> None:
    LastingLedger(path).write("192.0.2.1 443", "gmiadmin", 2, WORDS)
    LastingLedger(path).write("192.0.2.2 443", "gmiadmin", 1, WORDS[:1])
    reader = LastingLedger(path)
    assert reader.read("192.0.2.1 443", "gmiadmin") == (2, WORDS, "")
    assert reader.read("192.0.2.2 443", "gmiadmin") == (1, WORDS[:1], "")
    assert reader.read("192.0.2.1 443", "user") == (0, (), "")
    reader.write("192.0.2.1 443", "gmiadmin", 0, ())
    assert reader.read("192.0.2.1 443", "gmiadmin") == (0, (), "")
    assert len(path.read_text().splitlines()) == 2


def test_separator_of_old_firmware_is_kept(path: Path) -> None:
    ledger = LastingLedger(path)
    ledger.write("192.0.2.1 443", "gmiadmin", 0, (), "dot")
    ledger.write("192.0.2.2 443", "gmiadmin", 1, WORDS, "dot")
    ledger.write("192.0.2.3 443", "gmiadmin", 0, (), "colon")
    assert ledger.read("192.0.2.1 443", "gmiadmin") == (0, (), "dot")
    assert ledger.read("192.0.2.2 443", "gmiadmin") == (1, WORDS, "dot")
    assert len(path.read_text().splitlines()) == 3


def test_nothing_is_made_by_reading(path: Path) -> None:
    assert LastingLedger(path).read("192.0.2.1 443", "gmiadmin") == (0, (), "")
    assert not path.parent.exists()


def test_only_the_owner_can_read_it_and_it_tells_no_address(path: Path) -> None:
    LastingLedger(path).write("192.0.2.1 443", "gmiadmin", 2, WORDS)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    text = path.read_text()
    assert "192.0.2.1" not in text
    assert "gmiadmin" not in text


def test_line_begins_as_the_user_is_told(path: Path) -> None:
    ledger = LastingLedger(path)
    ledger.write("192.0.2.1 443", "gmiadmin", 2, WORDS)
    assert path.read_text().splitlines()[1].startswith(ledger.line_of("192.0.2.1 443", "gmiadmin") + " ")


@pytest.mark.parametrize("damage", ["", "half", "junk lines", "no key", "bytes"])
def test_damage_loses_what_is_damaged_and_no_more(path: Path, damage: str) -> None:
    ledger = LastingLedger(path)
    ledger.write("192.0.2.1 443", "gmiadmin", 2, WORDS)
    text = path.read_bytes()
    path.write_bytes(
        {
            "": b"",
            "half": text[:-20],
            "junk lines": text + b"what is this\n\xff\xfe\n0123456789abcdef 1 x y\n",
            "no key": text[:60] + b"\n" + text[-100:],
            "bytes": text + os.urandom(4096),
        }[damage]
    )
    kept = damage in ("junk lines", "bytes")
    assert LastingLedger(path).read("192.0.2.1 443", "gmiadmin") == ((2, WORDS, "") if kept else (0, (), ""))
    LastingLedger(path).write("192.0.2.9 443", "gmiadmin", 1, WORDS[:1])
    assert LastingLedger(path).read("192.0.2.9 443", "gmiadmin") == (1, WORDS[:1], "")
    assert LastingLedger(path).read("192.0.2.1 443", "gmiadmin") == ((2, WORDS, "") if kept else (0, (), ""))


def test_another_file_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("somebody: else\n")
    with pytest.raises(OSError, match="is not a file of this collection"):
        LastingLedger(path).write("192.0.2.1 443", "gmiadmin", 1, WORDS)
    assert path.read_text() == "somebody: else\n"


@pytest.mark.parametrize("name", ["refused-logins", ".refused-logins.lock"])
def test_planted_link_is_not_followed(path: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / "target"
    target.write_text("precious\n")
    path.parent.mkdir()
    (path.parent / name).symlink_to(target)
    with pytest.raises(OSError, match=r"symbolic link"):
        LastingLedger(path).write("192.0.2.1 443", "gmiadmin", 1, WORDS)
    assert target.read_text() == "precious\n"
    assert list(tmp_path.iterdir()) == [path.parent, target] or sorted(tmp_path.iterdir()) == sorted([path.parent, target])


def test_file_that_others_can_write_is_not_believed(path: Path) -> None:
    LastingLedger(path).write("192.0.2.1 443", "gmiadmin", 1, WORDS)
    path.chmod(0o666)
    with pytest.raises(OSError, match="can be written by others"):
        LastingLedger(path).read("192.0.2.1 443", "gmiadmin")


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_keeps_nobody_waiting(path: Path, kind: str) -> None:
    path.parent.mkdir()
    if kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    with pytest.raises(OSError, match=r"not a regular file|directory"):
        LastingLedger(path).read("192.0.2.1 443", "gmiadmin")


def test_file_does_not_grow_for_ever(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting_ledger, "MOST_LINES", 3)
    ledger = LastingLedger(path)
    for number in range(6):
        ledger.write(f"192.0.2.{number} 443", "gmiadmin", 1, WORDS * 20)
    lines = path.read_text().splitlines()
    assert len(lines) == 4
    assert ledger.read("192.0.2.5 443", "gmiadmin")[0] == 1
    assert len(ledger.read("192.0.2.5 443", "gmiadmin")[1]) == lasting_ledger.MOST_WORDS
    monkeypatch.setattr("time.time", lambda: 4e9)
    ledger.write("192.0.2.9 443", "gmiadmin", 1, WORDS)
    assert len(path.read_text().splitlines()) == 2


def _write_many(path: Path, process: int) -> None:
    for number in range(10):
        LastingLedger(path).write(f"192.0.2.{number} {process}", "gmiadmin", 1, WORDS)


def test_many_processes_write_at_once(path: Path) -> None:
    processes = [multiprocessing.get_context("fork").Process(target=_write_many, args=(path, number)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    ledger = LastingLedger(path)
    found = [ledger.read(f"192.0.2.{number} {process}", "gmiadmin") for number in range(10) for process in range(4)]
    assert found == [(1, WORDS, "")] * 40
    assert sorted(file.name for file in path.parent.iterdir()) == [".refused-logins.lock", "refused-logins"]


def test_other_process_that_never_ends_is_not_waited_for_long(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting_ledger, "PATIENCE", 0.1)
    first, second = LastingLedger(path), LastingLedger(path)
    first.made_key()
    with first._locked(), pytest.raises(OSError, match="locked by another process"):
        second.write("192.0.2.1 443", "gmiadmin", 1, WORDS)
