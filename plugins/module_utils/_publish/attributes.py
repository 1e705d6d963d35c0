# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owner, group and mode of the provisioning files, on the machine that has them."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import grp
import os
import pwd
import re
import stat
from typing import Any, Callable, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError


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


def file_mode(value: Any) -> int:
    """Return the mode that an option says: ``"0640"``, or the number that YAML makes of 0640. Raise :class:`InputError`."""
    text = str(value).strip()
    mode = value if isinstance(value, int) else int(text, 8) if re.fullmatch("0?[0-7]{3}", text) else -1
    if isinstance(value, bool) or not 0o400 <= mode <= 0o777 or not mode & 0o400:
        raise InputError("gs_publish_mode: this is not the mode of a file that its owner can read. Write it as '0640', in quotes")
    return mode
