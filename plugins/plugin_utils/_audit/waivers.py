# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waivers: findings that somebody has accepted, with a reason, and until a day. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import datetime as dt
import difflib
import typing as t
from collections.abc import Callable, Collection, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._text import shown, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit import documents

OPTION = "gs_audit_waivers"

_PATTERN = {"type": "string", "minLength": 1}

SCHEMA: dict[str, t.Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "phones": {
            "anyOf": [_PATTERN, {"type": "array", "items": _PATTERN, "minItems": 1}],
            "description": "a pattern of hosts and groups, or a list of them",
        },
        "reason": documents.TEXT,
        "until": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}\\Z", "description": "a day, such as 2027-01-31"},
    },
    "required": ["id", "reason", "until"],
    "additionalProperties": False,
    "description": "a waiver with the keys id, reason and until",
}
"""Of one waiver. ``phones``: a pattern of hosts and groups, as in C(hosts) of a play, or a list of them; without it, all."""

Hosts = Callable[[str], Collection[str]]
"""Gives the names of the hosts that fit a pattern."""


class Waiver(t.NamedTuple):
    """A finding that somebody has accepted on some phones, until the end of a day."""

    id: str
    phones: frozenset[str]
    reason: str
    until: dt.date

    def document(self) -> dict[str, str]:
        """Return it as it stands with a finding."""
        return {"reason": self.reason, "until": self.until.isoformat()}


class Waivers(t.NamedTuple):
    """The waivers that count today, and sentences on those that do not."""

    valid: Sequence[Waiver]
    warnings: Sequence[str]

    def of(self, rule: str, phone: str) -> Waiver | None:
        """Return the waiver of a finding on a phone: of several, the one that lasts the longest."""
        fitting = [waiver for waiver in self.valid if waiver.id == rule and phone in waiver.phones]
        return max(fitting, key=lambda waiver: waiver.until, default=None)


def read(entries: Sequence[t.Any], rules: Collection[str], hosts: Hosts, today: dt.date) -> Waivers:
    """Return the waivers that users wrote. ``rules``: the ids that there are.

    Raise :class:`InputError` with all that is wrong in them: a waiver that does not do what its writer meant hides something.
    """
    texts = [_texts(entry) for entry in entries]
    documents.checked(OPTION, texts, SCHEMA, lambda entry: [*_date_problem(entry), *_id_problem(entry, rules)])
    valid, warnings = [], []
    for entry in texts:
        said = entry.get("phones", "all")
        pattern = said if isinstance(said, str) else ",".join(said)
        waiver = Waiver(
            entry["id"], frozenset(map(str, hosts(pattern))), visible(entry["reason"]), dt.date.fromisoformat(entry["until"])
        )
        if waiver.until < today:
            warnings.append(
                f"{OPTION}: the waiver of {waiver.id} ended on {waiver.until}, and does not count any more. Remove the cause "
                "or the waiver, or decide anew"
            )
        elif not waiver.phones:
            warnings.append(f"{OPTION}: the waiver of {waiver.id} fits no host: {shown(pattern)}. Look for a slip in phones")
        else:
            valid.append(waiver)
    return Waivers(valid, warnings)


def _texts(entry: t.Any) -> t.Any:
    """Return an entry with its date as text: YAML makes a date of it where it is not in quotes."""
    if not isinstance(entry, Mapping):
        return entry
    return {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in entry.items()}


def _date_problem(entry: Mapping[str, t.Any]) -> list[str]:
    try:
        dt.date.fromisoformat(entry["until"])
    except ValueError:
        return [f"until: {entry['until']} is no day of the calendar"]
    return []


def _id_problem(entry: Mapping[str, t.Any], rules: Collection[str]) -> list[str]:
    if entry["id"] in rules:
        return []
    close = difflib.get_close_matches(entry["id"], rules, 1)
    meant = f". Did you mean {close[0]}?" if close else ". The guide of the audit lists the rules"
    return [f"id: there is no rule {shown(entry['id'])}{meant}"]
