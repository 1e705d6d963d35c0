# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for a phone that reboots: what counts as a proof, and what to say when it does not come."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    AuthenticationError,
    LockedError,
    PhoneError,
    ReplyError,
    StatusError,
    WaitError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown

GOING_DOWN_SECONDS = 10.0
"""How long a phone may take to go down, where the answer is lost and the task does not want to wait for more."""


class Moment(NamedTuple):
    """Just before an operation was sent: the ``time`` (see :meth:`Phone.now`) and the phone's ``uptime`` in seconds."""

    time: float
    uptime: int


class AddressAfterReset(NamedTuple):
    """An address at which a phone is found, and the credentials for it."""

    host: str
    port: int
    use_ssl: bool
    username: str
    password: str


def uptime(phone: Phone) -> int:
    """Return the seconds since the phone started. Raise :class:`PhoneError`."""
    clock = phone.clock()
    if clock.uptime is None:
        raise ReplyError(
            f"the phone's uptime {shown(clock.uptime_text, 60)} cannot be understood",
            advice="Please report it. Set wait: false, and leave min_uptime out",
        )
    return clock.uptime


def now(phone: Phone) -> Moment:
    """Return the phone's uptime, and the time at which it was certainly not more. Raise :class:`PhoneError`."""
    seconds = uptime(phone)
    return Moment(phone.now(), seconds)


def has_rebooted(now: int, elapsed: float, before: int) -> bool:
    """Return whether an uptime of ``now`` seconds, ``elapsed`` seconds after it was ``before``, proves a reboot.

    Without one it would be at least ``before + elapsed``, less the fraction of a second that phones do not tell.
    """
    return now < elapsed - max(0, 1 - before)


def for_reboot(phone: Phone, moment: Moment, patience: float, place: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Wait until the phone is back. ``place``: the settings of the connection that are others then.

    Raise :class:`WaitError`, or what the login raises.
    """
    with phone.with_settings(retries=0, **(place or {})) as again:
        return _back(again, moment, patience, "the reboot")


def for_reset(phone: Phone, moment: Moment, patience: float, place: AddressAfterReset) -> dict[str, Any]:
    """Wait until the phone went down, and then until it is found at ``place``. Raise :class:`WaitError`.

    The factory's password is not tried before the phone went down: until then it would be a wrong one.
    """
    if not _goes_down(phone, patience):
        raise WaitError(f"the phone took the factory reset and did not go down within {patience:g} s (option wait_timeout)")
    left = max(0.0, patience - (phone.now() - moment.time))
    with phone.with_settings(retries=0, digest_separator="auto", **place._asdict()) as new:
        try:
            found = _back(new, moment, left, "the factory reset")
        except PhoneError as error:
            raise WaitError(
                "the factory reset worked: the phone went down for it. Only the waiting failed: the phone was not found at "
                f"{place.host} port {place.port} as {place.username!r} ({error.message})",
                advice="Look for the phone, and say in after_reset where it is and how it is logged in to",
            ) from None
    return {**found, "found": {"host": place.host, "port": place.port, "username": place.username}}


def for_going_down(phone: Phone, lost: AmbiguousWriteError) -> dict[str, Any]:
    """Return whether an operation whose answer is lost, or no answer to it, was carried out: the phone goes down for it.

    Raises ``lost``, with advice, where the phone stays up.
    """
    if _goes_down(phone, GOING_DOWN_SECONDS):
        return {}
    lost.add(f"The phone was still up {GOING_DOWN_SECONDS:g} s later")
    is_status = isinstance(lost.cause, StatusError) and lost.advice
    lost.advise(lost.advice if is_status else "It does not seem to have taken the request: run the task again")
    raise lost


def for_answer(phone: Phone, moment: Moment, patience: float, lost: AmbiguousWriteError | None) -> dict[str, Any]:
    """Wait until a phone that provisions answers again; it may never have stopped. Raise :class:`WaitError`."""
    if lost is None and not patience:
        return {}
    with phone.with_settings(retries=0) as again:
        answers = any(again.answers() for dummy in again.attempts(patience))
    if lost is not None:
        lost.add("The phone answers again" if answers else "The phone does not answer")
        lost.advise("Whether the phone provisions itself is not known. Run the task again: it does no harm twice")
        raise lost
    if not answers:
        raise WaitError(f"the phone took the request to provision and did not answer again within {patience:g} s")
    return {"waited": round(phone.now() - moment.time)}


def _goes_down(phone: Phone, patience: float) -> bool:
    """Return whether nobody listens any more, or the phone forgot our session: a login would be a new one's business."""
    return any(phone.is_gone() for dummy in phone.attempts(patience))


def _back(phone: Phone, moment: Moment, patience: float, what: str) -> dict[str, Any]:
    """Wait for an uptime that proves ``what``. Raise :class:`WaitError`; wrong credentials end the waiting at once."""
    trouble: PhoneError | None = None
    answers = False
    for dummy in phone.attempts(patience):
        asked = phone.now() - moment.time
        try:
            # A phone that is starting may take a login and not answer it, which would count as a strike.
            answers = answers or phone.answers()
            if not answers:
                continue
            now = uptime(phone)
        except (AuthenticationError, LockedError):
            raise
        except PhoneError as error:
            trouble, answers = error, False
            continue
        if has_rebooted(now, asked, moment.uptime):
            return {"uptime": now, "waited": round(asked)}
        trouble = WaitError(f"its uptime was {now} s, {asked:.0f} s after the request, so that it has not rebooted")
    told = f" ({trouble.message})" if trouble else " (it did not answer)"
    raise WaitError(
        f"the phone was asked for {what} and was not back within {round(patience, 1):g} s{told}",
        advice="Look at the phone. If it only needs longer, raise wait_timeout",
    )
