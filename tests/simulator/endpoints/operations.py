# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Operating the phone: `api-sys_operation` (guide, "System Operations")."""

from __future__ import annotations

from dataclasses import replace

from ..phone import Phone
from ..power import Restart
from . import Call, Reply, endpoint, error, success


@endpoint("api-sys_operation", writes=True)
def sys_operation(phone: Phone, call: Call) -> Reply:
    """`request` REBOOT, or of the administrator RESET or PROV. The phone answers first, and then goes down."""
    request = call.parameter("request")
    if request not in ("REBOOT", "RESET", "PROV"):
        return error(phone, "unknown request")
    if request != "REBOOT" and (call.session is None or call.session.role != "admin"):
        return error(phone, "required admin")
    reply = _reply(phone, request)
    if request != "PROV":
        return replace(reply, restart=Restart(request))
    phone.provision()
    reply = replace(reply, fetch=True)
    if phone.firmware.provision_upgrades and phone.upgrade_due():
        return replace(reply, restart=Restart.UPGRADE)
    return replace(reply, restart=Restart.REBOOT if phone.firmware.provision_reboots else None)


def _reply(phone: Phone, request: str) -> Reply:
    """Return what this firmware answers to a request that it carries out; the guide prints "reset" for whatever was asked."""
    if request == "RESET" and phone.firmware.reset_reply == "line":
        return Reply(text="Response=Success\r\n")
    if request != "RESET" and phone.firmware.operation_reply == "unquoted":
        word = {"REBOOT": "reboot", "PROV": "provision"}[request]
        return Reply(text=f'{{"response":"success","body":{word}"}}')
    return success(phone, "reset")
