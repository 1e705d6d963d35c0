# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder of provisioning files: what is seen there, and how it is changed."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._publish import folder as folders
from ansible_collections.voip.grandstream.plugins.module_utils._publish import manifest as manifests
from ansible_collections.voip.grandstream.plugins.module_utils._publish.attributes import Attributes, attributes, file_mode
from ansible_collections.voip.grandstream.plugins.module_utils._publish.folder import (
    LOCK,
    OutdatedError,
    apply,
    contents,
    firmware_problem,
    look,
    unpacked,
    write_bundle,
)
from ansible_collections.voip.grandstream.plugins.module_utils._publish.manifest import NAME, Manifest, Record
from ansible_collections.voip.grandstream.plugins.module_utils._publish.open_folder import OpenFolder

ONE, TWO, BOOK = "cfg000b82aabb01.xml", "cfg000b82aabb02.xml", "phonebook/rome/phonebook.xml"
OWN = Attributes(None, None, 0o640)


def brought(folder: Path, files: Mapping[str, bytes], remove: list[str] | None = None, wanted: Attributes = OWN) -> list[str]:
    """Write and remove files as a run does."""
    seen = look(folder, wanted)
    manifest = manifests.parsed(unpacked(seen["manifest"]).decode())
    records = {
        name: Record(name[3:15] if name.startswith("cfg") else None, "", manifests.file_hash(manifest, content), None)
        for name, content in files.items()
    }
    kept = {name: record for name, record in manifest.files.items() if name not in (remove or [])}
    bundle = folder.parent / "files.zip"
    write_bundle(bundle, seen["generation"], Manifest(manifest.key, {**kept, **records}), files, remove or [])
    return apply(folder, bundle, wanted)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "www").mkdir()
    return tmp_path / "www"


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in sorted(folder.rglob("*"))}


def test_files_are_written_and_private(folder: Path) -> None:
    assert brought(folder, {ONE: b"one", BOOK: b"book"}) == []
    assert modes(folder) == {LOCK: 0o600, NAME: 0o600, ONE: 0o640, "phonebook": 0o750, "phonebook/rome": 0o750, BOOK: 0o640}
    seen = look(folder, OWN)
    assert (seen["damaged"], seen["unlike"], seen["strangers"]) == ([], [], {})
    assert {name: unpacked(text) for name, text in contents(folder, [ONE, TWO, BOOK]).items()} == {ONE: b"one", BOOK: b"book"}


def test_files_are_removed_and_their_folder_with_them(folder: Path) -> None:
    brought(folder, {ONE: b"one", TWO: b"two", BOOK: b"book"})
    (folder / "index.html").write_text("not ours")
    (folder / TWO).unlink()
    assert sorted(brought(folder, {}, [ONE, TWO, BOOK])) == [ONE, BOOK]
    assert set(modes(folder)) == {LOCK, NAME, "index.html"}
    assert manifests.parsed((folder / NAME).read_text()).files == {}


def test_what_others_did_is_seen(folder: Path) -> None:
    brought(folder, {ONE: b"one", TWO: b"two", BOOK: b"book"})
    (folder / ONE).write_bytes(b"tampered")
    (folder / TWO).chmod(0o644)
    (folder / BOOK).unlink()
    (folder / "cfg000b82aabb03.xml").write_bytes(b"<gs_provision/>")
    (folder / "cfg000b82aabb04.xml").write_bytes(b"Salted__12345678")
    seen = look(folder, OWN)
    assert (sorted(seen["damaged"]), seen["unlike"]) == ([ONE, BOOK], [TWO])
    assert seen["strangers"] == {"cfg000b82aabb03.xml": "plain", "cfg000b82aabb04.xml": "encrypted"}
    brought(folder, {ONE: b"one", BOOK: b"book"})
    assert look(folder, OWN)["damaged"] == look(folder, OWN)["unlike"] == []


def test_a_link_in_the_place_of_a_file_is_replaced(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.write_text("mine")
    (folder / ONE).symlink_to(elsewhere)
    brought(folder, {ONE: b"one"})
    assert (elsewhere.read_text(), (folder / ONE).read_bytes(), (folder / ONE).is_symlink()) == ("mine", b"one", False)
    (folder / "phonebook").symlink_to(folder.parent)
    with pytest.raises(InputError, match="phonebook is not a folder, and a symbolic link is not followed"):
        brought(folder, {BOOK: b"book"})


def test_nothing_behind_a_link_is_touched(folder: Path) -> None:
    """A folder in the place of ours, and a pipe in the place of a file: others may write to the folder, too."""
    brought(folder, {ONE: b"one", BOOK: b"book"})
    elsewhere = folder.parent / "elsewhere"
    (folder / "phonebook").rename(elsewhere)
    (folder / "phonebook").symlink_to(elsewhere)
    theirs, old = elsewhere / "rome" / "phonebook.xml", elsewhere / ".phonebook.xml.abc.new"
    theirs.chmod(0o604)
    old.write_text("theirs")
    os.utime(old, (0, 0))
    brought(folder, {})
    assert brought(folder, {}, [BOOK]) == []
    assert (theirs.read_bytes(), stat.S_IMODE(theirs.stat().st_mode), old.exists()) == (b"book", 0o604, True)

    (folder / ONE).unlink()
    os.mkfifo(folder / ONE)
    (folder / TWO).symlink_to(theirs)
    assert contents(folder, [ONE, TWO]) == {}
    assert look(folder, OWN)["damaged"] == [ONE]


@pytest.mark.parametrize("names", [[ONE], [ONE, BOOK], []], ids=["file", "folder", "file that stays"])
def test_a_link_that_is_put_there_meanwhile_gives_nothing_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch, names: list[str]
) -> None:
    """With become, the owner of the folder, often the web server's, would get any file of the machine by that."""
    brought(folder, {ONE: b"one", TWO: b"two"})
    victim = folder.parent / "shadow"
    victim.write_text("mine")
    victim.chmod(0o600)
    usual = Attributes.give

    def give(wanted: Attributes, target: Any, mode: int) -> None:
        meant = [*folder.glob(".cfg*.new"), *folder.glob("phonebook"), *([] if names else [folder / ONE])]
        for path in meant if mode != 0o600 else []:
            if not path.is_symlink():
                path.rename(folder.parent / f"moved-{path.name}")
                path.symlink_to(victim)
        usual(wanted, target, mode)

    monkeypatch.setattr(Attributes, "give", give)
    with suppress(OSError, InputError):
        brought(folder, dict.fromkeys(names, b"new"), [] if names else [TWO], Attributes(None, None, 0o644))
    assert (victim.read_text(), stat.S_IMODE(victim.stat().st_mode)) == ("mine", 0o600)


@pytest.mark.parametrize("call", ["open", "replace", "unlink"])
def test_a_folder_that_is_swapped_meanwhile_leads_nowhere(folder: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """Just before the file aside is opened, put in its place, and before the file is removed."""
    book = "phonebook/phonebook.xml"
    brought(folder, {ONE: b"one", book: b"book"})
    elsewhere, held = folder.parent / "elsewhere", folder.parent / "held"
    elsewhere.mkdir()
    theirs = elsewhere / "phonebook.xml"
    theirs.write_bytes(b"theirs")
    usual = getattr(os, call)

    def swapped(path: Any, *rest: Any, **more: Any) -> Any:
        if "phonebook.xml" in str(path) and not held.exists():
            (folder / "phonebook").rename(held)
            (folder / "phonebook").symlink_to(elsewhere)
        return usual(path, *rest, **more)

    monkeypatch.setattr(os, call, swapped)
    with suppress(OSError, InputError):
        brought(folder, {} if call == "unlink" else {book: b"new"}, [book] if call == "unlink" else None)
    assert held.exists()
    assert [(path.name, path.read_bytes()) for path in elsewhere.iterdir()] == [("phonebook.xml", b"theirs")]


def test_a_file_in_the_place_of_a_folder(folder: Path) -> None:
    brought(folder, {ONE: b"one", BOOK: b"book"})
    (folder / BOOK).unlink()
    (folder / "phonebook/rome").rmdir()
    (folder / "phonebook/rome").write_text("theirs")
    assert look(folder, OWN)["damaged"] == [BOOK]
    with pytest.raises(InputError, match="phonebook/rome is not a folder"):
        brought(folder, {BOOK: b"book"})
    assert brought(folder, {}, [BOOK]) == []
    assert (folder / "phonebook/rome").read_text() == "theirs"


def test_what_is_planted_is_not_read(folder: Path) -> None:
    """Links lead anywhere, a named pipe holds the run for ever, and a manifest can name any file."""
    secret = folder.parent / "secret"
    secret.write_bytes(b"Salted__ and more")
    for name in (ONE, TWO):
        (folder / name).symlink_to(secret)
    assert contents(folder, [ONE, BOOK]) == {}
    os.mkfifo(folder / NAME)
    with pytest.raises(InputError, match="this is not a regular file"):
        look(folder, OWN)
    (folder / NAME).unlink()
    manifest = Manifest(b"key", {"../secret": Record(None, "", "", None)})
    (folder / NAME).write_text(manifests.serialized(manifest))
    with pytest.raises(InputError, match="is damaged"):
        look(folder, OWN)


def test_a_reader_sees_the_former_file_or_the_new_one(folder: Path) -> None:
    brought(folder, {ONE: b"one"})
    with (folder / ONE).open("rb") as reader:
        brought(folder, {ONE: b"another"})
        assert reader.read() == b"one"
    assert (folder / ONE).read_bytes() == b"another"


def test_a_run_that_is_killed_leaves_nothing_unknown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought(folder, {ONE: b"one"})
    usual = OpenFolder.replace

    def killed(here: OpenFolder, name: str, content: bytes, wanted: Attributes) -> None:
        if name == TWO:
            raise KeyboardInterrupt
        usual(here, name, content, wanted)

    monkeypatch.setattr(OpenFolder, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        brought(folder, {TWO: b"two"}, [ONE])
    assert sorted(manifests.parsed((folder / NAME).read_text()).files) == [ONE, TWO]
    assert look(folder, OWN)["damaged"] == [TWO]
    assert not (folder.parent / "files.zip").exists(), "it has the secrets of all phones"


def test_another_run_in_between(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = look(folder, OWN)
    bundle = folder.parent / "late.zip"
    write_bundle(bundle, seen["generation"], Manifest(bytes(32), {}), {TWO: b"late"}, [])
    brought(folder, {ONE: b"one"})
    with pytest.raises(OutdatedError):
        apply(folder, bundle, OWN)
    assert not (folder / TWO).exists()

    monkeypatch.setattr(folders, "PATIENCE", 0.0)
    handle = os.open(folder / LOCK, os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(InputError, match="another run has been publishing"):
        brought(folder, {ONE: b"one"})
    os.close(handle)
    brought(folder, {ONE: b"one"})


def test_leftovers_are_swept(folder: Path) -> None:
    old, young, notes = folder / f".{ONE}.abc.new", folder / f".{ONE}.def.new", folder / ".notes.new"
    manifest = folder / f".{NAME}.abc.new"
    books = [folder / f"phonebook{site}/.phonebook.xml.abc.new" for site in ("", "/rome")]
    books[1].parent.mkdir(parents=True)
    for path in (old, young, notes, manifest, *books):
        path.write_text("half")
    for path in (old, notes, manifest, *books):
        os.utime(path, (0, 0))
    brought(folder, {ONE: b"one"})
    assert [path.exists() for path in (old, manifest, *books, young, notes)] == [*[False] * 4, True, True]


@pytest.mark.parametrize(
    "name", ["../x.xml", "/etc/x.xml", ".gs_publish.json", "cfg000b82aabb01.xml/../x.xml", "phonebook/../x.xml", ""]
)
def test_no_other_name_is_touched(folder: Path, name: str) -> None:
    with pytest.raises(InputError, match="is not a name that this collection gives to a file"):
        contents(folder, [name])


def test_folders_that_cannot_be_used(tmp_path: Path) -> None:
    for path, why in ((tmp_path / "none", "there is no folder"), (Path("www"), "is not an absolute path")):
        with pytest.raises(InputError, match=why):
            look(path, OWN)
    (tmp_path / NAME).write_text("{")
    with pytest.raises(InputError, match="is damaged"):
        look(tmp_path, OWN)


def test_a_folder_that_may_not_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(InputError, match="this user may not write to"):
        look(folder, OWN)


@pytest.mark.parametrize(("value", "mode"), [("0640", 0o640), ("600", 0o600), (0o644, 0o644), ("0440", 0o440)])
def test_modes(value: object, mode: int) -> None:
    assert file_mode(value) == mode
    assert Attributes(None, None, 0o644).folder_mode == 0o755


@pytest.mark.parametrize("value", ["rw", "0999", "", None, True, 640, "0040", "1777"])
def test_what_is_no_mode(value: object) -> None:
    with pytest.raises(InputError, match="not the mode of a file"):
        file_mode(value)


def test_owner_and_group() -> None:
    assert attributes("0", "0", 0o640) == attributes("root", "root", 0o640) == Attributes(0, 0, 0o640)
    assert attributes(None, "", 0o640) == OWN
    with pytest.raises(InputError, match="gs_publish_group: this machine knows no 'nobody-here'"):
        attributes(None, "nobody-here", 0o640)


def test_firmware_is_only_looked_at(tmp_path: Path) -> None:
    assert "there is no file in it" in str(firmware_problem(tmp_path))
    assert "No such file" in str(firmware_problem(tmp_path / "none"))
    (tmp_path / "gxv3370fw.bin").write_bytes(b"x")
    assert firmware_problem(tmp_path) is None
