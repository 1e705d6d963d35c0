# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The phone's clock: `api-get_time` (guide, "Get System Time")."""

from __future__ import annotations

from ..clock import date_text, time_text, uptime_text
from ..phone import Phone
from . import Call, Reply, endpoint, success


@endpoint("api-get_time")
def get_time(phone: Phone, _call: Call) -> Reply:
    """Date, time and uptime; the guide prints this reply without `response` and `body`."""
    now, firmware = phone.clock.now(), phone.firmware
    content = {
        "date": date_text(now, firmware),
        "time": time_text(now, firmware),
        "uptime": uptime_text(phone.power.uptime(), firmware),
    }
    return success(phone, content) if firmware.time_envelope else Reply(content)
