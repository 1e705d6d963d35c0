# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refused logins across runs: a file of keyed hashes, counts and times. No address, no name and no password is in it."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import errno
import fcntl
import hashlib
import hmac
import os
import re
import stat
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Iterator

HEAD = "# Refused logins, kept by voip.grandstream so that no phone is locked by a wrong password. Key: "
_HEAD = re.compile(re.escape(HEAD) + "([0-9a-f]{64})")
_LINE = re.compile(r"([0-9a-f]{16}) ([0-9]{1,2}) ([0-9]{1,12}) ((?:[0-9a-f]{32}(?:,[0-9a-f]{32}){0,15})?)( dot)?")

MOST_LINES = 50000
MOST_BYTES = 64 * 1024 * 1024
MOST_WORDS = 16
OLDEST_SECONDS = 400 * 86400.0
"""What is older is dropped when the file is written: nobody knows any more what it was about."""

PATIENCE = 10.0
"""Seconds to wait for another process that writes the file."""


class LastingLedger:
    """The file at ``path``. It and its folder are made when the first login is refused. Every method may raise OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key = b""

    def read(self, phone: str, account: str) -> tuple[int, tuple[str, ...], str]:
        """Return how many refusals in a row an account has had, the lasting marks of the refused words, and the separator.

        The separator is ``dot`` where that worked last, and else empty.
        """
        text = self._text()
        self.key = _key_in(text)
        if not self.key:
            return 0, (), ""
        at = text.find(f"\n{self._name(phone, account)} ")
        found = _LINE.fullmatch(text[at + 1 : text.find("\n", at + 1)]) if at >= 0 else None
        if found is None:
            return 0, (), ""
        words = tuple(found.group(4).split(",")) if found.group(4) else ()
        return int(found.group(2)), words, (found.group(5) or "").strip()

    def made_key(self) -> bytes:
        """Return the file's key; makes the file if there is none."""
        self.key = _key_in(self._text())
        if not self.key:
            with self._locked():
                self.key = _key_in(self._text())
                if not self.key:
                    self.key = os.urandom(32)
                    self._replace({})
        return self.key

    def write(self, phone: str, account: str, row: int, words: tuple[str, ...], separator: str = "") -> None:
        """Keep what :meth:`read` shall give; with nothing to keep, what was kept is taken out."""
        self.made_key()
        with self._locked():
            text = self._text()
            self.key = _key_in(text) or self.key
            found = [_LINE.fullmatch(line) for line in text.splitlines()[1:]]
            lines = {line.group(1): line.group(0) for line in found if line}
            name = self._name(phone, account)
            lines.pop(name, None)
            is_dot = separator == "dot"
            if row or words or is_dot:
                line = f"{name} {min(row, 99)} {time.time():.0f} {','.join(words[-MOST_WORDS:])}"
                lines[name] = line + " dot" * is_dot
            self._replace(lines)

    def line_of(self, phone: str, account: str) -> str:
        """Return how the account's line begins."""
        return self._name(phone, account)

    def _name(self, phone: str, account: str) -> str:
        return hmac.new(self.key, f"{phone} {account}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]

    def _text(self) -> str:
        """Return what the file holds; nothing where there is none. Refuses what somebody else may have put in its place."""
        try:
            number = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return ""
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise OSError(f"{self.path} is a symbolic link. Remove it, or set gs_ledger to another file") from None
            raise
        with os.fdopen(number, "rb") as file:
            self._check(os.fstat(number))
            text = file.read(MOST_BYTES).decode("ascii", errors="replace")
        if text and not text.startswith(HEAD[:20]):
            raise OSError(f"{self.path} is not a file of this collection. Remove it, or set gs_ledger to another file")
        return text

    def _check(self, state: os.stat_result) -> None:
        if not stat.S_ISREG(state.st_mode):
            raise OSError(f"{self.path} is not a regular file. Remove it, or set gs_ledger to another file")
        if state.st_uid != os.geteuid() or state.st_mode & 0o022:
            raise OSError(f"{self.path} can be written by others. Remove it, or set gs_ledger to another file")

    def _replace(self, lines: dict[str, str]) -> None:
        """Write the file so that a reader sees the former one or the new one."""
        oldest = time.time() - OLDEST_SECONDS
        kept = [line for line in lines.values() if float(line.split(" ")[2]) >= oldest][-MOST_LINES:]
        number, aside = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
        try:
            with os.fdopen(number, "w", encoding="ascii", newline="\n") as file:
                file.write("".join(f"{line}\n" for line in (HEAD + self.key.hex(), *kept)))
            Path(aside).replace(self.path)
        except BaseException:
            with suppress(OSError):
                Path(aside).unlink()
            raise

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep all other processes from writing the file."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = self.path.with_name(f".{self.path.name}.lock")
        number = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            end = time.monotonic() + PATIENCE
            while True:
                try:
                    fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > end:
                        raise OSError(f"{name} is locked by another process") from None
                time.sleep(0.02)
            yield
        finally:
            os.close(number)


def _key_in(text: str) -> bytes:
    head = _HEAD.fullmatch(text.partition("\n")[0])
    return bytes.fromhex(head.group(1)) if head else b""
