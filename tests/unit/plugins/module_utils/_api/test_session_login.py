# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The login: the guide's "Web Authentication Guide", and what the field adds to it."""

from __future__ import annotations

from typing import Any

import pytest
import responses

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import connection_settings
from ansible_collections.voip.grandstream.plugins.module_utils._api.http import HttpClient
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    ApiError,
    AuthenticationError,
    LockedError,
    PhoneError,
    ReplyError,
    TransportError,
    UnknownUserError,
)
from unit.dialogue import (
    ACCEPTED,
    HANGS,
    HOST,
    LOGIN_PAGE,
    PASSWORD,
    REFUSED,
    RESET,
    SILENT,
    Answer,
    Step,
    digest,
    login,
    options,
    read,
    realm,
    reply,
    scripted,
)

READ = read("30", {"30": "ntp"})
WRONG = reply("wrong", "error")
LOCKED = reply("locked", "error")


def wrong(left: int) -> str:
    return reply(f"wrong{left}", "error")


def attempt(script: Any) -> None:
    assert script.phone.read_values(["30"]) == {"30": "ntp"}


@pytest.mark.parametrize(
    "accepted",
    [
        ACCEPTED,
        "\ufeffresponse=success",
        '{"response": "success", "body": ""}',
        '{"Response": "Success", "Message": "Authentication accepted"}',
        '{"response": "success", "body": {"sid": "1", "role": "admin"}}',
    ],
)
def test_login_is_accepted_in_every_form(accepted: str) -> None:
    step_realm, step_login = login()
    with scripted(step_realm, step_login._replace(answer=accepted), READ) as script:
        attempt(script)


@pytest.mark.parametrize(
    "answer",
    [
        "8eQ2kd7x",
        "8eQ2kd7x\r\n",
        "\ufeff8eQ2kd7x",
        '"8eQ2kd7x"',
        '{"response": "success", "body": "8eQ2kd7x"}',
        '{"res": "success", "msg": "8eQ2kd7x"}',
        '{"response": "success", "body": {"random": "8eQ2kd7x"}}',
        '{"random": "8eQ2kd7x"}',
        "Random=8eQ2kd7x\r\n",
        "Response=Success\r\nMessage=8eQ2kd7x\r\n",
    ],
)
def test_random_number_is_found_in_every_form(answer: str) -> None:
    pairs = (("Username", "gmiadmin"), ("Secret", digest("8eQ2kd7x")))
    with scripted(realm(answer), Step("GET", "login", pairs, ACCEPTED), READ) as script:
        attempt(script)


@pytest.mark.parametrize("random", ["-1189836008", "1234567890", "QWxhZGRpbg==", "a.b:c-d_e", "0"])
@pytest.mark.parametrize("form", ["{0}", '{{"response": "success", "body": "{0}"}}'])
def test_random_number_is_taken_as_it_is(random: str, form: str) -> None:
    pairs = (("Username", "gmiadmin"), ("Secret", digest(random)))
    with scripted(realm(form.format(random)), Step("GET", "login", pairs, ACCEPTED), READ) as script:
        attempt(script)


def test_random_number_may_be_a_json_number() -> None:
    pairs = (("Username", "gmiadmin"), ("Secret", digest("20260101")))
    with scripted(realm(reply(20260101)), Step("GET", "login", pairs, ACCEPTED), READ) as script:
        attempt(script)


@pytest.mark.parametrize(
    "credentials",
    [
        {"username": "admin", "password": "plain-password"},
        {"username": "user", "password": "a:b.c&d#e+f%g h"},
        {"username": "jürgen", "password": "Grüße, 東京 🔒"},
    ],
)
def test_credentials_are_used_to_the_letter(credentials: dict[str, Any]) -> None:
    with scripted(login(**credentials), READ, **credentials) as script:
        attempt(script)


def test_dot_is_tried_after_the_colon_with_a_fresh_random_number() -> None:
    with scripted(login(":", wrong(4)), login("."), READ) as script:
        attempt(script)
    assert script.session.logins.record("gmiadmin").separator == "dot"


def test_separator_that_worked_is_the_first_of_the_next_login() -> None:
    with scripted(login(":", wrong(4)), login("."), READ, login("."), READ) as script:
        attempt(script)
        script.session.forget()
        attempt(script)
    with scripted(login("."), READ, logins=script.session.logins) as script:
        attempt(script)


@pytest.mark.parametrize(("name", "separator", "other"), [("colon", ":", "."), ("dot", ".", ":")])
def test_pinned_separator_is_the_only_one_and_a_remembered_one_the_first(name: str, separator: str, other: str) -> None:
    with scripted(login(separator, wrong(4)), digest_separator=name) as pinned, pytest.raises(AuthenticationError):
        attempt(pinned)
    with scripted(login(separator, wrong(4)), login(other), READ, separator=name) as remembered:
        attempt(remembered)


def test_pinned_separator_outweighs_a_remembered_one() -> None:
    with scripted(login("."), READ, digest_separator="dot", separator="colon") as script:
        attempt(script)


def test_refused_credentials_name_the_phone_and_the_attempts_left() -> None:
    with scripted(login(":", wrong(4)), login(".", wrong(3))) as script, pytest.raises(AuthenticationError) as caught:
        attempt(script)
    assert caught.value.unreachable
    assert caught.value.details == {"attempts_left": 3, "endpoint": "login", "host": HOST, "port": 443}
    assert caught.value.text.startswith(f"{HOST} port 443: login: the phone refused the credentials of 'gmiadmin'")
    assert "3 attempts left" in caught.value.text


@pytest.mark.parametrize("left", [0, 1])
def test_last_attempt_is_left_to_a_person(left: int) -> None:
    with scripted(login(":", wrong(left))) as script, pytest.raises(AuthenticationError) as caught:
        attempt(script)
    assert caught.value.details["attempts_left"] == left


@pytest.mark.parametrize(
    "refusal", ["", "\r\n", WRONG, reply("error", "error"), "Response=Error\r\nMessage=refused", (401, ""), (403, "")]
)
def test_unknown_number_of_attempts_allows_two(refusal: Answer) -> None:
    with scripted(login(":", refusal), login(".", refusal)) as script, pytest.raises(AuthenticationError) as caught:
        attempt(script)
    assert caught.value.details["attempts_left"] is None


def test_refusal_in_key_value_lines_tells_the_attempts_left() -> None:
    refusal = "Response=Error\r\nBody=wrong1\r\n"
    with scripted(login(":", refusal)) as script, pytest.raises(AuthenticationError) as caught:
        attempt(script)
    assert caught.value.details["attempts_left"] == 1


@pytest.mark.parametrize(
    "locked",
    [
        LOCKED,
        "Response=Error\r\nMessage=Locked\r\nLockType=1\r\n",
        "Response=Error\r\nLockType=2\r\n",
        reply({"status": "locked"}, "error"),
    ],
)
def test_locked_account_is_left_alone(locked: str) -> None:
    with scripted(login(":", locked), retries=5) as script, pytest.raises(LockedError) as caught:
        attempt(script)
    assert caught.value.unreachable
    assert script.pauses == []


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([realm(LOCKED)], id="loginrealm"),
        pytest.param(login(":", LOCKED), id="login"),
        pytest.param([*login(), read("30", LOCKED)], id="api-values.get"),
    ],
)
def test_locked_account_says_when_to_try_again_wherever_it_shows(steps: list[Step]) -> None:
    with scripted(steps, retries=5) as script, pytest.raises(LockedError) as caught:
        attempt(script)
    assert caught.value.details["retry_after"] == 300
    assert "five minutes" in caught.value.text
    assert caught.value.details["endpoint"] == steps[-1].endpoint


def test_refusal_is_not_taken_for_a_random_number() -> None:
    with scripted([realm(reply("busy", "error"))], retries=0) as script, pytest.raises(PhoneError):
        attempt(script)


@pytest.mark.parametrize("answer", ["Response=Error\r\nMessage=Invalid Username\r\n", reply("Invalid Username", "error")])
def test_unknown_name_ends_the_attempts_and_is_told(answer: str) -> None:
    with scripted(login(":", answer, username="bob"), username="bob", retries=5) as script:
        for dummy in range(2):
            with pytest.raises(UnknownUserError) as caught:
                attempt(script)
    assert "the phone knows no user 'bob' (it says: Invalid Username)" in caught.value.text
    assert (caught.value.kind, caught.value.unreachable) == ("auth", True)
    assert caught.value.details["endpoint"] == "login"


def test_locked_account_is_not_asked_again_by_the_run() -> None:
    with scripted(login(":", LOCKED)) as script:
        for dummy in range(2):
            with pytest.raises(LockedError):
                attempt(script)


def test_refused_words_are_not_tried_again_by_the_run() -> None:
    with scripted(login(":", ""), login(".", "")) as script:
        for dummy in range(3):
            with pytest.raises(AuthenticationError, match="refused the credentials"):
                attempt(script)


def test_words_that_worked_are_tried_once_more_before_they_count_as_refused() -> None:
    with scripted(login(), READ, login(":", ""), login(), READ) as script:
        attempt(script)
        script.session.forget()
        attempt(script)
    assert script.session.logins.record("gmiadmin").row == 0


def test_words_that_worked_and_are_refused_twice_are_refused_and_the_reason_is_guessed() -> None:
    with scripted(login(), READ, login(":", ""), login(":", "")) as script:
        attempt(script)
        script.session.forget()
        with pytest.raises(AuthenticationError, match="another login came at the same moment"):
            attempt(script)


def test_words_that_worked_and_were_left_out_are_not_said_to_be_refused() -> None:
    """Other words took the attempts: nobody guesses at another login, because the right ones were not sent."""
    wrong = [*login(":", "", password="a"), *login(":", "", password="b"), *login(":", "", password="c")]
    with scripted(login(), READ, wrong, digest_separator="colon") as script:
        attempt(script)
        with pytest.raises(AuthenticationError) as caught:
            script.session.log_in("gmiadmin", ["a", "b", "c", PASSWORD])
    assert "were left out" in caught.value.text
    assert "another login" not in caught.value.text


def test_firmware_that_a_login_tells_is_kept() -> None:
    told = "Response=Success\r\nMessage=Authentication accepted\r\nNeedchange=1\r\nVer=1.0.7.35\r\nInSleep=0\r\n"
    with scripted(login(":", told), READ) as script:
        attempt(script)
        assert script.session.firmware == "1.0.7.35"


def test_lock_after_the_first_strike_ends_the_attempts() -> None:
    with scripted(login(":", wrong(4)), login(".", LOCKED)) as script, pytest.raises(LockedError):
        attempt(script)


@pytest.mark.parametrize("fault", [RESET, HANGS, (500, ""), LOGIN_PAGE], ids=str)
def test_unanswered_login_is_tried_again_with_a_fresh_random_number(fault: Answer) -> None:
    with scripted(login(":", fault), login(), READ) as script:
        attempt(script)
    assert script.pauses == [0.5]


def test_no_more_than_three_unanswered_logins() -> None:
    script_of_three = [*login(":", HANGS), *login(":", HANGS), *login(":", HANGS)]
    with scripted(script_of_three, realm("unused"), retries=9) as script, pytest.raises(PhoneError) as caught:
        attempt(script)
    assert caught.value.unreachable
    assert "stopped before the phone locks" in caught.value.text


def test_refused_and_unanswered_logins_count_together() -> None:
    steps = [*login(":", WRONG), *login(".", HANGS), *login(".", HANGS)]
    with scripted(steps, realm("unused"), retries=9) as script, pytest.raises(PhoneError):
        attempt(script)


def test_login_that_never_left_is_no_strike() -> None:
    steps = [step for dummy in range(5) for step in login(":", REFUSED)]
    with scripted(steps, login(), READ, retries=5) as script:
        attempt(script)


def test_success_forgets_the_strikes() -> None:
    once = [*login(":", HANGS), *login(":", HANGS)]
    twice = [*login(":", HANGS), *login(":", HANGS)]
    with scripted(once, login(), READ, twice, login(), READ) as script:
        attempt(script)
        script.session.forget()
        attempt(script)


@pytest.mark.parametrize(
    "fault", [RESET, HANGS, (500, ""), "", '{"response": "succ', '{"response": "success", "body": ""}', "[]", LOGIN_PAGE], ids=str
)
def test_random_number_is_asked_for_again(fault: Answer) -> None:
    with scripted(realm(fault), realm(fault), login(), READ) as script:
        attempt(script)
    assert script.pauses == [0.5, 1.0]


@pytest.mark.parametrize(
    ("fault", "kind", "requests"),
    [
        (RESET, TransportError, 3),
        (REFUSED, TransportError, 3),
        (SILENT, TransportError, 1),
        (LOGIN_PAGE, ReplyError, 3),
        ((500, ""), ReplyError, 3),
        ((404, ""), ApiError, 1),
    ],
)
def test_failure_of_loginrealm_is_not_multiplied_by_the_retries_of_login(
    fault: Answer, kind: type[PhoneError], requests: int
) -> None:
    with scripted([realm(fault)] * requests) as script, pytest.raises(kind) as caught:
        attempt(script)
    assert caught.value.text.startswith(f"{HOST} port 443: loginrealm: ")
    assert caught.value.text.count(HOST) == 1


def test_secret_parts_stay_out_of_the_messages() -> None:
    steps = login(":", wrong(4)), login(".", wrong(3))
    with scripted(*steps) as script, pytest.raises(AuthenticationError) as caught:
        attempt(script)
    assert "battery" not in caught.value.text
    assert not any(step.parameters[1][1] in caught.value.text for dummy, step in steps)


def test_cookies_go_back_to_the_letter_whatever_their_path_says() -> None:
    """As the vendor's own server sets them: quotes belong to the value."""
    cookies = ['gmicookie="117bdcfa";HttpOnly', "type=gmiadmin;", 'Version="1";', "Max-Age=900", "elsewhere=1; Path=/phonebook"]
    settings = connection_settings(options())
    with responses.RequestsMock() as phone, HttpClient(settings) as http:
        url = f"https://{HOST}/cgi-bin/"
        phone.add("GET", url + "login", body=ACCEPTED, headers=[("Set-Cookie", cookie) for cookie in cookies])
        for name in ("api-get_time", "loginrealm"):
            phone.add("GET", url + name, body="{}")
        http.exchange("login", ())
        http.exchange("api-get_time", ())
        http.forget_cookies()
        http.exchange("loginrealm", ())
        sent = [call.request.headers.get("Cookie") for call in phone.calls]
    assert sent == [None, 'gmicookie="117bdcfa"; type=gmiadmin; Version="1"; Max-Age=900; elsewhere=1', None]
