# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a request to the answer of a healthy phone, by way of its firmware's quirks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from aiohttp import web

from .endpoints import ENDPOINTS, Call, CrashError, Reply, UnauthorizedError, error, success
from .parameters import understood
from .phone import Phone
from .power import Restart
from .requestlog import RequestRecord

_LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Login</title></head><body><form id='login'></form></body></html>"
_NO_SESSION = '{"response":"error", "msg":"authentication required"}'


@dataclass(slots=True)
class Exchange:
    """A request to a phone, with its query and form as they travelled. `restart` lets the phone go down in a moment,
    and `fetch` lets it ask for its configuration file.

    `call` is what an endpoint makes of it; None until somebody asks.
    """

    phone: Phone
    request: web.BaseRequest
    record: RequestRecord
    query: bytes
    form: bytes
    scheme: str
    port: int
    restart: Callable[[Phone, Restart], None]
    fetch: Callable[[Phone], None]
    call: Call | None = None


def answer(exchange: Exchange) -> web.Response:
    """Do what the request asks, and build the phone's answer. Raises `CrashError`."""
    reply = reply_to(exchange)
    if reply.restart is not None:
        exchange.restart(exchange.phone, reply.restart)
    if reply.fetch:
        exchange.fetch(exchange.phone)
    exchange.record.status = reply.status
    return render(exchange.phone, reply)


def reply_to(exchange: Exchange) -> Reply:
    """Do what the request asks; gives what the phone says to it. Raises `CrashError`."""
    phone = exchange.phone
    call = look_at(exchange)
    if refusal := _refusal(exchange):
        return refusal
    known = ENDPOINTS.get(exchange.record.endpoint)
    if known is None:
        return _no_endpoint(exchange)
    if known.writes and phone.firmware.refuse_writes:
        return plain("Internal Server Error", 500)
    try:
        reply = known.handle(phone, call) if call.session or not known.needs_session else _unauthorized(phone, {})
    except UnauthorizedError as unauthorized:
        reply = _unauthorized(phone, unauthorized.extra)
    if known.lists and reply.content_type is None and phone.firmware.listing_content_type != "as_others":
        return replace(reply, content_type=phone.firmware.listing_content_type)
    return reply


def look_at(exchange: Exchange) -> Call:
    """Return what the request says, and who sent it: the first look at it decides, for a session may end soon after."""
    if exchange.call is None:
        phone = exchange.phone
        cookies = dict(_cookies(exchange.request))
        session = phone.live_session(cookies)
        exchange.record.authenticated = session is not None
        dead_session = session is None and phone.firmware.cookies[0] in cookies
        exchange.call = Call(*understood(exchange.query, exchange.form, phone.firmware), session, dead_session)
    return exchange.call


def _cookies(request: web.BaseRequest) -> Iterator[tuple[str, str]]:
    """Yield the cookies of a request, their values as they are: quotes belong to them."""
    for header in request.headers.getall("Cookie", []):
        for pair in header.split(";"):
            name, _sign, value = pair.strip().partition("=")
            yield name, value


def _refusal(exchange: Exchange) -> Reply | None:
    """Return what the phone's web server answers before any endpoint is asked, or None. Raises `CrashError`."""
    firmware, request, record = exchange.phone.firmware, exchange.request, exchange.record
    if firmware.https_redirects and exchange.scheme == "https":
        location = f"http://{request.headers.get('Host', exchange.phone.address)}{request.raw_path}"
        return Reply(text="", status=301, content_type="text/plain", location=location)
    allowed = ("GET", "POST") if firmware.methods == "both" else ("GET",)
    if request.method not in allowed:
        return plain("Method Not Allowed", 405)
    if 0 < firmware.max_url_length < record.url_length:
        return plain("URI Too Long", 414)
    if firmware.origin == "required" and not _names_phone(exchange):
        return plain("Forbidden", 403)
    if _crashes(exchange):
        raise CrashError
    return None


def _no_endpoint(exchange: Exchange) -> Reply:
    """Return the firmware's answer to a path that nothing is at; those outside of `/cgi-bin/` begin with a slash."""
    within = not exchange.record.endpoint.startswith("/")
    if within and exchange.phone.firmware.unknown_endpoint == "command_not_found":
        return error(exchange.phone, "command not found")
    return plain("Not Found", 404)


def _crashes(exchange: Exchange) -> bool:
    """Return whether this firmware's web server does not survive to read the request."""
    firmware, endpoint = exchange.phone.firmware, exchange.record.endpoint
    posted = exchange.request.method == "POST"
    return (
        (firmware.crash_bare_folder and endpoint == "")
        or (firmware.crash_post_login and posted and endpoint == "login")
        or (firmware.post_body == "crashes" and bool(exchange.form))
    )


def _names_phone(exchange: Exchange) -> bool:
    """Return whether both Origin and Referer name the phone itself."""
    default_port = 443 if exchange.scheme == "https" else 80
    for header in ("Origin", "Referer"):
        try:
            url = urlsplit(exchange.request.headers.get(header, ""))
            named = (url.scheme, url.hostname, url.port or default_port)
        except ValueError:
            return False
        if named != (exchange.scheme, exchange.phone.address, exchange.port):
            return False
    return True


def plain(text: str, status: int) -> Reply:
    """Return what a web server says in plain text."""
    return Reply(text=text, status=status, content_type="text/plain")


def _unauthorized(phone: Phone, extra: dict[str, str]) -> Reply:
    """Return the firmware's answer to who needs a session (FIELD-NOTES, "Authentication")."""
    match phone.firmware.unauthorized:
        case "http_401":
            return plain("Unauthorized", 401)
        case "http_403":
            return plain("Forbidden", 403)
        case "html_login":
            return Reply(text=_LOGIN_PAGE, content_type="text/html")
        case "authentication_required":
            return Reply(text=_NO_SESSION)
        case "success_body":
            return success(phone, "unauthorized", **extra)
        case _:
            return error(phone, "unauthorized", **extra)


def render(phone: Phone, reply: Reply) -> web.Response:
    """Return a reply as an HTTP response of this firmware."""
    if reply.text is not None:
        body = reply.text.encode()
    else:
        body = b"" if reply.content is None else json.dumps(reply.content, ensure_ascii=False).encode()
    content_type = reply.content_type or phone.firmware.content_type
    response = web.Response(status=reply.status, body=body, headers={"Content-Type": content_type})
    for cookie in reply.set_cookies:
        response.headers.add("Set-Cookie", cookie)
    if reply.location is not None:
        response.headers["Location"] = reply.location
    return response
