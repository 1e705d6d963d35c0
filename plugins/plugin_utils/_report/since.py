# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Since when settings differ, and how often they came back: as the page shows it, and as the filter returns it. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import datetime as dt
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.history import (
    Episode,
    History,
    PhonePast,
    SettingPast,
    pasts,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import counted, cut

_SETTINGS = 10
_PHONES = 3
_LONGEST_NAME = 60


def since(drift: History | None) -> dict[str, t.Any] | None:
    """Return what the page shows of the past of settings; None where none ever differed, or no history is kept."""
    found = pasts(drift) if drift else []
    if drift is None or drift.first is None or not found:
        return None
    return {
        "told": f"From {counted(drift.runs, 'run')} since {_shown(drift.first)}. A phone counts only in runs that looked at it.",
        "rows": [_row(past) for past in found[:_SETTINGS]],
        "more": max(len(found) - _SETTINGS, 0),
    }


def result(drift: History, found: t.Sequence[SettingPast], most: int) -> dict[str, t.Any]:
    """Return the past of settings as data. ``most``: how many phones of a setting are named."""
    return {
        "runs": drift.runs,
        "first": _told(drift.first),
        "last": _told(drift.last),
        "settings": [
            {
                "name": past.name,
                "differs": past.differs,
                "since": _told(past.since),
                "came_back": past.came_back,
                "phones": [_phone(phone) for phone in past.phones[:most]],
                "more_phones": max(len(past.phones) - most, 0),
            }
            for past in found
        ],
    }


def _phone(phone: PhonePast) -> dict[str, t.Any]:
    return {
        "name": phone.name,
        "differs": phone.since is not None,
        "since": _told(phone.since),
        "came_back": phone.came_back,
        "episodes": [_episode(episode) for episode in phone.episodes],
    }


def _episode(episode: Episode) -> dict[str, t.Any]:
    return {
        "before": _told(episode.before),
        "first": _told(episode.first),
        "last": _told(episode.last),
        "runs": episode.runs,
        "ended": _told(episode.ended),
        "corrected": episode.corrected,
    }


def _row(past: SettingPast) -> dict[str, t.Any]:
    named = [_named(phone) for phone in past.phones[:_PHONES]]
    more = len(past.phones) - len(named)
    return {
        "name": cut(visible(past.name), _LONGEST_NAME),
        "differs": f"{past.differs:,}",
        "since": _shown(past.since) if past.since else "",
        "came_back": counted(past.came_back, "time") if past.came_back else "",
        "phones": ", ".join(named) + (f" and {counted(more, 'more phone')}" if more > 0 else ""),
    }


def _named(phone: PhonePast) -> str:
    """Return a phone for people, with what is worth a look."""
    name = cut(visible(phone.name), _LONGEST_NAME)
    return f"{name} ({counted(phone.came_back, 'time')})" if phone.came_back else name


def _shown(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _told(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
