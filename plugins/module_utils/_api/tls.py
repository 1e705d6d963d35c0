# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS to phones: self-signed certificates pinned by fingerprint, private CAs, and the ciphers of old firmware."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import ssl
import threading
from pathlib import Path
from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError

_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT; Python names it only since 3.12."""


def check_ca_path(ca_path: str | None) -> None:
    """Raise :class:`InputError` where ``ca_path`` names nothing, also where TLS will not need it."""
    if ca_path and not Path(ca_path).exists():
        raise InputError(f"gs_ca_path: there is no file or folder {ca_path}")


def tls_options(settings: ConnectionSettings) -> dict[str, Any]:
    """Return what a connection of urllib3 to a phone takes for TLS. Raise what :func:`tls_context` raises.

    The context is the same for all phones that this thread reaches in the same way.
    """
    way = settings.validate_certs, bool(settings.tls_fingerprint), settings.ca_path, settings.tls_old_ciphers
    if way not in _of_thread.contexts:
        _of_thread.contexts[way] = tls_context(settings)
    context = _of_thread.contexts[way]
    return {"ssl_context": context, "cert_reqs": context.verify_mode, "assert_fingerprint": settings.tls_fingerprint}


class _OfThread(threading.local):
    """The TLS contexts that a thread has made. To read the system's CAs takes longer than to look at a phone.

    A thread talks to one phone at a time. Threads do not share contexts, because urllib3 changes a context with each connection.
    """

    def __init__(self) -> None:
        super().__init__()
        self.contexts: dict[tuple[bool, bool, str | None, bool], ssl.SSLContext] = {}


_of_thread = _OfThread()


def tls_context(settings: ConnectionSettings) -> ssl.SSLContext:
    """Return a new TLS context for a phone. Raise :class:`InputError` where ``ca_path`` holds no certificate.

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
