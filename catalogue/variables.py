# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All variables that users may set, from where the code says them, and the playbooks that read them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
PLAYBOOKS = ROOT / "playbooks"
ROLES = ROOT / "roles"
DATA = ROOT / "meta" / "playbooks.yml"
CONNECTION = ROOT / "plugins" / "connection" / "webapi.py"
COLLECTION = "voip.grandstream."


@dataclass(frozen=True)
class Variable:
    """One variable. ``facts``: as argument specs have them. ``environment``: the environment variables that do the same.
    ``entry_points``: those of its role that take it. ``option``: the option of the connection that it sets."""

    name: str
    facts: dict[str, Any]
    environment: tuple[str, ...] = ()
    entry_points: tuple[str, ...] = ()
    option: str = ""


@dataclass(frozen=True)
class Playbook:
    """One playbook. ``variables``: what it reads by itself. ``defaults``: of those, where they differ from the variable's own.
    ``roles``: those that it brings to phones."""

    name: str
    short_description: str
    description: list[str]
    variables: list[str]
    examples: str
    defaults: dict[str, Any] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)


def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return loaded


def playbooks() -> list[Playbook]:
    """Return the playbooks by name."""
    return [Playbook(name, **facts, roles=roles_of(name)) for name, facts in sorted(_data()["playbooks"].items())]


def roles_of(playbook: str) -> list[str]:
    """Return the roles that a playbook brings, and those of playbooks that it imports, without the collection's name."""
    plays = yaml.safe_load((PLAYBOOKS / f"{playbook}.yml").read_text(encoding="utf-8"))
    return list(dict.fromkeys(_roles(plays)))


def _roles(tasks: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the roles of plays or tasks."""
    for task in tasks:
        # A role whose tasks never run is only there for its defaults.
        if task.get("when") is False:
            continue
        for keyword in ("pre_tasks", "roles", "tasks", "post_tasks", "block", "rescue", "always"):
            yield from _roles(task.get(keyword, []))
        named = task.get("ansible.builtin.import_role") or task.get("ansible.builtin.include_role") or {"name": task.get("role")}
        if named["name"]:
            yield named["name"].removeprefix(COLLECTION)
        if imported := task.get("ansible.builtin.import_playbook"):
            yield from roles_of(imported.removesuffix(".yml"))


def of_inventory() -> list[Variable]:
    """Return the variables that no playbook reads by itself: they are the phone's."""
    read = {name for facts in _data()["playbooks"].values() for name in facts["variables"]}
    return [Variable(name, facts) for name, facts in _data()["variables"].items() if name not in read]


def of_playbooks() -> list[Variable]:
    """Return the variables that playbooks read by themselves."""
    inventory = {variable.name for variable in of_inventory()}
    return [Variable(name, facts) for name, facts in _data()["variables"].items() if name not in inventory]


def of_connection() -> list[Variable]:
    """Return the variables of the connection plugin."""
    tree = ast.parse(CONNECTION.read_text(encoding="utf-8"))
    values = [
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "DOCUMENTATION"
    ]
    options = yaml.safe_load(ast.literal_eval(values[0]))["options"]
    return [
        Variable(named["name"], facts, tuple(env["name"] for env in facts.get("env", ())), option=option)
        for option, facts in options.items()
        for named in facts["vars"]
        if named["name"] != "inventory_hostname"
    ]


def roles() -> list[str]:
    """Return the names of all roles."""
    return sorted(path.parent.parent.name for path in ROLES.glob("*/meta/argument_specs.yml"))


def of_role(role: str) -> list[Variable]:
    """Return the options of a role, those of its entry point ``main`` first."""
    specs = yaml.safe_load((ROLES / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
    points: dict[str, list[str]] = {}
    facts: dict[str, dict[str, Any]] = {}
    for point in sorted(specs, key=lambda name: name != "main"):
        for name, said in specs[point]["options"].items():
            points.setdefault(name, []).append(point)
            facts.setdefault(name, said)
    return [Variable(name, said, entry_points=tuple(points[name])) for name, said in facts.items()]


def of_bundles() -> dict[str, dict[str, bool]]:
    """Return the bundles of the collection without those of models, with their variables and whether each is needed."""
    found: dict[str, dict[str, bool]] = {}
    for file in sorted((ROLES / "baseline" / "defaults" / "main").glob("*.yml")):
        for name, bundle in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            if name.startswith("gs_bundle_"):
                needed = found.setdefault(re.sub(r"_(gxv\d+|wp\d+)$", "", name.removeprefix("gs_bundle_")), {})
                for variable, way in re.findall(r"\{\{ (gs_\w+) \| (\w+)", yaml.safe_dump(bundle, width=1000)):
                    needed[variable] = needed.get(variable, False) or way == "mandatory"
    return found


def results() -> dict[str, str]:
    """Return the variables that playbooks and roles register, each with what it holds."""
    found: dict[str, str] = _data()["results"]
    return found
