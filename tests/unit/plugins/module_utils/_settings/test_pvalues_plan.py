# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan of `gs_config` as laws: as that of `gs_pvalue`, but each SIP password goes with its own account."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import (
    DesiredValues,
    ValueChange,
    needs_accounts,
    plan,
)
from unit.whole_phone import SWITCHES

#: Values of the phone, of account 1 and of account 2, by account.
OWN = {None: ["30", "64"], 1: ["47", "35", "271", "31"], 2: ["402", "404", "401", "410"]}
ACCOUNT_OF = {number: account for account, numbers in OWN.items() for number in numbers}
PASSWORDS = {"34": 1, "406": 2}
TEXT = st.sampled_from(["", "0", "1", "a", "A"])
POLICY = st.sampled_from(["when_needed", "always", "never"])
ALL = frozenset({1, 2})


class Case(NamedTuple):
    current: dict[str, str]
    desired: DesiredValues
    registered: frozenset[int]

    def is_off(self, account: int) -> bool:
        """Whether the account will be switched off: by the task, or else on the phone."""
        return any(self.desired.values.get(switch, self.current[switch]) == "0" for switch in SWITCHES[account])

    def changes_besides(self, account: int) -> bool:
        """Whether a value of the account changes that can be compared."""
        return any(
            self.current[number] != value for number, value in self.desired.values.items() if ACCOUNT_OF.get(number) == account
        )

    def planned(self, registered: frozenset[int] | None = None) -> list[ValueChange]:
        return plan(self.current, self.desired, self.registered if registered is None else registered)


@st.composite
def cases(draw: st.DrawFn, policy: st.SearchStrategy[str] = POLICY) -> Case:
    """A phone that holds every value, a task that names some of them in any order, and the accounts that are registered."""
    current = {number: draw(TEXT) for number in ACCOUNT_OF} | dict.fromkeys(PASSWORDS, "")
    values = draw(st.dictionaries(st.sampled_from([*ACCOUNT_OF, *PASSWORDS]), TEXT))
    order = draw(st.permutations(sorted(values)))
    desired = DesiredValues({number: values[number] for number in order}, draw(policy), by_account=True)
    return Case(current, desired, frozenset(draw(st.sets(st.sampled_from([1, 2, 3])))))


def applied(case: Case) -> Case:
    """The phone after the plan was carried out: a secret reads as empty."""
    changed = {change.number: change.after for change in case.planned() if change.number not in PASSWORDS}
    return case._replace(current=case.current | changed)


@given(cases())
def test_plan_converges_once_the_accounts_are_registered(case: Case) -> None:
    again = applied(case).planned(ALL)
    kept = [number for number in case.desired.values if number in PASSWORDS]
    assert [change.number for change in again] == (kept if case.desired.write_secrets == "always" else [])


@given(cases())
def test_after_the_plan_the_phone_holds_what_is_desired_and_the_rest_as_before(case: Case) -> None:
    after = applied(case).current
    for number, held in case.current.items():
        wanted = case.desired.values.get(number, held) if number not in PASSWORDS else ""
        assert after[number] == wanted


@given(cases())
def test_plan_is_minimal_and_in_the_tasks_order(case: Case) -> None:
    changes = case.planned()
    numbers = [change.number for change in changes]
    assert numbers == [number for number in case.desired.values if number in numbers]
    for change in changes:
        assert change.after == case.desired.values[change.number]
        assert change.before == (None if change.number in PASSWORDS else case.current[change.number])
        assert change.before != change.after


@given(cases())
def test_password_goes_with_its_own_account(case: Case) -> None:
    written = {change.number for change in case.planned()}
    for number in case.desired.values.keys() & PASSWORDS:
        account = PASSWORDS[number]
        unproved = account not in case.registered and not case.is_off(account)
        needed = case.changes_besides(account) or unproved
        assert (number in written) == {"always": True, "never": False, "when_needed": needed}[case.desired.write_secrets]


@given(cases(st.just("when_needed")))
def test_accounts_are_asked_for_exactly_when_they_matter(case: Case) -> None:
    outcomes = {tuple(case.planned(registered)) for registered in map(frozenset, ([], [1], [2], [1, 2]))}
    assert needs_accounts(case.current, case.desired) == (len(outcomes) > 1)


@given(cases())
def test_accounts_matter_for_nothing_but_when_needed(case: Case) -> None:
    if case.desired.write_secrets != "when_needed" or not case.desired.secrets:
        assert not needs_accounts(case.current, case.desired)


@pytest.mark.parametrize("by_account", [True, False])
@pytest.mark.parametrize(
    ("changing", "by_account_written"),
    [("47", True), ("402", False), ("30", False), ("271", True), ("401", False)],
)
def test_whose_change_writes_the_password_of_a_registered_account(
    changing: str, by_account_written: bool, by_account: bool
) -> None:
    """`gs_pvalue` writes it with any value of the task, as it always did."""
    current = {"271": "1", "31": "1", "34": "", changing: "old"}
    desired = DesiredValues({"34": "s3cret", changing: "1"}, by_account=by_account)
    changes = plan(current, desired, ALL)
    assert (ValueChange("34", None, "s3cret") in changes) == (by_account_written or not by_account)


@pytest.mark.parametrize("switch", SWITCHES[1])
@pytest.mark.parametrize("by_account", [True, False])
def test_password_of_an_account_that_is_switched_off_waits(switch: str, by_account: bool) -> None:
    """`gs_pvalue` writes it in each run, and says so."""
    current = {"271": "1", "31": "1", "34": ""} | {switch: "0"}
    desired = DesiredValues({"34": "s3cret"}, by_account=by_account)
    assert bool(plan(current, desired, frozenset())) is not by_account
    assert needs_accounts(current, desired) is not by_account


@pytest.mark.parametrize("switch", SWITCHES[1])
def test_switch_of_the_task_outweighs_that_of_the_phone(switch: str) -> None:
    held = {"271": "1", "31": "1", "34": ""}
    on = DesiredValues({switch: "1", "34": "s3cret"}, by_account=True)
    assert [change.number for change in plan(held | {switch: "0"}, on, ALL)] == [switch, "34"], "its own account changes"
    off = DesiredValues({switch: "0", "34": "s3cret"}, by_account=True)
    assert plan(held | {switch: "0"}, off, frozenset()) == []


def test_phone_that_does_not_know_the_switches_has_them_on() -> None:
    desired = DesiredValues({"34": "s3cret"}, by_account=True)
    assert plan({"34": ""}, desired, frozenset({2})) == [ValueChange("34", None, "s3cret")]
    assert plan({"34": ""}, desired, frozenset({1})) == []


def test_switches_are_read_only_where_a_password_may_be_written() -> None:
    values = {"34": "s3cret", "47": "pbx"}
    assert set(DesiredValues(values, by_account=True).switches) == set(SWITCHES[1])
    for quiet in (
        DesiredValues(values),
        DesiredValues(values, "never", by_account=True),
        DesiredValues({"47": "pbx"}, by_account=True),
    ):
        assert quiet.switches == []


def test_login_passwords_have_no_account() -> None:
    desired = DesiredValues({"2": "s3cret", "30": "ntp"}, "always", by_account=True)
    assert desired.switches == []
    assert plan({"30": "ntp", "2": ""}, desired, ALL) == [ValueChange("2", None, "s3cret")]
