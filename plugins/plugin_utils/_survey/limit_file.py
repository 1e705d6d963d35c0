# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file with the names of hosts for the option C(--limit) of a next run."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ansible.errors import AnsibleActionFail

from ansible_collections.voip.grandstream.plugins.plugin_utils._whole_file import write_whole

NOBODY = "!all"
"""The line that selects no host. An empty file selects all of them."""


class LimitFile:
    """The file at ``path``. Until :meth:`write`, and where the survey ends before, it selects no host.

    Raise :class:`AnsibleActionFail` where it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.write([])

    def write(self, names: Sequence[str]) -> None:
        """Replace the file by one with these names, or by one that selects no host. Raise :class:`AnsibleActionFail`."""
        try:
            write_whole(self._path, "".join(f"{name}\n" for name in names or [NOBODY]))
        except OSError as error:
            raise AnsibleActionFail(
                f"limit_file: {self._path} cannot be written: {error.strerror or error}. Name a file in a folder that is there"
            ) from None
