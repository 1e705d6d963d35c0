# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task, whichever door it came through: from validated parameters to the result that Ansible shows."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import traceback
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Mapping, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._api import connection
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import (
    ConnectionSettings,
    connection_settings,
    worded,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._api.neighbours import Neighbours
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.session import Session
from ansible_collections.voip.grandstream.plugins.module_utils._api.traits import FirmwareTraits, RunMemory, key_of
from ansible_collections.voip.grandstream.plugins.module_utils._errors import MissingLibraryError, PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets, mask_options
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome, Plan
from ansible_collections.voip.grandstream.plugins.module_utils._settings import identity, to_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils._text import visible


def _nothing_more(dummy: Any) -> dict[str, Any]:
    """Return no more results: for resources whose results come from ``plan`` and ``apply`` alone."""
    return {}


def _always(dummy: Any) -> bool:
    """Return true: for resources that log in with the connection's password, or change the phone that they are meant for."""
    return True


class Resource(NamedTuple):
    """A resource as the doors see it.

    ``argument_spec``: its own options, without the connection's. ``prepare``: from the task's parameters to the desired
    state; notes the secrets in it and raises :class:`InputError`. ``plan``: reads the phone and gives what would be done, and
    writes nothing; None for a resource that contacts no phone. ``apply``: carries a plan out and gives the outcome; None for
    a resource that only reads. ``shown_options``: the parameters as ``invocation`` may show them. ``needs_password``: whether
    the desired state takes a login with the connection's password. ``without_phone``: what the result holds of the desired
    state whether or not there is a phone. ``checks_identity``: whether the desired state is of one certain phone, so that it
    must not be another one of the inventory that is changed.
    """

    argument_spec: dict[str, dict[str, Any]]
    prepare: Callable[[Mapping[str, Any], Secrets], Any]
    plan: Callable[[Phone, Any], Plan] | None
    apply: Callable[[Phone, Any, Plan], Outcome] | None = None
    shown_options: Callable[[Mapping[str, Any]], dict[str, Any]] = _nothing_more
    needs_password: Callable[[Any], bool] = _always
    without_phone: Callable[[Any], dict[str, Any]] = _nothing_more
    checks_identity: Callable[[Any], bool] = _always

    def full_argument_spec(self) -> dict[str, dict[str, Any]]:
        """Return the argument spec of the module: the connection's options, where there is a phone, and its own."""
        return dict(connection.ARGUMENT_SPEC if self.plan else {}, **self.argument_spec)


def carry_out(resource: Resource, phone: Phone, desired: Any, check_mode: bool) -> Outcome:
    """Plan, and unless in check mode apply the plan. Return what was done, or would be done.

    The one place that calls ``apply``. Raise :class:`PhoneError`, which says what was begun where something may have been
    written.
    """
    if resource.plan is None:
        raise RuntimeError("a resource without a plan contacts no phone")
    plan = resource.plan(phone, desired)
    if plan.outcome.changes and resource.apply and resource.checks_identity(desired):
        identity.check(phone)
    if check_mode or resource.apply is None or not (plan.outcome.changes or plan.waits):
        return plan.outcome
    try:
        return resource.apply(phone, desired, plan)
    except PhoneError as error:
        if phone.has_written:
            error.begun(plan.outcome.changes or [])
        raise


def noted_secrets(resource: Resource, options: Mapping[str, Any]) -> Secrets:
    """Return the secrets in the options of a task, validated or not: by argument spec, by the catalogue's names, and in URLs."""
    secrets = Secrets()
    secrets.add_options(options, resource.full_argument_spec())
    secrets.add(*to_pvalues.secret_values(options))
    return secrets


class Task:
    """One run of a resource on one phone.

    ``params``: all options, validated by ansible-core. Construct it, then call :meth:`prepare` and, if that gives None,
    :meth:`run`. Each gives a result dict from which the secrets are gone.
    """

    def __init__(self, resource: Resource, params: Mapping[str, Any], check_mode: bool, diff: bool) -> None:
        self._resource = resource
        self._params = params
        self._check_mode = check_mode
        self._diff = diff
        self._settings: ConnectionSettings | None = None
        self._desired: Any = None
        self.secrets = noted_secrets(resource, params)
        self.memory = RunMemory()
        """What the tasks of this run tell each other: set it before :meth:`run`."""
        self.open_logins: Callable[[ConnectionSettings], Logins] = lambda settings: Logins(settings.refusal_limit)
        """Gives what is known of the logins to the task's phone; set it before :meth:`run`."""
        self.neighbours: Neighbours | None = None
        """The other phones of the inventory; set it before :meth:`run`. Without it, any phone is the right one."""
        self.inventory_name: str | None = None
        """What the inventory calls the phone, for differences; set it before :meth:`run`. Without it, they show its address."""
        self.words: Mapping[str, str] = {}
        """What the user wrote in the place of variables of the connection, for messages; set it before :meth:`prepare`."""
        self._logins: Logins | None = None
        self.shows_invocation = True
        """Whether the result holds the options of the task."""

    @property
    def label(self) -> str:
        """Name of the phone, known after :meth:`prepare`."""
        return self._settings.label if self._settings else ""

    @property
    def known_neighbours(self) -> Neighbours | None:
        """Return the other phones, where the task must be done on the right one. Known after :meth:`prepare`."""
        is_wanted = self._settings is not None and self._settings.check_identity and self._resource.apply is not None
        return self.neighbours if is_wanted and self._resource.checks_identity(self._desired) else None

    def prepare(self) -> dict[str, Any] | None:
        """Check everything that can be checked without the phone. Return None, or the result of the failure."""
        return self._guarded(self._prepare)

    def run(self) -> dict[str, Any]:
        """Do the work. Call it after :meth:`prepare` gave None."""
        return self._guarded(self._run) or {}

    def run_elsewhere(self, send: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        """Let another machine or process do the work. Call it after :meth:`prepare` gave None.

        ``send``: takes what the run knows of the phone, for :meth:`take_along` elsewhere. It gives the result of the work, which
        may hold as ``login_memory`` what :meth:`brought_back` gave there.
        """
        return self._guarded(lambda: self._run_elsewhere(send)) or {}

    def take_along(self, known: Any) -> None:
        """Take note of the traits of the phone in what came from elsewhere. Call it after :meth:`prepare`."""
        found = known.get("traits") if isinstance(known, Mapping) else None
        if isinstance(found, str) and self._settings:
            self.memory.note(key_of(self._settings.label), found)

    def brought_back(self, logins: Logins) -> dict[str, Any]:
        """Return what the task has learned of the phone, for the one that sent it."""
        return {**logins.brought_back(), "traits": self.memory.recall(key_of(self.label))}

    def _run_elsewhere(self, send: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        settings = self._checked_settings()
        with _located(settings), self._opened_logins(settings) as logins:
            result = send({**logins.taken_along(), "traits": self.memory.recall(key_of(settings.label))})
            brought = result.pop("login_memory", None)
            logins.take_back(brought)
            self.take_along(brought)
        if result.get("unreachable"):
            result.pop("failed", None)
        if isinstance(result.get("diff"), dict):
            result["diff"].update(self._diff_headers(settings))
        return result

    def _diff_headers(self, settings: ConnectionSettings) -> dict[str, str]:
        name = visible(self.inventory_name or settings.label)
        return {"before_header": name, "after_header": name}

    def _checked_settings(self) -> ConnectionSettings:
        if self._settings is None:
            raise RuntimeError("a task needs a Task.prepare() that succeeded")
        return self._settings

    def _opened_logins(self, settings: ConnectionSettings) -> Logins:
        self._logins = self.open_logins(settings)
        return self._logins

    def _prepare(self) -> None:
        self._desired = self._resource.prepare(self._params, self.secrets)
        if self._resource.plan:
            self._settings = connection_settings(self._params, self._resource.needs_password(self._desired))

    def _run(self) -> dict[str, Any]:
        if self._resource.plan is None:
            return {"changed": False, **self._resource.without_phone(self._desired)}
        settings = self._checked_settings()
        with _located(settings), Session(settings, self._opened_logins(settings)) as session:
            phone = Phone(session, FirmwareTraits(self.memory, settings.label))
            phone.neighbours = self.known_neighbours
            outcome = carry_out(self._resource, phone, self._desired, self._check_mode)
        result: dict[str, Any] = {
            "changed": bool(outcome.changes),
            **self._resource.without_phone(self._desired),
            **outcome.found,
        }
        if outcome.changes is not None:
            result["changes"] = outcome.changes
        if outcome.changes is not None and self._diff:
            result["diff"] = {"before": outcome.before, "after": outcome.after, **self._diff_headers(settings)}
        if outcome.warnings:
            result["warnings"] = list(outcome.warnings)
        return result

    def _guarded(self, work: Callable[[], dict[str, Any] | None]) -> dict[str, Any] | None:
        """Return the result of ``work``. The one place where exceptions become results."""
        try:
            result = work()
        except PhoneError as error:
            result = _failure(error)
            result["msg"] = worded(result["msg"], self.words)
        except Exception as error:  # noqa: BLE001 - ansible-core would show it with the secrets in it
            result = {
                "failed": True,
                "msg": f"This is a bug in voip.grandstream, please report it: {type(error).__name__}: {error}",
                "exception": traceback.format_exc(),
            }
        if result is None:
            return None
        if self._logins is not None and self._logins.warnings:
            result["warnings"] = [*result.get("warnings", []), *self._logins.warnings]
        if self.words and "warnings" in result:
            result["warnings"] = [worded(warning, self.words) for warning in result["warnings"]]
        if self.shows_invocation and "ansible_job_id" not in result:
            shown = mask_options(self._params, self._resource.full_argument_spec())
            result["invocation"] = {"module_args": {**shown, **self._resource.shown_options(self._params)}}
        return self.secrets.result(result)


@contextmanager
def _located(settings: ConnectionSettings) -> Iterator[None]:
    """Let every failure say which phone it was."""
    try:
        yield
    except PhoneError as error:
        error.locate(settings.label, settings.host, settings.port)
        raise


def _failure(error: PhoneError) -> dict[str, Any]:
    """Return the result of a failed task: either ``unreachable`` or ``failed``, as in ansible-core's own results."""
    if isinstance(error, MissingLibraryError):
        return {"failed": True, "msg": error.text, "exception": error.import_traceback}
    result: dict[str, Any] = {
        "unreachable" if error.unreachable else "failed": True,
        "changed": bool(error.changes),
        "msg": error.text,
        "error": dict(error.details, kind=error.kind),
        **error.found,
    }
    if error.restored is not None:
        result["error"]["restored"] = error.restored
    if error.changes:
        result["changes"] = error.changes
    return result
