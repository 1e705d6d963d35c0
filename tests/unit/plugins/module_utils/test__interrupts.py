# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ctrl-C while changes wait for their proof: it is an exception first, and does what it always does afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils import _interrupts
from ansible_collections.voip.grandstream.plugins.module_utils._interrupts import Interrupted, as_exception

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture
def came() -> Iterator[list[int]]:
    """The signals that reached the handlers which were there before."""
    numbers: list[int] = []
    former = {number: signal.signal(number, lambda number, dummy: numbers.append(number)) for number in SIGNALS}
    yield numbers
    for number, handler in former.items():
        signal.signal(number, handler)


def send(number: int) -> None:
    os.kill(os.getpid(), number)


def interrupted(*numbers: int) -> list[str]:
    """What happens in a block that is interrupted by the first signal, and gets the others while it cleans up."""
    steps: list[str] = []

    def work() -> None:
        try:
            send(numbers[0])
            steps.append("went on")
        finally:
            for number in numbers[1:]:
                send(number)
            steps.append("undone")

    with pytest.raises(Interrupted), as_exception():
        work()
    return steps


@pytest.mark.parametrize("number", SIGNALS)
def test_signal_is_an_exception_inside_and_itself_afterwards(came: list[int], number: int) -> None:
    assert interrupted(number) == ["undone"]
    assert came == [number]


def test_later_signals_wait(came: list[int]) -> None:
    assert interrupted(signal.SIGINT, signal.SIGINT, signal.SIGTERM) == ["undone"]
    assert came[0] == signal.SIGINT


def test_former_handler_comes_after_the_block_is_left(came: list[int]) -> None:
    with suppress(Interrupted), as_exception():
        try:
            send(signal.SIGINT)
        finally:
            assert came == []
    assert came == [signal.SIGINT]


def test_nothing_comes_of_nothing(came: list[int]) -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with as_exception():
        pass
    assert [signal.getsignal(number) for number in SIGNALS] == before
    assert came == []


@pytest.mark.parametrize("number", SIGNALS)
def test_former_handler_is_back_after_an_exception(came: list[int], number: int) -> None:
    with suppress(ValueError), as_exception():
        raise ValueError
    send(number)
    assert came == [number]


def test_signal_that_was_swallowed_inside_still_comes_afterwards(came: list[int]) -> None:
    with as_exception(), suppress(BaseException):
        send(signal.SIGTERM)
    assert came == [signal.SIGTERM]


@pytest.mark.parametrize("number", SIGNALS)
def test_signal_that_would_not_end_the_process_is_none_here_either(came: list[int], number: int) -> None:
    """`nohup ansible-playbook …`: a closed terminal must not take changes back."""
    signal.signal(number, signal.SIG_IGN)
    with as_exception():
        send(number)
    assert signal.getsignal(number) is signal.SIG_IGN


def test_other_threads_have_no_handlers(came: list[int]) -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[Any] = []

    def work() -> None:
        with as_exception():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]


def test_nothing_takes_it_for_a_failure() -> None:
    assert not issubclass(Interrupted, Exception)


def test_word_for_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    monkeypatch.setattr(_interrupts._STDERR, "number", writing)
    _interrupts.tell("lobby: Müller 🔒 \ud800")
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as terminal:
        assert "lobby: Müller 🔒 ?\n" in terminal.read()


def test_terminal_that_is_gone_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_interrupts._STDERR, "number", -1)
    _interrupts.tell("lobby")


#: As ansible-core does: import, fork, and close the outputs before the plugin runs. `{}`: what else happens in the worker.
CONTROLLER = """
import os
before = os.listdir("/dev/fd")
from ansible_collections.voip.grandstream.plugins.module_utils import _interrupts
assert len(os.listdir("/dev/fd")) == len(before), "importing opens no file"
worker = os.fork()
if worker == 0:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    {}
    _interrupts.tell("lobby: told")
    os._exit(0)
os.waitpid(worker, 0)
"""


@pytest.mark.parametrize("more", ["", "os.fork() and (os.wait(), os._exit(0))"], ids=["worker", "process of a worker"])
def test_word_survives_that_ansible_closes_the_outputs_of_its_workers(more: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", CONTROLLER.format(more)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert run.stderr == "\nlobby: told\n"
