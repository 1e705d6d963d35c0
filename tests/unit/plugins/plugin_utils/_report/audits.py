# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports of audits."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Audit, Finding, Unknown
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.rules import RULES
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import PhoneRecord, Report, summary
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.text import plain
from unit.plugins.plugin_utils._report.fleets import HOSTILE, phone, report, task

MODULE = "voip.grandstream.gs_audit"
WAIVED = {"reason": "a laboratory", "until": "2027-01-31"}


def finding(rule: str, *names: str, evidence: str = "it shows", **fields: Any) -> Finding:
    """A finding of a rule on these phones."""
    found = next(known for known in RULES if known.id == rule)
    return Finding(rule, found.severity, found.title, list(names), evidence, found.remedy)._replace(**fields)


def looked_at(name: str, status: Any = "ok", **fields: Any) -> PhoneRecord:
    """A phone at which an audit has looked."""
    return phone(name, task(status, module=MODULE, check_mode=True, **fields))


def audited(
    *findings: Finding, phones: tuple[str, ...], unknown: tuple[Unknown, ...] = (), playbook: str = "audit.yml"
) -> Report:
    """The report of an audit of phones that all answered."""
    found = report(*(looked_at(name) for name in phones), playbook=playbook)
    return dataclasses.replace(found, audit=Audit(list(findings), list(unknown), list(phones)))


def hostile_audit() -> Report:
    """Every text of it is one of HOSTILE."""
    names = tuple(f"{plain(text)}{number}" for number, text in enumerate(HOSTILE))
    fields: list[dict[str, Any]] = [dict.fromkeys(("id", "title", "evidence", "remedy"), plain(text)) for text in HOSTILE]
    findings = [Finding(severity="high", phones=list(names), **field) for field in fields]
    findings += [found._replace(waived={"reason": found.id, "until": found.id}) for found in findings]
    return audited(*findings, phones=names, unknown=tuple(Unknown(plain(text), list(names), plain(text)) for text in HOSTILE))


def fleet_audit(number: int, seed: int = 3) -> Report:
    """The audit of so many phones, of which a few are gone."""
    chance = random.Random(seed)
    sites = ("berlin", "hamburg", "lyon", "oslo")
    names = [f"{chance.choice(sites)}-{index:03d}" for index in range(number)]
    some = [
        finding("factory-password", *names[:1], evidence="the inventory has the factory password for it, and the phone took it"),
        finding("web-without-tls", *names[1:5], evidence="web_access_method: http"),
        finding(
            "config-without-tls", *names[2:14], evidence="config_protocol: http, config_server_path: prov.example.net/phones"
        ),
        finding("shared-password", *names[20:23], evidence="3 phones have it"),
        finding("tls-version", *names[10:40], evidence="tls_minimum_version: 1.0"),
        finding("ssh", *names[30:36], evidence="disable_ssh: false"),
        finding("sip-without-tls", *names[40:56], evidence="accounts.1.sip_transport: udp"),
        finding("keypad-open", *names[7:30], evidence="keypad_menu_access: unrestricted"),
        finding("ssh", *names[36:39], evidence="disable_ssh: false", waived=WAIVED),
    ]
    gone = names[-2:]
    unknown = [
        Unknown("android-debugging", names[:-2], "the Web API has no setting that tells whether Android debugging (ADB) is on"),
        Unknown("all", gone, "the phone did not answer"),
    ]
    message = "loginrealm: the connection was refused. Check that the phone is switched on and that its address is right."
    phones = [
        looked_at(
            name,
            *(["unreachable"] if name in gone else []),
            **({"message": message, "error_kind": "transport"} if name in gone else {}),
        )
        for name in sorted(names)
    ]
    phones = [dataclasses.replace(one, groups=[one.name.split("-")[0], "phones"]) for one in phones]
    return dataclasses.replace(report(*phones, playbook="audit.yml"), audit=Audit(some, unknown, names[:-2]))


def past(current: Report, number: int) -> list[dict[str, Any]]:
    """So many audits, of which the last is this one, and the fleet was worse before."""
    runs = []
    for index in range(number):
        run = summary(current)
        run["audit"]["score"] = max(0, run["audit"]["score"] - 3 * (number - 1 - index))
        run["started"] = f"2026-{1 + index % 11:02d}-0{1 + index % 9}T02:15:00+01:00"
        runs.append(run)
    runs[-1]["started"] = current.started.isoformat(timespec="seconds")
    return runs
