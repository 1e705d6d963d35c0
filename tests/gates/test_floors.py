# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The floors of plugins/module_utils: each file imports lower floors only, and nothing imports a resource but the doors."""

from __future__ import annotations

import ast
import graphlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.venvs import ROOT

PLUGINS = ROOT / "plugins"
ENGINE = PLUGINS / "module_utils"
PREFIX = "ansible_collections.voip.grandstream.plugins."

#: From the ground up. What stands on one line may import each other, as long as there is no circle.
FLOORS = (
    (
        *("_csv_table", "_errors", "_libraries", "_mac", "_masking", "_outcome", "_interrupts", "_secrets_input", "_text"),
        *("_safe_xml", "_secret_forms", "_shapes"),
    ),
    ("_api",),
    ("_settings",),
    ("_phonebook",),
    ("_provisioning",),
    ("_publish",),
    ("_option_types",),
    ("_layers",),
    ("_task",),
    ("_resources",),
    ("_module",),
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
DOORS = ("action", "modules", "module_utils/_module.py")


def imported(file: Path) -> Iterator[str]:
    """The collection's modules that a file imports, as dotted names below `plugins`."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(PREFIX):
            name = node.module.removeprefix(PREFIX)
            for alias in node.names:
                inner = PLUGINS / name.replace(".", "/") / f"{alias.name}.py"
                package = PLUGINS / name.replace(".", "/") / alias.name / "__init__.py"
                yield f"{name}.{alias.name}" if inner.exists() or package.exists() else name
        elif isinstance(node, ast.Import):
            yield from (alias.name.removeprefix(PREFIX) for alias in node.names if alias.name.startswith(PREFIX))


def room(name: str) -> str:
    """The file or package of module_utils in which a module lives: `module_utils._api.session` is in `_api`."""
    return name.split(".")[1]


def dotted(file: Path) -> str:
    return re.sub(r"(\.__init__)?\.py$", "", str(file.relative_to(PLUGINS))).replace("/", ".")


FILES = [file for file in sorted(ENGINE.rglob("*.py")) if file != ENGINE / "__init__.py"]


@pytest.mark.parametrize("file", FILES, ids=dotted)
def test_imports_lead_downwards(file: Path) -> None:
    own = FLOOR_OF[room(dotted(file))]
    names = [name for name in imported(file) if name.startswith("module_utils.")]
    assert [name for name in names if FLOOR_OF[room(name)] > own] == []


def test_nothing_but_the_doors_imports_a_resource() -> None:
    for file in sorted(PLUGINS.rglob("*.py")):
        if not str(file.relative_to(PLUGINS)).startswith(DOORS):
            resources = [name for name in imported(file) if name.startswith("module_utils._resources")]
            assert resources == [], file


def test_there_is_no_circle() -> None:
    graph = {dotted(file): [name for name in imported(file) if name.startswith("module_utils.")] for file in FILES}
    tuple(graphlib.TopologicalSorter(graph).static_order())


def test_engine_knows_nothing_of_the_controllers_plugins() -> None:
    for file in FILES:
        assert [name for name in imported(file) if not name.startswith("module_utils.")] == [], file
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"^(from|import) ansible\.(?!module_utils\b)", text, re.MULTILINE), file
