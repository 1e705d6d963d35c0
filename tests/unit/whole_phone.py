# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole phone for `gs_config`: its options, runs of it on a scripted phone, and a phone in memory for laws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact, Group
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._resources import config, info
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.dialogue import Memory, Scripted, Step, _decoded, reply, scripted
from unit.phonebook import BookPhone

#: Read as empty whatever they hold: SIP passwords by account, and the phone's own.
SIP_PASSWORDS = {"34": 1, "406": 2, "506": 3, "51506": 16}
LOGIN_PASSWORDS = ("2", "196")

#: What keeps accounts 1 and 2 from registering when it is 0: account_active and sip_registration.
SWITCHES = {1: ("271", "31"), 2: ("401", "410")}


def config_options(**given: Any) -> dict[str, Any]:
    """The options of `gs_config` as ansible-core validates them, without the connection's."""
    return {name: spec.get("default") for name, spec in config.ARGUMENT_SPEC.items()} | given


def asked(**given: Any) -> config.DesiredPhone:
    """What a task with these options asks for."""
    return config.prepare(config_options(**given), Secrets())


def apply(script: Scripted, check_mode: bool = False, **given: Any) -> Outcome:
    """Run the task on a scripted phone."""
    return carry_out(config.RESOURCE, script.phone, asked(**given), check_mode)


def outcome_of(*steps: Step | list[Step], check_mode: bool = False, **given: Any) -> Outcome:
    """Run the task on a phone that follows the script."""
    with scripted(*steps) as script:
        return apply(script, check_mode, **given)


class WholePhone(BookPhone):
    """A phone in memory with values, accounts and a book. `holds`: text by bare number, secrets among them."""

    def __init__(
        self,
        holds: Mapping[str, str],
        registered: Iterable[int] = (1, 2),
        of: int = 2,
        groups: Iterable[Group] = (),
        contacts: Iterable[Contact] = (),
    ) -> None:
        super().__init__(groups, contacts)
        self.holds = dict(holds)
        self.registered = set(registered)
        self._accounts = range(1, of + 1)

    @contextmanager
    def connected(self, **changes: Any) -> Iterator[Phone]:
        with self.session(**changes) as session:
            yield Phone(session)

    def snapshot(self, model: str | None, hide_defaults: bool = False) -> dict[str, Any]:
        """What `gs_info` reads."""
        params = {"gather_subset": ["config"], "pvalues": [], "hide_defaults": hide_defaults, "model": model}
        with self.connected() as phone:
            found = carry_out(info.RESOURCE, phone, info.prepare(params, Secrets()), False).found
        held: dict[str, Any] = found["config"]
        return held

    def bring(self, **given: Any) -> list[dict[str, Any]]:
        """Run `gs_config` and give its changes."""
        with self.connected(request_method="post") as phone:
            return carry_out(config.RESOURCE, phone, asked(**given), False).changes or []

    def _answer(self, request: Any) -> Any:
        dummy, url, pairs = _decoded(request)
        endpoint = url.rpartition("/")[2]
        if endpoint == "api-get_accounts":
            self.urls.append(request.url)
            rows = [{"id": number, "reg": int(number in self.registered)} for number in self._accounts]
            return 200, {}, reply(rows)
        if endpoint == "api-values.get":
            self.urls.append(request.url)
            names = pairs[0][1].split(":")
            return 200, {}, reply({name: self._readable(name) for name in names if name in self.holds})
        if endpoint in ("api-values.post", "api-get_phone_status"):
            return Memory._answer(self, request)
        return super()._answer(request)

    def _readable(self, name: str) -> str:
        return "" if name in catalogue.write_only_numbers() else self.holds[name]
