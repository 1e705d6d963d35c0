# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is watched during a run of ansible-playbook: its memory, and what it tells."""

from __future__ import annotations

import base64
import contextlib
import html
import json
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, quote_plus

import psutil

_PAUSE_SECONDS = 0.2
_MEGABYTE = 1024 * 1024
#: The characters of base64 depend on how many bytes are in front, modulo three.
_BASE64_PLACES = 3


@dataclass(frozen=True)
class Memory:
    """The most resident memory, in megabytes: of ansible-playbook itself, and of the largest of its workers."""

    main: int
    worker: int


class MemoryWatch:
    """Measures a process and those that it starts, from `with` to its end; `peak` is the result."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._measure, daemon=True)
        self._main = self._worker = 0

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def peak(self) -> Memory:
        """Return what was most so far."""
        return Memory(self._main // _MEGABYTE, self._worker // _MEGABYTE)

    def _measure(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(self._pid)
            while not self._ended.wait(_PAUSE_SECONDS):
                self._main = max(self._main, process.memory_info().rss)
                for child in process.children(recursive=True):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        self._worker = max(self._worker, child.memory_info().rss)


def forms(secret: str) -> set[str]:
    """Return the ways in which a secret could be told: plain, URL-quoted, escaped for JSON, Python and HTML, and in base64."""
    quoted = {quote(secret, safe=safe) for safe in ("", "/", ":")} | {quote_plus(secret)}
    lower = {re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), text) for text in quoted}
    escaped = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1], html.escape(secret)}
    every = {"".join(form.format(byte) for byte in secret.encode()) for form in ("%{:02x}", "%{:02X}")}
    return {secret} | quoted | lower | escaped | every | set(_in_base64(secret.encode()))


def _in_base64(content: bytes) -> Iterator[str]:
    for before in range(_BASE64_PLACES):
        text = base64.b64encode(b"-" * before + content).decode()
        # Without the characters that share bits with what is before or behind.
        yield text[(before * 8 + 5) // 6 : (before + len(content)) * 8 // 6]


def told(files: Iterable[Path], secrets: Iterable[str]) -> list[str]:
    """Return a sentence for each secret that is in one of the files, in any form."""
    wanted = {form.encode(): secret for secret in secrets for form in forms(secret)}
    found = []
    for file in files:
        content = file.read_bytes()
        found += [f"{file} tells {secret!r} as {form.decode()}" for form, secret in wanted.items() if form in content]
    return found
