# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The program: its command line, its life, its TLS, and many phones at a time."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import random
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from simulator import fleet
from simulator.arguments import parse
from simulator.client import Simulator
from simulator_tests.guest import Guest

TESTS = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "simulator"]
FREE = ["--port", "0", "--control", "127.0.0.1:0"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run([*COMMAND, *arguments], cwd=TESTS, capture_output=True, text=True, timeout=60, check=False)


def _command_line(pid: int) -> bytes:
    """The command line of a process; nothing when it is gone."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def tls_of(guest: Guest) -> ssl.SSLSocket:
    """The TLS side of a guest's connection."""
    connection = guest.connection.sock
    assert isinstance(connection, ssl.SSLSocket)
    return connection


@pytest.fixture
def running() -> Iterator[subprocess.Popen[str]]:
    """The program, started by hand, after its ready line was asked for by the test."""
    process = subprocess.Popen(
        [*COMMAND, *FREE, "--phones", "3"], cwd=TESTS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.communicate()


def test_help() -> None:
    told = run("--help").stdout
    for option in ("--phones", "--first-address", "--quirk", "--fault", "--ready-file", "--exit-with-parent", "reset_after"):
        assert option in told


def test_quirk_help() -> None:
    result = run("--quirk", "help")
    assert result.returncode == 0
    assert "separator=:   (: | . | both)\n    between user, random and password" in result.stdout
    assert "keep_alive=true   (bool)" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--first-address", "192.0.2.1"], "192.0.2.1 is outside 127.0.0.0/8"),
        (["--first-address", "127.255.255.254", "--phones", "3"], "3 phones from 127.255.255.254 reach outside 127.0.0.0/8"),
        (["--control", "0.0.0.0:8079"], "0.0.0.0 is outside 127.0.0.0/8"),
        (["--first-address", "localhost"], "Expected 4 octets in 'localhost'"),
        (["--phones", "0"], "--phones is at least 1."),
        (["--port", "65536"], "A port is a number from 0 to 65535; got '65536'."),
        (["--model", "gxp2170"], "invalid choice: 'gxp2170'"),
        (["--quirk", "nothing=1"], "Unknown quirk 'nothing'"),
        (["--quirk", "separator"], "--quirk expects NAME=VALUE; got 'separator'."),
        (["--quirk", "lockout_attempts=x"], "Quirk 'lockout_attempts' is a whole number from 0; got 'x'."),
        (["--fault", "kind=boom"], "Unknown kind of fault 'boom'"),
        (["--fault", "kind=reset,times=often"], "The times of a fault are a whole number from 1, or null; got 'often'."),
        (["--values", "/nowhere/values.json"], "No such file or directory"),
        (["--latency", "-1"], "--latency is at least 0."),
    ],
)
def test_wrong_arguments(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse(arguments)
    assert end.value.code == 2
    assert sentence in capsys.readouterr().err


def test_ready_line_and_signals(running: subprocess.Popen[str]) -> None:
    assert running.stdout is not None
    line = running.stdout.readline()
    port = line.partition("127.0.10.1:")[2].partition(" ")[0]
    control = line.rpartition(":")[2].strip()
    assert line == (f"simulator: 3 phones on http://127.0.10.1:{port} … 127.0.10.3:{port}, control http://127.0.0.1:{control}\n")
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (0, "", "")
    for address in ("127.0.10.1", "127.0.10.3"):
        with pytest.raises(ConnectionRefusedError), socket.create_connection((address, int(port)), 2):
            pass


def test_sigterm_does_not_wait_for_hanging_answers(running: subprocess.Popen[str]) -> None:
    assert running.stdout is not None
    line = running.stdout.readline()
    url = line.split()[4]
    with Guest(line.rpartition(" ")[2].strip()) as operator:
        operator.send("POST", "/phones/all/faults", b'{"kind": "hang"}')
        with Guest(url) as guest:
            guest.connection.request("GET", "/cgi-bin/loginrealm")
            time.sleep(0.1)
            begun = time.monotonic()
            running.terminate()
            out, err = running.communicate(timeout=30)
    assert time.monotonic() - begun < 20
    assert (running.returncode, out, err) == (0, "", "")


@pytest.mark.parametrize("option", ["--port", "--control"])
def test_taken_port(option: str) -> None:
    # The second of two phones: the first one's socket must not be left behind.
    address = "127.0.10.2" if option == "--port" else "127.0.0.1"
    with socket.create_server((address, 0)) as taken:
        port = taken.getsockname()[1]
        given = str(port) if option == "--port" else f"{address}:{port}"
        result = run(*FREE, "--phones", "2", option, given)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"simulator: cannot listen on {address}:{port}: Address already in use\n"


def test_picks_a_port_that_is_free_at_every_address(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[socket.socket] = []
    listening_socket = fleet.listening_socket

    def beside_another_program(address: str, port: int) -> socket.socket:
        if address == "127.0.10.2" and not held:
            held.append(socket.create_server((address, port)))
        return listening_socket(address, port)

    monkeypatch.setattr(fleet, "listening_socket", beside_another_program)

    async def places() -> list[str]:
        phones = fleet.Fleet(fleet.FleetPlan(addresses=["127.0.10.1", "127.0.10.2", "127.0.10.3"], port=0))
        await phones.start()
        try:
            return [phones.base_url(address) for address in phones.phones]
        finally:
            await phones.stop()

    found = asyncio.run(places())
    taken = held[0].getsockname()[1]
    held[0].close()
    ports = {url.rpartition(":")[2] for url in found}
    assert len(ports) == 1
    assert ports.isdisjoint({"0", str(taken)})


def test_phone_that_is_away_finds_its_port_free_again(monkeypatch: pytest.MonkeyPatch) -> None:
    listening_socket = fleet.listening_socket
    candidates = random.sample(range(20000, 32000), 20)

    def as_luck_would_have_it(address: str, port: int) -> socket.socket:
        for candidate in candidates if port == 0 else [port]:
            with contextlib.suppress(OSError):
                return listening_socket(address, candidate)
        raise OSError(f"no port is free at {address}")

    monkeypatch.setattr(fleet, "listening_socket", as_luck_would_have_it)

    async def meanwhile_another_starts() -> bool:
        first, second = (fleet.Fleet(fleet.FleetPlan(addresses=["127.0.10.1"], port=0)) for dummy in range(2))
        phone = first.phones["127.0.10.1"]
        await first.start()
        first.switch(phone, off=True)
        await second.start()
        first.switch(phone, off=False)
        try:
            return first.is_reachable(phone)
        finally:
            await first.stop()
            await second.stop()

    assert asyncio.run(meanwhile_another_starts())


def test_client_says_why_it_did_not_start() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)exit status 2.*Unknown quirk 'nothing'"), Simulator(quirks={"nothing": 1}):
        pass


def test_ready_file(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    with subprocess.Popen([*COMMAND, *FREE, "--ready-file", str(ready)], cwd=TESTS, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"simulator: 1 phone on http://127.0.10.1:")
        told = json.loads(ready.read_text())
        assert told.keys() == {"pid", "control", "first_address", "port", "https_port", "phones", "tls", "ca", "fingerprint"}
        assert (told["pid"], told["first_address"], told["phones"], told["tls"]) == (process.pid, "127.0.10.1", 1, False)
        process.terminate()
        process.wait(30)
    assert list(tmp_path.iterdir()) == []


def test_exit_with_parent(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    start = f"import subprocess, time; subprocess.Popen({[*COMMAND, *FREE, '--exit-with-parent', '--ready-file', str(ready)]!r})"
    parent = subprocess.Popen([sys.executable, "-c", f"{start}; time.sleep(60)"], cwd=TESTS, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while not ready.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        child = json.loads(ready.read_text())["pid"]
    finally:
        parent.kill()
        parent.wait()
    while ready.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not ready.exists()
    # A process that has ended keeps its entry, without a command line, until somebody has asked for its status.
    while _command_line(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert b"simulator" not in _command_line(child)


def test_start_values_and_passwords() -> None:
    with (
        Simulator(values={"P30": "ntp.example.net"}, password="pa:ss", user_password="ü") as fleet,
        Guest(fleet.base_url(fleet.addresses[0])) as guest,
    ):
        assert guest.login(password="pa:ss").read("30") == {"30": "ntp.example.net"}
        guest.login("user", "ü")
        assert fleet.phone().state()["stored"] == {}


def test_two_hundred_phones_are_isolated() -> None:
    with Simulator(200) as fleet:
        for number, address in enumerate(fleet.addresses):
            with Guest(fleet.base_url(address)) as guest:
                guest.login().write(P30=f"ntp{number}.example.net")
        for number, address in enumerate(fleet.addresses):
            assert fleet.phone(address).state()["stored"] == {"30": f"ntp{number}.example.net"}
        summary = fleet.requests_summary()
        assert (len(summary["phones"]), summary["total"], summary["writes"]) == (200, 600, 200)


def test_thousands_of_phones_start_in_seconds() -> None:
    begun = time.monotonic()
    with Simulator(2000) as fleet, Guest(fleet.base_url(fleet.addresses[-1])) as guest:
        assert time.monotonic() - begun < 10
        guest.login()
        kilobytes = int(Path(f"/proc/{fleet.pid}/status").read_text().partition("VmRSS:")[2].split()[0])
        assert kilobytes < 200_000


def test_tls_is_verified() -> None:
    with Simulator(300, tls=True) as fleet:
        trusting = ssl.create_default_context(cafile=str(fleet.ca))
        for address in (fleet.addresses[0], fleet.addresses[-1]):
            with Guest(fleet.base_url(address), trusting) as guest:
                connection = tls_of(guest.login())
                assert connection.version() == "TLSv1.3"
                assert sha256(connection.getpeercert(binary_form=True) or b"").hexdigest() == fleet.fingerprint
        url = fleet.base_url(fleet.addresses[0])
        with Guest(url, ssl.create_default_context()) as guest, pytest.raises(ssl.SSLCertVerificationError):
            guest.get("loginrealm")
        assert fleet.output().count("\n") == 1, fleet.output()


def test_faults_over_tls() -> None:
    with Simulator(tls=True) as fleet:
        trusting = ssl.create_default_context(cafile=str(fleet.ca))
        with Guest(fleet.base_url(fleet.addresses[0]), trusting) as guest:
            for kind in ("reset", "reset_after", "refuse"):
                fleet.phone().fault(kind, "loginrealm", seconds=0.1 if kind == "refuse" else None)
                with pytest.raises((ConnectionResetError, ssl.SSLEOFError)):
                    guest.get("loginrealm")
            time.sleep(0.2)
            fleet.phone().fault("short", "loginrealm")
            with pytest.raises(http.client.IncompleteRead):
                guest.get("loginrealm")
            guest.login()
        assert fleet.output().count("\n") == 1, fleet.output()


def test_old_ciphers() -> None:
    with Simulator(tls=True, quirks={"tls_ciphers": "old"}) as fleet:
        url = fleet.base_url(fleet.addresses[0])
        with Guest(url, ssl.create_default_context(cafile=str(fleet.ca))) as guest, pytest.raises(ssl.SSLError):
            guest.get("loginrealm")
        old = ssl.create_default_context(cafile=str(fleet.ca))
        old.set_ciphers("ALL:@SECLEVEL=0")
        with Guest(url, old) as guest:
            connection = tls_of(guest.login())
            assert connection.version() == "TLSv1.2"
            assert (connection.cipher() or [""])[0] == "AES128-SHA"
        assert fleet.output().count("\n") == 1, fleet.output()


def test_tls_directory_of_its_own_is_removed() -> None:
    process = subprocess.Popen([*COMMAND, *FREE, "--tls"], cwd=TESTS, stdout=subprocess.PIPE, text=True, env=os.environ)
    assert process.stdout is not None
    with process:
        ca = Path(process.stdout.readline().partition("CA ")[2].partition(",")[0])
        assert ca.read_text().startswith("-----BEGIN CERTIFICATE-----")
        process.terminate()
        process.wait(30)
    assert not ca.parent.exists()
