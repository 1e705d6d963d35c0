# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ansible_collections.voip.grandstream.plugins.module_utils._publish.options import USER_SPEC
from ansible_collections.voip.grandstream.plugins.plugin_utils._action import WEBAPI, validation_message
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.folder import Folder, FolderError
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.run import Run


class ActionModule(ActionBase):
    """Write the provisioning files of all phones of a play, once. Its documentation is the module's."""

    BYPASS_HOST_LOOP = True
    TRANSFERS_FILES = True
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """See :meth:`ActionBase.run`."""
        if self._connection.transport == WEBAPI:
            return _refused(
                "gs_publish writes files, and a phone has no folder for them. Delegate the task to the machine that has the "
                "folder: delegate_to: localhost, or the web server."
            )
        super().run(tmp, task_vars)
        self._variables = variables = task_vars or {}
        validation = ArgumentSpecValidator(USER_SPEC).validate(plain(self._task.args))
        if validation.errors.errors:
            return _refused(validation_message(validation, "voip.grandstream.gs_publish"))
        folder = Folder(validation.validated_parameters, self._module, self._send)
        try:
            return Run(folder, validation.validated_parameters, self._task, variables, self._loader).result()
        except FolderError as error:
            return error.result

    def _module(self, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
        """Return the answer of the module, which runs where the task's connection leads."""
        # It may have files with their secrets, and the connection ssh shows what programs answer with -vvv.
        context = self._connection._play_context  # noqa: SLF001 - where that connection looks whether it may
        usual, context.no_log = context.no_log, True
        try:
            answer: dict[str, t.Any] = self._execute_module(
                module_name="voip.grandstream.gs_publish", module_args=arguments, task_vars=self._variables
            )
        finally:
            context.no_log = usual
        return answer

    def _send(self, path: str) -> str:
        """Bring a file to where the module runs. Return its path there."""
        shell = self._connection._shell  # noqa: SLF001 - as the action plugins of ansible-core do it
        remote: str = shell.join_path(shell.tmpdir, "files.zip")
        self._transfer_file(path, remote)
        self._fixup_perms2((shell.tmpdir, remote))
        return remote


def _refused(message: str) -> dict[str, t.Any]:
    return {"failed": True, "msg": message, "error": {"kind": "input", "problems": [{"problem": message, "hosts": []}]}}
