# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the input of many hosts: each problem once, with all hosts that it holds for."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

MOST_NAMED = 20
"""Hosts that a sentence names. The result names all."""


class Problems:
    """The problems so far, in the order in which they were found."""

    def __init__(self) -> None:
        self._hosts: dict[str, list[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._hosts)

    def add(self, problem: str, *hosts: str) -> None:
        """Note a problem; without ``hosts`` it is one of the run."""
        self._hosts.setdefault(problem.strip().rstrip("."), []).extend(hosts)

    def rows(self) -> list[dict[str, t.Any]]:
        """Return each problem with all its hosts."""
        return [{"problem": problem, "hosts": list(hosts)} for problem, hosts in self._hosts.items()]

    def message(self) -> str:
        """Return all problems as one sentence each."""
        told = [f"{named(hosts)}: {problem}" if hosts else problem for problem, hosts in self._hosts.items()]
        return f"Nothing was written. {'. '.join(told)}."


def named(hosts: t.Sequence[str]) -> str:
    """Return the names of hosts, shortened where they are many."""
    more = f" and {len(hosts) - MOST_NAMED} more" if len(hosts) > MOST_NAMED else ""
    return ", ".join(hosts[:MOST_NAMED]) + more
