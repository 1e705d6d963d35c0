# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which accounts of one phone are registered (guide, "Get Account Status")."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from .factory import Account, Model
from .firmware import Firmware


@dataclass(slots=True)
class Registrations:
    """The registrations of one phone's accounts. `values` are the phone's, as they change."""

    model: Model
    values: Mapping[str, str]
    # By account id: the password by which the PBX lets it register, and registrations forced by the operator.
    pbx: dict[int, str] = field(default_factory=dict)
    forced: dict[int, bool] = field(default_factory=dict)
    # Until when (monotonic seconds) a registration lives that the PBX would not take anew, by account id.
    living: dict[int, float] = field(default_factory=dict)
    # When (monotonic seconds) an account's values changed, by account id, and when the phone came up.
    _changed_at: dict[int, float] = field(default_factory=dict)
    _booted_at: float = -math.inf

    def pbx_password(self, account: Account) -> str:
        """Return the password by which the PBX knows an account; `secret-` and the user id unless the operator set one."""
        return self.pbx.get(account.id, f"secret-{self.values[account.user_id]}")

    def is_registered(self, account: Account, firmware: Firmware) -> bool:
        """Return whether an account is registered: active, complete, with the PBX's password, and for long enough."""
        if account.id in self.forced:
            return self.forced[account.id]
        if time.monotonic() < self.living.get(account.id, -math.inf):
            return True
        began = max(self._booted_at, self._changed_at.get(account.id, -math.inf))
        return (
            self.values[account.active] == "1"
            and self.values[account.server] != ""
            and self.values[account.user_id] != ""
            and self.values[account.password] == self.pbx_password(account)
            and time.monotonic() - began >= firmware.registration_seconds
        )

    def set_pbx(self, passwords: Mapping[int, str], firmware: Firmware) -> None:
        """Let the PBX want other passwords. What is registered stays so until it registers anew, or its registration ends."""
        for account in self.model.accounts:
            if account.id in passwords and firmware.registration_lives and self.is_registered(account, firmware):
                self.living[account.id] = time.monotonic() + firmware.registration_lives
        self.pbx.update(passwords)

    def can_call(self, index: int, firmware: Firmware) -> bool:
        """Return whether there is an account of that number, counted from 0, and it is registered."""
        return 0 <= index < len(self.model.accounts) and self.is_registered(self.model.accounts[index], firmware)

    def value_changed(self, key: str) -> None:
        """Register the account anew that a changed value belongs to, if it belongs to one."""
        for account in self.model.accounts:
            if key in account.numbers:
                self.living.pop(account.id, None)
                self._changed_at[account.id] = time.monotonic()

    def booted(self) -> None:
        """Register every account anew: the phone came up."""
        self.living.clear()
        self._booted_at = time.monotonic()
