# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Playbooks in a terminal: a pseudo-terminal whose screen is kept here.

It understands what the callback progress may send and fails at anything else.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from integration.helpers.playbooks import Ansible

#: Seconds until something must have shown on a screen.
PATIENCE = 60.0
#: A character, and the escape sequences of its colour.
Cell = tuple[str, str]


class Terminal:
    """A program in a pseudo-terminal, and what its screen shows."""

    def __init__(self, command: Sequence[str], folder: Path, env: Mapping[str, str], columns: int, lines: int = 30) -> None:
        self.raw = ""
        self._begun = ""
        self._rows: list[list[Cell]] = [[]]
        self._colour = ""
        self._row = self._column = 0
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(env),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one system call
        )
        os.close(slave)

    @property
    def screen(self) -> str:
        """What it shows, with what has scrolled out above."""
        return "\n".join("".join(character for character, dummy in row) for row in self._rows)

    @property
    def coloured(self) -> str:
        """The same, with the escape sequences of its colours."""
        rows = ([f"{colour}{character}\x1b[0m" if colour else character for character, colour in row] for row in self._rows)
        return "\n".join("".join(row) for row in rows)

    def type(self, keys: str) -> None:
        """Press these keys."""
        os.write(self._master, keys.encode())

    def wait_for(self, condition: Callable[[], object], seconds: float = PATIENCE) -> bool:
        """Read until the condition holds; gives whether it does."""
        deadline = time.monotonic() + seconds
        while not condition() and time.monotonic() < deadline:
            if not self._read(0.1):
                break
        return bool(condition())

    def finish(self) -> int:
        """Read to the end; gives the exit status."""
        self.wait_for(lambda: False)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        """Leave nothing behind."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._master)

    def _read(self, seconds: float) -> bool:
        """Take what was written meanwhile; False at its end."""
        if not select.select([self._master], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self._master, 65536).decode(errors="replace")
        except OSError:
            data = ""
        self.raw += data
        self._begun += data
        if not re.search(r"\x1b(\[[\d;?]*)?$", self._begun):
            # Ansible-core's prompts send `\x1b[` before a control character, and terminals ignore it.
            whole = re.sub(r"\x1b\[(?=[\x1b\r])", "", self._begun)
            for part in re.findall(r"\x1b\[[\d;?]*[A-Za-z]|\r|\n|[^\x1b\r\n]+|\x1b", whole):
                self._take(part)
            self._begun = ""
        return bool(data)

    def _take(self, part: str) -> None:
        if part == "\n":
            self._row += 1
            self._rows += [[] for dummy in range(self._row + 1 - len(self._rows))]
        elif part == "\r":
            self._column = 0
        elif up := re.fullmatch(r"\x1b\[(\d+)A", part):
            self._row -= int(up[1])
        elif part in ("\x1b[J", "\x1b[K"):
            del self._rows[self._row + 1 :]
            del self._rows[self._row][self._column :]
        elif re.fullmatch(r"\x1b\[[\d;]*m", part):
            self._colour = "" if part in ("\x1b[0m", "\x1b[m") else self._colour + part
        else:
            assert part.isprintable() or part == "\x07", f"{part!r} is sent to a terminal"
            self._rows[self._row][self._column :] = [(character, self._colour) for character in part]
            self._column += len(part)


def with_rich(folder: Path) -> dict[str, str]:
    """The environment of a controller that has the library rich, which is put into the folder."""
    folder.mkdir()
    for name in ("rich", "pygments", "markdown_it", "mdurl"):
        found = importlib.util.find_spec(name)
        if found is None or found.origin is None:
            pytest.skip(f"the tests' own environment has no {name}")
        (folder / name).symlink_to(Path(found.origin).parent)
    return {"PYTHONPATH": str(folder)}


@contextlib.contextmanager
def playbook_in_terminal(
    ansible: Ansible, arguments: Sequence[str], env: Mapping[str, str], columns: int = 80, lines: int = 30
) -> Iterator[Terminal]:
    """`ansible-playbook` with these arguments in a pseudo-terminal."""
    usual = ansible._environment(ansible.folder / "results.jsonl")
    for name in ("ANSIBLE_NOCOLOR", "COLUMNS"):
        del usual[name]
    command = [str(ansible.controller.bin / "ansible-playbook"), *arguments]
    terminal = Terminal(command, ansible.folder, {**usual, "TERM": "xterm-256color", **env}, columns, lines)
    try:
        yield terminal
        assert "Traceback" not in terminal.raw
    finally:
        terminal.close()
