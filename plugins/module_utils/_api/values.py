# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A phone's values: reading and writing them, whatever the firmware does to them on the way."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Collection, Iterable, Iterator, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api import batches, records, values_reply
from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import (
    GET_PHONE_STATUS,
    IDENTITY_VALUES,
    VALUES_GET,
    VALUES_POST,
    Endpoint,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.http import HttpAnswer
from ansible_collections.voip.grandstream.plugins.module_utils._api.neighbours import Neighbours
from ansible_collections.voip.grandstream.plugins.module_utils._api.quoting import (
    LONGEST_ENCODED,
    Parameters,
    Raw,
    as_sent,
    needs_quoting,
    quoted,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.session import Session, understood
from ansible_collections.voip.grandstream.plugins.module_utils._api.traits import FirmwareTraits
from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import HeldValues, Reading, holds
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    AmbiguousWriteError,
    ApiError,
    InputError,
    OversizedError,
    PhoneError,
    RefusedError,
)

MOST_HALVINGS = 40
"""Requests in which a broken answer is halved; what is not told apart by then is named as a whole."""


class PhoneValues:
    """The values of one phone, on one session. Every method raises :class:`PhoneError`.

    ``traits``: what its firmware was seen doing. Without it, nothing is known yet, and nothing remembered.
    """

    def __init__(self, session: Session, traits: FirmwareTraits | None = None) -> None:
        self._session = session
        self._broken: set[str] = set()
        self.traits = traits or FirmwareTraits()
        self.has_written = False
        """Whether a write was sent that the phone carried out, or may have."""
        self.neighbours: Neighbours | None = None
        """The other phones of the inventory, where it is wanted to check that this is none of them."""

    def read_values(self, names: Sequence[str]) -> HeldValues:
        """Return what the phone holds under these names (guide, "Return Values Request").

        ``names``: bare numbers (``30``) or names (``vendor_name``). Return those that the phone knows, as text, and names those
        whose value cannot be told. Asks as often as ``max_url_length`` and :data:`batches.MOST_READ` make necessary, usually
        once; each value that was broken before is asked for by itself.
        """
        held = HeldValues()
        room = self._session.room(VALUES_GET) - batches.READ_FIXED
        alone = [name for name in names if name in self._broken]
        together = [name for name in names if name not in self._broken]
        for part in batches.parts(batches.read_sizes(together), room, batches.MOST_READ):
            held.add(self._read_part(part))
        for name in alone:
            held.add(self._read_halving([name]))
        return held.in_order(names)

    def write_values(self, values: Mapping[str, str], unreadable: Collection[str] = ()) -> None:
        """Write values (guide, "Post Values Request").

        ``values``: text by bare number. ``unreadable``: the numbers among them that read as empty whatever they hold. Writes
        as often as ``max_url_length`` and :data:`batches.MOST_WRITTEN` make necessary, usually once. A write whose answer is
        lost is settled by reading: what the phone does not hold is written again, once. Where its answer is an error, reading
        tells whether it was carried out all the same. Raise :class:`OversizedError` where the phone refuses long values: then
        nothing of this request was written, nor of any after it.
        """
        texts = self._texts(values)
        for part in batches.parts(batches.write_sizes(texts), self._session.room(VALUES_POST), batches.MOST_WRITTEN):
            self._write_part({number: texts[number] for number in part}, unreadable)

    def write_login_passwords(self, values: Mapping[str, str]) -> None:
        """Write P2 and P196, the passwords of logins (guide, "Post Values Request"). That ends the session.

        A lost answer is not settled: that would take a login, and with which password is just what is not known.
        """
        try:
            self._write(VALUES_POST, batches.post_parameters(self._texts(values)))
        except AmbiguousWriteError as error:
            error.advise(
                "Whether the phone took the new password is not known. Log in by hand with the new one first, then the old"
            )
            raise

    def check_lengths(self, values: Mapping[str, str]) -> None:
        """Raise :class:`InputError` for the values of which one alone makes a longer URL than ``max_url_length``."""
        room = self._session.room(VALUES_POST) + 1  # no `&` before the first
        # Nearly all are so short that they fit, however they are encoded: `&P`, the number, `=` and the value.
        long = {key: value for key, value in values.items() if LONGEST_ENCODED * (len(key) + len(value) + 3) > room}
        sizes = batches.write_sizes(self._texts(long))
        too_long = [f"P{number} ({size} bytes)" for number, size in sizes.items() if size > room]
        if too_long:
            raise InputError(
                f"the URL to write {', '.join(too_long)} would be longer than gs_max_url_length "
                f"({self._session.settings.max_url_length} bytes). Set gs_request_method: post, or raise gs_max_url_length if "
                "the firmware takes it, or give it to the phone in its provisioning file (voip.grandstream.publish writes it)"
            )

    def too_long(self, values: Mapping[str, str]) -> list[str]:
        """Return the numbers whose value is longer, as sent, than firmware takes that refuses long values."""
        texts = self._texts(values)
        return [number for number, text in texts.items() if len(as_sent(text).encode()) > batches.LONGEST_VALUE]

    def knows_session(self) -> bool:
        """Return whether the phone still knows our session (guide, "Get Phone Status", which needs no login)."""
        try:
            return records.status(self._session.call(GET_PHONE_STATUS)).state != "unauthorized"
        except ApiError:
            return False

    def _texts(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the values as they must be given to the request: raw for a phone that does not decode."""
        if self.traits.decodes is not False:
            return dict(values)
        return {number: Raw(value) if needs_quoting(value) else value for number, value in values.items()}

    def _read_part(self, names: Sequence[str]) -> HeldValues:
        held = self._read_halving(names)
        if _could_be_without_session(names, held) and not self.knows_session():
            self._session.forget()
            held = self._read_halving(names)
        return held

    def _read_halving(self, names: Sequence[str]) -> HeldValues:
        held = self._halved(names, iter(range(MOST_HALVINGS)))
        self._broken = (self._broken - held.keys()) | set(held.broken)
        return held

    def _halved(self, names: Sequence[str], tickets: Iterator[int], is_broken: bool = False) -> HeldValues:
        """Read the names; where the answer is broken, halve them until those are found which break it.

        ``tickets``: one for each request that may still be sent. ``is_broken``: whether it is known that all of them together
        break the answer, because the others of a broken answer did not.
        """
        if len(names) == 1 or not is_broken:
            held = self._read_once(names, tickets)
            if held is not None:
                return held
        middle = (len(names) + 1) // 2
        held = self._halved(names[:middle], tickets)
        held.add(self._halved(names[middle:], tickets, is_broken=not held.broken))
        return held

    def _read_once(self, names: Sequence[str], tickets: Iterator[int]) -> HeldValues | None:
        """Return one read of the names. None where the answer is broken and there is more than one name to blame."""
        if next(tickets, None) is None:
            return HeldValues({}, {}, names)
        reading, answer = self._ask(names)
        if reading.unescaped or (reading.held is None and len(names) == 1):
            self.traits.learn(escapes=False)
        if reading.held is None:
            return values_reply.broken_value(answer, names[0]) if len(names) == 1 else None
        missing = [name for name in names if name not in reading.held]
        if reading.doubtful and 0 < len(missing) < len(names):
            again = self._read_once(missing, tickets)
            if again is None or again or again.broken:
                # The phone knows them: what seemed to be the answer was forged by a value.
                return None
        return reading.held

    def _ask(self, names: Sequence[str]) -> tuple[Reading, str]:
        """Return what the phone answers to one read, and the text of the answer."""

        def understand(endpoint: Endpoint, answer: HttpAnswer) -> tuple[Reading, str]:
            if not values_reply.is_success(answer.text):
                understood(endpoint, answer)
            return values_reply.understood(answer.text, names, self.traits.escapes), answer.text

        return self._session.ask(VALUES_GET, batches.get_parameters(names), understand)

    def _write_part(self, texts: Mapping[str, str], unreadable: Collection[str]) -> None:
        trouble = self._post(texts)
        if trouble is None:
            return
        missing = self._not_held(texts, unreadable, trouble)
        if not missing:
            self.has_written = True
            return
        if not isinstance(trouble, AmbiguousWriteError):
            # The phone has answered that it did not; trying again cannot help.
            if isinstance(trouble, RefusedError) or not missing.keys() <= set(unreadable):
                self.has_written = self.has_written or len(missing) < len(texts)
                raise trouble
            self.has_written = True
            ambiguous = AmbiguousWriteError(trouble)
            ambiguous.add("Whether the phone took it all the same cannot be read, because a password reads as empty")
            raise ambiguous
        trouble = self._post(missing)
        if trouble is None:
            return
        missing = self._not_held(missing, unreadable, trouble)
        if missing:
            visible = ["P" + number for number in missing if number not in unreadable]
            trouble.add(
                f"It was sent twice, and reading back does not show {', '.join(visible)}"
                if visible
                else "It was sent twice, and whether the phone took it cannot be read, because a password reads as empty"
            )
            trouble.advise("Run the task again: it looks first what the phone holds")
            raise trouble

    def _post(self, texts: Mapping[str, str]) -> PhoneError | None:
        """Send one write. Return the error where reading must tell what became of it, for the caller to settle."""
        try:
            self._write(VALUES_POST, batches.post_parameters(texts))
        except OversizedError:
            raise
        except RefusedError as error:
            return error
        except (AmbiguousWriteError, ApiError) as error:
            if error.endpoint != VALUES_POST.name:
                raise  # It is of the login before it.
            return error
        return None

    def _write(self, endpoint: Endpoint, parameters: Parameters) -> dict[str, Any]:
        try:
            reply = self._session.call(endpoint, parameters)
        except BaseException as error:
            # Of a write that was refused or never left, it is known. An interruption may come at any moment.
            if isinstance(error, AmbiguousWriteError) or not isinstance(error, PhoneError):
                self.has_written = True
            raise
        self.has_written = True
        return reply

    def _not_held(self, texts: Mapping[str, str], unreadable: Collection[str], trouble: PhoneError) -> dict[str, str]:
        """Return what of a doubtful write the phone does not hold. Raises ``trouble``, with advice, where it cannot be read."""
        readable = [number for number in texts if number not in unreadable]
        if not readable:
            return dict(texts)
        try:
            held = self.read_values(readable)
        except PhoneError as error:
            ambiguous = trouble if isinstance(trouble, AmbiguousWriteError) else AmbiguousWriteError(trouble)
            self.has_written = True
            ambiguous.unsettled(
                error,
                "the phone carried it out",
                "Run the task again when the phone answers: it looks first what the phone holds",
            )
            raise ambiguous from None
        missing = [number for number in readable if not self._arrived(held, number, texts[number])]
        # A request is carried out as a whole: where its readable values are held, the secrets that went with them are too.
        return {number: texts[number] for number in texts if missing and (number in missing or number in unreadable)}

    def _arrived(self, held: HeldValues, number: str, text: str) -> bool:
        """Return whether a text has reached the phone, whatever the phone has made of it: that is for the caller to judge."""
        return holds(held, number, text) or holds(held, number, quoted(text)) or (not text and self.traits.stores_empty is None)


def _could_be_without_session(names: Iterable[str], held: HeldValues) -> bool:
    """Return whether a reply looks like the limited one that a phone gives without a session.

    Such a reply is a success with everything left out or empty but the identity, so that a session which died unnoticed
    would make every value look unset. One value that only a session shows proves that there was one.
    """
    asked = [name for name in names if name not in IDENTITY_VALUES]
    return bool(asked) and not held.broken and not any(held.get(name) for name in asked)
