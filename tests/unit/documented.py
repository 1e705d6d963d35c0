# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that a plugin documents, for tests that stand in for Ansible's plugin loader."""

from __future__ import annotations

import copy
import functools
from typing import Any

import yaml


def options(documentation: str) -> dict[str, Any]:
    """Return the options of a plugin by its `DOCUMENTATION`: each option's own description by its name."""
    return copy.deepcopy(_parsed(documentation))


@functools.cache
def _parsed(documentation: str) -> dict[str, Any]:
    """To parse the YAML takes longer than most tests."""
    parsed: dict[str, Any] = yaml.safe_load(documentation)["options"]
    return parsed
