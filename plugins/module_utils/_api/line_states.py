# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lines as results show them, which of them must not be disturbed, and waiting for the end of their calls."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Iterable, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Line
from ansible_collections.voip.grandstream.plugins.module_utils._errors import BusyError

_QUIET = ("idle", "failed")

WHEN_BUSY_SPEC: dict[str, Any] = {"type": "str", "choices": ["fail", "skip", "wait", "force"]}
"""Argument spec of the option ``when_busy``, without its default."""


def is_busy(line: Line) -> bool:
    """Return whether the line rings, calls, is in a call or on hold. A state that the guide does not know counts as that."""
    return line.state_name not in _QUIET


def busy_lines(phone: Phone) -> list[Line]:
    """Return the lines of the phone that must not be disturbed. Raise :class:`PhoneError`."""
    return [line for line in phone.lines() if is_busy(line)]


def wait_until_idle(phone: Phone, busy: Sequence[Line], patience: float) -> None:
    """Wait up to ``patience`` seconds for the end of the calls on ``busy``, and of new ones. Raise :class:`BusyError`."""
    for look, dummy in enumerate(phone.attempts(patience)):
        busy = busy_lines(phone) if look else busy
        if not busy:
            return
    error = refusal(busy)
    error.add(f"It stayed so for {patience:g} s (option busy_timeout)")
    raise error


def refusal(busy: Sequence[Line]) -> BusyError:
    """Return the error for a task that must not disturb these lines."""
    return BusyError(
        f"the phone is busy: {told(busy)}",
        advice="Run the task again later, or set when_busy to wait, skip, or force (which ends the call)",
        lines=shown(busy),
    )


def skipped(busy: Sequence[Line]) -> dict[str, Any]:
    """Return what the result of a task holds that left a busy phone alone."""
    return {"skipped": True, "skip_reason": told(busy), "lines": shown(busy)}


def told(busy: Sequence[Line]) -> str:
    """Return the states of lines in words."""
    return ", ".join(f"line {line.line} is {line.state_name}" for line in busy)


def shown(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return lines as a result shows them."""
    return [
        {
            "line": line.line,
            "state": line.state,
            "state_name": line.state_name,
            "account": line.account,
            "name": line.name,
            "number": line.number,
            "active": line.active,
        }
        for line in lines
    ]
