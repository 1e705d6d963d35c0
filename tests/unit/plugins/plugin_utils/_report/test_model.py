# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a report says of phones, tasks and changes."""

from __future__ import annotations

import json
import math
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import by_number
from ansible_collections.voip.grandstream.plugins.module_utils._text import visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._report import text
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import Topic, document, summary
from support.venvs import ROOT
from unit.plugins.plugin_utils._report.fleets import ROWS, fleet, hostile_report, phone, report, task

SCHEMA = json.loads((ROOT / "docs" / "schema" / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize(
    ("verdict", "tasks"),
    {
        "nothing ran": ("skipped", [task("not_run")]),
        "no task": ("skipped", []),
        "in line": ("in_line", [task("ok"), task("not_run")]),
        "busy": ("skipped", [task("ok"), task("skipped")]),
        "in the background": ("skipped", [task("pending")]),
        "changed beats busy": ("changed", [task("skipped"), task("changed")]),
        "drifted beats changed": ("drifted", [task("drifted"), task("changed")]),
        "unreachable beats drifted": ("unreachable", [task("drifted"), task("unreachable")]),
        "failed beats all": ("failed", [task("unreachable"), task("failed"), task("ok")]),
        "rescued": ("in_line", [task("failed", handled="rescued"), task("ok")]),
        "ignored, and nothing else": ("failed", [task("failed", handled="ignored"), task("not_run")]),
        "unreachable ignored": ("in_line", [task("unreachable", handled="ignored"), task("ok")]),
        "rescued after a write": ("changed", [task("failed", ROWS[0], handled="rescued"), task("ok")]),
        "rescued in check mode": ("in_line", [task("failed", ROWS[0], handled="rescued", check_mode=True), task("ok")]),
        "failed after a rescue": ("failed", [task("failed", handled="rescued"), task("failed")]),
    }.values(),
)
def test_verdict_is_the_worst(verdict: str, tasks: list[Any]) -> None:
    assert phone("lobby", *tasks).verdict == verdict


@pytest.mark.parametrize(
    ("says", "statuses"),
    [
        ("The phone is in line", ["ok"]),
        ("All 3 phones are in line", ["ok"] * 3),
        ("1 of 2 phones has drifted", ["drifted", "ok"]),
        ("2 of 3 phones were changed, 1 failed", ["changed", "changed", "failed"]),
        ("1 of 3 phones is in line, 2 could not be reached", ["ok", "unreachable", "unreachable"]),
        ("0 of 1 phone are in line", ["skipped"]),
    ],
)
def test_headline(says: str, statuses: list[str]) -> None:
    assert report(*(phone(f"p{index}", task(status)) for index, status in enumerate(statuses))).headline() == says


@pytest.mark.parametrize(("mode", "modes"), [("check", [True]), ("run", [False]), ("mixed", [True, False]), ("run", [])])
def test_mode(mode: str, modes: list[bool]) -> None:
    assert report(phone("lobby", *(task(check_mode=check) for check in modes))).mode == mode


def test_topics_count_phones_and_not_rows() -> None:
    ntp, other, jack = ROWS[0], {**ROWS[0], "before": "other"}, ROWS[3]
    phones = [
        phone("a", task("drifted", ntp), task("drifted", ntp)),
        phone("b", task("changed", ntp, jack, {**jack, "name": "Anna"})),
        phone("c", task("drifted", other)),
        phone("d", task("failed", ntp)),
    ]
    assert report(*phones).topics() == [
        Topic("settings.ntp_server", "setting", 3, "old", "ntp", 2, title="ntp_server (P30)"),
        Topic("contacts of the phonebook", "contact", 1, "group: default", "group: Sales", 1),
    ]


def test_what_can_cut_phones_off_comes_first() -> None:
    vlan = {"kind": "setting", "name": "settings.vlan_id", "pvalues": ["P51"], "before": 0, "after": 20, "reach": True}
    found = report(phone("a", task("drifted", vlan, ROWS[0])), phone("b", task("drifted", ROWS[0])))
    assert [(topic.name, topic.phones, topic.reach) for topic in found.topics()] == [
        ("settings.vlan_id", 1, True),
        ("settings.ntp_server", 2, False),
    ]
    assert [row["reach"] for row in document(found)["phones"][0]["tasks"][0]["changes"]] == [True, False]


def test_documents_are_as_the_schema_says() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for one in (report(), fleet(40), hostile_report(), report(phone("lobby", task("changed", *ROWS), model=None))):
        VALIDATOR.validate(json.loads(json.dumps(document(one), allow_nan=False)))


def test_summary_has_no_phone() -> None:
    assert set(document(fleet(5))) - set(summary(fleet(5))) == {"phones"}
    assert summary(fleet(5))["counts"] == document(fleet(5))["counts"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=2),
    max_leaves=4,
)


@given(VALUES)
def test_plain_values_are_json_and_utf_8(value: Any) -> None:
    written = json.dumps(text.plain(value), allow_nan=False, ensure_ascii=False)
    assert json.loads(written.encode("utf-8")) == text.plain(value)
    assert text.shown(text.plain(value)) == visible(text.shown(text.plain(value)))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "(none)"),
        ("", "(empty)"),
        ("ok", "ok"),
        (True, "true"),
        (7, "7"),
        ({"name": "Ärger", "work": 8819}, "name: Ärger, work: 8819"),
        (["a", None], '["a", null]'),
        ("a\x00\x1b[0m\t\n\r", "a\\x00\\x1b[0m\\t\\n\\r"),
        ("\ud800\u202e\u2028\x85\ufffe", "\\ud800\\u202e\\u2028\\x85\\ufffe"),
        ("x" * 501, "x" * 499 + "… (501 characters)"),
    ],
)
def test_shown(value: Any, shown: str) -> None:
    assert text.shown(value) == shown


def test_sides_of_dictionaries_are_what_differs() -> None:
    assert text.sides({"name": "J", "work": "1"}, {"name": "J", "home": "2"}) == ("work: 1", "home: 2")
    assert text.sides({"name": "J"}, {"name": "J", "home": "2"}) == ("(none)", "home: 2")
    assert text.sides("a", None) == ("a", "(none)")


@pytest.mark.parametrize(("seconds", "words"), [(0.04, "0.0 s"), (59.9, "59.9 s"), (72, "1 min 12 s"), (7260, "2 h 1 min")])
def test_duration(seconds: float, words: str) -> None:
    assert text.duration(seconds) == words


def test_numbers_that_json_lacks() -> None:
    assert text.plain([math.inf, 1.5, float("nan")]) == ["inf", 1.5, "nan"]
    long = "a number of more than 300 digits"
    assert text.plain([10**299, -(10**300), 10**5000]) == [10**299, long, long], "Python itself writes no more than 4,300"


def test_settings_of_made_up_fleets_are_real() -> None:
    """People look at pages of them."""
    told = fleet(400, rows=6, share=0.9).phones
    found = {(row.name, number) for phone in told for task in phone.tasks for row in task.changes for number in row.pvalues}
    assert len(found) == 5
    for name, number in found:
        place = by_number(number.removeprefix("P"))
        assert place is not None
        assert name == place.path
