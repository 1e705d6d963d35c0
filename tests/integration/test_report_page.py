# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report's page in a real browser: Debian's `chromium` and `chromium-driver`, driven by selenium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.plugin_utils._report.model import Report
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.page import page
from integration.helpers.browser import NARROW, NEEDED, headless, webdriver
from unit.plugins.plugin_utils._report.audits import fleet_audit, hostile_audit, past
from unit.plugins.plugin_utils._report.fleets import drifts, fleet, history, hostile_report

pytestmark = NEEDED
#: Seconds of a processor in which 2,000 phones must be there.
PATIENCE = 2

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """For all tests of this file."""
    with headless(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens the page of a report. At the end nothing may have been complained about on the browser's console."""

    def open_page(report: Report, runs: int = 12, *, script: bool = True, **device: Any) -> Any:
        file = tmp_path / "page.html"
        former = past(report, runs) if report.audit else history(report, runs)
        file.write_text(page(report, former, drifts(report, runs)), encoding="utf-8")
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        if device:
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", device)
        browser.get(file.as_uri())
        return browser

    browser.get_log("browser")
    yield open_page
    assert browser.get_log("browser") == []
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def shown(browser: Any) -> dict[str, int]:
    """How many phones of each verdict are listed, after the wait that lets people type. The picture must have the same."""
    program = """
        const done = arguments[0], count = (selector, place) => {
          const found = {};
          document.querySelectorAll(selector).forEach(element => {
            const verdict = element.classList[place];
            if (!element.hidden) found[verdict] = 1 + (found[verdict] || 0);
          });
          return found;
        };
        setTimeout(() => done([count(".phone", 1), count(".fleet a", 0)]), 150);
    """
    listed, drawn = browser.execute_async_script(program)
    assert listed == drawn
    return dict(listed)


def css(browser: Any, selector: str) -> Any:
    """The first element of a CSS selector."""
    return browser.find_element("css selector", selector)


def worked(browser: Any) -> float:
    """The seconds of a processor that the page's thread has used for scripts, styles, layout and the rest."""
    metrics = browser.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


def style(browser: Any, selector: str, name: str) -> str:
    """What the browser makes of the styles of an element."""
    return str(css(browser, selector).value_of_css_property(name))


def test_filters(opened: Open) -> None:
    report = fleet(160)
    counts = {verdict: count for verdict, count in report.counts().items() if count}
    browser = opened(report)
    assert shown(browser) == counts
    assert browser.title.startswith(report.headline())

    css(browser, ".number.drifted").click()
    assert shown(browser) == {"drifted": counts["drifted"]}
    css(browser, ".number.unreachable").click()
    assert shown(browser) == {key: counts[key] for key in ("unreachable", "drifted")}
    assert css(browser, "output").text == f"{counts['unreachable'] + counts['drifted']} of 160 phones"

    css(browser, "[name=clear]").click()
    css(browser, "[name=group]").send_keys("berlin")
    berlin = [phone for phone in report.phones if "berlin" in phone.groups]
    assert sum(shown(browser).values()) == len(berlin)
    assert css(browser, "details.kind.in_line").get_attribute("open"), "what is looked for is not folded away"
    css(browser, "[name=model]").send_keys("wp820")
    assert sum(shown(browser).values()) == len([phone for phone in berlin if phone.model == "wp820"])

    css(browser, "[name=clear]").click()
    css(browser, "[name=text]").send_keys("ROGUE 900")
    found = [phone for phone in report.phones if {"P30", "P900"} <= {p for row in phone.changes for p in row.pvalues}]
    assert sum(shown(browser).values()) == len(found) > 0
    css(browser, "[name=text]").send_keys(" nowhere")
    assert shown(browser) == {}
    assert css(browser, "#phones .nothing").is_displayed()

    css(browser, "[name=clear]").click()
    topic = css(browser, ".top button")
    topic.click()
    most = report.topics()[0]
    assert topic.text == most.title
    assert shown(browser).get("drifted", 0) >= most.phones - 1


def test_keys(opened: Open) -> None:
    """One stop for the picture, arrows inside, and Enter opens the phone."""
    browser = opened(fleet(40))
    tiles = browser.find_elements("css selector", ".fleet a")
    assert [tile.get_attribute("tabindex") for tile in tiles[:3]] == ["0", "-1", "-1"]
    tiles[0].send_keys(webdriver.Keys.ARROW_RIGHT)
    browser.switch_to.active_element.send_keys(webdriver.Keys.ARROW_RIGHT)
    assert browser.switch_to.active_element == tiles[2]
    browser.switch_to.active_element.send_keys(webdriver.Keys.ENTER)
    assert browser.switch_to.active_element.tag_name == "summary"
    assert browser.find_elements("css selector", ".phone")[2].get_attribute("open")
    tiles[2].send_keys(webdriver.Keys.END)
    assert browser.switch_to.active_element == tiles[-1]


def test_without_a_script(opened: Open) -> None:
    browser = opened(fleet(40), script=False)
    assert not css(browser, ".filters").is_displayed()
    phone = css(browser, ".phone.drifted")
    assert not phone.find_element("css selector", "ins").is_displayed()
    phone.find_element("css selector", "summary").click()
    assert phone.find_element("css selector", "ins").is_displayed()
    # The browser itself opens what a link leads to.
    css(browser, ".fleet .in_line").click()
    assert css(browser, ".phone.in_line .inside").is_displayed()


def test_hostile_texts_do_nothing(opened: Open) -> None:
    browser = opened(hostile_report(), 3)
    browser.execute_script("document.querySelectorAll('details').forEach(element => { element.open = true; });")
    assert not browser.find_elements("css selector", "img, iframe, object, embed, base, [onerror], [onmouseover]")
    assert len(browser.find_elements("css selector", "script")) == 1
    css(browser, "[name=text]").send_keys("</script>")
    assert sum(shown(browser).values()) == 1


def test_2000_phones_open_at_once(opened: Open, browser: Any) -> None:
    """Measured in the browser's own work, so that a busy machine fails no test."""
    opened(fleet(1))
    browser.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    before = worked(browser)
    opened(fleet(2000, rows=10, share=1))
    loaded = worked(browser)
    browser.execute_script("""
        const box = document.querySelector("[name=model]");
        box.selectedIndex = 1;
        box.dispatchEvent(new Event("input", {bubbles: true}));
        return new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    """)
    filtered = worked(browser)
    assert 0 < loaded - before < PATIENCE
    assert 0 < filtered - loaded < PATIENCE


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_in_the_light_and_in_the_dark(opened: Open, scheme: str) -> None:
    browser = opened(fleet(700), 40, **NARROW)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    browser.execute_script("document.querySelectorAll('.phone:not(.in_line)').forEach(phone => { phone.open = true; });")
    assert browser.execute_script("return document.scrollingElement.scrollWidth") == NARROW["width"]
    fits = "const box = arguments[0]; box.value = box.placeholder; return box.scrollWidth <= box.clientWidth;"
    assert browser.execute_script(fits, css(browser, "[name=text]")), "the hint in the box can be read"
    red = int(style(browser, "body", "background-color").partition("(")[2].partition(",")[0])
    assert (red > 200) is (scheme == "light")


def test_printed(opened: Open) -> None:
    """On paper there is nothing to click, and what differs is not folded."""
    browser = opened(fleet(60))
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    browser.execute_script("dispatchEvent(new Event('beforeprint'));")
    assert not css(browser, ".filters").is_displayed()
    assert css(browser, ".phone.drifted ins").is_displayed()
    browser.execute_script("dispatchEvent(new Event('afterprint'));")
    assert not browser.find_elements("css selector", ".phone[open]")


def test_since_when(opened: Open) -> None:
    part = css(opened(fleet(150), 30), "section.since")
    rows = part.find_elements("css selector", "tbody tr")
    assert (len(rows), rows[0].find_element("css selector", "th").text) == (6, "settings.ntp_server"), (
        "first what comes back on one phone"
    )
    assert part.is_displayed()


def test_audit(opened: Open) -> None:
    """A click on a finding shows the phones that have it."""
    report = fleet_audit(60)
    browser = opened(report)
    legend = css(browser, ".legend").text.split("\n")
    assert legend == ["Unreachable", "Looked at", "critical", "high", "medium"], "the worst of each phone"
    assert report.audit is not None
    (keypad,) = [finding for finding in report.audit.findings if finding.id == "keypad-open"]
    css(browser, "[data-find=keypad-open]").click()
    assert sum(shown(browser).values()) == len(keypad.phones)
    phone = css(browser, ".phone:not([hidden])")
    phone.find_element("css selector", "summary").click()
    assert "keypad_menu_access: unrestricted" in phone.text
    columns = browser.find_elements("css selector", ".time svg .in_line")
    assert columns[-1].get_attribute("height") == str(report.audit.score)


def test_audit_without_a_script_and_on_a_small_screen(opened: Open) -> None:
    browser = opened(fleet_audit(40), script=False, **NARROW)
    assert css(browser, ".audit table").is_displayed()
    assert "waived until 2027-01-31" in css(browser, ".audit").text
    browser = opened(fleet_audit(40), **NARROW)
    assert browser.execute_script("return document.scrollingElement.scrollWidth") == NARROW["width"]


def test_hostile_texts_of_an_audit_do_nothing(opened: Open) -> None:
    browser = opened(hostile_audit(), 3)
    assert not browser.find_elements("css selector", "img, iframe, object, embed, base, [onerror], [onmouseover]")
    assert len(browser.find_elements("css selector", "script")) == 1
