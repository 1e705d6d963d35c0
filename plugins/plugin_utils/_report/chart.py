# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Drift over time as columns: one for each run, with the number of phones that are not in line as its height."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import VERDICTS, Report

_RUNS = 60
_COLUMN = 10


def chart(report: Report, history: t.Sequence[t.Mapping[str, t.Any]] | None) -> dict[str, t.Any] | None:
    """Return what the page draws of the runs of the same playbook; None where no history is kept. Heights are in hundredths."""
    if history is None:
        return None
    runs = [run for run in history if run["playbook"] == report.playbook][-_RUNS:]
    counts = [{key: int(run["counts"].get(key, 0)) for key in VERDICTS} for run in runs]
    most = max((_not_in_line(count) for count in counts), default=0)
    columns = [_column(index, run, count, most) for index, (run, count) in enumerate(zip(runs, counts, strict=True))]
    return {
        "columns": columns,
        "width": _COLUMN * max(len(columns), 12),
        "most": f"{most:,}",
        "first": columns[0]["when"][:10] if columns else "",
        "last": columns[-1]["when"][:10] if columns else "",
        "label": f"Phones not in line in the last {len(columns)} runs, {most:,} at most",
    }


def _not_in_line(counts: dict[str, int]) -> int:
    return sum(count for key, count in counts.items() if key != "in_line")


def _column(index: int, run: t.Mapping[str, t.Any], counts: dict[str, int], most: int) -> dict[str, t.Any]:
    """Return the column of one run. The worst verdicts stand at the bottom."""
    bars = []
    top = 100.0
    for key, count in counts.items():
        if count and key != "in_line":
            height = 100 * count / most
            top -= height
            bars.append({"key": key, "y": f"{max(top, 0):.2f}", "height": f"{height:.2f}"})
    when = visible(run["started"][:16].replace("T", " "))
    told = ", ".join(f"{count:,} {VERDICTS[key].lower()}" for key, count in counts.items() if count)
    mode = ", check mode" if run["mode"] == "check" else ""
    return {
        "left": index * _COLUMN,
        "x": index * _COLUMN + 1,
        "bars": bars,
        "when": when,
        "title": f"{when}{mode}: {told or 'nothing'}",
        "numbers": [f"{count:,}" for count in counts.values()],
    }
