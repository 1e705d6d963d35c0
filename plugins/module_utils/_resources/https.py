# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From HTTP to HTTPS: a phone as it comes from the box is set to HTTPS, and proved to answer there. Never the other way."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Iterator, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api import line_states
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import check_range, problems_of
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import holds
from ansible_collections.voip.grandstream.plugins.module_utils._api.web_access import why_https_is_off
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    BusyError,
    InputError,
    NotKeptError,
    PhoneError,
    TransportError,
    UnsupportedError,
    WaitError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, from_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import title
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource
from ansible_collections.voip.grandstream.plugins.module_utils._text import text_problem

METHOD, PORT = "900", "901"
"""P values of the web access: its method (0 is HTTP, 1 is HTTPS) and its port."""

MOVING_SECONDS = 4.0
"""A web server takes a moment to move. One that still answers over HTTP after it moves with the next start of the phone."""

LONGEST_WAIT = 86400.0
"""Seconds. Who wants to wait for more than a day has mistyped."""


class DesiredHttps(NamedTuple):
    """What a task asks for. ``http_port``, ``passwords``: how to reach a phone that speaks HTTP. ``patience``: seconds.
    ``is_new_phone``: whether another phone than before has this address."""

    http_port: int
    passwords: Sequence[str]
    patience: float
    is_new_phone: bool


class PlannedMove(NamedTuple):
    """What is to be done over HTTP. ``password``: the one that the phone took. ``values``: to be written, by bare number."""

    password: str
    values: Mapping[str, str]


def prepare(params: Mapping[str, Any], secrets: Secrets) -> DesiredHttps:
    """Return what the task's options ask for. Raise :class:`InputError` with every problem that they have."""
    secrets.add(*params["http_passwords"])
    problems = [
        f"http_passwords, number {index}: {problem}"
        for index, text in enumerate(params["http_passwords"], 1)
        for problem in [text_problem(text)]
        if problem
    ]
    passwords = [text for text in dict.fromkeys(params["http_passwords"]) if text]
    if not passwords:
        problems.append("http_passwords: name the passwords that the phone may have now")
    if not params["use_ssl"]:
        problems.append(
            "gs_use_ssl: it is false, so that the phone is reached over HTTP in the end, and there is nothing to do. Set "
            "gs_use_ssl: true, or leave this task out (in the playbooks provision and replace: gs_factory_use_ssl)"
        )
    problems += problems_of(check_range, "http_port", params["http_port"], 1, 65535)
    problems += problems_of(check_range, "wait_timeout", params["wait_timeout"], 0, LONGEST_WAIT)
    if params["http_port"] == (params["port"] or 443):
        problems.append(f"http_port: {params['http_port']} is the port of HTTPS. A phone has HTTP on another one")
    if problems:
        raise InputError("; ".join(problems))
    return DesiredHttps(params["http_port"], passwords, params["wait_timeout"], params["new_phone"])


def plan(phone: Phone, desired: DesiredHttps) -> Plan:
    """Look for the phone over HTTPS. Where that is off, log in over HTTP and read its web access. Raise :class:`PhoneError`."""
    off = why_https_is_off(phone)
    if not off:
        return Plan(Outcome(changes=[]))
    with _over_http(phone, desired) as plain:
        if desired.is_new_phone:
            plain.forget_former_phone()
        try:
            password = plain.log_in(phone.settings.username, desired.passwords)
            held = plain.read_values([METHOD, PORT])
        except PhoneError as error:
            error.add(f"Over HTTPS, on port {phone.settings.port}, {off}")
            raise
    if METHOD not in held:
        raise UnsupportedError("the phone does not know the setting web_access_method (P900), so that it cannot be set to HTTPS")
    wanted = {METHOD: "1", PORT: str(phone.settings.port)}
    values = {number: text for number, text in wanted.items() if number in held and not holds(held, number, text)}
    rows = [_row(number, held[number], text) for number, text in values.items()]
    changes = rows or [{"operation": "reboot"}]
    return Plan(
        Outcome(
            changes=changes,
            before=_diff(rows, "before"),
            after=_diff(rows, "after") or "operation: reboot\n",
        ),
        PlannedMove(password, values),
    )


def apply(phone: Phone, desired: DesiredHttps, plan: Plan) -> Outcome:
    """Set the phone to HTTPS, and wait until it answers there. Raise :class:`PhoneError`.

    Where it only keeps the setting, it is restarted, unless a call is on.
    """
    move: PlannedMove = plan.work
    began = phone.now()
    rebooted = False
    with _over_http(phone, desired, retries=0) as plain, phone.with_settings(retries=0) as secure:
        plain.log_in(phone.settings.username, [move.password])
        try:
            if move.values:
                _write(plain, move.values)
        finally:
            phone.has_written = plain.has_written
        for dummy in phone.attempts(desired.patience):
            off = _look(secure)
            if not off:
                found = {"rebooted": rebooted, "waited": round(phone.now() - began)}
                return plan.outcome._replace(found=found)
            is_over = not move.values or phone.now() - began >= MOVING_SECONDS
            if not rebooted and is_over and plain.answers():
                rebooted = _restart(plain)
                phone.has_written = phone.has_written or rebooted
    raise WaitError(
        f"the phone was set to HTTPS{' and restarted' if rebooted else ''}, and did not answer over HTTPS within "
        f"{desired.patience:g} s ({off}). It was not asked over HTTP again",
        advice=f"Look at its web access on its own screen: HTTPS, port {phone.settings.port}. Then run the task again",
    )


@contextmanager
def _over_http(phone: Phone, desired: DesiredHttps, **settings: Any) -> Iterator[Phone]:
    """Open a session over HTTP. It is the user's own statement that leads here, and never an answer that failed."""
    with phone.with_settings(use_ssl=False, port=desired.http_port, **settings) as plain:
        yield plain


def _write(plain: Phone, values: Mapping[str, str]) -> None:
    """Write the web access. The web server may move before it has answered: HTTPS shows then what became of it."""
    try:
        plain.write_values(values)
    except AmbiguousWriteError:
        return


def _look(secure: Phone) -> str:
    """Return why the phone does not answer over HTTPS; empty where it does. Raise :class:`PhoneError` where waiting is no use."""
    try:
        return why_https_is_off(secure)
    except TransportError as error:
        if error.reason == "tls":
            error.add("The phone was set to HTTPS before, and nothing was sent to it there")
            raise
        return error.message
    except ApiError:
        raise
    except PhoneError as error:
        return error.message


def _restart(plain: Phone) -> bool:
    """Restart a phone that keeps the setting and goes on with HTTP. Return whether it was told: it may have moved meanwhile.

    Raise :class:`PhoneError` where it does not keep the setting, or is busy.
    """
    try:
        held = plain.read_values([METHOD])
        busy = line_states.busy_lines(plain)
    except TransportError:
        return False
    if not holds(held, METHOD, "1"):
        raise NotKeptError(
            "the phone accepted HTTPS as its web access and did not keep it: it may be locked by a provisioning file, or not "
            "allowed on this firmware"
        )
    if busy:
        raise BusyError(
            f"the phone keeps HTTPS and needs a restart for it, and is busy: {line_states.told(busy)}",
            advice="Run the task again when the call is over",
            lines=line_states.shown(busy),
        )
    try:
        plain.operate_system("REBOOT")
    except AmbiguousWriteError:
        # Usual for a phone that goes down; HTTPS shows whether it did.
        return True
    return True


def _diff(rows: Sequence[Mapping[str, Any]], side: str) -> str:
    return "".join(f"{title(row['name'], [row['pvalues'][0][1:]], None)}: {row[side]}\n" for row in rows)


def _row(number: str, before: str, after: str) -> dict[str, Any]:
    """Return a change as gs_config shows one."""
    place = catalogue.by_number(number)
    return {
        "kind": "setting",
        "action": "edit",
        "name": place.path if place else f"settings.P{number}",
        "pvalues": [f"P{number}"],
        "before": from_pvalues.shown(number, before),
        "after": from_pvalues.shown(number, after),
    }


RESOURCE = Resource(
    argument_spec={
        "http_port": {"type": "int", "default": 80},
        "http_passwords": {"type": "list", "elements": "str", "required": True, "no_log": True},
        "wait_timeout": {"type": "float", "default": 600.0},
        "new_phone": {"type": "bool", "default": False},
    },
    prepare=prepare,
    plan=plan,
    apply=apply,
    needs_password=lambda dummy: False,
    # There is no session over HTTPS yet.
    checks_identity=lambda dummy: False,
)
