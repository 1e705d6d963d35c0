# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From phones to findings: groups, waivers, what is not known, the score, and what users write for it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit import advisories, told, waivers
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Audit, Finding, audit
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.reading import judged
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.rules import RULES
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.score import SEVERITIES, at_least, score
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.waivers import Waivers
from unit.plugins.plugin_utils._audit.phones import facts

TODAY = dt.date(2026, 11, 30)
NONE = Waivers([], [])
HOSTS = {"all": {"lobby", "desk", "hall"}, "berlin": {"lobby"}, "lobby,desk": {"lobby", "desk"}, "nobody": set()}
IDS = [rule.id for rule in RULES]


def said(mark: str, unknown: dict[str, str] | None = None, **exposed: str) -> dict[str, Any]:
    """What the rules say of one phone."""
    return {"mark": mark, "exposed": {name.replace("_", "-"): text for name, text in exposed.items()}, "unknown": unknown or {}}


def waived(*entries: Any, today: dt.date = TODAY) -> Waivers:
    return waivers.read(entries, IDS, lambda pattern: HOSTS[pattern], today)


def rows(found: Audit) -> list[tuple[str, list[str], str, bool]]:
    return [(finding.id, finding.phones, finding.evidence, finding.waived is not None) for finding in found.findings]


def test_phones_with_the_same_evidence_are_one_finding_and_the_worst_comes_first() -> None:
    read = {"lobby": said("1", ssh="off", web_without_tls="http"), "desk": said("2", ssh="off"), "hall": said("3", ssh="none")}
    found = audit(RULES, NONE, read, {})
    assert rows(found) == [
        ("web-without-tls", ["lobby"], "http", False),
        ("ssh", ["lobby", "desk"], "off", False),
        ("ssh", ["hall"], "none", False),
    ]
    assert found.failing("high") == ["web-without-tls"]
    assert found.failing("medium") == ["web-without-tls", "ssh"]
    assert found.failing("critical") == []


def test_each_group_of_phones_with_one_password_is_a_finding() -> None:
    read = {"lobby": said("1"), "desk": said("2"), "hall": said("1"), "roof": said("2"), "own": said("3")}
    found = audit(RULES, NONE, read, {})
    assert rows(found) == [
        ("shared-password", ["lobby", "hall"], "2 phones have it", False),
        ("shared-password", ["desk", "roof"], "2 phones have it", False),
    ]
    assert "1" not in json.dumps(found.document()["findings"][0]["id"])


def test_what_is_not_known_is_grouped_by_its_reason() -> None:
    gone = {"unreachable": True, "error": {"kind": "transport"}}
    read = {"lobby": said("1", {"ssh": "no value"}), "desk": said("2", {"ssh": "no value"})}
    found = audit(
        RULES, NONE, read, {"a": gone, "b": gone, "c": {"failed": True, "error": {"kind": "auth"}}, "d": {"failed": True}}
    )
    assert [tuple(row) for row in found.unknown] == [
        ("ssh", ["lobby", "desk"], "no value"),
        ("all", ["a", "b"], "the phone did not answer"),
        ("all", ["c"], "the phone refused the password of the inventory"),
        ("all", ["d"], "it could not be read"),
    ]
    assert found.score == 100


def test_a_waiver_counts_for_its_phones_and_its_rule_until_its_day() -> None:
    until = {"id": "ssh", "phones": "berlin", "reason": "we debug", "until": dt.date(2026, 11, 30)}
    read = {"lobby": said("1", ssh="off", keypad_open="x"), "desk": said("2", ssh="off")}
    found = audit(RULES, waived(until), read, {})
    assert rows(found) == [
        ("ssh", ["desk"], "off", False),
        ("keypad-open", ["lobby"], "x", False),
        ("ssh", ["lobby"], "off", True),
    ]
    assert found.findings[-1].waived == {"reason": "we debug", "until": "2026-11-30"}
    assert found.score == (97 + 92) // 2
    over = waived(until, today=TODAY + dt.timedelta(days=1))
    assert over.valid == []
    assert over.warnings[0].startswith("gs_audit_waivers: the waiver of ssh ended on 2026-11-30, and does not count any more.")
    assert rows(audit(RULES, over, read, {}))[0] == ("ssh", ["lobby", "desk"], "off", False)
    everybody = waived({"id": "ssh", "reason": "no", "until": "2027-01-01"}, {**until, "phones": ["lobby", "desk"]})
    assert [finding.waived for finding in audit(RULES, everybody, read, {}).findings[1:]] == [
        {"reason": "no", "until": "2027-01-01"}
    ]
    assert "fits no host: 'nobody'" in waived({**until, "phones": "nobody"}).warnings[0]


GOOD = {"id": "ssh", "reason": "we debug", "until": "2027-01-31"}


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({**GOOD, "id": "shh"}, "id: there is no rule 'shh'. Did you mean ssh?"),
        ({**GOOD, "id": "x" * 99}, "The guide of the audit lists the rules"),
        ({**GOOD, "until": "2027-02-30"}, "until: 2027-02-30 is no day of the calendar"),
        ({**GOOD, "until": "tomorrow"}, "until: 'tomorrow' is not a day, such as 2027-01-31"),
        ({**GOOD, "until": dt.datetime(2027, 1, 1, 12)}, "until: "),
        ({"id": "ssh", "until": "2027-01-31"}, "'reason' is a required property"),
        ({**GOOD, "reason": "  "}, "reason: '  ' is not a text of 1 to 500 characters"),
        ({**GOOD, "reason": ""}, "reason: '' is not a text of 1 to 500 characters"),
        ({**GOOD, "hosts": "berlin"}, "hosts: there is no such key. The keys are id, phones, reason, until"),
        ({**GOOD, "phones": []}, "phones: [] is not a pattern of hosts and groups, or a list of them"),
        ("ssh", "'ssh' is not a waiver with the keys id, reason and until"),
        (None, "null is not a waiver with"),
    ],
)
def test_waivers_with_a_mistake_are_refused(entry: Any, problem: str) -> None:
    with pytest.raises(InputError) as error:
        waived(GOOD, entry)
    assert problem in error.value.text
    assert error.value.text.startswith("gs_audit_waivers, entry 2")
    assert error.value.text.count(problem) == 1


OWN = {"id": "CVE-2030-1", "severity": "critical", "title": "Everything", "fixed": {"gxv3380": "1.0.5.1"}}


def test_advisories_of_the_user_are_rules() -> None:
    rules = {rule.id: rule for rule in advisories.rules([OWN, {**OWN, "id": "CVE-2019-10659", "fixed": {"wp820": "9.9"}}])}
    assert set(rules) == {"CVE-2030-1", "CVE-2019-10659"}
    assert judged(list(rules.values()), facts("gxv3380", "1.0.5.0"))["exposed"] == {
        "CVE-2030-1": "firmware 1.0.5.0, fixed in 1.0.5.1"
    }
    assert judged(list(rules.values()), facts("wp820", "1.0.7.35"))["exposed"] == {
        "CVE-2019-10659": "firmware 1.0.7.35, fixed in 9.9"
    }, "the user's own takes the place of the collection's"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"fixed": {"gxv3390": "1.0.1.1"}}, "fixed: gxv3390: there is no such key. The keys are gxv3350"),
        ({"fixed": {"wp820": "newest"}}, "fixed.wp820: 'newest' is not a firmware version in quotes"),
        ({"fixed": {}}, "fixed: "),
        ({"severity": "urgent"}, "severity: 'urgent' is not one of"),
        ({"url": "http://a.example"}, "url: "),
        ({"id": "ssh"}, "the id is that of a rule"),
        ({"id": "a b"}, "id: 'a b' is not an id of 3 to 64 letters"),
        ({"id": "CVE-2030-1\n"}, "id: 'CVE-2030-1\\n' is not an id of 3 to 64 letters"),
        ({"fixed": {"wp820": "1.0.1\n"}}, "fixed.wp820: '1.0.1\\n' is not a firmware version in quotes"),
    ],
)
def test_advisories_with_a_mistake_are_refused(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(InputError) as error:
        advisories.rules([{**OWN, **change}])
    assert problem in error.value.text


def test_url_of_an_advisory_is_visible() -> None:
    rule = advisories.rules([{**OWN, "url": "https://a.example/\x1b[2J\u202eb"}])[-1]
    assert rule.remedy.endswith(". See https://a.example/\\x1b[2J\\u202eb")


def test_shipped_advisories_are_of_the_schema_and_name_their_record() -> None:
    for entry in advisories.shipped():
        advisories.rules([{**entry, "id": f"{entry['id']}-again"}])
        assert entry["url"].endswith(entry["id"])


def test_score() -> None:
    def finding(severity: str, *names: str, waived: bool = False) -> Finding:
        return Finding("x", severity, "", list(names), "", "", {"reason": "", "until": ""} if waived else None)

    assert score([], []) is None
    assert score([], ["a"]) == 100
    assert score([finding("critical", "a"), finding("high", "a"), finding("critical", "b", waived=True)], ["a", "b"]) == 70
    assert score([finding("critical", "a")] * 3, ["a"]) == 0
    assert score([finding("low", "a")], ["a", "b", "c", "d"]) == 99, "100 is said only where nothing is open"
    assert at_least("critical", "high")
    assert at_least("high", "high")
    assert not at_least("medium", "high")


@given(
    st.lists(st.tuples(st.sampled_from(list(SEVERITIES)), st.sets(st.sampled_from("abcd"), min_size=1))), st.sampled_from("abcd")
)
def test_score_never_grows_with_a_finding(found: list[tuple[str, set[str]]], more: str) -> None:
    findings = [Finding("x", severity, "", sorted(names), "", "") for severity, names in found]
    before = score(findings, "abcd")
    after = score([*findings, Finding("y", "medium", "", [more], "", "")], "abcd")
    assert before is not None
    assert after is not None
    assert 0 <= after <= before <= 100


def test_lines_are_bounded_and_pipelines_get_a_reason() -> None:
    read = {f"phone{number}": said(str(number), ssh=f"e{number}") for number in range(100)}
    found = audit(RULES, NONE, read, {})
    lines = told.lines(found)
    assert len(lines) == told.MOST_LINES + 1
    assert lines[0] == "medium: ssh: phone0: e0. Set disable_ssh: true"
    assert lines[-1] == "and 40 more, see the report"
    assert told.headline(found) == "Score 92 of 100; findings: 100 medium"
    assert told.failure(found, "high", []) == ""
    assert (
        told.failure(found, "medium", ["gone"])
        == "findings of severity medium or worse: ssh; phones that could not be looked at: gone"
    )
    assert told.failure(found, "never", ["gone"]) == ""
    nothing = audit(RULES, NONE, {}, {"gone": {"error": {"kind": "transport"}}})
    assert told.headline(nothing) == "No phone could be looked at, so nothing is known of findings"
    assert told.failure(nothing, "never", ["gone"]) == "phones that could not be looked at: gone"
