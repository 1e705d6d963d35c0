# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two witnesses of a registration: the list of accounts and the status word (VENDOR-SERVER, "Accounts, status, time")."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api import registrations
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Account, account
from unit.dialogue import HANGS, accounts, login, look, reply, scripted, status

NOBODY: list[int] = []
WORDS = ("", "available", "unavailable", "busy", "ringing", "asleep")


def judged(listed: list[int], word: str) -> tuple[list[int], list[int], list[int]]:
    rows = [Account(number, number in listed, "", "pbx", str(number)) for number in (1, 2, 3)]
    seen = registrations.judge(rows, word)
    assert seen.registered == seen.proved | seen.not_proved
    return sorted(seen.proved), sorted(seen.not_proved), sorted(seen.contradicted)


@pytest.mark.parametrize(
    ("listed", "word", "proved", "not_proved", "contradicted"),
    [
        *(([], word, [], [], []) for word in WORDS),
        ([2], "", [], [2], []),
        ([2], "available", [2], [], []),
        ([2], "unavailable", [], [], [2]),
        ([2], "busy", [], [2], []),
        ([2], "ringing", [], [2], []),
        ([2], "asleep", [], [2], []),
        ([1, 3], "", [], [1, 3], []),
        ([1, 3], "available", [], [1, 3], []),
        ([1, 3], "unavailable", [], [], [1, 3]),
        ([1, 3], "busy", [], [1, 3], []),
        ([1, 3], "ringing", [], [1, 3], []),
        ([1, 3], "asleep", [], [1, 3], []),
    ],
)
def test_truth_table(listed: list[int], word: str, proved: list[int], not_proved: list[int], contradicted: list[int]) -> None:
    assert judged(listed, word) == (proved, not_proved, contradicted)


@pytest.mark.parametrize(
    ("more", "registered"),
    [
        ({}, True),
        ({"sip_server": "pbx"}, True),
        ({"sip_server": ""}, False),
        ({"sip_server": "(null)"}, False),
        ({"sip_server": None}, False),
    ],
)
def test_account_without_a_server_is_not_registered(more: dict[str, Any], registered: bool) -> None:
    """Firmware that does not tell servers at all is another matter."""
    row = account({"id": "1", "reg": 1, "sip_id": "(null)", "name": "(null)", **more})
    assert row.registered is registered
    assert (row.name, row.sip_user_id) == ("", "")


def test_status_is_asked_for_only_where_an_account_claims_to_be_registered() -> None:
    with scripted(login(), accounts()) as script:
        assert registrations.look(script.phone).shown()["witnesses"] == ["accounts"]
    with scripted(login(), look(2)) as script:
        assert registrations.look(script.phone).proved == {2}


@pytest.mark.parametrize("answer", [(404, ""), reply("busy now", "error")], ids=str)
def test_firmware_without_a_status_is_no_second_witness(answer: Any) -> None:
    with scripted(login(), accounts(1), status(answer)) as script:
        assert registrations.look(script.phone).shown()["witnesses"] == ["accounts"]


def test_phone_that_falls_silent_is_no_witness_at_all() -> None:
    with scripted(login(), accounts(1), status(HANGS), retries=0) as script, pytest.raises(
        Exception, match="api-get_phone_status"
    ):
        registrations.look(script.phone)
