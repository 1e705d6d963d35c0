# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.voip.grandstream.plugins.module_utils._resources.https import RESOURCE
from ansible_collections.voip.grandstream.plugins.plugin_utils._action import PhoneActionBase


class ActionModule(PhoneActionBase):
    """``gs_https`` in the controller's own process. Its documentation is the module's."""

    resource = RESOURCE
