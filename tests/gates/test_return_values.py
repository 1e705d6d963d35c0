# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What several modules return stands once, in catalogue/return_values.py."""

from __future__ import annotations

import ast
import importlib.util
import json
import sys
from collections import defaultdict
from typing import Any

import pytest
import yaml

from support.tools import check
from support.venvs import ROOT

SCRIPT = ROOT / "catalogue" / "return_values.py"
MODULES = {file.stem: file for file in (ROOT / "plugins" / "modules").glob("gs_*.py")}


def _script() -> Any:
    specification = importlib.util.spec_from_file_location("return_values", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def _returned(module: str) -> dict[str, Any]:
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    (text,) = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "RETURN"
    ]
    return dict(yaml.safe_load(text))


def test_modules_have_the_shared_texts() -> None:
    check([sys.executable, SCRIPT, "--check"])


@pytest.mark.parametrize(("module", "text"), [("gs_call", "Empty on an idle line"), ("gs_group", "the former name")])
def test_other_text_is_noticed_and_written_over(module: str, text: str) -> None:
    source = MODULES[module].read_text(encoding="utf-8")
    changed = source.replace(text, "Something else")
    assert changed != source
    assert _script().written(module, changed) == source


def test_nothing_else_stands_twice() -> None:
    """A value with keys of its own that two modules return in the same words belongs into the script."""
    shared = {tuple(place.split(".")) for entry in _script().SHARED for place in entry.places}
    places: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for module in MODULES:
        for key, value in _returned(module).items():
            if "contains" in value and not {(module,), (module, key), (module, key, "contains")} & shared:
                places[json.dumps(value, sort_keys=True)].append((module, key))
    assert [found for found in places.values() if len(found) > 1] == []
