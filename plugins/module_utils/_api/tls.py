# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS to phones: self-signed certificates pinned by fingerprint, private CAs, and the ciphers of old firmware."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import ssl
import threading
from pathlib import Path
from typing import Any, Iterable, NamedTuple

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError

_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT; Python names it only since 3.12."""


def check_ca_path(ca_path: str | None) -> None:
    """Raise :class:`InputError` where ``ca_path`` names nothing, also where TLS will not need it."""
    if ca_path and not Path(ca_path).exists():
        raise InputError(f"gs_ca_path: there is no file or folder {ca_path}")


class _Way(NamedTuple):
    """What the context of a phone depends on. ``is_pinned``: whether a fingerprint replaces the check of chain and name."""

    validates: bool = True
    is_pinned: bool = False
    ca_path: str | None = None
    old_ciphers: bool = False


def tls_options(settings: ConnectionSettings) -> dict[str, Any]:
    """Return what a connection of urllib3 to a phone takes for TLS. Raise what :func:`tls_context` raises.

    The context is the same for all phones that this process reaches in the same way.
    """
    context = _known(_way(settings))
    return {"ssl_context": context, "cert_reqs": context.verify_mode, "assert_fingerprint": settings.tls_fingerprint}


def read_the_usual_cas() -> None:
    """Make the context of phones whose certificates the system's CAs have issued, for this process and those forked from it."""
    _known(_Way())


def _way(settings: ConnectionSettings) -> _Way:
    return _Way(settings.validate_certs, bool(settings.tls_fingerprint), settings.ca_path, settings.tls_old_ciphers)


_contexts: dict[_Way, ssl.SSLContext] = {}
"""To read the system's CAs takes longer than to look at a phone, and they need as much memory as the rest of a thread."""

_one_at_a_time = threading.Lock()


def _known(way: _Way) -> ssl.SSLContext:
    with _one_at_a_time:
        if way not in _contexts:
            _contexts[way] = _made(way)
        return _contexts[way]


class _SharedContext(ssl.SSLContext):
    """A context for several threads. urllib3 sets again what it has, which is harmless, and these, which is not: OpenSSL frees
    the former ones while another thread may begin a connection with them."""

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        """Offer none: phones speak HTTP/1.1 without being asked."""


def tls_context(settings: ConnectionSettings) -> ssl.SSLContext:
    """Return a new TLS context for a phone. Raise :class:`InputError` where ``ca_path`` holds no certificate.

    A fingerprint replaces the check of chain and name. Without ``ca_path`` the system's CAs are trusted, with it only those
    in it.
    """
    return _made(_way(settings))


def _made(way: _Way) -> ssl.SSLContext:
    context = _SharedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # urllib3 compares the names, in every version alike; with an IP address its version 1.26 cannot leave that to ssl.
    context.check_hostname = False
    if way.is_pinned or not way.validates:
        context.verify_mode = ssl.CERT_NONE
    else:
        _trust(context, way.ca_path)
    if way.old_ciphers:
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
