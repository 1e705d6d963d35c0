# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as numbers for a monitoring system.

The text is in the part that two formats have in common: it is OpenMetrics, and it is the older text format of Prometheus, which
is what node_exporter's textfile collector reads. So every metric is a gauge (the older format knows no info metrics), no sample
has a time of its own (the collector refuses these), and ``# UNIT`` and ``# EOF`` are comments to the older format.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Audit
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.score import SEVERITIES
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import VERDICTS, PhoneRecord, Report
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import plain

PREFIX = "voip_grandstream_"

OTHERS = "(others)"
"""The value of a label for all that is beyond its number of values."""

_LONGEST = 100
"""Characters of a label's value."""

_MOST = {"site": 100, "model": 10, "version": 50, "setting": 50}
"""How many values a label has. A monitoring system keeps a series for each."""

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
"""What both formats want escaped in the value of a label."""

Labels = tuple[tuple[str, str], ...]


@dataclasses.dataclass
class _Family:
    """One metric: its name without the prefix, what it says, and its samples by their labels."""

    name: str
    help: str
    unit: str = ""
    samples: collections.Counter[Labels] = dataclasses.field(default_factory=collections.Counter)

    def add(self, value: float, **labels: str) -> None:
        """Add to the sample with these labels, which is there from then on."""
        self.samples[tuple(labels.items())] += value  # type: ignore[assignment]

    def lines(self, common: Labels) -> t.Iterator[str]:
        """Yield the lines of the metric; none where it has no sample. ``common``: labels of every sample."""
        if not self.samples:
            return
        name = f"{PREFIX}{self.name}"
        yield f"# HELP {name} {self.help}"
        yield f"# TYPE {name} gauge"
        if self.unit:
            yield f"# UNIT {name} {self.unit}"
        for labels, value in sorted(self.samples.items()):
            shown = ",".join(f'{key}="{text.translate(_ESCAPES)}"' for key, text in (*common, *labels))
            yield f"{name}{{{shown}}} {value}"


class _Values:
    """The values of a label: the commonest as they are, and one for all others."""

    def __init__(self, label: str, found: t.Iterable[str]) -> None:
        counted = collections.Counter(map(_value, found))
        ranked = sorted(counted, key=lambda value: (-counted[value], value))
        self._kept = set(ranked[: _MOST[label]])

    def of(self, text: str | None) -> str:
        """Return the value for a text."""
        value = _value(text)
        return value if value in self._kept else OTHERS


def openmetrics(report: Report) -> str:
    """Return the report's numbers as text. Labels are visible, escaped, short, and have a bounded number of values."""
    common = (("playbook", _value(report.playbook)), ("mode", report.mode))
    families = [*_of_run(report), *_of_phones(report.phones), *_of_settings(report.phones), *_of_audit(report.audit)]
    lines = [line for family in families for line in family.lines(common)]
    return "\n".join([*lines, "# EOF"]) + "\n"


def _value(text: str | None) -> str:
    """Return a text of an inventory or a phone as the value of a label; empty for None, which is like no label at all."""
    return shortened(visible(plain(text or "")), _LONGEST)


def _of_run(report: Report) -> list[_Family]:
    ended = _Family("last_run_timestamp_seconds", "When the run ended, in seconds since 1970.", "seconds")
    ended.add(round(report.finished.timestamp(), 3))
    took = _Family("last_run_duration_seconds", "Seconds that the run took.", "seconds")
    took.add(round(report.seconds, 3))
    missing = _Family("missing_phones", "Phones that there should be, and that no run of a merged report has looked at.")
    if report.merged:
        missing.add(len(report.merged.missing))
    return [ended, took, missing]


def _of_phones(phones: t.Sequence[PhoneRecord]) -> list[_Family]:
    verdicts = _Family("phones", "Phones of the run by their verdict.")
    accounts = _Family("accounts", "SIP accounts by whether they are registered, of the phones whose accounts were read.")
    read = _Family("accounts_read_phones", "Phones whose accounts were read.")
    info = _Family("firmware_info", "Firmware versions that were read. Always 1.")
    versions = _Family("firmware_phones", "Phones whose firmware version was read, by version.")
    sites = _Values("site", (phone.site or "" for phone in phones))
    models = _Values("model", (phone.model or "" for phone in phones))
    firmware = _Values("version", (phone.firmware for phone in phones if phone.firmware))
    for phone in phones:
        model = models.of(phone.model)
        place = {"site": sites.of(phone.site), "model": model}
        for verdict in VERDICTS:
            verdicts.add(int(verdict == phone.verdict), verdict=verdict, **place)
        if phone.accounts:
            read.add(1, **place)
            for state, number in dataclasses.asdict(phone.accounts).items():
                accounts.add(number, state=state, **place)
        if phone.firmware:
            versions.add(1, model=model, version=firmware.of(phone.firmware))
    info.samples.update(dict.fromkeys(versions.samples, 1))
    return [verdicts, read, accounts, info, versions]


def _of_settings(phones: t.Sequence[PhoneRecord]) -> list[_Family]:
    each = _Family("setting_phones", "Phones on which a setting has drifted (check mode), or was changed.")
    all_ = _Family("settings", "How many settings have drifted on a phone (check mode), or were changed.")
    found: dict[str, dict[str, set[str]]] = {status: collections.defaultdict(set) for status in ("drifted", "changed")}
    for phone in phones:
        for task, topic in phone.differences():
            found[task.status][topic].add(phone.name)
    values = _Values("setting", (topic for topics in found.values() for topic, names in topics.items() for dummy in names))
    for status, topics in found.items():
        all_.add(len(topics), status=status)
        together: dict[str, set[str]] = collections.defaultdict(set)
        for topic, names in topics.items():
            together[values.of(topic)] |= names
        for setting, names in together.items():
            each.add(len(names), setting=setting, status=status)
    return [each, all_]


def _of_audit(audit: Audit | None) -> list[_Family]:
    findings = _Family("findings", "Findings of the audit by severity, and whether the inventory waives them.")
    score = _Family("audit_score", "Score of the fleet, of which 100 is the best.")
    if audit:
        found = collections.Counter((finding.severity, str(finding.waived is not None).lower()) for finding in audit.findings)
        for severity in SEVERITIES:
            for waived in ("false", "true"):
                findings.add(found[severity, waived], severity=severity, waived=waived)
        if audit.score is not None:
            score.add(audit.score)
    return [findings, score]
