# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON report of a run, read for what it changed. The file is a stranger's text: bounded, checked, and never obeyed."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import collections
import json
import os
import stat
import typing as t
from pathlib import Path

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._libraries import jsonschema, require
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.read import SCHEMA

MOST_BYTES = 512 * 1024 * 1024
"""Of a report. That of 10,000 phones with some changes each has a few megabytes; with whole phonebooks, some hundred."""

MOST_NAMED = 10
"""Settings and tasks that a sentence names."""

_VERSION = 1
_NEWER = ("reach", "title")
"""What reports of older releases do not have, although the schema wants it."""

_PVALUE = "voip.grandstream.gs_pvalue"
_SETTERS = ("voip.grandstream.gs_config", _PVALUE)
"""The modules whose settings are brought back. What others change, such as from HTTP to HTTPS, must not be undone by the way."""

_BEGUN = ("changed", "failed", "unreachable")
"""Statuses of tasks that may have written. A task in the background that was not waited for tells no changes."""

Document = t.Mapping[str, t.Any]
Changes = dict[str, t.Any]
"""What a run has changed on one phone, in types that JSON has.

``model``: as the report says, or None. ``rows``: the changes of settings, in order, each with ``name``, ``pvalues``, ``before``,
``after``, ``is_text`` (whether the values are the phone's text, not a user's words) and ``is_sure`` (whether the task went well).
``others``: sentences on what else was changed.
"""


def read_report(path: Path) -> Document:
    """Return the report in a file. Its phones are not checked yet.

    Raise :class:`InputError` for what is no report of a run that changed something, and :class:`OSError`.
    """
    try:
        document = json.loads(_content(path))
    except (ValueError, RecursionError):
        raise InputError(f"{path} is not JSON. Name the file that the option json of voip.grandstream.report wrote") from None
    if not isinstance(document, dict) or not isinstance(document.get("phones"), list):
        raise InputError(f"{path} is not a report. Name the file that the option json of voip.grandstream.report wrote")
    if document.get("version") != _VERSION:
        raise InputError(
            f"{path} has the version {shown(document.get('version'))} of reports. This collection reads version {_VERSION}"
        )
    _check(path, {**document, "phones": []}, _schema())
    if document["mode"] == "check":
        raise InputError(
            f"{path} is the report of a run in check mode. That run changed nothing, so there is nothing to bring back"
        )
    return document


def changes_of(path: Path, document: Document) -> dict[str, Changes]:
    """Return the changes of each phone by its name; a phone that stands there twice is one. Raise :class:`InputError`."""
    schema = {"$ref": "#/$defs/phone", "$defs": _schema()["$defs"]}
    found: dict[str, list[Document]] = {}
    for place, phone in enumerate(document["phones"]):
        _check(path, phone, schema, f"phones[{place}]")
        found.setdefault(phone["name"], []).append(phone)
    return {name: _changes(phones) for name, phones in found.items()}


def chosen(changes: Changes, names: t.Collection[str]) -> Changes:
    """Return the changes of the settings that ``names`` name, without what else was changed."""
    return {**changes, "rows": [row for row in changes["rows"] if names_of(row) & set(names)], "others": []}


def names_of(row: t.Mapping[str, t.Any]) -> set[str]:
    """Return what a user may call the setting of a row: ``settings.ntp_server``, ``ntp_server``, ``P30``, ``30``.

    A setting of accounts is also its name alone, which means those of all accounts. A programmable key is ``keys.3`` only.
    """
    name = row["name"]
    part, dummy, last = name.rpartition(".")
    numbers = [catalogue.bare_number(number) for number in row["pvalues"]]
    short = {last} if part and part != "keys" else set()
    return {name, *short, *(f"P{number}" for number in numbers), *(str(number) for number in numbers)}


def _content(path: Path) -> bytes:
    """Return the content of a regular file that is not too long. Raise :class:`InputError` and :class:`OSError`."""
    # Without O_NONBLOCK, a named pipe would hold the run until somebody writes into it.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise InputError(f"{path} is not a regular file. Name the file that the option json of voip.grandstream.report wrote")
    with os.fdopen(handle, "rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InputError(f"{path} has more than {MOST_BYTES // 1024**2} MiB. Take the phones that you need out of it, with jq")
    return content


def _schema() -> dict[str, t.Any]:
    """Return the schema of reports, for those of older releases too."""
    schema: dict[str, t.Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for part in schema["$defs"].values():
        part["required"] = [name for name in part.get("required", []) if name not in _NEWER]
    return schema


def _check(path: Path, value: t.Any, schema: Document, place: str = "") -> None:
    """Raise :class:`InputError` where a part of the report is not as its schema says, with the place and without the value."""
    require("jsonschema")
    error = next(iter(jsonschema.Draft202012Validator(schema).iter_errors(value)), None)
    if error is not None:
        where = place + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
        raise InputError(
            f"{path} is not as reports are (docs/schema/report.schema.json): {where.lstrip('.') or 'the whole'}. "
            "Make the report again, or repair the file"
        )


def _changes(phones: t.Sequence[Document]) -> Changes:
    """Return what the entries of one phone say together."""
    rows: list[dict[str, t.Any]] = []
    kinds: collections.Counter[str] = collections.Counter()
    hidden: list[str] = []
    for task in (task for phone in phones for task in phone["tasks"] if not task["check_mode"]):
        if task["hidden"] and task["status"] in _BEGUN:
            hidden.append(task["task"])
        for change in task["changes"]:
            if change["kind"] == "setting" and task["module"] in _SETTERS:
                rows.append(_row(task, change))
            else:
                kinds[change["kind"] if change["kind"] != "setting" else task["module"].rpartition(".")[2]] += 1
    return {
        "model": next((phone["model"] for phone in phones if phone["model"] in catalogue.MODELS), None),
        "rows": rows,
        "others": [*_other_kinds(kinds), *_hidden(hidden)],
    }


def _row(task: Document, change: Document) -> dict[str, t.Any]:
    return {
        **{name: change[name] for name in ("name", "pvalues", "before", "after")},
        "is_text": task["module"] == _PVALUE,
        "is_sure": task["status"] == "changed",
    }


def _other_kinds(kinds: t.Mapping[str, int]) -> list[str]:
    """Return a sentence on the changes that are not brought back, where there are any."""
    counted = ", ".join(f"{number} of {visible(kind)}" for kind, number in sorted(kinds.items()))
    return [f"other changes are left: {counted}"] if counted else []


def _hidden(tasks: t.Sequence[str]) -> list[str]:
    names = ", ".join(shown(task) for task in list(dict.fromkeys(tasks))[:MOST_NAMED])
    return [f"no_log hides what these tasks changed: {names}"] if names else []
