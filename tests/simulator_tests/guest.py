# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A minimal client, written from the guide, that shows what a phone really answers."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

# How a connection ends that the phone resets.
LOST = (ConnectionResetError, http.client.RemoteDisconnected)
FORM = "application/x-www-form-urlencoded"


def returns(guest: Guest, seconds: float = 20.0) -> bool:
    """Whether a phone that is away answers again, waiting for it so long at most."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            return guest.get("api-get_phone_status").status == 200
        except ConnectionRefusedError:
            time.sleep(0.05)
    return False


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Guest:
    """One connection to one phone, kept alive as long as the phone lets it."""

    base_url: str
    tls: ssl.SSLContext | None = None
    timeout: float = 10.0
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.host = urlsplit(self.base_url).netloc
        self.connection = (
            http.client.HTTPSConnection(self.host, timeout=self.timeout, context=self.tls)
            if self.tls
            else http.client.HTTPConnection(self.host, timeout=self.timeout)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.connection.close()

    def send(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """One request with the session's cookies, and its whole answer."""
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        try:
            self.connection.request(method, path, body, {**cookie, **(headers or {})})
            response = self.connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        except BaseException:
            self.connection.close()
            raise
        for header in response.headers.get_all("Set-Cookie", []):
            name, _sign, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def ask(self, endpoint: str, query: str = "") -> Answer:
        """A GET request whose query travels as it is given."""
        return self.send("GET", f"/cgi-bin/{endpoint}?{query}")

    def ask_in_bytes(self, endpoint: str, query: bytes) -> bytes:
        """The same with a query of any bytes, on a connection of its own; gives the whole answer, head and body."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        address, port = self.host.split(":")
        with socket.create_connection((address, int(port)), self.timeout) as connection:
            line = f"GET /cgi-bin/{endpoint}?".encode() + query + b" HTTP/1.1\r\n"
            connection.sendall(line + f"Host: {self.host}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode())
            return b"".join(iter(lambda: connection.recv(65_536), b""))

    def get(self, endpoint: str, parameters: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """A GET request to an endpoint."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        return self.send("GET", f"/cgi-bin/{endpoint}{query}", headers=headers)

    def post(self, endpoint: str, parameters: Mapping[str, str]) -> Answer:
        """A POST request with a form."""
        return self.send("POST", f"/cgi-bin/{endpoint}", urlencode(parameters).encode(), {"Content-Type": FORM})

    def try_login(self, user: str = "gmiadmin", password: str = "admin", separator: str = ":", random: str = "") -> Answer:
        """Log in by token, with a fresh random unless one is given."""
        random = random or self.get("loginrealm").text
        digest = hashlib.md5(separator.join((user, random, password)).encode()).hexdigest()
        return self.get("login", {"Username": user, "Secret": digest})

    def login(self, user: str = "gmiadmin", password: str = "admin") -> Self:
        """Log in where that works."""
        assert "success" in self.try_login(user, password).text.lower()
        return self

    def read(self, *keys: str) -> dict[str, str]:
        """Values by bare number or name."""
        body: dict[str, str] = self.get("api-values.get", {"request": ":".join(keys)}).json["body"]
        return body

    def write(self, **values: str) -> Answer:
        """Write values by `P…` name."""
        return self.get("api-values.post", values)
