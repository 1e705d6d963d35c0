# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import tempfile
import typing as t
from pathlib import Path

from ansible import constants
from ansible.plugins.loader import action_loader, connection_loader

from ansible_collections.voip.grandstream.plugins.module_utils._resources.phonebook_download import FILE_OPTIONS, RESOURCE
from ansible_collections.voip.grandstream.plugins.plugin_utils._action import PhoneActionBase

SHOWN = ("changed", "failed", "msg", "dest", "checksum", "size", "mode", "owner", "group", "state", "backup_file")
"""What the result takes over from ansible.builtin.copy."""


class ActionModule(PhoneActionBase):
    """``gs_phonebook_download``: the file comes through either door, and is written on the controller by ansible-core."""

    resource = RESOURCE

    _supports_async = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """See :meth:`PhoneActionBase.run`."""
        result = super().run(tmp, task_vars)
        if "content" not in result:
            return result
        with tempfile.TemporaryDirectory(dir=constants.DEFAULT_LOCAL_TMP) as folder:
            source = Path(folder) / "phonebook.xml"
            source.write_bytes(base64.b64decode(result.pop("content")))
            return {**result, **self._copied(source, task_vars or {})}

    def _copied(self, source: Path, task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        """Let ansible.builtin.copy bring the file to its place on the controller, whatever the task's connection."""
        task = self._task.copy()
        task.delegate_to = None
        task.args = {name: value for name, value in self._task.args.items() if name in FILE_OPTIONS or name == "attr"}
        task.args["src"] = str(source)
        copy = action_loader.get(
            "ansible.builtin.copy",
            task=task,
            connection=connection_loader.get("ansible.builtin.local", self._play_context),
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        copied = copy.run(task_vars={**task_vars, "ansible_python_interpreter": task_vars["ansible_playbook_python"]})
        result = {"dest": task.args["dest"], **{name: copied[name] for name in SHOWN if name in copied}}
        if self._task.diff:
            result["diff"] = [_named(difference, result["dest"]) for difference in _differences(copied)]
        return result


def _differences(copied: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """Return the differences in a result of ansible.builtin.copy: a list, a single one, or none."""
    found = copied.get("diff") or []
    return [found] if isinstance(found, dict) else list(found)


def _named(difference: dict[str, t.Any], dest: str) -> dict[str, t.Any]:
    """Return a difference with the file's place instead of that of our temporary one."""
    return {**difference, "after_header": dest} if "after_header" in difference else difference
