# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control interface: HTTP and JSON, for tests and operators, on a loopback socket of its own."""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from .calls_json import lines_as_json
from .changes import parse_change
from .endpoints import ENDPOINTS
from .errors import InputError
from .faults import Fault
from .fleet import Fleet
from .phone import Phone
from .phonebook_json import contacts_as_json, groups_as_json

# Stands for every phone where an address is expected.
_ALL = "all"


class Control:
    """The routes of the control interface over one fleet."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    def application(self) -> web.Application:
        """Return the application to be served."""
        application = web.Application(middlewares=[_errors_as_json], client_max_size=64 * 1024 * 1024)
        application.add_routes(
            [
                web.get("/phones", self._list),
                web.get("/phones/{address}", self._show),
                web.patch("/phones/{address}", self._change),
                web.get("/phones/{address}/requests", self._requests),
                web.delete("/phones/{address}/requests", self._clear_requests),
                web.post("/phones/{address}/faults", self._arm),
                web.delete("/phones/{address}/faults", self._disarm),
                web.get("/requests", self._summary),
            ]
        )
        return application

    def _named(self, request: web.Request) -> list[Phone]:
        """Return the phones that the path names. Raises 404 with a sentence."""
        address = request.match_info["address"]
        if address == _ALL:
            return list(self._fleet.phones.values())
        if address not in self._fleet.phones:
            raise web.HTTPNotFound(text=f"There is no phone {address!r}.")
        return [self._fleet.phones[address]]

    async def _list(self, _request: web.Request) -> web.Response:
        """`GET /phones`: a short line for each."""
        return _json([self._short(phone) for phone in self._fleet.phones.values()])

    async def _show(self, request: web.Request) -> web.Response:
        """`GET /phones/ADDRESS`: everything about one phone."""
        address = request.match_info["address"]
        if address == _ALL:
            raise InputError("The whole state is told of one phone at a time; GET /phones lists all.")
        return _json(self._whole(self._named(request)[0]))

    async def _change(self, request: web.Request) -> web.Response:
        """`PATCH /phones/ADDRESS`: change the state of one phone or all; nothing is changed when a field is wrong."""
        phones = self._named(request)
        change = parse_change(await _document(request), phones)
        for phone in phones:
            for apply in change:
                apply(self._fleet, phone)
        return _json([self._short(phone) for phone in phones])

    async def _requests(self, request: web.Request) -> web.Response:
        """`GET /phones/ADDRESS/requests`: what a phone saw, in order; for `all` by address."""
        logs = {phone.address: [record.as_dict() for record in phone.log.records] for phone in self._named(request)}
        address = request.match_info["address"]
        return _json(logs if address == _ALL else logs[address])

    async def _clear_requests(self, request: web.Request) -> web.Response:
        """`DELETE /phones/ADDRESS/requests`: forget what was seen."""
        for phone in self._named(request):
            phone.log.clear()
        return _json({})

    async def _arm(self, request: web.Request) -> web.Response:
        """`POST /phones/ADDRESS/faults`: arm a fault."""
        fault = Fault.from_fields(await _document(request), ENDPOINTS)
        for phone in self._named(request):
            self._fleet.arm(phone, fault)
        return _json({})

    async def _disarm(self, request: web.Request) -> web.Response:
        """`DELETE /phones/ADDRESS/faults`: remove all faults."""
        for phone in self._named(request):
            self._fleet.disarm(phone)
        return _json({})

    async def _summary(self, _request: web.Request) -> web.Response:
        """`GET /requests`: how many requests each phone that was asked anything saw, by endpoint."""
        logs = {phone.address: phone.log for phone in self._fleet.phones.values() if phone.log.counts}
        return _json(
            {
                "phones": {address: dict(log.counts) for address, log in logs.items()},
                "total": sum(log.counts.total() for log in logs.values()),
                "writes": sum(log.writes for log in logs.values()),
            }
        )

    def _short(self, phone: Phone) -> dict[str, Any]:
        """Return a phone in a few words."""
        return {
            "address": phone.address,
            "url": self._fleet.base_url(phone.address),
            "model": phone.model.name,
            "mac": phone.mac,
            "firmware": phone.values["68"],
            "off": self._fleet.is_off(phone),
            "reachable": self._fleet.is_reachable(phone),
            "booting": phone.power.booting and not self._fleet.is_off(phone),
            "requests": phone.log.counts.total(),
        }

    def _whole(self, phone: Phone) -> dict[str, Any]:
        """Everything about a phone, write-only values included."""
        return {
            **self._short(phone),
            "values": dict(phone.values),
            "stored": phone.stored,
            "not_in_force": phone.not_in_force(),
            "strikes": phone.strikes,
            "locked_for": math.ceil(phone.locked_for()),
            "sessions": phone.count_sessions(),
            "accounts": [
                {
                    "id": account.id,
                    "sip_server": phone.values[account.server],
                    "sip_id": phone.values[account.user_id],
                    "name": phone.values[account.name],
                    "reg": int(phone.is_registered(account)),
                }
                for account in phone.model.accounts
            ],
            "pbx": {account.id: phone.registrations.pbx_password(account) for account in phone.model.accounts},
            "contacts": contacts_as_json(phone.book),
            "groups": groups_as_json(phone.book),
            "uptime": phone.power.uptime(),
            "clock": phone.clock.now().isoformat(timespec="seconds"),
            "going_down": phone.power.order and phone.power.order.value,
            "provisioning": phone.provisioning,
            "zero_touch": phone.zero_touch and phone.zero_touch.as_dict(),
            "fetching": self._fleet.is_fetching(phone),
            "fetches": phone.fetches,
            "upgrades": phone.upgrades,
            "lines": lines_as_json(phone.calls),
            "far_end": phone.calls.far_end,
            "state": phone.calls.status(),
            "quirks": phone.firmware.as_dict(),
            "faults": [fault.as_dict() for fault in phone.faults],
        }


async def _document(request: web.Request) -> dict[str, Any]:
    """Return the JSON object in a request's body. Raises `InputError` with a sentence."""
    try:
        document = json.loads(await request.text())
    except ValueError as problem:
        raise InputError(f"The body is not JSON: {problem}.") from problem
    if not isinstance(document, dict):
        raise InputError("The body is a JSON object.")
    return document


def _json(content: Any, status: int = 200) -> web.Response:
    """Return a JSON response."""
    return web.json_response(content, status=status)


@web.middleware
async def _errors_as_json(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer every refusal with `{"error": sentence}`."""
    try:
        return await handler(request)
    except InputError as problem:
        return _json({"error": str(problem)}, 400)
    except web.HTTPException as refusal:
        return _json({"error": refusal.text or refusal.reason}, refusal.status)
