# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Scripted HTTP dialogues: what a phone must be asked, in this order, and what it answers.

An extra, a missing or a different request fails the test. Written after the vendor's guide and the notes from the field,
not after the code: the digest, the encoding and the cookie are worked out here once more.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import socket
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, NamedTuple
from urllib.parse import unquote

import requests
import responses
import urllib3.exceptions

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ARGUMENT_SPEC, connection_settings
from ansible_collections.voip.grandstream.plugins.module_utils._api.ledger import LoginRecord
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.session import Session

HOST = "192.0.2.10"
PASSWORD = "correct horse: battery"

ACCEPTED = "Response=Success\r\nMessage=Authentication accepted\r\n"
UNAUTHORIZED = '{"response": "error", "body": "unauthorized"}'
LOGIN_PAGE = "<!DOCTYPE html>\n<html><head><title>Login</title></head></html>"

#: The ways in which a dead session shows, by FIELD-NOTES.
DEAD_SESSION: dict[str, Answer] = {
    "error": UNAUTHORIZED,
    "success": '{"response": "success", "body": "unauthorized"}',
    "older guides": '{"res": "error", "msg": "authentication required"}',
    "401": (401, ""),
    "403": (403, "<html>Forbidden</html>"),
    "page": LOGIN_PAGE,
}


@contextmanager
def closed_port() -> Iterator[int]:
    """A loopback port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    yield port


@contextmanager
def silent_port() -> Iterator[int]:
    """A loopback port whose queue of connections is full, so that further attempts stay without an answer."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, ExitStack() as queue:
        for dummy in range(4):
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield int(listener.getsockname()[1])


def _raised(place: AbstractContextManager[int]) -> Exception:
    """What `requests` raises there; real, because it is told by its traceback from what breaks later."""
    with place as port, requests.Session() as session:
        session.trust_env = False
        try:
            session.get(f"http://127.0.0.1:{port}/", timeout=0.05)
        except requests.exceptions.ConnectionError as error:
            return error
    raise AssertionError("there was an answer")


REFUSED = _raised(closed_port())
SILENT = _raised(silent_port())
RESET = requests.exceptions.ConnectionError(urllib3.exceptions.ProtocolError("aborted", ConnectionResetError(104, "reset")))
HANGS = requests.exceptions.ReadTimeout("read timed out")

#: Answers that do not tell what became of the request, and may be better the next time.
GARBLED: dict[str, Answer] = {
    "reset": RESET,
    "hangs": HANGS,
    "500": (500, "<html>Internal Server Error</html>"),
    "503": (503, ""),
    "empty": "",
    "truncated": '{"response": "success", "body": {"stat',
    "shape": '{"response": "success", "body": ["right"]}',
    "list": "[]",
    "text": "OK",
}

Answer = str | bytes | tuple[int, str] | Exception | Mapping[str, Any]
Pairs = tuple[tuple[str, str], ...]


class Step(NamedTuple):
    """One request that must come, and its answer."""

    method: str
    endpoint: str
    parameters: Pairs
    answer: Answer
    cookie: str = ""
    """What this answer sets: every request must carry it until the next login, which carries none."""
    base_url: str = ""
    """Where it must come to, if not to the phone of the dialogue."""
    fresh: bool = False
    """It comes from a session of its own that has not logged in: it carries no cookie."""
    took: float = 0.0
    """Seconds that pass on the clock of the dialogue until it is answered."""


class FakeClock:
    """A clock that only moves for those who sleep, so that no test waits. `pauses`: the seconds of each sleep."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


_numbers = itertools.count(1)


def digest(random: str, separator: str = ":", username: str = "gmiadmin", password: str = PASSWORD) -> str:
    """Guide, "Password Token Authentication": name, random number and password."""
    return hashlib.md5((username + separator + random + separator + password).encode()).hexdigest()


def realm(answer: Answer) -> Step:
    return Step("GET", "loginrealm", (), answer)


def login(separator: str = ":", answer: Answer = ACCEPTED, **credentials: str) -> list[Step]:
    """A login with a random number of its own. It sets a cookie even where it is refused, as web servers do."""
    random = f"r4nd0m{next(_numbers)}"
    pairs = (("Username", credentials.get("username", "gmiadmin")), ("Secret", digest(random, separator, **credentials)))
    return [realm(random), Step("GET", "login", pairs, answer, cookie=f"session={random}")]


def read(names: str, answer: Answer) -> Step:
    """`names` as they stand in the URL (`30:64`); a dict is what the phone holds, of which it tells what was asked."""
    if isinstance(answer, Mapping):
        asked = names.split(":")
        answer = {name: value for name, value in answer.items() if name in asked or name.lstrip("Pp") in asked}
    return Step("GET", "api-values.get", (("request", names),), answer)


def write(values: Mapping[str, str], answer: Answer | None = None, method: str = "GET") -> Step:
    """`values` by name with its P; without `answer` the phone says that all is right."""
    return Step(method, "api-values.post", tuple(values.items()), {"status": "right"} if answer is None else answer)


def accounts(*registered: int, of: int = 2) -> Step:
    """The accounts 1 to `of`, and which of them are registered."""
    body = [{"id": number, "reg": int(number in registered)} for number in range(1, of + 1)]
    return Step("GET", "api-get_accounts", (), reply(body))


def status(answer: Answer) -> Step:
    return Step("GET", "api-get_phone_status", (), answer)


def reply(body: Any, response: str = "success") -> str:
    return json.dumps({"response": response, "body": body})


AVAILABLE = reply("available")


def look(*registered: int, of: int = 2, word: str = "available") -> list[Step]:
    """As `accounts`, with the status that is asked for where an account claims to be registered."""
    return [accounts(*registered, of=of), *([status(reply(word))] if registered else [])]


@contextmanager
def dialogue(
    *script: Step | list[Step], base_url: str = f"https://{HOST}", clock: FakeClock | None = None
) -> Iterator[list[Any]]:
    """Answer requests by the script; gives the list of the requests seen (as `requests` prepared them)."""
    clock = clock or FakeClock()
    steps = deque(itertools.chain.from_iterable(part if isinstance(part, list) else [part] for part in script))
    seen: list[Any] = []
    wrong: list[str] = []
    cookie = ""

    def answer(request: Any) -> Any:
        nonlocal cookie
        seen.append(request)
        step = steps.popleft() if steps else None
        cookie = "" if step is not None and (step.endpoint == "loginrealm" or step.fresh) else cookie
        path = step and (step.endpoint if step.endpoint.startswith("/") else f"/cgi-bin/{step.endpoint}")
        wanted = step and (step.method, f"{step.base_url or base_url}{path}", step.parameters, cookie)
        came = (*_decoded(request), request.headers.get("Cookie", ""))
        if step is None or wanted != came:
            wrong.append(f"request {len(seen)}: wanted {wanted}, came {came}")
            raise AssertionError(wrong[-1])
        cookie = step.cookie or cookie
        clock.now += step.took
        return _http(step)

    # The code under test may catch the assertion above; `finally` is where it cannot.
    try:
        with responses.RequestsMock(assert_all_requests_are_fired=False) as phone:
            for method in ("GET", "POST"):
                phone.add_callback(method, re.compile(".*"), callback=answer)
            yield seen
    finally:
        assert not wrong, wrong
    assert not steps, f"never came: {list(steps)}"


def _decoded(request: Any) -> tuple[str, str, Pairs]:
    url, dummy, query = request.url.partition("?")
    text = query if request.method == "GET" else (request.body or b"").decode()
    pairs = [pair.partition("=") for pair in text.split("&") if pair]
    return request.method, url, tuple((unquote(name), unquote(value)) for name, dummy, value in pairs)


def _http(step: Step) -> Any:
    answer: Any = step.answer
    if isinstance(answer, Exception):
        return answer
    number, body = answer if isinstance(answer, tuple) else (200, answer)
    headers = {"Set-Cookie": f"{step.cookie}; path=/"} if step.cookie else {}
    return number, headers, reply(body) if isinstance(body, Mapping) else body


def options(**changes: Any) -> dict[str, Any]:
    """The connection options of a task as ansible-core validates them."""
    defaults = {name: spec.get("default") for name, spec in ARGUMENT_SPEC.items()}
    return {**defaults, "host": HOST, "password": PASSWORD, **changes}


class Scripted(NamedTuple):
    """A session on a scripted phone. `pauses`: the seconds that it would have slept. `seen`: its requests."""

    session: Session
    phone: Phone
    pauses: list[float]
    seen: list[Any]
    clock: FakeClock


def knowing(separator: str | None) -> Logins:
    """What a task knows of the logins to a phone where that separator has worked before, or none."""
    logins = Logins()
    if separator is not None:
        for name in ("gmiadmin", "user"):
            logins.keep(name, LoginRecord(separator=separator))
    return logins


@contextmanager
def scripted(
    *script: Step | list[Step], separator: str | None = None, logins: Logins | None = None, **changes: Any
) -> Iterator[Scripted]:
    """A session with connection options on a phone that follows the script."""
    settings = connection_settings(options(**changes))
    clock = FakeClock()
    with (
        dialogue(*script, base_url=settings.base_url, clock=clock) as seen,
        Session(settings, knowing(separator) if logins is None else logins, clock.sleep, clock) as session,
    ):
        yield Scripted(session, Phone(session), clock.pauses, seen, clock)


class Memory:
    """A phone that simply holds values, for laws. `urls`: what it was asked. `holds`: text by bare number."""

    def __init__(self, holds: Mapping[str, str]) -> None:
        self.holds = dict(holds)
        self.urls: list[str] = []
        self.written: list[str] = []

    @contextmanager
    def session(self, logins: Logins | None = None, **changes: Any) -> Iterator[Session]:
        settings = connection_settings(options(**changes))
        with responses.RequestsMock(assert_all_requests_are_fired=False) as phone, Session(settings, logins) as session:
            for method in ("GET", "POST"):
                phone.add_callback(method, re.compile(".*"), callback=self._answer)
            yield session

    def _answer(self, request: Any) -> Any:
        self.urls.append(request.url)
        dummy, url, pairs = _decoded(request)
        endpoint = url.rpartition("/")[2]
        if endpoint in ("loginrealm", "login"):
            return 200, {}, "r4nd0m" if endpoint == "loginrealm" else ACCEPTED
        if endpoint == "api-get_phone_status":
            return 200, {}, AVAILABLE
        if endpoint == "api-values.get":
            names = pairs[0][1].split(":")
            return 200, {}, reply({name: self.holds[name] for name in names if name in self.holds})
        assert endpoint == "api-values.post"
        self.holds.update({name.removeprefix("P"): value for name, value in pairs})
        self.written += [name.removeprefix("P") for name, dummy in pairs]
        return 200, {}, reply({"status": "right"})
