# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of all variables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import variables
from antsibull_docs_parser import dom
from antsibull_docs_parser.parser import Context, parse
from antsibull_docs_parser.rst import to_rst
from rst_text import LABEL, head, ref, section

NAME = "variables"
SOURCE = "meta/playbooks.yml, roles/*/meta/argument_specs.yml and plugins/connection/webapi.py: change one of these files"
INTRODUCTION = f"""\
These are all variables that the collection reads. Set them in the inventory, for all phones, a group or one phone. Those of
playbooks are often set for one run, with ``-e gs_hosts=berlin``. A variable of a role works with each playbook that brings the
role: see {ref("Playbooks", "playbooks")}.

The names of settings, which are below ``gs_settings`` and ``gs_accounts``, are in
:ref:`another reference <{LABEL}settings_reference>`.

.. contents:: On this page
   :local:
   :depth: 1

"""
KINDS = {
    "bool": "true or false",
    "dict": "dictionary",
    "float": "number",
    "int": "whole number",
    "list": "list",
    "path": "path",
    "raw": "see above",
    "str": "text",
}
_NAME = re.compile(r"\b[CO]\((gs_\w+)(?:=([^)]*))?\)")


class Group(NamedTuple):
    """A group of the page. ``text``: what is said of all of it. ``plugin``: the one whose options its variables are."""

    label: str
    title: str
    text: str
    members: list[variables.Variable]
    plugin: dom.PluginIdentifier | None = None


class Page:
    """The page, and links to it: each variable has one place, the first group that has it."""

    def __init__(self) -> None:
        self.groups = list(_groups())
        self.known: set[str] = set(variables.results())
        for group in self.groups:
            self.known |= {member.name for member in group.members}
        self._playbooks = variables.playbooks()

    def text(self) -> str:
        """Return the whole page."""
        parts = [head(NAME, "Variables", SOURCE) + INTRODUCTION]
        told: set[str] = set()
        for group in self.groups:
            parts.append(section(group.label, group.title, "-") + self.markup(group.text) + "\n\n")
            if others := [self.link(member.name) for member in group.members if member.name in told]:
                parts.append(f"Described above: {', '.join(others)}.\n\n")
            parts += [self._variable(member, group.plugin) for member in group.members if member.name not in told]
            told |= {member.name for member in group.members}
        parts.append(
            section("results", "Results", "-") + "Playbooks and roles leave these for the tasks that come after them.\n\n"
        )
        for name, text in variables.results().items():
            parts.append(section(f"variable_{name}", name, "^") + self.markup(text) + "\n\n")
        return "".join(parts).rstrip() + "\n"

    def facts(self, name: str) -> dict[str, Any]:
        """Return what is said of a variable where it is described."""
        return next(member.facts for group in self.groups for member in group.members if member.name == name)

    def link(self, name: str) -> str:
        """Return a link to a variable."""
        return ref(name, f"variable_{name}")

    def markup(self, text: str | list[str], plugin: dom.PluginIdentifier | None = None) -> str:
        """Return Ansible's markup as reStructuredText, with links where it names variables."""
        linked = [_NAME.sub(self._linked, paragraph) for paragraph in ([text] if isinstance(text, str) else text)]
        return to_rst(parse(linked, Context(current_plugin=plugin), errors="exception"), current_plugin=plugin)

    def _linked(self, found: re.Match[str]) -> str:
        name, value = found.groups()
        if name not in self.known:
            return f"C({found[0][2:-1]})"
        return f"R({name},{LABEL}variable_{name})" + (f": V({value})" if value else "")

    def _variable(self, variable: variables.Variable, plugin: dom.PluginIdentifier | None) -> str:
        facts = variable.facts
        users = [ref(book.name, f"playbook_{book.name}") for book in self._playbooks if variable.name in book.variables]
        points = [] if "main" in variable.entry_points else [f"``{point}``" for point in variable.entry_points]
        said = {
            "Type": _type(facts),
            "Default": shown(facts["default"]) if facts.get("default") not in (None, "", [], {}) else "",
            "Needed": "yes" if facts.get("required") else "",
            "Option": f":ansopt:`voip.grandstream.webapi#connection:{variable.option}`" if variable.option else "",
            "Environment": ", ".join(f"``{name}``" for name in variable.environment),
            "Entry point": ", ".join(points),
            "Playbooks": ", ".join(users),
        }
        lines = [f":{name}: {value}" for name, value in said.items() if value]
        described = section(f"variable_{variable.name}", variable.name, "^") + self.markup(facts["description"], plugin)
        return described + "\n\n" + "\n".join(lines) + "\n\n"


def shown(value: Any) -> str:
    """Return a value as a variables file has it."""
    return f"``{value if isinstance(value, str) else json.dumps(value)}``"


def _type(facts: dict[str, Any]) -> str:
    if "choices" in facts:
        return ", ".join(shown(choice) for choice in facts["choices"])
    kind = KINDS[facts["type"]]
    return "" if facts["type"] == "raw" else kind


def _groups() -> Iterator[Group]:
    """Yield the groups of the page."""
    yield Group(
        "variables_of_phones",
        "The desired state of a phone",
        "What a phone should be. The lookup plugin P(voip.grandstream.layers#lookup) says how groups and hosts are merged.",
        variables.of_inventory(),
    )
    yield Group(
        "variables_of_connection",
        "The connection",
        "Who a phone is, and how it is reached. These are the variables of the connection P(voip.grandstream.webapi#connection).",
        variables.of_connection(),
        dom.PluginIdentifier(variables.COLLECTION + "webapi", "connection"),
    )
    yield Group(
        "variables_of_playbooks",
        "Playbooks",
        "What playbooks read by themselves. The variables of their roles come with them.",
        variables.of_playbooks(),
    )
    bundled = {name for needed in variables.of_bundles().values() for name in needed}
    yield Group(
        "variables_of_bundles",
        "Bundles",
        f"What the R(bundles of the collection,{LABEL}bundles) take. They count where C(gs_bundles) names the bundle.",
        [variable for variable in variables.of_role("baseline") if variable.name in bundled],
        dom.PluginIdentifier(variables.COLLECTION + "baseline", "role"),
    )
    for role in variables.roles():
        yield Group(
            f"variables_of_role_{role}",
            f"Role {role}",
            f"The options of the role P({variables.COLLECTION}{role}#role).",
            variables.of_role(role),
            dom.PluginIdentifier(variables.COLLECTION + role, "role"),
        )
