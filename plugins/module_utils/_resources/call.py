# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls, for acceptance tests: bring a line into a state, and wait for one."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api import line_states
from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import MAKE_CALL, PHONE_OPERATION
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import LINE_STATES, Line
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    BusyError,
    ConflictError,
    InputError,
    PhoneError,
    RefusedError,
    StatusError,
    WaitError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource

COMMANDS = {"accept": "acceptcall", "reject": "rejectcall", "hold": "holdcall", "end": "endcall"}
"""Guide, "Phone/Call Operations"."""

_FROM = {"accept": ("ringing",), "reject": ("ringing",), "hold": ("in_call",)}
"""The states in which an operation has something to do; ``end`` has wherever a line is not idle."""

_DONE = {"dial": ("calling", "in_call", "hold"), "accept": ("in_call", "hold"), "hold": ("hold",), "end": ("idle",)}
"""The states that prove an operation. Without anything to do these must be there, or :func:`steps_of` refuses."""

_LOOKS_FOR_A_CALL = 3
"""A dialled call that no line has shown at so many looks is over: it was shorter than the pauses between them."""

_MAY_TAKE_ANOTHER_LINE = ("hold", "end")
"""Operations for which the vendor's own server does not look at the line: it takes the active one, or the first that fits."""

_NO_CALL = ("idle", "failed", "ringing")
"""States of a line that these operations cannot disturb: a call that rings is rejected, not ended."""

_DIAL_REFUSED = (
    "Check that the keypad is not locked and the account is registered. Some firmware also wants click-to-dial on (P1561)"
)
"""What a phone may want that refuses to dial (seen on the vendor's own server)."""

_SETTLING_SECONDS = 3.0
"""How long a phone may take to show on its lines what it has done."""


class DesiredCall(NamedTuple):
    """The call that a task asks for. ``account`` and ``line`` count from 1; ``line`` None: any that fits. Times are seconds."""

    operation: str | None
    number: str
    account: int
    line: int | None
    wait_for: str | None
    wait_timeout: float
    force: bool = False


class Step(NamedTuple):
    """One thing to do: an operation, and on which line (for ``dial`` the phone chooses)."""

    operation: str
    line: Line | None


def steps_of(lines: Sequence[Line], desired: DesiredCall) -> list[Step]:
    """Return what must be done to these lines. Pure. Raise :class:`ConflictError` where there is no line to do it to."""
    operation = desired.operation
    if operation is None:
        return []
    if operation == "dial":
        theirs = [line for line in lines if line.number.strip() == desired.number]
        return [] if any(line.state_name in _DONE["dial"] for line in theirs) else [Step("dial", None)]
    candidates = [line for line in lines if desired.line in (None, line.line)]
    if desired.line is not None and not candidates:
        raise ConflictError(
            f"the phone has no line {desired.line}; it lists {_numbers(lines)}", advice="Set line to one of them, or leave it out"
        )
    fitting = [line for line in candidates if _has_work(operation, line)]
    if fitting:
        steps = [Step(operation, line) for line in (fitting if operation in ("end", "reject") else fitting[:1])]
        in_danger = _in_danger(lines, steps)
        if in_danger and not desired.force:
            raise BusyError(
                f"the phone is in another call: {_told(in_danger)}. Some firmware does not look at the line that it is told to "
                f"{operation}, so that the other call could be meant. Nothing was sent",
                advice="Run the task again when the other call is over, or set force: true",
                lines=line_states.shown(in_danger),
            )
        return steps
    if operation in ("accept", "hold") and not any(line.state_name in _DONE[operation] for line in candidates):
        raise ConflictError(
            f"there is no call to {operation}: {_told(candidates) or 'it lists no lines'}",
            advice=f"Run a task with wait_for: {_FROM[operation][0]} before",
        )
    return []


def _in_danger(lines: Sequence[Line], steps: Sequence[Step]) -> list[Line]:
    """Return the lines with a call that firmware which ignores the line could take for those of the steps. Pure."""
    if not any(_command(step.operation, step.line) in ("holdcall", "endcall") for step in steps if step.line):
        return []
    meant = {step.line.line for step in steps if step.line}
    return [line for line in lines if line.line not in meant and line.state_name not in _NO_CALL]


def _told(lines: Sequence[Line]) -> str:
    return ", ".join(f"line {line.line} is {line.state_name}" for line in lines)


def _has_work(operation: str, line: Line) -> bool:
    return line.state_name != "idle" if operation == "end" else line.state_name in _FROM[operation]


def prepare(params: Mapping[str, Any], dummy: Secrets) -> DesiredCall:
    """Return what the task's options ask for. Raise :class:`InputError`."""
    operation, number = params["operation"], (params["number"] or "").strip()
    problems = _misplaced(params, number)
    if any(not character.isprintable() for character in number):
        problems.append("number: it holds a character that cannot be printed")
    if not 1 <= params["account"] <= 16:
        problems.append(f"account: {params['account']} is out of range (1 to 16, as on the phone's screen)")
    if params["line"] is not None and params["line"] < 1:
        problems.append(f"line: {params['line']} is out of range (from 1, as on the phone's screen)")
    if not 0 <= params["wait_timeout"] <= 3600:
        problems.append(f"wait_timeout: {params['wait_timeout']:g} is out of range (0 to 3600 seconds)")
    if problems:
        raise InputError("; ".join(problems))
    return DesiredCall(
        operation, number, params["account"], params["line"], params["wait_for"], params["wait_timeout"], params["force"]
    )


def _misplaced(params: Mapping[str, Any], number: str) -> list[str]:
    """Return what is wrong with the options that go with an operation. ``number``: without spaces around it."""
    operation = params["operation"]
    problems = []
    if operation is None and params["wait_for"] is None:
        problems.append("operation: it is missing. Set operation or wait_for")
    if operation == "dial" and not number:
        problems.append("number: it is missing. operation: dial needs it")
    if operation != "dial" and params["number"] is not None:
        problems.append("number: it can be used with operation: dial only")
    if operation == "dial" and params["line"] is not None:
        problems.append("line: it cannot be used with operation: dial. The phone chooses the line")
    if params["force"] and operation not in _MAY_TAKE_ANOTHER_LINE:
        problems.append("force: it can be used with operation: hold or end only")
    return problems


def plan(phone: Phone, desired: DesiredCall) -> Plan:
    """Look at the lines and plan. Raise :class:`PhoneError`."""
    if desired.operation == "dial":
        phone.check_call_length(desired.number)
    before = phone.lines()
    work = PlannedCall(desired, steps_of(before, desired), before)
    return Plan(_outcome(work, before, work.steps), work, waits=desired.wait_for is not None)


def apply(phone: Phone, desired: DesiredCall, plan: Plan) -> Outcome:
    """Carry out the steps, and look until the wanted state is there. Raise :class:`PhoneError`."""
    work: PlannedCall = plan.work
    done = [step for step in work.steps if _carry_out(phone, work, step)]
    lines = phone.lines() if work.steps else list(work.before)
    if _in_danger(work.before, done):
        lines = _proved(phone, work, done, lines)
    if desired.wait_for is not None:
        lines = _wait(phone, work, lines)
    return _outcome(work, lines, done)


def _proved(phone: Phone, work: PlannedCall, done: Sequence[Step], lines: list[Line]) -> list[Line]:
    """Look until every step shows on its own line; gives the lines of then. Raise :class:`ConflictError`."""
    for look, dummy in enumerate(phone.attempts(_SETTLING_SECONDS)):
        lines = phone.lines() if look else lines
        if all(work.is_done(step, lines) for step in done):
            return lines
    raise ConflictError(
        f"the phone took the command, and it does not show on the line of the task: {_told(lines)}. This firmware does not "
        "look at the line, and has worked on another call",
        advice="Look at the phone. Without force such a task is refused before anything is sent",
        lines=line_states.shown(lines),
    )


def _carry_out(phone: Phone, work: PlannedCall, step: Step) -> bool:
    """Send one step. Where the answer is lost, or the phone says that there was nothing to do, the lines tell what is.

    Return whether the step was ours: the other side may have ended the call between our look and our command.
    """
    try:
        if step.line is None:
            phone.make_call(work.desired.number, work.desired.account)
        else:
            phone.operate_line(_command(step.operation, step.line), step.line.line)
    except (AmbiguousWriteError, StatusError) as error:
        if error.endpoint not in (MAKE_CALL.name, PHONE_OPERATION.name):
            raise  # It is of the login before it.
        _settle(phone, work, step, error)
    except RefusedError as error:
        if step.operation == "dial":
            error.advise(_DIAL_REFUSED)
        if step.operation not in ("end", "reject") or not work.is_done(step, phone.lines()):
            raise
        return False
    return True


def _settle(phone: Phone, work: PlannedCall, step: Step, error: PhoneError) -> None:
    """Look whether a step was carried out whose answer was lost, or was none that the guide prints. Raises where it was not."""
    phone.has_written = True
    ambiguous = error if isinstance(error, AmbiguousWriteError) else AmbiguousWriteError(error)
    try:
        done = work.is_done(step, phone.lines())
    except PhoneError as second:
        ambiguous.unsettled(
            second, "the phone carried it out", "Run the task again when the phone answers: it looks at the lines first"
        )
        raise ambiguous from None
    if not done:
        ambiguous.add("The lines do not show that the phone carried it out")
        ambiguous.advise(error.advice if isinstance(error, StatusError) and error.advice else "Run the task again")
        raise ambiguous from None


def _command(operation: str, line: Line) -> str:
    """Return the phone's command. A call that nobody answered yet is not ended but rejected."""
    return COMMANDS["reject" if line.state_name == "ringing" and operation == "end" else operation]


class PlannedCall(NamedTuple):
    """A call as planned, and the lines ``before`` it did anything."""

    desired: DesiredCall
    steps: Sequence[Step]
    before: Sequence[Line]

    def is_done(self, step: Step, after: Sequence[Line]) -> bool:
        """Return whether the lines show that a step was carried out."""
        if step.line is None:
            return bool(self.lines(after))
        # A line that is no longer listed has no call any more.
        state = next((line.state_name for line in after if line.line == step.line.line), "idle")
        return state != "ringing" if step.operation == "reject" else state in _DONE[step.operation]

    def lines(self, after: Sequence[Line]) -> list[Line]:
        """Return the lines that the task is about, as they are now."""
        desired = self.desired
        if desired.operation == "dial":
            return self._call(after)
        if self.steps:
            numbers = {step.line.line for step in self.steps if step.line}
            return [line for line in after if line.line in numbers]
        if desired.line is not None:
            return [line for line in after if line.line == desired.line]
        if desired.operation in ("accept", "hold"):
            return [line for line in after if line.state_name in _DONE[desired.operation]][:1]
        if desired.operation is None and desired.wait_for != "idle":
            return [line for line in after if line.state_name == desired.wait_for][:1]
        return list(after)

    def _call(self, after: Sequence[Line]) -> list[Line]:
        """Return the line of the call to the number: the new call, or one that was on before where there is no new one."""
        if not self.steps:
            return [line for line in after if line.number.strip() == self.desired.number and line.state_name in _DONE["dial"]][:1]
        before = {line.line: line.state_name for line in self.before}
        fresh = [
            line
            for line in after
            if line.state_name in (*_DONE["dial"], "failed")
            and before.get(line.line, "idle") in ("idle", "failed")
            and line.state_name != before.get(line.line)
        ]
        # Some phones tell the number in another form.
        return [line for line in fresh if line.number.strip() == self.desired.number][:1] or fresh[:1]


def _wait(phone: Phone, work: PlannedCall, lines: list[Line]) -> list[Line]:
    """Look until the wanted state is there; gives the lines of then. Raise :class:`WaitError`."""
    wanted, patience = work.desired.wait_for, work.desired.wait_timeout
    seen = False
    for look, dummy in enumerate(phone.attempts(patience)):
        lines = phone.lines() if look else lines
        about = work.lines(lines)
        seen = seen or bool(about)
        if about and all(line.state_name == wanted for line in about):
            return lines
        if wanted == "idle" and not about and (work.desired.operation != "dial" or seen or look + 1 >= _LOOKS_FOR_A_CALL):
            return lines
        if _has_failed(work, about):
            break
    told = _told(lines) or "the phone lists no lines"
    if _has_failed(work, work.lines(lines)):
        raise WaitError(
            f"the call to {work.desired.number} failed: {told}",
            advice="Check the number, and that the account is registered",
            lines=line_states.shown(lines),
        )
    raise WaitError(
        f"the lines were not {wanted} within {patience:g} s: {told}",
        advice="If the call only needs longer, raise wait_timeout",
        lines=line_states.shown(lines),
    )


def _has_failed(work: PlannedCall, about: Sequence[Line]) -> bool:
    """Return whether the dialled call failed, so that there is nothing to wait for any more."""
    if work.desired.operation != "dial" or work.desired.wait_for in ("failed", "idle"):
        return False
    return any(line.state_name == "failed" for line in about)


def _outcome(work: PlannedCall, after: Sequence[Line], done: Sequence[Step]) -> Outcome:
    about = work.lines(after)
    changes = _changes(done, work.desired)
    return Outcome(
        changes=changes,
        before="".join(f"line {step.line.line}: {step.line.state_name}\n" for step in done if step.line),
        after="".join(f"{change['operation']} {change['number'] or 'line ' + str(change['line'])}\n" for change in changes),
        found={"line": line_states.shown(about[:1])[0] if about else None, "lines": line_states.shown(after)},
    )


def _changes(done: Sequence[Step], desired: DesiredCall) -> list[dict[str, Any]]:
    return [
        {
            "operation": step.operation,
            "number": desired.number if step.line is None else "",
            "line": step.line.line if step.line else None,
        }
        for step in done
    ]


def _numbers(lines: Sequence[Line]) -> str:
    return ", ".join(str(line.line) for line in lines) or "none"


RESOURCE = Resource(
    argument_spec={
        "operation": {"type": "str", "choices": ["dial", *COMMANDS]},
        "number": {"type": "str"},
        "account": {"type": "int", "default": 1},
        "line": {"type": "int"},
        "wait_for": {"type": "str", "choices": list(LINE_STATES.values())},
        "wait_timeout": {"type": "float", "default": 30.0},
        "force": {"type": "bool", "default": False},
    },
    prepare=prepare,
    plan=plan,
    apply=apply,
    checks_identity=lambda dummy: False,
)
