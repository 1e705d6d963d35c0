# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The logins of one run, shared by its tasks: a lock and a ledger for each phone, in the run's folder."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import fcntl
import json
import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Callable, Iterable, Iterator

from ansible_collections.voip.grandstream.plugins.module_utils._api import ledger
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import DEFAULT_USERNAME, ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._api.lasting_ledger import LastingLedger
from ansible_collections.voip.grandstream.plugins.module_utils._api.ledger import LoginRecord
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import (
    KNOWN_SECRETS,
    Logins,
    account,
    phone_key,
    short,
)
from ansible_collections.voip.grandstream.plugins.module_utils._errors import OccupiedError

LONGEST_WAIT = 900.0
"""Seconds that a task waits for another one on the same phone: one that waits for a reboot is usually done by then."""

LONGEST_LESSON = 120.0
"""Seconds that a task waits for another one that finds out what this kind of phone wants."""

LONGEST_TURN = 20.0
"""Seconds that a phone waits until others were asked with the same credential; a login takes a fraction of one."""

FIRST_WORD = 10.0
"""Seconds until the user is told what a task waits for."""

PAUSE = 0.05
"""Seconds between two looks whether the phone is free."""

MOST_BYTES = 1024 * 1024
"""Of a file in the run's folder; ours are a few hundred bytes."""

Tell = Callable[[str], None]


class RunLogins(Logins):
    """A run's knowledge of the logins to one phone. While it is entered, no other task of the run is at work on that phone.

    ``folder``: that all processes of the run share, and nobody else can write to. ``lasting``: what is kept across runs, or
    None. ``tell``: shows a sentence to the user.
    """

    def __init__(
        self,
        settings: ConnectionSettings,
        folder: Path,
        lasting: LastingLedger | None,
        refusal_limit: int,
        tell: Tell = lambda dummy: None,
    ) -> None:
        super().__init__(refusal_limit)
        self._settings = settings
        self._folder = folder
        self._lasting = lasting
        self._tell = tell
        self._key = phone_key(settings)
        self._depth = 0
        self._lock = -1
        self._loaded: set[str] = set()
        self.run_key = _shared_key(self._file("key"))

    def __enter__(self) -> RunLogins:
        if self._depth == 0:
            self._lock = os.open(self._file(f"phone.{short(self._key)}"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                wait_for_lock(self._lock, self._settings.label, self._tell)
            except BaseException:
                os.close(self._lock)
                raise
            self._records = _records(_content(self._lock))
        self._depth += 1
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._depth -= 1
        if self._depth == 0:
            os.close(self._lock)  # which gives the lock back
            self._loaded.clear()

    def _of(self, settings: ConnectionSettings) -> Logins:
        return RunLogins(settings, self._folder, self._lasting, self.refusal_limit, self._tell)

    def record(self, username: str) -> LoginRecord:
        name = account(username)
        record = super().record(name)
        if self._lasting is None or name in self._loaded:
            return record
        self._loaded.add(name)
        with self._warned():
            row, lasting, separator = self._lasting.read(self._key, name)
            self.lasting_key = self._lasting.key
            record = record._replace(row=max(record.row, row), lasting=lasting, separator=record.separator or separator)
            self._records[name] = record
        return record

    def keep(self, username: str, record: LoginRecord) -> None:
        name = account(username)
        before = self.record(name)
        if record == before:
            return
        if self._lasting is not None and record.row > before.row:
            with self._warned():
                row, lasting, dummy = self._lasting.read(self._key, name)
                record = ledger.after_another_run(record, before, row, lasting)
        super().keep(name, record)
        _write(self._lock, json.dumps({name: ledger.to_plain(each) for name, each in self._records.items()}))
        if self._lasting is not None and _kept(record) != _kept(before):
            with self._warned():
                self._lasting.write(self._key, name, record.row, record.lasting, record.separator)

    def lasting_mark(self, *words: str) -> str:
        if self._lasting is not None and not self.lasting_key:
            with self._warned():
                self.lasting_key = self._lasting.made_key()
        return super().lasting_mark(*words)

    def place_of(self, username: str) -> str:
        if self._lasting is None:
            return ""
        line = self._lasting.line_of(self._key, account(username))
        return f"remove the line that begins with {line} from {self._lasting.path}, and run the task again"

    def phones_that_refused(self, credential: str) -> int:
        if not self.refusal_limit:
            return 0
        is_accepted, refused, dummy = _asked(self._file(f"credential.{credential}"))
        return len(refused) if len(refused) >= self.refusal_limit and not is_accepted else 0

    def wait_for_turn(self, credential: str) -> bool:
        end = time.monotonic() + LONGEST_TURN
        waited = False
        while self.refusal_limit and not self._took_turn(credential, is_late=time.monotonic() > end):
            waited = True
            time.sleep(PAUSE)
        return waited

    def _took_turn(self, credential: str, is_late: bool) -> bool:
        """Return whether the phone may be asked with the credential now, or need not be asked any more."""
        file, me = self._file(f"credential.{credential}"), short(self._key)
        if file in _taken:
            return True
        with _alone_with(file):
            is_accepted, refused, asking = _asked(file)
            if is_accepted or me in refused or me in asking or len(refused) >= self.refusal_limit:
                return True
            if len(refused) + len(asking) >= self.refusal_limit and not is_late:
                return False
            _append(file, f"?{me}")
        return True

    def end_turn(self, credential: str) -> None:
        file, me = self._file(f"credential.{credential}"), short(self._key)
        if self.refusal_limit and me in _asked(file)[2]:
            _append(file, f"={me}")

    def note_credential(self, credential: str, accepted: bool) -> None:
        file, me = self._file(f"credential.{credential}"), short(self._key)
        is_accepted, refused, dummy = _asked(file)
        if self.refusal_limit and not (is_accepted if accepted else me in refused):
            _append(file, "+" if accepted else f"-{me}")

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        with own_turn(self._file(f"alone.{short(name)}"), self._settings.label, LONGEST_LESSON):
            yield

    def _known_facts(self) -> set[str]:
        return set(_lines(self._file("facts")))

    def _keep_facts(self, hashes: Iterable[str]) -> None:
        for each in hashes:
            _append(self._file("facts"), each)

    def change_all(self, change: Callable[[LoginRecord], LoginRecord]) -> None:
        self._load_all()
        super().change_all(change)

    def taken_along(self) -> dict[str, Any]:
        """Return what :class:`Logins` gives, and the run's folder, so that a background task on this machine uses this ledger."""
        self._load_all()
        self.lasting_mark("")
        known = super().taken_along()
        known["folder"] = str(self._folder)
        known["lasting"] = str(self._lasting.path) if self._lasting is not None else ""
        known["places"] = {name: self.place_of(name) for name in self._records}
        files = self._folder.glob("voip.grandstream.credential.*") if self.refusal_limit else ()
        credentials = [file.name.rpartition(".")[2] for file in files]
        known["hopeless"] = {name: count for name in credentials if (count := self.phones_that_refused(name))}
        return known

    def _load_all(self) -> None:
        """Read what the file across runs holds of the accounts that a phone has."""
        for name in (DEFAULT_USERNAME, "user", self._settings.username, KNOWN_SECRETS):
            self._records[account(name)] = self.record(name)

    def _file(self, name: str) -> Path:
        return self._folder / f"voip.grandstream.{name}"

    def _warned(self) -> Any:
        return _Warned(self.warnings)


def run_logins_of(taken: Any, settings: ConnectionSettings) -> RunLogins | None:
    """Return the run's own ledger for a module in the background, from :meth:`RunLogins.taken_along`; None on another machine.

    None also where the controller waits for the module: it then holds the phone's lock itself.
    """
    try:
        if taken["wanted_back"]:
            return None
        folder = Path(taken["folder"])
        if (folder / "voip.grandstream.key").read_bytes().hex() != taken["run_key"]:
            return None
        lasting = LastingLedger(Path(taken["lasting"])) if taken["lasting"] else None
        return RunLogins(settings, folder, lasting, settings.refusal_limit)
    except (OSError, KeyError, TypeError):
        return None


class _Warned:
    """Trouble with the file that is kept across runs is a warning; the task goes on without it."""

    def __init__(self, warnings: list[str]) -> None:
        self._warnings = warnings

    def __enter__(self) -> None:
        """Do nothing: there is nothing to prepare."""

    def __exit__(self, dummy: Any, error: BaseException | None, traceback: Any) -> bool:
        if not isinstance(error, OSError):
            return False
        text = f"Refused logins are not remembered for the next run: {error}"
        if text not in self._warnings:
            self._warnings.append(text)
        return True


def wait_for_lock(lock: int, label: str, tell: Tell, patience: float = LONGEST_WAIT) -> None:
    """Wait until no other task is at work on a phone. Raise :class:`OccupiedError` after ``patience`` seconds."""
    begun = time.monotonic()
    told = False
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        waited = time.monotonic() - begun
        if waited >= patience:
            raise OccupiedError(f"another task of this run was at work on this phone for {patience:g} s")
        if not told and waited >= min(FIRST_WORD, patience):
            tell(f"{label}: waits for another task of this run that is at work on this phone")
            told = True
        time.sleep(PAUSE)


def _kept(record: LoginRecord) -> tuple[object, ...]:
    """Return what of a record is kept across runs."""
    return record.row, record.lasting, record.separator == "dot"


def _shared_key(file: Path) -> bytes:
    """Return the key of this run: made by the first task that needs it."""
    with suppress(OSError):
        key = file.read_bytes()
        if len(key) == 32:
            return key
    aside = file.with_name(f"{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
    aside.write_bytes(os.urandom(32))
    aside.chmod(0o600)
    # A link instead of a rename: the first one stays.
    with suppress(FileExistsError):
        os.link(str(aside), str(file))
    aside.unlink()
    return file.read_bytes()


def _content(lock: int) -> Any:
    try:
        return json.loads(os.pread(lock, MOST_BYTES, 0).decode("utf-8"))
    except ValueError:
        return {}


def _records(content: Any) -> dict[str, LoginRecord]:
    if not isinstance(content, dict):
        return {}
    return {name: ledger.from_plain(plain) for name, plain in content.items()}


def _write(lock: int, text: str) -> None:
    data = text.encode("utf-8")
    os.pwrite(lock, data, 0)
    os.ftruncate(lock, len(data))


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="ascii", errors="replace").split()
    except FileNotFoundError:
        return []


_taken: set[Path] = set()
"""The files of credentials that a phone took, as this process has seen. That stays so for the rest of the run."""


def _asked(file: Path) -> tuple[bool, set[str], set[str]]:
    """Return whether a phone took the credential of a file; if not, which phones refused it, and which are being asked."""
    if file in _taken:
        return True, set(), set()
    last = {line[1:]: line[0] for line in _lines(file)}
    found = {sign: {name for name, each in last.items() if each == sign} for sign in "+-?"}
    if found["+"]:
        _taken.add(file)
        return True, set(), set()
    return False, found["-"], found["?"]


@contextmanager
def own_turn(file: Path, label: str, seconds: float) -> Iterator[None]:
    """Let one process of the run at a time find something out. Who waits longer goes on, and may find out the same again."""
    with _open_while_it_runs(file) as number:
        if number is not None:
            with suppress(OccupiedError):
                wait_for_lock(number, label, lambda dummy: None, seconds)
        yield


@contextmanager
def _alone_with(file: Path) -> Iterator[None]:
    """Let one process at a time look at a file and add to it."""
    with _open_while_it_runs(file) as number:
        if number is not None:
            fcntl.flock(number, fcntl.LOCK_EX)
        yield


@contextmanager
def _open_while_it_runs(file: Path) -> Iterator[int | None]:
    """Open a file of the run for a lock; give None where the run is over, and its folder gone: see _append."""
    try:
        number = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        yield None
        return
    try:
        yield number
    finally:
        os.close(number)


def _append(file: Path, line: str) -> None:
    """Add a line in one piece, so that those of several processes do not mix."""
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        return  # The run is over, and its folder gone; this is a background task that it left behind.
    try:
        os.write(number, f"{line}\n".encode("ascii"))
    finally:
        os.close(number)
