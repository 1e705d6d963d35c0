# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`confirm_registration`: accounts that were registered are again, or the former values come back and the task says so."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AuthenticationError,
    LockedError,
    NotRegisteredError,
    PhoneError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._resources import config
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.dialogue import (
    HANGS,
    REFUSED,
    UNAUTHORIZED,
    Answer,
    FakeClock,
    Step,
    accounts,
    login,
    look,
    read,
    reply,
    scripted,
    write,
)
from unit.phonebook import get_contacts, get_groups
from unit.vendor_phone import VendorPhone
from unit.whole_phone import WholePhone, apply, asked

MOVE: dict[str, Any] = {"accounts": {1: {"sip_server": "new"}}, "confirm_registration": 1}
READ = read("47", {"47": "pbx"})
CHANGE = [write({"P47": "new"}), read("47", {"47": "new"})]
BACK = [write({"P47": "pbx"}), read("47", {"47": "pbx"})]
NAME = "accounts.1.sip_server"
#: All looks that there are time for.
NOT_AGAIN = [accounts(), accounts()]
AGAIN = [accounts(1), *look(1)]
SILENT = [Step("GET", "api-get_accounts", (), HANGS)] * 2


def failure(*steps: Step | list[Step], **given: Any) -> PhoneError:
    """How the task fails on a phone that follows the script after the login."""
    with scripted(login(), *steps, retries=0) as script, pytest.raises(PhoneError) as caught:
        apply(script, **(MOVE | given))
    return caught.value


@pytest.mark.parametrize(
    "waiting",
    [
        [accounts(1, 2)] * 3 + look(1, 2),
        [accounts(1, 2), accounts(2), accounts(2), *look(1, 2)],
        [accounts(2)] * 5 + look(1, 2),
    ],
    ids=["all the time", "again", "late"],
)
def test_waiting_ends_as_soon_as_all_are_registered_again(waiting: list[Step]) -> None:
    """A few seconds pass in any case, in which a phone drops its old registration."""
    with scripted(login(), READ, *look(1, 2), CHANGE, waiting) as script:
        outcome = apply(script, **(MOVE | {"confirm_registration": 60}))
    assert [change["name"] for change in outcome.changes or []] == [NAME]
    assert len(script.pauses) == len(waiting) - 2, "the last look is of two requests"
    assert 3 <= sum(script.pauses) < 60


@pytest.mark.parametrize("looks", [1, 3])
def test_old_registration_proves_nothing(looks: int) -> None:
    waiting = [accounts(1)] * looks + [accounts()] * (10 - looks)
    with scripted(login(), READ, *look(1), CHANGE, waiting, BACK) as script, pytest.raises(NotRegisteredError):
        apply(script, **(MOVE | {"confirm_registration": 30}))


def test_not_registered_again_brings_the_former_values_back() -> None:
    error = failure(READ, *look(1, 2), CHANGE, [accounts(2), accounts(2)], BACK)
    assert isinstance(error, NotRegisteredError)
    assert (error.kind, error.unreachable) == ("not_registered", False)
    assert (error.details["accounts"], error.restored) == ([1], True)
    assert error.changes == []
    assert "within 1 s: 1" in error.text
    assert "The former values were brought back" in error.text
    assert "may have" not in error.text


@pytest.mark.parametrize(("seconds", "looks"), [(0.5, 2), (1, 2), (30, 10)])
def test_waiting_lasts_as_long_as_was_said(seconds: float, looks: int) -> None:
    waiting = [accounts()] * looks
    with scripted(login(), READ, *look(1), CHANGE, waiting, BACK) as script, pytest.raises(NotRegisteredError):
        apply(script, **(MOVE | {"confirm_registration": seconds}))
    assert sum(script.pauses) == seconds


def test_all_that_changed_is_brought_back_in_one_write() -> None:
    held = {"30": "old", "64": "UTC", "47": "pbx"}
    given = {"settings": {"ntp_server": "ntp", "timezone": "UTC"}}
    written, former = {"30": "ntp", "47": "new"}, {"30": "old", "47": "pbx"}
    change = [write({"P30": "ntp", "P47": "new"}), read("30:47", written)]
    back = [write({"P30": "old", "P47": "pbx"}), read("30:47", former)]
    error = failure(read("30:64:47", held), *look(1), change, NOT_AGAIN, back, **given)
    assert error.restored


def test_book_is_not_touched_before_the_proof() -> None:
    failure(READ, get_groups(), get_contacts(), *look(1), CHANGE, NOT_AGAIN, BACK, contacts=[{"first_name": "Ann"}])


def test_password_cannot_be_brought_back_and_is_named() -> None:
    held = {"47": "pbx", "34": "", "271": "1", "31": "1"}
    change = [write({"P47": "new", "P34": "s3cret!"}), read("47", {"47": "new"})]
    account = {1: {"sip_server": "new", "sip_auth_password": "s3cret!"}}
    error = failure(read("47:34:271:31:2", held), *look(1), change, NOT_AGAIN, BACK, accounts=account)
    assert "brought back" in error.text
    assert "accounts.1.sip_auth_password cannot be read, and may have the new text" in error.text
    assert error.restored is False
    assert [entry["name"] for entry in error.changes] == [NAME, "accounts.1.sip_auth_password"]
    assert "s3cret!" not in str((error.text, error.details, error.changes))


def test_password_alone_leaves_nothing_to_bring_back() -> None:
    reading = read("34:271:31:2", {"34": "", "271": "1", "31": "1"})
    given: dict[str, Any] = {"accounts": {1: {"sip_auth_password": "s3cret!"}}, "write_secrets": "always"}
    error = failure(reading, *look(1), write({"P34": "s3cret!"}), NOT_AGAIN, **given)
    assert "accounts.1.sip_auth_password cannot be read, and may have the new text" in error.text
    assert "were brought back" not in error.text, "there was nothing that could be"
    assert error.restored is False


def test_phones_own_password_is_not_written_yet_and_not_in_doubt() -> None:
    reading = read("47:2", {"47": "pbx", "2": ""})
    settings = {"admin_password": "s3cret!"}
    error = failure(reading, *look(1), CHANGE, NOT_AGAIN, BACK, settings=settings, write_secrets="always")
    assert "admin_password" not in error.text
    assert error.restored is True


@pytest.mark.parametrize("name", ["account_active", "sip_registration", "P271"])
def test_account_that_the_task_switches_off_is_not_waited_for(name: str) -> None:
    number = {"sip_registration": "31"}.get(name, "271")
    reading = read(f"{number}:402", {number: "1", "402": "pbx"})
    change = [write({f"P{number}": "0", "P402": "new"}), read(f"{number}:402", {number: "0", "402": "new"})]
    given = {1: {name: False}, 2: {"sip_server": "new"}}
    with scripted(login(), reading, *look(1, 2), change, [accounts(2), *look(2)]) as script:
        apply(script, **(MOVE | {"accounts": given}))


@pytest.mark.parametrize("registered", [(), (1,)])
def test_where_nobody_is_waited_for_nobody_is_asked(registered: tuple[int, ...]) -> None:
    change = [write({"P271": "0"}), read("271", {"271": "0"})]
    with scripted(login(), read("271", {"271": "1"}), *look(*registered), change) as script:
        apply(script, **(MOVE | {"accounts": {1: {"account_active": False}}}))


def test_account_that_was_not_registered_before_is_not_waited_for() -> None:
    with scripted(login(), READ, *look(2), CHANGE, [accounts(2), *look(2)]) as script:
        apply(script, **MOVE)


def test_accounts_are_read_once_before_the_write() -> None:
    held = {"34": "", "271": "1", "31": "1"}
    steps = [read("34:271:31:2", held), *look(2), write({"P34": "s3cret!"}), accounts(2), *look(2)]
    with scripted(login(), steps) as script:
        apply(script, **(MOVE | {"accounts": {1: {"sip_auth_password": "s3cret!"}}}))


@pytest.mark.parametrize("check_mode", [True, False])
def test_nothing_to_change_needs_no_net(check_mode: bool) -> None:
    with scripted(login(), read("47", {"47": "new"})) as script:
        assert apply(script, check_mode, **MOVE).changes == []


def test_phone_that_is_silent_for_a_moment() -> None:
    with scripted(login(), READ, *look(1), CHANGE, [SILENT[0], *look(1)], retries=0) as script:
        assert apply(script, **MOVE).changes


def test_phone_that_stays_silent_while_waiting() -> None:
    lost = [write({"P47": "pbx"}, HANGS), read("47", HANGS)]
    error = failure(READ, *look(1), CHANGE, SILENT, lost)
    assert (error.kind, error.unreachable, error.restored) == ("ambiguous_write", False, False)
    assert "The former values could not be brought back" in error.text
    assert f"Check {NAME}" in error.text
    assert [change["name"] for change in error.changes] == [NAME]


class _Shut(WholePhone):
    """A phone that ends the session with the first write and takes no password any more. `logins`: how many were tried."""

    def __init__(self, left: int) -> None:
        super().__init__({"47": "pbx"})
        self.left = left
        self.logins = 0

    def _answer(self, request: Any) -> Any:
        endpoint = request.url.partition("?")[0].rpartition("/")[2]
        if not self.written or endpoint == "loginrealm" or "request=47" in request.url:
            return super()._answer(request)
        if endpoint != "login":
            return 200, {}, UNAUTHORIZED
        self.logins += 1
        left = self.left - self.logins
        return 200, {}, reply(f"wrong{left}" if left > 0 else "locked", "error")


@pytest.mark.parametrize("left", [0, 5])
def test_waiting_tries_no_password_again_and_again(left: int) -> None:
    """The phone would lock the account, or keep it locked: an attempt may prolong it."""
    phone, clock = _Shut(left), FakeClock()
    with phone.session() as session:
        session.sleep, session.clock = clock.sleep, clock
        with pytest.raises(PhoneError) as caught:
            carry_out(config.RESOURCE, Phone(session), asked(**(MOVE | {"confirm_registration": 60})), False)
    assert isinstance(caught.value, (AuthenticationError, LockedError))
    assert caught.value.kind == "ambiguous_write"
    assert caught.value.restored is False
    assert phone.logins <= 2, "one while waiting, and one for the former values"


def test_phone_that_is_back_in_time_for_the_former_values() -> None:
    error = failure(READ, *look(1), CHANGE, SILENT, BACK)
    assert (error.kind, error.restored, error.changes) == ("transport", True, [])
    assert "The former values were brought back" in error.text


@pytest.mark.parametrize(
    "attempt",
    [
        [write({"P47": "pbx"}, (404, "")), read("47", {"47": "new"})],
        [write({"P47": "pbx"}, REFUSED)],
        [BACK[0], read("47", {"47": "new"})],
    ],
    ids=["refused", "nobody listens", "not kept"],
)
def test_former_values_that_do_not_come_back_are_named(attempt: list[Step]) -> None:
    error = failure(READ, *look(1), CHANGE, NOT_AGAIN, attempt)
    assert (error.kind, error.details["accounts"], error.restored) == ("not_registered", [1], False)
    assert "The former values could not be brought back" in error.text
    assert f"Check {NAME}" in error.text
    assert [change["name"] for change in error.changes] == [NAME]


def test_value_that_did_not_stick_brings_the_others_back() -> None:
    given = {"settings": {"ntp_server": "ntp"}}
    change = [write({"P30": "ntp", "P47": "new"}), read("30:47", {"30": "old", "47": "new"})]
    back = [write({"P30": "old", "P47": "pbx"}), read("30:47", {"30": "old", "47": "pbx"})]
    error = failure(read("30:47", {"30": "old", "47": "pbx"}), *look(1), change, back, **given)
    assert (error.kind, error.restored, error.changes) == ("not_kept", True, [])
    assert "settings.ntp_server" in error.text
    assert "The former values were brought back" in error.text


def test_address_is_named_once_where_it_does_not_come_back() -> None:
    held = {"21": "192", "22": "0", "23": "2", "24": "10"}
    new = {"21": "10", "22": "9", "23": "8", "24": "7"}
    change = [write({f"P{number}": text for number, text in new.items()}), read("21:22:23:24", new)]
    lost = write({f"P{number}": text for number, text in held.items()}, (404, ""))
    still = read("21:22:23:24", new)
    given: dict[str, Any] = {"settings": {"dns_server_1": "10.9.8.7"}, "accounts": None}
    error = failure(read("21:22:23:24", held), *look(1), change, NOT_AGAIN, lost, still, **given)
    assert error.text.count("settings.dns_server_1") == 1


@pytest.mark.parametrize(("answer", "reading"), [((404, ""), [READ]), (REFUSED, [])])
def test_nothing_written_nothing_brought_back(answer: Answer, reading: list[Step]) -> None:
    error = failure(READ, *look(1), write({"P47": "new"}, answer), reading)
    assert "brought back" not in error.text
    assert error.restored is None
    assert error.changes == []


def test_write_whose_answer_is_lost_for_good_is_taken_back() -> None:
    lost = [write({"P47": "new"}, HANGS), read("47", HANGS)]
    error = failure(READ, *look(1), lost, BACK)
    assert (error.kind, error.restored, error.changes) == ("ambiguous_write", True, [])


def test_answer_that_is_lost_and_settled_is_nothing_to_talk_about() -> None:
    settled = [write({"P47": "new"}, HANGS), read("47", {"47": "new"}), read("47", {"47": "new"})]
    with scripted(login(), READ, *look(1), settled, AGAIN) as script:
        assert apply(script, **MOVE).changes


def test_status_that_says_that_nobody_is_registered_brings_the_former_values_back() -> None:
    """The list of accounts tells on some firmware only which are active."""
    waiting = [accounts(1), *look(1, word="unavailable")]
    assert failure(READ, *look(1), CHANGE, waiting, BACK).details["accounts"] == [1]


def test_status_that_comes_back_proves_none_of_several_accounts() -> None:
    """The list has both all the time, because they are active. When one of them registers, the status says so for both."""
    waiting = [accounts(1, 2), *[accounts(1, 2)] * 2, *look(1, 2, word="unavailable"), *look(1, 2)]
    with scripted(login(), READ, *look(1, 2), CHANGE, waiting) as script:
        told = apply(script, **{**MOVE, "confirm_registration": 20}).found["registrations"]
    assert (told["proved"], told["not_proved"]) == ([], [1, 2])


def test_nobody_is_waited_for_where_nobody_was_registered_by_the_status() -> None:
    with scripted(login(), READ, *look(1, word="unavailable"), CHANGE) as script:
        assert apply(script, **MOVE).changes


@pytest.mark.parametrize(
    ("before", "waiting", "proved", "not_proved", "witnesses"),
    [
        (look(1), [accounts(1), *look(1)], [1], [], ["accounts", "status available"]),
        (look(1), [accounts(), *look(1, word="busy")], [1], [], ["accounts", "status busy", "registered again"]),
        (look(1), [accounts(1), *look(1, word="busy")], [], [1], ["accounts", "status busy"]),
        (look(1, 2), [accounts(2), *look(1, 2)], [1], [2], ["accounts", "status available", "registered again"]),
        (look(1, 2), [accounts(1, 2), *look(1, 2)], [], [1, 2], ["accounts", "status available"]),
    ],
    ids=["status", "came back", "busy", "one of two came back", "two"],
)
def test_result_says_which_witness_there_was(
    before: list[Step], waiting: list[Step], proved: list[int], not_proved: list[int], witnesses: list[str]
) -> None:
    with scripted(login(), READ, before, CHANGE, waiting) as script:
        outcome = apply(script, **MOVE)
    told = outcome.found["registrations"]
    assert (told["proved"], told["not_proved"], told["witnesses"]) == (proved, not_proved, witnesses)
    assert len(outcome.warnings) == bool(not_proved)
    assert ("not proved" in told["told"]) == bool(not_proved)
    assert all(
        f"not confirmed: these accounts stayed registered all the time: {not_proved[0]}" in text for text in outcome.warnings
    )


def test_registration_that_never_dropped_does_not_confirm_a_change_that_may_not_be_in_force() -> None:
    memory = VendorPhone({"47": "pbx"})
    with memory.session() as session:
        clock = FakeClock()
        session.sleep, session.clock = clock.sleep, clock
        phone = Phone(session)
        phone.traits.learn(decodes=False)
        outcome = carry_out(config.RESOURCE, phone, asked(**(MOVE | {"confirm_registration": 60})), False)
    assert memory.holds["47"] == "new", "nothing shows that it is wrong either"
    assert any("not confirmed" in warning and "1, 2" in warning for warning in outcome.warnings)
    assert clock.now - 1000 < 60


def test_registration_that_came_back_proves_the_secret() -> None:
    reading = read("47:34:271:31:2", {"47": "pbx", "34": "", "271": "1", "31": "1"})
    change = [write({"P47": "new", "P34": "s3cret!"}), read("47", {"47": "new"})]
    given: dict[str, Any] = {"accounts": {1: {"sip_server": "new", "sip_auth_password": "s3cret!"}}, "confirm_registration": 60}
    with scripted(login(), reading, *look(1), change, [accounts(), accounts(), accounts(1), *look(1)]) as script:
        outcome = apply(script, **given)
    assert "unproved" not in outcome.found


def test_secret_is_unproved_where_nobody_waits_for_its_account() -> None:
    reading = read("47:34:271:31:2", {"47": "pbx", "34": "", "271": "1", "31": "1"})
    change = [write({"P47": "new", "P34": "s3cret!"}), read("47", {"47": "new"})]
    given: dict[str, Any] = {"accounts": {1: {"sip_server": "new", "sip_auth_password": "s3cret!"}}}
    with scripted(login(), reading, change) as script:
        assert apply(script, **given).found["unproved"] == ["accounts.1.sip_auth_password"]


def test_roll_back_to_an_empty_value_is_never_blind() -> None:
    memory = VendorPhone({"47": "", "35": "1001"}, stores_empty=False, registered=(1,))
    answers = iter([(1,), *[()] * 50])
    told = memory._answer

    def answer(request: Any) -> Any:
        memory.registered = next(answers) if "get_accounts" in request.url else memory.registered
        return told(request)

    memory._answer = answer  # type: ignore[method-assign]
    clock = FakeClock()
    given = MOVE | {"accounts": {1: {"sip_server": "new", "sip_user_id": "1002"}}}
    with memory.session() as session:
        session.sleep, session.clock = clock.sleep, clock
        with pytest.raises(NotRegisteredError) as caught:
            carry_out(config.RESOURCE, Phone(session), asked(**given), False)
    assert memory.holds["35"] == "1001"
    assert memory.holds["47"] == "new", "junk came, and was taken back again"
    assert {"P47": ""} in memory.writes, "the empty value went alone"
    assert "provisioning file" in caught.value.text
    assert caught.value.restored is False
