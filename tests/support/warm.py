# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Programs of a controller from a process that has their libraries loaded: half the time of a small play, see
:mod:`support.warm_server`.
"""

from __future__ import annotations

import atexit
import fcntl
import functools
import json
import os
import select
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import IO, Any

from support.venvs import BUILD

_SERVER = Path(__file__).with_name("warm_server.py")
#: Bytes of a pipe, so that a program need not wait for one who reads only at its end.
_ROOM = 1 << 20
#: What Python looks at before it runs anything.
_EARLY = ("PYTHON", "LC_", "LANG", "LD_")
_LOCALE = {"LC_ALL": "C.UTF-8"}
#: An environment that changes nothing, but that Python itself looks at: what has it is started anew.
COLD = {"PYTHONNOUSERSITE": "1"}


class Program:
    """A program that runs, with as much of the interface of :class:`subprocess.Popen` as the tests need.

    It is the leader of a session, and nobody's child here.
    """

    def __init__(self, command: Sequence[str], streams: Sequence[int], status: int) -> None:
        self.args = list(command)
        self.returncode: int | Any = None
        self.stdout, self.stderr = (_text(stream) for stream in streams)
        self._status = _text(status)
        self.pid = int(self._status.readline())
        self._read: dict[IO[str], str] = {}
        self._readers: list[Thread] = []

    def poll(self) -> int | None:
        """Return its exit code; None while it runs."""
        return self._ended(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and return its exit code. Raises `subprocess.TimeoutExpired`."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
        return code

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for its end, and return what it wrote. Raises `subprocess.TimeoutExpired`; what was read is kept then."""
        begun = time.monotonic()
        if not self._readers:
            self._readers = [Thread(target=self._drain, args=[stream]) for stream in (self.stdout, self.stderr)]
            for reader in self._readers:
                reader.start()

        def left() -> float | None:
            return None if timeout is None else max(0.0, timeout - (time.monotonic() - begun))

        for reader in self._readers:
            reader.join(left())
            if reader.is_alive():
                raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
        self.wait(left())
        return self._read[self.stdout], self._read[self.stderr]

    def _drain(self, stream: IO[str]) -> None:
        if stream.closed:
            self._read[stream] = ""
            return
        with stream:
            self._read[stream] = stream.read()

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._status], [], [], timeout)[0]:
            with self._status:
                # Nothing where the server itself was killed.
                self.returncode = int(self._status.readline() or -1)
        return self.returncode


def started(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Program | None:
    """Start a Python program of a virtual environment, with nothing to read and its output in pipes.

    Return None where that must not be: the program is no Python program, or the environment has what a Python reads when it
    starts.
    """
    program, *arguments = command
    early = {name: value for name, value in environment.items() if name.startswith(_EARLY)}
    python = Path(program).with_name("python")
    if early != _LOCALE or not _is_of(program, python):
        return None
    output, errors, status = pipes = [os.pipe() for _number in range(3)]
    request = {"program": program, "arguments": arguments, "folder": str(folder), "environment": dict(environment)}
    for _reading, writing in pipes:
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _ROOM)
    try:
        socket.send_fds(_server(python), [json.dumps(request).encode()], [writing for _reading, writing in pipes])
    finally:
        for _reading, writing in pipes:
            os.close(writing)
    return Program(command, (output[0], errors[0]), status[0])


@functools.cache
def _is_of(program: str, python: Path) -> bool:
    with Path(program).open("rb") as file:
        return file.readline().strip() == f"#!{python}".encode()


@functools.cache
def _server(python: Path) -> socket.socket:
    """Return the connection to the server of that Python, started at its first use. It ends with this process."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    home = BUILD / "home"
    home.mkdir(parents=True, exist_ok=True)
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(home), **_LOCALE}
    with there:
        # Pipes, as the programs get: what Python finds out about its outputs when it starts must be true of theirs.
        server = subprocess.Popen(
            [str(python), str(_SERVER)],
            stdin=there.fileno(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=home,
            start_new_session=True,
        )
    atexit.register(_end, here, server)
    return here


def _end(connection: socket.socket, server: subprocess.Popen[bytes]) -> None:
    connection.close()
    server.communicate()


def _text(descriptor: int) -> IO[str]:
    return os.fdopen(descriptor, encoding="utf-8", errors="replace")
