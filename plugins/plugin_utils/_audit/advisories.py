# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Firmware with known vulnerabilities: the data, and a rule for each of them.

Each entry of `advisories.json` was checked against the public record that it names.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
import typing as t
from collections.abc import Mapping, Sequence
from pathlib import Path

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, firmware
from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit import documents
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.facts import Facts, UnknownError
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.rules import RULES, Rule
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.score import SEVERITIES

SHIPPED = Path(__file__).with_name("advisories.json")

OPTION = "gs_audit_advisories"

_VERSION = {
    "type": "string",
    "pattern": r"^[0-9]{1,6}(\.[0-9]{1,6}){1,5}\Z",
    "description": 'a firmware version in quotes, such as "1.0.5.1"',
}

SCHEMA: dict[str, t.Any] = {
    "type": "object",
    "properties": {
        "id": {
            "type": "string",
            "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{2,63}\\Z",
            "description": "an id of 3 to 64 letters, digits, dots, underscores and hyphens, such as CVE-2030-1",
        },
        "severity": {"enum": list(SEVERITIES)},
        "title": documents.TEXT,
        "url": {"type": "string", "pattern": "^https://[^\\s<>\"']{1,400}\\Z", "description": "a URL that begins with https://"},
        "fixed": {
            "type": "object",
            "properties": dict.fromkeys(catalogue.MODELS, _VERSION),
            "additionalProperties": False,
            "minProperties": 1,
            "description": "a dictionary of models with the first version without the vulnerability",
        },
    },
    "required": ["id", "severity", "title", "fixed"],
    "additionalProperties": False,
    "description": "an advisory with the keys id, severity, title and fixed",
}
"""Of one advisory. ``fixed``: by model, the first firmware version without the vulnerability."""


def shipped() -> list[dict[str, t.Any]]:
    """Return the advisories that come with the collection."""
    found: list[dict[str, t.Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return found


def rules(own: Sequence[t.Any]) -> list[Rule]:
    """Return a rule for each advisory: those of the collection, and the user's ``own``, which win where the id is the same.

    Raise :class:`InputError` where one of the user's own is not of :data:`SCHEMA`.
    """
    documents.checked(OPTION, own, SCHEMA, _taken)
    return [_rule(advisory) for advisory in {entry["id"]: entry for entry in (*shipped(), *own)}.values()]


def _taken(entry: Mapping[str, t.Any]) -> list[str]:
    return ["the id is that of a rule. Use the public id of the advisory"] if entry["id"] in {rule.id for rule in RULES} else []


def _rule(advisory: Mapping[str, t.Any]) -> Rule:
    fixed: Mapping[str, str] = advisory["fixed"]
    source = f". See {visible(advisory['url'])}" if "url" in advisory else ""

    def judge(phone: Facts) -> str:
        if phone.model is None:
            raise UnknownError("the model is not known: set gs_model")
        if phone.model not in fixed:
            return ""
        current = firmware.version(phone.firmware)
        if current is None:
            raise UnknownError("the phone tells no firmware version that can be compared")
        if current >= (firmware.version(fixed[phone.model]) or []):
            return ""
        return f"firmware {phone.quoted(phone.firmware or '')}, fixed in {fixed[phone.model]}"

    return Rule(
        advisory["id"],
        advisory["severity"],
        visible(advisory["title"]),
        f"Upgrade the firmware with voip.grandstream.upgrade_firmware{source}",
        (),
        judge,
    )
