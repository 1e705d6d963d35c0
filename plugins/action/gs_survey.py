# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t
from pathlib import Path

from ansible_collections.voip.grandstream.plugins.module_utils._resources.config import RESOURCE
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.action import CREW_SPEC, LookActionBase
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.findings import Findings
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.hosts import Hosts
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.limit_file import LimitFile
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.reading import beginning

ARGUMENT_SPEC: dict[str, dict[str, t.Any]] = {**CREW_SPEC, "limit_file": {"type": "path"}}


class ActionModule(LookActionBase):
    """``gs_survey``: a look at all phones, in processes and threads of its own. Its documentation is the module's."""

    title = "a survey"
    argument_spec = ARGUMENT_SPEC

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """See :meth:`ActionBase.run`. Raise :class:`AnsibleActionFail` only where no phone could be looked at."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        options = self.options()
        names = self.names(options["hosts"], variables)
        limit_file = LimitFile(Path.cwd() / Path(options["limit_file"]).expanduser()) if options["limit_file"] else None
        findings = Findings(names)
        hosts = Hosts(self._task, variables, self._loader)
        self.look(names, beginning(hosts, RESOURCE, bool(self._task.diff)), options, findings, findings.note)
        result = findings.result()
        if limit_file is not None:
            limit_file.write(result["hosts"]["drifted"])
            result["limit_file"] = options["limit_file"]
        return result
