# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pictures of the documentation, taken of real runs on simulated phones. They go to .build/images, and `make pictures` brings
them to docs/images.

Twelve nights are told by the history: two real runs of plan, again and again, with other dates. Nothing else is made up.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from integration.conftest import MODELS, PASSWORD, Fleet
from integration.helpers.audits import SAFE
from integration.helpers.browser import NARROW, NEEDED, headless
from integration.helpers.playbooks import Ansible, Data, dump
from integration.helpers.terminal import playbook_in_terminal, with_rich
from simulator.client import SimulatedPhone, Simulator
from support.environments import ansible_environment
from support.venvs import BUILD

console = pytest.importorskip("rich.console", reason="rich is not installed: tests/requirements-test.txt")
theme = pytest.importorskip("rich.terminal_theme", reason="rich is not installed: tests/requirements-test.txt")
text = pytest.importorskip("rich.text", reason="rich is not installed: tests/requirements-test.txt")

pytestmark = NEEDED
IMAGES = BUILD / "images"
#: Bytes of a picture.
MOST = 200_000
SITES = ("berlin", "hamburg", "lyon", "oslo")
PHONES = 24
#: Which of the real nights the history tells, in this order.
NIGHTS = (0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0)
#: What git says, and what the phones hold by that.
DECLARED = {
    "ntp_server": "ntp.example.net",
    "timezone": "CET-1CEST,M3.5.0,M10.5.0/3",
    "display_language": "en_US",
    "syslog_server": "log.example.net",
}
IN_LINE = {"30": "ntp.example.net", "64": "CET-1CEST,M3.5.0,M10.5.0/3", "1362": "en_US", "207": "log.example.net"}
#: By the number of the phone: what the audit finds.
FINDINGS: dict[int, dict[str, str]] = {
    2: {"2": "admin"},
    5: {"276": "0"},
    8: {"22293": "10"},
    9: {"22293": "10", "1357": "0"},
    14: {"276": "0"},
    18: {"1357": "0"},
    19: {"4428": "1"},
    21: {"22293": "10"},
    23: {"4428": "1", "276": "0"},
}
ROGUE = {"30": "time.rogue.example"}
GERMAN = {"1362": "de_DE", "64": "auto"}
#: By the number of the phone: what differs in the two nights, and at last.
DRIFT: tuple[dict[int, Data], ...] = (
    {1: ROGUE, 6: GERMAN, 11: GERMAN, 17: ROGUE, 22: {"207": ""}},
    {6: GERMAN, 22: {"207": ""}},
    {1: ROGUE, 6: {"64": "auto"}, 9: {"207": ""}, 17: ROGUE, 19: {**GERMAN, **ROGUE}, 22: {"207": ""}},
)
OFF, BROKEN, SLOW = 13, 20, PHONES - 1
TELEPHONE = {**NARROW, "height": 800, "deviceScaleFactor": 2}
#: A terminal, as a page: what rich makes of its colours.
TERMINAL = """<!DOCTYPE html><meta charset="utf-8">
<style>body {{ margin: 0; background: #16191f }}
pre {{ display: inline-block; margin: 0; padding: 18px 22px; color: #d7dae0; font: 14px/1.35 "DejaVu Sans Mono", monospace }}
</style>
<pre>{code}</pre>"""


class Site:
    """A fleet on several sites, its admin's repository, and where the reports go."""

    def __init__(self, ansible: Ansible, simulator: Simulator) -> None:
        self.ansible = ansible
        fleet = Fleet(simulator)
        self.phones = [simulator.phone(address) for address in simulator.addresses]
        self.names = [f"{site}-{number:02}" for site in SITES for number in range(1, PHONES // len(SITES) + 1)]
        sites: dict[str, Data] = {site: {"hosts": {}} for site in SITES}
        for number, (name, phone) in enumerate(zip(self.names, self.phones, strict=True)):
            found = {**IN_LINE, **SAFE, "2": f"{PASSWORD}-{name}", **FINDINGS.get(number, {})}
            phone.set(values=found)
            model = MODELS[number % len(MODELS)]
            variables = fleet.host(phone, gs_model=model, ansible_password=found["2"], gs_retries=0, gs_timeout=20)
            sites[name[:-3]]["hosts"][name] = variables
        group = {"gs_settings": DECLARED}
        self.inventory = dump(ansible.folder / "inventory.yml", {"phones": {"children": sites, "vars": group}})
        self.reports = ansible.folder / "reports"

    def drift(self, differing: Mapping[int, Data]) -> None:
        """Every phone as git says, but for these."""
        for number, phone in enumerate(self.phones):
            phone.set(values={**IN_LINE, **differing.get(number, {})})

    def environment(self, page: str, history: str) -> dict[str, str]:
        """What asks for a page and a history."""
        return {
            "ANSIBLE_CALLBACKS_ENABLED": "results,voip.grandstream.report",
            "GS_REPORT_HTML": str(self.reports / page),
            "GS_REPORT_HISTORY": str(self.reports / history),
        }

    def run(self, playbook: str, page: str, history: str) -> None:
        """Run a playbook of the collection, and report on it."""
        arguments = ["-i", str(self.inventory), f"voip.grandstream.{playbook}"]
        env = self.environment(page, history)
        run = self.ansible.command("ansible-playbook", *arguments, env=env, secrets=[PASSWORD]).finish()
        assert "voip.grandstream.report: wrote " in run.stdout, run.output


def tell_nights(history: Path) -> None:
    """Tell the runs of a history again and again, with the dates of nights that end with the last one."""
    for file in history.glob("*.jsonl"):
        runs = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        nights: list[Data] = []
        for night, place in enumerate(NIGHTS):
            when = dt.datetime.fromisoformat(runs[-1]["started"]).replace(hour=2, minute=15)
            started = when - dt.timedelta(days=len(NIGHTS) - night)
            nights.append({**runs[place], "started": started.isoformat(timespec="seconds")})
        file.write_text("".join(json.dumps(night) + "\n" for night in nights), encoding="utf-8")


@pytest.fixture(scope="module")
def site(installed_collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """After its nights, and after the audit; one phone is off, and one fails."""
    folder = tmp_path_factory.mktemp("pictures")
    with Simulator(PHONES, models=MODELS, password=PASSWORD, tls=True) as simulator:
        found = Site(Ansible(ansible_environment("newest"), installed_collection, folder, {}), simulator)
        found.phones[OFF].set(off=True)
        for night in DRIFT[:-1]:
            found.drift(night)
            found.run("plan", "nights.html", "nights")
        tell_nights(found.reports / "nights")
        found.drift(DRIFT[-1])
        found.run("audit", "audit.html", "audits")
        found.phones[BROKEN].fault("status_500", "api-values.get", times=None)
        yield found


@pytest.fixture(scope="module")
def plan(site: Site) -> Path:
    """The page of the playbook plan."""
    site.run("plan", "plan.html", "nights")
    return site.reports / "plan.html"


@pytest.fixture(scope="module")
def screen(site: Site, plan: Path) -> str:
    """The terminal in which, after the plan, the playbook enforce runs, while a phone is slow."""
    slow: SimulatedPhone = site.phones[SLOW]
    slow.fault("slow", "api-values.get", seconds=6)
    env = {"ANSIBLE_STDOUT_CALLBACK": "voip.grandstream.progress", **with_rich(site.ansible.folder / "rich")}
    arguments = ["-i", str(site.inventory), "voip.grandstream.enforce"]
    with playbook_in_terminal(site.ansible, arguments, env, columns=110, lines=40) as terminal:
        parts = (f"slow: {site.names[SLOW]} (", f"{PHONES - 1}/{PHONES}")
        assert terminal.wait_for(lambda: all(part in terminal.screen for part in parts)), terminal.screen
        shown = terminal.coloured
        assert terminal.finish() == 4, terminal.screen
        assert PASSWORD not in terminal.raw
    return shown


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """For all tests of this file."""
    with headless(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


def opened(browser: Any, page: Path, *, scheme: str = "light", **device: Any) -> None:
    """Show a page on a screen, in a colour scheme."""
    media = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
    size = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False, **device}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    browser.get(page.as_uri())
    assert browser.execute_script("return document.scrollingElement.scrollWidth") <= size["width"]


def picture(shown: Any, name: str) -> None:
    """Take the picture of a screen or of an element."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    file = IMAGES / name
    take = shown.screenshot if hasattr(shown, "screenshot") else shown.save_screenshot
    assert take(str(file))
    assert 5_000 < file.stat().st_size < MOST


@pytest.mark.parametrize(
    ("name", "scheme", "device"),
    [("report", "light", {}), ("report_dark", "dark", {}), ("report_phone", "light", TELEPHONE)],
)
def test_report(browser: Any, plan: Path, name: str, scheme: str, device: dict[str, Any]) -> None:
    opened(browser, plan, scheme=scheme, **device)
    for verdict, count in {"drifted": 6, "unreachable": 1, "failed": 1}.items():
        assert len(browser.find_elements("css selector", f".fleet a.{verdict}")) == count
    picture(browser, f"{name}.png")


def test_since_when(browser: Any, plan: Path) -> None:
    opened(browser, plan, height=2400)
    part = browser.find_element("css selector", "section.since")
    assert "settings.ntp_server" in part.text
    picture(part, "since_when.png")


def test_audit(browser: Any, site: Site) -> None:
    opened(browser, site.reports / "audit.html", height=1000)
    assert browser.find_element("css selector", ".audit tbody th").text.startswith("factory-password")
    picture(browser, "audit.png")


def test_progress(browser: Any, screen: str, tmp_path: Path) -> None:
    """The bar, what happened so far above it, and the phone that is slow."""
    recorder = console.Console(record=True, width=110, file=io.StringIO())
    recorder.print(text.Text.from_ansi(screen.strip("\n")))
    page = tmp_path / "terminal.html"
    shown = recorder.export_html(theme=theme.MONOKAI, inline_styles=True, code_format=TERMINAL)
    page.write_text(shown, encoding="utf-8")
    opened(browser, page, height=1200)
    part = browser.find_element("css selector", "pre")
    assert f"{PHONES - 1}/{PHONES}" in part.text
    picture(part, "progress.png")
