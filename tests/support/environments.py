# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Controllers of every supported ansible-core: virtual environments without any of our test tools.

`oldest` and `newest` exist on every machine that can run the tests; `next` is the coming release, where it installs. Between
the oldest and the newest are others, on which only the main journey is tested: what they change, the newest has changed, too.
What each is made of stands in tests/requirements-NAME.txt. Tests take the fixtures of tests/conftest.py.
"""

from __future__ import annotations

import functools
import subprocess
from dataclasses import dataclass
from pathlib import Path

from support import interpreters
from support.venvs import BUILD, ROOT, VenvError, ensure

#: Each environment's Pythons, best first: the oldest core on its oldest Python, the newest on its newest.
MATRIX: dict[str, tuple[str, ...]] = {
    "oldest": ("3.11", "3.12", "3.13"),
    "newest": ("3.13", "3.14", "3.12", "3.11"),
    "next": ("3.13", "3.14"),
}
#: As MATRIX, on a Python that those do not take.
BETWEEN: dict[str, tuple[str, ...]] = {
    "2.19": ("3.12", "3.11", "3.13"),
    "2.20": ("3.12", "3.13", "3.14"),
}


class UnavailableError(Exception):
    """This machine cannot have that environment; the text says why."""


@dataclass(frozen=True)
class Environment:
    """One controller: `bin` holds its ansible-playbook and so on."""

    name: str
    bin: Path
    core: str
    python_version: str

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.bin / "python"


@functools.cache
def ansible_environment(name: str) -> Environment:
    """Return the environment `name` of MATRIX or BETWEEN, built at its first use. Raises UnavailableError where this machine
    cannot have it."""
    pythons = {**MATRIX, **BETWEEN}[name]
    found = interpreters.first(*pythons)
    if found is None:
        raise UnavailableError(
            f"ansible-core '{name}' needs one of Python {', '.join(pythons)}, and this machine has none; "
            "install one, for example with pyenv or uv"
        )
    version, python = found
    venv = BUILD / "environments" / name
    try:
        ensure(venv, str(python), [ROOT / "tests" / f"requirements-{name}.txt"])
    except VenvError as error:
        if name == "next":
            raise UnavailableError(f"the coming ansible-core does not install here: {error}") from error
        raise
    program = "from importlib.metadata import version; print(version('ansible-core'))"
    core = subprocess.run([venv / "bin" / "python", "-c", program], capture_output=True, text=True, check=True).stdout.strip()
    return Environment(name=name, bin=venv / "bin", core=core, python_version=version)
