# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lines of one phone and the calls on them (guide, "Get Line Status", "Make Call" and "Phone/Call Operations").

Calls move on by themselves (a far end answers, ringing ends), but nothing waits for that: a line carries the steps that are
ahead of it with their times, and whoever looks at the lines lets those that are due happen first.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from .firmware import Firmware

# The guide's "Line Status object".
IDLE, RINGING, CALLING, IN_CALL, HELD, FAILED = 0, 2, 3, 4, 5, 8
STATES = (IDLE, RINGING, CALLING, IN_CALL, HELD, FAILED)
# What the far end of a dialled call does: the operator's choice.
FAR_ENDS = ("answers", "busy", "silent")
# The line states that each command of api-phone_operation can do something to.
_FITTING = {
    "endcall": (CALLING, IN_CALL, HELD, FAILED),
    "holdcall": (IN_CALL, HELD),
    "acceptcall": (RINGING,),
    "rejectcall": (RINGING,),
}
COMMANDS = tuple(_FITTING)
# The line number that means the current line.
CURRENT_LINE = 0


@dataclass(slots=True)
class Line:
    """A line and the call on it. `steps` are the states to come, each with its time (monotonic seconds)."""

    state: int = IDLE
    number: str = ""
    name: str = ""
    account: str = ""
    active: bool = False
    steps: tuple[tuple[float, int], ...] = ()


@dataclass(slots=True)
class Calls:
    """All lines of one phone; line N is at the place N-1."""

    _lines: list[Line]
    far_end: str = "answers"

    @classmethod
    def idle(cls, lines: int) -> Calls:
        """So many lines without a call."""
        return cls([Line() for _number in range(lines)])

    def lines(self) -> list[Line]:
        """Return the lines as they are now."""
        now = time.monotonic()
        for line in self._lines:
            while line.steps and line.steps[0][0] <= now:
                (_due, state), *later = line.steps
                self._enter(line, state, *later)
        return self._lines

    def status(self) -> str:
        """Return the guide's word for what the phone does ("Get Phone Status")."""
        states = {line.state for line in self.lines()}
        if RINGING in states:
            return "ringing"
        return "available" if states == {IDLE} else "busy"

    def end_all(self) -> None:
        """End every call."""
        for line in self._lines:
            self._enter(line, IDLE)

    # --- what the phone is asked to do

    def dial(self, number: str, account: str, firmware: Firmware, *, registered: bool) -> bool:
        """Call a number on the first idle line; False when there is none. Without a registration the call fails."""
        line = self._first_idle()
        if line is None:
            return False
        now = time.monotonic()
        answered, ended = now + firmware.answer_seconds, now + firmware.failed_seconds
        if not registered:
            self._enter(line, FAILED, (ended, IDLE))
        elif self.far_end == "answers":
            self._enter(line, CALLING, (answered, IN_CALL))
        elif self.far_end == "busy":
            self._enter(line, CALLING, (answered, FAILED), (answered + firmware.failed_seconds, IDLE))
        else:
            self._enter(line, CALLING)
        line.number, line.account = number, account
        return True

    def operate(self, command: str, number: int, firmware: Firmware) -> bool:
        """Do a command of api-phone_operation to a line; False when there is nothing to do it to."""
        line = self._fitting(command, number)
        if line is None or (line.state == HELD and command == "holdcall" and not firmware.hold_toggles):
            return False
        if command == "holdcall":
            self._enter(line, HELD if line.state == IN_CALL else IN_CALL)
        else:
            self._enter(line, IN_CALL if command == "acceptcall" else IDLE)
        return True

    # --- what the operator does

    def ring(self, number: str, name: str, account: str, firmware: Firmware) -> None:
        """Let a caller ring on the first idle line; when there is none, the caller hears that, and not the phone."""
        line = self._first_idle()
        if line is not None:
            self._enter(line, RINGING, (time.monotonic() + firmware.ring_seconds, IDLE))
            line.number, line.name, line.account = number, name, account

    def put(self, number: int, line: Line) -> None:
        """Put a line of the operator's in the place of the one with that number; it stays as it is."""
        self._lines[number - 1] = line

    # --- inside

    def _first_idle(self) -> Line | None:
        """Return the first line without a call."""
        return next((line for line in self.lines() if line.state == IDLE), None)

    def _fitting(self, command: str, number: int) -> Line | None:
        """Return the line of that number if the command fits its state; for 0 the active line, else the first, that it fits."""
        lines = enumerate(self.lines(), start=1)
        fitting = [line for known, line in lines if number in (CURRENT_LINE, known) and line.state in _FITTING[command]]
        return next((line for line in fitting if line.active), fitting[0] if fitting else None)

    def _enter(self, line: Line, state: int, *steps: tuple[float, int]) -> None:
        """Bring a line into a state. A call that wants the person's ear puts those on hold that have it."""
        line.state, line.steps = state, steps
        line.active = state in (CALLING, IN_CALL)
        if state == IDLE:
            line.number = line.name = line.account = ""
        if line.active:
            for other in self._lines:
                if other is not line and other.state == IN_CALL:
                    self._enter(other, HELD)
