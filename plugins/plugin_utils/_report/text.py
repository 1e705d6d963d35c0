# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts of phones and inventories, as reports may show them: of plain types, visible, and of bounded length."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
import math
import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, visible

LONGEST = 500
"""Characters of one value that a report for people shows."""

REACH = "can cut the phone off"
"""What is said of a change that may make a phone unreachable."""

_MOST_DIGITS = 300
"""Of a number. Longer ones are no numbers to some who read a report, and Python itself refuses to write very long ones."""

_REPLACEMENT = 0xFFFD
_ENCODABLE = dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT)


def plain(value: t.Any) -> t.Any:
    """Return the value in types that JSON has and characters that UTF-8 has. ansible-core's kinds of text become plain text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value).translate(_ENCODABLE)
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, t.Mapping):
        return {plain(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return plain(str(value))


def _number(value: float) -> float | str:
    """Return a number, or text for one that JSON or its readers do not have."""
    if isinstance(value, int):
        return value if abs(value) < 10**_MOST_DIGITS else f"a number of more than {_MOST_DIGITS} digits"
    return value if math.isfinite(value) else str(value)


def cut(text: str, longest: int = LONGEST) -> str:
    """Return the text, or its beginning and how long it is."""
    return text if len(text) <= longest else f"{shortened(text, longest)} ({len(text):,} characters)"


def shown(value: t.Any) -> str:
    """Return one value for people."""
    if value is None:
        return "(none)"
    if value == "":
        return "(empty)"
    if isinstance(value, str):
        return cut(visible(value))
    if isinstance(value, dict):
        return cut(visible(", ".join(f"{key}: {_inner(item)}" for key, item in value.items())))
    return cut(visible(_inner(value)))


def sides(before: t.Any, after: t.Any) -> tuple[str, str]:
    """Return a change for people: the value before and after. Of two dictionaries only what differs."""
    if isinstance(before, dict) and isinstance(after, dict):
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        return _part(before, names), _part(after, names)
    return shown(before), shown(after)


def duration(seconds: float) -> str:
    """Return a duration for people."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def counted(number: int, one: str, more: str = "") -> str:
    """Return a number and its noun: ``1 phone``, ``2,000 phones``."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def _part(fields: dict[str, t.Any], names: list[str]) -> str:
    """Return the fields of these names, for people."""
    return shown({name: fields[name] for name in names if name in fields} or None)


def _inner(value: t.Any) -> str:
    """Return a value inside of another, for people."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
