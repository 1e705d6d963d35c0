# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The picture of the journeys: which playbook an admin runs when, and what it touches. It has a background of its own, so that it
can be read on a light page and on a dark one."""

from __future__ import annotations

import textwrap
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import variables
import yaml
from rst_text import notice

DATA = Path(__file__).resolve().parent / "journeys.yml"
PICTURE = variables.ROOT / "docs" / "images" / "journeys.svg"
#: What a playbook touches: the class of its colour, and what the legend says of it.
TOUCHES = {
    "nothing": "contacts no phone",
    "reads": "reads phones",
    "writes": "changes phones",
    "repository": "writes files of your repository",
}
# Pixels.
MARGIN, TOP, BOTTOM = 24, 62, 58
CARD, GUTTER, GAP, ARROW = 232, 22, 14, 34
HEADER, LINE, CHARACTERS = 62, 18, 26
SOURCE = "catalogue/journeys.yml and meta/playbooks.yml: change one of these"
STYLE = """
  svg { --page: #f6f8fa; --card: #ffffff; --line: #c4ccd4; --text: #1f2328; --faint: #57606a; --head: #1f3a5f;
        --nothing: #8c959f; --reads: #0969da; --writes: #c2540a; --repository: #1a7f37; }
  @media (prefers-color-scheme: dark) {
    svg { --page: #161b22; --card: #21262d; --line: #444c56; --text: #e6edf3; --faint: #a5b0bb; --head: #2f5687;
          --nothing: #8b949e; --reads: #58a6ff; --writes: #f0883e; --repository: #3fb950; }
  }
  text { font: 14px system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: var(--text); }
  .name { font: bold 15px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
  .title { font-size: 17px; font-weight: bold; fill: #ffffff; }
  .when { fill: #dbe7f5; }
  .then { font-size: 13px; font-style: italic; fill: var(--faint); }
  .middle { text-anchor: middle; }
  .page { fill: var(--page); stroke: var(--line); }
  .card { fill: var(--card); stroke: var(--line); }
  .head { fill: var(--head); }
  .arrow { fill: none; stroke: var(--faint); stroke-width: 2; }
  .tip { fill: var(--faint); }
  .nothing { fill: var(--nothing); } .reads { fill: var(--reads); } .writes { fill: var(--writes); }
  .repository { fill: var(--repository); }
"""


def text() -> str:
    """Return the picture as SVG."""
    data: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    says = {book.name: book.short_description for book in variables.playbooks()}
    stages = data["stages"]
    width = 2 * MARGIN + len(stages) * CARD + (len(stages) - 1) * GUTTER
    picture = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", role="img")
    picture.append(ET.Comment("\n" + notice(SOURCE)))
    ET.SubElement(picture, "title").text = "The journeys: which playbook when"
    ET.SubElement(picture, "style").text = STYLE
    page = ET.SubElement(picture, "rect", {"class": "page", "x": "0.5", "y": "0.5", "rx": "10", "width": str(width - 1)})
    _back(picture, data["back"])
    bottom = max(_stage(picture, place, stage, says, last=stage is stages[-1]) for place, stage in enumerate(stages))
    _legend(picture, bottom + BOTTOM // 2 + 8)
    height = bottom + BOTTOM
    page.set("height", str(height - 1))
    for name, value in {"width": width, "height": height, "viewBox": f"0 0 {width} {height}"}.items():
        picture.set(name, str(value))
    ET.indent(picture)
    return ET.tostring(picture, encoding="unicode") + "\n"


def _left(place: int) -> int:
    """Return where a stage begins."""
    return MARGIN + place * (CARD + GUTTER)


def _stage(picture: ET.Element, place: int, stage: dict[str, Any], says: dict[str, str], *, last: bool) -> int:
    """Draw a stage; return where it ends."""
    left, point = _left(place), 0 if last else GUTTER - 6
    right, middle, below = left + CARD, TOP + HEADER // 2, TOP + HEADER
    shape = f"M{left},{TOP} H{right} L{right + point},{middle} L{right},{below} H{left} Z"
    ET.SubElement(picture, "path", {"class": "head", "d": shape})
    _text(picture, left + 14, TOP + 27, stage["title"], "title")
    _text(picture, left + 14, TOP + 48, stage["when"], "when")
    top = below + GAP
    for step in stage["steps"]:
        bottom = _card(picture, left, top, step, says[step["playbook"]])
        top = bottom + (ARROW if "then" in step else GAP)
        if "then" in step:
            _arrow(picture, f"M{left + 24},{bottom} V{top - 8}", f"M{left + 18},{top - 9} h12 l-6,9 Z")
            _text(picture, left + 38, bottom + ARROW // 2 + 5, step["then"], "then")
    return bottom


def _card(picture: ET.Element, left: int, top: int, step: dict[str, Any], says: str) -> int:
    """Draw a playbook; return where it ends."""
    lines = textwrap.wrap(says, CHARACTERS)
    height = 36 + len(lines) * LINE + 4
    box = {"x": str(left), "y": str(top), "height": str(height)}
    ET.SubElement(picture, "rect", {"class": "card", **box, "width": str(CARD), "rx": "4"})
    ET.SubElement(picture, "rect", {"class": step["touches"], **box, "width": "6"})
    _text(picture, left + 18, top + 24, step["playbook"], "name")
    for number, line in enumerate(lines):
        _text(picture, left + 18, top + 44 + number * LINE, line)
    return top + height


def _back(picture: ET.Element, says: str) -> None:
    """Draw the arrow from the third stage to the second, above both."""
    begin, end, height = _left(2) + CARD // 2, _left(1) + CARD // 2, 26
    _arrow(picture, f"M{begin},{TOP} V{height + 10} H{end} V{TOP - 8}", f"M{end - 6},{TOP - 9} h12 l-6,9 Z")
    _text(picture, (begin + end) // 2, height, says, "then middle")


def _legend(picture: ET.Element, top: int) -> None:
    """Draw what the colours mean, a stage's width each."""
    for place, (name, says) in enumerate(TOUCHES.items()):
        box = {"x": str(_left(place)), "y": str(top - 12), "width": "14", "height": "14"}
        ET.SubElement(picture, "rect", {"class": name, **box, "rx": "2"})
        _text(picture, _left(place) + 22, top, says)


def _arrow(picture: ET.Element, line: str, tip: str) -> None:
    ET.SubElement(picture, "path", {"class": "arrow", "d": line})
    ET.SubElement(picture, "path", {"class": "tip", "d": tip})


def _text(picture: ET.Element, left: int, bottom: int, says: str, kind: str = "") -> None:
    text = ET.SubElement(picture, "text", {"x": str(left), "y": str(bottom)})
    text.text = says
    if kind:
        text.set("class", kind)
