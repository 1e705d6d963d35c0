# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a host to what its phone is asked: the same code as a task on that host, in check mode."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource, Task
from ansible_collections.voip.grandstream.plugins.plugin_utils._action import checked_options, open_logins
from ansible_collections.voip.grandstream.plugins.plugin_utils._run_folder import FolderMemory
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.engine import Begin, Look, Result
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.hosts import MODULE, HostError, Hosts

_NOT_KEPT = ("invocation", "origins")
"""Parts of a task's result that are large, and that say nothing of the phone."""


def beginning(hosts: Hosts, resource: Resource, diff: bool) -> Begin:
    """Return what :func:`engine.look_at_all` wants: for a host, a task of ``resource`` in check mode.

    ``resource``: it takes the options of gs_config. It is used without its C(apply), so that nothing can be written. ``diff``:
    whether the results hold differences for people.
    """
    reading = resource._replace(apply=None)

    def begin(name: str) -> Look | Result:
        try:
            options = hosts.options(name)
        except HostError as error:
            return {"failed": True, "msg": str(error), "error": {"kind": error.kind}}
        checked = checked_options(reading, options.given, options.inherited, MODULE)
        if checked.failure is not None:
            return checked.failure
        task = Task(reading, checked.parameters, check_mode=True, diff=diff)
        task.open_logins = open_logins
        task.memory = FolderMemory()
        failure = task.prepare()
        if failure is not None:
            return _kept(failure)
        return lambda: _kept(task.run())

    return begin


def _kept(result: t.Mapping[str, t.Any]) -> Result:
    return {key: value for key, value in result.items() if key not in _NOT_KEPT}
