# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests on a session: what is repeated, what never is, and how failures are told."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import GET_ACCOUNTS, VALUES_GET, VALUES_POST
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    PhoneError,
    ReplyError,
    TransportError,
)
from unit.dialogue import (
    DEAD_SESSION,
    GARBLED,
    HANGS,
    HOST,
    LOGIN_PAGE,
    REFUSED,
    RESET,
    SILENT,
    UNAUTHORIZED,
    Answer,
    Scripted,
    accounts,
    login,
    read,
    reply,
    scripted,
    write,
)

HELD = {"30": "ntp"}
READ = read("30", HELD)
WRITE = write({"P30": "ntp"})

#: Answers after which the same request cannot fare better.
FINAL: dict[str, tuple[Answer, str]] = {
    "404": ((404, ""), "does not offer it"),
    "400": ((400, ""), "HTTP 400"),
    "405": ((405, ""), "request_method: get"),
    "413": ((413, ""), "max_url_length"),
    "414": ((414, ""), "max_url_length"),
    "redirect": ((302, ""), "use_ssl"),
    "refusal": (reply("no such thing", "error"), "no such thing"),
}


def send_read(script: Scripted) -> object:
    return script.session.call(VALUES_GET, (("request", "30"),))["body"]


def send_write(script: Scripted) -> object:
    return script.session.call(VALUES_POST, (("P30", "ntp"),))["body"]


def test_one_login_serves_many_requests() -> None:
    with scripted(login(), READ, READ, accounts(1)) as script:
        send_read(script)
        send_read(script)
        script.session.call(GET_ACCOUNTS)


@pytest.mark.parametrize(
    ("settings", "origin"),
    [
        ({}, f"https://{HOST}"),
        ({"use_ssl": False}, f"http://{HOST}"),
        ({"port": 8443}, f"https://{HOST}:8443"),
        ({"host": "2001:db8::1"}, "https://[2001:db8::1]"),
    ],
)
def test_every_request_names_the_phone_as_its_origin(settings: dict[str, Any], origin: str) -> None:
    with scripted(login(), READ, **settings) as script:
        send_read(script)
    assert {request.headers["Origin"] for request in script.seen} == {origin}
    assert {request.headers["Referer"] for request in script.seen} == {origin + "/"}


def test_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://proxy.invalid:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent")
    with scripted(login(), READ) as script:
        send_read(script)
    assert not any(request.req_kwargs["proxies"] for request in script.seen)
    assert {request.req_kwargs["verify"] for request in script.seen} == {True}


def test_timeout_goes_with_every_request() -> None:
    with scripted(login(), READ, timeout=2.5) as script:
        send_read(script)
    assert {request.req_kwargs["timeout"] for request in script.seen} == {2.5}


@pytest.mark.parametrize("guise", DEAD_SESSION)
def test_dead_session_costs_a_read_one_login(guise: str) -> None:
    with scripted(login(), READ, read("30", DEAD_SESSION[guise]), login(), READ) as script:
        send_read(script)
        assert send_read(script) == HELD
    assert script.pauses == []


@pytest.mark.parametrize("guise", [guise for guise in DEAD_SESSION if guise != "page"])
def test_dead_session_costs_a_write_one_login(guise: str) -> None:
    with scripted(login(), write({"P30": "ntp"}, DEAD_SESSION[guise]), login(), WRITE) as script:
        send_write(script)


def test_web_page_leaves_open_what_became_of_a_write() -> None:
    with scripted(login(), write({"P30": "ntp"}, LOGIN_PAGE), login(), READ) as script:
        with pytest.raises(AmbiguousWriteError):
            send_write(script)
        send_read(script)


@pytest.mark.parametrize("guise", DEAD_SESSION)
def test_session_that_never_holds_ends_after_two_logins(guise: str) -> None:
    dead = read("30", DEAD_SESSION[guise])
    with scripted(login(), dead, login(), dead, retries=5) as script, pytest.raises(ApiError, match="as if there was no session"):
        send_read(script)


@pytest.mark.parametrize("fault", [*GARBLED, "refused"])
def test_read_is_repeated_with_growing_pauses(fault: str) -> None:
    bad = read("30", {**GARBLED, "refused": REFUSED}[fault])
    with scripted(login(), bad, bad, READ) as script:
        assert send_read(script) == HELD
    assert script.pauses == [0.5, 1.0]


def test_pauses_end_at_eight_seconds() -> None:
    with scripted(login(), [read("30", RESET)] * 6, READ, retries=6) as script:
        send_read(script)
    assert script.pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0]


@pytest.mark.parametrize("retries", [0, 1, 3])
@pytest.mark.parametrize(("fault", "kind"), [(RESET, TransportError), (HANGS, TransportError), ((500, ""), ReplyError)])
def test_read_is_given_up_when_the_retries_are_used(fault: Answer, kind: type[PhoneError], retries: int) -> None:
    with scripted(login(), [read("30", fault)] * (retries + 1), retries=retries) as script, pytest.raises(kind) as caught:
        send_read(script)
    assert caught.value.text.startswith(f"{HOST} port 443: api-values.get: ")
    assert caught.value.details == {"endpoint": "api-values.get", "host": HOST, "port": 443}
    assert len(script.pauses) == retries


def test_read_repeated_after_a_reset_may_find_its_session_dead() -> None:
    with scripted(login(), read("30", RESET), read("30", UNAUTHORIZED), login(), READ) as script:
        assert send_read(script) == HELD


@pytest.mark.parametrize("name", FINAL)
def test_hopeless_read_is_not_repeated(name: str) -> None:
    fault, advice = FINAL[name]
    with scripted(login(), read("30", fault)) as script, pytest.raises(ApiError) as caught:
        send_read(script)
    assert advice in caught.value.text


def test_silent_address_is_not_tried_again() -> None:
    with scripted(login(), read("30", SILENT)) as script, pytest.raises(TransportError) as caught:
        send_read(script)
    assert "Is the phone on" in caught.value.text
    assert caught.value.unreachable
    assert not caught.value.sent


@pytest.mark.parametrize("name", FINAL)
def test_hopeless_write_is_not_repeated(name: str) -> None:
    with scripted(login(), write({"P30": "ntp"}, FINAL[name][0])) as script, pytest.raises(ApiError):
        send_write(script)


@pytest.mark.parametrize("fault", GARBLED)
def test_write_without_a_usable_answer_is_ambiguous_and_not_repeated(fault: str) -> None:
    with scripted(login(), write({"P30": "ntp"}, GARBLED[fault])) as script, pytest.raises(AmbiguousWriteError) as caught:
        send_write(script)
    assert not caught.value.unreachable, "Ansible counts no unreachable host, and this one must stop a roll-out"
    assert caught.value.details["endpoint"] == "api-values.post"
    assert script.pauses == []


def test_write_that_never_left_is_simply_repeated() -> None:
    with scripted(login(), write({"P30": "ntp"}, REFUSED), write({"P30": "ntp"}, REFUSED), WRITE) as script:
        send_write(script)
    assert script.pauses == [0.5, 1.0]


@pytest.mark.parametrize(("fault", "requests"), [(REFUSED, 3), (SILENT, 1)])
def test_write_that_never_left_is_not_called_ambiguous(fault: Exception, requests: int) -> None:
    with scripted(login(), [write({"P30": "ntp"}, fault)] * requests) as script, pytest.raises(TransportError) as caught:
        send_write(script)
    assert caught.value.kind == "transport"


def test_failed_login_before_a_write_is_not_ambiguous() -> None:
    with scripted(login(":", HANGS), retries=0) as script, pytest.raises(TransportError) as caught:
        send_write(script)
    assert caught.value.kind == "transport"
    assert caught.value.details["endpoint"] == "login"


@pytest.mark.parametrize("status", ["wrong", "error"])
def test_write_that_the_phone_did_not_call_right_is_a_refusal(status: str) -> None:
    """Guide, "Post Values Request": the body "contains the update status"; the one of a success is `right`."""
    with scripted(login(), write({"P30": "ntp"}, {"status": status})) as script, pytest.raises(ApiError):
        send_write(script)


def test_post_is_for_writes_only() -> None:
    with scripted(login(), READ, write({"P30": "ntp"}, method="POST"), accounts(), request_method="post") as script:
        send_read(script)
        send_write(script)
        script.session.call(GET_ACCOUNTS)
    posted = script.seen[3]
    assert posted.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "?" not in posted.url


@pytest.mark.parametrize("quoted", ["line\nfeed", "tab\tand \x1b[31m", "ö" * 3000])
def test_words_of_a_refusal_are_short_and_printable(quoted: str) -> None:
    with scripted(login(), read("30", reply(quoted, "error"))) as script, pytest.raises(ApiError) as caught:
        send_read(script)
    assert caught.value.text.isprintable()
    assert len(caught.value.text) < 250
