# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Quirks of the phone's web server: methods, addresses, connections, forms of replies, crashes."""

from __future__ import annotations

from dataclasses import dataclass

from .declare import quirk


@dataclass(frozen=True)
class WebQuirks:
    """What goes for all endpoints. A crash is the web server's: see `crash_seconds`."""

    unauthorized: str = quirk(
        "error_body",
        "the reply to a request that needs a session and has none",
        "error_body",
        "success_body",
        "http_401",
        "http_403",
        "html_login",
        "authentication_required",
        vendor="authentication_required",
    )
    origin: str = quirk(
        "optional",
        "required: HTTP 403 unless Origin and Referer are sent and name the phone",
        "optional",
        "required",
    )
    methods: str = quirk("both", "get_only: HTTP 405 for POST", "both", "get_only")
    post_body: str = quirk(
        "whole",
        "the parameters in the body of a POST: all read, the first one lost, or the web server crashes",
        "whole",
        "loses_first",
        "crashes",
        vendor="loses_first",
    )
    plus_is_space: bool = quirk(True, "a '+' in a parameter that is decoded is a space; false: it stays a plus", vendor=False)
    max_url_length: int = quirk(8192, "bytes of a whole URL; HTTP 414 for longer ones; 0 for no limit")
    unknown_endpoint: str = quirk(
        "http_404",
        "an endpoint that there is not: HTTP 404, or HTTP 200 with the error 'command not found'",
        "http_404",
        "command_not_found",
        vendor="command_not_found",
    )
    https_redirects: bool = quirk(False, "true: HTTPS is switched off; every HTTPS request is answered 301 to http://")
    keep_alive: bool = quirk(True, "false: the phone closes the connection after each reply")
    keep_alive_requests: int = quirk(0, "a connection ends after so many requests; 0 for no limit", vendor=17)
    keep_alive_seconds: float = quirk(0.0, "a connection ends after so many seconds of silence; 0 for no limit", vendor=6.0)
    keep_alive_end: str = quirk(
        "announced",
        "the last reply by keep_alive_requests says 'Connection: close', or the connection is closed without a word",
        "announced",
        "silent",
        vendor="silent",
    )
    content_type: str = quirk(
        "application/json",
        "what JSON replies call themselves",
        "application/json",
        "text/html",
        "text/plain",
        vendor="text/plain",
    )
    listing_content_type: str = quirk(
        "as_others",
        "what JSON replies with phone status, lines or contacts call themselves",
        "as_others",
        "application/x-javascript; charset=utf-8",
        vendor="application/x-javascript; charset=utf-8",
    )
    response_case: str = quirk("lower", "'response': 'success' or 'Success'", "lower", "title")
    error_form: str = quirk(
        "body",
        'where an error\'s words are: {"response": "error", "body": …}, or \'msg\' in the place of \'body\'',
        "body",
        "msg",
        vendor="msg",
    )
    refuse_writes: bool = quirk(False, "true: HTTP 500 for every request that writes: the proof of check mode")
    tls_ciphers: str = quirk(
        "modern",
        "old: TLS 1.2 with RSA key exchange, SHA-1 and a 1024-bit key, which a default Python client refuses",
        "modern",
        "old",
        at_start=True,
    )
    crash_seconds: float = quirk(
        1.0, "how long nothing answers after a crash; sessions and the random are gone then, values stay, uptime goes on"
    )
    web_restart_seconds: float = quirk(
        0.2, "how long nothing answers when the web access moves to HTTPS, to HTTP or to another port (--https-port)"
    )
    crash_bare_folder: bool = quirk(False, "true: a request for /cgi-bin/ alone crashes the web server", vendor=True)
