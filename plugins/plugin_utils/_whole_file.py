# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that are written whole or not at all, that follow no link, and that other users cannot read."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

_GROUP = stat.S_IRGRP | stat.S_IWGRP


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` in UTF-8, so that a reader sees the former file or the new one. The folder must be there.

    A symbolic link at ``path`` is replaced and never followed; links among the folders above it are followed. A new file is for
    its owner only. Where a file of the same owner is replaced, its group and what that group may do stay. Raise :class:`OSError`
    where that cannot be done, and :class:`UnicodeEncodeError` for text that UTF-8 does not have: the former file is unharmed.
    """
    content = text.encode("utf-8")
    former = _former(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:32]}.", suffix=".new", dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if former is not None and former.st_uid == os.geteuid() and former.st_mode & _GROUP:
                os.fchown(handle, -1, former.st_gid)
                os.fchmod(handle, stat.S_IRUSR | stat.S_IWUSR | (former.st_mode & _GROUP))
            file.write(content)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _former(path: Path) -> os.stat_result | None:
    """Return the status of the regular file at ``path``, or None for nothing and for a link that is to be replaced.

    Raise :class:`OSError` for everything else, also where a link leads there: nobody means to replace a folder or a device.
    """
    try:
        former = path.lstat()
    except FileNotFoundError:
        return None
    if stat.S_ISREG(former.st_mode):
        return former
    if stat.S_ISLNK(former.st_mode) and (path.is_file() or not path.exists()):
        return None
    raise OSError(errno.EINVAL, "it is not a regular file. Name another path", str(path))
