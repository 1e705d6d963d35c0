# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A Python of a controller that has libraries loaded already, and forks itself for each program that it is asked for.

Half of the time of a small play is loading Jinja, PyYAML, cryptography and so on. Those are loaded once here. Of Ansible only the
floor is that newer ones have: all that reads the environment or a configuration is loaded anew by each program, after its
environment is set.
Ansible compiles the files of collections in each process; here, what was compiled once is kept beside the collection. The two
long YAML files that it has itself and reads in each process, which takes a quarter of a small play, are read once here.

:mod:`support.warm` starts this file, and sends over the socket that is its standard input: a JSON document with `program`,
`arguments`, `folder` and `environment`, and the descriptors for the program's output, its errors, and what becomes of it: a line
with its process id, and one with its exit code.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import importlib
import importlib.util
import json
import marshal
import os
import runpy
import select
import signal
import socket
import sys
import time
import types
from pathlib import Path
from typing import Any

#: What a playbook and the collection import, so that what these import in turn can be found.
_LOADED = ("ansible.cli.playbook", "requests", "jsonschema", "defusedxml.ElementTree")
#: It says what tagged data is, in many classes that Python makes anew each time.
_FLOOR = "ansible._internal"
_ROOM = 1 << 17
#: Objects until Python looks for cycles: seldom, because no program here lives for long.
_OBJECTS = 50_000
_COLLECTIONS = "/ansible_collections/"
#: What Ansible reads of its own as plain data, by the text or the file's name, and how; each program has it once for itself.
_READ: dict[tuple[Any, bytes], Any] = {}


def main() -> None:
    """Serve until the other side is gone; in a child, become the program."""
    # Its folder is no place to import from: the programs' own is, see _become.
    sys.path.pop(0)
    _preload()
    connection = socket.socket(fileno=os.dup(0))
    request = _serve(connection)
    if request is not None:
        _become(*request)


def _preload() -> None:
    """Load what a playbook loads, but for Ansible itself. A child finds out what that is."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(writing, "w") as file:
            for name in _LOADED:
                importlib.import_module(name)
            json.dump([name for name in sys.modules if name.partition(".")[0] not in ("ansible", "__main__")], file)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        names = json.load(file)
    os.waitpid(child, 0)
    for name in names:
        # Some are made by what imports them, such as `six.moves`.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    _read_texts()
    with contextlib.suppress(ImportError):
        importlib.import_module(_FLOOR)
    assert "ansible.constants" not in sys.modules
    gc.collect()
    gc.freeze()


def _read_texts() -> None:
    """Read Ansible's options and what its own plugins were called before, and give them to who asks PyYAML for them."""
    yaml = importlib.import_module("yaml")
    load = yaml.load
    spec = importlib.util.find_spec("ansible")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).with_name("config")
    options, renamed = folder / "base.yml", folder / "ansible_builtin_runtime.yml"
    _READ[yaml.CSafeLoader, os.fsencode(options)] = load(options.read_bytes(), yaml.CSafeLoader)
    for loader in (yaml.CBaseLoader, yaml.CSafeLoader):
        # One or the other, by the version.
        _READ[loader, renamed.read_bytes()] = load(renamed.read_bytes(), loader)

    def load_or_take(stream: Any, Loader: Any) -> Any:  # noqa: N803 - as PyYAML calls it
        found = _READ.pop((Loader, getattr(stream, "name", stream)), None)
        return load(stream, Loader) if found is None else found

    yaml.__dict__["load"] = load_or_take


def _serve(connection: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """Fork for each request. Return it in the child, and None when there are no more."""
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    children: dict[int, int] = {}
    while True:
        ready = select.select([connection.fileno(), woken], [], [])[0]
        if woken in ready:
            os.read(woken, _ROOM)
            _reap(children)
        if connection.fileno() in ready:
            message, descriptors, _flags, _address = socket.recv_fds(connection, _ROOM, 3)
            if not message:
                return None
            child = os.fork()
            if child == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                # Else its end would close what the program has in that place.
                connection.detach()
                return json.loads(message), descriptors
            output, errors, status = descriptors
            os.close(output)
            os.close(errors)
            children[child] = status


def _reap(children: dict[int, int]) -> None:
    """Tell what became of those that have ended."""
    for child, status in list(children.items()):
        ended, code = os.waitpid(child, os.WNOHANG)
        if ended:
            _tell(status, os.waitstatus_to_exitcode(code))
            os.close(children.pop(child))


def _tell(status: int, number: int) -> None:
    with contextlib.suppress(BrokenPipeError):
        os.write(status, f"{number}\n".encode())


def _compile(source: Any, filename: Any, mode: str, flags: int, dont_inherit: bool) -> Any:
    """As Python's own, which it asks only for what no program has compiled yet: a file of a collection."""
    if _COLLECTIONS not in str(filename):
        return compile(source, filename, mode, flags, dont_inherit)
    wanted = repr((sys.version, source, filename, mode, flags)).encode()
    folder = Path(str(filename).partition(_COLLECTIONS)[0], ".compiled")
    kept = folder / hashlib.sha256(wanted).hexdigest()
    with contextlib.suppress(OSError):
        return marshal.loads(kept.read_bytes())
    code = compile(source, filename, mode, flags, dont_inherit)
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
        # Made aside and moved into place: several programs start at once.
        aside = kept.with_suffix(f".{os.getpid()}")
        aside.write_bytes(marshal.dumps(code))
        aside.replace(kept)
    return code


def _become(request: dict[str, Any], descriptors: list[int]) -> None:
    """Be the program, as if it had been started anew."""
    program, arguments, environment = request["program"], request["arguments"], request["environment"]
    os.setsid()
    _tell(descriptors[2], os.getpid())
    for descriptor, standard in zip((os.open(os.devnull, os.O_RDONLY), *descriptors[:2]), (0, 1, 2), strict=True):
        os.dup2(descriptor, standard)
    os.closerange(3, max(descriptors) + 64)
    os.chdir(str(request["folder"]))
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = [program, *arguments]
    sys.path.insert(0, os.path.dirname(program))  # noqa: PTH120 - as Python itself does
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])
    importlib.import_module("ansible.utils.collection_loader._collection_finder").__dict__["compile"] = _compile
    sys.modules["__main__"] = types.ModuleType("__main__")
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
