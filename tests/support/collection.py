# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection in the two forms that tests need: the working tree under its import name, and built and installed."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import os
import shutil
import subprocess
import time
from pathlib import Path

from support.tools import BIN, check
from support.venvs import BUILD, ROOT, locked

#: Where the collection stands below a collections path.
PLACE = Path("ansible_collections/voip/grandstream")
#: A collections path whose `voip.grandstream` is the working tree.
DEV = BUILD / "dev"
_HOUR = 3600.0


def link_working_tree() -> None:
    """Make `ansible_collections.voip.grandstream` importable from the working tree, whatever the checkout's folder is called."""
    link = DEV / PLACE
    if link.is_symlink() and link.resolve() == ROOT:
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    # Made aside and moved into place: several pytest workers start at once.
    aside = link.with_name(f"grandstream.{os.getpid()}")
    aside.symlink_to(os.path.relpath(ROOT, link.parent), target_is_directory=True)
    aside.replace(link)
    importlib.invalidate_caches()


def source_files() -> list[Path]:
    """Return the files of the repository, relative to its root: tracked, or new and not ignored; not those that were deleted."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    names = {os.fsdecode(name) for name in listed.split(b"\0") if name}
    return sorted(Path(name) for name in names if (ROOT / name).exists())


def copy_sources(destination: Path) -> None:
    """Copy the repository's files to the folder `destination`, which is emptied first."""
    shutil.rmtree(destination, ignore_errors=True)
    for file in source_files():
        target = destination / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, target, follow_symlinks=False)


def checkout(parent: Path) -> Path:
    """Return a copy of the repository as ansible-test wants it: a git tree in `parent`/ansible_collections/voip/grandstream."""
    place = parent / PLACE
    copy_sources(place)
    for arguments in (["init", "--quiet"], ["add", "--all"]):
        check(["git", *arguments], cwd=place)
    return place


@functools.cache
def tarball() -> Path:
    """Return the collection as `ansible-galaxy collection build` packs it, built once for one state of the repository's files."""
    digest = _digest()
    with locked("tarball"):
        folder = BUILD / "tarballs" / digest
        if not folder.exists():
            aside = folder.with_name(f"{digest}.new")
            copy_sources(aside / "sources")
            check([BIN / "ansible-galaxy", "collection", "build", "--output-path", aside], cwd=aside / "sources")
            shutil.rmtree(aside / "sources")
            aside.replace(folder)
        _forget_old(folder)
    (built,) = folder.glob("voip-grandstream-*.tar.gz")
    return built


@functools.cache
def installed() -> Path:
    """Return a collections path with the built tarball installed in it: what users get."""
    archive = tarball()
    with locked("installed"):
        folder = BUILD / "installed" / archive.parent.name
        if not folder.exists():
            aside = folder.with_name(f"{folder.name}.new")
            shutil.rmtree(aside, ignore_errors=True)
            check([BIN / "ansible-galaxy", "collection", "install", "--offline", archive, "-p", aside])
            aside.replace(folder)
        _forget_old(folder)
    return folder


def _digest() -> str:
    """Return one state of the repository's files: names, contents, and who may run them."""
    state = hashlib.sha256()
    for file in source_files():
        content = (ROOT / file).read_bytes()
        state.update(f"{file}\0{os.access(ROOT / file, os.X_OK)}\0{len(content)}\0".encode())
        state.update(content)
    return state.hexdigest()[:16]


def _forget_old(current: Path) -> None:
    """Remove what was built of other states of the files; not what another run of the tests may be using now."""
    current.touch()
    for other in current.parent.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if other != current and time.time() - other.stat().st_mtime > _HOUR:
                shutil.rmtree(other)


if __name__ == "__main__":
    print(Path(shutil.copy(tarball(), ROOT)).name)
