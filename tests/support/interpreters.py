# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Python interpreters of this machine, for the matrix of ansible-core versions and for a stand-in of a jump host."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from support.venvs import clean_environment


@functools.cache
def find(version: str) -> Path | None:
    """Return the interpreter of `version` ("3.12") that works and can make virtual environments; None where there is none."""
    for candidate in _candidates(version):
        if _works(candidate, version):
            return candidate
    return None


def first(*versions: str) -> tuple[str, Path] | None:
    """Return the first of `versions` that this machine has, and its interpreter."""
    for version in versions:
        if (python := find(version)) is not None:
            return version, python
    return None


def _candidates(version: str) -> Iterator[Path]:
    """Places to look at: the one that runs this test, PATH, and the folders of the usual version managers."""
    name = f"python{version}"
    yield Path(sys.base_prefix) / "bin" / name
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        yield Path(folder) / name
    home = Path.home()
    managers = [
        (Path(os.environ.get("PYENV_ROOT", home / ".pyenv")) / "versions", f"{version}*"),
        (Path(os.environ.get("UV_PYTHON_INSTALL_DIR", home / ".local/share/uv/python")), f"cpython-{version}*"),
        (Path(os.environ.get("ASDF_DATA_DIR", home / ".asdf")) / "installs/python", f"{version}*"),
        (Path(os.environ.get("MISE_DATA_DIR", home / ".local/share/mise")) / "installs/python", f"{version}*"),
        (Path(os.environ.get("RUNNER_TOOL_CACHE", "/opt/hostedtoolcache")) / "Python", f"{version}*/x64"),
        (Path("/opt"), f"python*{version}*"),
        (Path("/opt/python"), f"*{version}*"),
        (Path("/usr"), "local"),
    ]
    for parent, pattern in managers:
        for prefix in sorted(parent.glob(pattern), reverse=True):
            yield prefix / "bin" / name


def _works(candidate: Path, version: str) -> bool:
    """Return whether `candidate` really is that Python. It must be run to know: pyenv has shims of versions that are not
    switched on."""
    if not os.access(candidate, os.X_OK):
        return False
    program = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    try:
        result = subprocess.run(
            [candidate, "-c", program], capture_output=True, text=True, timeout=30, check=False, env=clean_environment()
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0 and result.stdout.strip() == version
