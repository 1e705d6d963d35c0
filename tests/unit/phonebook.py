# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Phonebooks for the tests: the requests of a scripted phone, and a phone in memory that keeps a book.

Written after the vendor's guide and the notes from the field, not after the code: how a phone joins names, gives ids and
forgets what an edit leaves out is worked out here once more.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Contact, Group
from ansible_collections.voip.grandstream.plugins.module_utils._api.session import Session
from unit.dialogue import RESET, Answer, FakeClock, Memory, Pairs, Step, _decoded, _http, reply

FIELDS = ("work", "home", "mobile", "fax", "email")
WIRE = {"newphone1": "work", "newphone2": "home", "newphone3": "mobile", "newphone4": "fax", "email": "email"}
FIXED = (Group(0, "default"), Group(100, "blacklist"))
DONE = reply("")


def contact(number: int, name: str, group_id: int = 0, **fields: str) -> Contact:
    """A contact as it stands in a phone."""
    return Contact(number, name, group_id, *(fields.get(field, "") for field in FIELDS))


def listing(rows: Any, res: str = "success") -> str:
    """The guide's form of the phonebook's `get` replies."""
    return json.dumps({"res": res, "msg": rows})


def group_rows(groups: Iterable[Group]) -> list[dict[str, Any]]:
    return [{"groupID": str(group.id), "groupName": group.name} for group in groups]


def contact_rows(contacts: Iterable[Contact]) -> list[dict[str, Any]]:
    return [
        {"contactID": str(held.id), "contactName": held.name, "groupID": str(held.group_id)}
        | {field: getattr(held, field) for field in FIELDS}
        for held in contacts
    ]


def get_groups(*groups: Group, answer: Answer | None = None) -> Step:
    """The phone lists these groups, and those that every phone has."""
    return Step("GET", "api-get_groups", (), listing(group_rows([*FIXED, *groups])) if answer is None else answer)


def get_contacts(*contacts: Contact, answer: Answer | None = None) -> Step:
    return Step("GET", "api-get_contacts", (), listing(contact_rows(contacts)) if answer is None else answer)


def save(
    number: int | None, first: str, last: str = "", group: int = 0, answer: Answer = DONE, method: str = "GET", **fields: str
) -> Step:
    """A whole record on its way to the phone; without an id it is a new one. Some firmware loses what is first."""
    pairs = [("firstname", first), ("lastname", last), ("group", str(group))]
    pairs += [(wire, fields.get(field, "")) for wire, field in WIRE.items()]
    pairs += [] if number is None else [("id", str(number))]
    return Step(method, "api-save_edit_contact", tuple(pairs), answer)


def delete(number: int, answer: Answer = DONE) -> Step:
    return Step("GET", "api-delete_contact", (("id", str(number)),), answer)


def delete_all(answer: Answer = DONE) -> Step:
    return Step("GET", "api-delete_all_contact", (), answer)


def add_group(name: str, answer: Answer = DONE) -> Step:
    return Step("GET", "api-add_group", (("name", name),), answer)


def edit_group(number: int, name: str, answer: Answer = DONE) -> Step:
    """A blank name deletes the group."""
    return Step("GET", "api-edit_delete_group", (("id", str(number)), ("name", name)), answer)


class BookModel:
    """What a phone does with its book. A group that goes takes its members along, as some firmware does."""

    def __init__(self, groups: Iterable[Group], contacts: Iterable[Contact], may_repeat: bool = False) -> None:
        self.may_repeat = may_repeat
        self.groups = {group.id: group.name for group in groups}
        self.contacts = {held.id: held for held in contacts}

    @property
    def rows(self) -> list[Contact]:
        return list(self.contacts.values())

    @property
    def group_list(self) -> list[Group]:
        return [Group(*item) for item in self.groups.items()]

    def save(self, number: int | None, first: str, last: str, group_id: int, fields: Mapping[str, str]) -> None:
        assert group_id in {0, 100, *self.groups}, f"saved into the group {group_id}, which is not there"
        assert number is None or number in self.contacts, f"edited the contact {number}, which is not there"
        number = _free(self.contacts) if number is None else number
        name = first + " " + last if first and last else first or last
        self.contacts[number] = contact(number, name, group_id, **fields)

    def delete(self, number: int) -> None:
        assert number in self.contacts, f"deleted the contact {number}, which is not there"
        del self.contacts[number]

    def delete_all(self) -> None:
        self.contacts.clear()

    def add_group(self, name: str) -> None:
        assert name.strip(), "added a group without a name"
        assert self.may_repeat or name not in self.groups.values(), f"added the group {name} twice"
        self.groups[_free({0, 100, *self.groups})] = name

    def rename_group(self, number: int, name: str) -> None:
        assert number in self.groups, f"renamed the group {number}, which is not there"
        assert number not in (0, 100), "renamed a group that every phone has"
        self.groups[number] = name

    def delete_group(self, number: int) -> None:
        assert number in self.groups, f"deleted the group {number}, which is not there"
        assert number not in (0, 100), "deleted a group that every phone has"
        members = [held.name for held in self.rows if held.group_id == number]
        assert not members, f"deleted the group {number} with its members {members}"
        del self.groups[number]


def _free(taken: Collection[int]) -> int:
    return next(number for number in range(len(taken) + 1) if number not in taken)


#: The ways in which a write may go wrong. Whether it is carried out: at once, never, or `LATE` seconds after it was sent.
CARRIED_OUT = {"unanswered": 0.0, "201": 0.0, "302": 0.0, "400": 0.0, "404": 0.0, "refused": 0.0, "late": 3.0, "too late": 25.0}
NEVER = ("lost", "full")


class BookPhone(Memory):
    """A phone with a book, behind HTTP. `faults`: what happens to the writes, by their number from 0.

    "lost": the write never reaches the phone; "full": it is refused; the others are of `CARRIED_OUT`. Further writes are well,
    and so are reads unless `broken_reads` says what comes instead once a write was lost. `name_length`, `decodings` and
    `capitals`: how the firmware keeps and shows names. `clock`: its time, which only moves for those who sleep.
    """

    def __init__(
        self,
        groups: Iterable[Group] = (),
        contacts: Iterable[Contact] = (),
        faults: Mapping[int, str] | None = None,
        broken_reads: Answer | None = None,
        name_length: int = 0,
        decodings: int = 1,
        capitals: bool = False,
    ) -> None:
        super().__init__({})
        self.book = BookModel([*FIXED, *groups], contacts, may_repeat=name_length > 0 or decodings > 1 or capitals)
        self.writes: list[tuple[str, Pairs]] = []
        self.clock = FakeClock()
        self.name_length, self.decodings, self.capitals = name_length, decodings, capitals
        self.faults = faults or {}
        self._broken_reads = broken_reads
        self._late: list[tuple[float, str, Pairs]] = []

    @contextmanager
    def session(self, logins: Logins | None = None, **changes: Any) -> Iterator[Session]:
        """As of the base class, on the phone's own clock."""
        with super().session(logins, **changes) as session:
            session.sleep, session.clock = self.clock.sleep, self.clock
            yield session

    @property
    def has_done_or_lost(self) -> bool:
        """Whether anything was carried out, or may have been for all that the client knows."""
        return any(self.faults.get(number) != "full" for number in range(len(self.writes)))

    def settle(self) -> None:
        """Carry out whatever is late."""
        self.clock.now += 1000
        self._carry_out_late()

    def _carry_out_late(self) -> None:
        due = [one for one in self._late if one[0] <= self.clock.now]
        self._late = [one for one in self._late if one[0] > self.clock.now]
        for _moment, endpoint, pairs in due:
            number = dict(pairs).get("id")
            # What was sent again meanwhile may be gone already.
            there = self.book.groups if endpoint == "api-edit_delete_group" else self.book.contacts
            if number is None or int(number) in there:
                self._carry_out(endpoint, pairs)

    def _answer(self, request: Any) -> Any:
        dummy, url, pairs = _decoded(request)
        endpoint = url.rpartition("/")[2]
        if endpoint in ("loginrealm", "login"):
            return super()._answer(request)
        self.urls.append(request.url)
        self._carry_out_late()
        if endpoint.startswith("api-get_"):
            return self._read(endpoint)
        fault = self.faults.get(len(self.writes))
        self.writes.append((endpoint, pairs))
        if CARRIED_OUT.get(fault or "unanswered") == 0:
            self._carry_out(endpoint, pairs)
        elif fault not in NEVER:
            self._late.append((self.clock.now + CARRIED_OUT[fault or ""], endpoint, pairs))
        if fault in ("refused", "full"):
            return 200, {}, reply("phonebook is full", "error")
        return RESET if fault and not fault.isdigit() else (int(fault or 200), {}, DONE)

    def _read(self, endpoint: str) -> Any:
        broken = self._broken_reads if any(number < len(self.writes) for number in self.faults) else None
        if broken is not None:
            return _http(Step("GET", endpoint, (), broken))
        if endpoint == "api-get_groups":
            return 200, {}, listing(group_rows([Group(one.id, self._shown(one.name)) for one in self.book.group_list]))
        return 200, {}, listing(contact_rows([one._replace(name=self._shown(one.name)) for one in self.book.rows]))

    def _shown(self, name: str) -> str:
        return name.upper() if self.capitals else name

    def _kept(self, name: str) -> str:
        return name[: self.name_length] if self.name_length else name

    def _carry_out(self, endpoint: str, pairs: Pairs) -> None:
        sent = dict(pairs)
        assert len(sent) == len(pairs), f"a parameter twice: {pairs}"
        number = int(sent["id"]) if "id" in sent else None
        if endpoint == "api-save_edit_contact":
            for _more in range(self.decodings - 1):
                sent = {key: unquote(text) for key, text in sent.items()}
            fields = {field: sent.get(wire, "") for wire, field in WIRE.items()}
            first, last = (self._kept(sent[name]) for name in ("firstname", "lastname"))
            self.book.save(number, first, last, int(sent.get("group", "0")), fields)
        elif endpoint == "api-delete_all_contact":
            self.book.delete_all()
        elif endpoint == "api-add_group":
            self.book.add_group(self._kept(sent["name"]))
        elif endpoint == "api-delete_contact":
            self.book.delete(int(sent["id"]))
        else:
            assert endpoint == "api-edit_delete_group"
            self._edit_group(int(sent["id"]), self._kept(sent["name"]))

    def _edit_group(self, number: int, name: str) -> None:
        if name.strip():
            self.book.rename_group(number, name)
        else:
            self.book.delete_group(number)
