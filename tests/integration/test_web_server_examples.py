# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The web servers of the guide to provisioning files: they take its examples, and serve what phones ask for and nothing else."""

from __future__ import annotations

import subprocess
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as the role publish writes it, and more."""
    folder = tmp_path / "provisioning"
    for name in (*SERVED, ".gs_publish.json", ".gs_publish.lock", "cfg000b82000a01.xml~"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return issue(["127.0.0.1"], tmp_path / "tls", old=False).phone


def status(url: str) -> int:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10) as reply:
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


def test_apache(folder: Path, certificate: Path, tmp_path: Path) -> None:
    """Its own check of a configuration; to serve files it would have to be another user than the one who runs the tests."""
    apache = web_servers.program("apache2") or web_servers.program("httpd")
    folders = (Path("/usr/lib/apache2/modules"), Path("/usr/lib64/httpd/modules"))
    modules = next((place for place in folders if place.is_dir()), None)
    if apache is None or modules is None:
        pytest.skip("this machine has no Apache; install it: apt-get install apache2-bin")
    needed = ("mpm_event", "authz_core", "alias", "socache_shmcb", "ssl")
    loaded = [f"LoadModule {name}_module {modules}/mod_{name}.so" for name in needed]
    example = web_servers.localized(web_servers.example("apache"), folder, certificate)
    file = tmp_path / "httpd.conf"
    file.write_text("\n".join([*loaded, f"DefaultRuntimeDir {tmp_path}", "Listen 127.0.0.1:443", example, ""]), encoding="utf-8")
    checked = subprocess.run([apache, "-t", "-f", file], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr.splitlines()[-1:]) == (0, ["Syntax OK"])
