# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Simulators that the tests share; each test begins with phones as they left the factory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.client import SimulatedPhone, Simulator
from simulator_tests.guest import Guest


@pytest.fixture(scope="module")
def fleet() -> Iterator[Simulator]:
    """One phone of each model: gxv3370 first, then gxv3350, gxv3380 and wp820."""
    with Simulator(4, models=("gxv3370", "gxv3350", "gxv3380", "wp820")) as simulator:
        yield simulator


@pytest.fixture
def phone(fleet: Simulator) -> Iterator[SimulatedPhone]:
    """A gxv3370, and at the end the proof that the simulator had nothing to complain about."""
    fleet.all_phones().set(reset=True)
    yield fleet.phone()
    assert fleet.output().count("\n") <= 1, fleet.output()


@pytest.fixture
def guest(fleet: Simulator, phone: SimulatedPhone) -> Iterator[Guest]:
    """A stranger at that phone."""
    with Guest(fleet.base_url(phone.address)) as someone:
        yield someone


@pytest.fixture
def vendor(phone: SimulatedPhone) -> SimulatedPhone:
    """That phone with the firmware of the profile `vendor`."""
    phone.set(profile="vendor")
    return phone


@pytest.fixture
def admin(guest: Guest) -> Guest:
    """The same, logged in."""
    return guest.login()
