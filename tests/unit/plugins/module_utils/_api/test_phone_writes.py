# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writing: a write whose answer is lost is settled by reading, and nothing is written more than twice."""

from __future__ import annotations

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._errors import AmbiguousWriteError, ApiError
from unit.dialogue import (
    AVAILABLE,
    GARBLED,
    HANGS,
    LOGIN_PAGE,
    REFUSED,
    RESET,
    UNAUTHORIZED,
    Answer,
    Step,
    login,
    read,
    scripted,
    status,
    write,
)

TWO = {"P30": "ntp", "P64": "UTC"}
VALUES = {"30": "ntp", "64": "UTC"}
LOST = write(TWO, RESET)


@pytest.mark.parametrize("fault", GARBLED)
def test_lost_answer_of_a_write_that_took_effect(fault: str) -> None:
    with scripted(login(), write(TWO, GARBLED[fault]), read("30:64", VALUES)) as script:
        script.phone.write_values(VALUES)


@pytest.mark.parametrize("fault", GARBLED)
def test_lost_write_is_sent_again(fault: str) -> None:
    held = {"30": "old", "64": "old"}
    with scripted(login(), write(TWO, GARBLED[fault]), read("30:64", held), write(TWO)) as script:
        script.phone.write_values(VALUES)


@pytest.mark.parametrize(
    ("held", "again"),
    [
        ({"30": "ntp", "64": "old"}, {"P64": "UTC"}),
        ({"30": "", "64": "UTC"}, {"P30": "ntp"}),
        ({"64": "UTC"}, {"P30": "ntp"}),
    ],
)
def test_only_what_is_missing_is_sent_again(held: dict[str, str], again: dict[str, str]) -> None:
    with scripted(login(), LOST, read("30:64", held), write(again)) as script:
        script.phone.write_values(VALUES)


def test_web_page_instead_of_an_answer_needs_a_login_to_be_settled() -> None:
    with scripted(login(), write(TWO, LOGIN_PAGE), login(), read("30:64", VALUES)) as script:
        script.phone.write_values(VALUES)


def test_phone_that_rebooted_over_a_write() -> None:
    rebooting = [read("30:64", REFUSED), read("30:64", REFUSED), read("30:64", UNAUTHORIZED)]
    with scripted(login(), LOST, rebooting, login(), read("30:64", VALUES)) as script:
        script.phone.write_values(VALUES)


def test_second_loss_may_still_be_settled() -> None:
    old = read("30:64", {"30": "old", "64": "old"})
    with scripted(login(), LOST, old, LOST, read("30:64", VALUES)) as script:
        script.phone.write_values(VALUES)


def test_nothing_is_written_a_third_time() -> None:
    old = read("30:64", {"30": "old", "64": "old"})
    with scripted(login(), LOST, old, LOST, old, retries=9) as script, pytest.raises(AmbiguousWriteError) as caught:
        script.phone.write_values(VALUES)
    assert not caught.value.unreachable


@pytest.mark.parametrize("reading", [[read("30:64", HANGS)] * 3, [read("30:64", (404, ""))]])
def test_write_that_cannot_be_settled_says_so(reading: list[Step]) -> None:
    with scripted(login(), LOST, reading) as script, pytest.raises(AmbiguousWriteError) as caught:
        script.phone.write_values(VALUES)
    assert "not known" in caught.value.text
    assert "Run the task again" in caught.value.text
    assert caught.value.details["endpoint"] == "api-values.post"


def test_secret_that_went_with_held_values_is_held() -> None:
    together = {"P30": "ntp", "P34": "s3cret"}
    with scripted(login(), write(together, RESET), read("30", {"30": "ntp"})) as script:
        script.phone.write_values({"30": "ntp", "34": "s3cret"}, unreadable={"34"})


def test_secret_that_went_with_lost_values_is_sent_again() -> None:
    together = {"P30": "ntp", "P34": "s3cret", "P64": "UTC"}
    lost = [write(together, RESET), read("30:64", {"30": "ntp", "64": ""})]
    with scripted(login(), lost, write({"P34": "s3cret", "P64": "UTC"})) as script:
        script.phone.write_values({"30": "ntp", "34": "s3cret", "64": "UTC"}, unreadable={"34"})


def test_secrets_alone_are_sent_once_more() -> None:
    secret = {"P34": "s3cret"}
    with scripted(login(), write(secret, RESET), write(secret)) as script:
        script.phone.write_values({"34": "s3cret"}, unreadable={"34"})


def test_secrets_alone_are_not_sent_a_third_time() -> None:
    lost = write({"P34": "s3cret"}, RESET)
    with scripted(login(), lost, lost, retries=9) as script, pytest.raises(AmbiguousWriteError) as caught:
        script.phone.write_values({"34": "s3cret"}, unreadable={"34"})
    assert "s3cret" not in caught.value.text


def test_parts_of_a_split_write_are_settled_one_by_one() -> None:
    long = {str(number): "x" * 90 for number in (10, 11, 12)}
    first = write({"P10": long["10"], "P11": long["11"]}, RESET)
    held = read("10:11", {"10": long["10"], "11": long["11"]})
    with scripted(login(), first, held, write({"P12": long["12"]}), max_url_length=256) as script:
        script.phone.write_values(long)


def test_settling_does_not_mistake_a_dead_session_for_lost_values() -> None:
    limited = [read("30:64", {}), status(UNAUTHORIZED)]
    with scripted(login(), LOST, limited, login(), read("30:64", VALUES)) as script:
        script.phone.write_values(VALUES)


def test_values_that_are_to_be_empty_are_settled_too() -> None:
    empty = [write({"P30": ""}, RESET), read("30", {"30": ""}), status(AVAILABLE)]
    with scripted(login(), empty) as script:
        script.phone.write_values({"30": ""})


@pytest.mark.parametrize("answer", [(201, ""), (302, ""), (400, ""), (404, ""), UNAUTHORIZED.replace("unauthorized", "no")])
def test_write_that_was_carried_out_in_spite_of_its_answer(answer: Answer) -> None:
    with scripted(login(), write(TWO, answer), read("30:64", VALUES)) as script:
        script.phone.write_values(VALUES)
        assert script.phone.has_written


@pytest.mark.parametrize(("held", "written"), [({"30": "old", "64": "old"}, False), ({"30": "ntp", "64": "old"}, True)])
def test_write_that_was_not_carried_out_is_told_as_the_phone_tells_it(held: dict[str, str], written: bool) -> None:
    with scripted(login(), write(TWO, (404, "")), read("30:64", held)) as script, pytest.raises(ApiError, match="HTTP 404"):
        script.phone.write_values(VALUES)
    assert script.phone.has_written == written


def test_error_and_silence_after_a_write_is_ambiguous() -> None:
    with scripted(login(), write(TWO, (400, "")), read("30:64", HANGS), retries=0) as script:
        with pytest.raises(AmbiguousWriteError) as caught:
            script.phone.write_values(VALUES)
        assert script.phone.has_written
    assert not caught.value.unreachable
    assert caught.value.text.count("api-values.post") == 1


def test_error_after_secrets_alone_is_ambiguous() -> None:
    with scripted(login(), write({"P34": "s3cret"}, (400, ""))) as script, pytest.raises(AmbiguousWriteError) as caught:
        script.phone.write_values({"34": "s3cret"}, unreadable={"34"})
    assert "cannot be read" in caught.value.text
    assert caught.value.text.count("api-values.post") == 1


def test_login_passwords_are_never_sent_twice() -> None:
    with scripted(login(), write({"P2": "n3w"}, RESET), retries=9) as script, pytest.raises(AmbiguousWriteError) as caught:
        script.phone.write_login_passwords({"2": "n3w"})
    assert "Log in by hand" in caught.value.text
    assert "n3w" not in caught.value.text


def test_login_passwords_that_never_left_are_sent_again() -> None:
    with scripted(login(), write({"P2": "n3w"}, REFUSED), write({"P2": "n3w"})) as script:
        script.phone.write_login_passwords({"2": "n3w"})
