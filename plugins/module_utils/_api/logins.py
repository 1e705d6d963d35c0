# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Knowledge of the logins to one phone: the ledgers of its accounts, and what other phones of the run have shown."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import hashlib
import hmac
import os
import re
import socket
from contextlib import contextmanager
from typing import Any, Callable, Iterable, Iterator, Mapping

from ansible_collections.voip.grandstream.plugins.module_utils._api import ledger
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import (
    ADMIN_NAMES,
    DEFAULT_USERNAME,
    ConnectionSettings,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.ledger import LoginRecord

KNOWN_SECRETS = "known secrets"
"""Stands for an account where it is kept which secrets a phone holds that it may not tell: see :meth:`Logins.known_secrets`."""

LASTING_ROUNDS = 20000
"""Of the hash that is kept across runs: some milliseconds for us, too much for who wants to try words by the million."""


_HASH = re.compile(r"[0-9a-f]{32}")


def phone_key(settings: ConnectionSettings) -> str:
    """Return the phone as the ledger knows it: its resolved address and its port, 80 and 443 as one.

    A name that cannot be resolved stands for itself; the request to it will fail with its own sentence.
    """
    try:
        found = socket.getaddrinfo(settings.host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        host = settings.host.lower()
    else:
        # A name may have several addresses: always the same one of them, IPv4 first.
        host = str(min((entry[0] != socket.AF_INET, entry[4][0]) for entry in found)[1])
    return f"{host} {443 if settings.port in (80, 443) else settings.port}"


def account(username: str) -> str:
    """Return the account that a name logs in to: ``admin`` and ``gmiadmin`` share the admin's."""
    return DEFAULT_USERNAME if username in ADMIN_NAMES else username


class Logins:
    """Knowledge of the logins to one phone. This one knows it in memory only: of one task, or of a module that was shipped
    and takes it along (see :meth:`taken_along`). Use it as a context manager, from within others if need be.

    ``refusal_limit``: so many phones may refuse one credential before no other phone is asked; 0 for no limit.
    """

    def __init__(self, refusal_limit: int = 0) -> None:
        self.refusal_limit = refusal_limit
        self.warnings: list[str] = []
        self.likely_separator = ""
        """What may work on a phone of which nothing is known: it worked on the same phone at its former address."""
        self.run_key = os.urandom(32)
        self.lasting_key = b""
        self._records: dict[str, LoginRecord] = {}
        self._hopeless: dict[str, int] = {}
        self._news: dict[str, bool] = {}
        self._places: dict[str, str] = {}
        self._facts: set[str] = set()
        """Hashes of what is known of kinds of phones."""

    def __enter__(self) -> Logins:
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Do nothing: there is nothing to give back."""

    def for_settings(self, here: ConnectionSettings, there: ConnectionSettings) -> Logins:
        """Return what is known of the phone at ``there``: the same as at ``here``, if that is the same phone."""
        if phone_key(here) == phone_key(there):
            return self
        logins = self._of(there)
        separators = [record.separator for record in self._records.values() if record.separator]
        logins.likely_separator = separators[0] if separators else self.likely_separator
        return logins

    def _of(self, dummy: ConnectionSettings) -> Logins:
        """Return what is known of another phone."""
        return Logins(self.refusal_limit)

    def record(self, username: str) -> LoginRecord:
        """Return the ledger of a user's account."""
        return self._records.get(account(username), LoginRecord())

    def record_of_phone(self, username: str) -> LoginRecord:
        """Return the ledger of a user's account, with what the phone's other accounts have spent of its patience."""
        own = account(username)
        return ledger.of_phone(self.record(username), [record for name, record in self._records.items() if name != own])

    def keep(self, username: str, record: LoginRecord) -> None:
        """Take note of what became of a user's account."""
        self._records[account(username)] = record

    def change(self, username: str, change: Callable[..., LoginRecord], *arguments: Any) -> LoginRecord:
        """Apply one of the ledger's functions to a user's account, and return the new record."""
        record = change(self.record(username), *arguments)
        self.keep(username, record)
        return record

    def change_all(self, change: Callable[[LoginRecord], LoginRecord]) -> None:
        """Apply one of the ledger's functions to all accounts of the phone."""
        for name in list(self._records):
            self.change(name, change)

    def mark(self, *words: str) -> str:
        """Return a keyed hash of texts, good for this run."""
        return hmac.digest(self.run_key, _joined(words), "sha256").hex()[:32]

    def lasting_mark(self, *words: str) -> str:
        """Return a slow keyed hash of texts, good as long as the ledger's file; empty where there is none."""
        if not self.lasting_key:
            return ""
        return hashlib.pbkdf2_hmac("sha256", _joined(words), self.lasting_key, LASTING_ROUNDS).hex()[:32]

    def known_secrets(self) -> tuple[str, ...]:
        """Return what was kept of the phone's secrets across runs: each a :meth:`lasting_mark` of the caller's own."""
        return self.record(KNOWN_SECRETS).lasting

    def keep_known_secrets(self, marks: Iterable[str]) -> None:
        """Keep marks of secrets across runs, in the place of those that were kept. Without a ledger nothing is kept."""
        self.keep(KNOWN_SECRETS, LoginRecord(lasting=tuple(mark for mark in marks if mark)))

    def place_of(self, username: str) -> str:
        """Return, for a sentence, how to forget a user's refusals of earlier runs; empty where none are kept."""
        return self._places.get(account(username), "")

    def phones_that_refused(self, credential: str) -> int:
        """Return how many phones refused the credential (a :meth:`mark`) in this run; 0 when one took it, or within the limit."""
        return self._hopeless.get(credential, 0)

    def wait_for_turn(self, dummy: str) -> bool:
        """Wait while as many phones as may refuse the credential are being asked with it. Return whether there was a wait."""
        return False

    def end_turn(self, dummy: str) -> None:
        """Let others ask with the credential, where the phone neither took nor refused it."""

    def note_credential(self, credential: str, accepted: bool) -> None:
        """Take note that this phone took the credential, or takes neither this nor another one."""
        self._news[credential] = accepted

    @contextmanager
    def alone(self, dummy: str) -> Iterator[None]:
        """Let one task find out what a kind of phone wants, while others that need the same wait for a limited time."""
        yield

    def has_fact(self, fact: str) -> bool:
        """Return whether the run has learned something of a kind of phone (see :meth:`learn`)."""
        return short(fact) in self._known_facts()

    def knows_facts(self) -> bool:
        """Return whether the run has learned anything of any kind of phone."""
        return bool(self._known_facts())

    def learn(self, fact: str) -> None:
        """Let the other tasks of the run know something of a kind of phone."""
        self._keep_facts([short(fact)])

    def _known_facts(self) -> set[str]:
        return self._facts

    def _keep_facts(self, hashes: Iterable[str]) -> None:
        self._facts.update(hashes)

    def taken_along(self) -> dict[str, Any]:
        """Return what a module that runs elsewhere takes along: keyed hashes and counts, no password."""
        return {
            "run_key": self.run_key.hex(),
            "lasting_key": self.lasting_key.hex(),
            "records": {name: ledger.to_plain(record) for name, record in self._records.items()},
            "hopeless": dict(self._hopeless),
            "facts": sorted(self._known_facts()),
        }

    def brought_back(self) -> dict[str, Any]:
        """Return what such a module brings back."""
        return {
            "records": {name: ledger.to_plain(record) for name, record in self._records.items()},
            "credentials": dict(self._news),
            "facts": sorted(self._known_facts()),
        }

    def take_back(self, brought: Any) -> None:
        """Take note of what :meth:`brought_back` gave elsewhere. What is no such thing is left out."""
        for name, record in _mapping(brought, "records").items():
            self.keep(str(name), ledger.from_plain(record))
        for credential, accepted in _mapping(brought, "credentials").items():
            self.note_credential(str(credential), accepted is True)
        found = {text for text in _texts(brought, "facts") if _HASH.fullmatch(text)}
        self._keep_facts(sorted(found - self._known_facts()))


def from_taken_along(taken: Any) -> Logins:
    """Return what a module that runs elsewhere knows, out of :meth:`Logins.taken_along`."""
    logins = Logins()
    if isinstance(taken, Mapping):
        logins.run_key = _key(taken.get("run_key")) or logins.run_key
        logins.lasting_key = _key(taken.get("lasting_key"))
        logins._records = {  # noqa: SLF001 - it is made here
            str(name): ledger.from_plain(record) for name, record in _mapping(taken, "records").items()
        }
        logins._hopeless = {  # noqa: SLF001 - it is made here
            str(name): count for name, count in _mapping(taken, "hopeless").items() if isinstance(count, int)
        }
        logins._places = {  # noqa: SLF001 - it is made here
            str(name): place for name, place in _mapping(taken, "places").items() if isinstance(place, str)
        }
        logins._facts = set(_texts(taken, "facts"))  # noqa: SLF001 - it is made here
    return logins


def short(text: str) -> str:
    """Return a hash of a text, as it stands in the files of a run."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _joined(words: tuple[str, ...]) -> bytes:
    """Return texts as bytes, so that no two lists of texts are the same."""
    return b"".join(b"%d:%s" % (len(word), word) for word in (text.encode("utf-8", "surrogatepass") for text in words))


def _key(text: Any) -> bytes:
    try:
        return bytes.fromhex(text)
    except (TypeError, ValueError):
        return b""


def _mapping(value: Any, name: str) -> Mapping[Any, Any]:
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _texts(value: Any, name: str) -> list[str]:
    found = value.get(name) if isinstance(value, Mapping) else None
    return [text for text in found if isinstance(text, str)] if isinstance(found, (list, tuple)) else []
