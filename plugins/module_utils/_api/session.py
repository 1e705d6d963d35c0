# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A login session on one phone: token login that minds the lockout, re-login, retry of reads, care for writes."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import hashlib
import sys
import time
from functools import partial
from typing import Any, Callable, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import SEPARATORS, ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import BASE_PATH, LOGIN, LOGIN_REALM, Endpoint
from ansible_collections.voip.grandstream.plugins.module_utils._api.http import HttpAnswer, HttpClient, Parameters
from ansible_collections.voip.grandstream.plugins.module_utils._api.reply import (
    LoginReply,
    check_accepted,
    check_shape,
    is_html,
    is_unauthorized,
    parse,
    parse_login,
    parse_random,
)
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    AuthenticationError,
    PhoneError,
    ReplyError,
    TransportError,
    UnansweredLoginError,
)

FIRST_PAUSE = 0.5
"""Seconds before the first repetition of a read; each further pause is twice as long, up to :data:`LONGEST_PAUSE`."""

LONGEST_PAUSE = 8.0

MAX_FAILED_LOGINS = 3
"""Logins without success that one session may cause on a phone that does not tell how many are left. A phone locks after five
in a row; a person needs the rest."""


class UnauthorizedError(Exception):
    """The phone does not know our session (any more), and did not carry the request out. Its text says what came."""


class Session:
    """Requests to one phone over one connection. Use it as a context manager.

    ``settings``: where the phone is. ``separator``: what is known of the digest's separator (``colon``, ``dot`` or None);
    after a login the attribute of the same name says what worked. ``sleep`` and ``clock``: how to wait, and what time it is,
    in seconds.
    """

    def __init__(
        self,
        settings: ConnectionSettings,
        separator: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.separator = settings.digest_separator if settings.digest_separator != "auto" else separator
        self.sleep = sleep
        self.clock = clock
        self._http = HttpClient(settings)
        self._username = settings.username
        self._passwords: Sequence[str] = [settings.password]
        self._logged_in = False
        self._failed_logins = 0
        self._unanswered_logins = 0
        self._attempts_left: int | None = None

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

    def log_in(self, username: str, passwords: Sequence[str]) -> str:
        """Log in anew, with the first of ``passwords`` that the phone takes, and give that one.

        Every password is tried with the first separator before any is tried with the second, and none while the phone has a
        single attempt left. Raises :class:`AuthenticationError` where none was taken.
        """
        self.forget()
        self._username, self._passwords = username, passwords
        self._login()
        return self._passwords[0]

    def takes(self, username: str, password: str) -> bool:
        """Whether the phone takes this password: a single login, with the separator that is known or tried first."""
        self.forget()
        self._username, self._passwords = username, [password]
        separator = self.separator or next(iter(SEPARATORS))
        self._logged_in = bool(self._retried(LOGIN, partial(self._login_once, SEPARATORS[separator], password), retries=0))
        return self._logged_in

    def elsewhere(self, **settings: Any) -> Session:
        """A session of its own with other settings (see :class:`ConnectionSettings`), not yet logged in."""
        return Session(self.settings._replace(**settings), self.separator, self.sleep, self.clock)

    def is_gone(self, endpoint: Endpoint) -> bool:
        """Whether this session is no more: nobody listens, or the phone does not know us. One request, and no login."""
        try:
            _understood(endpoint, self._exchange(endpoint, ()))
        except UnauthorizedError:
            return True
        except PhoneError as error:
            return isinstance(error, TransportError) and not error.sent
        return False

    def forget(self) -> None:
        """Log in again before the next request that needs it: the session is known, or suspected, to be dead."""
        self._logged_in = False
        self._http.forget_cookies()

    def _uses_post(self, endpoint: Endpoint) -> bool:
        """Whether the endpoint's parameters go into a body: only writes hold secrets, so only they are ever posted."""
        return endpoint.writes and self.settings.request_method == "post"

    def _retried(self, endpoint: Endpoint, attempt: Callable[[], Any], retries: int | None = None) -> Any:
        pause = FIRST_PAUSE
        for retries_left in range(self.settings.retries if retries is None else retries, -1, -1):
            try:
                return attempt()
            except PhoneError as error:
                if error.endpoint is not None:
                    # The login before this request failed, after all its own repetitions.
                    raise
                if endpoint.writes and error.sent:
                    raise self._named(AmbiguousWriteError(error), endpoint) from None
                if retries_left == 0 or not error.retryable:
                    raise self._named(error, endpoint) from None
            self.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        raise AssertionError("not reached: the last attempt returns or raises")

    def _named(self, error: PhoneError, endpoint: Endpoint) -> PhoneError:
        """The same error with the phone and the endpoint in front."""
        error.locate(self.settings.label, self.settings.host, self.settings.port, endpoint.name)
        return error

    def _authorized(self, endpoint: Endpoint, parameters: Parameters, understood: Callable[[Endpoint, HttpAnswer], Any]) -> Any:
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

    def _exchange(self, endpoint: Endpoint, parameters: Parameters) -> HttpAnswer:
        answer = self._http.exchange(endpoint.name, parameters, post=self._uses_post(endpoint))
        _check_status(answer, endpoint)
        if is_html(answer.text):
            # On some firmware this is how a dead session looks. It says nothing certain about what became of a write.
            self.forget()
            if not endpoint.writes:
                raise UnauthorizedError("a web page")
        return answer

    def _login(self) -> None:
        """Guide, "Web Authentication Guide": log in, trying separators and passwords while the phone has attempts left."""
        separators = [self.separator] if self.separator else list(SEPARATORS)
        untried = [(separator, password) for separator in separators for password in self._passwords]
        if not self._may_fail_again():
            raise self._named(self._unanswered() if self._unanswered_logins else self._refused(()), LOGIN)
        while untried and self._may_fail_again():
            separator, password = untried.pop(0)
            if self._retried(LOGIN, partial(self._login_once, SEPARATORS[separator], password)):
                self.separator = separator
                self._passwords = [password]
                self._logged_in = True
                return
        raise self._named(self._refused(untried), LOGIN)

    def _may_fail_again(self) -> bool:
        """Whether one more login without success leaves the phone at least one attempt."""
        return self._failed_logins < MAX_FAILED_LOGINS if self._attempts_left is None else self._attempts_left > 1

    def _login_once(self, separator: str, password: str) -> bool:
        """One random, one login. A login that is not answered counts as a failed one: the phone may have counted it."""
        self._http.forget_cookies()
        random = self._retried(LOGIN_REALM, self._random)
        if not self._may_fail_again():
            raise self._unanswered()
        digest = hashlib.md5(  # the guide's algorithm, not a choice
            separator.join((self._username, random, password)).encode("utf-8")
        ).hexdigest()
        try:
            reply = _login_reply(self._http.exchange(LOGIN.name, (("Username", self._username), ("Secret", digest))))
        except PhoneError as error:
            if error.sent:
                self._count_failure()
                self._unanswered_logins += 1
            raise
        self._count_failure()
        if reply.accepted:
            self._failed_logins, self._unanswered_logins, self._attempts_left = 0, 0, None
        elif reply.attempts_left is not None:
            self._attempts_left = reply.attempts_left
        return reply.accepted

    def _count_failure(self) -> None:
        self._failed_logins += 1
        if self._attempts_left is not None:
            self._attempts_left -= 1

    def _unanswered(self) -> UnansweredLoginError:
        return UnansweredLoginError(
            f"{self._unanswered_logins} logins went unanswered; stopped before the phone locks the account"
        )

    def _refused(self, untried: Sequence[tuple[str, str]]) -> AuthenticationError:
        """What to say when no password was taken; ``untried`` are the ways to log in that were left out."""
        left = self._attempts_left
        told = f"{left} attempt{'' if left == 1 else 's'} left"
        if left is None:
            told = "the phone did not tell how many attempts are left"
        several = len(self._passwords) > 1
        what = f"all passwords tried for {self._username!r}" if several else f"the credentials of {self._username!r}"
        error = AuthenticationError(f"the phone refused {what} ({told} before it locks the account)", attempts_left=left)
        # The last way has the separator that not every password was tried with, unless there is but one.
        dot = "" if self.separator or not untried else f"set digest_separator: {untried[-1][0]}"
        if not several:
            error.advice += (
                f". To leave the phone an attempt, not every way to log in was tried: if both are right, {dot}" if dot else ""
            )
        elif untried:
            error.advice = (
                f"{len(untried)} ways to log in were left out, so that the phone keeps an attempt: name fewer passwords"
            )
            error.advice += f", or {dot} if its firmware is old" if dot else ""
        else:
            error.advice = "Name the password that the phone has"
        return error

    def _random(self) -> str:
        answer = self._http.exchange(LOGIN_REALM.name, ())
        _check_status(answer, LOGIN_REALM)
        return parse_random(answer.text)


def _understood(endpoint: Endpoint, answer: HttpAnswer) -> dict[str, Any]:
    """The checked reply in a phone's answer."""
    reply = parse(answer.text)
    if endpoint.session and is_unauthorized(reply):
        raise UnauthorizedError("'unauthorized'")
    check_accepted(endpoint, reply)
    check_shape(endpoint, reply)
    return reply


def _downloaded(check: Callable[[bytes], None], endpoint: Endpoint, answer: HttpAnswer) -> bytes:
    """The file in a phone's answer. Refusals come as JSON or ``Key=Value`` lines here too."""
    if not answer.text.lstrip("\ufeff").lstrip().startswith("<"):
        _understood(endpoint, answer)
        raise ReplyError("an answer that is no XML")
    check(answer.body)
    return answer.body


def _login_reply(answer: HttpAnswer) -> LoginReply:
    """What a login was answered. Some firmware gives a refusal a status of its own, and may tell the rest in the body."""
    if answer.status not in (401, 403):
        _check_status(answer, LOGIN)
        return parse_login(answer.text)
    try:
        reply = parse_login(answer.text)
    except ReplyError:
        return LoginReply(accepted=False)
    return reply._replace(accepted=False)


def _check_status(answer: HttpAnswer, endpoint: Endpoint) -> None:
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
