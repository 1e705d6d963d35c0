# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import (
    ARGUMENT_SPEC,
    VARIABLES,
    option_problems,
    problems_of,
    worded,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.tls import check_ca_path
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._option_types import type_problems
from ansible_collections.voip.grandstream.plugins.module_utils._resources.config import VALIDATE
from ansible_collections.voip.grandstream.plugins.plugin_utils._action import (
    WEBAPI,
    PhoneActionBase,
    password_problems,
    words_of,
)


class ActionModule(PhoneActionBase):
    """``gs_validate`` in the controller's own process. Its documentation is the module's."""

    resource = VALIDATE
    _supports_async = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """See :meth:`ActionBase.run`. Where the host is a phone, check the variables of its connection, too."""
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        if self._connection.transport != WEBAPI:
            return result
        options = self._connection_options(ARGUMENT_SPEC, task_vars)
        wrong = self._in_user_words(self._connection_problems(options, task_vars), options, task_vars)
        if wrong:
            said = result.get("error", {}).get("problems") or ([result["msg"]] if result.get("failed") else [])
            problems = [*said, *wrong]
            result.update(failed=True, msg="; ".join(problems), error={"kind": "input", "problems": problems})
        missing = self._in_user_words(problems_of(check_ca_path, options.get("ca_path")), options, task_vars)
        if missing:
            # Not a failure: where tasks are delegated, the path is one on the host that they are delegated to.
            told = [
                f"{problem} on this machine. This is right only for tasks that are delegated to another" for problem in missing
            ]
            result["warnings"] = [*result.get("warnings", ()), *told]
        return result

    def _connection_problems(self, options: dict[str, t.Any], task_vars: dict[str, t.Any]) -> list[str]:
        """Return what any task with this phone would refuse. That a password is missing is not wrong here."""
        problems = self._switch_problems((), task_vars)
        problems += password_problems(options.get("password"))
        problems += type_problems(options, ARGUMENT_SPEC, VARIABLES)
        # What has the wrong type has no range.
        return problems or option_problems(options)

    def _in_user_words(
        self, problems: t.Sequence[str], options: t.Mapping[str, t.Any], task_vars: t.Mapping[str, t.Any]
    ) -> list[str]:
        secrets, words = Secrets(), words_of({}, task_vars)
        secrets.add(options.get("password"))
        return [secrets.mask(worded(problem, words)) for problem in problems]
