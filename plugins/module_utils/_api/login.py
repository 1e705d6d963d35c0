# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Guide, "Web Authentication Guide": the token login, with care for the lockout. Which words may be tried, the ledger says."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import hashlib
import time
from functools import partial
from typing import Any, Callable, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api import ledger
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import SEPARATORS, ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import LOGIN, LOGIN_REALM, Endpoint
from ansible_collections.voip.grandstream.plugins.module_utils._api.http import HttpAnswer, HttpClient
from ansible_collections.voip.grandstream.plugins.module_utils._api.ledger import LoginRecord
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._api.reply import (
    LoginReply,
    check_status,
    parse_login,
    parse_random,
)
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AuthenticationError,
    LockedError,
    PhoneError,
    ReplyError,
    UnansweredLoginError,
    UnknownUserError,
)

NOT_AGAIN = "It refused them earlier in this run and was not asked again, because wrong logins lock the account"

ELSEWHERE = "It took them earlier in this run: perhaps another login came at the same moment"

_ATTEMPTS_BACK = "which gives the phone its attempts back, and"


class Way(NamedTuple):
    """One way to log in: words that the phone may take."""

    separator: str
    password: str


class Login:
    """Logging in to one phone. ``retried``: repeats an attempt to reach an endpoint as often as the task allows."""

    def __init__(
        self,
        settings: ConnectionSettings,
        http: HttpClient,
        logins: Logins,
        retried: Callable[[Endpoint, Callable[[], Any]], Any],
    ) -> None:
        self._settings = settings
        self._http = http
        self._logins = logins
        self._retried = retried
        self._separator = ""
        self.firmware = ""
        """The firmware version, where the phone tells it when it takes a login."""

    def log_in(self, username: str, passwords: Sequence[str]) -> str:
        """Log in with the first of ``passwords`` that the phone takes, and give that one.

        Every password is tried with the first separator before any is tried with the second. There the first password comes
        last: it is the new one in a rotation, and a phone with an unusual separator has most likely a former one. No words are
        tried that were refused before, and none while the phone has a single attempt left. Raise :class:`AuthenticationError`
        where none was taken, :class:`LockedError` where the account is locked.
        """
        record = self._logins.record(username)
        if record.locked_until > time.time():
            raise LockedError
        if record.unknown_name:
            raise UnknownUserError(username)
        try:
            return self._first_taken(username, passwords, record)
        finally:
            for password in passwords:
                self._logins.end_turn(self._logins.mark(username, password))

    def _first_taken(self, username: str, passwords: Sequence[str], record: LoginRecord) -> str:
        first, *others = self._separators(record)
        turned = [*passwords[1:], *passwords[:1]]
        ways = [Way(first, password) for password in passwords]
        ways += [Way(separator, password) for separator in others for password in turned]
        obstacles: dict[Way, str] = {}
        was_asked = False
        for way in ways:
            if self._is_hopeless(username, way.password):
                continue
            while True:
                obstacle = self._obstacle(username, way)
                was_asked = was_asked or not obstacle
                taken = None if obstacle else self._retried(LOGIN, partial(self._once, username, way))
                if taken:
                    self._note_credential(username, way.password, accepted=True)
                    return way.password
                if obstacle:
                    obstacles[way] = obstacle
                if obstacle or taken is None:
                    break
        error = self._refused(username, passwords, obstacles)
        if record.accepted in {self._logins.mark(username, *way) for way, why in obstacles.items() if why != ledger.SPENT}:
            error.add(ELSEWHERE)
        if obstacles and not was_asked and set(obstacles.values()) == {ledger.REFUSED}:
            error.add(NOT_AGAIN)
        raise error

    def _separators(self, record: LoginRecord) -> list[str]:
        """Return the names of the separators in the order to try them.

        One that worked in another task comes first; one that worked in this session is the only one.
        """
        if self._settings.digest_separator != "auto":
            return [self._settings.digest_separator]
        if self._separator:
            return [self._separator]
        likely = record.separator or self._logins.likely_separator
        return sorted(SEPARATORS, key=lambda name: name != likely)

    def _obstacle(self, username: str, way: Way) -> str:
        record = self._logins.record_of_phone(username)
        lasting = self._logins.lasting_mark(username, *way) if record.lasting else ""
        return ledger.obstacle(record, self._logins.mark(username, *way), lasting)

    def _once(self, username: str, way: Way) -> bool | None:
        """Ask for a random number and log in once. Return None where too many other phones have refused the same words.

        A login that is not answered counts as a failed one: the phone may have counted it.
        """
        self._http.forget_cookies()
        random = self._retried(LOGIN_REALM, self._random)
        # Not before the random: a phone that is off must keep nobody waiting.
        if self._logins.wait_for_turn(self._logins.mark(username, way.password)):
            random = self._retried(LOGIN_REALM, self._random)
        if self._is_hopeless(username, way.password):
            return None
        if not ledger.may_fail(self._logins.record_of_phone(username)):
            raise self._unanswered(username)
        digest = hashlib.md5(  # the guide's algorithm, not a choice
            SEPARATORS[way.separator].join((username, random, way.password)).encode("utf-8")
        ).hexdigest()
        try:
            reply = _login_reply(self._http.exchange(LOGIN.name, (("Username", username), ("Secret", digest))))
        except LockedError:
            self._logins.change(username, ledger.after_lock, time.time())
            raise
        except PhoneError as error:
            if error.sent:
                self._logins.change(username, ledger.after_silence)
            raise
        if reply.unknown_name:
            self._logins.change(username, lambda record: record._replace(unknown_name=True))
            raise UnknownUserError(username)
        mark = self._logins.mark(username, *way)
        if reply.accepted:
            self._separator, self.firmware = way.separator, reply.firmware
            self._logins.change(username, ledger.after_success, mark, way.separator)
        else:
            lasting = self._logins.lasting_mark(username, *way)
            self._logins.change(username, ledger.after_refusal, mark, lasting, reply.attempts_left)
        return reply.accepted

    def _random(self) -> str:
        answer = self._http.exchange(LOGIN_REALM.name, ())
        check_status(answer, LOGIN_REALM)
        return parse_random(answer.text)

    def _is_hopeless(self, username: str, password: str) -> bool:
        return self._logins.phones_that_refused(self._logins.mark(username, password)) > 0

    def _note_credential(self, username: str, password: str, accepted: bool) -> None:
        self._logins.note_credential(self._logins.mark(username, password), accepted)

    def _unanswered(self, username: str) -> UnansweredLoginError:
        count = self._logins.record(username).unanswered
        return UnansweredLoginError(f"{count} logins went unanswered; stopped before the phone locks the account")

    def _refused(self, username: str, passwords: Sequence[str], obstacles: dict[Way, str]) -> PhoneError:
        """Return what to say when no password was taken; ``obstacles``: why each way to log in was not, or not again, tried."""
        record = self._logins.record(username)
        several = len(passwords) > 1
        what = f"all passwords tried for {username!r}" if several else f"the credentials of {username!r}"
        if not obstacles:
            return self._nobody_is_asked(username, passwords, what)
        left_out = [way for way, why in obstacles.items() if why == ledger.SPENT]
        if left_out and record.unanswered:
            return self._unanswered(username)
        for password in dict.fromkeys(way.password for way in obstacles if way not in left_out):
            self._note_credential(username, password, accepted=False)
        before = [way for way, why in obstacles.items() if why == ledger.REFUSED_BEFORE]
        if before and record.spent == 0:
            return self._refused_before(username, what, record, several)
        told = "the phone did not tell how many attempts are left"
        if record.left is not None:
            told = f"{record.left} attempt{'' if record.left == 1 else 's'} left"
        if left_out and record.row >= ledger.MOST_IN_A_ROW and record.row > record.spent:
            return AuthenticationError(
                f"the phone refused {record.row} logins of {username!r} in a row, in this run and before: one more wrong one "
                "may lock the account",
                self._how_to_forget(username, f"Log in by hand with the right password, {_ATTEMPTS_BACK}"),
                attempts_left=record.left,
            )
        error = AuthenticationError(f"the phone refused {what} ({told} before it locks the account)", attempts_left=record.left)
        if left_out:
            error.advise(self._left_out_advice(left_out, several, error.advice))
        elif several and before:
            count = len({way.password for way in before})
            were, it_is = ("was", "it is") if count == 1 else ("were", "one of these is")
            told = f"{count} of them {were} refused in an earlier run and not tried again. If {it_is} right by now"
            first = f"Give the password that the phone has. {told}, log in by hand with it"
            error.advise(self._how_to_forget(username, f"{first}, {_ATTEMPTS_BACK}"))
        elif several:
            error.advise("Give the password that the phone has")
        return error

    def _left_out_advice(self, left_out: Sequence[Way], several: bool, usual: str) -> str:
        # The last way has the separator that not every password was tried with, unless there is but one.
        dot = "" if self._settings.digest_separator != "auto" else f"set gs_digest_separator: {left_out[-1].separator}"
        if several:
            advice = f"{len(left_out)} ways to log in were left out, so that the phone keeps an attempt: give fewer passwords"
            return advice + (f", or {dot} if its firmware is old" if dot else "")
        if not dot:
            return usual
        return f"{usual}. To leave the phone an attempt, not every way to log in was tried: if both are right, {dot}"

    def _nobody_is_asked(self, username: str, passwords: Sequence[str], what: str) -> AuthenticationError:
        count = max(self._logins.phones_that_refused(self._logins.mark(username, password)) for password in passwords)
        return AuthenticationError(
            f"{count} phones of this run refused {what}, and none took them. So this phone was not asked",
            f"{AuthenticationError.advice}: they seem to be wrong for all phones. gs_refusal_limit sets how many phones "
            "may refuse",
            attempts_left=None,
        )

    def _refused_before(self, username: str, what: str, record: LoginRecord, several: bool) -> AuthenticationError:
        # Of several, a wrong one may be tried first, and the phone has few attempts left.
        by_hand = f"If one is right by now, log in by hand with it, {_ATTEMPTS_BACK}"
        first = by_hand if several else "If they are right by now,"
        return AuthenticationError(
            f"the phone refused {what} in an earlier run. They have not changed, so it was not asked again",
            self._how_to_forget(username, f"{AuthenticationError.advice}. {first}"),
            attempts_left=record.left,
        )

    def _how_to_forget(self, username: str, beginning: str) -> str:
        place = self._logins.place_of(username)
        return f"{beginning} {place or 'run the task again in a new run'}"


def _login_reply(answer: HttpAnswer) -> LoginReply:
    """Return what a login was answered. Some firmware answers a refusal with an HTTP status of its own."""
    if answer.status not in (401, 403):
        check_status(answer, LOGIN)
        return parse_login(answer.text)
    try:
        reply = parse_login(answer.text)
    except ReplyError:
        return LoginReply(accepted=False)
    return reply._replace(accepted=False)
