# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many short runs of `ansible-playbook`, for what it says before the first task. Starting it takes longer than that.

This file is also the program that a controller's Python runs: it imports ansible-core once, and forks a process for each run.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from integration.helpers.playbooks import Ansible


class Said(NamedTuple):
    """What came of one command line: the exit status, and all that a person saw."""

    status: int
    output: str


def said_by(ansible: Ansible, lines: Sequence[Sequence[str]], tolerated: Sequence[str] = ()) -> list[Said]:
    """Run `ansible-playbook` with each of the lines of arguments, one after the other."""
    run = ansible.command("python", __file__, json.dumps([list(line) for line in lines]), tolerated=tolerated).finish()
    assert run.rc == 0, run.output
    return [Said(**json.loads(line)) for line in run.stdout.splitlines() if line.startswith('{"status"')]


def _forked(line: list[str], file: Path) -> Said:
    from ansible.cli.playbook import PlaybookCLI  # noqa: PLC0415 - the tests themselves do not need it

    child = os.fork()
    if not child:
        with file.open("wb") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        status = 99
        try:
            PlaybookCLI.cli_executor(["ansible-playbook", *line])
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 98
        finally:
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(io.UnsupportedOperation):
                    stream.flush()
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return Said(status, file.read_text(encoding="utf-8"))


def _main() -> None:
    for number, line in enumerate(json.loads(sys.argv[1])):
        found = _forked(line, Path(f"output-{number}.txt"))
        print(json.dumps(found._asdict()), flush=True)
        # Also as it is, for the checks that hold for every run.
        print(found.output, flush=True)


if __name__ == "__main__":
    _main()
