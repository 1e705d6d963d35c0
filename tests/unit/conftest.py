# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the unit tests share: the connection plugin without ansible-core's plugin loader."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from unit import documented


@pytest.fixture
def phone_connection(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Make the connection of a host with the given variables, in an environment without `GS_*`."""
    # Here, because `ansible-test units` gives the tests of modules only as much of ansible-core as a managed host has.
    from ansible import constants  # noqa: PLC0415
    from ansible.playbook.play_context import PlayContext  # noqa: PLC0415

    from ansible_collections.voip.grandstream.plugins.connection import webapi  # noqa: PLC0415

    for name in [name for name in os.environ if name.startswith("GS_")]:
        monkeypatch.delenv(name)
    options = documented.options(webapi.DOCUMENTATION)
    name = webapi.Connection.transport

    def connection(**variables: Any) -> Any:
        # What the plugin loader does on the way from a name to a plugin.
        constants.config.initialize_plugin_configuration_definitions("connection", name, options)
        plugin = webapi.Connection(PlayContext())
        plugin._load_name = name
        plugin.set_options(var_options=variables)
        return plugin

    return connection
