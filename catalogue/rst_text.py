# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all generated pages of the site have in common."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

#: Where labels of the site's pages begin.
LABEL = "ansible_collections.voip.grandstream.docsite."

_NOTICE = """\
  Copyright (c) 2026 the voip.grandstream authors
  GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later

  Generated from {source}, and run `make catalogue`.
"""


def notice(source: str) -> str:
    """Return what a generated file begins with, for a comment. ``source``: as in `head`."""
    return _NOTICE.replace("{source}", source)


def head(name: str, title: str, source: str) -> str:
    """Return the beginning of a page. ``source``: what it is made of, and what to change, as the end of "Generated from"."""
    return f"..\n{notice(source)}\n{section(name, title, '=')}"


def section(name: str, title: str, line: str) -> str:
    """Return a title with a label ``name`` of this site, underlined with the character ``line``."""
    return f".. _{LABEL}{name}:\n\n{title}\n{line * len(title)}\n\n"


def ref(text: str, name: str) -> str:
    """Return a link to a label of this site."""
    return f":ref:`{text} <{LABEL}{name}>`"


def changed(texts: Mapping[Path, str]) -> list[Path]:
    """Return the files that do not have their texts."""
    return [path for path, text in texts.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
