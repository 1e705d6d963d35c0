# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that a plugin documents, for tests that stand in for Ansible's plugin loader."""

from __future__ import annotations

import copy
import functools
import importlib
from typing import Any

import yaml

_COLLECTION = "voip.grandstream."
_DOC_FRAGMENTS = "ansible_collections.voip.grandstream.plugins.doc_fragments"


def options(documentation: str) -> dict[str, Any]:
    """Return the options of a plugin by its `DOCUMENTATION`: each option's own description by its name.

    Those of the collection's documentation fragments that it extends are there too, as for a user of `ansible-doc`; those of
    ansible-core's are not.
    """
    return copy.deepcopy(_parsed(documentation))


@functools.cache
def _parsed(documentation: str) -> dict[str, Any]:
    """To parse the YAML takes longer than most tests."""
    parsed = yaml.safe_load(documentation)
    named = parsed.get("extends_documentation_fragment", [])
    merged: dict[str, Any] = {}
    for name in [named] if isinstance(named, str) else named:
        if name.startswith(_COLLECTION):
            fragment = importlib.import_module(f"{_DOC_FRAGMENTS}.{name.removeprefix(_COLLECTION)}").ModuleDocFragment
            merged |= _parsed(fragment.DOCUMENTATION)
    return merged | parsed.get("options", {})
