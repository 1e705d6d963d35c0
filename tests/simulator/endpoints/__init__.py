# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoints under `/cgi-bin/`, by name.

A file of this folder registers what it implements with `@endpoint`; to add endpoints, add a file. A handler takes the
phone and the call, changes the phone, and gives the reply's content; how that travels is `service.py`'s business.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..phone import Phone, Session
from ..power import Restart


class CrashError(Exception):
    """The phone's web server crashes: the connection dies, and nothing answers for a while."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request as a handler sees it: its parameters from URL and body in order, and who asks.

    `parameters` are decoded, `sent` are the same as they travelled. `dead_session` tells an expired login (a session cookie that
    is no longer good) from a stranger's request.
    """

    parameters: list[tuple[str, str]]
    sent: list[tuple[str, str]]
    session: Session | None
    dead_session: bool

    def parameter(self, name: str, default: str = "") -> str:
        """Return the last value of a parameter; names are case-sensitive."""
        return dict(self.parameters).get(name, default)

    @property
    def role(self) -> str:
        """Return the role of who asks: `admin`, `user`, or nothing without a session."""
        return self.session.role if self.session else ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the phone answers: `content` as JSON data (None: an empty body), or `text` as it is.

    `content_type` None is the firmware's for JSON. With `restart` the phone then goes down, and with `fetch` it asks for
    its configuration file, whether the answer arrives or not.
    """

    content: Any = None
    status: int = 200
    text: str | None = None
    content_type: str | None = None
    set_cookies: tuple[str, ...] = ()
    location: str | None = None
    restart: Restart | None = None
    fetch: bool = False


class UnauthorizedError(Exception):
    """The call needs a session; the phone answers as its firmware does. `extra` goes into the JSON forms."""

    def __init__(self, **extra: str) -> None:
        super().__init__()
        self.extra = extra


Handler = Callable[[Phone, Call], Reply]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint: its handler, whether it changes the phone, whether only a live session may call it, and whether it lists
    what some firmware calls JavaScript (quirk `listing_content_type`)."""

    handle: Handler
    writes: bool
    needs_session: bool
    lists: bool


ENDPOINTS: dict[str, Endpoint] = {}
# More digits than any id has.
_LONGEST_ID = 16


def endpoint(name: str, *, writes: bool = False, needs_session: bool = True, lists: bool = False) -> Callable[[Handler], Handler]:
    """Register the decorated handler as the endpoint of that name; one with a slash in front is a path of its own."""

    def register(handler: Handler) -> Handler:
        ENDPOINTS[name] = Endpoint(handler, writes, needs_session, lists)
        return handler

    return register


def success_word(phone: Phone) -> str:
    """Return how the phone writes that all is well."""
    return "Success" if phone.firmware.response_case == "title" else "success"


def success(phone: Phone, body: Any, **more: str) -> Reply:
    """Return the guide's usual reply: `{"response": "success", "body": …}`."""
    return Reply({"response": success_word(phone), "body": body, **more})


def found(phone: Phone, rows: list[dict[str, Any]]) -> Reply:
    """Return the guide's reply to "Get Contact" and "Get Contact Group": `{"res": "success", "msg": […]}`."""
    return Reply({"res": success_word(phone), "msg": rows})


def error(phone: Phone, words: str, **more: str) -> Reply:
    """Return a refusal: `{"response": "error", "body": …}` (FIELD-NOTES, "Authentication"), or as the quirk `error_form` says."""
    word = "Error" if phone.firmware.response_case == "title" else "error"
    return Reply({"response": word, phone.firmware.error_form: words, **more})


def phonebook_error(phone: Phone, words: str, *, no_id: bool = False) -> Reply:
    """Return a refusal of the phonebook's; `no_id`: because the request has no id."""
    if phone.firmware.phonebook_errors == "as_others":
        return error(phone, words)
    return Reply(text=json.dumps({"res": "error", "msg": "id should not be null" if no_id else words}, separators=(", ", ":")))


def shown_id(phone: Phone, known_id: int) -> str | int:
    """Return the id of a contact or group as the firmware writes it in JSON."""
    return str(known_id) if phone.firmware.contact_ids == "string" else known_id


def shown_name(phone: Phone, name: str) -> str:
    """Return the name of a contact or group as the firmware shows it."""
    return name.upper() if phone.firmware.name_shown == "capitals" else name


def number(text: str) -> int:
    """Return an id that a client sent; -1, which is nobody's, for what is not a number."""
    return int(text) if len(text) < _LONGEST_ID and text.isascii() and text.isdigit() else -1


for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
