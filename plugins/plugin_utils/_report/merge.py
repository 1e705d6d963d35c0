# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One report of the reports of several runs, such as those of the slices of a large fleet. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._text import natural
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.audit import merged_audits
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import Merged, PhoneRecord, Report, RunRecord


def merged(reports: t.Mapping[str, Report], expected: t.Collection[str] | None = None) -> Report:
    """Return one report of all phones of ``reports``, which are by the name of their file, and at least one.

    A phone of several reports has the tasks of all of them, in the order in which those runs began. ``expected``: the names of
    the phones that there should be; None where nobody knows. A report that is a merged one itself brings its runs along.
    """
    ordered = sorted(reports.items(), key=lambda item: (item[1].started, item[0]))
    phones: dict[str, PhoneRecord] = {}
    places: dict[str, list[str]] = collections.defaultdict(list)
    for name, report in ordered:
        former = report.merged.twice if report.merged else {}
        for phone in report.phones:
            places[phone.name] += former.get(phone.name, [name])
            known = phones.get(phone.name)
            phones[phone.name] = _joined(known, phone) if known else phone
    everyone = [report for dummy, report in ordered]
    return Report(
        playbook=", ".join(dict.fromkeys(report.playbook for report in everyone)),
        started=min(report.started for report in everyone),
        finished=max(report.finished for report in everyone),
        phones=sorted(phones.values(), key=lambda phone: natural(phone.name)),
        merged=Merged(
            runs=[run for name, report in ordered for run in _runs(name, report)],
            twice={name: found for name, found in sorted(places.items(), key=lambda item: natural(item[0])) if len(found) > 1},
            missing=sorted(_expected(everyone, expected) - phones.keys(), key=natural),
        ),
        audit=merged_audits([report.audit for report in everyone if report.audit]),
    )


def _joined(former: PhoneRecord, later: PhoneRecord) -> PhoneRecord:
    """Return one record of a phone that is in two reports: all tasks, and what was read last."""
    firmware, accounts = later.firmware or former.firmware, later.accounts or former.accounts
    return dataclasses.replace(former, tasks=former.tasks + later.tasks, firmware=firmware, accounts=accounts)


def _runs(name: str, report: Report) -> list[RunRecord]:
    """Return the runs that a report is of."""
    if report.merged:
        return report.merged.runs
    return [RunRecord(name, report.playbook, report.started, report.finished, len(report.phones))]


def _expected(reports: t.Iterable[Report], expected: t.Collection[str] | None) -> set[str]:
    """Return the names of the phones that there should be. Where nobody says it: those that merged reports miss."""
    if expected is not None:
        return set(expected)
    return {name for report in reports if report.merged for name in report.merged.missing}
