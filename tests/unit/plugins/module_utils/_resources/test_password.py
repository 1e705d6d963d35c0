# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Passwords on a scripted phone: proved by a login, changed with care for the lockout, and proved again."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    AuthenticationError,
    ConflictError,
    InputError,
    LockedError,
    NotKeptError,
    PhoneError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._resources.password import RESOURCE, DesiredPassword, prepare
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.dialogue import (
    ACCEPTED,
    AVAILABLE,
    GARBLED,
    HANGS,
    LOGIN_PAGE,
    PASSWORD,
    REFUSED,
    RESET,
    Answer,
    Scripted,
    Step,
    login,
    options,
    read,
    realm,
    reply,
    scripted,
    status,
)
from unit.operations import LOCKED, WRONG, change_password, get_time, wrong

run = partial(carry_out, RESOURCE)

NEW, OLD, OLDER = "n3w: s3cret", "0ld&s3cret", "0lder s3cret"
DESIRED = DesiredPassword("admin", "gmiadmin", NEW, [OLD])
CHANGES = [{"password": "admin", "before": "(former secret)", "after": "(new secret)"}]


def tries(text: str, answer: Answer = ACCEPTED, separator: str = ":", username: str = "gmiadmin") -> list[Step]:
    return login(separator, answer, username=username, password=text)


#: The phone still has its former password, and takes the login with it.
HAS_OLD = [tries(NEW, wrong(4)), tries(OLD)]
CHANGE = change_password(OLD, NEW)
#: After a lost answer: whether the phone still knows the session.
ALIVE, GONE = get_time(1), get_time(answer=reply("unauthorized", "error"))


def flat(*parts: list[Step] | Step | list[list[Step]]) -> list[Step]:
    steps: list[Step] = []
    for part in parts:
        if isinstance(part, Step):
            steps.append(part)
        else:
            for item in part:
                steps += [item] if isinstance(item, Step) else item
    return steps


def old_then(*parts: list[Step] | Step | list[list[Step]]) -> list[Step]:
    """The phone has the former password; then these steps."""
    return flat(tries(NEW, wrong(4)), tries(OLD), *parts)


def failure(
    kind: type[PhoneError], steps: list[Step], desired: DesiredPassword = DESIRED, check_mode: bool = False, **changes: Any
) -> tuple[PhoneError, Scripted]:
    """What a run raises, which never holds a password."""
    with scripted(steps, **changes) as script, pytest.raises(kind) as caught:
        run(script.phone, desired, check_mode)
    assert isinstance(caught.value, kind)
    told = f"{caught.value.text} {caught.value!r} {caught.value.details} {caught.value.changes} {caught.value.__cause__!r}"
    assert "s3cret" not in told.lower()
    return caught.value, script


def prepared(**params: Any) -> DesiredPassword:
    given = {"role": "admin", "new_password": NEW, "old_passwords": None, **params}
    desired: DesiredPassword = prepare(options(**given), Secrets())
    return desired


@pytest.mark.parametrize(
    ("params", "username", "old"),
    [
        ({}, "gmiadmin", [PASSWORD]),
        ({"username": "admin"}, "admin", [PASSWORD]),
        ({"old_passwords": [OLD, OLDER]}, "gmiadmin", [OLD, OLDER]),
        ({"old_passwords": [OLD], "username": "admin"}, "admin", [OLD]),
        ({"old_passwords": [OLD], "username": "user"}, "gmiadmin", [OLD]),
        ({"old_passwords": [OLD], "role": "user"}, "user", [OLD]),
        ({"role": "user", "username": "user"}, "user", [PASSWORD]),
        # In steady state the inventory holds the new one.
        ({"new_password": PASSWORD}, "gmiadmin", []),
        ({"old_passwords": [NEW, OLD, NEW, OLD, OLDER]}, "gmiadmin", [OLD, OLDER]),
        ({"old_passwords": ["", OLD]}, "gmiadmin", [OLD]),
        ({"old_passwords": [OLD], "password": None}, "gmiadmin", [OLD]),
    ],
)
def test_who_logs_in_and_with_what(params: dict[str, Any], username: str, old: list[str]) -> None:
    desired = prepared(**params)
    assert (desired.username, desired.new, desired.old) == (username, params.get("new_password", NEW), old)


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"new_password": ""}, ["new_password: "]),
        ({"new_password": " \t"}, ["new_password: "]),
        ({"new_password": "a\ns3cret"}, ["new_password: "]),
        ({"new_password": "s3cret\ud800"}, ["new_password: "]),
        ({"old_passwords": [OLD, "s3cret\n"]}, ["old_passwords, number 2: "]),
        ({"new_password": "s3cret\r", "old_passwords": ["s3cret\0", "\ud800"]}, ["new_password: ", "number 1: ", "number 2: "]),
        (
            {"new_password": "********", "old_passwords": ["$REDACTED$"]},
            ["new_password: it holds ********", "number 1: it holds $"],
        ),
        ({"role": "user"}, ["old_passwords: "]),
        ({"username": "user"}, ["old_passwords: "]),
        ({"password": None}, ["old_passwords: "]),
        ({"role": "user", "new_password": ""}, ["old_passwords: ", "new_password: "]),
    ],
)
def test_problems_are_told_at_once_by_option(params: dict[str, Any], named: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        prepared(**params)
    assert not [name for name in named if name not in caught.value.text]
    assert "s3cret" not in caught.value.text


def test_steady_state_is_one_login() -> None:
    with scripted(tries(NEW)) as script:
        assert run(script.phone, DESIRED, check_mode=False) == Outcome([], "", "")


@pytest.mark.parametrize(("role", "username"), [("admin", "gmiadmin"), ("admin", "admin"), ("user", "user")])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_change_is_proved_by_a_login(role: str, username: str, method: str) -> None:
    desired = DesiredPassword(role, username, NEW, [OLD])
    steps = flat(
        tries(NEW, wrong(4), username=username),
        tries(OLD, username=username),
        change_password(OLD, NEW, role=role, method=method),
        tries(NEW, username=username),
    )
    with scripted(steps, request_method=method.lower()) as script:
        outcome = run(script.phone, desired, check_mode=False)
    assert outcome.changes == [{"password": role, "before": "(former secret)", "after": "(new secret)"}]
    assert (outcome.before, outcome.after) == (f"{role} password: (former secret)\n", f"{role} password: (new secret)\n")
    assert "s3cret" not in str(outcome).lower().replace("former secret", "").replace("new secret", "")


def test_old_passwords_have_their_turns_in_order() -> None:
    steps = flat(tries(NEW, wrong(4)), tries(OLDER, wrong(3)), tries(OLD), CHANGE, tries(NEW))
    with scripted(steps) as script:
        run(script.phone, DESIRED._replace(old=[OLDER, OLD]), check_mode=False)


def test_dot_comes_after_every_password_had_the_colon() -> None:
    first = flat(tries(NEW, wrong(4)), tries(OLD, wrong(3)), tries(OLD, separator="."))
    with scripted(first, CHANGE, tries(NEW, separator=".")) as script:
        run(script.phone, DESIRED, check_mode=False)
    with scripted(tries(NEW, separator="."), separator="dot") as again:
        assert run(again.phone, DESIRED, check_mode=False).changes == []


def test_later_requests_of_the_session_use_the_new_password() -> None:
    with scripted(old_then(CHANGE, tries(NEW)), change_password(NEW, OLD)) as script:
        run(script.phone, DESIRED, check_mode=False)
        script.phone.change_password("admin", NEW, OLD)


def test_check_mode_where_there_is_nothing_to_do_is_one_login() -> None:
    with scripted(tries(NEW)) as script:
        assert run(script.phone, DESIRED, check_mode=True) == Outcome([], "", "")


@pytest.mark.parametrize("answer", [wrong(4), WRONG, wrong(2), ""])
def test_check_mode_gives_the_phone_its_attempts_back(answer: str) -> None:
    """The old password proves that a run would work, and clears the phone's count."""
    with scripted(tries(NEW, answer), tries(OLD)) as script:
        checked = run(script.phone, DESIRED, check_mode=True)
    assert checked.changes == CHANGES
    with scripted(old_then(CHANGE, tries(NEW))) as script:
        assert run(script.phone, DESIRED, check_mode=False) == checked


def test_check_mode_says_where_a_run_would_fail() -> None:
    with scripted(tries(NEW, ""), tries(OLD, ""), tries(OLD, "", ".")) as script, pytest.raises(AuthenticationError):
        run(script.phone, DESIRED, check_mode=True)


def test_check_mode_on_a_locked_phone() -> None:
    error, script = failure(LockedError, tries(NEW, LOCKED), check_mode=True, retries=9)
    assert script.pauses == []
    assert error.changes == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_password_that_no_url_takes_fails_before_any_login(check_mode: bool) -> None:
    desired = DESIRED._replace(new="s3cret" * 60)
    error, script = failure(InputError, [], desired, check_mode, max_url_length=256)
    assert "request_method: post" in error.text
    assert script.seen == []


def test_no_password_is_right() -> None:
    steps = flat(tries(NEW, wrong(4)), tries(OLD, wrong(3)), tries(OLD, wrong(2), "."))
    error, dummy = failure(AuthenticationError, steps)
    assert error.unreachable
    assert error.details["attempts_left"] == 2
    assert "2 attempts left" in error.text
    assert error.changes == []


def test_too_many_passwords_leave_the_phone_an_attempt() -> None:
    steps = flat(tries(NEW, wrong(4)), tries(OLD, wrong(3)), tries(OLDER, wrong(2)))
    error, dummy = failure(AuthenticationError, steps, DESIRED._replace(old=[OLD, OLDER, "a", "b"]))
    assert "fewer" in error.text


def test_no_old_password_differs_from_the_new_one() -> None:
    error, dummy = failure(AuthenticationError, tries(NEW, wrong(1)), DESIRED._replace(old=[]))
    assert "old_passwords" in error.text


@pytest.mark.parametrize("status", ["wrong", "", "Invalid password"])
def test_wrong_under_a_success_is_a_failure(status: str) -> None:
    error, dummy = failure(ApiError, old_then(change_password(OLD, NEW, {"status": status}), tries(OLD)))
    assert "stays as it was" in error.text
    assert not error.unreachable
    assert error.changes == []


def test_phone_that_does_not_offer_it() -> None:
    error, dummy = failure(ApiError, old_then(change_password(OLD, NEW, (404, "")), tries(OLD)))
    assert "does not offer it" in error.text
    assert "rules" not in error.text
    assert error.changes == []


def test_accepted_and_not_kept() -> None:
    error, dummy = failure(NotKeptError, old_then(CHANGE, tries(NEW, wrong(4)), tries(OLD)))
    assert "kept its former one" in error.text
    assert error.changes == CHANGES


def test_accepted_and_cut_short_says_what_to_try() -> None:
    error, dummy = failure(AuthenticationError, old_then(CHANGE, tries(NEW, wrong(4)), tries(OLD, wrong(3))))
    assert not error.unreachable
    assert "neither the new one nor the old one" in error.text
    assert "by hand" in error.text
    assert error.changes == CHANGES


def test_proof_that_is_unanswered_is_not_taken_for_a_refusal() -> None:
    proof = [*tries(NEW, HANGS), *tries(NEW, HANGS), *tries(NEW, HANGS), realm("unused")]
    error, dummy = failure(AuthenticationError, old_then(CHANGE, proof), retries=9)
    assert "takes neither" not in error.text
    assert "factory" not in error.text
    assert error.changes == CHANGES


@pytest.mark.parametrize("proof", [[realm(REFUSED)], tries(NEW, HANGS), tries(NEW, LOCKED)], ids=["off", "hangs", "locked"])
def test_proof_that_never_comes_tells_what_was_done(proof: list[Step]) -> None:
    """The phone said yes; without that in the sentence nobody knows which password to try. The host has failed."""
    error, dummy = failure(PhoneError, old_then(CHANGE, proof), retries=0)
    assert (error.kind, error.unreachable) == ("ambiguous_write", False)
    assert error.changes == CHANGES
    assert "accepted" in error.text


@pytest.mark.parametrize("accepted", [True, False])
def test_lock_keeps_its_own_advice(accepted: bool) -> None:
    answer = None if accepted else RESET
    steps = old_then(change_password(OLD, NEW, answer), [] if accepted else [GONE], tries(NEW, LOCKED))
    error, dummy = failure(LockedError if accepted else AmbiguousWriteError, steps)
    assert (error.kind, error.unreachable) == ("ambiguous_write", False)
    assert "five minutes" in error.text


def test_session_that_the_change_itself_ended_is_settled() -> None:
    """The phone took the new password, and answered that the session is no more."""
    ended = change_password(OLD, NEW, reply("unauthorized", "error"))
    with scripted(old_then(ended, tries(OLD, wrong(4)), tries(NEW))) as script:
        assert run(script.phone, DESIRED, check_mode=False).changes == CHANGES


@pytest.mark.parametrize("fault", [*GARBLED, "page"])
def test_lost_answer_of_a_change_that_took_effect(fault: str) -> None:
    lost = change_password(OLD, NEW, {**GARBLED, "page": LOGIN_PAGE}[fault])
    with scripted(old_then(lost, [GONE] if fault in ("reset", "hangs") else [], tries(NEW))) as script:
        assert run(script.phone, DESIRED, check_mode=False).changes == CHANGES


@pytest.mark.parametrize("fault", GARBLED)
def test_lost_change_is_sent_again(fault: str) -> None:
    """The session is alive: only the answer was lost, or the request."""
    lost = change_password(OLD, NEW, GARBLED[fault])
    looks = [ALIVE] if fault in ("reset", "hangs") else []
    with scripted(old_then(lost, looks, tries(NEW, wrong(4)), tries(OLD), CHANGE, tries(NEW))) as script:
        assert run(script.phone, DESIRED, check_mode=False).changes == CHANGES


def test_second_loss_may_still_be_settled() -> None:
    lost = change_password(OLD, NEW, RESET)
    with scripted(old_then(lost, ALIVE, HAS_OLD, lost, GONE, tries(NEW))) as script:
        assert run(script.phone, DESIRED, check_mode=False).changes == CHANGES


def test_change_is_not_sent_a_third_time() -> None:
    lost = change_password(OLD, NEW, RESET)
    error, dummy = failure(AmbiguousWriteError, old_then(lost, ALIVE, HAS_OLD, lost, ALIVE, HAS_OLD), retries=9)
    assert "sent twice" in error.text
    assert "former password" in error.text
    assert error.changes == CHANGES


def test_change_that_never_left_is_sent_again() -> None:
    with scripted(old_then(change_password(OLD, NEW, REFUSED), CHANGE, tries(NEW))) as script:
        run(script.phone, DESIRED, check_mode=False)


# Not the text of the exceptions, which has a port that differs from run to run.
LOOKS = ["refused", "silent", "login hangs", "login 500"]


@pytest.mark.parametrize("looking", [[realm(REFUSED)], [realm(HANGS)], tries(NEW, HANGS), tries(NEW, (500, ""))], ids=LOOKS)
def test_lost_answer_that_cannot_be_settled_says_so(looking: list[Step]) -> None:
    error, dummy = failure(AmbiguousWriteError, old_then(change_password(OLD, NEW, RESET), GONE, looking), retries=0)
    assert "not known" in error.text
    assert "Run the task again" in error.text
    assert not error.unreachable
    assert error.changes == CHANGES


def test_lock_while_settling_is_told() -> None:
    error, dummy = failure(AmbiguousWriteError, old_then(change_password(OLD, NEW, RESET), GONE, tries(NEW, LOCKED)), retries=9)
    assert "locked" in error.text
    assert error.changes == CHANGES


def test_session_that_died_before_the_change_costs_a_login() -> None:
    dead = change_password(OLD, NEW, reply("unauthorized", "error"))
    with scripted(old_then(dead, tries(OLD), CHANGE, tries(NEW))) as script:
        run(script.phone, DESIRED, check_mode=False)


@pytest.mark.parametrize("dies_at", range(7))
@pytest.mark.parametrize("carried_out", [True, False])
def test_run_that_died_anywhere_can_be_repeated(dies_at: int, carried_out: bool) -> None:
    whole = old_then(CHANGE, tries(NEW))
    changed = dies_at > 4 or (dies_at == 4 and carried_out)
    broken = [*whole[:dies_at], whole[dies_at]._replace(answer=RESET)]
    if dies_at == 4:
        broken += [GONE, realm(RESET)]
    with scripted(broken, retries=0) as script, pytest.raises(PhoneError):
        run(script.phone, DESIRED, check_mode=False)
    with scripted(tries(NEW) if changed else old_then(CHANGE, tries(NEW))) as script:
        assert run(script.phone, DESIRED, check_mode=False).changes == CHANGES * (not changed)


#: The other role's password as the vendor's own server tells it to a session.
OTHER = read("196", {"196": "the user's s3cret"})
UNTOLD = read("196", {"196": ""})
KIND = read("68:hw_rev:vendor_fullname", {"68": "1.0.7.35", "hw_rev": "V2", "vendor_fullname": "G"})
VENDOR_ACCEPTED = "Response=Success\r\nMessage=Authentication accepted\r\nVer=1.0.7.35\r\n"
#: The answer of the vendor's own server to a change that it has carried out.
ODD = reply("user's password doesn't match", "error")


def complete(answer: Answer | None = None, role: str = "admin", old: str = OLD) -> Step:
    """The change with all four parameters, as in the guide's example."""
    pair = (old, NEW)
    pairs = dict(zip(("oldadmin", "P2", "olduser", "P196"), (*pair, "", "") if role == "admin" else ("", "", *pair), strict=True))
    return Step("GET", "api-change_password", tuple(pairs.items()), {"status": "right"} if answer is None else answer)


def vendor(text: str) -> list[Step]:
    return tries(text, VENDOR_ACCEPTED)


#: Its web server breaks down over two parameters, and is not there for a while.
BREAKS_DOWN = [change_password(OLD, NEW, RESET), get_time(answer=REFUSED), get_time(answer=REFUSED), GONE]


def test_firmware_that_breaks_down_over_two_parameters_gets_all_four() -> None:
    first = flat(tries(NEW, ""), vendor(OLD), KIND, BREAKS_DOWN, tries(NEW, ""), vendor(OLD), OTHER, complete(ODD))
    with scripted(first, vendor(NEW), OTHER) as script:
        outcome = run(script.phone, DESIRED, check_mode=False)
    assert (outcome.changes, outcome.warnings) == (CHANGES, ())
    # The next phone of the kind is told with all four at once.
    again = flat(tries(NEW, ""), vendor(OLD), KIND, OTHER, complete(ODD), vendor(NEW), OTHER)
    known = Logins()
    known.take_back({"facts": script.session.logins.brought_back()["facts"]})
    with scripted(again, logins=known) as script:
        assert run(script.phone, DESIRED, check_mode=False).changes == CHANGES


def test_kind_that_two_parameters_are_enough_for_is_remembered_too() -> None:
    with scripted(flat(tries(NEW, ""), vendor(OLD), KIND, CHANGE, vendor(NEW))) as script:
        run(script.phone, DESIRED, check_mode=False)
        kind = json.dumps([script.phone.firmware, ["68", "1.0.7.35"], ["hw_rev", "V2"], ["vendor_fullname", "G"]])
        assert script.session.logins.has_fact(f"two {kind}")


def test_login_tells_the_truth_where_the_phone_says_no() -> None:
    """What the vendor's own server answers to all four: an error, although it changed the password."""
    with scripted(
        flat(tries(NEW, wrong(4)), tries(OLD), change_password(OLD, NEW, ODD), tries(OLD, wrong(4)), tries(NEW))
    ) as script:
        assert run(script.phone, DESIRED, check_mode=False).changes == CHANGES


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (OTHER, OTHER, ""),
        (UNTOLD, None, "does not tell whether the user password is as before"),
        (OTHER, read("196", HANGS), "because reading it failed"),
    ],
)
def test_other_password_is_proved_to_be_as_before_or_the_result_warns(before: Step, after: Step | None, says: str) -> None:
    steps = flat(tries(NEW, ""), tries(OLD), BREAKS_DOWN, tries(NEW, ""), tries(OLD), before)
    # A value that reads as empty makes us look whether there is a session at all.
    steps += [] if before is OTHER else [status(AVAILABLE)]
    steps += flat(complete(), tries(NEW), KIND, [] if after is None else [after])
    with scripted(steps, retries=0) as script:
        outcome = run(script.phone, DESIRED, check_mode=False)
    assert outcome.changes == CHANGES
    assert [says in warning for warning in outcome.warnings] == ([True] if says else [])


def test_other_password_that_changed_is_a_failure() -> None:
    steps = flat(tries(NEW, ""), tries(OLD), BREAKS_DOWN, tries(NEW, ""), tries(OLD), OTHER, complete(), tries(NEW), KIND)
    error, dummy = failure(NotKeptError, [*steps, read("196", {"196": "junk"})])
    assert "user password is not the same as before" in error.text
    assert error.changes == CHANGES


ADMIN = ("gmiadmin", PASSWORD)
USERS = DesiredPassword("user", "user", NEW, [OLDER, OLD], ADMIN)
UNKNOWN = "Response=Error\r\nMessage=Invalid Username\r\n"
NO_USER = tries(NEW, UNKNOWN, username="user")


def held(text: str) -> Step:
    return read("196", {"196": text})


def test_admin_changes_the_users_password_where_no_user_can_log_in() -> None:
    down = [change_password(OLD, NEW, RESET, role="user"), GONE]
    proof = [read("2", {"2": "s3cret"})]
    steps = flat(
        NO_USER, login(), held(OLD), down, login(), held(OLD), proof, complete(role="user"), login(), held(NEW), KIND, proof
    )
    with scripted(steps) as script:
        outcome = run(script.phone, USERS, check_mode=False)
    assert (outcome.changes, outcome.warnings) == ([{**CHANGES[0], "password": "user"}], ())


@pytest.mark.parametrize("check_mode", [True, False])
def test_users_password_that_is_right_is_read(check_mode: bool) -> None:
    with scripted(flat(NO_USER, login(), held(NEW))) as script:
        assert run(script.phone, USERS, check_mode).changes == []


def unescaped(number: str, text: str) -> Step:
    """A value on firmware that does not escape it."""
    return read(number, f'{{"response": "success", "body": {{"{number}": "{text}"}}}}')


@pytest.mark.parametrize("nasty", ['n3w"s3cret', "n3w\\s3cret", "n3w\\new s3cret"])
def test_users_password_that_breaks_the_answer_is_known_by_what_stands_there(nasty: str) -> None:
    desired = USERS._replace(new=nasty)
    no_user = tries(nasty, UNKNOWN, username="user")
    with scripted(flat(no_user, login(), unescaped("196", nasty))) as script:
        assert run(script.phone, desired, check_mode=False).changes == []
    change = change_password(OLD, nasty, role="user")
    with scripted(flat(no_user, login(), held(OLD), change, login(), unescaped("196", nasty))) as script:
        assert run(script.phone, desired, check_mode=False).warnings == ()


def test_other_password_that_breaks_the_answer_is_compared_too() -> None:
    other = unescaped("196", 'us"er')
    steps = flat(tries(NEW, ""), tries(OLD), BREAKS_DOWN, tries(NEW, ""), tries(OLD), other, complete(), tries(NEW), KIND, other)
    with scripted(steps) as script:
        assert run(script.phone, DESIRED, check_mode=False).warnings == ()


def test_stars_are_no_password() -> None:
    silent = held("********")
    steps = flat(NO_USER, login(), silent, change_password(OLD, NEW, role="user"), login(), silent)
    with scripted(steps) as script:
        outcome = run(script.phone, USERS._replace(old=[OLD]), check_mode=False)
    assert ["not proved" in warning for warning in outcome.warnings] == [True]


def test_users_password_that_nobody_named_is_a_conflict() -> None:
    error, dummy = failure(ConflictError, flat(NO_USER, login(), held("an other s3cret")), USERS)
    assert "neither new_password nor one of old_passwords" in error.text


def test_users_password_that_the_phone_does_not_tell_is_unproved() -> None:
    silent = [held(""), status(AVAILABLE)]
    refused = change_password(OLDER, NEW, reply("user's password doesn't match", "error"), role="user")
    steps = flat(NO_USER, login(), silent, refused, silent, change_password(OLD, NEW, role="user"), login(), silent)
    with scripted(steps) as script:
        outcome = run(script.phone, USERS, check_mode=False)
    assert outcome.changes == [{**CHANGES[0], "password": "user"}]
    assert ["not proved" in warning for warning in outcome.warnings] == [True]


def test_users_password_without_the_admins_login_says_what_is_needed() -> None:
    error, dummy = failure(AuthenticationError, NO_USER, USERS._replace(admin=None))
    assert "ansible_password" in error.text
    assert "Invalid Username" in error.text
