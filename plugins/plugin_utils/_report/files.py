# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of reports: written whole or not at all, and a history that is bounded."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import fcntl
import json
import os
import typing as t
from pathlib import Path

RUNS = "runs.jsonl"
"""The history's file in its folder."""


def write(path: Path, text: str) -> None:
    """Write a file so that a reader sees the former one or the new one. Makes its folder. Raises OSError."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise OSError(f"{path} is not a regular file")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        aside.write_text(text, encoding="utf-8", newline="\n")
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def remember(folder: Path, run: dict[str, t.Any], limit: int) -> list[dict[str, t.Any]]:
    """Add a run to the history in ``folder`` and drop the oldest beyond ``limit``. Gives all runs, the oldest first.

    Runs that end at the same time wait for each other. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / RUNS
    with (folder / f".{RUNS}.lock").open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        runs = [*_read(file), run][-max(limit, 1) :]
        write(file, "".join(json.dumps(kept) + "\n" for kept in runs))
    return runs


def _read(file: Path) -> list[dict[str, t.Any]]:
    """The runs in a history. Lines that are none are left out."""
    if not file.exists():
        return []
    runs = []
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            run = json.loads(line)
        except ValueError:
            continue
        if _is_run(run):
            runs.append(run)
    return runs


def _is_run(run: t.Any) -> bool:
    """Whether a line of the history has what the page draws."""
    if not isinstance(run, dict):
        return False
    counts = run.get("counts")
    texts = all(isinstance(run.get(name), str) for name in ("playbook", "started", "mode"))
    return texts and isinstance(counts, dict) and all(isinstance(count, int) and count >= 0 for count in counts.values())
