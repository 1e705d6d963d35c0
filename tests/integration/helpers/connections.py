# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connections over which the requests of a task came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from integration.helpers.playbooks import Data

#: Requests on one connection. The vendor's own server ends one after 17, and a request must not meet that.
USED_UP = 15


def check_one_connection(requests: Iterable[Data]) -> None:
    """Raise AssertionError unless the requests of one task came over one connection, and over the next when it was used up."""
    counts = list(Counter(request["connection"] for request in requests).values())
    assert all(count == USED_UP for count in counts[:-1]), f"a task has one connection until it is used up: {counts}"
    assert max(counts, default=0) <= USED_UP, counts
