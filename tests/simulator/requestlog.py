# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a phone was asked: the requests in order, and how many of each."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from typing import Any

# The newest requests that a phone remembers one by one; the counts go on.
_KEPT = 10_000


@dataclass(slots=True)
class RequestRecord:
    """One request. It is logged when it arrives; `status` and `outcome` follow when it is answered.

    `parameters` are decoded as those of a form, whatever the firmware makes of them, and `sent` are the same as they travelled;
    `url_length` is in bytes, of the URL in its whole form `scheme://host:port/path?query`; `connection` is a number for each
    TCP connection, and `scheme` what it speaks; `authenticated` says whether the phone found a live session when it did what
    was asked (a fault may have kept it from looking); `outcome` is `answered`, the kind of the fault that hit the request,
    `crashed`, or `unanswered`.
    """

    endpoint: str
    method: str
    parameters: list[tuple[str, str]]
    sent: list[tuple[str, str]]
    url_length: int
    body_length: int
    headers_seen: dict[str, Any]
    connection: int
    scheme: str
    authenticated: bool = False
    status: int | None = None
    outcome: str = "unanswered"

    def as_dict(self) -> dict[str, Any]:
        """Return the record as the control interface shows it."""
        return asdict(self)


@dataclass(slots=True)
class RequestLog:
    """The requests of one phone. `writes` counts those to endpoints that change the phone."""

    records: deque[RequestRecord] = field(default_factory=lambda: deque(maxlen=_KEPT))
    counts: Counter[str] = field(default_factory=Counter)
    writes: int = 0

    def add(self, record: RequestRecord, *, writes: bool) -> None:
        """Log a request that arrived."""
        self.records.append(record)
        self.counts[record.endpoint] += 1
        self.writes += writes

    def clear(self) -> None:
        """Forget everything."""
        self.records.clear()
        self.counts.clear()
        self.writes = 0
