# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Since when settings differ, on which phones, and how often they came back. Pure.

A run says of a phone only what its tasks found there. A setting that no task named is in line only where a task of the same
source has looked at the phone to its end, and has found this setting different on this phone before. So a phone that was not
looked at, that failed, or that only other tasks looked at, is never taken for one in line.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import typing as t


class Look(t.NamedTuple):
    """What one source found in a run.

    ``source``: a role, or a task of a playbook. ``phones``: those that it looked at to the end. ``drifted``, ``changed``: the
    phones by the setting that differs after the run, or differed and was corrected by it.
    """

    source: str
    phones: list[str]
    drifted: dict[str, list[str]]
    changed: dict[str, list[str]]


class Run(t.NamedTuple):
    """One run, and when it began."""

    started: dt.datetime
    looks: list[Look]


@dataclasses.dataclass
class Episode:
    """A time in which a setting of a phone differed.

    ``before``: the last look before it that found no difference there, None where there was none. ``first``, ``last``: the looks
    that found it, ``runs`` of them. ``ended``: the look that found it in line again, or the run that corrected it
    (``corrected``); None where it still differs.
    """

    before: dt.datetime | None
    first: dt.datetime
    last: dt.datetime
    runs: int = 1
    ended: dt.datetime | None = None
    corrected: bool = False


@dataclasses.dataclass
class _Track:
    """A setting of a phone. ``sources``: those that have found it different."""

    sources: set[str] = dataclasses.field(default_factory=set)
    episodes: list[Episode] = dataclasses.field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return bool(self.episodes) and self.episodes[-1].ended is None


class History:
    """The runs so far, and what they say together. Runs are added in the order of their times."""

    def __init__(self, runs: t.Iterable[Run] = ()) -> None:
        self.runs = 0
        self.first: dt.datetime | None = None
        self.last: dt.datetime | None = None
        self._tracks: dict[str, dict[str, _Track]] = collections.defaultdict(lambda: collections.defaultdict(_Track))
        self._open: dict[str, set[str]] = collections.defaultdict(set)
        self._looked: dict[str, dict[str, dt.datetime]] = collections.defaultdict(dict)
        for run in runs:
            self.add(run)

    def add(self, run: Run) -> None:
        """Take one more run, which began when the last one did or later."""
        self.runs += 1
        self.first = self.first or run.started
        self.last = run.started
        found: dict[tuple[str, str], bool] = {}
        for look in run.looks:
            for corrected, side in ((False, look.drifted), (True, look.changed)):
                for setting, phones in side.items():
                    for phone in phones:
                        self._tracks[phone][setting].sources.add(look.source)
                        found[phone, setting] = corrected
        for (phone, setting), corrected in found.items():
            self._differs(phone, setting, run.started, corrected=corrected)
        for look in run.looks:
            self._end_what_is_in_line(look, found, run.started)
            self._looked[look.source].update(dict.fromkeys(look.phones, run.started))

    def settings(self) -> dict[str, dict[str, list[Episode]]]:
        """Return the episodes, the oldest first, by setting and phone."""
        by_setting: dict[str, dict[str, list[Episode]]] = collections.defaultdict(dict)
        for phone, tracks in self._tracks.items():
            for setting, track in tracks.items():
                by_setting[setting][phone] = track.episodes
        return dict(by_setting)

    def _differs(self, phone: str, setting: str, when: dt.datetime, *, corrected: bool) -> None:
        track = self._tracks[phone][setting]
        if track.is_open:
            track.episodes[-1].last = when
            track.episodes[-1].runs += 1
        else:
            known = [self._looked[source][phone] for source in track.sources if phone in self._looked[source]]
            known += [episode.ended for episode in track.episodes[-1:] if episode.ended]
            track.episodes.append(Episode(max(known, default=None), when, when))
        if corrected:
            track.episodes[-1].ended, track.episodes[-1].corrected = when, True
            self._open[phone].discard(setting)
        else:
            self._open[phone].add(setting)

    def _end_what_is_in_line(self, look: Look, found: t.Container[tuple[str, str]], when: dt.datetime) -> None:
        for phone in self._open.keys() & look.phones:
            for setting in list(self._open[phone]):
                track = self._tracks[phone][setting]
                if (phone, setting) not in found and look.source in track.sources:
                    track.episodes[-1].ended = when
                    self._open[phone].discard(setting)


@dataclasses.dataclass(frozen=True)
class PhonePast:
    """The past of a setting on a phone. ``since``: the first look that found it, where it still differs."""

    name: str
    episodes: list[Episode]

    @property
    def since(self) -> dt.datetime | None:
        """Return since when it differs, None where it does not."""
        return self.episodes[-1].first if self.episodes[-1].ended is None else None

    @property
    def came_back(self) -> int:
        """Return how often it differed again after it had been in line."""
        return len(self.episodes) - 1


@dataclasses.dataclass(frozen=True)
class SettingPast:
    """The past of a setting on all phones on which it ever differed. First those on which it came back the most often."""

    name: str
    phones: list[PhonePast]

    @property
    def differs(self) -> int:
        """Return on how many phones it differs."""
        return sum(phone.since is not None for phone in self.phones)

    @property
    def since(self) -> dt.datetime | None:
        """Return since when it differs on the phone on which it does so the longest, None where it differs on none."""
        return min((phone.since for phone in self.phones if phone.since), default=None)

    @property
    def came_back(self) -> int:
        """Return how often it came back on all phones."""
        return sum(phone.came_back for phone in self.phones)


def pasts(history: History, setting: str | None = None, phones: t.Collection[str] | None = None) -> list[SettingPast]:
    """Return the past of each setting, or of one, on these phones, or on all: first what came back the most often on a phone."""
    found = []
    for name, by_phone in history.settings().items():
        if setting in (None, name):
            these = [PhonePast(phone, episodes) for phone, episodes in by_phone.items() if phones is None or phone in phones]
            ranked = sorted(
                these, key=lambda phone: (-phone.came_back, phone.since is None, phone.episodes[-1].first, phone.name)
            )
            found += [SettingPast(name, ranked)] if ranked else []
    return sorted(found, key=lambda past: (-past.phones[0].came_back, -past.came_back, -past.differs, past.name))
