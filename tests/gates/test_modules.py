# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each module is complete: documentation, both doors, its place in the action group, and tests of both kinds."""

from __future__ import annotations

import ast
from typing import Any

import pytest
import yaml

from support.venvs import ROOT

MODULES = sorted(file.stem for file in (ROOT / "plugins" / "modules").glob("[!_]*.py"))


def _documentation(module: str) -> dict[str, Any]:
    """DOCUMENTATION, EXAMPLES and RETURN of a module, as YAML."""
    tree = ast.parse((ROOT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8"))
    return {
        node.targets[0].id: yaml.safe_load(ast.literal_eval(node.value))
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper()
    }


def test_there_are_modules() -> None:
    assert MODULES


@pytest.mark.parametrize("module", MODULES)
def test_documentation(module: str) -> None:
    documentation = _documentation(module)
    for section in ("DOCUMENTATION", "EXAMPLES", "RETURN"):
        assert documentation.get(section), f"{module} has no {section}"
    fragments = set(documentation["DOCUMENTATION"]["extends_documentation_fragment"])
    assert "voip.grandstream._attributes" in fragments
    assert ("voip.grandstream._attributes.actiongroup_phone" in fragments) == _contacts_a_phone(documentation)
    assert {"check_mode", "diff_mode", "idempotent"} <= set(documentation["DOCUMENTATION"]["attributes"])


@pytest.mark.parametrize("module", MODULES)
def test_in_process_door(module: str) -> None:
    assert (ROOT / "plugins" / "action" / f"{module}.py").exists()


def _contacts_a_phone(documentation: dict[str, Any]) -> bool:
    """Whether the module takes the connection options, which are what defaults for the action group mostly are."""
    return "voip.grandstream._connection" in documentation["DOCUMENTATION"]["extends_documentation_fragment"]


@pytest.mark.parametrize("module", MODULES)
def test_action_group(module: str) -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert (module in runtime["action_groups"]["phone"]) == _contacts_a_phone(_documentation(module))


def test_action_group_has_nothing_else() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert set(runtime["action_groups"]["phone"]) <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_tests(module: str) -> None:
    """The unit tests of a module that only the controller runs are those of its action plugin."""
    units = ROOT / "tests" / "unit" / "plugins"
    assert [place for place in ("modules", "action") if (units / place / f"test_{module}.py").exists()]
    assert (ROOT / "tests" / "integration" / f"test_{module}.py").exists()
