# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls: the lines are asked for only where a change can end one, and a phone with a call is left alone as the task says."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._errors import BusyError, InputError
from unit.dialogue import Step, login, read, scripted, write
from unit.operations import IDLE, IN_CALL, RINGING, get_lines
from unit.whole_phone import apply, asked, outcome_of

Steps = list[Step | list[Step]]

MOVE: dict[str, Any] = {"settings": {"ntp_server": "ntp"}, "accounts": {1: {"sip_server": "new"}}}
READ: Steps = [login(), read("30:47", {"30": "old", "47": "pbx"})]
CHANGE = [write({"P30": "ntp", "P47": "new"}), read("30:47", {"30": "ntp", "47": "new"})]
WAYS = ["skip", "fail", "wait", "force"]


@pytest.mark.parametrize("when_busy", WAYS[:3])
def test_idle_phone_is_changed_after_one_look(when_busy: str) -> None:
    outcome = outcome_of(*READ, get_lines(IDLE, IDLE), *CHANGE, when_busy=when_busy, **MOVE)
    assert [row["name"] for row in outcome.changes or []] == ["settings.ntp_server", "accounts.1.sip_server"]
    assert "skipped" not in outcome.found


@pytest.mark.parametrize("when_busy", WAYS)
@pytest.mark.parametrize(
    ("given", "numbers", "held", "new"),
    [
        ({"settings": {"ntp_server": "ntp"}}, "30", {"30": "old"}, {"P30": "ntp"}),
        ({"accounts": {1: {"display_name": "Lobby"}}}, "3", {"3": "L"}, {"P3": "Lobby"}),
        ({"accounts": {1: {"sip_server": "pbx"}}}, "47", {"47": "pbx"}, {}),
    ],
)
def test_lines_are_not_asked_for_where_no_call_can_end(
    given: dict[str, Any], numbers: str, held: dict[str, str], new: dict[str, str], when_busy: str
) -> None:
    after = {number.removeprefix("P"): text for number, text in new.items()}
    steps: Steps = [login(), read(numbers, held)]
    outcome_of(*steps, *([write(new), read(numbers, after)] if new else []), when_busy=when_busy, **given)


@pytest.mark.parametrize("when_busy", WAYS)
def test_check_mode_asks_for_no_lines(when_busy: str) -> None:
    outcome = outcome_of(*READ, check_mode=True, when_busy=when_busy, **MOVE)
    assert len(outcome.changes or []) == 2


def test_force_is_the_default_and_asks_for_no_lines() -> None:
    assert asked(**MOVE).care.when_busy == "force"
    outcome_of(*READ, *CHANGE, **MOVE)


def test_phone_in_a_call_is_left_alone_as_a_whole() -> None:
    outcome = outcome_of(*READ, get_lines(IDLE, IN_CALL), when_busy="skip", **MOVE)
    assert (outcome.changes, outcome.before, outcome.after) == ([], "", "")
    assert (outcome.found["skipped"], outcome.found["skip_reason"]) == (True, "line 2 is in_call")
    assert [line["line"] for line in outcome.found["lines"]] == [2]
    assert outcome.found["waiting_settings"] == ["accounts.1.sip_server"]
    assert (outcome.found["reboot_required"], outcome.found["reboot_settings"]) == (False, [])


def test_call_fails_the_task_before_any_write() -> None:
    with scripted(*READ, get_lines(RINGING)) as script, pytest.raises(BusyError) as caught:
        apply(script, when_busy="fail", **MOVE)
    assert caught.value.message == "the phone is busy: line 1 is ringing"


def test_waits_for_the_end_of_the_call() -> None:
    with scripted(*READ, get_lines(IN_CALL), get_lines(IN_CALL), get_lines(IDLE), *CHANGE) as script:
        apply(script, when_busy="wait", **MOVE)
    with scripted(*READ, get_lines(IN_CALL), get_lines(IN_CALL)) as script, pytest.raises(BusyError) as caught:
        apply(script, when_busy="wait", busy_timeout=1.0, **MOVE)
    assert "option busy_timeout" in caught.value.message


@pytest.mark.parametrize("option", ["busy_timeout", "reach_timeout"])
@pytest.mark.parametrize("value", [-1.0, 86401.0])
def test_waiting_has_a_range(option: str, value: float) -> None:
    with pytest.raises(InputError, match=f"{option}: .* is out of range"):
        asked(**MOVE, **{option: value})
