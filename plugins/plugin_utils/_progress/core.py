# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parts of ansible-core's plays, tasks and results that the callback plugin progress reads, for all supported versions."""

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
"""Environment variables of outputs without pictures: of pipelines, and of ansible-runner, which is a terminal to Ansible."""

COLOURS = {
    "ok": constants.COLOR_OK,
    "changed": constants.COLOR_CHANGED,
    "failed": constants.COLOR_ERROR,
    "unreachable": constants.COLOR_UNREACHABLE,
    "skipped": constants.COLOR_SKIP,
    "ignored": constants.COLOR_WARN,
    "rescued": constants.COLOR_WARN,
}
"""The colour of each status, as ansible-core's configuration names it."""


def part(result: t.Any, name: str) -> t.Any:
    """Return the C(host), C(task) or C(result) of a result. Before ansible-core 2.19 their names begin with an underscore."""
    return getattr(result, name) if hasattr(result, name) else getattr(result, f"_{name}")


def key(task: t.Any) -> str:
    """Return the key that tells one task from the others."""
    return str(task._uuid)  # noqa: SLF001 - as the default callback does; there is no public name


def is_ours(task: t.Any) -> bool:
    """Return whether the task's module is one of this collection, whose results hold no secrets."""
    return str(task.resolved_action or task.action).startswith("voip.grandstream.")


def batch(play: t.Any) -> list[str]:
    """Return the hosts of the play, or of its present batch."""
    variables = play.get_variable_manager().get_vars(play=play)
    hosts, present = list(variables["ansible_play_hosts_all"]), set(variables["ansible_play_batch"])
    # The localhost that no inventory names is in no batch, and where no hosts match, the batch is that of the play before.
    return [host for host in hosts if host in present] or hosts


def is_concurrent(play: t.Any) -> bool:
    """Return whether the hosts of the play do not wait for each other after each task."""
    return str(play.strategy).endswith(("free", "host_pinned"))


def is_in_rescue(task: t.Any) -> bool:
    """Return whether only hosts that failed before come to the task."""
    return any(section == "rescue" for dummy, section in _blocks(task))


def failure(task: t.Any, *, ignored: bool) -> str:
    """Return the status of a failure: C(ignored), C(rescued) where a block has a rescue section for it, or C(failed)."""
    if ignored:
        return "ignored"
    return "rescued" if any(section == "block" and block.rescue for block, section in _blocks(task)) else "failed"


def _blocks(task: t.Any) -> t.Iterator[tuple[t.Any, str]]:
    """Yield the blocks around a task, the innermost first, and in which section of each it is."""
    child, parent = task, task._parent  # noqa: SLF001 - there is no public way up
    while parent is not None:
        if isinstance(parent, Block):
            sections = [name for name in ("rescue", "always") if key(child) in {key(item) for item in getattr(parent, name)}]
            yield parent, sections[0] if sections else "block"
        child, parent = parent, parent._parent  # noqa: SLF001 - as above


def columns() -> int | None:
    """Return the width of the terminal; None where the output is no terminal, or one that does not tell its width."""
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or None if sys.__stdout__ else None
    except (OSError, ValueError):
        return None


def silence(stream: t.TextIO) -> None:
    """Throw away what is written from now on: the reader has gone, as in C(| head), and a broken pipe must not end the run."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def has_pictures() -> bool:
    """Return whether the output is a terminal that can show a picture, and no variable of :data:`PLAIN` is set."""
    if not sys.stdout.isatty() or os.environ.get("TERM", "dumb") in ("", "dumb", "unknown"):
        return False
    return not any(os.environ.get(name) for name in PLAIN) and (columns() or 0) >= NARROW


def painter() -> t.Callable[[t.Sequence[RunningTask], float, int, int], str] | None:
    """Return a function that draws pictures for this terminal; None where it has none, or the library for them is missing."""
    if not has_pictures():
        return None
    # Imported only where it is needed, because that takes long.
    from ansible_collections.voip.grandstream.plugins.plugin_utils._progress import progress_bar  # noqa: PLC0415

    return progress_bar.Painter(sys.stdout, colours=not constants.ANSIBLE_NOCOLOR) if progress_bar.HAS_RICH else None
