# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a survey has found: from the results of hosts to one result, and to the lines that tell how far it is. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import time
import typing as t
from collections.abc import Callable, Iterable, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._text import visible

VERDICTS: dict[str, str] = {
    "in_line": "in line",
    "drifted": "drifted",
    "unreachable": "unreachable",
    "failed": "failed",
}
"""The verdicts of a phone, and how they are called in a sentence."""

MOST_NAMES = 20
"""In a warning, and in what is told of a survey that was interrupted."""


def verdict_of(result: Mapping[str, t.Any]) -> str:
    """Return the verdict of a phone, from the result of a task on it in check mode."""
    for verdict in ("unreachable", "failed"):
        if result.get(verdict):
            return verdict
    return "drifted" if result.get("changed") else "in_line"


class Findings:
    """What a survey of these hosts has found so far. ``clock``: gives the time in seconds. ``title``, ``in_line``: how another
    look at phones is called, and a phone that is in line there."""

    def __init__(
        self,
        names: Sequence[str],
        clock: Callable[[], float] = time.monotonic,
        title: str = "Survey",
        in_line: str = VERDICTS["in_line"],
    ) -> None:
        self._names = names
        self._title = title
        self._words = {**VERDICTS, "in_line": in_line}
        self._clock = clock
        self._begun = clock()
        self._verdicts: dict[str, str] = {}
        self._phones: dict[str, dict[str, t.Any]] = {}
        self._warnings: dict[str, list[str]] = {}

    def note(self, name: str, result: Mapping[str, t.Any], seconds: float) -> None:
        """Take note of the result of a host, and of the seconds that its phone took."""
        verdict = self._verdicts[name] = verdict_of(result)
        for warning in result.get("warnings", ()):
            self._warnings.setdefault(warning, []).append(name)
        if verdict != "in_line":
            self._phones[name] = {"verdict": verdict, "seconds": round(seconds, 3), **result}

    @property
    def done(self) -> int:
        """Return how many hosts have a verdict."""
        return len(self._verdicts)

    def of(self, verdict: str) -> list[str]:
        """Return the names of the hosts that have this verdict, in the order of the inventory."""
        return [name for name in self._names if self._verdicts.get(name) == verdict]

    def result(self) -> dict[str, t.Any]:
        """Return the result of the survey."""
        names = {verdict: self.of(verdict) for verdict in VERDICTS}
        return {
            "changed": False,
            "msg": f"{self._counted(len(self._names))} ({self._seconds:.1f} s)",
            "counts": {"phones": len(self._names), **{verdict: len(found) for verdict, found in names.items()}},
            "hosts": names,
            "phones": {name: self._phones[name] for name in self._names if name in self._phones},
            "seconds": round(self._seconds, 3),
            **({"warnings": self._told_warnings()} if self._warnings else {}),
        }

    def progress(self) -> str:
        """Return a line that tells how far the survey is."""
        rate = self.done / self._seconds if self._seconds else 0.0
        left = f", {(len(self._names) - self.done) / rate:.0f} s left" if rate else ""
        return f"{self._title}: {self.done} of {_phones(len(self._names))}, {rate:.0f} a second{left}: {self._counts()}"

    def interrupted(self) -> str:
        """Return what was seen until somebody ended the survey."""
        told = f"Interrupted. The {self._title.lower()} had seen {self.done} of {_phones(len(self._names))}: {self._counts()}"
        named = {word: self.of(verdict) for verdict, word in VERDICTS.items() if verdict != "in_line"}
        return "\n".join([told, *(f"{word}: {listed(names)}" for word, names in named.items() if names)])

    @property
    def _seconds(self) -> float:
        return self._clock() - self._begun

    def _counted(self, total: int) -> str:
        return f"{_phones(total)}: {self._counts()}"

    def _counts(self) -> str:
        counts = {word: len(self.of(verdict)) for verdict, word in self._words.items()}
        return ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "none yet"

    def _told_warnings(self) -> list[str]:
        return [f"{listed(names)}: {warning}" for warning, names in self._warnings.items()]


def listed(names: Iterable[str]) -> str:
    """Return names in a sentence: not more than people read."""
    shown = list(map(visible, names))
    more = len(shown) - MOST_NAMES
    return ", ".join(shown[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _phones(number: int) -> str:
    return f"{number} phone{'' if number == 1 else 's'}"
