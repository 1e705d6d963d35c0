# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One report of several: what it holds, what it says of the runs, and documents that are none."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import html
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.forms import FORMS, form_text
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.junit import junit
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.markdown import markdown
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.merge import merged
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import AccountsRecord, Report, document
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.page import page
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.read import read_report
from support.venvs import ROOT
from unit.plugins.plugin_utils._report.fleets import HOSTILE, ROWS, fleet, hostile_report, phone, report, task

SCHEMA = json.loads((ROOT / "docs" / "schema" / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def read_again(found: Report) -> Report:
    """A report after a journey through a file."""
    return read_report(json.dumps(document(found)))


def later(found: Report, minutes: int) -> Report:
    """The same, some minutes later."""
    ahead = dt.timedelta(minutes=minutes)
    return dataclasses.replace(found, started=found.started + ahead, finished=found.finished + ahead)


@pytest.mark.parametrize("found", [fleet(40), fleet(40, rows=6, share=1, check_mode=False), hostile_report(), report()])
def test_report_survives_its_document(found: Report) -> None:
    assert document(read_again(found)) == document(found)


def test_slices_make_the_report_of_the_whole() -> None:
    """Cut into slices, written, read and merged, a fleet has the phones, counts and sums that it has as one."""
    whole = fleet(200)
    slices = {f"{part}.json": read_again(dataclasses.replace(whole, phones=whole.phones[part::4])) for part in range(4)}
    one = merged(slices, [known.name for known in whole.phones])
    told = document(one)
    VALIDATOR.validate(told)
    expected = document(dataclasses.replace(whole, phones=sorted(whole.phones, key=lambda known: known.name)))
    assert {key: told[key] for key in ("counts", "phones", "mode", "started", "finished", "playbook")} == {
        key: expected[key] for key in ("counts", "phones", "mode", "started", "finished", "playbook")
    }
    assert [(topic["name"], topic["phones"]) for topic in told["topics"]] == [
        (topic["name"], topic["phones"]) for topic in expected["topics"]
    ]
    assert (told["merged"]["twice"], told["merged"]["missing"], one.notes()) == ([], [], [])
    assert [(run["report"], run["phones"]) for run in told["merged"]["runs"]] == [(f"{part}.json", 50) for part in range(4)]
    assert one.headline() == whole.headline()


def overlapping() -> Report:
    """Two runs that both have the phone "desk", of phones of which "roof" is in neither; the second began first."""
    first = report(phone("lobby", task("ok")), phone("desk", task("drifted", ROWS[0], check_mode=True)))
    second = later(report(phone("desk", task("ok", task="look")), phone("hall", task("ok")), playbook="plan.yml"), -5)
    return merged({"a.json": first, "b.json": second}, ["lobby", "desk", "hall", "roof"])


def test_runs_that_overlap_and_miss_phones_are_told_in_every_form() -> None:
    one = overlapping()
    assert [known.name for known in one.phones] == ["desk", "hall", "lobby"]
    assert [done.task for done in one.phones[0].tasks] == ["look", "set"], "in the order of the runs"
    assert one.phones[0].verdict == "drifted"
    assert (one.playbook, one.seconds) == ("plan.yml, site.yml", 72 + 300)
    missing = "1 phone was not looked at by any run: roof."
    twice = "1 phone is in more than one report: desk. The reports: b.json, a.json."
    assert one.notes() == [missing, twice]
    assert one.headline() == "1 of 3 phones has drifted, 1 was not looked at"

    told = document(one)
    VALIDATOR.validate(told)
    assert (told["merged"]["missing"], told["merged"]["twice"]) == (["roof"], [{"name": "desk", "reports": ["b.json", "a.json"]}])
    on_page = html.unescape(re.sub(r"<[^>]+>", " ", page(one)))
    comment = html.unescape(markdown(one))
    suites = ET.fromstring(junit(one))
    assert all(note in on_page and f"<code>{note}</code>" in comment for note in (missing, twice))
    assert re.search(r"b\.json\s+plan\.yml\s+Monday 2026-11-23 07:25\s+1 min 12 s\s+2", on_page)
    assert (suites.get("errors"), suites.get("tests")) == ("1", "5")
    (case,) = [case for case in suites.iter("testcase") if case.get("classname") == "roof"]
    assert case[0].get("message") == "This phone was not looked at by any run."
    assert suites.findtext("testsuite/system-out") == f"{missing}\n{twice}"


def test_single_run_says_nothing_of_runs() -> None:
    """Its forms are as they were."""
    assert "merged" not in document(fleet(3))
    assert "The runs of this report" not in page(fleet(3))
    assert "system-out" not in junit(report(phone("lobby", task("ok"))))


def test_merged_reports_can_be_merged_again() -> None:
    """In whatever steps, the result is the same."""
    parts = {f"{part}.json": later(dataclasses.replace(fleet(60), phones=fleet(60).phones[part::3]), part) for part in range(3)}
    names = [known.name for known in fleet(60).phones]
    at_once = merged(parts, names)
    half = read_again(merged({name: parts[name] for name in ("0.json", "1.json")}, names))
    assert len(half.merged.missing if half.merged else []) == 20
    assert document(merged({"half.json": half, "2.json": parts["2.json"]})) == document(at_once)

    desk = read_again(overlapping())
    again = merged({"c.json": later(report(phone("desk", task("ok"))), 9), "ab.json": desk})
    assert again.merged
    assert again.merged.twice == {"desk": ["b.json", "a.json", "c.json"]}
    assert again.merged.missing == ["roof"], "nobody said anything else"


def test_long_lists_are_cut_in_sentences_only() -> None:
    names = [f"phone{number:04}" for number in range(1000)]
    one = merged({"a.json": report()}, names)
    assert one.notes()[0].endswith("phone0018, phone0019 and 980 more.")
    assert len(document(one)["merged"]["missing"]) == 1000
    assert junit(one).count('name="not looked at"') == 1000


def test_hostile_texts_stay_texts_in_all_forms() -> None:
    bad = {f"{text}.json".replace("\ud800", "").replace("\udfff", ""): hostile_report() for text in HOSTILE[:4]}
    one = merged(bad, list(HOSTILE[:8]))
    for form in FORMS:
        text = form_text(form, one, None)
        assert text.encode("utf-8")
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e\u2066\ufffe\uffff]", text)
        if form not in ("json", "openmetrics"):
            assert "<img" not in text
            assert "<script>alert" not in text
    assert {element.tag for element in ET.fromstring(junit(one)).iter()} == {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
        "system-out",
    }


def broken(path: str, value: Any) -> Callable[[dict[str, Any]], Any]:
    """Put a value at a place of a document."""

    def change(told: dict[str, Any]) -> None:
        *steps, last = path.split(".")
        place: Any = told
        for step in steps:
            place = place[int(step) if step.isdigit() else step]
        place[last] = value

    return change


DEEP: Any = "x"
for _level in range(25):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (broken("version", 2), "another version of voip.grandstream"),
        (broken("phones", {}), "it is not a report: phones: "),
        (broken("phones.0.tasks.0.status", "fine\x1b[2J"), r"phones.0.tasks.0.status: 'fine\x1b[2J'"),
        (broken("phones.0.tasks.0.duration", float("inf")), "phones.0.tasks.0.duration: "),
        (broken("phones.0.tasks.0.duration", 10**400), "phones.0.tasks.0.duration: 'a number of more than 300 digits'"),
        (broken("phones.0.tasks.0.items", 10**400), "phones.0.tasks.0.items: 'a number of more than 300 digits'"),
        (broken("phones.0.tasks.0.module", "community.other"), "phones.0.tasks.0.module: "),
        (broken("phones.0.name", "p" * 5000 + "\n"), "it names a phone twice"),
        (broken("started", "2026-11-23T07:30:00"), "started is not a time with a time zone"),
        (broken("started", "yesterday"), "started is not a time with a time zone"),
        (broken("started", "0001-01-01T00:00:00+05:00"), "started is not a time with a time zone"),
        (broken("started", "2027-11-23T07:30:00+01:00"), "it ends before it begins"),
        (broken("phones.0.tasks.0.changes.0.before", DEEP), "nested too deeply"),
        (broken("extra", 1), "it is not a report: Additional properties"),
        (broken("merged", {"runs": [], "twice": []}), "it is not a report: merged: 'missing'"),
    ],
)
def test_document_that_is_no_report_is_refused(change: Callable[[Any], Any], said: str) -> None:
    told = document(report(phone("lobby", task("drifted", ROWS[0])), phone("p" * 5000 + "\n", task("ok"))))
    change(told)
    with pytest.raises(InputError) as caught:
        read_report(json.dumps(told))
    assert said in caught.value.text
    assert len(caught.value.text) < 400
    assert caught.value.text.isprintable()


@pytest.mark.parametrize("text", ["", "[1", "null", "[" * 100_000, '{"a":' * 100_000, "NaN", "\ud800"])
def test_text_that_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_report(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_json_is_a_report_or_refused(said: Any) -> None:
    for value in (said, {**document(report(phone("lobby", task("ok")))), "phones": said}):
        with contextlib.suppress(InputError):
            read_report(json.dumps(value))


def test_what_was_read_of_a_phone_goes_through_documents_and_merging() -> None:
    """What the later run has read counts; what it has not read stays."""
    first = dataclasses.replace(phone("a"), site="Berlin", firmware="1.0.3.49", accounts=AccountsRecord(1, 2, 3))
    later_on = dataclasses.replace(phone("a"), site="Berlin", firmware="1.0.3.60")
    reports = {"a.json": read_again(report(first)), "b.json": read_again(later(report(later_on), 1))}
    assert reports["a.json"].phones == [first]
    (one,) = read_again(merged(reports)).phones
    assert (one.site, one.firmware, one.accounts) == ("Berlin", "1.0.3.60", AccountsRecord(1, 2, 3))
