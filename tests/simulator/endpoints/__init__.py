# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoints under `/cgi-bin/`, by name.

A file of this folder registers what it implements with `@endpoint`; to add endpoints, add a file. A handler takes the
phone and the call, changes the phone, and gives the reply's content; how that travels is `service.py`'s business.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..phone import Phone, Session
from ..power import Restart


@dataclass(frozen=True, slots=True)
class Call:
    """A request as a handler sees it: its parameters from URL and body in order, and who asks.

    `dead_session` tells an expired login (a session cookie that is no longer good) from a stranger's request.
    """

    parameters: list[tuple[str, str]]
    session: Session | None
    dead_session: bool

    def parameter(self, name: str, default: str = "") -> str:
        """The last value of a parameter; names are case-sensitive."""
        return dict(self.parameters).get(name, default)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the phone answers: `content` is JSON data, or text of the type `content_type`; None is an empty body.

    With `restart` the phone then goes down, whether the answer arrives or not.
    """

    content: Any = None
    status: int = 200
    content_type: str | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    restart: Restart | None = None


class UnauthorizedError(Exception):
    """The call needs a session; the phone answers as its firmware does. `extra` goes into the JSON forms."""

    def __init__(self, **extra: str) -> None:
        super().__init__()
        self.extra = extra


Handler = Callable[[Phone, Call], Reply]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint: its handler, whether it changes the phone, and whether only a live session may call it."""

    handle: Handler
    writes: bool
    needs_session: bool


ENDPOINTS: dict[str, Endpoint] = {}
# More digits than any id has.
_LONGEST_ID = 16


def endpoint(name: str, *, writes: bool = False, needs_session: bool = True) -> Callable[[Handler], Handler]:
    """Register the decorated handler as the endpoint of that name."""

    def register(handler: Handler) -> Handler:
        ENDPOINTS[name] = Endpoint(handler, writes, needs_session)
        return handler

    return register


def success(phone: Phone, body: Any, **more: str) -> Reply:
    """The guide's usual reply: `{"response": "success", "body": …}`."""
    word = "Success" if phone.firmware.response_case == "title" else "success"
    return Reply({"response": word, "body": body, **more})


def found(phone: Phone, rows: list[dict[str, Any]]) -> Reply:
    """The guide's reply to "Get Contact" and "Get Contact Group": `{"res": "success", "msg": […]}`."""
    return Reply({"res": "Success" if phone.firmware.response_case == "title" else "success", "msg": rows})


def error(phone: Phone, body: str, **more: str) -> Reply:
    """A refusal: `{"response": "error", "body": …}` (FIELD-NOTES, "Authentication")."""
    word = "Error" if phone.firmware.response_case == "title" else "error"
    return Reply({"response": word, "body": body, **more})


def number(text: str) -> int:
    """An id that a client sent; -1, which is nobody's, for what is not a number."""
    return int(text) if len(text) < _LONGEST_ID and text.isascii() and text.isdigit() else -1


for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
