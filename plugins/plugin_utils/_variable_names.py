# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names of all variables that the collection takes or sets, as its own files say them.

`catalogue/settings_schema.py` reads this file without Ansible, so it imports nothing of it.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import ast
import functools
import typing as t
from pathlib import Path

import yaml

PREFIX = "gs_"
"""The beginning of all names."""

BUNDLE = "gs_bundle_"
"""The beginning of the names of bundles, of which users make their own."""

_ROOT = Path(__file__).parents[2]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@functools.cache
def known() -> frozenset[str]:
    """Return the names of the variables: options of roles and of the connection, those of playbooks, and their results."""
    found = {*_of_playbooks(), *_of_roles(), *_of_the_connection()}
    return frozenset(name for name in found if name.startswith(PREFIX))


def _of_playbooks() -> t.Iterator[str]:
    said = _yaml((_ROOT / "meta" / "playbooks.yml").read_text(encoding="utf-8"))
    yield from said["variables"]
    yield from said["results"]


def _of_roles() -> t.Iterator[str]:
    for file in _ROOT.glob("roles/*/meta/argument_specs.yml"):
        for entry in _yaml(file.read_text(encoding="utf-8"))["argument_specs"].values():
            yield from entry.get("options", ())
    # The bundles that the collection brings.
    for pattern in ("roles/*/defaults/main.yml", "roles/*/defaults/main/*.yml"):
        for file in _ROOT.glob(pattern):
            yield from _yaml(file.read_text(encoding="utf-8")) or ()


def _of_the_connection() -> t.Iterator[str]:
    tree = ast.parse((_ROOT / "plugins" / "connection" / "webapi.py").read_text(encoding="utf-8"))
    (said,) = (
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "DOCUMENTATION"
    )
    for option in _yaml(ast.literal_eval(said))["options"].values():
        for variable in option.get("vars", ()):
            yield variable["name"]


def _yaml(text: str) -> t.Any:
    return yaml.load(text, Loader=_LOADER)
