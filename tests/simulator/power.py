# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When one phone is up: its boot, its uptime, and the order to go down that it has taken (guide, "System Operations")."""

from __future__ import annotations

import enum
import time
from dataclasses import dataclass, field


class Restart(enum.Enum):
    """Why a phone goes down by itself: to come up again as it was, as it left the factory, or with other firmware."""

    REBOOT = "REBOOT"
    RESET = "RESET"
    UPGRADE = "UPGRADE"


@dataclass(slots=True)
class Power:
    """One phone's power. `order` is what the phone will do in a moment; until then it answers as ever."""

    booting: bool = False
    order: Restart | None = None
    booted_at: float = field(default_factory=time.monotonic)

    def booted(self) -> None:
        """Start the uptime: the boot is over."""
        self.booting = False
        self.booted_at = time.monotonic()

    def uptime(self) -> float:
        """Seconds since the last boot was over; 0 while it boots."""
        return 0.0 if self.booting else time.monotonic() - self.booted_at

    def set_uptime(self, seconds: float) -> None:
        """Make it so long since the last boot."""
        self.booted_at = time.monotonic() - seconds
