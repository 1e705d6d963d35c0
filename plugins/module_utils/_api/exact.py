# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A transport of requests that sends a request's target to the letter.

Firmware that does not decode must get some characters as they are, and urllib3 would quote them.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._libraries import requests, urllib3

_HTTPAdapter: Any = object if requests is None else requests.adapters.HTTPAdapter


class ExactAdapter(_HTTPAdapter):
    """As the base class, with path and query as they stand in the prepared request, in UTF-8."""

    target = ""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """As the base class, with connections that send our target."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": self._pool(urllib3.HTTPConnectionPool, urllib3.connection.HTTPConnection),
            "https": self._pool(urllib3.HTTPSConnectionPool, urllib3.connection.HTTPSConnection),
        }

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """As the base class. One request at a time: an adapter belongs to one session on one phone."""
        self.target = request.path_url
        return super().send(request, *args, **kwargs)

    def _pool(self, pool: Any, connection: Any) -> Any:
        adapter = self

        class ExactConnection(connection):
            """Sends the adapter's target in the place of the one that urllib3 has made of it."""

            def putrequest(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:
                super().putrequest(method, adapter.target or url, *args, **kwargs)

            def _encode_request(self, request: str) -> bytes:
                # A hook of http.client, which knows ASCII only. It has checked that there are no spaces and controls.
                return request.encode("utf-8")

        return type(pool.__name__, (pool,), {"ConnectionCls": ExactConnection})
