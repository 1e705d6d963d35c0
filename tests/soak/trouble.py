# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens to phones while plays run, decided by a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from simulator.client import SimulatedPhone
from simulator.faults import FAULT_KINDS

#: Not among them: what locks a phone, which is the one thing that must not happen here.
KINDS = tuple(kind for kind in FAULT_KINDS if kind != "locked")
#: What spoils a random makes a right password wrong, so that it is remembered as refused until somebody looks; so does an empty
#: answer to a login. That no more than one attempt comes of it is for the tests of the ledger.
SPOILS_A_LOGIN = frozenset(("truncated", "empty", "long_digits", "odd_digits", "echo", "wrong_shape", "status_500", "html"))
LOGIN = ("loginrealm", "login")
READS = ("api-values.get", "api-get_accounts", "api-get_groups", "api-get_contacts", "api-get_time", "api-get_phone_status")
WRITES = ("api-values.post", "api-save_edit_contact", "api-add_group", "api-delete_contact", "api-change_password")
#: Of a fault that is shorter than the repetitions of a request take. All others last longer than the time-out of the inventory.
_SHORT_SECONDS = {"slow": 1, "refuse": 1, "reboot": 1, "reboot_after": 1, "late": 1, "slow_work": 1}


@dataclass(frozen=True)
class Strike:
    """A fault that waits for a phone's request."""

    phone: str
    kind: str
    endpoint: str
    times: int
    skip: int

    def __str__(self) -> str:
        return f"{self.phone}: {self.kind} at {self.endpoint} ({self.times} times, after {self.skip})"

    def arm(self, phone: SimulatedPhone, timeout: float) -> None:
        """Let it wait there. `timeout`: seconds after which the plays give up an answer."""
        usual = FAULT_KINDS[self.kind].seconds
        seconds = None if usual is None else _SHORT_SECONDS.get(self.kind, timeout + 1)
        phone.fault(self.kind, self.endpoint, times=self.times, skip=self.skip, seconds=seconds)


def strikes(random: Random, phones: Sequence[str], share: float) -> list[Strike]:
    """Faults for so large a share of the phones; one phone may have two."""
    number = max(1, round(len(phones) * share))
    return [strike for name in random.sample(phones, number) for strike in _of(random, name)]


def _of(random: Random, phone: str) -> list[Strike]:
    return [_one(random, phone) for _number in range(random.choice((1, 1, 2)))]


def _one(random: Random, phone: str) -> Strike:
    kind = random.choice(KINDS)
    places = (*READS, *WRITES, *WRITES) if kind in SPOILS_A_LOGIN else (*LOGIN, *READS, *WRITES, *WRITES)
    return Strike(phone, kind, random.choice(places), random.choice((1, 1, 1, 2, 4)), random.choice((0, 0, 0, 1, 2)))
