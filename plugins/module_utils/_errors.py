# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Failures between a task and a phone, as exceptions that carry a user's sentence."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import platform
import re
import sys
from typing import Any, Callable, Mapping

_PIPX = re.compile(r"[/\\]pipx[/\\]venvs[/\\]([^/\\]+)")
"""The folder in which pipx keeps a program, and its name."""


class PhoneError(Exception):
    """A failure that the user is told about.

    ``kind`` is the stable word that playbooks may test (``result.error.kind``); ``unreachable`` says whether Ansible
    must treat the host as unreachable rather than the task as failed; ``details`` are more facts for ``result.error``.
    ``sent``: the request may have reached the phone without a usable answer coming back. ``retryable``: trying again at
    once may help. ``message`` says what was attempted and what came back, ``advice`` what to do next. Neither ever holds a
    secret: they are built from names and reasons, never from a URL or a whole reply.
    ``endpoint``: where it happened, once that is known (see :meth:`locate`). ``changes``: what the task had begun to change,
    in the form of the result's ``changes``. ``restored``: whether the former values were brought back, where that
    was tried. ``found``: more fields of the result.
    """

    kind = "error"
    unreachable = False
    sent = False
    retryable = False
    advice = ""

    def __init__(self, message: str, advice: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice or self.advice
        self.details = details
        self.endpoint: str | None = None
        self.changes: list[dict[str, Any]] = []
        self.restored: bool | None = None
        self.found: Mapping[str, Any] = {}
        self._is_located = False

    def __str__(self) -> str:
        return self.text

    def locate(self, label: str, host: str, port: int, endpoint: str | None = None) -> None:
        """Say in which phone, and at which ``endpoint``, it happened. The first to know is the one that counts."""
        if self._is_located:
            return
        self._is_located = True
        self.endpoint = endpoint
        self.details.update({"endpoint": endpoint} if endpoint else {}, host=host, port=port)
        self.message = f"{label}: {endpoint}: {self.message}" if endpoint else f"{label}: {self.message}"

    def locate_as(self, cause: PhoneError) -> None:
        """Take over where ``cause`` happened: its message, which says it, is the beginning of this one's."""
        self._is_located = cause._is_located
        self.endpoint = cause.endpoint
        self.details.update(cause.details)

    def begun(self, changes: list[dict[str, Any]]) -> None:
        """Say that the phone may hold some of ``changes``, unless the former values were brought back.

        The task has failed then, and is not unreachable: Ansible counts no unreachable host where it limits failures.
        """
        if not self.restored:
            self.changes = changes
        if self.unreachable:
            self.unreachable = False
            self.kind = self.kind if self.restored else AmbiguousWriteError.kind

    def add(self, sentence: str) -> None:
        """Append a sentence to the message: what else was tried, and what came of it."""
        self.message += f". {sentence}"

    def reword(self, worded: Callable[[str], str]) -> None:
        """Replace the message by what ``worded`` makes of it, such as one that has the user's names for things."""
        self.message = worded(self.message)

    def brought_back(self, sentence: str, restored: bool) -> None:
        """Append what came of bringing the former values back. ``restored``: whether the phone holds them again."""
        self.add(sentence)
        self.restored = restored

    def advise(self, advice: str) -> None:
        """Replace the advice by one of somebody who knows more of what the task wants."""
        self.advice = advice

    @property
    def text(self) -> str:
        """Return the whole sentence for the user."""
        return f"{self.message}. {self.advice}" if self.advice else self.message


class InputError(PhoneError):
    """The task asks for something that cannot be right. Raised before the first request."""

    kind = "input"


class IdentityError(PhoneError):
    """The phone is another one of the inventory: an address has moved. Raised before the first write."""

    kind = "identity"
    advice = (
        "Look which phone has this address now, and correct ansible_host, or the DHCP reservation. If phones are exchanged on "
        "purpose, set gs_check_identity: false for this run"
    )


class TransportError(PhoneError):
    """No answer: the phone could not be reached, or the connection broke.

    ``sent`` is false only where the request certainly did not reach the phone. ``retryable`` is false where trying again
    at once cannot help (an untrusted certificate, an address that stays silent). ``reason``: ``refused`` where nobody listens,
    ``tls`` where TLS did not come about (an untrusted certificate, no TLS at all), else empty.
    """

    kind = "transport"
    unreachable = True
    advice = "Is the phone starting, or busy? Run the task again when it answers"

    def __init__(self, message: str, sent: bool, retryable: bool = True, advice: str = "", reason: str = "") -> None:
        super().__init__(message, advice)
        self.sent = sent
        self.retryable = retryable
        self.reason = reason


class AmbiguousWriteError(PhoneError):
    """A write was sent and no usable answer came back: the phone may or may not have carried it out.

    ``cause``: what came instead of an answer. The task has failed, and is never unreachable: Ansible counts no unreachable
    host where it limits failures, and this is the outcome that must stop a roll-out.
    """

    kind = "ambiguous_write"

    def __init__(self, cause: PhoneError) -> None:
        super().__init__(cause.message, cause.advice)
        self.cause = cause
        self.locate_as(cause)

    def unsettled(self, looking: PhoneError, what: str, advice: str) -> None:
        """Say that ``what`` is not known, because ``looking`` at the phone failed too."""
        self.add(f"Whether {what} is not known, because looking at the phone failed too ({looking.message})")
        self.advise(advice)


class AuthenticationError(PhoneError):
    """The phone refused the credentials. ``attempts_left`` (if the phone told) counts down to its lockout."""

    kind = "auth"
    unreachable = True
    advice = "Check ansible_user and ansible_password"


class UnansweredLoginError(AuthenticationError):
    """Logins went unanswered: the phone may have counted them, so that no more are tried. Whether it refuses is not known."""

    advice = "Check ansible_password, and run the task again when the phone answers steadily"


class UnknownUserError(AuthenticationError):
    """The phone says that it knows no such user. No other password or separator can help."""

    advice = "Set ansible_user to a user that may log in on this firmware; some take none but gmiadmin"

    def __init__(self, username: str) -> None:
        super().__init__(f"the phone knows no user {username!r} (it says: Invalid Username)", attempts_left=None)


class OccupiedError(PhoneError):
    """Another task of this run is at work on the same phone, and was for too long. Raised before any request."""

    kind = "occupied"
    advice = "A phone has one session. Run the task again when the other task has ended"


class LockedError(PhoneError):
    """The phone has locked the account after too many wrong passwords. Never retried."""

    kind = "locked"
    unreachable = True
    advice = "Try again in five minutes, and not before: an attempt may prolong it"

    def __init__(self) -> None:
        super().__init__("the phone has locked the account after too many wrong passwords", retry_after=300)


class ReplyError(PhoneError):
    """The phone answered with something that this endpoint does not answer (HTTP 500, a cut reply, another form).

    It may be passing: a read is tried again, and a write that got such an answer is ambiguous.
    """

    kind = "reply"
    sent = True
    retryable = True
    advice = "Check that this address and port are a phone's web server. Reboot the phone if this stays"


class FileElsewhereError(ReplyError):
    """The phone answered a success where a file should be: the file lies at another path, or there is none."""

    retryable = False

    def __init__(self) -> None:
        super().__init__("the phone answered with a success and without the file")


class ApiError(PhoneError):
    """The phone understood the request and refused it, or does not offer it. Trying again cannot help."""

    kind = "api"


class StatusError(ApiError):
    """The phone answered with an HTTP status that the guide does not print. A write may have been carried out all the same.

    ``status``: the number. ``leads_to_http``: whether it is a redirect to an address with ``http://``.
    """

    def __init__(self, status: int, message: str, advice: str = "", leads_to_http: bool = False) -> None:
        super().__init__(message, advice)
        self.status = status
        self.leads_to_http = leads_to_http


class RefusedError(ApiError):
    """The phone understood the request and said no."""

    advice = "Check the phone's answer: its memory may be full, or this user may not do it"


class AdminOnlyError(RefusedError):
    """The phone refused, and its words name the admin: this user may not do it."""


class OversizedError(RefusedError):
    """The phone refused a whole write because of a value that is longer than its firmware takes; nothing of it was written."""


class FileOnlyError(PhoneError):
    """The firmware cannot take some of a task's values over its API. Everything else was written.

    ``pvalues``: those that were not, as ``P30``. ``found``: more fields of the result, of what was written.
    """

    kind = "file_only"
    advice = "Give them to the phone in its provisioning file (voip.grandstream.publish writes it), or change or remove them"

    def __init__(self, message: str, pvalues: list[str], found: Mapping[str, Any]) -> None:
        super().__init__(message, pvalues=pvalues)
        self.found = found

    def begun(self, changes: list[dict[str, Any]]) -> None:
        """Note the changes as the base class does, without the rows of what was not written."""
        left_out = set(self.details["pvalues"])
        super().begun([row for row in changes if not left_out & set(row.get("pvalues", [row.get("pvalue")]))])


class UnsupportedError(PhoneError):
    """The phone does not know something that the task names. Raised before any write."""

    kind = "unsupported"


class ConflictError(PhoneError):
    """A task asks for something that does not fit the phone (two contacts of one name, a group that does not exist).

    Raised before any write.
    """

    kind = "conflict"


class NotKeptError(PhoneError):
    """The phone accepted a write, and reading back shows that it did not keep it."""

    kind = "not_kept"


class NotRegisteredError(PhoneError):
    """An account that was registered before a change was not registered again after it; the change was taken back."""

    kind = "not_registered"
    advice = "Check the new values against the accounts of the SIP server"

    def __init__(self, message: str, restored: bool, accounts: list[int]) -> None:
        super().__init__(message, accounts=accounts)
        self.restored = restored


class BusyError(PhoneError):
    """A call is on, and the task must not disturb it. Raised before any write."""

    kind = "busy"


class ReachError(PhoneError):
    """The task would change what can cut the phone off, and may not. Raised before any write to that phone."""

    kind = "reach"
    advice = "If this is meant, set gs_allow_reach: true (option allow_reach) for this run"


class OtherPhoneError(PhoneError):
    """Another phone that got the same change first did not come back, or is not back yet. This phone did not get the change."""

    kind = "reach_waits"
    advice = "Look at that phone first"


class NotBackError(PhoneError):
    """The phone got a change that can cut it off, and was not found again."""

    kind = "not_back"

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message, advice)
        self.found = {"not_back": True}


class WaitError(PhoneError):
    """The phone took the request, and what the task waits for did not come about in time."""

    kind = "wait"


class MissingLibraryError(PhoneError):
    """A Python library that the task needs is not installed where the task runs."""

    kind = "library"

    def __init__(self, library: str, import_traceback: str) -> None:
        package = "requests" if library == "urllib3" else library
        pipx = _PIPX.search(sys.prefix)
        ways = [f"pipx inject {pipx.group(1)} {package}"] if pipx else [f"{sys.executable} -m pip install {package}"]
        ways += [] if pipx else [f"where pipx has installed Ansible: pipx inject ansible {package}"]
        super().__init__(
            f"The Python library {library} is missing on {platform.node()}, in the Python that runs this: {sys.executable}",
            f"Install it there: {ways[0]}" + "".join(f" ({way})" for way in ways[1:]),
        )
        self.library = library
        self.import_traceback = import_traceback

    def locate(self, label: str, host: str, port: int, endpoint: str | None = None) -> None:
        """Do nothing: no phone has to do with it."""
