# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`ansible-test sanity`, whole and without an ignore file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support import interpreters
from support.ansible_test import TARGET_PYTHONS, ansible_test, assert_passed
from support.environments import Environment, UnavailableError, ansible_environment
from support.venvs import ROOT

#: These only look at texts, by rules and with tools that are the same whatever ansible-core it is: once is enough for them.
#: Most of their time is the installation of their tools.
OF_TEXTS = ("changelog", "pep8", "yamllint")


def _sanity(controller: Environment, checkout: Path, *arguments: str, home: str = "") -> None:
    """`home` is for tests that need not wait for others of that controller: they share no virtual environment."""
    assert_passed(ansible_test(controller, checkout, "sanity", *arguments, home=f"{controller.name}{home}"))


def _without(*names: str) -> list[str]:
    return [argument for name in names for argument in ("--skip-test", name)]


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", ["oldest", "newest"])
def test_sanity(name: str, checkout: Path) -> None:
    controller = ansible_environment(name)
    # The tests are no part of what users get: once is enough for them. pylint has a test of its own.
    scope = ["--exclude", "tests/", *_without(*OF_TEXTS)] if name == "oldest" else []
    _sanity(controller, checkout, "--python", controller.python_version, *_without("pylint"), *scope)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_pylint(checkout: Path) -> None:
    """What users get. It says nothing else with another core. ruff and mypy look at the tests."""
    controller = ansible_environment("newest")
    _sanity(controller, checkout, "--python", controller.python_version, "--test", "pylint", "plugins/", home="-pylint")


@pytest.mark.long
@pytest.mark.timeout(900)
def test_sanity_of_the_coming_core(checkout: Path) -> None:
    """What the next ansible-core asks of plugins; without pylint, of which that core wants a part from outside of PyPI."""
    try:
        controller = ansible_environment("next")
    except UnavailableError as error:
        pytest.skip(str(error))
    _sanity(controller, checkout, "--python", controller.python_version, *_without("pylint", *OF_TEXTS), "plugins/")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("version", TARGET_PYTHONS)
def test_modules_on_a_jump_host(version: str, checkout: Path) -> None:
    """Modules and what they import, by each Python that the oldest core manages, without any library.

    All compile them, and the oldest and the newest import them: what both have, those between have, too.
    """
    if interpreters.find(version) is None:
        pytest.skip(f"this machine has no Python {version}; install it, for example with pyenv or uv")
    controller = ansible_environment("oldest")
    if version == controller.python_version:
        return  # part of test_sanity[oldest]
    imported = ["--test", "import"] if version in (TARGET_PYTHONS[0], TARGET_PYTHONS[-1]) else []
    places = ["plugins/modules/", "plugins/module_utils/"]
    _sanity(controller, checkout, "--python", version, "--test", "compile", *imported, *places, home=f"-{version}")


def test_modules_do_the_same_by_every_python() -> None:
    """No module asks for the version of Python, so that it need not be imported by each of them."""
    files = [file for folder in ("modules", "module_utils") for file in (ROOT / "plugins" / folder).rglob("*.py")]
    assert files
    asking = re.compile(r"\b(version_info|hexversion|python_version|PY2|PY3)\b")
    assert [file for file in files if asking.search(file.read_text(encoding="utf-8"))] == []


def test_no_ignore_files(checkout: Path) -> None:
    ignored = sorted((checkout / "tests" / "sanity").glob("ignore*"))
    assert not ignored, f"mend what these ignore: {ignored}"
