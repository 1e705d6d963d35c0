# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run looked at and found, as a line of the history: from a report, and from a file that may hold anything. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import collections
import json
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.history import Look, Run
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import PhoneRecord, Report, TaskRecord
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.read import moment_of
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import plain

VERSION = 1

_COMPARE = {f"voip.grandstream.gs_{name}" for name in ("config", "survey", "pvalue", "phonebook", "contact", "group")}
"""The modules that compare a phone with what it should be, and name what differs."""

_ENDED = ("ok", "drifted", "changed")
"""Statuses of a task that has seen all that it wanted to see."""

_LONGEST = 200
"""Characters of the name of a setting or of a source."""

_MOST_PAIRS = 5_000_000
"""Pairs of a phone and a setting in one line. 10,000 phones that differ in 300 settings have fewer."""

Ranges = list[tuple[int, int]]


def line_of(report: Report) -> str | None:
    """Return the line of a run, without its end; None where no task has compared a phone with what it should be.

    Phones are named once, and are then meant by ranges of their places in this list: ``[2, 5]`` means 2, 3 and 4.
    """
    looked: dict[str, list[int]] = collections.defaultdict(list)
    differ: dict[str, dict[str, dict[str, list[int]]]] = collections.defaultdict(_sides)
    names: list[str] = []
    for phone in report.phones:
        by_source = _by_source(report, phone)
        if not by_source:
            continue
        place = len(names)
        names.append(phone.name)
        for source, tasks in by_source.items():
            looked[source] += [place] if all(task.status in _ENDED and not task.hidden for task in tasks) else []
        # What a later task of the run found is how the run left the phone.
        at_the_end = {topic: task.status for task, topic in phone.differences()}
        for source, topic in dict.fromkeys((_source(report, task), topic) for task, topic in phone.differences()):
            if source in by_source:
                differ[source][at_the_end[topic]][_short(topic)].append(place)
    if not any(looked.values()) and not differ:
        return None
    looks = [
        {
            "source": source,
            "looked": _ranges(places),
            **{side: {topic: _ranges(found) for topic, found in topics.items()} for side, topics in differ[source].items()},
        }
        for source, places in looked.items()
    ]
    return json.dumps(
        {"version": VERSION, "started": report.started.isoformat(timespec="seconds"), "phones": names, "looks": looks},
        separators=(",", ":"),
    )


def run_of(line: bytes, known: dict[str, str] | None = None) -> Run:
    """Return the run in a line. ``known``: names of phones, which are kept once for all lines.

    Raise :class:`InputError` with what is wrong with it.
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError("it is not JSON") from None
    if not isinstance(said, dict) or said.get("version") != VERSION:
        raise InputError("it is not of this version of voip.grandstream")
    started = moment_of(said.get("started"))
    names, looks = said.get("phones"), said.get("looks")
    if started is None or not _is_texts(names) or not isinstance(looks, list):
        raise InputError("it does not say when the run began, or what it looked at")
    if len(set(names)) < len(names):
        raise InputError("it names a phone twice")
    names = _once(names, {} if known is None else known)
    budget = [_MOST_PAIRS]
    return Run(started, [_look(look, names, budget) for look in looks])


def _by_source(report: Report, phone: PhoneRecord) -> dict[str, list[TaskRecord]]:
    """Return the tasks that compared a phone with what it should be, by their source."""
    found: dict[str, list[TaskRecord]] = collections.defaultdict(list)
    for task in phone.tasks:
        if task.module in _COMPARE and task.status != "not_run":
            found[_source(report, task)].append(task)
    return found


def _source(report: Report, task: TaskRecord) -> str:
    """Return the role of a task, whose playbooks all look at the same; or else its playbook, play and name."""
    role, is_in_role, dummy = task.task.partition(" : ")
    return _short(role if is_in_role else f"{report.playbook}: {task.play}: {task.task}")


def _sides() -> dict[str, dict[str, list[int]]]:
    return {side: collections.defaultdict(list) for side in ("drifted", "changed")}


def _short(text: str) -> str:
    return shortened(visible(text), _LONGEST)


def _ranges(places: list[int]) -> Ranges:
    """Return rising places as ranges, of which the ends are left out."""
    ranges: Ranges = []
    for place in places:
        if ranges and ranges[-1][1] == place:
            ranges[-1] = (ranges[-1][0], place + 1)
        elif not ranges or ranges[-1][1] < place:
            ranges.append((place, place + 1))
    return ranges


def _look(said: t.Any, names: list[str], budget: list[int]) -> Look:
    if not isinstance(said, dict) or not isinstance(said.get("source"), str):
        raise InputError("it does not say what looked at the phones")
    sides = [said.get(side, {}) for side in ("drifted", "changed")]
    if not all(isinstance(side, dict) for side in sides):
        raise InputError("it does not say which settings differ")
    drifted, changed = ({_short(setting): _named(places, names, budget) for setting, places in side.items()} for side in sides)
    return Look(_short(said["source"]), _named(said.get("looked"), names, budget), drifted, changed)


def _is_index(place: t.Any) -> bool:
    return isinstance(place, int) and not isinstance(place, bool)


def _named(places: t.Any, names: list[str], budget: list[int]) -> list[str]:
    """Return the names at these ranges. ``budget``: how many may still be named, of all lines' looks together."""
    found: list[str] = []
    end = 0
    for pair in places if isinstance(places, list) else [None]:
        if not (isinstance(pair, list) and len(pair) == 2 and all(_is_index(place) for place in pair)):
            raise InputError("it does not say which phones are meant")
        if not end <= pair[0] < pair[1] <= len(names):
            raise InputError("it means phones that it does not name")
        end = pair[1]
        budget[0] -= pair[1] - pair[0]
        if budget[0] < 0:
            raise InputError("it is too long for a run")
        found += names[pair[0] : pair[1]]
    return found


def _is_texts(value: t.Any) -> t.TypeGuard[list[str]]:
    return isinstance(value, list) and set(map(type, value)) <= {str}


def _once(names: list[str], known: dict[str, str]) -> list[str]:
    """Return the same names, as objects that all lines share, and in characters that UTF-8 has."""
    new = set(names) - known.keys()
    known.update((name, plain(name)) for name in new)
    return list(map(known.__getitem__, names))
