# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what rules say of each phone to the findings of a fleet. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.plugin_utils._audit import rules as all_rules
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.rules import Rule
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.score import SEVERITIES, at_least, score
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.waivers import Waivers

ALL_RULES = "all"
"""The id of what is not known of a phone that could not be looked at: any rule may find something there."""

_WHY = {
    "transport": "the phone did not answer",
    "auth": "the phone refused the password of the inventory",
    "locked": "the account is locked",
    "identity": "another phone of the inventory answers at its address",
    "input": "its variables are wrong: voip.grandstream.plan says how",
    "template": "its variables cannot be read: voip.grandstream.plan says why",
}
"""Why a phone could not be looked at, by the kind of the error."""


class Finding(t.NamedTuple):
    """One finding: the same rule, with the same evidence, on these phones."""

    id: str
    severity: str
    title: str
    phones: list[str]
    evidence: str
    remedy: str
    waived: dict[str, str] | None = None


class Unknown(t.NamedTuple):
    """What cannot be known of these phones."""

    id: str
    phones: list[str]
    reason: str


class Audit(t.NamedTuple):
    """The audit of a fleet. ``audited``: the phones that were looked at."""

    findings: list[Finding]
    unknown: list[Unknown]
    audited: list[str]

    @property
    def score(self) -> int | None:
        """Return the score; None where no phone was looked at."""
        return score(self.findings, self.audited)

    def document(self) -> dict[str, t.Any]:
        """Return it as it stands in the result of the task, and in reports."""
        return {
            "score": self.score,
            "findings": [finding._asdict() for finding in self.findings],
            "unknown": [unknown._asdict() for unknown in self.unknown],
        }

    def failing(self, least: str) -> list[str]:
        """Return the ids of the findings of this severity or worse that are not waived."""
        return list(dict.fromkeys(f.id for f in self.findings if not f.waived and at_least(f.severity, least)))


def audit(
    rules: Sequence[Rule], waivers: Waivers, read: Mapping[str, Mapping[str, t.Any]], unread: Mapping[str, Mapping[str, t.Any]]
) -> Audit:
    """Return the audit of phones. ``read``: what the rules say of each that was looked at, by name, in the order to tell them.
    ``unread``: the results of the others."""
    findings: dict[tuple[t.Any, ...], Finding] = {}
    unknown: dict[tuple[str, str], Unknown] = {}
    groups = _groups(read)

    def add(rule: Rule, name: str, evidence: str, group: object = None) -> None:
        waiver = waivers.of(rule.id, name)
        found = Finding(rule.id, rule.severity, rule.title, [], evidence, rule.remedy, waiver.document() if waiver else None)
        findings.setdefault((rule.id, evidence, waiver, group), found).phones.append(name)

    for rule in rules:
        for name, said in read.items():
            if rule.is_of_fleet and len(groups[said["mark"]]) > 1:
                add(rule, name, f"{len(groups[said['mark']])} phones have it", said["mark"])
            elif rule.id in said["exposed"]:
                add(rule, name, said["exposed"][rule.id])
            elif rule.id in said["unknown"]:
                reason = said["unknown"][rule.id]
                unknown.setdefault((rule.id, reason), Unknown(rule.id, [], reason)).phones.append(name)
    for name, result in unread.items():
        reason = _WHY.get((result.get("error") or {}).get("kind", ""), "it could not be read")
        unknown.setdefault((ALL_RULES, reason), Unknown(ALL_RULES, [], reason)).phones.append(name)
    return Audit(ordered(findings.values()), list(unknown.values()), list(read))


def ordered(findings: t.Iterable[t.Any]) -> list[t.Any]:
    """Return findings in the order in which people should read them: what is open and worst first."""
    order = list(SEVERITIES)
    ids = {rule.id: number for number, rule in enumerate(all_rules.RULES)}
    return sorted(
        findings,
        key=lambda found: (
            found.waived is not None,
            order.index(found.severity),
            ids.get(found.id, len(ids)),
            -len(found.phones),
        ),
    )


def _groups(read: Mapping[str, Mapping[str, t.Any]]) -> dict[str, list[str]]:
    """Return the phones by the mark of their password."""
    groups: dict[str, list[str]] = {}
    for name, said in read.items():
        groups.setdefault(said["mark"], []).append(name)
    return groups
