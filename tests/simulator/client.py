# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""For tests: start a simulator as a process of its own, and set and see its phones over the control interface.

    with Simulator(phones=3, quirks={"separator": "."}) as simulator:
        phone = simulator.phone(simulator.addresses[0])
        phone.fault("reset_after", endpoint="api-values.post")
        ...
        assert phone.values()["30"] == "ntp.example.net"

Only the standard library is used here, so that it can be imported anywhere.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

# Where `python -m simulator` finds the package.
_TESTS = Path(__file__).resolve().parent.parent
# Seconds for an answer of the control interface, and for the end after SIGTERM.
_PATIENCE = 30.0
# The control interface is on the loopback: a proxy of the environment must not come between.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class ControlError(Exception):
    """The control interface refused a request; the message is its sentence."""


class SimulatedPhone:
    """One phone of a running simulator, or with the address `all` every phone (to change, not to look at)."""

    def __init__(self, control: str, address: str) -> None:
        self.address = address
        self._url = f"{control}/phones/{address}"

    def state(self) -> dict[str, Any]:
        """Everything about the phone; README.md lists the fields."""
        state: dict[str, Any] = _exchange("GET", self._url)
        return state

    def values(self) -> dict[str, str]:
        """Return all values by bare number (and identity name), write-only ones with their real content."""
        values: dict[str, str] = self.state()["values"]
        return values

    def contacts(self) -> list[dict[str, Any]]:
        """Return the phonebook by rising `id`: also `first_name`, `last_name`, `group_id`, `work`, `home`, `mobile`, `fax`,
        `email`."""
        contacts: list[dict[str, Any]] = self.state()["contacts"]
        return contacts

    def groups(self) -> dict[int, str]:
        """Return the names of the contact groups by id, with 0 (`default`) and 100 (`blacklist`)."""
        return {int(group_id): name for group_id, name in self.state()["groups"].items()}

    def lines(self) -> dict[int, dict[str, Any]]:
        """Return the lines by number: `state` (the guide's number), `number`, `name`, `account` and `active` of each."""
        return {int(number): line for number, line in self.state()["lines"].items()}

    def uptime(self) -> float:
        """Seconds since the phone's last boot; 0 while it boots."""
        return float(self.state()["uptime"])

    def ring(self, number: str, name: str = "", account: int = 1) -> None:
        """Let a caller ring on the first idle line."""
        self.set(ring={"number": number, "name": name, "account": str(account)})

    def wait_until_up(self, seconds: float = 20.0) -> None:
        """Wait until the phone answers, is not about to go down, and asks for no file. Raises `TimeoutError` when it takes
        longer."""
        deadline = time.monotonic() + seconds
        while (state := self.state())["going_down"] or state["booting"] or state["fetching"] or not state["reachable"]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.address} is not up after {seconds:g} seconds.")
            time.sleep(0.02)

    def set(self, **changes: Any) -> None:
        """Change the state: `values`, `profile`, `quirks`, `strikes`, `locked_for`, `sessions`, `registered`, `pbx`, `contacts`,
        `groups`, `clock`, `uptime`, `provisioning`, `zero_touch`, `upgrades`, `upgrade_breaks`, `far_end`, `state`, `lines`,
        `ring`, `off`, `reset`. Raises `ControlError` and changes nothing when one of them is wrong."""
        _exchange("PATCH", self._url, changes)

    def requests(self, endpoint: str | None = None) -> list[dict[str, Any]]:
        """Return what the phone was asked, in order; only one endpoint's requests if it is named."""
        records: list[dict[str, Any]] = _exchange("GET", f"{self._url}/requests")
        return [record for record in records if endpoint in (None, record["endpoint"])]

    def clear_requests(self) -> None:
        """Forget what was asked."""
        _exchange("DELETE", f"{self._url}/requests")

    def fault(
        self,
        kind: str,
        endpoint: str = "*",
        *,
        times: int | None = 1,
        skip: int = 0,
        seconds: float | None = None,
    ) -> None:
        """Arm a fault; `times` None: until removed, `seconds` None: the kind's usual duration."""
        fault: dict[str, Any] = {"kind": kind, "endpoint": endpoint, "times": times, "skip": skip}
        _exchange("POST", f"{self._url}/faults", fault if seconds is None else {**fault, "seconds": seconds})

    def clear_faults(self) -> None:
        """Remove all faults."""
        _exchange("DELETE", f"{self._url}/faults")


class Simulator:
    """A fleet in a process of its own, from `start` (or `with`) to `stop`. Ports are free ones unless given."""

    def __init__(
        self,
        phones: int = 1,
        *,
        first_address: str = "127.0.10.1",
        port: int = 0,
        control: str = "127.0.0.1:0",
        models: Sequence[str] = (),
        password: str | None = None,
        user_password: str | None = None,
        tls: bool = False,
        https_port: int | None = None,
        latency: float = 0,
        firmware: str = "guide",
        quirks: Mapping[str, object] | None = None,
        faults: Sequence[Mapping[str, object]] = (),
        values: Mapping[str, str] | None = None,
        python: str = sys.executable,
        startup_seconds: float = 30.0,
    ) -> None:
        """`https_port`: phones begin with HTTP and can be set to HTTPS, which is found there (0: a free port). `latency` is in
        milliseconds and `firmware` a profile, as on the command line; `python` needs aiohttp (and
        cryptography for TLS)."""
        self._command = [python, "-m", "simulator", "--exit-with-parent", "--phones", str(phones)]
        self._command += ["--first-address", first_address, "--port", str(port), "--control", control]
        self._command += [part for model in models for part in ("--model", model)]
        self._command += ["--password", password] if password is not None else []
        self._command += ["--user-password", user_password] if user_password is not None else []
        self._command += ["--tls"] if tls else []
        self._command += ["--https-port", str(https_port)] if https_port is not None else []
        self._command += ["--latency", str(latency), "--firmware", firmware]
        self._command += [f"--quirk={name}={_text(value)}" for name, value in (quirks or {}).items()]
        self._command += [f"--fault={','.join(f'{k}={_text(v)}' for k, v in fault.items())}" for fault in faults]
        self._values = dict(values or {})
        self._startup_seconds = startup_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._cleanup = contextlib.ExitStack()
        self._ready: dict[str, Any] = {}

    # --- life

    def start(self) -> Simulator:
        """Start the process and wait until every phone listens. Raises `RuntimeError` with what it said if not."""
        folder = Path(self._cleanup.enter_context(tempfile.TemporaryDirectory(prefix="simulator-")))
        ready, output, values = folder / "ready.json", folder / "output", folder / "values.json"
        values.write_text(json.dumps(self._values), "utf-8")
        command = [*self._command, "--values", str(values), "--ready-file", str(ready)]
        command += ["--tls-directory", str(folder)]
        environment = {**os.environ, "PYTHONPATH": str(_TESTS), "PYTHONUNBUFFERED": "1"}
        with output.open("wb") as file:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, cwd=folder, env=environment
            )
        deadline = time.monotonic() + self._startup_seconds
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = output.read_text("utf-8", "replace").strip()
                status = self._process.poll()
                self.stop()
                raise RuntimeError(f"The simulator did not start (exit status {status}): {said}")
            time.sleep(0.02)
        self._ready = json.loads(ready.read_text("utf-8"))
        self._output = output
        return self

    def stop(self) -> None:
        """End the process and remove its files."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        self._cleanup.close()

    def __enter__(self) -> Simulator:
        return self.start()

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.stop()

    def output(self) -> str:
        """Return what the running process printed so far, on both of its outputs: the ready line, and nothing when all is
        well."""
        return self._output.read_text("utf-8", "replace")

    # --- what it is

    @property
    def pid(self) -> int:
        """Return the process's id."""
        return int(self._ready["pid"])

    @property
    def control(self) -> str:
        """Return the control interface's URL."""
        return str(self._ready["control"])

    @property
    def port(self) -> int:
        """Return the port of every phone."""
        return int(self._ready["port"])

    @property
    def https_port(self) -> int | None:
        """Return the port of phones that are set to HTTPS; None where all speak one scheme."""
        port: int | None = self._ready["https_port"]
        return port

    @property
    def ca(self) -> Path | None:
        """Return the file with the authority that signed the phones' certificate; None without TLS."""
        return Path(self._ready["ca"]) if self._ready["ca"] else None

    @property
    def fingerprint(self) -> str | None:
        """SHA-256 of the phones' certificate in hex; None without TLS."""
        return self._ready["fingerprint"]

    @property
    def addresses(self) -> list[str]:
        """Return the phones' addresses in order."""
        first = ipaddress.ip_address(self._ready["first_address"])
        return [str(first + number) for number in range(self._ready["phones"])]

    def base_url(self, address: str) -> str:
        """Return a phone's URL without a path."""
        return f"{'https' if self._ready['tls'] else 'http'}://{address}:{self.port}"

    # --- what it saw

    def phone(self, address: str | None = None) -> SimulatedPhone:
        """Return the phone at an address; the first one without."""
        return SimulatedPhone(self.control, address or self.addresses[0])

    def all_phones(self) -> SimulatedPhone:
        """Return every phone at once, for `set`, `fault`, `clear_faults` and `clear_requests`."""
        return SimulatedPhone(self.control, "all")

    def requests_summary(self) -> dict[str, Any]:
        """`{"phones": {address: {endpoint: count}}, "total": count, "writes": count}`."""
        summary: dict[str, Any] = _exchange("GET", f"{self.control}/requests")
        return summary


def _text(value: object) -> str:
    """Return a value as the command line writes it: `true`, `null`, and text as it is."""
    return value if isinstance(value, str) else json.dumps(value)


def _exchange(method: str, url: str, document: object = None) -> Any:
    """Send one request to the control interface and return its reply. Raises `ControlError` with its sentence."""
    body = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"}, method=method)
    try:
        with _open(request, timeout=_PATIENCE) as reply:
            return json.load(reply)
    except urllib.error.HTTPError as refusal:
        with refusal:
            raise ControlError(json.load(refusal)["error"]) from None
