# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder of provisioning files, on the machine that has it: what is there, and the change to what should be there.

What travels between the controller and this machine is a bundle: a ZIP file with the new files, the new manifest and the names of
the files that go.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import base64
import errno
import fcntl
import hashlib
import json
import os
import time
import zipfile
import zlib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Iterator, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.encrypt import is_encrypted
from ansible_collections.voip.grandstream.plugins.module_utils._publish import manifest as manifests
from ansible_collections.voip.grandstream.plugins.module_utils._publish.attributes import Attributes
from ansible_collections.voip.grandstream.plugins.module_utils._publish.manifest import Manifest
from ansible_collections.voip.grandstream.plugins.module_utils._publish.open_folder import OpenFolder, opened, read
from ansible_collections.voip.grandstream.plugins.module_utils._publish.plan import ENCRYPTED, PLAIN

LOCK = ".gs_publish.lock"
PATIENCE = 60.0
"""Seconds to wait for another run that works on the same folder."""

FILES = "files/"
"""Where a bundle has the new files."""

_WORK = "work.json"


class OutdatedError(Exception):
    """Another run has changed the folder since it was looked at. Nothing was done."""


def look(folder: Path, wanted: Attributes) -> dict[str, Any]:
    """Return what is in the folder, in a form that can be sent: see :class:`plan.HeldFiles`.

    ``manifest``: its text, packed. ``generation``: what :func:`apply` wants to know of the manifest that a plan was made for.
    ``unlike``: names of files that belong to somebody else than wanted. Raise :class:`InputError` where the folder cannot be
    used.
    """
    with _usable(folder) as here:
        text = _manifest_text(here)
        manifest = manifests.parsed(text)
        damaged, unlike = [], []
        for name, record in manifest.files.items():
            with here.regular_file(name) as handle:
                if handle is None or manifests.file_hash(manifest, read(handle)) != record.file:
                    damaged.append(name)
                elif not wanted.fit(os.fstat(handle)):
                    unlike.append(name)
        with os.scandir(here.handle) as entries:
            strangers = {
                entry.name: ENCRYPTED if _is_encrypted(here, entry.name) else PLAIN
                for entry in entries
                if manifests.PHONE_FILE.fullmatch(entry.name) and entry.name not in manifest.files and entry.is_file()
            }
    return {
        "manifest": packed(text.encode()),
        "generation": _generation(text),
        "damaged": damaged,
        "unlike": unlike,
        "strangers": strangers,
    }


def contents(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """Return the bytes of files in a form that can be sent, by name, without those that cannot be read."""
    found = {}
    asked = [_checked(name) for name in names]
    with suppress(OSError), opened(folder) as here:
        for name in asked:
            with suppress(OSError):
                content = here.content(name)
                found.update({} if content is None else {name: packed(content)})
    return found


def packed(content: bytes) -> str:
    """Return bytes as a text that can be sent."""
    return base64.b64encode(zlib.compress(content)).decode()


def unpacked(text: str) -> bytes:
    """Return the bytes of :func:`packed`."""
    return zlib.decompress(base64.b64decode(text))


def firmware_problem(folder: Path) -> str | None:
    """Return what is wrong with a folder of firmware files; None where nothing is."""
    try:
        with os.scandir(folder) as entries:
            has_files = any(entry.is_file() for entry in entries)
    except OSError as error:
        return f"gs_publish_firmware_dir: {folder}: {error.strerror}. Create the folder, or correct the path"
    return None if has_files else f"gs_publish_firmware_dir: {folder}: there is no file in it. Put the firmware there first"


def write_bundle(path: Path, generation: str, manifest: Manifest, files: Mapping[str, bytes], remove: Sequence[str]) -> None:
    """Write the bundle for :func:`apply`. ``manifest``: as it is after the change. ``path``: must be in a private folder."""
    work = {"generation": generation, "manifest": manifests.serialized(manifest), "remove": list(remove)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
        bundle.writestr(_WORK, json.dumps(work))
        for name, content in files.items():
            bundle.writestr(FILES + name, content)


def apply(folder: Path, bundle: Path, wanted: Attributes) -> list[str]:
    """Bring the folder to what the bundle says. Return the names of the files that were there and were removed.

    Raise :class:`OutdatedError` where another run was faster, and :class:`InputError` or :class:`OSError` where the folder cannot
    be changed. Whatever ends it, each file is the former or the new one, the next run goes on where it stopped, and the bundle is
    gone.
    """
    with _usable(folder) as here, _archive(bundle) as archive, _locked(here):
        work = json.loads(archive.read(_WORK))
        former_text = _manifest_text(here)
        if _generation(former_text) != work["generation"]:
            raise OutdatedError
        former, after = manifests.parsed(former_text), manifests.parsed(work["manifest"])
        going = [_checked(name) for name in work["remove"]]
        _sweep(here)
        # First the manifest with everything in it: a run that is killed leaves no file that nobody knows of.
        during = after._replace(files={**{name: former.files[name] for name in going}, **after.files})
        _write_manifest(here, during)
        new = [_checked(entry.filename[len(FILES) :]) for entry in archive.infolist() if entry.filename.startswith(FILES)]
        for name in new:
            here.replace(name, archive.read(FILES + name), wanted)
        for name in set(after.files) - set(new):
            here.correct(_checked(name), wanted)
        removed = [name for name in going if here.remove(name)]
        if going:
            _write_manifest(here, after)
    return removed


@contextmanager
def _archive(bundle: Path) -> Iterator[zipfile.ZipFile]:
    """Open a bundle, and remove it: it has the secrets of all phones, and Ansible leaves its temporary files behind on Ctrl-C."""
    with zipfile.ZipFile(bundle) as archive:
        # With become, the folder may belong to another user. Then Ansible removes it.
        with suppress(OSError):
            bundle.unlink()
        yield archive


def _write_manifest(folder: OpenFolder, manifest: Manifest) -> None:
    folder.replace(manifests.NAME, manifests.serialized(manifest).encode(), Attributes(None, None, 0o600))


def _checked(name: str) -> str:
    if not manifests.FILE_NAME.fullmatch(name):
        raise InputError(f"{name!r} is not a name that this collection gives to a file")
    return name


@contextmanager
def _usable(folder: Path) -> Iterator[OpenFolder]:
    """Hold the folder open. Raise :class:`InputError` where it is missing or files cannot be written there."""
    if not folder.is_absolute():
        raise InputError(f"gs_publish_dest: {str(folder)!r} is not an absolute path")
    if not folder.is_dir():
        raise InputError(f"gs_publish_dest: there is no folder {folder} on this machine. Create it, or correct the path")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise InputError(
            f"gs_publish_dest: this user may not write to {folder}. Give the folder to the user, or publish with become"
        )
    with opened(folder) as here:
        yield here


def _manifest_text(folder: OpenFolder) -> str:
    path = folder.path / manifests.NAME
    try:
        content = folder.content(manifests.NAME)
        if content is None and folder.is_something(manifests.NAME):
            raise InputError(f"{path}: this is not a regular file. Remove it")
        return (content or b"").decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise InputError(f"{path}: {reason}") from None


def _generation(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_encrypted(folder: OpenFolder, name: str) -> bool:
    """Return whether a file of others is encrypted. It may be a link, which a web server would follow, too."""
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder.handle)
    except OSError:
        return False
    try:
        return is_encrypted(read(handle, 16))
    except OSError:
        return False
    finally:
        os.close(handle)


@contextmanager
def _locked(folder: OpenFolder) -> Iterator[None]:
    """Keep other runs off the folder. Raise :class:`InputError` where one does not get ready in time."""
    handle = folder.open(LOCK, os.O_RDWR | os.O_CREAT)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in (errno.EACCES, errno.EAGAIN) or time.monotonic() > until:
                    raise InputError(
                        f"another run has been publishing to {folder.path} for {PATIENCE:g} s. Repeat this one when it is done"
                    ) from None
                time.sleep(0.2)
        yield
    finally:
        os.close(handle)


def _sweep(folder: OpenFolder) -> None:
    """Remove what runs that were killed have left aside."""
    folder.sweep()
    with suppress(OSError), folder.holder(manifests.BOOKS + "/") as (books, dummy):
        for site in books.sweep():
            with suppress(OSError), books.holder(site + "/") as (inner, dummy):
                inner.sweep()
