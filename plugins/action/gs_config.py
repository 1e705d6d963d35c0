# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._resources.config import RESOURCE
from ansible_collections.voip.grandstream.plugins.plugin_utils._action import PhoneActionBase


class ActionModule(PhoneActionBase):
    """``gs_config`` in the controller's own process. Its documentation is the module's."""

    resource = RESOURCE
    rehearsal: t.ClassVar[t.Mapping[str, t.Any]] = {
        "layers": [
            {"name": "inventory, group all", "settings": {"ntp_server": "ntp.example.net", "P31": 1}},
            {
                "name": "inventory, host lobby",
                "settings": {"ntp_server": "192.0.2.1"},
                "accounts": {1: {"account_active": True, "sip_server": "pbx.example.net", "sip_user_id": "1001"}},
            },
        ]
    }
