# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The forms of a report, and texts that would like to be more than text in them."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import html
import inspect
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.find import Audit, Finding, Unknown
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.chart import chart
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.junit import junit
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.markdown import LONGEST, code, markdown
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import Merged, Report, document
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.page import page
from unit.plugins.plugin_utils._report.fleets import HOSTILE, ROWS, fleet, history, hostile_report, phone, report, task

#: What the page is made of.
TAGS = {
    "a",
    "b",
    "body",
    "button",
    "del",
    "details",
    "div",
    "figcaption",
    "figure",
    "footer",
    "form",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
}
TAGS |= {"head", "header", "html", "i", "input", "ins", "label", "li", "link", "main", "meta", "option", "output", "p", "rect"}
TAGS |= {"script", "section", "select", "small", "span", "style", "summary", "svg", "table", "tbody", "td", "th", "thead", "time"}
TAGS |= {"title", "tr", "ul"}


class Page(HTMLParser):
    """What a browser would see: elements, their attributes, and the text of styles, scripts and everything else."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.inside, []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_page_holds_hostile_texts_as_texts() -> None:
    hostile = hostile_report()
    seen = Page(page(hostile, history(hostile, 3)))
    assert {tag for tag, dummy in seen.elements} <= TAGS
    assert len(seen.all("script")) == len(seen.all("style")) == 1
    names = {name for dummy, attributes in seen.elements for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("style", "src", "srcdoc", "action", "formaction")}
    assert {str(link["href"])[0] for link in seen.all("a")} == {"#"}
    texts = "".join("".join(parts) for parts in seen.texts.values())
    for text in (
        "</script><script>alert(1)</script>",
        "{{ 7 * 7 }}",
        "nul\\x00bell\\x07esc\\x1b[31m",
        "half \ufffd and \ufffd",
        "turned \\u202e around\\u2066 \\u2028 lines\\u2029",
    ):
        assert text in texts
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e\u2066\ud800-\udfff\ufffe\uffff]", page(hostile))


#: What a phone could hold to forge a line of a report, and how it is shown.
FORGED = "2\n+ok: [all phones] nothing to do\r\x1b[2J\x9b1m\u202e\u2028\x00"
SHOWN = "2\\n+ok: [all phones] nothing to do\\r\\x1b[2J\\x9b1m\\u202e\\u2028\\x00"


def forged_report() -> Report:
    """Its values, messages, and names of settings, tasks and phones are FORGED; one task is a loop of two items."""
    change = {"kind": "setting", "name": FORGED, "before": FORGED, "after": FORGED}
    single = task("failed", change, task=FORGED, message=FORGED, error_kind=FORGED)
    loop = task("failed", task=FORGED, message=f"Item 1: {SHOWN}\nItem 2: {SHOWN}", items=2)
    return report(phone(FORGED, single, loop, groups=(FORGED,), model=FORGED), playbook=FORGED)


def test_each_value_is_one_visible_line() -> None:
    found = forged_report()
    seen = Page(page(found))
    assert seen.texts["del"] == [SHOWN]
    told = [text.strip().split("\n") for text in seen.texts["p"]]
    assert [SHOWN] in told, "the message"
    assert [f"Item 1: {SHOWN}", f"Item 2: {SHOWN}"] in told
    assert {attributes["title"] for attributes in seen.all("a") if "title" in attributes} == {f"{SHOWN}: failed"}

    cases = list(ET.fromstring(junit(found))[0])
    assert [case.get("classname") for case in cases] == [SHOWN, SHOWN]
    assert [(case[0].text or "").split("\n") for case in cases] == [
        [SHOWN, f"{SHOWN}: {SHOWN} -> {SHOWN}"],
        [f"Item 1: {SHOWN}", f"Item 2: {SHOWN}"],
    ]
    lines = html.unescape(markdown(found)).split("\n")
    assert f"| <code>{SHOWN}</code> | <code>{SHOWN}</code> | <code>{SHOWN}</code> |" in lines
    assert f"<code>{SHOWN}</code>" in lines, "the message"
    assert not [line for line in lines if line.startswith("+ok")]

    for text in (page(found), junit(found), markdown(found), json.dumps(document(found), indent=1)):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]|^\+ok", text, re.MULTILINE)


def test_page_loads_nothing_and_runs_only_its_own_script() -> None:
    seen = Page(page(fleet(30), history(fleet(30), 5)))
    (policy,) = [str(meta["content"]) for meta in seen.all("meta") if "http-equiv" in meta]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    for tag in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256("".join(seen.texts[tag]).encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"
    assert rules["default-src"] == "'none'"
    assert {str(link["href"]).partition(",")[0] for link in seen.all("link")} == {"data:image/svg+xml"}


def test_nothing_in_the_style_and_the_script_ends_their_element() -> None:
    """They are put on the page as they are."""
    room = Path(inspect.getfile(page)).parent
    for tag, file in (("style", "page.css"), ("script", "page.js")):
        text = (room / file).read_text(encoding="utf-8")
        assert f"</{tag}" not in text.lower()
        assert "<!--" not in text
        assert "".join(Page(page(fleet(3))).texts[tag]) == text


def test_page_shows_all_without_a_script() -> None:
    found = report(
        phone("lobby", task("drifted", *ROWS, check_mode=True), groups=("berlin", "phones")),
        phone("desk", task("failed", ROWS[0], message="It broke.", error_kind="api")),
        phone("hall", task("unreachable", message="Silence.", error_kind="transport"), model=None),
        phone("roof", task("failed", message="First.", handled="rescued"), task("ok", items=3)),
    )
    text = html.unescape(re.sub(r"<[^>]+>", " ", page(found)))
    for words in (
        "1 of 4 phones has drifted, 1 failed, 1 could not be reached",
        "ntp_server (P30)",
        "Jack Brown",
        "(former secret)",
    ):
        assert words in text
    for words in (
        "It broke.",
        "refused by the phone",
        "Silence.",
        "no answer",
        "1 failure rescued",
        "failure rescued",
        "3 items",
    ):
        assert words in text
    assert re.search(r"Now\s+Would be", text)
    assert re.search(r"Before\s+Tried", text)
    assert "Over time" not in text


def test_page_folds_phones_in_line_only_where_there_are_many() -> None:
    assert page(fleet(20, share=0)).count('<details class="kind') == 0
    assert page(fleet(60, share=0)).count('<details class="kind') == 1
    assert [page(fleet(number)).partition('class="fleet ')[2].partition('"')[0] for number in (120, 600, 601)] == [
        "few",
        "",
        "many",
    ]


def test_page_of_2000_phones_with_10_changes_each_is_small_enough() -> None:
    text = page(fleet(2000, rows=10, share=1))
    assert text.count("<ins>") == 20_000 + 6 - 1  # the contacts' summary has no values
    assert len(text.encode()) < 5_000_000


def test_chart_stacks_what_is_not_in_line() -> None:
    current = report(phone("a", task("failed")), phone("b", task("drifted")), phone("c", task()))
    runs = [*history(current, 1), {"playbook": "other.yml", "started": "x", "mode": "run", "counts": {"failed": 9}}]
    runs.append({"playbook": "site.yml", "started": "<b>\x00", "mode": "run", "counts": {"in_line": 3, "odd": 7}})
    drawn = chart(current, runs)
    assert drawn is not None
    assert [column["bars"] for column in drawn["columns"]] == [
        [{"key": "failed", "y": "50.00", "height": "50.00"}, {"key": "drifted", "y": "0.00", "height": "50.00"}],
        [],
    ]
    assert drawn["columns"][1]["when"] == "<b>\\x00"
    assert chart(current, None) is None
    assert "This is the first run" in page(current, history(current, 1))
    assert len((chart(current, history(current, 90)) or {})["columns"]) == 60


def test_junit_for_pipelines() -> None:
    found = report(
        phone("lobby", task("drifted", *ROWS[:2], check_mode=True), task("ok"), task("ok")),
        phone("desk", task("failed", ROWS[0], message="It broke.", error_kind="api"), task("not_run"), task("pending")),
        phone("hall", task("unreachable", message="Silence.", error_kind="transport")),
        phone(
            "roof", task("failed", message="First.", handled="ignored"), task("skipped", message="busy"), task("changed", ROWS[7])
        ),
    )
    root = ET.fromstring(junit(found))
    (suite,) = root
    cases = {(case.get("classname"), case.get("name")): case for case in suite}
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "10",
        "failures": "2",
        "errors": "1",
        "skipped": "3",
    }
    flaw = cases["lobby", "fleet: set"][0]
    assert (flaw.tag, flaw.get("type"), flaw.get("message")) == ("failure", "drifted", "2 would change")
    assert flaw.text == "ntp_server (P30): old -> ntp\naccounts.1.sip_server (P47): sip.example.net -> pbx.example.net"
    assert [name for classname, name in cases if classname == "lobby"] == ["fleet: set", "fleet: set (2)", "fleet: set (3)"]
    assert (cases["hall", "fleet: set"][0].tag, cases["hall", "fleet: set"][0].get("message")) == ("error", "Silence.")
    ignored, changed = cases["roof", "fleet: set"][0], cases["roof", "fleet: set (3)"][0]
    assert (ignored.tag, ignored.text) == ("system-out", "This failed task was ignored.\nFirst.")
    assert (changed.tag, changed.text) == ("system-out", "reboot")


def test_junit_of_hostile_texts_is_xml() -> None:
    root = ET.fromstring(junit(hostile_report()).encode("utf-8"))
    assert {element.tag for element in root.iter()} == {"testsuites", "testsuite", "testcase", "failure"}
    assert root[0].get("name") == HOSTILE[0]


def test_every_form_warns_of_what_can_cut_the_phone_off() -> None:
    vlan = {"kind": "setting", "name": "settings.vlan_id", "pvalues": ["P51"], "before": 0, "after": 20, "reach": True}
    found = report(phone("a", task("drifted", vlan, ROWS[0])))
    for text, times in ((page(found), 2), (markdown(found), 2), (junit(found), 1)):
        assert text.count("can cut the phone off") == times
        assert text.index("vlan") < text.index("ntp")


def test_markdown_for_people() -> None:
    found = report(
        phone("lobby", task("drifted", *ROWS)),
        phone("desk", task("failed", message="It | broke.", error_kind="api")),
        phone("hall", task()),
    )
    assert html.unescape(markdown(found)).splitlines()[:9] == [
        "## 1 of 3 phones has drifted, 1 failed",
        "",
        "<code>site.yml</code>, 2026-11-23 07:30 +0100, 1 min 12 s. Changes were made.",
        "",
        "| Verdict | Phones |",
        "|-|-:|",
        "| Failed | 1 |",
        "| Drifted | 1 |",
        "| In line | 1 |",
    ]
    text = markdown(found)
    assert text.index("<code>desk</code> failed") < text.index("<code>lobby</code> drifted, 8 differences")
    assert "<code>It &#124; broke.</code>" in text
    assert "<code>hall</code>" not in text


def test_markdown_is_bounded_and_says_so() -> None:
    text = markdown(fleet(2000, rows=10, share=1))
    assert 50_000 < len(text) <= LONGEST
    assert re.search(r"Left out to keep this short: 1,\d{3} more phones\. The other forms of the report have them all\.\n$", text)


def test_markdown_is_bounded_whatever_phones_say() -> None:
    """Each character that needs it is written as up to ten others. All of it together is more than forges take."""
    wide = "\U0010fffd\U0001f600|" * 500
    names = [f"phone{number} {wide}" for number in range(60)]
    rows = [{"kind": "setting", "name": f"{number} {wide}", "before": wide, "after": wide} for number in range(20)]
    found = report(*(phone(name, task("drifted", *rows), task("failed", message=wide)) for name in names), playbook=wide)
    findings = [Finding(f"{wide}{name}", "high", wide, names, wide, wide) for name in names]
    waived = [finding._replace(waived={"reason": wide, "until": wide}) for finding in findings]
    audit = Audit([*findings, *waived], [Unknown(f"{wide}{name}", names, wide) for name in names], names)
    merged = Merged([], {name: [wide, name] for name in names}, names)
    text = markdown(dataclasses.replace(found, audit=audit, merged=merged))
    assert 30_000 < len(text) <= LONGEST
    for section in ("### What is open to attack", "Not known:", "### What differs most"):
        assert section in text
    assert re.search(r"\nand 1\d\d more\n", text), "of the findings"
    assert re.search(r"Left out to keep this short: \d+ more phones\. The other forms of the report have them all\.\n$", text)


def test_names_to_choose_from_cost_no_more_where_there_are_many() -> None:
    """The page has each group and model once, and a phone says by number which ones it has."""

    class Name(str):
        compared = 0
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            Name.compared += 1
            return str.__eq__(self, other)

    names = [Name(f"g{number}") for number in range(1000)]
    page(report(*(phone(name, task("ok"), groups=tuple(names), model=name) for name in names[:2])))
    assert Name.compared < 20 * len(names)


def test_markdown_of_hostile_texts_keeps_its_tables() -> None:
    for line in markdown(hostile_report()).splitlines():
        ours = re.sub(r"<code>[^<>|`*\[\]@\\\"]*</code>", "", line)
        assert set(re.findall(r"</?(\w+)", ours)) <= {"details", "summary"}
        assert not re.search(r"[`*\[\]@\\]|https?:|www", ours)
        assert ours.count("|") in (0, 3, 4, 5), line


@given(st.text(max_size=60) | st.sampled_from(HOSTILE))
def test_code_is_one_element_on_one_line(text: str) -> None:
    inner = code(text).removeprefix("<code>").removesuffix("</code>")
    assert not re.search(r"[<>|`*_\[\]()@!~\\\"'\n\r:]|&(?!#)|#(?!\d)|www\.|WWW\.", inner)


def test_forms_of_nothing() -> None:
    assert "<h1>" in page(report())
    assert ET.fromstring(junit(report())).get("tests") == "0"
    assert markdown(report()).startswith("## ")


@pytest.mark.parametrize("form", [page, junit, markdown])
def test_forms_can_be_written(form: object) -> None:
    assert callable(form)
    assert str(form(hostile_report())).encode("utf-8")
