# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""nox's sessions as the public CI runs them: linters, documentation, licences, Galaxy's importer, ansible-lint.

Only what they install is not installed again: each session's virtual environment is the one of the tests.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from support.tools import BIN, check, environment
from support.venvs import BUILD, ROOT, ensure

#: What plain `nox` runs. `lint` is made of others, so it needs their environments.
SESSIONS = {
    "lint": ["formatters", "codeqa", "yamllint", "antsibull-nox-config", "lint"],
    "docs-check": ["docs-check"],
    "license-check": ["license-check"],
    "extra-checks": ["extra-checks"],
    "build-import-check": ["build-import-check"],
    "ansible-lint": ["ansible-lint"],
}


@pytest.fixture(scope="session")
def nox() -> list[str | Path]:
    """The command line of nox in an environment that exists: no session installs anything."""
    venv = BUILD / "environments" / "nox"
    ensure(venv, sys.executable, [ROOT / "tests" / "requirements-nox.txt"])
    return [venv / "bin" / "nox", "-R", "--default-venv-backend", "venv"]


def _lend_environment(session: Path) -> None:
    """Make the virtual environment of a session: a folder of its own, and in it what this test's own has."""
    session.mkdir(parents=True, exist_ok=True)
    shutil.copy(BIN.parent / "pyvenv.cfg", session)
    for name in ("bin", "lib"):
        if not (session / name).exists():
            (session / name).symlink_to(BIN.parent / name, target_is_directory=True)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", SESSIONS)
def test_session(name: str, nox: list[str | Path], checkout: Path) -> None:
    for session in SESSIONS[name]:
        _lend_environment(checkout / ".nox" / session)
    # With CI, a formatter only looks.
    output = check([*nox, "-e", name], cwd=checkout, env=environment(CI="true"))
    assert f"nox > Session {name} was successful" in output, output
    if name == "build-import-check":
        # The importer only warns of most things, so each of its warnings is a failure here.
        assert "Importer processing completed successfully" in output, output
        complaints = [line for line in output.splitlines() if line.strip().startswith(("WARNING", "ERROR"))]
        assert not complaints, output


def test_every_session_that_ci_runs_is_here(nox: list[str | Path], checkout: Path) -> None:
    listed = json.loads(check([*nox, "--list", "--json"], cwd=checkout, env=environment(CI="true")))
    selected = {session["session"] for session in listed}
    assert selected == {name for sessions in SESSIONS.values() for name in sessions}


def test_sessions_that_ci_names_exist(nox: list[str | Path], checkout: Path) -> None:
    """Its matrix has every ansible-core that nox has sessions for, and no other."""
    workflow = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    matrix = yaml.safe_load(workflow)["jobs"]["ansible-test"]["strategy"]["matrix"]
    listed = re.findall(r"^[*-] (\S+) -> ", check([*nox, "--list"], cwd=checkout, env=environment(CI="true")), re.MULTILINE)
    assert {f"ansible-test-{test}-{core}" for test in matrix["test"] for core in matrix["core"]} <= set(listed)
    assert {name.rpartition("-")[2] for name in listed if name.startswith("ansible-test-sanity-")} == set(matrix["core"])
    assert "ee-check" in listed
