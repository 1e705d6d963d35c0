# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The program's life: start the sockets, say so, wait for the end, and leave nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiohttp import web

from .arguments import Arguments
from .certificates import Certificates, issue
from .control import Control
from .fleet import Fleet, listening_socket

# How often `--exit-with-parent` looks after its parent.
_PARENT_SECONDS = 0.5


async def run(arguments: Arguments) -> int:
    """Run the fleet until a signal or the parent's end. Gives the exit status: 0, or 1 when a socket is taken."""
    ended = _end_event(arguments.exit_with_parent)
    _raise_file_limit()
    with contextlib.ExitStack() as cleanup:
        try:
            certificates = _certificates(arguments, cleanup)
            tls = certificates.context(old=_old(arguments)) if certificates else None
            fleet = Fleet(arguments.plan, tls)
            runner = web.AppRunner(Control(fleet).application(), access_log=None, shutdown_timeout=0.1)
            try:
                control = await _start(fleet, runner, arguments)
                description = _description(fleet, control, certificates)
                cleanup.enter_context(_ready_file(arguments.ready_file, description))
                print(_ready_line(fleet, description), flush=True)
                await ended.wait()
            finally:
                await fleet.stop()
                await runner.cleanup()
        except OSError as problem:
            place = f"{problem.filename}: " if problem.filename else ""
            print(f"simulator: {place}{problem.strerror or problem}", file=sys.stderr)
            return 1
    return 0


def _end_event(with_parent: bool) -> asyncio.Event:
    """Return an event that is set by SIGINT, SIGTERM and, if asked for, by the end of the parent process."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    parent = os.getppid()

    def look_after_parent() -> None:
        if os.getppid() != parent:
            ended.set()
        else:
            loop.call_later(_PARENT_SECONDS, look_after_parent)

    if with_parent:
        look_after_parent()
    return ended


def _raise_file_limit() -> None:
    """As many sockets as the system allows: each phone needs one, and one more for each connection."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _old(arguments: Arguments) -> bool:
    """Return whether the fleet speaks TLS as old firmware does."""
    return arguments.plan.firmware.tls_ciphers == "old"


def _certificates(arguments: Arguments, cleanup: contextlib.ExitStack) -> Certificates | None:
    """Return the fleet's certificates if it speaks TLS; a temporary folder of theirs goes away at the end."""
    if not arguments.tls:
        return None
    directory = arguments.tls_directory
    if directory is None:
        directory = Path(tempfile.mkdtemp(prefix="simulator-tls-"))
        cleanup.callback(shutil.rmtree, directory, ignore_errors=True)
    return issue(arguments.plan.addresses, directory, old=_old(arguments))


async def _start(fleet: Fleet, runner: web.AppRunner, arguments: Arguments) -> str:
    """Open every socket. Gives the control interface's URL; raises `OSError` with a sentence."""
    await runner.setup()
    control = listening_socket(arguments.control_address, arguments.control_port)
    await web.SockSite(runner, control).start()
    await fleet.start()
    return "http://{}:{}".format(*control.getsockname())


def _description(fleet: Fleet, control: str, certificates: Certificates | None) -> dict[str, Any]:
    """Return what the ready file says."""
    addresses = list(fleet.phones)
    return {
        "pid": os.getpid(),
        "control": control,
        "first_address": addresses[0],
        "port": fleet.port,
        "https_port": fleet.https_port,
        "phones": len(addresses),
        "tls": certificates is not None and fleet.https_port is None,
        "ca": str(certificates.ca.absolute()) if certificates else None,
        "fingerprint": certificates.fingerprint if certificates else None,
    }


def _ready_line(fleet: Fleet, description: dict[str, Any]) -> str:
    """Return the one line on standard output."""
    addresses = list(fleet.phones)
    line = f"simulator: {len(addresses)} phone{'s' if len(addresses) > 1 else ''} on {fleet.base_url(addresses[0])}"
    if len(addresses) > 1:
        line += f" … {addresses[-1]}:{fleet.port}"
    line += f", control {description['control']}"
    if description["ca"]:
        line += f", CA {description['ca']}, certificate SHA-256 {description['fingerprint']}"
    return line


@contextlib.contextmanager
def _ready_file(path: Path | None, description: dict[str, Any]) -> Iterator[None]:
    """Keep the ready file as long as the fleet runs; it appears whole or not at all."""
    if path is None:
        yield
        return
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(json.dumps(description), "utf-8")
    partial.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
