# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The base of the action plugins that look at all phones of a play in one task."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import os
import time
import typing as t

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.voip.grandstream.plugins.module_utils import _interrupts
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.engine import Begin, Crew, Note, look_at_all
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.findings import Findings

CREW_SPEC: dict[str, dict[str, t.Any]] = {
    "hosts": {"type": "str"},
    "workers": {"type": "int"},
    "concurrency": {"type": "int", "default": 64},
    "progress": {"type": "float", "default": 10.0},
}
"""The options that say which phones are looked at, and how."""


class LookActionBase(ActionBase):
    """Base of the action plugins that look at all phones at once. ``title``: how that is called in a sentence.
    ``argument_spec``: all options, with those of :data:`CREW_SPEC`."""

    title: t.ClassVar[str]
    argument_spec: t.ClassVar[dict[str, dict[str, t.Any]]]

    BYPASS_HOST_LOOP = True
    _requires_connection = False
    _supports_async = False
    _supports_check_mode = True

    def options(self) -> dict[str, t.Any]:
        """Return the options of the task. Raise :class:`AnsibleActionFail` where they are wrong."""
        options: dict[str, t.Any] = plain(self.validate_argument_spec(self.argument_spec)[0].validated_parameters)
        if self._task.delegate_to:
            raise AnsibleActionFail(
                f"delegate_to: {self.title} always runs on the controller, and cannot be delegated. To look at phones that only "
                "another host reaches, run ansible-playbook on that host"
            )
        for name, least in (("workers", 1), ("concurrency", 1), ("progress", 0)):
            if options[name] is not None and options[name] < least:
                raise AnsibleActionFail(f"{name}: {options[name]:g} is too small. It is at least {least}")
        return options

    def names(self, pattern: str | None, variables: dict[str, t.Any]) -> list[str]:
        """Return the names of the hosts to look at. Raise :class:`AnsibleActionFail` where a pattern fits none."""
        if pattern is None:
            return [str(name) for name in variables["ansible_play_batch"]]
        inventory = variables["hostvars"]._inventory  # noqa: SLF001 - it has no other name
        found = [str(host.name) for host in inventory.get_hosts(pattern)]
        if not found:
            raise AnsibleActionFail(f"hosts: no host of the inventory matches {pattern!r}. Look for a slip in it, and at --limit")
        return found

    def crew(self, options: t.Mapping[str, t.Any]) -> Crew:
        """Return who looks at the phones: by default a process for each core."""
        return Crew(options["workers"] or len(os.sched_getaffinity(0)), options["concurrency"])

    def look(self, names: t.Sequence[str], begin: Begin, options: dict[str, t.Any], findings: Findings, note: Note) -> None:
        """Look at the phones of these hosts, and tell now and then how far that is. Ctrl-C ends it, and is told."""
        crew = self.crew(options)
        progress = _Progress(findings, options["progress"])
        with _interrupts.as_exception():
            try:
                look_at_all(names, begin, crew, note, progress.tell)
            except _interrupts.Interrupted:
                _interrupts.tell(findings.interrupted())
                raise


class _Progress:
    """Tells how far it is, every ``seconds``; never where that is 0."""

    def __init__(self, findings: Findings, seconds: float) -> None:
        self._findings = findings
        self._seconds = seconds
        self._told = time.monotonic()

    def tell(self) -> None:
        """Tell it, if it is time."""
        if self._seconds and time.monotonic() - self._told >= self._seconds:
            self._told = time.monotonic()
            Display().display(self._findings.progress())
