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
import grp
import hashlib
import json
import os
import pwd
import re
import stat
import tempfile
import time
import zipfile
import zlib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.encrypt import is_encrypted
from ansible_collections.voip.grandstream.plugins.module_utils._publish import manifest as manifests
from ansible_collections.voip.grandstream.plugins.module_utils._publish.manifest import Manifest
from ansible_collections.voip.grandstream.plugins.module_utils._publish.plan import ENCRYPTED, PLAIN

LOCK = ".gs_publish.lock"
PATIENCE = 60.0
"""Seconds to wait for another run that works on the same folder."""

FILES = "files/"
"""Where a bundle has the new files."""

_WORK = "work.json"
_LEFTOVER = re.compile(r"\.(?:cfg[0-9a-f]{12}\.xml|phonebook\.xml|\.gs_publish\.json)\.\w+\.new")
"""What :func:`_replace` calls a file that is not in its place yet."""

_OLDEST_LEFTOVER = 3600
"""Seconds. A file that a killed run has left aside is not touched before, because it may be of a run that goes on."""


class OutdatedError(Exception):
    """Another run has changed the folder since it was looked at. Nothing was done."""


class Attributes(NamedTuple):
    """What the files and folders belong to. ``owner``, ``group``: numbers, None for those of the process. ``mode``: of files."""

    owner: int | None
    group: int | None
    mode: int

    @property
    def folder_mode(self) -> int:
        """Return the mode of folders: who may read files may enter."""
        return self.mode | ((self.mode & 0o444) >> 2)

    def fit(self, status: os.stat_result) -> bool:
        """Return whether a file belongs to them already."""
        return (
            stat.S_IMODE(status.st_mode) == self.mode
            and self.owner in (None, status.st_uid)
            and self.group in (None, status.st_gid)
        )

    def give(self, handle: int, mode: int) -> None:
        """Give them to an open file or folder, with this mode. Not to a path: whoever else may write to the folder could put a
        link there meanwhile, and with become, the file behind it would be given to the owner."""
        if self.owner is not None or self.group is not None:
            os.fchown(handle, -1 if self.owner is None else self.owner, -1 if self.group is None else self.group)
        # Afterwards, because a change of the owner may take bits away.
        os.fchmod(handle, mode)


def attributes(owner: str | None, group: str | None, mode: int) -> Attributes:
    """Return the attributes with the numbers of this machine. Raise :class:`InputError` for a name that it does not know."""
    return Attributes(
        _number("gs_publish_owner", owner, lambda name: pwd.getpwnam(name).pw_uid),
        _number("gs_publish_group", group, lambda name: grp.getgrnam(name).gr_gid),
        mode,
    )


def _number(option: str, name: str | None, find: Callable[[str], int]) -> int | None:
    if not name:
        return None
    try:
        return int(name) if name.isdigit() else find(name)
    except KeyError:
        raise InputError(f"{option}: this machine knows no {name!r}") from None


def look(folder: Path, wanted: Attributes) -> dict[str, Any]:
    """Return what is in the folder, in a form that can be sent: see :class:`plan.HeldFiles`.

    ``manifest``: its text, packed. ``generation``: what :func:`apply` wants to know of the manifest that a plan was made for.
    ``unlike``: names of files that belong to somebody else than wanted. Raise :class:`InputError` where the folder cannot be
    used.
    """
    _check(folder)
    text = _manifest_text(folder)
    manifest = manifests.parsed(text)
    damaged, unlike = [], []
    for name, record in manifest.files.items():
        path = folder / name
        content = _content(path)
        if content is None or manifests.file_hash(manifest, content) != record.file:
            damaged.append(name)
        elif not wanted.fit(path.lstat()):
            unlike.append(name)
    with os.scandir(folder) as entries:
        strangers = {
            entry.name: ENCRYPTED if _is_encrypted(Path(entry.path)) else PLAIN
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
    for name in map(_checked, names):
        with suppress(OSError):
            content = _content(folder / name)
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
    _check(folder)
    with _archive(bundle) as archive, _locked(folder):
        work = json.loads(archive.read(_WORK))
        former_text = _manifest_text(folder)
        if _generation(former_text) != work["generation"]:
            raise OutdatedError
        former, after = manifests.parsed(former_text), manifests.parsed(work["manifest"])
        going = [_checked(name) for name in work["remove"]]
        _sweep(folder)
        # First the manifest with everything in it: a run that is killed leaves no file that nobody knows of.
        during = after._replace(files={**{name: former.files[name] for name in going}, **after.files})
        _write_manifest(folder, during)
        new = [entry.filename[len(FILES) :] for entry in archive.infolist() if entry.filename.startswith(FILES)]
        for name in new:
            path = folder / _checked(name)
            _make_folders(folder, path.parent, wanted)
            _replace(path, archive.read(FILES + name), wanted)
        for name in set(after.files) - set(new):
            if not _linked(folder, folder / _checked(name)):
                _correct(folder / name, wanted)
        removed = [name for name in going if _remove(folder, folder / name)]
        if going:
            _write_manifest(folder, after)
    return removed


@contextmanager
def _archive(bundle: Path) -> Iterator[zipfile.ZipFile]:
    """Open a bundle, and remove it: it has the secrets of all phones, and Ansible leaves its temporary files behind on Ctrl-C."""
    with zipfile.ZipFile(bundle) as archive:
        # With become, the folder may belong to another user. Then Ansible removes it.
        with suppress(OSError):
            bundle.unlink()
        yield archive


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    _replace(folder / manifests.NAME, manifests.serialized(manifest).encode(), Attributes(None, None, 0o600))


def _checked(name: str) -> str:
    if not manifests.FILE_NAME.fullmatch(name):
        raise InputError(f"{name!r} is not a name that this collection gives to a file")
    return name


def _check(folder: Path) -> None:
    """Raise :class:`InputError` where the folder is missing or files cannot be written there."""
    if not folder.is_absolute():
        raise InputError(f"gs_publish_dest: {str(folder)!r} is not an absolute path")
    if not folder.is_dir():
        raise InputError(f"gs_publish_dest: there is no folder {folder} on this machine. Create it, or correct the path")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise InputError(
            f"gs_publish_dest: this user may not write to {folder}. Give the folder to the user, or publish with become"
        )


def _manifest_text(folder: Path) -> str:
    path = folder / manifests.NAME
    try:
        content = _content(path)
        if content is None and os.path.lexists(path):
            raise InputError(f"{path}: this is not a regular file. Remove it")
        return (content or b"").decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise InputError(f"{path}: {reason}") from None


def _opened(path: Path, flags: int = 0) -> int:
    """Open a file or folder that is no symbolic link, to read it. A named pipe does not hold the run. Raise :class:`OSError`."""
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | flags)


@contextmanager
def _regular_file(path: Path) -> Iterator[int | None]:
    """Open a regular file to read it; give None where there is none, or a link or something else is in its place.

    Raise :class:`OSError` where it cannot be opened.
    """
    handle = None
    try:
        handle = _opened(path)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            raise
    try:
        yield handle if handle is not None and stat.S_ISREG(os.fstat(handle).st_mode) else None
    finally:
        if handle is not None:
            os.close(handle)


def _content(path: Path) -> bytes | None:
    """Return what is in a regular file; None where there is none. Raise :class:`OSError` where it cannot be read."""
    with _regular_file(path) as handle:
        if handle is None:
            return None
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read()


def _generation(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_encrypted(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return is_encrypted(file.read(16))
    except OSError:
        return False


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other runs off the folder. Raise :class:`InputError` where one does not get ready in time."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in (errno.EACCES, errno.EAGAIN) or time.monotonic() > until:
                    raise InputError(
                        f"another run has been publishing to {folder} for {PATIENCE:g} s. Repeat this one when it is done"
                    ) from None
                time.sleep(0.2)
        yield
    finally:
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove what runs that were killed have left aside."""
    for path in (path for pattern in (".*.new", "phonebook/.*.new", "phonebook/*/.*.new") for path in folder.glob(pattern)):
        if not _LEFTOVER.fullmatch(path.name) or _linked(folder, path):
            continue
        status = path.lstat()
        if stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime > _OLDEST_LEFTOVER:
            path.unlink()


def _make_folders(folder: Path, wanted_folder: Path, wanted: Attributes) -> None:
    """Make the folders between ``folder`` and ``wanted_folder``. Raise :class:`InputError` for a link in their place."""
    for part in reversed(_below(folder, wanted_folder)):
        if part.is_symlink():
            raise InputError(f"{part} is a symbolic link, which is not followed. Put a folder in its place")
        if not part.is_dir():
            part.mkdir()
            handle = _opened(part, os.O_DIRECTORY)
            try:
                wanted.give(handle, wanted.folder_mode)
            finally:
                os.close(handle)


def _below(folder: Path, path: Path) -> list[Path]:
    """Return a path and those of the folders that it is in which are below ``folder``, the innermost first."""
    return [part for part in (path, *path.parents) if folder in part.parents]


def _linked(folder: Path, path: Path) -> bool:
    """Return whether a file is elsewhere in truth, because a folder on the way to it is a link."""
    return any(part.is_symlink() for part in _below(folder, path.parent))


def _replace(path: Path, content: bytes, wanted: Attributes) -> None:
    """Write a file whole, so that a reader sees the former one or the new one. A link in its place is replaced."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            wanted.give(handle, wanted.mode)
        aside.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            aside.unlink()
        raise


def _correct(path: Path, wanted: Attributes) -> None:
    """Give a file that stays its owner, group and mode."""
    with _regular_file(path) as handle:
        if handle is not None and not wanted.fit(os.fstat(handle)):
            wanted.give(handle, wanted.mode)


def _remove(folder: Path, path: Path) -> bool:
    """Remove a file, and its folder when that is empty then. Return whether it was there: behind a link it is not ours."""
    try:
        if _linked(folder, path):
            return False
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    with suppress(OSError):
        for part in _below(folder, path.parent):
            part.rmdir()
    return True


def file_mode(value: Any) -> int:
    """Return the mode that an option says: ``"0640"``, or the number that YAML makes of 0640. Raise :class:`InputError`."""
    text = str(value).strip()
    mode = value if isinstance(value, int) else int(text, 8) if re.fullmatch("0?[0-7]{3}", text) else -1
    if isinstance(value, bool) or not 0o400 <= mode <= 0o777 or not mode & 0o400:
        raise InputError("gs_publish_mode: this is not the mode of a file that its owner can read. Write it as '0640', in quotes")
    return mode
