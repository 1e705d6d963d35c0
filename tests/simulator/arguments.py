# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the command line, checked."""

from __future__ import annotations

import argparse
import contextlib
import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .endpoints import ENDPOINTS
from .errors import InputError
from .factory import checked_values, model_names
from .faults import FAULT_KINDS, Fault
from .firmware import PROFILES, Firmware, quirk_help
from .fleet import LOOPBACK, FleetPlan


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the command line asks for."""

    plan: FleetPlan
    control_address: str
    control_port: int
    tls: bool
    tls_directory: Path | None
    ready_file: Path | None
    exit_with_parent: bool


def parse(arguments: Sequence[str]) -> Arguments:
    """Return the command line's meaning; leaves the program with a sentence and status 2 when it has none."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if "help" in given.quirk:
        print(quirk_help())
        parser.exit()
    try:
        if given.tls and given.https_port is not None:
            raise InputError("--tls is HTTPS from the start on --port; --https-port is what phones can be set to.")
        control_address, _colon, control_port = given.control.rpartition(":")
        return Arguments(
            plan=_plan(given),
            control_address=str(_loopback(control_address)),
            control_port=_port(control_port),
            tls=given.tls or given.https_port is not None,
            tls_directory=given.tls_directory,
            ready_file=given.ready_file,
            exit_with_parent=given.exit_with_parent,
        )
    except (ValueError, OSError) as problem:
        parser.error(str(problem))


def _parser() -> argparse.ArgumentParser:
    """Return the options and their help."""
    kinds = "\n".join(f"  {name:<20}{kind.explanation}" for name, kind in FAULT_KINDS.items())
    parser = argparse.ArgumentParser(
        prog="simulator",
        description="A fleet of simulated Grandstream phones, each on a loopback address of its own.",
        epilog=f"kinds of faults:\n{kinds}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--phones", type=int, default=1, metavar="N", help="how many phones (default 1)")
    add("--first-address", default="127.0.10.1", metavar="ADDRESS", help="of the first phone (default 127.0.10.1)")
    add("--port", default="8080", help="the port of every phone; 0 for a free one (default 8080)")
    add(
        "--https-port",
        metavar="PORT",
        help="phones begin with HTTP on --port and follow their P900 and P901; HTTPS is found here; 0 for a free one",
    )
    add("--control", default="127.0.0.1:8079", metavar="ADDRESS:PORT", help="control interface; port 0 for a free one")
    add("--model", action="append", choices=model_names(), help="may be repeated: taken in turn (default gxv3370)")
    add("--password", default="admin", help="of the administrator (default admin)")
    add("--user-password", default="123", metavar="PASSWORD", help="of the user (default 123)")
    add("--values", type=Path, metavar="FILE", help="JSON object of P values that all phones start with")
    add("--tls", action="store_true", help="HTTPS")
    add("--tls-directory", type=Path, metavar="DIR", help="for ca.pem and phone.pem (default a new temporary folder)")
    add("--latency", type=float, default=0.0, metavar="MILLISECONDS", help="that every answer takes (default 0)")
    add(
        "--firmware",
        choices=PROFILES,
        default="guide",
        help="a value for every quirk: guide (the default) is what the vendor's guide prints, vendor what the vendor's own web"
        " server of a sister device was seen doing",
    )
    add(
        "--quirk",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a firmware quirk that differs from --firmware; 'help' lists them all",
    )
    add(
        "--fault",
        action="append",
        default=[],
        metavar="kind=KIND[,endpoint=NAME][,times=N|null][,skip=N][,seconds=S]",
        help="a fault armed on every phone; times=null: forever",
    )
    add("--ready-file", type=Path, metavar="FILE", help="JSON description, written when all sockets listen")
    add("--exit-with-parent", action="store_true", help="stop when the process that started this one is gone")
    return parser


def _plan(given: argparse.Namespace) -> FleetPlan:
    """Return the fleet that the options describe. Raises `ValueError` or `OSError` with a sentence."""
    if given.phones < 1:
        raise InputError("--phones is at least 1.")
    if given.latency < 0:
        raise InputError("--latency is at least 0.")
    first = _loopback(given.first_address)
    if first + (given.phones - 1) not in LOOPBACK:
        raise InputError(f"{given.phones} phones from {first} reach outside {LOOPBACK}.")
    quirks = dict(_pair(text, "--quirk") for text in given.quirk)
    return FleetPlan(
        addresses=[str(first + number) for number in range(given.phones)],
        port=_port(given.port),
        https_port=None if given.https_port is None else _port(given.https_port),
        models=given.model or ("gxv3370",),
        admin_password=given.password,
        user_password=given.user_password,
        values=checked_values(json.loads(given.values.read_text("utf-8"))) if given.values else {},
        firmware=Firmware.profile(given.firmware).changed(quirks, at_start=True),
        faults=[Fault.from_fields(_fault_fields(text), ENDPOINTS) for text in given.fault],
        latency=given.latency / 1000,
    )


def _fault_fields(text: str) -> dict[str, Any]:
    """Return the fields of a fault written as `kind=reset,times=2`."""
    given: dict[str, Any] = dict(_pair(part, "--fault") for part in text.split(","))
    for name in given.keys() & {"times", "skip", "seconds"}:
        # Numbers and null as the control interface takes them; what is neither is refused there, by name.
        with contextlib.suppress(json.JSONDecodeError):
            given[name] = json.loads(given[name])
    return given


def _pair(text: str, option: str) -> tuple[str, str]:
    """Return the two sides of `NAME=VALUE`."""
    name, sign, value = text.partition("=")
    if not sign:
        raise InputError(f"{option} expects NAME=VALUE; got {text!r}.")
    return name, value


def _loopback(text: str) -> ipaddress.IPv4Address:
    """Return an address that nobody else can reach."""
    address = ipaddress.IPv4Address(text)
    if address not in LOOPBACK:
        raise InputError(f"{address} is outside {LOOPBACK}: simulated phones must not be reachable by others.")
    return address


def _port(text: str) -> int:
    """Return a TCP port, or 0 for a free one."""
    if not text.isdigit() or int(text) > 65535:
        raise InputError(f"A port is a number from 0 to 65535; got {text!r}.")
    return int(text)
