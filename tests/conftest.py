# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all tests share."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# `ansible-test units` brings settings of its own, so what pyproject.toml says of the path is not known then.
sys.path.insert(0, str(Path(__file__).parent))

from support import collection, skipped
from support.environments import BETWEEN, MATRIX, Environment, UnavailableError, ansible_environment

# Before any test file is imported: they import `ansible_collections.voip.grandstream` by this link.
collection.link_working_tree()

# A shell that runs us in the background has SIGINT ignored, and programs inherit that; some tests press Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How laws are tried: by a few examples, and by many with `--hypothesis-profile=thorough`, as `make test` does. A gate that runs
# the unit tests once more, where only libraries differ, needs no more than a look: a library that has changed shows at once.
# Nothing is measured: on a busy machine a slow example says nothing about the code.
_UNHURRIED = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("look", _UNHURRIED, max_examples=2)
hypothesis.settings.register_profile("quick", _UNHURRIED, max_examples=10)
hypothesis.settings.register_profile("thorough", _UNHURRIED, max_examples=60)
hypothesis.settings.load_profile("quick")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the long tests: at the end a worker would be left alone with one."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Say what this machine could not test, and what to install for it, right before pytest's last line."""
    yield
    if lines := list(skipped.lines(terminalreporter.getreports("skipped"))):
        terminalreporter.section("not tested on this machine", yellow=True)
        for line in lines:
            terminalreporter.line(line)


@pytest.fixture(scope="session", params=list(MATRIX))
def controller(request: pytest.FixtureRequest) -> Environment:
    """A controller of each supported ansible-core, one after the other."""
    try:
        return ansible_environment(request.param)
    except UnavailableError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session", params=list(BETWEEN))
def controller_between(request: pytest.FixtureRequest) -> Environment:
    """A controller of each ansible-core between the oldest and the newest."""
    try:
        return ansible_environment(request.param)
    except UnavailableError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session", params=["oldest", "newest"])
def released_controller(request: pytest.FixtureRequest) -> Environment:
    """A controller of the oldest and of the newest ansible-core that is released: what lies between them changed between them."""
    return ansible_environment(request.param)


@pytest.fixture(scope="session")
def newest_controller() -> Environment:
    """The controller for tests that need only one."""
    return ansible_environment("newest")


@pytest.fixture(scope="session")
def installed_collection() -> Path:
    """A collections path that holds what users get: the built tarball, installed."""
    return collection.installed()
