# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phone's clock, lines, status, calls, operations and passwords: one method an endpoint."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Line, Status
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    InputError,
    PhoneError,
    ReplyError,
    StatusError,
)
from unit.dialogue import (
    AVAILABLE,
    DEAD_SESSION,
    GARBLED,
    HANGS,
    HOST,
    REFUSED,
    RESET,
    SILENT,
    UNAUTHORIZED,
    Answer,
    Step,
    login,
    reply,
    scripted,
    status,
)
from unit.operations import (
    HOLD,
    IDENTITY,
    IDLE,
    IN_CALL,
    LOCKED,
    change_password,
    clock_of,
    get_identity,
    get_lines,
    get_time,
    make_call,
    operate,
    row,
    sysop,
)

NEW, OLD = "n3w: s3cret&more", "0ld#s3cret"

#: Each write of this issue, and the request that it must become.
WRITES: dict[str, tuple[Callable[[Phone], None], Callable[[Answer | None], Step]]] = {
    "call": (lambda phone: phone.make_call("8819", 1), lambda answer: make_call("8819", 0, answer)),
    "line": (lambda phone: phone.operate_line("endcall", 2), lambda answer: operate("endcall", 2, answer)),
    "system": (lambda phone: phone.operate_system("REBOOT"), lambda answer: sysop("REBOOT", answer)),
    "password": (lambda phone: phone.change_password("admin", OLD, NEW), lambda answer: change_password(OLD, NEW, answer)),
}


@pytest.mark.parametrize("envelope", [False, True])
def test_time_with_and_without_envelope(envelope: bool) -> None:
    answer = reply(clock_of(90061)) if envelope else json.dumps(clock_of(90061))
    with scripted(login(), get_time(answer=answer)) as script:
        clock = script.phone.clock()
    assert (clock.date, clock.time, clock.uptime) == ("2016-08-30", "11:30", 90061)


@pytest.mark.parametrize("guise", DEAD_SESSION)
def test_time_of_a_dead_session_costs_a_login(guise: str) -> None:
    with scripted(login(), get_time(answer=DEAD_SESSION[guise]), login(), get_time(5)) as script:
        assert script.phone.clock().uptime == 5


@pytest.mark.parametrize("body", [{"date": "", "time": ""}, [], "", {"uptime": {}}])
@pytest.mark.parametrize("form", [json.dumps, reply])
def test_time_of_another_shape(body: Any, form: Callable[[Any], str]) -> None:
    with scripted(login(), get_time(answer=form(body)), retries=0) as script, pytest.raises(ReplyError):
        script.phone.clock()


def test_lines() -> None:
    with scripted(login(), get_lines(IDLE, row(2, IN_CALL, number="8819", active="1"), {"line": "3", "state": 5})) as script:
        lines = script.phone.lines()
    assert lines == [Line(1, IDLE, "", "", "", False), Line(2, IN_CALL, "", "", "8819", True), Line(3, HOLD, "", "", "", False)]


def test_phone_without_lines() -> None:
    with scripted(login(), get_lines()) as script:
        assert script.phone.lines() == []


@pytest.mark.parametrize(
    "body", ["", {}, [{"line": 1}], [{"state": 0}], [{"line": "one", "state": 0}], [{"line": 1, "state": ""}], [0]]
)
def test_lines_of_another_shape(body: Any) -> None:
    with scripted(login(), get_lines(answer=reply(body)), retries=0) as script, pytest.raises(
        ReplyError, match="the guide prints"
    ):
        script.phone.lines()


def test_status_is_asked_for_with_a_login() -> None:
    with scripted(login(), status('{"response": "success", "body": "busy", "misc": "1"}')) as script:
        assert script.phone.status() == Status("busy", True)


def test_status_of_a_dead_session_costs_a_login() -> None:
    with scripted(login(), status(DEAD_SESSION["success"]), login(), status(AVAILABLE)) as script:
        assert script.phone.status() == Status("available", False)


def test_identity_is_asked_for_without_a_login() -> None:
    with scripted(get_identity(), password="x") as script:
        assert script.phone.identity() == IDENTITY


def test_identity_before_a_login_does_not_stand_in_for_it() -> None:
    with scripted(get_identity(), login(), get_time(1)) as script:
        script.phone.identity()
        script.phone.clock()


@pytest.mark.parametrize("guise", ["error", "older guides", "401", "403", "page"])
def test_identity_that_strangers_are_not_told_is_read_with_a_login_where_there_is_a_password(guise: str) -> None:
    with scripted(get_identity(DEAD_SESSION[guise]), login(), get_identity()) as script:
        assert script.phone.identity() == IDENTITY
    with scripted(get_identity(DEAD_SESSION[guise])) as script:
        script.session.settings = script.session.settings._replace(password="")
        with pytest.raises(PhoneError) as caught:
            script.phone.identity()
    assert HOST in caught.value.text
    assert "set ansible_password" in caught.value.text


def test_identity_that_the_firmware_does_not_offer_costs_no_login() -> None:
    with scripted(get_identity((404, ""))) as script, pytest.raises(StatusError):
        script.phone.identity()


@pytest.mark.parametrize("name", WRITES)
def test_write_is_one_request(name: str) -> None:
    do, step = WRITES[name]
    with scripted(login(), step(None)) as script:
        do(script.phone)
        assert script.phone.has_written


#: Of a system operation, what begins as a success is one: the phone goes down while it answers.
LOST = [(name, fault) for name in WRITES for fault in GARBLED if name != "system" or fault not in ("truncated", "shape")]


@pytest.mark.parametrize(("name", "fault"), LOST)
def test_write_whose_answer_is_lost_is_not_repeated(name: str, fault: str) -> None:
    do, step = WRITES[name]
    with scripted(login(), step(GARBLED[fault]), retries=9) as script:
        with pytest.raises(AmbiguousWriteError) as caught:
            do(script.phone)
        assert script.phone.has_written
    assert caught.value.details["endpoint"] == step(None).endpoint
    assert "s3cret" not in caught.value.text


@pytest.mark.parametrize("name", WRITES)
def test_write_that_never_left_is_repeated(name: str) -> None:
    do, step = WRITES[name]
    with scripted(login(), step(REFUSED), step(None)) as script:
        do(script.phone)


@pytest.mark.parametrize("name", WRITES)
def test_write_on_a_dead_session_is_repeated_once_after_a_login(name: str) -> None:
    do, step = WRITES[name]
    with scripted(login(), step(UNAUTHORIZED), login(), step(None)) as script:
        do(script.phone)


@pytest.mark.parametrize("answer", [reply("no", "error"), (404, ""), (405, ""), LOCKED], ids=str)
@pytest.mark.parametrize("name", WRITES)
def test_refused_write_is_not_repeated_and_nothing_is_written(name: str, answer: Answer) -> None:
    do, step = WRITES[name]
    with scripted(login(), step(answer), retries=9) as script:
        with pytest.raises(PhoneError) as caught:
            do(script.phone)
        assert not script.phone.has_written
    assert not isinstance(caught.value, AmbiguousWriteError)
    assert "s3cret" not in caught.value.text


@pytest.mark.parametrize("body", ["true", "True", " true ", True, 1, "1"])
def test_line_command_that_is_handled(body: Any) -> None:
    with scripted(login(), operate("holdcall", 1, reply(body))) as script:
        script.phone.operate_line("holdcall", 1)


@pytest.mark.parametrize("body", ["false", "", False, None, 0, "no such line"])
def test_line_command_that_is_not_handled(body: Any) -> None:
    """Guide: the body is "true" when the command is handled."""
    with scripted(login(), operate("holdcall", 1, reply(body))) as script, pytest.raises(ApiError, match=r"holdcall.*line 1"):
        script.phone.operate_line("holdcall", 1)


@pytest.mark.parametrize("command", ["acceptcall", "rejectcall", "holdcall", "endcall"])
def test_line_commands_are_the_guides(command: str) -> None:
    with scripted(login(), operate(command, 3)) as script:
        script.phone.operate_line(command, 3)


@pytest.mark.parametrize(("account", "index"), [(1, 0), (2, 1), (16, 15)])
def test_calls_count_accounts_from_zero(account: int, index: int) -> None:
    with scripted(login(), make_call("*98#", index)) as script:
        script.phone.make_call("*98#", account)


@pytest.mark.parametrize("role", ["admin", "user"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_passwords_go_the_way_that_the_task_says(role: str, method: str) -> None:
    with scripted(login(), change_password(OLD, NEW, role=role, method=method), request_method=method.lower()) as script:
        script.phone.change_password(role, OLD, NEW)
    sent = script.seen[-1]
    assert ("s3cret" in sent.url) == (method == "GET")


@pytest.mark.parametrize("answer", [{"status": "wrong"}, {"status": ""}, {"status": "Wrong old password"}])
def test_wrong_status_under_a_success_is_a_refusal(answer: dict[str, str]) -> None:
    with scripted(login(), change_password(OLD, NEW, answer)) as script:
        with pytest.raises(ApiError):
            script.phone.change_password("admin", OLD, NEW)
        assert not script.phone.has_written


def test_session_is_over_when_the_password_changed() -> None:
    with scripted(login(), change_password(OLD, NEW), login(), get_time(1)) as script:
        script.phone.change_password("admin", OLD, NEW)
        script.phone.clock()


def test_login_of_other_credentials() -> None:
    with scripted(login(username="user", password=OLD), login(username="user", password=NEW)) as script:
        assert script.phone.log_in("user", [OLD]) == OLD
        assert script.phone.log_in("user", [NEW]) == NEW


@pytest.mark.parametrize("role", ["admin", "user"])
@pytest.mark.parametrize("too_long", [False, True])
def test_limit_is_the_last_length_of_a_password(role: str, too_long: bool) -> None:
    # As it is sent to firmware that takes all four parameters only.
    form = {"admin": "oldadmin={0}&olduser=&P196=&P2=", "user": "oldadmin=&P2=&olduser={0}&P196="}[role]
    names = form.format(quote(OLD, safe=":"))
    new = "ü" * 5
    new += "v" * (256 - len(f"https://{HOST}/cgi-bin/api-change_password?{names}") - 30 + too_long)
    with scripted(max_url_length=256) as script:
        if not too_long:
            script.phone.check_password_length(role, OLD, new)
            return
        with pytest.raises(InputError) as caught:
            script.phone.check_password_length(role, OLD, new)
    assert f"the {role} password" in caught.value.text
    assert "request_method: post" in caught.value.text
    assert "vvv" not in caught.value.text


def test_posted_password_may_be_long() -> None:
    with scripted(max_url_length=256, request_method="post") as script:
        script.phone.check_password_length("admin", "x" * 300, "y" * 300)


@pytest.mark.parametrize("answer", [AVAILABLE, UNAUTHORIZED, DEAD_SESSION["success"], (401, ""), (404, "")], ids=str)
def test_web_server_that_answers(answer: Answer) -> None:
    with scripted(status(answer), retries=0) as script:
        assert script.phone.answers()


@pytest.mark.parametrize(
    "answer", [REFUSED, SILENT, HANGS, RESET, (503, ""), ""], ids=["refused", "silent", "hangs", "reset", "503", "empty"]
)
def test_web_server_that_does_not_answer(answer: Answer) -> None:
    with scripted(status(answer), retries=0) as script:
        assert not script.phone.answers()


@pytest.mark.parametrize("patience", [0.0, 0.5, 3.0, 10.0, 600.0])
def test_looks_end_with_the_patience(patience: float) -> None:
    with scripted() as script:
        moments = [script.phone.now() - 1000 for dummy in script.phone.attempts(patience)]
    assert moments[0] == 0
    assert moments[-1] == pytest.approx(patience)
    assert max(script.pauses, default=0) <= 5
    assert len(moments) <= patience / 5 + 6


def test_look_that_took_too_long_is_the_last() -> None:
    with scripted() as script:
        for dummy in script.phone.attempts(10):
            script.clock.now += 11
    assert script.pauses == []
