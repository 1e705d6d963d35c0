# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of `gs_config` that end while changes wait for their proof: Ctrl-C, a task's timeout, a closed terminal."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils import _interrupts
from ansible_collections.voip.grandstream.plugins.module_utils._errors import PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._interrupts import Interrupted
from unit.dialogue import HANGS, HOST, Scripted, Step, accounts, login, look, read, scripted, write
from unit.whole_phone import apply

MOVE: dict[str, Any] = {"accounts": {1: {"sip_server": "new"}}, "confirm_registration": 30}
READ = read("47", {"47": "pbx"})
BEFORE = [READ, *look(1)]
CHANGE = [write({"P47": "new"}), read("47", {"47": "new"})]
BACK = [write({"P47": "pbx"}), read("47", {"47": "pbx"})]
NAME = "accounts.1.sip_server"


class _TaskTimeout(BaseException):
    """What ansible-core raises in a task that has run for its `timeout`."""


@pytest.fixture(autouse=True)
def ends() -> Iterator[list[int]]:
    """The signals that would have ended the process."""
    numbers: list[int] = []
    handled = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    former = {number: signal.signal(number, lambda number, dummy: numbers.append(number)) for number in handled}
    yield numbers
    for number, handler in former.items():
        signal.signal(number, handler)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """What the user of an interrupted run is told."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    monkeypatch.setattr(_interrupts._STDERR, "number", writing)

    def told() -> str:
        try:
            return os.read(reading, 10000).decode()
        except BlockingIOError:
            return ""

    yield told
    os.close(reading)
    os.close(writing)


def interrupt(number: int = signal.SIGINT) -> None:
    os.kill(os.getpid(), number)


def time_out() -> None:
    raise _TaskTimeout


@contextmanager
def cut_short(error: type[BaseException], *steps: Step | list[Step]) -> Iterator[Scripted]:
    """A phone that follows the script, on which the task ends by this error."""
    with scripted(login(), *steps, retries=0) as script, pytest.raises(error):
        yield script


def at_request(script: Scripted, endpoint: str, happens: Callable[[], None], skip: int = 0) -> None:
    """Let something happen when a request to the endpoint, after `skip` others, is answered and nobody has seen it yet."""
    exchange = script.session._http.exchange
    seen: list[str] = []

    def exchange_and_more(name: str, *arguments: Any, **keywords: Any) -> Any:
        answer = exchange(name, *arguments, **keywords)
        seen.append(name)
        if name == endpoint and seen.count(endpoint) == skip + 1:
            happens()
        return answer

    script.session._http.exchange = exchange_and_more  # type: ignore[method-assign]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_while_waiting_brings_the_former_values_back(ends: list[int], terminal: Callable[[], str], number: int) -> None:
    with cut_short(Interrupted, BEFORE, CHANGE, accounts(), BACK) as script:
        script.session.sleep = lambda dummy: interrupt(number)
        apply(script, **MOVE)
    assert ends == [number], "afterwards it does what it always does"
    told = terminal()
    assert HOST in told
    assert "interrupted" in told
    assert "The former values were brought back" in told


def test_timeout_of_the_task_while_waiting(ends: list[int], terminal: Callable[[], str]) -> None:
    with cut_short(_TaskTimeout, BEFORE, CHANGE, accounts(), BACK) as script:
        script.session.sleep = lambda dummy: time_out()
        apply(script, **MOVE)
    assert ends == []
    assert "The former values were brought back" in terminal()


def test_second_signal_does_not_disturb_the_way_back(ends: list[int], terminal: Callable[[], str]) -> None:
    with cut_short(Interrupted, BEFORE, CHANGE, accounts(), BACK) as script:
        at_request(script, "api-values.post", interrupt, skip=1)
        script.session.sleep = lambda dummy: interrupt()
        apply(script, **MOVE)
    assert ends
    assert "The former values were brought back" in terminal()


def test_what_could_not_be_brought_back_is_told(terminal: Callable[[], str]) -> None:
    lost = [write({"P47": "pbx"}, HANGS), read("47", HANGS)]
    with cut_short(Interrupted, BEFORE, CHANGE, accounts(), lost) as script:
        script.session.sleep = lambda dummy: interrupt()
        apply(script, **MOVE)
    told = terminal()
    assert "could not be brought back" in told
    assert NAME in told


def test_secret_is_named_and_not_told(terminal: Callable[[], str]) -> None:
    held = {"47": "pbx", "34": "", "271": "1", "31": "1"}
    change = [write({"P47": "new", "P34": "s3cret!"}), read("47", {"47": "new"})]
    account = {1: {"sip_server": "new", "sip_auth_password": "s3cret!"}}
    with cut_short(Interrupted, read("47:34:271:31:2", held), *look(1), change, accounts(), BACK) as script:
        script.session.sleep = lambda dummy: interrupt()
        apply(script, **(MOVE | {"accounts": account}))
    told = terminal()
    assert "accounts.1.sip_auth_password cannot be read" in told
    assert "s3cret!" not in told


@pytest.mark.parametrize(("happens", "error"), [(interrupt, Interrupted), (time_out, _TaskTimeout)])
def test_cut_short_while_reading_back(
    terminal: Callable[[], str], happens: Callable[[], None], error: type[BaseException]
) -> None:
    with cut_short(error, BEFORE, CHANGE, BACK) as script:
        at_request(script, "api-values.get", happens, skip=1)
        apply(script, **MOVE)
    assert "The former values were brought back" in terminal()


@pytest.mark.parametrize(("happens", "error"), [(interrupt, Interrupted), (time_out, _TaskTimeout)])
def test_write_that_went_out_before_the_end_is_taken_back(
    terminal: Callable[[], str], happens: Callable[[], None], error: type[BaseException]
) -> None:
    """Whether the phone carried it out is not known: it may have."""
    with cut_short(error, BEFORE, CHANGE[0], BACK) as script:
        at_request(script, "api-values.post", happens)
        apply(script, **MOVE)
    assert "The former values were brought back" in terminal()


def test_cut_short_before_the_first_write_changes_nothing(ends: list[int], terminal: Callable[[], str]) -> None:
    with cut_short(_TaskTimeout, BEFORE[:2]) as script:
        at_request(script, "api-get_accounts", time_out)
        apply(script, **MOVE)
    assert terminal() == ""


def test_signal_on_the_way_back_waits_until_all_is_back(ends: list[int], terminal: Callable[[], str]) -> None:
    """The accounts did not register again, the former values are on their way, and somebody presses Ctrl-C."""
    given = MOVE | {"confirm_registration": 1}
    with scripted(login(), BEFORE, CHANGE, [accounts()] * 2, BACK, retries=0) as script:
        at_request(script, "api-values.post", interrupt, skip=1)
        with pytest.raises((Interrupted, PhoneError)):
            apply(script, **given)
    assert ends == [signal.SIGINT]
    assert "The former values were brought back" in terminal(), "the task's result is lost with the process"


def test_signal_on_the_way_back_from_a_value_that_did_not_stick(ends: list[int], terminal: Callable[[], str]) -> None:
    kept = [write({"P47": "new"}), read("47", {"47": "other"})]
    with scripted(login(), BEFORE, kept, BACK, retries=0) as script:
        at_request(script, "api-values.post", interrupt, skip=1)
        with pytest.raises((Interrupted, PhoneError)):
            apply(script, **MOVE)
    assert ends == [signal.SIGINT]
    assert "The former values were brought back" in terminal()


def test_timeout_on_the_way_back_is_told(terminal: Callable[[], str]) -> None:
    """It cannot be held up; what the phone holds now is not known."""
    with scripted(login(), BEFORE, CHANGE, [accounts()] * 2, BACK[0], retries=0) as script:
        at_request(script, "api-values.post", time_out, skip=1)
        with pytest.raises(_TaskTimeout):
            apply(script, **(MOVE | {"confirm_registration": 1}))
    told = terminal()
    assert HOST in told
    assert NAME in told


def test_without_a_net_a_signal_does_what_it_always_does(ends: list[int]) -> None:
    with scripted(login(), READ, CHANGE) as script:
        at_request(script, "api-values.post", interrupt)
        apply(script, **(MOVE | {"confirm_registration": 0}))
    assert ends == [signal.SIGINT]
