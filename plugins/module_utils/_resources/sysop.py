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
    problems_of,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import SYS_OPERATION
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Line
from ansible_collections.voip.grandstream.plugins.module_utils._api.restart import AddressAfterReset, Moment
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AdminOnlyError,
    AmbiguousWriteError,
    ApiError,
    InputError,
    StatusError,
    WaitError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import FACTORY_PASSWORD, Secrets, mask_options
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource
from ansible_collections.voip.grandstream.plugins.module_utils._text import text_problem

REQUESTS = {"reboot": "REBOOT", "factory_reset": "RESET", "provision": "PROV"}
"""Guide, "System Operations"."""

LONGEST_WAIT = 86400.0
"""Seconds. Who wants to wait for more than a day has mistyped."""


class DesiredOperation(NamedTuple):
    """The operation that a task asks for. Durations are seconds.

    ``after``: where the phone is found after a factory reset; an empty host is the one that it has now. ``after_reboot``: the
    settings of the connection that are others after a reboot.
    """

    operation: str
    when_busy: str
    busy_timeout: float
    wait: bool
    wait_timeout: float
    min_uptime: int | None
    after: AddressAfterReset | None
    after_reboot: Mapping[str, Any] = {}


def prepare(params: Mapping[str, Any], secrets: Secrets) -> DesiredOperation:
    """Return what the task's options ask for. Raise :class:`InputError` with every problem that they have."""
    after = {name: value for name, value in (params["after_reset"] or {}).items() if value is not None}
    secrets.add(after.get("password"))
    min_uptime = None if params["min_uptime"] is None else clock.seconds(params["min_uptime"])
    after_reboot = {name: value for name, value in (params["after_reboot"] or {}).items() if value is not None}
    problems = [*_misplaced(params), *_after_problems(after, "after_reset"), *_after_problems(after_reboot, "after_reboot")]
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
        after_reboot,
    )


def _misplaced(params: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each option that does not go with the operation, and for one that is missing."""
    operation = params["operation"]
    problems = []
    if operation == "factory_reset" and not params["force"]:
        problems.append("operation: factory_reset erases the phone's whole configuration. If that is meant, set force: true")
    if params["force"] and operation != "factory_reset":
        problems.append("force: only a factory_reset needs it. To disturb calls, set when_busy: force")
    if params["after_reset"] is not None and operation != "factory_reset":
        problems.append("after_reset: it can be used with operation: factory_reset only")
    only = [name for name in ("min_uptime", "after_reboot") if params[name] is not None and operation != "reboot"]
    problems += [f"{name}: it can be used with operation: reboot only" for name in only]
    return problems


def _after_problems(after: Mapping[str, Any], option: str) -> list[str]:
    problems = []
    if "host" in after:
        problems += problems_of(checked_host, after["host"], f"{option}.host")
    if "port" in after:
        problems += problems_of(check_range, f"{option}.port", after["port"], 1, 65535)
    found = ((name, text_problem(after.get(name, ""))) for name in ("username", "password"))
    problems += [f"{option}.{name}: {problem}" for name, problem in found if problem]
    return problems


def _place(after: Mapping[str, Any]) -> AddressAfterReset:
    """Return where the phone will be found after the reset; the factory's own values where the task does not say."""
    use_ssl = after.get("use_ssl", False)
    return AddressAfterReset(
        checked_host(after["host"]) if "host" in after else "",
        after.get("port", 443 if use_ssl else 80),
        use_ssl,
        after.get("username", DEFAULT_USERNAME),
        after.get("password", FACTORY_PASSWORD),
    )


def _shown_options(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``after_reset`` with its password masked, whatever its length."""
    after = params.get("after_reset")
    if not isinstance(after, Mapping):
        return {}
    return {"after_reset": mask_options(after, RESOURCE.argument_spec["after_reset"]["options"])}


class PlannedOperation(NamedTuple):
    """An operation as planned: the lines with a call, and the time and uptime where they were read just before acting."""

    busy: Sequence[Line]
    moment: Moment | None


def plan(phone: Phone, desired: DesiredOperation) -> Plan:
    """Look whether the operation is due, and whether the phone is busy. Raise :class:`PhoneError`."""
    found: dict[str, Any] = {}
    if desired.min_uptime is not None:
        found["uptime"] = restart.uptime(phone)
        if found["uptime"] < desired.min_uptime:
            return Plan(Outcome(changes=[], found=found))
    busy: list[Line] = []
    moment: Moment | None = None
    if desired.when_busy == "force":
        # Nothing else is read then, and a phone that is off, or refuses the password, must show in check mode too.
        moment = restart.now(phone)
    else:
        busy = line_states.busy_lines(phone)
    if busy and desired.when_busy == "fail":
        raise line_states.refusal(busy)
    if busy and desired.when_busy == "skip":
        return Plan(Outcome(changes=[], found=line_states.skipped(busy)))
    changes = [{"operation": desired.operation}]
    return Plan(Outcome(changes=changes, after=f"operation: {desired.operation}\n", found=found), PlannedOperation(busy, moment))


def apply(phone: Phone, desired: DesiredOperation, plan: Plan) -> Outcome:
    """Wait for the end of the calls, act, and wait for the proof. Raise :class:`PhoneError`."""
    busy, moment = plan.work
    if busy:
        line_states.wait_until_idle(phone, busy, desired.busy_timeout)
    return plan.outcome._replace(found={**plan.outcome.found, **_carry_out(phone, desired, moment)})


def _carry_out(phone: Phone, desired: DesiredOperation, moment: Moment | None) -> dict[str, Any]:
    """Send the operation and wait for what the task wants to wait for. Return what the result holds of it."""
    # The uptime before is what a reboot is proved against; provisioning leaves nothing to compare.
    proved = desired.wait and desired.operation != "provision"
    moment = moment or (restart.now(phone) if proved else Moment(phone.now(), 0))
    lost = _send(phone, REQUESTS[desired.operation])
    if desired.operation == "provision":
        return restart.for_answer(phone, moment, desired.wait_timeout if desired.wait else 0, lost)
    if lost and (not desired.wait or isinstance(lost.cause, StatusError)):
        # An answer that the guide does not print may mean that the phone did nothing: nobody waits minutes for that.
        found = restart.for_going_down(phone, lost)
        if not desired.wait:
            return found
    if not desired.wait:
        return {}
    try:
        if desired.after is not None:
            place = desired.after._replace(host=desired.after.host or phone.settings.host)
            return restart.for_reset(phone, moment, desired.wait_timeout, place)
        return restart.for_reboot(phone, moment, desired.wait_timeout, desired.after_reboot)
    except WaitError as error:
        if lost:
            error.add(f"The answer to the request was lost before ({lost.message})")
        raise


def _send(phone: Phone, request: str) -> AmbiguousWriteError | None:
    """Send the request once. Return the error where its answer is lost, which is usual for a phone that goes down, or is an HTTP
    status that the guide does not print."""
    try:
        phone.operate_system(request)
    except AmbiguousWriteError as error:
        return error
    except StatusError as error:
        if error.endpoint != SYS_OPERATION.name:
            raise  # It is of the login before it.
        phone.has_written = True
        return AmbiguousWriteError(error)
    except ApiError as error:
        if isinstance(error, AdminOnlyError) or phone.settings.username not in ADMIN_NAMES:
            error.advise("This operation needs the admin's login: set ansible_user to gmiadmin, with the admin's password")
        raise
    return None


RESOURCE = Resource(
    argument_spec={
        "operation": {"type": "str", "required": True, "choices": list(REQUESTS)},
        "when_busy": {**line_states.WHEN_BUSY_SPEC, "default": "fail"},
        "busy_timeout": {"type": "float", "default": 600.0},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "float", "default": 600.0},
        "min_uptime": {"type": "str"},
        "force": {"type": "bool", "default": False},
        "after_reboot": {
            "type": "dict",
            "options": {"host": {"type": "str"}, "port": {"type": "int"}, "use_ssl": {"type": "bool"}},
        },
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
    plan=plan,
    apply=apply,
    shown_options=_shown_options,
    # A reboot does no harm to another phone.
    checks_identity=lambda desired: desired.operation == "factory_reset",
)
