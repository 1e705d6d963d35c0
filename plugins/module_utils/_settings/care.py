# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Care for a phone that somebody needs: changes that can end a call, and those that can cut the phone off."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api import line_states
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import check_range, problems_of
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Line
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, plan
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import DesiredValues, ValueChange, names_of

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "when_busy": {**line_states.WHEN_BUSY_SPEC, "default": "force"},
    "busy_timeout": {"type": "float", "default": 600.0},
    "allow_reach": {"type": "bool", "default": True},
    "reach_timeout": {"type": "float", "default": 120.0},
}
"""Argument spec of the options that :class:`Care` is made of."""

_LONGEST_WAIT = 86400
"""Seconds. Who wants to wait for more than a day has mistyped."""


class Care(NamedTuple):
    """How a task treats a phone that somebody needs. ``when_busy``: what a call means for changes that can end it: force, skip,
    fail or wait, for ``busy_timeout`` seconds. ``allow_reach``: whether it may change what can cut the phone off. It must be
    found again within ``reach_timeout`` seconds then."""

    when_busy: str
    busy_timeout: float
    allow_reach: bool
    reach_timeout: float


def problems(params: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with these options."""
    return [
        problem
        for name in ("busy_timeout", "reach_timeout")
        for problem in problems_of(check_range, name, params[name], 0, _LONGEST_WAIT)
    ]


def calls_in_the_way(phone: Phone, changes: Sequence[ValueChange], desired: DesiredValues, care: Care) -> Sequence[Line]:
    """Return the lines with a call for which the task leaves the phone alone. Wait for their end if that is wanted.

    The lines are asked for only where a change can end a call. Raise :class:`BusyError`.
    """
    if care.when_busy == "force" or not _interrupting(changes, desired):
        return ()
    busy = line_states.busy_lines(phone)
    if busy and care.when_busy == "fail":
        raise line_states.refusal(busy)
    if busy and care.when_busy == "wait":
        line_states.wait_until_idle(phone, busy, care.busy_timeout)
        return ()
    return busy


def _interrupting(changes: Sequence[ValueChange], desired: DesiredValues) -> list[str]:
    """Return how the user calls the changes that can end a call."""
    numbers = (change.number for change in changes if catalogue.interrupts_calls(change.number, desired.model))
    return list(names_of(numbers, desired))


def left_alone(busy: Sequence[Line], changes: Sequence[ValueChange], desired: DesiredValues, planned: Outcome) -> Outcome:
    """Return the outcome on a phone to which nothing was written because of a call."""
    found = {name: planned.found[name] for name in ("registrations",) if name in planned.found}
    found.update(plan.reboots((), desired), waiting_settings=_interrupting(changes, desired))
    return Outcome(changes=[], found={**found, **line_states.skipped(busy)})
