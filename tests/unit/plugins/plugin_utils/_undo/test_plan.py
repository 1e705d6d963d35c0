# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a report to the state that brings a phone back: the law, what is left, and what has changed since."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._masking import FORMER_SECRET, NOT_SHOWN
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, keys, to_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import TOO_LONG
from ansible_collections.voip.grandstream.plugins.plugin_utils._undo.plan import undo_plan, undo_problems
from unit.desired_states import states
from unit.plugins.plugin_utils._undo.runs import PVALUE, bring_back, changes, planned, setting, task
from unit.programmable_keys import held as held_keys
from unit.programmable_keys import some_keys
from unit.whole_phone import LOGIN_PASSWORDS, SIP_PASSWORDS, WholePhone

TEXTS = st.sampled_from(["", "0", "1", "2", "80", "007", "5060", "a b", "192", "ntp.example.net", "a\nb", "a\\nb", "ü\u202e"])
_BLIND = catalogue.secret_numbers()


@st.composite
def _states(draw: st.DrawFn) -> tuple[dict[str, Any], str | None]:
    """A desired state without secrets, as options of gs_config, and the model."""
    state = draw(states())
    settings = {key: value for key, value in state.settings.items() if not to_pvalues.is_secret(key)}
    accounts = {
        account: {key: value for key, value in entries.items() if not to_pvalues.is_secret(key)}
        for account, entries in state.accounts.items()
    }
    wanted = {"settings": settings, "accounts": accounts, "keys": draw(some_keys(state.model)) if state.model else None}
    return wanted, state.model


@st.composite
def _changed_phones(draw: st.DrawFn) -> tuple[WholePhone, list[dict[str, Any]], str | None]:
    """A phone, and what two tasks of a run ask of it."""
    first, model = draw(_states())
    second, other = draw(_states())
    wanted = [first, second] if other == model else [first]
    held: dict[str, str] = draw(held_keys(model)) if model else {}
    for one in wanted:
        values = to_pvalues.to_values(one["settings"], one["accounts"], model, one["keys"])
        assume(not values.problems)
        held = {number: draw(TEXTS) for number in values.texts} | held
    others = dict.fromkeys([*SIP_PASSWORDS, *LOGIN_PASSWORDS], "")
    # The phone's own words of an enum look like the user's, so a report cannot tell them apart.
    words = {word for one in catalogue.SETTINGS for word in one.enum.values()}
    assume(not words & set(held.values()))
    return WholePhone(others | held, registered=range(1, 17), of=16), wanted, model


@given(_changed_phones(), st.booleans())
def test_a_change_brought_back_leaves_the_phone_as_it_was(
    job: tuple[WholePhone, list[dict[str, Any]], str | None], is_model_known: bool
) -> None:
    """The law. What is left is named, and holds what the run wrote."""
    phone, wanted, model = job
    before = dict(phone.holds)
    tasks = [task(rows) for one in wanted if (rows := phone.bring(**one, model=model))]
    ran = dict(phone.holds)
    # The inventory may have lost the model that it said then.
    now = model if is_model_known else None
    plan = undo_plan(changes(*tasks, model=model), now)
    assert plan["problem"] == ""
    undone = bring_back(phone, plan, now)
    left = {sentence.partition(": ")[0] for sentence in plan["left"]}
    lost = [row for one in tasks for row in one.changes if row.name in left]
    excused = {number.removeprefix("P") for row in lost for number in row.pvalues}
    for number, text in before.items():
        assert phone.holds[number] == (ran[number] if number in excused else text), (number, plan["left"])
    # Each that is left has a reason: a character that a report shows as an escape, a URL with a password in it, or an address
    # of which one part was no number.
    reasons = ("escape", "it is a secret", "as an address")
    assert all(any(reason in sentence for reason in reasons) for sentence in plan["left"]), plan["left"]
    assert not any("secret" in sentence and "//u:p@" not in str(wanted) for sentence in plan["left"])
    # The report of the undo can be undone itself.
    if undone:
        second = planned(task(undone), model=now)
        bring_back(phone, second, now)
        assert {number: phone.holds[number] for number in ran} == ran or second["left"]


def test_the_state_is_in_the_users_words() -> None:
    plan = planned(
        task(
            [
                setting("settings.ntp_server", "old.example.net", "ntp.example.net", "P30"),
                setting("settings.static_ip", "192.0.2.10", "192.0.2.11", "P12"),
                setting("accounts.1.sip_transport", "udp", "tls", "P130"),
                setting("accounts.2.local_sip_port", 5062, 5061, "P413"),
                # The phone counts accounts from 0 here, and users from 1.
                setting("settings.broadsoft_imp_account", 2, 3, "P2965"),
                setting("settings.P99999", "1", "", "P99999"),
                setting("keys.2", {"mode": "none"}, {"mode": "blf", "account": 1, "value": "100"}, "P323", "P303"),
            ]
        )
    )
    assert plan["state"] == {
        "settings": {"static_ip": "192.0.2.10", "ntp_server": "old.example.net", "broadsoft_imp_account": 2, "P99999": "1"},
        "accounts": {1: {"sip_transport": "udp"}, 2: {"local_sip_port": 5062}},
        "keys": {2: {"mode": "none"}},
    }
    assert plan["left"] == []
    assert plan["pvalues"]["P30"] == {"name": "settings.ntp_server", "before": "old.example.net", "after": ["ntp.example.net"]}
    assert plan["pvalues"]["P2965"]["before"] == "1"
    assert {number for number, value in plan["pvalues"].items() if value["name"] == "settings.static_ip"} == {
        *("P9", "P10", "P11", "P12")
    }


def test_the_rows_of_gs_pvalue_are_the_phones_text() -> None:
    rows = [
        {"pvalue": "P130", "setting": "accounts.1.sip_transport", "before": "0", "after": "2"},
        {"pvalue": "P12", "setting": "static_ip", "before": "10", "after": "11"},
        {"pvalue": "P34", "setting": "accounts.1.sip_auth_password", "before": FORMER_SECRET, "after": "(new secret)"},
    ]
    plan = planned(task(rows, module=PVALUE))
    assert plan["state"] == {"settings": {"P12": "10"}, "accounts": {1: {"sip_transport": "udp"}}, "keys": {}}
    assert plan["left"] == ["accounts.1.sip_auth_password: it is a secret, which no report holds"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (setting("accounts.1.sip_auth_password", FORMER_SECRET, "(new secret)", "P34"), "it is a secret"),
        # Also where somebody has written it into the file.
        (setting("accounts.1.sip_auth_password", "s3cret!", "other", "P34"), "it is a secret"),
        (setting("settings.P2", "s3cret!", "other", "P2"), "it is a secret"),
        (setting("settings.firmware_server", NOT_SHOWN, "fw", "P192"), "because a secret is in it"),
        (setting("settings.firmware_server", "fw", NOT_SHOWN, "P192"), "because a secret is in it"),
        (setting("settings.ntp_server", "a********", "ntp", "P30"), "because a secret is in it"),
        (setting("settings.ntp_server", None, "ntp", "P30"), "does not say what the phone held before"),
        (setting("settings.ntp_server", "a\x1b[2J", "ntp", "P30"), "cannot be written: it holds the control"),
        (setting("settings.ntp_server", "a\\n", "ntp", "P30"), "an escape such as"),
        (setting("settings.ntp_server", ["a"], "ntp", "P30"), "does not show it as"),
        (setting("settings.ntp_server", 1.5, "ntp", "P30"), "does not show it as"),
        (setting("settings.ntp_server", "a", "ntp", "P30", "P31"), "which of its P values"),
        (setting("settings.ntp_server", "a", "ntp"), "which P values"),
        (setting("settings.ntp_server", "a", "ntp", "{{ 1 }}"), "which P values"),
        (setting("settings.static_ip", "192.0.2", "192.0.2.1", "P12"), "as an address"),
        (setting("settings.static_ip", 5, "192.0.2.1", "P12"), "as an address"),
        (setting("keys.2", "none", {"mode": "none"}, "P323"), "as a programmable key"),
        (setting("keys.2", {"mode": "0"}, {"mode": "none"}, "P323"), "the whole of this key"),
        (setting("keys.999", {"mode": "none"}, {"mode": "none"}, "P323"), "as a programmable key"),
        (setting("settings.ntp_server", TOO_LONG, "ntp", "P30"), "longer than any setting"),
        (setting("settings.static_ip", TOO_LONG, "192.0.2.1", "P9", "P10", "P11", "P12"), "longer than any setting"),
        (setting("keys.2", {"mode": "speed_dial", "value": TOO_LONG}, {"mode": "none"}, "P323"), "longer than any setting"),
        # What a phone tells and nobody sets.
        (setting("settings.P68", "1", "2", "P68"), "it cannot be written on this model"),
        (setting("settings.P237", "http://u:pw@host/", "x", "P237"), "it cannot be written on this model"),
    ],
)
def test_what_is_left_is_named(row: dict[str, Any], reason: str) -> None:
    """And nothing of it is written or compared; the other settings are brought back."""
    other = setting("settings.web_port", 8080, 80, "P901")
    # As it stands in a file that anybody has edited.
    found = changes(task([other]))
    found["rows"].append({**row, "is_text": False, "is_sure": True})
    plan = undo_plan(found, "gxv3370")
    assert plan["state"] == {"settings": {"web_port": 8080}, "accounts": {}, "keys": {}}
    assert list(plan["pvalues"]) == ["P901"]
    (sentence,) = plan["left"]
    assert sentence.startswith(f"{row['name']}: ")
    assert reason in sentence


def test_of_several_changes_the_first_value_is_brought_back() -> None:
    name = "settings.ntp_server"
    twice = [task([setting(name, "a", "b", "P30")]), task([setting(name, "b", "c", "P30")])]
    assert planned(*twice)["pvalues"]["P30"] == {"name": name, "before": "a", "after": ["c"]}
    # The second failed: it may have been written or not.
    twice[1].status = "failed"
    assert planned(*twice)["pvalues"]["P30"]["after"] == ["b", "c"]
    # What the run found first is not known: nor is what must be brought back.
    blind = [task([setting(name, None, "b", "P30")]), task([setting("settings.P30", "b", "c", "P30")])]
    assert planned(*blind)["pvalues"] == {}


def test_what_was_only_looked_at_is_not_brought_back() -> None:
    name = "settings.ntp_server"
    found = changes(task([setting(name, "a", "b", "P30")], "drifted"), task([], "ok"))
    assert (found["rows"], found["others"]) == ([], [])


def test_what_else_was_changed_is_counted() -> None:
    book = {"kind": "contact", "action": "add", "name": "Anna", "before": None, "after": {"name": "Anna"}}
    hidden = task([], hidden=True, task="quiet\n")
    # Nobody wants HTTP back by the way.
    https = task([setting("settings.web_access_method", "http", "https", "P900")], module="voip.grandstream.gs_https")
    found = changes(task([book, book]), task([{"password": "admin", "before": "x", "after": "y"}]), hidden, https)
    assert found["rows"] == []
    assert found["others"] == [
        "other changes are left: 2 of contact, 1 of gs_https, 1 of password",
        "no_log hides what these tasks changed: 'quiet\\n'",
    ]


def test_another_model() -> None:
    found = changes(task([setting("settings.ntp_server", "a", "b", "P30")]))
    assert undo_plan(found, "wp820")["problem"] == (
        "the report is of a gxv3370, and gs_model of the inventory says wp820. Correct gs_model"
    )
    assert list(undo_plan(found, None)["pvalues"]) == ["P30"]
    # A key is not the same on all models.
    key = changes(task([setting("keys.2", {"mode": "none"}, {"mode": "none"}, "P323")]), model=None)
    assert undo_plan(key, None)["left"] == ["keys.2: keys are not the same on all models. Set gs_model"]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({"P30": "b"}, []),
        # It is as before already.
        ({"P30": "a"}, []),
        ({"P30": "c\x1b"}, ["ntp_server (P30) is 'c\\x1b' now, and the run left 'b'"]),
        ({}, ["ntp_server (P30) cannot be read now, so that it is not known whether it has changed since"]),
    ],
)
def test_a_phone_that_has_changed_since(now: dict[str, str], said: list[str]) -> None:
    plan = planned(task([setting("settings.ntp_server", "a", "b", "P30")]))
    assert undo_problems(plan, now) == said


def test_ten_problems_are_named() -> None:
    rows = [setting(f"settings.P{number}", "a", "b", f"P{number}") for number in range(60001, 60014)]
    problems = undo_problems(planned(task(rows)), {})
    assert (len(problems), problems[-1]) == (11, "and 3 more")


def test_the_text_of_a_key_that_users_cannot_write() -> None:
    """A phone may hold a mode that no user's word stands for. A report shows its texts."""
    numbers = keys.keys_of("gxv3370").numbers_of(2)  # type: ignore[union-attr]
    texts = {"mode": "7777", "account": "x", "label": "", "value": "5"}
    row = setting("keys.2", texts, {"mode": "none"}, *(f"P{number}" for number in numbers.values()))
    plan = planned(task([row]))
    assert plan["state"]["settings"] == {f"P{numbers[field]}": text for field, text in texts.items()}
