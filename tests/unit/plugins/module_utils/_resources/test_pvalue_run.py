# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""P values on a scripted phone: one read of all, one write of the difference, one read back of what was written."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    InputError,
    NotKeptError,
    PhoneError,
    UnsupportedError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._resources.pvalue import RESOURCE
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import TOO_LONG, DesiredValues
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.dialogue import AVAILABLE, HANGS, REFUSED, Memory, Step, login, look, read, scripted, status, write

run = partial(carry_out, RESOURCE)

HELD = {"30": "old", "64": "UTC", "34": ""}


def desired(values: dict[str, str], write_secrets: str = "when_needed", verify: bool = True) -> DesiredValues:
    return DesiredValues(values, write_secrets, verify)


def test_nothing_to_change_sends_no_write() -> None:
    with scripted(login(), read("30:64", HELD)) as script:
        outcome = run(script.phone, desired({"30": "old", "64": "UTC"}), check_mode=False)
    assert outcome == Outcome([], warnings=[], found={"reboot_required": False, "reboot_settings": []})


def test_difference_is_written_and_read_back() -> None:
    with scripted(login(), read("30:64", HELD), write({"P30": "ntp"}), read("30", {"30": "ntp"})) as script:
        outcome = run(script.phone, desired({"30": "ntp", "64": "UTC"}), check_mode=False)
    assert outcome.changes == [{"pvalue": "P30", "setting": "ntp_server", "before": "old", "after": "ntp"}]
    assert (outcome.before, outcome.after) == ('ntp_server (P30): "old"\n', 'ntp_server (P30): "ntp"\n')


def test_check_mode_reads_only_and_says_the_same() -> None:
    asked = desired({"30": "ntp", "64": "UTC", "34": "s3cret!"})
    with scripted(login(), read("30:64:34:2", HELD)) as script:
        checked = run(script.phone, asked, check_mode=True)
    with scripted(
        login(), read("30:64:34:2", HELD), write({"P30": "ntp", "P34": "s3cret!"}), read("30", {"30": "ntp"})
    ) as script:
        assert run(script.phone, asked, check_mode=False) == checked


def test_without_verify_nothing_is_read_back() -> None:
    with scripted(login(), read("30", HELD), write({"P30": "ntp"})) as script:
        run(script.phone, desired({"30": "ntp"}, verify=False), check_mode=False)


def test_no_values_no_requests() -> None:
    with scripted() as script:
        assert run(script.phone, desired({}), check_mode=False).changes == []


def test_secrets_left_alone_are_not_even_asked_for() -> None:
    with scripted(login(), read("30", HELD)) as script:
        run(script.phone, desired({"30": "old", "34": "s3cret!"}, "never"), check_mode=False)
    with scripted() as silent:
        run(silent.phone, desired({"34": "s3cret!"}, "never"), check_mode=False)


@pytest.mark.parametrize("check_mode", [True, False])
def test_unsupported_values_fail_by_name_before_any_write(check_mode: bool) -> None:
    asked = desired({"30": "ntp", "9998": "a", "9999": "b"})
    with scripted(login(), read("30:9998:9999", HELD)) as script, pytest.raises(UnsupportedError) as caught:
        run(script.phone, asked, check_mode)
    assert "P9998, P9999" in caught.value.text
    assert caught.value.details["pvalues"] == ["P9998", "P9999"]
    assert caught.value.changes == []


def test_unsupported_secret_fails_by_name_too() -> None:
    steps = [read("30:51506:2", {"30": "old"})]
    with scripted(login(), steps) as script, pytest.raises(UnsupportedError, match="P51506"):
        run(script.phone, desired({"30": "ntp", "51506": "s3cret!"}), check_mode=False)


def test_value_longer_than_a_url_fails_before_any_request() -> None:
    with scripted(max_url_length=256) as script, pytest.raises(InputError):
        run(script.phone, desired({"30": "x" * 300}), check_mode=True)


def test_values_that_did_not_stick_fail_by_name() -> None:
    steps = [read("30:64", HELD), write({"P30": "ntp", "P64": "CET"}), read("30:64", {"30": "old", "64": "CET"})]
    with scripted(login(), steps) as script, pytest.raises(NotKeptError) as caught:
        run(script.phone, desired({"30": "ntp", "64": "CET"}), check_mode=False)
    assert 'P30 was written as "ntp" and reads "old"' in caught.value.text
    assert "P64" not in caught.value.text
    assert caught.value.details["pvalues"] == ["P30"]
    assert [change["pvalue"] for change in caught.value.changes] == ["P30", "P64"]


@pytest.mark.parametrize("kept", [{"64": "CET"}, {"30": "NTP", "64": "CET"}, {"30": "ntp ", "64": "CET"}])
def test_value_sticks_to_the_letter(kept: dict[str, str]) -> None:
    steps = [read("30:64", HELD), write({"P30": "ntp", "P64": "CET"}), read("30:64", kept)]
    with scripted(login(), steps) as script, pytest.raises(NotKeptError, match="P30"):
        run(script.phone, desired({"30": "ntp", "64": "CET"}), check_mode=False)


def test_readable_secret_that_did_not_stick_is_not_shown() -> None:
    steps = [read("1359", {"1359": "0ld-s3cret"}), write({"P1359": "n3w-s3cret"}), read("1359", {"1359": "0ld-s3cret"})]
    with scripted(login(), steps) as script, pytest.raises(NotKeptError) as caught:
        run(script.phone, desired({"1359": "n3w-s3cret"}), check_mode=False)
    assert "P1359" in caught.value.text
    assert "s3cret" not in str((caught.value.text, caught.value.details, caught.value.changes))


@pytest.mark.parametrize("number", ["34", "1359"])
def test_secret_is_shown_as_changed_without_its_text(number: str) -> None:
    held = {"34": "", "1359": "0ld-s3cret", "30": "old"}
    with scripted(login(), read(f"30:{number}" + ":2" * (number == "34"), held)) as script:
        outcome = run(script.phone, desired({"30": "ntp", number: "n3w-s3cret"}), check_mode=True)
    assert 's3cret"' not in str(outcome)
    assert "3w-" not in str(outcome)
    change = (outcome.changes or [])[1]
    assert (change["pvalue"], change["before"], change["after"]) == (f"P{number}", "(former secret)", "(new secret)")
    assert f"(P{number}): (former secret)\n" in outcome.before
    assert f"(P{number}): (new secret)\n" in outcome.after


@pytest.mark.parametrize(("registered", "written"), [((1,), False), ((2,), True), ((), True), ((1, 2), False)])
def test_secret_alone_is_written_for_an_account_that_is_not_registered(registered: tuple[int, ...], written: bool) -> None:
    steps: list[Step] = [read("30:34:2", {"34": "", "30": "ntp"}), *look(*registered)]
    with scripted(login(), steps, [write({"P34": "s3cret!"})] * written) as script:
        outcome = run(script.phone, desired({"34": "s3cret!", "30": "ntp"}), check_mode=False)
    assert bool(outcome.changes) == written


@pytest.mark.parametrize(("number", "account"), [("34", 1), ("406", 2), ("50606", 7), ("51506", 16)])
def test_secret_belongs_to_its_account(number: str, account: int) -> None:
    steps = [read(f"{number}:2", {number: ""}), status(AVAILABLE), *look(account, of=16)]
    with scripted(login(), steps) as script:
        assert run(script.phone, desired({number: "s3cret!"}), check_mode=False).changes == []


def test_accounts_are_not_asked_for_when_something_changes_anyway() -> None:
    with scripted(login(), read("30:34:2", HELD)) as script:
        assert len(run(script.phone, desired({"34": "s3cret!", "30": "ntp"}), check_mode=True).changes or []) == 2


def test_login_password_is_written_last_with_a_warning() -> None:
    steps = [read("30:2", {"2": "", "30": "old"}), write({"P30": "ntp"}), read("30", {"30": "ntp"}), write({"P2": "s3cret!"})]
    with scripted(login(), steps) as script:
        outcome = run(script.phone, desired({"2": "s3cret!", "30": "ntp"}, "always"), check_mode=False)
    (warning,) = outcome.warnings
    assert "P2" in warning
    assert "gs_password" in warning
    assert "s3cret" not in warning


def test_login_password_is_not_written_after_a_value_did_not_stick() -> None:
    steps = [read("30:2", {"2": "", "30": "old"}), write({"P30": "ntp"}), read("30", {"30": "old"})]
    with scripted(login(), steps) as script, pytest.raises(NotKeptError):
        run(script.phone, desired({"30": "ntp", "2": "s3cret!"}, "always"), check_mode=False)


@pytest.mark.parametrize(
    ("steps", "begun"),
    [
        ([write({"P30": "ntp"}, HANGS), read("30", HANGS)], True),
        ([write({"P30": "ntp"}), read("30", HANGS)], True),
        ([write({"P30": "ntp"}), read("30", {"30": "old"})], True),
        ([write({"P30": "ntp"}, (404, "")), read("30", HELD)], False),
        ([write({"P30": "ntp"}, (404, "")), read("30", HANGS)], True),
        ([write({"P30": "ntp"}, REFUSED)], False),
    ],
)
def test_failure_tells_the_changes_once_the_phone_may_have_made_them(steps: list[Step], begun: bool) -> None:
    with scripted(login(), read("30", HELD), steps, retries=0) as script, pytest.raises(PhoneError) as caught:
        run(script.phone, desired({"30": "ntp"}), check_mode=False)
    assert caught.value.changes == [{"pvalue": "P30", "setting": "ntp_server", "before": "old", "after": "ntp"}] * begun


@pytest.mark.parametrize("values", [{"30": "a\nP31: b"}, {"30": "\x1b[31m"}, {"30": "a "}])
def test_diff_quotes_values(values: dict[str, str]) -> None:
    with scripted(login(), read("30", HELD)) as script:
        after = run(script.phone, desired(values), check_mode=True).after
    assert after.count("\n") == 1
    assert after[:-1].isprintable()


@given(
    holds=st.dictionaries(st.sampled_from(["30", "64", "144", "271"]), st.text(max_size=5)),
    asks=st.dictionaries(st.sampled_from(["30", "64", "144", "271"]), st.text(max_size=5), min_size=1),
)
def test_second_run_changes_nothing(holds: dict[str, str], asks: dict[str, str]) -> None:
    memory = Memory({**dict.fromkeys(asks, ""), **holds})
    before: dict[str, Any] = dict(memory.holds)
    with memory.session() as session:
        run(Phone(session), desired(asks), check_mode=False)
        written = list(memory.written)
        assert run(Phone(session), desired(asks), check_mode=False).changes == []
    assert memory.holds == {**before, **asks}
    assert memory.written == written
    assert sorted(written) == sorted(number for number in asks if before[number] != asks[number])


@pytest.mark.parametrize("is_checked", [True, False])
def test_what_can_cut_the_phone_off_is_told(is_checked: bool) -> None:
    """And only where it changes."""
    held = {"901": "443", "30": "old"}
    steps = () if is_checked else (write({"P901": "8443"}), read("901", {"901": "8443"}))
    with scripted(login(), read("901:30", held), *steps) as script:
        outcome = run(script.phone, desired({"901": "8443", "30": "old"}), check_mode=is_checked)
    assert [warning.partition(" can cut the phone off. gs_config ")[0] for warning in outcome.warnings] == ["P901"]
    with scripted(login(), read("901:30", held), write({"P30": "ntp"}), read("30", {"30": "ntp"})) as script:
        assert run(script.phone, desired({"901": "443", "30": "ntp"}), check_mode=False).warnings == []


def test_what_no_setting_can_hold_is_not_told() -> None:
    held = {"30": "x" * 27000, "1359": "y" * 27000}
    values = {"30": "ntp", "1359": "of the files"}
    with scripted(login(), read("30:1359", held)) as script:
        outcome = run(script.phone, desired(values), check_mode=True)
    assert [change["before"] for change in outcome.changes or []] == [TOO_LONG, "(former secret)"]
    assert outcome.before == f"ntp_server (P30): {TOO_LONG}\nxml_config_password (P1359): (former secret)\n"
