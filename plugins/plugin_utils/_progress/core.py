# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the progress callback has to know of ansible-core's plays, blocks, tasks and results, of every supported version."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import os
import sys
import typing as t

from ansible import constants
from ansible.playbook.block import Block

from ansible_collections.voip.grandstream.plugins.plugin_utils._progress.model import RunningTask
from ansible_collections.voip.grandstream.plugins.plugin_utils._progress.screen import NARROW

PLAIN = ("CI", "AWX_ISOLATED_DATA_DIR")
"""Environment variables of those who want no pictures: pipelines, and ansible-runner, which is a terminal to Ansible."""

COLOURS = {
    "ok": constants.COLOR_OK,
    "changed": constants.COLOR_CHANGED,
    "failed": constants.COLOR_ERROR,
    "unreachable": constants.COLOR_UNREACHABLE,
    "skipped": constants.COLOR_SKIP,
    "ignored": constants.COLOR_WARN,
    "rescued": constants.COLOR_WARN,
}
"""What ansible-core's configuration calls the colour of each status."""


def part(result: t.Any, name: str) -> t.Any:
    """The C(host), C(task) or C(result) of a task's result. Before ansible-core 2.19 these are named with an underscore."""
    return getattr(result, name) if hasattr(result, name) else getattr(result, f"_{name}")


def key(task: t.Any) -> str:
    """What tells one task from the others."""
    return str(task._uuid)  # noqa: SLF001 - as the default callback does; there is no public name


def is_ours(task: t.Any) -> bool:
    """Whether the task's module is one of this collection, whose results keep secrets to themselves."""
    return str(task.resolved_action or task.action).startswith("voip.grandstream.")


def batch(play: t.Any) -> list[str]:
    """The hosts of the play, or of its present batch."""
    variables = play.get_variable_manager().get_vars(play=play)
    hosts, present = list(variables["ansible_play_hosts_all"]), set(variables["ansible_play_batch"])
    # The localhost that no inventory names is in no batch, and where no hosts match, the batch is that of the play before.
    return [host for host in hosts if host in present] or hosts


def is_concurrent(play: t.Any) -> bool:
    """Whether the hosts of the play do not wait for each other after each task."""
    return str(play.strategy).endswith(("free", "host_pinned"))


def is_in_rescue(task: t.Any) -> bool:
    """Whether only those hosts come to the task that failed before."""
    return any(section == "rescue" for dummy, section in _blocks(task))


def failure(task: t.Any, *, ignored: bool) -> str:
    """The status of a failure: whether it is ignored, leads to a block's rescue section, or is one."""
    if ignored:
        return "ignored"
    return "rescued" if any(section == "block" and block.rescue for block, section in _blocks(task)) else "failed"


def _blocks(task: t.Any) -> t.Iterator[tuple[t.Any, str]]:
    """The blocks around a task, from the inside, and in which section of each it is."""
    child, parent = task, task._parent  # noqa: SLF001 - there is no public way up
    while parent is not None:
        if isinstance(parent, Block):
            sections = [name for name in ("rescue", "always") if key(child) in {key(item) for item in getattr(parent, name)}]
            yield parent, sections[0] if sections else "block"
        child, parent = parent, parent._parent  # noqa: SLF001 - as above


def columns() -> int | None:
    """The width of the terminal; None where the output is no terminal, or one that does not tell."""
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or None if sys.__stdout__ else None
    except (OSError, ValueError):
        return None


def silence(stream: t.TextIO) -> None:
    """Let what follows go nowhere: who reads has read enough, as in C(| head), and a broken pipe need not end the run."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def has_pictures() -> bool:
    """Whether the output is a terminal that can show a picture, and nobody minds."""
    if not sys.stdout.isatty() or os.environ.get("TERM", "dumb") in ("", "dumb", "unknown"):
        return False
    return not any(os.environ.get(name) for name in PLAIN) and (columns() or 0) >= NARROW


def painter() -> t.Callable[[t.Sequence[RunningTask], float, int, int], str] | None:
    """What draws pictures for this terminal; None where there are none, or the library for them is missing."""
    if not has_pictures():
        return None
    # Only here: it takes long to import.
    from ansible_collections.voip.grandstream.plugins.plugin_utils._progress import bar  # noqa: PLC0415

    return bar.Painter(sys.stdout, colours=not constants.ANSIBLE_NOCOLOR) if bar.HAS_RICH else None
