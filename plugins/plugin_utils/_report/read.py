# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report from its JSON document, which may come from anywhere: it is checked, and all of its texts stay texts."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import datetime as dt
import functools
import json
import typing as t
from pathlib import Path

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._libraries import jsonschema, require
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.audit import MODULE as AUDIT
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.audit import audit_of
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import (
    AccountsRecord,
    ChangeRecord,
    Merged,
    PhoneRecord,
    Report,
    RunRecord,
    TaskRecord,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import plain

MAX_SIZE = 256 * 1024 * 1024
"""Bytes of a report. That of 20,000 phones with ten differences each is a third of it."""

SCHEMA = Path(__file__).parents[3] / "docs" / "schema" / "report.schema.json"
"""The file that says what a report is."""

_DEEPEST = 20
"""Levels of values inside of values. The modules' own have four."""


def read_report(text: str) -> Report:
    """Return the report that a JSON document holds.

    Counts, verdicts and sums are made anew from its phones. Raise :class:`InputError` with what is wrong, without the name of
    the file, and :class:`MissingLibraryError`.
    """
    require("jsonschema")
    try:
        said = plain(json.loads(text))
    except ValueError as error:
        raise InputError(f"it is not JSON: {error}") from None
    except RecursionError:
        raise InputError("its values are nested too deeply for a report") from None
    _check(said)
    names = [phone["name"] for phone in said["phones"]]
    if len(set(names)) < len(names):
        raise InputError("it is not a report: it names a phone twice")
    started, finished = (_time(said, name) for name in ("started", "finished"))
    if finished < started:
        raise InputError("it is not a report: it ends before it begins")
    phones = [_phone(phone) for phone in said["phones"]]
    audit = audit_of(said["audit"], _audited(phones)) if "audit" in said else None
    return Report(said["playbook"], started, finished, phones, _merged(said.get("merged")), audit)


def moment_of(text: t.Any) -> dt.datetime | None:
    """Return the time that a text in ISO 8601 says; None for what is no time, or has no time zone."""
    try:
        moment = dt.datetime.fromisoformat(text)
        # Times at both ends of the calendar cannot be told in another time zone.
        return moment if moment.tzinfo is not None and moment.astimezone(dt.UTC) is not None else None
    except (TypeError, ValueError, OverflowError):
        return None


@functools.cache
def _validator() -> t.Any:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _check(said: t.Any) -> None:
    """Raise :class:`InputError` unless the document has the form of the schema."""
    error = next(_validator().iter_errors(said), None)
    if error is None:
        return
    place = ".".join(str(step) for step in error.absolute_path)
    if place == "version":
        raise InputError("it is a report of another version of voip.grandstream. Run the same version everywhere")
    reason = shortened(visible(str(error.message)), 200)
    raise InputError(f"it is not a report: {visible(place)}: {reason}" if place else f"it is not a report: {reason}")


def _time(said: t.Mapping[str, t.Any], name: str) -> dt.datetime:
    """Return one of the document's times. Raise :class:`InputError` for what is no time, or has no time zone."""
    moment = moment_of(said[name])
    if moment is None:
        raise InputError(f"it is not a report: {name} is not a time with a time zone, such as 2026-11-30T02:15:00+01:00")
    return moment


def _phone(said: t.Mapping[str, t.Any]) -> PhoneRecord:
    tasks = [TaskRecord(**{**task, "changes": [_change(row) for row in task["changes"]]}) for task in said["tasks"]]
    accounts = AccountsRecord(**said["accounts"]) if "accounts" in said else None
    site, firmware = said.get("site"), said.get("firmware")
    return PhoneRecord(said["name"], said["groups"], said["model"], said["address"], tasks, site, firmware, accounts)


def _audited(phones: t.Iterable[PhoneRecord]) -> list[str]:
    """Return the names of the phones at which an audit has looked."""
    return [phone.name for phone in phones if any(task.module == AUDIT and task.status == "ok" for task in phone.tasks)]


def _change(row: t.Mapping[str, t.Any]) -> ChangeRecord:
    if _is_deeper(row["before"], _DEEPEST) or _is_deeper(row["after"], _DEEPEST):
        raise InputError("its values are nested too deeply for a report")
    return ChangeRecord(**row)


def _is_deeper(value: t.Any, levels: int) -> bool:
    """Return whether a value has more levels of values inside of values than that."""
    if not isinstance(value, (dict, list)):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in inside)


def _merged(said: t.Mapping[str, t.Any] | None) -> Merged | None:
    """Return what a merged report says of its runs."""
    if said is None:
        return None
    runs = [
        RunRecord(run["report"], run["playbook"], _time(run, "started"), _time(run, "finished"), run["phones"])
        for run in said["runs"]
    ]
    return Merged(runs, {phone["name"]: phone["reports"] for phone in said["twice"]}, said["missing"])
