# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import time
import typing as t
from pathlib import Path

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.voip.grandstream.plugins.module_utils import _interrupts
from ansible_collections.voip.grandstream.plugins.module_utils._resources.config import RESOURCE
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.engine import Crew, look_at_all
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.findings import Findings
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.hosts import Hosts
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.limit_file import LimitFile
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.reading import beginning

ARGUMENT_SPEC: dict[str, dict[str, t.Any]] = {
    "hosts": {"type": "str"},
    "workers": {"type": "int"},
    "concurrency": {"type": "int", "default": 64},
    "limit_file": {"type": "path"},
    "progress": {"type": "float", "default": 10.0},
}


class ActionModule(ActionBase):
    """``gs_survey``: a look at all phones, in processes and threads of its own. Its documentation is the module's."""

    BYPASS_HOST_LOOP = True
    _requires_connection = False
    _supports_async = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """See :meth:`ActionBase.run`. Raise :class:`AnsibleActionFail` only where no phone could be looked at."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        options = plain(self.validate_argument_spec(ARGUMENT_SPEC)[0].validated_parameters)
        self._check(options)
        names = self._names(options["hosts"], variables)
        limit_file = LimitFile(Path.cwd() / Path(options["limit_file"]).expanduser()) if options["limit_file"] else None
        findings = Findings(names)
        hosts = Hosts(self._task, variables, self._loader)
        crew = Crew(options["workers"] or len(os.sched_getaffinity(0)), options["concurrency"])
        progress = _Progress(findings, options["progress"])
        begin = beginning(hosts, RESOURCE, bool(self._task.diff))
        with _interrupts.as_exception():
            try:
                look_at_all(names, begin, crew, findings.note, progress.tell)
            except _interrupts.Interrupted:
                _interrupts.tell(findings.interrupted())
                raise
        result = findings.result()
        if limit_file is not None:
            limit_file.write(result["hosts"]["drifted"])
            result["limit_file"] = options["limit_file"]
        return result

    def _check(self, options: dict[str, t.Any]) -> None:
        if self._task.delegate_to:
            raise AnsibleActionFail(
                "delegate_to: a survey always runs on the controller, and cannot be delegated. To look at phones that only "
                "another host reaches, run ansible-playbook on that host"
            )
        for name, least in (("workers", 1), ("concurrency", 1), ("progress", 0)):
            if options[name] is not None and options[name] < least:
                raise AnsibleActionFail(f"{name}: {options[name]:g} is too small. It is at least {least}")

    def _names(self, pattern: str | None, variables: dict[str, t.Any]) -> list[str]:
        """Return the names of the hosts to look at."""
        if pattern is None:
            return [str(name) for name in variables["ansible_play_batch"]]
        inventory = variables["hostvars"]._inventory  # noqa: SLF001 - it has no other name
        found = [str(host.name) for host in inventory.get_hosts(pattern)]
        if not found:
            raise AnsibleActionFail(f"hosts: no host of the inventory matches {pattern!r}. Look for a slip in it, and at --limit")
        return found


class _Progress:
    """Tells how far a survey is, every ``seconds``; never where that is 0."""

    def __init__(self, findings: Findings, seconds: float) -> None:
        self._findings = findings
        self._seconds = seconds
        self._told = time.monotonic()

    def tell(self) -> None:
        """Tell it, if it is time."""
        if self._seconds and time.monotonic() - self._told >= self._seconds:
            self._told = time.monotonic()
            Display().display(self._findings.progress())
