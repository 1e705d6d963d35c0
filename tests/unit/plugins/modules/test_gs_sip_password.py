# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_sip_password` on a phone whose accounts register with a SIP server, and lose an old registration only after a while."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import responses

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import connection_settings
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.session import Session
from ansible_collections.voip.grandstream.plugins.module_utils._errors import PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._resources import sip_password
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.dialogue import ACCEPTED, REFUSED, UNAUTHORIZED, FakeClock, _decoded, options, reply
from unit.operations import IDLE, IN_CALL, clock_of, get_lines

OLD, NEW = "s3cret-old", "s3cret-new"
NUMBERS = {1: "34", 2: "406"}
ACTIVE = {1: "271", 2: "401"}
SAID: list[dict[str, Any]] = [{"account": 1, "before": "(former secret)", "after": "(new secret)"}]


class SipPhone:
    """A phone with accounts 1 to `of`, and its SIP server, which wants `NEW` unless it is told otherwise.

    `drops`: seconds for which an account shows that it registers anew; 0 where nobody sees it, None where it does not until the
    old registration ends. `tells`: whether it tells secrets, keeps values until it starts, and lists the active accounts.
    """

    def __init__(self, drops: float | None = 2.0, *, tells: bool = False, of: int = 1) -> None:
        self.clock = FakeClock()
        self.logins = Logins()
        self.logins.lasting_key = b"k" * 32
        self.drops, self.tells = drops, tells
        self.server = dict.fromkeys(range(1, of + 1), NEW)
        # What each account last registered with, and from when on.
        self.held = {NUMBERS[account]: OLD for account in self.server}
        self.in_force = dict(self.held)
        self.switches = {ACTIVE[account]: "1" for account in self.server} | {"31": "1", "410": "1"}
        self.lives = dict.fromkeys(self.server, True)
        self.since = dict.fromkeys(self.server, 0.0)
        self.line, self.booted, self.down_until = IDLE, 0.0, 0.0
        self.seen: list[str] = []

    def registered(self, account: int) -> bool:
        if self.lives[account]:
            return True
        return self.clock() >= self.since[account] and self.in_force[NUMBERS[account]] == self.server[account]

    def registers_anew(self, account: int, seconds: float) -> None:
        self.lives[account], self.since[account] = False, self.clock() + seconds

    @contextmanager
    def connected(self) -> Iterator[Phone]:
        settings = connection_settings(options(retries=0))
        with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
            mock.add_callback("GET", re.compile(".*"), callback=self._answer)
            with Session(settings, self.logins, self.clock.sleep, self.clock) as session:
                yield Phone(session)

    def run(self, *, check_mode: bool = False, **given: Any) -> Outcome:
        spec = sip_password.RESOURCE.argument_spec
        params = {name: option.get("default") for name, option in spec.items()}
        params |= {"passwords": dict.fromkeys(self.server, NEW), "old_passwords": dict.fromkeys(self.server, OLD), **given}
        self.seen = []
        with self.connected() as phone:
            return carry_out(sip_password.RESOURCE, phone, sip_password.prepare(params, Secrets()), check_mode)

    @property
    def written(self) -> int:
        return self.seen.count("api-values.post")

    def _answer(self, request: Any) -> Any:
        if self.clock() < self.down_until:
            return REFUSED
        dummy, url, pairs = _decoded(request)
        endpoint = url.rpartition("/")[2]
        self.seen.append(endpoint)
        session = f"session={self.booted}"
        if endpoint == "loginrealm":
            return 200, {}, "r4nd0m"
        if endpoint == "login":
            return 200, {"Set-Cookie": session}, ACCEPTED
        if endpoint == "api-get_phone_status":
            return 200, {}, reply("available" if any(map(self.registered, self.server)) or not self.tells else "unavailable")
        if session not in request.headers.get("Cookie", ""):
            return 200, {}, UNAUTHORIZED
        return 200, {}, self._said(endpoint, dict(pairs))

    def _said(self, endpoint: str, given: dict[str, str]) -> Any:
        if endpoint == "api-get_accounts":
            is_on = {account: self.switches[ACTIVE[account]] == "1" for account in self.server}
            rows = [{"id": account, "reg": int(is_on[account] and (self.tells or self.registered(account)))} for account in is_on]
            return reply(rows)
        if endpoint == "api-get_line_status":
            return get_lines(self.line).answer
        if endpoint == "api-get_time":
            return json.dumps(clock_of(int(self.clock() - self.booted)))
        if endpoint == "api-values.get":
            told = {number: text if self.tells else "" for number, text in ({"2": "x"} | self.held).items()}
            return reply({name: text for name, text in (told | self.switches).items() if name in given["request"].split(":")})
        if endpoint == "api-values.post":
            self._write({name.removeprefix("P"): text for name, text in given.items()})
            return reply({"status": "right"})
        assert endpoint == "api-sys_operation", endpoint
        self.in_force = dict(self.held)
        self.down_until = self.booted = self.clock() + 40
        for account in self.server:
            self.registers_anew(account, 45)
        return reply("reset")

    def _write(self, values: dict[str, str]) -> None:
        self.held.update(values)
        if self.tells:
            return
        self.in_force.update(values)
        for account, number in NUMBERS.items():
            if number in values and self.drops is not None:
                self.registers_anew(account, self.drops)


def failure(phone: SipPhone, **given: Any) -> PhoneError:
    with pytest.raises(PhoneError) as caught:
        phone.run(**given)
    return caught.value


def test_proved_by_a_new_registration() -> None:
    phone = SipPhone()
    outcome = phone.run()
    assert (outcome.changes, outcome.before) == (SAID, "accounts.1.sip_auth_password (P34): (former secret)\n")
    assert (phone.written, phone.held, outcome.found["rebooted"]) == (1, {"34": NEW}, False)
    assert outcome.found["registrations"]["proved"] == [1]
    assert "unproved" not in outcome.found
    assert outcome.warnings == []
    # The second run sends no write: the proof is remembered, and the account is registered.
    again = phone.run()
    assert (again.changes, phone.written) == ([], 0)
    # Where it is not registered any more, the proof is worth nothing.
    phone.registers_anew(1, 1e9)
    phone.server[1] = NEW
    assert phone.run(check_mode=True).changes == SAID


def test_another_password_than_the_proved_one() -> None:
    phone = SipPhone()
    phone.run()
    phone.server[1] = "s3cret-third"
    phone.run(passwords={1: "s3cret-third"}, old_passwords={1: NEW})
    phone.server[1] = NEW
    # Back to the first: its old proof must not count.
    outcome = phone.run(passwords={1: NEW}, old_passwords={1: "s3cret-third"})
    assert (outcome.changes, phone.held) == (SAID, {"34": NEW})


def test_check_mode_only_reads() -> None:
    phone = SipPhone()
    assert phone.run(check_mode=True).changes == SAID
    assert (phone.written, phone.held, phone.logins.known_secrets()) == (0, {"34": OLD}, ())


@pytest.mark.parametrize("drops", [0.0, None])
def test_old_registration_that_lives_on_proves_nothing(drops: float | None) -> None:
    phone = SipPhone(drops)
    outcome = phone.run()
    assert (outcome.found["unproved"], phone.held) == (["accounts.1.sip_auth_password"], {"34": NEW})
    assert "set reboot: true" in outcome.warnings[0]
    # It is not remembered, so that the next run writes and proves it.
    outcome = phone.run(reboot=True)
    assert (outcome.found["rebooted"], outcome.found["registrations"]["proved"]) == (True, [1])
    assert (phone.run().changes, outcome.warnings) == ([], [])


def test_phone_that_keeps_and_does_not_apply() -> None:
    """It tells its passwords, and lists an account as registered that is only active: the status is the witness."""
    phone = SipPhone(tells=True)
    outcome = phone.run()
    assert (outcome.found["unproved"], outcome.found["rebooted"]) == (["accounts.1.sip_auth_password"], False)
    assert "reboot" in outcome.found["in_force"]
    phone = SipPhone(tells=True)
    outcome = phone.run(reboot=True)
    assert (phone.in_force, outcome.found["registrations"]["proved"]) == ({"34": NEW}, [1])
    assert "in_force" not in outcome.found
    assert phone.run(reboot=True).changes == []
    assert "api-get_accounts" not in phone.seen


def test_run_that_ended_before_the_restart() -> None:
    """The phone holds the new password, and the old one is in force: the next run does not take that for done."""
    phone = SipPhone(tells=True)
    phone.down_until = 0.0
    restart = phone._said

    class Killed(BaseException):
        """The run is over."""

    def dies(endpoint: str, given: dict[str, str]) -> Any:
        if endpoint == "api-sys_operation":
            raise Killed
        return restart(endpoint, given)

    phone._said = dies  # type: ignore[method-assign]
    with pytest.raises(Killed):
        phone.run(reboot=True)
    assert (phone.held, phone.in_force) == ({"34": NEW}, {"34": OLD})
    phone._said = restart  # type: ignore[method-assign]
    outcome = phone.run(reboot=True)
    assert (outcome.changes, phone.in_force) == (SAID, {"34": NEW})
    assert phone.run(reboot=True).changes == []


@pytest.mark.parametrize("tells", [False, True])
def test_taken_back_where_the_server_does_not_take_it(tells: bool) -> None:
    phone = SipPhone(tells=tells)
    phone.server[1] = OLD
    error = failure(phone, reboot=True, old_passwords=None if tells else {1: OLD})
    assert (error.kind, error.restored, error.details["accounts"]) == ("not_registered", True, [1])
    assert "not registered anew within 60 s: account 1. The former passwords were brought back" in error.text
    assert "the accounts are registered again" in error.text
    assert (phone.held, phone.in_force, phone.registered(1)) == ({"34": OLD}, {"34": OLD}, True)
    assert error.changes == []
    assert not {OLD, NEW} & set(re.split(r"[^\w-]", error.text))
    # When the server has it, the next run does it.
    phone.server[1] = NEW
    phone.lives[1] = True
    assert phone.run(reboot=True).found["registrations"]["proved"] == [1]


@pytest.mark.parametrize("tells", [False, True])
def test_new_password_that_stays_without_a_registration(tells: bool) -> None:
    """The former one is not known, or is no better. The next run does not take it for done, also where the phone tells it."""
    phone = SipPhone(tells=tells)
    phone.server[1] = "another"
    phone.lives[1] = not tells
    for dummy in range(2):
        error = failure(phone, old_passwords=None, reboot=True)
        assert (error.restored, error.changes, phone.held) == (False, SAID, {"34": NEW})
        assert "accounts.1.sip_auth_password has the new password: the former one is not known" in error.text


def test_call_that_keeps_the_phone_from_a_second_restart() -> None:
    phone = SipPhone(tells=True)
    phone.server[1] = OLD
    restart = phone._said

    def call_comes(endpoint: str, given: dict[str, str]) -> Any:
        if endpoint == "api-sys_operation":
            phone.line = IN_CALL
        return restart(endpoint, given)

    phone._said = call_comes  # type: ignore[method-assign]
    error = failure(phone, reboot=True)
    assert (phone.held, phone.in_force) == ({"34": OLD}, {"34": NEW})
    assert "in force when the phone starts again: it is in a call" in error.text


def test_account_that_was_not_registered_before() -> None:
    """Its former password is no better, so that it keeps what is stored; and if the new one is right, that is the proof."""
    phone = SipPhone()
    phone.registers_anew(1, 0)
    assert not phone.registered(1)
    assert phone.run().found["registrations"]["proved"] == [1]
    phone = SipPhone()
    phone.registers_anew(1, 0)
    phone.server[1] = "another"
    error = failure(phone)
    assert (error.restored, phone.held) == (False, {"34": NEW})


def test_one_of_two_accounts() -> None:
    phone = SipPhone(of=2)
    phone.server[2] = OLD
    error = failure(phone)
    assert (error.details["accounts"], error.restored) == ([2], False)
    assert (phone.held, phone.registered(1), phone.registered(2)) == ({"34": NEW, "406": OLD}, True, True)
    # Account 1 is done; the next run asks for the other one only.
    phone.server[2] = NEW
    outcome = phone.run()
    assert [row["account"] for row in outcome.changes or []] == [2]


def test_two_accounts_share_one_status() -> None:
    """With firmware that lists the active accounts, one status for both proves neither."""
    phone = SipPhone(tells=True, of=2)
    outcome = phone.run(reboot=True)
    assert outcome.found["unproved"] == ["accounts.1.sip_auth_password", "accounts.2.sip_auth_password"]
    assert phone.in_force == {"34": NEW, "406": NEW}
    assert "Look at the SIP server" in outcome.warnings[0]


def test_account_that_is_switched_off_is_left_alone() -> None:
    phone = SipPhone(of=2)
    phone.switches["401"] = "0"
    outcome = phone.run()
    assert (phone.held, [row["account"] for row in outcome.changes or []]) == ({"34": NEW, "406": OLD}, [1])
    assert outcome.found["left_alone"] == ["accounts.2.sip_auth_password"]
    assert phone.run().found == {"left_alone": ["accounts.2.sip_auth_password"]}


def test_calls_are_left_alone() -> None:
    phone = SipPhone()
    phone.line = IN_CALL
    outcome = phone.run(when_busy="skip")
    assert (outcome.found["skipped"], phone.written) == (True, 0)
    assert failure(phone).kind == "busy"
    # A call that begins after the write: no restart, and that is said.
    phone = SipPhone(None)
    write = phone._write

    def call_begins(values: dict[str, str]) -> None:
        write(values)
        phone.line = IN_CALL

    phone._write = call_begins  # type: ignore[method-assign]
    outcome = phone.run(reboot=True)
    assert (outcome.found["rebooted"], outcome.found["unproved"]) == (False, ["accounts.1.sip_auth_password"])


def test_phone_that_does_not_answer_after_the_write() -> None:
    phone = SipPhone()
    write = phone._write

    def dies(values: dict[str, str]) -> None:
        write(values)
        phone.down_until = 1e9

    phone._write = dies  # type: ignore[method-assign]
    error = failure(phone)
    assert error.changes == SAID
    assert not error.unreachable
    assert "whether they are right was not seen. Run the task again" in error.text


Run = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"passwords": {}}, "passwords: it names no account"),
        ({"passwords": {"1": 83}}, "it is a number here"),
        ({"passwords": {"1": " "}}, "passwords: accounts.1.sip_auth_password: it is empty"),
        ({"passwords": {"0": "x"}}, "passwords: accounts.0"),
        ({"passwords": {"3": "x"}}, "Name the phone's model"),
        ({"passwords": {"1": NEW}, "old_passwords": {"1": ["s3cret-list"]}}, "old_passwords: accounts.1"),
        ({"passwords": {"1": NEW}, "confirm_registration": 0}, "confirm_registration"),
        ({"passwords": {"1": NEW}, "when_busy": "wait"}, "when_busy"),
    ],
)
def test_bad_option_fails_before_any_request(run_shipped: Run, given: dict[str, Any], said: str) -> None:
    with responses.RequestsMock():
        result = run_shipped("gs_sip_password", **given)
    assert (result["rc"], result["failed"]) == (1, True)
    assert said in result["msg"]
    assert "s3cret" not in str(result)
