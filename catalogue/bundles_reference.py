# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of all bundles: roles/baseline/BUNDLES.md, with links to settings and variables.

The Markdown of that file is simple: titles, paragraphs, code, tables, and in them `code`, **bold** and [links](…). Whatever else
is found in it stops the run.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

import variables
from rst_text import head, ref, section
from variables_reference import Page

NAME = "bundles"
SOURCE = "roles/baseline/BUNDLES.md: change that file"
_PAGE = variables.ROLES / "baseline" / "BUNDLES.md"
_PART = re.compile(r"`([^`]+)`|\[([^]]+)\]\((https:[^)]+)\)")
_UNKNOWN = re.compile(r"^( |\t|[*+>-] |\d+\. |!\[|#{4})")


def text(page: Page, settings: set[str]) -> str:
    """Return the whole page. ``page``: the page of variables, for links to it. ``settings``: the names of all settings."""
    markdown = re.sub(r"\A<!--.*?-->\s*", "", _PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    return _Bundles(page, settings).text(markdown)


class _Bundles:
    def __init__(self, page: Page, settings: set[str]) -> None:
        self._page = page
        self._settings = settings
        self._bundles = variables.of_bundles()

    def text(self, markdown: str) -> str:
        return "".join(self._block(lines) for lines in _blocks(markdown)).rstrip() + "\n"

    def _block(self, lines: list[str]) -> str:
        """Return a block of Markdown as reStructuredText."""
        first = lines[0]
        if first.startswith("```"):
            code = "\n".join(lines[1:-1])
            language = "yaml+jinja" if "{{" in code else first[3:]
            return f".. code-block:: {language}\n\n{textwrap.indent(code, '   ', bool)}\n\n"
        if first.startswith("# "):
            return head(NAME, "Bundles", SOURCE)
        if first.startswith("## "):
            return self._bundle(first[3:].strip("`"))
        if first.startswith("### "):
            return f"{first[4:]}\n{'^' * len(first[4:])}\n\n"
        if first.startswith("|"):
            return self._table(lines)
        if wrong := [line for line in lines if _UNKNOWN.match(line)]:
            raise SystemExit(f"{_PAGE}: {wrong[0]!r} is Markdown that {__name__} does not know")
        return self._inline(" ".join(lines)) + "\n\n"

    def _bundle(self, name: str) -> str:
        """Return the title of a bundle, and which variables it takes."""
        needed = self._bundles[name]
        told = [f"{self._page.link(variable)}{' (needed)' if must else ''}" for variable, must in needed.items()]
        return section(f"bundle_{name}", name, "-") + f":Variables: {', '.join(told) or 'none'}\n\n"

    def _table(self, lines: list[str]) -> str:
        rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if not line.startswith("|---")]
        out = ".. list-table::\n   :header-rows: 1\n\n"
        for row in rows:
            cells = [self._inline(cell.strip(" |")) for cell in row]
            out += "\n".join(f"   {' ' if number else '*'} - {cell}".rstrip() for number, cell in enumerate(cells)) + "\n"
        return out + "\n"

    def _inline(self, markdown: str) -> str:
        """Return a paragraph or cell. Outside of code, stars mean the same in both languages."""
        return _PART.sub(self._part, markdown)

    def _part(self, found: re.Match[str]) -> str:
        code, shown, address = found.groups()
        if address:
            return f"`{shown} <{address}>`__"
        if code in self._settings:
            return ref(code, f"setting_{code}")
        return self._page.link(code) if code in self._page.known else f"``{code}``"


def _blocks(markdown: str) -> Iterator[list[str]]:
    """Yield the blocks between empty lines, of code up to its end."""
    block: list[str] = []
    for line in [*markdown.splitlines(), ""]:
        is_code = bool(block) and block[0].startswith("```")
        if line or (is_code and len([marked for marked in block if marked.startswith("```")]) < 2):
            block.append(line)
        elif block:
            yield block
            block = []
