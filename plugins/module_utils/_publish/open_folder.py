# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A folder that is held open. All that is done in it starts there and follows no symbolic link.

Others may write to the folder of provisioning files, too: the web server, say. A path that was looked at can lead elsewhere when
it is used, an open folder cannot.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Iterator, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._publish.attributes import Attributes

_LEFTOVER = re.compile(r"\.(?:cfg[0-9a-f]{12}\.xml|phonebook\.xml|\.gs_publish\.json)\.\w+\.new")
"""What :meth:`OpenFolder.replace` calls a file that is not in its place yet."""

_OLDEST_LEFTOVER = 3600
"""Seconds. A file that a killed run has left aside is not touched before, because it may be of a run that goes on."""

_NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
"""Reasons for which nothing of ours is in a place: it is empty, or there is a link or a file on the way."""


class OpenFolder(NamedTuple):
    """A folder. ``path``: for messages. ``handle``: the open folder. Names are relative to it, with ``/`` between the parts.

    The methods raise :class:`OSError` with the whole path.
    """

    path: Path
    handle: int

    @contextmanager
    def holder(self, name: str, wanted: Attributes | None = None) -> Iterator[tuple[OpenFolder, str]]:
        """Open the innermost folder on the way to a name, and give the name there. With ``wanted``, missing folders are made, and
        an :class:`InputError` says what is in the place of one."""
        first, slash, rest = name.partition("/")
        if not slash:
            yield self, name
            return
        handle = self._folder(first) if wanted is None else self._made_folder(first, wanted)
        try:
            with OpenFolder(self.path / first, handle).holder(rest, wanted) as found:
                yield found
        finally:
            os.close(handle)

    def _folder(self, name: str) -> int:
        return self.open(name, os.O_RDONLY | os.O_DIRECTORY)

    def _made_folder(self, name: str, wanted: Attributes) -> int:
        """Open a folder, which is made where it is missing. Raise :class:`InputError` where something else is in its place."""
        is_new = True
        try:
            os.mkdir(name, 0o700, dir_fd=self.handle)
        except FileExistsError:
            is_new = False
        try:
            handle = self._folder(name)
        except OSError as error:
            if error.errno not in (errno.ENOTDIR, errno.ELOOP):
                raise
            raise InputError(
                f"{self.path / name} is not a folder, and a symbolic link is not followed. Put a folder in its place"
            ) from None
        if is_new:
            try:
                wanted.give(handle, wanted.folder_mode)
            except BaseException:
                os.close(handle)
                raise
        return handle

    def open(self, name: str, flags: int = os.O_RDONLY, mode: int = 0o600) -> int:
        """Open what is directly in this folder and is no symbolic link. A named pipe does not hold the run."""
        try:
            return os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, mode, dir_fd=self.handle)
        except OSError as error:
            error.filename = str(self.path / name)
            raise

    @contextmanager
    def regular_file(self, name: str) -> Iterator[int | None]:
        """Open a regular file to read it; give None where there is none, or a link or something else is in its place."""
        handle = None
        try:
            with self.holder(name) as (inner, last):
                handle = inner.open(last)
        except OSError as error:
            if error.errno not in _NOT_THERE:
                raise
        try:
            yield handle if handle is not None and stat.S_ISREG(os.fstat(handle).st_mode) else None
        finally:
            if handle is not None:
                os.close(handle)

    def content(self, name: str) -> bytes | None:
        """Return what is in a regular file; None where there is none."""
        with self.regular_file(name) as handle:
            return None if handle is None else read(handle)

    def is_something(self, name: str) -> bool:
        """Return whether there is anything of this name directly in this folder."""
        try:
            os.stat(name, dir_fd=self.handle, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def replace(self, name: str, content: bytes, wanted: Attributes) -> None:
        """Write a file whole, so that a reader sees the former one or the new one. A link in its place is replaced."""
        with self.holder(name, wanted) as (inner, last):
            aside = f".{last}.{secrets.token_hex(8)}.new"
            handle = inner.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    wanted.give(handle, wanted.mode)
                os.replace(aside, last, src_dir_fd=inner.handle, dst_dir_fd=inner.handle)
            except BaseException:
                with suppress(OSError):
                    os.unlink(aside, dir_fd=inner.handle)
                raise

    def correct(self, name: str, wanted: Attributes) -> None:
        """Give a file that stays its owner, group and mode."""
        with self.regular_file(name) as handle:
            if handle is not None and not wanted.fit(os.fstat(handle)):
                wanted.give(handle, wanted.mode)

    def remove(self, name: str) -> bool:
        """Remove a file, and its folders when they are empty then. Return whether it was there: behind a link it is not ours."""
        try:
            with self.holder(name) as (inner, last):
                os.unlink(last, dir_fd=inner.handle)
        except OSError as error:
            if error.errno not in _NOT_THERE:
                error.filename = str(self.path / name)
                raise
            return False
        with suppress(OSError):
            while "/" in name:
                name = name.rpartition("/")[0]
                with self.holder(name) as (inner, last):
                    os.rmdir(last, dir_fd=inner.handle)
        return True

    def sweep(self) -> list[str]:
        """Remove what runs that were killed have left aside here. Return the names of the folders that are here."""
        with os.scandir(self.handle) as entries:
            found = list(entries)
        for entry in found:
            with suppress(FileNotFoundError):
                if _LEFTOVER.fullmatch(entry.name):
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime > _OLDEST_LEFTOVER:
                        os.unlink(entry.name, dir_fd=self.handle)
        return [entry.name for entry in found if entry.is_dir(follow_symlinks=False)]


@contextmanager
def opened(path: Path) -> Iterator[OpenFolder]:
    """Hold a folder open. A link in its place is followed, because its name is the user's own."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield OpenFolder(path, handle)
    finally:
        os.close(handle)


def read(handle: int, size: int = -1) -> bytes:
    """Return what is in an open file, or its beginning. It stays open."""
    with os.fdopen(handle, "rb", closefd=False) as file:
        return file.read(size)
