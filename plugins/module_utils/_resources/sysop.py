# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reboot, factory reset and provisioning: never in a call unless told to, and proved by what the phone does afterwards."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api import clock, line_states, restart
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import (
    ADMIN_NAMES,
    DEFAULT_USERNAME,
    check_range,
    checked_host,
    is_unicode,
    problems_of,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Line
from ansible_collections.voip.grandstream.plugins.module_utils._api.restart import AddressAfterReset, Moment
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    BusyError,
    InputError,
    PhoneError,
    WaitError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets, mask_options
from ansible_collections.voip.grandstream.plugins.module_utils._task import Outcome, Resource

REQUESTS = {"reboot": "REBOOT", "factory_reset": "RESET", "provision": "PROV"}
"""Guide, "System Operations"."""

FACTORY_PASSWORD = "admin"
"""Guide, "Password Token Authentication": the "default passcode"."""

LONGEST_WAIT = 86400.0
"""Seconds. Who wants to wait for more than a day has mistyped."""


class DesiredOperation(NamedTuple):
    """What a task asks for. Durations are seconds.

    ``after``: where the phone is found after a factory reset; an empty host is the one that it has now.
    """

    operation: str
    when_busy: str
    busy_timeout: float
    wait: bool
    wait_timeout: float
    min_uptime: int | None
    after: AddressAfterReset | None


def prepare(params: Mapping[str, Any], secrets: Secrets) -> DesiredOperation:
    """From the task's options to :class:`DesiredOperation`. Raises :class:`InputError` with every problem that they have."""
    after = {name: value for name, value in (params["after_reset"] or {}).items() if value is not None}
    if after.get("password") != FACTORY_PASSWORD:
        secrets.add(after.get("password"))
    min_uptime = None if params["min_uptime"] is None else clock.seconds(params["min_uptime"])
    problems = [*_misplaced(params), *_after_problems(after)]
    if params["min_uptime"] is not None and min_uptime is None:
        problems.append(f"min_uptime: {params['min_uptime']!r} is not a duration. Write 7d, 12h, 90m or a number of seconds")
    for name in ("busy_timeout", "wait_timeout"):
        problems += problems_of(check_range, name, params[name], 0, LONGEST_WAIT)
    if problems:
        raise InputError("; ".join(problems))
    return DesiredOperation(
        params["operation"],
        params["when_busy"],
        params["busy_timeout"],
        params["wait"],
        params["wait_timeout"],
        min_uptime,
        _place(after) if params["operation"] == "factory_reset" else None,
    )


def _misplaced(params: Mapping[str, Any]) -> list[str]:
    """Options that do not go with the operation, and the one that must."""
    operation = params["operation"]
    problems = []
    if operation == "factory_reset" and not params["force"]:
        problems.append("operation: factory_reset erases the phone's whole configuration. If that is meant, set force: true")
    if params["force"] and operation != "factory_reset":
        problems.append("force: only a factory_reset needs it. To disturb calls, set when_busy: force")
    if params["after_reset"] is not None and operation != "factory_reset":
        problems.append("after_reset: it goes with operation: factory_reset only")
    if params["min_uptime"] is not None and operation != "reboot":
        problems.append("min_uptime: it goes with operation: reboot only")
    return problems


def _after_problems(after: Mapping[str, Any]) -> list[str]:
    problems = []
    if "host" in after:
        problems += problems_of(checked_host, after["host"], "after_reset.host")
    if "port" in after:
        problems += problems_of(check_range, "after_reset.port", after["port"], 1, 65535)
    problems += [
        f"after_reset.{name}: it holds a character that is not Unicode"
        for name in ("username", "password")
        if not is_unicode(after.get(name, ""))
    ]
    return problems


def _place(after: Mapping[str, Any]) -> AddressAfterReset:
    """Where the phone will be found after the reset; the factory's own values where the task does not say."""
    use_ssl = after.get("use_ssl", False)
    return AddressAfterReset(
        checked_host(after["host"]) if "host" in after else "",
        after.get("port", 443 if use_ssl else 80),
        use_ssl,
        after.get("username", DEFAULT_USERNAME),
        after.get("password", FACTORY_PASSWORD),
    )


def _shown_parameters(params: Mapping[str, Any]) -> dict[str, Any]:
    """``after_reset`` with its password masked, whatever its length."""
    after = params.get("after_reset")
    if not isinstance(after, Mapping):
        return {}
    return {"after_reset": mask_options(after, RESOURCE.argument_spec["after_reset"]["options"])}


def run(phone: Phone, desired: DesiredOperation, check_mode: bool) -> Outcome:
    """Look, act, and wait for the proof. Raises :class:`PhoneError`."""
    before: int | None = None
    if desired.min_uptime is not None:
        before = restart.uptime(phone)
        if before < desired.min_uptime:
            return Outcome(changes=[], found={"uptime": before})
    busy = _busy_lines(phone, desired, check_mode)
    if busy and desired.when_busy == "skip":
        return Outcome(changes=[], found={"skipped": True, "skip_reason": _told(busy), "lines": line_states.shown(busy)})
    found: dict[str, Any] = {} if before is None else {"uptime": before}
    if check_mode and not found and desired.when_busy == "force":
        # A phone that is off, or refuses the password, must show in check mode too.
        phone.clock()
    if not check_mode:
        try:
            found.update(_carry_out(phone, desired))
        except PhoneError as error:
            if phone.has_written:
                error.changes = _changes(desired)
            raise
    return Outcome(changes=_changes(desired), after=f"operation: {desired.operation}\n", found=found)


def _busy_lines(phone: Phone, desired: DesiredOperation, check_mode: bool) -> list[Line]:
    """The lines with a call, after waiting for their end if the task wants that. Raises :class:`BusyError`."""
    if desired.when_busy == "force":
        return []
    patience = desired.busy_timeout if desired.when_busy == "wait" and not check_mode else 0
    busy: list[Line] = []
    for dummy in phone.attempts(patience):
        busy = [line for line in phone.lines() if line_states.is_busy(line)]
        if not busy:
            return []
    if desired.when_busy == "skip" or (desired.when_busy == "wait" and check_mode):
        return busy
    error = BusyError(f"the phone is busy: {_told(busy)}", lines=line_states.shown(busy))
    error.advice = "Run the task again later, or set when_busy to wait, skip, or force (which ends the call)"
    if desired.when_busy == "wait":
        error.message += f". It stayed so for {desired.busy_timeout:g} s (option busy_timeout)"
    raise error


def _told(busy: Sequence[Line]) -> str:
    return ", ".join(f"line {line.line} is {line.state_name}" for line in busy)


def _carry_out(phone: Phone, desired: DesiredOperation) -> dict[str, Any]:
    """Send the operation and wait for what the task wants to wait for; gives what the result holds of it."""
    # The uptime before is what a reboot is proved against; provisioning leaves nothing to compare.
    proved = desired.wait and desired.operation != "provision"
    uptime = restart.uptime(phone) if proved else 0
    moment = Moment(phone.now(), uptime)
    lost = _send(phone, REQUESTS[desired.operation])
    if desired.operation == "provision":
        return restart.for_answer(phone, moment, desired.wait_timeout if desired.wait else 0, lost)
    if not desired.wait:
        return restart.for_going_down(phone, lost) if lost else {}
    try:
        if desired.after is not None:
            place = desired.after._replace(host=desired.after.host or phone.settings.host)
            return restart.for_reset(phone, moment, desired.wait_timeout, place)
        return restart.for_reboot(phone, moment, desired.wait_timeout)
    except WaitError as error:
        if lost:
            error.message = f"the answer to the request was lost ({lost.message}), and {error.message}"
        raise


def _send(phone: Phone, request: str) -> AmbiguousWriteError | None:
    """Send the request once. Gives the error where its answer is lost, which is usual for a phone that goes down."""
    try:
        phone.operate_system(request)
    except AmbiguousWriteError as error:
        return error
    except ApiError as error:
        if "admin" in error.message.lower() or phone.settings.username not in ADMIN_NAMES:
            error.advice = "This operation wants the admin's login: set ansible_user to gmiadmin, with the admin's password"
        raise
    return None


def _changes(desired: DesiredOperation) -> list[dict[str, Any]]:
    return [{"operation": desired.operation}]


RESOURCE = Resource(
    argument_spec={
        "operation": {"type": "str", "required": True, "choices": list(REQUESTS)},
        "when_busy": {"type": "str", "default": "fail", "choices": ["fail", "skip", "wait", "force"]},
        "busy_timeout": {"type": "float", "default": 600.0},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "float", "default": 600.0},
        "min_uptime": {"type": "str"},
        "force": {"type": "bool", "default": False},
        "after_reset": {
            "type": "dict",
            "options": {
                "host": {"type": "str"},
                "port": {"type": "int"},
                "use_ssl": {"type": "bool", "default": False},
                "username": {"type": "str", "default": DEFAULT_USERNAME},
                "password": {"type": "str", "no_log": True},
            },
        },
    },
    prepare=prepare,
    run=run,
    shown=_shown_parameters,
)
