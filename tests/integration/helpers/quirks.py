# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task on phones of many firmwares, run twice, and what every phone must tell about each of the two runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pytest

from integration.helpers.faults_fleet import problems_with_end
from integration.helpers.faults_matrix import FINE, End
from integration.helpers.playbooks import Result
from simulator.client import SimulatedPhone


class Target(Protocol):
    """A phone and what is asked of it; the matrices of faults have each their own."""

    @property
    def phone(self) -> SimulatedPhone:
        """The phone."""

    def holds(self) -> bool:
        """Whether it has all that is asked for."""


@dataclass(frozen=True)
class Row:
    """Quirks, how many requests the first and the second run on such a phone take, and how both end."""

    quirks: Mapping[str, object]
    first: int
    second: int
    end: End = FINE
    variables: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in {**self.quirks, **self.variables}.items()) or "no quirk"


def run_twice(
    subtests: pytest.Subtests,
    titles: Mapping[str, object],
    run: Callable[[], Iterable[Result]],
    problems: Callable[[str, Result, bool], list[str]],
) -> None:
    """`run` a task twice on every phone that has a title. `problems` says what is wrong with the result of a phone, by its
    name; True is for the first run."""
    for first in (True, False):
        results = {result.host: result for result in run()}
        assert results.keys() == titles.keys()
        for name, title in titles.items():
            with subtests.test(str(title), run="first" if first else "second"):
                found = problems(name, results[name], first)
                assert not found, "\n".join(found)


def problems_with_run(row: Row, target: Target, result: Result, first: bool) -> list[str]:
    """What is wrong with a run on a phone of that firmware."""
    problems = problems_with_end(result, row.end, target.phone, row.end.endpoint)
    if row.end == FINE and (result.data.get("changed"), target.holds()) != (first, True):
        problems.append(f"changed={result.data.get('changed')}, and the phone holds what is wanted: {target.holds()}")
    requests = target.phone.requests()
    expected = row.first if first else row.second
    if len(requests) != expected:
        asked = ", ".join(request["endpoint"] for request in requests)
        problems.append(f"{len(requests)} requests, not {expected}: {asked}")
    connections = len({request["connection"] for request in requests})
    if connections != (1 if row.quirks.get("keep_alive", True) else len(requests)):
        problems.append(f"{connections} connections for {len(requests)} requests")
    if strikes := target.phone.state()["strikes"]:
        problems.append(f"{strikes} strikes, with the right password")
    return problems
