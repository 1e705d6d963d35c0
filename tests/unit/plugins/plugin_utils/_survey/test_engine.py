# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many phones at a time: every host gets one result, whatever becomes of the processes, and slow phones take nobody's place."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.engine import (
    SLOW_AFTER,
    Begin,
    Crew,
    Places,
    look_at_all,
)

TWO = Crew(2, 4)
NAMES = [f"phone{number:02}" for number in range(40)]


def seen(begin: Begin, names: list[str] = NAMES, crew: Crew = TWO) -> dict[str, dict[str, Any]]:
    """The result of each host; twice the same one is an error."""
    found: dict[str, dict[str, Any]] = {}

    def note(name: str, result: dict[str, Any], seconds: float) -> None:
        assert name not in found
        assert seconds >= 0
        found[name] = result

    look_at_all(names, begin, crew, note)
    return found


def test_every_host_is_looked_at_once_in_several_processes() -> None:
    here = os.getpid()

    def begin(name: str) -> Callable[[], dict[str, Any]]:
        templates = threading.get_ident()
        return lambda: {"name": name, "process": os.getpid(), "elsewhere": threading.get_ident() != templates}

    found = seen(begin)
    assert {name: result["name"] for name, result in found.items()} == {name: name for name in NAMES}
    assert all(result["elsewhere"] for result in found.values()), "the thread that templates talks to no phone"
    assert here not in {result["process"] for result in found.values()}
    assert len({result["process"] for result in seen(begin, NAMES[:8]).values()}) == 1, "not worth another process"
    assert seen(begin, []) == {}


def test_all_templates_are_rendered_in_one_thread_of_a_process() -> None:
    def begin(dummy: str) -> dict[str, Any]:
        return {"thread": (os.getpid(), threading.get_ident())}

    found = {result["thread"] for result in seen(begin).values()}
    assert len(found) == len({process for process, dummy in found})


def broken() -> dict[str, Any]:
    """A bug."""
    raise KeyError("of a bug")


def test_what_is_known_before_and_what_breaks_are_results_too() -> None:
    def begin(name: str) -> Any:
        if name == "phone01":
            return {"failed": True, "msg": "a slip"}
        if name == "phone02":
            raise KeyError("of a bug")
        return broken if name == "phone03" else lambda: {"changed": False}

    found = seen(begin)
    assert found["phone01"] == {"failed": True, "msg": "a slip"}
    assert [found[name]["msg"] for name in ("phone02", "phone03")] == [
        "This is a bug in voip.grandstream, please report it: KeyError"
    ] * 2
    assert [name for name in NAMES if found[name] != {"changed": False}] == ["phone01", "phone02", "phone03"]


def test_lost_processes_are_told_for_their_phones_only() -> None:
    def begin(name: str) -> Any:
        if name == "phone05":
            os.kill(os.getpid(), signal.SIGKILL)
        return lambda: {"changed": False}

    found = seen(begin)
    assert sorted(found) == NAMES
    assert found["phone05"]["error"] == {"kind": "lost"}
    assert len([result for result in found.values() if "error" in result]) <= 1 + 4, "what the process had begun"
    assert [result["error"]["kind"] for result in seen(begin, ["phone05", "phone06"]).values()] == ["lost", "lost"]


def hang() -> dict[str, Any]:
    """Wait longer than any test."""
    time.sleep(60)
    return {}


def test_no_process_is_left_where_the_survey_is_ended(tmp_path: Path) -> None:
    def begin(name: str) -> Any:
        (tmp_path / str(os.getpid())).touch()
        return hang

    class EndedError(Exception):
        """Whatever ends a survey."""

    def tick() -> None:
        if list(tmp_path.iterdir()):
            raise EndedError

    begun = time.monotonic()
    with pytest.raises(EndedError):
        look_at_all(NAMES, begin, Crew(2, 4), lambda *dummy: None, tick)
    assert time.monotonic() - begun < 30
    for process in tmp_path.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(process.name), 0)


class FakeClock:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(places=st.integers(1, 5), slow=st.integers(0, 12))
def test_slow_phones_take_no_place(places: int, slow: int) -> None:
    clock = FakeClock()
    room = Places(places, most=10, clock=clock)
    for dummy in range(min(slow, places)):
        room.take()
    clock.now += SLOW_AFTER + 0.1
    tickets = [room.take() for dummy in range(min(places, 10 - min(slow, places)))]
    assert not room._is_free()
    for ticket in tickets:
        room.give_back(ticket)
    assert room._is_free()


def test_slow_phones_have_a_limit_too() -> None:
    clock = FakeClock()
    room = Places(2, most=6, clock=clock)
    for dummy in range(3):
        room.take()
        room.take()
        clock.now += SLOW_AFTER + 0.1
    assert not room._is_free()


def test_no_more_at_a_time_where_all_phones_are_slow() -> None:
    """Then the controller has too much to do, and more phones would end in timeouts."""
    clock = FakeClock()
    room = Places(2, most=8, clock=clock)
    tickets = [room.take(), room.take()]
    clock.now += 3
    for ticket in tickets:
        room.give_back(ticket)
    for dummy in range(2):
        room.take()
    clock.now += 3
    assert not room._is_free(), "these are no slower than the others"
    clock.now += 4 * 3
    assert room._is_free()


def test_dead_phones_say_nothing_of_how_quick_the_others_are() -> None:
    clock = FakeClock()
    room = Places(2, most=8, clock=clock)
    room.give_back(room.take())
    dead = [room.take(), room.take()]
    clock.now += 10
    for ticket in dead:
        room.give_back(ticket, has_answered=False)
    for dummy in range(2):
        room.take()
    clock.now += SLOW_AFTER + 0.1
    assert room._is_free()
