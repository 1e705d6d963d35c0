# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reboot, factory reset and provisioning: bad input, the look before, the request, and what a failure tells."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.restart import AddressAfterReset
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    BusyError,
    InputError,
    LockedError,
    PhoneError,
    TransportError,
    WaitError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._resources.sysop import RESOURCE, DesiredOperation, prepare
from ansible_collections.voip.grandstream.plugins.module_utils._task import Task, carry_out
from unit.dialogue import GARBLED, HANGS, HOST, REFUSED, RESET, Answer, Step, dialogue, login, options, reply, scripted
from unit.operations import (
    CALLING,
    FAILED,
    HOLD,
    IDLE,
    IN_CALL,
    LOCKED,
    RINGING,
    anyone,
    get_lines,
    get_time,
    row,
    sysop,
)

run = partial(carry_out, RESOURCE)

PLACE = AddressAfterReset(HOST, 80, use_ssl=False, username="gmiadmin", password="admin")
REQUESTS = {"reboot": "REBOOT", "factory_reset": "RESET", "provision": "PROV"}


def given(**changes: Any) -> dict[str, Any]:
    """The options of a task as ansible-core validates them."""
    defaults = {name: spec.get("default") for name, spec in RESOURCE.argument_spec.items()}
    return {**options(), **defaults, "operation": "reboot", **changes}


def after_reset(**changes: Any) -> dict[str, Any]:
    """`after_reset` as ansible-core validates it."""
    return {"host": None, "port": None, "use_ssl": False, "username": "gmiadmin", "password": None, **changes}


def prepared(**changes: Any) -> DesiredOperation:
    desired: DesiredOperation = prepare(given(**changes), Secrets())
    return desired


def desired(operation: str = "reboot", when_busy: str = "fail", **changes: Any) -> DesiredOperation:
    """A task that does not wait, unless it says so."""
    after = PLACE if operation == "factory_reset" else None
    base = DesiredOperation(operation, when_busy, 60.0, wait=False, wait_timeout=0.0, min_uptime=None, after=after)
    return base._replace(**changes)


def act(what: DesiredOperation, *steps: Step | list[Step], check_mode: bool = False, **settings: Any) -> Outcome:
    with scripted(login(), *steps, **settings) as script:
        return run(script.phone, what, check_mode)


def test_defaults() -> None:
    assert prepared() == DesiredOperation("reboot", "fail", 600.0, wait=True, wait_timeout=600.0, min_uptime=None, after=None)


@pytest.mark.parametrize(
    ("text", "seconds"), [("7d", 604800), ("12h", 43200), ("90m", 5400), ("1d 12h", 129600), ("3600", 3600), ("0", 0)]
)
def test_min_uptime_in_a_persons_words(text: str, seconds: int) -> None:
    assert prepared(min_uptime=text).min_uptime == seconds


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"operation": "factory_reset"}, ["force: true"]),
        ({"force": True}, ["force: "]),
        ({"operation": "provision", "force": True}, ["force: "]),
        ({"after_reset": after_reset()}, ["after_reset: "]),
        (
            {"operation": "provision", "after_reboot": {"port": 8443}},
            ["after_reboot: it can be used with operation: reboot only"],
        ),
        ({"after_reboot": {"port": 0, "host": "a b"}}, ["after_reboot.port: 0 is out of range", "after_reboot.host: 'a b'"]),
        ({"min_uptime": "soon"}, ["min_uptime: 'soon'", "7d"]),
        ({"min_uptime": ""}, ["min_uptime: "]),
        ({"min_uptime": "²d"}, ["min_uptime: "]),
        ({"min_uptime": "9" * 5000}, ["min_uptime: "]),
        ({"operation": "factory_reset", "force": True, "after_reset": after_reset(host="a" * 224)}, ["after_reset.host"]),
        ({"operation": "provision", "min_uptime": "7d"}, ["min_uptime: "]),
        ({"busy_timeout": -1.0}, ["busy_timeout: "]),
        ({"wait_timeout": float("nan")}, ["wait_timeout: "]),
        ({"wait_timeout": float("inf")}, ["wait_timeout: "]),
        ({"operation": "factory_reset", "min_uptime": "x", "after_reset": after_reset()}, ["force: true", "min_uptime: "]),
        ({"busy_timeout": -1.0, "wait_timeout": -1.0}, ["busy_timeout: ", "wait_timeout: "]),
        ({"min_uptime": "soon", "wait_timeout": -1.0}, ["min_uptime: ", "wait_timeout: "]),
    ],
)
def test_problems_are_told_at_once_by_option(changes: dict[str, Any], named: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        prepared(**changes)
    assert not [name for name in named if name not in caught.value.text]


@pytest.mark.parametrize(
    ("option", "value"),
    [("host", "a/b"), ("host", ""), ("port", 0), ("port", 65536), ("username", "\ud800"), ("password", "\ud800")],
)
def test_problem_of_the_factory_phone_is_told_before_it_is_needed(option: str, value: Any) -> None:
    with pytest.raises(InputError, match=rf"after_reset\.{option}: "):
        prepared(operation="factory_reset", force=True, after_reset=after_reset(**{option: value}))


SAME = PLACE._replace(host="")


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (None, SAME),
        (after_reset(), SAME),
        (after_reset(use_ssl=True), SAME._replace(port=443, use_ssl=True)),
        (after_reset(port=8080), SAME._replace(port=8080)),
        (
            after_reset(host="192.0.2.77", username="admin", password="s3cret"),
            AddressAfterReset("192.0.2.77", 80, False, "admin", "s3cret"),
        ),
        (after_reset(host="[2001:db8::1]"), PLACE._replace(host="2001:db8::1")),
    ],
)
def test_factory_values_where_the_task_says_nothing(place: dict[str, Any] | None, found: AddressAfterReset) -> None:
    assert prepared(operation="factory_reset", force=True, after_reset=place).after == found


@pytest.mark.parametrize("host", [HOST, "2001:db8::1", "[2001:db8::1]"])
def test_phone_is_looked_for_where_it_was(host: str) -> None:
    url = f"http://{host}" if ":" not in host else "http://[2001:db8::1]"
    there = [step._replace(base_url=url) for step in [anyone(), *login(password="admin"), get_time(0)]]
    steps = [get_lines(IDLE), get_time(500), sysop("RESET"), get_time(500), get_time(answer=REFUSED), *there]
    reset = desired("factory_reset", wait=True, wait_timeout=60.0, after=SAME)
    assert act(reset, steps, host=host).found["found"] == {"host": host.strip("[]"), "port": 80, "username": "gmiadmin"}


@pytest.mark.parametrize("password", ["s3cret-after", "pw"])
def test_password_after_the_reset_is_a_secret(password: str) -> None:
    params = given(operation="factory_reset", after_reset=after_reset(password=password))
    result = Task(RESOURCE, params, check_mode=False, diff=False).prepare()
    assert result is not None
    assert result["invocation"]["module_args"]["after_reset"]["password"] == MASK


@pytest.mark.parametrize(("uptime", "rebooted"), [(3599, False), (3600, True), (3601, True)])
@pytest.mark.parametrize("check_mode", [True, False])
def test_young_phone_is_left_alone(uptime: int, rebooted: bool, check_mode: bool) -> None:
    steps = [get_time(uptime), *[get_lines(IDLE)] * rebooted, *[sysop("REBOOT")] * (rebooted and not check_mode)]
    outcome = act(desired(min_uptime=3600), steps, check_mode=check_mode)
    assert bool(outcome.changes) == rebooted
    assert outcome.found["uptime"] == uptime


def test_uptime_that_is_not_understood_leaves_the_phone_alone() -> None:
    with pytest.raises(PhoneError, match="cannot be understood") as caught:
        act(desired(min_uptime=3600), get_time(answer='{"date": "", "time": "", "uptime": "?"}'))
    assert caught.value.changes == []


@pytest.mark.parametrize("state", [RINGING, CALLING, IN_CALL, HOLD, 7])
@pytest.mark.parametrize("operation", REQUESTS)
@pytest.mark.parametrize("check_mode", [True, False])
def test_busy_phone_is_not_touched(state: int, operation: str, check_mode: bool) -> None:
    with pytest.raises(BusyError) as caught:
        act(desired(operation), get_lines(IDLE, state), check_mode=check_mode)
    assert "line 2 is " in caught.value.text
    assert "line 1" not in caught.value.text
    assert "when_busy" in caught.value.text
    assert [line["line"] for line in caught.value.details["lines"]] == [2]
    assert caught.value.changes == []
    assert not caught.value.unreachable


@pytest.mark.parametrize("lines", [[], [IDLE, IDLE], [FAILED]])
@pytest.mark.parametrize("operation", REQUESTS)
def test_quiet_phone_is_sent_its_request(lines: list[int], operation: str) -> None:
    outcome = act(desired(operation), get_lines(*lines), sysop(REQUESTS[operation]))
    assert outcome == Outcome([{"operation": operation}], after=f"operation: {operation}\n")


def test_skip_skips_a_busy_phone_only() -> None:
    busy = row(1, IN_CALL, number="8819")
    outcome = act(desired(when_busy="skip"), get_lines(busy, IDLE))
    assert outcome.changes == []
    assert (outcome.found["skipped"], outcome.found["skip_reason"]) == (True, "line 1 is in_call")
    assert [(line["line"], line["state_name"], line["number"]) for line in outcome.found["lines"]] == [(1, "in_call", "8819")]
    assert act(desired(when_busy="skip"), get_lines(IDLE), sysop("REBOOT")).changes


def test_force_does_not_look_at_the_lines() -> None:
    assert act(desired(when_busy="force"), get_time(500), sysop("REBOOT")).changes


def test_wait_waits_for_the_end_of_the_call() -> None:
    looks = [get_lines(IN_CALL), get_lines(HOLD), get_lines(IDLE)]
    assert act(desired(when_busy="wait"), looks, sysop("REBOOT")).changes


def test_wait_has_an_end() -> None:
    with pytest.raises(BusyError) as caught:
        act(desired(when_busy="wait", busy_timeout=2.5), [get_lines(IN_CALL)] * 3)
    assert "2.5 s (option busy_timeout)" in caught.value.text
    assert caught.value.changes == []


@pytest.mark.parametrize("when_busy", ["wait", "force", "skip", "fail"])
def test_check_mode_sends_nothing(when_busy: str) -> None:
    look = get_time(9) if when_busy == "force" else get_lines(IDLE)
    assert act(desired(when_busy=when_busy, wait=True), look, check_mode=True).changes == [{"operation": "reboot"}]


def test_check_mode_does_not_wait_for_the_end_of_a_call() -> None:
    assert act(desired(when_busy="wait"), get_lines(IN_CALL), check_mode=True).changes == [{"operation": "reboot"}]


def test_reboot_is_proved() -> None:
    steps = [get_lines(IDLE), get_time(500), sysop("REBOOT"), anyone(REFUSED), anyone(), *login(), get_time(0)]
    outcome = act(desired(wait=True, wait_timeout=60.0), steps)
    assert outcome.found == {"uptime": 0, "waited": 1}


@pytest.mark.parametrize("fault", GARBLED)
def test_reboot_whose_answer_is_lost_is_proved_and_not_repeated(fault: str) -> None:
    steps = [get_lines(IDLE), get_time(500), sysop("REBOOT", GARBLED[fault]), anyone(REFUSED), anyone(), *login(), get_time(0)]
    assert act(desired(wait=True, wait_timeout=60.0), steps, retries=9).changes


def test_lost_reboot_that_never_comes_tells_both() -> None:
    steps = [get_lines(IDLE), get_time(500), sysop("REBOOT", RESET), anyone(), *login(), get_time(500)]
    with pytest.raises(WaitError) as caught:
        act(desired(wait=True), steps)
    assert "The answer to the request was lost" in caught.value.text
    assert "has not rebooted" in caught.value.text
    assert caught.value.changes == [{"operation": "reboot"}]


@pytest.mark.parametrize(("lines", "unreachable"), [([get_time(9), get_time(answer=REFUSED)], False), ([get_time(9)] * 6, None)])
def test_lost_answer_without_waiting_is_settled_by_looking(lines: list[Step], unreachable: bool | None) -> None:
    steps = [get_lines(IDLE), sysop("REBOOT", RESET), *lines]
    if unreachable is not None:
        assert act(desired(), steps).changes
        return
    with pytest.raises(AmbiguousWriteError) as caught:
        act(desired(), steps, retries=9)
    assert "still up" in caught.value.text
    assert caught.value.changes == [{"operation": "reboot"}]


def test_request_that_never_left_is_sent_again() -> None:
    assert act(desired(), get_lines(IDLE), sysop("REBOOT", REFUSED), sysop("REBOOT")).changes


def test_request_that_never_left_changed_nothing() -> None:
    with pytest.raises(TransportError) as caught:
        act(desired(), get_lines(IDLE), sysop("REBOOT", REFUSED), retries=0)
    assert caught.value.unreachable
    assert caught.value.changes == []


def test_reset_that_worked_is_a_change_though_the_waiting_failed() -> None:
    there = [anyone(REFUSED)._replace(base_url=f"http://{HOST}")]
    steps = [get_lines(IDLE), get_time(500), sysop("RESET"), get_time(answer=REFUSED), *there]
    with pytest.raises(WaitError, match="the factory reset worked") as caught:
        act(desired("factory_reset", wait=True), steps)
    assert caught.value.changes == [{"operation": "factory_reset"}]


def test_provisioning_returns_when_the_phone_answers() -> None:
    outcome = act(desired("provision", wait=True, wait_timeout=60.0), get_lines(IDLE), sysop("PROV"), anyone(HANGS), anyone())
    assert outcome.found == {"waited": 1}


@pytest.mark.parametrize("wait", [True, False])
def test_provisioning_whose_answer_is_lost_is_not_repeated(wait: bool) -> None:
    with pytest.raises(AmbiguousWriteError) as caught:
        act(desired("provision", wait=wait), get_lines(IDLE), sysop("PROV", RESET), anyone(), retries=9)
    assert caught.value.changes == [{"operation": "provision"}]
    assert not caught.value.unreachable


@pytest.mark.parametrize(
    ("answer", "username"),
    [
        (reply("required admin", "error"), "user"),
        (reply("Required admin.", "error"), "gmiadmin"),
        (reply("denied", "error"), "user"),
    ],
)
@pytest.mark.parametrize("operation", ["factory_reset", "provision"])
def test_operation_of_the_admin_says_so(operation: str, answer: Answer, username: str) -> None:
    steps = [*login(username=username), get_lines(IDLE), sysop(REQUESTS[operation], answer)]
    with scripted(steps, username=username) as script, pytest.raises(ApiError) as caught:
        run(script.phone, desired(operation), check_mode=False)
    assert "ansible_user to gmiadmin" in caught.value.text
    assert caught.value.changes == []


@pytest.mark.parametrize("answer", [reply("busy", "error"), LOCKED], ids=str)
def test_other_refusals_do_not_speak_of_the_login(answer: Answer) -> None:
    with pytest.raises((ApiError, LockedError)) as caught:
        act(desired("provision"), get_lines(IDLE), sysop("PROV", answer))
    assert "ansible_user" not in caught.value.text
    assert caught.value.changes == []


@pytest.mark.parametrize("status", [201, 302, 400, 404])
def test_status_that_the_guide_does_not_print_is_settled_by_looking(status: int) -> None:
    """A phone that goes down took the request; of one that provisions nothing shows it."""
    assert act(desired(), get_lines(IDLE), sysop("REBOOT", (status, "")), get_time(answer=REFUSED)).changes
    stays = [sysop("REBOOT", (status, "")), *[get_time(9)] * 6]
    waits = desired(wait=True, wait_timeout=600.0)
    cases = ((desired(), stays), (waits, [get_time(9), *stays]), (desired("provision"), [sysop("PROV", (status, "")), anyone()]))
    for wanted, steps in cases:
        with pytest.raises(AmbiguousWriteError, match=f"HTTP {status}") as caught:
            act(wanted, get_lines(IDLE), steps)
        assert caught.value.changes, "it is not known that nothing was done"


def test_failure_in_a_task_names_the_phone_once() -> None:
    work = Task(RESOURCE, given(), check_mode=False, diff=True)
    assert work.prepare() is None
    with dialogue(login(), get_lines(IN_CALL)):
        result = work.run()
    assert result["msg"].startswith(f"{HOST} port 443: the phone is busy: line 1 is in_call")
    assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, False, "busy")
