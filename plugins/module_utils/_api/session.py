# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A login session on one phone: re-login, retry of reads, care for writes."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import sys
import time
from functools import partial
from typing import Any, Callable, Sequence, TypeVar

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import BASE_PATH, LOGIN, Endpoint
from ansible_collections.voip.grandstream.plugins.module_utils._api.http import HttpAnswer, HttpClient
from ansible_collections.voip.grandstream.plugins.module_utils._api.login import Login
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._api.quoting import Parameters
from ansible_collections.voip.grandstream.plugins.module_utils._api.reply import (
    UnauthorizedError,
    check_accepted,
    check_shape,
    check_status,
    is_html,
    is_unauthorized,
    parse_reply,
)
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    FileElsewhereError,
    PhoneError,
    RefusedError,
    StatusError,
    TransportError,
)

FIRST_PAUSE = 0.5
"""Seconds before the first repetition of a read; each further pause is twice as long, up to :data:`LONGEST_PAUSE`."""

LONGEST_PAUSE = 8.0

_Understood = TypeVar("_Understood")


class Session:
    """Requests to one phone over one connection. Use it as a context manager.

    ``settings``: where the phone is. ``logins``: what is known of its logins; no other task of the run logs in to the phone
    while the session is open. ``sleep`` and ``clock``: how to wait, and what time it is, in seconds.
    """

    def __init__(
        self,
        settings: ConnectionSettings,
        logins: Logins | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.logins = logins if logins is not None else Logins()
        self.sleep = sleep
        self.clock = clock
        self._http = HttpClient(settings)
        self._username = settings.username
        self._passwords: Sequence[str] = [settings.password]
        self._logged_in = False
        self._login = Login(settings, self._http, self.logins, self._retried)

    def __enter__(self) -> Session:
        self.logins.__enter__()
        return self

    def __exit__(self, *exc_info: object) -> None:
        try:
            self._http.__exit__(*exc_info)
        finally:
            self.logins.__exit__(*exc_info)

    def room(self, endpoint: Endpoint) -> int:
        """Return how many bytes the parameters of this endpoint may have in one request."""
        if self._uses_post(endpoint):
            return sys.maxsize
        return self.settings.max_url_length - len(f"{self.settings.base_url}{BASE_PATH}{endpoint.name}?")

    def call(self, endpoint: Endpoint, parameters: Parameters = ()) -> dict[str, Any]:
        """Send a request, logged in where the endpoint needs it, and give back its checked reply.

        A read is repeated while ``retries`` last. A write is repeated only where it certainly did not reach the phone or was
        refused for want of a session; otherwise :class:`AmbiguousWriteError` asks the caller to look what the phone holds.
        Raise :class:`PhoneError` of every other kind too, with the phone and the endpoint in its sentence.
        """
        return self.ask(endpoint, parameters, understood)

    def ask(
        self, endpoint: Endpoint, parameters: Parameters, understand: Callable[[Endpoint, HttpAnswer], _Understood]
    ) -> _Understood:
        """Send as :meth:`call`, and return what ``understand`` makes of the answer.

        ``understand`` raises what :func:`understood` raises for an answer that is none.
        """
        reply: _Understood = self._retried(endpoint, partial(self._authorized, endpoint, parameters, understand))
        return reply

    def download(self, endpoint: Endpoint, check: Callable[[bytes], None]) -> bytes:
        """Send as :meth:`call`, and return the file that the endpoint answers, as it came.

        ``check`` raises :class:`ReplyError` for a file that cannot be right; it is then asked for again.
        """
        content: bytes = self._retried(endpoint, partial(self._authorized, endpoint, (), partial(_downloaded, check)))
        return content

    def log_in(self, username: str, passwords: Sequence[str]) -> str:
        """Log in anew, with the first of ``passwords`` that the phone takes, and give that one (see :meth:`Login.log_in`)."""
        self.forget()
        self._username, self._passwords = username, passwords
        try:
            self._passwords = [self._login.log_in(username, passwords)]
        except PhoneError as error:
            raise self._named(error, LOGIN) from None
        self._logged_in = True
        return self._passwords[0]

    @property
    def firmware(self) -> str:
        """Return the firmware version, where the phone tells it when it takes a login; else empty."""
        return self._login.firmware

    def with_settings(self, **settings: Any) -> Session:
        """Return a session of its own with other settings (see :class:`ConnectionSettings`), not yet logged in."""
        changed = self.settings._replace(**settings)
        return Session(changed, self.logins.for_settings(self.settings, changed), self.sleep, self.clock)

    def is_gone(self, endpoint: Endpoint) -> bool:
        """Return whether this session is no more: nobody listens, or the phone does not know us. One request, and no login."""
        try:
            return not self.is_known(endpoint)
        except PhoneError as error:
            return isinstance(error, TransportError) and not error.sent

    def is_known(self, endpoint: Endpoint) -> bool:
        """Return whether the phone knows this session: one request, no login. Raise :class:`PhoneError` where it does not say."""
        try:
            understood(endpoint, self._exchange(endpoint, ()))
        except UnauthorizedError:
            self.forget()
            return False
        return True

    def forget(self) -> None:
        """Log in again before the next request that needs it: the session is known, or suspected, to be dead."""
        self._logged_in = False
        self._http.forget_cookies()

    def _uses_post(self, endpoint: Endpoint) -> bool:
        """Return whether the endpoint's parameters go into a body: only writes hold secrets, so only they are ever posted."""
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
                if self._uses_post(endpoint) and (error.sent or isinstance(error, (RefusedError, StatusError))):
                    error.add("It was posted, and some firmware loses what is posted: set gs_request_method: get")
                if endpoint.writes and error.sent:
                    raise self._named(AmbiguousWriteError(error), endpoint) from None
                if retries_left == 0 or not error.retryable:
                    raise self._named(error, endpoint) from None
            self.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        raise AssertionError("not reached: the last attempt returns or raises")

    def _named(self, error: PhoneError, endpoint: Endpoint) -> PhoneError:
        """Return the same error with the phone and the endpoint in front."""
        error.locate(self.settings.label, self.settings.host, self.settings.port, endpoint.name)
        return error

    def _authorized(self, endpoint: Endpoint, parameters: Parameters, understood: Callable[[Endpoint, HttpAnswer], Any]) -> Any:
        """Send one request; where the session turns out to be dead, send it once more after a fresh login."""
        came = ""
        for dummy in range(2 if endpoint.session else 1):
            if endpoint.session and not self._logged_in:
                self.log_in(self._username, self._passwords)
            try:
                return understood(endpoint, self._exchange(endpoint, parameters))
            except UnauthorizedError as error:
                came = str(error)
                self.forget()
        raise ApiError(f"the phone answers {came}, as if there was no session, also right after a login. Reboot it if this stays")

    def _exchange(self, endpoint: Endpoint, parameters: Parameters) -> HttpAnswer:
        answer = self._http.exchange(endpoint.name, parameters, post=self._uses_post(endpoint))
        check_status(answer, endpoint)
        if is_html(answer.text):
            # On some firmware this is how a dead session looks. It says nothing certain about what became of a write.
            self.forget()
            if not endpoint.writes:
                raise UnauthorizedError("a web page")
        return answer


def understood(endpoint: Endpoint, answer: HttpAnswer) -> dict[str, Any]:
    """Return the checked reply in a phone's answer. Raise :class:`PhoneError`, and :class:`UnauthorizedError`."""
    reply = parse_reply(endpoint, answer.text)
    if endpoint.session and is_unauthorized(reply):
        raise UnauthorizedError("'unauthorized'")
    check_accepted(endpoint, reply)
    check_shape(endpoint, reply)
    return reply


def _downloaded(check: Callable[[bytes], None], endpoint: Endpoint, answer: HttpAnswer) -> bytes:
    """Return the file in a phone's answer. Refusals come as JSON or ``Key=Value`` lines here too.

    Raise :class:`FileElsewhereError` for a success without a file.
    """
    if not answer.body[:1000].decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n").startswith("<"):
        understood(endpoint, answer)
        raise FileElsewhereError
    check(answer.body)
    return answer.body
