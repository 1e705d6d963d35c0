# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The web servers of the guide to provisioning files: they take its examples, and serve what phones ask for and nothing else."""

from __future__ import annotations

import ssl
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from simulator.certificates import issue
from support import web_servers

SERVED = ("cfg000b82000a01.xml", "phonebook/phonebook.xml", "phonebook/rome-nord/phonebook.xml")
KEPT = (
    ".gs_publish.json",
    ".gs_publish.lock",
    "",
    "phonebook/",
    "phonebook/rome-nord",
    "cfg000B82000A01.xml",
    "cfg000b82000a01.xml~",
)
#: Who the server is, is another test's question.
ANY_CERTIFICATE = urllib.request.HTTPSHandler(context=ssl._create_unverified_context())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return filled(tmp_path)


def filled(place: Path) -> Path:
    """A folder as the role publish writes it, and more."""
    folder = place / "provisioning"
    for name in (*SERVED, ".gs_publish.json", ".gs_publish.lock", "cfg000b82000a01.xml~"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return issue(["127.0.0.1"], tmp_path / "tls", old=False).phone


def status(url: str) -> int:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({}), ANY_CERTIFICATE).open(url, timeout=10) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code


def test_nginx(folder: Path, certificate: Path, tmp_path: Path) -> None:
    if web_servers.program("nginx") is None:
        pytest.skip("this machine has no nginx; install it: apt-get install nginx-light")
    with web_servers.served(folder, certificate, tmp_path) as server:
        assert [status(f"{server.http}/{name}") for name in SERVED] == [200] * len(SERVED)
        assert [status(f"{server.http}/{name}") for name in KEPT] == [404] * len(KEPT)
        for path in ("/", "/cfg000b82000a01.xml", "/0000000000000000/cfg000b82000a01.xml"):
            assert status(server.http.replace(f"/{web_servers.SECRET_PATH}", path)) == 404


def test_apache(certificate: Path) -> None:
    if web_servers.apache() is None:
        pytest.skip("this machine has no Apache; install it: apt-get install apache2-bin")
    # Not below the folder of the test, which only its own user may enter: where that is root, Apache becomes somebody else.
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = filled(Path(place))
        with web_servers.apache_server(folder, certificate, Path(place)) as https:
            assert [status(f"{https}/{name}") for name in SERVED] == [200] * len(SERVED)
            assert {status(f"{https}/{name}") for name in KEPT} <= {403, 404}
            for path in ("/", "/cfg000b82000a01.xml", "/0000000000000000/cfg000b82000a01.xml"):
                assert status(https.replace(f"/{web_servers.SECRET_PATH}", path)) in (403, 404)
