# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a host to what its phone is asked: the same code as a task on that host, in check mode."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource, Task
from ansible_collections.voip.grandstream.plugins.plugin_utils._action import WrittenOptions, checked_options, open_logins
from ansible_collections.voip.grandstream.plugins.plugin_utils._run_folder import FolderMemory
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.engine import Begin, Look, Result
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.hosts import MODULE, NAMES, HostError, Hosts


def beginning(hosts: Hosts, resource: Resource, diff: bool) -> Begin:
    """Return what :func:`engine.look_at_all` wants: for a host, a task of ``resource`` in check mode.

    ``resource``: it takes the options of gs_config. Its C(apply) is another one, so that nothing can be written. ``diff``:
    whether the results hold differences for people.
    """
    # Without the origins of settings too: they are most of a result, and say nothing of the phone.
    reading = resource._replace(apply=_never, without_phone=_nothing)

    def begin(name: str) -> Look | Result:
        try:
            options = hosts.options(name)
        except HostError as error:
            return {"failed": True, "msg": str(error), "error": {"kind": error.kind}}
        checked = checked_options(reading, WrittenOptions(options.given, options.inherited, NAMES), MODULE)
        if checked.failure is not None:
            return checked.failure
        task = Task(reading, checked.parameters, check_mode=True, diff=diff)
        task.open_logins = open_logins
        task.memory = _FormerNotes()
        task.neighbours = hosts.neighbours(name)
        task.inventory_name = name
        task.shows_invocation = False
        return task.prepare() or task.run

    return begin


class _FormerNotes(FolderMemory):
    """What the run has noted of the phones before. Nothing is added: the next task sees the same in the answers that it needs
    anyway, and a file for each of ten thousand phones takes longer to write and to remove than to read their answers."""

    def note(self, key: str, text: str) -> None:
        """See :meth:`RunMemory.note`. Keep nothing: the task has it."""


def _nothing(dummy: t.Any) -> Result:
    return {}


def _never(*dummy: t.Any) -> t.NoReturn:
    raise RuntimeError("a survey writes nothing")
