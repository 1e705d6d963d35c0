# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`ansible-test sanity`, whole and without an ignore file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import interpreters
from support.ansible_test import TARGET_PYTHONS, ansible_test, assert_passed
from support.environments import Environment, UnavailableError, ansible_environment
from support.venvs import ROOT

#: test_lint.py runs the same tool on the same files.
RUN_ELSEWHERE = ("changelog",)
#: These only look at texts, by rules and with tools that are the same whatever ansible-core it is: once is enough for them.
#: Most of their time is the installation of their tools.
OF_TEXTS = (*RUN_ELSEWHERE, "pep8", "yamllint")
PLUGINS = ROOT / "plugins"
COLLECTION = "ansible_collections.voip.grandstream"
#: What Ansible loads imports these.
UTILITIES = ("module_utils", "plugin_utils")


def _sanity(controller: Environment, checkout: Path, *arguments: str, home: str = "") -> None:
    """`home` is for tests that need not wait for others of that controller: they share no virtual environment."""
    assert_passed(ansible_test(controller, checkout, "sanity", *arguments, home=f"{controller.name}{home}"))


def _without(*names: str) -> list[str]:
    return [argument for name in names for argument in ("--skip-test", name)]


def _imported(folders: list[str]) -> list[str]:
    """Return what the sanity test `import` needs of the folders: all that Ansible loads, and of what that should import what it
    does not import.

    The test imports each file alone, and anew all that it imports: it takes half of sanity's time.
    """
    files = {file.relative_to(ROOT): file for folder in folders for file in sorted((PLUGINS / folder).rglob("*.py"))}
    begin = [name for name in files if name.parts[1] not in UTILITIES]
    assert begin
    reached: set[Path] = set()
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        if name in files and name not in reached:
            reached.add(name)
            waiting += _imports(ast.parse(files[name].read_text(encoding="utf-8")).body)
    return [str(name) for name in files if name in begin or name not in reached]


def _imports(statements: list[ast.stmt]) -> Iterator[Path]:
    """Yield the files of the collection that are imported when the statements run; not what functions import, if at all."""
    for statement in statements:
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(f"{COLLECTION}."):
            place = Path(*str(statement.module).removeprefix(f"{COLLECTION}.").split("."))
            yield place.with_suffix(".py")
            for folder in (place, *place.parents):
                yield folder / "__init__.py"
            for alias in statement.names:
                yield from (place / f"{alias.name}.py", place / alias.name / "__init__.py")
        elif isinstance(statement, ast.Try):
            yield from _imports(statement.body)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_sanity(checkout: Path) -> None:
    controller = ansible_environment("newest")
    # pylint has a test of its own.
    _sanity(controller, checkout, "--python", controller.python_version, *_without("pylint", *RUN_ELSEWHERE))


@pytest.mark.long
@pytest.mark.timeout(900)
def test_sanity_of_the_oldest_core(checkout: Path) -> None:
    """The tests are no part of what users get: once is enough for them."""
    _sanity_of_another_core(ansible_environment("oldest"), checkout, "--exclude", "tests/")


def _sanity_of_another_core(controller: Environment, checkout: Path, *scope: str) -> None:
    python = ("--python", controller.python_version)
    _sanity(controller, checkout, *python, *_without("pylint", "import", *OF_TEXTS), *scope)
    folders = sorted(folder.name for folder in PLUGINS.iterdir() if folder.is_dir())
    _sanity(controller, checkout, *python, "--test", "import", *_imported(folders))


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
    _sanity_of_another_core(controller, checkout, "plugins/")


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
        return  # part of test_sanity_of_the_oldest_core
    folders = ["modules", "module_utils"]
    places = [f"plugins/{folder}/" for folder in folders]
    _sanity(controller, checkout, "--python", version, "--test", "compile", *places, home=f"-{version}")
    if version in (TARGET_PYTHONS[0], TARGET_PYTHONS[-1]):
        _sanity(controller, checkout, "--python", version, "--test", "import", *_imported(folders), home=f"-{version}")


def test_modules_do_the_same_by_every_python() -> None:
    """No module asks for the version of Python, so that it need not be imported by each of them."""
    files = [file for folder in ("modules", "module_utils") for file in (ROOT / "plugins" / folder).rglob("*.py")]
    assert files
    asking = re.compile(r"\b(version_info|hexversion|python_version|PY2|PY3)\b")
    assert [file for file in files if asking.search(file.read_text(encoding="utf-8"))] == []


def test_no_ignore_files(checkout: Path) -> None:
    ignored = sorted((checkout / "tests" / "sanity").glob("ignore*"))
    assert not ignored, f"mend what these ignore: {ignored}"
