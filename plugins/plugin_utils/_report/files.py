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

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.history import History
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.looks import run_of
from ansible_collections.voip.grandstream.plugins.plugin_utils._whole_file import write_whole

RUNS = "runs.jsonl"
"""The history's file in its folder."""

DRIFT = "drift.jsonl"
"""The file beside it that says which phones a run looked at, and what differed there."""

MOST_DRIFT = 128 * 1024 * 1024
"""Bytes of it, the oldest runs are dropped beyond. 400 runs on 10,000 phones are half of it."""

_MOST_PHONES = 1_000_000_000
"""A larger count in the history is none."""

_PROBLEMS = 5
"""How many lines that are no run are told."""


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


def remember_drift(folder: Path, line: str, limit: int) -> tuple[History, list[str]]:
    """Add the line of a run to :data:`DRIFT` in ``folder``, and drop the oldest beyond ``limit``. Return as :func:`read_drift`.

    Lines that are no run stay until they are the oldest. Runs that end at the same time wait for each other. Raise
    :class:`OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / DRIFT
    with _opened(folder / f".{DRIFT}.lock", os.O_RDWR | os.O_CREAT) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        former = [] if file.is_symlink() or not file.exists() else _lines(file)
        lines = [*former, line.encode("utf-8")][-max(limit, 1) :]
        write_whole(file, "".join(f"{kept.decode('utf-8', errors='replace')}\n" for kept in lines))
    return _history(file, lines)


def read_drift(path: Path) -> tuple[History, list[str]]:
    """Return what the runs in a history say together, and sentences on lines that are no run. ``path``: the folder, or the file.

    Raise :class:`OSError`.
    """
    file = path / DRIFT if path.is_dir() else path
    return _history(file, _lines(file))


def _lines(file: Path) -> list[bytes]:
    """Return the lines of a file, the last :data:`MOST_DRIFT` bytes of them. Raise :class:`OSError`."""
    with _opened(file, os.O_RDONLY) as stream:
        size = os.fstat(stream.fileno()).st_size
        stream.seek(max(size - MOST_DRIFT, 0))
        lines = stream.read(MOST_DRIFT).split(b"\n")
    # The first one is not whole.
    return [line for line in (lines if size <= MOST_DRIFT else lines[1:]) if line.strip()]


def _history(file: Path, lines: list[bytes]) -> tuple[History, list[str]]:
    runs, problems = [], []
    known: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        try:
            runs.append(run_of(line, known))
        except InputError as error:
            problems.append(f"{file}, run {number} of {len(lines)}: {error.text}. It is left out. Remove this line of the file.")
    more = len(problems) - _PROBLEMS
    problems[_PROBLEMS:] = [f"{file}: {more} more lines are no runs. They are left out. Remove them."] if more > 0 else []
    return History(sorted(runs, key=lambda run: run.started)), problems


def _read(file: Path) -> list[dict[str, t.Any]]:
    """Return the runs of a history, without lines that are not a run. A link is no history: it is going to be replaced."""
    runs = []
    for line in [] if file.is_symlink() or not file.exists() else _lines(file):
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
    return (
        texts
        and isinstance(counts, dict)
        and all(isinstance(count, int) and 0 <= count < _MOST_PHONES for count in counts.values())
    )
