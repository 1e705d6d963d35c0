# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading and writing values: `api-values.get` and `api-values.post` (guide, "Return/Post Values Request")."""

from __future__ import annotations

import json
import re

from ..factory import IDENTITY
from ..firmware import Firmware
from ..phone import Phone
from . import Call, CrashError, Reply, UnauthorizedError, endpoint, error, success, success_word

# The guide: "name must start with P".
_WRITABLE_NAME = re.compile(r"P([0-9]+)")


@endpoint("api-values.get", needs_session=False)
def values_get(phone: Phone, call: Call) -> Reply:
    """Return the values asked for by bare number or name, joined by `:`. A stranger gets the identity values only."""
    firmware = phone.firmware
    if call.dead_session and firmware.dead_session_values == "unauthorized":
        raise UnauthorizedError
    if call.session is None and firmware.unauthenticated_values == "refuse":
        raise UnauthorizedError
    names = [name for name in call.parameter("request").split(":") if name]
    if firmware.crash_names and len(names) >= firmware.crash_names:
        raise CrashError
    values = [(name, _read(phone, call, name)) for name in names]
    rows = _overwritten([(name, value) for name, value in values if value is not None], firmware)
    if firmware.repeated_names == "once":
        rows = list(dict(rows).items())
    if firmware.values_escaped and len(dict(rows)) == len(rows):
        return success(phone, dict(rows))
    quoted = json.dumps if firmware.values_escaped else '"{}"'.format
    body = ", ".join(f"{quoted(name)}: {quoted(value)}" for name, value in rows)
    return Reply(text=f'{{"response": "{success_word(phone)}", "body": {{{body}}}}}')


def _read(phone: Phone, call: Call, name: str) -> str | None:
    """Return one value as this firmware tells it to who asks; None when it is left out."""
    if call.session is None and name not in IDENTITY:
        return "" if phone.firmware.unauthenticated_values == "empty" else None
    value = phone.read(name)
    return "" if value is None and phone.firmware.unknown_values == "empty" else value


def _overwritten(rows: list[tuple[str, str]], firmware: Firmware) -> list[tuple[str, str]]:
    """Return the rows after those that are too many have overwritten the values of as many from the first one on."""
    if not firmware.garbled_names or len(rows) <= firmware.garbled_names:
        return rows
    values = [value for _name, value in rows]
    values[: len(rows) - firmware.garbled_names] = values[firmware.garbled_names :]
    return [(name, value) for (name, _value), value in zip(rows, values, strict=True)]


@endpoint("api-values.post", writes=True)
def values_post(phone: Phone, call: Call) -> Reply:
    """Take every `P…` parameter. The reply is the same whether the phone keeps a value or not."""
    firmware = phone.firmware
    kept = slice(firmware.parameter_limit or None)
    if firmware.sent_limit and any(len(text.encode()) > firmware.sent_limit for pair in call.sent[kept] for text in pair):
        return Reply(text='{"response":"error","msg":"the value is oversized"}')
    pairs = (call.parameters if firmware.values_decoded else call.sent)[kept]
    matches = [(_WRITABLE_NAME.fullmatch(name), value) for name, value in pairs]
    if firmware.wrong_names == "refused" and not all(match for match, _value in matches):
        return error(phone, "wrong format")
    for match, value in matches:
        if match:
            phone.write(match[1], value, call.role)
    return success(phone, {"status": "right"})
