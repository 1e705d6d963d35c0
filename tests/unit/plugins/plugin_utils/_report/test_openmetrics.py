# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The numbers of a report, as the parsers of both formats read them."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics_families
from prometheus_client.parser import text_string_to_metric_families as older_families

from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Audit, Finding
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.merge import merged
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import AccountsRecord, PhoneRecord, Report
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.openmetrics import OTHERS, openmetrics
from unit.plugins.plugin_utils._report.fleets import HOSTILE, ROWS, STARTED, fleet, hostile_report, phone, report, task

PROMTOOL = shutil.which("promtool")
PARSERS: list[Callable[[str], Iterable[Metric]]] = [openmetrics_families, older_families]
Samples = dict[str, dict[tuple[tuple[str, str], ...], float]]


def read(text: str, parser: Callable[[str], Iterable[Metric]]) -> Samples:
    """The samples by the name of their metric and their labels, without the prefix, and without those of every sample."""
    found: Samples = {}
    for family in parser(text):
        assert (family.type, bool(family.documentation)) == ("gauge", True)
        for sample in family.samples:
            labels = tuple((name, value) for name, value in sample.labels.items() if name not in ("playbook", "mode"))
            assert sample.timestamp is None
            assert {"playbook", "mode"} <= sample.labels.keys()
            samples = found.setdefault(sample.name.removeprefix("voip_grandstream_"), {})
            assert labels not in samples, "node_exporter refuses what is told twice"
            samples[labels] = sample.value
    return found


def numbers(said: Report) -> Samples:
    """The same, after a look whether both parsers understand the same."""
    text = openmetrics(said)
    assert text.endswith("\n# EOF\n")
    found, older = (read(text, parser) for parser in PARSERS)
    assert found == older
    return found


def known(name: str, *tasks: Any, **facts: Any) -> PhoneRecord:
    """A phone with what the inventory or a task knows of it."""
    return dataclasses.replace(phone(name, *tasks), **facts)


def labels(**pairs: str) -> tuple[tuple[str, str], ...]:
    return tuple(pairs.items())


def test_numbers_of_a_run() -> None:
    found = numbers(
        report(
            known("a", task("drifted", *ROWS), site="Berlin", accounts=AccountsRecord(1, 0, 2), firmware="1.0.3.60"),
            known("b", task("drifted", ROWS[0]), site="Berlin", accounts=AccountsRecord(0, 1, 0), firmware="1.0.3.60"),
            known("c", task("changed", ROWS[0]), site="Lyon", model="wp820", firmware="1.0.11.6"),
            known("d", task("failed", ROWS[1]), site="Lyon", model="wp820"),
            known("e", task("unreachable"), model=None),
        )
    )
    assert found["last_run_timestamp_seconds"] == {(): STARTED.timestamp() + 72}
    assert found["last_run_duration_seconds"] == {(): 72}
    assert {key: value for key, value in found["phones"].items() if value} == {
        labels(verdict="drifted", site="Berlin", model="gxv3370"): 2,
        labels(verdict="changed", site="Lyon", model="wp820"): 1,
        labels(verdict="failed", site="Lyon", model="wp820"): 1,
        labels(verdict="unreachable", site="", model=""): 1,
    }
    assert len(found["phones"]) == 3 * 6, "each verdict of each site and model has a number, so that a graph has no holes"
    assert found["setting_phones"] == {
        labels(setting="settings.ntp_server", status="drifted"): 2,
        labels(setting="accounts.1.sip_server", status="drifted"): 1,
        labels(setting="P9999", status="drifted"): 1,
        labels(setting="contacts of the phonebook", status="drifted"): 1,
        labels(setting="groups of the phonebook", status="drifted"): 1,
        labels(setting="settings.ntp_server", status="changed"): 1,
    }, "a task that failed may have done nothing; an operation and a password are no drift"
    assert found["settings"] == {labels(status="drifted"): 5, labels(status="changed"): 1}
    berlin = {"site": "Berlin", "model": "gxv3370"}
    assert found["accounts"] == {
        labels(state="registered", **berlin): 1,
        labels(state="listed", **berlin): 1,
        labels(state="not_registered", **berlin): 2,
    }
    assert found["accounts_read_phones"] == {labels(**berlin): 2}
    assert found["firmware_phones"] == {
        labels(model="gxv3370", version="1.0.3.60"): 2,
        labels(model="wp820", version="1.0.11.6"): 1,
    }
    assert found["firmware_info"] == dict.fromkeys(found["firmware_phones"], 1)
    assert "missing_phones" not in found


def test_nothing_is_told_that_nobody_knows() -> None:
    found = numbers(report(phone("a", task())))
    assert found.keys() == {"last_run_timestamp_seconds", "last_run_duration_seconds", "phones", "settings"}


def test_phones_that_no_run_looked_at() -> None:
    one = merged({"a.json": report(phone("a", task()))}, ["a", "b", "c"])
    assert numbers(one)["missing_phones"] == {(): 2}


def test_findings_of_an_audit() -> None:
    waiver = {"reason": "a fair", "until": "2027-01-31"}
    rows = [("a", "critical", None), ("b", "critical", None), ("c", "critical", waiver), ("d", "low", None)]
    findings = [Finding(name, severity, name, ["a"], "seen", "mend it", waived) for name, severity, waived in rows]
    found = numbers(dataclasses.replace(report(phone("a", task())), audit=Audit(findings, [], ["a"])))
    assert {key: value for key, value in found["findings"].items() if value} == {
        labels(severity="critical", waived="false"): 2,
        labels(severity="critical", waived="true"): 1,
        labels(severity="low", waived="false"): 1,
    }
    assert len(found["findings"]) == 10, "a severity that nothing has is told, too"
    assert 0 <= found["audit_score"][()] < 100
    assert "audit_score" not in numbers(dataclasses.replace(report(), audit=Audit([], [], [])))


def test_every_sample_says_of_which_runs_it_is() -> None:
    """The reports of two playbooks can be in the same folder of node_exporter, which refuses the same series twice."""
    (first,) = next(iter(PARSERS[0](openmetrics(fleet(3))))).samples
    assert first.labels == {"playbook": "site.yml", "mode": "check"}


def test_labels_have_a_bounded_number_of_values() -> None:
    rows = [{"pvalue": f"P{number}", "before": "a", "after": "b"} for number in range(80)]
    phones = [
        known(
            f"phone{number}",
            task("drifted", *rows[: 80 - number % 80]),
            site=f"site{number // 2}",
            model=f"model{number % 40}",
            firmware=f"1.0.{number % 60}",
        )
        for number in range(2000)
    ]
    found = numbers(report(*phones))
    values: dict[str, set[str]] = {}
    for samples in found.values():
        for pairs in samples:
            for name, value in pairs:
                values.setdefault(name, set()).add(value)
    assert {name: len(those) for name, those in values.items()} == {
        "verdict": 6,
        "site": 101,
        "model": 11,
        "version": 51,
        "setting": 51,
        "status": 2,
    }
    assert sum(found["phones"].values()) == sum(found["firmware_phones"].values()) == 2000
    assert found["setting_phones"][labels(setting="P0", status="drifted")] == 2000, "the commonest stay"
    assert found["setting_phones"][labels(setting=OTHERS, status="drifted")] < 2000, "a phone counts once"
    assert found["settings"][labels(status="drifted")] == 80


def test_hostile_texts_stay_values_of_labels() -> None:
    hostile = hostile_report()
    phones = [dataclasses.replace(each, site=each.model, firmware=each.model) for each in hostile.phones]
    found = numbers(dataclasses.replace(hostile, phones=phones))
    assert sum(found["phones"].values()) == len(HOSTILE)
    versions = {dict(pairs)["version"] for pairs in found["firmware_info"]}
    assert {'" onmouseover="alert(1)" x=\'y', "nul\\x00bell\\x07esc\\x1b[31mred del\\x7f c1\\x9b"} <= versions


@given(st.lists(st.text(max_size=150), min_size=1, max_size=5), st.text(max_size=20))
def test_any_text_can_be_told(texts: list[str], playbook: str) -> None:
    """Both parsers read the same, and no two texts that look alike are told twice."""
    phones = [known(f"{index}", task(), site=text, model=text, firmware=text) for index, text in enumerate(texts)]
    found = numbers(dataclasses.replace(report(*phones, playbook=playbook), phones=phones))
    assert sum(found["phones"].values()) == len(texts)


@pytest.mark.skipif(not PROMTOOL, reason="this machine has no promtool; install it: apt-get install prometheus")
@pytest.mark.parametrize("said", [fleet(300), hostile_report()], ids=["fleet", "hostile"])
def test_promtool_has_nothing_to_say(said: Report) -> None:
    checked = subprocess.run(
        [str(PROMTOOL), "check", "metrics"], input=openmetrics(said), capture_output=True, text=True, timeout=60, check=False
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
