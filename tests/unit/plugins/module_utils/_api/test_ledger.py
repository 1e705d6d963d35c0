# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ledger's laws: whatever phones answer and tasks want, no account is locked, and no words are tried in vain twice."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api import ledger
from ansible_collections.voip.grandstream.plugins.module_utils._api.ledger import LoginRecord

WORDS = st.sampled_from("abcdef")
#: What a phone says to words that it refuses: the attempts left, None where it does not tell, or nothing at all ("silence").
ANSWERS = st.one_of(st.none(), st.integers(-1, 12), st.just("silence"))
#: A task that wants to log in with these words; a change of the phone's password, by the run or by somebody else; a new run.
EVENTS = st.one_of(
    st.tuples(st.just("wants"), WORDS, ANSWERS),
    st.tuples(st.just("run changes"), WORDS, st.none()),
    st.tuples(st.just("person changes"), WORDS, st.none()),
    st.tuples(st.just("next run"), WORDS, st.none()),
)


@dataclass
class Phone:
    """A phone with one account, and what a ledger did to it."""

    password: str = "a"
    row: int = 0
    tried: list[str] = field(default_factory=list)
    record: LoginRecord = field(default_factory=LoginRecord)

    def happens(self, what: str, words: str, answer: Any) -> None:
        if what == "wants":
            self._wants(words, answer)
        elif what == "run changes":
            self.password = words
            self.record = ledger.after_new_password(self.record)
            self.tried.clear()
        elif what == "person changes":
            self.password = words
        else:
            self.record = LoginRecord(lasting=self.record.lasting, row=self.record.row)
            self.tried = [f"before {each}" for each in self.tried]

    def _wants(self, words: str, answer: Any) -> None:
        if ledger.obstacle(self.record, words, f"lasting {words}"):
            return
        if words == self.password and answer != "silence":
            self.row = 0
            self.record = ledger.after_success(self.record, words, "colon")
            return
        self.row += words != self.password
        if answer == "silence":
            self.record = ledger.after_silence(self.record)
            return
        self.tried.append(words)
        self.record = ledger.after_refusal(self.record, words, f"lasting {words}", answer)


@given(st.lists(EVENTS, max_size=40))
def test_never_more_than_four_in_a_row_and_never_the_same_words_twice(events: list[tuple[str, str, Any]]) -> None:
    phone = Phone()
    silences = 0
    for what, words, answer in events:
        accepted = phone.record.accepted
        before = list(phone.tried)
        phone.happens(what, words, answer)
        silences = phone.record.unanswered
        # What nobody answered is forgotten with the run; refusals are not.
        assert phone.record.row <= ledger.MOST_IN_A_ROW
        assert phone.record.row + silences <= ledger.MOST_IN_A_ROW
        if what == "wants" and len(phone.tried) > len(before):
            assert words not in before or accepted == words, "refused words were tried again"


@given(st.lists(st.tuples(WORDS, ANSWERS), max_size=30))
def test_one_run_without_a_login_that_works_leaves_a_phone_an_attempt(wants: list[tuple[str, Any]]) -> None:
    phone = Phone(password="none of them")
    for words, answer in wants:
        phone.happens("wants", words, answer)
    assert phone.row <= ledger.MOST_IN_A_RUN


@given(st.lists(st.lists(WORDS, max_size=4), max_size=8))
def test_runs_with_the_same_wrong_words_cost_what_one_costs(runs: list[list[str]]) -> None:
    phone = Phone(password="none of them")
    for words in runs:
        for each in words:
            phone.happens("wants", each, None)
        phone.happens("next run", "", None)
    assert phone.row <= min(len({each for words in runs for each in words}), ledger.MOST_IN_A_ROW)


@pytest.mark.parametrize("answer", [None, 4])
def test_words_that_worked_are_tried_once_more_and_no_oftener(answer: int | None) -> None:
    record = ledger.after_refusal(ledger.after_success(LoginRecord(), "a", "dot"), "a", "", answer)
    assert (record.doubted, record.refused, record.row) == (True, (), 1)
    assert ledger.obstacle(record, "a") == ""
    record = ledger.after_refusal(record, "a", "", answer)
    assert ledger.obstacle(record, "a") == ledger.REFUSED
    assert record.row == 2


def test_login_that_works_clears_the_count_but_not_what_was_refused_in_the_run() -> None:
    record = ledger.after_refusal(LoginRecord(), "new", "lasting new", 2)
    record = ledger.after_success(record, "old", "colon")
    assert (record.row, record.spent, record.left, record.lasting) == (0, 0, None, ())
    assert ledger.obstacle(record, "new", "lasting new") == ledger.REFUSED
    record = ledger.after_new_password(record)
    assert ledger.obstacle(record, "new", "lasting new") == ""


def test_refusals_of_earlier_runs_count_and_are_told_apart() -> None:
    record = LoginRecord(lasting=("lasting a",), row=3)
    assert ledger.obstacle(record, "a", "lasting a") == ledger.REFUSED_BEFORE
    assert ledger.obstacle(record, "b", "lasting b") == ""
    assert ledger.obstacle(ledger.after_refusal(record, "b", "lasting b"), "c", "lasting c") == ledger.SPENT


def test_restart_forgets_what_nobody_answered() -> None:
    record = ledger.after_silence(ledger.after_silence(ledger.after_refusal(LoginRecord(), "a")))
    assert not ledger.may_fail(record)
    assert ledger.may_fail(ledger.after_restart(record))
    assert ledger.after_restart(record).row == 1


RECORDS = st.builds(
    LoginRecord,
    refused=st.lists(st.text(), max_size=3).map(tuple),
    row=st.integers(0, 9),
    left=st.none() | st.integers(-3, 9),
    accepted=st.text(),
    doubted=st.booleans(),
    locked_until=st.floats(0, 1e12),
)


@given(RECORDS)
def test_record_survives_json(record: LoginRecord) -> None:
    assert ledger.from_plain(json.loads(json.dumps(ledger.to_plain(record)))) == record


@given(
    st.dictionaries(
        st.sampled_from(LoginRecord._fields),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
            lambda inner: st.lists(inner, max_size=2),
            max_leaves=4,
        ),
    )
    | st.text()
    | st.none()
)
def test_junk_is_a_record_too(junk: Any) -> None:
    record = ledger.from_plain(junk)
    assert ledger.from_plain(ledger.to_plain(record)) == record
    ledger.obstacle(record, "a", "b")


def test_a_phones_accounts_share_its_patience() -> None:
    """A phone may count for all its accounts together: two names with two wrong passwords each leave it one attempt."""
    one = ledger.after_refusal(ledger.after_refusal(LoginRecord(), "a", "", 4), "b", "", 3)
    other = ledger.after_refusal(ledger.after_refusal(LoginRecord(), "c", "", 2), "d", "", 1)
    assert ledger.may_fail(one)
    assert not ledger.may_fail(ledger.of_phone(one, [other]))
    assert ledger.of_phone(one, []) == one
    silent = ledger.after_silence(ledger.after_refusal(LoginRecord(), "c"))
    assert ledger.obstacle(
        ledger.of_phone(ledger.after_refusal(ledger.after_refusal(LoginRecord(), "a"), "b"), [silent]), "e"
    ) == (ledger.SPENT)
