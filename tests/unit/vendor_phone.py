# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A phone in memory that treats values as the vendor's own server was seen doing (VENDOR-SERVER, "Reading", "Writing values").

Each quirk can be switched by itself. It shares no code with the client: how a request is cut into names and values, and what is
stored, is worked out here once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from unit.dialogue import ACCEPTED, AVAILABLE, RESET, Memory, reply

ACCEPTED_WITH_VERSION = "Response=Success\r\nMessage=Authentication accepted\r\nNeedchange=1\r\nVer=1.0.7.35\r\nInSleep=0\r\n"
JUNK = "junk of another value, perhaps a password"
REFUSED_AS_OVERSIZED = '{"response":"error", "msg":"the value is oversized"}'
SECRETS = ("2", "196", "34", "406", "506", "51506")


class VendorPhone(Memory):
    """`holds`: text by bare number. `reads`: the names of each read. `writes`: the pairs of each write as they were sent."""

    def __init__(
        self,
        holds: Mapping[str, str],
        *,
        decodes: bool = False,
        escapes: bool = False,
        stores_empty: bool = False,
        tells_secrets: bool = True,
        tells_version: bool = False,
        longest: int = 99,
        registered: tuple[int, ...] = (1, 2),
    ) -> None:
        super().__init__({"2": "admin-s3cret", **holds})
        self.decodes, self.escapes, self.stores_empty = decodes, escapes, stores_empty
        self.tells_secrets, self.longest, self.registered = tells_secrets, longest, registered
        self.accepted = ACCEPTED_WITH_VERSION if tells_version else ACCEPTED
        self.reads: list[list[str]] = []
        self.writes: list[dict[str, str]] = []
        self.asked_for_accounts = 0

    def _answer(self, request: Any) -> Any:
        url, _mark, query = request.url.partition("?")
        self.urls.append(request.url)
        endpoint = url.rpartition("/")[2]
        if endpoint in ("loginrealm", "login"):
            return 200, {}, "-1189836008" if endpoint == "loginrealm" else self.accepted
        if endpoint == "api-get_phone_status":
            return 200, {}, AVAILABLE
        if endpoint == "api-get_accounts":
            self.asked_for_accounts += 1
            return 200, {}, reply([{"id": number, "reg": int(number in self.registered)} for number in (1, 2)])
        if endpoint == "api-values.get":
            return self._read(query.removeprefix("request=").split(":"))
        assert endpoint == "api-values.post"
        return self._write([tuple(pair.split("=")) for pair in query.split("&")])

    def _read(self, names: list[str]) -> Any:
        self.reads.append(names)
        if len(names) >= 100:
            return RESET
        told = {name: self._told(name) for name in names}
        if self.escapes:
            return 200, {}, reply(told)
        body = ", ".join(f'"{name}": "{value}"' for name, value in told.items())
        return 200, {}, f'{{"response": "success", "body": {{{body}}}}}'

    def _told(self, name: str) -> str:
        return "" if name in SECRETS and not self.tells_secrets else self.holds.get(name, "")

    def _write(self, pairs: list[Any]) -> Any:
        self.writes.append(dict(pairs))
        assert all(len(pair) == 2 for pair in pairs), "an = in a value"
        assert len(pairs) <= 298, "more are dropped silently"
        assert not any(character in value for _name, value in pairs for character in " #\x00\n"), "400"
        if any(len(value.encode()) > self.longest for _name, value in pairs):
            return 200, {}, REFUSED_AS_OVERSIZED
        for name, value in pairs:
            stored = unquote(value) if self.decodes else value
            self.holds[name.removeprefix("P")] = stored if stored or self.stores_empty else JUNK
            self.written.append(name.removeprefix("P"))
        return 200, {}, reply({"status": "right"})
