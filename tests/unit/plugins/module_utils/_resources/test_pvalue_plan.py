# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan of P values, as laws: it converges, it is minimal, it touches nothing else, and it follows `write_secrets`."""

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

SIP_PASSWORD_OF = {"34": 1, "406": 2, "506": 3, "51506": 16}
READABLE = st.sampled_from(["30", "64", "144", "271", "35", "47", "99999"])
TEXT = st.sampled_from(["", " ", "0", "1", "ntp", "Ntp"])
POLICY = st.sampled_from(["when_needed", "always", "never"])


class Case(NamedTuple):
    current: dict[str, str]
    desired: DesiredValues
    registered: frozenset[int]


@st.composite
def cases(draw: st.DrawFn, with_secrets: bool = True) -> Case:
    """A phone that holds every value, a task that names some of them, and the accounts that are registered."""
    current = {number: draw(TEXT) for number in ("30", "64", "144", "271", "35", "47", "99999")}
    values = draw(st.dictionaries(READABLE, TEXT))
    if with_secrets:
        values |= draw(st.dictionaries(st.sampled_from(sorted(SIP_PASSWORD_OF)), TEXT))
        current |= dict.fromkeys(SIP_PASSWORD_OF, "")
    order = draw(st.permutations(sorted(values)))
    desired = DesiredValues({number: values[number] for number in order}, draw(POLICY), verify=True)
    return Case(current, desired, frozenset(draw(st.sets(st.integers(1, 16)))))


def applied(current: dict[str, str], changes: list[ValueChange]) -> dict[str, str]:
    """What the phone reads afterwards: a secret reads as empty."""
    return {**current, **{change.number: change.after for change in changes if change.number not in SIP_PASSWORD_OF}}


@given(cases(with_secrets=False))
def test_plan_converges_at_once(case: Case) -> None:
    after = applied(case.current, plan(case.current, case.desired, case.registered))
    assert plan(after, case.desired, case.registered) == []
    assert case.desired.values.items() <= after.items()


@given(cases())
def test_plan_converges_with_secrets_once_their_accounts_are_registered(case: Case) -> None:
    after = applied(case.current, plan(case.current, case.desired, case.registered))
    again = plan(after, case.desired, frozenset(range(1, 17)))
    assert [change.number for change in again] == (
        [number for number in case.desired.values if number in SIP_PASSWORD_OF] if case.desired.write_secrets == "always" else []
    )


@given(cases())
def test_plan_touches_only_what_is_named_and_differs(case: Case) -> None:
    for change in plan(case.current, case.desired, case.registered):
        assert case.desired.values[change.number] == change.after
        if change.number not in SIP_PASSWORD_OF:
            assert case.current[change.number] == change.before != change.after


@given(cases())
def test_plan_names_each_value_once_in_the_tasks_order(case: Case) -> None:
    planned = [change.number for change in plan(case.current, case.desired, case.registered)]
    assert planned == [number for number in case.desired.values if number in planned]


@given(cases())
def test_secrets_follow_the_policy(case: Case) -> None:
    current, desired, registered = case
    differs = any(current[number] != value for number, value in desired.values.items() if number not in SIP_PASSWORD_OF)
    written = {change.number for change in plan(current, desired, registered)}
    for number in desired.values.keys() & SIP_PASSWORD_OF:
        needed = differs or SIP_PASSWORD_OF[number] not in registered
        assert (number in written) == {"always": True, "never": False, "when_needed": needed}[desired.write_secrets]


@given(cases(), st.randoms(use_true_random=False))
def test_plan_does_not_depend_on_the_order(case: Case, shuffler: object) -> None:
    current, desired, registered = case
    numbers = list(desired.values)
    shuffler.shuffle(numbers)  # type: ignore[attr-defined]
    shuffled = desired._replace(values={number: desired.values[number] for number in numbers})
    assert set(plan(current, shuffled, registered)) == set(plan(current, desired, registered))


@given(cases())
def test_accounts_are_asked_for_exactly_when_they_matter(case: Case) -> None:
    outcomes = {tuple(plan(case.current, case.desired, accounts)) for accounts in (frozenset(), frozenset(range(1, 17)))}
    assert needs_accounts(case.current, case.desired) == (len(outcomes) > 1)


@pytest.mark.parametrize("policy", ["when_needed", "always", "never"])
@pytest.mark.parametrize("registered", [True, False])
@pytest.mark.parametrize("other_changes", [True, False])
def test_policy_table(policy: str, registered: bool, other_changes: bool) -> None:
    desired = DesiredValues({"34": "s3cret", "30": "ntp"}, policy, verify=True)
    current = {"34": "", "30": "old" if other_changes else "ntp"}
    changes = plan(current, desired, frozenset({1} if registered else {2}))
    secret_written = policy == "always" or (policy == "when_needed" and (other_changes or not registered))
    assert changes == [ValueChange("34", None, "s3cret")] * secret_written + [ValueChange("30", "old", "ntp")] * other_changes
