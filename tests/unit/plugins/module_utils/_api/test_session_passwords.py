# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in with several passwords: their order, and the strikes that they may cost."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import GET_TIME
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AuthenticationError,
    LockedError,
    PhoneError,
    TransportError,
)
from unit.dialogue import (
    AVAILABLE,
    DEAD_SESSION,
    HANGS,
    HOST,
    LOGIN_PAGE,
    PASSWORD,
    REFUSED,
    RESET,
    SILENT,
    UNAUTHORIZED,
    Answer,
    Step,
    login,
    read,
    realm,
    scripted,
)
from unit.operations import LOCKED, WRONG, get_time, wrong

ELSEWHERE = "http://192.0.2.99:8080"
NEW, OLD = "n3w-s3cret", "0ld-s3cret"
READ = read("30", {"30": "ntp"})


def attempts(*tries: tuple[str, str, Answer], username: str = "gmiadmin") -> list[Step]:
    """Logins: separator, password and answer of each."""
    return [step for sign, text, answer in tries for step in login(sign, answer, username=username, password=text)]


def refused(count: int, answers: list[Answer] | None = None) -> tuple[list[str], list[Step]]:
    """So many passwords, each refused with the colon; without `answers` the phone does not tell how many are left."""
    passwords = [f"s3cret-{number}" for number in range(count)]
    given = answers or [WRONG] * count
    return passwords, attempts(*[(":", text, answer) for text, answer in zip(passwords, given, strict=False)])


def test_first_password_that_is_right_costs_one_login() -> None:
    with scripted(login(password=NEW), READ) as script:
        assert script.session.log_in("gmiadmin", [NEW, OLD]) == NEW
        script.phone.read_values(["30"])


def test_every_password_has_its_turn_with_the_colon_before_any_has_with_the_dot() -> None:
    steps = attempts((":", NEW, wrong(4)), (":", OLD, wrong(3)))
    with scripted(steps, login(".", password=OLD)) as script:
        assert script.session.log_in("gmiadmin", [NEW, OLD]) == OLD
    assert script.session.logins.record("gmiadmin").separator == "dot"


def test_known_separator_is_the_first_and_a_pinned_one_the_only_one() -> None:
    with scripted(login(".", wrong(4), password=NEW), login(".", password=OLD), separator="dot") as script:
        assert script.session.log_in("gmiadmin", [NEW, OLD]) == OLD
    steps = login(".", wrong(4), password=NEW)
    with scripted(steps, digest_separator="dot") as script, pytest.raises(AuthenticationError):
        script.session.log_in("gmiadmin", [NEW])


def test_name_is_the_one_that_is_asked_for() -> None:
    with scripted(login(username="user", password=OLD), READ) as script:
        script.session.log_in("user", [OLD])
        script.phone.read_values(["30"])


def test_living_session_does_not_stand_in_for_a_login() -> None:
    with scripted(login(), READ, login(password=NEW)) as script:
        script.phone.read_values(["30"])
        script.session.log_in("gmiadmin", [NEW])


@pytest.mark.parametrize(
    ("answers", "tried"),
    [
        ([wrong(4), wrong(3), wrong(2), wrong(1)], 3),
        ([wrong(2), wrong(1)], 2),
        ([wrong(1)], 1),
        ([wrong(0)], 1),
        ([WRONG, WRONG, WRONG], 3),
        ([(403, ""), (401, ""), WRONG], 3),
        # What it does not tell is counted on.
        ([wrong(3), WRONG, WRONG, WRONG], 3),
        ([wrong(2), WRONG], 2),
        ([WRONG, wrong(1)], 2),
        # Never more than three in a run, whatever it tells.
        ([WRONG, WRONG, wrong(3), wrong(2), wrong(1)], 3),
        ([wrong(9)] * 5, 3),
    ],
)
def test_phone_keeps_its_last_attempt(answers: list[Answer], tried: int) -> None:
    passwords, steps = refused(8, answers[:tried])
    with scripted(steps) as script, pytest.raises(AuthenticationError) as caught:
        script.session.log_in("gmiadmin", passwords)
    assert caught.value.unreachable
    assert caught.value.details["host"] == HOST


def test_attempts_left_are_told() -> None:
    passwords, steps = refused(2, [wrong(2), wrong(1)])
    with scripted(steps) as script, pytest.raises(AuthenticationError) as caught:
        script.session.log_in("gmiadmin", passwords)
    assert caught.value.details["attempts_left"] == 1
    assert "1 attempt left" in caught.value.text
    assert "were left out" in caught.value.text
    assert "s3cret" not in caught.value.text


def test_exhausted_phone_is_left_alone_by_the_same_task() -> None:
    passwords, steps = refused(3)
    with scripted(steps) as script:
        for dummy in range(2):
            with pytest.raises(AuthenticationError):
                script.session.log_in("gmiadmin", passwords)


def test_success_gives_all_attempts_back() -> None:
    first = attempts((":", "a", WRONG), (":", "b", WRONG), (":", OLD, "Response=Success"))
    told = attempts((":", "other", wrong(2)), (":", OLD, "Response=Success"))
    second = attempts((":", "c", WRONG), (":", "d", WRONG), (":", "e", WRONG))
    with scripted(first, told, second) as script:
        assert script.session.log_in("gmiadmin", ["a", "b", OLD]) == OLD
        assert script.session.log_in("gmiadmin", ["other", OLD]) == OLD
        with pytest.raises(AuthenticationError):
            script.session.log_in("gmiadmin", ["c", "d", "e", "f"])


@pytest.mark.parametrize("locked", [LOCKED, "Response=Error\r\nBody=locked", (401, LOCKED), (403, LOCKED)], ids=str)
def test_locked_ends_the_attempts_at_once(locked: Answer) -> None:
    steps = attempts((":", NEW, wrong(4)), (":", OLD, locked))
    with scripted(steps, retries=9) as script, pytest.raises(LockedError) as caught:
        script.session.log_in("gmiadmin", [NEW, OLD, "third"])
    assert script.pauses == []
    assert caught.value.details["retry_after"] == 300


def test_refusal_with_a_status_of_its_own_still_tells_the_attempts_left() -> None:
    passwords, steps = refused(2, [(401, wrong(1))])
    with scripted(steps) as script, pytest.raises(AuthenticationError):
        script.session.log_in("gmiadmin", passwords)


@pytest.mark.parametrize("fault", [RESET, HANGS, (500, ""), LOGIN_PAGE], ids=str)
def test_unanswered_login_is_a_strike(fault: Answer) -> None:
    steps = attempts((":", NEW, wrong(2)), (":", OLD, fault))
    with scripted(steps, realm("unused"), retries=9) as script, pytest.raises(AuthenticationError):
        script.session.log_in("gmiadmin", [NEW, OLD])


def test_login_that_never_left_is_no_strike() -> None:
    steps = attempts((":", NEW, wrong(2)), (":", OLD, REFUSED), (":", OLD, REFUSED), (":", OLD, "Response=Success"))
    with scripted(steps) as script:
        assert script.session.log_in("gmiadmin", [NEW, OLD]) == OLD


def test_unanswered_password_is_tried_again_before_the_next() -> None:
    steps = attempts((":", NEW, HANGS), (":", NEW, "Response=Success"))
    with scripted(steps) as script:
        assert script.session.log_in("gmiadmin", [NEW, OLD]) == NEW


def test_login_that_was_left_out_is_not_said_to_be_refused() -> None:
    steps = attempts(*[(":", NEW, HANGS)] * 3)
    with scripted(steps, retries=0) as script:
        for dummy in range(3):
            with pytest.raises(TransportError):
                script.session.log_in("gmiadmin", [NEW])
        with pytest.raises(PhoneError) as caught:
            script.session.log_in("gmiadmin", [NEW])
    assert "refused" not in caught.value.text


@pytest.mark.parametrize("fault", [HANGS, (500, ""), LOGIN_PAGE], ids=str)
def test_strikes_without_an_answer_are_counted_in_the_sentence(fault: Answer) -> None:
    steps = attempts(*[(":", NEW, fault)] * 3)
    with scripted(steps, realm("unused"), retries=9) as script, pytest.raises(AuthenticationError) as caught:
        script.session.log_in("gmiadmin", [NEW])
    assert "3 logins went unanswered" in caught.value.text


@pytest.mark.parametrize("settings", [{"digest_separator": "colon"}, {}])
def test_advice_helps(settings: dict[str, Any]) -> None:
    """Four passwords are too many for a phone that does not tell its count: the colon alone does not help."""
    passwords, steps = refused(4, [WRONG] * 3)
    with scripted(steps, **settings) as script, pytest.raises(AuthenticationError) as caught:
        script.session.log_in("gmiadmin", passwords)
    assert "fewer" in caught.value.text
    assert "digest_separator: colon" not in caught.value.text


def test_dot_is_named_where_it_was_left_out() -> None:
    passwords, steps = refused(3)
    with scripted(steps) as script, pytest.raises(AuthenticationError, match="refused") as caught:
        script.session.log_in("gmiadmin", passwords)
    assert "3 ways to log in were left out" in caught.value.text
    assert "digest_separator: dot" in caught.value.text


def test_dead_session_is_renewed_with_the_password_that_worked() -> None:
    steps = attempts((":", NEW, wrong(4)), (":", OLD, wrong(3)), (".", OLD, "Response=Success"))
    with scripted(steps, read("30", UNAUTHORIZED), login(".", password=OLD), READ) as script:
        script.session.log_in("gmiadmin", [NEW, OLD])
        script.phone.read_values(["30"])


@pytest.mark.parametrize("answer", [*DEAD_SESSION.values(), REFUSED, SILENT], ids=[*DEAD_SESSION, "refused", "silent"])
def test_session_is_gone(answer: Answer) -> None:
    """One request without a repetition, and no login."""
    with scripted(login(), get_time(1), get_time(answer=answer), retries=9) as script:
        script.phone.clock()
        assert script.session.is_gone(GET_TIME)
    assert script.pauses == []


@pytest.mark.parametrize("answer", [get_time(1).answer, HANGS, RESET, (500, ""), (404, ""), "", "[]", AVAILABLE], ids=str)
def test_session_is_not_known_to_be_gone(answer: Answer) -> None:
    with scripted(login(), get_time(1), get_time(answer=answer), retries=9) as script:
        script.phone.clock()
        assert not script.session.is_gone(GET_TIME)


def test_gone_session_is_renewed_when_it_is_needed() -> None:
    with scripted(login(), get_time(1), get_time(answer=LOGIN_PAGE), login(), get_time(2)) as script:
        script.phone.clock()
        assert script.session.is_gone(GET_TIME)
        assert script.phone.clock().uptime == 2


def test_session_elsewhere_is_its_own() -> None:
    moved = [step._replace(base_url=ELSEWHERE) for step in [*login(".", password="admin"), get_time(1)]]
    with scripted(login("."), READ, moved, separator="dot") as script:
        script.phone.read_values(["30"])
        new = script.phone.with_settings(host="192.0.2.99", port=8080, use_ssl=False, password="admin", retries=0)
        with new as phone:
            assert phone.clock().uptime == 1
            assert (phone.settings.retries, phone.settings.timeout) == (0, 10.0)
            assert phone.now() == script.clock()
    assert (script.session.settings.host, script.session.settings.password) == (HOST, PASSWORD)


def test_session_elsewhere_does_not_log_in_by_itself() -> None:
    with scripted(login(), READ) as script:
        script.phone.read_values(["30"])
        with script.phone.with_settings(password=OLD):
            pass


@pytest.mark.parametrize(
    ("answers", "kind"),
    [([WRONG, WRONG, WRONG], AuthenticationError), ([wrong(2), wrong(1)], AuthenticationError), ([HANGS], TransportError)],
)
def test_no_password_and_no_digest_in_any_text(answers: list[Answer], kind: type[PhoneError]) -> None:
    passwords, steps = refused(8, answers)
    with scripted(steps, retries=0) as script, pytest.raises(kind) as caught:
        script.session.log_in("gmiadmin", passwords)
    told = f"{caught.value.text} {caught.value!r} {caught.value.details} {caught.value.__cause__!r}"
    assert not [text for text in passwords if text in told]
    assert not [step for step in steps if step.endpoint == "login" and step.parameters[1][1] in told]
