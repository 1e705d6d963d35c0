# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lines and calls as JSON, for the control interface."""

from __future__ import annotations

from typing import Any

from .calls import CALLING, IN_CALL, STATES, Calls, Line
from .errors import InputError

_TEXTS = ("number", "name", "account")


def lines_as_json(calls: Calls) -> dict[str, dict[str, Any]]:
    """Return the lines by number, as `checked_lines` takes them."""
    return {
        str(number): {
            "state": line.state,
            "number": line.number,
            "name": line.name,
            "account": line.account,
            "active": line.active,
        }
        for number, line in enumerate(calls.lines(), start=1)
    }


def checked_lines(document: object) -> dict[int, Line]:
    """Return the lines of a decoded JSON object by number. Raises `InputError` with a sentence."""
    if not isinstance(document, dict) or not all(key.isascii() and key.isdigit() for key in document):
        raise InputError("'lines' is an object by line number, such as '1'.")
    return {int(key): _checked_line(row) for key, row in document.items()}


def _checked_line(row: object) -> Line:
    """Return one line; `active` is what the state makes of it unless it is given."""
    if not isinstance(row, dict):
        raise InputError("A line is an object with 'state', 'number', 'name', 'account' and 'active'.")
    given = {"state": None, "active": None, **row}
    state, active = given.pop("state"), given.pop("active")
    if state not in STATES or isinstance(state, bool):
        raise InputError(f"The 'state' of a line is one of {', '.join(map(str, STATES))}; got {state!r}.")
    if active is None:
        active = state in (CALLING, IN_CALL)
    if not isinstance(active, bool):
        raise InputError(f"The 'active' of a line is true or false; got {active!r}.")
    texts = {**dict.fromkeys(_TEXTS, ""), **_checked_texts(given)}
    return Line(state, texts["number"], texts["name"], texts["account"], active)


def checked_caller(document: object) -> dict[str, str]:
    """Who rings: `number`, `name`, and the `account` that is called, 1 unless given. Raises `InputError` with a sentence."""
    if not isinstance(document, dict) or "number" not in document:
        raise InputError("'ring' is an object with 'number', and perhaps 'name' and 'account'.")
    return _checked_texts({"name": "", "account": "1", **document})


def _checked_texts(given: dict[Any, Any]) -> dict[str, str]:
    """Return the texts of a call, by their names. Raises `InputError` with a sentence."""
    for key, value in given.items():
        if key not in _TEXTS:
            raise InputError(f"Unknown field {key!r} of a call; known: {', '.join(_TEXTS)}.")
        if not isinstance(value, str):
            raise InputError(f"The {key!r} of a call is a string in JSON; got {value!r}.")
    return given
