# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is told of a survey: counts, lists, lines."""

from __future__ import annotations

from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.findings import Findings, listed, verdict_of

CHANGES = [{"kind": "setting", "action": "edit", "name": "settings.P30", "pvalues": ["P30"], "before": "a", "after": "b"}]
DRIFTED = {"changed": True, "changes": CHANGES}
DEAD = {"unreachable": True, "changed": False, "msg": "no answer", "error": {"kind": "transport"}}
WRONG = {"failed": True, "msg": "a slip", "error": {"kind": "input"}}


class FakeClock:
    """A clock that stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_verdicts() -> None:
    assert [verdict_of(result) for result in ({"changed": False}, DRIFTED, DEAD, WRONG)] == [
        "in_line",
        "drifted",
        "unreachable",
        "failed",
    ]
    assert verdict_of({"failed": True, "changed": True}) == "failed"


def test_result_in_the_order_of_the_inventory() -> None:
    clock = FakeClock()
    findings = Findings(["c", "a", "b", "d", "e"], clock)
    assert findings.progress() == "Survey: 0 of 5 phones, 0 a second: none yet"
    clock.now += 2
    findings.note("d", WRONG, 0.0)
    findings.note("a", DRIFTED, 0.25)
    findings.note("c", {"changed": False, "warnings": ["a word"]}, 0.1)
    findings.note("b", {**DRIFTED, "warnings": ["a word", "another word"]}, 0.1234567)
    assert findings.progress() == "Survey: 4 of 5 phones, 2 a second, 0 s left: 1 in line, 2 drifted, 1 failed"
    assert findings.interrupted() == (
        "Interrupted. The survey had seen 4 of 5 phones: 1 in line, 2 drifted, 1 failed\ndrifted: a, b\nfailed: d"
    )
    findings.note("e", DEAD, 10.0)
    assert findings.result() == {
        "changed": False,
        "msg": "5 phones: 1 in line, 2 drifted, 1 unreachable, 1 failed (2.0 s)",
        "counts": {"phones": 5, "in_line": 1, "drifted": 2, "unreachable": 1, "failed": 1},
        "hosts": {"in_line": ["c"], "drifted": ["a", "b"], "unreachable": ["e"], "failed": ["d"]},
        "phones": {
            "a": {"verdict": "drifted", "seconds": 0.25, **DRIFTED},
            "b": {"verdict": "drifted", "seconds": 0.123, **DRIFTED, "warnings": ["a word", "another word"]},
            "d": {"verdict": "failed", "seconds": 0.0, **WRONG},
            "e": {"verdict": "unreachable", "seconds": 10.0, **DEAD},
        },
        "seconds": 2.0,
        "warnings": ["c, b: a word", "b: another word"],
    }


def test_one_phone_and_many() -> None:
    findings = Findings(["only"])
    findings.note("only", {"changed": False}, 0.1)
    assert findings.result()["msg"].startswith("1 phone: 1 in line (")
    assert "warnings" not in findings.result()
    assert listed(f"phone{number}" for number in range(23)).endswith("phone18, phone19 and 3 more")
    assert listed(["\x1b[31mred"]) == "\\x1b[31mred"
