# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of all playbooks."""

from __future__ import annotations

import textwrap

import variables
from rst_text import head, ref, section
from variables_reference import Page, shown

NAME = "playbooks"
SOURCE = "meta/playbooks.yml and playbooks: change one of these"
INTRODUCTION = """\
You do not have to write a playbook. Those of the collection are called by their full name, and work on the group ``phones`` of
your inventory. Ansible's own options work with all of them: ``--limit``, ``--check``, ``--diff``, ``--forks``.

The exit status is 0 when all went well, 4 when phones were unreachable, and 2 when something failed.

"""


def text(page: Page) -> str:
    """Return the whole page. ``page``: the page of variables, for links to it."""
    books = variables.playbooks()
    lines = [f"- {ref(book.name, f'playbook_{book.name}')}: {page.markup(book.short_description)}" for book in books]
    parts = [head(NAME, "Playbooks", SOURCE) + INTRODUCTION + "\n".join(lines) + "\n\n"]
    parts += [_section(book, page) for book in books]
    return "".join(parts).rstrip() + "\n"


def _section(book: variables.Playbook, page: Page) -> str:
    described = section(f"playbook_{book.name}", book.name, "-") + f"{page.markup(book.short_description)}.\n\n"
    described += page.markup(book.description) + "\n\n.. code-block:: console\n\n"
    commands = [line if line.startswith(" ") else f"$ {line}" for line in book.examples.splitlines()]
    described += textwrap.indent("\n".join(commands), "   ") + "\n\nIts own variables:\n\n"
    described += "".join(f"- {page.link(name)}{_default(book, name, page)}\n" for name in book.variables)
    if not book.roles:
        return described + "\n"
    roles = [ref(role, f"variables_of_role_{role}") for role in book.roles]
    return described + f"\nThe variables of its roles: {', '.join(roles)}.\n\n"


def _default(book: variables.Playbook, name: str, page: Page) -> str:
    """Return what the variable is where it is not set, and the first sentence on it."""
    facts = page.facts(name)
    default = book.defaults.get(name, facts.get("default"))
    described = facts["description"]
    first = (described if isinstance(described, str) else described[0]).split(". ")[0].rstrip(".")
    told = f", {shown(default)} by default" if default not in (None, "", [], {}) else ""
    return f"{told}: {page.markup(first)}."
