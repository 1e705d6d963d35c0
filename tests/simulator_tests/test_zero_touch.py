# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A phone that knows only a server's URL: what it asks for, what it takes, and what it leaves alone."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.certificates import issue
from simulator.client import ControlError, SimulatedPhone
from simulator_tests.guest import Guest
from support.web_servers import SECRET_PATH, WebServer, python_servers

MAC = "000b82000a01"
FILE = f"cfg{MAC}.xml"
PASSWORD = "for files ü"


def config(values: str, mac: str = MAC) -> str:
    return f'<?xml version="1.0"?><gs_provision version="1"><mac>{mac}</mac><config version="1">{values}</config></gs_provision>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What is served."""
    folder = tmp_path / "served"
    folder.mkdir()
    return folder


@pytest.fixture
def server(tmp_path: Path, folder: Path) -> Iterator[WebServer]:
    certificates = issue(["127.0.0.1"], tmp_path / "tls", old=False)
    with python_servers(folder, certificates.phone, tmp_path) as server:
        yield server


def boot(phone: SimulatedPhone, **around: Any) -> str:
    """Let a phone of the factory boot that was told of a server; gives what came of it."""
    phone.set(off=True, zero_touch=around)
    phone.set(off=False)
    return results(phone)[-1]


def results(phone: SimulatedPhone) -> list[str]:
    phone.wait_until_up()
    return [fetch["result"] for fetch in phone.state()["fetches"]]


def encrypted(text: str, digest: str = "md5", password: str = PASSWORD) -> bytes:
    """What OpenSSL's own program makes of a text."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed")
    command = [program, "enc", "-e", "-aes-256-cbc", "-md", digest, "-pass", f"pass:{password}"]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout


def test_asks_when_it_boots_and_on_provisioning(guest: Guest, phone: SimulatedPhone, server: WebServer, folder: Path) -> None:
    file = folder / "secret" / FILE
    file.parent.mkdir()
    file.write_text(config("<P30>ntp.example.net</P30><P34>pass &lt;1&gt;</P34><P2>from the file</P2><P99999>x</P99999>"))
    assert phone.state()["mac"] == MAC
    assert boot(phone, url=f"{server.http}/secret/") == "applied"
    values = phone.values()
    assert (values["30"], values["34"], values["2"]) == ("ntp.example.net", "pass <1>", "from the file")
    assert "99999" not in values
    assert server.asked() == [("127.0.10.1", f"/{SECRET_PATH}/secret/{FILE}", 200)]

    file.write_text(config("<P30>new.example.net</P30>"))
    with guest.login(password="from the file") as admin:
        assert admin.get("api-sys_operation", {"request": "PROV"}).json["response"] == "success"
    assert results(phone) == ["applied", "applied"]
    assert phone.values()["30"] == "new.example.net"

    # RESET brings the factory back, and the phone asks anew.
    phone.set(quirks={"shutdown_seconds": 0.05, "boot_seconds": 0.1})
    with Guest(guest.base_url) as again:
        again.login(password="from the file").get("api-sys_operation", {"request": "RESET"})
    assert results(phone) == ["applied"] * 3
    assert (phone.values()["2"], phone.values()["30"]) == ("admin", "new.example.net")


@pytest.mark.parametrize("digest", ["md5", "sha256"])
def test_encrypted(phone: SimulatedPhone, server: WebServer, folder: Path, digest: str) -> None:
    """Only the password opens it; without it the phone keeps its state."""
    (folder / FILE).write_bytes(encrypted(config(f"<P30>ntp.example.net</P30><P1359>{PASSWORD}</P1359>"), digest))
    phone.set(quirks={"config_digest": digest})
    before = phone.state()["stored"]
    assert boot(phone, url=server.http) == "encrypted"
    assert boot(phone, url=server.http, password="another") == "wrong password"
    assert phone.state()["stored"] == before
    assert boot(phone, url=server.http, password=PASSWORD) == "applied"
    assert phone.values()["30"] == "ntp.example.net"
    # From now on it knows the password by itself.
    assert boot(phone, url=server.http) == "applied"
    phone.set(quirks={"config_digest": "sha256" if digest == "md5" else "md5"})
    assert boot(phone, url=server.http) == "wrong password"


@pytest.mark.parametrize(
    ("content", "result"),
    [
        (None, "not found"),
        (b"", "not understood"),
        (b"<html></html>", "not understood"),
        (config("").replace('config version="1"', 'config version="2"').encode(), "not understood"),
        (config("<P30>x</P30>", "000b82000a02").encode(), "for another phone"),
        (b"Salted__12345678short", "not understood"),
        (b" " * (1024 * 1024 + 1), "too large"),
    ],
    ids=["missing", "empty", "page", "version", "other", "cut", "large"],
)
def test_left_alone(phone: SimulatedPhone, server: WebServer, folder: Path, content: bytes | None, result: str) -> None:
    if content is not None:
        (folder / FILE).write_bytes(content)
    before = phone.state()["stored"]
    assert boot(phone, url=server.http, password=PASSWORD) == result
    assert phone.state()["stored"] == before


def test_settings_lead_elsewhere_where_dhcp_does_not_count(phone: SimulatedPhone, server: WebServer, folder: Path) -> None:
    """P145 lets the phone's own settings decide; it never leaves this machine."""
    where = {"145": "0", "212": "1", "237": f"{server.http.removeprefix('http://')}/own"}
    (folder / "own").mkdir()
    (folder / "own" / FILE).write_text(config("<P30>own</P30><P237>phones.example.net</P237>"))
    phone.set(values=where)
    assert boot(phone, url=f"{server.http}/dhcp") == "applied"
    assert boot(phone, url=f"{server.http}/dhcp") == "not on this machine"
    assert server.asked() == [("127.0.10.1", f"/{SECRET_PATH}/own/{FILE}", 200)]


def test_certificate_is_verified(phone: SimulatedPhone, tmp_path: Path, folder: Path) -> None:
    right, wrong = (issue([address], tmp_path / address, old=False) for address in ("127.0.0.1", "127.0.0.2"))
    (folder / FILE).write_text(config("<P30>ntp.example.net</P30>"))
    for certificates, ca, result in (
        (right, right.ca, "applied"),
        (right, wrong.ca, "certificate not trusted"),
        (right, None, "certificate not trusted"),
        (wrong, wrong.ca, "certificate not trusted"),
    ):
        scratch = Path(tempfile.mkdtemp(dir=tmp_path))
        with python_servers(folder, certificates.phone, scratch) as server:
            assert boot(phone, url=server.https, ca=ca and str(ca)) == result


def test_server_that_is_away(phone: SimulatedPhone) -> None:
    assert boot(phone, url="http://127.0.0.1:1").startswith("no answer: ")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("http://127.0.0.1", "an object of url"),
        ({"url": "http://127.0.0.1", "mac": "x"}, "an object of url"),
        ({}, "is http or https on this machine; got ''"),
        ({"url": "http://phones.example.net/"}, "on this machine; got 'http://phones"),
        ({"url": "tftp://127.0.0.1/"}, "is http or https"),
        ({"url": "http://127.0.0.1", "password": 5}, "gives strings"),
    ],
)
def test_wrong_field(phone: SimulatedPhone, value: Any, sentence: str) -> None:
    with pytest.raises(ControlError, match=sentence):
        phone.set(zero_touch=value)
    assert phone.state()["zero_touch"] is None
