# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS to phones: self-signed certificates pinned by fingerprint, private CAs, and the ciphers of old firmware."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._api.adapter import PhoneAdapter
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError

_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT; Python names it only since 3.12."""


def check_ca_path(settings: ConnectionSettings) -> None:
    """Raise :class:`InputError` where ``ca_path`` names nothing, also where TLS will not need it."""
    if settings.ca_path and not Path(settings.ca_path).exists():
        raise InputError(f"gs_ca_path: there is no file or folder {settings.ca_path}")


def tls_context(settings: ConnectionSettings) -> ssl.SSLContext:
    """Return the TLS context for a phone. Raise :class:`InputError` where ``ca_path`` holds no certificate.

    A fingerprint replaces the check of chain and name. Without ``ca_path`` the system's CAs are trusted, with it only those
    in it.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # urllib3 compares the names, in every version alike; with an IP address its version 1.26 cannot leave that to ssl.
    context.check_hostname = False
    if settings.tls_fingerprint or not settings.validate_certs:
        context.verify_mode = ssl.CERT_NONE
    else:
        _trust(context, settings.ca_path)
    if settings.tls_old_ciphers:
        context.set_ciphers("ALL:!aNULL:!eNULL:@SECLEVEL=0")
        context.options |= _LEGACY_SERVER_CONNECT
    return context


def _trust(context: ssl.SSLContext, ca_path: str | None) -> None:
    if ca_path is None:
        context.load_default_certs()
        return
    try:
        if Path(ca_path).is_dir():
            context.load_verify_locations(capath=ca_path)
        else:
            context.load_verify_locations(cafile=ca_path)
    except (OSError, ssl.SSLError):
        raise InputError(f"gs_ca_path: {ca_path} is not a file of PEM certificates") from None


class TlsAdapter(PhoneAdapter):
    """A transport of requests that uses one TLS context and, if given, insists on one certificate."""

    def __init__(self, settings: ConnectionSettings) -> None:
        self._context = tls_context(settings)
        self._tls = {"ssl_context": self._context, "assert_fingerprint": settings.tls_fingerprint}
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Set up the pool as the base class does, with our TLS context."""
        super().init_poolmanager(*args, **dict(kwargs, **self._tls))

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """Return the base class's attributes without the CA file, which requests would add to our context."""
        host_params, dummy = super().build_connection_pool_key_attributes(request, verify, cert)
        return host_params, dict(self._tls, cert_reqs=self._context.verify_mode)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Load nothing: our context has the CAs already, and the base class would add those of requests."""
