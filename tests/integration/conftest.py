# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fleets that the tests share, controllers to reach them from, and the two doors."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from integration.helpers.playbooks import Ansible, Data
from simulator.client import SimulatedPhone, Simulator
from support import interpreters
from support.environments import Environment, ansible_environment
from support.venvs import BUILD, ensure

#: Of every phone. Each of its characters is special to something: URLs, YAML, JSON, shells, Jinja.
PASSWORD = "Kran!7 grün&%+:'\"#{"
#: Of the host that is no phone. It must be told to nobody, phones included.
JUMP_PASSWORD = "password-of-the-jump-host"
#: In this order, again and again.
MODELS = ("gxv3370", "gxv3350", "gxv3380", "wp820")
_JUMP_PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")


class Fleet:
    """Simulated phones, handed out one by one; as they left the factory at the beginning of a test."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._addresses = list(simulator.addresses)

    def start_test(self) -> None:
        """All phones as new, and none of them taken."""
        self.simulator.all_phones().set(reset=True)
        self._addresses = list(self.simulator.addresses)

    def phone(self, model: str = "gxv3370") -> SimulatedPhone:
        """A phone of that model that the test has not had yet."""
        everyone = self.simulator.addresses
        address = next(address for address in self._addresses if MODELS[everyone.index(address) % len(MODELS)] == model)
        self._addresses.remove(address)
        return self.simulator.phone(address)

    def host(self, phone: SimulatedPhone, **variables: object) -> Data:
        """The inventory variables of a phone; `variables` are added or take their place, None removes one."""
        usual: Data = {
            "ansible_connection": "voip.grandstream.webapi",
            "ansible_host": phone.address,
            "ansible_port": self.simulator.https_port or self.simulator.port,
            "ansible_password": PASSWORD,
            "gs_use_ssl": self.simulator.ca is not None,
        }
        if self.simulator.ca is not None:
            usual["gs_ca_path"] = str(self.simulator.ca)
        return {name: value for name, value in {**usual, **variables}.items() if value is not None}

    def hosts(self, **phones: SimulatedPhone) -> dict[str, Data]:
        """An inventory of phones by name."""
        return {name: self.host(phone) for name, phone in phones.items()}


@pytest.fixture(scope="session")
def _plain_simulator() -> Iterator[Simulator]:
    with Simulator(48, models=MODELS, password=PASSWORD) as simulator:
        yield simulator
        assert simulator.output().count("\n") <= 1, simulator.output()


@pytest.fixture(scope="session")
def _tls_simulator() -> Iterator[Simulator]:
    with Simulator(8, models=MODELS, password=PASSWORD, tls=True) as simulator:
        yield simulator
        assert simulator.output().count("\n") <= 1, simulator.output()


@pytest.fixture(scope="session")
def _box_simulator() -> Iterator[Simulator]:
    with Simulator(12, models=MODELS, password=PASSWORD, https_port=0) as simulator:
        yield simulator
        assert simulator.output().count("\n") <= 1, simulator.output()


@pytest.fixture
def box_fleet(_box_simulator: Simulator) -> Fleet:
    """Phones that come from the box with HTTP, and can be set to HTTPS. The inventory says where they are then."""
    fleet = Fleet(_box_simulator)
    fleet.start_test()
    return fleet


@pytest.fixture
def fleet(_plain_simulator: Simulator) -> Fleet:
    """Phones that speak HTTP."""
    fleet = Fleet(_plain_simulator)
    fleet.start_test()
    return fleet


@pytest.fixture
def tls_fleet(_tls_simulator: Simulator) -> Fleet:
    """Phones that speak HTTPS with a certificate of their own authority."""
    fleet = Fleet(_tls_simulator)
    fleet.start_test()
    return fleet


@pytest.fixture(scope="session")
def jump_python() -> Path:
    """Another interpreter than any controller's where this machine has one, with the collection's libraries."""
    found = interpreters.first(*_JUMP_PYTHONS)
    assert found is not None, "the Python that runs this test is one of them"
    venv = BUILD / "environments" / "jumphost"
    ensure(venv, str(found[1]), [Path(__file__).parent / "requirements-jumphost.txt"])
    return venv / "bin" / "python"


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter without any library."""
    found = interpreters.first(*_JUMP_PYTHONS)
    assert found is not None, "the Python that runs this test is one of them"
    venv = tmp_path_factory.mktemp("bare") / "venv"
    subprocess.run([found[1], "-m", "venv", "--without-pip", venv], check=True)
    return venv / "bin" / "python"


@pytest.fixture
def jump_host(jump_python: Path, tmp_path: Path) -> Data:
    """The variables of a host that is no phone. What is said of its address, port and user must never be used for one."""
    home = tmp_path / "home-of-the-jump-host"
    home.mkdir()
    return {
        "ansible_connection": "jumphost",
        "ansible_python_interpreter": str(jump_python),
        "ansible_jumphost_home": str(home),
        "ansible_remote_tmp": str(home / "tmp"),
        "ansible_async_dir": str(home / "async"),
        "ansible_host": "192.0.2.222",
        "ansible_port": 2222,
        "ansible_user": "operator",
        "ansible_password": JUMP_PASSWORD,
    }


@pytest.fixture
def make_ansible(installed_collection: Path, jump_host: Data, tmp_path: Path) -> Callable[[Environment], Ansible]:
    """Ansible on a given controller."""
    return lambda controller: Ansible(controller, installed_collection, tmp_path, jump_host)


@pytest.fixture
def ansible(make_ansible: Callable[[Environment], Ansible], newest_controller: Environment) -> Ansible:
    """Ansible on the newest controller: for all that does not depend on ansible-core's version."""
    return make_ansible(newest_controller)


@pytest.fixture
def every_ansible(make_ansible: Callable[[Environment], Ansible], controller: Environment) -> Ansible:
    """Ansible on each controller, one after the other: for the main journeys, which the coming ansible-core must not break."""
    return make_ansible(controller)


@pytest.fixture
def released_ansible(make_ansible: Callable[[Environment], Ansible], released_controller: Environment) -> Ansible:
    """Ansible on the oldest and the newest controller: for the rest of what depends on the versions of core and libraries."""
    return make_ansible(released_controller)


class Way(NamedTuple):
    """A controller and a door."""

    ansible: Ansible
    door: str


@pytest.fixture(params=[("oldest", "shipped"), ("newest", "in_process")], ids="-".join)
def way(make_ansible: Callable[[Environment], Ansible], request: pytest.FixtureRequest) -> Way:
    """As `released_ansible`, and each door once: for what depends on both. The journey of gs_pvalue tries every door on every
    controller, and tests with only one controller try both doors of the newest."""
    name, door = request.param
    return Way(make_ansible(ansible_environment(name)), door)


@pytest.fixture
def journey(every_ansible: Ansible) -> Way:
    """Every controller, and each door at least once: for the main journeys of modules that differ in their options only."""
    return Way(every_ansible, "shipped" if every_ansible.controller.name == "oldest" else "in_process")


@pytest.fixture(params=["in_process", "shipped"])
def door(request: pytest.FixtureRequest) -> str:
    """Both ways in which a task can run: for each module's main journey, and for all that the doors themselves take in, run and
    give back. What the engine alone decides is tried in process."""
    return str(request.param)
