# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets are texts: what YAML has made a number, a boolean, a list or a dictionary is refused before anybody makes it a text."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._text import secret_text_problem

HOST_LINE = "On a host line of an INI inventory, write: ansible_password='\"1234\"'"


def secret_problem(name: str, value: Any) -> str:
    """Return why ``value`` cannot be a secret, in a sentence that begins with ``name``; an empty text where it can.

    The sentence does not show the value. None is no secret at all, and no problem here.
    """
    problem = None if value is None or isinstance(value, str) else secret_text_problem(value)
    return f"{name}: {problem}" if problem else ""


def secret_problems(spec: Mapping[str, Mapping[str, Any]], options: Any, path: str = "") -> list[str]:
    """Return what is wrong with the secrets (``no_log``) among a task's options, as they were before validation.

    ``spec``: the argument spec. ``path``: where the options stand, such as ``after_reset.``.
    """
    if not isinstance(options, Mapping):
        return []
    problems: list[str] = []
    for name, option in spec.items():
        value = options.get(name)
        if option.get("no_log") and option.get("type", "str") == "str":
            problems.append(secret_problem(path + name, value))
        elif option.get("no_log") and option.get("elements") == "str":
            items = value if isinstance(value, (list, tuple)) else [value]
            several = isinstance(value, (list, tuple))
            problems += [
                secret_problem(f"{path}{name}: number {index}" if several else path + name, item)
                for index, item in enumerate(items, 1)
            ]
        elif "options" in option:
            problems += secret_problems(option["options"], value, f"{path}{name}.")
    return [problem for problem in problems if problem]
