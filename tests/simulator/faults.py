# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults: what goes wrong with a request, on demand.

A fault is armed on a phone for an endpoint, lets `skip` matching requests pass, and then hits `times` of them.
`FAULT_KINDS` says of each kind whether the phone still does what the request asks, which is what makes a lost answer
ambiguous to the client.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from .errors import InputError


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A kind of fault: `processed` says whether the request takes effect, `seconds` is the usual duration if any."""

    explanation: str
    processed: bool
    seconds: float | None = None


# Seconds in a day: no test waits longer.
_LONGEST = 86_400

FAULT_KINDS = {
    "refuse": FaultKind(
        "connections are reset and refused for SECONDS: at once for endpoint '*', else when a request for it comes",
        processed=False,
        seconds=2,
    ),
    "reset": FaultKind("the connection is reset before anything happens", processed=False),
    "reset_after": FaultKind("the request takes effect, then the connection is reset without an answer", processed=True),
    "hang": FaultKind("no answer until the client gives up, at most SECONDS", processed=False, seconds=60),
    "hang_after": FaultKind("the request takes effect, then as hang", processed=True, seconds=60),
    "slow": FaultKind("the answer's body drips over SECONDS", processed=True, seconds=2),
    "status_500": FaultKind("HTTP 500", processed=False),
    "html": FaultKind("HTTP 200 with an HTML page", processed=False),
    "truncated": FaultKind("half of the answer, with the content length of the half", processed=True),
    "short": FaultKind("half of the answer, with the content length of the whole; then the end", processed=True),
    "wrong_shape": FaultKind("valid JSON of another shape", processed=True),
    "empty": FaultKind("HTTP 200 without a body", processed=True),
    "huge": FaultKind("an endless body, cut off at 50 MB", processed=False),
    "dead_session": FaultKind("all sessions die just before the request takes effect", processed=True),
    "dead_session_after": FaultKind("all sessions die just after the request took effect", processed=True),
    "reboot": FaultKind("the phone reboots instead of answering and is away for SECONDS", processed=False, seconds=2),
    "reboot_after": FaultKind("the request takes effect, then as reboot", processed=True, seconds=2),
    "locked": FaultKind("the phone gets locked before it handles the request", processed=True),
    "crash": FaultKind("the web server crashes: the quirk crash_seconds", processed=False),
    "crash_after": FaultKind("the request takes effect, then as crash", processed=True),
    "late": FaultKind("the connection is reset, and the request takes effect SECONDS later", processed=False, seconds=2),
    "slow_work": FaultKind(
        "the request takes effect SECONDS later, even if the client gives up, and is answered then", processed=False, seconds=2
    ),
    "as_201": FaultKind("the request takes effect, and the answer is HTTP 201", processed=True),
    "as_302": FaultKind("the request takes effect, and the answer is HTTP 302 to /", processed=True),
    "as_400": FaultKind("the request takes effect, and the answer is HTTP 400", processed=True),
    "as_404": FaultKind("the request takes effect, and the answer is HTTP 404", processed=True),
    "bad_location": FaultKind("HTTP 302 to http://[::1, which is no address", processed=False),
    "redirect_huge": FaultKind("HTTP 302 with an endless body, cut off at 50 MB", processed=False),
    "redirect_bomb": FaultKind("HTTP 302 with a body of few bytes that unpack (gzip in gzip) to 1 GiB", processed=False),
    "bomb": FaultKind("HTTP 200 with such a body", processed=False),
    "endless_continue": FaultKind("'HTTP/1.1 100 Continue' again and again, for SECONDS", processed=False, seconds=60),
    "drip_head": FaultKind("an answer's head, byte by byte, for SECONDS", processed=False, seconds=60),
    "drip_chunk": FaultKind("the line with a chunk's size, byte by byte, for SECONDS", processed=False, seconds=60),
    "many_contacts": FaultKind("a success with 100,000 contacts", processed=False),
    "many_values": FaultKind("a success with 400,000 values", processed=False),
    "echo": FaultKind(
        "an error that repeats each parameter's value: as it is, as lower-case %xx, for HTML, in base64, as JSON in JSON",
        processed=False,
    ),
    "long_digits": FaultKind("each number in the answer has 5,000 digits", processed=True),
    "odd_digits": FaultKind("each digit in the answer is ²", processed=True),
}


@dataclass(slots=True)
class Fault:
    """A fault armed on a phone. `times` None: until it is removed."""

    kind: str
    endpoint: str = "*"
    times: int | None = 1
    skip: int = 0
    seconds: float | None = None

    @classmethod
    def from_fields(cls, given: Mapping[str, Any], endpoints: Collection[str]) -> Fault:
        """Return a fault from decoded JSON; `endpoints` are the names that exist. Raises `InputError` with a sentence."""
        known = [item.name for item in fields(cls)]
        unknown = given.keys() - set(known)
        if unknown:
            raise InputError(f"Unknown field {min(unknown)!r} of a fault; known: {', '.join(known)}.")
        kind, endpoint = given.get("kind"), given.get("endpoint", "*")
        if not isinstance(kind, str) or kind not in FAULT_KINDS:
            raise InputError(f"Unknown kind of fault {kind!r}; known: {', '.join(FAULT_KINDS)}.")
        if endpoint not in ["*", *endpoints]:
            raise InputError(f"Unknown endpoint {endpoint!r} of a fault; known: *, {', '.join(sorted(endpoints))}.")
        times, skip = given.get("times", 1), given.get("skip", 0)
        if times is not None and not _is_whole_number(times, 1):
            raise InputError(f"The times of a fault are a whole number from 1, or null; got {times!r}.")
        if not _is_whole_number(skip, 0):
            raise InputError(f"The skip of a fault is a whole number from 0; got {skip!r}.")
        return cls(kind, endpoint, times, skip, _checked_seconds(kind, given.get("seconds")))

    @property
    def at_once(self) -> bool:
        """Return whether the fault, when it is armed, takes effect at once: a refused connection has no request to wait for."""
        return self.kind == "refuse" and self.endpoint == "*" and self.skip == 0

    def copy(self) -> Fault:
        """Return the same fault, to be armed on another phone."""
        return replace(self)

    def as_dict(self) -> dict[str, Any]:
        """Return the fault as the control interface shows it."""
        return asdict(self)


def take_fault(armed: list[Fault], endpoint: str) -> Fault | None:
    """Return the fault that hits a request for that endpoint, if any; counts it, and disarms it when it is used up."""
    for fault in armed:
        if fault.endpoint not in ("*", endpoint):
            continue
        if fault.skip:
            fault.skip -= 1
            continue
        if fault.times is not None:
            fault.times -= 1
            if fault.times == 0:
                armed.remove(fault)
        return fault
    return None


def _checked_seconds(kind: str, seconds: object) -> float | None:
    """Return the duration of a fault of that kind: the given one, else the usual one. Raises `InputError` with a sentence."""
    usual = FAULT_KINDS[kind].seconds
    if seconds is None:
        return usual
    if usual is None:
        raise InputError(f"A fault of kind {kind!r} takes no seconds.")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds <= _LONGEST:
        return float(seconds)
    raise InputError(f"The seconds of a fault are a number from 0 to {_LONGEST}; got {seconds!r}.")


def _is_whole_number(value: object, lowest: int) -> bool:
    """Return whether a decoded JSON value is a whole number from `lowest`; a boolean is none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= lowest
