# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of reports: written whole or not at all, and a history that is bounded."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import errno
import fcntl
import json
import os
import stat
import typing as t
from pathlib import Path

from ansible_collections.voip.grandstream.plugins.plugin_utils._whole_file import write_whole

RUNS = "runs.jsonl"
"""The history's file in its folder."""


def write(path: Path, text: str) -> None:
    """Write a report as :func:`write_whole` does, and make its folder where it is missing. Raise :class:`OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)


def remember(folder: Path, run: dict[str, t.Any], limit: int) -> list[dict[str, t.Any]]:
    """Add a run to the history in ``folder`` and drop the oldest beyond ``limit``. Return all runs, the oldest first.

    Runs that end at the same time wait for each other. Raise :class:`OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / RUNS
    with _opened(folder / f".{RUNS}.lock", os.O_RDWR | os.O_CREAT) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        runs = [*_read(file), run][-max(limit, 1) :]
        write_whole(file, "".join(json.dumps(kept) + "\n" for kept in runs))
    return runs


def _read(file: Path) -> list[dict[str, t.Any]]:
    """Return the runs of a history, without lines that are not a run. A link is no history: it is going to be replaced."""
    runs = []
    if file.is_symlink():
        return []
    try:
        with _opened(file, os.O_RDONLY) as stream:
            lines = stream.read().decode("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    for line in lines:
        try:
            run = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if _is_run(run):
            runs.append(run)
    return runs


def _opened(path: Path, flags: int) -> t.BinaryIO:
    """Open a regular file that is no symbolic link. A new one is for its owner only. Raise :class:`OSError`."""
    try:
        # Without O_NONBLOCK, a named pipe would hold the run until somebody writes into it.
        handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(f"{path} is a symbolic link. Remove it, or name another folder") from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(f"{path} is not a regular file. Remove it, or name another folder")
    return os.fdopen(handle, "rb")


def _is_run(run: t.Any) -> bool:
    """Return whether a line of the history has everything that the page draws."""
    if not isinstance(run, dict):
        return False
    counts = run.get("counts")
    texts = all(isinstance(run.get(name), str) for name in ("playbook", "started", "mode"))
    return texts and isinstance(counts, dict) and all(isinstance(count, int) and count >= 0 for count in counts.values())
