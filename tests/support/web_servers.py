# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real web servers for a folder, on the loopback: nginx and Apache as the guide says where they are installed, else Python's."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import pwd
import random
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.venvs import ROOT

GUIDE = ROOT / "docs" / "docsite" / "rst" / "guide_provisioning_files.rst"
#: The folder that the guide's examples serve, the path below which they do, and their certificate and key.
SERVED, SECRET_PATH = "/srv/provisioning", "3f9d0c7be2a84b19"
CERTIFICATE, KEY = "/etc/ssl/certs/phones.example.net.pem", "/etc/ssl/private/phones.example.net.key"
#: Seconds until a server listens.
_PATIENCE = 10.0


@dataclass(frozen=True)
class WebServer:
    """A running server: `http` and `https` are the URLs of its folder, `log` is where it notes who asked for what."""

    http: str
    https: str
    log: Path

    def asked(self) -> list[tuple[str, str, int]]:
        """Who asked for what so far, and what was answered: the client's address, the path, the status."""
        lines = [line.split() for line in self.log.read_text(encoding="utf-8").splitlines()]
        return [(address, path, int(status)) for address, path, status in lines]


def program(name: str) -> str | None:
    """Return where a server's program is; servers are often in a folder that only root has on its path."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin")


def example(language: str) -> str:
    """Return the guide's example of a language."""
    text = GUIDE.read_text(encoding="utf-8")
    found = re.findall(rf"^\.\. code-block:: {language}\n\n((?: .*\n|\n)+)", text, re.MULTILINE)
    assert len(found) == 1, language
    return "\n".join(line.removeprefix("   ") for line in found[0].splitlines())


@contextlib.contextmanager
def served(folder: Path, certificate: Path, scratch: Path) -> Iterator[WebServer]:
    """Serve a folder by HTTP and HTTPS. `certificate` has its key in it; `scratch` is for the server's own files."""
    nginx = program("nginx")
    with _nginx(nginx, folder, certificate, scratch) if nginx else python_servers(folder, certificate, scratch) as server:
        yield server


@contextlib.contextmanager
def python_servers(folder: Path, certificate: Path, scratch: Path) -> Iterator[WebServer]:
    """Serve a folder by Python's own web server, below the guide's path as nginx does."""
    log = scratch / "asked.log"
    log.touch()
    below = scratch / "root"
    below.mkdir()
    (below / SECRET_PATH).symlink_to(folder)
    lock = threading.Lock()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_request(self, code: Any = "-", size: Any = "-") -> None:
            with lock, log.open("a", encoding="utf-8") as file:
                file.write(f"{self.client_address[0]} {self.path} {int(code)}\n")

        def log_message(self, *_said: Any) -> None:
            """Print nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    handler = functools.partial(Handler, directory=str(below))
    with contextlib.ExitStack() as stack:
        ports = {}
        for scheme in ("http", "https"):
            server = stack.enter_context(_Threading(("127.0.0.1", 0), handler))
            if scheme == "https":
                # The handshake is each connection's own business, not that of whoever accepts connections.
                server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
            ports[scheme] = server.server_port
        yield _web_server(ports, log)


class _Threading(http.server.ThreadingHTTPServer):
    """A server for many clients that come at the same moment."""

    request_queue_size = 128

    def handle_error(self, *_whom: Any) -> None:
        """Say nothing: a client that does not trust the certificate breaks off."""


def _web_server(ports: dict[str, int], log: Path) -> WebServer:
    urls = {scheme: f"{scheme}://127.0.0.1:{port}/{SECRET_PATH}" for scheme, port in ports.items()}
    return WebServer(urls["http"], urls["https"], log)


@contextlib.contextmanager
def _nginx(nginx: str, folder: Path, certificate: Path, scratch: Path) -> Iterator[WebServer]:
    """Serve a folder by nginx, with the guide's own example; only ports, paths and the certificate are others."""
    ports = {"http": _free_port(), "https": _free_port()}
    log = scratch / "asked.log"
    log.touch()
    listening = f"listen 127.0.0.1:{ports['http']}; listen 127.0.0.1:{ports['https']} ssl;"
    server = localized(example("nginx"), folder, certificate).replace("listen 443 ssl;", listening)
    configuration = nginx_configuration(server, scratch, f"log_format asked '$remote_addr $uri $status'; access_log {log} asked;")
    subprocess.run([nginx, "-t", "-q", "-p", scratch, "-c", configuration], check=True)
    process = subprocess.Popen([nginx, "-p", scratch, "-c", configuration])
    try:
        for port in ports.values():
            _wait_for(port)
        yield _web_server(ports, log)
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def apache() -> tuple[str, Path] | None:
    """Return where Apache's program and modules are, whatever this system calls it."""
    found = program("apache2") or program("httpd")
    folders = (Path("/usr/lib/apache2/modules"), Path("/usr/lib64/httpd/modules"))
    modules = next((place for place in folders if place.is_dir()), None)
    return (found, modules) if found and modules else None


@contextlib.contextmanager
def apache_server(folder: Path, certificate: Path, scratch: Path) -> Iterator[str]:
    """Serve a folder by Apache with the guide's own example, and nothing of this machine's Apache; gives the URL of the folder.

    Where root runs it, it becomes nobody, as Apache wants it: `folder` and what it is in must be readable for all.
    """
    found = apache()
    assert found, "see apache()"
    httpd, modules = found
    port = _free_port()
    server = localized(example("apache"), folder, certificate).replace("<VirtualHost *:443>", f"<VirtualHost 127.0.0.1:{port}>")
    # On some systems they are a part of the program.
    names = ("mpm_event", "authz_core", "unixd", "alias", "socache_shmcb", "ssl")
    loaded = [f"LoadModule {name}_module {file}" for name in names if (file := modules / f"mod_{name}.so").exists()]
    nobody = pwd.getpwnam("nobody")
    lines = [
        *(
            f"ServerRoot {scratch}",
            f"DefaultRuntimeDir {scratch}",
            f"PidFile {scratch}/httpd.pid",
            "ServerName phones.example.net",
        ),
        *(f"ErrorLog {scratch}/error.log", f"Listen 127.0.0.1:{port}", *loaded),
        *([f"User #{nobody.pw_uid}", f"Group #{nobody.pw_gid}"] if os.geteuid() == 0 else []),
        server,
    ]
    file = scratch / "httpd.conf"
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    checked = subprocess.run([httpd, "-t", "-f", file], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr.strip()) == (0, "Syntax OK")
    process = subprocess.Popen([httpd, "-DFOREGROUND", "-f", file])
    try:
        _wait_for(port)
        yield f"https://127.0.0.1:{port}/{SECRET_PATH}"
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def nginx_configuration(server: str, scratch: Path, log: str = "access_log off;") -> Path:
    """Write a configuration with one server, whose own files are all in `scratch`."""
    paths = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{name}_temp_path {scratch}/{name};" for name in paths)
    file = scratch / "nginx.conf"
    # One process, so that root does not give its rights away and can read what the test wrote.
    file.write_text(
        f"daemon off; master_process off; pid {scratch}/nginx.pid; error_log {scratch}/error.log;\n"
        f"events {{ worker_connections 512; }}\nhttp {{ {temporary} {log}\n{server}\n}}\n",
        encoding="utf-8",
    )
    return file


def localized(configuration: str, folder: Path, certificate: Path) -> str:
    """Return an example of the guide with this test's folder and certificate."""
    for theirs, ours in ((SERVED, folder), (CERTIFICATE, certificate), (KEY, certificate)):
        assert theirs in configuration, theirs
        configuration = configuration.replace(theirs, str(ours))
    return configuration


def _free_port() -> int:
    """Return a port that is free, and that no connection is given before the server takes it: the system gives higher ones."""
    for port in random.sample(range(20000, 32000), 100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("100 ports of this machine were tried, and none is free")


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
