# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection: other code must not import it.

"""A login session on one phone: token login that minds the lockout, re-login, retry of reads, care for writes."""

from __future__ import annotations

import hashlib
import sys
import time
from functools import partial
from typing import Any, Callable

from ansible_collections.voip.grandstream.plugins.module_utils import _reply
from ansible_collections.voip.grandstream.plugins.module_utils._connection import SEPARATORS, ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    AuthenticationError,
    PhoneError,
    ReplyError,
    TransportError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._guide import BASE_PATH, LOGIN, LOGIN_REALM, Endpoint
from ansible_collections.voip.grandstream.plugins.module_utils._http import Answer, HttpClient, Parameters

FIRST_PAUSE = 0.5
"""Seconds before the first repetition of a read; each further pause is twice as long, up to :data:`LONGEST_PAUSE`."""

LONGEST_PAUSE = 8.0

MAX_FAILED_LOGINS = 3
"""Logins without success that one session may cause. A phone locks after five in a row; a person needs the rest."""


class UnauthorizedError(Exception):
    """The phone does not know our session (any more), and did not carry the request out. Its text says what came."""


class Session:
    """Requests to one phone over one connection. Use it as a context manager.

    ``settings``: where the phone is. ``separator``: what is known of the digest's separator (``colon``, ``dot`` or None);
    after a login the attribute of the same name says what worked. ``sleep``: how to wait, in seconds.
    """

    def __init__(
        self,
        settings: ConnectionSettings,
        separator: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings
        self.separator = settings.digest_separator if settings.digest_separator != "auto" else separator
        self._http = HttpClient(settings)
        self._sleep = sleep
        self._logged_in = False
        self._failed_logins = 0

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._http.__exit__(*exc_info)

    def room(self, endpoint: Endpoint) -> int:
        """Bytes that the parameters of this endpoint may have in one request."""
        if self._uses_post(endpoint):
            return sys.maxsize
        return self.settings.max_url_length - len(f"{self.settings.base_url}{BASE_PATH}{endpoint.name}?")

    def call(self, endpoint: Endpoint, parameters: Parameters = ()) -> dict[str, Any]:
        """Send a request, logged in where the endpoint needs it, and give back its checked reply.

        A read is repeated while ``retries`` last. A write is repeated only where it certainly did not reach the phone or was
        refused for want of a session; otherwise :class:`AmbiguousWriteError` asks the caller to look what the phone holds.
        Raises :class:`PhoneError` of every other kind too, with the phone and the endpoint in its sentence.
        """
        reply: dict[str, Any] = self._retried(endpoint, partial(self._authorized, endpoint, parameters, _understood))
        return reply

    def download(self, endpoint: Endpoint, check: Callable[[bytes], None]) -> bytes:
        """As :meth:`call`, for an endpoint that answers a file instead of JSON. Gives the file as it came.

        ``check`` raises :class:`ReplyError` for a file that cannot be right; it is then asked for again.
        """
        content: bytes = self._retried(endpoint, partial(self._authorized, endpoint, (), partial(_downloaded, check)))
        return content

    def forget(self) -> None:
        """Log in again before the next request that needs it: the session is known, or suspected, to be dead."""
        self._logged_in = False
        self._http.forget_cookies()

    def _uses_post(self, endpoint: Endpoint) -> bool:
        """Whether the endpoint's parameters go into a body: only writes hold secrets, so only they are ever posted."""
        return endpoint.writes and self.settings.request_method == "post"

    def _retried(self, endpoint: Endpoint, attempt: Callable[[], Any]) -> Any:
        pause = FIRST_PAUSE
        for retries_left in range(self.settings.retries, -1, -1):
            try:
                return attempt()
            except PhoneError as error:
                if "endpoint" in error.details:
                    # The login before this request failed, after all its own repetitions.
                    raise
                if endpoint.writes and error.sent:
                    raise self._named(AmbiguousWriteError(error), endpoint) from None
                if retries_left == 0 or not error.retryable:
                    raise self._named(error, endpoint) from None
            self._sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        raise AssertionError("not reached: the last attempt returns or raises")

    def _named(self, error: PhoneError, endpoint: Endpoint) -> PhoneError:
        """The same error with the phone and the endpoint in front."""
        error.details.update(endpoint=endpoint.name, host=self.settings.host, port=self.settings.port)
        error.message = f"{self.settings.label}: {endpoint.name}: {error.message}"
        return error

    def _authorized(self, endpoint: Endpoint, parameters: Parameters, understood: Callable[[Endpoint, Answer], Any]) -> Any:
        """One request; where the session turns out to be dead, one more after a fresh login."""
        came = ""
        for dummy in range(2 if endpoint.session else 1):
            if endpoint.session and not self._logged_in:
                self._login()
            try:
                return understood(endpoint, self._exchange(endpoint, parameters))
            except UnauthorizedError as error:
                came = str(error)
                self.forget()
        raise ApiError(f"the phone answers {came}, as if there was no session, also right after a login. Reboot it if this stays")

    def _exchange(self, endpoint: Endpoint, parameters: Parameters) -> Answer:
        answer = self._http.exchange(endpoint.name, parameters, post=self._uses_post(endpoint))
        _check_status(answer, endpoint)
        if _reply.is_html(answer.text):
            # On some firmware this is how a dead session looks. It says nothing certain about what became of a write.
            self.forget()
            if not endpoint.writes:
                raise UnauthorizedError("a web page")
        return answer

    def _login(self) -> None:
        """Guide, "Web Authentication Guide": log in, trying the separators while the phone has attempts left."""
        untried = [self.separator] if self.separator else list(SEPARATORS)
        left: int | None = None
        while untried and self._failed_logins < MAX_FAILED_LOGINS and (left is None or left > 1):
            name = untried.pop(0)
            reply = self._retried(LOGIN, partial(self._login_once, SEPARATORS[name]))
            if reply.accepted:
                self.separator = name
                self._logged_in = True
                self._failed_logins = 0
                return
            left = reply.attempts_left
        raise self._named(_refused(self.settings.username, left, untried), LOGIN)

    def _login_once(self, separator: str) -> _reply.LoginReply:
        """One random, one login. A login that is not answered counts as a failed one: the phone may have counted it."""
        self._http.forget_cookies()
        random = self._retried(LOGIN_REALM, self._random)
        if self._failed_logins >= MAX_FAILED_LOGINS:
            raise AuthenticationError(f"{MAX_FAILED_LOGINS} logins went unanswered; stopped before the phone locks the account")
        digest = hashlib.md5(  # the guide's algorithm, not a choice
            separator.join((self.settings.username, random, self.settings.password)).encode("utf-8")
        ).hexdigest()
        try:
            answer = self._http.exchange(LOGIN.name, (("Username", self.settings.username), ("Secret", digest)))
        except TransportError as error:
            self._failed_logins += error.sent
            raise
        self._failed_logins += 1
        if answer.status in (401, 403):
            return _reply.LoginReply(accepted=False)
        _check_status(answer, LOGIN)
        return _reply.parse_login(answer.text)

    def _random(self) -> str:
        answer = self._http.exchange(LOGIN_REALM.name, ())
        _check_status(answer, LOGIN_REALM)
        return _reply.parse_random(answer.text)


def _understood(endpoint: Endpoint, answer: Answer) -> dict[str, Any]:
    """The checked reply in a phone's answer."""
    reply = _reply.parse(answer.text)
    if endpoint.session and _reply.is_unauthorized(reply):
        raise UnauthorizedError("'unauthorized'")
    _reply.check_accepted(endpoint, reply)
    _reply.check_shape(endpoint, reply)
    return reply


def _downloaded(check: Callable[[bytes], None], endpoint: Endpoint, answer: Answer) -> bytes:
    """The file in a phone's answer. Refusals come as JSON or ``Key=Value`` lines here too."""
    if not answer.text.lstrip("\ufeff").lstrip().startswith("<"):
        _understood(endpoint, answer)
        raise ReplyError("an answer that is no XML")
    check(answer.body)
    return answer.body


def _check_status(answer: Answer, endpoint: Endpoint) -> None:
    """Raise what an HTTP status means. 200 is the only status that the guide prints."""
    status = answer.status
    if status == 200:
        return
    if status in (401, 403) and endpoint.session:
        raise UnauthorizedError(f"HTTP {status}")
    if status >= 500:
        raise ReplyError(f"HTTP {status}")
    advice = {
        404: "this firmware does not offer it",
        405: "this firmware does not take POST here. Set request_method: get",
        413: "the request is too large for this firmware. Lower max_url_length",
        414: "the URL is too long for this firmware. Lower max_url_length",
    }.get(status, "")
    if 300 <= status < 400:
        advice = "the phone sends us elsewhere. Perhaps it wants use_ssl: true, or another port"
    raise ApiError(f"HTTP {status}" + (f": {advice}" if advice else ""))


def _refused(username: str, left: int | None, untried: list[str]) -> AuthenticationError:
    told = "the phone did not tell how many attempts are left" if left is None else f"{left} attempts left"
    error = AuthenticationError(
        f"the phone refused the credentials of {username!r} ({told} before it locks the account)", attempts_left=left
    )
    if untried:
        error.advice += (
            ". To leave the phone an attempt, not every way to log in was tried: if both are right, set digest_separator: "
            + untried[0]
        )
    return error
