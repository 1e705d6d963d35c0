# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One HTTP exchange over real loopback sockets: what each way to fail means, and what the bytes on the wire are."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import logging
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api import http as http_module
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import connection_settings
from ansible_collections.voip.grandstream.plugins.module_utils._api.http import HttpAnswer, HttpClient
from ansible_collections.voip.grandstream.plugins.module_utils._api.quoting import Raw, encode
from ansible_collections.voip.grandstream.plugins.module_utils._errors import ReplyError, TransportError
from unit.dialogue import closed_port, options, silent_port

SECRET = "n0t-to-be-shown"
RESET = struct.pack("ii", 1, 0)


class Server:
    """One loopback port. `answer`: what each connection gets after its request; then it is closed, reset or left open.

    `waits`: whether for the whole request, or for anything at all.
    """

    def __init__(self, answer: bytes | list[bytes] = b"", end: str = "close", pause: float = 0, waits: bool = True) -> None:
        self._waits = waits
        self._parts = answer if isinstance(answer, list) else [answer]
        self._end, self._pause = end, pause
        self.requests: list[bytes] = []
        self.connections: list[socket.socket] = []

    def __enter__(self) -> int:
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()
        return int(self._listener.getsockname()[1])

    def __exit__(self, *exc_info: object) -> None:
        for opened in [self._listener, *self.connections]:
            # shutdown wakes a thread that waits in accept() or recv().
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
            opened.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, dummy = self._listener.accept()
                self.connections.append(connection)
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        incoming = connection.makefile("rb")
        while head := _head(incoming) if self._waits else connection.recv(65536):
            length = re.search(rb"(?i)content-length: (\d+)", head)
            self.requests.append(head + b"\r\n" + incoming.read(int(length.group(1)) if length else 0))
            for part in self._parts:
                connection.sendall(part)
                time.sleep(self._pause)
            if self._end == "keep":
                continue
            if self._end == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            if self._end != "hang":
                connection.close()
            return


def _head(incoming: BinaryIO) -> bytes:
    """The head of a request. An empty line ends it; no line at all is the end of the connection."""
    return b"".join(itertools.takewhile(lambda line: line not in (b"\r\n", b""), iter(incoming.readline, None)))


def ok(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers, b"", body])


@contextlib.contextmanager
def client(port: int, **changes: Any) -> Iterator[HttpClient]:
    settings = {"host": "127.0.0.1", "port": port, "use_ssl": False, "timeout": 0.25, **changes}
    with HttpClient(connection_settings(options(**settings))) as http:
        yield http


def exchange(port: int, **changes: Any) -> HttpAnswer:
    with client(port, **changes) as http:
        return http.exchange("api-values.post", (("P34", SECRET),))


def failure(port: int, **changes: Any) -> TransportError:
    with pytest.raises(TransportError) as caught:
        exchange(port, **changes)
    assert SECRET not in f"{caught.value!r} {caught.value.text}"
    assert caught.value.__cause__ is None, "the library's own message would hold the URL"
    assert caught.value.__suppress_context__
    return caught.value


def test_refused_connection_did_not_reach_the_phone() -> None:
    with closed_port() as port:
        error = failure(port)
    assert (error.sent, error.retryable) == (False, True)
    assert "refused" in error.text


@pytest.mark.parametrize(("changes", "is_told"), [({}, True), ({"port": 8443}, False), ({"use_ssl": False, "port": 443}, False)])
def test_a_refused_port_443_may_be_a_phone_from_the_factory(changes: dict[str, Any], is_told: bool) -> None:
    """Not really tried: something of this machine may listen there."""
    settings = connection_settings(options(**changes))
    advice = http_module._transport_error([ConnectionRefusedError()], settings, connecting=True).advice
    assert ("Phones from the factory speak HTTP" in advice) == is_told
    what = "set gs_use_ssl: false, only until it is switched to HTTPS, because passwords can be read on the way"
    assert (what in advice) == is_told
    assert advice.startswith("Is the phone still starting")


def test_silent_address_did_not_get_the_request() -> None:
    with silent_port() as port:
        error = failure(port)
    assert (error.sent, error.retryable) == (False, False)
    assert "0.25 s" in error.text


def test_name_that_does_not_resolve_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **kwargs: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure(80, host="phone.invalid")
    assert (error.sent, error.retryable) == (False, False)
    assert "name" in error.text


@pytest.mark.parametrize(
    "server",
    [
        pytest.param(Server(end="close"), id="closed"),
        pytest.param(Server(end="reset"), id="reset"),
        pytest.param(Server(ok(b"right")[:-2]), id="cut body"),
        pytest.param(Server(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nrig"), id="cut chunk"),
        pytest.param(Server(b"\x00garbage\r\n\r\n"), id="not HTTP"),
        pytest.param(Server(end="hang"), id="hangs"),
        pytest.param(Server(ok(b"right")[:-2], end="hang"), id="hangs in the body"),
    ],
)
def test_broken_answer_leaves_open_what_the_phone_did(server: Server) -> None:
    with server as port:
        error = failure(port)
    assert (error.sent, error.retryable) == (True, True)


def test_phone_without_tls_is_told_from_a_broken_one() -> None:
    with Server(b"HTTP/1.1 400 Bad Request\r\n\r\n", waits=False) as port:
        error = failure(port, use_ssl=True)
    assert (error.sent, error.retryable) == (False, False)
    assert "use_ssl: false" in error.text


@pytest.mark.parametrize("end", ["close", "reset", "hang"])
def test_connection_that_breaks_before_tls_is_up_carried_no_request(end: str) -> None:
    with Server(end=end, waits=False) as port:
        error = failure(port, use_ssl=True)
    assert not error.sent


def test_answer_that_trickles_in_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "SLOW_ANSWER_FACTOR", 1)
    trickle = [ok(b"x" * 5000)[:-5000]] + [b"x" * 500] * 10
    with Server(trickle, pause=0.08) as port:
        error = failure(port)
    assert error.sent


def test_slow_answer_within_bounds_is_taken() -> None:
    with Server([ok(b"right")[:-5], b"ri", b"gh", b"t"], pause=0.15) as port:
        assert exchange(port) == HttpAnswer(200, b"right")


DRIPS = [b"HTTP/1.1 200 OK\r\n", *[b"X-Drip: 1\r\n"] * 40]
CONTINUES = [b"HTTP/1.1 100 Continue\r\n\r\n"] * 40
CHUNK = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"0"] * 40]
ELSEWHERE = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"


@pytest.mark.parametrize(
    "parts", [DRIPS, CONTINUES, CHUNK, [ELSEWHERE + b"\r\n", *[b"x"] * 40]], ids=["head", "100", "chunk", "302"]
)
def test_answer_that_never_ends_is_cut_off_wherever_it_drips(parts: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "SLOW_ANSWER_FACTOR", 1)
    began = time.monotonic()
    with Server(parts, pause=0.05) as port:
        error = failure(port)
    assert error.sent
    assert time.monotonic() - began < 1.5, "the drips would have taken two seconds"


HUGE = b"x" * 1024 * 1025
BOMB = gzip.compress(b"0" * 1024 * 1024 * 8)


@pytest.mark.parametrize(
    "answer",
    [
        ELSEWHERE + b"\r\n" + HUGE,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1000\r\n" + b"x" * 4096 + b"\r\n" * 600_000,
    ],
    ids=["302", "100", "chunks"],
)
def test_answer_is_bounded_whatever_its_status(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "MAX_ANSWER_BYTES", 1024 * 1024)
    with Server(answer) as port, pytest.raises((ReplyError, TransportError)):
        exchange(port)


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n", ELSEWHERE])
def test_packed_answer_is_not_unpacked(head: bytes) -> None:
    answer = head + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB
    server = Server(answer)
    with server as port:
        assert exchange(port).body == BOMB
    assert b"Accept-Encoding: identity" in server.requests[0]


@pytest.mark.parametrize("location", [b"http://[::1", b"//", b"\xff\xfe", b"http://127.0.0.1:99999999/"])
def test_redirect_to_nowhere_is_only_told(location: bytes) -> None:
    with Server(b"HTTP/1.1 301 Moved\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n") as port:
        assert exchange(port).status == 301


def test_connection_is_renewed_before_the_phone_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(ok(b"right"), end="keep")
    with server as port, client(port) as http:
        for dummy in range(31):
            http.exchange("login", ())
    assert [len(server.requests), len(server.connections)] == [31, 3]
    monkeypatch.setattr(http_module, "FRESH_AFTER_SECONDS", 0.05)
    server = Server(ok(b"right"), end="keep")
    with server as port, client(port) as http:
        for pause in (0.0, 0.0, 0.1):
            time.sleep(pause)
            http.exchange("login", ())
    assert len(server.connections) == 2


def test_cookies_go_back_to_the_letter_and_to_every_path() -> None:
    head = [b'Set-Cookie: gmicookie="117bdcfa";HttpOnly', b"Set-Cookie: type=gmiadmin;", b'Set-Cookie: Version="1";']
    server = Server(ok(b"right", *head), end="keep")
    with server as port, client(port) as http:
        http.exchange("login", ())
        http.exchange("/phonebook/phonebook.xml", ())
    assert server.requests[1].startswith(b"GET /phonebook/phonebook.xml HTTP/1.1\r\n")
    assert b'Cookie: gmicookie="117bdcfa"; type=gmiadmin; Version="1"\r\n' in server.requests[1]


def test_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "MAX_ANSWER_BYTES", 1024 * 1024)
    with Server(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 1024 * 1025) as port, pytest.raises(ReplyError, match="more than 1 MiB"):
        exchange(port)


def test_bytes_that_are_no_text_are_replaced() -> None:
    with Server(ok(b"caf\xe9 \xc3\xa9")) as port:
        assert exchange(port).text == "caf\ufffd \u00e9"


def test_redirect_is_not_followed() -> None:
    with Server(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n") as port:
        assert exchange(port) == HttpAnswer(302, b"", "http://127.0.0.1:1/")


def test_one_connection_is_kept_for_all_requests() -> None:
    server = Server(ok(b"right"), end="keep")
    with server as port, client(port) as http:
        for dummy in range(5):
            http.exchange("login", ())
    assert len(server.connections) == 1
    assert len(server.requests) == 5


def test_line_on_the_wire_is_the_guides_form() -> None:
    server = Server(ok(b"right"))
    with server as port, client(port) as http:
        http.exchange("api-values.get", (("request", "2:68:vendor_name"),))
    assert server.requests[0].startswith(b"GET /cgi-bin/api-values.get?request=2:68:vendor_name HTTP/1.1\r\n")


def test_target_reaches_the_wire_and_not_the_librarys_log(caplog: pytest.LogCaptureFixture) -> None:
    server = Server(ok(b"{}"))
    with caplog.at_level(logging.DEBUG), server as port:
        exchange(port)
    assert SECRET.encode() in server.requests[0]
    assert "127.0.0.1" in caplog.text, "it does log"
    assert SECRET not in caplog.text


def test_posted_body_is_a_form() -> None:
    server = Server(ok(b"right"))
    with server as port, client(port) as http:
        http.exchange("api-values.post", (("P30", "a b+c&d"), ("P31", "")), post=True)
    head, dummy, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /cgi-bin/api-values.post HTTP/1.1\r\n")
    assert body == b"P30=a%20b%2Bc%26d&P31="


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("a b", "a%20b"),
        ("a+b", "a%2Bb"),
        ("a&b=c", "a%26b%3Dc"),
        ("50%", "50%25"),
        ("#1", "%231"),
        ("a:b", "a:b"),
        ("a/b?c", "a/b?c"),
        ("ü東🔒", "%C3%BC%E6%9D%B1%F0%9F%94%92"),
        ("line\nfeed", "line%0Afeed"),
        ("", ""),
    ],
)
def test_value_is_encoded(value: str, encoded: str) -> None:
    assert encode((("P30", value),)) == "P30=" + encoded


@pytest.mark.parametrize("post", [False, True])
def test_raw_text_is_on_the_wire_as_it_is(post: bool) -> None:
    text = '50%+"x"\\ü東|<>[]^`{}'
    server = Server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    with server as port, client(port) as http:
        http.exchange("api-values.post", [("P30", Raw(text)), ("P64", "a b/c")], post=post)
    (request,) = server.requests
    sent = f"P30={text}&P64=a%20b/c".encode()
    assert sent in request
    if not post:
        assert request.startswith(b"GET /cgi-bin/api-values.post?" + sent + b" HTTP/1.1\r\n")
