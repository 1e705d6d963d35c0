# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task, whichever door it came through: from validated parameters to the result that Ansible shows."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import traceback
from typing import Any, Callable, Mapping, NamedTuple, Sequence

from ansible.module_utils.basic import missing_required_lib

from ansible_collections.voip.grandstream.plugins.module_utils._api import connection
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ConnectionSettings, connection_settings
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.session import Session
from ansible_collections.voip.grandstream.plugins.module_utils._errors import MissingLibraryError, PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets, mask_options


class Outcome(NamedTuple):
    """What a resource did, or would do.

    ``changes``: one dict a change, for the user's eyes; None for a resource that only reads. ``before`` and ``after``: the
    same as text for ``--diff``. ``found``: what else the result holds.
    """

    changes: list[dict[str, Any]] | None
    before: str = ""
    after: str = ""
    warnings: Sequence[str] = ()
    found: Mapping[str, Any] = {}


def _nothing_more(dummy: Any) -> dict[str, Any]:
    """For resources whose secrets are all options with ``no_log``, and for those whose results say it all."""
    return {}


def _always(dummy: Any) -> bool:
    """For resources that log in with the connection's password."""
    return True


class Resource(NamedTuple):
    """A resource as the doors see it.

    ``argument_spec``: its own options, without the connection's. ``prepare``: from the task's parameters to the desired
    state; notes the secrets in it and raises :class:`InputError`. ``run``: brings the phone there, or with ``check_mode``
    only says what that would take; None for a resource that contacts no phone. ``shown``: the parameters as ``invocation``
    may show them. ``needs_password``: whether the desired state takes a login with the connection's password. ``told``: what
    is known of the desired state without a phone, for the result.
    """

    argument_spec: dict[str, dict[str, Any]]
    prepare: Callable[[Mapping[str, Any], Secrets], Any]
    run: Callable[[Phone, Any, bool], Outcome] | None
    shown: Callable[[Mapping[str, Any]], dict[str, Any]] = _nothing_more
    needs_password: Callable[[Any], bool] = _always
    told: Callable[[Any], dict[str, Any]] = _nothing_more

    def full_argument_spec(self) -> dict[str, dict[str, Any]]:
        """The argument spec of the module: the connection's options, where there is a phone, and its own."""
        return dict(connection.ARGUMENT_SPEC if self.run else {}, **self.argument_spec)


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
        self.secrets = Secrets()
        self.open_logins: Callable[[ConnectionSettings], Logins] = lambda settings: Logins(settings.refusal_limit)
        """Gives what is known of the logins to the task's phone; set it before :meth:`run`."""
        self._logins: Logins | None = None

    @property
    def label(self) -> str:
        """Name of the phone, known after :meth:`prepare`."""
        return self._settings.label if self._settings else ""

    def prepare(self) -> dict[str, Any] | None:
        """Check everything that can be checked without the phone. Gives None, or the result of the failure."""
        return self._guarded(self._prepare)

    def run(self) -> dict[str, Any]:
        """Do the work. Call it after :meth:`prepare` gave None."""
        return self._guarded(self._run) or {}

    def run_elsewhere(self, send: Callable[[Logins], dict[str, Any]]) -> dict[str, Any]:
        """Let another machine or process do the work. Call it after :meth:`prepare` gave None.

        ``send``: gives the result of the work elsewhere, which may hold as ``login_memory`` what it learned of the logins.
        """
        return self._guarded(lambda: self._run_elsewhere(send)) or {}

    def _run_elsewhere(self, send: Callable[[Logins], dict[str, Any]]) -> dict[str, Any]:
        with self._opened_logins() as logins:
            result = send(logins)
            logins.take_back(result.pop("login_memory", None))
        if result.get("unreachable"):
            result.pop("failed", None)
        return result

    def _opened_logins(self) -> Logins:
        if self._settings is None:
            raise RuntimeError("a task needs a Task.prepare() that succeeded")
        self._logins = self.open_logins(self._settings)
        return self._logins

    def _prepare(self) -> None:
        spec = self._resource.full_argument_spec()
        self.secrets.add(*(self._params.get(name) for name, option in spec.items() if option.get("no_log")))
        self._desired = self._resource.prepare(self._params, self.secrets)
        if self._resource.run:
            self._settings = connection_settings(self._params, self._resource.needs_password(self._desired))

    def _run(self) -> dict[str, Any]:
        if self._resource.run is None:
            return {"changed": False, **self._resource.told(self._desired)}
        logins = self._opened_logins()
        if self._settings is None:
            raise RuntimeError("Task.run() needs a Task.prepare() that succeeded")
        with Session(self._settings, logins) as session:
            try:
                outcome = self._resource.run(Phone(session), self._desired, self._check_mode)
            except PhoneError as error:
                if "host" not in error.details:
                    error.details.update(host=self._settings.host, port=self._settings.port)
                    error.message = f"{self._settings.label}: {error.message}"
                raise
        result: dict[str, Any] = {"changed": bool(outcome.changes), **self._resource.told(self._desired), **outcome.found}
        if outcome.changes is not None:
            result["changes"] = outcome.changes
        if outcome.changes is not None and self._diff:
            label = self._settings.label
            result["diff"] = {
                "before_header": label,
                "before": outcome.before,
                "after_header": label,
                "after": outcome.after,
            }
        if outcome.warnings:
            result["warnings"] = list(outcome.warnings)
        return result

    def _guarded(self, work: Callable[[], dict[str, Any] | None]) -> dict[str, Any] | None:
        """The one place where exceptions become results."""
        try:
            result = work()
        except PhoneError as error:
            result = _failure(error)
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
        shown = dict(mask_options(self._params, self._resource.full_argument_spec()), **self._resource.shown(self._params))
        if "ansible_job_id" not in result:
            result["invocation"] = {"module_args": shown}
        masked: dict[str, Any] = self.secrets.mask(result)
        return masked


def _failure(error: PhoneError) -> dict[str, Any]:
    """The result of a failed task. ``unreachable`` and ``failed`` exclude each other, as in ansible-core's own results."""
    if isinstance(error, MissingLibraryError):
        return {"failed": True, "msg": missing_required_lib(error.library), "exception": error.import_traceback}
    result: dict[str, Any] = {
        "unreachable" if error.unreachable else "failed": True,
        "changed": bool(error.changes),
        "msg": error.text,
        "error": dict(error.details, kind=error.kind),
    }
    if error.changes:
        result["changes"] = error.changes
    return result
