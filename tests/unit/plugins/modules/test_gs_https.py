# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_https` as a shipped module, on a phone that has a web server on one place at a time."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import responses
import urllib3.exceptions

from unit.dialogue import ACCEPTED, AVAILABLE, HOST, REFUSED, SILENT, UNAUTHORIZED, FakeClock, _decoded, digest, reply
from unit.operations import IDLE, IN_CALL, fake_clock, get_lines

__all__ = ["fake_clock"]

Run = Callable[..., dict[str, Any]]
FOREIGN = requests.exceptions.SSLError(
    urllib3.exceptions.SSLError(ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"))
)
LEADS_TO_HTTP = (301, {"Location": f"http://{HOST}/cgi-bin/api-get_phone_status"}, "")


class Box:
    """A phone from the box. `seen`: what it was asked, by scheme and port.

    `applies`: whether it moves at once, or only when it starts again. `https`: what it answers over HTTPS while that is off, and
    `later`: what it answers when it is on, in the place of a phone's answers.
    """

    def __init__(self, clock: FakeClock, *, password: str = "admin", applies: bool = True, **more: Any) -> None:
        self.clock = clock
        self.values = {"900": "0", "901": "80"}
        self.in_force = dict(self.values)
        self.seen: list[str] = []
        self.password, self.applies = password, applies
        self.https, self.later = more.get("https", REFUSED), more.get("later")
        self.line, self.keeps, self.loses = more.get("line", IDLE), more.get("keeps", True), more.get("loses", False)
        self.boots = more.get("boots", 30.0)
        self.up_at = 0.0

    @contextmanager
    def on(self) -> Iterator[None]:
        with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
            mock.add_callback("GET", re.compile(".*"), callback=self._answer)
            yield

    def _answer(self, request: Any) -> Any:
        url = urlsplit(request.url)
        is_secure = self.in_force["900"] == "1"
        place = ("https", 443) if is_secure else ("http", 80)
        asked = (url.scheme, url.port or {"https": 443, "http": 80}[url.scheme])
        if self.clock() < self.up_at or asked != place:
            return SILENT if self.clock() < self.up_at else self.https if url.scheme == "https" else REFUSED
        if is_secure and self.later is not None:
            return self.later
        dummy, path, pairs = _decoded(request)
        endpoint = path.rpartition("/")[2]
        self.seen.append(f"{url.scheme} {endpoint}")
        known = "session=1" in request.headers.get("Cookie", "")
        headers = {"Set-Cookie": "session=1"} if endpoint == "login" else {}
        answer = self._said(endpoint, dict(pairs), known)
        return answer if isinstance(answer, Exception) else (200, headers, answer)

    def _said(self, endpoint: str, given: dict[str, str], known: bool) -> Any:
        if endpoint == "login":
            return ACCEPTED if given["Secret"] == digest("r4nd0m", password=self.password) else reply("wrong4", "error")
        open_to_all = {"loginrealm": "r4nd0m", "api-get_phone_status": AVAILABLE}
        if endpoint in open_to_all or not known:
            return open_to_all.get(endpoint, UNAUTHORIZED)
        if endpoint == "api-get_line_status":
            return get_lines(self.line).answer
        if endpoint == "api-values.get":
            return reply({name: self.values[name] for name in given["request"].split(":") if name in self.values})
        if endpoint == "api-values.post":
            if self.keeps:
                self.values.update({name.removeprefix("P"): text for name, text in given.items()})
            if self.applies and self.keeps:
                self.in_force = dict(self.values)
            return requests.exceptions.ReadTimeout("read timed out") if self.loses else reply({"status": "right"})
        assert endpoint == "api-sys_operation", endpoint
        self.in_force, self.up_at = dict(self.values), self.clock() + self.boots
        return reply("reset")

    @property
    def written(self) -> list[str]:
        return [line for line in self.seen if line.endswith(("post", "operation"))]


@pytest.fixture
def run(run_shipped: Run, fake_clock: FakeClock) -> Run:
    return lambda **given: run_shipped("gs_https", **{"password": None, "retries": 0, "http_passwords": ["admin"], **given})


SWITCH = [
    {"kind": "setting", "action": "edit", "name": f"settings.{name}", "pvalues": [number], "before": before, "after": after}
    for name, number, before, after in (("web_access_method", "P900", "http", "https"), ("web_port", "P901", 80, 443))
]
SWITCHED = {"900": "1", "901": "443"}


@pytest.mark.parametrize("loses", [False, True])
def test_from_http_to_https(run: Run, fake_clock: FakeClock, loses: bool) -> None:
    """Also where the answer to the write is lost, because the web server has moved before it could give one."""
    box = Box(fake_clock, loses=loses)
    with box.on():
        result = run(_ansible_diff=True)
        again = run()
    assert (result["rc"], result["changed"], result["changes"], result["rebooted"]) == (0, True, SWITCH, False)
    assert result["diff"]["after"] == "web_access_method (P900): https\nweb_port (P901): 443\n"
    assert box.in_force == SWITCHED
    assert box.written == ["http api-values.post"]
    assert (again["rc"], again["changed"], again["changes"]) == (0, False, [])
    # Nobody logs in over HTTPS, and a phone that is there costs one request.
    assert [line for line in box.seen if line.startswith("https")] == ["https api-get_phone_status"] * 2


@pytest.mark.parametrize("https", [REFUSED, LEADS_TO_HTTP])
def test_what_is_only_kept_comes_with_a_restart(run: Run, fake_clock: FakeClock, https: Any) -> None:
    box = Box(fake_clock, applies=False, https=https)
    with box.on():
        result = run()
    assert (result["rc"], result["changes"], result["rebooted"]) == (0, SWITCH, True), result
    assert box.written == ["http api-values.post", "http api-sys_operation"]
    assert result["waited"] >= 30


def test_run_that_was_interrupted_before_the_restart(run: Run, fake_clock: FakeClock) -> None:
    box = Box(fake_clock, applies=False)
    box.values = dict(SWITCHED)
    with box.on():
        assert run(_ansible_check_mode=True)["changes"] == [{"operation": "reboot"}]
        assert box.written == []
        result = run()
    assert (result["rc"], result["changed"], result["rebooted"]) == (0, True, True), result
    assert box.written == ["http api-sys_operation"]


def test_check_mode_only_reads(run: Run, fake_clock: FakeClock) -> None:
    box = Box(fake_clock)
    with box.on():
        result = run(_ansible_check_mode=True)
    assert (result["rc"], result["changed"], result["changes"], box.written) == (0, True, SWITCH, [])


@pytest.mark.parametrize(
    ("https", "said"),
    [(FOREIGN, "its certificate is not trusted"), (SILENT, "no connection within"), ((503, {}, ""), "HTTP 503")],
)
def test_nothing_else_leads_to_http(run: Run, fake_clock: FakeClock, https: Any, said: str) -> None:
    box = Box(fake_clock, https=https)
    with box.on():
        result = run()
    assert ("failed" in result, result["changed"], box.seen) == (said == "HTTP 503", False, [])
    assert said in result["msg"]
    assert f"{HOST} port 443" in result["msg"]


def test_stranger_over_https_gets_nothing(run: Run, fake_clock: FakeClock) -> None:
    """The phone has moved, and what answers there has another certificate: the waiting ends at once, and never goes back."""
    box = Box(fake_clock, later=FOREIGN)
    with box.on():
        result = run()
    assert (result["rc"], result["failed"], result["error"]["kind"], result["changes"]) == (1, True, "ambiguous_write", SWITCH)
    assert "its certificate is not trusted" in result["msg"]
    assert "The phone was set to HTTPS before, and nothing was sent to it there" in result["msg"]
    assert box.seen[-1] == "http api-values.post"


def test_phone_that_does_not_come_back(run: Run, fake_clock: FakeClock) -> None:
    box = Box(fake_clock, later=REFUSED)
    with box.on():
        result = run(wait_timeout=60)
    assert (result["rc"], result["failed"], result["error"]["kind"]) == (1, True, "wait")
    assert "the phone was set to HTTPS, and did not answer over HTTPS within 60 s (the connection was refused)" in result["msg"]
    assert "It was not asked over HTTP again" in result["msg"]
    assert box.written == ["http api-values.post"]


@pytest.mark.parametrize(
    ("more", "kind", "said"),
    [
        ({"applies": False, "line": IN_CALL}, "busy", "needs a restart for it, and is busy: line 1 is in_call"),
        ({"keeps": False}, "not_kept", "did not keep it"),
    ],
)
def test_no_restart_is_sent(run: Run, fake_clock: FakeClock, more: dict[str, Any], kind: str, said: str) -> None:
    box = Box(fake_clock, **more)
    with box.on():
        result = run()
    assert (result["rc"], result["error"]["kind"], box.written) == (1, kind, ["http api-values.post"])
    assert said in result["msg"]


def test_neither_here_nor_there(run: Run, fake_clock: FakeClock) -> None:
    box = Box(fake_clock)
    box.in_force = {"900": "0", "901": "80"}
    with box.on():
        result = run(http_port=8080)
    assert (result["unreachable"], box.written) == (True, [])
    assert (
        "port 8080: loginrealm: the connection was refused. Over HTTPS, on port 443, the connection was refused" in result["msg"]
    )


def test_wrong_password_over_http(run: Run, fake_clock: FakeClock) -> None:
    box = Box(fake_clock, password="of somebody else")
    with box.on():
        result = run(http_passwords=["admin", "s3cret-old"])
    assert (result["unreachable"], result["error"]["kind"], box.written) == (True, "auth", [])
    assert "s3cret" not in str(result)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"use_ssl": False}, "use_ssl: it is false"),
        ({"http_passwords": []}, "http_passwords: name the passwords"),
        ({"http_port": 0}, "http_port"),
        ({"http_port": 443}, "http_port: 443 is the port of HTTPS"),
        ({"http_port": 8443, "port": 8443}, "http_port: 8443 is the port of HTTPS"),
        ({"wait_timeout": -1}, "wait_timeout"),
        ({"http_passwords": ["a\nb"]}, "http_passwords, number 1"),
    ],
)
def test_bad_option_fails_before_any_request(run: Run, fake_clock: FakeClock, given: dict[str, Any], said: str) -> None:
    box = Box(fake_clock)
    with box.on():
        result = run(**given)
    assert (result["rc"], result["failed"], box.seen) == (1, True, [])
    assert said in result["msg"]


def test_another_phone_at_the_address_may_refuse_anew(run: Run, fake_clock: FakeClock) -> None:
    """What a former phone refused until nothing was left says nothing of the one that took its place."""
    known = {"records": {"gmiadmin": {"row": 4}}}
    box = Box(fake_clock)
    with box.on():
        refused = run(login_memory=known)
        assert (refused.get("unreachable"), [line for line in box.seen if line.endswith(" login")]) == (True, []), refused
        assert run(login_memory=known, new_phone=True)["changes"] == SWITCH
