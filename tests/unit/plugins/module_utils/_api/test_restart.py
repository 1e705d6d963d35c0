# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The proof of a reboot: laws, and the waiting on a phone with a clock of its own."""

from __future__ import annotations

import itertools
import math
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api import restart
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.restart import AddressAfterReset, Moment, has_rebooted
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    AuthenticationError,
    LockedError,
    PhoneError,
    ReplyError,
    TransportError,
    WaitError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._resources.sysop import RESOURCE, DesiredOperation
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.dialogue import HANGS, HOST, LOGIN_PAGE, REFUSED, UNAUTHORIZED, Answer, Step, login, scripted
from unit.operations import LOCKED, Power, anyone, get_time, sysop, wrong

run = partial(carry_out, RESOURCE)

REBOOT = DesiredOperation("reboot", "force", 0, wait=True, wait_timeout=120.0, min_uptime=None, after=None)
PLACE = AddressAfterReset("192.0.2.99", 80, use_ssl=False, username="gmiadmin", password="admin")
THERE = "http://192.0.2.99"

SECONDS = st.floats(0, 10_000)
UPTIMES = SECONDS | st.integers(0, 100).map(float)
FRACTIONS = st.floats(0, 3)


def moved(*steps: Step | list[Step], base_url: str = THERE) -> list[Step]:
    """The steps at the phone's new place."""
    flat = itertools.chain.from_iterable([step] if isinstance(step, Step) else step for step in steps)
    return [step._replace(base_url=base_url) for step in flat]


@given(uptime=UPTIMES, elapsed=SECONDS, latency=FRACTIONS)
def test_phone_that_has_not_rebooted_is_never_believed_to_have(uptime: float, elapsed: float, latency: float) -> None:
    """It answers `latency` after it was asked, and tells whole seconds both times."""
    now = math.floor(uptime + elapsed + latency)
    assert not has_rebooted(now, elapsed, math.floor(uptime))


@given(uptime=UPTIMES, elapsed=SECONDS)
def test_phone_that_rounds_its_seconds_is_not_believed_to_have_rebooted(uptime: float, elapsed: float) -> None:
    assert not has_rebooted(round(uptime + elapsed), elapsed, round(uptime))


@given(uptime=UPTIMES, latency=FRACTIONS, later=SECONDS, since=SECONDS)
def test_phone_that_has_rebooted_is_believed(uptime: float, latency: float, later: float, since: float) -> None:
    """It counts its uptime from `counts_from` seconds after the request, and that is more than it took to answer."""
    counts_from = latency + 1.002 + later
    elapsed = counts_from + since
    assert has_rebooted(math.floor(elapsed + latency - counts_from), elapsed, math.floor(uptime))


@given(latency=st.lists(st.floats(0, 2), min_size=1, max_size=5), uptime=st.floats(0, 200))
def test_waiting_for_a_phone_that_does_not_reboot_fails(latency: list[float], uptime: float) -> None:
    power = Power(uptime, None, 0, 0, itertools.cycle(latency).__next__)
    with power.on() as phone, pytest.raises(WaitError, match="has not rebooted"):
        run(phone, REBOOT._replace(wait_timeout=30.0), check_mode=False)
    assert power.requests.count("api-sys_operation") == 1


def test_clock_is_read_after_the_uptime() -> None:
    """The first read may take as long as a login and its repetitions; a phone that is younger than that has not rebooted."""
    young = [*login(), get_time(20, took=25.0), sysop("REBOOT"), anyone(), *login(), get_time(20)]
    with scripted(young) as script, pytest.raises(WaitError, match="has not rebooted"):
        run(script.phone, REBOOT._replace(wait_timeout=0.0), check_mode=False)


@given(
    latency=st.lists(st.floats(0, 2), min_size=1, max_size=5),
    uptime=UPTIMES,
    goes_down=st.floats(0, 15),
    starts=st.floats(12, 20),
    boots=st.floats(0, 60),
)
def test_phone_that_reboots_is_waited_for(
    latency: list[float], uptime: float, goes_down: float, starts: float, boots: float
) -> None:
    power = Power(uptime, goes_down, starts, boots, itertools.cycle(latency).__next__)
    sent = power.clock()
    with power.on() as phone:
        found = run(phone, REBOOT, check_mode=False).found
    waited = power.clock() - sent
    assert found["uptime"] <= waited - goes_down - starts + 1
    assert goes_down + starts + boots - 15 <= found["waited"] <= waited + 1
    assert waited <= goes_down + starts + boots + 40
    assert power.requests.count("api-sys_operation") == 1


def wait(steps: list[Step], patience: float = 0.0, **changes: Any) -> dict[str, Any]:
    """Wait for a reboot that was asked for now, on a phone that was up for 500 seconds."""
    with scripted(steps, **changes) as script:
        return restart.for_reboot(script.phone, Moment(script.phone.now(), 500), patience)


def test_phone_that_moves_with_the_reboot_is_looked_for_at_its_new_place() -> None:
    there = f"https://{HOST}:8443"
    steps = [step._replace(base_url=there) for step in [anyone(), *login(), get_time(0)]]
    with scripted(steps) as script:
        found = restart.for_reboot(script.phone, Moment(script.phone.now() - 30, 500), 0, {"port": 8443})
    assert found["uptime"] == 0


def waiting_fails(kind: type[PhoneError], steps: list[Step], patience: float = 0.0) -> PhoneError:
    with pytest.raises(kind) as caught:
        wait(steps, patience)
    assert isinstance(caught.value, kind)
    return caught.value


def test_phone_that_is_down_and_comes_back() -> None:
    down = [anyone(REFUSED), anyone(HANGS), anyone((503, ""))]
    assert wait([*down, anyone(), *login(), get_time(2)], 60) == {"uptime": 2, "waited": 5}


def test_answer_from_before_the_phone_went_down_does_not_count() -> None:
    still = [anyone(), *login(), get_time(500), get_time(501), get_time(answer=REFUSED)]
    # A new look at who is there, and a login, because the session died with the phone.
    back = [anyone()._replace(fresh=False), get_time(answer=UNAUTHORIZED), *login(), get_time(1)]
    assert wait([*still, *back], 60)["uptime"] == 1


def test_no_login_is_spent_on_a_phone_that_is_starting() -> None:
    """Its web server is not there, or not itself yet: no strike is risked."""
    starting: list[Answer] = [REFUSED, HANGS, (500, ""), (502, ""), "", "starting"]
    assert wait([*[anyone(answer) for answer in starting], anyone(), *login(), get_time(0)], 60)["uptime"] == 0


def test_page_of_a_starting_phone_costs_no_strike() -> None:
    page = [anyone(LOGIN_PAGE), Step("GET", "loginrealm", (), LOGIN_PAGE)]
    assert wait([*page, anyone(), *login(), get_time(0)], 60)["uptime"] == 0


@pytest.mark.parametrize("patience", [0.0, 1.0])
def test_phone_that_never_comes_back(patience: float) -> None:
    error = waiting_fails(WaitError, [anyone(REFUSED)] * (1 + bool(patience)), patience)
    assert not error.unreachable
    assert f"not back within {patience:g} s" in error.text
    assert "did not answer" in error.text
    assert "wait_timeout" in error.text


def test_phone_that_stays_up() -> None:
    error = waiting_fails(WaitError, [anyone(), *login(), get_time(500)])
    assert "its uptime was 500 s" in error.text
    assert "has not rebooted" in error.text


def test_uptime_that_is_not_understood_is_told() -> None:
    odd = get_time(answer='{"date": "", "time": "", "uptime": "long"}')
    error = waiting_fails(WaitError, [anyone(), *login(), odd])
    assert "'long' cannot be understood" in error.text


@pytest.mark.parametrize(("answer", "kind"), [(wrong(4), AuthenticationError), (LOCKED, LockedError)])
def test_wrong_credentials_end_the_waiting(answer: str, kind: type[PhoneError]) -> None:
    steps = [anyone(), *login(":", answer)]
    with scripted(steps, digest_separator="colon") as script, pytest.raises(kind):
        restart.for_reboot(script.phone, Moment(script.phone.now(), 500), 600)
    assert script.pauses == []


def test_odd_uptime_of_a_phone_is_an_error_with_advice() -> None:
    odd = get_time(answer='{"date": "", "time": "", "uptime": "' + "long " * 100 + '"}')
    with scripted(login(), odd) as script, pytest.raises(ReplyError) as caught:
        restart.uptime(script.phone)
    assert "wait: false" in caught.value.text
    assert len(caught.value.text) < 250


def reset(*steps: Step | list[Step], patience: float = 60.0, **changes: Any) -> dict[str, Any]:
    """Wait for a factory reset; the first request of the script was the one before it."""
    with scripted(login(), get_time(500), *steps, **changes) as script:
        moment = Moment(script.phone.now(), restart.uptime(script.phone))
        return restart.for_reset(script.phone, moment, patience, PLACE)


FOUND = {"host": "192.0.2.99", "port": 80, "username": "gmiadmin"}


def test_phone_is_found_at_its_factory_address() -> None:
    up, down = get_time(500), get_time(answer=REFUSED)
    there = moved(anyone(REFUSED), anyone(), login(password="admin"), get_time(1))
    assert reset(up, down, there) == {"uptime": 1, "waited": 2, "found": FOUND}


@pytest.mark.parametrize("gone", [REFUSED, UNAUTHORIZED, (401, ""), LOGIN_PAGE], ids=["refused", "error", "401", "page"])
def test_factory_password_is_not_tried_before_the_phone_went_down(gone: Answer) -> None:
    up = [get_time(500), get_time(answer=HANGS), get_time(answer=(500, "")), get_time(503)]
    there = moved(anyone(), login(password="admin"), get_time(1))
    assert reset(up, get_time(answer=gone), there)["found"] == FOUND


def test_factory_password_is_tried_with_the_separator_that_is_known() -> None:
    there = moved(anyone(), login(".", password="admin"), get_time(1))
    with scripted(
        login("."), get_time(500), get_time(answer=REFUSED), get_time(answer=REFUSED), there, separator="dot"
    ) as script:
        script.phone.clock()
        assert script.phone.is_gone()
        restart.for_reset(script.phone, Moment(script.phone.now() - 60, 500), 60.0, PLACE)


@pytest.mark.parametrize(
    ("there", "told"),
    [
        ([anyone(REFUSED)] * 4, "did not answer"),
        ([anyone(), *login(":", wrong(4), password="admin"), *login(".", wrong(3), password="admin")], "refused"),
        ([anyone(), *login(":", LOCKED, password="admin")], "locked"),
    ],
)
def test_only_the_waiting_failed(there: list[Step], told: str) -> None:
    with pytest.raises(WaitError) as caught:
        reset(get_time(answer=REFUSED), moved(there), patience=3.0)
    assert not caught.value.unreachable
    assert "the factory reset worked" in caught.value.text
    assert "Only the waiting failed" in caught.value.text
    assert "192.0.2.99 port 80 as 'gmiadmin'" in caught.value.text
    assert told in caught.value.text
    assert "after_reset" in caught.value.text


def test_reset_that_does_not_come() -> None:
    with pytest.raises(WaitError) as caught:
        reset(*[get_time(500)] * 3, patience=2.5)
    assert "did not go down within 2.5 s" in caught.value.text
    assert "worked" not in caught.value.text


def lost() -> AmbiguousWriteError:
    return AmbiguousWriteError(TransportError("no whole answer", sent=True))


def test_reboot_without_waiting_whose_answer_is_lost() -> None:
    with scripted(login(), get_time(9), get_time(10), get_time(answer=REFUSED)) as script:
        script.phone.clock()
        assert restart.for_going_down(script.phone, lost()) == {}


def test_phone_that_did_not_go_down_did_not_take_it() -> None:
    with scripted(login(), get_time(9), *[get_time(10)] * 6) as script:
        script.phone.clock()
        with pytest.raises(AmbiguousWriteError) as caught:
            restart.for_going_down(script.phone, lost())
    assert sum(script.pauses) == pytest.approx(10)
    assert "still up 10 s later" in caught.value.text
    assert "run the task again" in caught.value.text
    assert not caught.value.unreachable


def provision(error: AmbiguousWriteError | None, patience: float, *steps: Step) -> dict[str, Any]:
    with scripted(*steps) as script:
        phone: Phone = script.phone
        return restart.for_answer(phone, Moment(phone.now(), 0), patience, error)


def test_provisioning_returns_when_the_phone_answers() -> None:
    assert provision(None, 60, anyone(REFUSED), anyone(HANGS), anyone()) == {"waited": 2}
    assert provision(None, 60, anyone()) == {"waited": 0}
    assert provision(None, 0) == {}


def test_provisioning_after_which_the_phone_stays_silent() -> None:
    with pytest.raises(WaitError, match=r"did not answer again within 2 s"):
        provision(None, 2, *[anyone(REFUSED)] * 3)


@pytest.mark.parametrize(("answer", "silent"), [(REFUSED, True), (None, False)])
def test_provisioning_whose_answer_is_lost_is_told(answer: Answer | None, silent: bool) -> None:
    steps = [anyone() if answer is None else anyone(answer)]
    with pytest.raises(AmbiguousWriteError) as caught:
        provision(lost(), 0, *steps)
    assert ("does not answer" in caught.value.text) == silent
    assert "not known" in caught.value.text
    assert "Run the task again" in caught.value.text
