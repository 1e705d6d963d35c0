# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual environments that are built once and rebuilt only when what they are made of changes.

Used by the Makefile (``python -m support.venvs .venv tests/requirements-demo.txt``) before anything is installed, hence the
standard library only, and by :mod:`support.environments` for the matrix of ansible-core versions.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build"


class VenvError(Exception):
    """A virtual environment could not be built; the text says why and what to do."""


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold the lock `name` of this checkout: pytest's workers and several `make` at once build a thing only once."""
    folder = BUILD / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure(venv: Path, python: str, requirements: Sequence[str | Path], *, stamp: str = "installed") -> None:
    """Bring the virtual environment `venv` of interpreter `python` up to `requirements`.

    A requirement is a requirements file (Path) or an argument for pip (str). One `stamp` is one set of requirements; another
    set is installed on top. Raises VenvError.
    """
    with locked(f"venv-{venv.name}"):
        wanted = _fingerprint(venv, python, requirements)
        stamp_file = venv / f".{stamp}"
        if _read(stamp_file) == wanted:
            return
        _create(venv, python)
        _install(venv, requirements)
        # Last, and in one step, so that an interrupted installation is never taken for a finished one.
        _write(stamp_file, wanted)


def clean_environment() -> dict[str, str]:
    """Return the environment without what would make one Python import the packages of another."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}}


def _fingerprint(venv: Path, python: str, requirements: Sequence[str | Path]) -> str:
    """Return what the environment is made of: scripts in it hold its path, compiled libraries fit one Python only."""
    texts = [_expanded(item) if isinstance(item, Path) else item for item in requirements]
    return json.dumps([_identity(venv, python), hashlib.sha256("\0".join(texts).encode()).hexdigest()])


def _identity(venv: Path, python: str) -> str:
    version = subprocess.run([python, "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=True)
    return f"{venv.absolute()} {version.stdout.strip()}"


def _expanded(file: Path) -> str:
    """Return the text of a requirements file and of those that it names."""
    text = file.read_text(encoding="utf-8")
    included = [line.split(maxsplit=1)[1] for line in text.splitlines() if line.startswith(("-r ", "-c "))]
    return "\n".join([text, *(_expanded(file.parent / name) for name in included)])


def _create(venv: Path, python: str) -> None:
    identity = _identity(venv, python)
    made_of = venv / ".made-of"
    if _read(made_of) == identity:
        return
    _say(f"Building {_shown(venv)}")
    shutil.rmtree(venv, ignore_errors=True)
    result = subprocess.run(
        [python, "-m", "venv", str(venv)], capture_output=True, text=True, check=False, env=clean_environment()
    )
    if result.returncode:
        raise VenvError(
            f"{python} could not make a virtual environment in {_shown(venv)}.\n{result.stdout}{result.stderr}"
            "On Debian and Ubuntu its venv module is a package of its own: apt install python3-venv"
        )
    _write(made_of, identity)


def _install(venv: Path, requirements: Sequence[str | Path]) -> None:
    """Let pip install; its output goes to a file and is shown only where it fails."""
    log = BUILD / "logs" / f"pip-{venv.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    arguments = [text for item in requirements for text in (["-r", str(item)] if isinstance(item, Path) else [item])]
    _say(f"Installing {' '.join(_shown(item) for item in requirements)} into {_shown(venv)}")
    with log.open("w", encoding="utf-8") as file:
        result = subprocess.run(
            [str(venv / "bin" / "python"), "-m", "pip", "install", "--no-input", *arguments],
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
            env={**clean_environment(), "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"},
        )
    if result.returncode:
        tail = "\n".join(line for line in log.read_text(encoding="utf-8").splitlines()[-30:] if line.strip())
        raise VenvError(f"{tail}\npip could not install these; the end of its output is above, all of it in {_shown(log)}")


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _write(file: Path, text: str) -> None:
    unfinished = file.with_name(file.name + ".new")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)


def _shown(item: str | Path) -> str:
    """Return a path as a person in this checkout would type it."""
    return os.path.relpath(item, ROOT) if isinstance(item, Path) else item


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main() -> int:
    """``python -m support.venvs VENV REQUIREMENTS``, both relative to the root of the repository."""
    venv, requirements = (ROOT / argument for argument in sys.argv[1:])
    if importlib.util.find_spec("ensurepip") is None:
        _say(f"{sys.executable} has no venv module. On Debian and Ubuntu: apt install python3-venv")
        return 1
    try:
        ensure(venv, sys.executable, [requirements], stamp=requirements.stem)
    except VenvError as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        _say(f"Interrupted; {_shown(venv)} is not complete. The next make goes on with it.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
