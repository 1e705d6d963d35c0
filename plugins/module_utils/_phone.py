# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection: other code must not import it.

"""A phone: one method an endpoint, plain Python types out."""

from __future__ import annotations

from typing import Any, Collection, Iterable, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    InputError,
    PhoneError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._guide import (
    GET_ACCOUNTS,
    GET_PHONE_STATUS,
    IDENTITY_VALUES,
    VALUES_GET,
    VALUES_POST,
    Endpoint,
)
from ansible_collections.voip.grandstream.plugins.module_utils._http import Parameters
from ansible_collections.voip.grandstream.plugins.module_utils._session import Session


class Account(NamedTuple):
    """One row of "Get Account Status": the account's number from 1, and whether it is registered."""

    id: int
    registered: bool


class Phone:
    """The endpoints of one phone, on one session. Every method raises :class:`PhoneError`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.has_written = False
        """Whether a write was sent that the phone carried out, or may have."""

    def read_values(self, names: Sequence[str]) -> dict[str, str]:
        """Guide, "Return Values Request".

        ``names``: bare numbers (``30``) or names (``vendor_name``). Gives those that the phone knows, as text. Asks as often
        as ``max_url_length`` makes necessary, usually once.
        """
        values: dict[str, str] = {}
        for part in self._read_parts(names):
            values.update(self._read_part(part))
        return values

    def write_values(self, values: Mapping[str, str], unreadable: Collection[str] = ()) -> None:
        """Guide, "Post Values Request".

        ``values``: text by bare number. ``unreadable``: the numbers among them that read as empty whatever they hold. Writes
        as often as ``max_url_length`` makes necessary, usually once. A write whose answer is lost is settled by reading: what
        the phone does not hold is written again, once.
        """
        for part in self._write_parts(values):
            self._write_part(part, unreadable)

    def write_login_passwords(self, values: Mapping[str, str]) -> None:
        """Guide, "Post Values Request", for P2 and P196, which end the session.

        A lost answer is not settled: that would take a login, and with which password is just what is not known.
        """
        ambiguous = self._post(values)
        if ambiguous is not None:
            ambiguous.advice = (
                "Whether the phone took the new password is not known. Log in by hand with the new one first, then the old"
            )
            raise ambiguous

    def check_lengths(self, values: Mapping[str, str]) -> None:
        """Raise :class:`InputError` for the values of which one alone makes a longer URL than ``max_url_length``."""
        limit = self._session.settings.max_url_length
        lengths = {number: self._url_length(VALUES_POST, _post_parameters({number: values[number]})) for number in values}
        too_long = [f"P{number} ({length} bytes)" for number, length in lengths.items() if length > limit]
        if too_long:
            raise InputError(
                f"the URL to write {', '.join(too_long)} would be longer than max_url_length ({limit} bytes). Set "
                "request_method: post, or raise max_url_length if the firmware takes it"
            )

    def accounts(self) -> list[Account]:
        """Guide, "Get Account Status": the accounts that the phone lists."""
        rows = self._session.call(GET_ACCOUNTS)["body"]
        return [Account(int(row["id"]), row["reg"] in (True, 1, "1", "true")) for row in rows]

    def knows_session(self) -> bool:
        """Guide, "Get Phone Status": whether the phone still knows our session. It answers without a login, too."""
        try:
            body = self._session.call(GET_PHONE_STATUS)["body"]
        except ApiError:
            return False
        return str(body).strip().lower() != "unauthorized"

    def _read_part(self, names: Sequence[str]) -> dict[str, str]:
        values = self._request_values(names)
        if _could_be_without_session(names, values) and not self.knows_session():
            self._session.forget()
            values = self._request_values(names)
        return values

    def _request_values(self, names: Sequence[str]) -> dict[str, str]:
        body = self._session.call(VALUES_GET, _get_parameters(names))["body"]
        return {_bare(name): _text(value) for name, value in body.items()}

    def _write_part(self, values: Mapping[str, str], unreadable: Collection[str]) -> None:
        ambiguous = self._post(values)
        if ambiguous is None:
            return
        missing = self._not_held(values, unreadable, ambiguous)
        if not missing:
            return
        ambiguous = self._post(missing)
        if ambiguous is None:
            return
        missing = self._not_held(missing, unreadable, ambiguous)
        if missing:
            names = ", ".join("P" + number for number in missing)
            ambiguous.message += f". It was sent twice, and reading back does not show {names}"
            ambiguous.advice = "Run the task again, and reboot the phone if this stays"
            raise ambiguous

    def _post(self, values: Mapping[str, str]) -> AmbiguousWriteError | None:
        """Send one write. Gives the error where its answer is lost, for the caller to settle."""
        try:
            self._session.call(VALUES_POST, _post_parameters(values))
        except AmbiguousWriteError as error:
            self.has_written = True
            return error
        self.has_written = True
        return None

    def _not_held(self, values: Mapping[str, str], unreadable: Collection[str], ambiguous: AmbiguousWriteError) -> dict[str, str]:
        """What of an ambiguous write the phone does not hold. Raises ``ambiguous``, with advice, where it cannot be read."""
        readable = [number for number in values if number not in unreadable]
        if not readable:
            return dict(values)
        try:
            held = self.read_values(readable)
        except PhoneError as error:
            ambiguous.unreachable = error.unreachable
            ambiguous.advice = (
                f"Whether the phone carried it out is not known, because reading it back failed too ({error.message}). Run "
                "the task again when the phone answers: it looks first what the phone holds"
            )
            raise ambiguous from None
        missing = [number for number in readable if held.get(number) != values[number]]
        # A request is carried out as a whole: where its readable values are held, the secrets that went with them are too.
        return {number: values[number] for number in values if missing and (number in missing or number in unreadable)}

    def _read_parts(self, names: Iterable[str]) -> list[list[str]]:
        """The names in as few requests as ``max_url_length`` allows."""
        parts: list[list[str]] = []
        for name in names:
            if parts and self._fits(VALUES_GET, _get_parameters([*parts[-1], name])):
                parts[-1].append(name)
            else:
                parts.append([name])
        return parts

    def _write_parts(self, values: Mapping[str, str]) -> list[dict[str, str]]:
        """The values in as few requests as ``max_url_length`` allows, in their order."""
        parts: list[dict[str, str]] = []
        for number, value in values.items():
            if parts and self._fits(VALUES_POST, _post_parameters(dict(parts[-1], **{number: value}))):
                parts[-1][number] = value
            else:
                parts.append({number: value})
        return parts

    def _fits(self, endpoint: Endpoint, parameters: Parameters) -> bool:
        return self._url_length(endpoint, parameters) <= self._session.settings.max_url_length

    def _url_length(self, endpoint: Endpoint, parameters: Parameters) -> int:
        return self._session.url_length(endpoint, parameters)


def _get_parameters(names: Sequence[str]) -> Parameters:
    """Guide, "Return Values Request": bare numbers and names, with ``:`` between them."""
    return (("request", ":".join(names)),)


def _post_parameters(values: Mapping[str, str]) -> Parameters:
    """Guide, "Post Values Request": "name must start with P"."""
    return [("P" + number, value) for number, value in values.items()]


def _could_be_without_session(names: Iterable[str], values: Mapping[str, str]) -> bool:
    """Whether a reply looks like the limited one that a phone gives without a session.

    Such a reply is a success with everything left out or empty but the identity, so that a session which died unnoticed
    would make every value look unset. One value that only a session shows proves that there was one.
    """
    asked = [name for name in names if name not in IDENTITY_VALUES]
    return bool(asked) and not any(values.get(name) for name in asked)


def _bare(name: str) -> str:
    """``30`` for ``P30``: a phone may answer with either."""
    return name[1:] if name[:1] in ("P", "p") and name[1:].isdigit() else name


def _text(value: Any) -> str:
    """A value as text: phones send some numbers as JSON numbers."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value)
