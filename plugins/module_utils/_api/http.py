# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One HTTP exchange with a phone: a bounded answer, or an exception that says what happened to the request."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import socket
import ssl
import time
from typing import Any, Iterator, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._api.adapter import Exchange, PhoneAdapter, TooLargeError
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import BASE_PATH
from ansible_collections.voip.grandstream.plugins.module_utils._api.quoting import Parameters, encode
from ansible_collections.voip.grandstream.plugins.module_utils._api.tls import check_ca_path, tls_options
from ansible_collections.voip.grandstream.plugins.module_utils._errors import ReplyError, TransportError
from ansible_collections.voip.grandstream.plugins.module_utils._libraries import requests, require, urllib3

HTTPS_PORT = 443

MAX_ANSWER_BYTES = 4 * 1024 * 1024
"""Ten times what a phone with a full phonebook has to say. Counted on the wire, with the head, whatever the status."""

SLOW_ANSWER_FACTOR = 6
"""A whole answer may take this many times ``timeout``, however steadily it trickles in."""

FRESH_AFTER_REQUESTS = 15
FRESH_AFTER_SECONDS = 5.0
"""A kept-alive connection is replaced before a phone ends it: a request on a connection that ends at that moment would leave
open whether it arrived. The vendor's own server ends one after 17 requests, or 6 seconds of silence."""


class HttpAnswer(NamedTuple):
    """A phone's HTTP answer: its ``status`` code, its ``body``, and the ``location`` that a redirect names."""

    status: int
    body: bytes
    location: str = ""

    @property
    def text(self) -> str:
        """Return the body as UTF-8; bytes that are none become U+FFFD."""
        return self.body.decode("utf-8", errors="replace")


class HttpClient:
    """One kept-alive connection to one phone. Use it as a context manager.

    It uses the transport of requests without a session of requests, whose merging of cookies, proxies, .netrc and the like takes
    as long as all the rest, and is not wanted: a phone is on the local network, and no redirect is followed or read.
    """

    def __init__(self, settings: ConnectionSettings) -> None:
        require("requests", "jsonschema")
        check_ca_path(settings.ca_path)
        self._settings = settings
        self._usual_headers = {
            "User-Agent": "ansible-voip.grandstream",
            "Accept": "*/*",
            # A phone's answer is taken as it comes. What is packed could unpack to more than there is memory.
            "Accept-Encoding": "identity",
            "Connection": "keep-alive",
            "Origin": settings.base_url,
            "Referer": settings.base_url + "/",
        }
        # Not the library's cookie jar: it would keep a cookie to the folder /cgi-bin/, or to what its Path says.
        self._cookies: dict[str, str] = {}
        self._adapter = PhoneAdapter(settings.host, settings.port, tls_options(settings) if settings.use_ssl else None)
        self._requests = 0
        self._last_request = 0.0

    def __enter__(self) -> HttpClient:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._adapter.close()

    def forget_cookies(self) -> None:
        """Drop the session's cookie, so that a phone does not mistake the next login for a part of the dead session."""
        self._cookies.clear()

    def exchange(self, name: str, parameters: Parameters, post: bool = False) -> HttpAnswer:
        """Send one request to the endpoint ``name``, or to that path where it begins with a slash, and read its whole answer.

        Raise :class:`TransportError` where no whole answer came, :class:`ReplyError` where it is too large.
        """
        path = name if name.startswith("/") else BASE_PATH + name
        body = encode(parameters)
        target = f"{path}?{body}" if body and not post else path
        request = self._request(target, body if post else None)
        timeout = self._settings.timeout
        exchange = Exchange(target, timeout, timeout * SLOW_ANSWER_FACTOR, MAX_ANSWER_BYTES)
        self._adapter.exchange = exchange
        self._renew_connection()
        try:
            with self._adapter.send(request, stream=True, timeout=timeout, verify=True, proxies={}) as response:
                self._cookies.update(_cookies(response))
                location = response.headers.get("Location", "")
                return HttpAnswer(response.status_code, _body(response), location)
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            # `from None`: the library's own message holds the URL, and the URL can hold a password.
            causes = list(_causes(error))
            if _first(causes, TooLargeError):
                raise ReplyError(f"an answer of more than {MAX_ANSWER_BYTES // 1024 // 1024} MiB") from None
            raise _transport_error(causes, self._settings, exchange.is_connecting) from None
        finally:
            self._last_request = time.monotonic()

    def _renew_connection(self) -> None:
        """Close a connection that the phone may be about to end."""
        self._requests += 1
        if self._requests > FRESH_AFTER_REQUESTS or time.monotonic() - self._last_request > FRESH_AFTER_SECONDS:
            self._requests = 1
            self._adapter.close()

    def _request(self, target: str, body: str | None) -> Any:
        """Return a request of requests; with a ``body`` it is a POST. Its URL is not quoted, because it is sent as it is."""
        headers = dict(self._usual_headers)
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        request = requests.PreparedRequest()
        request.method = "GET" if body is None else "POST"
        request.url = self._settings.base_url + target
        request.hooks = requests.hooks.default_hooks()
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            request.body = body.encode("utf-8") or None
        request.prepare_headers(headers)
        if body is not None:
            request.prepare_content_length(request.body)
        return request


def _cookies(response: Any) -> dict[str, str]:
    """Return the cookies that an answer sets, to the letter: quotes around a value belong to it."""
    pairs = [header.partition(";")[0].partition("=") for header in response.raw.headers.getlist("Set-Cookie")]
    return {name.strip(): value.strip() for name, sign, value in pairs if sign and name.strip()}


def _body(response: Any) -> bytes:
    """Return the answer's body, as it came over the wire."""
    response.raw.enforce_content_length = True  # which urllib3 1.26 does not do by itself
    body: bytes = response.raw.read(decode_content=False)
    return body


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the exception and everything that it wraps, outermost first; the libraries wrap in three different ways."""
    seen = set()
    pending = [error]
    while pending:
        current = pending.pop(0)
        if isinstance(current, BaseException) and id(current) not in seen:
            seen.add(id(current))
            yield current
            pending += [current.__cause__, current.__context__, getattr(current, "reason", None)]
            pending += [argument for argument in current.args if isinstance(argument, BaseException)]


def _transport_error(causes: list[BaseException], settings: ConnectionSettings, connecting: bool) -> TransportError:
    """Return the error of a failed exchange, in a user's words."""
    unconnected = _unconnected(causes, settings)
    if unconnected is not None:
        message, advice, retryable = unconnected
        reason = "refused" if _first(causes, ConnectionRefusedError) else ""
        return TransportError(message, sent=False, retryable=retryable, advice=advice, reason=reason)
    tls_error = _first(causes, ssl.SSLError, urllib3.exceptions.SSLError)
    if tls_error and not _first(causes, ssl.SSLEOFError, ssl.SSLZeroReturnError):
        message, advice = _tls_sentence(tls_error, settings)
        return TransportError(message, sent=not connecting, retryable=False, advice=advice, reason="tls")
    if _first(causes, requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError, socket.timeout):
        what = "TLS connection" if connecting else "whole answer"
        return TransportError(f"no {what} within {settings.timeout:g} s (gs_timeout)", sent=not connecting)
    if connecting and settings.use_ssl and not settings.tls_old_ciphers:
        advice = "Is the phone starting? If this stays, old firmware may need gs_tls_old_ciphers: true"
        return TransportError("the connection broke while TLS was set up", sent=False, advice=advice)
    if _first(causes, ConnectionError, ssl.SSLError, urllib3.exceptions.HTTPError):
        advice = "" if settings.use_ssl else f"{TransportError.advice}. If this stays, the port may want gs_use_ssl: true"
        return TransportError("the connection broke before the whole answer was here", sent=not connecting, advice=advice)
    return TransportError(f"the request failed ({type(causes[0]).__name__})", sent=not connecting)


def _unconnected(causes: list[BaseException], settings: ConnectionSettings) -> tuple[str, str, bool] | None:
    """Return message, advice and whether to try again, where no TCP connection came about; None for other causes."""
    if _first(causes, socket.gaierror):
        return "its name cannot be resolved", "Check ansible_host, or the name service", False
    if _first(causes, ConnectionRefusedError):
        return "the connection was refused", _why_refused(settings), True
    if _first(causes, requests.exceptions.ConnectTimeout):
        return f"no connection within {settings.timeout:g} s", "Is the phone on, and is the address right?", False
    if _first(causes, urllib3.exceptions.NewConnectionError):
        reasons = [cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror]
        return f"no connection ({', '.join(reasons) or 'unknown reason'})", "Check the address and the network", True
    return None


def _why_refused(settings: ConnectionSettings) -> str:
    """Return what to do where nobody listens at a port."""
    if settings.use_ssl and settings.port == HTTPS_PORT:
        return (
            "Is the phone still starting? Phones from the factory speak HTTP. For such a phone, set gs_use_ssl: false, only "
            "until it is switched to HTTPS, because passwords can be read on the way"
        )
    return "Is the phone still starting, and is the port right?"


def _first(causes: list[BaseException], *kinds: type[BaseException]) -> BaseException | None:
    return next((cause for cause in causes if isinstance(cause, kinds)), None)


def _tls_sentence(error: BaseException, settings: ConnectionSettings) -> tuple[str, str]:
    """Return message and advice of a TLS failure."""
    text = str(error)
    if "ingerprint" in text:
        return (
            "its certificate is not the one of gs_tls_fingerprint",
            "If the phone was reset or replaced, compare the new fingerprint with the phone's before you trust it",
        )
    if "too weak" not in text and ("CERTIFICATE_VERIFY_FAILED" in text or "match" in text):
        reason = getattr(error, "verify_message", None) or "it belongs to another host, or its issuer is unknown"
        return (
            f"its certificate is not trusted ({reason})",
            "Name its CA in gs_ca_path, pin it with gs_tls_fingerprint, or accept any with gs_validate_certs: false",
        )
    if "WRONG_VERSION_NUMBER" in text or "HTTP_REQUEST" in text or "RECORD_LAYER" in text:
        return f"it does not speak TLS on port {settings.port}", "Set gs_use_ssl: false, or the right port"
    advice = "Look at the phone's TLS settings" if settings.tls_old_ciphers else "Old firmware may need gs_tls_old_ciphers: true"
    reason = getattr(error, "verify_message", None) or getattr(error, "reason", None) or type(error).__name__
    return f"TLS failed ({reason})", advice
