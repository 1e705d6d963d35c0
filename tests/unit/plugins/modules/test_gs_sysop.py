# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_sysop` as a shipped module, on a clock that does not make the tests wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from unit.dialogue import HOST, REFUSED, FakeClock, Step, dialogue, login, reply
from unit.operations import IDLE, IN_CALL, anyone, fake_clock, get_lines, get_time, sysop

__all__ = ["fake_clock"]

Run = Callable[..., dict[str, Any]]
LOOK = [*login(), get_lines(IDLE), get_time(500)]


def at_the_factorys(*steps: Step) -> list[Step]:
    return [step._replace(base_url=f"http://{HOST}") for step in steps]


@pytest.fixture
def run(run_shipped: Run, fake_clock: FakeClock) -> Run:
    return lambda operation, **given: run_shipped("gs_sysop", operation=operation, **given)


def test_reboot(run: Run, fake_clock: FakeClock) -> None:
    back = [anyone(REFUSED), anyone(), *login(), get_time(0)]
    with dialogue(LOOK, sysop("REBOOT"), back, clock=fake_clock):
        result = run("reboot", _ansible_diff=True)
    assert (result["rc"], result["changed"], result["changes"]) == (0, True, [{"operation": "reboot"}])
    assert (result["uptime"], result["waited"]) == (0, 1)
    assert result["diff"]["after"] == "operation: reboot\n"


def test_reboot_without_waiting(run: Run) -> None:
    with dialogue(login(), get_lines(IDLE), sysop("REBOOT")):
        result = run("reboot", wait=False)
    assert (result["rc"], result["changed"]) == (0, True)
    assert "waited" not in result


def test_young_phone_is_left_alone(run: Run) -> None:
    with dialogue(login(), get_time(3600)):
        result = run("reboot", min_uptime="7d")
    assert (result["rc"], result["changed"], result["uptime"]) == (0, False, 3600)


def test_busy_phone(run: Run) -> None:
    with dialogue(login(), get_lines(IN_CALL)):
        result = run("reboot")
    assert (result["rc"], result["changed"], result["error"]["kind"]) == (1, False, "busy")
    assert result["error"]["lines"][0]["state_name"] == "in_call"
    with dialogue(login(), get_lines(IN_CALL)):
        skipped = run("provision", when_busy="skip")
    assert (skipped["rc"], skipped["changed"], skipped["skipped"]) == (0, False, True)


def test_check_mode(run: Run) -> None:
    with dialogue(login(), get_lines(IDLE)):
        assert run("reboot", _ansible_check_mode=True)["changed"]


@pytest.mark.parametrize("password", [None, "s3cret-after", "pw"])
def test_factory_reset(run: Run, fake_clock: FakeClock, password: str | None) -> None:
    back = at_the_factorys(anyone(), *login(password=password or "admin"), get_time(0))
    with dialogue(LOOK, sysop("RESET"), get_time(500), get_time(answer=REFUSED), back, clock=fake_clock):
        result = run("factory_reset", force=True, after_reset={"password": password} if password else None)
    assert (result["rc"], result["changed"]) == (0, True)
    assert result["found"] == {"host": HOST, "port": 80, "username": "gmiadmin"}
    assert "s3cret" not in str(result)
    assert "'pw'" not in str(result)


def test_only_the_waiting_for_a_reset_failed(run: Run, fake_clock: FakeClock) -> None:
    away = at_the_factorys(anyone(REFUSED))
    with dialogue(LOOK, sysop("RESET"), get_time(answer=REFUSED), away, clock=fake_clock):
        result = run("factory_reset", force=True, wait_timeout=0)
    assert (result["rc"], result["changed"], result["error"]["kind"]) == (1, True, "wait")
    assert "the factory reset worked" in result["msg"]
    assert result["msg"].startswith(f"{HOST} port 443: ")


def test_provision(run: Run, fake_clock: FakeClock) -> None:
    with dialogue(login(), get_lines(IDLE), sysop("PROV"), anyone(REFUSED), anyone(), clock=fake_clock):
        assert run("provision")["waited"] == 1


def test_operation_of_the_admin(run: Run) -> None:
    with dialogue(login(username="user"), get_lines(IDLE), sysop("PROV", reply("required admin", "error"))):
        result = run("provision", username="user")
    assert (result["rc"], result["changed"], result["error"]["kind"]) == (1, False, "api")
    assert "gmiadmin" in result["msg"]


@pytest.mark.parametrize(
    ("operation", "given", "said"),
    [
        ("factory_reset", {}, "force: true"),
        ("reboot", {"force": True}, "force"),
        ("reboot", {"min_uptime": "soon"}, "min_uptime"),
        ("reboot", {"after_reset": {}}, "after_reset"),
        ("explode", {}, "operation"),
        ("reboot", {"when_busy": "sometimes"}, "when_busy"),
        ("reboot", {"wait_timeout": -1}, "wait_timeout"),
        ("factory_reset", {"force": True, "after_reset": {"port": 0}}, "after_reset.port"),
        ("reboot", {"password": None}, "password"),
    ],
)
def test_bad_option_fails_before_any_request(run: Run, operation: str, given: dict[str, Any], said: str) -> None:
    with dialogue():
        result = run(operation, **given)
    assert (result["rc"], result["failed"]) == (1, True)
    assert said in result["msg"]
