# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A missing library is a sentence that says how to install it, whichever it is, and nothing fails at import."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils import _libraries
from ansible_collections.voip.grandstream.plugins.module_utils._errors import MissingLibraryError
from unit.dialogue import HOST

PIP = f"{sys.executable} -m pip install"
WITHOUT = """
import sys
sys.modules[sys.argv[1]] = None
from ansible.module_utils import basic
basic._ANSIBLE_ARGS = sys.argv[2].encode()
basic._ANSIBLE_PROFILE = "legacy"
from ansible_collections.voip.grandstream.plugins.modules.gs_pvalue import main
main()
"""


@pytest.mark.parametrize("library", ["requests", "jsonschema"])
def test_module_without_a_library(library: str) -> None:
    arguments = json.dumps({"ANSIBLE_MODULE_ARGS": {"host": HOST, "password": "p", "values": {"P30": "ntp"}}})
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, library, arguments], capture_output=True, text=True, check=False, env=env, timeout=60
    )
    result = json.loads(done.stdout)
    assert (done.returncode, result["failed"]) == (1, True)
    assert result["msg"].startswith(f"The Python library {library} is missing on ")
    assert f"in the Python that runs this: {sys.executable}. Install it there: {PIP} {library} (" in result["msg"]
    assert "Traceback" not in done.stderr


def test_library_that_is_there() -> None:
    _libraries.require("requests", "jsonschema")


def test_library_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_libraries._import_tracebacks, "jsonschema", "the traceback")
    _libraries.require("requests")
    with pytest.raises(MissingLibraryError, match="jsonschema") as caught:
        _libraries.require("requests", "jsonschema")
    assert caught.value.import_traceback == "the traceback"


@pytest.mark.parametrize(
    ("prefix", "library", "way"),
    [
        ("/usr", "jsonschema", f"{PIP} jsonschema (where pipx has installed Ansible: pipx inject ansible jsonschema)"),
        ("/usr", "urllib3", f"{PIP} requests (where pipx has installed Ansible: pipx inject ansible requests)"),
        ("/opt/pipx/venvs/ansible-core", "requests", "pipx inject ansible-core requests"),
    ],
)
def test_way_to_install_it(monkeypatch: pytest.MonkeyPatch, prefix: str, library: str, way: str) -> None:
    monkeypatch.setattr(sys, "prefix", prefix)
    assert MissingLibraryError(library, "").text.partition(" Install it there: ")[2] == way
