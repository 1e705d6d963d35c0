# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading and writing values: `api-values.get` and `api-values.post` (guide, "Return/Post Values Request")."""

from __future__ import annotations

import re

from ..factory import IDENTITY
from ..phone import Phone
from . import Call, Reply, UnauthorizedError, endpoint, success

# The guide: "name must start with P".
_WRITABLE_NAME = re.compile(r"P([0-9]+)")


@endpoint("api-values.get", needs_session=False)
def values_get(phone: Phone, call: Call) -> Reply:
    """The values asked for by bare number or name, joined by `:`. A stranger gets the identity values only."""
    if call.dead_session and phone.firmware.dead_session_values == "unauthorized":
        raise UnauthorizedError
    firmware, body = phone.firmware, {}
    for key in filter(None, call.parameter("request").split(":")):
        if call.session is None and key not in IDENTITY:
            value = "" if firmware.unauthenticated_values == "empty" else None
        else:
            value = phone.read(key)
            if value is None and firmware.unknown_values == "empty":
                value = ""
        if value is not None:
            body[key] = value
    return success(phone, body)


@endpoint("api-values.post", writes=True)
def values_post(phone: Phone, call: Call) -> Reply:
    """Take every `P…` parameter. The reply is the same whether the phone keeps a value or not."""
    role = call.session.role if call.session else ""
    for name, value in call.parameters:
        if match := _WRITABLE_NAME.fullmatch(name):
            phone.write(match[1], value, role)
    return success(phone, {"status": "right"})
