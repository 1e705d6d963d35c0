# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder in which the processes of one run share files, and what they tell each other there."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from ansible import constants
from ansible.errors import AnsibleError

from ansible_collections.voip.grandstream.plugins.module_utils._api.traits import RunMemory
from ansible_collections.voip.grandstream.plugins.plugin_utils._whole_file import write_whole


def run_folder() -> Path:
    """Return the folder that all processes of a run share and ansible-core removes at its end.

    Raise :class:`AnsibleError` where there is no such folder.
    """
    if not constants.DEFAULT_LOCAL_TMP:
        raise AnsibleError("ansible-core has no temporary folder. Set ANSIBLE_LOCAL_TEMP to a folder")
    return Path(constants.DEFAULT_LOCAL_TMP)


def run_file(name: str) -> Path:
    """Return the path of the collection's file of that name in that folder."""
    return run_folder() / f"voip.grandstream.{name}"


class FolderMemory(RunMemory):
    """The notes of all processes of a run: one file for each key in the folder of the run."""

    def recall(self, key: str) -> str | None:
        """See :meth:`RunMemory.recall`."""
        try:
            return self._file(key).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def note(self, key: str, text: str) -> None:
        """See :meth:`RunMemory.note`. Another process sees the former text or this one, never a part.

        Nobody wants to know any more where the run is over, and its folder gone: after Ctrl-C, a task may still be bringing the
        former values of its phone back, or it is a background task that was left behind.
        """
        with suppress(FileNotFoundError):
            write_whole(self._file(key), text)

    def _file(self, key: str) -> Path:
        return run_file(quote(key, safe=""))
