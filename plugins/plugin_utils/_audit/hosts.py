# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of a host that an audit needs: how its phone is reached, and nothing of what git says of its settings."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._masking import FACTORY_PASSWORD
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.hosts import Hosts

FACTORY_VARIABLE = "gs_factory_password"


class AuditHosts(Hosts):
    """The hosts of the play that a task is in. What is given to the reading of a phone is the factory password."""

    def _given(self, variables: dict[str, t.Any], render: t.Callable[[t.Any], t.Any]) -> dict[str, t.Any]:
        return {"factory_password": self._values.of(variables.get(FACTORY_VARIABLE, FACTORY_PASSWORD), render)}
